package io.github.bp4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What reports hold besides scikit-learn's values, and what they refuse. */
class ReportTest {
    private static final List<String> AB = List.of("a", "b");

    private static void refusedShape(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(ShapeException.class).hasMessage(message);
    }

    private static void refused(Runnable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
    }

    @Test
    void classIndicesThatDoNotFitAreRefused() {
        refusedShape(
                () -> ClassificationReport.of(new int[3], new int[2], AB),
                "confusion matrix: 3 predicted, 2 actual; needed are as many of both, at least 1");
        refusedShape(
                () -> ClassificationReport.of(new int[0], new int[0], AB),
                "confusion matrix: 0 predicted, 0 actual; needed are as many of both, at least 1");
        refusedShape(
                () -> Accuracy.of(new int[0], new int[0]),
                "accuracy: 0 predicted, 0 actual; needed are as many of both, at least 1");
        refused(
                () -> ClassificationReport.of(new int[] {0, 2}, new int[2], AB),
                "confusion matrix: predicted 1 is class 2; the classes are 0 to 1");
        refused(
                () -> ClassificationReport.of(new int[2], new int[] {-1, 0}, AB),
                "confusion matrix: actual 0 is class -1; the classes are 0 to 1");
    }

    @Test
    void theReportHasItsConfusionMatrix() {
        ClassificationReport report = ClassificationReport.of(new int[] {0, 1, 1}, new int[] {0, 0, 1}, AB);
        assertThat(report.confusion().count(0, 1)).isEqualTo(1);
        assertThat(report.classes()).isEqualTo(AB);
        assertThat(report.accuracy()).isEqualTo(2 / 3.0);
    }

    /** m² is beyond an int, and (m²)² beyond a long. */
    @Test
    void manyExamplesDoNotOverflow() {
        int m = 3_000_000;
        int[] actual = new int[m];
        int[] predicted = new int[m];
        for (int i = 0; i < m; i++) {
            actual[i] = i % 2;
            predicted[i] = i % 4 == 0 ? 1 : i % 2; // a quarter is wrong
        }
        ClassificationReport report = ClassificationReport.of(predicted, actual, AB);
        assertThat(report.kappa()).isEqualTo(0.5);
        assertThat(report.matthews()).isEqualTo(0.5 / Math.sqrt(0.75), org.assertj.core.api.Assertions.within(1e-15));
    }

    @Test
    void labelsThatDoNotFitAreRefused() {
        Matrix Y = Matrix.of(2, 3, 1, 0, 1, 0, 0, 1);
        refusedShape(
                () -> MultiLabelReport.of(Matrix.zeros(2, 2), Y, AB),
                "multi-label report: predicted is 2×2, Y is 2×3; the shapes must be equal");
        refusedShape(() -> MultiLabelReport.of(Y, Y, List.of("a")), "multi-label report: 1 name; a Y of 2×3 needs 2");
        refused(
                () -> MultiLabelReport.of(Y, Y.scale(0.5), AB),
                "multi-label report: Y has 0.5 in row 0, column 0; 0 or 1 is needed");
        refused(
                () -> MultiLabelReport.of(Y.scale(Double.NaN), Y, AB),
                "multi-label report: predicted has NaN in row 0, column 0; NaN tells no label");
    }

    @Test
    void aLabelIsPredictedFromOneHalfOn() {
        Matrix Y = Matrix.of(1, 2, 1, 0);
        assertThat(MultiLabelReport.of(Matrix.of(1, 2, 0.5, Math.nextDown(0.5)), Y, List.of("a"))
                        .subsetAccuracy())
                .isEqualTo(1);
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        Matrix Y = Matrix.of(2, 2, 1, 2, 3, 4);
        refusedShape(
                () -> RegressionReport.of(Matrix.zeros(1, 2), Y),
                "regression report: predicted is 1×2, Y is 2×2; the shapes must be equal");
        refusedShape(
                () -> RegressionReport.of(Y, Y, List.of("a", "b", "c")),
                "regression report: 3 names; a Y of 2×2 needs 2");
        refusedShape(
                () -> RegressionReport.of(new double[0], new double[0]),
                "regression report: 0 predicted, 0 actual; needed are as many of both, at least 1");
        refused(
                () -> RegressionReport.of(new double[] {1, Double.NaN}, new double[2]),
                "regression report: predicted has NaN in row 0, column 1; finite values are needed");
        refused(
                () -> RegressionReport.of(Y, Matrix.of(2, 2, 1, 2, Double.NEGATIVE_INFINITY, 4)),
                "regression report: Y has -Infinity in row 1, column 0; finite values are needed");
    }

    /** 0.1 + 0.1 + 0.1 is not 3 · 0.1, yet the targets do not vary. */
    @Test
    void equalTargetsHaveNoSpreadWhateverTheirMeanIsRoundedTo() {
        double[] y = {0.1, 0.1, 0.1};
        assertThat(RegressionReport.of(y, y).average().r2()).isEqualTo(1);
        assertThat(RegressionReport.of(new double[] {0.1, 0.1, 0.2}, y)
                        .average()
                        .r2())
                .isZero();
    }

    @Test
    void theReportOfNumbersPrintsALineForEachOutputAndOneForTheAverage() {
        Matrix Y = Matrix.of(2, 4, 1, 2, 3, 4, 100, 300, 200, 400);
        Matrix A = Matrix.of(2, 4, 1.5, 2, 3, 3.5, 110, 280, 210, 400);
        assertThat(RegressionReport.of(A, Y, List.of("speed", "force"))).hasToString("""
                                MSE       RMSE        MAE   median |d|       R² expl. var.
                  speed      0.1250     0.3536     0.2500       0.2500   0.9000     0.9000
                  force       150.0      12.25      10.00        10.00   0.9880     0.9880
                average       75.06      6.301      5.125        5.125   0.9440     0.9440""");
        assertThat(RegressionReport.of(A, Y).outputs()).containsExactly("output 0", "output 1");
        assertThat(RegressionReport.of(new double[] {1, 2}, new double[] {1, 3}).toString())
                .doesNotContain("average")
                .contains("output 0");
    }

    @Test
    void theNamesAreCopied() {
        List<String> names = new ArrayList<>(AB);
        MultiLabelReport labels = MultiLabelReport.of(Matrix.zeros(2, 1), Matrix.zeros(2, 1), names);
        RegressionReport numbers = RegressionReport.of(Matrix.zeros(2, 1), Matrix.zeros(2, 1), names);
        names.set(0, "changed");
        assertThat(labels.labels()).isEqualTo(AB);
        assertThat(numbers.outputs()).isEqualTo(AB);
    }
}
