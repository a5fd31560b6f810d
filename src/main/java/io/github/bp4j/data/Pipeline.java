package io.github.bp4j.data;

import static io.github.bp4j.data.Checks.count;

import io.github.bp4j.Predictor;
import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * From a raw row to an answer: what was learnt from the training data (encoding, filling, scaling), the frozen network,
 * and the names of the classes or the scale of the targets, in one object. Immutable; any number of threads may use it at
 * once.
 *
 * <pre>{@code
 * Pipeline pipeline = Pipeline.of(encoder, network.predictor());
 * pipeline.classify("Torgersen", "39.1", "NA").label();
 * }</pre>
 */
public final class Pipeline {
    private static final String TRAINED_WITH = "the network was trained with";

    private final TableEncoder encoder; // null where rows are numbers
    private final Scaler scaler;
    private final Scaler targetScaler;
    private final List<String> classes; // empty for numeric targets
    private final Predictor predictor;

    private Pipeline(
            TableEncoder encoder, Scaler scaler, Scaler targetScaler, List<String> classes, Predictor predictor) {
        this.encoder = encoder;
        this.scaler = scaler;
        this.targetScaler = targetScaler;
        this.classes = classes;
        this.predictor = predictor;
        predictor.schema().requireSame("the scaler", Schema.ofFeatures(scaler.names()), TRAINED_WITH);
        if (scaler.features() != predictor.inputs()) {
            throw new ShapeException((encoder == null ? "the scaler is for " : "the encoder gives ")
                    + count(scaler.features(), encoder == null ? "feature" : "input") + "; the network has "
                    + count(predictor.inputs(), "input"));
        }
        int outputs = predictor.outputs();
        if (classes.size() == 1) {
            throw new IllegalArgumentException("a classifier needs at least 2 classes; got " + classes);
        }
        boolean oneUnit = classes.size() == 2 && outputs == 1;
        if (!classes.isEmpty() && outputs != classes.size() && !oneUnit) {
            throw new ShapeException(count(classes.size(), "class") + ", but the network has "
                    + count(outputs, "output") + "; 1 output serves 2 classes, otherwise each has its own");
        }
        if (oneUnit && predictor.threshold().isEmpty()) {
            throw new IllegalArgumentException(
                    "the network has one output, which activation and loss do not divide into 2 classes: its targets"
                            + " may be 0 and 1 or -1 and 1; sigmoid with binaryCrossEntropy does, or tanh");
        }
        if (classes.isEmpty() && outputs != targetScaler.features()) {
            throw new ShapeException(
                    count(targetScaler.features(), "target") + ", but the network has " + count(outputs, "output"));
        }
    }

    // ---------------------------------------------------------------- making one

    /**
     * For rows of text, as the encoder's training table has them.
     *
     * @throws ShapeException if the network has not the encoder's inputs and outputs
     * @throws IllegalArgumentException if the network was trained with other features or classes, or in another order
     */
    public static Pipeline of(TableEncoder encoder, Predictor predictor) {
        Objects.requireNonNull(encoder, "encoder");
        Objects.requireNonNull(predictor, "predictor");
        predictor.schema().requireSame("the encoder", encoder.schema(), TRAINED_WITH);
        return new Pipeline(encoder, encoder.scaler(), encoder.targetScaler(), encoder.classes(), predictor);
    }

