package io.github.bp4j.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The numbers that all contestants begin with, in a file of little-endian doubles.
 *
 * <p>Of a product: W (n, n_prev), A (n_prev, m) and dZ (n, m), row by row, in [0, 1), so that no sum cancels.
 *
 * <p>Of a network: the number of batches; θ, layer by layer W row by row, then b; each batch, (n_0, m), row by row; the class of
 * every example. W is He-uniform, b is 0, inputs are in [-1, 1), classes are random. A batch of a prediction is one
 * example.
 */
final class CaseData {
    /** α of every training step. */
    static final double RATE = 1.0 / 128; // exact in float32 too

    private static final int PREDICTED_EXAMPLES = 128;

    private final Case aCase;
    private final double[] values;

    private CaseData(Case aCase, double[] values) {
        this.aCase = aCase;
        this.values = values;
    }

    static CaseData random(Case aCase) {
        SplittableRandom random = new SplittableRandom(42);
        if (aCase.kind() == Case.Kind.PRODUCTS) {
            int length = aCase.size(0) * aCase.size(1) + aCase.size(1) * aCase.size(2) + aCase.size(0) * aCase.size(2);
            return new CaseData(aCase, random.doubles(length).toArray());
        }
        int inputs = aCase.size(0) * aCase.batch();
        int batches = aCase.kind() == Case.Kind.PREDICTIONS
                ? PREDICTED_EXAMPLES
                : Math.max(4, Math.min(100, 2_000_000 / inputs));
        double[] values = new double[1 + aCase.parameters() + batches * (inputs + aCase.batch())];
        int at = 0;
        values[at++] = batches;
        for (int l = 1; l <= aCase.layers(); l++) {
            double bound = Math.sqrt(6.0 / aCase.size(l - 1));
            for (int i = aCase.size(l) * aCase.size(l - 1); i > 0; i--) {
                values[at++] = bound * (2 * random.nextDouble() - 1);
            }
            at += aCase.size(l);
        }
        for (int i = batches * inputs; i > 0; i--) {
            values[at++] = 2 * random.nextDouble() - 1;
        }
        while (at < values.length) {
            values[at++] = random.nextInt(aCase.classes());
        }
        return new CaseData(aCase, values);
    }

    void write(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    static CaseData read(Case aCase, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            double[] values = new double[(int) (channel.size() / 8)];
            channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer()
                    .get(values);
            return new CaseData(aCase, values);
        }
    }

    /** W of a product, (n, n_prev). */
    double[] W() {
        return Arrays.copyOf(values, aCase.size(0) * aCase.size(1));
    }

    /** A of a product, (n_prev, m). */
    double[] A() {
        int from = aCase.size(0) * aCase.size(1);
        return Arrays.copyOfRange(values, from, from + aCase.size(1) * aCase.size(2));
    }

    /** dZ of a product, (n, m). */
    double[] dZ() {
        return Arrays.copyOfRange(values, values.length - aCase.size(0) * aCase.size(2), values.length);
    }

    int batches() {
        return (int) values[0];
    }

    double[] parameters() {
        return Arrays.copyOfRange(values, 1, 1 + aCase.parameters());
    }

    /** W of layer l, (n_l, n_{l-1}), row by row. */
    double[] W(int layer) {
        int from = startOf(layer);
        return Arrays.copyOfRange(values, from, from + aCase.size(layer) * aCase.size(layer - 1));
    }

    private int startOf(int layer) {
        int at = 1;
        for (int l = 1; l < layer; l++) {
            at += aCase.size(l) * (aCase.size(l - 1) + 1);
        }
        return at;
    }

    /** A batch, (n_0, m), row by row: a column is an example. */
    double[] X(int batch) {
        int length = aCase.size(0) * aCase.batch();
        int from = 1 + aCase.parameters() + batch * length;
        return Arrays.copyOfRange(values, from, from + length);
    }

    /** A batch as most libraries take it, (m, n_0): a row is an example. */
    double[] rowsOfX(int batch) {
        return transposed(X(batch), aCase.size(0), aCase.batch());
    }

    /** The class of every example of a batch. */
    int[] classes(int batch) {
        int m = aCase.batch();
        int from = values.length - (batches() - batch) * m;
        return Arrays.stream(values, from, from + m).mapToInt(c -> (int) c).toArray();
    }

    /** The classes of a batch, one-hot, (n_L, m), row by row. */
    double[] Y(int batch) {
        return transposed(rowsOfY(batch), aCase.batch(), aCase.classes());
    }

    /** The classes of a batch, one-hot, (m, n_L). */
    double[] rowsOfY(int batch) {
        int[] classes = classes(batch);
        double[] rows = new double[classes.length * aCase.classes()];
        for (int j = 0; j < classes.length; j++) {
            rows[j * aCase.classes() + classes[j]] = 1;
        }
        return rows;
    }

    /** The transpose of a matrix of so many rows and columns, both row by row. */
    static double[] transposed(double[] matrix, int rows, int columns) {
        double[] transpose = new double[matrix.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transpose[j * rows + i] = matrix[i * columns + j];
            }
        }
        return transpose;
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
