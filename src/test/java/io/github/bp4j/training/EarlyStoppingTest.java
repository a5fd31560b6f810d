package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.EarlyStopping.Monitor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EarlyStoppingTest {
    /** Epochs by what the validation cost, its accuracy and the cost are said to be. */
    @Nested
    class Judging {
        private final History history = new History();

        private List<Integer> bests(EarlyStopping stopping, double... values) {
            BestEpoch best = new BestEpoch(stopping);
            List<Integer> bests = new ArrayList<>();
            for (double value : values) {
                switch (stopping.monitor()) {
                    case VALIDATION_COST -> history.add(1, value, 1);
                    case VALIDATION_ACCURACY -> history.add(1, 1, value);
                    case COST -> history.add(1, value, 1, 1);
                }
                best.look(history, null);
                bests.add(best.epoch());
                if (best.isOutOfPatience(history.epochs())) {
                    break;
                }
            }
            return bests;
        }

        @Test
        void aLowerCostIsBetterAndPatienceCountsFromTheBest() {
            EarlyStopping stopping = EarlyStopping.patience(2);

            assertThat(bests(stopping, 5, 4, 4.5, 3, 3, 3.5, 1)).containsExactly(1, 2, 2, 4, 4, 4);
        }

        @Test
        void aHigherAccuracyIsBetter() {
            EarlyStopping stopping = EarlyStopping.patience(1).monitor(Monitor.VALIDATION_ACCURACY);

            assertThat(bests(stopping, 0.5, 0.6, 0.7, 0.7, 0.9)).containsExactly(1, 2, 3, 3);
        }

        @Test
        void theTrainingCostIsWatchedWhereAskedFor() {
            assertThat(bests(EarlyStopping.patience(1).monitor(Monitor.COST), 3, 2, 2))
                    .containsExactly(1, 2, 2);
        }

        /** Exactly minDelta better is not better; the comparison is with the best, not with the epoch before. */
        @Test
        void whatIsBetterByMinDeltaOrLessIsNotBetter() {
            EarlyStopping stopping = EarlyStopping.patience(3).minDelta(0.5);

            assertThat(bests(stopping, 4, 3.75, 3.5, 3.25, 2.75, 2.5, 2.5, 2.5))
                    .containsExactly(1, 1, 1, 4, 4, 6, 6, 6);
            assertThat(bests(stopping.monitor(Monitor.VALIDATION_ACCURACY), 0, 0.5, 0.75))
                    .isNotEmpty();
        }
    }

    @Nested
    class InTraining {
        private final Dataset train = Plane.data(50, 1);

        /** Classes at random: what is learnt by heart makes the validation worse, soon. */
        private final Dataset validation = Dataset.of(
                new double[][] {{0.1, 0.2}, {1, 2}, {-1, -1}, {0.3, -1}},
                new int[] {1, 2, 3, 1},
                List.of("1", "2", "3"));

        @Test
        void trainingEndsWhenPatienceRunsOut() {
            List<Double> costs = new ArrayList<>();

            History history = Plane.trainer(Plane.network())
                    .epochs(1000)
                    .validation(validation)
                    .earlyStopping(EarlyStopping.patience(4))
                    .listener(TrainingListener.onEpochEnd(
                            progress -> costs.add(progress.history().validationCost(progress.epoch()))))
                    .fit(train);

            int best = costs.indexOf(costs.stream().min(Double::compare).orElseThrow()) + 1;
            assertThat(history.ending()).isEqualTo(Ending.EARLY_STOPPING);
            assertThat(history.bestEpoch()).isEqualTo(best);
            assertThat(history.epochs()).isEqualTo(best + 4);
        }

        @ParameterizedTest
        @ValueSource(ints = {3, 1000})
        void theBestParametersAreRestoredBitForBitHoweverTrainingEnds(int epochs) {
            Network network = Plane.network();
            List<double[]> afterEpochs = new ArrayList<>();
            List<double[]> atTheEnd = new ArrayList<>();

            History history = Plane.trainer(network)
                    .epochs(epochs)
                    .validation(validation)
                    .earlyStopping(EarlyStopping.patience(4).restoreBest())
                    .listener(new TrainingListener() {
                        @Override
                        public void epochEnded(Progress progress) {
                            afterEpochs.add(network.parameters().clone());
                        }

                        @Override
                        public void trainingEnded(Progress progress) {
                            atTheEnd.add(network.parameters().clone());
                        }
                    })
                    .fit(train);

            assertThat(history.ending()).isEqualTo(epochs == 3 ? Ending.EPOCHS : Ending.EARLY_STOPPING);
            assertThat(history.bestEpoch()).isLessThan(history.epochs());
            assertThat(network.parameters())
                    .isEqualTo(afterEpochs.get(history.bestEpoch() - 1))
                    .isNotEqualTo(afterEpochs.get(history.epochs() - 1));
            assertThat(atTheEnd).hasSize(1);
            assertThat(atTheEnd.get(0)).isEqualTo(network.parameters());
            assertThat(Evaluation.of(network, validation).cost())
                    .isEqualTo(history.validationCost(history.bestEpoch()));
        }

        @Test
        void aBestThatCameAfterOthersIsTheOneRestored() {
            Network network = Plane.network();
            List<double[]> afterEpochs = new ArrayList<>();

            History history = Plane.trainer(network)
                    .epochs(4)
                    .validation(Plane.data(30, 2))
                    .earlyStopping(EarlyStopping.patience(2).minDelta(0.05).restoreBest())
                    .listener(TrainingListener.onEpochEnd(
                            progress -> afterEpochs.add(network.parameters().clone())))
                    .fit(train);

            assertThat(history.bestEpoch()).isEqualTo(3);
            assertThat(network.parameters()).isEqualTo(afterEpochs.get(2));
        }

        @Test
        void unlessAskedForTheLastParametersStay() {
            Network network = Plane.network();
            List<double[]> afterEpochs = new ArrayList<>();

            Plane.trainer(network)
                    .epochs(1000)
                    .validation(validation)
                    .earlyStopping(EarlyStopping.patience(4))
                    .listener(TrainingListener.onEpochEnd(
                            progress -> afterEpochs.add(network.parameters().clone())))
                    .fit(train);

            assertThat(network.parameters()).isEqualTo(afterEpochs.get(afterEpochs.size() - 1));
        }

        @Test
        void theNextFitHasTheSamePatienceAgainButTheBestStays() {
            Trainer trainer = Plane.trainer(Plane.network())
                    .epochs(1000)
                    .validation(validation)
                    .earlyStopping(EarlyStopping.patience(4));
            History first = trainer.fit(train);

            History second = trainer.fit(train);

            assertThat(second.ending()).isEqualTo(Ending.EARLY_STOPPING);
            assertThat(second.epochs()).isEqualTo(first.epochs() + 4);
            assertThat(second.bestEpoch()).isEqualTo(first.bestEpoch());
        }

        @Test
        void restoredInTheMiddleOfAnEpochTheNextFitBeginsThisAnew() {
            List<String> batches = new ArrayList<>();
            Trainer trainer = Plane.trainer(Plane.network())
                    .epochs(2)
                    .validation(validation)
                    .earlyStopping(EarlyStopping.patience(4).restoreBest())
                    .listener(TrainingListener.onBatchEnd(progress -> {
                        batches.add(progress.epoch() + "." + progress.batch());
                        if (batches.size() == 10) {
                            progress.stop();
                        }
                    }));
            trainer.fit(train);

            trainer.epochs(1).fit(train);

            assertThat(batches.subList(8, 12)).containsExactly("2.1", "2.2", "2.1", "2.2");
        }

        @Test
        void withoutItTheBestEpochHasTheLeastValidationCost() {
            History history = Plane.trainer(Plane.network())
                    .epochs(12)
                    .validation(validation)
                    .fit(train);
            int best = 1;
            for (int epoch = 2; epoch <= 12; epoch++) {
                best = history.validationCost(epoch) < history.validationCost(best) ? epoch : best;
            }

            assertThat(history.bestEpoch()).isEqualTo(best).isLessThan(12);
            assertThat(history.ending()).isEqualTo(Ending.EPOCHS);
        }
    }

    @Nested
    class Refusals {
        @Test
        void valuesOutOfTheirRangesAreRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EarlyStopping.patience(0))
                    .withMessage("patience must be at least 1; got 0");
            for (double minDelta : new double[] {-1e-9, Double.NaN, Double.POSITIVE_INFINITY}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> EarlyStopping.patience(1).minDelta(minDelta))
                        .withMessage("minDelta must be finite and at least 0; got " + minDelta);
            }
            assertThatNullPointerException()
                    .isThrownBy(() -> EarlyStopping.patience(1).monitor(null))
                    .withMessage("monitor");
            assertThatNullPointerException()
                    .isThrownBy(() -> Plane.trainer(Plane.network()).earlyStopping(null))
                    .withMessage("earlyStopping");
        }

        @Test
        void watchingAValidationThatThereIsNotIsRefusedBeforeTheFirstBatch() {
            Network network = Plane.network();
            double[] theta = network.parameters().clone();

            assertThatIllegalStateException()
                    .isThrownBy(() -> Plane.trainer(network)
                            .earlyStopping(EarlyStopping.patience(1))
                            .fit(Plane.data(20, 1)))
                    .withMessage("early stopping watches the validation cost; the trainer needs validation(…) before"
                            + " fit(…)");
            assertThat(network.parameters()).isEqualTo(theta);
        }

        @Test
        void watchingAnAccuracyThatThereIsNotIsRefused() {
            Network line = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            Dataset data = Dataset.of(new double[][] {{1}}, new double[] {1});

            assertThatIllegalStateException()
                    .isThrownBy(() -> Trainer.of(line)
                            .optimizer(Optimizer.gradientDescent(0.1))
                            .validation(data)
                            .earlyStopping(EarlyStopping.patience(1).monitor(Monitor.VALIDATION_ACCURACY))
                            .fit(data))
                    .withMessage("early stopping watches the validation accuracy; numeric targets have none");
        }
    }
}
