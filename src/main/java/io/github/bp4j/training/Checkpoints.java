package io.github.bp4j.training;

import io.github.bp4j.internal.check.Require;
import java.util.Objects;
import java.util.function.Consumer;

/** Listeners that hand on a {@link Checkpoint} from time to time. */
public final class Checkpoints {
    private Checkpoints() {}

    /**
     * After each epoch whose number is a multiple of this.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public static TrainingListener everyEpochs(int epochs, Consumer<Checkpoint> keeper) {
        Require.atLeast(1, "epochs between checkpoints", epochs);
        Objects.requireNonNull(keeper, "keeper");
        return TrainingListener.onEpochEnd(progress -> {
            if (progress.epoch() % epochs == 0) {
                keeper.accept(progress.checkpoint());
            }
        });
    }

    /**
     * After each batch whose number within its epoch is a multiple of this.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public static TrainingListener everyBatches(int batches, Consumer<Checkpoint> keeper) {
        Require.atLeast(1, "batches between checkpoints", batches);
        Objects.requireNonNull(keeper, "keeper");
        return TrainingListener.onBatchEnd(progress -> {
            if (progress.batch() % batches == 0) {
                keeper.accept(progress.checkpoint());
            }
        });
    }
}
