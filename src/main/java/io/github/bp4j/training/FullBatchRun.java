package io.github.bp4j.training;

import io.github.bp4j.Layer;
import io.github.bp4j.Network;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.FullBatchState;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Training by a method that takes the whole training set at once: an epoch is one batch and one iteration. The method
 * goes on only as long as all that it remembers was computed from what there is; else it starts anew from the
 * parameters as they are.
 */
final class FullBatchRun {
    private final FullBatchOptimizer optimizer;
    private final Network network;
    private final Layer[] layers;
    private final Yardstick yardstick;
    private final Batches batches;
    private FullBatchState state;
    private double[] left; //    θ as the last iteration left it
    private final boolean[] frozen; // which layers were

    /** On the only batch of the training set. */
    FullBatchRun(FullBatchOptimizer optimizer, Network network, Yardstick yardstick, Batches batches, int size) {
        this.optimizer = optimizer;
        this.network = network;
        layers = network.layers().toArray(new Layer[0]);
        frozen = new boolean[layers.length];
        this.yardstick = yardstick;
        this.batches = batches;
        batches.gather(IntStream.range(0, size).toArray(), 0);
        begin();
    }

    private void begin() {
        state = optimizer.start(network, batches.X(), batches.Y(), batches.weights());
        left = network.parameters().clone();
        for (int l = 0; l < layers.length; l++) {
            frozen[l] = layers[l].isFrozen();
        }
    }

    /** Whether the next fit may go on with it. */
    boolean isOn(Yardstick yardstick) {
        return this.yardstick.isSame(yardstick) && isUnchanged();
    }

    private boolean isUnchanged() {
        for (int l = 0; l < layers.length; l++) {
            if (frozen[l] != layers[l].isFrozen()) {
                return false;
            }
        }
        return Arrays.equals(left, network.parameters());
    }

    /** One iteration; returns J before it, as with mini-batches. */
    double step(Progress progress) {
        if (!isUnchanged()) { // by a listener
            begin();
        }
        double J = state.cost();
        if (!Double.isFinite(J)) {
            throw Divergence.ofCost(J, progress);
        }
        double[] gradient = network.gradient();
        for (int i = 0; i < gradient.length; i++) {
            if (!Double.isFinite(gradient[i])) {
                throw Divergence.ofUpdate(i, progress);
            }
        }
        state.step();
        System.arraycopy(network.parameters(), 0, left, 0, left.length);
        return J;
    }

    /** J after the last iteration. */
    double cost() {
        return state.cost();
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
