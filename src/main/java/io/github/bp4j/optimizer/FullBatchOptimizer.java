package io.github.bp4j.optimizer;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;

/**
 * A method that minimises J over a whole training set at once, and chooses the length of its steps by looking at J: there
 * is no learning rate. Immutable: one may serve many networks.
 *
 * <pre>{@code
 * FullBatchState state = FullBatchOptimizer.lbfgs().start(network, X, Y);
 * while (!state.ended()) {
 *     state.step();
 * }
 * }</pre>
 *
 * <p>For networks and training sets that are small enough to be gone through as a whole, a method of these gets closer to a
 * minimum, and in fewer passes, than any {@link Optimizer}. J must be the same whenever θ is: a network with a random
 * part in its pass of training is refused.
 */
public interface FullBatchOptimizer {
    /**
     * A run on this network and these examples, before its first iteration; J and its gradient are computed.
     *
     * @param X (n_0, m), referenced as long as the run lasts
     * @param Y (n_L, m), likewise
     * @param weights (1, m), w of each example, likewise; null where all count alike
     * @throws io.github.bp4j.ShapeException if a matrix does not fit the network
     * @throws IllegalStateException if every layer of the network is frozen
     * @throws IllegalArgumentException if the method cannot train this network, Y holds targets that its loss has no
     *     meaning for, or the weights are not what {@link Network#cost(Matrix, Matrix)} takes
     */
    FullBatchState start(Network network, Matrix X, Matrix Y, Matrix weights);

    /** A run in which all examples count alike. */
    default FullBatchState start(Network network, Matrix X, Matrix Y) {
        return start(network, X, Y, null);
    }

    /** L-BFGS with its usual hyper-parameters: any smooth J, any number of parameters. */
    static FullBatchOptimizer lbfgs() {
        return new LBFGS();
    }

    /** Levenberg–Marquardt with its usual hyper-parameters: squared error, some thousand parameters at most. */
    static FullBatchOptimizer levenbergMarquardt() {
        return new LevenbergMarquardt();
    }
}
