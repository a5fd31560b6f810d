package io.github.bp4j.training;

import java.util.Objects;
import java.util.function.Consumer;

/** Listeners that hand on a {@link Checkpoint} from time to time. */
public final class Checkpoints {
    private Checkpoints() {}

    /**
     * After each epoch whose number is a multiple of n.
     *
     * @throws IllegalArgumentException if n is below 1
     */
    public static TrainingListener everyEpochs(int n, Consumer<Checkpoint> keeper) {
        Checks.atLeast1("epochs between checkpoints", n);
        Objects.requireNonNull(keeper, "keeper");
        return TrainingListener.onEpochEnd(progress -> {
            if (progress.epoch() % n == 0) {
                keeper.accept(progress.checkpoint());
            }
        });
    }

    /**
     * After each batch whose number within its epoch is a multiple of m.
     *
     * @throws IllegalArgumentException if m is below 1
     */
    public static TrainingListener everyBatches(int m, Consumer<Checkpoint> keeper) {
        Checks.atLeast1("batches between checkpoints", m);
        Objects.requireNonNull(keeper, "keeper");
        return TrainingListener.onBatchEnd(progress -> {
            if (progress.batch() % m == 0) {
                keeper.accept(progress.checkpoint());
            }
        });
    }
}
