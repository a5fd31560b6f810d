package io.github.bp4j.golden;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One file of src/test/resources/golden: a network, its inputs, and what PyTorch's autograd computed from them.
 *
 * <p>Lines of settings ({@code inputs 3}, {@code layer 4 tanh l2=0.1}, {@code loss huber(0.5)}, {@code network
 * l1=0.02}, {@code rate 0.1}, {@code steps 10}), then matrices, each a line {@code name rows columns} and its rows. A
 * name is a symbol and the number of its layer ({@code dW2}); with a prime ({@code W2'}) it is the parameter after the
 * steps. A layer may be normalised: {@code batch=1e-05 momentum=0.1}, or {@code layer=1e-05}.
 */
final class GoldenFile {
    /** The files, made by src/test/python/golden.py; the working directory of a test is the project's. */
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    /** max |difference| / max |value|, for each matrix. */
    static final double TOLERANCE = 1e-12;

    record LayerLine(
            int units,
            String activation,
            double l1,
            double l2,
            double batch,
            double momentum,
            double layer,
            double dropout,
            double maxNorm) {
        LayerOptions normalized(LayerOptions options) {
            return batch > 0
                    ? options.batchNormalization(batch, momentum)
                    : layer > 0 ? options.layerNormalization(layer) : options;
        }
    }

    private final String name;
    private int inputs;
    private final List<LayerLine> layers = new ArrayList<>();
    private String loss;
    private double networkL1;
    private double networkL2;
    private double inputDropout;
    private double inputNoise;
    private double rate;
    private int steps;
    private final Map<String, Matrix> matrices = new HashMap<>();

    static List<GoldenFile> all() throws IOException {
        return in(FOLDER);
    }

    /** The files of a folder within {@link #FOLDER}. */
    static List<GoldenFile> all(String folder) throws IOException {
        return in(FOLDER.resolve(folder));
    }

    /** Those with normalised layers, made by src/test/python/normalization.py. */
    static List<GoldenFile> normalized() throws IOException {
        return all("normalization");
    }

    private static List<GoldenFile> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<GoldenFile> golden = new ArrayList<>();
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
                golden.add(new GoldenFile(file));
            }
            return golden;
        }
    }

    private GoldenFile(Path file) throws IOException {
        name = file.getFileName().toString();
        Iterator<String> lines = Files.readAllLines(file).iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            if (!line.isEmpty() && !line.startsWith("#")) {
                read(line.split(" ", -1), lines);
            }
        }
    }

    private void read(String[] words, Iterator<String> lines) {
        switch (words[0]) {
            case "inputs" -> inputs = Integer.parseInt(words[1]);
            case "layer" ->
                layers.add(new LayerLine(
                        Integer.parseInt(words[1]),
                        words[2],
                        option(words, "l1"),
                        option(words, "l2"),
                        option(words, "batch"),
                        option(words, "momentum"),
                        option(words, "layer"),
                        option(words, "dropout"),
                        option(words, "maxNorm")));
            case "loss" -> loss = words[1];
            case "network" -> {
                networkL1 = option(words, "l1");
                networkL2 = option(words, "l2");
                inputDropout = option(words, "inputDropout");
                inputNoise = option(words, "inputNoise");
            }
            case "rate" -> rate = Double.parseDouble(words[1]);
            case "steps" -> steps = Integer.parseInt(words[1]);
            default -> matrices.put(words[0], matrix(words, lines));
        }
    }

    private static double option(String[] words, String key) {
        return Stream.of(words)
                .filter(word -> word.startsWith(key + "="))
                .mapToDouble(word -> Double.parseDouble(word.substring(key.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static Matrix matrix(String[] words, Iterator<String> lines) {
        double[][] rows = new double[Integer.parseInt(words[1])][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = Stream.of(lines.next().split(" ", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }
        Matrix matrix = Matrix.ofRows(rows);
        if (matrix.columns() != Integer.parseInt(words[2])) {
            throw new IllegalArgumentException(String.join(" ", words) + ": rows of " + matrix.columns());
        }
        return matrix;
    }

    int depth() {
        return layers.size();
    }

    LayerLine lastLayer() {
        return layers.get(depth() - 1);
    }

    List<LayerLine> layers() {
        return layers;
    }

    String loss() {
        return loss;
    }

    boolean isRegularised() {
        return networkL1 > 0 || networkL2 > 0 || layers.stream().anyMatch(layer -> layer.l1 > 0 || layer.l2 > 0);
    }

    double rate() {
        return rate;
    }

    int steps() {
        return steps;
    }

    boolean has(String matrix) {
        return matrices.containsKey(matrix);
    }

    Matrix get(String matrix) {
        if (!has(matrix)) {
            throw new IllegalArgumentException(name + " has no " + matrix);
        }
        return matrices.get(matrix);
    }

    /** The network of the file, with its W and b. */
    Network network() {
        NetworkBuilder builder = Network.builder().inputs(inputs);
        if (networkL1 > 0) {
            builder.l1(networkL1);
        }
        if (networkL2 > 0) {
            builder.l2(networkL2);
        }
        if (inputDropout > 0) {
            builder.inputDropout(inputDropout);
        }
        if (inputNoise > 0) {
            builder.inputNoise(inputNoise);
        }
        for (LayerLine layer : layers) {
            builder.layer(layer.units, activation(layer.activation), o -> layer.normalized(options(o, layer)));
        }
        Network network = builder.loss(loss(loss)).seed(1).build();
        for (Layer layer : network.layers()) {
            copy(get("W" + layer.number()), layer.W());
            copy(get("b" + layer.number()), layer.b());
            if (layer.isNormalized()) {
                copy(get("gamma" + layer.number()), layer.gamma());
                copy(get("beta" + layer.number()), layer.beta());
            }
        }
        return network;
    }

    private static LayerOptions options(LayerOptions options, LayerLine layer) {
        if (layer.l1 > 0 || layer.l2 > 0) {
            options = options.l1(layer.l1).l2(layer.l2);
        }
        if (layer.dropout > 0) {
            options = options.dropout(layer.dropout);
        }
        return layer.maxNorm > 0 ? options.maxNorm(layer.maxNorm) : options;
    }

    private static void copy(Matrix from, Matrix to) {
        for (int r = 0; r < to.rows(); r++) {
            for (int c = 0; c < to.columns(); c++) {
                to.set(r, c, from.get(r, c));
            }
        }
    }

    private static Activation activation(String name) {
        return switch (name) {
            case "linear" -> Activation.LINEAR;
            case "sigmoid" -> Activation.SIGMOID;
            case "tanh" -> Activation.TANH;
            case "relu" -> Activation.RELU;
            case "leakyRelu(0.01)" -> Activation.leakyRelu(0.01);
            case "elu(1.0)" -> Activation.elu(1);
            case "selu" -> Activation.SELU;
            case "gelu" -> Activation.GELU;
            case "silu" -> Activation.SILU;
            case "softplus" -> Activation.SOFTPLUS;
            case "softmax" -> Activation.SOFTMAX;
            case "exponential" -> Activation.EXPONENTIAL;
            case "logSigmoid" -> Activation.LOG_SIGMOID;
            case "mish" -> Activation.MISH;
            case "geluTanh" -> Activation.GELU_TANH;
            case "gaussian" -> Activation.GAUSSIAN;
            case "sin" -> Activation.SIN;
            case "softsign" -> Activation.SOFTSIGN;
            case "squareplus" -> Activation.SQUAREPLUS;
            case "relu6" -> Activation.RELU6;
            case "hardTanh" -> Activation.HARD_TANH;
            case "hardSigmoid" -> Activation.HARD_SIGMOID;
            case "hardSilu" -> Activation.HARD_SILU;
            case "celu(0.5)" -> Activation.celu(0.5);
            case "thresholdedRelu(0.3)" -> Activation.thresholdedRelu(0.3);
            case "softShrink(0.3)" -> Activation.softShrink(0.3);
            case "hardShrink(0.3)" -> Activation.hardShrink(0.3);
            default -> throw new IllegalArgumentException("activation " + name);
        };
    }

    private static Loss loss(String name) {
        return switch (name) {
            case "crossEntropy" -> Loss.CROSS_ENTROPY;
            case "binaryCrossEntropy" -> Loss.BINARY_CROSS_ENTROPY;
            case "squaredError" -> Loss.SQUARED_ERROR;
            case "absoluteError" -> Loss.ABSOLUTE_ERROR;
            case "huber(1.0)" -> Loss.HUBER;
            case "huber(0.5)" -> Loss.huber(0.5);
            case "crossEntropy(0.1)" -> Loss.crossEntropy(0.1);
            case "crossEntropy(0.3)" -> Loss.crossEntropy(0.3);
            case "binaryCrossEntropy(0.1)" -> Loss.binaryCrossEntropy(0.1);
            case "binaryCrossEntropy(0.3)" -> Loss.binaryCrossEntropy(0.3);
            case "logCosh" -> Loss.LOG_COSH;
            case "squaredLogarithmicError" -> Loss.SQUARED_LOGARITHMIC_ERROR;
            case "absolutePercentageError" -> Loss.ABSOLUTE_PERCENTAGE_ERROR;
            case "poisson" -> Loss.POISSON;
            case "kullbackLeibler" -> Loss.KULLBACK_LEIBLER;
            case "hinge" -> Loss.HINGE;
            case "squaredHinge" -> Loss.SQUARED_HINGE;
            case "categoricalHinge" -> Loss.CATEGORICAL_HINGE;
            case "cosineSimilarity" -> Loss.COSINE_SIMILARITY;
            case "focalCrossEntropy(2.0)" -> Loss.focalCrossEntropy(2);
            case "focalCrossEntropy(0.5)" -> Loss.focalCrossEntropy(0.5);
            case "binaryFocalCrossEntropy(2.0)" -> Loss.binaryFocalCrossEntropy(2);
            case "binaryFocalCrossEntropy(0.5)" -> Loss.binaryFocalCrossEntropy(0.5);
            default -> throw new IllegalArgumentException("loss " + name);
        };
    }

    /**
     * What is wrong with a matrix, or nothing if max |actual − golden| ≤ 1e-12 max |golden|: an all-zero matrix must be
     * met exactly.
     */
    Optional<String> mismatch(String matrix, Matrix actual) {
        return mismatch(matrix, actual, get(matrix));
    }

    static Optional<String> mismatch(String name, Matrix actual, Matrix golden) {
        if (actual.rows() != golden.rows() || actual.columns() != golden.columns()) {
            return Optional.of("%s is %d×%d, not %d×%d"
                    .formatted(name, actual.rows(), actual.columns(), golden.rows(), golden.columns()));
        }
        double largest = 0;
        double worst = -1;
        int row = 0;
        int column = 0;
        for (int r = 0; r < golden.rows(); r++) {
            for (int c = 0; c < golden.columns(); c++) {
                largest = Math.max(largest, Math.abs(golden.get(r, c)));
                double difference = Math.abs(actual.get(r, c) - golden.get(r, c));
                if (difference > worst || Double.isNaN(difference)) {
                    worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
                    row = r;
                    column = c;
                }
            }
        }
        if (worst <= TOLERANCE * largest) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%s (%d×%d), row %d, column %d: %s instead of %s; max |difference| / max |value| is %.1e",
                name,
                golden.rows(),
                golden.columns(),
                row,
                column,
                actual.get(row, column),
                golden.get(row, column),
                worst / largest));
    }

    @Override
    public String toString() {
        return name;
    }
}
