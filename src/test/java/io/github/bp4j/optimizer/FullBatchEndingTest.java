package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run of a full-batch method states truly how it has ended, whatever the units of targets and inputs. */
class FullBatchEndingTest {
    private static final FullBatchOptimizer LBFGS = FullBatchOptimizer.lbfgs();
    private static final FullBatchOptimizer LEVENBERG_MARQUARDT = FullBatchOptimizer.levenbergMarquardt();

    /** i/10 − 2, 40 examples. */
    private static Matrix line() {
        Matrix X = Matrix.zeros(1, 40);
        for (int i = 0; i < 40; i++) {
            X.set(0, i, i / 10.0 - 2);
        }
        return X;
    }

    private static Network unit() {
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        Arrays.fill(network.parameters(), 0);
        return network;
    }

    private static FullBatchState run(FullBatchState state) {
        while (!state.ended()) {
            state.step();
            assertThat(state.steps()).isLessThan(5000);
        }
        return state;
    }

    /** R² with targets and outputs divided by the scale. */
    private static double r2(Network network, Matrix X, Matrix Y, double scale) {
        Matrix A = network.predict(X);
        double mean = Arrays.stream(Y.toArray()).map(y -> y / scale).average().orElseThrow();
        double residual = 0;
        double total = 0;
        for (int i = 0; i < Y.columns(); i++) {
            double y = Y.get(0, i) / scale;
            residual += Math.pow(A.get(0, i) / scale - y, 2);
            total += Math.pow(y - mean, 2);
        }
        return 1 - residual / total;
    }

    @Nested
    class Scales {
        static DoubleStream scales() {
            return DoubleStream.of(
                    1e-140, 1e-77, 1e-20, 1e-12, 1e-8, 1e-5, 0.01, 1, 300, 1e6, 1e9, 1e11, 1e12, 1e13, 1e16, 1e20, 1e50,
                    1e77, 1e100, 1e150);
        }

        @ParameterizedTest
        @MethodSource("scales")
        void aLineIsFoundWhateverTheUnitOfItsTargets(double s) {
            for (FullBatchOptimizer method : new FullBatchOptimizer[] {LBFGS, LEVENBERG_MARQUARDT}) {
                Network network = unit();
                Matrix Y = line().map(x -> s * (3 * x + 1));

                FullBatchState state = run(method.start(network, line(), Y));

                assertThat(state.converged()).as(state.reason()).isTrue();
                assertThat(r2(network, line(), Y, s)).as(state.reason()).isGreaterThan(1 - 1e-9);
                assertThat(network.parameters()[0] / s).isCloseTo(3, within(1e-4));
                assertThat(network.parameters()[1] / s).isCloseTo(1, within(1e-4));
            }
        }

        /** With noise J has a minimum above 0. */
        @ParameterizedTest
        @MethodSource("scales")
        void aRegressionIsFoundWhateverTheUnitOfItsTargets(double s) {
            SplitMix64 random = new SplitMix64(3);
            Matrix noise = Matrix.zeros(1, 40).map(x -> random.nextGaussian());
            Matrix Y = line().map(x -> 3 * x + 1).plus(noise).map(y -> s * y);
            for (FullBatchOptimizer method : new FullBatchOptimizer[] {LBFGS, LEVENBERG_MARQUARDT}) {
                Network network = unit();

                FullBatchState state = run(method.start(network, line(), Y));

                assertThat(state.converged()).as(state.reason()).isTrue();
                double[] exact = leastSquares(line(), Y.map(y -> y / s));
                assertThat(network.parameters()[0] / s).isCloseTo(exact[0], within(1e-4));
                assertThat(network.parameters()[1] / s).isCloseTo(exact[1], within(1e-4));
            }
        }

        private double[] leastSquares(Matrix X, Matrix Y) {
            double x = Arrays.stream(X.toArray()).average().orElseThrow();
            double y = Arrays.stream(Y.toArray()).average().orElseThrow();
            double xx = 0;
            double xy = 0;
            for (int i = 0; i < X.columns(); i++) {
                xx += (X.get(0, i) - x) * (X.get(0, i) - x);
                xy += (X.get(0, i) - x) * (Y.get(0, i) - y);
            }
            return new double[] {xy / xx, y - xy / xx * x};
        }

