package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * s ← ρ s + (1 − ρ) dθ², θ ← θ − α dθ / (√s + ε).
 *
 * <p>α is in units of θ, ε in units of dθ. ε is outside the root, as in PyTorch; Keras has it within, and 1e-7.
 *
 * <p>Source: Tieleman and Hinton, <em>Neural networks for machine learning</em>, lecture 6.5 (2012).
 *
 * @param decay ρ, in [0, 1)
 * @param epsilon ε, above 0
 */
public record RMSProp(double decay, double epsilon) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public RMSProp {
        Require.belowOne("decay", decay);
        Require.positive("epsilon", epsilon);
    }

    /** PyTorch's defaults: ρ = 0.99, where the lecture has 0.9, and ε = 1e-8. */
    public RMSProp() {
        this(0.99, 1e-8);
    }

    @Override
    public int slots() {
        return 1;
    }

    @Override
    public void update(double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        UpdateArguments.require(slots(), theta, dTheta, slots, rate, step, from, to);
        double[] s = slots[0];
        for (int i = from; i < to; i++) {
            double g = dTheta[i];
            s[i] = decay * s[i] + (1 - decay) * g * g;
            theta[i] -= rate * g / (Math.sqrt(s[i]) + epsilon);
        }
    }
}
