package io.github.bp4j.training;

import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.FullBatchState;
import java.util.stream.IntStream;

/** Training by a method that takes the whole training set at once: an epoch is one batch and one iteration. */
final class FullBatchRun {
    private final Dataset train;
    private final FullBatchState state;

    /** On the only batch of the training set. */
    FullBatchRun(FullBatchOptimizer optimizer, Network network, Dataset train, Batches batches, int size) {
        this.train = train;
        batches.gather(IntStream.range(0, size).toArray(), 0);
        state = optimizer.start(network, batches.X(), batches.Y(), batches.weights());
    }

    boolean isOn(Dataset train) {
        return this.train == train;
    }

    /** One iteration; returns J before it, as with mini-batches. */
    double step(Progress progress) {
        double J = state.cost();
        if (!Double.isFinite(J)) {
            throw Divergence.ofCost(J, progress);
        }
        double[] gradient = progress.network().gradient();
        for (int i = 0; i < gradient.length; i++) {
            if (!Double.isFinite(gradient[i])) {
                throw Divergence.ofUpdate(i, progress);
            }
        }
        state.step();
        return J;
    }

    /** Whether further epochs would change nothing. */
    boolean ended() {
        return state.ended();
    }

    /** The test that ended it. */
    String reason() {
        return state.reason();
    }

    /** Why, where they would. */
    Ending ending() {
        return state.converged() ? Ending.CONVERGED : Ending.NO_PROGRESS;
    }
}
