package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * m ← β₁ m + (1 − β₁) dθ, u ← max(β₂ u, |dθ| + ε), θ ← θ − α / (1 − β₁ᵗ) · m / u in step t: {@link Adam} with the greatest
 * gradient of late in place of the root of the mean square.
 *
 * <p>α is in units of θ: the most that an element moves in a step, about; twice that of Adam is usual. ε, in units of dθ,
 * keeps u from 0; the paper lacks it.
 *
 * <p>Source: Kingma and Ba, <em>Adam: a method for stochastic optimization</em> (ICLR 2015), Algorithm 2.
 *
 * @param beta1 β₁, in [0, 1)
 * @param beta2 β₂, in [0, 1)
 * @param epsilon ε, above 0
 */
public record AdaMax(double beta1, double beta2, double epsilon) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public AdaMax {
        Require.belowOne("beta1", beta1);
        Require.belowOne("beta2", beta2);
        Require.positive("epsilon", epsilon);
    }

    /** The paper's defaults, and PyTorch's ε: β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
    public AdaMax() {
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
        double[] u = slots[1];
        double c1 = 1 - StrictMath.pow(beta1, (double) step);
        for (int i = from; i < to; i++) {
            double g = dTheta[i];
            m[i] = beta1 * m[i] + (1 - beta1) * g;
            u[i] = Math.max(beta2 * u[i], Math.abs(g) + epsilon);
            theta[i] -= rate / c1 * (m[i] / u[i]);
        }
    }
}
