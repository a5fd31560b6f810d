package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import java.util.Objects;

/** The share of examples whose class is predicted right. */
public final class Accuracy {
    private Accuracy() {}

    /**
     * 1/m · {@link #right}: the share of columns in which {@code predicted} and {@code Y} tell the same class, from 0 to 1.
     *
     * <p>{@code predicted} is A[L], of shape (n_L, m), as {@code network.predict(X)} gives it; the class that a column
     * tells is {@link Matrix#classOfColumn(int, double)}. One row (one sigmoid unit) serves two classes: it goes with a
     * Y of one row or of two. The classes of one row part in the middle of the two targets: at 0.5 for a Y of 0 and 1,
     * at 0 for one of −1 and 1.
     *
     * @throws ShapeException if the numbers of columns differ, or the numbers of classes
     * @throws IllegalArgumentException if a value is NaN or infinite, a Y of one row holds other targets, or {@code
     *     predicted} has values outside 0 to 1 in one row and Y does not show where its classes part
     */
    public static double of(Matrix predicted, Matrix Y) {
        Objects.requireNonNull(predicted, "predicted");
        Objects.requireNonNull(Y, "Y");
        return (double) right(predicted, Y) / Y.columns();
    }

    /**
     * Σ w over the columns in which both tell the same class, over Σ w: {@link #of(Matrix, Matrix)} of examples with
     * weights.
     *
     * @param weights (1, m): an example of weight k counts as k examples, and one of weight 0 is absent
     * @throws ShapeException also if the weights are not (1, m)
     * @throws IllegalArgumentException also if a weight is negative or not finite, or all are 0
     */
    public static double of(Matrix predicted, Matrix Y, Matrix weights) {
        Weighted weighted = Weighted.of("accuracy", predicted, Y, weights);
        return right(weighted) / weighted.total();
    }

    /**
     * The share of places in which both hold the same class index.
     *
     * @throws ShapeException if the lengths differ or are 0
     */
    public static double of(int[] predicted, int[] actual) {
        Objects.requireNonNull(predicted, "predicted");
        Objects.requireNonNull(actual, "actual");
        Checks.requireEqualLengths("accuracy", predicted.length, actual.length);
        int right = 0;
        for (int i = 0; i < actual.length; i++) {
            if (predicted[i] == actual[i]) {
                right++;
            }
        }
        return (double) right / actual.length;
    }

    /**
     * The number of columns in which {@code predicted} and {@code Y} tell the same class: m times {@link #of}, to be
     * added up over batches.
     *
     * @throws ShapeException if the numbers of columns differ, or the numbers of classes
     * @throws IllegalArgumentException as {@link #of(Matrix, Matrix)} does
     */
    public static int right(Matrix predicted, Matrix Y) {
        return (int) right(Weighted.once(predicted, Y));
    }

    /** Σ w of the columns in which both tell the same class. */
    private static double right(Weighted examples) {
        Matrix predicted = examples.predicted();
        Matrix Y = examples.Y();
        Checks.requireComparable("accuracy", predicted, Y);
        double threshold = Checks.threshold("accuracy", predicted, Y);
        double right = 0;
        for (int i = 0; i < Y.columns(); i++) {
            if (predicted.classOfColumn(i, threshold) == Y.classOfColumn(i)) {
                right += examples.weights()[i];
            }
        }
        return right;
    }

    /**
     * The share of columns in which the class that Y tells is among the k rows of {@code predicted} with the largest
     * values, from 0 to 1; of equal values the first counts as larger, so that {@code topK(predicted, Y, 1)} is {@link
     * #of(Matrix, Matrix)}. (scikit-learn's top_k_accuracy_score takes the last of equals.)
     *
     * @param predicted (n_L, m), two rows or more
     * @throws ShapeException if the numbers of columns differ, or the numbers of classes, or {@code predicted} has one
     *     row
     * @throws IllegalArgumentException unless 1 ≤ k ≤ n_L, or if a value of {@code predicted} is NaN, or one of Y not
     *     finite
     */
    public static double topK(Matrix predicted, Matrix Y, int k) {
        return topK(Weighted.once(predicted, Y), k);
    }

    /**
     * {@link #topK(Matrix, Matrix, int)} of examples with weights.
     *
     * @param weights (1, m): an example of weight k counts as k examples, and one of weight 0 is absent
     * @throws ShapeException also if the weights are not (1, m)
     * @throws IllegalArgumentException also if a weight is negative or not finite, or all are 0
     */
    public static double topK(Matrix predicted, Matrix Y, int k, Matrix weights) {
        return topK(Weighted.of("top-k accuracy", predicted, Y, weights), k);
    }

    private static double topK(Weighted examples, int k) {
        Matrix predicted = examples.predicted();
        Matrix Y = examples.Y();
        Checks.requireComparableShapes("top-k accuracy", predicted, Y);
        Checks.requireNumbers("top-k accuracy: predicted", predicted, "NaN has no rank");
        Checks.requireFinite("top-k accuracy: Y", Y);
        if (predicted.rows() == 1) {
            throw new ShapeException(
                    "top-k accuracy: predicted has 1 row, which tells 2 classes; at least 2 rows are" + " needed");
        }
        if (k < 1 || k > predicted.rows()) {
            throw new IllegalArgumentException("top-k accuracy: k is " + k + "; 1 to " + predicted.rows()
                    + ", the rows of predicted, are possible");
        }
        double right = 0;
        for (int i = 0; i < Y.columns(); i++) {
            if (rank(predicted, i, Y.classOfColumn(i)) < k) {
                right += examples.weights()[i];
            }
        }
        return right / examples.total();
    }

    /** How many rows come before this one in its column, by decreasing value. */
    private static int rank(Matrix predicted, int column, int row) {
        int before = 0;
        for (int other = 0; other < predicted.rows(); other++) {
            double value = predicted.get(other, column);
            if (value > predicted.get(row, column) || (value == predicted.get(row, column) && other < row)) {
                before++;
            }
        }
        return before;
    }
}
