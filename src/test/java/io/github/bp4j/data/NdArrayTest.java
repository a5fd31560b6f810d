package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import org.junit.jupiter.api.Test;

class NdArrayTest {
    private static final NdArray X = NdArray.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);

    @Test
    void oneDimensionIsAColumnAndTwoAreAMatrix() {
        assertThat(X.toMatrix()).isEqualTo(Matrix.of(3, 2, 1, 2, 3, 4, 5, 6));
        assertThat(NdArray.of(new double[] {1, 2}).toMatrix()).isEqualTo(Matrix.column(1, 2));
        assertThatThrownBy(() -> NdArray.of(new double[8], 2, 2, 2).toMatrix())
                .isInstanceOf(ShapeException.class)
                .hasMessage("an array of 2×2×2 is no matrix; 1 or 2 dimensions without 0 are");
        assertThatThrownBy(() -> NdArray.of(new double[0]).toMatrix())
                .hasMessage("an array of 0 is no matrix; 1 or 2 dimensions without 0 are");
    }

    @Test
    void aShapeThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> NdArray.of(new double[5], 2, 3))
                .isInstanceOf(ShapeException.class)
                .hasMessage("an array of 2×3 has another number of values than the 5 given");
        assertThatThrownBy(() -> NdArray.of(new double[1], -1, -1)).hasMessage("a size is never negative; got -1×-1");
        assertThatThrownBy(() -> NdArray.of(new double[0], 65536, 65536)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> NdArray.of(new double[0], 65536, 65536, 65536, 65536))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void whatGoesInAndComesOutIsCopied() {
        double[] numbers = {1, 2};
        NdArray array = NdArray.of(numbers);
        numbers[0] = 9;
        array.toArray()[0] = 9;
        array.shape()[0] = 9;
        assertThat(array)
                .isEqualTo(NdArray.of(new double[] {1, 2}))
                .isNotEqualTo(NdArray.of(new double[] {1, 2}, 1, 2));
    }

    @Test
    void onlyIntsAreInts() {
        assertThat(NdArray.of(new double[] {-3, 7}).toInts()).containsExactly(-3, 7);
        assertThatThrownBy(() -> NdArray.of(new double[] {1, 0.5}).toInts())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("value 1 is 0.5, not an int");
        assertThatThrownBy(() -> NdArray.of(new double[] {0x1p31}).toInts())
                .hasMessage("value 0 is 2.147483648E9, not an int");
        assertThatThrownBy(X::toTexts).hasMessage("the array holds numbers, no texts");
    }

    @Test
    void integersAndTextsAreLabelsAndOtherNumbersTargets() {
        Dataset ints = X.toDataset(NdArray.adopt(new int[] {3}, new double[] {10, 9, 10}, true));
        assertThat(ints.classes()).containsExactly("9", "10");
        assertThat(ints.Y()).isEqualTo(Matrix.of(2, 3, 0, 1, 0, 1, 0, 1));
        assertThat(ints.X()).isEqualTo(Matrix.of(2, 3, 1, 3, 5, 2, 4, 6));

        Dataset texts = X.toDataset(NdArray.adopt(new int[] {3, 1}, new String[] {"b", "a", "b"}));
        assertThat(texts.classes()).containsExactly("a", "b");
        assertThat(texts.label(0)).isEqualTo(1);

        assertThat(X.toDataset(NdArray.of(new double[] {7, 8, 9})).Y()).isEqualTo(Matrix.of(1, 3, 7, 8, 9));
        assertThat(X.toDataset(X).Y()).isEqualTo(Matrix.of(2, 3, 1, 3, 5, 2, 4, 6));
    }

    @Test
    void dataThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> X.toDataset(NdArray.of(new double[2])))
                .isInstanceOf(ShapeException.class)
                .hasMessage("3 examples, but labels or targets of 2");
        assertThatThrownBy(() -> X.toDataset(NdArray.adopt(new int[] {3, 2}, new double[6], true)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("labels of 3×2; one for each example is needed");
        assertThatThrownBy(() -> NdArray.of(new double[0], 0, 4).toDataset(X))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no examples in an array of 0×4; at least 1 is needed");
        assertThatThrownBy(() -> NdArray.of(new double[] {1, Double.NaN}, 1, 2).toDataset(NdArray.of(new double[1])))
                .hasMessage("example 0, feature 1 is NaN; every value must be finite");
        assertThatThrownBy(() -> NdArray.of(new double[1]).toDataset(NdArray.of(new double[] {1 / 0.0})))
                .hasMessage("example 0, target 0 is Infinity; every value must be finite");
    }
}
