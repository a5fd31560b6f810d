package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.check.GradientCheck;
import io.github.bp4j.check.GradientReport;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** forward(X, weights): an example of weight k counts as k examples, and an example of weight 0 is absent. */
class WeightedPassTest {
    private static Network network(UnaryOperator<LayerOptions> normalization) {
        return Network.builder()
                .inputs(2)
                .layer(4, Activation.TANH, normalization)
                .layer(3, Activation.SIGMOID, normalization)
                .layer(2, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .l2OverExamples(0.3)
                .seed(6)
                .build();
    }

    static Stream<UnaryOperator<LayerOptions>> normalizations() {
        return Stream.of(options -> options, LayerOptions::batchNormalization, LayerOptions::layerNormalization);
    }

    /** A batch-normalised linear unit with W = 1, then a linear unit with W = 1. */
    private static Network twoUnits() {
        return Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR, options -> options.batchNormalization(1e-12, 0.1))
                .layer(1, Activation.LINEAR)
                .initializer(Initializer.constant(1))
                .loss(Loss.SQUARED_ERROR)
                .build();
    }

    private static Matrix row(double... values) {
        return Matrix.of(1, values.length, values);
    }

    private static Matrix columns(Matrix M, int... columns) {
        Matrix chosen = Matrix.zeros(M.rows(), columns.length);
        for (int i = 0; i < M.rows(); i++) {
            for (int j = 0; j < columns.length; j++) {
                chosen.set(i, j, M.get(i, columns[j]));
            }
        }
        return chosen;
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-12 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    private static double train(Network network, Matrix X, Matrix Y, Matrix weights) {
        if (weights == null) {
            network.forward(X);
        } else {
            network.forward(X, weights);
        }
        network.backward(Y);
        return network.cost(Y);
    }

    private static double[] running(Network network) {
        return network.layers().stream()
                .filter(Layer::hasBatchNormalization)
                .flatMap(layer -> Stream.of(layer.runningMean(), layer.runningVariance()))
                .flatMapToDouble(M -> Arrays.stream(M.toArray()))
                .toArray();
    }

    private final Matrix X = Matrix.of(2, 5, 0.5, -1, 2, 0.25, -3, 1, 1.5, -0.5, 0, 2);
    private final Matrix Y = Matrix.of(2, 5, 1, 0, 0.5, 1, 7, 0.25, 1, 0, 0, -4);
    private final int[] repeated = {0, 2, 2, 2, 3, 3};
    private final Matrix whole = row(1, 0, 3, 2, 0);

    @Nested
    class Statistics {
        /** Z = (1, 2, 3): μ = 2, σ² = 2/3; Ẑ = (−1.2247, 0, 1.2247) misses Y = (0, 1, 5) by 1.2247, 1 and 3.7753. */
        @Test
        void batchNormalisationCountsWeights() {
            Network network = twoUnits();

            network.forward(row(1, 2, 3, 1000), row(1, 1, 1, 0));

            double z = Math.sqrt(1.5);
            assertThat(network.cost(row(0, 1, 5, 0)))
                    .isCloseTo(0.5 * (z * z + 1 + (5 - z) * (5 - z)) / 3, within(1e-9))
                    .isCloseTo(2.7921, within(1e-4));
            assertThat(network.layer(1).runningMean().get(0, 0)).isCloseTo(0.2, within(1e-15));
            assertThat(network.layer(1).runningVariance().get(0, 0)).isCloseTo(0.9 + 0.1, within(1e-15));
        }

        @ParameterizedTest
        @MethodSource("io.github.bp4j.WeightedPassTest#normalizations")
        void wholeNumbersAreRepetitions(UnaryOperator<LayerOptions> normalization) {
            Network weighted = network(normalization);
            Network expected = network(normalization);

            double J = train(weighted, X, Y, whole);

            assertThat(J).isCloseTo(train(expected, columns(X, repeated), columns(Y, repeated), null), within(1e-14));
            assertThat(weighted.gradient()).containsExactly(expected.gradient(), within(1e-14));
            assertThat(running(weighted)).containsExactly(running(expected), within(1e-14));
        }

        @ParameterizedTest
        @MethodSource("io.github.bp4j.WeightedPassTest#normalizations")
        void weightsOfOneHaveTheBitsOfNone(UnaryOperator<LayerOptions> normalization) {
            Network weighted = network(normalization);
            Network expected = network(normalization);

            double J = train(weighted, X, Y, row(1, 1, 1, 1, 1));

            assertThat(J).isEqualTo(train(expected, X, Y, null));
            assertThat(weighted.gradient()).isEqualTo(expected.gradient());
            assertThat(running(weighted)).isEqualTo(running(expected));
        }

        @ParameterizedTest
        @MethodSource("io.github.bp4j.WeightedPassTest#normalizations")
        void theGradientIsThatOfTheWeightedCost(UnaryOperator<LayerOptions> normalization) {
            Network network = network(normalization);

            GradientReport report = GradientCheck.of(network).check(X, Y, row(0.5, 0, 2.25, 1, 3));

            assertThat(report.passed()).as(report.toString()).isTrue();
        }

        /** Σ w / (Σ w − 1) belongs to counts: at Σ w = 1 it would be infinite. */
        @Test
        void theRunningVarianceOfSharesIsNotCorrected() {
            Network shares = twoUnits();
            Network counts = twoUnits();

            shares.forward(row(1, 2, 3), row(0.25, 0.5, 0.25));
            counts.forward(row(1, 2, 3), row(1, 2, 1));

            assertThat(shares.layer(1).runningVariance().get(0, 0)).isCloseTo(0.9 + 0.1 * 0.5, within(1e-15));
            assertThat(counts.layer(1).runningVariance().get(0, 0)).isCloseTo(0.9 + 0.1 * 2 / 3, within(1e-15));
        }

        @Test
        void anExampleOfWeightThreeAloneIsThreeEqualExamples() {
            Network weighted = twoUnits();
            Network expected = twoUnits();

            double J = train(weighted, row(4, 9), row(1, 0), row(3, 0));

            assertThat(J).isEqualTo(train(expected, row(4, 4, 4), row(1, 1, 1), null));
            assertThat(weighted.gradient()).isEqualTo(expected.gradient());
        }

        @Test
        void weightsThatLeaveOneExampleAreRefusedBeforeAnythingChanges() {
            Network network = twoUnits();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.forward(row(1, 2, 3), row(0, 1, 0)))
                    .withMessage("forward: the weights leave 1 example; layer 1 (1→1, batchNormalization, linear) is"
                            + " normalised over the batch, which takes at least 2");
            assertThat(network.passes()).isZero();
        }
    }

