package io.github.bp4j.metrics;

import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import java.util.List;
import java.util.Objects;
import java.util.function.DoublePredicate;

/** What is refused when predictions and targets come in. */
final class Checks {
    private Checks() {}

    /** How many classes {@link Matrix#classOfColumn} can tell. */
    static int classes(Matrix A) {
        return Math.max(2, A.rows());
    }

    /** As many columns and classes in both, and finite values. */
    static void requireComparable(String metric, Matrix predicted, Matrix Y) {
        requireComparableShapes(metric, predicted, Y);
        requireFinite(metric + ": predicted", predicted, "tells no class");
        requireFinite(metric + ": Y", Y, "tells no class");
    }

    /** As many columns and classes in both. */
    static void requireComparableShapes(String metric, Matrix predicted, Matrix Y) {
        Objects.requireNonNull(predicted, "predicted");
        Objects.requireNonNull(Y, "Y");
        if (predicted.columns() != Y.columns() || classes(predicted) != classes(Y)) {
            throw new ShapeException(metric + ": predicted is " + predicted.rows() + "×" + predicted.columns()
                    + ", Y is " + Y.rows() + "×" + Y.columns()
                    + "; needed are equal columns and, for each class, a row in both (1 row for 2 classes)");
        }
    }

    /**
     * From which a on one row of {@code predicted} means the second class: the middle of the two targets of a Y of one
     * row, 0 for −1 and 1, 0.5 for 0 and 1. Refuses a Y with other targets, and one that leaves it open between values
     * of {@code predicted} that are no probabilities.
     */
    static double threshold(String metric, Matrix predicted, Matrix Y) {
        if (predicted.rows() > 1) {
            return 0.5;
        }
        boolean minusOnes = Y.rows() == 1 && anyOf(Y, y -> y == -1);
        if (Y.rows() == 1) {
            requireRowOfClasses(metric, Y, minusOnes);
        }
        if (minusOnes) {
            return anyOf(predicted, a -> a != 0 && a != 1) ? 0 : 0.5; // zeros and ones are decisions already
        }
        boolean open = Y.rows() > 1 || !anyOf(Y, y -> y != 1);
        if (open && anyOf(predicted, a -> a < 0 || a > 1) && anyOf(predicted, a -> a >= 0 && a < 0.5)) {
            throw new IllegalArgumentException(
                    metric + ": predicted has values outside 0 to 1, and Y does not show whether its two classes part"
                            + " at 0.5 or at 0; give it predicted.map(a -> a >= threshold ? 1 : -1)");
        }
        return 0.5;
    }

    /** From 0 to 1, or −1 and 1 only. */
    private static void requireRowOfClasses(String metric, Matrix Y, boolean minusOnes) {
        for (int column = 0; column < Y.columns(); column++) {
            double y = Y.get(0, column);
            if (minusOnes ? Math.abs(y) != 1 : !(y >= 0 && y <= 1)) {
                throw new IllegalArgumentException(metric + ": Y has " + y + " in row 0, column " + column
                        + "; a row of two classes holds 0 and 1, or -1 and 1");
            }
        }
    }

