package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * m ← β₁ m + (1 − β₁) dθ, v ← β₂ v + (1 − β₂) dθ², θ ← θ − α r m̂ / √v̂, where m̂ = m / (1 − β₁ᵗ), √v̂ = (√v + ε) / √(1 −
 * β₂ᵗ) and r = √((ρ − 4) (ρ − 2) ρ∞ / ((ρ∞ − 4) (ρ∞ − 2) ρ)) in step t, with ρ∞ = 2 / (1 − β₂) − 1 and ρ = ρ∞ − 2 t β₂ᵗ /
 * (1 − β₂ᵗ); in the first steps, as long as ρ ≤ 5, θ ← θ − α m̂.
 *
 * <p>Adam that needs no warm-up: r grows from near 0 to 1 as v comes to be known. α is in units of θ, but where ρ ≤ 5, in
 * those of gradient descent.
 *
 * <p>Source: Liu et al., <em>On the variance of the adaptive learning rate and beyond</em> (ICLR 2020), Algorithm 2, which
 * has no ε and ρ ≤ 4; these are PyTorch's.
 *
 * @param beta1 β₁, in [0, 1)
 * @param beta2 β₂, in [0, 1)
 * @param epsilon ε, above 0
 */
public record RAdam(double beta1, double beta2, double epsilon) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public RAdam {
        Require.belowOne("beta1", beta1);
        Require.belowOne("beta2", beta2);
        Require.positive("epsilon", epsilon);
    }

    /** The paper's defaults, and PyTorch's: β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
    public RAdam() {
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
        double rhoEnd = 2 / (1 - beta2) - 1;
        double rho = rhoEnd - 2 * step * (1 - c2) / c2;
        boolean known = rho > 5;
        double r = Math.sqrt((rho - 4) * (rho - 2) * rhoEnd / ((rhoEnd - 4) * (rhoEnd - 2) * rho) * c2);
        for (int i = from; i < to; i++) {
            double g = dTheta[i];
            m[i] = beta1 * m[i] + (1 - beta1) * g;
            v[i] = beta2 * v[i] + (1 - beta2) * g * g;
            theta[i] -= rate * (m[i] / c1) * (known ? r / (Math.sqrt(v[i]) + epsilon) : 1);
        }
    }
}
