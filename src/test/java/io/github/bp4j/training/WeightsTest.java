package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of examples and of classes: J = Σ w ℒ / Σ w. */
class WeightsTest {
    private static final Dataset TRAIN = Plane.data(50, 1);

    private static Network line() {
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        network.layer(1).W().set(0, 0, 1);
        return network;
    }

    private static Trainer inOneBatch(Network network) {
        return Trainer.of(network)
                .optimizer(Optimizer.gradientDescent(0.5))
                .batchSize(1000)
                .epochs(3)
                .shuffle(false);
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-12));
        }
    }

    @Nested
    class OfExamples {
        /** Example e comes weight[e] times; those of weight 0 do not come. */
        @Test
        void anExampleOfWeightTwoCountsAsTwo() {
            double[] weights = IntStream.range(0, 50).mapToDouble(e -> e % 3).toArray();
            int[] repeated = IntStream.range(0, 50)
                    .flatMap(e -> IntStream.generate(() -> e).limit(e % 3))
                    .toArray();
            Network expected = Plane.network();
            History ofRepeated = inOneBatch(expected).fit(TRAIN.subset(repeated));
            Network network = Plane.network();

            History history = inOneBatch(network).fit(TRAIN.withWeights(weights));

            assertClose(network.parameters(), expected.parameters());
            assertThat(history.cost(3)).isCloseTo(ofRepeated.cost(3), within(1e-13));
        }

        /** Squared errors of w = 1, b = 0 at (1, 2), (2, 0), (3, 3), (4, 2): ½, 2, 0, 2. */
        @Test
        void anEpochsCostIsWeightedByTheWeightsOfItsBatches() {
            Network network = line();
            Dataset data = Dataset.of(new double[][] {{1}, {2}, {3}, {4}}, new double[] {2, 0, 3, 2})
                    .withWeights(1, 3, 1, 1);
            List<Double> means = new ArrayList<>();

            History history = Trainer.of(network)
                    .optimizer(Optimizer.gradientDescent(Double.MIN_VALUE))
                    .batchSize(2)
                    .epochs(1)
                    .shuffle(false)
                    .listener(TrainingListener.onBatchEnd(progress -> means.add(progress.meanCost())))
                    .fit(data);

            assertThat(means).containsExactly(6.5 / 4, (6.5 / 4 * 4 + 2.0 / 2 * 2) / 6);
            assertThat(history.cost(1)).isEqualTo(8.5 / 6);
        }

        @Test
        void aBatchThatWeighsNothingIsLeftOut() {
            Network expected = line();
            Trainer.of(expected)
                    .optimizer(Optimizer.momentum(0.1, 0.9))
                    .batchSize(1)
                    .epochs(1)
                    .shuffle(false)
                    .fit(Dataset.of(new double[][] {{1}, {3}}, new double[] {2, 4}));
            Network network = line();
            List<Double> costs = new ArrayList<>();

            History history = Trainer.of(network)
                    .optimizer(Optimizer.momentum(0.1, 0.9))
                    .batchSize(1)
                    .epochs(1)
                    .shuffle(false)
                    .listener(TrainingListener.onBatchEnd(progress -> costs.add(progress.batchCost())))
                    .fit(Dataset.of(new double[][] {{1}, {2}, {3}}, new double[] {2, 9, 4})
                            .withWeights(1, 0, 1));

            assertThat(network.parameters()).isEqualTo(expected.parameters());
            assertThat(costs).hasSize(3);
            assertThat(costs.get(1)).isNaN();
            assertThat(history.cost(1)).isEqualTo((costs.get(0) + costs.get(2)) / 2);
        }

        /** More examples than are evaluated at a time, the first lot weighing nothing. */
        @Test
        void anEvaluationCountsEachExampleByItsWeight() {
            Network network = Plane.network();
            Dataset data = Plane.data(1300, 4);
            double[] weights = IntStream.range(0, 1300)
                    .mapToDouble(e -> e < 512 ? 0 : e % 3)
                    .toArray();
            int[] repeated = IntStream.range(512, 1300)
                    .flatMap(e -> IntStream.generate(() -> e).limit(e % 3))
                    .toArray();

            Evaluation weighted = Evaluation.of(network, data.withWeights(weights));

            Evaluation expected = Evaluation.of(network, data.subset(repeated));
            assertThat(weighted.cost()).isCloseTo(expected.cost(), within(1e-13));
            assertThat(weighted.accuracy()).isEqualTo(expected.accuracy());
            assertThat(weighted.accuracy())
                    .isNotEqualTo(Evaluation.of(network, data).accuracy());
        }

        @Test
        void ifAllAreZeroThereIsNothingToTrainOn() {
            Network network = Plane.network();
            double[] theta = network.parameters().clone();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Plane.trainer(network).fit(TRAIN.withWeights(new double[50])))
                    .withMessage("every weight of the training set is 0; at least one must be above 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Plane.trainer(network)
                            .validation(TRAIN.withWeights(new double[50]))
                            .fit(TRAIN))
                    .withMessage("every weight of the validation set is 0; at least one must be above 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Plane.trainer(network)
                            .classWeights(Map.of("1", 0.0, "2", 0.0, "3", 0.0))
                            .fit(TRAIN))
                    .withMessage("every weight of the training set is 0; at least one must be above 0");
            assertThat(network.parameters()).isEqualTo(theta);
        }
    }

    @Nested
    class OfClasses {
        private static Dataset weighted(double ofFirst, double ofSecond, double ofThird) {
            double[] ofClass = {ofFirst, ofSecond, ofThird};
            double[] weights = new double[TRAIN.size()];
            Arrays.setAll(weights, e -> ofClass[TRAIN.label(e)]);
            return TRAIN.withWeights(weights);
        }

        @Test
        void eachExampleHasThatOfItsClassAndOneIfItsClassIsNotNamed() {
            Network expected = Plane.network();
            Plane.trainer(expected).epochs(2).fit(weighted(0.5, 1, 4));
            Network network = Plane.network();

            Plane.trainer(network)
                    .epochs(2)
                    .classWeights(Map.of("1", 0.5, "3", 4.0))
                    .fit(TRAIN);

            assertThat(network.parameters()).isEqualTo(expected.parameters());
        }

        /** n / (K n_c). */
        @Test
        void balancedEveryClassHasTheSameShare() {
            int[] counts = TRAIN.classCounts();
            assertThat(counts).doesNotHaveDuplicates();
            Network expected = Plane.network();
            Plane.trainer(expected)
                    .epochs(2)
                    .fit(weighted(50.0 / (3 * counts[0]), 50.0 / (3 * counts[1]), 50.0 / (3 * counts[2])));
            Network network = Plane.network();

            Plane.trainer(network).epochs(2).balancedClassWeights().fit(TRAIN);

            assertThat(network.parameters()).isEqualTo(expected.parameters());
        }

        /** As scikit-learn: compute_class_weight("balanced", classes=[0, 1], y=[0, 0, 0, 1]) is 2/3 and 2. */
        @Test
        void aClassWithoutExamplesIsNotCounted() {
            Dataset data = Dataset.of(
                    new double[][] {{0}, {1}, {2}, {3}}, new String[] {"a", "a", "a", "c"}, List.of("a", "b", "c"));

            Dataset balanced = ClassWeights.balanced().apply(data);

            assertThat(IntStream.range(0, 4).mapToDouble(balanced::weight))
                    .containsExactly(4.0 / 6, 4.0 / 6, 4.0 / 6, 2.0);
        }

        @Test
        void theyMultiplyThoseOfExamples() {
            Dataset data =
                    Dataset.of(new double[][] {{0}, {1}}, new int[] {0, 1}).withWeights(3, 5);

            Dataset both = ClassWeights.of(Map.of("1", 2.0)).apply(data);

            assertThat(both.weight(0)).isEqualTo(3);
            assertThat(both.weight(1)).isEqualTo(10);
        }

        @Test
        void validationIsWithoutThem() {
            Dataset validation = Plane.data(30, 2);
            Network network = Plane.network();

            History history = Plane.trainer(network)
                    .epochs(1)
                    .classWeights(Map.of("1", 100.0))
                    .validation(validation)
                    .fit(TRAIN);

            assertThat(history.validationCost(1))
                    .isEqualTo(Evaluation.of(network, validation).cost());
        }

        @ParameterizedTest
        @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
        void oneThatIsNegativeOrNotFiniteIsRefused(double weight) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Plane.trainer(Plane.network()).classWeights(Map.of("a", weight)))
                    .withMessage("the weight of class \"a\" is " + weight + "; it must be finite and at least 0");
        }

        @Test
        void thoseThatDoNotFitTheDataAreRefused() {
            Network network = Plane.network();
            double[] theta = network.parameters().clone();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Plane.trainer(network)
                            .classWeights(Map.of("4", 1.0))
                            .fit(TRAIN))
                    .withMessage("there is a weight for class \"4\"; the classes of the training set are [1, 2, 3]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> inOneBatch(line())
                            .balancedClassWeights()
                            .fit(Dataset.of(new double[][] {{1}}, new double[] {1})))
                    .withMessage("class weights: the training set has numeric targets, no classes");
            assertThat(network.parameters()).isEqualTo(theta);
        }
    }

    @Nested
    class OfNone {
        /** Σ w is a power of two, so that not a bit is lost by weighing. */
        @Test
        void equalWeightsTrainAsNoneDo() {
            Dataset data = TRAIN.subset(IntStream.range(0, 48).toArray());
            double[] ones = new double[48];
            Arrays.fill(ones, 1);
            Network expected = Plane.network();
            History without = Plane.trainer(expected).batchSize(16).fit(data);
            Network network = Plane.network();

            History history = Plane.trainer(network).batchSize(16).fit(data.withWeights(ones));

            assertClose(network.parameters(), expected.parameters());
            assertThat(history.cost(10)).isCloseTo(without.cost(10), within(1e-13));
        }
    }

    @Nested
    class OfABatch {
        private final Matrix X = TRAIN.X();
        private final Matrix Y = TRAIN.Y();

        @Test
        void aBatchIsWeighedByItsRow() {
            double[] weights = IntStream.range(0, 50).mapToDouble(e -> e % 3).toArray();
            Network expected = Plane.network();
            double J = inOneBatch(expected)
                    .epochs(1)
                    .fit(TRAIN.withWeights(weights))
                    .cost(1);
            Network network = Plane.network();

            double cost = inOneBatch(network).fitBatch(X, Y, Matrix.of(1, 50, weights));

            assertThat(cost).isEqualTo(J);
            assertThat(network.parameters()).isEqualTo(expected.parameters());
        }
    }
}