    /**
     * For rows of numbers that are scaled, then belong to a class.
     *
     * @throws ShapeException if the network has not as many inputs as the scaler has features, or not an output for each
     *     class (one for two will do)
     * @throws IllegalArgumentException if a class is there twice, or the network was trained with the names in another
     *     order
     */
    public static Pipeline classifier(Scaler scaler, List<String> classes, Predictor predictor) {
        Objects.requireNonNull(scaler, "scaler");
        Objects.requireNonNull(classes, "classes");
        Objects.requireNonNull(predictor, "predictor");
        predictor
                .schema()
                .requireInPlace("the classifier", Schema.ofClasses(classes).classes(), TRAINED_WITH);
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("a classifier needs at least 2 classes; got " + classes);
        }
        return new Pipeline(null, scaler, Scaler.identity(1), List.copyOf(classes), predictor);
    }

    /**
     * For rows of numbers that are scaled, and targets that are scaled back.
     *
     * @throws ShapeException if the network has not as many inputs and outputs as the scalers have features
     * @throws IllegalArgumentException if the network was trained with other features than the scaler
     */
    public static Pipeline regressor(Scaler scaler, Scaler targetScaler, Predictor predictor) {
        Objects.requireNonNull(scaler, "scaler");
        Objects.requireNonNull(targetScaler, "targetScaler");
        Objects.requireNonNull(predictor, "predictor");
        return new Pipeline(null, scaler, targetScaler, List.of(), predictor);
    }

    // ---------------------------------------------------------------- classes

    /**
     * The class of a row of text: its cells in the order of the encoder's columns, without label.
     *
     * @throws IllegalStateException for numeric targets, or rows of numbers
     * @throws IllegalArgumentException as {@link TableEncoder#encode(String...)}
     */
    public Classification classify(String... cells) {
        Objects.requireNonNull(cells, "cells");
        return classification(requireEncoder().encode(cells));
    }

    /**
     * The class of a row: the value of each of the encoder's columns by name; null is missing.
     *
     * @throws IllegalStateException for numeric targets, or rows of numbers
     * @throws IllegalArgumentException as {@link TableEncoder#encode(Map)}
     */
    public Classification classify(Map<String, ?> row) {
        Objects.requireNonNull(row, "row");
        return classification(requireEncoder().encode(row));
    }

    /**
     * The class of a row of numbers, as they are before scaling.
     *
     * @throws IllegalStateException for numeric targets, or rows of text
     * @throws ShapeException for another number of features
     * @throws IllegalArgumentException if one is NaN or infinite
     */
    public Classification classify(double... x) {
        Objects.requireNonNull(x, "x");
        return classification(scale(x));
    }

    // ---------------------------------------------------------------- numeric targets

    /**
     * The targets of a row of text, in their own units: its cells in the order of the encoder's columns.
     *
     * @throws IllegalStateException for classes, or rows of numbers
     * @throws IllegalArgumentException as {@link TableEncoder#encode(String...)}
     */
    public double[] predict(String... cells) {
        Objects.requireNonNull(cells, "cells");
        return targets(requireEncoder().encode(cells));
    }

    /**
     * The targets of a row, in their own units: the value of each of the encoder's columns by name; null is missing.
     *
     * @throws IllegalStateException for classes, or rows of numbers
     * @throws IllegalArgumentException as {@link TableEncoder#encode(Map)}
     */
    public double[] predict(Map<String, ?> row) {
        Objects.requireNonNull(row, "row");
        return targets(requireEncoder().encode(row));
    }

    /**
     * The targets of a row of numbers, as they are before scaling, in their own units.
     *
     * @throws IllegalStateException for classes, or rows of text
     * @throws ShapeException for another number of features
     * @throws IllegalArgumentException if one is NaN or infinite
     */
    public double[] predict(double... x) {
        Objects.requireNonNull(x, "x");
        return targets(scale(x));
    }

    private Classification classification(double[] x) {
        if (classes.isEmpty()) {
            throw new IllegalStateException("classify: the pipeline has numeric targets; predict(…) gives them");
        }
        double[] a = predictor.predict(x);
        int index = predictor.classOf(a);
        if (!predictor.hasProbabilities()) {
            return new Classification(classes, List.of(), index);
        }
        List<Double> probabilities = a.length == 1
                ? List.of(1 - a[0], a[0])
                : Arrays.stream(a).boxed().toList();
        return new Classification(classes, probabilities, index);
    }

    private double[] targets(double[] x) {
        if (!classes.isEmpty()) {
            throw new IllegalStateException("predict: the pipeline has classes; classify(…) gives them");
        }
        return targetScaler.invert(predictor.predict(x));
    }

    private double[] scale(double[] x) {
        if (encoder != null) {
            throw new IllegalStateException("the pipeline takes rows of text, or of named values");
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i])) {
                throw new IllegalArgumentException("feature " + i + " is " + x[i] + "; every value must be finite");
            }
        }
        return scaler.apply(x);
    }

    private TableEncoder requireEncoder() {
        if (encoder == null) {
            throw new IllegalStateException("the pipeline has no encoder; it takes rows of numbers");
        }
        return encoder;
    }

    // ---------------------------------------------------------------- what is in it

    /** What makes numbers of text; empty where rows are numbers. */
    public Optional<TableEncoder> encoder() {
        return Optional.ofNullable(encoder);
    }

    /** What scales the inputs; of an encoder, its own. */
    public Scaler scaler() {
        return scaler;
    }

    /** What scales predictions back; the identity for classes. */
    public Scaler targetScaler() {
        return targetScaler;
    }

    /** The classes, in the order of their indices; empty for numeric targets. */
    public List<String> classes() {
        return classes;
    }

    /** The frozen network. */
    public Predictor predictor() {
        return predictor;
    }

    /** "Pipeline of 3 columns → 5 inputs → 3 classes". */
    @Override
    public String toString() {
        String answer = classes.isEmpty() ? count(targetScaler.features(), "target") : count(classes.size(), "class");
        String columns = encoder == null ? "" : count(encoder.columns().size(), "column") + " → ";
        return "Pipeline of " + columns + count(predictor.inputs(), "input") + " → " + answer;
    }
}
