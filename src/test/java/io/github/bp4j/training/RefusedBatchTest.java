package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.ShapeException;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A batch that is refused has changed nothing, whoever takes it: no pass is counted, and no running value has moved.
 */
class RefusedBatchTest {
    private static final Matrix X = Matrix.of(2, 3, 0.5, -1, 2, 1, 0.25, -0.5);
    private static final Matrix Y = Matrix.of(1, 3, 1, 0, 1);
    private static final Matrix WEIGHTS = Matrix.of(1, 3, 1, 2, 1);

    /** Whoever takes a batch. */
    private record Taker(String name, Loss loss, boolean normalised, Take take) {
        /** What the message on a matrix begins with. */
        String onX() {
            return name.equals("fitBatch") ? "fitBatch: " : "forward: ";
        }

        String onY() {
            return name.equals("fitBatch") ? "fitBatch: " : "cost: ";
        }

        @Override
        public String toString() {
            return name;
        }

        Network network() {
            Network network = Network.builder()
                    .inputs(2)
                    .layer(4, Activation.TANH, options -> normalised ? options.batchNormalization() : options)
                    .layer(1, Activation.SIGMOID)
                    .loss(loss)
                    .seed(5)
                    .build();
            network.forward(X);
            network.backward(Y);
            return network;
        }
    }

    @FunctionalInterface
    private interface Take {
        void batch(Network network, Matrix X, Matrix Y, Matrix weights);
    }

    private static final Taker FIT_BATCH = new Taker("fitBatch", Loss.BINARY_CROSS_ENTROPY, true, (n, x, y, w) -> {
        Trainer trainer = Trainer.of(n).optimizer(Optimizer.adam(0.1));
        if (w == null) {
            trainer.fitBatch(x, y);
        } else {
            trainer.fitBatch(x, y, w);
        }
    });

    private static final Taker LBFGS = new Taker(
            "lbfgs",
            Loss.BINARY_CROSS_ENTROPY,
            true,
            (n, x, y, w) -> FullBatchOptimizer.lbfgs().start(n, x, y, w));

    private static final Taker LEVENBERG_MARQUARDT = new Taker(
            "levenbergMarquardt",
            Loss.SQUARED_ERROR,
            false,
            (n, x, y, w) -> FullBatchOptimizer.levenbergMarquardt().start(n, x, y, w));

    private static final Taker REQUIRE_BATCH =
            new Taker("requireBatch", Loss.BINARY_CROSS_ENTROPY, true, Network::requireBatch);

    /** All that a pass, or a step, changes. */
    private static List<double[]> stateOf(Network network) {
        List<double[]> state = new ArrayList<>();
        state.add(new double[] {network.passes()});
        state.add(network.parameters().clone());
        state.add(network.gradient().clone());
        network.layers().forEach(layer -> {
            Stream.of(layer.Z(), layer.A(), layer.dZ(), layer.dA()).forEach(M -> state.add(M.toArray()));
            if (layer.hasBatchNormalization()) {
                state.add(layer.runningMean().toArray());
                state.add(layer.runningVariance().toArray());
            }
        });
        return state;
    }

    private static void assertRefused(
            Taker taker, Matrix x, Matrix y, Matrix weights, Class<? extends Exception> type, String message) {
        Network network = taker.network();
        List<double[]> before = stateOf(network);

        assertThatThrownBy(() -> taker.take.batch(network, x, y, weights))
                .isExactlyInstanceOf(type)
                .hasMessageContaining(message);

        assertThat(stateOf(network)).usingRecursiveComparison().isEqualTo(before);
        network.inputGradient(); // of the pass before, which still stands
        taker.take.batch(network, X, Y, null);
    }