        @ParameterizedTest
        @ValueSource(doubles = {1e-6, 1e-3, 1e3, 1e6})
        void theUnitOfTheInputsDoesNotMatterEither(double unit) {
            Network network = unit();
            network.layer(1).b().set(0, 0, 0.5);
            Matrix X = line().map(x -> unit * x);
            Matrix Y = line().map(x -> 2 * x);

            FullBatchState state = run(new LBFGS(10, 1e-4, 0.9, 1e-7, 1e-12).start(network, X, Y));

            assertThat(state.converged()).as(state.reason()).isTrue();
            assertThat(r2(network, X, Y, 1)).isGreaterThan(1 - 1e-6);
        }

        /** The targets are as small as the first outputs are large beside them. */
        @ParameterizedTest
        @ValueSource(doubles = {1e-5, 1e-3, 1})
        void aNetworkFitsSmallTargetsToo(double s) {
            for (FullBatchOptimizer method : new FullBatchOptimizer[] {LBFGS, LEVENBERG_MARQUARDT}) {
                Network network = Network.builder()
                        .inputs(1)
                        .layer(6, Activation.TANH)
                        .layer(1, Activation.LINEAR)
                        .loss(Loss.SQUARED_ERROR)
                        .seed(3)
                        .build();
                Matrix Y = line().map(x -> s * Math.sin(2 * x));

                FullBatchState state = method.start(network, line(), Y);
                while (!state.ended() && state.steps() < 2000) {
                    state.step();
                }

                assertThat(r2(network, line(), Y, s)).as("%s", state.reason()).isGreaterThan(0.999);
            }
        }

        @Test
        void targetsThatAreBadlyScaledAreNamedWhereNoStepLowersJ() {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.of("odd", z -> z, z -> -1))
                    .loss(Loss.SQUARED_ERROR)
                    .build();

            FullBatchState state = run(LBFGS.start(network, line(), line().map(x -> 1e5 * x)));

