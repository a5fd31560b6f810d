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
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every value of a forward and a backward pass, and the parameters after ten steps, against PyTorch's autograd in
 * float64: 1e-12 of the largest value of each matrix.
 */
class GoldenTest {
    private static final Set<String> ACTIVATIONS = Set.of(
            "linear",
            "sigmoid",
            "tanh",
            "relu",
            "leakyRelu(0.01)",
            "elu(1.0)",
            "selu",
            "gelu",
            "silu",
            "softplus",
            "softmax");

    /** Each of them hidden and last, with the squared error. */
    private static final Set<String> MORE_ACTIVATIONS = Set.of(
            "exponential",
            "logSigmoid",
            "mish",
            "geluTanh",
            "gaussian",
            "sin",
            "softsign",
            "squareplus",
            "relu6",
            "hardTanh",
            "hardSigmoid",
            "hardSilu",
            "celu(0.5)",
            "thresholdedRelu(0.3)",
            "softShrink(0.3)",
            "hardShrink(0.3)");

    private static final Set<String> MORE_LOSSES = Set.of(
            "logCosh",
            "squaredLogarithmicError",
            "absolutePercentageError",
            "poisson",
            "kullbackLeibler",
            "hinge",
            "squaredHinge",
            "categoricalHinge",
            "cosineSimilarity",
            "focalCrossEntropy(2.0)",
            "focalCrossEntropy(0.5)",
            "binaryFocalCrossEntropy(2.0)",
            "binaryFocalCrossEntropy(0.5)");

    static List<GoldenFile> files() throws IOException {
        return GoldenFile.all();
    }

    @ParameterizedTest
    @MethodSource("files")
    void forwardCostAndBackwardEqualAutograd(GoldenFile golden) {
        Network network = golden.network();
        Matrix Y = golden.get("Y");

        Matrix A = network.forward(golden.get("X"));
        double J = network.cost(Y);
        network.backward(Y);

        int L = golden.depth();
        List<String> mismatches = new ArrayList<>();
        golden.mismatch("A" + L, A).ifPresent(mismatches::add);
        golden.mismatch("J", Matrix.of(1, 1, J)).ifPresent(mismatches::add);
        for (Layer layer : network.layers()) {
            int l = layer.number();
            golden.mismatch("Z" + l, layer.Z()).ifPresent(mismatches::add);
            golden.mismatch("A" + l, layer.A()).ifPresent(mismatches::add);
            golden.mismatch("dZ" + l, layer.dZ()).ifPresent(mismatches::add);
            if (l < L || golden.has("dA" + L)) { // dA[L] is infinite where a cross-entropy meets an A of 0
                golden.mismatch("dA" + l, layer.dA()).ifPresent(mismatches::add);
            }
            golden.mismatch("dW" + l, layer.dW()).ifPresent(mismatches::add);
            golden.mismatch("db" + l, layer.db()).ifPresent(mismatches::add);
        }
        golden.mismatch("dA0", network.inputGradient()).ifPresent(mismatches::add);
        assertThat(mismatches).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void parametersAfterTenStepsOfGradientDescentEqualPyTorchs(GoldenFile golden) {
        Network network = golden.network();
        OptimizerState state = Optimizer.gradientDescent(golden.rate()).start(network);

        for (int step = 0; step < golden.steps(); step++) {
            network.forward(golden.get("X"));
            network.backward(golden.get("Y"));
            state.step();
        }

        List<String> mismatches = new ArrayList<>();
        for (Layer layer : network.layers()) {
            golden.mismatch("W" + layer.number() + "'", layer.W()).ifPresent(mismatches::add);
            golden.mismatch("b" + layer.number() + "'", layer.b()).ifPresent(mismatches::add);
        }
        assertThat(mismatches).isEmpty();
    }

    @Test
    void filesCoverActivationsLossesDepthsBatchesAndRegularisation() throws IOException {
        List<GoldenFile> files = files();
        assertThat(files).hasSizeGreaterThanOrEqualTo(123);
        assertThat(files).allMatch(f -> f.steps() == 10 && f.rate() > 0);

        for (String loss : List.of("squaredError", "absoluteError", "huber(1.0)", "huber(0.5)")) {
            assertThat(files.stream()
                            .filter(f -> f.loss().equals(loss))
                            .map(f -> f.lastLayer().activation()))
                    .as("last layers with %s", loss)
                    .containsAll(ACTIVATIONS);
        }
        Set<String> hidden = new TreeSet<>();
        files.forEach(f -> f.layers().subList(0, f.depth() - 1).forEach(layer -> hidden.add(layer.activation())));
        assertThat(hidden).containsAll(ACTIVATIONS).containsAll(MORE_ACTIVATIONS);
        assertThat(hidden).hasSize(ACTIVATIONS.size() + MORE_ACTIVATIONS.size());
        assertThat(files.stream().map(f -> f.lastLayer().activation())).containsAll(MORE_ACTIVATIONS);
        assertThat(files.stream().map(GoldenFile::loss)).containsAll(MORE_LOSSES);
        for (String loss : List.of("crossEntropy", "binaryCrossEntropy")) {
            assertThat(files.stream()
                            .filter(f -> f.loss().equals(loss))
                            .map(f -> f.get("X").columns()))
                    .as("batches with %s", loss)
                    .contains(1, 2, 3, 16, 37);
        }
        assertThat(files.stream().map(GoldenFile::depth)).contains(1, 2, 3, 4);
        assertThat(files.stream().filter(f -> !f.has("dA" + f.depth()))).hasSize(2);
        assertThat(files.stream().filter(GoldenFile::isRegularised)).hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void mismatchNamesTheWorstElement() {
        Matrix golden = Matrix.of(2, 3, 1, 2, 3, 4, 5, 6);
        Matrix actual = Matrix.of(2, 3, 1, 2, 3, 4, 5.5, 6.25);

        assertThat(GoldenFile.mismatch("dW2", actual, golden))
                .contains("dW2 (2×3), row 1, column 1: 5.5 instead of 5.0; max |difference| / max |value| is 8.3e-02");
    }

    @Test
    void mismatchIsMeasuredAgainstTheLargestValue() {
        Matrix golden = Matrix.of(1, 2, 100, 1);

        assertThat(GoldenFile.mismatch("A1", Matrix.of(1, 2, 100, 1 + 0.9e-10), golden))
                .isEmpty();
        assertThat(GoldenFile.mismatch("A1", Matrix.of(1, 2, 100, 1 + 1.1e-10), golden))
                .isPresent();
    }

    @Test
    void mismatchAllowsNothingWhereAllIsZero() {
        Matrix golden = Matrix.zeros(2, 2);

        assertThat(GoldenFile.mismatch("db1", Matrix.zeros(2, 2), golden)).isEmpty();
        assertThat(GoldenFile.mismatch("db1", Matrix.of(2, 2, 0, 0, 1e-300, 0), golden))
                .isPresent();
    }

    @Test
    void mismatchFindsNaNAndAnotherShape() {
        Matrix golden = Matrix.of(1, 2, 1, 2);

        assertThat(GoldenFile.mismatch("Z1", Matrix.of(1, 2, Double.NaN, 2), golden))
                .contains("Z1 (1×2), row 0, column 0: NaN instead of 1.0;"
                        + " max |difference| / max |value| is Infinity");
        assertThat(GoldenFile.mismatch("Z1", Matrix.of(2, 1, 1, 2), golden)).contains("Z1 is 2×1, not 1×2");
    }
}
