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
import io.github.bp4j.ShapeException;
import io.github.bp4j.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LBFGSTest {
    /** To the last bit that lowers J. */
    private static final LBFGS EXACT = new LBFGS(10, 1e-4, 0.9, 0, 0);

    private static int run(FullBatchState state) {
        while (!state.ended() && state.steps() < 1000) {
            state.step();
        }
        return (int) state.steps();
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static double[] minus(double[] x, double[] y) {
        double[] difference = new double[x.length];
        Arrays.setAll(difference, i -> x[i] - y[i]);
        return difference;
    }

    /** Examples of a smooth function with noise, and a network for it. */
    private static Objective network() {
        Network network = Network.builder()
                .inputs(3)
                .layer(7, Activation.TANH)
                .layer(2, Activation.SIGMOID)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .l2(1e-3)
                .seed(4)
                .build();
        SplitMix64 random = new SplitMix64(5);
        Matrix X = Matrix.zeros(3, 60).map(x -> random.nextGaussian());
        Matrix Y = Matrix.zeros(2, 60).map(x -> random.nextDouble() < 0.5 ? 0 : 1);
        return new NetworkObjective(network, X, Y, null);
    }

    @Nested
    class Minima {
        /** With exact line searches it is the method of conjugate gradients, which ends after n steps. */
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 5, 8})
        void aParabolaOfNDimensionsIsMinimisedInNSteps(int n) {
            double[] a = new double[n];
            double[] start = new double[n];
            Arrays.setAll(a, i -> 1 + 3 * i);
            Arrays.setAll(start, i -> 2 - 0.7 * i);
            Functions parabola = Functions.parabola(3, a, start);
            FullBatchState state = new LBFGSState(new LBFGS(10, 1e-12, 1e-10, 1e-8, 0), parabola);

            for (int step = 1; step <= n; step++) {
                assertThat(Vectors.largestMagnitude(parabola.gradient())).isGreaterThan(1e-8);
                state.step();
            }

            assertThat(Vectors.largestMagnitude(parabola.gradient())).isLessThanOrEqualTo(1e-8);
            assertThat(state.cost()).isLessThan(1e-15);
            for (double x : parabola.theta()) {
                assertThat(x).isCloseTo(3, within(1e-8));
            }
        }

        /** SciPy's L-BFGS-B takes 45, 95 and 639 evaluations to get there, PyTorch's LBFGS 45, 96 and 673. */
        @ParameterizedTest
        @CsvSource({"2, 50", "10, 105", "100, 700"})
        void rosenbrocksValleyIsFollowedToItsEnd(int n, int evaluations) {
            Functions valley = Functions.rosenbrock(n);
            FullBatchState state = new LBFGSState(new LBFGS(), valley);

            run(state);

            assertThat(state.converged()).isTrue();
            assertThat(valley.evaluations()).isLessThanOrEqualTo(evaluations);
            for (double x : valley.theta()) {
                assertThat(x).isCloseTo(1, within(1e-6));
            }
        }

        @Test
        void withoutTolerancesItEndsWhereNoStepLowersJ() {
            Functions valley = Functions.rosenbrock(4);
            FullBatchState state = new LBFGSState(EXACT, valley);

            int steps = run(state);

            assertThat(state.converged()).isTrue();
            assertThat(state.cost()).isLessThan(1e-25);
            double[] theta = valley.theta().clone();
            int evaluations = valley.evaluations();
            assertThat(state.step()).isEqualTo(state.cost());
            assertThat(state.steps()).isEqualTo(steps);
            assertThat(valley.theta()).isEqualTo(theta);
            assertThat(valley.evaluations()).isEqualTo(evaluations);
        }

        @Test
        void aGradientThatIsSmallToBeginWithIsNoMinimum() {
            Functions parabola = Functions.parabola(3e-8, new double[] {1, 1}, 0, 0);
            FullBatchState state = new LBFGSState(new LBFGS(), parabola);

            assertThat(state.converged()).isFalse();
            run(state);

            assertThat(state.converged()).isTrue();
            assertThat(parabola.theta()).containsExactly(new double[] {3e-8, 3e-8}, within(1e-15));
        }

        @Test
        void itHasConvergedWhereTheGradientIsZeroToBeginWith() {
            Functions parabola = Functions.parabola(3, new double[] {1, 1}, 3, 3);
            FullBatchState state = new LBFGSState(new LBFGS(), parabola);

            assertThat(state.converged()).isTrue();
            assertThat(state.ended()).isTrue();
            assertThat(state.step()).isEqualTo(state.cost());
            assertThat(state.steps()).isZero();
            assertThat(parabola.evaluations()).isEqualTo(1);
        }

        @Test
        void itEndsWhereAStepLowersJByLessThanItsShare() {
            FullBatchState state = new LBFGSState(new LBFGS(10, 1e-4, 0.9, 0, 0.5), Functions.rosenbrock(2));
            List<Double> costs = new ArrayList<>(List.of(state.cost()));

            while (!state.ended()) {
                costs.add(state.step());
            }

            for (int k = 1; k < costs.size(); k++) {
                boolean last = k == costs.size() - 1;
                assertThat(costs.get(k) >= 0.5 * costs.get(k - 1)).isEqualTo(last);
            }
        }
    }

    @Nested
    class Steps {
        static Stream<Arguments> objectives() {
            return Stream.of(
                    arguments(Functions.rosenbrock(2), 0.9),
                    arguments(Functions.rosenbrock(10), 0.9),
                    arguments(Functions.rosenbrock(10), 0.01),
                    arguments(network(), 0.9),
                    arguments(network(), 0.1));
        }

        @ParameterizedTest
        @MethodSource("objectives")
        void everyStepMeetsTheStrongWolfeConditions(Objective objective, double c2) {
            FullBatchState state = new LBFGSState(new LBFGS(10, 1e-4, c2, 1e-6, 0), objective);
            int steps = 0;
            while (!state.ended() && steps < 60) {
                double J = state.cost();
                double[] theta = objective.theta().clone();
                double[] g = objective.gradient().clone();

                double lower = state.step();

                double[] s = minus(objective.theta(), theta);
                assertThat(lower).isLessThanOrEqualTo(J + 1e-4 * dot(g, s)).isLessThan(J);
                assertThat(Math.abs(dot(objective.gradient(), s)))
                        .isLessThanOrEqualTo(c2 * Math.abs(dot(g, s)) * (1 + 1e-9));
                steps++;
            }
            assertThat(steps).isGreaterThan(10);
        }

        @ParameterizedTest
        @MethodSource("objectives")
        void theObjectiveIsLeftAsEvaluatedAtTheNewParameters(Objective objective, double c2) {
            FullBatchState state = new LBFGSState(new LBFGS(10, 1e-4, c2, 0, 0), objective);
            while (!state.ended() && state.steps() < 300) {
                double J = state.step();
                double[] theta = objective.theta().clone();
                double[] g = objective.gradient().clone();

                assertThat(objective.evaluate()).isEqualTo(J).isEqualTo(state.cost());
                assertThat(objective.gradient()).isEqualTo(g);
                assertThat(objective.theta()).isEqualTo(theta);
            }
        }

        /** (x − 0.55)² from 0 in the direction 1: at 1 it is lower and flat enough, by 0.09 of what the slope promises. */
        @ParameterizedTest
        @CsvSource({"0.05, 1", "0.089, 1", "0.1, 0.55", "0.4, 0.55"})
        void aStepThatLowersJByTooSmallAShareIsShortened(double c1, double expected) {
            Functions parabola = Functions.ofOne(x -> (x - 0.55) * (x - 0.55), x -> 2 * (x - 0.55), 0);
            LineSearch search = new LineSearch(parabola, c1, 0.9, new Vectors(1));

            assertThat(search.run(new double[] {1}, 0.3025, -1.1)).isTrue();

            assertThat(parabola.theta()[0]).isCloseTo(expected, within(1e-12));
        }

        /** −x, but 9.5 more from 1.8 on: at 1 it is too steep to stop, at 10 still falls, but is above where it was at 1. */
        @Test
        void aFurtherPointThatIsHigherEndsTheWayOutwards() {
            DoubleUnaryOperator u = x -> Math.max(0, Math.min(1, (x - 1.2) / 0.6));
            Functions ledge = Functions.ofOne(
                    x -> -x + 9.5 * u.applyAsDouble(x) * u.applyAsDouble(x) * (3 - 2 * u.applyAsDouble(x)),
                    x -> -1 + 9.5 / 0.6 * 6 * u.applyAsDouble(x) * (1 - u.applyAsDouble(x)),
                    0);
            LineSearch search = new LineSearch(ledge, 1e-4, 0.9, new Vectors(1));

            assertThat(search.run(new double[] {1}, 0, -1)).isTrue();

            assertThat(ledge.theta()[0]).isBetween(1.2, 1.3);
        }

        @Test
        void theFirstStepGoesDownTheGradientByOneAtFirst() {
            Functions parabola = Functions.parabola(3, new double[] {0.5, 0.25}, -100, -140);
            // the gradient is (−51.5, −35.75), and the fall along it steep for longer than one: twice as far is the
            // least
            FullBatchState state = new LBFGSState(new LBFGS(10, 1e-4, 0.999, 0, 0), parabola);

            state.step();

            assertThat(parabola.theta()[0]).isCloseTo(-100 + 51.5 / 87.25, within(1e-12));
            assertThat(parabola.theta()[1]).isCloseTo(-140 + 35.75 / 87.25, within(1e-12));
            assertThat(parabola.evaluations()).isEqualTo(2);
        }

        /** The direction is −H dθ, H being BFGS' matrix written out: from ⟨s, y⟩/⟨y, y⟩ I, by the last pairs. */
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 10})
        void theDirectionIsThatOfTheMatrixWrittenOut(int history) {
            Objective objective = Functions.rosenbrock(6);
            FullBatchState state = new LBFGSState(new LBFGS(history, 1e-4, 0.9, 1e-4, 0), objective);
            List<double[]> s = new ArrayList<>();
            List<double[]> y = new ArrayList<>();
            while (!state.ended() && s.size() < 25) {
                double[] theta = objective.theta().clone();
                double[] g = objective.gradient().clone();
                state.step();
                double[] step = minus(objective.theta(), theta);
                if (!s.isEmpty()) {
                    int known = Math.min(history, s.size());
                    double[] direction =
                            direction(s.subList(s.size() - known, s.size()), y.subList(y.size() - known, y.size()), g);
                    double alpha = dot(step, direction) / dot(direction, direction);
                    assertThat(alpha).isPositive();
                    double[] off = minus(
                            step, Arrays.stream(direction).map(x -> alpha * x).toArray());
                    assertThat(Math.sqrt(dot(off, off))).isLessThan(1e-6 * Math.sqrt(dot(step, step)));
                }
                s.add(step);
                y.add(minus(objective.gradient(), g));
            }
            assertThat(s).hasSizeGreaterThan(history + 5);
        }

        /** H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ. */
        private double[] direction(List<double[]> s, List<double[]> y, double[] g) {
            int n = g.length;
            double[] lastY = y.get(y.size() - 1);
            double gamma = dot(s.get(s.size() - 1), lastY) / dot(lastY, lastY);
            Matrix I = Matrix.zeros(n, n);
            for (int i = 0; i < n; i++) {
                I.set(i, i, 1);
            }
            Matrix H = I.scale(gamma);
            for (int k = 0; k < s.size(); k++) {
                Matrix S = Matrix.column(s.get(k));
                Matrix Y = Matrix.column(y.get(k));
                double rho = 1 / dot(s.get(k), y.get(k));
                Matrix left = I.minus(S.times(Y.transpose()).scale(rho));
                H = left.times(H)
                        .times(left.transpose())
                        .plus(S.times(S.transpose()).scale(rho));
            }
            return H.times(Matrix.column(g)).scale(-1).toArray();
        }

        /** J = −x never curves: y is 0. */
        @Test
        void aPairAlongWhichNothingCurvesIsNotRemembered() {
            LBFGSState state = new LBFGSState(EXACT, Functions.ofOne(x -> -x, x -> -1, 0));

            state.step();

            assertThat(state.steps()).isEqualTo(1);
            assertThat(state.pairs()).isZero();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 3, 10})
        void theLastPairsAreRemembered(int history) {
            LBFGSState state = new LBFGSState(new LBFGS(history, 1e-4, 0.9, 0, 0), Functions.rosenbrock(10));

            for (int step = 1; step <= 15; step++) {
                state.step();
                assertThat(state.pairs()).isEqualTo(Math.min(step, history));
            }
        }

        @Test
        void aSearchThatNeverFlattensEndsAfterSoManyEvaluations() {
            Functions line = Functions.ofOne(x -> -x, x -> -1, 0);

            new LBFGSState(EXACT, line).step();

            assertThat(line.evaluations()).isEqualTo(1 + LineSearch.MOST_EVALUATIONS);
            assertThat(line.theta()[0]).isCloseTo(1e24, within(1e9)); // ten times as far each time
        }

        /** 20 |x| has no flat place: the best point before the corner is taken, then there is none that is lower. */
        @Test
        void atACornerItEndsCloseToIt() {
            Functions corner = Functions.ofOne(x -> 20 * Math.abs(x), x -> 20 * Math.signum(x), -3.3);
            FullBatchState state = new LBFGSState(EXACT, corner);

            run(state);

            assertThat(corner.theta()[0]).isCloseTo(0, within(1e-6));
            assertThat(20 * Math.abs(corner.theta()[0])).isEqualTo(state.cost());
        }
    }

    @Nested
    class NotFinite {
        static Stream<Arguments> walls() {
            return Stream.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)
                    .flatMap(odd -> Stream.of(-50.0, -0.5, 0.9).map(start -> arguments(odd, start)));
        }

        /** −x − 0.001 ln(1 − x), with its minimum at 0.999 and beyond 1 what is not finite: in J, or in J′. */
        @ParameterizedTest
        @MethodSource("walls")
        void aPointThatIsNotFiniteIsTooFar(double odd, double start) {
            DoubleUnaryOperator J = x -> -x - 0.001 * Math.log(1 - x);
            DoubleUnaryOperator slope = x -> -1 + 0.001 / (1 - x);
            for (boolean inJ : new boolean[] {true, false}) {
                Functions wall = Functions.ofOne(
                        x -> x < 1 ? J.applyAsDouble(x) : inJ ? odd : -x,
                        x -> x < 1 ? slope.applyAsDouble(x) : inJ ? -1 : odd,
                        start);
                FullBatchState state = new LBFGSState(new LBFGS(10, 1e-4, 0.9, 1e-9, 0), wall);

                while (!state.ended()) {
                    assertThat(state.step()).isFinite();
                    assertThat(wall.theta()[0]).isLessThan(1);
                }

                assertThat(wall.theta()[0]).isCloseTo(0.999, within(1e-9));
            }
        }

        /** J is finite, and at its lowest, where θ is ∞. */
        @Test
        void aParameterThatIsNotFiniteIsTooFarWhateverJIs() {
            Functions slope = Functions.ofOne(x -> x > Double.MAX_VALUE ? -1e10 : -1e-300 * x, x -> -1e-300, 1e308);
            double J = slope.evaluate();
            LineSearch search = new LineSearch(slope, 1e-4, 0.9, new Vectors(1));

            assertThat(search.run(new double[] {1e308}, J, -1e8)).isTrue();

            assertThat(slope.theta()[0]).isFinite().isGreaterThan(1e308);
            assertThat(search.J()).isEqualTo(-1e-300 * slope.theta()[0]);
        }

        @Test
        void aStartThatIsNotFiniteIsToldAndChangesNothing() {
            Functions odd = Functions.ofOne(x -> Double.NaN, x -> 1, 2);
            LBFGSState state = new LBFGSState(EXACT, odd);
            Functions oddGradient = Functions.ofOne(x -> 1, x -> Double.NEGATIVE_INFINITY, 2);
            LBFGSState ofGradient = new LBFGSState(EXACT, oddGradient);

            assertThatThrownBy(state::step)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("lbfgs: J is NaN to begin with; start from other parameters, or scale the inputs");
            assertThatThrownBy(ofGradient::step)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("lbfgs: the gradient is not finite to begin with; start from other parameters, or scale"
                            + " the inputs");
            assertThat(odd.theta()).containsExactly(2);
            assertThat(oddGradient.theta()).containsExactly(2);
        }
    }

    @Nested
    class AtTheDoor {
        @Test
        void theHyperParametersHaveTheirRanges() {
            assertRefused(() -> new LBFGS(0, 0.1, 0.9, 0, 0), "history must be at least 1; got 0");
            assertRefused(() -> new LBFGS(1, 0, 0.9, 0, 0), "c1 must be above 0 and below 1; got 0.0");
            assertRefused(() -> new LBFGS(1, 0.1, 1, 0, 0), "c2 must be above 0 and below 1; got 1.0");
            assertRefused(() -> new LBFGS(1, 0.5, 0.5, 0, 0), "c1 must be below c2, 0.5; got 0.5");
            assertRefused(
                    () -> new LBFGS(1, 0.1, 0.9, -1, 0), "gradientTolerance must be finite and at least 0; got -1.0");
            assertRefused(
                    () -> new LBFGS(1, 0.1, 0.9, 0, Double.NaN),
                    "costTolerance must be finite and at least 0; got NaN");
            assertThat(FullBatchOptimizer.lbfgs())
                    .isEqualTo(new LBFGS())
                    .isEqualTo(new LBFGS(10, 1e-4, 0.9, 1e-7, 1e-9));
        }

        private void assertRefused(ThrowingCallable call, String message) {
            assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
        }

        @Test
        void shapesThatDoNotFitAreRefused() {
            Network network = OptimizerTable.network(3, 2, 1);
            double[] theta = network.parameters().clone();

            assertThatThrownBy(() -> FullBatchOptimizer.lbfgs().start(network, Matrix.zeros(4, 5), Matrix.zeros(2, 5)))
                    .isExactlyInstanceOf(ShapeException.class);
            assertThatThrownBy(() -> FullBatchOptimizer.lbfgs().start(network, Matrix.zeros(3, 5), Matrix.zeros(2, 4)))
                    .isExactlyInstanceOf(ShapeException.class);
            assertThat(network.parameters()).isEqualTo(theta);
        }
    }
}
