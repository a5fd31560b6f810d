package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;

/**
 * The area under the curve of precision over recall, as steps: Σ (R_t − R_{t−1}) P_t over the distinct scores t, from the
 * highest to the lowest, where the examples scored at least t are predicted positive. No interpolation.
 */
public final class AveragePrecision {
    private static final String NAME = "average precision";

    private AveragePrecision() {}

    /**
     * Of two classes, the second being the positive one.
     *
     * @param predicted A[L]: (1, m) of one sigmoid unit, or (2, m), whose second row counts
     * @param Y (1, m) or one-hot (2, m)
     * @throws io.github.bp4j.ShapeException if the numbers of columns differ, or there are more than two rows
     * @throws IllegalArgumentException if a value is NaN, Y does not tell one class for each example, or no example is of
     *     the second class
     */
    public static double of(Matrix predicted, Matrix Y) {
        return area(NAME, Ranking.ofTwoClasses(NAME, predicted, Y));
    }

    /**
     * {@link #of(Matrix, Matrix)} of examples with weights.
     *
     * @param weights (1, m): an example of weight k counts as k examples, and one of weight 0 is absent
     * @throws io.github.bp4j.ShapeException also if the weights are not (1, m)
     * @throws IllegalArgumentException also if a weight is negative or not finite, or all are 0
     */
    public static double of(Matrix predicted, Matrix Y, Matrix weights) {
        return area(NAME, Ranking.ofTwoClasses(NAME, predicted, Y, weights));
    }

    /**
     * Of any scores, larger for positive examples.
     *
     * @throws io.github.bp4j.ShapeException if the lengths differ or are 0
     * @throws IllegalArgumentException if a score is NaN, or no example is positive
     */
    public static double of(double[] scores, boolean[] positive) {
        return area(NAME, Ranking.of(NAME, scores, positive));
    }

    /**
     * The mean over the rows, of the examples with a 1 in this row of Y against the others: one class against the rest, or
     * one label of several.
     *
     * @param predicted A[L], (n_L, m)
     * @param Y (n_L, m), zeros and ones
     * @throws io.github.bp4j.ShapeException if the shapes differ
     * @throws IllegalArgumentException if {@code predicted} has NaN, Y something other than 0 and 1, or a row of Y no 1
     */
    public static double macro(Matrix predicted, Matrix Y) {
        return Ranking.macro(NAME, predicted, Y, AveragePrecision::area);
    }

    /**
     * {@link #macro(Matrix, Matrix)} of examples with weights.
     *
     * @param weights (1, m): an example of weight k counts as k examples, and one of weight 0 is absent
     * @throws io.github.bp4j.ShapeException also if the weights are not (1, m)
     * @throws IllegalArgumentException also if a weight is negative or not finite, or all are 0
     */
    public static double macro(Matrix predicted, Matrix Y, Matrix weights) {
        return Ranking.macro(NAME, predicted, Y, weights, AveragePrecision::area);
    }

    /**
     * As {@link #macro}, each row weighted by its ones in Y.
     *
     * @throws io.github.bp4j.ShapeException if the shapes differ
     * @throws IllegalArgumentException as {@link #macro} does
     */
    public static double weighted(Matrix predicted, Matrix Y) {
        return Ranking.weighted(NAME, predicted, Y, AveragePrecision::area);
    }

    /**
     * {@link #weighted(Matrix, Matrix)} of examples with weights.
     *
     * @param weights (1, m): an example of weight k counts as k examples, and one of weight 0 is absent
     * @throws io.github.bp4j.ShapeException also if the weights are not (1, m)
     * @throws IllegalArgumentException also if a weight is negative or not finite, or all are 0
     */
    public static double weighted(Matrix predicted, Matrix Y, Matrix weights) {
        return Ranking.weighted(NAME, predicted, Y, weights, AveragePrecision::area);
    }

    private static double area(String what, Ranking ranking) {
        ranking.requirePositives(what);
        return ranking.averagePrecision();
    }
}
