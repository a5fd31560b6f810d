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
    private final Batch full;
    private final Batch rest;
    private Batch current;
    private final double unit; // of totalWeight
    private double totalWeight;
    private double examples;

    /** X (n_0, m), Y (n_L, m) and weights (1, m), null where the examples have none. */
    private record Batch(Matrix X, Matrix Y, Matrix weights) {
        Batch(Dataset data, Network network, int m) {
            this(
                    Matrix.zeros(network.inputs(), m),
                    Matrix.zeros(network.outputs(), m),
                    data.isWeighted() ? Matrix.zeros(1, m) : null);
        }
    }

    /** Batches of this size, and a last one of at least so many examples. */
    Batches(Dataset data, Network network, int batchSize, int least) {
        this.data = data;
        this.batchSize = batchSize;
        unit = data.isWeighted() ? Weights.unit(data) : 1;
        int size = data.size();
        int left = size % batchSize;
        boolean joined = left > 0 && left < least && size > batchSize;
        count = (size - 1) / batchSize + (joined ? 0 : 1);
        int last = size - (count - 1) * batchSize;
        full = count == 1 && last != batchSize ? null : new Batch(data, network, batchSize);
        rest = last == batchSize ? null : new Batch(data, network, last);
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** Fills the matrices with batch {@code batch}, from 0: the examples order[batch · batchSize], … */
    void gather(int[] order, int batch) {
        boolean last = batch == count - 1;
        int from = batch * batchSize;
        int to = last ? order.length : from + batchSize;
        current = last && rest != null ? rest : full;
        data.batch(order, from, to, current.X, current.Y);
        totalWeight = to - from;
        examples = totalWeight;
        if (data.isWeighted()) {
            data.batchWeights(order, from, to, current.weights);
            totalWeight = 0;
            examples = 0;
            for (int j = 0; j < to - from; j++) {
                totalWeight += weight(j);
                examples += current.weights.get(0, j);
            }
        }
    }

    /** (n_0, m). */
    Matrix X() {
        return current.X;
    }

    /** (n_L, m). */
    Matrix Y() {
        return current.Y;
    }

    /** (1, m); null where the examples have none. */
    Matrix weights() {
        return current.weights;
    }

    /**
     * Σ w, m where the examples have no weights: how much the batch counts beside others. Where weights are extremely
     * large or small it is multiplied by a power of two, the same for all batches.
     */
    double totalWeight() {
        return totalWeight;
    }

    /** w of an example of the batch, in the unit of {@link #totalWeight}; 1 where the examples have no weights. */
    double weight(int j) {
        return current.weights == null ? 1 : current.weights.get(0, j) * unit;
    }

    /** Σ w, m where the examples have no weights: how many examples these count as; infinite where it overflows. */
    double examples() {
        return examples;
    }
}