    static Stream<Arguments> takers() {
        return Stream.of(FIT_BATCH, LBFGS, LEVENBERG_MARQUARDT, REQUIRE_BATCH).map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("takers")
    void wrongShapesChangeNothing(Taker taker) {
        assertRefused(taker, Matrix.zeros(3, 3), Y, null, ShapeException.class, taker.onX() + "X is 3×3");
        assertRefused(taker, X, Matrix.zeros(2, 3), null, ShapeException.class, taker.onY() + "Y is 2×3");
        assertRefused(taker, X, Matrix.zeros(1, 4), null, ShapeException.class, taker.onY() + "Y is 1×4");
        Class<ShapeException> shape = ShapeException.class;
        assertRefused(taker, X, Y, Matrix.zeros(1, 2), shape, "1×3");
        assertRefused(taker, X, Y, Matrix.zeros(3, 1), shape, "1×3");
    }

    static Stream<Arguments> wrongWeights() {
        return takers().flatMap(taker -> Stream.of(
                        Matrix.of(1, 3, 1, -1, 1),
                        Matrix.of(1, 3, 1, Double.NaN, 1),
                        Matrix.of(1, 3, 1, 1, Double.POSITIVE_INFINITY),
                        Matrix.zeros(1, 3))
                .map(weights -> arguments(taker.get()[0], weights)));
    }

    @ParameterizedTest
    @MethodSource("wrongWeights")
    void wrongWeightsChangeNothing(Taker taker, Matrix weights) {
        assertRefused(taker, X, Y, weights, IllegalArgumentException.class, "weight");
    }

    static Stream<Arguments> normalising() {
        return Stream.of(FIT_BATCH, LBFGS, REQUIRE_BATCH).map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("normalising")
    void targetsThatTheLossHasNoMeaningForChangeNothing(Taker taker) {
        Matrix two = Matrix.of(1, 3, 1, 2, 0);
        Class<IllegalArgumentException> illegal = IllegalArgumentException.class;
        assertRefused(
                taker,
                X,
                two,
                null,
                illegal,
                "binaryCrossEntropy: targets are from 0 to 1; that of example 1, output 0 is 2.0");
        assertRefused(
                taker,
                X,
                two,
                WEIGHTS,
                illegal,
                "binaryCrossEntropy: targets are from 0 to 1; that of example 1, output 0 is 2.0");
    }

    @ParameterizedTest
    @MethodSource("normalising")
    void oneExampleWithBatchNormalisationChangesNothing(Taker taker) {
        Class<IllegalArgumentException> illegal = IllegalArgumentException.class;
        assertRefused(taker, Matrix.zeros(2, 1), Matrix.zeros(1, 1), null, illegal, "X has 1 example");
        Matrix one = Matrix.of(1, 3, 0, 1, 0);
        assertRefused(taker, X, Y, one, illegal, "the weights leave 1 example");
    }

    @ParameterizedTest
    @MethodSource("takers")
    void aCacheOfTheNetworkForXChangesNothing(Taker taker) {
        Network network = Network.builder()
                .inputs(2)
                .layer(2, Activation.TANH)
                .layer(1, Activation.SIGMOID)
                .loss(taker.loss)
                .build();
        network.forward(X);
        network.backward(Y);
        List<double[]> before = stateOf(network);

        assertThatThrownBy(() -> taker.take.batch(network, network.layer(1).A(), Y, null))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(
                        ": X is a cache of layer 1 (2→2, tanh), which the pass overwrites; give it a copy");

        assertThat(stateOf(network)).usingRecursiveComparison().isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("takers")
    void noFurtherPassChangesNothing(Taker taker) {
        Network network = taker.network();
        network.passes(Long.MAX_VALUE);
        List<double[]> before = stateOf(network);

        assertThatThrownBy(() -> taker.take.batch(network, X, Y, null))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(
                        ": the last pass has the number 9223372036854775807, the largest there is; passes(0)"
                                + " makes the next pass number 1");

        assertThat(stateOf(network)).usingRecursiveComparison().isEqualTo(before);
    }

    /** Only their ratios count. */
    @Test
    void weightsWhoseSumOverflowsAreTaken() {
        Network expected = FIT_BATCH.network();
        Network network = FIT_BATCH.network();

        FIT_BATCH.take.batch(expected, X, Y, Matrix.of(1, 3, 1, 1, 1));
        FIT_BATCH.take.batch(network, X, Y, Matrix.of(1, 3, 0x1p1023, 0x1p1023, 0x1p1023));

        assertThat(network.parameters()).isEqualTo(expected.parameters());
        assertThat(network.passes()).isEqualTo(2);
    }

    @Test
    void aRunThatIsNotOfThisNetworkChangesNothing() {
        Network network = FIT_BATCH.network();
        Trainer trainer = Trainer.of(network).optimizer(Optimizer.adam(0.1));
        List<double[]> before = stateOf(network);

        assertThatThrownBy(() -> trainer.fit(Plane.data(20, 1))).isInstanceOf(IllegalArgumentException.class);

        assertThat(stateOf(network)).usingRecursiveComparison().isEqualTo(before);
        assertThat(trainer.checkpoint().steps()).isZero();
    }
}
