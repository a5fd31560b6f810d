package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ∂a_k/∂X and ∂ℒ/∂X by the pass of prediction. */
class InputGradientTest {
    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of(Activation.TANH, Activation.SOFTMAX, Loss.CROSS_ENTROPY),
                Arguments.of(Activation.GELU, Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY),
                Arguments.of(Activation.SIGMOID, Activation.LINEAR, Loss.SQUARED_ERROR),
                Arguments.of(Activation.SOFTPLUS, Activation.TANH, Loss.huber(0.3)),
                Arguments.of(Activation.SILU, Activation.SOFTMAX, Loss.SQUARED_ERROR));
    }

    private static Network network(Activation hidden, Activation output, Loss loss) {
        return Network.builder()
                .inputs(4)
                .layer(7, hidden)
                .layer(5, hidden, options -> options.l2(0.1))
                .layer(3, output)
                .loss(loss)
                .seed(5)
                .build();
    }

    private static Matrix random(int rows, int columns, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        return Matrix.zeros(rows, columns).map(x -> random.nextGaussian());
    }

    /** One-hot: targets that every loss takes. */
    private static Matrix targets(int m) {
        Matrix Y = Matrix.zeros(3, m);
        for (int i = 0; i < m; i++) {
            Y.set(i % 3, i, 1);
        }
        return Y;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void ofAUnitIsTheSlopeOfItsPrediction(Activation hidden, Activation output, Loss loss) {
        requireSlopes(network(hidden, output, loss));
    }

    @Test
    void ofAUnitGoesThroughNormalisationAsPredictionDoes() {
        Network network = Network.builder()
                .inputs(4)
                .layer(7, Activation.TANH, LayerOptions::batchNormalization)
                .layer(5, Activation.SIGMOID, LayerOptions::layerNormalization)
                .layer(3, Activation.SOFTMAX, LayerOptions::batchNormalization)
                .loss(Loss.CROSS_ENTROPY)
                .seed(5)
                .build();
        for (int l = 1; l <= 3; l++) {
            network.layer(l).gamma().set(1, 0, 0.3);
            network.layer(l).beta().set(2, 0, -0.4);
        }
        network.forward(random(4, 9, 3).scale(2));
        requireSlopes(network);
    }

    private static void requireSlopes(Network network) {
        Matrix X = random(4, 6, 1);
        double h = 1e-5;
        for (int k = 0; k < 3; k++) {
            Matrix gradient = network.inputGradient(X, k);
            assertThat(gradient.rows()).isEqualTo(4);
            assertThat(gradient.columns()).isEqualTo(6);
            for (int row = 0; row < 4; row++) {
                Matrix step = Matrix.zeros(4, 6);
                for (int i = 0; i < 6; i++) {
                    step.set(row, i, h);
                }
                Matrix slope = network.predict(X.plus(step))
                        .minus(network.predict(X.minus(step)))
                        .scale(1 / (2 * h));
                for (int i = 0; i < 6; i++) {
                    assertThat(gradient.get(row, i)).isCloseTo(slope.get(k, i), within(1e-9));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void ofTheLossHasTheBitsOfThePassesOfTraining(Activation hidden, Activation output, Loss loss) {
        Network network = network(hidden, output, loss);
        Matrix X = random(4, 6, 2);
        Matrix gradient = network.inputGradient(X, targets(6));

        network.forward(X);
        network.backward(targets(6));

        assertThat(gradient).isEqualTo(network.inputGradient());
    }

    @Test
    void noCacheAndNoParameterIsTouched() {
        Network network = network(Activation.TANH, Activation.SOFTMAX, Loss.CROSS_ENTROPY);
        Matrix X = random(4, 6, 3);
        network.forward(X);
        network.backward(targets(6));
        Matrix live = network.inputGradient();
        Matrix[] kept = caches(network, live);
        double[] theta = network.parameters().clone();
        double[] dTheta = network.gradient().clone();

        network.inputGradient(random(4, 2, 4), 1);
        network.inputGradient(random(4, 9, 4), targets(9));

        assertThat(caches(network, live)).isEqualTo(kept);
        assertThat(network.parameters()).isEqualTo(theta);
        assertThat(network.gradient()).isEqualTo(dTheta);
        assertThat(network.inputGradient()).isEqualTo(kept[0]);
    }

    private static Matrix[] caches(Network network, Matrix inputGradient) {
        return Stream.concat(
                        Stream.of(inputGradient),
                        network.layers().stream()
                                .flatMap(layer -> Stream.of(layer.Z(), layer.A(), layer.dZ(), layer.dA())))
                .map(M -> M.map(x -> x))
                .toArray(Matrix[]::new);
    }

    @Test
    void ofASureSoftmaxTheLossHasItsGradientWhereTheUnitHasNone() {
        Network network = Network.builder()
                .inputs(1)
                .layer(2, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build();
        network.layer(1).W().set(0, 0, 1);
        network.layer(1).W().set(1, 0, -1);
        Matrix X = Matrix.of(1, 1, 1000);

        assertThat(network.inputGradient(X, 0).get(0, 0)).isZero();
        assertThat(network.inputGradient(X, Matrix.column(0, 1)).get(0, 0)).isEqualTo(2);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Network network = network(Activation.TANH, Activation.SOFTMAX, Loss.CROSS_ENTROPY);
        String inputs = "inputGradient: X is 3×2, layer 1 (4→7, tanh) expects 4 inputs; X.rows (3) must equal 4";
        assertThatThrownBy(() -> network.inputGradient(Matrix.zeros(3, 2), 0))
                .isInstanceOf(ShapeException.class)
                .hasMessage(inputs);
        assertThatThrownBy(() -> network.inputGradient(Matrix.zeros(3, 2), targets(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(inputs);
        assertThatThrownBy(() -> network.inputGradient(Matrix.zeros(4, 2), targets(3)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("inputGradient: Y is 3×3, A[L] is 3×2; the shapes must be equal");
        for (int unit : new int[] {-1, 3}) {
            assertThatThrownBy(() -> network.inputGradient(Matrix.zeros(4, 2), unit))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("inputGradient: unit " + unit + ": the outputs are 0 to 2");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.inputGradient(Matrix.zeros(4, 2), Matrix.zeros(3, 2)))
                .withMessageStartingWith("crossEntropy: the targets of an example must sum to 1");
    }
}