    @Nested
    class Absence {
        /** Everything of an absent example overflows: X, Z, A, ℒ, and g′ of what follows. */
        @ParameterizedTest
        @MethodSource("io.github.bp4j.WeightedPassTest#normalizations")
        void whatIsAbsentAddsNothingHoweverExtremeItIs(UnaryOperator<LayerOptions> normalization) {
            for (Activation g : new Activation[] {Activation.LINEAR, Activation.EXPONENTIAL, Activation.SILU}) {
                for (double extreme : new double[] {1e308, -1e308, Double.POSITIVE_INFINITY, Double.NaN}) {
                    Network weighted = extremes(normalization, g);
                    Network expected = extremes(normalization, g);
                    Matrix extremeX = X.map(x -> x);
                    Matrix extremeY = Y.map(y -> y);
                    for (int i = 0; i < 2; i++) {
                        extremeX.set(i, 1, extreme);
                        extremeX.set(i, 4, -extreme);
                        extremeY.set(i, 1, Double.isFinite(extreme) ? -extreme : 0);
                    }
                    int[] present = {0, 2, 3};
                    double J = train(weighted, extremeX, extremeY, whole);

                    double expectedJ =
                            train(expected, columns(X, present), columns(Y, present), columns(whole, present));

                    assertClose(new double[] {J}, new double[] {expectedJ});
                    assertClose(weighted.gradient(), expected.gradient());
                    assertClose(running(weighted), running(expected));
                    assertClose(
                            columns(weighted.inputGradient(), present)
                                    .scale(3.0 / 5) // m
                                    .toArray(),
                            expected.inputGradient().toArray());
                }
            }
        }

