package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.internal.kernel.Kernels;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** dZ[L] = A[L] − Y is what ∂ℒ/∂A and BP4 give together: to 1e-12 for |Z| ≤ 20. */
class ShortFormTest {
    private static final int UNITS = 3;
    private static final int EXAMPLES = 2000;
    private static final double TOLERANCE = 1e-12;

    static Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.of(Activation.SOFTMAX, Loss.CROSS_ENTROPY),
                Arguments.of(Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY),
                Arguments.of(Activation.SOFTMAX, Loss.KULLBACK_LEIBLER),
                Arguments.of(Activation.LINEAR, Loss.SQUARED_ERROR));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void generalPathAndShortFormAgree(Activation g, Loss loss) {
        Matrix Z = Z(1);
        Matrix Y = Y(loss);
        assertThat(loss.hasShortForm(g)).isTrue();

        Matrix difference = general(g, loss, Z, Y).minus(g.g(Z).minus(Y));

        assertThat(largest(difference)).isLessThanOrEqualTo(TOLERANCE);
    }

    static Stream<Arguments> otherForms() {
        return Stream.of(
                Arguments.of(Activation.SOFTMAX, Loss.focalCrossEntropy(2)),
                Arguments.of(Activation.SOFTMAX, Loss.focalCrossEntropy(0.5)),
                Arguments.of(Activation.SIGMOID, Loss.binaryFocalCrossEntropy(2)),
                Arguments.of(Activation.SIGMOID, Loss.binaryFocalCrossEntropy(0.5)),
                Arguments.of(Activation.EXPONENTIAL, Loss.POISSON));
    }

    /** Z of Poisson's is 1/10 of the others', for A is e^Z. */
    @ParameterizedTest
    @MethodSource("otherForms")
    void generalPathAgreesWithTheShortFormOfTheLossItself(Activation g, Loss loss) {
        Matrix Z = Z(loss == Loss.POISSON ? 0.1 : 1);
        Matrix Y = Y(loss);
        Matrix dZ = Matrix.zeros(UNITS, EXAMPLES);
        assertThat(loss.hasShortForm(g)).isTrue();

        loss.shortForm(g.g(Z), Y, dZ);

        assertThat(largest(general(g, loss, Z, Y).minus(dZ))).isLessThanOrEqualTo(TOLERANCE);
        assertThat(largest(dZ)).isGreaterThan(0.9);
    }

    /** Where a is 0 or 1 to the last bit the general path divides by 0; the limits of the short form are −1, 0 and 1. */
    @ParameterizedTest
    @MethodSource("gammas")
    void shortFormOfAFocalLossHasItsLimits(double gamma) {
        Matrix dZ = Matrix.zeros(2, 2);

        Loss.binaryFocalCrossEntropy(gamma).shortForm(Matrix.of(2, 2, 0, 1, 0, 1), Matrix.of(2, 2, 1, 1, 0, 0), dZ);
        assertThat(dZ.toArray()).containsExactly(new double[] {-1, 0, 0, 1}, Offset.offset(0.0));

        Loss.focalCrossEntropy(gamma).shortForm(Matrix.of(2, 2, 0, 1, 1, 0), Matrix.of(2, 2, 1, 1, 0, 0), dZ);
        assertThat(dZ.toArray()).containsExactly(new double[] {-1, 0, 1, 0}, Offset.offset(0.0));
    }

    static Stream<Double> gammas() {
        return Stream.of(0.5, 1.0, 2.0);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void networkTakesTheShortForm(Activation g, Loss loss) {
        Network network =
                Network.builder().inputs(UNITS).layer(UNITS, g).loss(loss).build();
        Matrix Y = Y(loss);
        Matrix A = network.forward(Z(0.1));

        network.backward(Y);

        assertThat(network.layer(1).dZ()).isEqualTo(A.minus(Y));
    }

    @Test
    void pairsThatOnlyLookAlikeDiffer() {
        Matrix Z = Z(0.1);
        Matrix Y = Y(Loss.SQUARED_ERROR);

        Matrix difference = general(Activation.SIGMOID, Loss.SQUARED_ERROR, Z, Y)
                .minus(Activation.SIGMOID.g(Z).minus(Y));

        assertThat(Loss.SQUARED_ERROR.hasShortForm(Activation.SIGMOID)).isFalse();
        assertThat(largest(difference)).isGreaterThan(0.1);
    }

    /** dZ by ∂ℒ/∂A, then BP4. */
    private static Matrix general(Activation g, Loss loss, Matrix Z, Matrix Y) {
        Matrix A = g.g(Z);
        Matrix dA = Matrix.zeros(Z.rows(), Z.columns());
        Matrix dZ = Matrix.zeros(Z.rows(), Z.columns());
        loss.derivative(A, Y, dA);
        g.multiplyByDerivative(Kernels.kernel(), Z, A, dA, dZ, 0, g.extent(Z));
        return dZ;
    }

    /** Uniform in ±20, and the ends themselves; times the factor. */
    private static Matrix Z(double factor) {
        SplitMix64 random = new SplitMix64(11);
        Matrix Z = Matrix.zeros(UNITS, EXAMPLES).map(zero -> factor * (40 * random.nextDouble() - 20));
        for (int i = 0; i < UNITS; i++) {
            Z.set(i, 0, factor * (i == 0 ? 20 : -20));
            Z.set(i, 1, factor * (i == 0 ? -20 : 20));
        }
        return Z;
    }

    /** Targets that the loss allows: one of the units, or anything from 0 to 1, or of any size. */
    private static Matrix Y(Loss loss) {
        SplitMix64 random = new SplitMix64(12);
        Matrix Y = Matrix.zeros(UNITS, EXAMPLES);
        for (int j = 0; j < EXAMPLES; j++) {
            double[] y = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
            double sum = y[0] + y[1] + y[2];
            int one = random.nextInt(UNITS);
            for (int i = 0; i < UNITS; i++) {
                if (loss.accepts(Activation.SOFTMAX) && loss.hasShortForm(Activation.SOFTMAX)) {
                    Y.set(i, j, j % 2 == 0 ? (i == one ? 1 : 0) : y[i] / sum);
                } else if (loss.hasShortForm(Activation.SIGMOID)) {
                    Y.set(i, j, j % 2 == 0 ? Math.rint(y[i]) : y[i]);
                } else if (loss == Loss.POISSON) {
                    Y.set(i, j, Math.rint(4 * y[i]));
                } else {
                    Y.set(i, j, 40 * y[i] - 20);
                }
            }
        }
        return Y;
    }

    private static double largest(Matrix M) {
        double largest = 0;
        for (double value : M.toArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
