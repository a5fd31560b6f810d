package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;

/** The share of examples whose class is predicted right. */
public final class Accuracy {
    private Accuracy() {}

    /**
     * 1/m · {@link #right}: the share of columns in which {@code predicted} and {@code Y} tell the same class, from 0 to 1.
     *
     * <p>{@code predicted} is A[L], of shape (n_L, m), as {@code network.predict(X)} gives it; the class that a column
     * tells is {@link Matrix#classOfColumn}. One row (one sigmoid unit) goes with a Y of one row or of two; more rows
     * than Y has are allowed.
     *
     * @throws io.github.bp4j.ShapeException if the numbers of columns differ, or {@code predicted} tells fewer classes
     *     than Y
     * @throws IllegalArgumentException if a value is NaN
     */
    public static double of(Matrix predicted, Matrix Y) {
        return (double) right(predicted, Y) / Y.columns();
    }

    /**
     * The number of columns in which {@code predicted} and {@code Y} tell the same class: m times {@link #of}, to be
     * added up over batches.
     *
     * @throws io.github.bp4j.ShapeException if the numbers of columns differ, or {@code predicted} tells fewer classes
     *     than Y
     * @throws IllegalArgumentException if a value is NaN
     */
    public static int right(Matrix predicted, Matrix Y) {
        Checks.requireComparable("accuracy", predicted, Y);
        int right = 0;
        for (int i = 0; i < Y.columns(); i++) {
            if (predicted.classOfColumn(i) == Y.classOfColumn(i)) {
                right++;
            }
        }
        return right;
    }
}
