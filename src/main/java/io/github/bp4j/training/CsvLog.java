package io.github.bp4j.training;

import io.github.bp4j.internal.file.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Writes the history to a file as it grows: a header, and a line "epoch,cost,validationCost,validationAccuracy" after each
 * epoch; what there is not is empty. At the start of a fit the file is replaced by a new one with the epochs of earlier
 * fits, so that a resumed run leaves the file of an uninterrupted one; then each line is added to its end.
 */
public final class CsvLog implements TrainingListener {
    private final Path file;

    /** To this file, which is written over. What goes wrong there is an {@link UncheckedIOException}. */
    public CsvLog(Path file) {
        this.file = Objects.requireNonNull(file, "file");
    }

    @Override
    public void trainingStarted(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        StringBuilder lines = new StringBuilder("epoch,cost,validationCost,validationAccuracy\n");
        for (int epoch = 1; epoch <= progress.history().epochs(); epoch++) {
            lines.append(line(progress.history(), epoch));
        }
        write(() -> AtomicFile.write(file, out -> out.write(lines.toString().getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    public void epochEnded(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        write(() -> AtomicFile.append(file, line(progress.history(), progress.epoch())));
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("the log of training cannot be written to " + e.getMessage(), e);
        }
    }

    /** What may fail. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private static String line(History history, int epoch) {
        return epoch + "," + text(history.cost(epoch)) + "," + text(history.validationCost(epoch)) + ","
                + text(history.validationAccuracy(epoch)) + "\n";
    }

    private static String text(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }
}
