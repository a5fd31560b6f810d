package io.github.bp4j.training;

import java.util.Objects;
import java.util.function.Consumer;

/** Told of training as it goes, on the thread that trains. What it throws ends the training and reaches the caller. */
public interface TrainingListener {
    /** Before the first batch of a {@link Trainer#fit}. */
    default void trainingStarted(Progress progress) {}

    /** Before the first batch of an epoch, or the next one of an epoch that an earlier fit has begun. */
    default void epochStarted(Progress progress) {}

    /** Before a batch. */
    default void batchStarted(Progress progress) {}

    /** After a batch and its update. */
    default void batchEnded(Progress progress) {}

    /** After an epoch and its validation; the history has the epoch's line. */
    default void epochEnded(Progress progress) {}

    /** At the end of a fit, for whatever reason but an exception; the history tells which, and the best is restored. */
    default void trainingEnded(Progress progress) {}

    /** One who listens to {@link #epochEnded} alone. */
    static TrainingListener onEpochEnd(Consumer<Progress> action) {
        Objects.requireNonNull(action, "action");
        return new TrainingListener() {
            @Override
            public void epochEnded(Progress progress) {
                action.accept(Objects.requireNonNull(progress, "progress"));
            }
        };
    }

    /** One who listens to {@link #batchEnded} alone. */
    static TrainingListener onBatchEnd(Consumer<Progress> action) {
        Objects.requireNonNull(action, "action");
        return new TrainingListener() {
            @Override
            public void batchEnded(Progress progress) {
                action.accept(Objects.requireNonNull(progress, "progress"));
            }
        };
    }
}
