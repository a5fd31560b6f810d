package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.check.GradientCheck;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
    private static NetworkBuilder builder() {
        return Network.builder()
                .inputs(3)
                .layer(6, Activation.SIGMOID, options -> options.dropout(0.5))
                .layer(5, Activation.TANH, options -> options.dropout(0.2))
                .layer(2, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(4);
    }

    private static Matrix gaussians(int rows, int columns, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        return Matrix.zeros(rows, columns).map(zero -> random.nextGaussian());
    }

    private static Matrix classes(int classes, int m) {
        Matrix Y = Matrix.zeros(classes, m);
        for (int j = 0; j < m; j++) {
            Y.set(j % classes, j, 1);
        }
        return Y;
    }

    private static Matrix copy(Matrix M) {
        return M.map(x -> x);
    }

    private final Matrix X = gaussians(3, 7, 1);
    private final Matrix Y = classes(2, 7);

    /** A training step of the plainest kind. */
    private void step(Network network) {
        network.forward(X);
        network.backward(Y);
        double[] theta = network.parameters();
        for (int i = 0; i < theta.length; i++) {
            theta[i] -= 0.5 * network.gradient()[i];
        }
    }

    // ---------------------------------------------------------------- the mask

    @Test
    void aIsTheMaskTimesG() {
        Network network = builder().build();

        network.forward(X);

        for (Layer layer : network.layers().subList(0, 2)) {
            Matrix G = layer.activation().g(layer.Z());
            assertThat(layer.A()).isEqualTo(layer.D().hadamard(G));
            assertThat(layer.D().toArray()).containsOnly(0, 1 / (1 - layer.dropout()));
        }
        assertThat(network.layer(2).Z())
                .isEqualTo(withBias(network.layer(2), network.layer(1).A()));
    }

    private static Matrix withBias(Layer layer, Matrix A_prev) {
        Matrix Z = Matrix.zeros(layer.units(), A_prev.columns());
        for (int i = 0; i < Z.rows(); i++) {
            for (int j = 0; j < Z.columns(); j++) {
                double z = layer.b().get(i, 0);
                for (int k = 0; k < A_prev.rows(); k++) {
                    z = Math.fma(layer.W().get(i, k), A_prev.get(k, j), z);
                }
                Z.set(i, j, z);
            }
        }
        return Z;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0x1p-60, 0.1, 0.5, 0.75, 0.999999})
    void anElementIsDroppedWhereItsNumberOfTheStreamIsBelowP(double p) {
        Network network = Network.builder()
                .inputs(3)
                .layer(41, Activation.RELU)
                .layer(67, Activation.RELU, options -> options.dropout(p))
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .seed(99)
                .build();
        network.passes(11);

        network.forward(gaussians(3, 31, 2));

        SplitMix64 stream = SplitMix64.stream(99, "dropout", 2, 12);
        double[] expected = new double[67 * 31];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = stream.nextDouble() < p ? 0 : 1 / (1 - p);
        }
        assertThat(network.layer(2).D().toArray()).isEqualTo(expected);
    }

    /** The stream that begins with this key gives 0 first, which is below the smallest p. */
    @Test
    void aNumberOfZeroIsBelowEveryPAboveZero() {
        long key = -0x9e3779b97f4a7c15L;
        assertThat(new SplitMix64(key).nextDouble()).isZero();
        Matrix D = Matrix.zeros(1, 2);

        new Algebra(new Compute(Kernels.kernel(), 1)).drop(0x1p-53, key, D, Matrix.of(1, 2, 5, 5), Matrix.zeros(1, 2));

        assertThat(D).isEqualTo(Matrix.of(1, 2, 0, 1 / (1 - 0x1p-53)));
    }

    @Test
    void anyNumberOfThreadsDrawsTheSameMasks() {
        Network one = large(1);
        Network several = large(3);
        Matrix X = gaussians(30, 257, 3);

        Matrix A = copy(one.forward(X));

        assertThat(several.forward(X)).isEqualTo(A);
        assertThat(several.layer(1).D()).isEqualTo(one.layer(1).D());
        assertThat(several.trainingInput()).isEqualTo(one.trainingInput());
        one.backward(classes(4, 257));
        several.backward(classes(4, 257));
        assertThat(several.gradient()).isEqualTo(one.gradient());
        assertThat(several.inputGradient()).isEqualTo(one.inputGradient());
    }

    private static Network large(int threads) {
        return Network.builder()
                .inputs(30)
                .inputDropout(0.2)
                .inputNoise(0.1)
                .layer(301, Activation.GELU, options -> options.dropout(0.4))
                .layer(4, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .threads(threads)
                .build();
    }

    /**
     * Of n independent elements, kept with probability q, the share kept has the standard deviation √(q (1 − q) / n); five
     * of them are passed once in two million.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.8})
    void theShareKeptIsOneMinusPInEveryPassAndOverAll(double p) {
        Network network = wide(p);
        Matrix X = gaussians(1, 100, 5);
        double all = 0;
        int passes = 20;
        for (int pass = 1; pass <= passes; pass++) {
            network.forward(X);
            double kept = kept(network.layer(1).D());
            assertThat(kept / 20_000).isCloseTo(1 - p, within(5 * Math.sqrt(p * (1 - p) / 20_000)));
            all += kept;
        }
        assertThat(all / (20_000 * passes)).isCloseTo(1 - p, within(5 * Math.sqrt(p * (1 - p) / (20_000 * passes))));
    }

    /** Two masks that know nothing of each other both keep an element with probability (1 − p)². */
    @Test
    void masksOfPassesLayersAndSeedsAreIndependent() {
        Network network = wide(0.5);
        Network other = wideBuilder(0.5).seed(1).build();
        Matrix X = gaussians(1, 100, 5);
        network.forward(X);
        other.forward(X);
        Matrix first = copy(network.layer(1).D());
        network.forward(X);

        for (Matrix second : new Matrix[] {
            network.layer(1).D(), network.layer(2).D(), other.layer(1).D(), shifted(first, 1), shifted(first, 100)
        }) {
            double both = kept(first.hadamard(second));
            assertThat(both / 20_000).isCloseTo(0.25, within(5 * Math.sqrt(0.25 * 0.75 / 20_000)));
        }
    }

    private static Matrix shifted(Matrix D, int by) {
        double[] d = D.toArray();
        double[] shifted = new double[d.length];
        for (int i = 0; i < d.length; i++) {
            shifted[i] = d[(i + by) % d.length];
        }
        return Matrix.of(D.rows(), D.columns(), shifted);
    }

    private static Network wide(double p) {
        return wideBuilder(p).build();
    }

    private static NetworkBuilder wideBuilder(double p) {
        return Network.builder()
                .inputs(1)
                .layer(200, Activation.RELU, options -> options.dropout(p))
                .layer(200, Activation.RELU, options -> options.dropout(p))
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR);
    }

    private static double kept(Matrix D) {
        return Arrays.stream(D.toArray()).filter(d -> d != 0).count();
    }

    // ---------------------------------------------------------------- the number of the pass

    @Test
    void forwardCountsThePasses() {
        Network network = builder().build();
        assertThat(network.passes()).isZero();

        network.forward(X);
        network.forward(X);
        network.predict(X);
        network.predict(X, Y);
        network.predictor().predict(X);

        assertThat(network.passes()).isEqualTo(2);
    }

    @Test
    void aPassWithItsNumberAgainHasItsMasksAgain() {
        Network network = builder().inputDropout(0.5).inputNoise(1).build();
        network.forward(X);
        Matrix second = copy(network.forward(X));
        Matrix D = copy(network.layer(2).D());

        Matrix third = copy(network.forward(X));
        network.passes(1);

        assertThat(third).isNotEqualTo(second);
        assertThat(network.forward(X)).isEqualTo(second);
        assertThat(network.layer(2).D()).isEqualTo(D);
        assertThat(network.passes()).isEqualTo(2);
    }

    @Test
    void aTrainingThatIsResumedAtItsPassEndsWithTheSameBits() {
        Network whole = builder().inputDropout(0.1).build();
        Network begun = builder().inputDropout(0.1).build();
        for (int step = 0; step < 10; step++) {
            step(whole);
        }
        for (int step = 0; step < 4; step++) {
            step(begun);
        }

        Network resumed = builder().inputDropout(0.1).build();
        System.arraycopy(begun.parameters(), 0, resumed.parameters(), 0, begun.parameters().length);
        resumed.passes(begun.passes());
        for (int step = 4; step < 10; step++) {
            step(resumed);
        }

        assertThat(resumed.parameters()).isEqualTo(whole.parameters());
    }

    @Test
    void aNegativeNumberOfPassesIsRefused() {
        Network network = builder().build();
        network.forward(X);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.passes(-1))
                .withMessage("passes must be at least 0; got -1");
        assertThat(network.passes()).isEqualTo(1);
    }

    // ---------------------------------------------------------------- where it is off

    @Test
    void aPredictionIsThatOfTheSameNetworkWithoutDropout() {
        Network network = builder().inputDropout(0.5).inputNoise(1).build();
        Network plain = Network.builder()
                .inputs(3)
                .layer(6, Activation.SIGMOID)
                .layer(5, Activation.TANH)
                .layer(2, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(4)
                .build();

        Matrix A = copy(plain.forward(X));

        assertThat(network.predict(X)).isEqualTo(A);
        assertThat(network.predict(X, Y).A()).isEqualTo(A);
        assertThat(network.predict(X, Y).cost()).isEqualTo(plain.cost(Y));
        assertThat(network.predictor().predict(X)).isEqualTo(A);
        assertThat(network.predictor().predict(X.get(0, 2), X.get(1, 2), X.get(2, 2)))
                .containsExactly(A.get(0, 2), A.get(1, 2));
    }

    @Test
    void predictionsAndChecksInTheMiddleOfATrainingChangeNothing() {
        Network undisturbed = builder().inputDropout(0.1).inputNoise(0.1).build();
        Network disturbed = builder().inputDropout(0.1).inputNoise(0.1).build();
        for (int step = 0; step < 5; step++) {
            step(undisturbed);

            disturbed.predict(X);
            GradientCheck.of(disturbed).check(X, Y);
            step(disturbed);
            disturbed.predict(X, Y);
            disturbed.predictor().predict(1, 2, 3);
        }

        assertThat(disturbed.parameters()).isEqualTo(undisturbed.parameters());
    }

    @Test
    void betweenForwardAndBackwardAPredictionChangesNothing() {
        Network network = builder().build();
        network.forward(X);
        network.backward(Y);
        double[] gradient = network.gradient().clone();
        Matrix dA = copy(network.layer(3).dA());

        network.passes(0);
        network.forward(X);
        network.predict(gaussians(3, 50, 9), classes(2, 50));
        network.backward(Y);
        network.predict(gaussians(3, 50, 9), classes(2, 50));

        assertThat(network.gradient()).isEqualTo(gradient);
        assertThat(network.layer(3).dA()).isEqualTo(dA);
    }

    @Test
    void dropoutOfNothingHasTheBitsOfNoDropout() {
        Network none = Network.builder()
                .inputs(3)
                .layer(4, Activation.TANH)
                .layer(2, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build();
        Network zero = Network.builder()
                .inputs(3)
                .inputDropout(0)
                .inputNoise(0)
                .layer(4, Activation.TANH, options -> options.dropout(0))
                .layer(2, Activation.SOFTMAX, options -> options.dropout(0))
                .loss(Loss.CROSS_ENTROPY)
                .build();

        step(none);
        step(zero);

        assertThat(zero.parameters()).isEqualTo(none.parameters());
        assertThat(zero.trainingInput()).isSameAs(X);
        assertThat(zero.layer(1).dropout()).isZero();
    }

    // ---------------------------------------------------------------- at the door

    @Test
    void theMaskOfALayerWithoutDropoutIsRefused() {
        Network network = builder().build();

        assertThatIllegalStateException()
                .isThrownBy(() -> network.layer(3).D())
                .withMessage("D of layer 3 (5→2, softmax): the layer has no dropout");
    }

    @Test
    void dropoutOnTheLastLayerIsRefused() {
        NetworkBuilder builder = Network.builder()
                .inputs(3)
                .layer(2, Activation.SOFTMAX, options -> options.dropout(0.25))
                .loss(Loss.CROSS_ENTROPY);

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("layer 1 is the last and has dropout(0.25); an output that is dropped has no loss: dropout"
                        + " goes onto hidden layers, or by inputDropout(p) onto the inputs");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
    void aPThatIsNoProbabilityBelowOneIsRefused(double p) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.builder().layer(2, Activation.RELU, options -> options.dropout(p)))
                .withMessage("dropout: p must be at least 0 and below 1; got " + p);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.builder().inputDropout(p))
                .withMessage("inputDropout: p must be at least 0 and below 1; got " + p);
    }

    @Test
    void xThatIsAMaskOrTheTrainingInputIsRefused() {
        Network square = Network.builder()
                .inputs(3)
                .inputDropout(0.5)
                .layer(3, Activation.TANH, options -> options.dropout(0.5))
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        square.forward(X);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> square.forward(square.layer(1).D()))
                .withMessage("forward: X is a cache of layer 1 (3→3, tanh), which the pass overwrites; give it a copy");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> square.forward(square.trainingInput()))
                .withMessage("forward: X is the A[0] of this network, which the pass overwrites; give it a copy");
        assertThat(square.passes()).isEqualTo(1);
    }
}
