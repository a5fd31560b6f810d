package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Against the published descriptions of the data and figures taken with NumPy from scikit-learn's copies. */
class DatasetsTest {
    @Test
    void irisHas50FlowersOfEachOfThreeClasses() {
        Dataset iris = Datasets.iris();
        assertThat(iris)
                .hasToString("Dataset of 150 examples, 4 inputs, 3 classes (setosa 50, versicolor 50, virginica 50)");
        assertThat(iris.features()).containsExactly("sepal_length", "sepal_width", "petal_length", "petal_width");
    }

    @Test
    void irisHasTheValuesOfFishersArticle() {
        Dataset iris = Datasets.iris();
        assertThat(iris.example(0)).containsExactly(5.1, 3.5, 1.4, 0.2);
        assertThat(iris.label(0)).isZero();
        assertThat(iris.example(34))
                .as("wrong in the file of the UCI repository")
                .containsExactly(4.9, 3.1, 1.5, 0.2);
        assertThat(iris.example(37))
                .as("wrong in the file of the UCI repository")
                .containsExactly(4.9, 3.6, 1.4, 0.1);
        assertThat(iris.example(149)).containsExactly(5.9, 3.0, 5.1, 1.8);
        assertThat(iris.label(149)).isEqualTo(2);
        double[] sums = new double[4];
        for (int e = 0; e < 150; e++) {
            double[] x = iris.example(e);
            Arrays.setAll(sums, i -> sums[i] + x[i]);
        }
        assertThat(sums).containsExactly(new double[] {876.5, 458.6, 563.7, 179.9}, within(1e-10));
        assertThat(Arrays.stream(sums).sum()).isCloseTo(2078.7, within(1e-10));
    }

    @Test
    void digitsHas1797ImagesOfTenClasses() {
        Dataset digits = Datasets.digits();
        assertThat(digits.size()).isEqualTo(1797);
        assertThat(digits.inputs()).isEqualTo(64);
        assertThat(digits.classes()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(digits.classCounts()).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
        assertThat(digits.features()).hasSize(64).startsWith("p0", "p1").endsWith("p63");
    }

    @Test
    void digitsHasPixelsFrom0To16() {
        Dataset digits = Datasets.digits();
        double[] pixels = digits.X().toArray();
        assertThat(Arrays.stream(pixels).sum()).isEqualTo(561_718);
        assertThat(Arrays.stream(pixels).min()).hasValue(0);
        assertThat(Arrays.stream(pixels).max()).hasValue(16);
        assertThat(digits.label(1796)).isEqualTo(8);
        assertThat(digits.example(1796))
                .startsWith(0, 0, 10, 14, 8, 1, 0, 0, 0, 2, 16, 14, 6, 1, 0, 0)
                .endsWith(0, 0, 1, 8, 12, 14, 12, 1, 0);
    }
}
