package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * Δ ← η⁺ Δ where dθ has kept its sign since the last step, η⁻ Δ where it has changed it, always within [Δ_min, Δ_max];
 * θ ← θ − Δ sign(dθ), but θ stays where the sign has changed, and the next step takes that dθ for 0.
 *
 * <p>Every parameter has its own step Δ, in units of θ; the size of the gradient does not matter, only its sign. α is Δ
 * in the first step and nothing after it: schedules and factors of later rates have no effect.
 *
 * <p>For full batches: with mini-batches the signs change by chance, and all Δ shrink to Δ_min. Give the trainer a batch
 * as large as the training set.
 *
 * <p>Source: Igel and Hüsken, <em>Improving the Rprop learning algorithm</em> (2000), iRprop⁻, which is PyTorch's
 * {@code Rprop} too; after Riedmiller and Braun, <em>A direct adaptive method for faster backpropagation learning</em>
 * (1993).
 *
 * @param etaMinus η⁻, above 0 and below 1
 * @param etaPlus η⁺, above 1
 * @param smallest Δ_min, above 0
 * @param largest Δ_max, at least Δ_min
 */
public record RProp(double etaMinus, double etaPlus, double smallest, double largest) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public RProp {
        Require.betweenZeroAndOne("etaMinus", etaMinus);
        Require.aboveOne("etaPlus", etaPlus);
        Require.positive("smallest", smallest);
        Require.positive("largest", largest);
        if (largest < smallest) {
            throw new IllegalArgumentException("largest must be at least smallest, " + smallest + "; got " + largest);
        }
    }

    /** The paper's defaults, and PyTorch's: η⁻ = 0.5, η⁺ = 1.2, Δ_max = 50; Δ_min is 1e-6 as in PyTorch, 0 in the paper. */
    public RProp() {
        this(0.5, 1.2, 1e-6, 50);
    }

    @Override
    public int slots() {
        return 2;
    }

    @Override
    public void update(double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        UpdateArguments.require(slots(), theta, dTheta, slots, rate, step, from, to);
        double[] delta = slots[0];
        double[] before = slots[1]; // dθ of the last step, or 0
        for (int i = from; i < to; i++) {
            double g = dTheta[i];
            double turned = Math.signum(g) * Math.signum(before[i]);
            double length =
                    step == 1 ? rate : turned > 0 ? etaPlus * delta[i] : turned < 0 ? etaMinus * delta[i] : delta[i];
            delta[i] = Math.max(smallest, Math.min(largest, length));
            before[i] = turned < 0 ? 0 * g : g; // 0 g is NaN where g is infinite: no overflow is hidden
            theta[i] -= delta[i] * Math.signum(before[i]);
        }
    }
}