    private static boolean anyOf(Matrix A, DoublePredicate holds) {
        for (int row = 0; row < A.rows(); row++) {
            for (int column = 0; column < A.columns(); column++) {
                if (holds.test(A.get(row, column))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** As many entries in both, and at least one. */
    static void requireEqualLengths(String metric, int predicted, int actual) {
        if (predicted != actual || actual == 0) {
            throw new ShapeException(metric + ": " + predicted + " predicted, " + actual
                    + " actual; needed are as many of both, at least 1");
        }
    }

    /** Each index is one of 0 … classes − 1. */
    static void requireIndices(String name, int[] indices, int classes) {
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] < 0 || indices[i] >= classes) {
                throw new IllegalArgumentException(
                        name + " " + i + " is class " + indices[i] + "; the classes are 0 to " + (classes - 1));
            }
        }
    }

    /** Equal shapes. */
    static void requireEqualShapes(String metric, Matrix predicted, Matrix Y) {
        Objects.requireNonNull(predicted, "predicted");
        Objects.requireNonNull(Y, "Y");
        if (predicted.rows() != Y.rows() || predicted.columns() != Y.columns()) {
            throw new ShapeException(metric + ": predicted is " + predicted.rows() + "×" + predicted.columns()
                    + ", Y is " + Y.rows() + "×" + Y.columns() + "; the shapes must be equal");
        }
    }

    /** A name for each row. */
    static void requireNames(String metric, List<String> names, Matrix Y) {
        if (names.size() != Y.rows()) {
            throw new ShapeException(metric + ": " + names.size() + (names.size() == 1 ? " name" : " names")
                    + "; a Y of " + Y.rows() + "×" + Y.columns() + " needs " + Y.rows());
        }
    }

    /** No NaN. */
    static void requireNumbers(String name, Matrix A, String why) {
        for (int row = 0; row < A.rows(); row++) {
            for (int column = 0; column < A.columns(); column++) {
                if (Double.isNaN(A.get(row, column))) {
                    throw new IllegalArgumentException(
                            name + " has NaN in row " + row + ", column " + column + "; " + why);
                }
            }
        }
    }

    /** No NaN and no infinity. */
    static void requireFinite(String name, Matrix A) {
        requireFinite(name, A, null);
    }

    /** No NaN and no infinity, which "tells no class". */
    private static void requireFinite(String name, Matrix A, String tellsNothing) {
        for (int row = 0; row < A.rows(); row++) {
            for (int column = 0; column < A.columns(); column++) {
                if (!Double.isFinite(A.get(row, column))) {
                    double a = A.get(row, column);
                    throw new IllegalArgumentException(name + " has " + a + " in row " + row + ", column " + column
                            + "; " + (tellsNothing == null ? "finite values are needed" : a + " " + tellsNothing));
                }
            }
        }
    }

    /** Every element is 0 or 1. */
    static void requireZerosAndOnes(String name, Matrix Y) {
        for (int row = 0; row < Y.rows(); row++) {
            for (int column = 0; column < Y.columns(); column++) {
                double y = Y.get(row, column);
                if (y != 0 && y != 1) {
                    throw new IllegalArgumentException(
                            name + " has " + y + " in row " + row + ", column " + column + "; 0 or 1 is needed");
                }
            }
        }
    }

    /** Each column tells one class: a single 1 among zeros; or, in one row, 0 or 1. */
    static void requireOneClass(String name, Matrix Y) {
        requireZerosAndOnes(name, Y);
        if (Y.rows() > 1) {
            for (int column = 0; column < Y.columns(); column++) {
                double sum = columnSum(Y, column);
                if (sum != 1) {
                    throw new IllegalArgumentException(
                            name + " has " + (int) sum + " ones in column " + column + "; an example has one class");
                }
            }
        }
    }

    /** Each element is in [0, 1]; of several rows, each column sums to 1, to {@link Loss#SUM_TOLERANCE}. */
    static void requireProbabilities(String name, Matrix A) {
        for (int column = 0; column < A.columns(); column++) {
            for (int row = 0; row < A.rows(); row++) {
                double a = A.get(row, column);
                if (!(a >= 0 && a <= 1)) {
                    throw new IllegalArgumentException(name + " has " + a + " in row " + row + ", column " + column
                            + "; probabilities are 0 to 1");
                }
            }
            if (A.rows() > 1 && !(Math.abs(columnSum(A, column) - 1) <= Loss.SUM_TOLERANCE)) {
                double sum = columnSum(A, column);
                throw new IllegalArgumentException(name + ": column " + column + " sums to " + sum
                        + "; the probabilities of an example sum to 1, as those of softmax do"
                        + (Math.abs(sum - 1) < 0.01 ? "; 1 ± 1.5e-8 is taken" : ""));
            }
        }
    }

    private static double columnSum(Matrix A, int column) {
        double sum = 0;
        for (int row = 0; row < A.rows(); row++) {
            sum += A.get(row, column);
        }
        return sum;
    }
}
