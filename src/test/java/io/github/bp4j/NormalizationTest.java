package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizationTest {
    private static final UnaryOperator<LayerOptions> BATCH = LayerOptions::batchNormalization;
    private static final UnaryOperator<LayerOptions> LAYER = LayerOptions::layerNormalization;

    /** Larger and smaller than vectors, groups of rows and parts of threads. */
    private static final int[][] SHAPES = {
        {1, 1},
        {1, 2},
        {2, 1},
        {2, 3},
        {3, 2},
        {7, 8},
        {8, 7},
        {9, 33},
        {13, 1},
        {33, 17},
        {5, 4099},
        {211, 173},
        {1, 5000}
    };

    // ---------------------------------------------------------------- the definition

    @Nested
    class ByHand {
        /** 2 → 2 linear with W = I and b = 0, so that Z = X; ε is far below the variances. */
        private Network identity(UnaryOperator<LayerOptions> normalization) {
            Network network = Network.builder()
                    .inputs(2)
                    .layer(2, Activation.LINEAR, normalization)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            write(network.layer(1).W(), 1, 0, 0, 1);
            write(network.layer(1).gamma(), 2, -1);
            write(network.layer(1).beta(), 0.5, 3);
            return network;
        }

        private final Matrix X = Matrix.of(2, 4, 1, 3, 1, 3, 10, 10, 30, 30);

        @Test
        void batchNormalizationTakesMeanAndVarianceAlongTheRows() {
            Network network = identity(options -> options.batchNormalization(1e-300, 0.1));
            Layer layer = network.layer(1);

            network.forward(X);

            assertThat(layer.Z()).isEqualTo(X);
            assertThat(layer.Zhat()).isEqualTo(Matrix.of(2, 4, -1, 1, -1, 1, -1, -1, 1, 1));
            assertThat(layer.Ztilde()).isEqualTo(Matrix.of(2, 4, -1.5, 2.5, -1.5, 2.5, 4, 4, 2, 2));
            assertThat(layer.A()).isEqualTo(layer.Ztilde());
        }

        @Test
        void runningValuesFollowByTheMomentumWithTheUnbiasedVariance() {
            Network network = identity(options -> options.batchNormalization(1e-300, 0.25));
            Layer layer = network.layer(1);
            assertThat(layer.runningMean()).isEqualTo(Matrix.column(0, 0));
            assertThat(layer.runningVariance()).isEqualTo(Matrix.column(1, 1));

            network.forward(X);

            assertThat(layer.runningMean()).isEqualTo(Matrix.column(0.25 * 2, 0.25 * 20));
            assertThat(layer.runningVariance())
                    .isEqualTo(Matrix.column(0.75 + 0.25 * (4 / 3.0), 0.75 + 0.25 * (400 / 3.0)));
            network.forward(X);
            assertThat(layer.runningMean()).isEqualTo(Matrix.column(0.75 * 0.5 + 0.25 * 2, 0.75 * 5 + 0.25 * 20));
        }

        @Test
        void predictionTakesTheRunningValues() {
            Network network = identity(options -> options.batchNormalization(1e-300, 0.25));
            write(network.layer(1).runningMean(), 1, 4);
            write(network.layer(1).runningVariance(), 4, 16);

            Matrix A = network.predict(Matrix.column(5, 12));

            assertThat(A).isEqualTo(Matrix.column(2 * (5 - 1) / 2.0 + 0.5, -(12 - 4) / 4.0 + 3));
        }

        @Test
        void layerNormalizationTakesMeanAndVarianceDownTheColumns() {
            Network network = identity(options -> options.layerNormalization(1e-300));
            Layer layer = network.layer(1);

            network.forward(X);

            assertThat(layer.Z()).isEqualTo(X);
            assertThat(layer.Zhat()).isEqualTo(Matrix.of(2, 4, -1, -1, -1, -1, 1, 1, 1, 1));
            assertThat(layer.Ztilde()).isEqualTo(Matrix.of(2, 4, -1.5, -1.5, -1.5, -1.5, 2, 2, 2, 2));
        }

        @Test
        void epsilonKeepsAConstantRowAndAConstantColumnFinite() {
            Matrix constant = Matrix.of(2, 3, 5, 5, 5, 5, 5, 5);
            for (UnaryOperator<LayerOptions> normalization : List.of(BATCH, LAYER)) {
                Network network = identity(normalization);

                network.forward(constant);
                network.backward(Matrix.zeros(2, 3));

                assertThat(network.layer(1).Zhat()).isEqualTo(Matrix.zeros(2, 3));
                assertThat(network.layer(1).A()).isEqualTo(Matrix.of(2, 3, 0.5, 0.5, 0.5, 3, 3, 3));
                assertThat(network.gradient()).doesNotContain(Double.NaN);
            }
        }

        @Test
        void defaultsAreThoseOfPyTorch() {
            Layer ofBatch = identity(BATCH).layer(1);
            Layer ofLayer = identity(LAYER).layer(1);

            assertThat(ofBatch.epsilon()).isEqualTo(1e-5);
            assertThat(ofBatch.momentum()).isEqualTo(0.1);
            assertThat(ofLayer.epsilon()).isEqualTo(1e-5);
        }
    }

    // ---------------------------------------------------------------- against plain loops

    static Stream<Arguments> shapesAndThreads() {
        return Stream.of(SHAPES)
                .flatMap(shape -> Stream.of(1, 3).map(threads -> Arguments.of(shape[0], shape[1], threads)));
    }

    /** The operations of docs/numerics.md one by one; the products before and after are those of other tests. */
    @ParameterizedTest
    @MethodSource("shapesAndThreads")
    void everyBitIsThatOfTheRules(int units, int m, int threads) {
        for (boolean overBatch : new boolean[] {true, false}) {
            if (overBatch ? m == 1 : units == 1) {
                continue;
            }
            Network network = one(units, threads, overBatch ? BATCH : LAYER);
            Layer layer = network.layer(1);
            for (int batch : new int[] {m + 3, m}) { // the second in front of the arrays of the first
                network.forward(random(2, batch, 1));
                network.backward(random(units, batch, 2));
            }

            NormalizationByLoops loops = new NormalizationByLoops(layer, overBatch);

            assertThat(layer.Zhat()).isEqualTo(loops.Zhat);
            assertThat(layer.Ztilde()).isEqualTo(loops.Ztilde);
            assertThat(layer.dGamma()).isEqualTo(loops.dGamma);
            assertThat(layer.dBeta()).isEqualTo(loops.dBeta);
            assertThat(layer.dZ()).isEqualTo(loops.dZ);
        }
    }

    @ParameterizedTest
    @MethodSource("shapesAndThreads")
    void anExamplesPredictionHasTheSameBitsAloneInABatchAndInAPredictor(int units, int m, int threads) {
        for (UnaryOperator<LayerOptions> normalization : units == 1 ? List.of(BATCH) : List.of(BATCH, LAYER)) {
            Network network = one(units, threads, normalization);
            network.forward(random(2, 9, 3));
            Matrix X = random(2, m, 4);

            Matrix A = network.predict(X);

            Predictor predictor = network.predictor();
            assertThat(predictor.predict(X)).isEqualTo(A);
            for (int j = 0; j < m; j += Math.max(1, m / 50)) {
                double[] x = {X.get(0, j), X.get(1, j)};
                Matrix alone = network.predict(Matrix.column(x));
                assertThat(Matrix.column(predictor.predict(x))).isEqualTo(alone);
                for (int i = 0; i < units; i++) {
                    assertThat(A.get(i, j)).isEqualTo(alone.get(i, 0));
                }
            }
        }
    }

    @Test
    void layerNormalizationPredictsWithTheBitsOfTraining() {
        Network network = one(13, 1, LAYER);
        Matrix X = random(2, 21, 4);

        assertThat(network.predict(X)).isEqualTo(network.forward(X));
    }

    @Test
    void anExamplesLayerNormalizationDoesNotDependOnItsBatch() {
        Network network = one(13, 1, LAYER);
        Matrix X = random(2, 21, 4);
        Matrix A = network.forward(X).map(a -> a);

        for (int j = 0; j < 21; j++) {
            Matrix alone = network.forward(Matrix.column(X.get(0, j), X.get(1, j)));
            for (int i = 0; i < 13; i++) {
                assertThat(alone.get(i, 0)).isEqualTo(A.get(i, j));
            }
        }
    }

    /** With the short form, as with softmax and cross-entropy, and by dA and BP4. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theShortFormAndTheGeneralPathAgree(boolean overBatch) {
        Network network = Network.builder()
                .inputs(3)
                .layer(4, Activation.SOFTMAX, overBatch ? BATCH : LAYER)
                .loss(Loss.CROSS_ENTROPY)
                .build();
        Layer layer = network.layer(1);
        Matrix Y = Matrix.zeros(4, 6);
        for (int j = 0; j < 6; j++) {
            Y.set(j % 4, j, 1);
        }
        Matrix A = network.forward(random(3, 6, 1));

        network.backward(Y);

        Matrix shortForm = layer.dZ().map(x -> x);
        assertThat(layer.dZtilde()).isEqualTo(A.minus(Y));
        layer.dA();
        layer.backwardThroughActivation(null);
        double[] difference = layer.dZ().minus(shortForm).toArray();
        assertThat(difference).usingComparatorWithPrecision(1e-12).containsOnly(0);
    }

    // ---------------------------------------------------------------- as part of a network

    @Test
    void gammaAndBetaAreParametersBehindWAndB() {
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.RELU, BATCH)
                .layer(2, Activation.LINEAR)
                .layer(4, Activation.LINEAR, LAYER)
                .loss(Loss.SQUARED_ERROR)
                .build();

        assertThat(network.parameters()).hasSize((6 + 3 + 3 + 3) + (6 + 2) + (8 + 4 + 4 + 4));
        assertThat(network.gradient()).hasSameSizeAs(network.parameters());
        assertThat(network.layers().stream().map(Layer::parameters)).containsExactly(15, 8, 20);
        assertThat(network.layer(1).gamma()).isEqualTo(Matrix.column(1, 1, 1));
        assertThat(network.layer(1).beta()).isEqualTo(Matrix.column(0, 0, 0));
        for (int k = 0; k < network.parameters().length; k++) {
            network.parameters()[k] = k;
            network.gradient()[k] = -k;
        }
        assertThat(network.layer(1).b()).isEqualTo(Matrix.column(6, 7, 8));
        assertThat(network.layer(1).gamma()).isEqualTo(Matrix.column(9, 10, 11));
        assertThat(network.layer(1).beta()).isEqualTo(Matrix.column(12, 13, 14));
        assertThat(network.layer(1).dGamma()).isEqualTo(Matrix.column(-9, -10, -11));
        assertThat(network.layer(1).dBeta()).isEqualTo(Matrix.column(-12, -13, -14));
        assertThat(network.layer(2).W()).isEqualTo(Matrix.of(2, 3, 15, 16, 17, 18, 19, 20));
        assertThat(network.layer(3).gamma()).isEqualTo(Matrix.column(35, 36, 37, 38));
        assertThat(network.layer(3).beta()).isEqualTo(Matrix.column(39, 40, 41, 42));
    }

    @Test
    void normalizationLeavesTheInitialWAndBAsTheyAre() {
        assertThat(one(5, 1, BATCH).layer(1).W())
                .isEqualTo(one(5, 1, options -> options).layer(1).W());
    }

    @Test
    void regularisationTouchesNeitherGammaNorBeta() {
        Network plain = one(5, 1, BATCH);
        Network regularised =
                one(5, 1, options -> options.batchNormalization().l1(0.5).l2(0.5));
        for (Network network : List.of(plain, regularised)) {
            network.forward(random(2, 6, 1));
            network.backward(random(5, 6, 2));
        }

        assertThat(regularised.layer(1).dGamma()).isEqualTo(plain.layer(1).dGamma());
        assertThat(regularised.layer(1).dBeta()).isEqualTo(plain.layer(1).dBeta());
        assertThat(regularised.layer(1).dW()).isNotEqualTo(plain.layer(1).dW());
    }

    @Test
    void withoutNormalizationZtildeIsZAndDZtildeIsDZ() {
        Layer layer = one(5, 1, options -> options).layer(1);

        assertThat(layer.Ztilde()).isSameAs(layer.Z());
        assertThat(layer.dZtilde()).isSameAs(layer.dZ());
        assertThat(layer.isNormalized()).isFalse();
    }

    @Test
    void predictionAndItsCostChangeNothing() {
        Network network = one(5, 1, BATCH);
        Layer layer = network.layer(1);
        network.forward(random(2, 6, 1));
        List<Matrix> live = List.of(
                layer.Z(), layer.Zhat(), layer.Ztilde(), layer.A(), layer.runningMean(), layer.runningVariance());
        List<Matrix> before = live.stream().map(M -> M.map(x -> x)).toList();

        network.predict(random(2, 4, 2));
        network.predict(random(2, 4, 2), random(5, 4, 3));
        network.predictor().predict(random(2, 4, 2));
        network.predictor().predict(1, 2);

        assertThat(live).isEqualTo(before);
    }

    @Test
    void costOfAPredictionIsTakenFromZtilde() {
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.SOFTMAX, BATCH)
                .loss(Loss.CROSS_ENTROPY)
                .build();
        network.forward(random(2, 6, 1));
        Matrix Y = Matrix.of(3, 2, 1, 0, 0, 1, 0, 0);

        Network.Prediction prediction = network.predict(random(2, 2, 5), Y);

        Matrix A = prediction.A();
        double expected = -(StrictMath.log(A.get(0, 0)) + StrictMath.log(A.get(1, 1))) / 2;
        assertThat(prediction.cost()).isCloseTo(expected, within(1e-14));
    }

    @Test
    void aPredictorKeepsWhatWasWhenItWasMade() {
        Network network = one(5, 1, BATCH);
        network.forward(random(2, 6, 1));
        Predictor predictor = network.predictor();
        Matrix X = random(2, 4, 2);
        Matrix before = predictor.predict(X);

        network.forward(random(2, 6, 3));
        write(network.layer(1).gamma(), 9, 9, 9, 9, 9);

        assertThat(predictor.predict(X)).isEqualTo(before).isNotEqualTo(network.predict(X));
    }

    @Test
    void runningValuesStayAsTheyAreWhereZIsNotFinite() {
        Network network = one(2, 1, BATCH);
        Layer layer = network.layer(1);
        write(layer.W(), 1, 0, 0, 1);

        network.forward(Matrix.of(2, 3, 1, Double.POSITIVE_INFINITY, 2, 1, 2, 3));
        assertThat(layer.runningMean()).isEqualTo(Matrix.zeros(2, 1)); // 0 · ∞ spoils the other neuron too
        network.forward(Matrix.of(2, 3, 1e200, -1e200, 2, 1, 2, 3));
        network.forward(Matrix.of(2, 3, 1, Double.NaN, 2, 1, 2, 3));

        assertThat(layer.runningMean().get(0, 0)).isZero();
        assertThat(layer.runningVariance().get(0, 0)).isEqualTo(1);
        assertThat(layer.runningMean().get(1, 0)).isEqualTo(0.1 * 2);
    }

    @Test
    void aLayerTellsItsNormalization() {
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.RELU, BATCH)
                .layer(4, Activation.SOFTMAX, LAYER)
                .loss(Loss.CROSS_ENTROPY)
                .build();

        assertThat(network.layer(1)).hasToString("layer 1 (2→3, batchNormalization, relu)");
        assertThat(network.layer(2)).hasToString("layer 2 (3→4, layerNormalization, softmax)");
        assertThat(network).hasToString("""
            layer  activation                     W    b  parameters
            1      batchNormalization, relu     3×2  3×1          15
            2      layerNormalization, softmax  4×3  4×1          24
                                                                  39
            inputs 2, loss crossEntropy\
            """);
    }

    // ---------------------------------------------------------------- at the door

    static Stream<Arguments> wrongOptions() {
        return Stream.of(
                wrong(
                        options -> options.batchNormalization(0, 0.1),
                        "batchNormalization: epsilon must be finite and above 0; got 0.0"),
                wrong(
                        options -> options.batchNormalization(Double.POSITIVE_INFINITY, 0.1),
                        "batchNormalization: epsilon must be finite and above 0; got Infinity"),
                wrong(
                        options -> options.batchNormalization(1e-5, 0),
                        "batchNormalization: momentum must be above 0 and at most 1; got 0.0"),
                wrong(
                        options -> options.batchNormalization(1e-5, 1.1),
                        "batchNormalization: momentum must be above 0 and at most 1; got 1.1"),
                wrong(
                        options -> options.batchNormalization(1e-5, Double.NaN),
                        "batchNormalization: momentum must be above 0 and at most 1; got NaN"),
                wrong(
                        options -> options.layerNormalization(Double.NaN),
                        "layerNormalization: epsilon must be finite and above 0; got NaN"),
                wrong(
                        options -> options.batchNormalization().layerNormalization(),
                        "layerNormalization: the layer has batchNormalization already; it may be normalised once"),
                wrong(
                        options -> options.layerNormalization().batchNormalization(),
                        "batchNormalization: the layer has layerNormalization already; it may be normalised once"),
                wrong(
                        options -> options.batchNormalization().batchNormalization(),
                        "batchNormalization: the layer has batchNormalization already; it may be normalised once"));
    }

    private static Arguments wrong(UnaryOperator<LayerOptions> options, String message) {
        return Arguments.of(options, message);
    }

    @ParameterizedTest
    @MethodSource("wrongOptions")
    void wrongOptionsAreRefused(UnaryOperator<LayerOptions> options, String message) {
        NetworkBuilder builder = Network.builder().inputs(2);

        assertThatThrownBy(() -> builder.layer(3, Activation.RELU, options)).hasMessage(message);
    }

    @Test
    void aBatchOfOneIsRefusedByTheTrainingPassBeforeAnythingChanges() {
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.RELU)
                .layer(2, Activation.LINEAR, BATCH)
                .loss(Loss.SQUARED_ERROR)
                .build();
        network.forward(random(2, 4, 1));
        Matrix Z = network.layer(1).Z().map(z -> z);
        Matrix mean = network.layer(2).runningMean().map(x -> x);

        assertThatThrownBy(() -> network.forward(Matrix.column(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("forward: X has 1 example; layer 2 (3→2, batchNormalization, linear) is normalised over the"
                        + " batch, which takes at least 2");

        assertThat(network.layer(1).Z()).isEqualTo(Z);
        assertThat(network.layer(2).runningMean()).isEqualTo(mean);
        network.backward(random(2, 4, 2)); // of the pass before
        assertThat(network.predict(Matrix.column(1, 2)).columns()).isEqualTo(1);
    }

    @Test
    void cachesOfNormalizationAreRefusedAsX() {
        Network network = one(2, 1, BATCH);
        network.forward(random(2, 4, 1));
        Layer layer = network.layer(1);

        for (Matrix cache : List.of(layer.Zhat(), layer.Ztilde(), layer.dZtilde())) {
            assertThatThrownBy(() -> network.forward(cache))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("forward: X is a cache of layer 1 (2→2, batchNormalization, linear), which the pass"
                            + " overwrites; give it a copy");
        }
    }

    static Stream<Arguments> askedInVain() {
        Layer plain = one(2, 1, options -> options).layer(1);
        Layer ofLayer = one(2, 1, LAYER).layer(1);
        return Stream.of(
                inVain(plain::gamma, "gamma: layer 1 (2→2, linear) is not normalised"),
                inVain(plain::beta, "beta: layer 1 (2→2, linear) is not normalised"),
                inVain(plain::dGamma, "dGamma: layer 1 (2→2, linear) is not normalised"),
                inVain(plain::dBeta, "dBeta: layer 1 (2→2, linear) is not normalised"),
                inVain(plain::Zhat, "Zhat: layer 1 (2→2, linear) is not normalised"),
                inVain(plain::epsilon, "epsilon: layer 1 (2→2, linear) is not normalised"),
                inVain(plain::momentum, "momentum: layer 1 (2→2, linear) is not normalised over the batch"),
                inVain(
                        ofLayer::runningMean,
                        "runningMean: layer 1 (2→2, layerNormalization, linear) is not normalised over the batch"),
                inVain(
                        ofLayer::runningVariance,
                        "runningVariance: layer 1 (2→2, layerNormalization, linear) is not normalised over the batch"));
    }

    private static Arguments inVain(ThrowingCallable call, String message) {
        return Arguments.of(call, message);
    }

    @ParameterizedTest
    @MethodSource("askedInVain")
    void whatALayerHasNotIsRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessage(message);
    }

    @Test
    void aLayersPredictionRefusesAnotherShape() {
        assertThatThrownBy(() -> one(3, 1, BATCH).layer(1).predict(Matrix.zeros(4, 5)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("predict: A_prev is 4×5, layer 1 (2→3, batchNormalization, linear) expects 2 inputs;"
                        + " A_prev.rows (4) must equal 2");
    }

    // ---------------------------------------------------------------- helpers

    /** 2 → units, linear with squared error, γ and β at random. */
    private static Network one(int units, int threads, UnaryOperator<LayerOptions> options) {
        Network network = Network.builder()
                .inputs(2)
                .layer(units, Activation.LINEAR, options)
                .loss(Loss.SQUARED_ERROR)
                .seed(1)
                .threads(threads)
                .build();
        Layer layer = network.layer(1);
        if (layer.isNormalized()) {
            write(layer.gamma(), random(units, 1, 7).toArray());
            write(layer.beta(), random(units, 1, 8).toArray());
        }
        return network;
    }

    private static void write(Matrix M, double... values) {
        for (int i = 0; i < values.length; i++) {
            M.set(i / M.columns(), i % M.columns(), values[i]);
        }
    }

    private static Matrix random(int rows, int columns, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        return Matrix.zeros(rows, columns).map(x -> 2 * random.nextGaussian() + 0.5);
    }
}
