package io.github.bp4j.data;

import static io.github.bp4j.data.Checks.count;
import static io.github.bp4j.data.Checks.elements;
import static io.github.bp4j.data.Checks.flatten;
import static io.github.bp4j.data.Checks.indices;
import static io.github.bp4j.data.Checks.requireFinite;
import static io.github.bp4j.data.Checks.requireOneEach;

import io.github.bp4j.Matrix;
import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import io.github.bp4j.internal.check.Require;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Examples, each with its label (classification) or its numeric targets (regression, several labels at once).
 * Immutable; what goes in and comes out is copied.
 *
 * <p>Every value is finite: NaN or ∞ is refused with the example and the feature or target where it stands, both
 * counted from 0.
 */
public final class Dataset {
    private static final int CLASSES_SHOWN = 10;
    private static final String STRATIFY = "stratifiedSplit(…) keeps one of each class where that is possible";
    private static final String TOO_FEW = "there are more classes than examples to train on";

    private final double[] examples; // example by example: feature i of example e at e * inputs + i
    private final int inputs;
    private final int size;
    private final Schema schema; // of numeric targets, no classes
    private final int[] labels; // the class of each example; null for numeric targets
    private final double[] targets; // example by example; null for classes
    private final int outputs;
    private final double[] weights; // of each example; null where all weigh the same

    private Dataset(double[] examples, int inputs, Schema schema, int[] labels, double[] targets, int outputs) {
        this(examples, inputs, schema, labels, targets, outputs, null);
    }

    private Dataset(
            double[] examples,
            int inputs,
            Schema schema,
            int[] labels,
            double[] targets,
            int outputs,
            double[] weights) {
        this.examples = examples;
        this.inputs = inputs;
        this.size = examples.length / inputs;
        this.schema = schema;
        this.labels = labels;
        this.targets = targets;
        this.outputs = outputs;
        this.weights = weights;
    }

    // ---------------------------------------------------------------- making one

    /**
     * Examples and their labels, which may be any ints: the distinct ones in increasing order are the classes, so that
     * labels −1 and 1 give the classes "-1" and "1".
     *
     * @throws ShapeException if examples differ in length, or there are not as many labels as examples
     * @throws IllegalArgumentException if there is no example, or a value is NaN or infinite
     */
    public static Dataset of(double[][] examples, int[] labels) {
        Objects.requireNonNull(examples, "examples");
        Objects.requireNonNull(labels, "labels");
        return of(
                examples,
                labels,
                IntStream.of(labels)
                        .sorted()
                        .distinct()
                        .mapToObj(Integer::toString)
                        .toList());
    }

    /**
     * Examples and the names of their classes: the distinct ones, in the order of {@link String#compareTo}, are the
     * classes.
     *
     * @throws ShapeException if examples differ in length, or there are not as many labels as examples
     * @throws IllegalArgumentException if there is no example, a label is null, or a value is NaN or infinite
     */
    public static Dataset of(double[][] examples, String[] labels) {
        Objects.requireNonNull(examples, "examples");
        Objects.requireNonNull(labels, "labels");
        return of(
                examples,
                labels,
                Stream.of(labels).filter(Objects::nonNull).sorted().distinct().toList());
    }

    /**
     * Examples and their labels, with the classes in an order of one's own; some may have no example here. The class of
     * a label is the one that reads the same, or else the only one that is the same number: label 7 belongs to class
     * "7", or "+7".
     *
     * @throws ShapeException if examples differ in length, or there are not as many labels as examples
     * @throws IllegalArgumentException if there is no example, a value is NaN or infinite, a label is none of the
     *     classes, or a class is there twice
     */
    public static Dataset of(double[][] examples, int[] labels, List<String> classes) {
        Objects.requireNonNull(examples, "examples");
        Objects.requireNonNull(labels, "labels");
        Objects.requireNonNull(classes, "classes");
        return of(examples, IntStream.of(labels).mapToObj(Integer::toString).toArray(String[]::new), classes);
    }

