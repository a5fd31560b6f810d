package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkBuilderTest {
    private static NetworkBuilder complete() {
        return Network.builder().inputs(2).layer(3, Activation.TANH).loss(Loss.SQUARED_ERROR);
    }

    @Nested
    class Values {
        static Stream<Arguments> refused() {
            return Stream.of(
                    refusedValue(() -> Network.builder().inputs(0), "inputs must be at least 1; got 0"),
                    refusedValue(() -> Network.builder().inputs(-3), "inputs must be at least 1; got -3"),
                    refusedValue(
                            () -> Network.builder().layer(0, Activation.RELU),
                            "layer 1: units must be at least 1; got 0"),
                    refusedValue(
                            () -> complete().layer(-1, Activation.RELU), "layer 2: units must be at least 1; got -1"),
                    refusedValue(
                            () -> complete().layer(1, Activation.SOFTMAX),
                            "layer 2: a softmax of one unit is always 1; for two classes give it 2 units, or use"
                                    + " sigmoid with binaryCrossEntropy"),
                    refusedValue(
                            () -> complete().layer(1, Activation.RELU, options -> options.layerNormalization()),
                            "layer 2: the layer normalization of one unit is always 0, whatever its inputs; give it 2"
                                    + " units or more, or use batchNormalization or none"),
                    refusedValue(
                            () -> Network.builder()
                                    .inputs(2)
                                    .layer(1, Activation.LINEAR)
                                    .loss(Loss.COSINE_SIMILARITY)
                                    .build(),
                            "loss cosineSimilarity needs at least 2 output units; layer 1 has 1. A single number has a"
                                    + " sign, but no direction; squaredError compares numbers"),
                    refusedValue(
                            () -> Network.builder()
                                    .inputs(2)
                                    .layer(1, Activation.LINEAR)
                                    .loss(Loss.CATEGORICAL_HINGE)
                                    .build(),
                            "loss categoricalHinge needs at least 2 output units; layer 1 has 1. For two classes on one"
                                    + " unit take hinge, with the targets -1 and 1"),
                    refusedValue(() -> complete().threads(0), "threads must be at least 1; got 0"),
                    refusedValue(() -> complete().threads(-2), "threads must be at least 1; got -2"));
        }

        @ParameterizedTest
        @MethodSource("refused")
        void aValueBelowOneIsRefusedWhenItIsGiven(ThrowingCallable call, String message) {
            assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
        }

        @ParameterizedTest
        @ValueSource(doubles = {-1e-9, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
        void aLambdaThatIsNegativeOrNotFiniteIsRefused(double lambda) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> complete().l1(lambda))
                    .withMessage("l1: lambda must be finite and at least 0; got " + lambda);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> complete().l2(lambda))
                    .withMessage("l2: lambda must be finite and at least 0; got " + lambda);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> complete().layer(2, Activation.TANH, options -> options.l1(lambda)))
                    .withMessage("l1: lambda must be finite and at least 0; got " + lambda);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> complete().layer(2, Activation.TANH, options -> options.l2(lambda)))
                    .withMessage("l2: lambda must be finite and at least 0; got " + lambda);
        }

        @Test
        void nullIsRefused() {
            assertNull("layer 2: activation", () -> complete().layer(3, null));
            assertNull("layer 2: options", () -> complete().layer(3, Activation.RELU, options -> null));
            assertNull("loss", () -> Network.builder().loss(null));
            assertNull("initializer", () -> complete().initializer(null));
            assertNull("initializer", () -> complete().layer(3, Activation.RELU, options -> options.initializer(null)));
            assertNull(
                    "biasInitializer",
                    () -> complete().layer(3, Activation.RELU, options -> options.biasInitializer(null)));
        }

        @Test
        void aRefusedLayerIsNotAdded() {
            NetworkBuilder builder = complete();

            assertThatIllegalArgumentException().isThrownBy(() -> builder.layer(0, Activation.RELU));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.layer(1, Activation.SOFTMAX));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.layer(4, Activation.RELU, options -> options.l2(-1)));

            assertThat(builder.build().layers()).hasSize(1);
        }

        @Test
        void aRefusedValueMayBeGivenRight() {
            NetworkBuilder builder = Network.builder().layer(3, Activation.TANH).loss(Loss.SQUARED_ERROR);

            assertThatIllegalArgumentException().isThrownBy(() -> builder.inputs(0));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.threads(0));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.l1(-1));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.l2(-1));

            Network network = builder.inputs(5).threads(1).l1(0.5).l2(0.25).build();
            assertThat(network.inputs()).isEqualTo(5);
            assertThat(network.layer(1).l1()).isEqualTo(0.5);
            assertThat(network.layer(1).l2()).isEqualTo(0.25);
        }

        private static Arguments refusedValue(ThrowingCallable call, String message) {
            return Arguments.of(call, message);
        }

        private void assertNull(String message, ThrowingCallable call) {
            assertThatNullPointerException().isThrownBy(call).withMessage(message);
        }
    }

    @Nested
    class Once {
        static Stream<Arguments> twice() {
            return Stream.of(
                    given("inputs", () -> Network.builder().inputs(2).inputs(2)),
                    given("loss", () -> Network.builder().loss(Loss.HUBER).loss(Loss.HUBER)),
                    given("seed", () -> Network.builder().seed(0).seed(0)),
                    given(
                            "initializer",
                            () -> Network.builder()
                                    .initializer(Initializer.HE_NORMAL)
                                    .initializer(Initializer.HE_NORMAL)),
                    given("l1", () -> Network.builder().l1(0).l1(0)),
                    given("l2", () -> Network.builder().l2(0).l2(0)),
                    given("maxNorm", () -> Network.builder().maxNorm(1).maxNorm(1)),
                    given(
                            "inputDropout",
                            () -> Network.builder().inputDropout(0).inputDropout(0)),
                    given("inputNoise", () -> Network.builder().inputNoise(0).inputNoise(0)),
                    given("threads", () -> Network.builder().threads(1).threads(1)));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("twice")
        void aValueGivenTwiceIsRefused(String name, ThrowingCallable call) {
            assertThatIllegalStateException()
                    .isThrownBy(call)
                    .withMessage(name + " is given already; it may be given once");
        }

        private static Arguments given(String name, ThrowingCallable call) {
            return Arguments.of(name, call);
        }
    }

    @Nested
    class Building {
        @Test
        void whatIsMissingIsNamed() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> Network.builder()
                            .layer(1, Activation.TANH)
                            .loss(Loss.HUBER)
                            .build())
                    .withMessage("the network needs inputs(n) before build()");
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> Network.builder().inputs(1).loss(Loss.HUBER).build())
                    .withMessage("the network needs layer(units, activation) before build()");
            assertThatIllegalStateException()
                    .isThrownBy(() -> Network.builder()
                            .inputs(1)
                            .layer(1, Activation.TANH)
                            .build())
                    .withMessage("the network needs loss(loss) before build()");
        }

        @Test
        void theOrderOfTheCallsDoesNotMatter() {
            Network network = Network.builder()
                    .seed(5)
                    .loss(Loss.SQUARED_ERROR)
                    .l2(0.1)
                    .layer(3, Activation.TANH)
                    .initializer(Initializer.LECUN_UNIFORM)
                    .layer(2, Activation.LINEAR)
                    .inputs(4)
                    .build();
            Network same = Network.builder()
                    .inputs(4)
                    .layer(3, Activation.TANH)
                    .layer(2, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .initializer(Initializer.LECUN_UNIFORM)
                    .l2(0.1)
                    .seed(5)
                    .build();

            assertThat(network.parameters()).isEqualTo(same.parameters());
            assertThat(network.layer(1).l2()).isEqualTo(same.layer(1).l2()).isEqualTo(0.1);
        }

        @Test
        void unlessSaidTheSeedIsZero() {
            assertThat(complete().build().parameters())
                    .isEqualTo(complete().seed(0).build().parameters());
        }

        @Test
        void theInitializerHoldsWhereALayerSaysNothing() {
            Network network = Network.builder()
                    .inputs(2)
                    .layer(2, Activation.TANH)
                    .layer(
                            2,
                            Activation.TANH,
                            options -> options.initializer(Initializer.constant(3))
                                    .biasInitializer(Initializer.constant(4)))
                    .loss(Loss.SQUARED_ERROR)
                    .initializer(Initializer.constant(7))
                    .build();

            assertThat(network.parameters()).containsExactly(7, 7, 7, 7, 0, 0, 3, 3, 3, 3, 4, 4);
        }

        @Test
        void buildingTwiceGivesTwoNetworksOfTheSameBits() {
            NetworkBuilder builder = complete();
            Network first = builder.build();
            Network second = builder.build();

            assertThat(second.parameters()).isEqualTo(first.parameters()).isNotSameAs(first.parameters());
            first.layer(1).W().set(0, 0, 99);
            assertThat(second.layer(1).W().get(0, 0)).isNotEqualTo(99);
        }

        @Test
        void aLayerAddedAfterBuildIsInTheNextNetworkOnly() {
            NetworkBuilder builder = complete();
            Network first = builder.build();
            Network second = builder.layer(1, Activation.LINEAR).build();

            assertThat(first.layers()).hasSize(1);
            assertThat(second.layers()).hasSize(2);
            assertThat(first.forward(Matrix.zeros(2, 1)).rows()).isEqualTo(3);
            assertThat(second.forward(Matrix.zeros(2, 1)).rows()).isEqualTo(1);
        }

        static Stream<NetworkBuilder> tooLarge() {
            return Stream.of(
                    Network.builder().inputs(46_341).layer(46_341, Activation.RELU),
                    Network.builder().inputs(Integer.MAX_VALUE).layer(Integer.MAX_VALUE, Activation.RELU),
                    Network.builder().inputs(Integer.MAX_VALUE).layer(1, Activation.RELU),
                    Network.builder()
                            .inputs(1)
                            .layer(65_536, Activation.RELU)
                            .layer(65_536, Activation.RELU) // 2³² weights, 0 as an int
                            .layer(1, Activation.RELU));
        }

        @ParameterizedTest
        @MethodSource("tooLarge")
        void moreParametersThanAnArrayHoldsAreRefused(NetworkBuilder builder) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.loss(Loss.SQUARED_ERROR).build())
                    .withMessage("the network has more than 2147483639 parameters; one array holds no more");
        }

        @Test
        void theLastLayersActivationDecidesTheLoss() {
            NetworkBuilder builder = Network.builder()
                    .inputs(2)
                    .layer(2, Activation.SOFTMAX)
                    .layer(2, Activation.TANH)
                    .loss(Loss.CROSS_ENTROPY);

            assertThatIllegalArgumentException()
                    .isThrownBy(builder::build)
                    .withMessage("loss crossEntropy cannot follow tanh, the activation of layer 2; it needs softmax."
                            + " tanh goes with squaredError, absoluteError, huber(1.0), logCosh,"
                            + " absolutePercentageError, hinge, squaredHinge, categoricalHinge, cosineSimilarity");
            assertThat(builder.layer(2, Activation.SOFTMAX).build().layers()).hasSize(3);
        }
    }

    @Test
    void buildLeavesTheBuilderAsItIs() {
        NetworkBuilder builder =
                Network.builder().inputs(1).layer(1, Activation.LINEAR).loss(Loss.SQUARED_ERROR);
        builder.build();
        assertThat(builder.threads(1).build().threads()).isEqualTo(1);
    }

    @Test
    void anyNumberOfThreadsMayBeAllowed() {
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .threads(Integer.MAX_VALUE)
                .build();
        assertThat(network.threads()).isEqualTo(Integer.MAX_VALUE);
    }
}
