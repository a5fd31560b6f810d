package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSmoothingTest {
    private static Network network(Loss loss, int outputs) {
        boolean binary = loss.accepts(Activation.SIGMOID);
        return Network.builder()
                .inputs(3)
                .layer(4, Activation.TANH)
                .layer(outputs, binary ? Activation.SIGMOID : Activation.SOFTMAX)
                .loss(loss)
                .seed(2)
                .build();
    }

    private final Matrix X = Matrix.of(3, 4, 0.5, -1, 2, 0.25, 1, 1.5, -0.5, 0, -2, 0.75, 1, -1);

    /** One hot, of five classes. */
    private final Matrix Y = Matrix.ofRows(
            new double[] {1, 0, 0, 0},
            new double[] {0, 1, 0, 0},
            new double[] {0, 0, 0, 0},
            new double[] {0, 0, 0, 1},
            new double[] {0, 0, 1, 0});

    private static void assertSame(Network smoothed, Matrix Y, Network plain, Matrix smoothedY, Matrix X) {
        smoothed.forward(X);
        plain.forward(X);

        assertThat(smoothed.cost(Y)).isEqualTo(plain.cost(smoothedY));
        assertThat(smoothed.predict(X, Y).cost()).isEqualTo(plain.cost(smoothedY));
        smoothed.backward(Y);
        plain.backward(smoothedY);
        assertThat(smoothed.gradient()).isEqualTo(plain.gradient());
        Layer last = smoothed.layer(2);
        assertThat(last.dA()).isEqualTo(plain.layer(2).dA());
        Matrix dZ = last.dZ().map(x -> x);
        last.backwardThroughActivation(null);
        for (int i = 0; i < dZ.rows(); i++) {
            for (int j = 0; j < dZ.columns(); j++) {
                assertThat(last.dZ().get(i, j)).isCloseTo(dZ.get(i, j), within(1e-14));
            }
        }
    }

    @Test
    void crossEntropyIsThatOfTargetsMixedWithAllClassesAlike() {
        Matrix before = Y.map(y -> y);

        assertSame(
                network(Loss.crossEntropy(0.25), 5),
                Y,
                network(Loss.CROSS_ENTROPY, 5),
                Y.map(y -> y == 1 ? 0.75 + 0.05 : 0.05),
                X);
        assertThat(Y).isEqualTo(before);
    }

    @Test
    void binaryCrossEntropyIsThatOfTargetsMixedWithOneHalf() {
        Matrix targets = Matrix.of(2, 4, 1, 0, 1, 0, 0.5, 0, 0.25, 1);
        Matrix before = targets.map(y -> y);

        assertSame(
                network(Loss.binaryCrossEntropy(0.25), 2),
                targets,
                network(Loss.BINARY_CROSS_ENTROPY, 2),
                targets.map(y -> 0.75 * y + 0.125),
                X);
        assertThat(targets).isEqualTo(before);
    }

    @Test
    void targetsInAWindowAreReadWhereTheyLie() {
        double[] array = new double[2 + Y.size()];
        System.arraycopy(Y.toArray(), 0, array, 2, Y.size());
        Network one = network(Loss.crossEntropy(0.1), 5);
        Network other = network(Loss.crossEntropy(0.1), 5);
        Matrix window = Matrix.window(array, 2, 5, 4);

        one.forward(X);
        other.forward(X);
        one.backward(Y);
        other.backward(window);

        assertThat(other.cost(window)).isEqualTo(one.cost(Y));
        assertThat(other.gradient()).isEqualTo(one.gradient());
        assertThat(other.layer(2).dA()).isEqualTo(one.layer(2).dA());
    }

    @Test
    void theNameTellsTheSmoothing() {
        assertThat(Loss.crossEntropy(0.1).name()).isEqualTo("crossEntropy(0.1)");
        assertThat(Loss.binaryCrossEntropy(0.25).name()).isEqualTo("binaryCrossEntropy(0.25)");
        assertThat(Loss.crossEntropy(0).name()).isEqualTo("crossEntropy");
        assertThat(Loss.binaryCrossEntropy(0).name()).isEqualTo("binaryCrossEntropy");
    }

    @Test
    void smoothingOfNothingHasTheBitsOfNone() {
        Network none = network(Loss.CROSS_ENTROPY, 5);
        Network zero = network(Loss.crossEntropy(0), 5);
        none.forward(X);
        zero.forward(X);
        none.backward(Y);
        zero.backward(Y);

        assertThat(zero.cost(Y)).isEqualTo(none.cost(Y));
        assertThat(zero.gradient()).isEqualTo(none.gradient());
    }

    @Test
    void aLossStaysFiniteWhereTheOutputsAreZeroAndOne() {
        Network network = network(Loss.crossEntropy(0.1), 5);
        network.layer(2).b().set(0, 0, 1000);

        double J = network.predict(X, Y).cost();

        // All but class 0 lose about 1000 y; the targets of class 0 are 0.92 in one example and 0.02 in three.
        assertThat(J).isCloseTo(1000 * (1 - (0.92 + 3 * 0.02) / 4), within(5.0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 2, Double.NaN})
    void aSmoothingOutsideZeroToOneIsRefused(double s) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Loss.crossEntropy(s))
                .withMessage("crossEntropy: smoothing must be at least 0 and below 1; got " + s);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Loss.binaryCrossEntropy(s))
                .withMessage("binaryCrossEntropy: smoothing must be at least 0 and below 1; got " + s);
    }

    @Test
    void targetsAreJudgedAsTheyAreGiven() {
        Network network = network(Loss.crossEntropy(0.1), 5);
        network.forward(X);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.cost(Matrix.zeros(5, 4)))
                .withMessage(
                        "crossEntropy(0.1): the targets of an example must sum to 1; those of example 0 sum to 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.cost(Y.map(y -> y == 0 ? -0.25 : 2)))
                .withMessage("crossEntropy(0.1): targets are at least 0; that of example 0, output 1 is -0.25");
        Network binary = network(Loss.binaryCrossEntropy(0.1), 1);
        binary.forward(X);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> binary.cost(Matrix.of(1, 4, 0, 1, 1.5, 0)))
                .withMessage("binaryCrossEntropy(0.1): targets are from 0 to 1; that of example 2, output 0 is 1.5");
    }

    @Test
    void aSmoothedLossNeedsTheActivationOfTheLossItself() {
        NetworkBuilder builder =
                Network.builder().inputs(1).layer(2, Activation.TANH).loss(Loss.crossEntropy(0.1));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("loss crossEntropy(0.1) cannot follow tanh, the activation of layer 1; it needs softmax."
                        + " tanh goes with squaredError, absoluteError, huber(1.0), logCosh,"
                        + " absolutePercentageError, hinge, squaredHinge, categoricalHinge,"
                        + " cosineSimilarity");
    }
}
