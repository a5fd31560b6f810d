package io.github.bp4j.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient under dropout, noise, label smoothing and sample weights, with the masks of a pass held fast. */
class RegularisedGradientCheckTest {
    /** All but e^z, three of which in a row overflow here; GradientCheckTest has it. */
    static Stream<Arguments> activationsAndLosses() {
        return GradientCheckTest.activations()
                .filter(g -> g != Activation.EXPONENTIAL)
                .flatMap(g -> Stream.of(
                                Loss.CROSS_ENTROPY,
                                Loss.crossEntropy(0.1),
                                Loss.BINARY_CROSS_ENTROPY,
                                Loss.binaryCrossEntropy(0.2),
                                Loss.SQUARED_ERROR,
                                Loss.ABSOLUTE_ERROR,
                                Loss.HUBER)
                        .map(loss -> Arguments.of(g, loss)));
    }

    @ParameterizedTest
    @MethodSource("activationsAndLosses")
    void everyActivationWithEveryLossIsRightUnderDropoutNoiseAndWeights(Activation g, Loss loss) {
        for (boolean dropout : new boolean[] {false, true}) {
            for (Matrix weights : new Matrix[] {null, Matrix.of(1, 5, 2, 0.25, 0, 1, 3)}) {
                Network network = network(g, loss, dropout);
                network.passes(16); // of the first passes one that drops something everywhere

                GradientCheck check = GradientCheck.of(network);
                GradientReport report = weights == null
                        ? check.check(normal(1, 3, 5), targets(loss, 2, 5))
                        : check.check(normal(1, 3, 5), targets(loss, 2, 5), weights);

                assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
                assertThat(report.setApart()).as("%s", report).isZero();
                assertThat(network.passes()).isEqualTo(16);
                if (dropout) {
                    assertThat(network.layer(1).D().toArray()).contains(0.0, 2.0);
                    assertThat(network.layer(2).D().toArray()).contains(0.0, 4.0 / 3);
                    assertThat(network.trainingInput().map(Math::abs).toArray()).contains(0.0);
                }
            }
        }
    }

    private static Network network(Activation g, Loss loss, boolean dropout) {
        Activation output = loss.name().startsWith("crossEntropy")
                ? Activation.SOFTMAX
                : loss.name().startsWith("binaryCrossEntropy") ? Activation.SIGMOID : g;
        return Network.builder()
                .inputs(3)
                .inputDropout(dropout ? 0.2 : 0)
                .inputNoise(0.5)
                .layer(5, g, options -> randomBias(options).dropout(dropout ? 0.5 : 0))
                .layer(4, g, options -> randomBias(options).dropout(dropout ? 0.25 : 0))
                .layer(2, output, RegularisedGradientCheckTest::randomBias)
                .loss(loss)
                .l2(0.05)
                .seed(5)
                .build();
    }

    private static LayerOptions randomBias(LayerOptions options) {
        return options.biasInitializer((M, fanIn, fanOut, random) -> {
            for (int i = 0; i < M.rows(); i++) {
                M.set(i, 0, 0.5 * random.nextGaussian());
            }
        });
    }

    private static Matrix normal(long seed, int rows, int columns) {
        SplitMix64 random = new SplitMix64(seed);
        return Matrix.zeros(rows, columns).map(zero -> random.nextGaussian());
    }

    private static Matrix targets(Loss loss, int rows, int columns) {
        SplitMix64 random = new SplitMix64(7);
        if (loss.name().startsWith("crossEntropy")) {
            Matrix Y = Matrix.zeros(rows, columns);
            for (int j = 0; j < columns; j++) {
                Y.set(random.nextInt(rows), j, 1);
            }
            return Y;
        }
        return Matrix.zeros(rows, columns).map(zero -> random.nextDouble());
    }

    private final Network network = network(Activation.TANH, Loss.SQUARED_ERROR, true);
    private final Matrix X = normal(1, 3, 5);
    private final Matrix Y = targets(Loss.SQUARED_ERROR, 2, 5);
    private final Matrix weights = Matrix.of(1, 5, 2, 0.25, 0, 1, 3);

    @Test
    void aGradientOfTheLastPassIsRightAndThatOfAnotherIsWrong() {
        network.forward(X);
        network.backward(Y);
        double[] another = network.gradient().clone();
        network.forward(X);
        network.backward(Y);
        double[] last = network.gradient().clone();

        assertThat(GradientCheck.of(network).check(X, Y, last).verdict()).isEqualTo(Verdict.RIGHT);
        assertThat(GradientCheck.of(network).check(X, Y, another).verdict()).isEqualTo(Verdict.WRONG);
        assertThat(network.passes()).isEqualTo(2);
    }

    @Test
    void theGradientWithoutTheWeightsIsWrongWithThem() {
        Layer last = network.layer(3);
        network.forward(X);
        network.backward(Y, weights);
        double[] weighted = network.gradient().clone();

        assertThat(GradientCheck.of(network).check(X, Y, weighted).verdict()).isEqualTo(Verdict.WRONG);
        assertThat(GradientCheck.of(network).check(X, Y, weights).verdict()).isEqualTo(Verdict.RIGHT);
        assertThat(network.gradient()).isEqualTo(weighted);
        assertThat(last.dA().get(0, 2)).isZero();
    }

    @Test
    void theCountOfPassesStaysAsItWasEvenWhenTheCheckFails() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GradientCheck.of(network).check(X, Y.map(y -> Double.NaN)));
        assertThat(network.passes()).isZero();
        network.passes(7);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GradientCheck.of(network).check(X, Y, weights.map(w -> -1)));
        assertThat(network.passes()).isEqualTo(7);
        assertThatNullPointerException()
                .isThrownBy(() -> GradientCheck.of(network).check(X, Y, (Matrix) null))
                .withMessage("weights");
    }

    @Test
    void theCachesAreLeftAsAfterTheLastPass() {
        network.passes(3);
        network.forward(X);
        network.backward(Y, weights);
        double[] Z = network.layer(2).Z().toArray();
        double[] gradient = network.gradient().clone();

        GradientCheck.of(network).check(X, Y, weights);

        assertThat(network.layer(2).Z().toArray()).isEqualTo(Z);
        assertThat(network.gradient()).isEqualTo(gradient);
    }
}
