package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;

/** What is refused when predictions and targets come in. */
final class Checks {
    private Checks() {}

    /** How many classes {@link Matrix#classOfColumn} can tell. */
    static int classes(Matrix A) {
        return Math.max(2, A.rows());
    }

    /** As many columns in both, no NaN in either, and {@code predicted} can tell every class that Y can. */
    static void requireComparable(String metric, Matrix predicted, Matrix Y) {
        if (predicted.columns() != Y.columns() || classes(predicted) < classes(Y)) {
            throw new ShapeException(metric + ": predicted is " + predicted.rows() + "×" + predicted.columns()
                    + ", Y is " + Y.rows() + "×" + Y.columns()
                    + "; needed are equal columns and, for each class of Y, a row of predicted (1 row for 2 classes)");
        }
        requireNumbers(metric + ": predicted", predicted);
        requireNumbers(metric + ": Y", Y);
    }

    private static void requireNumbers(String name, Matrix A) {
        for (int row = 0; row < A.rows(); row++) {
            for (int column = 0; column < A.columns(); column++) {
                if (Double.isNaN(A.get(row, column))) {
                    throw new IllegalArgumentException(
                            name + " has NaN in row " + row + ", column " + column + "; NaN tells no class");
                }
            }
        }
    }
}
