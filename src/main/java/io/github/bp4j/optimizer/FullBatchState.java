package io.github.bp4j.optimizer;

/** A run of a {@link FullBatchOptimizer} on one network and one training set: what it remembers from iteration to iteration. */
public interface FullBatchState {
    /**
     * One iteration: changes θ such that J becomes lower, or finds that it is {@link #converged}; then, and from then on,
     * nothing changes. θ is finite before and after, whatever was tried between.
     *
     * @return J at the θ that the network is left with
     * @throws IllegalStateException if J or its gradient is not finite to begin with
     */
    double step();

    /** J at θ as it stands, regularisation included. */
    double cost();

    /** Whether there is nothing left to do: the gradient is small enough, or no step lowers J any more. */
    boolean converged();

    /** The iterations made. */
    long steps();
}
