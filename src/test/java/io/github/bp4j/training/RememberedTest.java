package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.NdArray;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.LBFGS;
import io.github.bp4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered counts only for the data and settings with which it was measured. */
class RememberedTest {
    private static Dataset line(double slope, double offset) {
        double[][] x = new double[20][1];
        double[] y = new double[20];
        for (int i = 0; i < 20; i++) {
            x[i][0] = i / 10.0 - 1;
            y[i] = slope * x[i][0] + offset;
        }
        return Dataset.of(x, y);
    }

    private static Network unit() {
        return Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .seed(3)
                .build();
    }

    @Nested
    class TheBestEpoch {
        private final Dataset first = line(2, 0);
        private final Dataset second = line(-3, 5);

        private Trainer trainer(Network network, EarlyStopping.Monitor monitor) {
            return Trainer.of(network)
                    .optimizer(Optimizer.gradientDescent(0.1))
                    .batchSize(20)
                    .epochs(60)
                    .earlyStopping(EarlyStopping.patience(5).monitor(monitor).restoreBest());
        }

        @ParameterizedTest
        @EnumSource(
                value = EarlyStopping.Monitor.class,
                names = {"COST", "VALIDATION_COST"})
        void isForgottenWithOtherData(EarlyStopping.Monitor monitor) {
            Network network = unit();
            Trainer trainer = trainer(network, monitor);
            trainer.validation(first).fit(first);
            Network fresh = unit();
            System.arraycopy(network.parameters(), 0, fresh.parameters(), 0, 2);

            History history = trainer.validation(second).fit(second);

            trainer(fresh, monitor).validation(second).fit(second);
            assertThat(network.parameters()).isEqualTo(fresh.parameters());
            assertThat(history.epochs()).isEqualTo(120);
            assertThat(history.bestEpoch()).isEqualTo(120);
            assertThat(Evaluation.of(network, second).cost()).isLessThan(0.1);
        }

        /** Made anew, the data are the same: the best of the first fit stays. */
        @ParameterizedTest
        @EnumSource(
                value = EarlyStopping.Monitor.class,
                names = {"COST", "VALIDATION_COST"})
        void staysWithDataThatAreEqual(EarlyStopping.Monitor monitor) {
            Network network = unit();
            Trainer trainer = trainer(network, monitor);
            trainer.validation(line(2, 0)).fit(line(2, 0));
            double[] best = network.parameters().clone();

            trainer.optimizer(Optimizer.gradientDescent(10)).validation(line(2, 0));
            History history = trainer.fit(line(2, 0));

            assertThat(history.bestEpoch()).isEqualTo(60);
            assertThat(history.epochs()).isEqualTo(65);
            assertThat(network.parameters()).isEqualTo(best);
        }

        @Test
        void isForgottenWithOtherWeightsOfClasses() {
            Network network = Plane.network();
            Trainer trainer = Plane.trainer(network)
                    .epochs(10)
                    .earlyStopping(EarlyStopping.patience(20).monitor(EarlyStopping.Monitor.COST));
            trainer.fit(Plane.data(40, 1));

            History history = trainer.classWeights(Map.of("1", 50.0)).epochs(1).fit(Plane.data(40, 1));

            assertThat(history.bestEpoch()).isEqualTo(11);
        }

        @Test
        void withoutARuleIsTheLeastOfTheLastData() {
            Network network = unit();
            Trainer trainer = Trainer.of(network)
                    .optimizer(Optimizer.gradientDescent(0.1))
                    .batchSize(20)
                    .epochs(40);
            trainer.validation(first).fit(first);

            History history = trainer.validation(second).epochs(5).fit(second);

            assertThat(history.bestEpoch()).isEqualTo(45);
            assertThat(trainer.validation(line(-3, 5)).epochs(1).fit(second).bestEpoch())
                    .isEqualTo(46);
        }

