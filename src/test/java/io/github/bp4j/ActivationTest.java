package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    /** From the paper's arXiv version 1706.02515, equation (14) and the sentence after it. */
    private static final double ALPHA = 1.6732632423543772;

    private static final double LAMBDA = 1.0507009873554805;

    private static final Activation CUBE = Activation.of("cube", z -> z * z * z, z -> 3 * z * z);

    static List<Activation> elementWise() {
        return List.of(
                Activation.LINEAR,
                Activation.SIGMOID,
                Activation.TANH,
                Activation.RELU,
                Activation.leakyRelu(0.01),
                Activation.leakyRelu(-0.5),
                Activation.elu(1),
                Activation.elu(0.3),
                Activation.SELU,
                Activation.GELU,
                Activation.SILU,
                Activation.SOFTPLUS,
                CUBE,
                Activation.EXPONENTIAL,
                Activation.LOG_SIGMOID,
                Activation.MISH,
                Activation.GELU_TANH,
                Activation.GAUSSIAN,
                Activation.SIN,
                Activation.SOFTSIGN,
                Activation.SQUAREPLUS,
                Activation.RELU6,
                Activation.HARD_TANH,
                Activation.HARD_SIGMOID,
                Activation.HARD_SILU,
                Activation.celu(0.3),
                Activation.thresholdedRelu(0.5),
                Activation.softShrink(0.5),
                Activation.hardShrink(0.5));
    }

    @Nested
    class Values {
        /** g and g′ in StrictMath, from formulas that lose no digits. */
        static Stream<Arguments> formulas() {
            return Stream.of(
                    formula(Activation.LINEAR, z -> z, z -> 1),
                    formula(Activation.SIGMOID, Values::sigma, z -> sigma(z) * sigma(-z)),
                    formula(Activation.TANH, StrictMath::tanh, z -> 1 / square(StrictMath.cosh(z))),
                    formula(Activation.RELU, z -> Math.max(0, z), z -> z > 0 ? 1 : 0),
                    formula(Activation.leakyRelu(0.01), z -> z > 0 ? z : 0.01 * z, z -> z > 0 ? 1 : 0.01),
                    formula(Activation.leakyRelu(-0.5), z -> z > 0 ? z : -0.5 * z, z -> z > 0 ? 1 : -0.5),
                    formula(
                            Activation.elu(1),
                            z -> z > 0 ? z : StrictMath.expm1(z),
                            z -> z > 0 ? 1 : StrictMath.exp(z)),
                    formula(
                            Activation.elu(0.3),
                            z -> z > 0 ? z : 0.3 * StrictMath.expm1(z),
                            z -> z > 0 ? 1 : 0.3 * StrictMath.exp(z)),
                    formula(
                            Activation.SELU,
                            z -> z > 0 ? LAMBDA * z : LAMBDA * ALPHA * StrictMath.expm1(z),
                            z -> z > 0 ? LAMBDA : LAMBDA * ALPHA * StrictMath.exp(z)),
                    formula(Activation.SILU, z -> z * sigma(z), z -> sigma(z) * (1 + z * sigma(-z))),
                    formula(
                            Activation.SOFTPLUS,
                            z -> Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z))),
                            Values::sigma),
                    formula(CUBE, z -> z * z * z, z -> 3 * z * z),
                    formula(Activation.EXPONENTIAL, StrictMath::exp, StrictMath::exp),
                    formula(
                            Activation.LOG_SIGMOID,
                            z -> Math.min(z, 0) - StrictMath.log1p(StrictMath.exp(-Math.abs(z))),
                            z -> sigma(-z)),
                    formula(Activation.MISH, z -> z * mishFactor(z), z -> mishFactor(z) + z * sigma(z) * mishRest(z)),
                    formula(Activation.SIN, StrictMath::sin, StrictMath::cos),
                    formula(Activation.SOFTSIGN, z -> z / (1 + Math.abs(z)), z -> 1 / square(1 + Math.abs(z))),
                    formula(Activation.SQUAREPLUS, Values::squareplus, z -> squareplus(z) / StrictMath.hypot(z, 2)),
                    formula(Activation.RELU6, z -> z < 0 ? 0 : z > 6 ? 6 : z, z -> z > 0 && z < 6 ? 1 : 0),
                    formula(Activation.HARD_TANH, z -> z < -1 ? -1 : z > 1 ? 1 : z, z -> z > -1 && z < 1 ? 1 : 0),
                    formula(
                            Activation.HARD_SIGMOID,
                            z -> z < -3 ? 0 : z > 3 ? 1 : 0.5 + z / 6,
                            z -> z > -3 && z < 3 ? 1.0 / 6 : 0),
                    formula(
                            Activation.HARD_SILU,
                            z -> z < -3 ? 0 : z > 3 ? z : z * (0.5 + z / 6),
                            z -> z < -3 ? 0 : z > 3 ? 1 : 0.5 + z / 3),
                    formula(
                            Activation.celu(0.3),
                            z -> z > 0 ? z : 0.3 * StrictMath.expm1(z / 0.3),
                            z -> z > 0 ? 1 : StrictMath.exp(z / 0.3)),
                    formula(Activation.thresholdedRelu(0.5), z -> z > 0.5 ? z : 0, z -> z > 0.5 ? 1 : 0),
                    formula(
                            Activation.softShrink(0.5),
                            z -> z > 0.5 ? z - 0.5 : z < -0.5 ? z + 0.5 : 0,
                            z -> z > 0.5 || z < -0.5 ? 1 : 0),
                    formula(
                            Activation.hardShrink(0.5),
                            z -> z > 0.5 || z < -0.5 ? z : 0,
                            z -> z > 0.5 || z < -0.5 ? 1 : 0));
        }

        /** tanh(ln(1 + e^z)) = E / (E + 2), E = e^2z + 2 e^z. */
        private static double mishFactor(double z) {
            double e = StrictMath.exp(Math.min(z, 40));
            return (e * e + 2 * e) / (e * e + 2 * e + 2);
        }

        /** 1 − tanh²(ln(1 + e^z)) = 4 (E + 1) / (E + 2)². */
        private static double mishRest(double z) {
            double e = StrictMath.exp(Math.min(z, 40));
            return 4 * square(e + 1) / square(e * e + 2 * e + 2);
        }

        /** ½ (z + √(z² + 4)), for z < 0 without the difference. */
        private static double squareplus(double z) {
            double root = StrictMath.hypot(z, 2);
            return z > 0 ? (z + root) / 2 : 2 / (root - z);
        }

        /** z, g(z), g′(z) by Python's decimal with 70 digits: ½ z (1 + tanh(√(2/π) (z + 0.044715 z³))), and its derivative. */
        static Stream<Arguments> geluTanh() {
            return Stream.of(
                    Arguments.of(-8.0, -3.1077829375011112180e-21, -4.7147845041068415845e-20),
                    Arguments.of(-5.0, -2.2917961966295060456e-7, -0.0000015463619875325945956),
                    Arguments.of(-3.0, -0.0036373920817730188378, -0.011584166630969726204),
                    Arguments.of(-1.0, -0.15880800939172329522, -0.082964083845782555140),
                    Arguments.of(-0.5, -0.15428599017485607796, 0.13263009646535768844),
                    Arguments.of(-1e-08, -4.9999999601057720645e-9, 0.49999999202115439197),
                    Arguments.of(0.0, 0.0, 0.50000000000000000000),
                    Arguments.of(1e-08, 5.0000000398942281448e-9, 0.50000000797884560803),
                    Arguments.of(0.25, 0.14967535070168500023, 0.69535409515106042949),
                    Arguments.of(1.0, 0.84119199060827670478, 1.0829640838457825551),
                    Arguments.of(2.5, 2.4849157339100014179, 1.0379515762126661826),
                    Arguments.of(6.0, 5.9999999999156035330, 1.0000000007709973931),
                    Arguments.of(40.0, 40.0, 1.0000000000000000000));
        }

        /** The rounding of the argument moves the left tail by as many ulp as it is large. */
        @ParameterizedTest
        @MethodSource("geluTanh")
        void geluByTanhIsItsFormulaWithFullDigitsInTheLeftTail(double z, double g, double gPrime) {
            Matrix Z = Matrix.column(z);
            double relative = 0x1p-52 * (8 + Math.abs(z * z * z));

            assertThat(Activation.GELU_TANH.g(Z).get(0, 0)).isCloseTo(g, within(relative * Math.abs(g)));
            assertThat(Activation.GELU_TANH.gPrime(Z).get(0, 0))
                    .isCloseTo(gPrime, within(4 * relative * Math.abs(gPrime)));
        }

        /** The rounding of z² moves e^−z² by z² · 2⁻⁵³. */
        @ParameterizedTest
        @ValueSource(doubles = {0, 1e-9, -0.3, 1, -2.5, 5, -17.5, 26})
        void gaussianIsItsFormula(double z) {
            double g = StrictMath.exp(-z * z);
            Matrix Z = Matrix.column(z);
            double relative = 0x1p-52 * (4 + z * z);

            assertThat(Activation.GAUSSIAN.g(Z).get(0, 0)).isCloseTo(g, within(relative * g));
            assertThat(Activation.GAUSSIAN.gPrime(Z).get(0, 0))
                    .isCloseTo(-2 * z * g, within(relative * Math.abs(2 * z * g)));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("formulas")
        void gIsTheFormulaToFourteenDigits(Activation activation, DoubleUnaryOperator g, DoubleUnaryOperator gPrime) {
            Matrix Z = points();

            Matrix A = activation.g(Z);

            for (int j = 0; j < Z.columns(); j++) {
                double expected = g.applyAsDouble(Z.get(0, j));
                assertThat(A.get(0, j))
                        .as("g(%s)", Z.get(0, j))
                        .isCloseTo(expected, within(1e-14 * Math.abs(expected) + Double.MIN_VALUE));
            }
        }

        /** Relative for what exceeds 1; below, 1 − a leaves an absolute error. */
        @ParameterizedTest(name = "{0}")
        @MethodSource("formulas")
        void gPrimeIsTheFormulaToFifteenPlaces(
                Activation activation, DoubleUnaryOperator g, DoubleUnaryOperator gPrime) {
            Matrix Z = points();

            Matrix derivative = activation.gPrime(Z);

            for (int j = 0; j < Z.columns(); j++) {
                double expected = gPrime.applyAsDouble(Z.get(0, j));
                assertThat(derivative.get(0, j))
                        .as("g′(%s)", Z.get(0, j))
                        .isCloseTo(expected, within(1e-15 * Math.max(1, Math.abs(expected))));
            }
        }

        /** z, g(z), g′(z) by mpmath 1.3.0 with 60 digits: z Φ(z) and Φ(z) + z φ(z), Φ(z) = erfc(−z/√2)/2. */
        static Stream<Arguments> gelu() {
            return Stream.of(
                    Arguments.of(-38.0, -1.0964627768261380372e-314, -4.1665545692687844561e-313),
                    Arguments.of(-20.0, -5.5072482372124673902e-88, -1.1014360483133464042e-86),
                    Arguments.of(-10.0, -7.619853024160526066e-23, -7.6184000964648140857e-22),
                    Arguments.of(-6.5, -2.6104003795084265754e-10, -1.6950517937572625678e-9),
                    Arguments.of(-3.0, -0.00404969409489028358, -0.011945647204183927),
                    Arguments.of(-1.0, -0.15865525393145705141, -0.083315470587686298383),
                    Arguments.of(-0.5, -0.15426876936299344818, 0.13250487534383715747),
                    Arguments.of(-1e-8, -4.9999999601057720645e-9, 0.49999999202115439197),
                    Arguments.of(0.0, 0.0, 0.5),
                    Arguments.of(1e-8, 5.0000000398942281448e-9, 0.50000000797884560803),
                    Arguments.of(0.25, 0.14967658142073093106, 0.69537335488363602598),
                    Arguments.of(0.5, 0.34573123063700655182, 0.86749512465616284253),
                    Arguments.of(1.0, 0.84134474606854294859, 1.0833154705876862984),
                    Arguments.of(2.5, 2.4844758366855596621, 1.0376110859081452082),
                    Arguments.of(6.0, 5.9999999940804741298, 1.0000000354687094539),
                    Arguments.of(9.0, 8.999999999999999999, 1.0000000000000000091),
                    Arguments.of(40.0, 40.0, 1.0));
        }

        /** The rounding of z/√2 alone moves the left tail by z² · 2⁻⁵³; far out erfc is subnormal and has fewer digits. */
        @ParameterizedTest
        @MethodSource("gelu")
        void geluAndItsDerivativeAreExactWithFullDigitsInTheLeftTail(double z, double g, double gPrime) {
            Matrix Z = Matrix.column(z);
            double relative = 0x1p-52 * (4 + z * z);

            assertThat(Activation.GELU.g(Z).get(0, 0))
                    .isCloseTo(g, within(relative * Math.abs(g) + (1 + Math.abs(z)) * Double.MIN_VALUE));
            assertThat(Activation.GELU.gPrime(Z).get(0, 0))
                    .isCloseTo(gPrime, within(4 * relative * Math.abs(gPrime) + (1 + z * z) * Double.MIN_VALUE));
        }

        private static Arguments formula(Activation activation, DoubleUnaryOperator g, DoubleUnaryOperator gPrime) {
            return Arguments.of(activation, g, gPrime);
        }

        private static double sigma(double z) {
            return z >= 0 ? 1 / (1 + StrictMath.exp(-z)) : StrictMath.exp(z) / (1 + StrictMath.exp(z));
        }

        private static double square(double x) {
            return x * x;
        }

        /** From the tiniest to where e^z is near its limits, both signs. */
        private static Matrix points() {
            List<Double> points = new ArrayList<>();
            for (double z :
                    new double[] {1e-300, 1e-17, 1e-9, 1e-3, 0.3, 0.5, 1, 2, Math.E, 5, 17.5, 36, 40, 100, 700}) {
                points.add(z);
                points.add(-z);
            }
            for (double z = -8; z <= 8; z += 0.37) {
                points.add(z);
            }
            return Matrix.column(points.stream().mapToDouble(z -> z).toArray()).transpose();
        }
    }

    @Nested
    class Derivatives {
        /** Four points: (8 (g(z + h) − g(z − h)) − (g(z + 2h) − g(z − 2h))) / 12h. */
        @ParameterizedTest
        @MethodSource("io.github.bp4j.ActivationTest#elementWise")
        void gPrimeIsTheSlopeOfG(Activation activation) {
            double h = 0x1p-10;
            for (double z : new double[] {-6.3, -2.9, -1.28, -0.7, -0.25, 0.25, 0.7, 1.28, 2.9, 6.3}) {
                Matrix A = activation.g(Matrix.column(z + h, z - h, z + 2 * h, z - 2 * h));
                double near = A.get(0, 0) - A.get(1, 0);
                double far = A.get(2, 0) - A.get(3, 0);

                double slope = (8 * near - far) / (12 * h);

                double gPrime = activation.gPrime(Matrix.column(z)).get(0, 0);
                assertThat(gPrime).as("g′(%s)", z).isCloseTo(slope, within(1e-10 * Math.max(1, Math.abs(slope))));
            }
        }

        static Stream<Arguments> atZero() {
            return Stream.of(
                    Arguments.of(Activation.LINEAR, 1),
                    Arguments.of(Activation.SIGMOID, 0.25),
                    Arguments.of(Activation.TANH, 1),
                    Arguments.of(Activation.RELU, 0),
                    Arguments.of(Activation.leakyRelu(0.01), 0.01),
                    Arguments.of(Activation.elu(1), 1),
                    Arguments.of(Activation.elu(0.3), 0.3),
                    Arguments.of(Activation.SELU, LAMBDA * ALPHA),
                    Arguments.of(Activation.GELU, 0.5),
                    Arguments.of(Activation.SILU, 0.5),
                    Arguments.of(Activation.SOFTPLUS, 0.5),
                    Arguments.of(CUBE, 0),
                    Arguments.of(Activation.EXPONENTIAL, 1),
                    Arguments.of(Activation.LOG_SIGMOID, 0.5),
                    Arguments.of(Activation.MISH, 0.6),
                    Arguments.of(Activation.GELU_TANH, 0.5),
                    Arguments.of(Activation.SIN, 1),
                    Arguments.of(Activation.SOFTSIGN, 1),
                    Arguments.of(Activation.SQUAREPLUS, 0.5),
                    Arguments.of(Activation.RELU6, 0),
                    Arguments.of(Activation.HARD_TANH, 1),
                    Arguments.of(Activation.HARD_SIGMOID, 1.0 / 6),
                    Arguments.of(Activation.HARD_SILU, 0.5),
                    Arguments.of(Activation.celu(0.3), 1),
                    Arguments.of(Activation.thresholdedRelu(0.5), 0),
                    Arguments.of(Activation.softShrink(0.5), 0),
                    Arguments.of(Activation.hardShrink(0.5), 0));
        }

        static Stream<Arguments> atCorners() {
            return Stream.of(
                    Arguments.of(Activation.RELU6, 6, 0),
                    Arguments.of(Activation.HARD_TANH, -1, 0),
                    Arguments.of(Activation.HARD_TANH, 1, 0),
                    Arguments.of(Activation.HARD_SIGMOID, -3, 0),
                    Arguments.of(Activation.HARD_SIGMOID, 3, 0),
                    Arguments.of(Activation.HARD_SILU, -3, 0),
                    Arguments.of(Activation.HARD_SILU, 3, 1),
                    Arguments.of(Activation.thresholdedRelu(0.5), 0.5, 0),
                    Arguments.of(Activation.softShrink(0.5), -0.5, 0),
                    Arguments.of(Activation.softShrink(0.5), 0.5, 0),
                    Arguments.of(Activation.hardShrink(0.5), -0.5, 0),
                    Arguments.of(Activation.hardShrink(0.5), 0.5, 0));
        }

        @ParameterizedTest
        @MethodSource("atCorners")
        void gPrimeAtACornerIsTheDocumentedValue(Activation activation, double z, double expected) {
            assertThat(activation.corners()).contains(z);
            assertThat(activation.gPrime(Matrix.column(z)).get(0, 0)).isEqualTo(expected);
        }

        @ParameterizedTest
        @MethodSource("atZero")
        void gPrimeAtZeroIsTheDocumentedValueForBothZeros(Activation activation, double expected) {
            assertThat(activation.gPrime(Matrix.column(0.0, -0.0)).toArray()).containsExactly(expected, expected);
        }

        @Test
        void gPrimeOfSoftmaxIsRefused() {
            assertThatThrownBy(() -> Activation.SOFTMAX.gPrime(Matrix.zeros(2, 1)))
                    .isExactlyInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("softmax is not element-wise: its derivative is the Jacobian a_i ([i = k] − a_k) of"
                            + " every column");
        }

        static Stream<Arguments> corners() {
            return Stream.of(
                    Arguments.of(Activation.LINEAR, new double[0]),
                    Arguments.of(Activation.SIGMOID, new double[0]),
                    Arguments.of(Activation.TANH, new double[0]),
                    Arguments.of(Activation.RELU, new double[] {0}),
                    Arguments.of(Activation.leakyRelu(0.01), new double[] {0}),
                    Arguments.of(Activation.leakyRelu(1), new double[0]),
                    Arguments.of(Activation.elu(0.5), new double[] {0}),
                    Arguments.of(Activation.elu(1), new double[0]),
                    Arguments.of(Activation.SELU, new double[] {0}),
                    Arguments.of(Activation.GELU, new double[0]),
                    Arguments.of(Activation.SILU, new double[0]),
                    Arguments.of(Activation.SOFTPLUS, new double[0]),
                    Arguments.of(Activation.SOFTMAX, new double[0]),
                    Arguments.of(CUBE, new double[0]),
                    Arguments.of(Activation.EXPONENTIAL, new double[0]),
                    Arguments.of(Activation.LOG_SIGMOID, new double[0]),
                    Arguments.of(Activation.MISH, new double[0]),
                    Arguments.of(Activation.GELU_TANH, new double[0]),
                    Arguments.of(Activation.GAUSSIAN, new double[0]),
                    Arguments.of(Activation.SIN, new double[0]),
                    Arguments.of(Activation.SOFTSIGN, new double[0]),
                    Arguments.of(Activation.SQUAREPLUS, new double[0]),
                    Arguments.of(Activation.RELU6, new double[] {0, 6}),
                    Arguments.of(Activation.HARD_TANH, new double[] {-1, 1}),
                    Arguments.of(Activation.HARD_SIGMOID, new double[] {-3, 3}),
                    Arguments.of(Activation.HARD_SILU, new double[] {-3, 3}),
                    Arguments.of(Activation.celu(0.3), new double[0]),
                    Arguments.of(Activation.thresholdedRelu(0.5), new double[] {0.5}),
                    Arguments.of(Activation.softShrink(0.5), new double[] {-0.5, 0.5}),
                    Arguments.of(Activation.hardShrink(0.5), new double[] {-0.5, 0.5}));
        }

        @ParameterizedTest
        @MethodSource("corners")
        void cornersAreWhereGPrimeJumps(Activation activation, double[] corners) {
            assertThat(activation.corners()).containsExactly(corners);
        }

        @ParameterizedTest
        @MethodSource("corners")
        void writingToTheCornersChangesNoActivation(Activation activation, double[] corners) {
            double[] given = activation.corners();
            java.util.Arrays.fill(given, 77);

            assertThat(activation.corners()).containsExactly(corners);
        }
    }

    @Nested
    class Extremes {
        static Stream<Arguments> limits() {
            return Stream.of(
                    // g(−∞), g(−1000), g(1000), g(∞), and g′ there
                    limit(Activation.LINEAR, -INFINITY, -1000, 1000, INFINITY, 1, 1, 1, 1),
                    limit(Activation.SIGMOID, 0, 0, 1, 1, 0, 0, 0, 0),
                    limit(Activation.TANH, -1, -1, 1, 1, 0, 0, 0, 0),
                    limit(Activation.RELU, 0, 0, 1000, INFINITY, 0, 0, 1, 1),
                    limit(Activation.leakyRelu(0.25), -INFINITY, -250, 1000, INFINITY, 0.25, 0.25, 1, 1),
                    limit(Activation.elu(0.5), -0.5, -0.5, 1000, INFINITY, 0, 0, 1, 1),
                    limit(
                            Activation.SELU,
                            -LAMBDA * ALPHA,
                            -LAMBDA * ALPHA,
                            LAMBDA * 1000,
                            INFINITY,
                            0,
                            0,
                            LAMBDA,
                            LAMBDA),
                    limit(Activation.SOFTPLUS, 0, 0, 1000, INFINITY, 0, 0, 1, 1),
                    limit(Activation.EXPONENTIAL, 0, 0, INFINITY, INFINITY, 0, 0, INFINITY, INFINITY),
                    limit(Activation.LOG_SIGMOID, -INFINITY, -1000, 0, 0, 1, 1, 0, 0),
                    limit(Activation.MISH, 0, 0, 1000, INFINITY, 0, 0, 1, 1),
                    limit(Activation.GELU_TANH, 0, 0, 1000, INFINITY, 0, 0, 1, 1),
                    limit(Activation.GAUSSIAN, 0, 0, 0, 0, 0, 0, 0, 0),
                    limit(
                            Activation.SOFTSIGN,
                            -1,
                            -1000 / 1001.0,
                            1000 / 1001.0,
                            1,
                            0,
                            1 / 1001.0 / 1001,
                            1 / 1001.0 / 1001,
                            0),
                    limit(Activation.RELU6, 0, 0, 6, 6, 0, 0, 0, 0),
                    limit(Activation.HARD_TANH, -1, -1, 1, 1, 0, 0, 0, 0),
                    limit(Activation.HARD_SIGMOID, 0, 0, 1, 1, 0, 0, 0, 0),
                    limit(Activation.HARD_SILU, 0, 0, 1000, INFINITY, 0, 0, 1, 1),
                    limit(Activation.celu(0.5), -0.5, -0.5, 1000, INFINITY, 0, 0, 1, 1),
                    limit(Activation.thresholdedRelu(0.5), 0, 0, 1000, INFINITY, 0, 0, 1, 1),
                    limit(Activation.softShrink(0.5), -INFINITY, -999.5, 999.5, INFINITY, 1, 1, 1, 1),
                    limit(Activation.hardShrink(0.5), -INFINITY, -1000, 1000, INFINITY, 1, 1, 1, 1));
        }

        @Test
        void squareplusFarOutIsZAndOneOverMinusZ() {
            Matrix Z = Matrix.column(-INFINITY, -1e200, -1e10, 1e10, 1e200, INFINITY);

            assertThat(Activation.SQUAREPLUS.g(Z).toArray()).containsExactly(0, 1e-200, 1e-10, 1e10, 1e200, INFINITY);
            assertThat(Activation.SQUAREPLUS.gPrime(Z).toArray()).containsExactly(0, 0, 1e-10 / 1e10, 1, 1, 1);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("limits")
        void farOutGAndGPrimeAreTheLimits(Activation activation, double[] g, double[] gPrime) {
            Matrix Z = Matrix.column(-INFINITY, -1000, 1000, INFINITY);

            assertThat(activation.g(Z).map(a -> a + 0.0).toArray()).containsExactly(g); // −0 is 0 here
            assertThat(activation.gPrime(Z).map(a -> a + 0.0).toArray()).containsExactly(gPrime);
        }

        @ParameterizedTest
        @ValueSource(doubles = {1000, 1e100, Double.MAX_VALUE})
        void geluAndSiluFarOutAreZAndZeroWithSlopesOneAndZero(double z) {
            for (Activation activation : List.of(Activation.GELU, Activation.SILU)) {
                Matrix Z = Matrix.column(z, -z);

                assertThat(activation.g(Z).map(Math::abs).toArray()).containsExactly(z, 0);
                assertThat(activation.gPrime(Z).map(Math::abs).toArray()).containsExactly(1, 0);
            }
        }

        @ParameterizedTest
        @MethodSource("io.github.bp4j.ActivationTest#elementWise")
        void gOfNaNIsNaNAndLeavesTheOthersAlone(Activation activation) {
            Matrix alone = activation.g(Matrix.column(1, -1));

            Matrix A = activation.g(Matrix.column(1, Double.NaN, -1));

            assertThat(A.toArray()).containsExactly(alone.get(0, 0), Double.NaN, alone.get(1, 0));
        }

        private static Arguments limit(Activation activation, double... values) {
            return Arguments.of(
                    activation, java.util.Arrays.copyOf(values, 4), java.util.Arrays.copyOfRange(values, 4, 8));
        }
    }

    @Nested
    class Softmax {
        @Test
        void aColumnIsItsExponentialsOverTheirSum() {
            Matrix A = Activation.SOFTMAX.g(Matrix.of(3, 2, 0, 1, 1, 1, 2, 1));

            double sum = 1 + Math.E + Math.E * Math.E;
            double[] expected = {1 / sum, Math.E / sum, Math.E * Math.E / sum};
            for (int i = 0; i < 3; i++) {
                assertThat(A.get(i, 0)).isCloseTo(expected[i], within(1e-15));
                assertThat(A.get(i, 1)).isEqualTo(1.0 / 3);
            }
        }

        /** e^−400 and e^−50 by mpmath 1.3.0. */
        @ParameterizedTest
        @CsvSource({
            "400, 800, 1.915169596714005695e-174, 1",
            "50, 100, 1.928749847963917783e-22, 1",
            "100, 50, 1, 1.928749847963917783e-22",
            "1000, -1000, 1, 0",
            "-1000, 1000, 0, 1",
            "1000, 1000, 0.5, 0.5",
            "-1000, -1000, 0.5, 0.5",
            "1.7976931348623157e308, 0, 1, 0",
            "1.7976931348623157e308, -1.7976931348623157e308, 1, 0"
        })
        void largeZNeitherOverflowsNorLosesTheTail(double z1, double z2, double a1, double a2) {
            Matrix A = Activation.SOFTMAX.g(Matrix.column(z1, z2));

            assertThat(A.get(0, 0)).isCloseTo(a1, within(1e-15 * a1));
            assertThat(A.get(1, 0)).isCloseTo(a2, within(1e-15 * a2));
        }

        @Test
        void aConstantAddedToAColumnChangesNoBit() {
            Matrix Z = Matrix.column(0.5, -3.25, 2, 7);

            assertThat(Activation.SOFTMAX.g(Z.map(z -> z + 1024))).isEqualTo(Activation.SOFTMAX.g(Z));
        }

        @Test
        void aColumnHasTheSameBitsAloneAndAmongOthers() {
            Matrix Z = Matrix.zeros(5, 37);
            SplitMix64 random = new SplitMix64(1);
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 37; j++) {
                    Z.set(i, j, 3 * random.nextGaussian());
                }
            }
            Matrix A = Activation.SOFTMAX.g(Z);
            for (int j = 0; j < 37; j++) {
                assertThat(Activation.SOFTMAX.g(column(Z, j))).isEqualTo(column(A, j));
            }
        }

        @Test
        void nanStaysInItsColumn() {
            Matrix A = Activation.SOFTMAX.g(Matrix.of(2, 3, 1, Double.NaN, 1, 1, 0, 1));

            assertThat(A).isEqualTo(Matrix.of(2, 3, 0.5, Double.NaN, 0.5, 0.5, Double.NaN, 0.5));
        }

        @Test
        void aUnitAtMinusInfinityHasNoShare() {
            assertThat(Activation.SOFTMAX.g(Matrix.column(3, -INFINITY, 3))).isEqualTo(Matrix.column(0.5, 0, 0.5));
        }

        private Matrix column(Matrix M, int j) {
            double[] values = new double[M.rows()];
            for (int i = 0; i < values.length; i++) {
                values[i] = M.get(i, j);
            }
            return Matrix.column(values);
        }
    }

    @Nested
    class Making {
        @Test
        void namesTellTheParameters() {
            assertThat(Stream.of(
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
                            CUBE,
                            Activation.EXPONENTIAL,
                            Activation.LOG_SIGMOID,
                            Activation.MISH,
                            Activation.GELU_TANH,
                            Activation.GAUSSIAN,
                            Activation.SIN,
                            Activation.SOFTSIGN,
                            Activation.SQUAREPLUS,
                            Activation.RELU6,
                            Activation.HARD_TANH,
                            Activation.HARD_SIGMOID,
                            Activation.HARD_SILU,
                            Activation.celu(0.3),
                            Activation.thresholdedRelu(0.5),
                            Activation.softShrink(0.5),
                            Activation.hardShrink(0.5)))
                    .allSatisfy(activation -> assertThat(activation).hasToString(activation.name()))
                    .extracting(Activation::name)
                    .containsExactly(
                            "linear",
                            "sigmoid",
                            "tanh",
                            "relu",
                            "leakyRelu(0.01)",
                            "elu(1.0)",
                            "selu",
                            "gelu",
                            "silu",
                            "softplus",
                            "softmax",
                            "cube",
                            "exponential",
                            "logSigmoid",
                            "mish",
                            "geluTanh",
                            "gaussian",
                            "sin",
                            "softsign",
                            "squareplus",
                            "relu6",
                            "hardTanh",
                            "hardSigmoid",
                            "hardSilu",
                            "celu(0.3)",
                            "thresholdedRelu(0.5)",
                            "softShrink(0.5)",
                            "hardShrink(0.5)");
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
        void aParameterThatIsNotFiniteIsRefused(double value) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Activation.leakyRelu(value))
                    .withMessage("slope must be finite; got " + value);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Activation.elu(value))
                    .withMessage("alpha must be finite; got " + value);
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY})
        void aParameterThatIsNotFiniteAndAboveZeroIsRefused(double value) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Activation.celu(value))
                    .withMessage("alpha must be finite and above 0; got " + value);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Activation.thresholdedRelu(value))
                    .withMessage("theta must be finite and above 0; got " + value);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Activation.softShrink(value))
                    .withMessage("lambda must be finite and above 0; got " + value);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Activation.hardShrink(value))
                    .withMessage("lambda must be finite and above 0; got " + value);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\t\n"})
        void aCustomOneNeedsAName(String name) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Activation.of(name, z -> z, z -> 1))
                    .withMessage("an activation needs a name; got a blank one");
        }

        @Test
        void aCustomOneNeedsBothFunctions() {
            assertThatNullPointerException()
                    .isThrownBy(() -> Activation.of("half", null, z -> 1))
                    .withMessage("g");
            assertThatNullPointerException()
                    .isThrownBy(() -> Activation.of("half", z -> z, null))
                    .withMessage("gPrime");
        }

        @Test
        void aCustomOneCopiesItsCorners() {
            double[] corners = {-1, 1};
            Activation hardTanh =
                    Activation.of("hardTanh", z -> Math.max(-1, Math.min(1, z)), z -> Math.abs(z) < 1 ? 1 : 0, corners);

            corners[0] = 5;

            assertThat(hardTanh.corners()).containsExactly(-1, 1);
        }
    }

    @Nested
    class OfMatrices {
        static Stream<Activation> all() {
            return Stream.concat(elementWise().stream(), Stream.of(Activation.SOFTMAX));
        }

        @ParameterizedTest
        @MethodSource("all")
        void gOfAWindowIsGOfItsCopyAndLeavesItAsItIs(Activation activation) {
            double[] array = {Double.NaN, -2, -1, 0.5, 1, 2, 3, Double.NaN};
            double[] before = array.clone();

            Matrix A = activation.g(Matrix.window(array, 1, 2, 3));

            assertThat(A).isEqualTo(activation.g(Matrix.of(2, 3, -2, -1, 0.5, 1, 2, 3)));
            A.set(0, 0, 99);
            assertThat(array).isEqualTo(before);
        }

        @ParameterizedTest
        @MethodSource("io.github.bp4j.ActivationTest#elementWise")
        void gPrimeOfAWindowIsGPrimeOfItsCopyAndLeavesItAsItIs(Activation activation) {
            double[] array = {Double.NaN, -2, -1, 0.5, 1, 2, 3, Double.NaN};
            double[] before = array.clone();

            Matrix derivative = activation.gPrime(Matrix.window(array, 1, 2, 3));

            assertThat(derivative).isEqualTo(activation.gPrime(Matrix.of(2, 3, -2, -1, 0.5, 1, 2, 3)));
            assertThat(array).isEqualTo(before);
        }
    }

    @Test
    void geluHasItsSlopeAtTheLeastNumbers() {
        Matrix Z = Matrix.column(Double.MIN_VALUE, 3 * Double.MIN_VALUE, -Double.MIN_VALUE);
        assertThat(Activation.GELU.gPrime(Z).toArray()).containsExactly(0.5, 0.5, 0.5);
    }

    @Test
    void geluAndSiluHaveTheirLimitsAtInfinity() {
        Matrix Z = Matrix.column(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        for (Activation activation : new Activation[] {Activation.GELU, Activation.SILU}) {
            assertThat(activation.g(Z).toArray()).containsExactly(0.0, Double.POSITIVE_INFINITY);
            assertThat(activation.gPrime(Z).toArray()).containsExactly(new double[] {0, 1}, Offset.offset(0.0));
        }
    }

    @Test
    void squareplusIsRightUpToTheLargestNumbers() {
        for (double z : new double[] {1e9, 1e154, 1e200, 1.7e308, Double.MAX_VALUE}) {
            Matrix A = Activation.SQUAREPLUS.g(Matrix.column(z, -z));
            assertThat(A.get(0, 0)).isEqualTo(z);
            assertThat(A.get(1, 0)).isEqualTo(1 / z);
        }
    }

    @Test
    void everyOutputIsWithinTheBounds() {
        for (Activation g : List.of(
                Activation.SIGMOID,
                Activation.TANH,
                Activation.RELU,
                Activation.SELU,
                Activation.GELU,
                Activation.SILU,
                Activation.SOFTPLUS,
                Activation.EXPONENTIAL,
                Activation.LOG_SIGMOID,
                Activation.MISH,
                Activation.GELU_TANH,
                Activation.GAUSSIAN,
                Activation.SIN,
                Activation.SOFTSIGN,
                Activation.SQUAREPLUS,
                Activation.RELU6,
                Activation.HARD_TANH,
                Activation.HARD_SIGMOID,
                Activation.HARD_SILU,
                Activation.SOFTMAX,
                Activation.LINEAR,
                Activation.leakyRelu(0.1),
                Activation.leakyRelu(-0.1),
                Activation.elu(2),
                Activation.elu(-2),
                Activation.celu(0.5),
                Activation.thresholdedRelu(1),
                Activation.softShrink(1),
                Activation.hardShrink(1))) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            Matrix Z = Matrix.zeros(2, 20_001);
            for (int j = 0; j < Z.columns(); j++) {
                Z.set(0, j, (j - 10_000) * 1e-2);
                Z.set(1, j, (j - 10_000) * 1e-4);
            }
            for (double a : g.g(Z).toArray()) {
                least = Math.min(least, a);
                most = Math.max(most, a);
            }
            assertThat(least).as(g + " below").isGreaterThanOrEqualTo(g.lowerBound());
            assertThat(most).as(g + " above").isLessThanOrEqualTo(g.upperBound());
            if (g.lowerBound() > Double.NEGATIVE_INFINITY) {
                assertThat(least).as(g + " near its bound").isCloseTo(g.lowerBound(), within(0.02));
            }
            if (g.upperBound() < Double.POSITIVE_INFINITY) {
                assertThat(most).as(g + " near its bound").isCloseTo(g.upperBound(), within(0.02));
            }
        }
    }
}
