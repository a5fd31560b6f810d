package io.github.bp4j.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Writes the history to a file as it grows: a header, and a line "epoch,cost,validationCost,validationAccuracy" after each
 * epoch; what there is not is empty. At the start of a fit the file is written anew, with the epochs of earlier ones, so
 * that a resumed run leaves the file of an uninterrupted one.
 */
public final class CsvLog implements TrainingListener {
    private final Path file;

    /** To this file, which is written over. What goes wrong there is an {@link UncheckedIOException}. */
    public CsvLog(Path file) {
        this.file = Objects.requireNonNull(file, "file");
    }

    @Override
    public void trainingStarted(Progress progress) {
        StringBuilder lines = new StringBuilder("epoch,cost,validationCost,validationAccuracy\n");
        for (int epoch = 1; epoch <= progress.history().epochs(); epoch++) {
            lines.append(line(progress.history(), epoch));
        }
        write(lines.toString()); // creates or truncates
    }

    @Override
    public void epochEnded(Progress progress) {
        write(line(progress.history(), progress.epoch()), StandardOpenOption.APPEND);
    }

    private void write(String text, OpenOption... options) {
        try {
            Files.writeString(file, text, options);
        } catch (IOException e) {
            throw new UncheckedIOException("the log of training cannot be written to " + file, e);
        }
    }

    private static String line(History history, int epoch) {
        return epoch + "," + text(history.cost(epoch)) + "," + text(history.validationCost(epoch)) + ","
                + text(history.validationAccuracy(epoch)) + "\n";
    }

    private static String text(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }
}
