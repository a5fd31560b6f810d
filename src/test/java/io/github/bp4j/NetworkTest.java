package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    private static NetworkBuilder threeLayers() {
        return Network.builder()
                .inputs(3)
                .layer(4, Activation.TANH)
                .layer(5, Activation.RELU)
                .layer(2, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(42);
    }

    /** One layer of every kind. */
    private static Network allKinds(int threads) {
        return Network.builder()
                .inputs(6)
                .layer(9, Activation.SIGMOID)
                .layer(8, Activation.TANH)
                .layer(7, Activation.leakyRelu(0.1))
                .layer(9, Activation.elu(1))
                .layer(8, Activation.SELU)
                .layer(7, Activation.GELU)
                .layer(9, Activation.SILU)
                .layer(8, Activation.SOFTPLUS)
                .layer(7, Activation.SOFTMAX)
                .layer(5, Activation.of("cube", z -> z * z * z, z -> 3 * z * z))
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(9)
                .threads(threads)
                .build();
    }

    private static Matrix gaussians(int rows, int columns, long seed) {
        Matrix M = Matrix.zeros(rows, columns);
        SplitMix64 random = new SplitMix64(seed);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                M.set(i, j, random.nextGaussian());
            }
        }
        return M;
    }

    private static Matrix classes(int classes, int m) {
        Matrix Y = Matrix.zeros(classes, m);
        for (int j = 0; j < m; j++) {
            Y.set(j % classes, j, 1);
        }
        return Y;
    }

    private static Matrix column(Matrix M, int j) {
        double[] values = new double[M.rows()];
        for (int i = 0; i < values.length; i++) {
            values[i] = M.get(i, j);
        }
        return Matrix.column(values);
    }

    private static Matrix copy(Matrix M) {
        return M.map(x -> x);
    }

    private final Network network = threeLayers().build();
    private final Matrix X = gaussians(3, 6, 1);
    private final Matrix Y = classes(2, 6);

    @Nested
    class Theta {
        @Test
        void parametersAreWThenBLayerByLayer() {
            double next = 0;
            for (Layer layer : network.layers()) {
                for (Matrix P : List.of(layer.W(), layer.b())) {
                    for (int i = 0; i < P.rows(); i++) {
                        for (int j = 0; j < P.columns(); j++) {
                            P.set(i, j, next++);
                        }
                    }
                }
            }

            double[] theta = network.parameters();

            assertThat(theta).hasSize(3 * 4 + 4 + 4 * 5 + 5 + 5 * 2 + 2);
            for (int i = 0; i < theta.length; i++) {
                assertThat(theta[i]).isEqualTo(i);
            }
        }

        @Test
        void writingToParametersIsSeenInWAndB() {
            network.parameters()[3] = 7; // W[1], row 1, column 0
            network.parameters()[12 + 2] = 8; // b[1], row 2
            network.parameters()[16 + 20 + 5 + 9] = 9; // W[3], row 1, column 4

            assertThat(network.layer(1).W().get(1, 0)).isEqualTo(7);
            assertThat(network.layer(1).b().get(2, 0)).isEqualTo(8);
            assertThat(network.layer(3).W().get(1, 4)).isEqualTo(9);
        }

        @Test
        void theGradientLiesAsTheParametersDo() {
            network.forward(X);
            network.backward(Y);

            double[] expected = network.layers().stream()
                    .flatMap(layer -> Stream.of(layer.dW(), layer.db()))
                    .flatMapToDouble(M -> java.util.Arrays.stream(M.toArray()))
                    .toArray();

            assertThat(network.gradient()).isEqualTo(expected);
            assertThat(expected).isNotEqualTo(new double[expected.length]);
        }

        @Test
        void bothArraysAreTheSameEveryTime() {
            double[] theta = network.parameters();
            double[] gradient = network.gradient();
            network.forward(X);
            network.backward(Y);

            assertThat(network.parameters()).isSameAs(theta);
            assertThat(network.gradient()).isSameAs(gradient);
        }

        @Test
        void theSameSeedGivesTheSameBitsAndAnotherOthers() {
            assertThat(threeLayers().build().parameters()).isEqualTo(network.parameters());
            Network other = Network.builder()
                    .inputs(3)
                    .layer(4, Activation.TANH)
                    .layer(5, Activation.RELU)
                    .layer(2, Activation.SOFTMAX)
                    .loss(Loss.CROSS_ENTROPY)
                    .seed(43)
                    .build();
            assertThat(other.parameters()).isNotEqualTo(network.parameters());
            assertThat(other.seed()).isEqualTo(43);
        }

        @Test
        void layersOfTheSameShapeStartDifferently() {
            Network square = Network.builder()
                    .inputs(4)
                    .layer(4, Activation.TANH)
                    .layer(4, Activation.TANH)
                    .loss(Loss.SQUARED_ERROR)
                    .build();

            assertThat(square.layer(1).W()).isNotEqualTo(square.layer(2).W());
        }
    }

    @Nested
    class Passes {
        @Test
        void forwardReturnsTheLiveOutput() {
            Matrix A = network.forward(X);

            assertThat(A).isSameAs(network.layer(3).A());
            assertThat(A.rows()).isEqualTo(2);
            assertThat(A.columns()).isEqualTo(6);
        }

        @Test
        void passesChangeNeitherInputsNorTargetsNorParameters() {
            Matrix XBefore = copy(X);
            Matrix YBefore = copy(Y);
            double[] theta = network.parameters().clone();

            network.forward(X);
            network.cost(Y);
            network.backward(Y);
            network.inputGradient();
            network.predict(X);
            network.predict(X, Y);

            assertThat(X).isEqualTo(XBefore);
            assertThat(Y).isEqualTo(YBefore);
            assertThat(network.parameters()).isEqualTo(theta);
        }

        @Test
        void gradientsAreOverwrittenNotAccumulated() {
            network.forward(X);
            network.backward(Y);
            double[] once = network.gradient().clone();

            network.backward(Y);
            assertThat(network.gradient()).isEqualTo(once);
            network.forward(X);
            network.backward(Y);
            assertThat(network.gradient()).isEqualTo(once);
        }

        /** inputGradient() then is ∂a/∂X, and dZ A_prevᵀ is ∂a/∂W; the gradient stays. */
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void theDerivativesOfAnOutputAreThoseOfDifferences(int unit) {
            Network net = allKinds(1);
            Matrix inputs = gaussians(6, 4, 2);
            net.forward(inputs);
            net.backward(classes(3, 4));
            double[] gradient = net.gradient().clone();

            net.backwardFromOutput(unit);

            assertThat(net.gradient()).isEqualTo(gradient);
            Matrix dX = net.inputGradient();
            double h = 1e-5;
            for (int i = 0; i < 6; i++) {
                Matrix step = Matrix.zeros(6, 4);
                for (int j = 0; j < 4; j++) {
                    step.set(i, j, h);
                }
                Matrix above = net.predict(inputs.plus(step));
                Matrix below = net.predict(inputs.minus(step));
                for (int j = 0; j < 4; j++) {
                    assertThat(dX.get(i, j))
                            .isCloseTo((above.get(unit, j) - below.get(unit, j)) / (2 * h), within(1e-8));
                }
            }
        }

        @Test
        void costMayBeAskedAgainAfterBackward() {
            network.forward(X);
            double J = network.cost(Y);
            network.backward(Y);

            assertThat(network.cost(Y)).isEqualTo(J);
        }

        @Test
        void aWindowOfInputsCountsAsItsCopy() {
            double[] array = new double[X.rows() * X.columns() + 9];
            java.util.Arrays.fill(array, Double.NaN);
            System.arraycopy(X.toArray(), 0, array, 5, X.rows() * X.columns());
            Matrix window = Matrix.window(array, 5, 3, 6);
            network.forward(X);
            network.backward(Y);
            double[] gradient = network.gradient().clone();
            Matrix A = copy(network.layer(3).A());

            assertThat(network.forward(window)).isEqualTo(A);
            network.backward(Y);
            assertThat(network.gradient()).isEqualTo(gradient);
            assertThat(network.predict(window)).isEqualTo(A);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 7, 8, 9, 16, 17, 64, 65})
        void theGradientIsTheMeanOfThoseOfTheExamples(int m) {
            Network net = allKinds(1);
            Matrix inputs = gaussians(6, m, 5);
            Matrix targets = classes(3, m);
            net.forward(inputs);
            double J = net.cost(targets);
            net.backward(targets);
            double[] gradient = net.gradient().clone();

            double meanJ = 0;
            double[] mean = new double[gradient.length];
            for (int j = 0; j < m; j++) {
                net.forward(column(inputs, j));
                meanJ += net.cost(column(targets, j)) / m;
                net.backward(column(targets, j));
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += net.gradient()[i] / m;
                }
            }

            assertThat(J).isCloseTo(meanJ, within(1e-13));
            assertThat(gradient).containsExactly(mean, within(1e-13));
        }

        @Test
        void aSingleLayerIsANetwork() {
            Network net = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            net.layer(1).W().set(0, 0, 3);
            net.layer(1).b().set(0, 0, 1);

            assertThat(net.forward(Matrix.column(2)).get(0, 0)).isEqualTo(7);
            net.backward(Matrix.column(5));
            assertThat(net.gradient()).containsExactly(4, 2);
            assertThat(net.inputGradient().get(0, 0)).isEqualTo(6);
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 3, 5})
        void threadsChangeNoBit(int threads) {
            Matrix inputs = gaussians(6, 301, 2);
            Matrix targets = classes(3, 301);
            Network one = allKinds(1);
            Network several = allKinds(threads);

            assertThat(several.threads()).isEqualTo(threads);
            assertThat(several.forward(inputs)).isEqualTo(one.forward(inputs));
            assertThat(several.cost(targets)).isEqualTo(one.cost(targets));
            one.backward(targets);
            several.backward(targets);
            assertThat(several.gradient()).isEqualTo(one.gradient());
            assertThat(several.inputGradient()).isEqualTo(one.inputGradient());
        }

        /** The batch is large enough that every part of it is worth a thread. */
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void whatAnActivationThrowsOnAnyThreadReachesTheCallerAndTheNetworkGoesOn(int threads) {
            int m = 40_000;
            double[] failing = {Double.NaN};
            Activation fragile = Activation.of(
                    "fragile",
                    z -> {
                        if (z == failing[0]) {
                            throw new ArithmeticException("at " + z);
                        }
                        return z;
                    },
                    z -> 1);
            Network net = Network.builder()
                    .inputs(1)
                    .layer(1, fragile, options -> options.initializer(Initializer.constant(1)))
                    .loss(Loss.SQUARED_ERROR)
                    .threads(threads)
                    .build();
            Matrix inputs = Matrix.zeros(1, m);
            for (int j = 0; j < m; j++) {
                inputs.set(0, j, j);
            }
            for (int at : new int[] {0, m / 2, m - 1}) {
                failing[0] = at;

                assertThatThrownBy(() -> net.forward(inputs))
                        .isExactlyInstanceOf(ArithmeticException.class)
                        .hasMessage("at " + (double) at);
                assertThatIllegalStateException().isThrownBy(() -> net.backward(inputs));
                assertThatThrownBy(() -> net.predict(inputs)).isExactlyInstanceOf(ArithmeticException.class);
            }
            failing[0] = Double.NaN;
            assertThat(net.forward(inputs)).isEqualTo(inputs);
        }

        @Test
        void severalNetworksAtOnceEachOnSeveralThreadsKeepTheirBits() throws Exception {
            Matrix inputs = gaussians(6, 3001, 2);
            Matrix targets = classes(3, 3001);
            Network expected = allKinds(1);
            expected.forward(inputs);
            expected.backward(targets);
            Callable<double[]> passes = () -> {
                Network net = allKinds(3);
                for (int pass = 0; pass < 5; pass++) {
                    net.forward(inputs);
                    net.backward(targets);
                }
                return net.gradient();
            };
            ExecutorService pool = Executors.newFixedThreadPool(4);
            try {
                for (Future<double[]> gradient : pool.invokeAll(Collections.nCopies(4, passes))) {
                    assertThat(gradient.get()).isEqualTo(expected.gradient());
                }
            } finally {
                pool.shutdownNow();
            }
        }
    }

    @Nested
    class Predicting {
        @Test
        void predictTouchesNoCache() {
            network.forward(X);
            network.backward(Y);
            double J = network.cost(Y);
            Matrix[] before = network.layers().stream()
                    .flatMap(layer -> Stream.of(layer.Z(), layer.A(), layer.dZ(), layer.dA(), layer.dW(), layer.db()))
                    .map(NetworkTest::copy)
                    .toArray(Matrix[]::new);

            network.predict(gaussians(3, 11, 3));
            network.predict(gaussians(3, 12, 3), classes(2, 12));

            assertThat(network.layers().stream()
                            .flatMap(layer ->
                                    Stream.of(layer.Z(), layer.A(), layer.dZ(), layer.dA(), layer.dW(), layer.db())))
                    .containsExactly(before);
            assertThat(network.cost(Y)).isEqualTo(J);
        }

        @Test
        void predictBetweenForwardAndBackwardChangesNoGradient() {
            network.forward(X);
            network.backward(Y);
            double[] gradient = network.gradient().clone();

            network.forward(X);
            network.predict(gaussians(3, 50, 3), classes(2, 50));
            network.backward(Y);

            assertThat(network.gradient()).isEqualTo(gradient);
        }

        @Test
        void predictWithTargetsGivesTheCostOfForwardRegularisationIncluded() {
            Network net = threeLayers().l1(0.01).l2(0.1).build();
            Matrix A = copy(net.forward(X));
            double J = net.cost(Y);

            Network.Prediction prediction = net.predict(X, Y);

            assertThat(prediction.A()).isEqualTo(A);
            assertThat(prediction.cost()).isEqualTo(J);
        }

        @Test
        void predictGivesANewMatrix() {
            Matrix first = network.predict(X);
            Matrix kept = copy(first);
            network.predict(X.scale(2));
            network.forward(X.scale(3));

            assertThat(first).isEqualTo(kept);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4, 5, 8, 15, 16, 31, 64, 67})
        void anExampleHasTheSameBitsAloneInAnyBatchAndInThePredictor(int m) {
            Network net = allKinds(2);
            Matrix inputs = gaussians(6, m, 8);

            Matrix A = net.predict(inputs);

            assertThat(net.forward(inputs)).isEqualTo(A);
            Predictor predictor = net.predictor();
            assertThat(predictor.predict(inputs)).isEqualTo(A);
            for (int j = 0; j < m; j++) {
                Matrix alone = column(inputs, j);
                assertThat(net.predict(alone)).isEqualTo(column(A, j));
                assertThat(predictor.predict(alone.toArray()))
                        .isEqualTo(column(A, j).toArray());
            }
        }
    }

    @Nested
    class Misuse {
        @Test
        void whatNeedsAForwardPassIsRefusedBeforeTheFirst() {
            assertThatIllegalStateException().isThrownBy(() -> network.cost(Y)).withMessage("cost: call forward first");
            assertThatIllegalStateException()
                    .isThrownBy(() -> network.backward(Y))
                    .withMessage("backward: call forward first");
            assertThatIllegalStateException()
                    .isThrownBy(network::inputGradient)
                    .withMessage("inputGradient: call forward and backward first");
        }

        @Test
        void anOutputThatThereIsNotIsRefusedAndSoIsOneBeforeForward() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> network.backwardFromOutput(0))
                    .withMessage("backwardFromOutput: call forward first");
            network.forward(X);
            for (int unit : new int[] {-1, 2}) {
                assertThatThrownBy(() -> network.backwardFromOutput(unit))
                        .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessage("output " + unit + ": the outputs are 0 to 1");
            }
        }

        @Test
        void predictIsNoForwardPass() {
            network.predict(X);
            network.predict(X, Y);

            assertThatIllegalStateException()
                    .isThrownBy(() -> network.backward(Y))
                    .withMessage("backward: call forward first");
        }

        @Test
        void inputGradientBetweenForwardAndBackwardIsRefused() {
            network.forward(X);
            network.backward(Y);
            network.forward(X);

            assertThatIllegalStateException()
                    .isThrownBy(network::inputGradient)
                    .withMessage("inputGradient: call forward and backward first");
        }

        static Stream<Arguments> wrongShapes() {
            Network net = threeLayers().build();
            net.forward(Matrix.zeros(3, 6));
            return Stream.of(
                    Arguments.of(
                            (ThrowingCallable) () -> net.forward(Matrix.zeros(2, 6)),
                            "forward: X is 2×6, layer 1 (3→4, tanh) expects 3 inputs; X.rows (2) must equal 3"),
                    Arguments.of(
                            (ThrowingCallable) () -> net.predict(Matrix.zeros(6, 3)),
                            "predict: X is 6×3, layer 1 (3→4, tanh) expects 3 inputs; X.rows (6) must equal 3"),
                    Arguments.of(
                            (ThrowingCallable) () -> net.predict(Matrix.zeros(4, 3), Matrix.zeros(2, 3)),
                            "predict: X is 4×3, layer 1 (3→4, tanh) expects 3 inputs; X.rows (4) must equal 3"),
                    Arguments.of(
                            (ThrowingCallable) () -> net.predict(Matrix.zeros(3, 4), classes(2, 5)),
                            "predict: Y is 2×5, A[L] is 2×4; the shapes must be equal"),
                    Arguments.of(
                            (ThrowingCallable) () -> net.cost(classes(2, 5)),
                            "cost: Y is 2×5, A[L] is 2×6; the shapes must be equal"),
                    Arguments.of(
                            (ThrowingCallable) () -> net.cost(classes(3, 6)),
                            "cost: Y is 3×6, A[L] is 2×6; the shapes must be equal"),
                    Arguments.of(
                            (ThrowingCallable) () -> net.backward(classes(2, 7)),
                            "backward: Y is 2×7, A[L] is 2×6; the shapes must be equal"),
                    Arguments.of(
                            (ThrowingCallable) () -> net.backward(classes(1, 6)),
                            "backward: Y is 1×6, A[L] is 2×6; the shapes must be equal"));
        }

        @ParameterizedTest
        @MethodSource("wrongShapes")
        void wrongShapesAreRefused(ThrowingCallable call, String message) {
            assertThatThrownBy(call).isExactlyInstanceOf(ShapeException.class).hasMessage(message);
        }

        @Test
        void aRefusedCallLeavesTheLastPassValid() {
            network.forward(X);
            network.backward(Y);
            double[] gradient = network.gradient().clone();
            Matrix dX = copy(network.inputGradient());
            Matrix Z = copy(network.layer(1).Z());

            assertThatIllegalArgumentException().isThrownBy(() -> network.forward(Matrix.zeros(2, 4)));
            assertThatIllegalArgumentException().isThrownBy(() -> network.backward(Matrix.zeros(2, 4)));
            assertThatIllegalArgumentException().isThrownBy(() -> network.backward(Matrix.zeros(2, 6)));
            assertThatIllegalArgumentException().isThrownBy(() -> network.cost(Matrix.zeros(2, 6)));
            assertThatIllegalArgumentException().isThrownBy(() -> network.predict(X, Matrix.zeros(2, 6)));

            assertThat(network.gradient()).isEqualTo(gradient);
            assertThat(network.inputGradient()).isEqualTo(dX);
            assertThat(network.layer(1).Z()).isEqualTo(Z);
            network.backward(Y);
            assertThat(network.gradient()).isEqualTo(gradient);
        }

        @Test
        void afterAForwardPassThatFailedHalfwayThereIsNoneToGoBackOn() {
            boolean[] fail = {false};
            Activation fragile = Activation.of(
                    "fragile",
                    z -> {
                        if (fail[0]) {
                            throw new ArithmeticException("out of range");
                        }
                        return z;
                    },
                    z -> 1);
            Network net = Network.builder()
                    .inputs(3)
                    .layer(4, Activation.TANH)
                    .layer(2, fragile)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            net.forward(X);
            net.backward(Y);
            double[] gradient = net.gradient().clone();
            fail[0] = true;

            assertThatThrownBy(() -> net.forward(gaussians(3, 2, 1)))
                    .isExactlyInstanceOf(ArithmeticException.class)
                    .hasMessage("out of range");

            assertThatIllegalStateException().isThrownBy(() -> net.backward(Y));
            assertThatIllegalStateException().isThrownBy(() -> net.cost(Y));
            assertThatIllegalStateException().isThrownBy(net::inputGradient);
            assertThat(net.gradient()).isEqualTo(gradient);
        }
    }

    @Nested
    class Asking {
        @Test
        void layersAreInOrderAndUnmodifiable() {
            assertThat(network.layers()).extracting(Layer::number).containsExactly(1, 2, 3);
            assertThat(network.layer(2)).isSameAs(network.layers().get(1));
            assertThatThrownBy(() -> network.layers().remove(0))
                    .isExactlyInstanceOf(UnsupportedOperationException.class);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 0, 4})
        void aLayerThatIsNotThereIsRefused(int l) {
            assertThatThrownBy(() -> network.layer(l))
                    .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("layer " + l + ": the layers are 1 to 3");
        }

        @Test
        void sizesLossAndSeedAreThoseOfTheBuilder() {
            assertThat(network.inputs()).isEqualTo(3);
            assertThat(network.outputs()).isEqualTo(2);
            assertThat(network.loss()).isSameAs(Loss.CROSS_ENTROPY);
            assertThat(network.seed()).isEqualTo(42);
            assertThat(network.kernel()).isNotBlank().doesNotContain("\n");
        }

        @Test
        void toStringIsATableOfTheLayers() {
            Network digits = Network.builder()
                    .inputs(784)
                    .layer(128, Activation.RELU)
                    .layer(10, Activation.SOFTMAX)
                    .loss(Loss.CROSS_ENTROPY)
                    .build();

            assertThat(digits)
                    .hasToString(String.join(
                            "\n",
                            "layer  activation        W      b  parameters",
                            "1      relu        128×784  128×1     100,480",
                            "2      softmax      10×128   10×1       1,290",
                            "                                      101,770",
                            "inputs 784, loss crossEntropy"));
        }
    }

    @Test
    void aCacheOfTheNetworkIsRefusedAsItsInput() {
        Network network = Network.builder()
                .inputs(2)
                .layer(2, Activation.TANH)
                .loss(Loss.SQUARED_ERROR)
                .build();
        Matrix A = network.forward(Matrix.column(1, 2));

        assertThatThrownBy(() -> network.forward(A))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("forward: X is a cache of layer 1 (2→2, tanh), which the pass overwrites; give it a copy");
    }
}
