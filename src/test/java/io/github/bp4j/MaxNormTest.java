package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.optimizer.Optimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaxNormTest {
    private static Network of(double c, double... W) {
        Network network = Network.builder()
                .inputs(2)
                .layer(W.length / 2, Activation.LINEAR, options -> options.maxNorm(c))
                .loss(Loss.SQUARED_ERROR)
                .build();
        System.arraycopy(W, 0, network.parameters(), 0, W.length);
        return network;
    }

    @Test
    void aRowLongerThanCIsScaledToItAndAnyOtherStaysAsItIs() {
        Network network = of(5, 6, 8, 3, 4, 0.1, -0.2, 0, 0);
        network.layer(1).b().set(0, 0, 100);

        network.applyMaxNorm();

        assertThat(network.layer(1).W()).isEqualTo(Matrix.of(4, 2, 3, 4, 3, 4, 0.1, -0.2, 0, 0));
        assertThat(network.layer(1).b().get(0, 0)).isEqualTo(100);
    }

    @Test
    void weightsWhoseSquaresOverflowAreScaledToo() {
        Network network = of(5, 3e300, -4e300);

        network.applyMaxNorm();

        assertThat(network.layer(1).W().get(0, 0)).isCloseTo(3, within(1e-14));
        assertThat(network.layer(1).W().get(0, 1)).isCloseTo(-4, within(1e-14));
    }

    @ParameterizedTest
    @CsvSource({
        "1e-200, 1e-190",
        "1e-200, 1e-180",
        "1e-200, 1",
        "1e-200, 1e200",
        "1e-300, 1e300",
        "1, 1e300",
        "1e200, 1e300",
        "1e200, 1e201",
        "1e-310, 1e-300",
        "1e-160, 1e-159"
    })
    void anyBoundHoldsForAnyRow(double c, double unit) {
        Network network = of(c, 3 * unit, -4 * unit, 0, 0, 0.3 * c, -0.4 * c);

        network.applyMaxNorm();

        double tolerance = Math.max(1e-14 * c, 2 * Double.MIN_VALUE);
        assertThat(network.layer(1).W().get(0, 0)).isCloseTo(0.6 * c, within(tolerance));
        assertThat(network.layer(1).W().get(0, 1)).isCloseTo(-0.8 * c, within(tolerance));
        assertThat(network.layer(1).W().get(1, 0)).isZero();
        assertThat(network.layer(1).W().get(2, 0)).isEqualTo(0.3 * c);
    }

    @Test
    void aRowOfSubnormalNumbersIsScaledToo() {
        Network network = of(5 * 0x1p-1070, 3 * 0x1p-1060, 4 * 0x1p-1060);

        network.applyMaxNorm();

        assertThat(network.layer(1).W()).isEqualTo(Matrix.of(1, 2, 3 * 0x1p-1070, 4 * 0x1p-1070));
    }

    @Test
    void thePenaltyOfLargeWeightsDoesNotOverflowBeforeItIsScaled() {
        Network network = Network.builder()
                .inputs(2)
                .layer(1, Activation.LINEAR, options -> options.l2(1e-100))
                .loss(Loss.SQUARED_ERROR)
                .build();
        network.layer(1).W().set(0, 0, 3e180);
        network.layer(1).W().set(0, 1, 4e180);

        assertThat(network.regularisation(1)).isCloseTo(12.5e260, within(1e247));
    }

    @Test
    void theNormOfALongRowIsSummedByTheRuleForArrays() {
        int n = 9001;
        Network network = Network.builder()
                .inputs(n)
                .layer(2, Activation.LINEAR, options -> options.maxNorm(1))
                .loss(Loss.SQUARED_ERROR)
                .seed(3)
                .build();
        double[] w = network.layer(1).W().toArray();
        double sum = 0;
        for (int block = 0; block < n; block += 4096) {
            double[] p = new double[8];
            for (int i = block; i < Math.min(block + 4096, n); i++) {
                p[i % 8] += w[n + i] * w[n + i];
            }
            sum += ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]));
        }
        double factor = 1 / Math.sqrt(sum);
        assertThat(factor).isLessThan(1);

        network.applyMaxNorm();

        for (int i = 0; i < n; i++) {
            assertThat(network.layer(1).W().get(1, i)).isEqualTo(w[n + i] * factor);
        }
    }

    @Test
    void everyStepEndsWithIt() {
        Network network = of(0.5, 0.3, 0.4, 0.3, 0.4);

        for (Optimizer optimizer : new Optimizer[] {Optimizer.gradientDescent(1), Optimizer.adam(1)}) {
            network.forward(Matrix.column(1, 2));
            network.backward(Matrix.column(50, -60));
            optimizer.start(network).step();

            for (int i = 0; i < 2; i++) {
                double norm = Math.hypot(
                        network.layer(1).W().get(i, 0), network.layer(1).W().get(i, 1));
                assertThat(norm).isCloseTo(0.5, within(1e-15));
            }
        }
    }

    @Test
    void theNetworksHoldsWhereALayerSaysNothing() {
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.TANH)
                .layer(1, Activation.TANH, options -> options.maxNorm(2))
                .layer(1, Activation.TANH, options -> options.maxNorm(Double.POSITIVE_INFINITY))
                .loss(Loss.SQUARED_ERROR)
                .initializer(Initializer.constant(9))
                .maxNorm(3)
                .build();

        network.applyMaxNorm();

        assertThat(network.parameters()).containsExactly(3, 0, 2, 0, 9, 0);
        assertThat(network.layers()).extracting(Layer::maxNorm).containsExactly(3.0, 2.0, Double.POSITIVE_INFINITY);
        assertThat(Network.builder()
                        .inputs(1)
                        .layer(1, Activation.TANH)
                        .loss(Loss.HUBER)
                        .build()
                        .layer(1)
                        .maxNorm())
                .isEqualTo(Double.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.NEGATIVE_INFINITY})
    void aBoundThatIsNotAboveZeroIsRefused(double c) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.builder().maxNorm(c))
                .withMessage("maxNorm: c must be above 0; got " + c);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.builder().layer(1, Activation.TANH, options -> options.maxNorm(c)))
                .withMessage("maxNorm: c must be above 0; got " + c);
    }
}
