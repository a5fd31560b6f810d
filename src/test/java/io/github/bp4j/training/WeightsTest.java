package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.LayerOptions;
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
                    .listener(TrainingListener.onBatchEnd(progress -> means.add(progress.costBeforeUpdates())))
                    .fit(data);

            assertThat(means).containsExactly(6.5 / 4, (6.5 / 4 * 4 + 2.0 / 2 * 2) / 6);
            assertThat(history.cost(1)).isEqualTo(8.5 / 6);
        }

        /** Bit by bit: order, batches, the join of a last one, statistics of a batch, and what is reported. */
        @Test
        void anExampleOfWeightZeroIsAbsent() {
            double[] weights = IntStream.range(0, 50).mapToDouble(e -> e % 5).toArray();
            int[] present = IntStream.range(0, 50).filter(e -> e % 5 > 0).toArray();
            Dataset withAbsent = TRAIN.withWeights(weights);
            Network expected = normalised();
            History ofPresent = Plane.trainer(expected)
                    .batchSize(13) // 40 are 13, 13 and 14
                    .validation(withAbsent.subset(present))
                    .fit(withAbsent.subset(present));
            Network network = normalised();
            List<String> batches = new ArrayList<>();

            History history = Plane.trainer(network)
                    .batchSize(13)
                    .validation(withAbsent)
                    .listener(TrainingListener.onBatchEnd(progress -> batches.add(progress.examplesDone() + " of "
                            + progress.examples() + ", " + progress.batch() + " of " + progress.batches())))
                    .fit(withAbsent);

            assertThat(network.parameters()).isEqualTo(expected.parameters());
            assertThat(history.cost(10)).isEqualTo(ofPresent.cost(10));
            assertThat(history.validationCost(10)).isEqualTo(ofPresent.validationCost(10));
            assertThat(batches.subList(0, 3))
                    .containsExactly("13 of 40, 1 of 3", "26 of 40, 2 of 3", "40 of 40, 3 of 3");
        }

        private static Network normalised() {
            return Network.builder()
                    .inputs(2)
                    .layer(6, Activation.TANH, LayerOptions::batchNormalization)
                    .layer(3, Activation.SOFTMAX)
                    .loss(Loss.CROSS_ENTROPY)
                    .seed(11)
                    .build();
        }

        /** ½ Σ (a − y)² of targets without a logarithm, and inputs at which everything overflows. */
        @Test
        void anAbsentExampleMayHoldWhatTheLossRefuses() {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.EXPONENTIAL)
                    .loss(Loss.POISSON)
                    .build();
            Dataset data = Dataset.of(new double[][] {{0}, {1e300}, {1}}, new double[] {1, -7, 2});

            inOneBatch(network).validation(data.withWeights(2, 0, 1)).fit(data.withWeights(1, 0, 3));

            assertThat(network.parameters()).doesNotContain(Double.NaN);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> inOneBatch(network).fit(data.withWeights(0, 1, 1)))
                    .withMessageContaining("example 1");
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.MIN_VALUE, 1e-200, 1e200, 1e308})
        void weightsOfAnyMagnitudeAreRatios(double w) {
            Network network = Plane.network();
            Network expected = Plane.network();
            double[] weights = new double[50];
            Arrays.fill(weights, w);

            History history = Plane.trainer(network)
                    .validation(TRAIN.withWeights(weights))
                    .fit(TRAIN.withWeights(weights));

            History without = Plane.trainer(expected).validation(TRAIN).fit(TRAIN);
            assertClose(network.parameters(), expected.parameters());
            assertThat(history.cost(10)).isCloseTo(without.cost(10), within(1e-13));
            assertThat(history.validationCost(10)).isCloseTo(without.validationCost(10), within(1e-13));
            assertThat(history.validationAccuracy(10)).isCloseTo(without.validationAccuracy(10), within(1e-13));
        }

        @Test
        void oneExampleAloneIsRefusedByBatchNormalisationUnlessItCountsAsTwo() {
            Dataset data = Dataset.of(new double[][] {{1, 1}, {2, 2}}, new int[] {1, 3}, List.of("1", "2", "3"));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Plane.trainer(normalised()).fit(data.withWeights(0, 1)))
                    .withMessage("the training set has 1 example; layer 1 (2→6, batchNormalization, tanh) is normalised"
                            + " over the batch, which takes at least 2");
            Network network = normalised();
            Network expected = normalised();
            inOneBatch(network).fit(data.withWeights(0, 3));
            inOneBatch(expected).fit(data.subset(1, 1, 1));
            assertClose(network.parameters(), expected.parameters());
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
            double[] weights =
                    IntStream.range(0, 50).mapToDouble(e -> e % 3 + 1).toArray();
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

        /** One batch-normalised linear unit with W = 1, then a linear unit with W = 1. */
        private static Network twoUnits() {
            return Network.builder()
                    .inputs(1)
                    .layer(1, Activation.LINEAR, LayerOptions::batchNormalization)
                    .layer(1, Activation.LINEAR)
                    .initializer(Initializer.constant(1))
                    .loss(Loss.SQUARED_ERROR)
                    .build();
        }

        @Test
        void batchNormalisationCountsWeights() {
            Network network = twoUnits();

            double J = inOneBatch(network)
                    .fitBatch(Matrix.of(1, 4, 1, 2, 3, 1000), Matrix.of(1, 4, 0, 1, 5, 0), Matrix.of(1, 4, 1, 1, 1, 0));

            assertThat(J).isCloseTo(2.7921, within(1e-4));
            assertThat(network.layer(1).runningMean().get(0, 0)).isCloseTo(0.2, within(1e-15));
        }

        @Test
        void weightsThatAreRefusedChangeNothing() {
            Network network = twoUnits();
            double[] theta = network.parameters().clone();
            Matrix X = Matrix.of(1, 3, 1, 2, 3);

            for (double[] weights : new double[][] {{0, 1, 0}, {0, 0, 0}, {1, -1, 1}, {1, Double.NaN, 1}}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> inOneBatch(network).fitBatch(X, X, Matrix.of(1, 3, weights)));
            }

            assertThat(network.passes()).isZero();
            assertThat(network.parameters()).isEqualTo(theta);
            assertThat(network.layer(1).runningMean().get(0, 0)).isZero();
            assertThat(inOneBatch(network).fitBatch(X, X, Matrix.of(1, 3, 1e308, 1e308, 1e308)))
                    .isCloseTo(inOneBatch(twoUnits()).fitBatch(X, X), within(1e-15));
        }

        @Test
        void weightsOfClassesHaveNoClassesHere() {
            for (Trainer trainer : List.of(
                    inOneBatch(Plane.network()).balancedClassWeights(),
                    inOneBatch(Plane.network()).classWeights(Map.of("1", 2.0)))) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> trainer.fitBatch(X, Y))
                        .withMessage(
                                "fitBatch: the trainer has weights of classes, whose names Y does not have; give each"
                                        + " example its weight: fitBatch(X, Y, weights)");
            }
        }
    }

    @Nested
    class OfBoth {
        /** Shares of J: Σ w of the class weight, over all. */
        private static double[] shares(Dataset data) {
            Dataset weighted = ClassWeights.balanced().apply(data);
            double[] shares = new double[data.classes().size()];
            for (int e = 0; e < data.size(); e++) {
                shares[data.label(e)] += weighted.weight(e) / data.size(); // the sum may overflow
            }
            double total = Arrays.stream(shares).sum();
            return Arrays.stream(shares).map(share -> share / total).toArray();
        }

        private final Dataset data =
                Dataset.of(new double[4][1], new String[] {"a", "a", "b", "b"}, List.of("a", "b", "c"));

        @Test
        void balancedClassesHaveTheSameShareWhateverTheirExamplesWeigh() {
            assertThat(shares(data.withWeights(1, 1, 9, 9))).containsExactly(0.5, 0.5, 0);
            assertThat(shares(data.withWeights(3, 0, 1e-5, 2e-5)))
                    .containsExactly(new double[] {0.5, 0.5, 0}, within(1e-15));
        }

        @Test
        void aClassWhoseWeightsAreZeroIsAbsent() {
            assertThat(shares(data.withWeights(0, 0, 1, 9))).containsExactly(0, 1, 0);
        }

        @ParameterizedTest
        @ValueSource(doubles = {1e-320, 1e-200, 1e200, 1e307})
        void weightsOfAnyMagnitudeCanBeBalanced(double w) {
            assertThat(shares(data.withWeights(w, w, 9 * w, 9 * w)))
                    .containsExactly(new double[] {0.5, 0.5, 0}, within(w < 1e-300 ? 1e-3 : 1e-15));
        }

        @Test
        void productsThatOverflowKeepTheirRatios() {
            Dataset weighted =
                    ClassWeights.of(Map.of("a", 1e300, "b", 2e300)).apply(data.withWeights(1e300, 1, 1e300, 2));

            assertThat(weighted.weight(2) / weighted.weight(0)).isCloseTo(2, within(1e-15));
        }
    }
}
