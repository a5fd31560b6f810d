package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * m ← β₁ m + (1 − β₁) dθ, v ← β₂ v + (1 − β₂) dθ², θ ← θ − α m̂ / (√v̂ + ε), where v̂ = v / (1 − β₂ᵗ) and m̂ = μₜ₊₁ m / (1 −
 * μ₁ … μₜ₊₁) + (1 − μₜ) dθ / (1 − μ₁ … μₜ) in step t, with μₜ = β₁ (1 − ½ · 0.96^(t ψ)).
 *
 * <p>Adam that looks ahead, like {@link Nesterov}. Units are those of {@link Adam}.
 *
 * <p>Source: Dozat, <em>Incorporating Nesterov momentum into Adam</em> (2016), whose m takes in μₜ where PyTorch, and this,
 * have β₁.
 *
 * @param beta1 β₁, in [0, 1)
 * @param beta2 β₂, in [0, 1)
 * @param epsilon ε, above 0
 * @param momentumDecay ψ, at least 0
 */
public record NAdam(double beta1, double beta2, double epsilon, double momentumDecay) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public NAdam {
        Require.belowOne("beta1", beta1);
        Require.belowOne("beta2", beta2);
        Require.positive("epsilon", epsilon);
        Require.notNegative("momentumDecay", momentumDecay);
    }

    /** PyTorch's defaults: β₁ = 0.9, β₂ = 0.999, ε = 1e-8, ψ = 0.004. */
    public NAdam() {
        this(0.9, 0.999, 1e-8, 0.004);
    }

    @Override
    public int slots() {
        return 2;
    }

    @Override
    public void update(double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        UpdateArguments.require(slots(), theta, dTheta, slots, rate, step, from, to);
        double[] m = slots[0];
        double[] v = slots[1];
        double c2 = 1 - StrictMath.pow(beta2, (double) step);
        double ahead = mu(step + 1) / (1 - muProduct(step + 1));
        double here = (1 - mu(step)) / (1 - muProduct(step));
        for (int i = from; i < to; i++) {
            double g = dTheta[i];
            m[i] = beta1 * m[i] + (1 - beta1) * g;
            v[i] = beta2 * v[i] + (1 - beta2) * g * g;
            theta[i] -= rate * (ahead * m[i] + here * g) / (Math.sqrt(v[i] / c2) + epsilon);
        }
    }

    private double mu(long t) {
        return beta1 * (1 - 0.5 * StrictMath.pow(0.96, t * momentumDecay));
    }

    /** μ₁ … μₜ, as far as 1 minus it can tell. */
    private double muProduct(long t) {
        double factor = StrictMath.pow(0.96, momentumDecay);
        double power = 1;
        double product = 1;
        for (long i = 1; i <= t && product > 0x1p-60; i++) {
            power *= factor;
            product *= beta1 * (1 - 0.5 * power);
        }
        return product;
    }
}
