package io.github.bp4j.optimizer;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.internal.check.Require;
import java.util.Objects;

/**
 * θ ← θ + α p with p = −H dθ, where H, an estimate of the inverse of ∂²J/∂θ², comes from the last steps s = θ_new − θ
 * and the changes y = dθ_new − dθ that they brought, by the two-loop recursion; α meets the strong Wolfe conditions J(θ +
 * α p) ≤ J(θ) + c1 α ⟨dθ, p⟩ and |⟨dθ_new, p⟩| ≤ c2 |⟨dθ, p⟩|, and is 1 if that does.
 *
 * <p>The recursion starts from ⟨s, y⟩ / ⟨y, y⟩ of the latest pair, so p has the units of θ. The first step has p = −dθ /
 * max(1, ‖dθ‖₁). A pair with ⟨s, y⟩ ≤ 2⁻⁵² |⟨s, dθ⟩| is not remembered. A point at which anything is not finite counts as one
 * that is too far. Where no α is found, the history is forgotten and p = −dθ tried, before the run ends. The units of θ
 * and J do not matter: a first step that is too short to be felt becomes longer until J feels it.
 *
 * <p>With L1 it is OWL-QN: steps stay within an orthant, where J is smooth, and parameters become 0 to the last bit.
 * Source: Andrew and Gao, <em>Scalable training of L1-regularized log-linear models</em> (2007). With other corners in
 * J, of absolute error or ReLU, a run may end at one; it then has not {@linkplain FullBatchState#converged converged}.
 *
 * <p>The run has converged where the gradient is small and the next step promises to lower J by at most
 * gradientTolerance of it; where an iteration lowers J by at most costTolerance of it, unless J has corners; or where
 * no step lowers J and only rounding errors are left to lower it by. Where no step lowers J for another reason, the run
 * has ended without having converged. {@link FullBatchState#reason} gives the test and its numbers.
 *
 * <p>It remembers 2 · history + 6 arrays of the length of θ. An iteration takes one pass over the examples most times,
 * 25 at most for each direction tried.
 *
 * <p>Source: Nocedal and Wright, <em>Numerical optimization</em> (2006), Algorithms 7.4 and 7.5, with the line search of
 * Algorithms 3.5 and 3.6 and its cubic interpolation kept within [0.1, 0.9] of the interval; the first step is PyTorch's, the
 * test of a pair that of L-BFGS-B (Zhu, Byrd, Lu and Nocedal 1997).
 *
 * @param history how many pairs (s, y) are remembered, at least 1
 * @param c1 the share of the promised fall that J must fall by, above 0
 * @param c2 how much of the slope may be left, above c1 and below 1
 * @param gradientTolerance the gradient is small where max |dθ| is at most this, at least 0; in units of dθ, and as a
 *     share of J
 * @param costTolerance the run ends where an iteration lowers J by at most this share of it, at least 0
 */
public record LBFGS(int history, double c1, double c2, double gradientTolerance, double costTolerance)
        implements FullBatchOptimizer {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public LBFGS {
        Require.atLeast(1, "history", history);
        Require.betweenZeroAndOne("c1", c1);
        Require.betweenZeroAndOne("c2", c2);
        if (c1 >= c2) {
            throw new IllegalArgumentException("c1 must be below c2, " + c2 + "; got " + c1);
        }
        Require.notNegative("gradientTolerance", gradientTolerance);
        Require.notNegative("costTolerance", costTolerance);
    }

    /** Ten pairs, as in SciPy; c1 = 1e-4, c2 = 0.9, and the tolerances 1e-7 and 1e-9, as in PyTorch. */
    public LBFGS() {
        this(10, 1e-4, 0.9, 1e-7, 1e-9);
    }

    @Override
    public FullBatchState start(Network network, Matrix X, Matrix Y, Matrix weights) {
        Objects.requireNonNull(network, "network");
        Determinism.require("lbfgs", network);
        Trainable.require("lbfgs", network);
        network.inUse().hold("lbfgs");
        try {
            network.requireBatch(X, Y, weights);
            X.requireFinite("X", weights);
            return new LBFGSState(this, new NetworkObjective(network, X, Y, weights));
        } finally {
            network.inUse().release();
        }
    }
}