        @Test
        void ofACheckpointBelongsToItsData() {
            Network network = unit();
            Trainer trainer = trainer(network, EarlyStopping.Monitor.VALIDATION_COST);
            trainer.validation(first).fit(first);
            Checkpoint made = trainer.checkpoint();
            Checkpoint read = Checkpoint.of(made.words(), made.arrays());
            for (boolean same : new boolean[] {true, false}) {
                Network other = unit();
                Dataset data = same ? line(2, 0) : second;
                Trainer resumed =
                        trainer(other, EarlyStopping.Monitor.VALIDATION_COST).validation(data);

                History history = resumed.resume(read).epochs(61).fit(data);

                assertThat(history.epochs()).isEqualTo(61);
                assertThat(history.bestEpoch()).isEqualTo(61);
                Checkpoint after = resumed.checkpoint();
                assertThat(after.words().get("comparableFrom")).isEqualTo(same ? "1" : "61");
                assertThat(after.words()
                                .get("best.measuredWith")
                                .equals(made.words().get("best.measuredWith")))
                        .isEqualTo(same);
            }
        }
    }

    /** Earlier versions wrote nothing of what was measured with what: it is taken for the same. */
    @Test
    void aCheckpointOfAnEarlierVersionIsGoneOnWith() {
        Network once = unit();
        Trainer.of(once)
                .optimizer(Optimizer.adam(0.1))
                .epochs(6)
                .validation(line(1, 1))
                .fit(line(1, 1));
        Trainer trainer = Trainer.of(unit()).optimizer(Optimizer.adam(0.1)).validation(line(1, 1));
        trainer.epochs(4).fit(line(1, 1));
        Map<String, String> words = new HashMap<>(trainer.checkpoint().words());
        Map<String, NdArray> arrays = new HashMap<>(trainer.checkpoint().arrays());
        words.keySet().removeAll(List.of("order", "measuredWith", "comparableFrom"));
        arrays.remove("costAfter");
        Network network = unit();

        History history = Trainer.of(network)
                .optimizer(Optimizer.adam(0.1))
                .validation(line(1, 1))
                .epochs(6)
                .resume(Checkpoint.of(words, arrays))
                .fit(line(1, 1));

        assertThat(network.parameters()).isEqualTo(once.parameters());
        assertThat(history.epochs()).isEqualTo(6);
        assertThat(history.costAfter(2)).isNaN();
    }

    @Test
    void aPlateauBeginsAnewWithOtherData() {
        List<Double> rates = new ArrayList<>();
        Trainer trainer = Trainer.of(unit())
                .optimizer(Optimizer.gradientDescent(0.1))
                .batchSize(20)
                .epochs(200)
                .reduceOnPlateau(new ReduceOnPlateau(0.5, 3))
                .listener(TrainingListener.onEpochEnd(progress -> rates.add(progress.rate())));
        trainer.validation(line(2, 0)).fit(line(2, 0));
        rates.clear();

        trainer.validation(line(-3, 500)).epochs(20).fit(line(-3, 500));

        assertThat(rates)
                .containsOnly(rates.get(0)); // the cost falls in every epoch, though it is far above the old best
    }

    /** The rest of an epoch of other data is no rest. */
    @Test
    void anEpochThatWasBegunStartsOverWithOtherData() {
        for (boolean same : new boolean[] {true, false}) {
            List<String> batches = new ArrayList<>();
            Trainer trainer = Plane.trainer(Plane.network())
                    .epochs(1)
                    .listener(TrainingListener.onBatchEnd(progress -> {
                        batches.add(progress.epoch() + "." + progress.batch());
                        if (batches.size() == 3) {
                            progress.stop();
                        }
                    }));
            trainer.fit(Plane.data(50, 1));

            trainer.fit(Plane.data(50, same ? 1 : 2));

            assertThat(batches.get(3)).isEqualTo(same ? "1.4" : "1.1");
        }
    }

    @Nested
    class TheCostAfterTheUpdates {
        private final Dataset xor =
                Dataset.of(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}, new double[] {0, 1, 1, 0});

        private Network network() {
            return Network.builder()
                    .inputs(2)
                    .layer(10, Activation.SIGMOID)
                    .layer(1, Activation.SIGMOID)
                    .loss(Loss.SQUARED_ERROR)
                    .seed(694)
                    .build();
        }

