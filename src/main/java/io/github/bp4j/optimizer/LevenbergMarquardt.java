package io.github.bp4j.optimizer;

import io.github.bp4j.Layer;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.internal.check.Require;
import java.util.Locale;
import java.util.Objects;

/**
 * θ ← θ + δ with (H + μ I) δ = −dθ. H = 1/m Σ_r ∇e_r ∇e_rᵀ + Λ, of the residuals e = a − y of all output units and
 * examples, is ∂²J/∂θ² without its part in ∂²e/∂θ²; Λ has the λ of L2 at each W. With sample weights the residuals of
 * example i count w_i / w̄ times. Where J does not fall, μ ← increase · μ
 * and δ anew; where it does, μ ← decrease · μ for the next iteration.
 *
 * <p>μ is in the units of ∂²J/∂θ²; if 1/m were left out, as it is by Hagan and Menhaj, μ would be m times as much. With a
 * small μ a step is Gauss and Newton's, with a large one a short step down the gradient. The run has converged where
 * ‖dθ‖ is at most {@code gradientTolerance} and the step of a tiny μ promises to lower J by at most that share of it.
 * It ends too where μ would be above {@code largestMu}, or above that many times the largest element of H: converged
 * only if no more than rounding errors are promised. For squared error, with any output activation and with L2, but not
 * L1 or batch normalisation.
 *
 * <p>For p parameters it keeps two p×p matrices, 16 p² bytes, so p is at most {@value #MOST_PARAMETERS}. An iteration takes
 * m n_L p² / 2 multiply-adds for H, and p³ / 6 for each μ tried.
 *
 * <p>Source: Hagan and Menhaj, <em>Training feedforward networks with the Marquardt algorithm</em> (1994). Defaults and
 * stopping rules are those of MATLAB's {@code trainlm}.
 *
 * @param mu μ of the first iteration, above 0
 * @param decrease above 0 and below 1
 * @param increase above 1
 * @param largestMu at least μ
 * @param gradientTolerance at least 0; in units of dθ, and as a share of J
 */
public record LevenbergMarquardt(
        double mu, double decrease, double increase, double largestMu, double gradientTolerance)
        implements FullBatchOptimizer {
    /** What still fits the memory of an ordinary JVM: 400 MB. */
    static final int MOST_PARAMETERS = 5000;

    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public LevenbergMarquardt {
        Require.positive("mu", mu);
        Require.betweenZeroAndOne("decrease", decrease);
        Require.aboveOne("increase", increase);
        Require.positive("largestMu", largestMu);
        if (largestMu < mu) {
            throw new IllegalArgumentException("largestMu must be at least mu, " + mu + "; got " + largestMu);
        }
        Require.notNegative("gradientTolerance", gradientTolerance);
    }

    /** MATLAB's defaults: μ = 1e-3, decrease = 0.1, increase = 10, largest μ = 1e10, and 1e-7 for the gradient. */
    public LevenbergMarquardt() {
        this(1e-3, 0.1, 10, 1e10, 1e-7);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException besides, if the loss is not squared error, a layer that is not frozen has L1 or
     *     is normalised, or such layers have more than {@value #MOST_PARAMETERS} parameters
     */
    @Override
    public FullBatchState start(Network network, Matrix X, Matrix Y, Matrix weights) {
        Objects.requireNonNull(network, "network");
        if (network.loss() != Loss.SQUARED_ERROR) {
            throw new IllegalArgumentException("levenbergMarquardt: the loss is " + network.loss() + "; it must be "
                    + Loss.SQUARED_ERROR + ", a sum of squares. lbfgs() takes any loss");
        }
        for (Layer layer : network.layers()) {
            if (layer.l1() > 0 && !layer.isFrozen()) {
                throw new IllegalArgumentException("levenbergMarquardt: " + layer + " has l1(" + layer.l1()
                        + "), which is no sum of squares; l2 is one");
            }
            if (layer.isNormalized() && !layer.isFrozen()) {
                throw new IllegalArgumentException("levenbergMarquardt: " + layer
                        + " is normalised; only W and b have a Jacobian here. lbfgs() takes such layers");
            }
        }
        int p = network.trainableParameters();
        if (p > MOST_PARAMETERS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "levenbergMarquardt: the network has %,d %sparameters, whose matrices would take %,d MB of memory;"
                            + " it must have at most %,d. lbfgs() takes any number",
                    p,
                    p == network.parameters().length ? "" : "trainable ",
                    16L * p * p / 1_000_000,
                    MOST_PARAMETERS));
        }
        Determinism.require("levenbergMarquardt", network);
        Trainable.require("levenbergMarquardt", network);
        network.inUse().hold("levenbergMarquardt");
        try {
            network.requireBatch(X, Y, weights);
            X.requireFinite("X", weights);
            return new LevenbergMarquardtState(this, new NetworkObjective(network, X, Y, weights));
        } finally {
            network.inUse().release();
        }
    }
}
