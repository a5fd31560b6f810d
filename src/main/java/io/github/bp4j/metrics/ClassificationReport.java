package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import io.github.bp4j.internal.check.Require;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well each class is told, where each example has one class: precision, recall and F1, their averages, and what else
 * the decisions alone determine. Immutable; prints as scikit-learn's classification_report does.
 */
public final class ClassificationReport {
    /** How far apart, as a share, two sums of weights may be that are equal. */
    private static final double ROUNDING = 0x1p-46;

    private final ConfusionMatrix confusion;
    private final Scores[] scores;

    private ClassificationReport(ConfusionMatrix confusion) {
        this.confusion = confusion;
        this.scores = IntStream.range(0, confusion.classes().size())
                .mapToObj(k ->
                        Scores.of(confusion.right(k), confusion.predicted(k), confusion.actual(k), confusion.unit()))
                .toArray(Scores[]::new);
    }

    /**
     * Of the class that each column of {@code predicted}, which is A[L] of shape (n_L, m), and of Y tells, as {@link
     * Accuracy#of(Matrix, Matrix)} has it; {@code classes} are their names.
     *
     * @throws ShapeException if the numbers of columns or of classes differ, or there is not a name for each class
     * @throws IllegalArgumentException as {@link Accuracy#of(Matrix, Matrix)} does, or if a name occurs twice
     */
    public static ClassificationReport of(Matrix predicted, Matrix Y, List<String> classes) {
        return new ClassificationReport(ConfusionMatrix.of(predicted, Y, classes));
    }

    /**
     * {@link #of(Matrix, Matrix, List)} of examples with weights: supports are Σ w.
     *
     * @param weights (1, m): an example of weight k counts as k examples, and one of weight 0 is absent
     * @throws ShapeException also if the weights are not (1, m)
     * @throws IllegalArgumentException also if a weight is negative or not finite, or all are 0
     */
    public static ClassificationReport of(Matrix predicted, Matrix Y, List<String> classes, Matrix weights) {
        return new ClassificationReport(ConfusionMatrix.of(predicted, Y, classes, weights));
    }

    /**
     * Of class indices, the predicted and the actual one of each example; {@code classes} are the names.
     *
     * @throws ShapeException if the lengths differ or are 0
     * @throws IllegalArgumentException if an index is none of {@code classes}
     */
    public static ClassificationReport of(int[] predicted, int[] actual, List<String> classes) {
        return new ClassificationReport(ConfusionMatrix.of(predicted, actual, classes));
    }

    /** How often examples of each class are predicted as each class. */
    public ConfusionMatrix confusion() {
        return confusion;
    }

    /** The names of the classes, in the order of their indices. */
    public List<String> classes() {
        return confusion.classes();
    }

    /**
     * Precision, recall and F1 of one class, by index.
     *
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public Scores scores(int k) {
        return scores[Require.index("k", k, scores.length)];
    }

    /** The mean over the classes, those without an example included. */
    public Scores macro() {
        double[] ones = new double[scores.length];
        Arrays.fill(ones, 1);
        return Scores.average(scores, ones, confusion.total() / confusion.unit());
    }

    /** The mean over the classes, each weighted by its examples. */
    public Scores weighted() {
        double[] supports =
                IntStream.range(0, scores.length).mapToDouble(confusion::actual).toArray();
        return Scores.average(scores, supports, confusion.total() / confusion.unit());
    }

    /** From the counts of all classes together: where each example has one class, all three are the accuracy. */
    public Scores micro() {
        return Scores.of(confusion.right(), confusion.total(), confusion.total(), confusion.unit());
    }

    /** The share of examples whose class is predicted right, from 0 to 1. */
    public double accuracy() {
        return confusion.accuracy();
    }

    /** The mean recall of the classes that have an example. */
    public double balancedAccuracy() {
        double sum = 0;
        int present = 0;
        for (Scores score : scores) {
            sum += score.recall();
            present += score.support() > 0 ? 1 : 0;
        }
        return sum / present;
    }

    /**
     * Matthews' correlation coefficient, from −1 to 1: (c m − Σ p_k t_k) / √((m² − Σ p_k²) (m² − Σ t_k²)), with c the
     * examples predicted right, p_k those predicted as class k, and t_k those of class k; 0 where the divisor is 0.
     * Source: Gorodkin, <em>Comparing two K-category assignments by a K-category correlation coefficient</em> (2004).
     */
    public double matthews() {
        double divisor = Math.sqrt(difference(square(), productOfTotals(true, true)))
                * Math.sqrt(difference(square(), productOfTotals(false, false)));
        return divisor == 0 ? 0 : aboveChance() / divisor;
    }

    /**
     * Cohen's κ, from −1 to 1: (c m − Σ p_k t_k) / (m² − Σ p_k t_k), the agreement beyond what chance gives; NaN where all
     * examples are of one class and predicted as it. Source: Cohen, <em>A coefficient of agreement for nominal scales</em>
     * (1960).
     */
    public double kappa() {
        return aboveChance() / difference(square(), productOfTotals(true, false));
    }

    /** c m − Σ p_k t_k. */
    private double aboveChance() {
        return difference(confusion.right() * confusion.total(), productOfTotals(true, false));
    }

    /** a − b, exact for counts; 0 where weights leave nothing but rounding. */
    private static double difference(double a, double b) {
        return Math.abs(a - b) <= ROUNDING * a ? 0 : a - b;
    }

    private double square() {
        return confusion.total() * confusion.total();
    }

    /** Σ_k of two totals of class k, each the predicted or the actual one. */
    private double productOfTotals(boolean firstPredicted, boolean secondPredicted) {
        double sum = 0;
        for (int k = 0; k < scores.length; k++) {
            sum += total(k, firstPredicted) * total(k, secondPredicted);
        }
        return sum;
    }

    private double total(int k, boolean predicted) {
        return predicted ? confusion.predicted(k) : confusion.actual(k);
    }

    /** A line for each class, then the accuracy and the averages; two digits. */
    @Override
    public String toString() {
        ScoreTable table = new ScoreTable();
        for (int k = 0; k < scores.length; k++) {
            table.row(classes().get(k), scores[k]);
        }
        return table.blank()
                .row(
                        "accuracy",
                        "",
                        "",
                        ScoreTable.twoDigits(accuracy()),
                        ScoreTable.number(confusion.total() / confusion.unit()))
                .row("macro avg", macro())
                .row("weighted avg", weighted())
                .toString();
    }
}
