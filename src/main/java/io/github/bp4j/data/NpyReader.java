package io.github.bp4j.data;

import io.github.bp4j.Schema;
import io.github.bp4j.internal.check.Require;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads the rows of two .npy files. */
final class NpyReader implements ExampleReader {
    private final Path labelFile;
    private final NpyRows inputs;
    private final NpyRows targets;
    private final List<String> classes; // empty for numeric targets
    private final Map<String, Integer> indices;
    private final double[] label = new double[1];
    private int read;

    NpyReader(Path X, Path y, List<String> classes, int epoch) throws IOException {
        Require.atLeast(1, "epoch", epoch);
        this.labelFile = y;
        this.classes = classes;
        indices = Checks.indices(classes);
        inputs = new NpyRows(X);
        try {
            targets = new NpyRows(y);
        } catch (IOException | RuntimeException e) {
            inputs.close();
            throw e;
        }
        String refused = null;
        if (inputs.rows() != targets.rows()) {
            refused =
                    X + " has " + inputs.rows() + " rows, " + y + " has " + targets.rows() + "; one for each is needed";
        } else if (!classes.isEmpty() && targets.width() != 1) {
            refused = y + " holds no labels; one integer for each example is needed";
        }
        if (refused != null) {
            close();
            throw new DataFileException(refused);
        }
    }

    @Override
    public int inputs() {
        return inputs.width();
    }

    @Override
    public int outputs() {
        return classes.isEmpty() ? targets.width() : classes.size();
    }

    @Override
    public boolean read(double[] x, double[] y) throws IOException {
        Room.require(this, x, y);
        // As many rows in both: they end together.
        if (!inputs.read(x) || !targets.read(classes.isEmpty() ? y : label)) {
            return false;
        }
        if (!classes.isEmpty()) {
            String text = (long) label[0] == label[0] ? Long.toString((long) label[0]) : Double.toString(label[0]);
            Integer index = Checks.indexOf(text, indices);
            if (index == null) {
                throw new DataFileException(
                        labelFile + ", row " + read + ": " + text + " is none of the classes " + classes);
            }
            Arrays.fill(y, 0);
            y[index] = 1;
        }
        read++;
        return true;
    }

    @Override
    public Schema schema() {
        return Schema.ofClasses(classes);
    }

    @Override
    public void close() throws IOException {
        try (inputs) {
            targets.close();
        }
    }
}