    /**
     * Examples and the names of their classes, with the classes in an order of one's own; some may have no example here.
     * The class of a label is the one that reads the same, or else the only one that is the same number.
     *
     * @throws ShapeException if examples differ in length, or there are not as many labels as examples
     * @throws IllegalArgumentException if there is no example, a value is NaN or infinite, a label is null or none of
     *     the classes, or a class is there twice
     */
    public static Dataset of(double[][] examples, String[] labels, List<String> classes) {
        Objects.requireNonNull(examples, "examples");
        Objects.requireNonNull(labels, "labels");
        Objects.requireNonNull(classes, "classes");
        double[] flat = flatten(examples, "feature");
        requireOneEach(examples.length, labels.length, "labels");
        Map<String, Integer> indices = indices(classes);
        int[] labelIndices = new int[labels.length];
        for (int e = 0; e < labels.length; e++) {
            if (labels[e] == null) {
                throw new IllegalArgumentException("the label of example " + e + " is null");
            }
            Integer index = Checks.indexOf(labels[e], indices);
            if (index == null) {
                throw new IllegalArgumentException(
                        "the label of example " + e + " is \"" + labels[e] + "\"; the classes are " + classes);
            }
            labelIndices[e] = index;
        }
        return new Dataset(flat, examples[0].length, Schema.ofClasses(classes), labelIndices, null, classes.size());
    }

    /**
     * Examples and one numeric target for each.
     *
     * @throws ShapeException if examples differ in length, or there are not as many targets as examples
     * @throws IllegalArgumentException if there is no example, or a value is NaN or infinite
     */
    public static Dataset of(double[][] examples, double[] targets) {
        Objects.requireNonNull(examples, "examples");
        Objects.requireNonNull(targets, "targets");
        double[][] rows = new double[targets.length][];
        Arrays.setAll(rows, e -> new double[] {targets[e]});
        return of(examples, rows);
    }

    /**
     * Examples and several numeric targets for each, one row an example: regression with several outputs, or several
     * labels at once as zeros and ones.
     *
     * @throws ShapeException if examples or targets differ in length, or there are not as many rows of targets as
     *     examples
     * @throws IllegalArgumentException if there is no example, or a value is NaN or infinite
     */
    public static Dataset of(double[][] examples, double[][] targets) {
        Objects.requireNonNull(examples, "examples");
        Objects.requireNonNull(targets, "targets");
        double[] flat = flatten(examples, "feature");
        requireOneEach(examples.length, targets.length, "targets");
        double[] flatTargets = flatten(targets, "target");
        return new Dataset(flat, examples[0].length, Schema.NONE, null, flatTargets, targets[0].length);
    }

    /**
     * The same data, with these names of the features.
     *
     * @throws ShapeException unless there is one name for each feature
     * @throws IllegalArgumentException if a name is null or occurs twice
     */
    public Dataset withFeatures(List<String> names) {
        Objects.requireNonNull(names, "names");
        if (names.size() != inputs) {
            throw new ShapeException(
                    count(names.size(), "name") + " for " + count(inputs, "feature") + "; one for each is needed");
        }
        return new Dataset(examples, inputs, new Schema(names, classes()), labels, targets, outputs, weights);
    }

    /**
     * The same examples with these features alone, in this order: of data whose columns stand in another order than
     * those that a network was trained with, {@code data.selectFeatures(network.schema().features())}.
     *
     * @throws IllegalStateException if the features have no names
     * @throws IllegalArgumentException if there is no feature of a name, a name occurs twice, or there is no name
     */
    public Dataset selectFeatures(List<String> names) {
        Objects.requireNonNull(names, "names");
        if (features().isEmpty()) {
            throw new IllegalStateException(
                    "selectFeatures: the features have no names; withFeatures(names) gives them");
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("selectFeatures: no names; at least 1 is needed");
        }
        Schema selected = new Schema(names, classes());
        int[] columns = new int[names.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = features().indexOf(names.get(i));
            if (columns[i] < 0) {
                throw new IllegalArgumentException(
                        "there is no feature \"" + names.get(i) + "\"; the features are " + features());
            }
        }
        double[] values = new double[elements(size, columns.length, "feature")];
        for (int k = 0; k < values.length; k++) {
            values[k] = examples[k / columns.length * inputs + columns[k % columns.length]];
        }
        return new Dataset(values, columns.length, selected, labels, targets, outputs, weights);
    }

