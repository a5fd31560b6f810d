package io.github.bp4j.training;

/**
 * Training met NaN or ∞ in the cost, in a gradient, or in what an update would store. The network has the last finite
 * parameters, those before the failing batch's update.
 */
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int epoch;
    private final int batch;
    private final int layer;
    private final History history;

    TrainingDivergedException(String what, Progress progress, int layer) {
        super("training diverged in " + progress.where() + ": " + what
                + "; the parameters are the last finite ones, and a smaller learning rate or scaled inputs may help");
        epoch = progress.epoch();
        batch = progress.batch();
        this.layer = layer;
        history = progress.history().copy();
        history.end(Ending.DIVERGED, "");
    }

    /** The epoch, from 1; of {@link Trainer#fitBatch} the last one of a fit before, or 0. */
    public int epoch() {
        return epoch;
    }

    /** The batch within the epoch, from 1; likewise. */
    public int batch() {
        return batch;
    }

    /** The first layer concerned, from 1. */
    public int layer() {
        return layer;
    }

    /** The epochs completed before. */
    public History history() {
        return history;
    }
}
