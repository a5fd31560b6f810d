package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * m ← β₁ m + (1 − β₁) dθ, v ← β₂ v + (1 − β₂) dθ², θ ← θ − α m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 −
 * β₂ᵗ) in step t.
 *
 * <p>α is in units of θ: about the most that an element moves in a step. ε, outside the root, is in units of dθ; Keras
 * has 1e-7.
 *
 * <p>Source: Kingma and Ba, <em>Adam: a method for stochastic optimization</em> (ICLR 2015), Algorithm 1.
 *
 * @param beta1 β₁, in [0, 1)
 * @param beta2 β₂, in [0, 1)
 * @param epsilon ε, above 0
 */
public record Adam(double beta1, double beta2, double epsilon) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Adam {
        Require.belowOne("beta1", beta1);
        Require.belowOne("beta2", beta2);
        Require.positive("epsilon", epsilon);
    }

    /** The paper's defaults, and PyTorch's: β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
    public Adam() {
        this(0.9, 0.999, 1e-8);
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
        double c1 = 1 - StrictMath.pow(beta1, (double) step);
        double c2 = 1 - StrictMath.pow(beta2, (double) step);
        for (int i = from; i < to; i++) {
            double g = dTheta[i];
            m[i] = beta1 * m[i] + (1 - beta1) * g;
            v[i] = beta2 * v[i] + (1 - beta2) * g * g;
            theta[i] -= rate * (m[i] / c1) / (Math.sqrt(v[i] / c2) + epsilon);
        }
    }
}
