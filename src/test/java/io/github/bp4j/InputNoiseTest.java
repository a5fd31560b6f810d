package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputNoiseTest {
    private static NetworkBuilder builder(int inputs) {
        return Network.builder()
                .inputs(inputs)
                .layer(2, Activation.TANH)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .seed(8);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "3, 5", "4, 4", "67, 31"})
    void theNoiseIsTheQuantilesOfTheNumbersOfTheStreamInTheirOrder(int inputs, int m) {
        Network network = builder(inputs).inputNoise(0.25).build();
        Matrix X = Matrix.zeros(inputs, m).map(zero -> 3);
        network.passes(5);

        network.forward(X);

        SplitMix64 stream = SplitMix64.stream(8, "input noise", 0, 6);
        assertThat(network.trainingInput())
                .isEqualTo(X.map(x -> x + 0.25 * NormalQuantile.of(((stream.nextLong() >>> 12) + 0.5) * 0x1p-52)));
        assertThat(X.toArray()).containsOnly(3);
    }

    @Test
    void aWindowOnALargerArrayIsReadWhereItLies() {
        double[] array = {9, 9, 1, 2, 3, 4, 5, 6, 9};
        Network network = builder(3).inputNoise(0.5).inputDropout(0.5).build();
        Network same = builder(3).inputNoise(0.5).inputDropout(0.5).build();

        Matrix A = network.forward(Matrix.window(array, 2, 3, 2));

        assertThat(A).isEqualTo(same.forward(Matrix.of(3, 2, 1, 2, 3, 4, 5, 6)));
        assertThat(array).containsExactly(9, 9, 1, 2, 3, 4, 5, 6, 9);
    }

    @Test
    void aWindowIsReadByDropoutAloneToo() {
        double[] array = {9, 9, 1, 2, 3, 4, 5, 6, 9};
        Network network = builder(3).inputDropout(0.5).build();
        Network same = builder(3).inputDropout(0.5).build();

        Matrix A = network.forward(Matrix.window(array, 2, 3, 2));

        assertThat(A).isEqualTo(same.forward(Matrix.of(3, 2, 1, 2, 3, 4, 5, 6)));
        assertThat(array).containsExactly(9, 9, 1, 2, 3, 4, 5, 6, 9);
    }

    /** The bounds are five standard deviations: σ/√n of the mean, σ²√(2/n) of the variance, 1/√n of a correlation. */
    @Test
    void theNoiseHasMeanZeroVarianceSigmaSquaredAndNoMemory() {
        Network network = builder(100).inputNoise(0.5).build();
        Matrix X = Matrix.zeros(100, 500);
        int n = 50_000;
        network.forward(X);
        double[] first = network.trainingInput().toArray();
        network.forward(X);
        double[] second = network.trainingInput().toArray();

        double sum = 0;
        double squares = 0;
        double passes = 0;
        double neighbours = 0;
        for (int i = 0; i < n; i++) {
            sum += first[i];
            squares += first[i] * first[i];
            passes += first[i] * second[i];
            neighbours += first[i] * first[(i + 1) % n];
        }

        assertThat(sum / n).isCloseTo(0, within(5 * 0.5 / Math.sqrt(n)));
        assertThat(squares / n).isCloseTo(0.25, within(5 * 0.25 * Math.sqrt(2.0 / n)));
        assertThat(passes / n / 0.25).isCloseTo(0, within(5 / Math.sqrt(n)));
        assertThat(neighbours / n / 0.25).isCloseTo(0, within(5 / Math.sqrt(n)));
    }

    @Test
    void withDropoutTheInputIsTheMaskTimesTheNoisyX() {
        Network noisy = builder(20).inputNoise(0.5).build();
        Network both = builder(20).inputNoise(0.5).inputDropout(0.5).build();
        Matrix X = Matrix.zeros(20, 30);

        noisy.forward(X);
        both.forward(X);

        SplitMix64 stream = SplitMix64.stream(8, "dropout", 0, 1);
        assertThat(both.trainingInput())
                .isEqualTo(noisy.trainingInput().map(x -> (stream.nextDouble() < 0.5 ? 0.0 : 2.0) * x));
    }

    @Test
    void theGradientOfTheInputsIsThatOfXBehindTheMask() {
        Network network = builder(5).inputDropout(0.5).build();
        Matrix X = Matrix.zeros(5, 4).map(zero -> 1);
        network.forward(X);
        network.backward(Matrix.zeros(1, 4).map(zero -> 7));

        Matrix D = network.trainingInput(); // X is 1
        Matrix expected = D.hadamard(
                network.layer(1).W().transpose().times(network.layer(1).dZ()));

        assertThat(network.inputGradient()).isEqualTo(expected);
        assertThat(expected.toArray()).contains(0.0);
        assertThat(network.inputGradient()).isEqualTo(expected);
    }

    @Test
    void theTrainingInputBeforeTheFirstPassIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder(1).build().trainingInput())
                .withMessage("trainingInput: call forward first");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aSigmaThatIsNegativeOrNotFiniteIsRefused(double sigma) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(1).inputNoise(sigma))
                .withMessage("inputNoise: sigma must be finite and at least 0; got " + sigma);
    }

    @Test
    void theNetworkTellsWhatItsInputsHave() {
        Network network = builder(1).inputNoise(0.25).inputDropout(0.125).build();

        assertThat(network.inputNoise()).isEqualTo(0.25);
        assertThat(network.inputDropout()).isEqualTo(0.125);
        assertThat(builder(1).build().inputNoise()).isZero();
        assertThat(builder(1).build().inputDropout()).isZero();
    }
}
