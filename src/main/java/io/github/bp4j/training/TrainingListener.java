package io.github.bp4j.training;

/** Told of training as it goes, on the thread that trains. What it throws ends the training and reaches the caller. */
public interface TrainingListener {
    /** Before the first batch. */
    default void trainingStarted(Progress progress) {}

    /** After a batch and its update. */
    default void batchEnded(Progress progress) {}

    /** After an epoch and its validation; the history has the epoch's line. */
    default void epochEnded(Progress progress) {}
}
