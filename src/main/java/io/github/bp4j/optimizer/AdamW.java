package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * m ← β₁ m + (1 − β₁) dθ, v ← β₂ v + (1 − β₂) dθ², θ ← θ − α λ θ − α m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and v̂ = v /
 * (1 − β₂ᵗ) in step t.
 *
 * <p>Adam with a weight decay that is decoupled: λ θ does not pass m and v. As in PyTorch and Keras it takes in every
 * parameter, b too, and is multiplied by α (in the paper by the schedule's multiplier alone). L2 of W alone, through the
 * gradient, is an option of the network. Units are those of {@link Adam}; α λ is a plain number.
 *
 * <p>Source: Loshchilov and Hutter, <em>Decoupled weight decay regularization</em> (ICLR 2019), Algorithm 2.
 *
 * @param beta1 β₁, in [0, 1)
 * @param beta2 β₂, in [0, 1)
 * @param epsilon ε, above 0
 * @param weightDecay λ, at least 0
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public AdamW {
        Require.belowOne("beta1", beta1);
        Require.belowOne("beta2", beta2);
        Require.positive("epsilon", epsilon);
        Require.notNegative("weightDecay", weightDecay);
    }

    /** Adam's defaults: β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
    public AdamW(double weightDecay) {
        this(0.9, 0.999, 1e-8, weightDecay);
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
        double kept = 1 - rate * weightDecay;
        for (int i = from; i < to; i++) {
            double g = dTheta[i];
            m[i] = beta1 * m[i] + (1 - beta1) * g;
            v[i] = beta2 * v[i] + (1 - beta2) * g * g;
            theta[i] = kept * theta[i] - rate * (m[i] / c1) / (Math.sqrt(v[i] / c2) + epsilon);
        }
    }
}
