package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerStateTest {
    /** (inputs + 1) · units parameters. */
    private static Network network(int inputs, int units, int threads) {
        return Network.builder()
                .inputs(inputs)
                .layer(units, Activation.TANH)
                .loss(Loss.SQUARED_ERROR)
                .seed(6)
                .threads(threads)
                .build();
    }

    private static void fillGradient(Network network) {
        SplitMix64 random = new SplitMix64(12);
        Arrays.setAll(network.gradient(), i -> random.nextGaussian());
    }

    /** Counts how often each element was updated, in slot 1, and the steps told, in slot 0. */
    private record Counting() implements UpdateRule {
        @Override
        public int slots() {
            return 2;
        }

        @Override
        public void update(
                double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
            for (int i = from; i < to; i++) {
                slots[0][i] += step;
                slots[1][i] += 1;
                theta[i] = 1000 * slots[0][i] + slots[1][i];
            }
        }

        @Override
        public boolean staysFinite(
                double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
            return true;
        }
    }

    @Nested
    class Steps {
        @ParameterizedTest
        @CsvSource({"1, 1, 1", "2, 3, 1", "7, 13, 1", "300, 300, 1", "300, 300, 2", "300, 301, 3"})
        void gradientDescentIsOneFusedMultiplyAddForEachParameter(int inputs, int units, int threads) {
            Network network = network(inputs, units, threads);
            fillGradient(network);
            double[] gradient = network.gradient().clone();
            double[] expected = network.parameters().clone();
            OptimizerState state = Optimizer.gradientDescent(0.3).start(network);
            for (int step = 1; step <= 3; step++) {
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = Math.fma(-0.3, gradient[i], expected[i]);
                }

                state.step();

                assertThat(network.parameters()).isEqualTo(expected);
                assertThat(state.steps()).isEqualTo(step);
            }
            assertThat(network.gradient()).isEqualTo(gradient);
        }

        @Test
        void aStepChangesWAndBOfEveryLayer() {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.LINEAR)
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            Arrays.setAll(network.parameters(), i -> 10 * i);
            Arrays.setAll(network.gradient(), i -> i + 1);

            Optimizer.gradientDescent(2).start(network).step();

            assertThat(network.layer(1).W().get(0, 0)).isEqualTo(-2);
            assertThat(network.layer(1).b().get(0, 0)).isEqualTo(10 - 4);
            assertThat(network.layer(2).W().get(0, 0)).isEqualTo(20 - 6);
            assertThat(network.layer(2).b().get(0, 0)).isEqualTo(30 - 8);
        }

        @Test
        void theScheduleIsAskedForEachStepCountedFromOne() {
            Network network = network(1, 1, 1);
            Arrays.fill(network.parameters(), 0);
            Arrays.fill(network.gradient(), -1);
            List<Long> asked = new ArrayList<>();
            OptimizerState state = Optimizer.gradientDescent(step -> {
                        asked.add(step);
                        return Math.pow(10, step);
                    })
                    .start(network);

            state.step();
            assertThat(network.parameters()).containsExactly(10, 10);
            state.step();
            assertThat(network.parameters()).containsExactly(110, 110);
            state.step();
            assertThat(network.parameters()).containsExactly(1110, 1110);

            assertThat(asked).containsExactly(1L, 2L, 3L);
        }

        @ParameterizedTest
        @ValueSource(doubles = {-0.05, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
        void aRateThatIsNoRateIsRefusedAndNothingChanges(double rate) {
            Network network = network(2, 2, 1);
            fillGradient(network);
            OptimizerState state =
                    Optimizer.momentum(step -> step == 3 ? rate : 0.1, 0.9).start(network);
            state.step();
            state.step();
            double[] theta = network.parameters().clone();
            double[] gradient = network.gradient().clone();
            double[] v = state.slots()[0].clone();

            for (ThrowingCallable call :
                    List.<ThrowingCallable>of(state::step, state::firstToLeaveFinite, state::nextRate)) {
                assertThatThrownBy(call)
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessage("the schedule's rate of step 3 is " + rate + "; it must be finite and at least 0");
            }
            assertThat(network.parameters()).isEqualTo(theta);
            assertThat(network.gradient()).isEqualTo(gradient);
            assertThat(state.slots()[0]).isEqualTo(v);
            assertThat(state.steps()).isEqualTo(2);
            assertThat(state.rate()).isEqualTo(0.1);
        }

        @Test
        void aRateThatTheFactorMakesInfiniteIsRefused() {
            Network network = network(1, 1, 1);
            fillGradient(network);
            OptimizerState state = Optimizer.gradientDescent(1e308).start(network);
            state.setRateFactor(10);

            assertThatThrownBy(state::step)
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the schedule's rate of step 1 is 1.0E308, times the rate factor 10.0; it must be finite"
                                    + " and at least 0");
        }

        @Test
        void aRateOfZeroLeavesTheParametersAndTheRunGoesOn() {
            for (OptimizerTable.Row row : OptimizerTable.rows()) {
                if (row.name().equals("rProp")) { // its first Δ is at least Δ_min
                    continue;
                }
                Network network = network(2, 2, 1);
                fillGradient(network);
                double[] theta = network.parameters().clone();
                OptimizerState state = row.usual()
                        .apply(step -> step == 1 || step == 3 ? 0 : 0.1)
                        .start(network);

                state.step();

                assertThat(network.parameters()).as(row.name()).isEqualTo(theta);
                state.step();
                double[] second = network.parameters().clone();
                assertThat(second).as(row.name()).isNotEqualTo(theta);
                assertThat(state.firstToLeaveFinite()).as(row.name()).isNegative();
                state.step();
                assertThat(network.parameters()).as(row.name()).isEqualTo(second);
            }
        }

        @Test
        void theRateFactorMultipliesTheRatesFromTheNextStepOn() {
            Network network = network(1, 1, 1);
            Arrays.fill(network.parameters(), 0);
            Arrays.fill(network.gradient(), -1);
            OptimizerState state =
                    Optimizer.gradientDescent(step -> Math.pow(10, step)).start(network);
            assertThat(state.rateFactor()).isEqualTo(1);

            state.step();
            state.setRateFactor(0.5);
            assertThat(state.rateFactor()).isEqualTo(0.5);
            state.step();
            assertThat(network.parameters()).containsExactly(60, 60);
            state.setRateFactor(2);
            state.step();
            assertThat(network.parameters()).containsExactly(2060, 2060);
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
        void aRateFactorThatIsNotFiniteAndAboveZeroIsRefused(double factor) {
            OptimizerState state = Optimizer.gradientDescent(1).start(network(1, 1, 1));

            assertThatThrownBy(() -> state.setRateFactor(factor))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the factor of the learning rate must be finite and above 0; got " + factor);
            assertThat(state.rateFactor()).isEqualTo(1);
        }

        @Test
        void aScheduleThatThrowsChangesNothing() {
            Network network = network(2, 2, 1);
            fillGradient(network);
            double[] before = network.parameters().clone();
            OptimizerState state = Optimizer.gradientDescent(step -> {
                        throw new ArithmeticException("no rate");
                    })
                    .start(network);

            assertThatThrownBy(state::step)
                    .isExactlyInstanceOf(ArithmeticException.class)
                    .hasMessage("no rate");

            assertThat(network.parameters()).isEqualTo(before);
            assertThat(state.steps()).isZero();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void everyParameterIsUpdatedOnceAStepAndItsSlotsAreKept(int threads) {
            Network network = network(300, 301, threads);
            fillGradient(network);
            OptimizerState state = new Optimizer(new Counting(), Schedule.constant(1)).start(network);

            state.step();
            assertThat(network.parameters()).containsOnly(1001);
            state.step();
            assertThat(network.parameters()).containsOnly(3002);
            state.step();
            assertThat(network.parameters()).containsOnly(6003);
        }

        @Test
        void oneOptimizerServesSeveralNetworksEachWithItsOwnState() {
            Optimizer optimizer = new Optimizer(new Counting(), Schedule.constant(1));
            Network first = network(3, 2, 1);
            Network second = network(1, 1, 1);
            fillGradient(first);
            fillGradient(second);
            OptimizerState ofFirst = optimizer.start(first);
            OptimizerState ofSecond = optimizer.start(second);

            ofFirst.step();
            ofFirst.step();
            ofSecond.step();

            assertThat(first.parameters()).hasSize(8).containsOnly(3002);
            assertThat(second.parameters()).hasSize(2).containsOnly(1001);
            assertThat(ofFirst.steps()).isEqualTo(2);
            assertThat(ofSecond.steps()).isEqualTo(1);
        }

        @Test
        void startingAgainForgetsTheStateAndKeepsTheParameters() {
            Optimizer optimizer = new Optimizer(new Counting(), Schedule.constant(1));
            Network network = network(3, 2, 1);
            fillGradient(network);
            optimizer.start(network).step();

            OptimizerState again = optimizer.start(network);
            assertThat(again.steps()).isZero();
            assertThat(network.parameters()).containsOnly(1001);
            again.step();

            assertThat(network.parameters()).containsOnly(1001);
        }

        @Test
        void aStepAfterBackwardDescends() {
            Network network = network(2, 2, 1);
            Matrix X = Matrix.of(2, 3, 1, 2, 3, -1, 0, 1);
            Matrix Y = Matrix.of(2, 3, 0.5, -0.5, 0.25, 0, 0.1, 0.9);
            OptimizerState state = Optimizer.gradientDescent(0.1).start(network);
            network.forward(X);
            double J = network.cost(Y);
            network.backward(Y);

            state.step();

            network.forward(X);
            assertThat(network.cost(Y)).isLessThan(J);
        }
    }

    @Nested
    class LeavingFinite {
        private void assertFirst(Network network, Optimizer optimizer, int expected) {
            OptimizerState state = optimizer.start(network);
            double[] theta = network.parameters().clone();
            double[] gradient = network.gradient().clone();

            assertThat(state.firstToLeaveFinite()).isEqualTo(expected);
            assertThat(state.firstToLeaveFinite()).isEqualTo(expected);

            assertThat(state.steps()).isZero();
            assertThat(network.parameters()).isEqualTo(theta);
            assertThat(network.gradient()).isEqualTo(gradient);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void thereIsNoneWhereAllStaysFinite(int threads) {
            Network network = network(300, 301, threads);
            fillGradient(network);

            assertFirst(network, Optimizer.gradientDescent(0.1), -1);
        }

        @ParameterizedTest
        @CsvSource({
            "NaN, 0",
            "NaN, 7",
            "Infinity, 3",
            "-Infinity, 1",
            "NaN, 45000",
            "Infinity, 90600",
            "-Infinity, 90600"
        })
        void aGradientThatIsNotFiniteIsFound(double derivative, int index) {
            for (int threads = 1; threads <= 3; threads++) {
                Network network = network(300, 301, threads);
                fillGradient(network);
                network.gradient()[index] = derivative;
                if (index < 90_600) {
                    network.gradient()[90_600] = Double.NaN;
                }

                assertFirst(network, Optimizer.gradientDescent(0.1), index);
            }
        }

        @Test
        void anUpdateThatOverflowsIsFound() {
            Network network = network(3, 2, 1);
            Arrays.fill(network.gradient(), 1);
            network.parameters()[4] = Double.MAX_VALUE;
            network.gradient()[4] = -Double.MAX_VALUE;

            assertFirst(network, Optimizer.gradientDescent(1), 4);
            assertFirst(network, Optimizer.gradientDescent(1e-300), -1);
        }

        @Test
        void aParameterThatIsNotFiniteAlreadyIsFound() {
            Network network = network(3, 2, 1);
            network.parameters()[5] = Double.NaN;

            assertFirst(network, Optimizer.gradientDescent(1), 5);
        }

        @Test
        void theRateOfTheNextStepIsTheOneThatCounts() {
            Network network = network(1, 1, 1);
            Arrays.fill(network.gradient(), 2);
            OptimizerState state = Optimizer.gradientDescent(step -> step == 2 ? Double.MAX_VALUE : 1)
                    .start(network);

            assertThat(state.firstToLeaveFinite()).isEqualTo(-1);
            state.step();
            assertThat(state.firstToLeaveFinite()).isZero();
            state.step();
            assertThat(network.parameters()).containsOnly(Double.NEGATIVE_INFINITY);
        }
    }

    @Nested
    class GoingOn {
        /** A rule with slots and with a correction that depends on the step, under a schedule that does. */
        @Test
        void withTheSlotsAndStepsOfAnotherTheNextStepHasTheSameBits() {
            Optimizer optimizer = Optimizer.adam(Schedule.exponential(0.1, 0.5));
            Network network = network(7, 13, 1);
            OptimizerState state = optimizer.start(network);
            fillGradient(network);
            state.step();
            state.step();
            Network other = network(7, 13, 1);
            System.arraycopy(network.parameters(), 0, other.parameters(), 0, other.parameters().length);
            OptimizerState again = optimizer.start(other);

            again.steps(state.steps());
            for (int s = 0; s < 2; s++) {
                System.arraycopy(state.slots()[s], 0, again.slots()[s], 0, other.parameters().length);
            }
            fillGradient(network);
            fillGradient(other);
            state.step();
            again.step();

            assertThat(other.parameters()).isEqualTo(network.parameters());
            assertThat(again.steps()).isEqualTo(3);
            assertThat(again.slots()).isDeepEqualTo(state.slots());
        }

        @Test
        void stepsBelowZeroAreRefused() {
            OptimizerState state = Optimizer.adam(0.1).start(network(2, 1, 1));

            assertThatThrownBy(() -> state.steps(-1))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("steps must be at least 0; got -1");
            assertThat(state.steps()).isZero();
        }

        @Test
        void theRateIsThatOfTheLastStep() {
            Network network = network(2, 1, 1);
            fillGradient(network);
            OptimizerState state =
                    Optimizer.gradientDescent(Schedule.exponential(0.5, 0.5)).start(network);
            assertThat(state.rate()).isNaN();

            state.step();
            assertThat(state.rate()).isEqualTo(0.5);
            state.step();
            assertThat(state.rate()).isEqualTo(0.25);
        }
    }
}
