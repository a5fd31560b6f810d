package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleWeightsTest {
    static Stream<Loss> losses() {
        return Stream.of(
                Loss.BINARY_CROSS_ENTROPY,
                Loss.binaryCrossEntropy(0.1),
                Loss.SQUARED_ERROR,
                Loss.ABSOLUTE_ERROR,
                Loss.HUBER);
    }

    private static Network network(Loss loss) {
        return Network.builder()
                .inputs(2)
                .layer(4, Activation.TANH)
                .layer(2, Activation.SIGMOID)
                .loss(loss)
                .l2(0.01)
                .seed(6)
                .build();
    }

    private final Matrix X = Matrix.of(2, 4, 0.5, -1, 2, 0.25, 1, 1.5, -0.5, 0);
    private final Matrix Y = Matrix.of(2, 4, 1, 0, 0.5, 1, 0.25, 1, 0, 0);

    private static double costAndBackward(Network network, Matrix X, Matrix Y, double... weights) {
        network.forward(X);
        Matrix w = Matrix.of(1, weights.length, weights);
        network.backward(Y, w);
        return network.cost(Y, w);
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
        assertThat(actual).containsExactly(expected, within(1e-15));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void weightsOfOneHaveTheBitsOfNone(Loss loss) {
        Network weighted = network(loss);
        Network plain = network(loss);
        plain.forward(X);
        plain.backward(Y);

        double J = costAndBackward(weighted, X, Y, 1, 1, 1, 1);

        assertThat(J).isEqualTo(plain.cost(Y));
        assertThat(weighted.gradient()).isEqualTo(plain.gradient());
        assertThat(weighted.layer(2).dA()).isEqualTo(plain.layer(2).dA());
        assertThat(weighted.inputGradient()).isEqualTo(plain.inputGradient());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void wholeNumbersAreExamplesThatComeSoOften(Loss loss) {
        Network weighted = network(loss);
        Network repeated = network(loss);
        int[] columns = {0, 2, 2, 2, 3, 3};
        repeated.forward(columns(X, columns));
        repeated.backward(columns(Y, columns));

        double J = costAndBackward(weighted, X, Y, 1, 0, 3, 2);

        assertThat(J).isCloseTo(repeated.cost(columns(Y, columns)), within(1e-15));
        assertClose(weighted.gradient(), repeated.gradient());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void onlyTheRatiosOfTheWeightsCount(Loss loss) {
        Network one = network(loss);
        Network other = network(loss);
        Network near = network(loss);

        double J = costAndBackward(one, X, Y, 0.5, 1.25, 3, 0);

        assertThat(costAndBackward(other, X, Y, 4, 10, 24, 0)).isEqualTo(J);
        assertThat(other.gradient()).isEqualTo(one.gradient());
        assertThat(costAndBackward(near, X, Y, 0.05, 0.125, 0.3, 0)).isCloseTo(J, within(1e-15));
        assertClose(near.gradient(), one.gradient());
    }

    @Test
    void dZAndDAOfEachExampleAreTimesItsWeightOverTheMean() {
        Network weighted = network(Loss.SQUARED_ERROR);
        Network plain = network(Loss.SQUARED_ERROR);
        plain.forward(X);
        plain.backward(Y);

        costAndBackward(weighted, X, Y, 1, 0, 4, 3); // the mean is 2

        Matrix factors = Matrix.of(1, 4, 0.5, 0, 2, 1.5);
        for (int l = 1; l <= 2; l++) {
            assertClose(
                    weighted.layer(l).dZ().toArray(),
                    times(plain.layer(l).dZ(), factors).toArray());
            assertClose(
                    weighted.layer(l).dA().toArray(),
                    times(plain.layer(l).dA(), factors).toArray());
        }
        assertClose(
                weighted.inputGradient().toArray(),
                times(plain.inputGradient(), factors).toArray());
    }

    private static Matrix times(Matrix M, Matrix factors) {
        return M.hadamard(Matrix.zeros(M.rows(), 1).map(zero -> 1).times(factors));
    }

    @Test
    void aPassWithoutWeightsAfterOneWithThemKnowsNothingOfThem() {
        Network weighted = network(Loss.HUBER);
        Network plain = network(Loss.HUBER);
        costAndBackward(weighted, X, Y, 5, 0, 1, 2);
        weighted.forward(X);
        weighted.backward(Y);
        plain.forward(X);
        plain.backward(Y);

        assertThat(weighted.cost(Y)).isEqualTo(plain.cost(Y));
        assertThat(weighted.gradient()).isEqualTo(plain.gradient());
        assertThat(weighted.layer(2).dA()).isEqualTo(plain.layer(2).dA());
    }

    @Test
    void otherWeightsOrPredictionsAfterBackwardDoNotReachItsDA() {
        Network network = network(Loss.HUBER);
        costAndBackward(network, X, Y, 5, 0, 1, 2);
        Matrix dA = network.layer(2).dA().map(x -> x);

        network.cost(Y, Matrix.of(1, 4, 1, 1, 1, 9));
        network.predict(X, Y);

        assertThat(network.layer(2).dA()).isEqualTo(dA);
    }

    @Test
    void weightsInAWindowAreReadWhereTheyLieAndStayAsTheyAre() {
        Network one = network(Loss.SQUARED_ERROR);
        Network other = network(Loss.SQUARED_ERROR);
        double[] array = {9, 5, 0, 1, 2, 9};
        double J = costAndBackward(one, X, Y, 5, 0, 1, 2);

        Matrix window = Matrix.window(array, 1, 1, 4);
        other.forward(X);
        other.backward(Y, window);

        assertThat(other.cost(Y, window)).isEqualTo(J);
        assertThat(other.gradient()).isEqualTo(one.gradient());
        assertThat(array).containsExactly(9, 5, 0, 1, 2, 9);
    }

    // ---------------------------------------------------------------- at the door

    private void assertRefused(Matrix weights, Class<? extends Exception> type, String message) {
        Network network = network(Loss.SQUARED_ERROR);
        network.forward(X);
        network.backward(Y);
        double[] gradient = network.gradient().clone();

        assertThatThrownBy(() -> network.cost(Y, weights))
                .isExactlyInstanceOf(type)
                .hasMessage("cost: " + message);
        assertThatThrownBy(() -> network.backward(Y, weights))
                .isExactlyInstanceOf(type)
                .hasMessage("backward: " + message);
        assertThat(network.gradient()).isEqualTo(gradient);
    }

    @Test
    void weightsOfAnotherShapeAreRefused() {
        assertRefused(Matrix.zeros(1, 3), ShapeException.class, "the weights are 1×3; 4 examples have 1×4");
        assertRefused(Matrix.zeros(4, 1), ShapeException.class, "the weights are 4×1; 4 examples have 1×4");
        assertRefused(Matrix.zeros(2, 4), ShapeException.class, "the weights are 2×4; 4 examples have 1×4");
    }

    @Test
    void aWeightThatIsNegativeOrNotFiniteIsRefused() {
        for (double w : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertRefused(
                    Matrix.of(1, 4, 1, 0, w, 1),
                    IllegalArgumentException.class,
                    "weights are finite and at least 0; that of example 2 is " + w);
        }
    }

    @Test
    void weightsThatAreAllZeroAreRefused() {
        assertRefused(
                Matrix.zeros(1, 4), IllegalArgumentException.class, "every weight is 0; at least one must be above 0");
    }

    @Test
    void weightsBeforeAForwardPassOrWithWrongTargetsAreRefused() {
        Network network = network(Loss.SQUARED_ERROR);
        Matrix weights = Matrix.of(1, 4, 1, 1, 1, 1);

        assertThatIllegalStateException()
                .isThrownBy(() -> network.cost(Y, weights))
                .withMessage("cost: call forward first");
        assertThatIllegalStateException()
                .isThrownBy(() -> network.backward(Y, weights))
                .withMessage("backward: call forward first");
        network.forward(X);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.backward(Y.map(y -> Double.NaN), weights))
                .withMessage("squaredError: targets are finite; that of example 0, output 0 is NaN");
        assertThatThrownBy(() -> network.cost(Matrix.zeros(1, 4), weights))
                .isInstanceOf(ShapeException.class)
                .hasMessage("cost: Y is 1×4, A[L] is 2×4; the shapes must be equal");
    }
}
