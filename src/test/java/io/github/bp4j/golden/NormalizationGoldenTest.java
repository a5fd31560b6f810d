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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks with batch and layer normalisation against PyTorch's BatchNorm1d and LayerNorm in float64: every value of a
 * pass, the running values, the parameters after six steps on three batches, and the predictions then; 1e-12 of the
 * largest value of each matrix.
 */
class NormalizationGoldenTest {
    private final List<String> mismatches = new ArrayList<>();

    static List<GoldenFile> files() throws IOException {
        return GoldenFile.normalized();
    }

    @ParameterizedTest
    @MethodSource("files")
    void forwardCostBackwardAndRunningValuesEqualPyTorchs(GoldenFile golden) {
        Network network = golden.network();
        Matrix Y = golden.get("Y");

        network.forward(golden.get("X"));
        compare(golden, "J", Matrix.of(1, 1, network.cost(Y)));
        network.backward(Y);

        for (Layer layer : network.layers()) {
            int l = layer.number();
            compare(golden, "Z" + l, layer.Z());
            compare(golden, "Ztilde" + l, layer.Ztilde());
            compare(golden, "A" + l, layer.A());
            if (golden.has("dA" + l)) { // not of an output that PyTorch takes the loss from Z of
                compare(golden, "dA" + l, layer.dA());
            }
            compare(golden, "dZtilde" + l, layer.dZtilde());
            compare(golden, "dZ" + l, layer.dZ());
            compare(golden, "dW" + l, layer.dW());
            if (layer.hasBatchNormalization()) { // b goes with the mean: 0 but for rounding
                assertThat(layer.db().toArray())
                        .usingComparatorWithPrecision(1e-14)
                        .containsOnly(0);
                compare(golden, "mean" + l, layer.runningMean());
                compare(golden, "variance" + l, layer.runningVariance());
            } else {
                compare(golden, "db" + l, layer.db());
            }
            if (layer.isNormalized()) {
                compare(golden, "dgamma" + l, layer.dGamma());
                compare(golden, "dbeta" + l, layer.dBeta());
            }
        }
        compare(golden, "dA0", network.inputGradient());
        assertThat(mismatches).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void parametersRunningValuesAndPredictionsAfterSixStepsEqualPyTorchs(GoldenFile golden) {
        Network network = golden.network();
        network.forward(golden.get("X")); // moves the running values
        OptimizerState state = Optimizer.gradientDescent(golden.rate()).start(network);
        List<String> primes = List.of("", "'", "''");

        for (int step = 0; step < golden.steps(); step++) {
            network.forward(golden.get("X" + primes.get(step % 3)));
            network.backward(golden.get("Y" + primes.get(step % 3)));
            state.step();
        }

        for (Layer layer : network.layers()) {
            int l = layer.number();
            compare(golden, "W" + l + "'", layer.W());
            compare(golden, "b" + l + "'", layer.b());
            if (layer.isNormalized()) {
                compare(golden, "gamma" + l + "'", layer.gamma());
                compare(golden, "beta" + l + "'", layer.beta());
            }
            if (layer.hasBatchNormalization()) {
                compare(golden, "mean" + l + "'", layer.runningMean());
                compare(golden, "variance" + l + "'", layer.runningVariance());
            }
        }
        Network.Prediction prediction = network.predict(golden.get("X"), golden.get("Y"));
        compare(golden, "P'", prediction.A());
        compare(golden, "K'", Matrix.of(1, 1, prediction.cost()));
        assertThat(mismatches).isEmpty();
    }

    private void compare(GoldenFile golden, String name, Matrix actual) {
        golden.mismatch(name, actual).ifPresent(mismatches::add);
    }

    @Test
    void filesCoverBothKindsAndTheirMixtures() throws IOException {
        List<GoldenFile> files = files();

        assertThat(files).hasSize(15).allMatch(file -> file.steps() == 6);
        assertThat(files.stream().filter(file -> file.layers().stream().anyMatch(layer -> layer.batch() > 0)))
                .hasSize(9);
        assertThat(files.stream().filter(file -> file.layers().stream().anyMatch(layer -> layer.layer() > 0)))
                .hasSize(9);
        assertThat(files.stream().map(GoldenFile::loss).distinct()).hasSize(5);
        assertThat(files.stream().map(file -> file.get("X").columns())).contains(1, 5, 16, 37);
    }
}
