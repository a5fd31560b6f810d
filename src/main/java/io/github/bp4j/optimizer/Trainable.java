package io.github.bp4j.optimizer;

import io.github.bp4j.Layer;
import io.github.bp4j.Network;
import java.util.Arrays;

/**
 * The parameters that training moves: θ without those of frozen layers. They are numbered from 0 to {@link #size}, in
 * the order of θ, and lie in ranges of it; without frozen layers there is one range, which is θ.
 *
 * <p>Every layer has its own number of steps, those it was not frozen in: what a rule remembers of the layer is as old
 * as that. A range has layers of equal numbers. Belongs to one network and allocates nothing after its construction.
 */
final class Trainable {
    private final Network network;
    private final Layer[] layers;
    private final boolean[] frozen; // as the ranges have it
    private final long[] steps; //     of each layer
    private final int[] starts; //     of each range, in θ
    private final int[] lengths;
    private final int[] firstLayers;
    private int ranges;
    private int size;

    /** What is done with the part [from, to) of θ, whose layers have made this number of steps. */
    interface Task {
        void run(int from, int to, long steps);
    }

    /** Those of the network as it is. */
    Trainable(Network network) {
        this.network = network;
        layers = network.layers().toArray(new Layer[0]);
        frozen = new boolean[layers.length];
        steps = new long[layers.length];
        starts = new int[layers.length];
        lengths = new int[layers.length];
        firstLayers = new int[layers.length];
        fill();
    }

    /**
     * Takes note of layers that were frozen or are no longer.
     *
     * @throws IllegalStateException if all are frozen
     */
    void update(String operation) {
        boolean changed = false;
        for (int l = 0; l < layers.length; l++) {
            changed |= frozen[l] != layers[l].isFrozen();
        }
        if (changed) {
            fill();
        }
        require(operation, network);
    }

    /**
     * Refuses a network in which nothing can be trained.
     *
     * @throws IllegalStateException if all layers are frozen
     */
    static void require(String operation, Network network) {
        if (network.trainableParameters() == 0) {
            throw new IllegalStateException(operation + ": every layer of the network is frozen, so there is nothing to"
                    + " train; unfreeze() one of them");
        }
    }

    /**
     * Refuses layers that were frozen or unfrozen since the start.
     *
     * @throws IllegalStateException naming the first of them
     */
    void requireUnchanged(String operation) {
        for (int l = 0; l < layers.length; l++) {
            if (frozen[l] != layers[l].isFrozen()) {
                throw new IllegalStateException(operation + ": " + layers[l] + " was " + (frozen[l] ? "un" : "")
                        + "frozen since the run was started; start another");
            }
        }
    }

    private void fill() {
        ranges = 0;
        size = 0;
        int start = 0;
        for (int l = 0; l < layers.length; l++) {
            frozen[l] = layers[l].isFrozen();
            int length = layers[l].parameters();
            if (!frozen[l]) {
                add(l, start, length);
            }
            start += length;
        }
    }

    private void add(int layer, int start, int length) {
        int last = ranges - 1;
        if (ranges > 0 && starts[last] + lengths[last] == start && steps[firstLayers[last]] == steps[layer]) {
            lengths[last] += length;
        } else {
            starts[ranges] = start;
            lengths[ranges] = length;
            firstLayers[ranges] = layer;
            ranges++;
        }
        size += length;
    }

    /** How many there are. */
    int size() {
        return size;
    }

    /** The ranges of θ in which the parameters with the numbers [from, to) lie, in order. */
    void forEach(int from, int to, Task task) {
        int number = 0; // of the first parameter of the range
        for (int r = 0; r < ranges; r++) {
            int first = Math.max(from, number);
            int end = Math.min(to, number + lengths[r]);
            if (first < end) {
                task.run(starts[r] + first - number, starts[r] + end - number, steps[firstLayers[r]]);
            }
            number += lengths[r];
        }
    }

    /** part_k ← x_i, of the i in θ of the parameter with the number from + k, for n of them. */
    void gather(double[] x, int from, int n, double[] part) {
        int number = 0;
        for (int r = 0; r < ranges; r++) {
            int first = Math.max(from, number);
            int end = Math.min(from + n, number + lengths[r]);
            if (first < end) {
                System.arraycopy(x, starts[r] + first - number, part, first - from, end - first);
            }
            number += lengths[r];
        }
    }

    /** All of these, the other way round. */
    void scatter(double[] all, double[] x) {
        int number = 0;
        for (int r = 0; r < ranges; r++) {
            System.arraycopy(all, number, x, starts[r], lengths[r]);
            number += lengths[r];
        }
    }

    // ---------------------------------------------------------------- steps

    /** Every layer that is not frozen has made one step more. */
    void count() {
        for (int l = 0; l < layers.length; l++) {
            steps[l] += frozen[l] ? 0 : 1;
        }
    }

    /** The steps of each layer: a copy. */
    long[] steps() {
        return steps.clone();
    }

    /** Sets the steps of every layer. */
    void steps(long steps) {
        Arrays.fill(this.steps, steps);
        fill();
    }

    /** Sets the steps layer by layer. */
    void steps(long[] steps) {
        System.arraycopy(steps, 0, this.steps, 0, steps.length);
        fill();
    }
}
