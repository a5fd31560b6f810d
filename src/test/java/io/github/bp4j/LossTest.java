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
                    Arguments.of(Matrix.of(2, 2, 0.5, 0.5, 0.5, 0.5 + 2e-2), 1, String.valueOf(0.5 + (0.5 + 2e-2))),
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
        void targetsThatWereRoundedToFloatAreTaken() {
            assertThat(crossEntropy(new double[] {0, 0}, 0.5, 0.5 + 1.4e-8)).isCloseTo(0.6931471812, within(1e-8));
            assertThat(crossEntropy(new double[] {0, 0}, 0.5, 0.4999999925)).isCloseTo(0.6931471754, within(1e-10));
            assertThatThrownBy(() -> crossEntropy(new double[] {0, 0}, 0.5, 0.5 + 1.6e-8))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("crossEntropy: the targets of an example must sum to 1; those of example 0 sum to "
                            + (1 + 1.6e-8) + "; 1 ± 1.5e-8 is taken");
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

    /** One example with the outputs a of the linear activation. */
    private static double ofOutputs(Loss loss, double[] a, double... y) {
        return cost(Activation.LINEAR, loss, Matrix.column(a), Matrix.column(y));
    }

    private static double[] dA(Activation g, Loss loss, double[] z, double... y) {
        Network network = straightThrough(z.length, g, loss);
        network.forward(Matrix.column(z));
        network.backward(Matrix.column(y));
        return network.layer(1).dA().toArray();
    }

    private static double[] dZ(Activation g, Loss loss, double[] z, double... y) {
        Network network = straightThrough(z.length, g, loss);
        network.forward(Matrix.column(z));
        network.backward(Matrix.column(y));
        return network.layer(1).dZ().toArray();
    }

    @Nested
    class LogCosh {
        /** d, ln cosh d, tanh d by Python's decimal with 60 digits. */
        @ParameterizedTest
        @CsvSource({
            "1e-8, 4.9999999999999999167e-17, 9.9999999999999996667e-9",
            "0.001, 4.9999991666668888888e-7, 0.00099999966666679999995",
            "0.5, 0.12011450695827752463, 0.46211715726000975850",
            "0.999, 0.43301944642088479279, 0.76117386166056994910",
            "1, 0.43378083048302718703, 0.76159415595576488812",
            "1.5, 0.85544017101379674934, 0.90514825364486643824",
            "20, 19.306852819440054695, 0.99999999999999999150",
            "1000, 999.30685281944005469, 1"
        })
        void itIsExactForSmallAndLargeDifferences(double d, double expected, double derivative) {
            for (double sign : new double[] {1, -1}) {
                assertThat(ofOutputs(Loss.LOG_COSH, new double[] {sign * d}, 0))
                        .isCloseTo(expected, within(1e-15 * expected));
                assertThat(dA(Activation.LINEAR, Loss.LOG_COSH, new double[] {sign * d}, 0)[0])
                        .isCloseTo(sign * derivative, within(2.5e-16 * derivative));
            }
            assertThat(ofOutputs(Loss.LOG_COSH, new double[] {0}, 0)).isZero();
        }
    }

    @Nested
    class Poisson {
        @Test
        void itIsTheMeanLessTheTargetTimesItsLogarithmAndComesFromZ() {
            assertThat(cost(Activation.EXPONENTIAL, Loss.POISSON, Matrix.column(0, 0), Matrix.column(3, 0)))
                    .isEqualTo(2);
            assertThat(cost(Activation.EXPONENTIAL, Loss.POISSON, Matrix.column(-1000, -1000), Matrix.column(2, 0)))
                    .isEqualTo(2000);
            assertThat(cost(Activation.EXPONENTIAL, Loss.POISSON, Matrix.column(2), Matrix.column(1)))
                    .isCloseTo(StrictMath.exp(2) - 2, within(1e-15));
        }

        @Test
        void dZIsAMinusYAndDAOneMinusYOverA() {
            assertThat(dZ(Activation.EXPONENTIAL, Loss.POISSON, new double[] {0, -1000}, 3, 2))
                    .containsExactly(-2, -2);
            assertThat(dA(Activation.EXPONENTIAL, Loss.POISSON, new double[] {0, -1000}, 3, 0))
                    .containsExactly(-2, 1);
        }

        @ParameterizedTest
        @ValueSource(doubles = {-0.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
        void targetsThatAreNoRatesAreRefused(double y) {
            assertRefused(
                    straightThrough(2, Activation.EXPONENTIAL, Loss.POISSON),
                    Matrix.of(2, 3, 0, 1, 7.5, 1, y, 0),
                    "poisson: targets are finite and at least 0; that of example 1, output 1 is " + y);
        }
    }

    @Nested
    class KullbackLeibler {
        /** ¼ ln(¼ / ½) + ¾ ln(¾ / ½), and no more than rounding where both are the same. */
        @Test
        void itIsTheDistanceOfTwoDistributions() {
            assertThat(cost(Activation.SOFTMAX, Loss.KULLBACK_LEIBLER, Matrix.column(7, 7), Matrix.column(0.25, 0.75)))
                    .isCloseTo(0.25 * StrictMath.log(0.5) + 0.75 * StrictMath.log(1.5), within(1e-15));
            assertThat(cost(Activation.SOFTMAX, Loss.KULLBACK_LEIBLER, Matrix.column(7, 7), Matrix.column(0.5, 0.5)))
                    .isCloseTo(0, within(1e-15));
            assertThat(cost(Activation.SOFTMAX, Loss.KULLBACK_LEIBLER, Matrix.column(1000, -1000), Matrix.column(0, 1)))
                    .isEqualTo(2000);
        }

        @Test
        void targetsThatDoNotSumToOneOrAreBelowZeroAreRefused() {
            Network network = straightThrough(2, Activation.SOFTMAX, Loss.KULLBACK_LEIBLER);

            assertRefused(
                    network,
                    Matrix.of(2, 2, 0.5, 1, 0.5, 0.5),
                    "kullbackLeibler: the targets of an example must sum to 1; those of example 1 sum to 1.5");
            assertRefused(
                    network,
                    Matrix.of(2, 2, 0.5, 2, 0.5, -1),
                    "kullbackLeibler: targets are at least 0; that of example 1, output 1 is -1.0");
            assertRefused(
                    network,
                    Matrix.of(2, 2, Double.NaN, 0, 0.5, 1),
                    "kullbackLeibler: the targets of an example must sum to 1; those of example 0 sum to NaN");
        }
    }

    @Nested
    class Margins {
        static Stream<Arguments> values() {
            return Stream.of(
                    // a, y, the loss, its derivative
                    Arguments.of(Loss.HINGE, 0.25, 1, 0.75, -1),
                    Arguments.of(Loss.HINGE, 0.25, -1, 1.25, 1),
                    Arguments.of(Loss.HINGE, 1, 1, 0, 0),
                    Arguments.of(Loss.HINGE, -1, -1, 0, 0),
                    Arguments.of(Loss.HINGE, -3, -1, 0, 0),
                    Arguments.of(Loss.SQUARED_HINGE, 0.5, 1, 0.25, -1),
                    Arguments.of(Loss.SQUARED_HINGE, 1, -1, 4, 4),
                    Arguments.of(Loss.SQUARED_HINGE, 2, 1, 0, 0));
        }

        @ParameterizedTest
        @MethodSource("values")
        void lossAndDerivativeAreTheFormulas(Loss loss, double a, double y, double expected, double derivative) {
            assertThat(ofOutputs(loss, new double[] {a}, y)).isEqualTo(expected);
            assertThat(dA(Activation.LINEAR, loss, new double[] {a}, y))
                    .containsExactly(new double[] {derivative}, within(0.0));
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, 0.5, 2, Double.NaN})
        void targetsThatAreNotMinusOneOrOneAreRefused(double y) {
            for (Loss loss : List.of(Loss.HINGE, Loss.SQUARED_HINGE)) {
                assertRefused(
                        straightThrough(1, Activation.LINEAR, loss),
                        Matrix.of(1, 3, 1, -1, y),
                        loss + ": targets are -1 or 1; that of example 2, output 0 is " + y);
            }
        }

        @Test
        void theCategoricalOneIsByTheLargestOfTheOthers() {
            double[] a = {0.5, 2, 0.75, 2};

            assertThat(ofOutputs(Loss.CATEGORICAL_HINGE, a, 0, 0, 1, 0)).isEqualTo(2.25);
            assertThat(dA(Activation.LINEAR, Loss.CATEGORICAL_HINGE, a, 0, 0, 1, 0))
                    .containsExactly(0, 1, -1, 0);
            assertThat(ofOutputs(Loss.CATEGORICAL_HINGE, a, 0, 1, 0, 0)).isEqualTo(1);
            assertThat(dA(Activation.LINEAR, Loss.CATEGORICAL_HINGE, a, 0, 1, 0, 0))
                    .containsExactly(0, -1, 0, 1);
        }

        @Test
        void theCategoricalOneIsZeroFromAMarginOfOneOn() {
            for (double ahead : new double[] {1, 5}) {
                double[] a = {-3, -3 - ahead, -8 - ahead};

                assertThat(ofOutputs(Loss.CATEGORICAL_HINGE, a, 1, 0, 0)).isZero();
                assertThat(dA(Activation.LINEAR, Loss.CATEGORICAL_HINGE, a, 1, 0, 0))
                        .containsExactly(0, 0, 0);
            }
        }

        @Test
        void targetsOfTheCategoricalOneAreOneHotWithTwoUnitsAtLeast() {
            Network network = straightThrough(2, Activation.LINEAR, Loss.CATEGORICAL_HINGE);
            assertRefused(
                    network,
                    Matrix.of(2, 1, 0.5, 0.5),
                    "categoricalHinge: targets are 0 or 1; that of example 0, output 0 is 0.5");
            assertRefused(
                    network,
                    Matrix.of(2, 2, 1, 1, 0, 1),
                    "categoricalHinge: the targets of an example must sum to 1; those of example 1 sum to 2.0");
        }

        /** Sides of unit t: the margin; of the others: against their largest. */
        @Test
        void theCategoricalOneTellsItsCorners() {
            Matrix A = Matrix.of(3, 2, 4, 4, 1, 3, 2, 1);
            Matrix Y = Matrix.of(3, 2, 1, 0, 0, 1, 0, 0);
            Loss loss = Loss.CATEGORICAL_HINGE;

            assertThat(loss.fromCorner(A, Y, 0, 0)).isEqualTo(1 + 2 - 4);
            assertThat(loss.fromCorner(A, Y, 1, 0)).isEqualTo(1 - 2);
            assertThat(loss.fromCorner(A, Y, 2, 0)).isEqualTo(2 - 1);
            assertThat(loss.fromCorner(A, Y, 1, 1)).isEqualTo(1 + 4 - 3);
            assertThat(loss.fromCorner(A, Y, 0, 1)).isEqualTo(4 - 1);
            assertThat(loss.fromCorner(Matrix.column(1, 2), Matrix.column(1, 0), 1, 0))
                    .isEqualTo(1);
        }
    }

    @Nested
    class Relative {
        @Test
        void theLogarithmicOneIsHalfTheSquareOfTheDifferenceOfLogarithms() {
            double d = StrictMath.log(4) - StrictMath.log(2);

            assertThat(cost(Activation.RELU, Loss.SQUARED_LOGARITHMIC_ERROR, Matrix.column(3, -5), Matrix.column(1, 0)))
                    .isCloseTo(0.5 * d * d, within(1e-16));
            assertThat(dA(Activation.RELU, Loss.SQUARED_LOGARITHMIC_ERROR, new double[] {3}, 1)[0])
                    .isCloseTo(d / 4, within(1e-16));
        }

        @ParameterizedTest
        @ValueSource(doubles = {-1, -7, Double.NaN, Double.POSITIVE_INFINITY})
        void targetsWithoutALogarithmAreRefused(double y) {
            assertRefused(
                    straightThrough(1, Activation.RELU, Loss.SQUARED_LOGARITHMIC_ERROR),
                    Matrix.of(1, 2, -0.5, y),
                    "squaredLogarithmicError: targets are finite and above -1; that of example 1, output 0 is " + y);
        }

        @Test
        void thePercentageIsOfTheTarget() {
            assertThat(ofOutputs(Loss.ABSOLUTE_PERCENTAGE_ERROR, new double[] {3, -3}, 2, -4))
                    .isEqualTo(50 + 25);
            assertThat(dA(Activation.LINEAR, Loss.ABSOLUTE_PERCENTAGE_ERROR, new double[] {3, -3, 1}, 2, 4, 1))
                    .containsExactly(50, -25, 0);
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY})
        void targetsWithoutAPercentageAreRefused(double y) {
            assertRefused(
                    straightThrough(1, Activation.LINEAR, Loss.ABSOLUTE_PERCENTAGE_ERROR),
                    Matrix.of(1, 2, y, 1),
                    "absolutePercentageError: targets are finite and not 0; that of example 0, output 0 is " + y);
        }
    }

    @Nested
    class CosineSimilarity {
        @Test
        void itIsMinusTheCosineWhateverTheLengths() {
            assertThat(ofOutputs(Loss.COSINE_SIMILARITY, new double[] {3, 4}, 6, 8))
                    .isCloseTo(-1, within(1e-15));
            assertThat(ofOutputs(Loss.COSINE_SIMILARITY, new double[] {3, 4}, 4, 3))
                    .isCloseTo(-24 / 25.0, within(1e-15));
            assertThat(ofOutputs(Loss.COSINE_SIMILARITY, new double[] {3e200, 4e200}, -3e-200, -4e-200))
                    .isCloseTo(1, within(1e-15));
            assertThat(ofOutputs(Loss.COSINE_SIMILARITY, new double[] {0, 0}, 4, 3))
                    .isZero();
        }

        /** (⟨ŷ, â⟩ â − ŷ) / ‖a‖ = (24/25 (3/5, 4/5) − (4/5, 3/5)) / 5. */
        @Test
        void derivativeStandsAcrossA() {
            double[] expected = {(24 / 25.0 * 0.6 - 0.8) / 5, (24 / 25.0 * 0.8 - 0.6) / 5};
            assertThat(dA(Activation.LINEAR, Loss.COSINE_SIMILARITY, new double[] {3, 4}, 4, 3))
                    .containsExactly(expected, within(1e-16));
            assertThat(dA(Activation.LINEAR, Loss.COSINE_SIMILARITY, new double[] {0, 0}, 4, 3))
                    .containsExactly(0, 0);
        }

        @Test
        void targetsWithoutADirectionAreRefused() {
            assertRefused(
                    straightThrough(2, Activation.LINEAR, Loss.COSINE_SIMILARITY),
                    Matrix.of(2, 2, 1, 0, 0, 0),
                    "cosineSimilarity: the targets of an example must not all be 0, which has no direction; those of"
                            + " example 1 are");
            assertRefused(
                    straightThrough(2, Activation.LINEAR, Loss.COSINE_SIMILARITY),
                    Matrix.of(2, 2, 1, Double.NaN, 0, 0),
                    "cosineSimilarity: targets are finite; that of example 1, output 0 is NaN");
        }
    }

    @Nested
    class Focal {
        /** (1 − a)² = 1/16 of the cross-entropy at a = ¾, whose z are (ln 3, 0); 9/16 for the other class. */
        @Test
        void theCrossEntropyOfWhatIsRightAlreadyCountsForLittle() {
            double ln3 = StrictMath.log(3);
            double right = -StrictMath.log(0.75) / 16;
            double wrong = -StrictMath.log(0.25) * 9 / 16;

            for (double level : new double[] {0, 1000, -1000}) {
                Matrix Z = Matrix.column(level + ln3, level);
                double exact = level == 0 ? 1e-15 : 1e-12;
                assertThat(cost(Activation.SOFTMAX, Loss.focalCrossEntropy(2), Z, Matrix.column(1, 0)))
                        .isCloseTo(right, within(exact));
                assertThat(cost(Activation.SOFTMAX, Loss.focalCrossEntropy(2), Z, Matrix.column(0, 1)))
                        .isCloseTo(wrong, within(exact));
            }
            assertThat(cost(
                            Activation.SIGMOID,
                            Loss.binaryFocalCrossEntropy(2),
                            Matrix.column(ln3, ln3),
                            Matrix.column(1, 0)))
                    .isCloseTo(right + wrong, within(1e-15));
        }

        @Test
        void farFromTheTargetItIsTheDistanceAndAtTheTargetZero() {
            for (double gamma : new double[] {0.5, 1, 2, 5}) {
                Matrix Z = Matrix.column(1000, -1000);
                assertThat(cost(Activation.SOFTMAX, Loss.focalCrossEntropy(gamma), Z, Matrix.column(0, 1)))
                        .isEqualTo(2000);
                assertThat(cost(Activation.SOFTMAX, Loss.focalCrossEntropy(gamma), Z, Matrix.column(1, 0)))
                        .isZero();
                assertThat(cost(Activation.SIGMOID, Loss.binaryFocalCrossEntropy(gamma), Z, Matrix.column(0, 1)))
                        .isEqualTo(2000);
                assertThat(cost(Activation.SIGMOID, Loss.binaryFocalCrossEntropy(gamma), Z, Matrix.column(1, 0)))
                        .isZero();
                assertThat(dZ(Activation.SOFTMAX, Loss.focalCrossEntropy(gamma), new double[] {1000, -1000}, 0, 1))
                        .containsExactly(1, -1);
                assertThat(dZ(
                                Activation.SIGMOID,
                                Loss.binaryFocalCrossEntropy(gamma),
                                new double[] {1000, -1000},
                                0,
                                1))
                        .containsExactly(1, -1);
            }
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY})
        void gammaThatIsNotFiniteAndAboveZeroIsRefused(double gamma) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Loss.focalCrossEntropy(gamma))
                    .withMessage("focalCrossEntropy: gamma must be finite and above 0; got " + gamma);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Loss.binaryFocalCrossEntropy(gamma))
                    .withMessage("binaryFocalCrossEntropy: gamma must be finite and above 0; got " + gamma);
        }

        @Test
        void targetsAreThoseOfTheCrossEntropies() {
            assertRefused(
                    straightThrough(2, Activation.SOFTMAX, Loss.focalCrossEntropy(2)),
                    Matrix.of(2, 1, 1, 1),
                    "focalCrossEntropy(2.0): the targets of an example must sum to 1; those of example 0 sum to 2.0");
            assertRefused(
                    straightThrough(1, Activation.SIGMOID, Loss.binaryFocalCrossEntropy(2)),
                    Matrix.of(1, 2, 1, 2),
                    "binaryFocalCrossEntropy(2.0): targets are from 0 to 1; that of example 1, output 0 is 2.0");
        }
    }

    @Nested
    class Own {
        private static final Loss QUANTILE =
                Loss.of("quantile", (y, a) -> Math.max(0.9 * (y - a), 0.1 * (a - y)), (y, a) -> a > y ? 0.1 : -0.9);

        @Test
        void itIsTheSumOfTheFunctionOverTheUnits() {
            assertThat(ofOutputs(QUANTILE, new double[] {3, 0}, 1, 10)).isEqualTo(0.2 + 9);
            assertThat(dA(Activation.LINEAR, QUANTILE, new double[] {3, 0}, 1, 10))
                    .containsExactly(0.1, -0.9);
            assertThat(QUANTILE).hasToString("quantile");
            assertThat(QUANTILE.hasCorner()).isFalse();
        }

        @Test
        void aNameAndBothFunctionsAreNeeded() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Loss.of(" ", (y, a) -> 0, (y, a) -> 0))
                    .withMessage("a loss needs a name; got a blank one");
            assertThatThrownBy(() -> Loss.of("half", null, (y, a) -> 0))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("loss");
            assertThatThrownBy(() -> Loss.of("half", (y, a) -> 0, null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("derivative");
        }

        @Test
        void targetsThatAreNotFiniteAreRefused() {
            assertRefused(
                    straightThrough(1, Activation.LINEAR, QUANTILE),
                    Matrix.of(1, 2, 1, Double.NaN),
                    "quantile: targets are finite; that of example 1, output 0 is NaN");
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
                    Arguments.of(Activation.TANH, Loss.HUBER),
                    Arguments.of(Activation.EXPONENTIAL, Loss.POISSON),
                    Arguments.of(Activation.SOFTMAX, Loss.KULLBACK_LEIBLER),
                    Arguments.of(Activation.SOFTMAX, Loss.focalCrossEntropy(2)),
                    Arguments.of(Activation.SIGMOID, Loss.binaryFocalCrossEntropy(2)),
                    Arguments.of(Activation.TANH, Loss.LOG_COSH),
                    Arguments.of(Activation.RELU, Loss.SQUARED_LOGARITHMIC_ERROR),
                    Arguments.of(Activation.TANH, Loss.COSINE_SIMILARITY),
                    Arguments.of(Activation.TANH, Loss.of("own", (y, a) -> (y - a) * (y - a), (y, a) -> 2 * (a - y))));
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
                for (Loss loss : List.of(
                        Loss.SQUARED_ERROR,
                        Loss.ABSOLUTE_ERROR,
                        Loss.HUBER,
                        Loss.huber(3),
                        Loss.LOG_COSH,
                        Loss.CATEGORICAL_HINGE,
                        Loss.of("own", (y, a) -> (y - a) * (y - a), (y, a) -> 2 * (a - y)))) {
                    pairs.add(Arguments.of(activation, loss));
                }
            }
            pairs.add(Arguments.of(Activation.SOFTMAX, Loss.KULLBACK_LEIBLER));
            pairs.add(Arguments.of(Activation.SOFTMAX, Loss.focalCrossEntropy(2)));
            pairs.add(Arguments.of(Activation.SIGMOID, Loss.binaryFocalCrossEntropy(2)));
            pairs.add(Arguments.of(Activation.EXPONENTIAL, Loss.POISSON));
            for (Activation activation : List.of(
                    Activation.RELU,
                    Activation.leakyRelu(-0.5),
                    Activation.SOFTPLUS,
                    Activation.SIGMOID,
                    Activation.SOFTMAX,
                    Activation.EXPONENTIAL,
                    Activation.RELU6,
                    Activation.SQUAREPLUS)) {
                pairs.add(Arguments.of(activation, Loss.SQUARED_LOGARITHMIC_ERROR));
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
                    pairs.add(Arguments.of(activation, Loss.KULLBACK_LEIBLER, "softmax"));
                    pairs.add(Arguments.of(activation, Loss.focalCrossEntropy(2), "softmax"));
                }
                if (activation != Activation.SIGMOID) {
                    pairs.add(Arguments.of(activation, Loss.BINARY_CROSS_ENTROPY, "sigmoid"));
                    pairs.add(Arguments.of(activation, Loss.binaryFocalCrossEntropy(2), "sigmoid"));
                }
                pairs.add(Arguments.of(activation, Loss.POISSON, "exponential"));
                if (!List.of("sigmoid", "relu", "softplus", "softmax").contains(activation.name())) {
                    pairs.add(Arguments.of(
                            activation,
                            Loss.SQUARED_LOGARITHMIC_ERROR,
                            "an activation of bp4j that is never negative"));
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
            String first = activation == Activation.SOFTMAX
                    ? "crossEntropy, kullbackLeibler, "
                    : activation == Activation.SIGMOID ? "binaryCrossEntropy, " : "";
            boolean neverNegative =
                    List.of("sigmoid", "relu", "softplus", "softmax").contains(activation.name());
            String possible = first + "squaredError, absoluteError, huber(1.0), logCosh, "
                    + (neverNegative ? "squaredLogarithmicError, " : "")
                    + "absolutePercentageError, hinge, squaredHinge, categoricalHinge, cosineSimilarity";

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
                            Loss.huber(0.25),
                            Loss.LOG_COSH,
                            Loss.SQUARED_LOGARITHMIC_ERROR,
                            Loss.ABSOLUTE_PERCENTAGE_ERROR,
                            Loss.POISSON,
                            Loss.KULLBACK_LEIBLER,
                            Loss.HINGE,
                            Loss.SQUARED_HINGE,
                            Loss.CATEGORICAL_HINGE,
                            Loss.COSINE_SIMILARITY,
                            Loss.focalCrossEntropy(2),
                            Loss.binaryFocalCrossEntropy(0.5)))
                    .allSatisfy(loss -> assertThat(loss).hasToString(loss.name()))
                    .extracting(Loss::name)
                    .containsExactly(
                            "crossEntropy",
                            "binaryCrossEntropy",
                            "squaredError",
                            "absoluteError",
                            "huber(1.0)",
                            "huber(0.25)",
                            "logCosh",
                            "squaredLogarithmicError",
                            "absolutePercentageError",
                            "poisson",
                            "kullbackLeibler",
                            "hinge",
                            "squaredHinge",
                            "categoricalHinge",
                            "cosineSimilarity",
                            "focalCrossEntropy(2.0)",
                            "binaryFocalCrossEntropy(0.5)");
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY})
        void deltaThatIsNotFiniteAndAboveZeroIsRefused(double delta) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Loss.huber(delta))
                    .withMessage("huber: delta must be finite and above 0; got " + delta);
        }

        @Test
        void lossesWithACornerSaySo() {
            assertThat(Stream.of(
                                    Loss.CROSS_ENTROPY,
                                    Loss.BINARY_CROSS_ENTROPY,
                                    Loss.SQUARED_ERROR,
                                    Loss.ABSOLUTE_ERROR,
                                    Loss.HUBER,
                                    Loss.LOG_COSH,
                                    Loss.SQUARED_LOGARITHMIC_ERROR,
                                    Loss.ABSOLUTE_PERCENTAGE_ERROR,
                                    Loss.POISSON,
                                    Loss.KULLBACK_LEIBLER,
                                    Loss.HINGE,
                                    Loss.SQUARED_HINGE,
                                    Loss.CATEGORICAL_HINGE,
                                    Loss.COSINE_SIMILARITY,
                                    Loss.focalCrossEntropy(2),
                                    Loss.binaryFocalCrossEntropy(2))
                            .filter(Loss::hasCorner))
                    .containsExactly(
                            Loss.ABSOLUTE_ERROR, Loss.ABSOLUTE_PERCENTAGE_ERROR, Loss.HINGE, Loss.CATEGORICAL_HINGE);
        }
    }

    @Test
    void crossEntropyRefusesTargetsBelow0ThoughTheySumTo1() {
        assertThatThrownBy(() -> Loss.CROSS_ENTROPY.requireTargets(Matrix.column(2, -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("crossEntropy: targets are at least 0; that of example 0, output 1 is -1.0");
    }
}
