package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * c = β₁ m + (1 − β₁) dθ, θ ← θ − α (sign(c) + λ θ), m ← β₂ m + (1 − β₂) dθ; sign(0) = 0.
 *
 * <p>α, in units of θ, is what every element moves in every step: three to ten times less than with {@link Adam}, and λ,
 * which is decoupled as in {@link AdamW}, as many times more.
 *
 * <p>Source: Chen et al., <em>Symbolic discovery of optimization algorithms</em> (2023), Algorithm 2.
 *
 * @param beta1 β₁, in [0, 1)
 * @param beta2 β₂, in [0, 1)
 * @param weightDecay λ, at least 0
 */
public record Lion(double beta1, double beta2, double weightDecay) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Lion {
        Require.belowOne("beta1", beta1);
        Require.belowOne("beta2", beta2);
        Require.notNegative("weightDecay", weightDecay);
    }

    /** The paper's defaults: β₁ = 0.9, β₂ = 0.99, λ = 0. */
    public Lion() {
        this(0.9, 0.99, 0);
    }

    @Override
    public int slots() {
        return 1;
    }

    @Override
    public void update(double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        UpdateArguments.require(slots(), theta, dTheta, slots, rate, step, from, to);
        double[] m = slots[0];
        for (int i = from; i < to; i++) {
            double g = dTheta[i];
            double c = beta1 * m[i] + (1 - beta1) * g;
            theta[i] -= rate * (Math.signum(c) + weightDecay * theta[i]);
            m[i] = beta2 * m[i] + (1 - beta2) * g;
        }
    }
}
