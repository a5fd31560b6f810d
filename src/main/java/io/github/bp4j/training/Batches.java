package io.github.bp4j.training;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;

/** Gathers the mini-batches of a data set into matrices that are made once, for full batches and for the shorter last. */
final class Batches {
    private final Dataset data;
    private final int batchSize;
    private final Matrix[] full;
    private final Matrix[] rest;
    private Matrix[] current;

    Batches(Dataset data, Network network, int batchSize) {
        this.data = data;
        this.batchSize = batchSize;
        full = data.size() < batchSize ? null : matrices(network, batchSize);
        rest = data.size() % batchSize == 0 ? null : matrices(network, data.size() % batchSize);
    }

    /** Fills X and Y with the examples order[from], order[from + 1], … */
    void gather(int[] order, int from) {
        current = from + batchSize <= order.length ? full : rest;
        data.batch(order, from, Math.min(from + batchSize, order.length), current[0], current[1]);
    }

    /** (n_0, m). */
    Matrix X() {
        return current[0];
    }

    /** (n_L, m). */
    Matrix Y() {
        return current[1];
    }

    private static Matrix[] matrices(Network network, int m) {
        return new Matrix[] {Matrix.zeros(network.inputs(), m), Matrix.zeros(network.outputs(), m)};
    }
}
