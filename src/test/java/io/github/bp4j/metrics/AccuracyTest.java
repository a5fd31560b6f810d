package io.github.bp4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyTest {
    private static final Matrix Y = Matrix.of(3, 4, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0);

    @Test
    void isTheShareOfColumnsWhoseLargestRowIsTheClass() {
        Matrix predicted = Matrix.of(3, 4, 0.8, 0.1, 0.5, 0.2, 0.1, 0.7, 0.1, 0.2, 0.1, 0.2, 0.4, 0.6);
        assertThat(Accuracy.of(predicted, Y)).isEqualTo(0.5);
        assertThat(Accuracy.right(predicted, Y)).isEqualTo(2);
        assertThat(Accuracy.of(Y, Y)).isEqualTo(1);
    }

    @Test
    void ofEqualValuesTheFirstCounts() {
        assertThat(Accuracy.of(Matrix.zeros(3, 4), Y)).isEqualTo(0.5);
    }

    @Test
    void oneOutputTellsClass1FromOneHalfOn() {
        Matrix predicted = Matrix.of(1, 4, 0.5, Math.nextDown(0.5), 0.9, 0.1);
        assertThat(Accuracy.of(predicted, Matrix.of(1, 4, 1, 0, 1, 0))).isEqualTo(1);
        assertThat(Accuracy.of(predicted, Matrix.of(1, 4, 0, 1, 1, 0))).isEqualTo(0.5);
    }

    @Test
    void oneOutputGoesWithTwoClassesOneHot() {
        Matrix predicted = Matrix.of(1, 4, 0.9, 0.2, 0.5, 0.4);
        assertThat(Accuracy.of(predicted, Matrix.of(2, 4, 0, 1, 0, 0, 1, 0, 1, 1)))
                .isEqualTo(0.75);
    }

    @Test
    void moreOutputsThanClassesAreRefusedAsTheRowsMayBeOtherClasses() {
        Matrix irisWithoutVersicolor = Matrix.of(2, 2, 1, 0, 0, 1);
        Matrix predicted = Matrix.of(3, 2, 1, 0, 0, 0, 0, 1);
        String message =
                ": predicted is 3×2, Y is 2×2; needed are equal columns and, for each class, a row in both (1 row"
                        + " for 2 classes)";
        assertThatThrownBy(() -> Accuracy.of(predicted, irisWithoutVersicolor))
                .isInstanceOf(ShapeException.class)
                .hasMessage("accuracy" + message);
        assertThatThrownBy(() -> Accuracy.topK(predicted, irisWithoutVersicolor, 2))
                .isInstanceOf(ShapeException.class)
                .hasMessage("top-k accuracy" + message);
        assertThatThrownBy(() -> LogLoss.of(predicted, irisWithoutVersicolor))
                .isInstanceOf(ShapeException.class)
                .hasMessage("log loss" + message);
        assertThatThrownBy(() -> BrierScore.of(predicted, irisWithoutVersicolor))
                .isInstanceOf(ShapeException.class)
                .hasMessage("Brier score" + message);
        assertThatThrownBy(() -> ConfusionMatrix.of(predicted, irisWithoutVersicolor, List.of("a", "b", "c")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("confusion matrix" + message);
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        String needed = "; needed are equal columns and, for each class, a row in both (1 row for 2 classes)";
        assertThatThrownBy(() -> Accuracy.of(Matrix.zeros(3, 5), Y))
                .isInstanceOf(ShapeException.class)
                .hasMessage("accuracy: predicted is 3×5, Y is 3×4" + needed);
        assertThatThrownBy(() -> Accuracy.of(Matrix.zeros(2, 4), Y))
                .isInstanceOf(ShapeException.class)
                .hasMessage("accuracy: predicted is 2×4, Y is 3×4" + needed);
        assertThatThrownBy(() -> Accuracy.of(Matrix.zeros(1, 4), Y))
                .isInstanceOf(ShapeException.class)
                .hasMessage("accuracy: predicted is 1×4, Y is 3×4" + needed);
    }

    @Test
    void nanIsRefused() {
        Matrix holed = Matrix.zeros(3, 4);
        holed.set(2, 1, Double.NaN);
        assertThatThrownBy(() -> Accuracy.of(holed, Y))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("accuracy: predicted has NaN in row 2, column 1; NaN tells no class");
        assertThatThrownBy(() -> Accuracy.of(Y, holed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("accuracy: Y has NaN in row 2, column 1; NaN tells no class");
    }
}
