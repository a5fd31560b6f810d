package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.check.GradientCheck;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizationTrainingTest {
    private static final UnaryOperator<LayerOptions> BATCH = LayerOptions::batchNormalization;

    /** An example left over alone is taken by the batch before; two and more, or without batch normalisation, are a batch. */
    @ParameterizedTest
    @CsvSource({
        "true, 9, 4, 4 5",
        "true, 10, 4, 4 4 2",
        "true, 8, 4, 4 4",
        "true, 5, 4, 5",
        "true, 4, 4, 4",
        "true, 3, 4, 3",
        "true, 5, 2, 2 3",
        "false, 9, 4, 4 4 1",
        "false, 5, 4, 4 1",
        "false, 2, 1, 1 1"
    })
    void noBatchIsOneExampleWhereABatchIsNormalised(boolean normalised, int size, int batchSize, String expected) {
        Network network = network(normalised ? BATCH : LayerOptions::layerNormalization);
        List<Integer> sizes = new ArrayList<>();
        List<Integer> told = new ArrayList<>();

        trainer(network)
                .batchSize(batchSize)
                .epochs(1)
                .listener(new TrainingListener() {
                    @Override
                    public void batchEnded(Progress progress) {
                        sizes.add(network.layer(1).A().columns());
                        told.add(progress.batches());
                    }
                })
                .fit(data(size));

        String[] columns = expected.split(" ", -1);
        assertThat(sizes.stream().map(String::valueOf)).containsExactly(columns);
        assertThat(told).containsOnly(columns.length);
    }

    @Test
    void everyExampleOfAJoinedBatchIsTrainedOn() {
        Network network = network(BATCH);
        Dataset data = data(9);
        List<Double> seen = new ArrayList<>();

        trainer(network)
                .batchSize(4)
                .epochs(1)
                .listener(new TrainingListener() {
                    @Override
                    public void batchEnded(Progress progress) {
                        Matrix Z = network.layer(1).Z();
                        for (int j = 0; j < Z.columns(); j++) {
                            seen.add(Z.get(0, j));
                        }
                    }
                })
                .fit(data);

        assertThat(seen).hasSize(9).doesNotHaveDuplicates();
    }

    @Test
    void batchesOfOneExampleAreRefusedAndNothingIsChanged() {
        Network network = network(BATCH);
        double[] before = network.parameters().clone();

        assertThatThrownBy(() -> trainer(network).batchSize(1).fit(data(6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "batchSize is 1; layer 1 (2→5, batchNormalization, relu) is normalised over the batch, which"
                                + " takes at least 2");
        assertThatThrownBy(() -> trainer(network).batchSize(4).fit(data(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the training set has 1 example; layer 1 (2→5, batchNormalization, relu) is normalised over"
                        + " the batch, which takes at least 2");
        assertThat(network.parameters()).isEqualTo(before);
        assertThat(network.layer(1).runningMean()).isEqualTo(Matrix.zeros(5, 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itLearns(boolean overBatch) {
        Dataset data = data(200);

        History history = trainer(network(overBatch ? BATCH : LayerOptions::layerNormalization))
                .batchSize(16)
                .epochs(30)
                .validation(data)
                .fit(data);

        assertThat(history.cost(30)).isLessThan(0.3 * history.cost(1));
        assertThat(history.validationCost(30)).isLessThan(0.3 * history.validationCost(1));
    }

    @Test
    void validationAndAGradientCheckOnTheWayChangeNoBit() {
        Dataset data = data(20);
        Network alone = network(BATCH);
        Network watched = network(BATCH);

        trainer(alone).batchSize(4).epochs(3).fit(data);
        trainer(watched)
                .batchSize(4)
                .epochs(3)
                .validation(data(1))
                .listener(new TrainingListener() {
                    @Override
                    public void batchEnded(Progress progress) {
                        GradientCheck.of(watched).check(data.X(), data.Y());
                        Evaluation.of(watched, data);
                    }
                })
                .fit(data);

        assertThat(watched.parameters()).isEqualTo(alone.parameters());
        assertThat(watched.layer(1).runningMean()).isEqualTo(alone.layer(1).runningMean());
        assertThat(watched.layer(1).runningVariance()).isEqualTo(alone.layer(1).runningVariance());
    }

    @Test
    void aRunThatDivergesLeavesFiniteRunningValuesAndParameters() {
        Network network = network(BATCH);

        assertThatThrownBy(() -> trainer(network)
                        .optimizer(Optimizer.gradientDescent(1e200))
                        .batchSize(4)
                        .epochs(50)
                        .fit(data(20)))
                .isInstanceOf(TrainingDivergedException.class);

        Layer layer = network.layer(1);
        assertThat(DoubleStream.of(layer.runningMean().toArray())).allMatch(Double::isFinite);
        assertThat(DoubleStream.of(layer.runningVariance().toArray())).allMatch(Double::isFinite);
        assertThat(DoubleStream.of(network.parameters())).allMatch(Double::isFinite);
    }

    /** Batch statistics would make A finite: the running ones are those of the pass that failed. */
    @Test
    void aValidationThatOverflowsIsTracedByThePassOfPredictionAndMovesNothing() {
        Network network = network(BATCH);
        Layer layer = network.layer(1);
        List<Matrix> before = new ArrayList<>();

        assertThatThrownBy(() -> trainer(network)
                        .batchSize(4)
                        .epochs(1)
                        .validation(data(1))
                        .listener(new TrainingListener() {
                            @Override
                            public void batchEnded(Progress progress) {
                                layer.gamma().set(0, 0, 1e300);
                                layer.runningMean().set(0, 0, -1e300);
                                before.clear();
                                before.add(layer.runningMean().map(x -> x));
                            }
                        })
                        .fit(data(4)))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("for A of layer 1 (2→5, batchNormalization, relu) is not finite");
        assertThat(layer.runningMean()).isEqualTo(before.get(0));
    }

    /** With γ = 0 the gradients of W and b are 0, so that γ is the first to overflow. */
    @Test
    void anUpdateOfGammaThatWouldOverflowNamesItsLayer() {
        Network network = network(BATCH);
        write(network.layer(1).gamma(), 0);
        write(network.layer(1).beta(), 1);
        write(network.layer(2).W(), 100);

        assertThatThrownBy(() -> trainer(network)
                        .optimizer(Optimizer.gradientDescent(1e308))
                        .batchSize(4)
                        .fit(data(4)))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("the update of layer 1 (2→5, batchNormalization, relu) would overflow");
        assertThat(network.layer(1).gamma()).isEqualTo(Matrix.zeros(5, 1));
    }

    private static void write(Matrix M, double value) {
        for (int i = 0; i < M.rows(); i++) {
            for (int j = 0; j < M.columns(); j++) {
                M.set(i, j, value);
            }
        }
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network).optimizer(Optimizer.adam(0.01)).seed(3);
    }

    /** 2 → 5 ReLU, normalised → 1. */
    private static Network network(UnaryOperator<LayerOptions> normalization) {
        return Network.builder()
                .inputs(2)
                .layer(5, Activation.RELU, normalization)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .seed(2)
                .build();
    }

    private static Dataset data(int size) {
        SplitMix64 random = new SplitMix64(size);
        double[][] examples = new double[size][];
        double[] targets = new double[size];
        for (int e = 0; e < size; e++) {
            examples[e] = new double[] {random.nextGaussian(), 3 + 10 * random.nextGaussian()};
            targets[e] = Math.abs(examples[e][0]) + examples[e][1] / 10;
        }
        return Dataset.of(examples, targets);
    }
}