    /**
     * The same data, with w of each example: an example of weight k counts as k examples, and one of weight 0 is
     * absent. They replace weights that were there; splits, subsets and scaled data keep them.
     *
     * @throws ShapeException unless there is one weight for each example
     * @throws IllegalArgumentException if a weight is negative, NaN or infinite
     */
    public Dataset withWeights(double... weights) {
        Objects.requireNonNull(weights, "weights");
        requireOneEach(size, weights.length, "weights");
        for (int e = 0; e < size; e++) {
            if (!(weights[e] >= 0 && weights[e] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("the weight of example " + e + " is " + weights[e]
                        + "; every weight must be finite and at least 0");
            }
        }
        return new Dataset(examples, inputs, schema, labels, targets, outputs, weights.clone());
    }

    // ---------------------------------------------------------------- what is in it

    /** The number of examples. */
    public int size() {
        return size;
    }

    /** n_0, the number of features of an example. */
    public int inputs() {
        return inputs;
    }

    /** The rows of {@link #Y()}: the number of classes, or of numeric targets. */
    public int outputs() {
        return outputs;
    }

    /** The names of the features; empty where they have none. */
    public List<String> features() {
        return schema.features();
    }

    /** The classes, in the order of their indices; empty for numeric targets. */
    public List<String> classes() {
        return schema.classes();
    }

    /** The names of the features and of the classes. */
    public Schema schema() {
        return schema;
    }

    /** Whether the examples have labels, rather than numeric targets. */
    public boolean isClassification() {
        return labels != null;
    }

    /** The features of one example, counted from 0: a copy. */
    public double[] example(int example) {
        int start = requireExample(example) * inputs;
        return Arrays.copyOfRange(examples, start, start + inputs);
    }

    /**
     * The class of one example: its index in {@link #classes()}.
     *
     * @throws IllegalStateException for numeric targets
     */
    public int label(int example) {
        return requireLabels("label")[requireExample(example)];
    }

    /**
     * How many examples each class has, in the order of {@link #classes()}: rows, without absent ones, of weight 0.
     * {@link #classBalance()} counts by weights.
     *
     * @throws IllegalStateException for numeric targets
     */
    public int[] classCounts() {
        int[] of = requireLabels("classCounts");
        int[] counts = new int[outputs];
        for (int e = 0; e < size; e++) {
            counts[of[e]] += weight(e) > 0 ? 1 : 0;
        }
        return counts;
    }

    /**
     * The classes that have no example here, or only such of weight 0.
     *
     * @throws IllegalStateException for numeric targets
     */
    public List<String> missingClasses() {
        requireLabels("missingClasses");
        int[] counts = classCounts();
        return IntStream.range(0, outputs)
                .filter(c -> counts[c] == 0)
                .mapToObj(classes()::get)
                .toList();
    }

    /** Whether the examples have weights of their own. */
    public boolean isWeighted() {
        return weights != null;
    }

    /** w of one example; 1 where they have none. */
    public double weight(int example) {
        requireExample(example);
        return weights == null ? 1 : weights[example];
    }

    /** Σ w: how many examples these count as; infinite where the sum overflows. */
    public double totalWeight() {
        return weights == null ? size : DoubleStream.of(weights).reduce(0, Double::sum);
    }

    /**
     * The examples that are present: all but those of weight 0, in their order. This data set itself if there are none
     * of these.
     *
     * @throws IllegalArgumentException if every weight is 0
     */
    public Dataset present() {
        int[] present = presentExamples();
        if (present.length == 0) {
            throw new IllegalArgumentException("every weight of the data set is 0; at least one must be above 0");
        }
        return present.length == size ? this : subset(present);
    }

    /**
     * How the examples are spread over the classes; an example of weight k counts as k examples.
     *
     * @throws IllegalStateException for numeric targets
     */
    public ClassBalance classBalance() {
        int[] of = requireLabels("classBalance");
        double[] sums = new double[outputs];
        for (int e = 0; e < size; e++) {
            sums[of[e]] += weight(e);
        }
        return new ClassBalance(
                classes(),
                IntStream.of(classCounts()).boxed().toList(),
                DoubleStream.of(sums).boxed().toList());
    }

    /** X, of shape (n_0, size): a new matrix, one column an example. */
    public Matrix X() {
        Matrix X = Matrix.zeros(inputs, size);
        gatherInputs(all(), 0, X);
        return X;
    }

    /** Y, of shape (outputs, size): a new matrix, one column an example; its class is the row that is 1, or its targets. */
    public Matrix Y() {
        Matrix Y = Matrix.zeros(outputs, size);
        gatherTargets(all(), 0, Y);
        return Y;
    }

    /**
     * The one-hot matrix of shape (classes, indices.length): column i is 1 in row indices[i], and 0 elsewhere.
     *
     * @throws IllegalArgumentException if an index is not one of 0 … classes − 1, or there is no index
     */
    public static Matrix oneHot(int[] indices, int classes) {
        Objects.requireNonNull(indices, "indices");
        Require.size(1, "classes", classes);
        if (indices.length == 0) {
            throw new IllegalArgumentException("oneHot: no indices; at least 1 is needed");
        }
        Matrix Y = Matrix.zeros(classes, indices.length);
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] < 0 || indices[i] >= classes) {
                throw new IllegalArgumentException("index " + i + " is " + indices[i] + "; " + count(classes, "class")
                        + " reach from 0 to " + (classes - 1));
            }
            Y.set(indices[i], i, 1);
        }
        return Y;
    }

    // ---------------------------------------------------------------- batches

    /**
     * Gathers a mini-batch: column j of X and Y ← example {@code order[from + j]}, for j = 0 … to − from − 1. Allocates
     * nothing.
     *
     * <p>X is (n_0, to − from). Y has as many columns, and {@link #outputs()} rows: one for each class or numeric
     * target. Or it has one row for two classes, as one sigmoid unit needs: 1 is the second class.
     *
     * @throws ShapeException if X or Y has another shape
     * @throws IndexOutOfBoundsException if the range is empty or not within {@code order}, or there is no such example
     */
    public void batch(int[] order, int from, int to, Matrix X, Matrix Y) {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(X, "X");
        Objects.requireNonNull(Y, "Y");
        requireRange(order, from, to);
        requireShape("X", X, inputs, to - from);
        requireTargetShape(Y, to - from);
        gatherInputs(order, from, X);
        gatherTargets(order, from, Y);
    }

    /**
     * Gathers the weights of a mini-batch: column j of W ← w of example {@code order[from + j]}, for j = 0 … to − from − 1;
     * 1 where the examples have none. Allocates nothing.
     *
     * @param W (1, to − from)
     * @throws ShapeException if W has another shape
     * @throws IndexOutOfBoundsException if the range is empty or not within {@code order}, or there is no such example
     */
    public void batchWeights(int[] order, int from, int to, Matrix W) {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(W, "W");
        requireRange(order, from, to);
        requireShape("W", W, 1, to - from);
        for (int j = 0; j < to - from; j++) {
            W.set(0, j, weight(order[from + j]));
        }
    }

    /**
     * Eight examples at a time: one cache line of doubles in each row of X, read from eight rows of the examples. Column by
     * column would write a cache line of X eight times, far apart.
     */
    private void gatherInputs(int[] order, int from, Matrix X) {
        int m = X.columns();
        int j = 0;
        for (; j <= m - 8; j += 8) {
            int e0 = order[from + j] * inputs;
            int e1 = order[from + j + 1] * inputs;
            int e2 = order[from + j + 2] * inputs;
            int e3 = order[from + j + 3] * inputs;
            int e4 = order[from + j + 4] * inputs;
            int e5 = order[from + j + 5] * inputs;
            int e6 = order[from + j + 6] * inputs;
            int e7 = order[from + j + 7] * inputs;
            for (int i = 0; i < inputs; i++) {
                X.set(i, j, examples[e0 + i]);
                X.set(i, j + 1, examples[e1 + i]);
                X.set(i, j + 2, examples[e2 + i]);
                X.set(i, j + 3, examples[e3 + i]);
                X.set(i, j + 4, examples[e4 + i]);
                X.set(i, j + 5, examples[e5 + i]);
                X.set(i, j + 6, examples[e6 + i]);
                X.set(i, j + 7, examples[e7 + i]);
            }
        }
        for (; j < m; j++) {
            X.setColumn(j, examples, order[from + j] * inputs);
        }
    }

    private void gatherTargets(int[] order, int from, Matrix Y) {
        for (int j = 0; j < Y.columns(); j++) {
            int example = order[from + j];
            if (labels == null) {
                Y.setColumn(j, targets, example * outputs);
            } else if (Y.rows() == 1 && outputs == 2) {
                Y.set(0, j, labels[example]);
            } else {
                for (int i = 0; i < Y.rows(); i++) {
                    Y.set(i, j, i == labels[example] ? 1 : 0);
                }
            }
        }
    }

    // ---------------------------------------------------------------- parts

    /** What a split gives; the two parts have no example in common. */
    public record Split(Dataset train, Dataset test) {
        /** Checks. */
        public Split {
            Objects.requireNonNull(train, "train");
            Objects.requireNonNull(test, "test");
        }
    }

    /** What a split into three gives; no two parts have an example in common. */
    public record ThreeWaySplit(Dataset train, Dataset validation, Dataset test) {
        /** Checks. */
        public ThreeWaySplit {
            Objects.requireNonNull(train, "train");
            Objects.requireNonNull(validation, "validation");
            Objects.requireNonNull(test, "test");
        }
    }

    /**
     * Splits at random: round(testFraction · size) examples for the test, the others for training, both in random order.
     * The same seed gives the same split. Weights stay with their examples; absent ones, of weight 0, are in no part of
     * a split and not counted. A warning is logged if a class has no example left to train on.
     *
     * @throws IllegalArgumentException unless 0 &lt; testFraction &lt; 1 and both parts get an example
     */
    public Split split(double testFraction, long seed) {
        if (hasAbsent()) {
            return present().split(testFraction, seed);
        }
        int[][] quotas = {{testSize(testFraction)}};
        int[][] parts = Splits.parts(quotas, new int[size], seed);
        return reported("split", STRATIFY, new Split(subset(parts[1]), subset(parts[0])));
    }

    /**
     * Splits at random as {@link #split(double, long)} does, and keeps the share of each class: of n_c examples
     * n_c · (test size) / size are for the test, rounded down or, where the remainders are largest, up. One example of
     * each class stays to train on; a warning is logged where there are too few for that.
     *
     * @throws IllegalArgumentException unless 0 &lt; testFraction &lt; 1 and both parts get an example
     * @throws IllegalStateException for numeric targets
     */
    public Split stratifiedSplit(double testFraction, long seed) {
        requireLabels("stratifiedSplit");
        if (hasAbsent()) {
            return present().stratifiedSplit(testFraction, seed);
        }
        int[][] quotas = {Splits.quotas(classCounts(), testSize(testFraction))};
        int[][] parts = Splits.parts(quotas, labels, seed);
        return reported("stratifiedSplit", TOO_FEW, new Split(subset(parts[1]), subset(parts[0])));
    }

    /**
     * Splits at random into three: round(validationFraction · size) examples for validation, round(testFraction · size)
     * for the test, the others for training. The test set is that of {@link #split(double, long)}. A warning is logged
     * if a class has no example left to train on.
     *
     * @throws IllegalArgumentException unless the fractions are within 0 and 1 and each part gets an example
     */
    public ThreeWaySplit split(double validationFraction, double testFraction, long seed) {
        if (hasAbsent()) {
            return present().split(validationFraction, testFraction, seed);
        }
        int[] sizes = Splits.partSizes(validationFraction, testFraction, size, "example");
        int[][] quotas = {{sizes[1]}, {sizes[0]}};
        return threeWay("split", STRATIFY, Splits.parts(quotas, new int[size], seed));
    }

    /**
     * Splits at random into three as {@link #split(double, double, long)} does, and keeps the share of each class, first
     * for the test, then for validation. One example of each class stays to train on; a warning is logged where there
     * are too few for that.
     *
     * @throws IllegalArgumentException unless the fractions are within 0 and 1 and each part gets an example
     * @throws IllegalStateException for numeric targets
     */
    public ThreeWaySplit stratifiedSplit(double validationFraction, double testFraction, long seed) {
        requireLabels("stratifiedSplit");
        if (hasAbsent()) {
            return present().stratifiedSplit(validationFraction, testFraction, seed);
        }
        int[] sizes = Splits.partSizes(validationFraction, testFraction, size, "example");
        int[] test = Splits.quotas(classCounts(), sizes[1]);
        int[] validation = Splits.quotas(Splits.minus(classCounts(), test), sizes[0]);
        return threeWay("stratifiedSplit", TOO_FEW, Splits.parts(new int[][] {test, validation}, labels, seed));
    }

    private ThreeWaySplit threeWay(String operation, String why, int[][] parts) {
        Split split = reported(operation, why, new Split(subset(parts[2]), subset(parts[0])));
        return new ThreeWaySplit(split.train(), subset(parts[1]), split.test());
    }

    private Split reported(String operation, String why, Split split) {
        LostClasses.report(operation, this, split.train(), why);
        return split;
    }

    /**
     * The examples of these indices, in this order; an index may come twice. Classes, names of features and weights stay,
     * even of classes that have no example here.
     *
     * @throws IllegalArgumentException if there is none
     * @throws IndexOutOfBoundsException if there is no such example
     */
    public Dataset subset(int... examples) {
        Objects.requireNonNull(examples, "examples");
        if (examples.length == 0) {
            throw new IllegalArgumentException("subset: no examples; at least 1 is needed");
        }
        double[] inputsOfPart = new double[elements(examples.length, inputs, "feature")];
        double[] targetsOfPart = targets == null ? null : new double[elements(examples.length, outputs, "target")];
        int[] labelsOfPart = labels == null ? null : new int[examples.length];
        double[] weightsOfPart = weights == null ? null : new double[examples.length];
        for (int k = 0; k < examples.length; k++) {
            int example = requireExample(examples[k]);
            System.arraycopy(this.examples, example * inputs, inputsOfPart, k * inputs, inputs);
            if (labels == null) {
                System.arraycopy(targets, example * outputs, targetsOfPart, k * outputs, outputs);
            } else {
                labelsOfPart[k] = labels[example];
            }
            if (weights != null) {
                weightsOfPart[k] = weights[example];
            }
        }
        return new Dataset(inputsOfPart, inputs, schema, labelsOfPart, targetsOfPart, outputs, weightsOfPart);
    }

    private int testSize(double testFraction) {
        return Splits.partSize("testFraction", testFraction, size, "example");
    }

    // ---------------------------------------------------------------- within the package

    /**
     * The examples of one array, one after the other, every value finite; the arrays become its own. Labels are indices
     * of classes, or else there are targets.
     */
    static Dataset adopt(
            double[] examples, int inputs, List<String> classes, int[] labels, double[] targets, int outputs) {
        return new Dataset(examples, inputs, Schema.ofClasses(classes), labels, targets, outputs);
    }

    /** The features, example by example: live, not to be written. */
    double[] flatInputs() {
        return examples;
    }

    /**
     * The targets, example by example: live, not to be written.
     *
     * @throws IllegalStateException for classes
     */
    double[] flatTargets() {
        if (targets == null) {
            throw new IllegalStateException("the examples have classes, no numeric targets");
        }
        return targets;
    }

    private boolean hasAbsent() {
        return weights != null && presentExamples().length < size;
    }

    /** The weights: live, not to be written; null where the examples have none. */
    double[] weights() {
        return weights;
    }

    /**
     * The weights, 1 where there are none; over a power of two where that keeps their sum from overflowing or
     * vanishing.
     */
    double[] shares() {
        double[] shares = new double[size];
        double largest = IntStream.range(0, size).mapToDouble(this::weight).reduce(0, Math::max);
        int exponent = Math.getExponent(largest);
        double unit = Math.abs(exponent) <= 500 ? 1 : Math.scalb(1.0, Math.max(-1000, Math.min(1000, -exponent)));
        Arrays.setAll(shares, e -> weight(e) * unit);
        return shares;
    }

    /** The examples whose weight is above 0, in their order. */
    int[] presentExamples() {
        return IntStream.range(0, size).filter(e -> weight(e) > 0).toArray();
    }

    /** The same examples with other values of the targets, example by example; the array becomes its own. */
    Dataset withTargets(double[] scaled) {
        for (int k = 0; k < scaled.length; k++) {
            requireFinite(scaled[k], k / outputs, "target", k % outputs);
        }
        return new Dataset(examples, inputs, schema, labels, scaled, outputs, weights);
    }

    /** The same labels, targets and weights with other values of the features; the array becomes its own. */
    Dataset withInputs(double[] scaled) {
        for (int k = 0; k < scaled.length; k++) {
            requireFinite(scaled[k], k / inputs, "feature", k % inputs);
        }
        return new Dataset(scaled, inputs, schema, labels, targets, outputs, weights);
    }

    // ---------------------------------------------------------------- text

    /** "Dataset of 150 examples, 4 inputs, 3 classes (setosa 50, versicolor 50, virginica 50)". */
    @Override
    public String toString() {
        String text = "Dataset of " + count(size, "example") + ", " + count(inputs, "input") + ", ";
        if (labels == null) {
            return text + count(outputs, "target");
        }
        StringJoiner summary = new StringJoiner(", ", " (", ")");
        int[] counts = classCounts();
        for (int c = 0; c < Math.min(counts.length, CLASSES_SHOWN); c++) {
            summary.add(classes().get(c) + " " + counts[c]);
        }
        if (counts.length > CLASSES_SHOWN) {
            summary.add("…");
        }
        return text + count(outputs, "class") + summary;
    }

    // ---------------------------------------------------------------- checks

    private void requireRange(int[] order, int from, int to) {
        if (from < 0 || to > order.length || from >= to) {
            throw new IndexOutOfBoundsException("batch: from " + from + " to " + to + " of an order of " + order.length
                    + "; at least 1 example is needed");
        }
        for (int j = from; j < to; j++) {
            requireExample(order[j]);
        }
    }

    private int requireExample(int example) {
        if (example < 0 || example >= size) {
            throw new IndexOutOfBoundsException("example " + example + " of " + size + "; they are 0 to " + (size - 1));
        }
        return example;
    }

    private int[] requireLabels(String operation) {
        if (labels == null) {
            throw new IllegalStateException(operation + ": the examples have numeric targets, no classes");
        }
        return labels;
    }

    private void requireTargetShape(Matrix Y, int m) {
        int rows = Y.rows();
        if (labels != null && (rows == 1 ? outputs != 2 : rows != outputs)) {
            throw new ShapeException(count(outputs, "class") + (outputs == 1 ? " does" : " do") + " not fit "
                    + count(rows, "output unit")
                    + "; 1 unit serves 2 classes, otherwise each class needs a unit of its own"
                    + (outputs < Math.max(2, rows)
                            ? ": Dataset.of(x, labels, classes) also takes classes that have no example"
                            : ""));
        }
        requireShape("Y", Y, labels == null ? outputs : rows, m);
    }

    private static void requireShape(String name, Matrix matrix, int rows, int columns) {
        if (matrix.rows() != rows || matrix.columns() != columns) {
            throw new ShapeException("batch: " + name + " is " + matrix.rows() + "×" + matrix.columns() + "; " + rows
                    + "×" + columns + " is needed");
        }
    }

    private int[] all() {
        return IntStream.range(0, size).toArray();
    }
}
