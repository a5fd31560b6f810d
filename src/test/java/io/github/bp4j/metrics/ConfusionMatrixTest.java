package io.github.bp4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
    private static final List<String> ANIMALS = List.of("ant", "bee", "caterpillar");

    /** 12 ants, 4 bees and 3 caterpillars; 2 ants are taken for bees, 1 caterpillar for an ant. */
    private static ConfusionMatrix animals() {
        int[][] counts = {{10, 2, 0}, {0, 4, 0}, {1, 0, 2}};
        Matrix predicted = Matrix.zeros(3, 19);
        Matrix Y = Matrix.zeros(3, 19);
        int column = 0;
        for (int actual = 0; actual < 3; actual++) {
            for (int answer = 0; answer < 3; answer++) {
                for (int k = 0; k < counts[actual][answer]; k++, column++) {
                    Y.set(actual, column, 1);
                    predicted.set(answer, column, 0.5 + k / 100.0);
                }
            }
        }
        return ConfusionMatrix.of(predicted, Y, ANIMALS);
    }

    @Test
    void countsByActualAndPredictedClass() {
        ConfusionMatrix matrix = animals();
        assertThat(matrix.count(0, 0)).isEqualTo(10);
        assertThat(matrix.count(0, 1)).isEqualTo(2);
        assertThat(matrix.count(1, 0)).isZero();
        assertThat(matrix.count(2, 0)).isEqualTo(1);
        assertThat(matrix.count(2, 2)).isEqualTo(2);
        assertThat(matrix.classes()).isEqualTo(ANIMALS);
    }

    @Test
    void accuracyIsTheShareOnTheDiagonal() {
        assertThat(animals().accuracy()).isEqualTo(16 / 19.0);
    }

    @Test
    void printsAnAlignedTable() {
        assertThat(animals()).hasToString("""
            actual \\ predicted  ant  bee  caterpillar  total
            ant                  10    2            .     12
            bee                   .    4            .      4
            caterpillar           1    .            2      3
            total                11    6            2     19
            accuracy 84.21 % (16 of 19)\
            """);
    }

    @Test
    void aLongClassNameWidensTheFirstColumn() {
        assertThat(ConfusionMatrix.of(
                        Matrix.of(1, 2, 0.1, 0.9), Matrix.of(1, 2, 0, 0), List.of("everything that is not one", "1")))
                .hasToString("""
                    actual \\ predicted          everything that is not one  1  total
                    everything that is not one                           1  1      2
                    1                                                    .  .      0
                    total                                                1  1      2
                    accuracy 50.00 % (1 of 2)\
                    """);
    }

    @Test
    void oneOutputCountsTwoClasses() {
        Matrix predicted = Matrix.of(1, 4, 0.5, 0.4, 0.7, 0.6);
        for (Matrix Y : List.of(Matrix.of(1, 4, 1, 0, 0, 1), Matrix.of(2, 4, 0, 1, 1, 0, 1, 0, 0, 1))) {
            ConfusionMatrix matrix = ConfusionMatrix.of(predicted, Y, List.of("no", "yes"));
            assertThat(matrix.count(0, 0)).isEqualTo(1);
            assertThat(matrix.count(0, 1)).isEqualTo(1);
            assertThat(matrix.count(1, 0)).isZero();
            assertThat(matrix.count(1, 1)).isEqualTo(2);
        }
    }

    @Test
    void theListOfClassesIsCopied() {
        List<String> names = new ArrayList<>(List.of("no", "yes"));
        ConfusionMatrix matrix = ConfusionMatrix.of(Matrix.of(1, 1, 1), Matrix.of(1, 1, 1), names);
        names.set(0, "changed");
        assertThat(matrix.classes()).containsExactly("no", "yes");
    }

    @Test
    void anotherNumberOfNamesIsRefused() {
        assertThatThrownBy(() -> ConfusionMatrix.of(Matrix.zeros(3, 2), Matrix.zeros(3, 2), List.of("a", "b")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("confusion matrix: 2 class names; a Y of 3×2 tells 3 classes");
        assertThatThrownBy(() -> ConfusionMatrix.of(Matrix.zeros(1, 2), Matrix.zeros(1, 2), List.of("a")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("confusion matrix: 1 class name; a Y of 1×2 tells 2 classes");
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> ConfusionMatrix.of(Matrix.zeros(3, 1), Matrix.zeros(3, 2), ANIMALS))
                .isInstanceOf(ShapeException.class)
                .hasMessage("confusion matrix: predicted is 3×1, Y is 3×2; needed are equal columns and,"
                        + " for each class, a row in both (1 row for 2 classes)");
    }

    @Test
    void aNameThatIsThereTwiceIsRefused() {
        assertThatThrownBy(() -> ConfusionMatrix.of(new int[] {0}, new int[] {1}, List.of("cat", "dog", "cat")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class \"cat\" is there twice, as number 0 and 2");
    }
}
