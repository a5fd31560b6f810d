package io.github.bp4j.training;

/**
 * All that a training run needs to go on as if it had not been interrupted: θ, the slots and steps of the optimizer, the
 * epoch and the batch, the history, the best epoch and its parameters, the number of the pass. Random numbers need nothing more, as
 * every stream is derived from the seed, the epoch and the batch, or the pass. A copy, and immutable.
 *
 * @see Trainer#resume
 * @see Checkpoints
 */
public final class Checkpoint {
    private final Snapshot network;
    private final double[][] slots;
    private final long steps;
    private final double rateFactor;
    private final long passes;
    private final Progress.Position position;
    private final History history;
    private final BestEpoch best;
    private final Plateau plateau;

    Checkpoint(
            Snapshot network,
            double[][] slots,
            long steps,
            double rateFactor,
            long passes,
            Progress.Position position,
            History history,
            BestEpoch best,
            Plateau plateau) {
        this.network = network;
        this.slots = slots;
        this.steps = steps;
        this.rateFactor = rateFactor;
        this.passes = passes;
        this.position = position;
        this.history = history;
        this.best = best;
        this.plateau = plateau;
    }

    /** The epoch that is done or begun, from 1; 0 before the first. */
    public int epoch() {
        return position.epoch();
    }

    /** The batches of this epoch that are done. */
    public int batch() {
        return position.batchesDone();
    }

    /** The steps of the optimizer. */
    public long steps() {
        return steps;
    }

    /** θ: a copy. */
    public double[] parameters() {
        return network.parameters().clone();
    }

    /** The epochs that were recorded: a copy. */
    public History history() {
        return history.copy();
    }

    Snapshot network() {
        return network;
    }

    double[][] slots() {
        return slots;
    }

    Progress.Position position() {
        return position;
    }

    BestEpoch best() {
        return best;
    }

    double rateFactor() {
        return rateFactor;
    }

    long passes() {
        return passes;
    }

    Plateau plateau() {
        return plateau;
    }

    /** "Checkpoint of epoch 3, batch 7 of 12". */
    @Override
    public String toString() {
        return "Checkpoint of epoch " + epoch() + ", batch " + batch() + " of " + position.batches();
    }
}
