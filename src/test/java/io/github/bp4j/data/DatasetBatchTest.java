package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import io.github.bp4j.SplitMix64;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetBatchTest {
    private static final int SIZE = 40;
    private static final double[][] EXAMPLES = random(SIZE, 5);
    private static final int[] ORDER = order();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 15, 16, 17, 31})
    void gathersTheColumnsOfXAndYInTheGivenOrder(int m) {
        int from = 5;
        Dataset classes = Dataset.of(
                EXAMPLES, IntStream.range(0, SIZE).map(e -> e * e % 3).toArray());
        requireGathered(classes, from, m);
        requireGathered(Dataset.of(EXAMPLES, random(SIZE, 2)), from, m);
    }

    private static void requireGathered(Dataset data, int from, int m) {
        Matrix X = nan(data.inputs(), m);
        Matrix Y = nan(data.outputs(), m);
        data.batch(ORDER, from, from + m, X, Y);
        assertThat(X).isEqualTo(columns(data.X(), from, m));
        assertThat(Y).isEqualTo(columns(data.Y(), from, m));
    }

    @Test
    void theOrderMayTakeAnExampleMoreThanOnce() {
        Dataset data = Dataset.of(new double[][] {{1}, {2}, {3}}, new double[] {4, 5, 6});
        Matrix X = nan(1, 4);
        Matrix Y = nan(1, 4);
        data.batch(new int[] {2, 2, 0, 2}, 0, 4, X, Y);
        assertThat(X).isEqualTo(Matrix.of(1, 4, 3, 3, 1, 3));
        assertThat(Y).isEqualTo(Matrix.of(1, 4, 6, 6, 4, 6));
    }

    @Test
    void twoClassesFitOneOutputUnitAndTheSecondIs1() {
        Dataset data = Dataset.of(new double[][] {{1}, {2}, {3}}, new String[] {"yes", "no", "yes"});
        Matrix Y = nan(1, 3);
        data.batch(new int[] {0, 1, 2}, 0, 3, nan(1, 3), Y);
        assertThat(Y).isEqualTo(Matrix.of(1, 3, 1, 0, 1));
    }

    @Test
    void theRowOfAClassWithoutAnExampleIs0() {
        Dataset data = Dataset.of(new double[][] {{1}, {2}}, new int[] {1, 0}, List.of("0", "1", "2"));
        Matrix Y = nan(3, 2);
        data.batch(new int[] {0, 1}, 0, 2, nan(1, 2), Y);
        assertThat(Y).isEqualTo(Matrix.of(3, 2, 0, 1, 1, 0, 0, 0));
    }

    @Test
    void moreClassesThanOutputUnitsAreRefused() {
        Dataset data = Dataset.of(new double[][] {{1}, {2}, {3}}, new int[] {0, 1, 2});
        int[] order = {0, 1, 2};
        assertThatThrownBy(() -> data.batch(order, 0, 3, nan(1, 3), nan(1, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 classes do not fit 1 output unit;"
                        + " 1 unit serves 2 classes, otherwise each class needs a unit of its own");
        assertThatThrownBy(() -> data.batch(order, 0, 3, nan(1, 3), nan(2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 classes do not fit 2 output units;"
                        + " 1 unit serves 2 classes, otherwise each class needs a unit of its own");
    }

    @Test
    void oneClassOnOneOutputUnitIsRefusedForItWouldAlwaysBe1() {
        Dataset data = Dataset.of(new double[][] {{1}, {2}}, new int[] {5, 5});
        assertThatThrownBy(() -> data.batch(new int[] {0, 1}, 0, 2, nan(1, 2), nan(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 class does not fit 1 output unit;"
                        + " 1 unit serves 2 classes, otherwise each class needs a unit of its own:"
                        + " Dataset.of(x, labels, classes) also takes classes that have no example");
    }

    @Test
    void fewerClassesThanOutputUnitsAreRefusedAsTheUnitsMayBeOtherClasses() {
        Dataset data = Dataset.of(new double[][] {{1}, {2}}, new String[] {"setosa", "virginica"});
        assertThatThrownBy(() -> data.batch(new int[] {0, 1}, 0, 2, nan(1, 2), nan(3, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("2 classes do not fit 3 output units;"
                        + " 1 unit serves 2 classes, otherwise each class needs a unit of its own:"
                        + " Dataset.of(x, labels, classes) also takes classes that have no example");
    }

    @Test
    void anotherShapeIsRefusedBeforeAnythingIsWritten() {
        Dataset classes = Dataset.of(new double[][] {{1, 2}, {3, 4}}, new int[] {0, 1});
        Dataset numbers = Dataset.of(new double[][] {{1, 2}, {3, 4}}, new double[2]);
        int[] order = {0, 1};
        assertThatThrownBy(() -> classes.batch(order, 0, 2, nan(3, 2), nan(2, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("batch: X is 3×2; 2×2 is needed");
        assertThatThrownBy(() -> classes.batch(order, 0, 1, nan(2, 2), nan(2, 1)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("batch: X is 2×2; 2×1 is needed");
        Matrix X = nan(2, 2);
        assertThatThrownBy(() -> classes.batch(order, 0, 2, X, nan(2, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("batch: Y is 2×3; 2×2 is needed");
        assertThatThrownBy(() -> numbers.batch(order, 0, 2, X, nan(2, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("batch: Y is 2×2; 1×2 is needed");
        assertThat(X).isEqualTo(nan(2, 2));
    }

    @Test
    void aRangeOutsideTheOrderOrAnExampleThatIsNotThereIsRefused() {
        Dataset data = Dataset.of(new double[][] {{1}, {2}}, new double[2]);
        assertThatThrownBy(() -> data.batch(new int[] {0, 1}, 1, 3, nan(1, 2), nan(1, 2)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("batch: from 1 to 3 of an order of 2; at least 1 example is needed");
        assertThatThrownBy(() -> data.batch(new int[] {0, 1}, 1, 1, nan(1, 1), nan(1, 1)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("batch: from 1 to 1 of an order of 2; at least 1 example is needed");
        assertThatThrownBy(() -> data.batch(new int[] {0, 1}, -1, 1, nan(1, 2), nan(1, 2)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("batch: from -1 to 1 of an order of 2; at least 1 example is needed");
        assertThatThrownBy(() -> data.batch(new int[] {0, 2}, 0, 2, nan(1, 2), nan(1, 2)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("example 2 of 2; they are 0 to 1");
    }

    private static Matrix columns(Matrix all, int from, int m) {
        Matrix some = nan(all.rows(), m);
        for (int i = 0; i < all.rows(); i++) {
            for (int j = 0; j < m; j++) {
                some.set(i, j, all.get(i, ORDER[from + j]));
            }
        }
        return some;
    }

    private static Matrix nan(int rows, int columns) {
        return Matrix.zeros(rows, columns).map(zero -> Double.NaN);
    }

    private static double[][] random(int rows, int columns) {
        SplitMix64 random = new SplitMix64(11);
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            Arrays.setAll(row, i -> random.nextDouble());
        }
        return values;
    }

    private static int[] order() {
        int[] order = IntStream.range(0, SIZE).toArray();
        new SplitMix64(3).shuffle(order);
        return order;
    }
}
