package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.golden.NamedRows;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where full-batch methods end, beside the L-BFGS of PyTorch, SciPy and scikit-learn from the same start. The file was made
 * by src/test/python/full_batch.py.
 */
class FullBatchGoldenTest {
    private static final Map<String, List<double[]>> GOLDEN = NamedRows.read("full-batch.txt");

    private static Network network(String name) {
        Network network = switch (name) {
            case "logistic" ->
                Network.builder()
                        .inputs(3)
                        .layer(2, Activation.SIGMOID)
                        .loss(Loss.BINARY_CROSS_ENTROPY)
                        .l2(0.01)
                        .build();
            case "classes" ->
                Network.builder()
                        .inputs(4)
                        .layer(6, Activation.TANH)
                        .layer(3, Activation.SOFTMAX)
                        .loss(Loss.CROSS_ENTROPY)
                        .l2(0.001)
                        .build();
            case "curve" ->
                Network.builder()
                        .inputs(1)
                        .layer(8, Activation.TANH)
                        .layer(1, Activation.LINEAR)
                        .loss(Loss.SQUARED_ERROR)
                        .l2(0.0001)
                        .build();
            default -> throw new IllegalArgumentException(name);
        };
        double[] start = GOLDEN.get(name + "-start").get(0);
        System.arraycopy(start, 0, network.parameters(), 0, network.parameters().length);
        return network;
    }

    private static Matrix columns(String name) {
        return Matrix.ofRows(GOLDEN.get(name).toArray(double[][]::new)).transpose();
    }

    private static double cost(String name) {
        return GOLDEN.get(name).get(0)[0];
    }

    private static FullBatchState run(FullBatchOptimizer optimizer, String name, Network network) {
        FullBatchState state = optimizer.start(network, columns(name + "-X"), columns(name + "-Y"));
        assertThat(state.cost()).isCloseTo(cost(name + "-cost"), within(1e-13));
        while (!state.ended()) {
            state.step();
            assertThat(state.steps()).isLessThan(3000);
        }
        return state;
    }

    @Test
    void theOnlyMinimumIsFound() {
        Network network = network("logistic");

        double J = run(FullBatchOptimizer.lbfgs(), "logistic", network).cost();

        assertThat(J).isCloseTo(cost("logistic-minimum"), within(1e-11));
        assertThat(network.parameters())
                .containsExactly(GOLDEN.get("logistic-minimum").get(1), within(1e-4));
        network = network("logistic");
        run(new LBFGS(10, 1e-4, 0.9, 1e-11, 0), "logistic", network);
        assertThat(network.parameters())
                .containsExactly(GOLDEN.get("logistic-minimum").get(1), within(1e-8));
    }

    /** J has several minima here, and the other programs end within 1e-5 of each other on the classes, 2 % on the curve. */
    @ParameterizedTest
    @ValueSource(strings = {"classes", "curve"})
    void scikitLearnAndSciPyEndNoLower(String name) {
        double J = run(FullBatchOptimizer.lbfgs(), name, network(name)).cost();

        assertThat(J).isLessThanOrEqualTo(cost(name + "-sklearn"));
        assertThat(J).isLessThanOrEqualTo(cost(name + "-scipy"));
        assertThat(J).isLessThanOrEqualTo(cost(name + "-pytorch") * 1.001);
    }

    @Test
    void levenbergMarquardtEndsNoHigherInATenthOfTheSteps() {
        FullBatchState lbfgs = run(FullBatchOptimizer.lbfgs(), "curve", network("curve"));

        FullBatchState state = run(FullBatchOptimizer.levenbergMarquardt(), "curve", network("curve"));

        assertThat(state.cost()).isLessThanOrEqualTo(lbfgs.cost() * (1 + 1e-6));
        assertThat(10 * state.steps()).isLessThan(lbfgs.steps());
    }
}
