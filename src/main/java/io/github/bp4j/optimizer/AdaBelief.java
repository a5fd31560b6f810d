package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * m ← β₁ m + (1 − β₁) dθ, s ← β₂ s + (1 − β₂) (dθ − m)² + ε, θ ← θ − α m̂ / (√ŝ + ε), where m̂ = m / (1 − β₁ᵗ) and ŝ = s / (1 −
 * β₂ᵗ) in step t: {@link Adam} with long steps where the gradient is as expected, and short ones where it is not.
 *
 * <p>α is in units of θ. ε is added twice, as in the paper.
 *
 * <p>Source: Zhuang et al., <em>AdaBelief optimizer: adapting stepsizes by the belief in observed gradients</em> (NeurIPS
 * 2020), Algorithm 2.
 *
 * @param beta1 β₁, in [0, 1)
 * @param beta2 β₂, in [0, 1)
 * @param epsilon ε, above 0
 */
public record AdaBelief(double beta1, double beta2, double epsilon) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public AdaBelief {
        Require.belowOne("beta1", beta1);
        Require.belowOne("beta2", beta2);
        Require.positive("epsilon", epsilon);
    }

    /** β₁ = 0.9, β₂ = 0.999, ε = 1e-14, as in DL4J; the paper's authors advise from 1e-16 to 1e-8. */
    public AdaBelief() {
        this(0.9, 0.999, 1e-14);
    }

    @Override
    public int slots() {
        return 2;
    }

    @Override
    public void update(double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        UpdateArguments.require(slots(), theta, dTheta, slots, rate, step, from, to);
        double[] m = slots[0];
        double[] s = slots[1];
        double c1 = 1 - StrictMath.pow(beta1, (double) step);
        double c2 = 1 - StrictMath.pow(beta2, (double) step);
        for (int i = from; i < to; i++) {
            double g = dTheta[i];
            m[i] = beta1 * m[i] + (1 - beta1) * g;
            double surprise = g - m[i];
            s[i] = beta2 * s[i] + (1 - beta2) * surprise * surprise + epsilon;
            theta[i] -= rate * (m[i] / c1) / (Math.sqrt(s[i] / c2) + epsilon);
        }
    }
}
