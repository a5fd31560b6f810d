package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final Optimizer DESCENT = Optimizer.gradientDescent(0.5);
    private static final Initializer ONE = Initializer.constant(1);

    /** Three classes of a plane, cut by two lines. */
    private static Dataset plane(int size, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        double[][] examples = new double[size][];
        int[] labels = new int[size];
        for (int e = 0; e < size; e++) {
            examples[e] = new double[] {random.nextGaussian(), random.nextGaussian()};
            labels[e] = examples[e][0] > 0.4 ? 3 : examples[e][1] > 0 ? 2 : 1;
        }
        return Dataset.of(examples, labels, List.of("1", "2", "3"));
    }

    private static Network network() {
        return network(1);
    }

    private static Network network(int threads) {
        return Network.builder()
                .inputs(2)
                .layer(6, Activation.TANH)
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .l2(1e-3)
                .seed(11)
                .threads(threads)
                .build();
    }

    /** One input, one linear unit of the given W and b = 0, squared error. */
    private static Network line(double w) {
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        network.layer(1).W().set(0, 0, w);
        return network;
    }

    private static Dataset points(double[] x, double[] y) {
        return Dataset.of(
                Arrays.stream(x).mapToObj(value -> new double[] {value}).toArray(double[][]::new), y);
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network).optimizer(DESCENT).batchSize(7).epochs(4).seed(3);
    }

    /** The same by hand: the order of an epoch from (seed, epoch), then batch by batch. Returns the mean costs. */
    private static double[] byHand(Network network, Dataset data, int batchSize, int epochs, long seed) {
        OptimizerState state = DESCENT.start(network);
        double[] costs = new double[epochs];
        for (int epoch = 1; epoch <= epochs; epoch++) {
            int[] order = IntStream.range(0, data.size()).toArray();
            SplitMix64.stream(seed, "shuffle", epoch, 0).shuffle(order);
            double sum = 0;
            for (int from = 0; from < order.length; from += batchSize) {
                Dataset batch = data.subset(Arrays.copyOfRange(order, from, Math.min(order.length, from + batchSize)));
                network.forward(batch.X());
                sum += network.cost(batch.Y()) * batch.size();
                network.backward(batch.Y());
                state.step();
            }
            costs[epoch - 1] = sum / data.size();
        }
        return costs;
    }

    @Nested
    class Runs {
        /** Batches that divide the 50 examples, that leave a shorter last one, of one, of all, of more than all. */
        @ParameterizedTest
        @ValueSource(ints = {1, 7, 10, 49, 50, 51, 1000})
        void aRunIsForwardCostBackwardStepOverShuffledBatches(int batchSize) {
            Dataset data = plane(50, 1);
            Network expected = network();
            double[] costs = byHand(expected, data, batchSize, 4, 3);
            Network network = network();

            History history = trainer(network).batchSize(batchSize).fit(data);

            assertThat(network.parameters()).isEqualTo(expected.parameters());
            assertThat(history.epochs()).isEqualTo(4);
            for (int epoch = 1; epoch <= 4; epoch++) {
                assertThat(history.cost(epoch)).isEqualTo(costs[epoch - 1]);
            }
        }

        /** The number was printed by this run; it changes with any sign, transpose or operand of BP1–BP4. */
        @Test
        void aRunThroughLayersWhoseSlopeNeedsZEndsWithThePinnedBits() {
            Network network = Network.builder()
                    .inputs(3)
                    .layer(5, Activation.GELU)
                    .layer(4, Activation.SILU)
                    .layer(2, Activation.SOFTPLUS)
                    .loss(Loss.SQUARED_ERROR)
                    .seed(3)
                    .build();
            SplitMix64 random = new SplitMix64(4);
            double[][] examples = new double[10][3];
            double[][] targets = new double[10][2];
            for (int e = 0; e < 10; e++) {
                Arrays.setAll(examples[e], i -> random.nextGaussian());
                Arrays.setAll(targets[e], i -> random.nextDouble());
            }

            trainer(network).batchSize(4).epochs(3).fit(Dataset.of(examples, targets));

            assertThat(Arrays.hashCode(network.parameters())).isEqualTo(-1_117_179_225);
        }

        @Test
        void theSameSeedGivesTheSameBitsAndAnotherOthers() {
            Network first = network();
            Network second = network();
            Network third = network();

            trainer(first).fit(plane(50, 1));
            trainer(second).fit(plane(50, 1));
            trainer(third).seed(4).fit(plane(50, 1));

            assertThat(second.parameters()).isEqualTo(first.parameters());
            assertThat(third.parameters()).isNotEqualTo(first.parameters());
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 3})
        void threadsChangeNoBit(int threads) {
            Network one = network(1);
            Network several = network(threads);

            History ofOne =
                    trainer(one).batchSize(1500).validation(plane(1100, 2)).fit(plane(4000, 1));
            History ofSeveral =
                    trainer(several).batchSize(1500).validation(plane(1100, 2)).fit(plane(4000, 1));

            assertThat(several.parameters()).isEqualTo(one.parameters());
            assertThat(ofSeveral).hasToString(ofOne.toString());
            assertThat(ofSeveral.validationCost(4)).isEqualTo(ofOne.validationCost(4));
        }

        @Test
        void unlessSaidBatchesAre32EpochsTenAndTheSeedZero() {
            Network expected = network();
            byHand(expected, plane(50, 1), 32, 10, 0);
            Network network = network();

            History history = Trainer.of(network).optimizer(DESCENT).fit(plane(50, 1));

            assertThat(network.parameters()).isEqualTo(expected.parameters());
            assertThat(history.epochs()).isEqualTo(10);
        }

        @Test
        void theOrderDiffersFromEpochToEpochAndEveryExampleComesOnce() {
            Dataset data = points(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, new double[8]);
            List<Double> seen = new ArrayList<>();
            Network network = line(1);

            trainer(network)
                    .batchSize(1)
                    .epochs(3)
                    .listener(new TrainingListener() {
                        @Override
                        public void batchEnded(Progress progress) {
                            seen.add(lastInput(network));
                        }
                    })
                    .fit(data);

            List<Double> first = seen.subList(0, 8);
            List<Double> second = seen.subList(8, 16);
            assertThat(first).containsExactlyInAnyOrder(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
            assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
            assertThat(seen.subList(16, 24))
                    .containsExactlyInAnyOrderElementsOf(first)
                    .isNotEqualTo(second);
        }

        /** x from dW = dz x and db = dz; dz is made to differ from 0. */
        private double lastInput(Network network) {
            double x = network.layer(1).dW().get(0, 0) / network.layer(1).db().get(0, 0);
            network.layer(1).W().set(0, 0, 1);
            network.layer(1).b().set(0, 0, 0);
            return x;
        }

        @Test
        void aSecondFitGoesOnWithTheNextEpochs() {
            Dataset data = plane(50, 1);
            Network expected = network();
            double[] costs = byHand(expected, data, 7, 8, 3);
            Network network = network();
            Trainer trainer = trainer(network);

            History first = trainer.fit(data);
            History second = trainer.fit(data);

            assertThat(network.parameters()).isEqualTo(expected.parameters());
            assertThat(first.epochs()).isEqualTo(4);
            assertThat(second.epochs()).isEqualTo(8);
            for (int epoch = 1; epoch <= 8; epoch++) {
                assertThat(second.cost(epoch)).isEqualTo(costs[epoch - 1]);
            }
        }

        @Test
        void unshuffledTheExamplesComeInTheirOrder() {
            Dataset data = points(new double[] {1, 2, 3, 4, 5}, new double[5]);
            List<Double> seen = new ArrayList<>();
            Network network = line(1);

            trainer(network)
                    .shuffle(false)
                    .batchSize(1)
                    .epochs(2)
                    .listener(TrainingListener.onBatchEnd(progress -> seen.add(lastInput(network))))
                    .fit(data);

            assertThat(seen).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 1.0, 2.0, 3.0, 4.0, 5.0);
        }

        @Test
        void itLearns() {
            Network network = network();
            Dataset data = plane(300, 1);

            History history =
                    trainer(network).epochs(60).validation(plane(200, 2)).fit(data);

            assertThat(history.cost(60)).isLessThan(history.cost(1) / 2);
            assertThat(history.validationAccuracy(60)).isGreaterThan(0.9);
        }
    }

    @Nested
    class Recording {
        /** Two batches of two and one of one: (J₁·2 + J₂·2 + J₃·1) / 5, each J before its update. */
        @Test
        void costIsTheMeanOverTheBatchesWeightedByTheirExamples() {
            Network network = line(1);
            List<Double> batchCosts = new ArrayList<>();

            History history = trainer(network)
                    .batchSize(2)
                    .epochs(1)
                    .listener(new TrainingListener() {
                        @Override
                        public void batchEnded(Progress progress) {
                            batchCosts.add(progress.batchCostBeforeUpdate());
                        }
                    })
                    .fit(points(new double[] {1, 2, 3, 4, 5}, new double[] {5, 4, 3, 2, 1}));

            assertThat(batchCosts).hasSize(3).doesNotHaveDuplicates();
            assertThat(history.cost(1))
                    .isEqualTo((batchCosts.get(0) * 2 + batchCosts.get(1) * 2 + batchCosts.get(2)) / 5);
        }

        @Test
        void validationIsThatOfTheParametersAfterTheEpoch() {
            Network network = network();
            Dataset validation = plane(40, 2);
            List<Evaluation> afterEpochs = new ArrayList<>();

            History history = trainer(network)
                    .validation(validation)
                    .listener(new TrainingListener() {
                        @Override
                        public void epochEnded(Progress progress) {
                            afterEpochs.add(Evaluation.of(network, validation));
                        }
                    })
                    .fit(plane(50, 1));

            assertThat(afterEpochs).hasSize(4);
            for (int epoch = 1; epoch <= 4; epoch++) {
                assertThat(history.validationCost(epoch))
                        .isEqualTo(afterEpochs.get(epoch - 1).cost());
                assertThat(history.validationAccuracy(epoch))
                        .isEqualTo(afterEpochs.get(epoch - 1).accuracy());
            }
            assertThat(afterEpochs.get(0)).isNotEqualTo(afterEpochs.get(3));
        }

        @Test
        void validationChangesNoBitOfTheTraining() {
            Network with = network();
            Network without = network();

            trainer(with).validation(plane(700, 2)).fit(plane(50, 1));
            History history = trainer(without).fit(plane(50, 1));

            assertThat(with.parameters()).isEqualTo(without.parameters());
            assertThat(history.validationCost(1)).isNaN();
            assertThat(history.validationAccuracy(1)).isNaN();
        }

        @Test
        void withNumericTargetsThereIsAValidationCostButNoAccuracy() {
            Dataset data = points(new double[] {1, 2}, new double[] {2, 4});

            History history = trainer(line(0))
                    .optimizer(Optimizer.gradientDescent(0.01))
                    .validation(data)
                    .fit(data);

            assertThat(history.validationCost(4)).isFinite();
            assertThat(history.validationAccuracy(4)).isNaN();
        }
    }

    @Nested
    class Listening {
        @Test
        void listenersAreToldInOrderWithWhatStandsThen() {
            List<String> events = new ArrayList<>();
            Network network = network();

            trainer(network)
                    .batchSize(20)
                    .epochs(2)
                    .listener(recorder("a", events))
                    .listener(recorder("b", events))
                    .fit(plane(50, 1));

            assertThat(events)
                    .containsExactly(
                            "a batch 1/3 of epoch 1/2, 20/50 examples, 0 recorded",
                            "b batch 1/3 of epoch 1/2, 20/50 examples, 0 recorded",
                            "a batch 2/3 of epoch 1/2, 40/50 examples, 0 recorded",
                            "b batch 2/3 of epoch 1/2, 40/50 examples, 0 recorded",
                            "a batch 3/3 of epoch 1/2, 50/50 examples, 0 recorded",
                            "b batch 3/3 of epoch 1/2, 50/50 examples, 0 recorded",
                            "a epoch 1/2, 50/50 examples, 1 recorded",
                            "b epoch 1/2, 50/50 examples, 1 recorded",
                            "a batch 1/3 of epoch 2/2, 20/50 examples, 1 recorded",
                            "b batch 1/3 of epoch 2/2, 20/50 examples, 1 recorded",
                            "a batch 2/3 of epoch 2/2, 40/50 examples, 1 recorded",
                            "b batch 2/3 of epoch 2/2, 40/50 examples, 1 recorded",
                            "a batch 3/3 of epoch 2/2, 50/50 examples, 1 recorded",
                            "b batch 3/3 of epoch 2/2, 50/50 examples, 1 recorded",
                            "a epoch 2/2, 50/50 examples, 2 recorded",
                            "b epoch 2/2, 50/50 examples, 2 recorded");
        }

        private TrainingListener recorder(String name, List<String> events) {
            return new TrainingListener() {
                @Override
                public void batchEnded(Progress progress) {
                    events.add(
                            name + " batch " + progress.batch() + "/" + progress.batches() + " of" + state(progress));
                }

                @Override
                public void epochEnded(Progress progress) {
                    events.add(name + state(progress));
                }

                private String state(Progress progress) {
                    return " epoch " + progress.epoch() + "/" + progress.epochs() + ", " + progress.examplesDone()
                            + "/" + progress.examples() + " examples, "
                            + progress.history().epochs() + " recorded";
                }
            };
        }

        @Test
        void theLargestBatchSizeMakesOneBatch() {
            List<Integer> batches = new ArrayList<>();

            trainer(network())
                    .batchSize(Integer.MAX_VALUE)
                    .epochs(2)
                    .listener(new TrainingListener() {
                        @Override
                        public void batchEnded(Progress progress) {
                            batches.add(progress.batches());
                        }
                    })
                    .fit(plane(50, 1));

            assertThat(batches).containsExactly(1, 1);
        }

        @Test
        void aBatchIsToldOfAfterItsUpdate() {
            Network network = network();
            double[] start = network.parameters().clone();
            List<double[]> seen = new ArrayList<>();

            trainer(network)
                    .epochs(1)
                    .listener(new TrainingListener() {
                        @Override
                        public void batchEnded(Progress progress) {
                            assertThat(progress.network()).isSameAs(network);
                            seen.add(network.parameters().clone());
                        }
                    })
                    .fit(plane(14, 1));

            assertThat(seen).hasSize(2);
            assertThat(seen.get(0)).isNotEqualTo(start);
            assertThat(seen.get(1)).isNotEqualTo(seen.get(0)).isEqualTo(network.parameters());
        }

        @Test
        void theMeanCostRunsOverTheEpoch() {
            List<Double> means = new ArrayList<>();
            List<Double> costs = new ArrayList<>();

            History history = trainer(network())
                    .batchSize(25)
                    .epochs(2)
                    .listener(new TrainingListener() {
                        @Override
                        public void batchEnded(Progress progress) {
                            means.add(progress.costBeforeUpdates());
                            costs.add(progress.batchCostBeforeUpdate());
                        }
                    })
                    .fit(plane(50, 1));

            assertThat(means).containsExactly(costs.get(0), history.cost(1), costs.get(2), history.cost(2));
            assertThat(history.cost(1)).isEqualTo((costs.get(0) * 25 + costs.get(1) * 25) / 50);
        }

        @Test
        void whatAListenerThrowsAfterABatchReachesTheCaller() {
            IllegalStateException enough = new IllegalStateException("enough");
            Network network = network();
            List<double[]> seen = new ArrayList<>();

            assertThatThrownBy(() -> trainer(network)
                            .listener(new TrainingListener() {
                                @Override
                                public void batchEnded(Progress progress) {
                                    seen.add(network.parameters().clone());
                                    if (progress.epoch() == 2 && progress.batch() == 3) {
                                        throw enough;
                                    }
                                }
                            })
                            .fit(plane(50, 1)))
                    .isSameAs(enough);

            assertThat(seen).hasSize(8 + 3);
            assertThat(network.parameters()).isEqualTo(seen.get(10));
        }

        @Test
        void whatAListenerThrowsAfterAnEpochReachesTheCaller() {
            ArithmeticException enough = new ArithmeticException("enough");

            assertThatThrownBy(() -> trainer(network())
                            .listener(new TrainingListener() {
                                @Override
                                public void epochEnded(Progress progress) {
                                    throw enough;
                                }
                            })
                            .fit(plane(50, 1)))
                    .isSameAs(enough);
        }
    }

    @Nested
    class Refusals {
        @ParameterizedTest
        @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
        void sizesBelowOneAreRefused(int value) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Trainer.of(network()).batchSize(value))
                    .withMessage("batchSize must be at least 1; got " + value);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Trainer.of(network()).epochs(value))
                    .withMessage("epochs must be at least 1; got " + value);
        }

        @Test
        void nullIsRefused() {
            Trainer trainer = Trainer.of(network());

            assertThatNullPointerException().isThrownBy(() -> Trainer.of(null)).withMessage("network");
            assertThatNullPointerException()
                    .isThrownBy(() -> trainer.optimizer((Optimizer) null))
                    .withMessage("optimizer");
            assertThatNullPointerException()
                    .isThrownBy(() -> trainer.validation(null))
                    .withMessage("validation");
            assertThatNullPointerException()
                    .isThrownBy(() -> trainer.listener(null))
                    .withMessage("listener");
        }

        @Test
        void withoutAnOptimizerFitIsRefused() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> Trainer.of(network()).fit(plane(5, 1)))
                    .withMessage("the trainer needs optimizer(…) before fit(…)");
        }

        private static Network sigmoids(int units) {
            return Network.builder()
                    .inputs(2)
                    .layer(units, Activation.SIGMOID)
                    .loss(Loss.BINARY_CROSS_ENTROPY)
                    .build();
        }

        static Stream<Arguments> unfit() {
            double[][] three = {{1, 2}, {3, 4}, {5, 6}};
            String units = "; 1 unit serves 2 classes, otherwise each class needs a unit of its own";
            String remedy = ": Dataset.of(x, labels, classes) also takes classes that have no example";
            return Stream.of(
                    Arguments.of(
                            network(),
                            Dataset.of(new double[][] {{1, 2, 3}}, new String[] {"a"}),
                            "the training set has 3 inputs; the network has 2"),
                    Arguments.of(
                            network(),
                            Dataset.of(new double[4][2], new int[] {1, 2, 3, 4}),
                            "4 classes do not fit 3 output units" + units),
                    Arguments.of(
                            sigmoids(1),
                            Dataset.of(three, new int[] {1, 2, 3}),
                            "3 classes do not fit 1 output unit" + units),
                    Arguments.of(
                            sigmoids(1),
                            Dataset.of(three, new int[] {1, 1, 1}),
                            "1 class does not fit 1 output unit" + units + remedy),
                    Arguments.of(
                            network(),
                            Dataset.of(three, new int[] {1, 2, 2}),
                            "2 classes do not fit 3 output units" + units + remedy),
                    Arguments.of(
                            sigmoids(2),
                            Dataset.of(three, new double[] {0, 1, 0}),
                            "the training set has 1 targets for an example; the network has 2 outputs"),
                    Arguments.of(
                            sigmoids(1),
                            Dataset.of(three, new double[3][4]),
                            "the training set has 4 targets for an example; the network has 1 outputs"),
                    Arguments.of(
                            sigmoids(1),
                            Dataset.of(three, new double[] {0, 0.5, 1.5}),
                            "binaryCrossEntropy: targets are from 0 to 1; that of example 2, output 0 is 1.5"),
                    Arguments.of(
                            network(),
                            Dataset.of(three, new double[][] {{1, 0, 0}, {0.5, 0.5, 0.5}, {0, 0, 1}}),
                            "crossEntropy: the targets of an example must sum to 1; those of example 1 sum to 1.5"));
        }

        @ParameterizedTest
        @MethodSource("unfit")
        void dataThatDoesNotFitIsRefusedAndNothingIsChanged(Network network, Dataset data, String message) {
            double[] theta = network.parameters().clone();
            List<String> events = new ArrayList<>();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trainer(network).listener(told(events)).fit(data))
                    .withMessage(message);

            assertThat(network.parameters()).isEqualTo(theta);
            assertThat(network.gradient()).containsOnly(0);
            assertThat(events).isEmpty();
            assertThatIllegalStateException().isThrownBy(() -> network.cost(Matrix.zeros(network.outputs(), 1)));
        }

        @ParameterizedTest
        @MethodSource("unfit")
        void validationDataThatDoesNotFitIsRefusedBeforeTheFirstBatch(Network network, Dataset data, String message) {
            double[] theta = network.parameters().clone();
            List<String> events = new ArrayList<>();
            Dataset train = Dataset.of(new double[2][2], new double[2][network.outputs()]);
            if (network.outputs() == 3) {
                train = Dataset.of(new double[2][2], new double[][] {{0, 1, 0}, {0, 0, 1}});
            }
            Dataset fitting = train;

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trainer(network)
                            .validation(data)
                            .listener(told(events))
                            .fit(fitting))
                    .withMessage(message.replace("training set", "validation set"));

            assertThat(network.parameters()).isEqualTo(theta);
            assertThat(events).isEmpty();
        }

        @Test
        void validationDataOfOtherClassesIsRefusedAndNothingIsChanged() {
            Network network = network();
            double[] theta = network.parameters().clone();
            Dataset onlyTwo = Dataset.of(new double[][] {{0, 1}, {1, 0}}, new int[] {2, 3}); // 3 is index 1 here

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trainer(network).validation(onlyTwo).fit(plane(20, 1)))
                    .withMessage("the validation set has the classes [2, 3], the training set [1, 2, 3]; they must be"
                            + " the same, in the same order: Dataset.of(x, labels, classes) sets them, also those"
                            + " without an example");

            assertThat(network.parameters()).isEqualTo(theta);
        }

        private TrainingListener told(List<String> events) {
            return new TrainingListener() {
                @Override
                public void batchEnded(Progress progress) {
                    events.add("batch");
                }

                @Override
                public void epochEnded(Progress progress) {
                    events.add("epoch");
                }
            };
        }
    }

    @Nested
    class Classes {
        @Test
        void twoClassesTrainOneSigmoidUnitWithTheSecondAsOne() {
            double[][] examples = new double[40][1];
            String[] labels = new String[40];
            for (int e = 0; e < 40; e++) {
                examples[e][0] = e - 19.5;
                labels[e] = e < 20 ? "low" : "up"; // "low" is the first of the sorted
            }
            Dataset data = Dataset.of(examples, labels);
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.SIGMOID)
                    .loss(Loss.BINARY_CROSS_ENTROPY)
                    .build();

            History history = trainer(network).epochs(5).validation(data).fit(data);

            assertThat(history.validationAccuracy(5)).isEqualTo(1);
            assertThat(network.predictor().predictClass(5))
                    .isEqualTo(data.classes().indexOf("up"));
            assertThat(network.predictor().predictClass(-5))
                    .isEqualTo(data.classes().indexOf("low"));
        }

        @Test
        void aClassWithoutAnExampleIsTrainedOnZeros() {
            Network network = network();
            Dataset two = Dataset.of(
                    new double[][] {{1, 0}, {-1, 0}, {2, 0}, {-2, 0}}, new int[] {1, 0, 1, 0}, List.of("0", "1", "2"));

            History history = trainer(network).epochs(50).validation(two).fit(two);

            assertThat(history.validationAccuracy(50)).isEqualTo(1);
            assertThat(network.predict(two.X()).get(2, 0)).isLessThan(0.05);
        }
    }

    @Nested
    class Divergence {
        private static final String END =
                "; the parameters are the last finite ones, and a smaller learning rate or scaled inputs may help";

        /** The parameters after each batch, the first being those before the first. */
        private static List<double[]> record(Trainer trainer, Network network) {
            List<double[]> seen = new ArrayList<>(List.of(network.parameters().clone()));
            trainer.listener(new TrainingListener() {
                @Override
                public void batchEnded(Progress progress) {
                    seen.add(network.parameters().clone());
                }
            });
            return seen;
        }

        private static TrainingDivergedException diverges(Trainer trainer, Dataset data) {
            try {
                trainer.fit(data);
            } catch (TrainingDivergedException e) {
                return e;
            }
            throw new AssertionError("the training does not diverge");
        }

        @ParameterizedTest
        @CsvSource({"1, 3", "4, 3", "5, 3", "9, 3", "4, 1e100"})
        void aHugeRateStopsWithTheParametersBeforeTheFailingBatch(int batchSize, double rate) {
            Network network = Network.builder()
                    .inputs(2)
                    .layer(4, Activation.RELU)
                    .layer(3, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .seed(5)
                    .build();
            Trainer trainer = Trainer.of(network)
                    .optimizer(Optimizer.gradientDescent(rate))
                    .batchSize(batchSize)
                    .epochs(1000)
                    .seed(1);
            List<double[]> seen = record(trainer, network);
            int batches = (9 + batchSize - 1) / batchSize;

            TrainingDivergedException e = diverges(trainer, plane(9, 1));

            int done = seen.size() - 1;
            assertThat(e.epoch()).isEqualTo(done / batches + 1);
            assertThat(e.batch()).isEqualTo(done % batches + 1);
            assertThat(e.layer()).isBetween(1, 2);
            assertThat(e.history().epochs()).isEqualTo(done / batches);
            assertThat(network.parameters()).isEqualTo(seen.get(done));
            assertThat(Arrays.stream(network.parameters()).allMatch(Double::isFinite))
                    .isTrue();
            assertThat(e)
                    .hasMessageStartingWith("training diverged in epoch " + e.epoch() + ", batch " + e.batch() + ": ")
                    .hasMessageEndingWith(END);
        }

        @Test
        void aCostThatOverflowsInTheLossNamesTheLastLayer() {
            Network network = line(1e200);
            double[] theta = network.parameters().clone();

            TrainingDivergedException e = diverges(trainer(network), points(new double[] {1}, new double[] {0}));

            assertThat(e)
                    .hasMessage("training diverged in epoch 1, batch 1: the cost is Infinity, though every A"
                            + " is finite" + END);
            assertThat(e.epoch()).isEqualTo(1);
            assertThat(e.batch()).isEqualTo(1);
            assertThat(e.layer()).isEqualTo(1);
            assertThat(e.history().epochs()).isZero();
            assertThat(network.parameters()).isEqualTo(theta);
        }

        private static Network threeLines() {
            return Network.builder()
                    .inputs(1)
                    .layer(1, Activation.LINEAR, options -> options.initializer(ONE))
                    .layer(2, Activation.LINEAR, options -> options.initializer(ONE))
                    .layer(1, Activation.LINEAR, options -> options.initializer(ONE))
                    .loss(Loss.SQUARED_ERROR)
                    .build();
        }

        @Test
        void aCostThatIsNaNNamesTheFirstLayerWhoseAIsNotFinite() {
            Network network = threeLines();
            network.layer(2).W().set(1, 0, Double.MAX_VALUE);
            network.layer(3).W().set(0, 1, -1);
            double[] theta = network.parameters().clone();

            TrainingDivergedException e = diverges(trainer(network), points(new double[] {3}, new double[] {0}));

            assertThat(e)
                    .hasMessage("training diverged in epoch 1, batch 1: the cost is Infinity, for A of layer 2"
                            + " (1→2, linear) is not finite" + END);
            assertThat(e.layer()).isEqualTo(2);
            assertThat(network.parameters()).isEqualTo(theta);
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
        void aGradientThatIsNotFiniteIsFoundBeforeTheUpdate(double slope) {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.of("odd", z -> z, z -> slope), options -> options.initializer(ONE))
                    .layer(1, Activation.LINEAR, options -> options.initializer(ONE))
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            double[] theta = network.parameters().clone();

            TrainingDivergedException e = diverges(trainer(network), points(new double[] {1}, new double[] {0}));

            assertThat(e)
                    .hasMessage("training diverged in epoch 1, batch 1: the gradient of layer 1 (1→1, odd) is not"
                            + " finite" + END);
            assertThat(e.layer()).isEqualTo(1);
            assertThat(network.parameters()).isEqualTo(theta);
        }

        /** The gradient is −1e160: finite, but not its square, which Adam remembers. */
        @Test
        void anUpdateThatWouldOverflowWhatTheRuleRemembersIsADivergence() {
            Network network = line(0);
            double[] theta = network.parameters().clone();
            Trainer trainer = trainer(network).optimizer(Optimizer.adam(0.1));

            TrainingDivergedException e = diverges(trainer, points(new double[] {1e10}, new double[] {1e150}));

            assertThat(e)
                    .hasMessage("training diverged in epoch 1, batch 1: the update of layer 1 (1→1, linear) would"
                            + " overflow" + END);
            assertThat(network.parameters()).isEqualTo(theta);
        }

        @Test
        void aGradientIsTracedToTheLayerWhereItAroseOnTheWayBack() {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.TANH)
                    .layer(1, Activation.of("odd", z -> z, z -> Double.NaN))
                    .loss(Loss.SQUARED_ERROR)
                    .build();

            TrainingDivergedException e = diverges(trainer(network), points(new double[] {1}, new double[] {0}));

            assertThat(e.layer()).isEqualTo(2);
        }

        @Test
        void aRegularisationThatOverflowsNamesItsLayer() {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.TANH, options -> options.l2(1))
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            network.layer(1).W().set(0, 0, 1e200);

            TrainingDivergedException e = diverges(trainer(network), points(new double[] {1}, new double[] {0}));

            assertThat(e)
                    .hasMessage("training diverged in epoch 1, batch 1: the cost is Infinity, for the regularisation"
                            + " of layer 1 (1→1, tanh) is not finite" + END);
        }

        @Test
        void aValidationThatOverflowsAfterAFiniteUpdateIsADivergence() {
            Network network = Network.builder()
                    .inputs(2)
                    .layer(4, Activation.RELU)
                    .layer(4, Activation.RELU)
                    .layer(2, Activation.SOFTMAX)
                    .loss(Loss.CROSS_ENTROPY)
                    .seed(5)
                    .build();
            Dataset data = Dataset.of(new double[][] {{1, 2}, {3, -1}, {-1, 1}, {2, 2}}, new int[] {0, 1, 0, 1});

            TrainingDivergedException e = diverges(
                    Trainer.of(network)
                            .optimizer(Optimizer.gradientDescent(1e150))
                            .validation(data),
                    data);

            assertThat(e).hasMessageContaining("the validation cost is NaN, for A of layer 3 (4→2, softmax)");
            assertThat(Arrays.stream(network.parameters()).allMatch(Double::isFinite))
                    .isTrue();
        }

        @Test
        void theExceptionKeepsItsHistoryWhenItIsSerialised() throws Exception {
            TrainingDivergedException e = diverges(trainer(line(1e200)), points(new double[] {1}, new double[] {0}));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(e);

            Object again = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

            assertThat(((TrainingDivergedException) again).history().epochs()).isZero();
        }

        @Test
        void anUpdateThatWouldOverflowIsFoundBeforeItIsStored() {
            Network network = threeLines();
            network.layer(2).W().set(0, 0, 0);
            network.layer(2).W().set(1, 0, 0); // no gradient reaches W and b of layer 1
            double[] theta = network.parameters().clone();

            TrainingDivergedException e = diverges(
                    trainer(network).optimizer(Optimizer.gradientDescent(Double.MAX_VALUE)),
                    points(new double[] {2}, new double[] {-2}));

            assertThat(e)
                    .hasMessage("training diverged in epoch 1, batch 1: the update of layer 2 (1→2, linear) would"
                            + " overflow" + END);
            assertThat(e.layer()).isEqualTo(2);
            assertThat(network.parameters()).isEqualTo(theta);
        }

        @Test
        void whatWasRecordedBeforeIsInTheException() {
            Network network = line(1);
            // rates of 0.1 for the first two epochs of two batches, then one that overflows
            Optimizer optimizer = Optimizer.gradientDescent(step -> step <= 5 ? 0.1 : Double.MAX_VALUE);

            TrainingDivergedException e = diverges(
                    trainer(network)
                            .optimizer(optimizer)
                            .batchSize(1)
                            .validation(points(new double[] {1}, new double[] {0})),
                    points(new double[] {1, 2}, new double[] {9, -9}));

            assertThat(e.epoch()).isEqualTo(3);
            assertThat(e.batch()).isEqualTo(2);
            assertThat(e.history().epochs()).isEqualTo(2);
            assertThat(e.history().cost(2)).isFinite();
            assertThat(e.history().validationCost(2)).isFinite();
        }
    }
}
