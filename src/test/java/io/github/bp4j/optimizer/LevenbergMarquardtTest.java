package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.ShapeException;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LevenbergMarquardtTest {
    private static Matrix gaussian(int rows, int columns, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        return Matrix.zeros(rows, columns).map(x -> random.nextGaussian());
    }

    private static NetworkBuilder two(int inputs, int hidden, int outputs, Activation output) {
        return Network.builder()
                .inputs(inputs)
                .layer(hidden, Activation.TANH, options -> options.l2(0.03))
                .layer(outputs, output)
                .loss(Loss.SQUARED_ERROR)
                .seed(2);
    }

    /** H by numerical derivatives of A[L], and sums written out. */
    private static Matrix writtenOut(Network network, Matrix X) {
        double[] theta = network.parameters();
        int p = theta.length;
        int m = X.columns();
        double h = 1e-5;
        Matrix J = Matrix.zeros(network.outputs() * m, p);
        for (int j = 0; j < p; j++) {
            double x = theta[j];
            theta[j] = x + h;
            double[] above = network.predict(X).toArray();
            theta[j] = x - h;
            double[] below = network.predict(X).toArray();
            theta[j] = x;
            for (int r = 0; r < above.length; r++) {
                J.set(r, j, (above[r] - below[r]) / (2 * h));
            }
        }
        Matrix H = J.transpose().times(J).scale(1.0 / m);
        int[] row = {0};
        network.layers().forEach(layer -> {
            for (int k = 0; k < layer.W().rows() * layer.W().columns(); k++, row[0]++) {
                H.set(row[0], row[0], H.get(row[0], row[0]) + layer.l2());
            }
            row[0] += layer.units();
        });
        return H;
    }

    /** x with A x = b, by Gauss' elimination. */
    private static double[] solve(Matrix A, double[] b) {
        int n = b.length;
        double[][] a = new double[n][n + 1];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a[i][j] = A.get(i, j);
            }
            a[i][n] = b[i];
        }
        for (int k = 0; k < n; k++) {
            for (int i = k + 1; i < n; i++) {
                double factor = a[i][k] / a[k][k];
                for (int j = k; j <= n; j++) {
                    a[i][j] -= factor * a[k][j];
                }
            }
        }
        double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            x[i] = a[i][n];
            for (int j = i + 1; j < n; j++) {
                x[i] -= a[i][j] * x[j];
            }
            x[i] /= a[i][i];
        }
        return x;
    }

    private static Matrix plusMu(Matrix H, double mu) {
        Matrix sum = H.scale(1);
        for (int i = 0; i < H.rows(); i++) {
            sum.set(i, i, H.get(i, i) + mu);
        }
        return sum;
    }

    private static double cost(Network network, Matrix X, Matrix Y) {
        return network.predict(X, Y).cost();
    }

    private static int run(FullBatchState state) {
        while (!state.ended()) {
            state.step();
            assertThat(state.steps()).isLessThan(1000);
        }
        return (int) state.steps();
    }

    @Nested
    class TheMatrix {
        static Stream<Arguments> networks() {
            return Stream.of(
                    arguments(two(1, 1, 1, Activation.LINEAR).build(), 1),
                    arguments(two(2, 3, 1, Activation.LINEAR).build(), 7),
                    arguments(two(3, 4, 2, Activation.SIGMOID).build(), 255),
                    arguments(two(3, 4, 2, Activation.GELU).build(), 256),
                    arguments(two(3, 2, 3, Activation.SOFTMAX).build(), 300),
                    arguments(two(12, 20, 3, Activation.LINEAR).build(), 600), // 323 parameters: two panels
                    arguments(
                            Network.builder()
                                    .inputs(2)
                                    .layer(2, Activation.SOFTPLUS, options -> options.l2(0.1))
                                    .layer(3, Activation.SOFTMAX)
                                    .layer(2, Activation.TANH, options -> options.l2(0.2))
                                    .loss(Loss.SQUARED_ERROR)
                                    .build(),
                            20));
        }

        @ParameterizedTest
        @MethodSource("networks")
        void itIsThatOfNumericalDerivatives(Network network, int m) {
            Matrix X = gaussian(network.inputs(), m, 1);
            Matrix expected = writtenOut(network, X);
            GaussNewton gaussNewton = new GaussNewton(network, X, null, new Compute(Kernels.kernel(), 2));
            network.forward(X);

            gaussNewton.fill();
            double[] H = gaussNewton.fill(); // a second time: nothing is left of the first

            int p = expected.rows();
            for (int i = 0; i < p; i++) {
                for (int j = 0; j <= i; j++) {
                    assertThat(H[i * p + j]).as("%d, %d", i, j).isCloseTo(expected.get(i, j), within(1e-8));
                }
            }
        }

        /** An absent example, of weight 0, may have any values. */
        @Test
        void weightsAreRepetitions() {
            Network network =
                    two(3, 4, 2, Activation.SIGMOID).l2OverExamples(0.3).build();
            int[] counts = IntStream.range(0, 300).map(i -> i % 4).toArray();
            int[] repeated = IntStream.range(0, 300)
                    .flatMap(i -> IntStream.generate(() -> i).limit(counts[i]))
                    .toArray();
            Matrix X = gaussian(3, 300, 1);
            Matrix ofRepeated = Matrix.zeros(3, repeated.length);
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < repeated.length; j++) {
                    ofRepeated.set(i, j, X.get(i, repeated[j]));
                }
                X.set(i, 4, Double.POSITIVE_INFINITY);
            }
            Matrix weights =
                    Matrix.of(1, 300, IntStream.of(counts).asDoubleStream().toArray());
            Compute compute = new Compute(Kernels.kernel(), 1);

            network.forward(ofRepeated);
            double[] expected = new GaussNewton(network, ofRepeated, null, compute).fill();
            network.forward(X, weights);
            double[] H = new GaussNewton(network, X, weights, compute).fill();

            int p = network.parameters().length;
            for (int i = 0; i < p; i++) {
                for (int j = 0; j <= i; j++) {
                    assertThat(H[i * p + j]).as("%d, %d", i, j).isCloseTo(expected[i * p + j], within(1e-14));
                }
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void threadsChangeNoBitOfARun(int threads) {
            Matrix X = gaussian(12, 600, 1);
            Matrix Y = gaussian(3, 600, 2);
            Network one = two(12, 20, 3, Activation.LINEAR).threads(1).build();
            Network several = two(12, 20, 3, Activation.LINEAR).threads(threads).build();
            FullBatchState ofOne = FullBatchOptimizer.levenbergMarquardt().start(one, X, Y);
            FullBatchState ofSeveral = FullBatchOptimizer.levenbergMarquardt().start(several, X, Y);

            for (int step = 0; step < 2; step++) {
                ofOne.step();
                ofSeveral.step();
            }

            assertThat(several.parameters()).isEqualTo(one.parameters());
        }
    }

    @Nested
    class Steps {
        /** The algorithm in a few lines, with H by numerical derivatives and Gauss' elimination. */
        @Test
        void tenStepsAreThoseOfTheAlgorithmWrittenOut() {
            Matrix X = gaussian(2, 15, 1);
            Matrix Y = gaussian(2, 15, 2);
            Network network = two(2, 3, 2, Activation.LINEAR).build();
            Network twin = two(2, 3, 2, Activation.LINEAR).build();
            FullBatchState state = new LevenbergMarquardt(1e-3, 0.2, 4, 1e10, 0).start(network, X, Y);
            double mu = 1e-3;
            int rejected = 0;

            for (int step = 0; step < 10; step++) {
                Matrix H = writtenOut(twin, X);
                twin.forward(X);
                double J = twin.cost(Y);
                twin.backward(Y);
                double[] start = twin.parameters().clone();
                for (boolean lower = false; !lower; ) {
                    double[] delta = solve(plusMu(H, mu), twin.gradient());
                    Arrays.setAll(twin.parameters(), i -> start[i] - delta[i]);
                    lower = cost(twin, X, Y) < J;
                    mu *= lower ? 0.2 : 4;
                    rejected += lower ? 0 : 1;
                }

                double reached = state.step();

                assertThat(network.parameters()).containsExactly(twin.parameters(), within(1e-6));
                assertThat(reached)
                        .isEqualTo(cost(network, X, Y))
                        .isEqualTo(state.cost())
                        .isLessThan(J);
                assertThat(state.steps()).isEqualTo(step + 1);
            }
            assertThat(rejected).isPositive();
        }

        @Test
        void theNetworkIsLeftWithTheGradientAtTheNewParameters() {
            Matrix X = gaussian(2, 15, 1);
            Matrix Y = gaussian(2, 15, 2);
            Network network = two(2, 3, 2, Activation.LINEAR).build();
            FullBatchState state = FullBatchOptimizer.levenbergMarquardt().start(network, X, Y);
            while (!state.ended()) {
                state.step();
                double[] gradient = network.gradient().clone();

                network.forward(X);
                network.backward(Y);

                assertThat(network.gradient()).isEqualTo(gradient);
            }
        }

        /** One step is Gauss and Newton's where μ is tiny: the least squares of a line. */
        @Test
        void aLinearFitIsDoneInOneStep() {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            Matrix X = Matrix.of(1, 4, 0, 1, 2, 3);
            Matrix Y = Matrix.of(1, 4, 1, 3, 2, 5);
            FullBatchState state = new LevenbergMarquardt(1e-14, 0.1, 10, 1e10, 1e-10).start(network, X, Y);

            state.step();

            assertThat(state.converged()).isTrue();
            assertThat(network.parameters()).containsExactly(new double[] {1.1, 1.1}, within(1e-12));
        }

        /** Above the largest μ there is nothing to try: at a minimum no step is lower. */
        @Test
        void itEndsAtTheLargestMuAndLeavesTheParameters() {
            Matrix X = gaussian(2, 15, 1);
            Matrix Y = gaussian(2, 15, 2);
            Network network = two(2, 3, 2, Activation.LINEAR).l2(0.1).build();
            FullBatchState state = new LevenbergMarquardt(1e-3, 0.1, 10, 1e10, 0).start(network, X, Y);
            int steps = run(state);
            double[] theta = network.parameters().clone();
            double J = state.cost();

            assertThat(state.step()).isEqualTo(J).isEqualTo(cost(network, X, Y));
            assertThat(state.steps()).isEqualTo(steps);
            assertThat(network.parameters()).isEqualTo(theta);
            for (double g : network.gradient()) {
                assertThat(g).isCloseTo(0, within(1e-8));
            }
        }

        @Test
        void aPointThatIsNotFiniteIsRejected() {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.of("wall", z -> z < 1 ? z : Double.NaN, z -> 1))
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            network.layer(1).W().set(0, 0, 0.5);
            Matrix X = Matrix.of(1, 1, 1);
            FullBatchState state = FullBatchOptimizer.levenbergMarquardt().start(network, X, Matrix.of(1, 1, 3));

            while (!state.ended()) {
                assertThat(state.step()).isFinite();
                assertThat(network.parameters()[0] + network.parameters()[1]).isLessThan(1);
            }
            assertThat(state.cost()).isCloseTo(2, within(1e-3)); // ½ (3 − 1)²
            assertThat(network.layer(1).A().get(0, 0))
                    .as("the output that is kept is of the point that is kept")
                    .isEqualTo(network.predict(X).get(0, 0));
        }

        /** Where an input is always 0, H is singular: with a μ that has fallen to 0, no multiple of it would help. */
        @Test
        @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void muNeverFallsToZero() {
            Matrix x = gaussian(1, 20, 1);
            Matrix X = Matrix.ofRows(x.toArray(), new double[20]);
            Network network = Network.builder()
                    .inputs(2)
                    .layer(3, Activation.TANH)
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            FullBatchState state = new LevenbergMarquardt(1e-3, Double.MIN_VALUE, 10, 1e10, 0)
                    .start(network, X, x.map(z -> StrictMath.exp(-z * z)));

            while (!state.ended() && state.steps() < 10) {
                state.step();
            }
            assertThat(state.steps()).isGreaterThan(2);
        }

        @Test
        void whatTheNetworkDidBetweenTheStepsDoesNotCount() {
            Matrix X = gaussian(1, 20, 1);
            Matrix Y = X.map(x -> StrictMath.exp(-x * x));
            Network disturbed = two(1, 3, 1, Activation.LINEAR).build();
            Network alone = two(1, 3, 1, Activation.LINEAR).build();
            FullBatchState state = FullBatchOptimizer.levenbergMarquardt().start(disturbed, X, Y);
            FullBatchState expected = FullBatchOptimizer.levenbergMarquardt().start(alone, X, Y);

            for (int step = 0; step < 4; step++) {
                disturbed.forward(gaussian(1, 3, 2));
                disturbed.backward(gaussian(1, 3, 3));

                assertThat(state.step()).isEqualTo(expected.step());
            }
            assertThat(disturbed.parameters()).isEqualTo(alone.parameters());
        }

        @Test
        void aStartThatIsNotFiniteIsTold() {
            Network network = two(1, 2, 1, Activation.LINEAR).build();
            network.layer(2).b().set(0, 0, 1e200);
            double[] theta = network.parameters().clone();
            FullBatchState state =
                    FullBatchOptimizer.levenbergMarquardt().start(network, Matrix.of(1, 1, 1), Matrix.of(1, 1, 1));

            assertThatThrownBy(state::step)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("levenbergMarquardt: J is Infinity to begin with; start from other parameters, or scale"
                            + " the inputs");
            assertThat(network.parameters()).isEqualTo(theta);
        }
    }

    @Nested
    class Fits {
        static Stream<Arguments> curves() {
            return Stream.of(
                    arguments(1, new double[] {1.5, -0.5, 2, 0.3}),
                    arguments(2, new double[] {2, -3, 3, 2, 1.5, 1, -0.5}));
        }

        /** Targets that a network of this form gives, from parameters nearby: quadratic convergence. */
        @ParameterizedTest
        @MethodSource("curves")
        void aCurveThatCanBeMetIsMetToMachinePrecision(int units, double[] theta) {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(units, Activation.TANH)
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            Matrix X = Matrix.zeros(1, 40);
            for (int i = 0; i < 40; i++) {
                X.set(0, i, -2 + 0.1 * i);
            }
            System.arraycopy(theta, 0, network.parameters(), 0, theta.length);
            Matrix Y = network.predict(X);
            Arrays.setAll(network.parameters(), i -> theta[i] + (i % 2 == 0 ? 0.4 : -0.4));
            FullBatchState state = new LevenbergMarquardt(1e-3, 0.1, 10, 1e10, 1e-13).start(network, X, Y);

            assertThat(run(state)).isLessThan(10);

            assertThat(state.cost()).isLessThan(1e-27);
            assertThat(network.parameters()).containsExactly(theta, within(1e-12));
        }

        @Test
        void xorIsLearned() {
            Network network = Network.builder()
                    .inputs(2)
                    .layer(3, Activation.TANH)
                    .layer(1, Activation.TANH)
                    .loss(Loss.SQUARED_ERROR)
                    .seed(1)
                    .build();
            Matrix X = Matrix.of(2, 4, 0, 0, 1, 1, 0, 1, 0, 1);
            FullBatchState state =
                    FullBatchOptimizer.levenbergMarquardt().start(network, X, Matrix.of(1, 4, 0, 0.8, 0.8, 0));

            assertThat(run(state)).isLessThan(60);

            assertThat(state.cost()).isLessThan(1e-12);
        }

        @Test
        void aSineIsFitted() {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(6, Activation.TANH)
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .seed(3)
                    .build();
            Matrix X = Matrix.zeros(1, 61);
            for (int i = 0; i < 61; i++) {
                X.set(0, i, 0.1 * i);
            }
            FullBatchState state = FullBatchOptimizer.levenbergMarquardt().start(network, X, X.map(Math::sin));

            for (int step = 0; step < 60; step++) {
                state.step();
            }

            assertThat(state.cost()).isLessThan(1e-6); // 0.0014 off, root mean square
        }
    }

    @Nested
    class AtTheDoor {
        private void assertRefused(ThrowingCallable call, String message) {
            assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
        }

        private FullBatchState start(Network network) {
            return FullBatchOptimizer.levenbergMarquardt()
                    .start(network, Matrix.zeros(network.inputs(), 2), Matrix.zeros(network.outputs(), 2));
        }

        @Test
        void anotherLossIsRefused() {
            for (Loss loss : new Loss[] {Loss.ABSOLUTE_ERROR, Loss.HUBER}) {
                Network network = Network.builder()
                        .inputs(1)
                        .layer(1, Activation.LINEAR)
                        .loss(loss)
                        .build();
                assertRefused(
                        () -> start(network),
                        "levenbergMarquardt: the loss is " + loss
                                + "; it must be squaredError, a sum of squares. lbfgs() takes any loss");
            }
        }

        @Test
        void l1IsRefused() {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(2, Activation.TANH)
                    .layer(1, Activation.LINEAR, options -> options.l1(0.1))
                    .loss(Loss.SQUARED_ERROR)
                    .build();

            assertRefused(
                    () -> start(network),
                    "levenbergMarquardt: layer 2 (2→1, linear) has l1(0.1), which is no sum of squares; l2 is one");
        }

        @Test
        void tooManyParametersAreRefusedWithTheMemoryThatTheyWouldTake() {
            Network network = two(99, 50, 1, Activation.LINEAR).build();

            assertRefused(
                    () -> start(network),
                    "levenbergMarquardt: the network has 5,051 parameters, whose matrices would take 408 MB of memory;"
                            + " it must have at most 5,000. lbfgs() takes any number");
        }

        @Test
        void shapesThatDoNotFitAreRefused() {
            Network network = two(3, 2, 1, Activation.LINEAR).build();

            assertThatThrownBy(() -> FullBatchOptimizer.levenbergMarquardt()
                            .start(network, Matrix.zeros(4, 5), Matrix.zeros(1, 5)))
                    .isExactlyInstanceOf(ShapeException.class);
            assertThatThrownBy(() -> FullBatchOptimizer.levenbergMarquardt()
                            .start(network, Matrix.zeros(3, 5), Matrix.zeros(1, 4)))
                    .isExactlyInstanceOf(ShapeException.class);
        }

        @Test
        void theHyperParametersHaveTheirRanges() {
            assertRefused(() -> new LevenbergMarquardt(0, 0.1, 10, 1, 0), "mu must be finite and above 0; got 0.0");
            assertRefused(
                    () -> new LevenbergMarquardt(1, 1, 10, 1, 0), "decrease must be above 0 and below 1; got 1.0");
            assertRefused(
                    () -> new LevenbergMarquardt(1, 0.1, 1, 1, 0), "increase must be finite and above 1; got 1.0");
            assertRefused(
                    () -> new LevenbergMarquardt(1, 0.1, 10, 0.5, 0), "largestMu must be at least mu, 1.0; got 0.5");
            assertRefused(
                    () -> new LevenbergMarquardt(1, 0.1, 10, Double.POSITIVE_INFINITY, 0),
                    "largestMu must be finite and above 0; got Infinity");
            assertRefused(
                    () -> new LevenbergMarquardt(1, 0.1, 10, 1, -1),
                    "gradientTolerance must be finite and at least 0; got -1.0");
            assertThat(FullBatchOptimizer.levenbergMarquardt())
                    .isEqualTo(new LevenbergMarquardt())
                    .isEqualTo(new LevenbergMarquardt(1e-3, 0.1, 10, 1e10, 1e-7));
        }
    }
}
