package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training in parts, from memory or from a checkpoint, ends with the bits of training in one go. */
class ContinuedTrainingTest {
    private static final Dataset TRAIN = Plane.data(50, 1);
    private static final Dataset VALIDATION = Plane.data(30, 2);

    private static void assertSame(History history, History expected) {
        assertThat(history.epochs()).isEqualTo(expected.epochs());
        for (int epoch = 1; epoch <= expected.epochs(); epoch++) {
            assertThat(history.cost(epoch)).isEqualTo(expected.cost(epoch));
            assertThat(history.validationCost(epoch)).isEqualTo(expected.validationCost(epoch));
            assertThat(history.validationAccuracy(epoch)).isEqualTo(expected.validationAccuracy(epoch));
        }
        assertThat(history.ending()).isEqualTo(expected.ending());
        assertThat(history.bestEpoch()).isEqualTo(expected.bestEpoch());
    }

    @Nested
    class ASecondFit {
        @Test
        void threeEpochsAndTwoAreFive() {
            Network whole = Plane.network();
            History expected =
                    Plane.trainer(whole).epochs(5).validation(VALIDATION).fit(TRAIN);
            Network network = Plane.network();
            Trainer trainer = Plane.trainer(network).validation(VALIDATION);

            History first = trainer.epochs(3).fit(TRAIN);
            History second = trainer.epochs(2).fit(TRAIN);

            assertThat(network.parameters()).isEqualTo(whole.parameters());
            assertThat(first.epochs()).isEqualTo(3);
            assertSame(second, expected);
        }

        @Test
        void itsProgressCountsOn() {
            List<String> epochs = new ArrayList<>();
            Trainer trainer = Plane.trainer(Plane.network())
                    .epochs(2)
                    .listener(TrainingListener.onEpochEnd(
                            progress -> epochs.add(progress.epoch() + "/" + progress.epochs())));

            trainer.fit(TRAIN);
            trainer.epochs(1).fit(TRAIN);

            assertThat(epochs).containsExactly("1/2", "2/2", "3/3");
        }

        @Test
        void theMostEpochsStayTheMostInASecondFit() {
            Trainer trainer = Plane.trainer(Plane.network())
                    .epochs(Integer.MAX_VALUE)
                    .listener(TrainingListener.onEpochEnd(progress -> {
                        assertThat(progress.epochs()).isEqualTo(Integer.MAX_VALUE);
                        if (progress.epoch() % 5 == 0) {
                            progress.stop();
                        }
                    }));
            trainer.fit(TRAIN);

            History history = trainer.fit(TRAIN);

            assertThat(history.epochs()).isEqualTo(10);
            assertThat(history.ending()).isEqualTo(Ending.STOPPED);
        }

        @Test
        void anotherOptimizerStartsWithNothingRemembered() {
            Network expected = Plane.network();
            Plane.trainer(expected).epochs(1).fit(TRAIN);
            Trainer fresh = Trainer.of(expected).optimizer(Optimizer.adam(0.01)).batchSize(7);
            fresh.epochs(1).shuffle(false).fit(TRAIN);
            Network network = Plane.network();
            Trainer trainer = Plane.trainer(network).epochs(1);

            trainer.fit(TRAIN);
            trainer.optimizer(Optimizer.adam(0.01)).shuffle(false).fit(TRAIN);

            assertThat(network.parameters()).isEqualTo(expected.parameters());
        }

        /** 8 batches an epoch: stopped before the first, in the middle, after the last but one, after the last. */
        @ParameterizedTest
        @ValueSource(ints = {1, 8, 9, 12, 15, 16})
        void stoppedAfterAnyBatchItGoesOnWithTheNext(int batches) {
            Network whole = Plane.network();
            History expected =
                    Plane.trainer(whole).epochs(4).validation(VALIDATION).fit(TRAIN);
            Network network = Plane.network();
            Trainer trainer = Plane.trainer(network).validation(VALIDATION);
            int[] seen = {0};

            trainer.epochs(4)
                    .listener(TrainingListener.onBatchEnd(progress -> {
                        if (++seen[0] == batches) {
                            progress.stop();
                        }
                    }))
                    .fit(TRAIN);
            History history = trainer.epochs(4 - batches / 8).fit(TRAIN);

            assertThat(network.parameters()).isEqualTo(whole.parameters());
            assertSame(history, expected);
        }

