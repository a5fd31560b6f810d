package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {
    private static final List<Activation> ACTIVATIONS = List.of(
            Activation.LINEAR,
            Activation.SIGMOID,
            Activation.TANH,
            Activation.RELU,
            Activation.leakyRelu(0.01),
            Activation.elu(1),
            Activation.SELU,
            Activation.GELU,
            Activation.SILU,
            Activation.SOFTPLUS,
            Activation.SOFTMAX,
            Activation.of("cube", z -> z * z * z, z -> 3 * z * z));

    /** One layer with W = I and b = 0, so that Z = X to the bit. */
    private static Network straightThrough(int units, Activation activation, Loss loss) {
        Network network = Network.builder()
                .inputs(units)
                .layer(units, activation, options -> options.initializer(Initializer.ZEROS))
                .loss(loss)
                .build();
        for (int i = 0; i < units; i++) {
            network.layer(1).W().set(i, i, 1);
        }
        return network;
    }

    private static double cost(Activation activation, Loss loss, Matrix Z, Matrix Y) {
        Network network = straightThrough(Z.rows(), activation, loss);
        network.forward(Z);
        assertThat(network.layer(1).Z()).isEqualTo(Z.map(z -> z == 0 ? 0 : z));
        return network.cost(Y);
    }

    private static double crossEntropy(double[] z, double... y) {
        return cost(Activation.SOFTMAX, Loss.CROSS_ENTROPY, Matrix.column(z), Matrix.column(y));
    }

    private static double binaryCrossEntropy(double[] z, double... y) {
        return cost(Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY, Matrix.column(z), Matrix.column(y));
    }

    @Nested
    class CrossEntropy {
        /** ln(1 + (n − 1) e^−50), n = 2, 3, … 10, by mpmath 1.3.0 with 60 digits. */
        private static final double[] ALL_50_BEHIND = {
            1.928749847963917783e-22,
            3.857499695927835566e-22,
            5.7862495438917533491e-22,
            7.7149993918556711321e-22,
            9.6437492398195889151e-22,
            1.1572499087783506698e-21,
            1.3501248935747424481e-21,
            1.5429998783711342264e-21,
            1.7358748631675260047e-21
        };

        /** ln(1 + Σ_k e^−(50 + k/2)), k = 0 … n − 2, likewise. */
        private static final double[] FROM_50_ON_BEHIND = {
            1.928749847963917783e-22,
            3.0985957656701142516e-22,
            3.8081431818985846655e-22,
            4.2385054443610333246e-22,
            4.4995333513278038051e-22,
            4.6578547799437670067e-22,
            4.753881580488853767e-22,
            4.8121247791735587066e-22,
            4.8474510648955667769e-22
        };

        static Stream<Arguments> winners() {
            List<Arguments> places = new ArrayList<>();
            for (int n = 2; n <= 10; n++) {
                for (int winner = 0; winner < n; winner++) {
                    places.add(Arguments.of(n, winner));
                }
            }
            return places.stream();
        }

        @ParameterizedTest(name = "{0} classes, class {1} wins")
        @MethodSource("winners")
        void theTinyLossOfASureWinnerHasFourteenDigits(int n, int winner) {
            for (double level : new double[] {0, 25, -1000, 1000}) {
                double[] equalOthers = new double[n];
                double[] unequalOthers = new double[n];
                double[] y = new double[n];
                for (int i = 0, k = 0; i < n; i++) {
                    equalOthers[i] = i == winner ? level : level - 50;
                    unequalOthers[i] = i == winner ? level : level - 50 - k++ / 2.0;
                }
                y[winner] = 1;

                assertThat(crossEntropy(equalOthers, y))
                        .isCloseTo(ALL_50_BEHIND[n - 2], within(1e-14 * ALL_50_BEHIND[n - 2]));
                assertThat(crossEntropy(unequalOthers, y))
                        .isCloseTo(FROM_50_ON_BEHIND[n - 2], within(1e-14 * FROM_50_ON_BEHIND[n - 2]));
            }
        }

        @Test
        void farFromTheTargetItIsTheDistance() {
            assertThat(crossEntropy(new double[] {1000, -1000}, 0, 1)).isEqualTo(2000);
            assertThat(crossEntropy(new double[] {1000, -1000}, 1, 0)).isZero();
            assertThat(crossEntropy(new double[] {-1000, -1000, 1000}, 0, 1, 0)).isEqualTo(2000);
        }

        /** ln 2, ln 3 and ln 10. */
        @ParameterizedTest
        @CsvSource({"2, 0.69314718055994530942", "3, 1.0986122886681096914", "10, 2.302585092994045684"})
        void ofEqualUnitsItIsTheLogarithmOfTheirNumber(int n, double expected) {
            double[] y = new double[n];
            y[n - 1] = 1;
            for (double level : new double[] {0, 7, -1000, 1000}) {
                double[] z = new double[n];
                Arrays.fill(z, level);

                assertThat(crossEntropy(z, y)).isCloseTo(expected, within(1e-15 * expected));
            }
        }

        /** The first by mpmath; then Σ y (z_max − z), the rest being below its last place. */
        @Test
        void softTargetsWeighTheLogarithms() {
            assertThat(crossEntropy(new double[] {1, 2, 4}, 0.5, 0.25, 0.25))
                    .isCloseTo(2.1698460195562856488, within(1e-15));
            assertThat(crossEntropy(new double[] {60, 10, -1000}, 0.75, 0.25, 0))
                    .isEqualTo(12.5);
            assertThat(crossEntropy(new double[] {1000, -1000}, 0.5, 0.5)).isEqualTo(1000);
        }

        @Test
        void aUnitOfTargetZeroAtMinusInfinityCostsNothing() {
            assertThat(crossEntropyOfZ(new double[] {3, Double.NEGATIVE_INFINITY}, 1, 0))
                    .isZero();
            assertThat(crossEntropyOfZ(new double[] {3, Double.NEGATIVE_INFINITY}, 0, 1))
                    .isInfinite();
        }

        @Test
        void nanInAnyPlaceGivesNaN() {
            for (int place = 0; place < 3; place++) {
                double[] z = {1, 2, 3};
                z[place] = Double.NaN;

                assertThat(crossEntropyOfZ(z, 0, 1, 0)).isNaN();
            }
        }

        @Test
        void dAIsMinusYOverAAndZeroWhereYIs() {
            Network network = straightThrough(3, Activation.SOFTMAX, Loss.CROSS_ENTROPY);
            Matrix Y = Matrix.column(0.25, 0.75, 0);
            Matrix A = network.forward(Matrix.column(1, 2, -1000));
            network.backward(Y);

            assertThat(A.get(2, 0)).isZero();
            assertThat(network.layer(1).dA()).isEqualTo(Matrix.column(-0.25 / A.get(0, 0), -0.75 / A.get(1, 0), 0));
        }

        static Stream<Arguments> refusedTargets() {
            return Stream.of(
                    Arguments.of(Matrix.of(2, 2, 1, 0, 0, 0), 1, "0.0"),
                    Arguments.of(Matrix.of(2, 2, 1, 1, 1, 0), 0, "2.0"),
                    Arguments.of(Matrix.of(2, 2, 0.5, 0.5, 0.5, 0.5 + 2e-9), 1, String.valueOf(0.5 + (0.5 + 2e-9))),
                    Arguments.of(Matrix.of(2, 2, 1, 0.25, 0, Double.NaN), 1, "NaN"),
                    Arguments.of(Matrix.of(2, 2, Double.POSITIVE_INFINITY, 0, 0, 1), 0, "Infinity"));
        }

        @ParameterizedTest
        @MethodSource("refusedTargets")
        void targetsThatDoNotSumToOneAreRefused(Matrix Y, int example, String sum) {
            assertRefused(
                    straightThrough(2, Activation.SOFTMAX, Loss.CROSS_ENTROPY),
                    Y,
                    "crossEntropy: the targets of an example must sum to 1; those of example " + example + " sum to "
                            + sum);
        }

        @Test
        void targetsWithinOneBillionthOfOneAreTaken() {
            assertThat(crossEntropy(new double[] {0, 0}, 0.5, 0.5 + 0.9e-9)).isCloseTo(0.6931471812, within(1e-9));
        }

        /** Of given Z, beyond what W X + b can give. */
        private double crossEntropyOfZ(double[] z, double... y) {
            Network network = straightThrough(z.length, Activation.SOFTMAX, Loss.CROSS_ENTROPY);
            for (int i = 0; i < z.length; i++) {
                network.layer(1).b().set(i, 0, z[i]);
            }
            network.forward(Matrix.zeros(z.length, 1));
            return network.cost(Matrix.column(y));
        }
    }

    @Nested
    class BinaryCrossEntropy {
        /** ln(1 + e^−z) for z = 50, 30 and 745 by mpmath 1.3.0 with 60 digits; the last is the least positive double. */
        @ParameterizedTest
        @CsvSource({
            "50, 1.928749847963917783e-22",
            "30, 9.3576229688397367794e-14",
            "745, 4.9e-324",
            "0, 0.69314718055994530942",
            "1000, 0"
        })
        void theTinyLossOfASureUnitHasFourteenDigits(double z, double expected) {
            assertThat(binaryCrossEntropy(new double[] {z}, 1)).isCloseTo(expected, within(1e-14 * expected));
            assertThat(binaryCrossEntropy(new double[] {-z}, 0)).isCloseTo(expected, within(1e-14 * expected));
        }

        @Test
        void farFromTheTargetItIsTheDistance() {
            assertThat(binaryCrossEntropy(new double[] {1000}, 0)).isEqualTo(1000);
            assertThat(binaryCrossEntropy(new double[] {-1000}, 1)).isEqualTo(1000);
            assertThat(binaryCrossEntropy(new double[] {-1000, 1000, 1000}, 1, 0, 1))
                    .isEqualTo(2000);
        }

        /** y ln(1 + e^−z) + (1 − y) ln(1 + e^z), summed over the units, by mpmath. */
        @Test
        void severalUnitsAddUp() {
            assertThat(binaryCrossEntropy(new double[] {50, -50}, 1, 0))
                    .isCloseTo(3.857499695927835566e-22, within(3.8e-36));
            assertThat(binaryCrossEntropy(new double[] {50, -40, 60}, 1, 0, 1))
                    .isCloseTo(4.2485471390328961408e-18, within(4.2e-32));
        }

        @Test
        void softTargetsWeighBothLogarithms() {
            assertThat(binaryCrossEntropy(new double[] {2}, 0.25)).isCloseTo(1.6269280110429724964, within(1e-15));
            assertThat(binaryCrossEntropy(new double[] {1000, -1000}, 0.25, 0.25))
                    .isEqualTo(1000);
        }

        @Test
        void dAIsTheDifferenceOverTheVariance() {
            Network network = straightThrough(2, Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY);
            Matrix A = network.forward(Matrix.column(1, -2));
            network.backward(Matrix.column(1, 0.25));

            double a1 = A.get(0, 0);
            double a2 = A.get(1, 0);
            assertThat(network.layer(1).dA())
                    .isEqualTo(Matrix.column((a1 - 1) / (a1 * (1 - a1)), (a2 - 0.25) / (a2 * (1 - a2))));
        }

        @ParameterizedTest
        @ValueSource(
                doubles = {
                    -0x1p-52,
                    1.0000000000000002,
                    -1,
                    2,
                    Double.NaN,
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY
                })
        void targetsOutsideZeroToOneAreRefused(double y) {
            assertRefused(
                    straightThrough(2, Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY),
                    Matrix.of(2, 3, 0, 1, 0.5, 1, 0, y),
                    "binaryCrossEntropy: targets are from 0 to 1; that of example 2, output 1 is " + y);
        }
    }

    @Nested
    class OfDifference {
        static Stream<Arguments> values() {
            return Stream.of(
                    // the loss of d = a − y, its derivative
                    Arguments.of(Loss.SQUARED_ERROR, 3.0, 4.5, 3.0),
                    Arguments.of(Loss.SQUARED_ERROR, -0.5, 0.125, -0.5),
                    Arguments.of(Loss.SQUARED_ERROR, 0.0, 0.0, 0.0),
                    Arguments.of(Loss.ABSOLUTE_ERROR, 3.0, 3.0, 1.0),
                    Arguments.of(Loss.ABSOLUTE_ERROR, -0.5, 0.5, -1.0),
                    Arguments.of(Loss.ABSOLUTE_ERROR, 0.0, 0.0, 0.0),
                    Arguments.of(Loss.HUBER, 0.5, 0.125, 0.5),
                    Arguments.of(Loss.HUBER, -1.0, 0.5, -1.0),
                    Arguments.of(Loss.HUBER, 1.0, 0.5, 1.0),
                    Arguments.of(Loss.HUBER, 3.0, 2.5, 1.0),
                    Arguments.of(Loss.HUBER, -3.0, 2.5, -1.0),
                    Arguments.of(Loss.HUBER, 0.0, 0.0, 0.0),
                    Arguments.of(Loss.huber(0.5), 0.25, 0.03125, 0.25),
                    Arguments.of(Loss.huber(0.5), 2.0, 0.875, 0.5),
                    Arguments.of(Loss.huber(2), -3.0, 4.0, -2.0));
        }

        @ParameterizedTest
        @MethodSource("values")
        void lossAndDerivativeAreTheFormulas(Loss loss, double d, double expected, double derivative) {
            Network network = straightThrough(1, Activation.LINEAR, loss);
            Matrix Y = Matrix.column(-8);

            network.forward(Matrix.column(d - 8));
            double J = network.cost(Y);
            network.backward(Y);

            assertThat(J).isEqualTo(expected);
            assertThat(network.layer(1).dA().get(0, 0)).isEqualTo(derivative);
            assertThat(network.layer(1).dZ().get(0, 0)).isEqualTo(derivative);
        }

        static Stream<Arguments> sums() {
            return Stream.of(
                    Arguments.of(Loss.SQUARED_ERROR, 0.5 * (9 + 4) / 2 + 0.5 * (0 + 16) / 2),
                    Arguments.of(Loss.ABSOLUTE_ERROR, (3.0 + 2) / 2 + (0.0 + 4) / 2),
                    Arguments.of(Loss.HUBER, (2.5 + 1.5) / 2 + (0.0 + 3.5) / 2));
        }

        @ParameterizedTest
        @MethodSource("sums")
        void itIsSummedOverTheUnitsAndAveragedOverTheExamples(Loss loss, double expected) {
            Matrix Z = Matrix.of(2, 2, 4, 5, -1, 3);
            Matrix Y = Matrix.of(2, 2, 1, 5, 1, -1);

            assertThat(cost(Activation.LINEAR, loss, Z, Y)).isEqualTo(expected);
        }

        static Stream<Loss> losses() {
            return Stream.of(Loss.SQUARED_ERROR, Loss.ABSOLUTE_ERROR, Loss.HUBER);
        }

        @ParameterizedTest
        @MethodSource("losses")
        void targetsThatAreNotFiniteAreRefused(Loss loss) {
            for (double y : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                assertRefused(
                        straightThrough(2, Activation.LINEAR, loss),
                        Matrix.of(2, 3, 0, 1e300, -7, 1, y, 0),
                        loss.name() + ": targets are finite; that of example 1, output 1 is " + y);
            }
        }

        @Test
        void aLargeDifferenceOverflowsOnlyInTheSquare() {
            Matrix Z = Matrix.column(1e200);
            Matrix Y = Matrix.column(-1e200);

            assertThat(cost(Activation.LINEAR, Loss.SQUARED_ERROR, Z, Y)).isInfinite();
            assertThat(cost(Activation.LINEAR, Loss.ABSOLUTE_ERROR, Z, Y)).isEqualTo(2e200);
            assertThat(cost(Activation.LINEAR, Loss.HUBER, Z, Y)).isEqualTo(2e200);
        }
    }

    @Nested
    class Targets {
        static Stream<Arguments> pairs() {
            return Stream.of(
                    Arguments.of(Activation.SOFTMAX, Loss.CROSS_ENTROPY),
                    Arguments.of(Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY),
                    Arguments.of(Activation.LINEAR, Loss.SQUARED_ERROR),
                    Arguments.of(Activation.TANH, Loss.ABSOLUTE_ERROR),
                    Arguments.of(Activation.TANH, Loss.HUBER));
        }

        @ParameterizedTest
        @MethodSource("pairs")
        void aWindowOfTargetsCountsAsItsCopy(Activation activation, Loss loss) {
            double nan = Double.NaN;
            Matrix window = Matrix.window(new double[] {nan, nan, 1, 0, 0.25, 0, 1, 0.75, nan}, 2, 2, 3);
            Matrix copy = Matrix.of(2, 3, 1, 0, 0.25, 0, 1, 0.75);
            Matrix X = Matrix.of(2, 3, 0.5, -1, 2, 1, 0, -3);
            Network network = straightThrough(2, activation, loss);

            network.forward(X);
            double J = network.cost(copy);
            network.backward(copy);
            double[] gradient = network.gradient().clone();
            Matrix dA = network.layer(1).dA().map(x -> x);

            assertThat(network.cost(window)).isEqualTo(J).isFinite();
            network.backward(window);
            assertThat(network.gradient()).isEqualTo(gradient);
            assertThat(network.layer(1).dA()).isEqualTo(dA);
        }
    }

    /** cost, backward and the loss itself refuse Y, and the gradient stays as it is. */
    private static void assertRefused(Network network, Matrix Y, String message) {
        network.forward(Matrix.zeros(network.inputs(), Y.columns()));
        double[] before = network.gradient().clone();

        assertThatIllegalArgumentException().isThrownBy(() -> network.cost(Y)).withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.backward(Y))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.loss().requireTargets(Y))
                .withMessage(message);
        assertThat(network.gradient()).isEqualTo(before);
    }

    @Nested
    class Pairs {
        static Stream<Arguments> legal() {
            List<Arguments> pairs = new ArrayList<>();
            pairs.add(Arguments.of(Activation.SOFTMAX, Loss.CROSS_ENTROPY));
            pairs.add(Arguments.of(Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY));
            for (Activation activation : ACTIVATIONS) {
                for (Loss loss : List.of(Loss.SQUARED_ERROR, Loss.ABSOLUTE_ERROR, Loss.HUBER, Loss.huber(3))) {
                    pairs.add(Arguments.of(activation, loss));
                }
            }
            return pairs.stream();
        }

        @ParameterizedTest
        @MethodSource("legal")
        void aLegalPairIsBuiltAndRuns(Activation activation, Loss loss) {
            Network network = straightThrough(2, activation, loss);
            Matrix Y = Matrix.of(2, 1, 0, 1);

            network.forward(Matrix.column(0.5, -0.5));
            network.backward(Y);

            assertThat(network.loss()).isSameAs(loss);
            assertThat(network.cost(Y)).isFinite().isPositive();
            assertThat(network.layer(1).db().get(1, 0)).isFinite();
        }

        static Stream<Arguments> illegal() {
            List<Arguments> pairs = new ArrayList<>();
            for (Activation activation : ACTIVATIONS) {
                if (activation != Activation.SOFTMAX) {
                    pairs.add(Arguments.of(activation, Loss.CROSS_ENTROPY, "softmax"));
                }
                if (activation != Activation.SIGMOID) {
                    pairs.add(Arguments.of(activation, Loss.BINARY_CROSS_ENTROPY, "sigmoid"));
                }
            }
            return pairs.stream();
        }

        @ParameterizedTest
        @MethodSource("illegal")
        void anIllegalPairIsRefusedNamingThePossibleOnes(Activation activation, Loss loss, String needed) {
            NetworkBuilder builder = Network.builder()
                    .inputs(2)
                    .layer(3, Activation.SOFTMAX)
                    .layer(2, activation)
                    .loss(loss);
            String possible = activation == Activation.SOFTMAX
                    ? "crossEntropy, squaredError, absoluteError, huber(1.0)"
                    : activation == Activation.SIGMOID
                            ? "binaryCrossEntropy, squaredError, absoluteError, huber(1.0)"
                            : "squaredError, absoluteError, huber(1.0)";

            assertThatIllegalArgumentException()
                    .isThrownBy(builder::build)
                    .withMessage("loss " + loss + " cannot follow " + activation
                            + ", the activation of layer 2; it needs " + needed + ". " + activation + " goes with "
                            + possible);
        }

        @Test
        void aCustomActivationNamedSoftmaxIsNotTakenForSoftmax() {
            Activation impostor = Activation.of("softmax", z -> z, z -> 1);

            assertThatIllegalArgumentException().isThrownBy(() -> straightThrough(2, impostor, Loss.CROSS_ENTROPY));
        }
    }

    @Nested
    class Making {
        @Test
        void namesTellTheParameters() {
            assertThat(Stream.of(
                            Loss.CROSS_ENTROPY,
                            Loss.BINARY_CROSS_ENTROPY,
                            Loss.SQUARED_ERROR,
                            Loss.ABSOLUTE_ERROR,
                            Loss.HUBER,
                            Loss.huber(0.25)))
                    .allSatisfy(loss -> assertThat(loss).hasToString(loss.name()))
                    .extracting(Loss::name)
                    .containsExactly(
                            "crossEntropy",
                            "binaryCrossEntropy",
                            "squaredError",
                            "absoluteError",
                            "huber(1.0)",
                            "huber(0.25)");
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY})
        void deltaThatIsNotFiniteAndAboveZeroIsRefused(double delta) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Loss.huber(delta))
                    .withMessage("huber: delta must be finite and above 0; got " + delta);
        }

        @Test
        void onlyAbsoluteErrorHasACorner() {
            assertThat(Stream.of(
                                    Loss.CROSS_ENTROPY,
                                    Loss.BINARY_CROSS_ENTROPY,
                                    Loss.SQUARED_ERROR,
                                    Loss.ABSOLUTE_ERROR,
                                    Loss.HUBER)
                            .filter(Loss::hasCorner))
                    .containsExactly(Loss.ABSOLUTE_ERROR);
        }
    }

    @Test
    void crossEntropyRefusesTargetsBelow0ThoughTheySumTo1() {
        assertThatThrownBy(() -> Loss.CROSS_ENTROPY.requireTargets(Matrix.column(2, -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("crossEntropy: targets are at least 0; that of example 0, output 1 is -1.0");
    }
}