        @ParameterizedTest
        @ValueSource(longs = {694, 1, 2, 3})
        void isThatOfTheNetworkThatRemains(long seed) {
            Network network = network();

            History history = Trainer.of(network)
                    .optimizer(Optimizer.rProp(0.1))
                    .batchSize(4)
                    .seed(seed)
                    .epochs(2000)
                    .targetCost(5e-4)
                    .fit(xor);

            assertThat(history.ending()).isEqualTo(Ending.TARGET_COST);
            assertThat(Evaluation.of(network, xor).cost())
                    .isLessThanOrEqualTo(5e-4)
                    .isEqualTo(history.costAfter(history.epochs()));
            assertThat(history.costAfter(history.epochs() - 1)).isGreaterThan(5e-4);
        }

        @Test
        void isTheBestThatIsRestored() {
            Network network = network();
            List<Double> costs = new ArrayList<>();

            History history = Trainer.of(network)
                    .optimizer(Optimizer.rProp(0.1))
                    .batchSize(4)
                    .epochs(100)
                    .earlyStopping(EarlyStopping.patience(100)
                            .monitor(EarlyStopping.Monitor.COST)
                            .restoreBest())
                    .listener(TrainingListener.onEpochEnd(
                            progress -> costs.add(Evaluation.of(network, xor).cost())))
                    .fit(xor);

            double least = costs.stream().min(Double::compare).orElseThrow();
            assertThat(history.bestEpoch()).isEqualTo(costs.indexOf(least) + 1);
            assertThat(history.costAfter(history.bestEpoch())).isEqualTo(least);
            assertThat(Evaluation.of(network, xor).cost()).isEqualTo(least);
        }

        @Test
        void ofValidationIsAimedAtWhereThereIsOne() {
            Network network = unit();

            History history = Trainer.of(network)
                    .optimizer(Optimizer.gradientDescent(0.1))
                    .epochs(500)
                    .validation(line(2, 1))
                    .earlyStopping(EarlyStopping.patience(100).minDelta(1e6).restoreBest())
                    .targetCost(0.01)
                    .fit(line(2, 1));

            assertThat(history.ending()).isEqualTo(Ending.TARGET_COST);
            assertThat(Evaluation.of(network, line(2, 1)).cost())
                    .isLessThanOrEqualTo(0.01)
                    .isEqualTo(history.validationCost(history.epochs()));
            assertThat(history.costAfter(1)).isNaN();
        }

