package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrozenOptimizerTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static Network network(String frozen, int wide, int threads) {
        NetworkBuilder builder = Network.builder()
                .inputs(3)
                .loss(Loss.SQUARED_ERROR)
                .l2(0.1)
                .seed(5)
                .threads(threads);
        int[] units = {6, wide, 4, 2};
        for (int l = 1; l <= units.length; l++) {
            boolean isFrozen = frozen.contains(String.valueOf(l));
            builder.layer(units[l - 1], Activation.TANH, options -> isFrozen ? options.frozen() : options);
        }
        return builder.build();
    }

    private static Matrix random(int rows, int columns, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        Matrix matrix = Matrix.zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, random.nextGaussian());
            }
        }
        return matrix;
    }

    /** Whether layers of a network are frozen, parameter by parameter. */
    private static boolean[] mask(Network network) {
        boolean[] mask = new boolean[network.parameters().length];
        int from = 0;
        for (Layer layer : network.layers()) {
            Arrays.fill(mask, from, from + layer.parameters(), layer.isFrozen());
            from += layer.parameters();
        }
        return mask;
    }

    /**
     * A run of a rule over arrays that hold no frozen parameter: with the gradients of a network that trains them all.
     */
    private static final class Absent {
        private final Network twin;
        private final int[] indices; // in θ of those that are trained
        private final UpdateRule rule;
        private final double rate;
        private final double value;
        private final double norm;
        private final double[] theta;
        private final double[][] slots;
        private long steps;

        Absent(Network twin, boolean[] frozen, UpdateRule rule, double rate, double value, double norm) {
            this.twin = twin;
            this.rule = rule;
            this.rate = rate;
            this.value = value;
            this.norm = norm;
            indices = IntStream.range(0, frozen.length).filter(i -> !frozen[i]).toArray();
            theta = Arrays.stream(indices)
                    .mapToDouble(i -> twin.parameters()[i])
                    .toArray();
            slots = new double[rule.slots()][theta.length];
        }

        void step(Matrix X, Matrix Y) {
            twin.forward(X);
            twin.backward(Y);
            double[] g = Arrays.stream(indices)
                    .mapToDouble(i -> Math.max(-value, Math.min(value, twin.gradient()[i])))
                    .toArray();
            double[] squares = Arrays.stream(g).map(x -> x * x).toArray();
            double length = Math.sqrt(Kernels.kernel().sum(squares, 0, squares.length)); // of one block
            for (int i = 0; i < g.length && length > norm; i++) {
                g[i] *= norm / length;
            }
            rule.update(theta, g, slots, rate, ++steps, 0, theta.length);
            for (int i = 0; i < indices.length; i++) {
                twin.parameters()[indices[i]] = theta[i];
            }
        }
    }

    static Stream<Arguments> rulesAndLayers() {
        return OptimizerTable.rows().stream()
                .flatMap(row -> Stream.of("1", "2", "4", "13", "123", "24").map(frozen -> Arguments.of(row, frozen)));
    }

    @ParameterizedTest
    @MethodSource("rulesAndLayers")
    void frozenParametersStayAndTheOthersMoveAsIfTheyWereAlone(OptimizerTable.Row row, String frozen) {
        for (double[] bounds : List.of(new double[] {INFINITY, INFINITY}, new double[] {0.02, 0.1})) {
            Network network = network(frozen, 5, 1);
            double[] before = network.parameters().clone();
            boolean[] mask = mask(network);
            Absent absent = new Absent(network("", 5, 1), mask, row.own(), 0.01, bounds[0], bounds[1]);
            OptimizerState state = new Optimizer(row.own(), Schedule.constant(0.01), new Clipping(bounds[0], bounds[1]))
                    .start(network);
            for (int step = 0; step < 6; step++) {
                Matrix X = random(3, 8, step);
                Matrix Y = random(2, 8, 100 + step);
                network.forward(X);
                network.backward(Y);
                assertThat(state.firstToLeaveFinite()).isEqualTo(-1);
                state.step();
                absent.step(X, Y);
            }

            for (int i = 0; i < mask.length; i++) {
                double expected = mask[i] ? before[i] : absent.twin.parameters()[i];
                assertThat(network.parameters()[i]).as("θ[%d]", i).isEqualTo(expected);
                for (double[] slot : state.slots()) {
                    assertThat(mask[i] && slot[i] != 0).isFalse();
                }
                assertThat(mask[i] && network.gradient()[i] != 0).isFalse();
            }
            assertThat(network.parameters()).isNotEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 3", "4, 3", "14, 8"})
    void manyThreadsMoveTheSameBits(String frozen, int threads) {
        for (Optimizer optimizer : List.of(
                Optimizer.gradientDescent(0.01),
                Optimizer.adamW(0.01, 0.1).clipNorm(0.5),
                Optimizer.rmsProp(0.01, 0.9).clipValue(0.01))) {
            double[][] theta = new double[2][];
            for (int k = 0; k < 2; k++) {
                Network network = network(frozen, 12_000, k == 0 ? 1 : threads);
                OptimizerState state = optimizer.start(network);
                for (int step = 0; step < 2; step++) {
                    network.forward(random(3, 2, step));
                    network.backward(random(2, 2, 50 + step));
                    assertThat(state.firstToLeaveFinite()).isEqualTo(-1);
                    state.step();
                }
                theta[k] = network.parameters().clone();
            }
            assertThat(theta[1]).isEqualTo(theta[0]);
        }
    }

    @Test
    void theFirstParameterToLeaveFiniteIsNoFrozenOne() {
        for (Optimizer optimizer : List.of(Optimizer.gradientDescent(1), Optimizer.momentum(1, 0.9))) {
            Network network = network("13", 5, 1);
            OptimizerState state = optimizer.start(network);
            network.parameters()[0] = INFINITY;
            network.gradient()[3] = Double.NaN;
            int inLayer4 = network.parameters().length - 2;
            network.gradient()[inLayer4] = INFINITY;

            assertThat(state.firstToLeaveFinite()).isEqualTo(inLayer4);
        }
    }

    @Test
    void aLayerCountsTheStepsInWhichItWasNotFrozen() {
        Network network = network("1", 5, 1);
        Network late = network("", 5, 1);
        OptimizerState state = Optimizer.adam(0.01).start(network);
        Matrix X = random(3, 8, 1);
        Matrix Y = random(2, 8, 2);
        for (int step = 0; step < 5; step++) {
            network.forward(X);
            network.backward(Y);
            state.step();
        }
        System.arraycopy(network.parameters(), 0, late.parameters(), 0, late.parameters().length);
        OptimizerState fresh = Optimizer.adam(0.01).start(late);

        network.layer(1).unfreeze();
        network.forward(X);
        network.backward(Y);
        state.step();
        late.forward(X);
        late.backward(Y);
        fresh.step();

        assertThat(network.layer(1).W())
                .as("as in a first step")
                .isEqualTo(late.layer(1).W());
        assertThat(network.layer(2).W())
                .as("as in a sixth")
                .isNotEqualTo(late.layer(2).W());
        assertThat(state.steps()).isEqualTo(6);
    }

    @Test
    void whatIsRememberedOfALayerOutlastsAFreeze() {
        Network network = network("", 5, 1);
        OptimizerState state = Optimizer.momentum(0.01, 0.9).start(network);
        network.forward(random(3, 8, 1));
        network.backward(random(2, 8, 2));
        state.step();
        double[] velocity = state.slots()[0].clone();
        int first = network.layer(1).parameters();

        network.layer(1).freeze();
        network.forward(random(3, 8, 3));
        network.backward(random(2, 8, 4));
        state.step();

        assertThat(Arrays.copyOf(state.slots()[0], first)).isEqualTo(Arrays.copyOf(velocity, first));
        assertThat(state.slots()[0][first]).isNotEqualTo(velocity[first]);
    }

    @Test
    void aNetworkWithoutATrainableLayerIsRefused() {
        Network network = network("1234", 5, 1);
        double[] before = network.parameters().clone();
        OptimizerState state = Optimizer.lion(0.01).start(network);
        network.forward(random(3, 8, 1));
        network.backward(random(2, 8, 2));

        assertThatThrownBy(state::step)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "step: every layer of the network is frozen, so there is nothing to train; unfreeze() one of"
                                + " them");
        assertThat(network.parameters()).isEqualTo(before);
        assertThat(state.steps()).isZero();
    }
}
