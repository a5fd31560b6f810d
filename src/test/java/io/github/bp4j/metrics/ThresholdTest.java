package io.github.bp4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Matrix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the two classes of one row part: in the middle of the targets. */
class ThresholdTest {
    private static final List<String> NAMES = List.of("no", "yes");
    private static final Matrix SIGNS = Matrix.of(1, 5, 1, -1, 1, -1, 1);
    private static final Matrix A = Matrix.of(1, 5, 0.3, -0.2, 2, -3, 0);

    @Test
    void targetsOfMinusOneAndOnePartAtZero() {
        assertThat(Accuracy.of(A, SIGNS)).isEqualTo(1);
        assertThat(Accuracy.right(A, SIGNS)).isEqualTo(5);
        assertThat(ConfusionMatrix.of(A, SIGNS, NAMES).count(1, 1)).isEqualTo(3);
        assertThat(ClassificationReport.of(A, SIGNS, NAMES).accuracy()).isEqualTo(1);
        assertThat(Accuracy.of(Matrix.of(1, 2, -0.1, -0.6), Matrix.of(1, 2, -1, -1)))
                .isEqualTo(1);
    }

    @Test
    void targetsOfZeroAndOnePartAtOneHalf() {
        Matrix Y = SIGNS.map(y -> y > 0 ? 1 : 0);

        assertThat(Accuracy.of(Matrix.of(1, 5, 0.5, 0.4, 1.2, -0.1, 0.7), Y)).isEqualTo(1);
        assertThat(Accuracy.of(A, Y)).isEqualTo(0.6);
    }

    @Test
    void decisionsOfZeroAndOneGoWithTargetsOfMinusOneAndOne() {
        assertThat(Accuracy.of(Matrix.of(1, 5, 1, 0, 1, 0, 1), SIGNS)).isEqualTo(1);
        assertThat(Accuracy.of(Matrix.of(1, 5, 1, -1, 1, -1, 1), SIGNS)).isEqualTo(1);
    }

    @Test
    void oneOutputWhoseThresholdCannotBeSeenIsRefused() {
        Matrix oneHot = Matrix.of(2, 5, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
        String message =
                "predicted has values outside 0 to 1, and Y does not show whether its two classes part at 0.5 or"
                        + " at 0; give it predicted.map(a -> a >= threshold ? 1 : -1)";

        assertThatThrownBy(() -> Accuracy.of(A, oneHot)).hasMessage("accuracy: " + message);
        assertThatThrownBy(() -> ConfusionMatrix.of(A, oneHot, NAMES)).hasMessage("confusion matrix: " + message);
        assertThatThrownBy(() -> Accuracy.of(Matrix.of(1, 2, 0.2, 1.5), Matrix.of(1, 2, 1, 1)))
                .hasMessage("accuracy: " + message);
        assertThat(Accuracy.of(A.map(a -> a >= 0 ? 1 : -1), oneHot)).isEqualTo(1);
        assertThat(Accuracy.of(Matrix.of(1, 2, 0.2, 0.9), Matrix.of(1, 2, 1, 1)))
                .isEqualTo(0.5);
        assertThat(Accuracy.of(Matrix.of(1, 2, -0.2, 1.9), Matrix.of(1, 2, 1, 1)))
                .isEqualTo(0.5); // both thresholds agree
    }

    @Test
    void aRowOfOtherTargetsIsRefused() {
        assertThatThrownBy(() -> Accuracy.of(A, Matrix.of(1, 5, 1, 0, 3, 0, 1)))
                .hasMessage("accuracy: Y has 3.0 in row 0, column 2; a row of two classes holds 0 and 1, or -1 and 1");
        assertThatThrownBy(() -> Accuracy.of(A, Matrix.of(1, 5, 1, 0, 1, -1, 1)))
                .hasMessage("accuracy: Y has 0.0 in row 0, column 1; a row of two classes holds 0 and 1, or -1 and 1");
    }

    @Test
    void infinityTellsNoClass() {
        for (double value : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN}) {
            Matrix predicted = Matrix.of(3, 1, 0.1, value, 0.2);
            String message = "predicted has " + value + " in row 1, column 0; " + value + " tells no class";

            assertThatThrownBy(() -> Accuracy.of(predicted, Matrix.column(0, 1, 0)))
                    .hasMessage("accuracy: " + message);
            assertThatThrownBy(() -> ConfusionMatrix.of(predicted, Matrix.column(0, 1, 0), List.of("a", "b", "c")))
                    .hasMessage("confusion matrix: " + message);
        }
    }
}
