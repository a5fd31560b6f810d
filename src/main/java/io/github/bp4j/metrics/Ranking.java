package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The scores of the positive examples and of the others, each in increasing order: what curves over thresholds need. */
final class Ranking {
    private final Side positives;
    private final Side negatives;

    private Ranking(Side positives, Side negatives) {
        this.positives = positives;
        this.negatives = negatives;
    }

    /** Scores in increasing order with the weight of each. */
    private record Side(double[] scores, double[] weights, double total) {
        static Side of(double[] scores, double[] weights, boolean[] positive, boolean side) {
            int[] of = IntStream.range(0, scores.length)
                    .filter(i -> positive[i] == side)
                    .toArray();
            double[] sorted = IntStream.of(of).mapToDouble(i -> scores[i]).toArray();
            if (weights == null) {
                Arrays.sort(sorted);
                return new Side(sorted, Weighted.ones(of.length), of.length);
            }
            int[] order = IntStream.of(of)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> scores[i])) // stable
                    .mapToInt(i -> i)
                    .toArray();
            double[] ofSide = IntStream.of(order).mapToDouble(i -> weights[i]).toArray();
            return new Side(IntStream.of(order).mapToDouble(i -> scores[i]).toArray(), ofSide, Weighted.sum(ofSide));
        }

        int size() {
            return scores.length;
        }
    }

    /** Of scores, and of which examples are positive. */
    static Ranking of(String metric, double[] scores, boolean[] positive) {
        return of(metric, scores, positive, null);
    }

    /** Likewise, with weights; null: each counts once. */
    private static Ranking of(String metric, double[] scores, boolean[] positive, double[] weights) {
        Objects.requireNonNull(scores, "scores");
        Objects.requireNonNull(positive, "positive");
        Checks.requireEqualLengths(metric, scores.length, positive.length);
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException(metric + ": score " + i + " is NaN, which has no rank");
            }
        }
        return new Ranking(Side.of(scores, weights, positive, true), Side.of(scores, weights, positive, false));
    }

    /** Of the second class against the first. */
    static Ranking ofTwoClasses(String metric, Matrix predicted, Matrix Y) {
        return ofTwoClasses(metric, predicted, Y, (double[]) null);
    }

    /** Likewise, with weights (1, m). */
    static Ranking ofTwoClasses(String metric, Matrix predicted, Matrix Y, Matrix weights) {
        Weighted examples = Weighted.of(metric, predicted, Y, weights);
        return ofTwoClasses(metric, examples.predicted(), examples.Y(), examples.weights());
    }

    private static Ranking ofTwoClasses(String metric, Matrix predicted, Matrix Y, double[] weights) {
        Objects.requireNonNull(predicted, "predicted");
        Objects.requireNonNull(Y, "Y");
        if (Y.rows() > 2 || predicted.rows() > 2) {
            throw new ShapeException(
                    metric + ": predicted is " + predicted.rows() + "×" + predicted.columns() + ", Y is " + Y.rows()
                            + "×" + Y.columns() + "; of(…) takes two classes, macro(…) and weighted(…) any number");
        }
        Checks.requireComparableShapes(metric, predicted, Y);
        Checks.requireNumbers(metric + ": predicted", predicted, "NaN has no rank");
        Checks.requireOneClass(metric + ": Y", Y);
        return of(metric, row(predicted, predicted.rows() - 1), positives(Y, Y.rows() - 1), weights);
    }

    /** The mean of an area over the rows: those with a 1 in it against the others. */
    static double macro(String metric, Matrix predicted, Matrix Y, ToDoubleBiFunction<String, Ranking> area) {
        return mean(metric, predicted, Y, null, area, ranking -> 1);
    }

    /** Likewise, with weights (1, m). */
    static double macro(
            String metric, Matrix predicted, Matrix Y, Matrix weights, ToDoubleBiFunction<String, Ranking> area) {
        Weighted examples = Weighted.of(metric, predicted, Y, weights);
        return mean(metric, examples.predicted(), examples.Y(), examples.weights(), area, ranking -> 1);
    }

    /** The mean of an area over the rows, each weighted by its ones. */
    static double weighted(String metric, Matrix predicted, Matrix Y, ToDoubleBiFunction<String, Ranking> area) {
        return mean(metric, predicted, Y, null, area, ranking -> ranking.positives.total);
    }

    /** Likewise, with weights (1, m). */
    static double weighted(
            String metric, Matrix predicted, Matrix Y, Matrix weights, ToDoubleBiFunction<String, Ranking> area) {
        Weighted examples = Weighted.of(metric, predicted, Y, weights);
        return mean(
                metric,
                examples.predicted(),
                examples.Y(),
                examples.weights(),
                area,
                ranking -> ranking.positives.total);
    }

    private static double mean(
            String metric,
            Matrix predicted,
            Matrix Y,
            double[] weights,
            ToDoubleBiFunction<String, Ranking> area,
            ToDoubleFunction<Ranking> share) {
        Checks.requireEqualShapes(metric, predicted, Y);
        Checks.requireNumbers(metric + ": predicted", predicted, "NaN has no rank");
        Checks.requireZerosAndOnes(metric + ": Y", Y);
        double sum = 0;
        double shares = 0;
        for (int k = 0; k < Y.rows(); k++) {
            Ranking ranking = of(metric, row(predicted, k), positives(Y, k), weights);
            sum += share.applyAsDouble(ranking) * area.applyAsDouble(metric + " of row " + k, ranking);
            shares += share.applyAsDouble(ranking);
        }
        return sum / shares;
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
        if (positives.size() == 0) {
            throw new IllegalArgumentException(what + ": none of " + negatives.size() + " examples is positive");
        }
    }

    /** Refuses a ranking without an example of the one or the other kind. */
    void requireBoth(String what) {
        requirePositives(what);
        if (negatives.size() == 0) {
            throw new IllegalArgumentException(
                    what + ": all " + positives.size() + " examples are positive; the area needs both kinds");
        }
    }

    /** P(positive scored above negative) + ½ P(equal): without weights from exact counts, rounded once. */
    double areaUnderRoc() {
        double twice = 0;
        int below = 0;
        int notAbove = 0;
        double weightBelow = 0;
        double weightNotAbove = 0;
        for (int i = 0; i < positives.size(); i++) {
            double positive = positives.scores[i];
            while (below < negatives.size() && negatives.scores[below] < positive) {
                weightBelow += negatives.weights[below++];
            }
            while (notAbove < negatives.size() && negatives.scores[notAbove] <= positive) {
                weightNotAbove += negatives.weights[notAbove++];
            }
            twice += positives.weights[i] * (weightBelow + weightNotAbove);
        }
        return Math.min(1, twice / (2 * positives.total * negatives.total));
    }

    /** Σ (R_t − R_{t−1}) P_t over the distinct scores t of positives, from the highest to the lowest. */
    double averagePrecision() {
        double sum = 0;
        int negative = negatives.size();
        double truePositives = 0;
        double falsePositives = 0;
        for (int from = positives.size(); from > 0; ) {
            double threshold = positives.scores[from - 1];
            double gained = 0;
            while (from > 0 && positives.scores[from - 1] == threshold) {
                gained += positives.weights[--from];
            }
            while (negative > 0 && negatives.scores[negative - 1] >= threshold) {
                falsePositives += negatives.weights[--negative];
            }
            truePositives += gained;
            sum += gained * (truePositives / (truePositives + falsePositives));
        }
        return Math.min(1, sum / positives.total);
    }
}
