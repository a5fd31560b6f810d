package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;
import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import io.github.bp4j.internal.check.Require;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well labels are told where an example may have any number of them: precision, recall and F1 of each label, their
 * averages, subset accuracy and Hamming loss. Immutable; prints as scikit-learn's classification_report does.
 *
 * <p>A label is predicted where a ≥ 0.5, as by a sigmoid unit; for another threshold give {@code A.map(a -> a >= 0.3 ? 1
 * : 0)}.
 */
public final class MultiLabelReport {
    private final List<String> labels;
    private final Scores[] scores; //   of each label
    private final Scores micro;
    private final Scores[] examples; // of each example, over its labels
    private final double[] weights; //  of each example
    private final double wrong; //      Σ w of the decisions
    private final double exact; //      Σ w of the examples with all decisions right

    private MultiLabelReport(Weighted weighted, List<String> labels) {
        Matrix predicted = weighted.predicted();
        Matrix Y = weighted.Y();
        this.labels = labels;
        weights = weighted.weights();
        int n = Y.rows();
        int m = Y.columns();
        Counts all = new Counts();
        Counts[] ofLabel = IntStream.range(0, n).mapToObj(k -> new Counts()).toArray(Counts[]::new);
        Counts[] ofExample = IntStream.range(0, m).mapToObj(i -> new Counts()).toArray(Counts[]::new);
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < m; i++) {
                boolean answer = predicted.get(k, i) >= 0.5;
                boolean truth = Y.get(k, i) == 1;
                all.add(answer, truth, weights[i]);
                ofLabel[k].add(answer, truth, weights[i]);
                ofExample[i].add(answer, truth, 1);
            }
        }
        double unit = weighted.unit();
        scores = Arrays.stream(ofLabel).map(counts -> counts.scores(unit)).toArray(Scores[]::new);
        micro = all.scores(unit);
        examples = Arrays.stream(ofExample).map(counts -> counts.scores(1)).toArray(Scores[]::new);
        wrong = all.wrong;
        exact = Weighted.sum(IntStream.range(0, m)
                .filter(i -> ofExample[i].wrong == 0)
                .mapToDouble(i -> weights[i])
                .toArray());
    }

    /** What the decisions on a label, or on an example, come to. */
    private static final class Counts {
        private double tp;
        private double predicted;
        private double actual;
        private double wrong;

        void add(boolean answer, boolean truth, double w) {
            tp += answer && truth ? w : 0;
            predicted += answer ? w : 0;
            actual += truth ? w : 0;
            wrong += answer != truth ? w : 0;
        }

        Scores scores(double unit) {
            return Scores.of(tp, predicted, actual, unit);
        }
    }

    /**
     * Of A[L] and Y, both (n_L, m), where y is 1 for an example that has the label of its row and else 0; {@code labels}
     * are the names of the rows.
     *
     * @throws ShapeException if the shapes differ, or there is not a name for each row
     * @throws IllegalArgumentException if {@code predicted} has NaN, or Y something other than 0 and 1, or a name
     *     occurs twice
     */
    public static MultiLabelReport of(Matrix predicted, Matrix Y, List<String> labels) {
        Require.noNulls("labels", labels);
        return of(Weighted.once(predicted, Y), labels);
    }

    /**
     * {@link #of(Matrix, Matrix, List)} of examples with weights: supports are Σ w.
     *
     * @param weights (1, m): an example of weight k counts as k examples, and one of weight 0 is absent
     * @throws ShapeException also if the weights are not (1, m)
     * @throws IllegalArgumentException also if a weight is negative or not finite, or all are 0
     */
    public static MultiLabelReport of(Matrix predicted, Matrix Y, List<String> labels, Matrix weights) {
        Require.noNulls("labels", labels);
        return of(Weighted.of("multi-label report", predicted, Y, weights), labels);
    }

    private static MultiLabelReport of(Weighted examples, List<String> labels) {
        Matrix predicted = examples.predicted();
        Matrix Y = examples.Y();
        Checks.requireEqualShapes("multi-label report", predicted, Y);
        Checks.requireNames("multi-label report", labels, Y);
        Checks.requireNumbers("multi-label report: predicted", predicted, "NaN tells no label");
        Checks.requireZerosAndOnes("multi-label report: Y", Y);
        return new MultiLabelReport(examples, Schema.ofClasses(labels).classes());
    }

    /** The names of the labels, in the order of the rows. */
    public List<String> labels() {
        return labels;
    }

    /**
     * Precision, recall and F1 of one label, by row.
     *
     * @throws IndexOutOfBoundsException if there is no such label
     */
    public Scores scores(int k) {
        return scores[Require.index("k", k, scores.length)];
    }

    /** From the counts of all labels together. */
    public Scores micro() {
        return micro;
    }

    /** The mean over the labels. */
    public Scores macro() {
        double[] ones = new double[scores.length];
        Arrays.fill(ones, 1);
        return Scores.average(scores, ones, micro.support());
    }

    /** The mean over the labels, each weighted by its examples. */
    public Scores weighted() {
        double[] supports = Arrays.stream(scores).mapToDouble(Scores::support).toArray();
        return Scores.average(scores, supports, micro.support());
    }

    /** The mean over the examples, of the scores of an example over its labels. */
    public Scores samples() {
        return Scores.average(examples, weights, micro.support());
    }

    /** The share of examples with every label right, from 0 to 1. */
    public double subsetAccuracy() {
        return exact / Weighted.sum(weights);
    }

    /** The share of wrong decisions among all n_L m, from 0 to 1. */
    public double hammingLoss() {
        return wrong / (Weighted.sum(weights) * labels.size());
    }

    /** A line for each label, then the averages; two digits. */
    @Override
    public String toString() {
        ScoreTable table = new ScoreTable();
        for (int k = 0; k < scores.length; k++) {
            table.row(labels.get(k), scores[k]);
        }
        return table.blank()
                .row("micro avg", micro)
                .row("macro avg", macro())
                .row("weighted avg", weighted())
                .row("samples avg", samples())
                .toString();
    }
}
