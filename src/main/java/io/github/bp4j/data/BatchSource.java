package io.github.bp4j.data;

import java.io.Closeable;
import java.io.IOException;

/**
 * Mini-batches, made one after the other while they are asked for: of data that need not fit into memory.
 *
 * <pre>{@code
 * for (int epoch = 1; epoch <= epochs; epoch++) {
 *     for (Batch batch : source.epoch(epoch)) {
 *         network.forward(batch.X(), batch.weights());
 *         network.backward(batch.Y());
 *         state.step();
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface BatchSource {
    /**
     * The batches of an epoch.
     *
     * @param epoch from 1
     * @throws IllegalArgumentException if the epoch is below 1
     * @throws IOException if the data cannot be opened
     */
    Epoch epoch(int epoch) throws IOException;

    /**
     * The batches of one epoch, to be gone through once. A batch is overwritten by the next one. At its end, or
     * when reading fails, an epoch closes itself; where a loop may be left early, it belongs into try-with-resources.
     *
     * <p>Reading that fails throws an {@link java.io.UncheckedIOException} from the loop.
     */
    interface Epoch extends Iterable<Batch>, Closeable {}
}
