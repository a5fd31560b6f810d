package io.github.bp4j.training;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;

/**
 * Gathers the mini-batches of a data set into matrices that are made once, for full batches and for the last, which has
 * what is left. Where fewer are left than a batch must have, the batch before takes them.
 */
final class Batches {
    private final Dataset data;
    private final int batchSize;
    private final int count;
    private final Matrix[] full;
    private final Matrix[] rest;
    private Matrix[] current;

    /** Batches of this size, and a last one of at least so many examples. */
    Batches(Dataset data, Network network, int batchSize, int least) {
        this.data = data;
        this.batchSize = batchSize;
        int size = data.size();
        int left = size % batchSize;
        boolean joined = left > 0 && left < least && size > batchSize;
        count = (size - 1) / batchSize + (joined ? 0 : 1);
        int last = size - (count - 1) * batchSize;
        full = count == 1 && last != batchSize ? null : matrices(network, batchSize);
        rest = last == batchSize ? null : matrices(network, last);
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** Fills X and Y with batch {@code batch}, from 0: the examples order[batch · batchSize], … */
    void gather(int[] order, int batch) {
        boolean last = batch == count - 1;
        int from = batch * batchSize;
        current = last && rest != null ? rest : full;
        data.batch(order, from, last ? order.length : from + batchSize, current[0], current[1]);
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
