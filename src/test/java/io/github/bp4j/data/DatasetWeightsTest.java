package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import io.github.bp4j.training.CrossValidation;
import io.github.bp4j.training.Fold;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetWeightsTest {
    /** Example e is (e, 2 e), of class e mod 2. */
    private static final Dataset DATA =
            Dataset.of(new double[][] {{0, 0}, {1, 2}, {2, 4}, {3, 6}, {4, 8}, {5, 10}}, new int[] {0, 1, 0, 1, 0, 1});

    private static final Dataset WEIGHTED = DATA.withWeights(0, 0.5, 1, 1.5, 2, 2.5);

    private static double[] weights(Dataset data) {
        return IntStream.range(0, data.size()).mapToDouble(data::weight).toArray();
    }

    @Test
    void withoutWeightsEveryExampleWeighsOne() {
        assertThat(DATA.isWeighted()).isFalse();
        assertThat(weights(DATA)).containsOnly(1);
    }

    @Test
    void weightsAreCopiedAndTheOriginalStaysWithoutThem() {
        double[] given = {1, 2, 3, 4, 5, 6};
        Dataset weighted = DATA.withWeights(given);
        given[0] = 9;

        assertThat(weighted.isWeighted()).isTrue();
        assertThat(weights(weighted)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(weighted.X()).isEqualTo(DATA.X());
        assertThat(DATA.isWeighted()).isFalse();
    }

    @Test
    void whatIsMadeOfThemKeepsThem() {
        assertThat(weights(WEIGHTED.withFeatures(List.of("a", "b")))).containsExactly(0, 0.5, 1, 1.5, 2, 2.5);
        assertThat(weights(Scaler.standardize(WEIGHTED).apply(WEIGHTED))).containsExactly(0, 0.5, 1, 1.5, 2, 2.5);
        assertThat(weights(WEIGHTED.subset(5, 0, 5))).containsExactly(2.5, 0, 2.5);
        assertThat(DATA.subset(1, 2).isWeighted()).isFalse();
        Dataset numbers =
                Dataset.of(new double[][] {{1}, {2}}, new double[] {3, 5}).withWeights(0.5, 2);
        assertThat(weights(Scaler.standardizeTargets(numbers).applyToTargets(numbers)))
                .containsExactly(0.5, 2);
    }

    @Test
    void aSplitKeepsEachExamplesWeight() {
        for (Dataset.Split split : List.of(WEIGHTED.split(0.5, 3), WEIGHTED.stratifiedSplit(0.5, 3))) {
            for (Dataset part : List.of(split.train(), split.test())) {
                for (int e = 0; e < part.size(); e++) {
                    assertThat(part.weight(e)).isEqualTo(part.example(e)[0] / 2);
                }
            }
        }
    }

    @Test
    void aBatchOfWeightsFollowsTheOrder() {
        int[] order = {5, 4, 3, 2, 1, 0};
        Matrix W = Matrix.of(1, 3, Double.NaN, Double.NaN, Double.NaN);

        WEIGHTED.batchWeights(order, 1, 4, W);
        assertThat(W).isEqualTo(Matrix.of(1, 3, 2, 1.5, 1));

        DATA.batchWeights(order, 1, 4, W);
        assertThat(W).isEqualTo(Matrix.of(1, 3, 1, 1, 1));
    }

    @Test
    void aBatchOfWeightsOfAnotherShapeIsRefused() {
        assertThatThrownBy(() -> WEIGHTED.batchWeights(new int[] {0, 1}, 0, 2, Matrix.zeros(2, 1)))
                .isExactlyInstanceOf(ShapeException.class)
                .hasMessage("batch: W is 2×1; 1×2 is needed");
        assertThatThrownBy(() -> WEIGHTED.batchWeights(new int[] {0, 1}, 1, 3, Matrix.zeros(1, 2)))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("batch: from 1 to 3 of an order of 2; at least 1 example is needed");
    }

    @Test
    void thereIsOneForEachExample() {
        assertThatThrownBy(() -> DATA.withWeights(1, 2))
                .isExactlyInstanceOf(ShapeException.class)
                .hasMessage("6 examples, but weights for 2");
        assertThatThrownBy(() -> DATA.weight(6))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("example 6 of 6; they are 0 to 5");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY})
    void aWeightThatIsNegativeOrNotFiniteIsRefused(double weight) {
        assertThatThrownBy(() -> DATA.withWeights(1, 1, weight, 1, 1, 1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("the weight of example 2 is " + weight + "; every weight must be finite and at least 0");
    }

    // ---------------------------------------------------------------- absent examples

    /** Example e has the feature e; every third is absent. */
    private static Dataset withAbsent() {
        double[][] x = new double[30][1];
        int[] labels = new int[30];
        double[] weights = new double[30];
        for (int e = 0; e < 30; e++) {
            x[e][0] = e;
            labels[e] = e % 2;
            weights[e] = e % 3;
        }
        return Dataset.of(x, labels).withWeights(weights);
    }

    private static int[] presentOnes() {
        return IntStream.range(0, 30).filter(e -> e % 3 > 0).toArray();
    }

    @Test
    void thePresentExamplesAreThoseOfAWeightAbove0() {
        Dataset data = withAbsent();

        assertThat(data.present().X()).isEqualTo(data.subset(presentOnes()).X());
        assertThat(data.present().totalWeight()).isEqualTo(30);
        Dataset present = data.present();
        assertThat(present.present()).isSameAs(present);
        assertThat(data.classCounts()).containsExactly(10, 10);
        assertThatThrownBy(() -> data.withWeights(new double[30]).present())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("every weight of the data set is 0; at least one must be above 0");
    }

    @Test
    void splitsHaveThePresentExamplesAlone() {
        Dataset data = withAbsent();
        Dataset present = data.subset(presentOnes());

        assertThat(data.split(0.25, 3).test().X())
                .isEqualTo(present.split(0.25, 3).test().X());
        assertThat(data.stratifiedSplit(0.25, 3).train().X())
                .isEqualTo(present.stratifiedSplit(0.25, 3).train().X());
        assertThat(data.split(0.2, 0.3, 3).train().X())
                .isEqualTo(present.split(0.2, 0.3, 3).train().X());
        assertThat(data.stratifiedSplit(0.2, 0.3, 3).validation().X())
                .isEqualTo(present.stratifiedSplit(0.2, 0.3, 3).validation().X());
    }

    @Test
    void foldsHaveThePresentExamplesAlone() {
        Dataset data = withAbsent();
        Dataset present = data.subset(presentOnes());
        for (CrossValidation folds : List.of(CrossValidation.kFold(4, 2), CrossValidation.stratifiedKFold(4, 2))) {
            List<Fold> found = folds.folds(data);
            List<Fold> expected = folds.folds(present);
            for (int k = 0; k < 4; k++) {
                assertThat(data.subset(found.get(k).test()).X())
                        .isEqualTo(present.subset(expected.get(k).test()).X());
                assertThat(data.subset(found.get(k).train()).X())
                        .isEqualTo(present.subset(expected.get(k).train()).X());
            }
        }
    }

    @Test
    void theBalanceOfClassesCountsFractions() {
        ClassBalance balance = Dataset.of(new double[4][1], new String[] {"ham", "ham", "spam", "spam"})
                .withWeights(0.5, 1, 4.5, 0)
                .classBalance();

        assertThat(balance.counts()).containsExactly(2, 1);
        assertThat(balance.weights()).containsExactly(1.5, 4.5);
        assertThat(balance.share(1)).isEqualTo(0.75);
        assertThat(balance.imbalanceRatio()).isEqualTo(3);
        assertThat(balance).hasToString("""
            ham    1.500   25.0 %  ██████████
            spam   4.500   75.0 %  ██████████████████████████████
            total      6  largest : smallest = 3.00\
            """);
    }
}
