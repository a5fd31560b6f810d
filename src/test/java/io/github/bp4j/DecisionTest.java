package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
    /** One input; every W is 1 and b is 0, so that a = g(x). */
    private static Network network(int units, Activation activation, Loss loss) {
        return Network.builder()
                .inputs(1)
                .layer(units, activation, options -> options.initializer(Initializer.constant(1)))
                .loss(loss)
                .build();
    }

    private static Predictor unit(Activation activation, Loss loss) {
        return network(1, activation, loss).predictor();
    }

    @Test
    void aSigmoidUnitDividesItsClassesAtOneHalf() {
        for (Predictor predictor : new Predictor[] {
            unit(Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY),
            unit(Activation.SIGMOID, Loss.SQUARED_ERROR),
            unit(Activation.HARD_SIGMOID, Loss.SQUARED_ERROR)
        }) {
            assertThat(predictor.threshold()).hasValue(0.5);
            assertThat(predictor.hasProbabilities()).isTrue();
            assertThat(predictor.predictClass(0)).isEqualTo(1);
            assertThat(predictor.predictClass(-0.1)).isZero();
            assertThat(predictor.classOf(0.5)).isEqualTo(1);
            assertThat(predictor.classOf(Math.nextDown(0.5))).isZero();
        }
    }

    @Test
    void outputsFromMinusOneToOneAndMarginsDivideTheirClassesAtZero() {
        for (Predictor predictor : new Predictor[] {
            unit(Activation.TANH, Loss.SQUARED_ERROR),
            unit(Activation.TANH, Loss.HINGE),
            unit(Activation.SOFTSIGN, Loss.HUBER),
            unit(Activation.HARD_TANH, Loss.ABSOLUTE_ERROR),
            unit(Activation.LINEAR, Loss.HINGE),
            unit(Activation.LINEAR, Loss.SQUARED_HINGE)
        }) {
            assertThat(predictor.threshold()).hasValue(0);
            assertThat(predictor.hasProbabilities()).isFalse();
            assertThat(predictor.predictClass(0.3)).isEqualTo(1);
            assertThat(predictor.predictClass(0)).isEqualTo(1);
            assertThat(predictor.predictClass(-0.3)).isZero();
        }
    }

    @Test
    void aUnitThatMayHaveEitherTargetsHasNoThreshold() {
        Network network = network(1, Activation.LINEAR, Loss.SQUARED_ERROR);

        assertThat(network.threshold()).isEmpty();
        assertThat(network.hasProbabilities()).isFalse();
        assertThat(network(1, Activation.RELU, Loss.HUBER).threshold()).isEmpty();
        assertThat(network(1, Activation.EXPONENTIAL, Loss.POISSON).threshold()).isEmpty();
        assertThatThrownBy(() -> network.predictor().predictClass(0.3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "predictClass: the output is one unit, linear with squaredError, whose two classes may be the"
                                + " targets 0 and 1 or -1 and 1; compare predict(x)[0] with a threshold of your own, or"
                                + " take sigmoid with binaryCrossEntropy");
    }

    @Test
    void ofSeveralOutputsTheLargestDecides() {
        Network network = network(3, Activation.LINEAR, Loss.SQUARED_ERROR);
        network.layer(1).b().setColumn(0, new double[] {-4, -2, -3}, 0);

        assertThat(network.threshold()).isEqualTo(OptionalDouble.empty());
        assertThat(network.predictor().predictClass(1)).isEqualTo(1);
        assertThat(network.predictor().classOf(5, 7, 7)).isEqualTo(1);
    }

    @Test
    void probabilitiesAreOutputsFromZeroToOneOfALossThatMeasuresNoMargins() {
        assertThat(network(3, Activation.SOFTMAX, Loss.CROSS_ENTROPY).hasProbabilities())
                .isTrue();
        assertThat(network(3, Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY).hasProbabilities())
                .isTrue();
        assertThat(network(3, Activation.SOFTMAX, Loss.CATEGORICAL_HINGE).hasProbabilities())
                .isFalse();
        assertThat(network(3, Activation.LINEAR, Loss.CATEGORICAL_HINGE).hasProbabilities())
                .isFalse();
        assertThat(network(3, Activation.LINEAR, Loss.SQUARED_ERROR).hasProbabilities())
                .isFalse();
        assertThat(network(3, Activation.SOFTMAX, Loss.COSINE_SIMILARITY).hasProbabilities())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsInNoClass(double value) {
        Network saturated = Network.builder()
                .inputs(2)
                .layer(4, Activation.TANH) // tanh ∞ = 1, so that all outputs are finite
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build();
        assertThatThrownBy(() -> saturated.predictor().predictClass(0.5, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("predictClass: x[1] is " + value + "; every value must be finite");
        assertThatThrownBy(() -> saturated.predictor().classOf(0.1, 0.2, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("predictClass: a[2] is " + value + "; every value must be finite");
        assertThatThrownBy(() -> Matrix.of(3, 2, 1, 0.1, 2, value, 3, 0.9).classOfColumn(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("classOfColumn: " + value + " in row 1, column 1; only finite values decide on a class");
        assertThatThrownBy(() -> Matrix.column(value).classOfColumn(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Matrix.column(1).classOfColumn(0, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("classOfColumn: threshold must be finite; got " + value);
    }

    @Test
    void aColumnOfOneRowHasTheThresholdThatIsGiven() {
        Matrix A = Matrix.of(1, 3, -0.1, 0, 0.3);

        assertThat(A.classOfColumn(2)).isZero();
        assertThat(A.classOfColumn(0, 0)).isZero();
        assertThat(A.classOfColumn(1, 0)).isEqualTo(1);
        assertThat(A.classOfColumn(2, 0)).isEqualTo(1);
    }

    @Test
    void aMatrixIsFiniteUnlessAnElementIsNot() {
        Matrix M = Matrix.zeros(3, 50);

        assertThat(M.isFinite()).isTrue();
        assertThat(M.map(x -> Double.MAX_VALUE).isFinite()).isTrue(); // though the sum is not
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (int column = 0; column < 50; column++) {
                M.set(1, column, value);
                assertThat(M.isFinite()).isFalse();
                M.set(1, column, 0);
            }
        }
        M.set(0, 0, Double.POSITIVE_INFINITY);
        M.set(2, 49, Double.NEGATIVE_INFINITY);
        assertThat(M.isFinite()).isFalse();
    }
}
