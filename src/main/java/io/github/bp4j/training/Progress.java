package io.github.bp4j.training;

import io.github.bp4j.Network;

/** Where a training run stands: one live object for all listeners of the run, valid while it lasts. */
public final class Progress {
    private final Network network;
    private final History history = new History();
    private final int epochs;
    private final int batches;
    private final int examples;
    private int epoch;
    private int batch;
    private int examplesDone;
    private double weightedCost;
    private double lastCost;

    Progress(Network network, int epochs, int batches, int examples) {
        this.network = network;
        this.epochs = epochs;
        this.batches = batches;
        this.examples = examples;
    }

    /** The network in training. */
    public Network network() {
        return network;
    }

    /** What is recorded so far. */
    public History history() {
        return history;
    }

    /** The current epoch, from 1. */
    public int epoch() {
        return epoch;
    }

    /** The epochs of the run. */
    public int epochs() {
        return epochs;
    }

    /** The current batch, from 1. */
    public int batch() {
        return batch;
    }

    /** The batches of an epoch. */
    public int batches() {
        return batches;
    }

    /** The examples of an epoch. */
    public int examples() {
        return examples;
    }

    /** The examples of this epoch that have been trained on. */
    public int examplesDone() {
        return examplesDone;
    }

    /** J of the last batch, before its update. */
    public double batchCost() {
        return lastCost;
    }

    /** The mean of J over this epoch's batches so far, weighted by their examples. */
    public double meanCost() {
        return weightedCost / examplesDone;
    }

    void startEpoch(int epoch) {
        this.epoch = epoch;
        batch = 0;
        examplesDone = 0;
        weightedCost = 0;
    }

    void startBatch() {
        batch++;
    }

    void endBatch(double J, int m) {
        lastCost = J;
        examplesDone += m;
        weightedCost += J * m;
    }
}
