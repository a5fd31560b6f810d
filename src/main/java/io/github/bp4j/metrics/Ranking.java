package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/** The scores of the positive examples and of the others, each in increasing order: what curves over thresholds need. */
final class Ranking {
    private final double[] positives;
    private final double[] negatives;

    private Ranking(double[] positives, double[] negatives) {
        this.positives = positives;
        this.negatives = negatives;
    }

    /** Of scores, and of which examples are positive. */
    static Ranking of(String metric, double[] scores, boolean[] positive) {
        Checks.requireEqualLengths(metric, scores.length, positive.length);
        int p = 0;
        int n = 0;
        double[] positives = new double[scores.length];
        double[] negatives = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException(metric + ": score " + i + " is NaN, which has no rank");
            }
            if (positive[i]) {
                positives[p++] = scores[i];
            } else {
                negatives[n++] = scores[i];
            }
        }
        positives = Arrays.copyOf(positives, p);
        negatives = Arrays.copyOf(negatives, n);
        Arrays.sort(positives);
        Arrays.sort(negatives);
        return new Ranking(positives, negatives);
    }

    /** Of the second class against the first. */
    static Ranking ofTwoClasses(String metric, Matrix predicted, Matrix Y) {
        if (Y.rows() > 2 || predicted.rows() > 2) {
            throw new ShapeException(
                    metric + ": predicted is " + predicted.rows() + "×" + predicted.columns() + ", Y is " + Y.rows()
                            + "×" + Y.columns() + "; of(…) takes two classes, macro(…) and weighted(…) any number");
        }
        Checks.requireComparableShapes(metric, predicted, Y);
        Checks.requireNumbers(metric + ": predicted", predicted, "NaN has no rank");
        Checks.requireOneClass(metric + ": Y", Y);
        return of(metric, row(predicted, predicted.rows() - 1), positives(Y, Y.rows() - 1));
    }

    /** The mean of an area over the rows: those with a 1 in it against the others. */
    static double macro(String metric, Matrix predicted, Matrix Y, ToDoubleBiFunction<String, Ranking> area) {
        return mean(metric, predicted, Y, area, ranking -> 1);
    }

    /** The mean of an area over the rows, each weighted by its ones. */
    static double weighted(String metric, Matrix predicted, Matrix Y, ToDoubleBiFunction<String, Ranking> area) {
        return mean(metric, predicted, Y, area, ranking -> ranking.positives.length);
    }

    private static double mean(
            String metric,
            Matrix predicted,
            Matrix Y,
            ToDoubleBiFunction<String, Ranking> area,
            ToDoubleFunction<Ranking> weight) {
        Checks.requireEqualShapes(metric, predicted, Y);
        Checks.requireNumbers(metric + ": predicted", predicted, "NaN has no rank");
        Checks.requireZerosAndOnes(metric + ": Y", Y);
        double sum = 0;
        double weights = 0;
        for (int k = 0; k < Y.rows(); k++) {
            Ranking ranking = of(metric, row(predicted, k), positives(Y, k));
            sum += weight.applyAsDouble(ranking) * area.applyAsDouble(metric + " of row " + k, ranking);
            weights += weight.applyAsDouble(ranking);
        }
        return sum / weights;
    }

    private static double[] row(Matrix A, int row) {
        double[] values = new double[A.columns()];
        Arrays.setAll(values, i -> A.get(row, i));
        return values;
    }

    private static boolean[] positives(Matrix Y, int row) {
        boolean[] positive = new boolean[Y.columns()];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = Y.get(row, i) == 1;
        }
        return positive;
    }

    /** Refuses a ranking without a positive example. */
    void requirePositives(String what) {
        if (positives.length == 0) {
            throw new IllegalArgumentException(what + ": none of " + negatives.length + " examples is positive");
        }
    }

    /** Refuses a ranking without an example of the one or the other kind. */
    void requireBoth(String what) {
        requirePositives(what);
        if (negatives.length == 0) {
            throw new IllegalArgumentException(
                    what + ": all " + positives.length + " examples are positive; the area needs both kinds");
        }
    }

    /** P(positive scored above negative) + ½ P(equal): from exact counts, rounded once. */
    double areaUnderRoc() {
        long twice = 0;
        int below = 0;
        int notAbove = 0;
        for (double positive : positives) {
            while (below < negatives.length && negatives[below] < positive) {
                below++;
            }
            while (notAbove < negatives.length && negatives[notAbove] <= positive) {
                notAbove++;
            }
            twice += (long) below + notAbove;
        }
        return twice / (2.0 * positives.length * negatives.length);
    }

    /** Σ (R_t − R_{t−1}) P_t over the distinct scores t of positives, from the highest to the lowest. */
    double averagePrecision() {
        int total = positives.length;
        double sum = 0;
        int negative = negatives.length;
        for (int from = total; from > 0; ) {
            double threshold = positives[from - 1];
            int to = from;
            while (to > 0 && positives[to - 1] == threshold) {
                to--;
            }
            while (negative > 0 && negatives[negative - 1] >= threshold) {
                negative--;
            }
            double truePositives = total - to;
            double falsePositives = negatives.length - negative;
            sum += (from - to) * (truePositives / (truePositives + falsePositives));
            from = to;
        }
        return sum / total;
    }
}
