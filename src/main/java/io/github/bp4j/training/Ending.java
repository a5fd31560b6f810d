package io.github.bp4j.training;

/** Why training ended. */
public enum Ending {
    /** It has not: it goes on, or a listener threw. */
    NONE,

    /** All epochs are done. */
    EPOCHS,

    /**
     * A method that takes the whole training set at once has met a test of convergence; {@link History#reason} gives
     * it.
     */
    CONVERGED,

    /**
     * A method that takes the whole training set at once finds no step that lowers J, or lowers it next to nothing
     * beside a corner of J, and no test of convergence explains it; {@link History#reason} gives what it found.
     */
    NO_PROGRESS,

    /** The cost has reached {@link Trainer#targetCost}. */
    TARGET_COST,

    /** The patience of {@link EarlyStopping} ran out. */
    EARLY_STOPPING,

    /** The {@link Trainer#timeLimit} was reached. */
    TIME_LIMIT,

    /** By {@link Trainer#stop} or {@link Progress#stop}. */
    STOPPED,

    /** The thread that trains was interrupted. */
    INTERRUPTED,

    /** With a {@link TrainingDivergedException}. */
    DIVERGED
}
