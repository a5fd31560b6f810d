package io.github.bp4j.data;

import io.github.bp4j.Schema;
import io.github.bp4j.internal.check.Require;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Examples that are read anew in each epoch: from files larger than memory, or from wherever a program has them.
 *
 * <pre>{@code
 * BatchSource source = ExampleSource.csv(path, CsvFormat.STANDARD, encoder).shuffled(10_000, 7).batches(32);
 * }</pre>
 */
@FunctionalInterface
public interface ExampleSource {
    /**
     * A reader for an epoch; a source whose order is fixed takes no notice of which it is.
     *
     * @param epoch from 1
     * @throws IllegalArgumentException if the epoch is below 1
     */
    ExampleReader open(int epoch) throws IOException;

    /** The examples of a data set with their weights, in its order. */
    static ExampleSource of(Dataset data) {
        Objects.requireNonNull(data, "data");
        return epoch -> new DatasetReader(data, epoch);
    }

    /**
     * The rows of a CSV file of this format, encoded. Rows that the encoder drops are left out; what it refuses is a
     * {@link DataFileException} that names the file and the line.
     */
    static ExampleSource csv(Path file, CsvFormat format, TableEncoder encoder) {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(encoder, "encoder");
        return epoch -> new CsvReader(file, format, encoder, epoch);
    }

    /**
     * The rows of two .npy files in C order, whose first dimension counts the examples: features and numeric targets.
     */
    static ExampleSource npy(Path X, Path y) {
        Objects.requireNonNull(X, "X");
        Objects.requireNonNull(y, "y");
        return epoch -> new NpyReader(X, y, List.of(), epoch);
    }

    /**
     * The rows of two .npy files in C order, whose first dimension counts the examples: features, and numbers that are
     * the labels; the class of a label is the one that reads the same, or else the only one that is the same number.
     *
     * @throws IllegalArgumentException if there is no class, or a class is there twice
     */
    static ExampleSource npy(Path X, Path y, List<String> classes) {
        Objects.requireNonNull(X, "X");
        Objects.requireNonNull(y, "y");
        if (Objects.requireNonNull(classes, "classes").isEmpty()) {
            throw new IllegalArgumentException("the classes are empty; at least 1 is needed");
        }
        List<String> names = Schema.ofClasses(classes).classes();
        return epoch -> new NpyReader(X, y, names, epoch);
    }

    /**
     * The same examples in random order, as far as a buffer reaches: each is drawn from the next {@code buffer} that have
     * not come yet. The order is that of the seed and the epoch. A buffer of all examples makes every order equally likely;
     * a file sorted by class needs one that is a good deal longer than a run of one class.
     *
     * @throws IllegalArgumentException if the buffer is below 1
     */
    default ExampleSource shuffled(int buffer, long seed) {
        if (buffer < 1) {
            throw new IllegalArgumentException("buffer must be at least 1; got " + buffer);
        }
        return epoch -> new ShuffleBuffer(open(Require.atLeast(1, "epoch", epoch)), buffer, seed, epoch);
    }

    /**
     * The same examples of two classes, for a network with one sigmoid unit: y is 1 for the second class.
     *
     * <p>{@link #open} throws an IllegalArgumentException unless there are two.
     */
    default ExampleSource onOneUnit() {
        return epoch -> new OneUnitReader(open(Require.atLeast(1, "epoch", epoch)));
    }

    /**
     * Batches of this size; the last of an epoch has what is left. If that is a single example, the batch before
     * takes it, as batch normalisation needs two; batches of one example stay so. Absent examples, of weight 0, are in
     * no batch.
     *
     * @throws IllegalArgumentException if the size is below 1
     */
    default BatchSource batches(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize must be at least 1; got " + batchSize);
        }
        return epoch -> new BatchReader(open(Require.atLeast(1, "epoch", epoch)), batchSize);
    }
}
