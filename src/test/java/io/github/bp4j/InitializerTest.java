package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitializerTest {
    private static final int IN = 300;
    private static final int OUT = 100;

    // ---------------------------------------------------------------- variances

    static Stream<Arguments> normal() {
        return Stream.of(
                Arguments.of(Initializer.HE_NORMAL, 2.0 / IN),
                Arguments.of(Initializer.GLOROT_NORMAL, 2.0 / (IN + OUT)),
                Arguments.of(Initializer.LECUN_NORMAL, 1.0 / IN));
    }

    static Stream<Arguments> uniform() {
        return Stream.of(
                Arguments.of(Initializer.HE_UNIFORM, 2.0 / IN),
                Arguments.of(Initializer.GLOROT_UNIFORM, 2.0 / (IN + OUT)),
                Arguments.of(Initializer.LECUN_UNIFORM, 1.0 / IN));
    }

    /** The mean square of N normal numbers of variance v deviates by v √(2/N), and 0.3 % are beyond 3 deviations. */
    @ParameterizedTest
    @MethodSource("normal")
    void normalOnesHaveTheirVariance(Initializer initializer, double variance) {
        double[] W = draw(initializer);

        assertThat(mean(W)).isCloseTo(0, within(4 * Math.sqrt(variance / W.length)));
        assertThat(meanSquare(W)).isCloseTo(variance, within(4 * variance * Math.sqrt(2.0 / W.length)));
        double beyond = Arrays.stream(W)
                .filter(w -> Math.abs(w) > 3 * Math.sqrt(variance))
                .count();
        assertThat(beyond / W.length).isCloseTo(0.0027, within(4 * Math.sqrt(0.0027 / W.length)));
    }

    /** The mean square of N uniform numbers deviates by v √(4/5/N), and they end at ±√(3v). */
    @ParameterizedTest
    @MethodSource("uniform")
    void uniformOnesHaveTheirVarianceAndBounds(Initializer initializer, double variance) {
        double[] W = draw(initializer);
        double bound = Math.sqrt(3 * variance);

        assertThat(mean(W)).isCloseTo(0, within(4 * Math.sqrt(variance / W.length)));
        assertThat(meanSquare(W)).isCloseTo(variance, within(4 * variance * Math.sqrt(0.8 / W.length)));
        assertThat(Arrays.stream(W).min().getAsDouble()).isBetween(-bound, -0.999 * bound);
        assertThat(Arrays.stream(W).max().getAsDouble()).isBetween(0.999 * bound, bound);
    }

    @Test
    void normalHasItsDeviation() {
        normalOnesHaveTheirVariance(Initializer.normal(0.3), 0.09);
    }

    /** The variance of a normal number within ±2σ is 1 − 4φ(2)/(2Φ(2) − 1) = 0.77374 of σ². */
    @Test
    void truncatedNormalEndsAtTwoDeviations() {
        double[] W = draw(Initializer.truncatedNormal(0.3));

        assertThat(Arrays.stream(W).map(Math::abs).max().getAsDouble()).isBetween(0.59, 0.6);
        assertThat(mean(W)).isCloseTo(0, within(4 * Math.sqrt(0.07 / W.length)));
        assertThat(meanSquare(W)).isCloseTo(0.09 * 0.77374, within(4 * 0.07 * Math.sqrt(2.0 / W.length)));
    }

    @Test
    void uniformLiesBetweenItsBounds() {
        double[] W = draw(Initializer.uniform(-0.1, 0.5));

        assertThat(Arrays.stream(W).min().getAsDouble()).isBetween(-0.1, -0.099);
        assertThat(Arrays.stream(W).max().getAsDouble()).isBetween(0.499, 0.5);
        assertThat(mean(W)).isCloseTo(0.2, within(4 * Math.sqrt(0.03 / W.length)));
    }

    /** Shapes that are wide, high, square, and of one row; of the last, one pass of the process would miss 1e-14. */
    @ParameterizedTest
    @CsvSource({"5, 9", "9, 5", "7, 7", "1, 6", "6, 1", "1, 1", "150, 150"})
    void orthogonalHasOrthonormalRowsOrColumnsTimesItsGain(int rows, int columns) {
        Matrix W = Matrix.zeros(rows, columns).map(zero -> Double.NaN);
        Initializer.orthogonal(1.5).initialize(W, columns, rows, new SplitMix64(3));

        Matrix products =
                rows <= columns ? W.times(W.transpose()) : W.transpose().times(W);

        for (int i = 0; i < products.rows(); i++) {
            for (int j = 0; j < products.columns(); j++) {
                assertThat(products.get(i, j)).isCloseTo(i == j ? 2.25 : 0, within(1e-14));
            }
        }
    }

    /** An element of a random direction in n dimensions has mean 0 and variance 1/n: all directions are equally likely. */
    @Test
    void orthogonalPrefersNoDirection() {
        double[] sum = new double[9];
        double[] squares = new double[9];
        int draws = 4000;
        for (int draw = 0; draw < draws; draw++) {
            Matrix W = Matrix.zeros(3, 3);
            Initializer.orthogonal(1).initialize(W, 3, 3, new SplitMix64(draw));
            for (int i = 0; i < 9; i++) {
                sum[i] += W.toArray()[i];
                squares[i] += W.toArray()[i] * W.toArray()[i];
            }
        }

        for (int i = 0; i < 9; i++) {
            assertThat(sum[i] / draws).as("mean of element %d", i).isCloseTo(0, within(4 * Math.sqrt(1.0 / 3 / draws)));
            assertThat(squares[i] / draws).as("variance of element %d", i).isCloseTo(1.0 / 3, within(0.02));
        }
    }

    @Test
    void identityHasItsGainOnTheDiagonal() {
        Matrix W = Matrix.zeros(2, 3).map(zero -> Double.NaN);
        Initializer.identity(0.5).initialize(W, 3, 2, new SplitMix64(3));

        assertThat(W).isEqualTo(Matrix.of(2, 3, 0.5, 0, 0, 0, 0.5, 0));
    }

    static Stream<Initializer> all() {
        return Stream.of(
                Initializer.normal(0.3),
                Initializer.truncatedNormal(0.3),
                Initializer.uniform(-1, 2),
                Initializer.orthogonal(1),
                Initializer.identity(2),
                Initializer.constant(3),
                Initializer.HE_NORMAL,
                Initializer.HE_UNIFORM);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aWindowIsFilledAsAMatrixIsAndWhatLiesAroundItStays(Initializer initializer) {
        double[] array = new double[8];
        Matrix W = Matrix.zeros(2, 3);

        initializer.initialize(Matrix.window(array, 1, 2, 3), 3, 2, new SplitMix64(4));
        initializer.initialize(W, 3, 2, new SplitMix64(4));

        assertThat(Arrays.copyOfRange(array, 1, 7)).isEqualTo(W.toArray());
        assertThat(array[0]).isZero();
        assertThat(array[7]).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void deviationsAndGainsThatAreNotFiniteAndAboveZeroAreRefused(double value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Initializer.normal(value))
                .withMessage("normal: deviation must be finite and above 0; got " + value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Initializer.truncatedNormal(value))
                .withMessage("truncatedNormal: deviation must be finite and above 0; got " + value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Initializer.orthogonal(value))
                .withMessage("orthogonal: gain must be finite and above 0; got " + value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Initializer.identity(value))
                .withMessage("identity: gain must be finite and above 0; got " + value);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "NaN, 1", "0, NaN", "-Infinity, 0", "0, Infinity"})
    void boundsThatAreNotFiniteAndInOrderAreRefused(double low, double high) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Initializer.uniform(low, high))
                .withMessage("uniform: low and high must be finite, low below high; got " + low + ", " + high);
    }

    @Test
    void zerosAndConstantFillWithOneValue() {
        assertThat(draw(Initializer.ZEROS)).containsOnly(0);
        assertThat(draw(Initializer.constant(0.25))).containsOnly(0.25);
    }

    private static double[] draw(Initializer initializer) {
        Matrix W = Matrix.zeros(OUT, IN).map(zero -> Double.NaN);
        initializer.initialize(W, IN, OUT, new SplitMix64(20));
        return W.toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double meanSquare(double[] values) {
        return Arrays.stream(values).map(v -> v * v).sum() / values.length;
    }

    // ---------------------------------------------------------------- what a network takes

    static Stream<Arguments> defaults() {
        return Stream.of(
                Arguments.of(Activation.RELU, Initializer.HE_NORMAL),
                Arguments.of(Activation.leakyRelu(0.1), Initializer.HE_NORMAL),
                Arguments.of(Activation.elu(0.5), Initializer.HE_NORMAL),
                Arguments.of(Activation.GELU, Initializer.HE_NORMAL),
                Arguments.of(Activation.SILU, Initializer.HE_NORMAL),
                Arguments.of(Activation.SOFTPLUS, Initializer.HE_NORMAL),
                Arguments.of(Activation.MISH, Initializer.HE_NORMAL),
                Arguments.of(Activation.RELU6, Initializer.HE_NORMAL),
                Arguments.of(Activation.SOFTSIGN, Initializer.GLOROT_UNIFORM),
                Arguments.of(Activation.EXPONENTIAL, Initializer.GLOROT_UNIFORM),
                Arguments.of(Activation.SELU, Initializer.LECUN_NORMAL),
                Arguments.of(Activation.LINEAR, Initializer.GLOROT_UNIFORM),
                Arguments.of(Activation.SIGMOID, Initializer.GLOROT_UNIFORM),
                Arguments.of(Activation.TANH, Initializer.GLOROT_UNIFORM),
                Arguments.of(Activation.SOFTMAX, Initializer.GLOROT_UNIFORM),
                Arguments.of(Activation.of("own", z -> z, z -> 1), Initializer.GLOROT_UNIFORM));
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void activationChoosesTheInitializerAndBiasesAreZero(Activation g, Initializer expected) {
        Layer byDefault = network(options -> options, g).layer(1);
        Layer named = network(options -> options.initializer(expected), g).layer(1);
        Layer another = network(options -> options.initializer(Initializer.LECUN_UNIFORM), g)
                .layer(1);

        assertThat(byDefault.W()).isEqualTo(named.W()).isNotEqualTo(another.W());
        assertThat(byDefault.b().toArray()).containsOnly(0);
    }

    @Test
    void biasesAreRandomOnRequest() {
        Layer layer = network(options -> options.biasInitializer(Initializer.LECUN_NORMAL), Activation.TANH)
                .layer(1);

        assertThat(layer.b().toArray()).doesNotContain(0).doesNotHaveDuplicates();
        assertThat(layer.W())
                .as("drawn from another stream")
                .isEqualTo(network(o -> o, Activation.TANH).layer(1).W());
    }

    @Test
    void initializerOfTheNetworkCountsWhereTheLayerHasNone() {
        Network network = Network.builder()
                .inputs(3)
                .layer(4, Activation.TANH)
                .layer(4, Activation.TANH, options -> options.initializer(Initializer.constant(2)))
                .initializer(Initializer.constant(1))
                .loss(Loss.SQUARED_ERROR)
                .build();

        assertThat(network.layer(1).W().toArray()).containsOnly(1);
        assertThat(network.layer(2).W().toArray()).containsOnly(2);
    }

    @Test
    void layersAndSeedsDrawDifferentNumbers() {
        Network one = square(1);
        Network other = square(2);

        assertThat(one.layer(1).W())
                .isNotEqualTo(one.layer(2).W())
                .isNotEqualTo(other.layer(1).W());
        assertThat(one.layer(1).W()).isEqualTo(square(1).layer(1).W());
    }

    private static Network square(long seed) {
        return Network.builder()
                .inputs(4)
                .layer(4, Activation.TANH)
                .layer(4, Activation.TANH)
                .loss(Loss.SQUARED_ERROR)
                .seed(seed)
                .build();
    }

    private static Network network(UnaryOperator<LayerOptions> options, Activation g) {
        return Network.builder()
                .inputs(5)
                .layer(4, g, options)
                .loss(Loss.SQUARED_ERROR)
                .seed(21)
                .build();
    }

    // ---------------------------------------------------------------- why W starts at random

    /**
     * Neurons that begin with equal weights have equal Z and A; the W after them treats them alike, so that their dA,
     * dZ, dW and db are equal: they take equal steps, and a layer of any width stays one neuron for ever.
     */
    @ParameterizedTest
    @MethodSource("equalStarts")
    void neuronsOfALayerThatStartsWithOneValueStayEqualForEver(Initializer equal) {
        Network network = xor(equal);
        double[] before = network.parameters().clone();

        train(network);

        assertThat(network.parameters()).isNotEqualTo(before);
        for (int l = 1; l <= 2; l++) {
            assertThat(differentNeurons(network.layer(l))).isEqualTo(1);
        }
        // Both inputs have equal weights too: a rises or falls with x1 + x2. The best such a for exclusive-or is 0,
        // 2/3,
        // 2/3, 2/3, or the same backwards, with J = ¼ (2 ln 3/2 + ln 3) = 0.477.
        assertThat(cost(network)).isGreaterThan(0.25 * (2 * Math.log(1.5) + Math.log(3)));
    }

    static Stream<Initializer> equalStarts() {
        return Stream.of(Initializer.ZEROS, Initializer.constant(0.5), Initializer.constant(-0.1));
    }

    @Test
    void neuronsThatStartAtRandomStayDifferentAndLearn() {
        Network network = xor(Initializer.GLOROT_UNIFORM);

        train(network);

        for (int l = 1; l <= 2; l++) {
            assertThat(differentNeurons(network.layer(l)))
                    .isEqualTo(network.layer(l).units());
        }
        assertThat(cost(network)).isLessThan(0.01);
    }

    private static final Matrix X = Matrix.of(2, 4, 0, 0, 1, 1, 0, 1, 0, 1);
    private static final Matrix Y = Matrix.of(1, 4, 0, 1, 1, 0);

    private static Network xor(Initializer initializer) {
        return Network.builder()
                .inputs(2)
                .layer(4, Activation.TANH)
                .layer(3, Activation.TANH)
                .layer(1, Activation.SIGMOID, options -> options.biasInitializer(Initializer.constant(0.3)))
                .initializer(initializer)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .seed(22)
                .build();
    }

    /** θ ← θ − α dθ, with α = 0.5, a thousand times. */
    private static void train(Network network) {
        double[] theta = network.parameters();
        double[] dTheta = network.gradient();
        for (int step = 0; step < 1000; step++) {
            network.forward(X);
            network.backward(Y);
            for (int i = 0; i < theta.length; i++) {
                theta[i] -= 0.5 * dTheta[i];
            }
        }
    }

    private static double cost(Network network) {
        network.forward(X);
        return network.cost(Y);
    }

    /** How many distinct neurons the layer has: rows of W with their b. */
    private static long differentNeurons(Layer layer) {
        return IntStream.range(0, layer.units())
                .mapToObj(i -> {
                    double[] neuron =
                            Arrays.copyOfRange(layer.W().toArray(), i * layer.inputs(), (i + 1) * layer.inputs() + 1);
                    neuron[layer.inputs()] = layer.b().get(i, 0);
                    return Arrays.toString(neuron);
                })
                .distinct()
                .count();
    }
}