        @Test
        void aTargetMustBeFinite() {
            for (double cost : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Trainer.of(unit()).targetCost(cost))
                        .withMessage("targetCost must be finite; got " + cost);
            }
        }
    }

    @Nested
    class FullBatches {
        private final Dataset data = Plane.data(40, 1);

        static Stream<FullBatchOptimizer> methods() {
            return Stream.of(new LBFGS(10, 1e-4, 0.9, 1e-12, 1e-15), FullBatchOptimizer.levenbergMarquardt());
        }

        private Network network() {
            return Network.builder()
                    .inputs(2)
                    .layer(4, Activation.TANH)
                    .layer(3, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .l2(1e-3)
                    .seed(5)
                    .build();
        }

        /** After so many epochs and the change, a trainer goes on as a new one does from the same parameters. */
        private void assertStartsAnew(
                FullBatchOptimizer method, Consumer<Trainer> change, Consumer<Network> ofNetwork, Dataset then) {
            for (int epochs : new int[] {4, 3000}) {
                Network network = network();
                Trainer trainer = Trainer.of(network).optimizer(method).epochs(epochs);
                int before = trainer.fit(data).epochs();
                ofNetwork.accept(network);
                change.accept(trainer);
                Network fresh = network();
                ofNetwork.accept(fresh);
                System.arraycopy(network.parameters(), 0, fresh.parameters(), 0, network.parameters().length);
                Trainer anew = Trainer.of(fresh).optimizer(method);
                change.accept(anew);

                History history = trainer.epochs(5).fit(then);
                History expected = anew.epochs(5).fit(then);

                assertThat(network.parameters()).isEqualTo(fresh.parameters());
                assertThat(history.epochs() - before).isEqualTo(expected.epochs());
                for (int epoch = 1; epoch <= expected.epochs(); epoch++) {
                    assertThat(history.cost(before + epoch)).isEqualTo(expected.cost(epoch));
                }
                assertThat(history.ending()).isEqualTo(expected.ending());
            }
        }

        @ParameterizedTest
        @MethodSource("methods")
        void parametersSetByHand(FullBatchOptimizer method) {
            assertStartsAnew(
                    method,
                    trainer -> {},
                    network -> Arrays.setAll(network.parameters(), i -> 0.1 * (i % 7 - 3)),
                    data);
        }

        @ParameterizedTest
        @MethodSource("methods")
        void parametersTrainedByAnother(FullBatchOptimizer method) {
            assertStartsAnew(
                    method,
                    trainer -> {},
                    network -> Trainer.of(network)
                            .optimizer(Optimizer.gradientDescent(0.3))
                            .epochs(3)
                            .fit(data),
                    data);
        }

        @ParameterizedTest
        @MethodSource("methods")
        void otherData(FullBatchOptimizer method) {
            assertStartsAnew(method, trainer -> {}, network -> {}, Plane.data(40, 2));
        }

        @ParameterizedTest
        @MethodSource("methods")
        void otherWeights(FullBatchOptimizer method) {
            double[] weights = new double[40];
            Arrays.setAll(weights, e -> 1 + e % 3);
            assertStartsAnew(method, trainer -> {}, network -> {}, data.withWeights(weights));
        }

        @ParameterizedTest
        @MethodSource("methods")
        void otherWeightsOfClasses(FullBatchOptimizer method) {
            assertStartsAnew(method, trainer -> trainer.classWeights(Map.of("1", 5.0)), network -> {}, data);
        }

        @ParameterizedTest
        @MethodSource("methods")
        void frozenLayers(FullBatchOptimizer method) {
            assertStartsAnew(method, trainer -> {}, network -> network.layer(1).freeze(), data);
        }

        @ParameterizedTest
        @MethodSource("methods")
        void aListenerThatSetsParametersIsFollowed(FullBatchOptimizer method) {
            Network network = network();
            List<Double> costs = new ArrayList<>();

            History history = Trainer.of(network)
                    .optimizer(method)
                    .epochs(6)
                    .listener(TrainingListener.onEpochEnd(progress -> {
                        network.layer(1).W().set(0, 0, 0.25);
                        costs.add(Evaluation.of(network, data).cost());
                    }))
                    .listener(TrainingListener.onBatchEnd(progress -> {
                        if (progress.epoch() > 1) {
                            assertThat(progress.batchCostBeforeUpdate())
                                    .isCloseTo(costs.get(progress.epoch() - 2), within(1e-12));
                        }
                    }))
                    .fit(data);

            assertThat(history.epochs()).isEqualTo(6);
        }

        /** With what the first fit remembers: two fits are one. */
        @ParameterizedTest
        @MethodSource("methods")
        void equalDataAreGoneOnWith(FullBatchOptimizer method) {
            Network once = network();
            Trainer.of(once).optimizer(method).epochs(9).fit(data);
            Network twice = network();
            Trainer trainer = Trainer.of(twice).optimizer(method);
            trainer.epochs(4).fit(Plane.data(40, 1));

            trainer.epochs(5).fit(Plane.data(40, 1));

            assertThat(twice.parameters()).isEqualTo(once.parameters());
        }

        @Test
        void theEndingIsTold() {
            SplitMix64 random = new SplitMix64(1);
            double[][] x = new double[20][3];
            double[] y = new double[20];
            for (int e = 0; e < 20; e++) {
                Arrays.setAll(x[e], i -> random.nextGaussian());
                y[e] = 1e20 * random.nextGaussian();
            }
            Network network = Network.builder()
                    .inputs(3)
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.ABSOLUTE_ERROR)
                    .build();

            History history = Trainer.of(network)
                    .optimizer(FullBatchOptimizer.lbfgs())
                    .epochs(5000)
                    .fit(Dataset.of(x, y));

            assertThat(history.ending()).isEqualTo(Ending.NO_PROGRESS);
            assertThat(history.reason())
                    .contains("; the loss absoluteError has corners")
                    .contains("; the largest target is ")
                    .endsWith(" Scaler.standardizeTargets(…) scales them");
            assertThat(history.cost(history.epochs()))
                    .isEqualTo(Evaluation.of(network, Dataset.of(x, y)).cost());
        }
    }
}
