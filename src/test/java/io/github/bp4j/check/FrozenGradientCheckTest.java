package io.github.bp4j.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrozenGradientCheckTest {
    private static Matrix random(int rows, int columns, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        return Matrix.zeros(rows, columns).map(x -> random.nextGaussian());
    }

    private static UnaryOperator<LayerOptions> options(String normalization, boolean frozen) {
        return options -> {
            LayerOptions chosen = switch (normalization) {
                case "batch" -> options.batchNormalization();
                case "layer" -> options.layerNormalization();
                default -> options;
            };
            return frozen ? chosen.frozen() : chosen;
        };
    }

    private static Network network(String normalization, String frozen) {
        Network network = Network.builder()
                .inputs(3)
                .layer(5, Activation.TANH, options(normalization, frozen.contains("1")))
                .layer(4, Activation.SIGMOID, options(normalization, frozen.contains("2")))
                .layer(3, Activation.SOFTMAX, options("none", frozen.contains("3")))
                .loss(Loss.CROSS_ENTROPY)
                .l2(0.05)
                .seed(8)
                .build();
        SplitMix64 random = new SplitMix64(3);
        for (Layer layer : network.layers()) {
            for (int i = 0; layer.isNormalized() && i < layer.units(); i++) {
                layer.gamma().set(i, 0, 0.5 + random.nextDouble());
                layer.beta().set(i, 0, random.nextGaussian());
            }
        }
        network.forward(random(3, 9, 5)); // the running values leave 0 and 1
        return network;
    }

    private final Matrix X = random(3, 6, 1);
    private final Matrix Y = Matrix.ofRows(
            new double[] {1, 0, 0, 1, 0, 0}, new double[] {0, 1, 0, 0, 1, 0}, new double[] {0, 0, 1, 0, 0, 1});
    private final Matrix weights = Matrix.of(1, 6, 1, 2, 0.5, 0, 1, 3);

    @ParameterizedTest
    @CsvSource({"none, 1", "none, 2", "none, 3", "batch, 1", "batch, 2", "batch, 12", "batch, 3", "layer, 1", "layer, 2"
    })
    void theGradientOfTheOthersIsRight(String normalization, String frozen) {
        Network network = network(normalization, frozen);
        double[] before = network.parameters().clone();

        GradientReport report = GradientCheck.of(network).check(X, Y);
        GradientReport weighted = GradientCheck.of(network).check(X, Y, weights);

        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.RIGHT);
        assertThat(weighted.verdict()).as(weighted.toString()).isEqualTo(Verdict.RIGHT);
        assertThat(report.groups()).noneMatch(group -> frozen.contains(String.valueOf(group.layer())));
        assertThat(report.parameters()).isEqualTo(network.trainableParameters());
        assertThat(report.frozen()).isEqualTo(before.length - network.trainableParameters());
        assertThat(network.parameters()).isEqualTo(before);
    }

    @Test
    void theReportCountsWhatIsNotCompared() {
        Network network = network("none", "1");

        assertThat(GradientCheck.of(network).check(X, Y).toString())
                .contains("agree in all 39 parameters\n")
                .contains("\nnot compared: 20 parameters of frozen layers\n");
    }

    @Test
    void aWrongGradientOfAFrozenLayerIsNotJudged() {
        Network network = network("none", "1");
        network.forward(X);
        network.backward(Y);
        double[] gradient = network.gradient().clone();
        Arrays.fill(gradient, 0, 20, 7);

        assertThat(GradientCheck.of(network).check(X, Y, gradient).passed()).isTrue();
        gradient[20] += 1;
        assertThat(GradientCheck.of(network).check(X, Y, gradient).passed()).isFalse();
    }

    @Test
    void aNetworkWithoutATrainableLayerIsRefused() {
        GradientCheck check = GradientCheck.of(network("none", "123"));

        assertThatThrownBy(() -> check.check(X, Y))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "check: every layer of the network is frozen, so there is no gradient to check; unfreeze() one"
                                + " of them");
    }
}
