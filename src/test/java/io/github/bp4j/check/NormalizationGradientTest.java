package io.github.bp4j.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Backpropagation through batch and layer normalisation against differences of the cost, γ and β included. */
class NormalizationGradientTest {
    private static final int SEEDS = 3;

    static Stream<Arguments> activationsAndLosses() {
        return GradientCheckTest.activationsAndLosses();
    }

    private static List<UnaryOperator<LayerOptions>> normalizations() {
        return List.of(LayerOptions::batchNormalization, LayerOptions::layerNormalization);
    }

    /**
     * At inputs where no cost is curved so much that differences lose digits. With seeds 0 to 2 one is: celu with the percentage error behind
     * layer normalisation, seed 1, where the error is 2e-3, 2e-5 and 2e-7 with steps of 1e-4, 1e-5 and 1e-6, that of a right gradient.
     */
    @ParameterizedTest
    @MethodSource("activationsAndLosses")
    void everyActivationWithEveryLossIsRightBehindEitherNormalization(Activation g, Loss loss) {
        for (UnaryOperator<LayerOptions> normalization : normalizations()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                Network network = network(g, loss, seed, normalization, normalization);

                GradientReport report = GradientCheck.of(network)
                        .check(GradientCheckTest.normal(seed + 50, 3, 6), GradientCheckTest.targets(loss, seed, 2, 6));

                assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
                assertThat(report.groups()).hasSize(12);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("activationsAndLosses")
    void bothKindsInOneNetworkWithRegularisationAreRight(Activation g, Loss loss) {
        Network network = network(
                g,
                loss,
                1,
                options -> options.batchNormalization(1e-3, 0.5).l2(0.1),
                options -> options.layerNormalization(1e-3).l1(0.02));

        GradientReport report = GradientCheck.of(network)
                .check(GradientCheckTest.normal(5, 3, 7), GradientCheckTest.targets(loss, 5, 2, 7));

        assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void everyWrongElementIsFoundAndNamed() {
        for (UnaryOperator<LayerOptions> normalization : normalizations()) {
            Network network = network(Activation.TANH, Loss.CROSS_ENTROPY, 2, normalization, normalization);
            Matrix X = GradientCheckTest.normal(2, 3, 6);
            Matrix Y = GradientCheckTest.targets(Loss.CROSS_ENTROPY, 2, 2, 6);
            GradientReport right = GradientCheck.of(network).check(X, Y);
            double[] gradient = network.gradient().clone();
            int index = 0;
            for (GradientReport.Group group : right.groups()) {
                for (int k = 0; k < group.parameters(); k++, index++) {
                    double[] wrong = gradient.clone();
                    wrong[index] += 0.1;

                    GradientReport report = GradientCheck.of(network).check(X, Y, wrong);

                    assertThat(report.toString()).startsWith("wrong: " + group.name() + "\n");
                }
            }
            assertThat(index).isEqualTo(gradient.length);
            assertThat(right.groups().stream().map(GradientReport.Group::name).limit(4))
                    .containsExactly("W of layer 1", "b of layer 1", "γ of layer 1", "β of layer 1");
        }
    }

    /** γ = β = 0 put Z̃ at the corner of ReLU, wherever Z is: there is nothing to compare in them. */
    @Test
    void aCornerIsLookedForWhereGIsTaken() {
        for (UnaryOperator<LayerOptions> normalization : normalizations()) {
            Network network = network(Activation.RELU, Loss.CROSS_ENTROPY, 4, normalization, normalization);
            network.layer(1).gamma().set(2, 0, 0);
            network.layer(1).beta().set(2, 0, 0);

            GradientReport report = GradientCheck.of(network)
                    .check(GradientCheckTest.normal(4, 3, 6), GradientCheckTest.targets(Loss.CROSS_ENTROPY, 4, 2, 6));

            assertThat(report.setApart()).isGreaterThanOrEqualTo(2);
            assertThat(report.groups()).noneMatch(group -> group.verdict() == Verdict.WRONG);
        }
    }

    @Test
    void theRunningValuesAndTheParametersKeepTheirBits() {
        Network network = network(
                Activation.TANH,
                Loss.CROSS_ENTROPY,
                3,
                LayerOptions::batchNormalization,
                LayerOptions::batchNormalization);
        Matrix X = GradientCheckTest.normal(3, 3, 6);
        Matrix Y = GradientCheckTest.targets(Loss.CROSS_ENTROPY, 3, 2, 6);
        network.forward(X);
        List<Matrix> before = state(network);

        GradientCheck.of(network).check(X, Y);
        GradientCheck.of(network).check(X, Y, network.gradient());

        assertThat(state(network)).isEqualTo(before);
        assertThat(before.get(0)).isNotEqualTo(Matrix.zeros(4, 1));
    }

    private static List<Matrix> state(Network network) {
        double[] theta = network.parameters();
        return Stream.concat(
                        network.layers().stream()
                                .flatMap(layer -> Stream.of(layer.runningMean(), layer.runningVariance())),
                        Stream.of(Matrix.column(theta)))
                .map(M -> M.map(x -> x))
                .toList();
    }

    /** 3 → 4 g → 3 g → 2, all normalised, b, γ and β at random. */
    private static Network network(
            Activation g, Loss loss, int seed, UnaryOperator<LayerOptions> ofEven, UnaryOperator<LayerOptions> ofOdd) {
        UnaryOperator<LayerOptions> bias = options -> options.biasInitializer(Initializer.LECUN_NORMAL);
        Network network = Network.builder()
                .inputs(3)
                .layer(4, g, options -> ofOdd.apply(bias.apply(options)))
                .layer(3, g, options -> ofEven.apply(bias.apply(options)))
                .layer(2, GradientCheckTest.output(loss, g), options -> ofOdd.apply(bias.apply(options)))
                .loss(loss)
                .seed(seed)
                .build();
        SplitMix64 random = SplitMix64.stream(seed, "gamma and beta", 0, 0);
        for (Layer layer : network.layers()) {
            for (int i = 0; i < layer.units(); i++) {
                layer.gamma().set(i, 0, 1 + 0.3 * random.nextGaussian());
                layer.beta().set(i, 0, 0.5 * random.nextGaussian());
            }
        }
        return network;
    }
}
