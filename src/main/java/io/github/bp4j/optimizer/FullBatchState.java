package io.github.bp4j.optimizer;

/** A run of a {@link FullBatchOptimizer} on one network and one training set: what it remembers from iteration to iteration. */
public interface FullBatchState {
    /**
     * One iteration: changes θ such that J becomes lower, or finds that the run has {@link #ended}; then, and from then
     * on, nothing changes. θ is finite before and after, whatever was tried between; an exception leaves it as it was.
     * Where θ was changed since the last iteration, the run forgets everything and starts anew from θ as it is; X, Y
     * and the weights must stay as they were.
     *
     * @return J at the θ that the network is left with
     * @throws IllegalStateException if J or its gradient is not finite to begin with, or another thread uses the
     *     network
     */
    double step();

    /** J at θ as it stands, regularisation included. */
    double cost();

    /**
     * Whether θ is a minimum, or a point from which J does not fall, as far as rounding errors let this be seen: a test
     * of convergence was met. It stays false where no step lowers J and no test explains it, as at a corner of J: loops
     * end with {@link #ended}.
     */
    boolean converged();

    /** Whether there is nothing left to do: the run has converged, or no step lowers J. */
    default boolean ended() {
        return converged();
    }

    /** The test that ended the run, with its numbers, in words; "" as long as it has not ended. */
    default String reason() {
        return "";
    }

    /** The iterations made. */
    long steps();
}
