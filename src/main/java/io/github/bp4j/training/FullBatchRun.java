package io.github.bp4j.training;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.FullBatchState;
import java.util.stream.IntStream;

/** Training by a method that takes the whole training set at once: an epoch is one batch and one iteration. */
final class FullBatchRun {
    private final Matrix X;
    private final FullBatchState state;

    FullBatchRun(FullBatchOptimizer optimizer, Network network, Dataset train) {
        Batches all = new Batches(train, network, train.size());
        all.gather(IntStream.range(0, train.size()).toArray(), 0);
        X = all.X();
        state = optimizer.start(network, X, all.Y());
    }

    /** One iteration; the cost of the epoch is J before it, as it is with mini-batches. */
    void epoch(Progress progress) {
        progress.startBatch();
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
        progress.endBatch(J, X.columns());
    }

    /** Whether further epochs would change nothing. */
    boolean converged() {
        return state.converged();
    }
}
