package io.github.bp4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import io.github.bp4j.SplitMix64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Top-k accuracy, log loss, Brier score and the areas, beyond scikit-learn's values. */
class ProbabilitiesTest {
    private static final Matrix Y = Matrix.of(3, 2, 1, 0, 0, 1, 0, 0);
    private static final Matrix A = Matrix.of(3, 2, 0.5, 0.25, 0.25, 0.25, 0.25, 0.5);

    private interface Metric {
        double of(Matrix predicted, Matrix Y);
    }

    private static void refused(Runnable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
    }

    @Test
    void ofEqualValuesTopKTakesTheFirst() {
        Matrix equal = Matrix.of(3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        Matrix each = Matrix.of(3, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1);
        for (int k = 1; k <= 3; k++) {
            assertThat(Accuracy.topK(equal, each, k)).isEqualTo(k / 3.0);
        }
        assertThat(Accuracy.topK(equal, each, 1)).isEqualTo(Accuracy.of(equal, each));
        Matrix infinite = Matrix.of(2, 1, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        assertThat(Accuracy.topK(infinite, Matrix.column(0, 1), 1)).isZero();
    }

    @Test
    void probabilitiesThatWereRoundedToFloatAreTaken() {
        float[] p = {0.09003057f, 0.24472848f, 0.66524094f}; // softmax of (1, 2, 3) in float32
        Matrix predicted = Matrix.column(p[0], p[1], p[2]);
        assertThat((double) p[0] + p[1] + p[2]).isNotEqualTo(1);

        assertThat(LogLoss.of(predicted, Matrix.column(0, 0, 1))).isCloseTo(0.40760596444, within(1e-7));
        assertThat(BrierScore.of(predicted, Matrix.column(0, 0, 1))).isCloseTo(0.1800609, within(1e-6));
        Matrix off = Matrix.column(0.3, 0.3, 0.4 + 1.4e-8);
        assertThat(LogLoss.of(off, Matrix.column(0, 1, 0))).isCloseTo(1.2039728, within(1e-6));
        refused(
                () -> LogLoss.of(Matrix.column(0.25, 0.25, 0.5 + 1.6e-8), Matrix.column(0, 1, 0)),
                "log loss: predicted: column 0 sums to " + (1 + 1.6e-8)
                        + "; the probabilities of an example sum to 1, as those of softmax do; 1 ± 1.5e-8 is taken");
    }

    @Test
    void topKOutOfReachIsRefused() {
        for (int k : new int[] {0, 4}) {
            refused(
                    () -> Accuracy.topK(A, Y, k),
                    "top-k accuracy: k is " + k + "; 1 to 3, the rows of predicted, are possible");
        }
        assertThatThrownBy(() -> Accuracy.topK(Matrix.zeros(1, 2), Matrix.zeros(1, 2), 1))
                .isInstanceOf(ShapeException.class)
                .hasMessage("top-k accuracy: predicted has 1 row, which tells 2 classes; at least 2 rows are needed");
    }

    @Test
    void oneUnitAndTwoUnitsAreJudgedAlike() {
        Matrix one = Matrix.of(1, 4, 0.9, 0.2, 0.5, 0.375);
        Matrix two = Matrix.of(2, 4, 0.1, 0.8, 0.5, 0.625, 0.9, 0.2, 0.5, 0.375);
        Matrix y1 = Matrix.of(1, 4, 1, 1, 0, 0);
        Matrix y2 = Matrix.of(2, 4, 0, 0, 1, 1, 1, 1, 0, 0);
        List<Metric> metrics = List.of(LogLoss::of, BrierScore::of, RocAuc::of, AveragePrecision::of);
        for (Metric metric : metrics) {
            double value = metric.of(one, y1);
            assertThat(metric.of(one, y2)).isEqualTo(value);
            assertThat(metric.of(two, y1)).isCloseTo(value, within(1e-15));
            assertThat(metric.of(two, y2)).isCloseTo(value, within(1e-15));
        }
        assertThat(RocAuc.of(one, y1)).isEqualTo(0.5);
    }

    @Test
    void aSureWrongAnswerHasTheLargestFiniteLogLoss() {
        assertThat(LogLoss.of(Matrix.of(1, 1, 0), Matrix.of(1, 1, 1))).isCloseTo(52 * StrictMath.log(2), within(1e-14));
    }

    @Test
    void whatIsNoProbabilityIsRefused() {
        for (boolean log : new boolean[] {true, false}) {
            String name = log ? "log loss" : "Brier score";
            Metric metric = log ? LogLoss::of : BrierScore::of;
            refused(
                    () -> metric.of(Matrix.of(1, 2, 0.5, 1.5), Matrix.zeros(1, 2)),
                    name + ": predicted has 1.5 in row 0, column 1; probabilities are 0 to 1");
            refused(
                    () -> metric.of(A.scale(0.5), Y),
                    name + ": predicted: column 0 sums to 0.5; the probabilities of an example sum to 1, as those of"
                            + " softmax do");
            refused(() -> metric.of(A, Y.map(y -> 1)), name + ": Y has 3 ones in column 0; an example has one class");
            refused(() -> metric.of(A, Y.scale(0.5)), name + ": Y has 0.5 in row 0, column 0; 0 or 1 is needed");
            refused(
                    () -> metric.of(A.scale(Double.NaN), Y),
                    name + ": predicted has NaN in row 0, column 0; NaN tells no class");
            assertThatThrownBy(() -> metric.of(Matrix.zeros(2, 2), Y))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageStartingWith(name + ": predicted is 2×2, Y is 3×2; needed are");
        }
    }

    /** Every pair compared; many ties, and −0 beside 0. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 57})
    void theAreaCountsPairs(int m) {
        SplitMix64 random = new SplitMix64(m);
        double[] scores = new double[m];
        boolean[] positive = new boolean[m];
        for (int i = 0; i < m; i++) {
            scores[i] = (random.nextInt(7) - 3) * (random.nextInt(2) == 0 ? 1.0 : 1.5);
            positive[i] = i == 0 || (i > 1 && random.nextInt(3) == 0);
        }
        scores[0] = 0.0;
        scores[1] = -0.0;
        double pairs = 0;
        double won = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                if (positive[i] && !positive[j]) {
                    pairs++;
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        assertThat(RocAuc.of(scores, positive)).isEqualTo(won / pairs);
    }

    /** The precision and recall of each threshold, from their definitions. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 57})
    void averagePrecisionSumsTheSteps(int m) {
        SplitMix64 random = new SplitMix64(m);
        double[] scores = new double[m];
        boolean[] positive = new boolean[m];
        int total = 0;
        for (int i = 0; i < m; i++) {
            scores[i] = random.nextInt(7);
            positive[i] = i == 0 || random.nextInt(3) == 0;
            total += positive[i] ? 1 : 0;
        }
        double expected = 0;
        double recall = 0;
        for (int threshold = 6; threshold >= 0; threshold--) {
            int tp = 0;
            int predicted = 0;
            for (int i = 0; i < m; i++) {
                predicted += scores[i] >= threshold ? 1 : 0;
                tp += scores[i] >= threshold && positive[i] ? 1 : 0;
            }
            if (predicted > 0) {
                expected += ((double) tp / total - recall) * tp / predicted;
                recall = (double) tp / total;
            }
        }
        assertThat(AveragePrecision.of(scores, positive)).isCloseTo(expected, within(1e-14));
    }

    @Test
    void areasWithoutBothKindsAreRefused() {
        refused(() -> RocAuc.of(new double[3], new boolean[3]), "ROC AUC: none of 3 examples is positive");
        refused(
                () -> RocAuc.of(new double[2], new boolean[] {true, true}),
                "ROC AUC: all 2 examples are positive; the area needs both kinds");
        refused(() -> RocAuc.macro(A, Y), "ROC AUC of row 2: none of 2 examples is positive");
        refused(() -> RocAuc.weighted(A, Y), "ROC AUC of row 2: none of 2 examples is positive");
        refused(() -> AveragePrecision.macro(A, Y), "average precision of row 2: none of 2 examples is positive");
        assertThat(AveragePrecision.of(new double[2], new boolean[] {true, true}))
                .isEqualTo(1);
    }

    @Test
    void areasOfWhatDoesNotFitAreRefused() {
        assertThatThrownBy(() -> RocAuc.of(A, Y))
                .isInstanceOf(ShapeException.class)
                .hasMessage("ROC AUC: predicted is 3×2, Y is 3×2; of(…) takes two classes, macro(…) and weighted(…) any"
                        + " number");
        assertThatThrownBy(() -> RocAuc.macro(Matrix.zeros(1, 2), Matrix.zeros(2, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("ROC AUC: predicted is 1×2, Y is 2×2; the shapes must be equal");
        assertThatThrownBy(() -> AveragePrecision.of(new double[0], new boolean[0]))
                .isInstanceOf(ShapeException.class)
                .hasMessage("average precision: 0 predicted, 0 actual; needed are as many of both, at least 1");
        refused(
                () -> RocAuc.of(new double[] {0, Double.NaN}, new boolean[] {true, false}),
                "ROC AUC: score 1 is NaN, which has no rank");
        refused(
                () -> RocAuc.macro(A.scale(Double.NaN), Y),
                "ROC AUC: predicted has NaN in row 0, column 0; NaN has no rank");
        refused(() -> RocAuc.macro(A, A), "ROC AUC: Y has 0.5 in row 0, column 0; 0 or 1 is needed");
    }
}