        private static Network extremes(UnaryOperator<LayerOptions> normalization, Activation g) {
            return Network.builder()
                    .inputs(2)
                    .layer(3, g, normalization)
                    .layer(3, g)
                    .layer(2, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .seed(3)
                    .build();
        }

        /** Also where the forward pass did not know the weights. */
        @Test
        void weightsThatComeWithTheTargetsDoTheSame() {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.EXPONENTIAL)
                    .layer(1, Activation.LINEAR)
                    .initializer(Initializer.constant(1))
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            Matrix weights = row(0, 2);
            network.forward(row(800, 0));

            network.backward(row(5, 0), weights);

            assertThat(network.cost(row(5, 0), weights)).isEqualTo(0.5);
            assertThat(network.gradient()).containsExactly(0, 1, 1, 1); // a = 1 in both layers, and x = 0
            assertThat(network.layer(1).Z().get(0, 0)).isEqualTo(800);
        }

        @Test
        void theMatrixOfTheInputsStaysAsItIs() {
            Network network = network(options -> options);
            Matrix infinite = X.map(x -> x);
            infinite.set(1, 1, Double.NEGATIVE_INFINITY);

            train(network, infinite, Y, whole);

            assertThat(infinite.get(1, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
        }

        /** A rate of −1 is none, and the message about another example names that one. */
        @Test
        void targetsOfAbsentExamplesMayBeAnything() {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.EXPONENTIAL)
                    .initializer(Initializer.constant(0))
                    .loss(Loss.POISSON)
                    .build();
            Matrix weights = row(0, 1, 3);

            assertThat(train(network, row(7, 1, 2), row(-1, 2, 3), weights)).isEqualTo(1);
            assertThat(network.predict(row(7, 1, 2), row(-1, 2, 3), weights).cost())
                    .isEqualTo(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.cost(row(-1, 2, -3)))
                    .withMessageContaining("example 2");
        }
    }

    @Nested
    class Ratios {
        /** J = ½ and ∂J/∂b = 1: a = 1, y = 0. */
        @ParameterizedTest
        @ValueSource(doubles = {Double.MIN_VALUE, 1e-310, 1e-30, 1, 3, 1e30, 1e308, Double.MAX_VALUE})
        void aWeightOfAnyMagnitudeIsTheWholeIfTheOthersAreZero(double w) {
            Network network = line();

            double J = train(network, row(1, 5, 7), row(0, 2, 3), row(w, 0, 0));

            assertThat(J).isEqualTo(0.5);
            assertThat(network.gradient()).containsExactly(1, 1);
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.MIN_VALUE, 1e-310, 1e-30, 1, 3, 1e30, 1e308, Double.MAX_VALUE})
        void equalWeightsOfAnyMagnitudeAreAsNone(double w) {
            Network network = line();
            Network expected = line();

            double J = train(network, row(1, 5, 7), row(0, 2, 3), row(w, w, w));

            assertThat(J).isCloseTo(train(expected, row(1, 5, 7), row(0, 2, 3), null), within(1e-14));
            assertThat(network.gradient()).containsExactly(expected.gradient(), within(1e-14));
        }

        private static Network line() {
            return Network.builder()
                    .inputs(1)
                    .layer(1, Activation.LINEAR)
                    .initializer(Initializer.constant(1))
                    .loss(Loss.SQUARED_ERROR)
                    .build();
        }

