package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.FullBatchState;
import io.github.bp4j.optimizer.LBFGS;
import io.github.bp4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FullBatchRunTest {
    private static Dataset halves(int size, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        double[][] examples = new double[size][];
        int[] labels = new int[size];
        for (int e = 0; e < size; e++) {
            examples[e] = new double[] {random.nextGaussian(), random.nextGaussian()};
            labels[e] = examples[e][0] + 0.5 * random.nextGaussian() > 0 ? 1 : 0;
        }
        return Dataset.of(examples, labels, List.of("0", "1"));
    }

    /** Two classes onto one sigmoid unit. */
    private static Network network() {
        return Network.builder()
                .inputs(2)
                .layer(4, Activation.TANH)
                .layer(1, Activation.SIGMOID)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .l2(1e-2)
                .seed(3)
                .build();
    }

    private static Network line() {
        return Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
    }

    private static Dataset point(double x, double y) {
        return Dataset.of(new double[][] {{x}}, new double[] {y});
    }

    @Test
    void anEpochIsAnIterationOverTheWholeTrainingSet() {
        Dataset data = halves(70, 1);
        Network byHand = network();
        FullBatchState state = FullBatchOptimizer.lbfgs().start(byHand, data.X(), second(data));
        Network network = network();

        History history = Trainer.of(network)
                .optimizer(FullBatchOptimizer.lbfgs())
                .epochs(6)
                .validation(halves(30, 2))
                .fit(data);

        assertThat(history.epochs()).isEqualTo(6);
        for (int epoch = 1; epoch <= 6; epoch++) {
            double before = state.cost();
            assertThat(state.step()).isLessThan(before);
            assertThat(history.cost(epoch)).isEqualTo(state.cost());
            assertThat(history.costAfter(epoch)).isEqualTo(state.cost());
        }
        assertThat(network.parameters()).isEqualTo(byHand.parameters());
        Evaluation evaluation = Evaluation.of(network, halves(30, 2));
        assertThat(history.validationCost(6)).isEqualTo(evaluation.cost());
        assertThat(history.validationAccuracy(6)).isEqualTo(evaluation.accuracy());
    }

    /** The second class is the 1 of the sigmoid unit. */
    private static Matrix second(Dataset data) {
        Matrix Y = Matrix.zeros(1, data.size());
        for (int i = 0; i < data.size(); i++) {
            Y.set(0, i, data.Y().get(1, i));
        }
        return Y;
    }

    @Test
    void trainingEndsEarlyWhereItHasConverged() {
        Network network = network();

        History history = Trainer.of(network)
                .optimizer(new LBFGS(10, 1e-4, 0.9, 1e-6, 0))
                .epochs(5000)
                .fit(halves(70, 1));

        assertThat(history.epochs()).isBetween(10, 1000);
        for (double g : network.gradient()) {
            assertThat(Math.abs(g)).isLessThanOrEqualTo(1e-6);
        }
    }

    @Test
    void whereThereIsNothingToDoOneEpochIsRecorded() {
        History history = Trainer.of(line())
                .optimizer(FullBatchOptimizer.levenbergMarquardt())
                .fit(Dataset.of(new double[][] {{0}}, new double[] {0}));

        assertThat(history.epochs()).isEqualTo(1);
        assertThat(history.cost(1)).isZero();
    }

    @Test
    void listenersSeeOneBatchOfAllExamplesInAnEpoch() {
        List<String> told = new ArrayList<>();
        Trainer.of(network())
                .optimizer(FullBatchOptimizer.lbfgs())
                .epochs(2)
                .listener(new TrainingListener() {
                    @Override
                    public void trainingStarted(Progress progress) {
                        told.add("started, " + progress.batches() + " batch of " + progress.examples());
                    }

                    @Override
                    public void batchEnded(Progress progress) {
                        told.add("batch " + progress.batch() + ", " + progress.examplesDone());
                        assertThat(progress.batchCostBeforeUpdate()).isEqualTo(progress.costBeforeUpdates());
                    }

                    @Override
                    public void epochEnded(Progress progress) {
                        told.add("epoch " + progress.epoch());
                    }
                })
                .fit(halves(70, 1));

        assertThat(told).containsExactly("started, 1 batch of 70", "batch 1, 70", "epoch 1", "batch 1, 70", "epoch 2");
    }

    @Test
    void aBatchSizeIsRefused() {
        assertThatThrownBy(() -> Trainer.of(line())
                        .optimizer(FullBatchOptimizer.lbfgs())
                        .batchSize(32)
                        .fit(point(1, 1)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("batchSize is given, but the optimizer takes the whole training set at once; leave"
                        + " batchSize(…) out");
    }

    @Test
    void reduceOnPlateauIsRefused() {
        assertThatThrownBy(() -> Trainer.of(line())
                        .optimizer(FullBatchOptimizer.lbfgs())
                        .reduceOnPlateau(new ReduceOnPlateau())
                        .fit(point(1, 1)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("reduceOnPlateau is given, but the optimizer has no learning rate; leave reduceOnPlateau(…)"
                        + " out");
    }

    @Test
    void theOptimizerGivenLastCounts() {
        Network first = line();
        Network second = line();
        Network byHand = line();

        Trainer.of(first)
                .optimizer(FullBatchOptimizer.lbfgs())
                .optimizer(Optimizer.gradientDescent(0.1))
                .batchSize(1)
                .epochs(1)
                .fit(point(1, 2));
        Trainer.of(second)
                .optimizer(Optimizer.gradientDescent(0.1))
                .optimizer(FullBatchOptimizer.levenbergMarquardt())
                .fit(point(1, 2));
        Trainer.of(byHand).optimizer(Optimizer.gradientDescent(0.1)).epochs(1).fit(point(1, 2));

        assertThat(first.parameters()).isEqualTo(byHand.parameters());
        assertThat(Evaluation.of(second, point(1, 2)).cost()).isLessThan(1e-12);
        assertThatNullPointerException()
                .isThrownBy(() -> Trainer.of(first).optimizer((FullBatchOptimizer) null))
                .withMessage("optimizer");
    }

    @Test
    void aMethodThatCannotTrainTheNetworkSaysSoBeforeAnythingIsTold() {
        Network network = network();
        List<Progress> told = new ArrayList<>();

        assertThatThrownBy(() -> Trainer.of(network)
                        .optimizer(FullBatchOptimizer.levenbergMarquardt())
                        .listener(new TrainingListener() {
                            @Override
                            public void trainingStarted(Progress progress) {
                                told.add(progress);
                            }
                        })
                        .fit(halves(10, 1)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("levenbergMarquardt: the loss is binaryCrossEntropy;");
        assertThat(told).isEmpty();
    }

    @Test
    void aStartThatIsNotFiniteIsADivergence() {
        Network network = line();
        network.layer(1).W().set(0, 0, 1e200);
        double[] theta = network.parameters().clone();

        assertThatThrownBy(() -> Trainer.of(network)
                        .optimizer(FullBatchOptimizer.lbfgs())
                        .fit(point(1, 0)))
                .isExactlyInstanceOf(TrainingDivergedException.class)
                .hasMessageStartingWith("training diverged in epoch 1, batch 1: the cost is Infinity, though every A");
        assertThat(network.parameters()).isEqualTo(theta);
    }

    @Test
    void aGradientThatIsNotFiniteToBeginWithIsADivergence() {
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.of("odd", z -> z, z -> Double.NaN))
                .loss(Loss.SQUARED_ERROR)
                .build();

        assertThatThrownBy(() -> Trainer.of(network)
                        .optimizer(FullBatchOptimizer.lbfgs())
                        .fit(point(1, 5)))
                .isExactlyInstanceOf(TrainingDivergedException.class)
                .hasMessageStartingWith(
                        "training diverged in epoch 1, batch 1: the gradient of layer 1 (1→1, odd) is not finite");
    }
}
