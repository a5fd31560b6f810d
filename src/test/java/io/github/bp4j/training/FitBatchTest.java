package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.ShapeException;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FitBatchTest {
    private static final Dataset TRAIN = Plane.data(50, 1);

    private static Dataset batch(int from, int to) {
        return TRAIN.subset(IntStream.range(from, to).toArray());
    }

    @Test
    void batchByBatchIsAnUnshuffledFit() {
        Network expected = Plane.network();
        List<Double> costs = new ArrayList<>();
        Plane.trainer(expected)
                .shuffle(false)
                .epochs(1)
                .listener(TrainingListener.onBatchEnd(progress -> costs.add(progress.batchCostBeforeUpdate())))
                .fit(TRAIN);
        Network network = Plane.network();
        Trainer trainer = Plane.trainer(network);
        List<Double> returned = new ArrayList<>();

        for (int from = 0; from < 50; from += 7) {
            Dataset batch = batch(from, Math.min(50, from + 7));
            returned.add(trainer.fitBatch(batch.X(), batch.Y()));
        }

        assertThat(network.parameters()).isEqualTo(expected.parameters());
        assertThat(returned).isEqualTo(costs);
    }

    @Test
    void afterAFitTheOptimizerGoesOnAndTheEpochsStay() {
        Network network = Plane.network();
        List<String> events = new ArrayList<>();
        Trainer trainer =
                Plane.trainer(network).epochs(1).listener(TrainingListener.onBatchEnd(progress -> events.add("batch")));
        trainer.fit(TRAIN);

        trainer.fitBatch(TRAIN.X(), TRAIN.Y());

        assertThat(trainer.checkpoint().steps()).isEqualTo(9);
        assertThat(events).hasSize(8);
        assertThat(trainer.fit(TRAIN).epochs()).isEqualTo(2);
    }

    @Test
    void aDivergenceBelongsToNoEpoch() {
        Network network = Plane.network();
        Trainer trainer = Plane.trainer(network);
        network.layer(2).b().set(0, 0, Double.POSITIVE_INFINITY);
        double[] theta = network.parameters().clone();

        assertThatThrownBy(() -> trainer.fitBatch(TRAIN.X(), TRAIN.Y()))
                .isInstanceOfSatisfying(TrainingDivergedException.class, e -> {
                    assertThat(e).hasMessageStartingWith("training diverged in a single batch: the cost is NaN");
                    assertThat(e.epoch()).isZero();
                    assertThat(e.layer()).isEqualTo(2);
                });
        assertThat(network.parameters()).isEqualTo(theta);

        network.layer(2).b().set(0, 0, Double.NaN);
        assertThatThrownBy(() -> trainer.fit(TRAIN)).hasMessageStartingWith("training diverged in epoch 1, batch 1: ");
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingIsChanged() {
        Network network = Plane.network();
        Trainer trainer = Plane.trainer(network);
        Matrix X = Matrix.zeros(2, 2);
        Matrix Y = Matrix.of(3, 2, 1, 0, 0, 1, 0, 0);
        double[] theta = network.parameters().clone();

        assertThatThrownBy(() -> trainer.fitBatch(Matrix.zeros(3, 2), Y))
                .isExactlyInstanceOf(ShapeException.class)
                .hasMessage("fitBatch: X is 3×2; 2×2 is needed");
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> trainer.fitBatch(Matrix.of(2, 2, 1, 2, value, 3), Y))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("fitBatch: X has " + value + " in row 1, column 0; every value must be finite");
        }
        assertThatThrownBy(() -> trainer.fitBatch(X, Matrix.zeros(3, 1)))
                .isExactlyInstanceOf(ShapeException.class)
                .hasMessage("fitBatch: Y is 3×1; 3×2 is needed");
        assertThatThrownBy(() -> trainer.fitBatch(X, Matrix.zeros(3, 2)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("crossEntropy: the targets of an example must sum to 1; those of example 0 sum to 0.0");
        assertThatThrownBy(() -> trainer.fitBatch(X, Y, Matrix.zeros(2, 1)))
                .isExactlyInstanceOf(ShapeException.class)
                .hasMessage("fitBatch: weights is 2×1; 1×2 is needed");
        assertThatThrownBy(() -> trainer.fitBatch(X, Y, Matrix.zeros(1, 2)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("every weight of the batch is 0; at least one must be above 0");
        assertThatThrownBy(() -> Trainer.of(network).fitBatch(X, Y))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("the trainer needs optimizer(…) before fitBatch(…)");
        assertThat(network.parameters()).isEqualTo(theta);
        assertThatThrownBy(() -> network.cost(Y)).isExactlyInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.05, Double.NaN, Double.POSITIVE_INFINITY})
    void aRateThatIsNoneIsTheSchedulesFaultAndNothingIsChanged(double rate) {
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.TANH, LayerOptions::batchNormalization)
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build();
        Trainer trainer = Trainer.of(network).optimizer(Optimizer.adam(step -> step < 3 ? 0.01 : rate));
        trainer.fitBatch(TRAIN.X(), TRAIN.Y());
        trainer.fitBatch(TRAIN.X(), TRAIN.Y());
        double[] theta = network.parameters().clone();
        double[] mean = network.layer(1).runningMean().toArray();
        long passes = network.passes();

        assertThatThrownBy(() -> trainer.fitBatch(TRAIN.X(), TRAIN.Y()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("the schedule's rate of step 3 is " + rate + "; it must be finite and at least 0");
        assertThatThrownBy(() -> trainer.fit(TRAIN))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("the schedule's rate of step 3 is " + rate + "; it must be finite and at least 0");
        assertThat(network.parameters()).isEqualTo(theta);
        assertThat(network.layer(1).runningMean().toArray()).isEqualTo(mean);
        assertThat(network.passes()).isEqualTo(passes);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void aWeightThatIsNegativeOrNotFiniteIsRefused(double weight) {
        assertThatThrownBy(() -> Plane.trainer(Plane.network())
                        .fitBatch(Matrix.zeros(2, 2), Matrix.of(3, 2, 1, 0, 0, 1, 0, 0), Matrix.of(1, 2, 1, weight)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("the weight of example 1 is " + weight + "; every weight must be finite and at least 0");
    }
}