        @Test
        void anEpochOfOtherBatchesStartsOver() {
            Network network = Plane.network();
            List<String> batches = new ArrayList<>();
            Trainer trainer = Plane.trainer(network).epochs(1).listener(TrainingListener.onBatchEnd(progress -> {
                batches.add(progress.epoch() + ": " + progress.batch() + "/" + progress.batches());
                if (batches.size() == 2) {
                    progress.stop();
                }
            }));

            trainer.fit(TRAIN);
            History history = trainer.batchSize(25).fit(TRAIN);

            assertThat(batches).containsExactly("1: 1/8", "1: 2/8", "1: 1/2", "1: 2/2");
            assertThat(history.epochs()).isEqualTo(1);
        }

        @Test
        void afterADivergenceItGoesOnWithTheBatchThatFailed() {
            Network whole = Plane.network();
            History expected =
                    Plane.trainer(whole).epochs(2).validation(VALIDATION).fit(TRAIN);
            Network network = Plane.network();
            boolean[] broken = {true};
            Trainer trainer = Plane.trainer(network)
                    .epochs(2)
                    .validation(VALIDATION)
                    .listener(new TrainingListener() {
                        private double kept;

                        @Override
                        public void batchStarted(Progress progress) {
                            if (broken[0] && progress.epoch() == 2 && progress.batch() == 3) {
                                kept = network.parameters()[0];
                                network.parameters()[0] = Double.NaN;
                            }
                        }

                        @Override
                        public void trainingStarted(Progress progress) {
                            if (!broken[0]) {
                                network.parameters()[0] = kept;
                            }
                        }
                    });

            assertThatThrownBy(() -> trainer.fit(TRAIN)).isInstanceOfSatisfying(TrainingDivergedException.class, e -> {
                assertThat(e).hasMessageStartingWith("training diverged in epoch 2, batch 3: the cost is NaN");
                assertThat(e.history().ending()).isEqualTo(Ending.DIVERGED);
                assertThat(e.history().epochs()).isEqualTo(1);
            });
            broken[0] = false;
            History history = trainer.epochs(1).fit(TRAIN);

            assertThat(network.parameters()).isEqualTo(whole.parameters());
            assertSame(history, expected);
        }
    }

    @Nested
    class FromACheckpoint {
        private static Trainer trainer(Network network) {
            return Plane.trainer(network)
                    .epochs(4)
                    .validation(VALIDATION)
                    .earlyStopping(EarlyStopping.patience(2).minDelta(0.05).restoreBest());
        }

        /** Taken in the middle of epochs and at their end; the run itself is the yardstick of each. */
        @ParameterizedTest
        @CsvSource({"1, 1", "1, 8", "2, 3", "3, 8", "4, 7", "4, 8"})
        void aResumedRunEndsAsTheUninterruptedOne(int epoch, int batch) {
            List<Checkpoint> kept = new ArrayList<>();
            Network whole = Plane.network();
            History expected = trainer(whole)
                    .listener(Checkpoints.everyBatches(batch, checkpoint -> {
                        if (checkpoint.epoch() == epoch) {
                            kept.add(checkpoint);
                        }
                    }))
                    .fit(TRAIN);
            Network network = Plane.network();

            History history = trainer(network).resume(kept.get(0)).fit(TRAIN);

            assertThat(expected.bestEpoch()).isEqualTo(3); // is to be restored, be it before the checkpoint or after
            assertThat(kept.get(0)).hasToString("Checkpoint of epoch " + epoch + ", batch " + batch + " of 8");
            assertThat(network.parameters()).isEqualTo(whole.parameters());
            assertSame(history, expected);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4})
        void afterAnEpochLikewise(int epoch) {
            List<Checkpoint> kept = new ArrayList<>();
            Network whole = Plane.network();
            History expected = trainer(whole)
                    .listener(Checkpoints.everyEpochs(1, kept::add))
                    .fit(TRAIN);
            Network network = Plane.network();

            History history = trainer(network).resume(kept.get(epoch - 1)).fit(TRAIN);

            assertThat(kept.get(epoch - 1).epoch()).isEqualTo(epoch);
            assertThat(kept.get(epoch - 1).best().epoch()).isLessThanOrEqualTo(epoch); // training went on since
            assertThat(kept.get(epoch - 1).batch()).isEqualTo(8);
            assertThat(kept.get(epoch - 1).steps()).isEqualTo(8 * epoch);
            assertThat(kept.get(epoch - 1).history().epochs()).isEqualTo(epoch);
            assertThat(network.parameters()).isEqualTo(whole.parameters());
            assertSame(history, expected);
        }

