package io.github.bp4j.training;

import io.github.bp4j.Network;

/** Where training stands: one live object for all listeners and all runs of a {@link Trainer}. */
public final class Progress {
    private final Network network;
    private final Trainer trainer;
    private History history = new History();
    private int runFrom; //   the epochs ended before this run
    private int epochs;
    private int batches;
    private int examples;
    private int epoch;
    private boolean inEpoch; // begun, not ended
    private int batch;
    private int batchesDone;
    private int examplesDone;
    private double weightDone;
    private double weightedCost;
    private double lastCost = Double.NaN;
    private double rate = Double.NaN;
    private boolean singleBatch;
    private Yardstick order; //    what the order of the examples of this epoch depends on; null before the first run
    private Yardstick measured; // what the history was measured with; null before the first run too

    Progress(Network network, Trainer trainer) {
        this.network = network;
        this.trainer = trainer;
    }

    /** The network in training. */
    public Network network() {
        return network;
    }

    /** What is recorded so far. */
    public History history() {
        return history;
    }

    /** The current epoch, from 1; a second fit goes on counting. */
    public int epoch() {
        return epoch;
    }

    /** The number of the last epoch of the run. */
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

    /** The examples of an epoch: those of the training set that are present, of a weight above 0. */
    public int examples() {
        return examples;
    }

    /** The examples of this epoch that have been trained on. */
    public int examplesDone() {
        return examplesDone;
    }

    /** J of the last batch, before its update. */
    public double batchCostBeforeUpdate() {
        return lastCost;
    }

    /**
     * The mean of J over this epoch's batches so far, each before its update, weighted by their examples, or by Σ w
     * where these have weights. It is no cost of the network as it is: updates may have lowered or raised it since.
     * {@link Trainer#targetCost} and {@link EarlyStopping} judge the network itself.
     */
    public double costBeforeUpdates() {
        return weightedCost / weightDone;
    }

    /** α of the last update; NaN before the first. */
    public double rate() {
        return rate;
    }

    /** Ends the run before its next batch, as {@link Trainer#stop} does. */
    public void stop() {
        trainer.stop();
    }

    /** All that a run needs to go on from here: a copy, see {@link Trainer#resume}. */
    public Checkpoint checkpoint() {
        return trainer.checkpoint();
    }

    // ---------------------------------------------------------------- for the Trainer

    /** Begins a run of so many epochs, or goes on with the one that a checkpoint was taken of. */
    void startRun(int epochs, int batches, int examples, boolean resumed) {
        if (!resumed) {
            runFrom = history.epochs();
        }
        this.epochs = (int) Math.min((long) runFrom + epochs, Integer.MAX_VALUE);
        this.batches = batches;
        this.examples = examples;
        history.end(Ending.NONE, "");
    }

    /**
     * An epoch whose order was another starts over; what was measured with something else is not compared with what
     * follows.
     */
    void measureWith(Yardstick order, Yardstick measured) {
        if (!Yardstick.isSame(this.order, order)) {
            leaveEpoch();
        }
        if (!Yardstick.isSame(this.measured, measured)) {
            history.comparableFrom(history.epochs() + 1);
        }
        this.order = order;
        this.measured = measured;
    }

    void startEpoch(int epoch) {
        this.epoch = epoch;
        inEpoch = true;
        batch = 0;
        batchesDone = 0;
        examplesDone = 0;
        weightDone = 0;
        weightedCost = 0;
    }

    void startBatch() {
        batch = batchesDone + 1;
    }

    void endBatch(double J, int m, double weight, double rate) {
        lastCost = J;
        this.rate = rate;
        batchesDone = batch;
        examplesDone += m;
        weightDone += weight;
        weightedCost += J * weight;
    }

    void endEpoch(double cost, double costAfter, Evaluation validation) {
        history.add(cost, costAfter, validation.cost(), validation.accuracy());
        inEpoch = false;
    }

    int batchesDone() {
        return batchesDone;
    }

    /** Whether an epoch has begun that a run has to go on with. */
    boolean isInEpoch() {
        return inEpoch;
    }

    /** The epoch that has begun, if one has, is to start over. */
    void leaveEpoch() {
        inEpoch = false;
    }

    /** Of a batch that belongs to no epoch. */
    void singleBatch(boolean singleBatch) {
        this.singleBatch = singleBatch;
    }

    /** "epoch 3, batch 7". */
    String where() {
        return singleBatch ? "a single batch" : "epoch " + epoch + ", batch " + batch;
    }

    /** All of it as numbers. */
    record Position(
            int runFrom,
            int batches,
            int examples,
            int epoch,
            boolean inEpoch,
            int batchesDone,
            int examplesDone,
            double weightDone,
            double weightedCost,
            Yardstick order,
            Yardstick measured) {}

    Position position() {
        return new Position(
                runFrom,
                batches,
                examples,
                epoch,
                inEpoch,
                batchesDone,
                examplesDone,
                weightDone,
                weightedCost,
                order,
                measured);
    }

    void resume(Position position, History history) {
        this.history = history;
        runFrom = position.runFrom;
        batches = position.batches;
        examples = position.examples;
        epoch = position.epoch;
        inEpoch = position.inEpoch;
        batch = position.batchesDone;
        batchesDone = position.batchesDone;
        examplesDone = position.examplesDone;
        weightDone = position.weightDone;
        weightedCost = position.weightedCost;
        order = position.order;
        measured = position.measured;
        lastCost = Double.NaN;
        rate = Double.NaN;
    }
}
