package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrozenLayerTest {
    private static final int M = 7;

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

    private final Matrix X = random(3, M, 1);
    private final Matrix Y = random(2, M, 2);

    /** Three layers, of which those in the string are frozen, "13". */
    private static Network network(String frozen) {
        NetworkBuilder builder = Network.builder()
                .inputs(3)
                .loss(Loss.SQUARED_ERROR)
                .l2(0.1)
                .l1(0.01)
                .seed(5);
        int[] units = {5, 4, 2};
        for (int l = 1; l <= 3; l++) {
            boolean isFrozen = frozen.contains(String.valueOf(l));
            builder.layer(units[l - 1], Activation.TANH, options -> isFrozen ? options.frozen() : options);
        }
        return builder.build();
    }

    private static void fillNormalization(Layer layer) {
        SplitMix64 random = new SplitMix64(77);
        for (int i = 0; i < layer.units(); i++) {
            layer.gamma().set(i, 0, 1 + random.nextDouble());
            layer.beta().set(i, 0, random.nextGaussian());
            if (layer.hasBatchNormalization()) {
                layer.runningMean().set(i, 0, random.nextGaussian());
                layer.runningVariance().set(i, 0, 0.5 + random.nextDouble());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "12", "13", "23"})
    void theGradientOfAFrozenLayerIsZeroAndThatOfTheOthersKeepsItsBits(String frozen) {
        Network network = network(frozen);
        Network all = network("");
        Arrays.fill(network.gradient(), 99);
        for (Network each : new Network[] {network, all}) {
            each.forward(X);
            each.backward(Y);
        }

        assertThat(network.cost(Y)).as("regularisation still counts").isEqualTo(all.cost(Y));
        for (int l = 1; l <= 3; l++) {
            boolean isFrozen = frozen.contains(String.valueOf(l));
            Layer layer = network.layer(l);
            Layer same = all.layer(l);
            assertThat(layer.isFrozen()).isEqualTo(isFrozen);
            assertThat(layer.dW()).isEqualTo(isFrozen ? Matrix.zeros(layer.units(), layer.inputs()) : same.dW());
            assertThat(layer.db()).isEqualTo(isFrozen ? Matrix.zeros(layer.units(), 1) : same.db());
            assertThat(layer.dA()).isEqualTo(same.dA());
            assertThat(layer.dZ()).isEqualTo(same.dZ());
        }
        assertThat(network.inputGradient()).isEqualTo(all.inputGradient());
        assertThat(network.inputGradient(X, Y)).isEqualTo(all.inputGradient(X, Y));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "12", "123"})
    void theGradientOfTheInputIsRightWithoutAskingForTheLayersBefore(String frozen) {
        Network network = network(frozen);
        Network all = network("");
        for (Network each : new Network[] {network, all}) {
            each.forward(X);
            each.backward(Y);
        }

        assertThat(network.inputGradient()).isEqualTo(all.inputGradient());

        network.backwardFromOutput(1);
        all.backwardFromOutput(1);
        assertThat(network.inputGradient()).isEqualTo(all.inputGradient());
        assertThat(network.layer(1).dZ()).isEqualTo(all.layer(1).dZ());
        assertThat(network.layer(3).dA()).isEqualTo(all.layer(3).dA());
    }

    @Test
    void whatIsComputedOnRequestIsWeightedAndLeavesAbsentExamplesOut() {
        Network network = network("12");
        Network all = network("");
        Matrix weights = Matrix.of(1, M, 1, 0, 2, 0.5, 3, 0, 1);
        for (Network each : new Network[] {network, all}) {
            each.forward(X, weights);
            each.backward(Y);
        }

        for (int l = 1; l <= 3; l++) {
            assertThat(network.layer(l).dZ()).isEqualTo(all.layer(l).dZ());
            assertThat(network.layer(l).dA()).isEqualTo(all.layer(l).dA());
        }
    }

    @Test
    void whatTheBackwardPassLeftOutCannotBeAskedForAfterTheNextForwardPass() {
        Network network = network("12");
        network.forward(X);
        network.backward(Y);
        network.forward(X);

        assertThatThrownBy(() -> network.layer(1).dZ())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("dA and dZ of layer 1 (3→5, tanh, frozen): it is frozen and so are all layers before it, so"
                        + " they are computed when asked for; ask after backward and before the next forward");

        network.backward(Y);
        assertThat(network.layer(1).dZ().columns()).isEqualTo(M);
    }

    @Test
    void freezingBelongsBetweenTheBackwardPassAndTheNextForwardPass() {
        Network network = network("");
        network.forward(X);
        network.layer(2).freeze();

        assertThatThrownBy(() -> network.backward(Y))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backward: layer 2 (5→4, tanh, frozen) was frozen after the last forward pass; call forward"
                        + " again");
        network.forward(X);
        network.backward(Y);
        network.layer(2).unfreeze();
        assertThatThrownBy(() -> network.cost(Y))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cost: layer 2 (5→4, tanh) was unfrozen after the last forward pass; call forward again");
        network.forward(X);
        network.backward(Y);

        Network all = network("");
        all.forward(X);
        all.backward(Y);
        assertThat(network.gradient()).isEqualTo(all.gradient());
    }

    @Test
    void aFrozenLayerIsShown() {
        Network network = network("1");

        assertThat(network.layer(1)).hasToString("layer 1 (3→5, tanh, frozen)");
        assertThat(network.layer(2)).hasToString("layer 2 (5→4, tanh)");
        assertThat(network.toString()).contains("1      tanh, frozen");
        assertThat(network.trainableParameters()).isEqualTo(5 * 4 + 4 + 4 * 2 + 2);
    }

    @Test
    void maxNormLeavesAFrozenLayerAsItIs() {
        Network network = Network.builder()
                .inputs(3)
                .layer(5, Activation.TANH, options -> options.maxNorm(0.01).frozen())
                .layer(2, Activation.LINEAR, options -> options.maxNorm(0.01))
                .loss(Loss.SQUARED_ERROR)
                .build();
        Matrix W = network.layer(1).W().map(w -> w);

        network.applyMaxNorm();

        assertThat(network.layer(1).W()).isEqualTo(W);
        for (int i = 0; i < 2; i++) {
            double squares = 0;
            for (int j = 0; j < 5; j++) {
                squares += network.layer(2).W().get(i, j) * network.layer(2).W().get(i, j);
            }
            assertThat(Math.sqrt(squares)).isCloseTo(0.01, within(1e-15));
        }
    }

    // ---------------------------------------------------------------- normalisation

    private static Network normalized(boolean overBatch, boolean frozen, int threads) {
        Network network = Network.builder()
                .inputs(3)
                .layer(5, Activation.TANH)
                .layer(4, Activation.TANH, options -> {
                    LayerOptions o = overBatch ? options.batchNormalization() : options.layerNormalization();
                    return frozen ? o.frozen() : o;
                })
                .layer(2, Activation.TANH)
                .loss(Loss.SQUARED_ERROR)
                .threads(threads)
                .seed(5)
                .build();
        fillNormalization(network.layer(2));
        return network;
    }

    @Test
    void frozenBatchNormalizationIsThatOfThePassOfPrediction() {
        Network network = normalized(true, true, 1);
        Matrix mean = network.layer(2).runningMean().map(x -> x);
        Matrix variance = network.layer(2).runningVariance().map(x -> x);

        Matrix A = network.forward(X);

        assertThat(A).isEqualTo(network.predict(X));
        assertThat(network.layer(2).runningMean()).isEqualTo(mean);
        assertThat(network.layer(2).runningVariance()).isEqualTo(variance);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < M; j++) {
                double z = network.layer(2).Z().get(i, j);
                assertThat(network.layer(2).Zhat().get(i, j))
                        .isEqualTo((z - mean.get(i, 0)) * (1 / Math.sqrt(variance.get(i, 0) + 1e-5)));
            }
        }
    }

    @Test
    void theGradientThroughFrozenBatchNormalizationIsThatOfAnAffineMap() {
        Network network = normalized(true, true, 1);

        network.forward(X);
        network.backward(Y);

        Layer layer = network.layer(2);
        for (int i = 0; i < 4; i++) {
            double scale =
                    layer.gamma().get(i, 0) / Math.sqrt(layer.runningVariance().get(i, 0) + layer.epsilon());
            for (int j = 0; j < M; j++) {
                assertThat(layer.dZ().get(i, j))
                        .isEqualTo(scale * layer.dZtilde().get(i, j));
            }
            assertThat(layer.dGamma().get(i, 0)).isZero();
            assertThat(layer.dBeta().get(i, 0)).isZero();
        }
        assertThat(network.inputGradient()).isEqualTo(network.inputGradient(X, Y));
    }

    @Test
    void frozenLayerNormalizationStaysAsItIs() {
        Network network = normalized(false, true, 1);
        Network all = normalized(false, false, 1);
        for (Network each : new Network[] {network, all}) {
            each.forward(X);
            each.backward(Y);
        }

        assertThat(network.layer(3).A()).isEqualTo(all.layer(3).A());
        assertThat(network.layer(1).dW()).isEqualTo(all.layer(1).dW());
        assertThat(network.layer(2).dGamma()).isEqualTo(Matrix.zeros(4, 1));
        assertThat(network.layer(2).dBeta()).isEqualTo(Matrix.zeros(4, 1));
    }

    @Test
    void frozenBatchNormalizationTakesASingleExampleAndAnyWeights() {
        Network network = normalized(true, true, 1);
        Matrix x = random(3, 1, 4);
        Matrix weights = Matrix.of(1, M, 1, 0, 2, 0.5, 3, 0, 1);

        assertThat(network.forward(x)).isEqualTo(network.predict(x));
        network.forward(X);
        network.backward(Y, weights); // the statistics are not of this batch, so its weights may come late
        double[] late = network.gradient().clone();
        network.forward(X, weights);
        network.backward(Y);

        assertThat(network.gradient()).isEqualTo(late);
    }

    @Test
    void frozenBatchNormalizationOnManyThreadsHasTheSameBits() {
        Matrix wide = random(3, 30_000, 9);
        Matrix targets = random(2, 30_000, 10);
        double[][] gradients = new double[2][];
        for (int k = 0; k < 2; k++) {
            Network network = normalized(true, true, k == 0 ? 1 : 3);
            network.forward(wide);
            network.backward(targets);
            gradients[k] = network.gradient().clone();
        }

        assertThat(gradients[1]).isEqualTo(gradients[0]);
    }

    @Test
    void unfrozenBatchNormalizationTakesTheBatchAgain() {
        Network network = normalized(true, true, 1);
        Network never = normalized(true, false, 1);
        network.forward(X);
        network.layer(2).unfreeze();
        network.passes(0);
        for (Network each : new Network[] {network, never}) {
            each.forward(X);
            each.backward(Y);
        }

        assertThat(network.gradient()).isEqualTo(never.gradient());
        assertThat(network.layer(2).runningMean()).isEqualTo(never.layer(2).runningMean());
        assertThatThrownBy(() -> network.forward(random(3, 1, 4))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dropoutOfAFrozenLayerIsDrawnInThePassOfTraining() {
        Network[] networks = new Network[2];
        for (int k = 0; k < 2; k++) {
            boolean isFrozen = k == 0;
            networks[k] = Network.builder()
                    .inputs(3)
                    .layer(5, Activation.TANH, o -> isFrozen ? o.dropout(0.5).frozen() : o.dropout(0.5))
                    .layer(2, Activation.TANH)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            networks[k].forward(X);
        }

        assertThat(networks[0].layer(1).D()).isEqualTo(networks[1].layer(1).D());
        assertThat(networks[0].layer(2).A()).isEqualTo(networks[1].layer(2).A());
    }
}