            assertThat(state.converged()).isFalse();
            assertThat(state.reason())
                    .startsWith("no step lowers J = ")
                    .endsWith("; the largest target is 200000.0, and targets near 1 are easier to fit:"
                            + " Scaler.standardizeTargets(…) scales them");
        }
    }

    @Nested
    class WithoutProof {
        /** g′ has the wrong sign, so that the gradient points downhill: no step against it lowers J. */
        @Test
        void aSearchThatFailsHasNotConverged() {
            for (FullBatchOptimizer method : new FullBatchOptimizer[] {LBFGS, LEVENBERG_MARQUARDT}) {
                Network network = Network.builder()
                        .inputs(1)
                        .layer(1, Activation.of("odd", z -> z, z -> -1))
                        .loss(Loss.SQUARED_ERROR)
                        .build();
                double[] theta = network.parameters().clone();

                FullBatchState state = run(method.start(network, line(), line()));

                assertThat(state.converged()).as(state.reason()).isFalse();
                assertThat(state.reason())
                        .startsWith("no step lowers J = ")
                        .contains(", though the gradient promises ");
                assertThat(network.parameters()).containsExactly(theta, within(1e-12));
                double J = state.cost();
                assertThat(state.step()).isEqualTo(J);
                assertThat(state.ended()).isTrue();
            }
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5, 6})
        void absoluteErrorNeverConvergesAtACorner(long seed) {
            SplitMix64 random = new SplitMix64(seed);
            Matrix X = Matrix.zeros(3, 15).map(x -> random.nextGaussian());
            Matrix Y = Matrix.zeros(1, 15).map(x -> random.nextGaussian());
            Network network = Network.builder()
                    .inputs(3)
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.ABSOLUTE_ERROR)
                    .seed(seed)
                    .build();

            FullBatchState state = run(LBFGS.start(network, X, Y));

            assertThat(state.converged()).as(state.reason()).isFalse();
            assertThat(state.reason()).contains("; the loss absoluteError has corners");
        }

        @Test
        void reluIsNamed() {
            SplitMix64 random = new SplitMix64(5);
            Matrix X = Matrix.zeros(2, 30).map(x -> random.nextGaussian());
            Matrix Y = Matrix.zeros(1, 30).map(x -> random.nextGaussian());
            Network network = Network.builder()
                    .inputs(2)
                    .layer(5, Activation.RELU)
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .seed(5)
                    .build();

            FullBatchState state = run(LBFGS.start(network, X, Y));

            assertThat(state.converged()).isEqualTo(!state.reason().contains("layer 1 (2→5, relu) has corners"));
        }
    }

    @Nested
    class WithL1 {
        /** ½/m Σ (w x + b − y)² + λ Σ |w|, by coordinate descent; b is w of a feature that is 1. */
        private double[] lasso(Matrix X, Matrix Y, double lambda) {
            int n = X.rows();
            int m = X.columns();
            double[] w = new double[n + 1];
            for (int sweep = 0; sweep < 20_000; sweep++) {
                for (int k = 0; k <= n; k++) {
                    double rho = 0;
                    double square = 0;
                    for (int i = 0; i < m; i++) {
                        double rest = Y.get(0, i) - w[n];
                        for (int j = 0; j < n; j++) {
                            rest -= w[j] * X.get(j, i);
                        }
                        double x = k < n ? X.get(k, i) : 1;
                        rho += x * (rest + w[k] * x) / m;
                        square += x * x / m;
                    }
                    double threshold = k < n ? lambda : 0;
                    w[k] = Math.signum(rho) * Math.max(0, Math.abs(rho) - threshold) / square;
                }
            }
            return w;
        }

        @ParameterizedTest
        @ValueSource(doubles = {1e-3, 0.03, 0.1, 0.3, 1, 10})
        void theLassoIsFound(double lambda) {
            for (long seed = 1; seed <= 5; seed++) {
                SplitMix64 random = new SplitMix64(seed);
                Matrix X = Matrix.zeros(6, 25).map(x -> random.nextGaussian());
                for (int i = 0; i < 25; i++) {
                    X.set(1, i, 0.7 * X.get(0, i) + 0.3 * X.get(1, i));
                }
                Matrix Y =
                        Matrix.of(1, 6, 1, -2, 0.1, 0, 0, 0.5).times(X).map(y -> y + 0.3 * random.nextGaussian() + 1);
                Network network = Network.builder()
                        .inputs(6)
                        .layer(1, Activation.LINEAR, options -> options.l1(lambda))
                        .loss(Loss.SQUARED_ERROR)
                        .seed(seed)
                        .build();

                FullBatchState state = run(new LBFGS(10, 1e-4, 0.9, 1e-10, 1e-15).start(network, X, Y));

                double[] expected = lasso(X, Y, lambda);
                assertThat(state.converged()).as(state.reason()).isTrue();
                assertThat(network.parameters()).containsExactly(expected, within(1e-6));
                for (int k = 0; k < 6; k++) {
                    assertThat(network.parameters()[k] == 0).as("w%d", k).isEqualTo(expected[k] == 0);
                }
            }
        }

        @Test
        void itsDefaultsFindTheLassoToFourDigits() {
            SplitMix64 random = new SplitMix64(9);
            Matrix X = Matrix.zeros(4, 30).map(x -> random.nextGaussian());
            Matrix Y = Matrix.of(1, 4, 1, -2, 0, 0).times(X);
            Network network = Network.builder()
                    .inputs(4)
                    .layer(1, Activation.LINEAR, options -> options.l1(0.2))
                    .loss(Loss.SQUARED_ERROR)
                    .build();

            FullBatchState state = run(LBFGS.start(network, X, Y));

            assertThat(state.converged()).as(state.reason()).isTrue();
            assertThat(network.parameters()).containsExactly(lasso(X, Y, 0.2), within(1e-4));
        }

        /** Where every λ is above the largest slope, all W end at 0, and b is the mean. */
        @Test
        void layersWithAndWithoutL1AreTrainedTogether() {
            SplitMix64 random = new SplitMix64(4);
            Matrix X = Matrix.zeros(3, 40).map(x -> random.nextGaussian());
            Matrix Y = X.map(Math::tanh);
            Network network = Network.builder()
                    .inputs(3)
                    .layer(5, Activation.TANH, options -> options.l1(0.01))
                    .layer(3, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .seed(6)
                    .build();

            FullBatchState state = run(LBFGS.start(network, X, Y));

            assertThat(state.converged()).as(state.reason()).isTrue();
            Orthant orthant = new Orthant(new NetworkObjective(network, X, Y, null).l1());
            network.forward(X);
            network.cost(Y);
            network.backward(Y);
            orthant.fill(network.parameters(), network.gradient());
            assertThat(Vectors.largestMagnitude(orthant.slope())).isLessThan(1e-3);
            assertThat(Arrays.stream(network.layer(1).W().toArray())
                            .filter(w -> w == 0)
                            .count())
                    .isPositive();
        }
    }

    /** θ that was set between two steps is where the run goes on from, with nothing remembered. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void parametersThatWereSetAreStartedFrom(boolean lbfgs) {
        FullBatchOptimizer method = lbfgs ? LBFGS : LEVENBERG_MARQUARDT;
        SplitMix64 random = new SplitMix64(8);
        Matrix X = Matrix.zeros(2, 30).map(x -> random.nextGaussian());
        Matrix Y = Matrix.zeros(1, 30).map(x -> random.nextGaussian());
        for (int before : new int[] {1, 3, 5000}) {
            Network network = tanh();
            FullBatchState state = method.start(network, X, Y);
            for (int step = 0; step < before && !state.ended(); step++) {
                state.step();
            }
            Network fresh = tanh();
            for (Network each : new Network[] {network, fresh}) {
                Arrays.setAll(each.parameters(), i -> 0.1 * (i % 5 - 2));
            }
            FullBatchState expected = method.start(fresh, X, Y);

            for (int step = 0; step < 4; step++) {
                assertThat(state.step()).isEqualTo(expected.step());
                assertThat(network.parameters()).isEqualTo(fresh.parameters());
            }
            assertThat(state.converged()).isEqualTo(expected.converged());
        }
    }

    private static Network tanh() {
        return Network.builder()
                .inputs(2)
                .layer(3, Activation.TANH)
                .layer(1, Activation.LINEAR, options -> options.l2(0.01))
                .loss(Loss.SQUARED_ERROR)
                .seed(7)
                .build();
    }

    /** σ² of predictions has m − 1 in place of m. */
    @Test
    void theRunningValuesAreThoseOfTheLastParameters() {
        SplitMix64 random = new SplitMix64(8);
        Matrix X = Matrix.zeros(2, 50).map(x -> 3 * random.nextGaussian() + 1);
        Matrix Y = X.map(Math::sin);
        Network network = Network.builder()
                .inputs(2)
                .layer(8, Activation.TANH, LayerOptions::batchNormalization)
                .layer(2, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .seed(2)
                .build();
        FullBatchState state = LBFGS.start(network, X, Y);

        for (int step = 0; step < 60; step++) {
            double J = state.step();

            assertThat(network.predict(X, Y).cost()).isCloseTo(J, within(0.1 * J));
        }
        network.forward(X);
        Matrix Z = network.layer(1).Z();
        for (int i = 0; i < 8; i++) {
            double mean = 0;
            double square = 0;
            for (int j = 0; j < 50; j++) {
                mean += Z.get(i, j) / 50;
            }
            for (int j = 0; j < 50; j++) {
                square += (Z.get(i, j) - mean) * (Z.get(i, j) - mean);
            }
            network.layer(1).adoptBatchStatistics();
            assertThat(network.layer(1).runningMean().get(i, 0)).isCloseTo(mean, within(1e-12));
            assertThat(network.layer(1).runningVariance().get(i, 0)).isCloseTo(square / 49, within(1e-10));
        }
    }
}
