package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationTest {
    private static double[][] examples(int size, int inputs) {
        SplitMix64 random = new SplitMix64(size);
        double[][] examples = new double[size][inputs];
        for (double[] example : examples) {
            for (int i = 0; i < inputs; i++) {
                example[i] = random.nextGaussian();
            }
        }
        return examples;
    }

    /** The second class where the first feature is above 0. */
    private static Dataset signs(int size) {
        double[][] examples = examples(size, 2);
        int[] labels = new int[size];
        for (int e = 0; e < size; e++) {
            labels[e] = examples[e][0] > 0 ? 1 : -1;
        }
        return Dataset.of(examples, labels);
    }

    private static Network network(int units, Activation activation, Loss loss) {
        return Network.builder()
                .inputs(2)
                .layer(units, activation)
                .loss(loss)
                .l2(0.25)
                .seed(2)
                .build();
    }

    /** More than are evaluated at a time, one more, and one less. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 511, 512, 513, 1024, 1300})
    void costIsJOverAllExamplesAndAccuracyTheShareClassifiedRight(int size) {
        Network network = network(2, Activation.SOFTMAX, Loss.CROSS_ENTROPY);
        Dataset data = Dataset.of(
                examples(size, 2),
                java.util.stream.IntStream.range(0, size)
                        .map(e -> e % 3 == 0 ? 1 : 0)
                        .toArray(),
                java.util.List.of("0", "1"));
        Matrix A = network.predict(data.X());
        int right = 0;
        for (int e = 0; e < size; e++) {
            right += A.classOfColumn(e) == data.label(e) ? 1 : 0;
        }

        Evaluation evaluation = Evaluation.of(network, data);

        double J = network.predict(data.X(), data.Y()).cost();
        assertThat(evaluation.cost()).isCloseTo(J, within(1e-14 * J));
        assertThat(evaluation.accuracy()).isEqualTo((double) right / size);
    }

    @Test
    void oneSigmoidUnitJudgesTwoClasses() {
        Network network = network(1, Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY);
        network.layer(1).W().set(0, 0, 1);
        network.layer(1).W().set(0, 1, 0);
        assertThat(Evaluation.of(network, signs(700)).accuracy()).isEqualTo(1);

        network.layer(1).W().set(0, 0, -1);
        assertThat(Evaluation.of(network, signs(700)).accuracy()).isZero();
    }

    @Test
    void withNumericTargetsThereIsNoAccuracy() {
        Network network = network(2, Activation.LINEAR, Loss.SQUARED_ERROR);
        Dataset data = Dataset.of(examples(600, 2), examples(600, 2));

        Evaluation evaluation = Evaluation.of(network, data);

        assertThat(evaluation.cost())
                .isCloseTo(network.predict(data.X(), data.Y()).cost(), within(1e-14));
        assertThat(evaluation.accuracy()).isNaN();
    }

    @Test
    void theNetworksCachesAreNotTouched() {
        Network network = network(2, Activation.SOFTMAX, Loss.CROSS_ENTROPY);
        Matrix A = network.forward(Matrix.of(2, 3, 1, 2, 3, 4, 5, 6));
        Matrix kept = A.map(x -> x);
        double[] theta = network.parameters().clone();

        Evaluation.of(network, signs(600));

        assertThat(A).isEqualTo(kept);
        assertThat(network.parameters()).isEqualTo(theta);
    }

    @Test
    void dataThatDoesNotFitIsRefused() {
        Network network = network(2, Activation.SOFTMAX, Loss.CROSS_ENTROPY);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.of(network, Dataset.of(new double[][] {{1, 2, 3}}, new int[] {0})))
                .withMessage("the data set has 3 inputs; the network has 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.of(network, Dataset.of(new double[3][2], new int[] {1, 2, 3})))
                .withMessage("3 classes do not fit 2 output units; 1 unit serves 2 classes, otherwise each class needs"
                        + " a unit of its own");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.of(network, Dataset.of(new double[1][2], new double[1][3])))
                .withMessage("the data set has 3 targets for an example; the network has 2 outputs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.of(network, Dataset.of(new double[2][2], new double[][] {{0, 1}, {1, 1}})))
                .withMessage("crossEntropy: the targets of an example must sum to 1; those of example 1 sum to 2.0");
    }
}
