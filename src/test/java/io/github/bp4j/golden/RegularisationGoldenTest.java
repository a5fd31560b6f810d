package io.github.bp4j.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Dropout, noise, max-norm, label smoothing and sample weights against PyTorch's autograd in float64, with the masks and
 * the noise that src/test/python/regularisation.py draws by its own writing of the rule.
 */
class RegularisationGoldenTest {
    static List<GoldenFile> files() throws IOException {
        return GoldenFile.all("regularisation");
    }

    @ParameterizedTest
    @MethodSource("files")
    void forwardCostAndBackwardEqualAutograd(GoldenFile golden) {
        Network network = golden.network();

        Matrix A = network.forward(golden.get("X"));
        double J = cost(network, golden);
        backward(network, golden);

        int L = golden.depth();
        List<Optional<String>> mismatches = new ArrayList<>();
        mismatches.add(golden.mismatch("A" + L, A));
        mismatches.add(golden.mismatch("J", Matrix.of(1, 1, J)));
        mismatches.add(golden.mismatch("A0", network.trainingInput()));
        for (Layer layer : network.layers()) {
            int l = layer.number();
            if (golden.has("D" + l)) {
                assertThat(layer.D()).isEqualTo(golden.get("D" + l));
            }
            mismatches.add(golden.mismatch("Z" + l, layer.Z()));
            mismatches.add(golden.mismatch("A" + l, layer.A()));
            mismatches.add(golden.mismatch("dZ" + l, layer.dZ()));
            if (l < L || golden.has("dA" + L)) {
                mismatches.add(golden.mismatch("dA" + l, layer.dA()));
            }
            mismatches.add(golden.mismatch("dW" + l, layer.dW()));
            mismatches.add(golden.mismatch("db" + l, layer.db()));
        }
        mismatches.add(golden.mismatch("dA0", network.inputGradient()));
        assertThat(mismatches.stream().flatMap(Optional::stream)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void parametersAfterTenStepsOfGradientDescentEqualPyTorchs(GoldenFile golden) {
        Network network = golden.network();
        OptimizerState state = Optimizer.gradientDescent(golden.rate()).start(network);

        for (int step = 0; step < golden.steps(); step++) {
            network.forward(golden.get("X"));
            backward(network, golden);
            state.step();
        }

        List<Optional<String>> mismatches = new ArrayList<>();
        for (Layer layer : network.layers()) {
            mismatches.add(golden.mismatch("W" + layer.number() + "'", layer.W()));
            mismatches.add(golden.mismatch("b" + layer.number() + "'", layer.b()));
        }
        assertThat(mismatches.stream().flatMap(Optional::stream)).isEmpty();
    }

    @Test
    void filesCoverEveryOption() throws IOException {
        List<GoldenFile> files = files();

        assertThat(files).hasSizeGreaterThanOrEqualTo(28);
        assertThat(files.stream().filter(f -> f.has("D1"))).hasSizeGreaterThanOrEqualTo(13);
        assertThat(files.stream().filter(f -> f.has("weights"))).hasSizeGreaterThanOrEqualTo(7);
        assertThat(files.stream().filter(f -> f.loss().contains("Entropy("))).hasSizeGreaterThanOrEqualTo(6);
        assertThat(files.stream().filter(f -> !f.get("A0").equals(f.get("X")))).hasSizeGreaterThanOrEqualTo(4);
        assertThat(files.stream().filter(f -> f.layers().stream().anyMatch(layer -> layer.maxNorm() > 0)))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    private static double cost(Network network, GoldenFile golden) {
        return golden.has("weights")
                ? network.cost(golden.get("Y"), golden.get("weights"))
                : network.cost(golden.get("Y"));
    }

    private static void backward(Network network, GoldenFile golden) {
        if (golden.has("weights")) {
            network.backward(golden.get("Y"), golden.get("weights"));
        } else {
            network.backward(golden.get("Y"));
        }
    }
}
