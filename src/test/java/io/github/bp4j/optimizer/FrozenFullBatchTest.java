package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrozenFullBatchTest {
    private static final int M = 40;
    private static final Matrix X = random(3, M, 1);
    private static final Matrix Y = targets();
    private static final List<FullBatchOptimizer> METHODS =
            List.of(FullBatchOptimizer.lbfgs(), FullBatchOptimizer.levenbergMarquardt());

    private static Matrix random(int rows, int columns, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        return Matrix.zeros(rows, columns).map(x -> random.nextGaussian());
    }

    private static Matrix targets() {
        Matrix Y = Matrix.zeros(1, M);
        for (int j = 0; j < M; j++) {
            Y.set(0, j, Math.tan(0.3 * X.get(0, j)) + X.get(1, j) * X.get(2, j));
        }
        return Y;
    }

    private static Network network(String frozen, UnaryOperator<LayerOptions> options) {
        int[] units = {5, 4, 1};
        var builder = Network.builder().inputs(3).loss(Loss.SQUARED_ERROR).seed(5);
        for (int l = 1; l <= 3; l++) {
            boolean isFrozen = frozen.contains(String.valueOf(l));
            builder.layer(
                    units[l - 1],
                    l == 3 ? Activation.LINEAR : Activation.TANH,
                    isFrozen ? o -> options.apply(o).frozen() : o -> o);
        }
        Network network = builder.build();
        SplitMix64 random = new SplitMix64(3);
        for (Layer layer : network.layers()) {
            for (int i = 0; layer.hasBatchNormalization() && i < layer.units(); i++) {
                layer.runningMean().set(i, 0, random.nextGaussian());
                layer.runningVariance().set(i, 0, 0.5 + random.nextDouble());
            }
        }
        return network;
    }

    /** The layers from l on, as a network of its own. */
    private static Network rest(Network network, int l) {
        var builder = Network.builder().inputs(network.layer(l).inputs()).loss(Loss.SQUARED_ERROR);
        for (Layer layer : network.layers().subList(l - 1, network.layers().size())) {
            builder.layer(
                    layer.units(), layer.activation(), o -> o.l1(layer.l1()).l2(layer.l2()));
        }
        Network rest = builder.build();
        double[] theta = network.parameters();
        System.arraycopy(
                theta, theta.length - rest.parameters().length, rest.parameters(), 0, rest.parameters().length);
        return rest;
    }

    static Stream<Arguments> methodsAndLayers() {
        return METHODS.stream()
                .flatMap(method -> Stream.of("1", "2", "3", "12", "13").map(layers -> Arguments.of(method, layers)));
    }

    @ParameterizedTest
    @MethodSource("methodsAndLayers")
    void frozenParametersStayWhileTheOthersMinimiseJ(FullBatchOptimizer method, String frozen) {
        Network network = network(frozen, o -> o);
        double[] before = network.parameters().clone();
        FullBatchState state = method.start(network, X, Y);
        double J = state.cost();
        for (int step = 0; step < 60 && !state.ended(); step++) {
            double lower = state.step();
            assertThat(lower).isLessThanOrEqualTo(J);
            J = lower;
        }

        network.forward(X);
        assertThat(network.cost(Y)).isEqualTo(J);
        assertThat(J)
                .isLessThan(0.9 * method.start(network(frozen, o -> o), X, Y).cost());
        int from = 0;
        for (Layer layer : network.layers()) {
            int to = from + layer.parameters();
            double[] now = Arrays.copyOfRange(network.parameters(), from, to);
            assertThat(Arrays.equals(now, Arrays.copyOfRange(before, from, to))).isEqualTo(layer.isFrozen());
            from = to;
        }
    }

    static Stream<Arguments> methodsAndOptions() {
        UnaryOperator<LayerOptions> none = o -> o;
        UnaryOperator<LayerOptions> batch = o -> o.batchNormalization();
        UnaryOperator<LayerOptions> layer = o -> o.layerNormalization();
        UnaryOperator<LayerOptions> bounded = o -> o.maxNorm(0.1);
        return METHODS.stream()
                .flatMap(
                        method -> Stream.of(none, batch, layer, bounded).map(options -> Arguments.of(method, options)));
    }

    @ParameterizedTest
    @MethodSource("methodsAndOptions")
    void behindFrozenLayersTheBitsAreThoseOfTheOtherLayersAlone(
            FullBatchOptimizer method, UnaryOperator<LayerOptions> options) {
        Network network = network("1", options);
        Network alone = rest(network, 2);
        Matrix inputs = network.layer(1).predict(X);
        Matrix weights = Matrix.zeros(1, M);
        for (int j = 0; j < M; j++) {
            weights.set(0, j, j % 3);
        }
        for (Matrix w : new Matrix[] {null, weights}) {
            FullBatchState state = method.start(network, X, Y, w);
            FullBatchState expected = method.start(alone, inputs, Y, w);
            for (int step = 0; step < 8; step++) {
                assertThat(state.step()).isEqualTo(expected.step());
            }
            double[] theta = network.parameters();
            int first = network.layer(1).parameters();
            assertThat(Arrays.copyOfRange(theta, first, theta.length)).isEqualTo(alone.parameters());
        }
        assertThat(network.layer(1).predict(X)).isEqualTo(inputs);
    }

    @Test
    void l1OfAFrozenLayerDrawsNothingTo0() {
        Network network = network("1", o -> o.l1(0.5));
        Network alone = rest(network, 2);
        Matrix inputs = network.layer(1).predict(X);
        double penalty = network.layer(1).regularisation(M);

        for (FullBatchOptimizer method : METHODS) {
            FullBatchState state = method.start(network, X, Y);
            FullBatchState expected = method.start(alone, inputs, Y);
            for (int step = 0; step < 3; step++) {
                state.step();
                expected.step();
            }
            assertThat(state.cost()).isCloseTo(expected.cost() + penalty, within(1e-12));
            assertThat(network.layer(2).W()).isEqualTo(alone.layer(1).W());
        }
        assertThat(penalty).isPositive();
        assertThat(network.layer(1).predict(X)).isEqualTo(inputs);
    }

    @Test
    void aChangeOfAFrozenParameterIsNoticed() {
        for (FullBatchOptimizer method : METHODS) {
            Network network = network("1", o -> o);
            FullBatchState state = method.start(network, X, Y);
            state.step();
            network.layer(1).W().set(0, 0, 3);
            network.layer(2).W().set(0, 0, -2);
            Network same = network("1", o -> o);
            System.arraycopy(network.parameters(), 0, same.parameters(), 0, same.parameters().length);

            double J = state.step();

            assertThat(J).isEqualTo(method.start(same, X, Y).step());
            assertThat(network.layer(1).W().get(0, 0)).isEqualTo(3);
        }
    }

    @Test
    void layersAreFrozenBeforeTheStart() {
        for (FullBatchOptimizer method : METHODS) {
            Network network = network("2", o -> o);
            FullBatchState state = method.start(network, X, Y);
            network.layer(1).freeze();

            assertThatThrownBy(state::step)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "step: layer 1 (3→5, tanh, frozen) was frozen since the run was started; start another");
        }
    }

    @Test
    void aNetworkWithoutATrainableLayerIsRefused() {
        Network network = network("123", o -> o);

        assertThatThrownBy(() -> FullBatchOptimizer.lbfgs().start(network, X, Y))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "lbfgs: every layer of the network is frozen, so there is nothing to train; unfreeze() one of"
                                + " them");
        assertThatThrownBy(() -> FullBatchOptimizer.levenbergMarquardt().start(network, X, Y))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("levenbergMarquardt: every layer of the network is frozen, so there is nothing to train;"
                        + " unfreeze() one of them");
        assertThat(network.passes()).isZero();
    }

    @Test
    void layersThatAreNotTrainedDoNotCountAmongTheParametersOfLevenbergMarquardt() {
        Network network = Network.builder()
                .inputs(3)
                .layer(1300, Activation.TANH, LayerOptions::frozen)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();

        FullBatchState state = FullBatchOptimizer.levenbergMarquardt().start(network, X, Y);
        double J = state.cost();

        assertThat(network.parameters()).hasSizeGreaterThan(LevenbergMarquardt.MOST_PARAMETERS);
        assertThat(state.step()).isLessThan(J);
    }
}