        @Test
        void aRunThatWasOutOfPatienceEndsAtOnce() {
            Dataset hopeless = VALIDATION.subset(1, 2, 3);
            EarlyStopping stopping = EarlyStopping.patience(1).minDelta(100);
            List<Checkpoint> kept = new ArrayList<>();
            Network whole = Plane.network();
            Plane.trainer(whole)
                    .validation(hopeless)
                    .earlyStopping(stopping)
                    .listener(Checkpoints.everyEpochs(1, kept::add))
                    .fit(TRAIN);
            Network network = Plane.network();

            History history = Plane.trainer(network)
                    .validation(hopeless)
                    .earlyStopping(stopping)
                    .resume(kept.get(1))
                    .fit(TRAIN);

            assertThat(network.parameters()).isEqualTo(whole.parameters());
            assertThat(history.epochs()).isEqualTo(2);
            assertThat(history.ending()).isEqualTo(Ending.EARLY_STOPPING);
        }

        @Test
        void aFinishedRunHasNothingLeftAndTheNextFitGoesOn() {
            Network whole = Plane.network();
            Trainer trainer = Plane.trainer(whole).epochs(2);
            trainer.fit(TRAIN);
            Checkpoint checkpoint = trainer.checkpoint();
            Network network = Plane.network();
            Trainer again = Plane.trainer(network).epochs(2).resume(checkpoint);

            assertThat(again.fit(TRAIN).epochs()).isEqualTo(2);
            assertThat(network.parameters()).isEqualTo(whole.parameters());
            assertThat(again.fit(TRAIN).epochs()).isEqualTo(4);
            trainer.fit(TRAIN);
            assertThat(network.parameters()).isEqualTo(whole.parameters());
        }

        @Test
        void itIsACopyThatTrainingDoesNotChangeAndThatMayBeResumedTwice() {
            Network network = Plane.network();
            Trainer trainer = Plane.trainer(network).epochs(1);
            trainer.fit(TRAIN);
            Checkpoint checkpoint = trainer.checkpoint();
            double[] theta = network.parameters().clone();

            trainer.fit(TRAIN);
            double[] first = network.parameters().clone();
            trainer.resume(checkpoint);
            assertThat(network.parameters()).isEqualTo(theta);
            assertThat(checkpoint.parameters()).isEqualTo(theta);
            trainer.epochs(2).fit(TRAIN);
            double[] second = network.parameters().clone();
            trainer.resume(checkpoint).fit(TRAIN);

            assertThat(second).isEqualTo(first);
            assertThat(network.parameters()).isEqualTo(first);
        }

        @Test
        void ofAnotherNetworkOrOptimizerItIsRefusedAndNothingIsChanged() {
            Trainer trainer = Plane.trainer(Plane.network()).epochs(1);
            trainer.fit(TRAIN);
            Checkpoint checkpoint = trainer.checkpoint();
            Network small = Network.builder()
                    .inputs(2)
                    .layer(3, Activation.SOFTMAX)
                    .loss(Loss.CROSS_ENTROPY)
                    .build();
            Network same = Plane.network();
            double[] theta = same.parameters().clone();

            assertThatThrownBy(() -> Plane.trainer(small).resume(checkpoint))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("resume: the checkpoint is of the layers [layer 1 (2→6, tanh), layer 2 (6→3, softmax)];"
                            + " this training has [layer 1 (2→3, softmax)]");
            assertThatThrownBy(() -> Trainer.of(same)
                            .optimizer(Optimizer.gradientDescent(1))
                            .resume(checkpoint))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("resume: the checkpoint is of the optimizer Adam; this training has GradientDescent");
            assertThatThrownBy(() -> Trainer.of(same).resume(checkpoint))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("the trainer needs optimizer(…) before resume(…)");
            assertThat(same.parameters()).isEqualTo(theta);
        }

        @Test
        void theyComeAtMultiplesAlone() {
            List<String> kept = new ArrayList<>();
            Plane.trainer(Plane.network())
                    .epochs(5)
                    .listener(Checkpoints.everyEpochs(2, checkpoint -> kept.add("e" + checkpoint.epoch())))
                    .listener(Checkpoints.everyBatches(
                            5, checkpoint -> kept.add(checkpoint.epoch() + "." + checkpoint.batch())))
                    .fit(TRAIN);

            assertThat(kept).containsExactly("1.5", "2.5", "e2", "3.5", "4.5", "e4", "5.5");
            assertThatThrownBy(() -> Checkpoints.everyEpochs(0, checkpoint -> {}))
                    .hasMessage("epochs between checkpoints must be at least 1; got 0");
            assertThatThrownBy(() -> Checkpoints.everyBatches(0, checkpoint -> {}))
                    .hasMessage("batches between checkpoints must be at least 1; got 0");
        }
    }
}
