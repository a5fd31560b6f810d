package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Predictions and targets of examples with weights: an example of weight k counts as k examples, and one of weight 0 is
 * absent. Here are the others alone.
 *
 * @param predicted (n_L, m), the present examples
 * @param Y (n_L, m), their targets
 * @param weights w of each, in a unit
 * @param unit what the weights were multiplied by: 1, or where they are extremely large or small a power of two that
 *     keeps sums from overflowing or vanishing
 */
record Weighted(Matrix predicted, Matrix Y, double[] weights, double unit) {
    private static final int ORDINARY = 500; // exponents up to this need no unit
    private static final int LARGEST = 1000;

    /** Examples that all count once. */
    static Weighted once(Matrix predicted, Matrix Y) {
        Objects.requireNonNull(predicted, "predicted");
        Objects.requireNonNull(Y, "Y");
        return new Weighted(predicted, Y, ones(Y.columns()), 1);
    }

    static double[] ones(int m) {
        double[] ones = new double[m];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * With weights (1, m).
     *
     * @throws ShapeException if predicted or the weights have not as many columns as Y, or the weights have several
     *     rows
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are 0
     */
    static Weighted of(String metric, Matrix predicted, Matrix Y, Matrix weights) {
        Objects.requireNonNull(predicted, "predicted");
        Objects.requireNonNull(Y, "Y");
        int[] present = present(metric, weights, Y.columns());
        if (predicted.columns() != Y.columns()) {
            throw new ShapeException(metric + ": predicted is " + predicted.rows() + "×" + predicted.columns()
                    + ", Y is " + Y.rows() + "×" + Y.columns() + "; needed are equal columns");
        }
        double largest =
                IntStream.of(present).mapToDouble(j -> weights.get(0, j)).reduce(0, Math::max);
        int exponent = Math.getExponent(largest);
        double unit =
                Math.abs(exponent) <= ORDINARY ? 1 : Math.scalb(1.0, Math.max(-LARGEST, Math.min(LARGEST, -exponent)));
        double[] w =
                IntStream.of(present).mapToDouble(j -> weights.get(0, j) * unit).toArray();
        return present.length == Y.columns()
                ? new Weighted(predicted, Y, w, unit)
                : new Weighted(columns(predicted, present), columns(Y, present), w, unit);
    }

    private static int[] present(String metric, Matrix weights, int m) {
        Objects.requireNonNull(weights, "weights");
        if (weights.rows() != 1 || weights.columns() != m) {
            throw new ShapeException(metric + ": the weights are " + weights.rows() + "×" + weights.columns() + "; " + m
                    + " examples have 1×" + m);
        }
        for (int j = 0; j < m; j++) {
            double w = weights.get(0, j);
            if (!(w >= 0 && w < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        metric + ": weights are finite and at least 0; that of example " + j + " is " + w);
            }
        }
        int[] present = IntStream.range(0, m).filter(j -> weights.get(0, j) > 0).toArray();
        if (present.length == 0) {
            throw new IllegalArgumentException(metric + ": every weight is 0; at least one must be above 0");
        }
        return present;
    }

    private static Matrix columns(Matrix M, int[] columns) {
        Matrix chosen = Matrix.zeros(M.rows(), columns.length);
        for (int i = 0; i < M.rows(); i++) {
            for (int j = 0; j < columns.length; j++) {
                chosen.set(i, j, M.get(i, columns[j]));
            }
        }
        return chosen;
    }

    /** Σ w, in the unit. */
    double total() {
        return sum(weights);
    }

    static double sum(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value;
        }
        return sum;
    }
}
