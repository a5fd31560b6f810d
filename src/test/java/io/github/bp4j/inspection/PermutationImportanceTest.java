package io.github.bp4j.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.ShapeException;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.inspection.PermutationImportance.Feature;
import io.github.bp4j.metrics.Accuracy;
import io.github.bp4j.metrics.RegressionReport;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutationImportanceTest {
    private static final double[] W = {1, 0, -3};

    private static double[][] examples(int size) {
        SplitMix64 random = new SplitMix64(4);
        double[][] examples = new double[size][3];
        for (double[] example : examples) {
            Arrays.setAll(example, i -> random.nextGaussian());
        }
        return examples;
    }

    /** y = x_0 − 3 x_2, and the network that says so. */
    private static Dataset data(int size) {
        double[][] examples = examples(size);
        double[] y = Arrays.stream(examples)
                .mapToDouble(x -> W[0] * x[0] + W[2] * x[2])
                .toArray();
        return Dataset.of(examples, y).withFeatures(List.of("left", "idle", "right"));
    }

    private static Network network() {
        Network network = Network.builder()
                .inputs(3)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        for (int i = 0; i < 3; i++) {
            network.layer(1).W().set(0, i, W[i]);
        }
        return network;
    }

    private static double negatedMse(Matrix A, Matrix Y) {
        return -RegressionReport.of(A, Y).average().mse();
    }

    /** Of a perfect linear model, the squared error after a permutation is 1/m Σ (w (x_π(e) − x_e))². */
    @Test
    void isWhatTheScoreLosesByEachPermutation() {
        Dataset data = data(40);
        PermutationImportance importance =
                PermutationImportance.of(network(), data, PermutationImportanceTest::negatedMse, 4, 9);

        assertThat(importance.score()).isCloseTo(0, within(1e-30));
        assertThat(importance.repeats()).isEqualTo(4);
        assertThat(importance.features()).extracting(Feature::name).containsExactly("right", "left", "idle");
        assertThat(importance.features()).extracting(Feature::index).containsExactly(2, 0, 1);
        for (Feature feature : importance.features()) {
            double[] losses = IntStream.range(0, 4)
                    .mapToDouble(r -> expectedLoss(data, feature.index(), r))
                    .toArray();
            double mean = Arrays.stream(losses).sum() / 4;
            double variance =
                    Arrays.stream(losses).map(x -> (x - mean) * (x - mean)).sum() / 4;
            assertThat(feature.mean()).isCloseTo(mean, within(1e-12));
            assertThat(feature.deviation()).isCloseTo(Math.sqrt(variance), within(1e-12));
        }
        assertThat(importance.features().get(0).deviation()).isPositive();
        assertThat(importance.features().get(2)).isEqualTo(new Feature(1, "idle", 0, 0));
    }

    private static double expectedLoss(Dataset data, int feature, int repeat) {
        int[] permutation = IntStream.range(0, data.size()).toArray();
        SplitMix64.stream(9, "permutation importance", feature, repeat).shuffle(permutation);
        double sum = 0;
        for (int e = 0; e < data.size(); e++) {
            double d = W[feature] * (data.example(permutation[e])[feature] - data.example(e)[feature]);
            sum += d * d;
        }
        return sum / data.size();
    }

    @Test
    void theSameSeedGivesTheSameAndAnotherSeedAnother() {
        String one = PermutationImportance.of(network(), data(20), PermutationImportanceTest::negatedMse, 2, 1)
                .toString();
        assertThat(PermutationImportance.of(network(), data(20), PermutationImportanceTest::negatedMse, 2, 1))
                .hasToString(one);
        assertThat(PermutationImportance.of(network(), data(20), PermutationImportanceTest::negatedMse, 2, 2)
                        .toString())
                .isNotEqualTo(one);
    }

    @Test
    void twoClassesOnOneUnitAreScoredByAccuracy() {
        double[][] examples = examples(200);
        int[] labels = Arrays.stream(examples).mapToInt(x -> x[1] > 0 ? 7 : 3).toArray();
        Network network = Network.builder()
                .inputs(3)
                .layer(1, Activation.SIGMOID)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .build();
        Arrays.fill(network.parameters(), 0);
        network.layer(1).W().set(0, 1, 2);

        PermutationImportance importance =
                PermutationImportance.of(network, Dataset.of(examples, labels), Accuracy::of, 5, 1);

        assertThat(importance.score()).isEqualTo(1);
        assertThat(importance.features())
                .extracting(Feature::name)
                .containsExactly("feature 1", "feature 0", "feature 2");
        assertThat(importance.features().get(0).mean()).isBetween(0.4, 0.6);
        assertThat(importance.features().get(1).mean()).isZero();
    }

    @Test
    void oneUnitThatNeedsMinusOneAndOneIsScoredByThem() {
        double[][] examples = examples(200);
        double[] signs =
                Arrays.stream(examples).mapToDouble(x -> x[1] > 0 ? 1 : -1).toArray();
        int[] labels = Arrays.stream(signs).mapToInt(sign -> (int) sign).toArray();
        Network network = Network.builder()
                .inputs(3)
                .layer(1, Activation.TANH)
                .loss(Loss.SQUARED_ERROR)
                .build();
        Arrays.fill(network.parameters(), 0);
        network.layer(1).W().set(0, 1, 0.1);

        assertThat(PermutationImportance.of(network, Dataset.of(examples, signs), Accuracy::of, 5, 1)
                        .score())
                .isEqualTo(1);
        assertThatThrownBy(() -> PermutationImportance.of(network, Dataset.of(examples, labels), Accuracy::of, 5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "permutation importance: the data have labels, which become the targets 0 and 1 of one unit;"
                                + " this network's needs -1 and 1: give it these as numeric targets");
    }

    @Test
    void printsTheFeaturesByDecreasingImportance() {
        PermutationImportance importance =
                PermutationImportance.of(network(), data(40), (A, Y) -> 0.5 - A.get(0, 0) + A.get(0, 0), 1, 1);
        assertThat(importance).hasToString("""
            left     0.0000 ± 0.0000
            idle     0.0000 ± 0.0000
            right    0.0000 ± 0.0000
            lost by permuting the feature (1 repeat), from 0.5000\
            """);
    }

    @Test
    void theNetworksCachesAreNotTouched() {
        Network network = network();
        Matrix A = network.forward(Matrix.of(3, 2, 1, 2, 3, 4, 5, 6));
        Matrix kept = A.map(x -> x);
        PermutationImportance.of(network, data(20), PermutationImportanceTest::negatedMse, 1, 1);
        assertThat(A).isEqualTo(kept);
    }

    @Test
    void whatCannotBeScoredIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> PermutationImportance.of(network(), data(9), PermutationImportanceTest::negatedMse, 0, 1))
                .withMessage("permutation importance: repeats must be at least 1; got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PermutationImportance.of(network(), data(9), (A, Y) -> Double.NaN, 1, 1))
                .withMessage(
                        "permutation importance: the score of the data as they are is NaN; finite scores are needed");
        assertThatThrownBy(() -> PermutationImportance.of(
                        network(), Dataset.of(new double[4][2], new double[4]), Accuracy::of, 1, 1))
                .isInstanceOf(ShapeException.class)
                .hasMessage("permutation importance: the data have 2 inputs; the network has 3");
    }
}
