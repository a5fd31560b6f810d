package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * s ← ρ s + (1 − ρ) dθ², δ = √(u + ε) / √(s + ε) · dθ, u ← ρ u + (1 − ρ) δ², θ ← θ − α δ.
 *
 * <p>δ has the units of θ, so α, which the paper lacks, is a plain number, 1 unless there is reason for another. ε is
 * within the roots: it sets the length of the first steps.
 *
 * <p>Source: Zeiler, <em>ADADELTA: an adaptive learning rate method</em> (2012), Algorithm 1.
 *
 * @param rho ρ, in [0, 1)
 * @param epsilon ε, above 0
 */
public record AdaDelta(double rho, double epsilon) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public AdaDelta {
        Require.belowOne("rho", rho);
        Require.positive("epsilon", epsilon);
    }

    /** PyTorch's defaults: ρ = 0.9, where the paper has 0.95, and ε = 1e-6. */
    public AdaDelta() {
        this(0.9, 1e-6);
    }

    @Override
    public int slots() {
        return 2;
    }

    @Override
    public void update(double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        UpdateArguments.require(slots(), theta, dTheta, slots, rate, step, from, to);
        double[] s = slots[0];
        double[] u = slots[1];
        for (int i = from; i < to; i++) {
            double g = dTheta[i];
            s[i] = rho * s[i] + (1 - rho) * g * g;
            double delta = Math.sqrt(u[i] + epsilon) / Math.sqrt(s[i] + epsilon) * g;
            u[i] = rho * u[i] + (1 - rho) * delta * delta;
            theta[i] -= rate * delta;
        }
    }
}