        @Test
        void aPowerOfTwoChangesNoBit() {
            Network one = network(LayerOptions::batchNormalization);
            Network other = network(LayerOptions::batchNormalization);
            double[] weights = {0.7, 1.9, 3.3, 2.1, 2.2};
            Matrix large = row(weights).scale(0x1p700);

            one.forward(X, row(weights));
            other.forward(X, large);

            assertThat(other.layer(3).A()).isEqualTo(one.layer(3).A());
        }
    }

    @Nested
    class WhereTheWeightsAreGiven {
        @Test
        void costAndBackwardTakeThoseOfTheForwardPass() {
            Network network = network(LayerOptions::batchNormalization);
            train(network, X, Y, whole);
            double J = network.cost(Y);
            double[] gradient = network.gradient().clone();

            network.backward(Y, whole.scale(3));

            assertThat(network.cost(Y, whole)).isEqualTo(J);
            network.backward(Y, whole);
            assertThat(network.gradient()).isEqualTo(gradient);
        }

        @Test
        void aPassWithoutWeightsForgetsThem() {
            Network network = network(LayerOptions::batchNormalization);
            Network expected = network(LayerOptions::batchNormalization);
            train(network, X, Y, whole);

            assertThat(train(network, X, Y, null)).isEqualTo(train(expected, X, Y, null));
            assertThat(network.gradient()).isEqualTo(expected.gradient());
        }

        @Test
        void otherWeightsThanThoseOfTheStatisticsAreRefused() {
            Network network = network(LayerOptions::batchNormalization);
            String layer = "layer 1 (2→4, batchNormalization, tanh) is normalised over the batch, and ";
            network.forward(X);

            assertThatIllegalStateException()
                    .isThrownBy(() -> network.cost(Y, whole))
                    .withMessage(
                            "cost: " + layer + "forward(X) counted the examples otherwise; call forward(X, weights)"
                                    + " with these weights first");
            network.cost(Y, row(3, 3, 3, 3, 3));
            network.forward(X, whole);
            assertThatIllegalStateException()
                    .isThrownBy(() -> network.backward(Y, row(1, 0, 3, 3, 0)))
                    .withMessage("backward: " + layer + "forward(X, weights) counted the examples otherwise; call"
                            + " forward(X, weights) with these weights first");
        }

        @Test
        void withoutBatchNormalisationTheyMayComeLater() {
            Network early = network(LayerOptions::layerNormalization);
            Network late = network(LayerOptions::layerNormalization);
            double J = train(early, X, Y, whole);
            late.forward(X, row(9, 9, 1, 1, 4));
            late.backward(Y, whole);

            assertThat(late.cost(Y, whole)).isEqualTo(J);
            assertThat(late.gradient()).isEqualTo(early.gradient());
        }

        @Test
        void aRefusedPassLeavesTheOneBefore() {
            Network network = network(LayerOptions::batchNormalization);
            double J = train(network, X, Y, whole);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.forward(X, row(1, 0, -2, 1, 1)))
                    .withMessage("forward: weights are finite and at least 0; that of example 2 is -2.0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.forward(X, row(0, 0, 0, 0, 0)))
                    .withMessage("forward: every weight is 0; at least one must be above 0");

            assertThat(network.passes()).isEqualTo(1);
            assertThat(network.cost(Y)).isEqualTo(J);
        }
    }

    @Nested
    class Regularisation {
        @Test
        void l2OverExamplesDividesByTheSumOfTheWeights() {
            Network network = network(options -> options);
            double none = IntStream.rangeClosed(1, 3)
                    .mapToDouble(l -> Arrays.stream(network.layer(l).W().toArray())
                            .map(w -> w * w)
                            .sum())
                    .sum();

            assertThat(network.regularisation(7.5)).isCloseTo(0.3 / 7.5 / 2 * none, within(1e-15));
            assertThat(network.layer(1).l2(0.5)).isEqualTo(0.6);
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, -1, Double.NaN})
        void examplesAreAboveZero(double examples) {
            Network network = network(options -> options);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.regularisation(examples))
                    .withMessage("the number of examples must be above 0; got " + examples);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.layer(1).regularisation(examples));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.layer(1).l2(examples));
        }
    }
}
