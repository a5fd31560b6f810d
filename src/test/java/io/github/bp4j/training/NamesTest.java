package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import io.github.bp4j.data.BatchSource;
import io.github.bp4j.data.CsvFormat;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.data.ExampleSource;
import io.github.bp4j.data.Table;
import io.github.bp4j.data.TableEncoder;
import io.github.bp4j.inspection.PermutationImportance;
import io.github.bp4j.metrics.Accuracy;
import io.github.bp4j.optimizer.Optimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features and classes are compared by name wherever data meet a network. */
class NamesTest {
    private static final double[][] X = {{1, 0}, {-1, 0}, {2, 0}, {-2, 0}};
    private static final String ORDER = "; they must be the same, in the same order";
    private static final String CLASSES =
            ORDER + ": Dataset.of(x, labels, classes) sets them, also those without an example";
    private static final String FEATURES = ORDER + ": Dataset.selectFeatures(names) selects them by name";

    private static Network network(int inputs, int units) {
        return Network.builder()
                .inputs(inputs)
                .layer(units, units == 1 ? Activation.SIGMOID : Activation.SOFTMAX)
                .loss(units == 1 ? Loss.BINARY_CROSS_ENTROPY : Loss.CROSS_ENTROPY)
                .seed(3)
                .build();
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network).optimizer(Optimizer.adam(0.05)).epochs(3);
    }

    private static Dataset answers(String... classes) {
        return Dataset.of(X, new String[] {"yes", "no", "yes", "no"}, List.of(classes))
                .withFeatures(List.of("width", "height"));
    }

    /** Each way in which data meet a trained network. */
    private static List<Consumer<Dataset>> meetings(Network network) {
        return List.of(
                data -> trainer(network).fit(data),
                data -> Evaluation.of(network, data),
                data -> PermutationImportance.of(network, data, Accuracy::of, 1, 1));
    }

    @Nested
    class Classes {
        /** Iris without versicolor as a data set of its own, where virginica is class 1. */
        private final Dataset withoutVersicolor;

        Classes() {
            Dataset iris = Datasets.iris();
            int[] kept = IntStream.range(0, iris.size())
                    .filter(e -> iris.label(e) != 1)
                    .toArray();
            withoutVersicolor = Dataset.of(
                    IntStream.of(kept).mapToObj(iris::example).toArray(double[][]::new),
                    IntStream.of(kept)
                            .mapToObj(e -> iris.classes().get(iris.label(e)))
                            .toArray(String[]::new));
        }

        @Test
        void fewerClassesThanTheNetworkWasTrainedWithAreRefusedEverywhere() {
            Network network = network(4, 3);
            trainer(network).fit(Datasets.iris());
            double[] theta = network.parameters().clone();

            for (Consumer<Dataset> meeting : meetings(network)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> meeting.accept(withoutVersicolor))
                        .withMessageEndingWith(" has the classes [setosa, virginica], the network was trained with"
                                + " [setosa, versicolor, virginica]" + CLASSES);
            }
            assertThat(network.parameters()).isEqualTo(theta);
        }

        @Test
        void withTheNamesOfAllClassesTheScoreIsTheOneByName() {
            Network network = network(4, 3);
            Dataset iris = Datasets.iris();
            trainer(network).epochs(200).fit(iris);
            Dataset named = Dataset.of(
                    IntStream.range(0, withoutVersicolor.size())
                            .mapToObj(withoutVersicolor::example)
                            .toArray(double[][]::new),
                    IntStream.range(0, withoutVersicolor.size())
                            .mapToObj(e -> withoutVersicolor.classes().get(withoutVersicolor.label(e)))
                            .toArray(String[]::new),
                    iris.classes());
            assertThat(Evaluation.of(network, named).accuracy()).isGreaterThan(0.97);
        }

        @Test
        void whereNamesAreNotKnownTheCountsAreCompared() {
            Network network = network(4, 3);
            String message =
                    "2 classes do not fit 3 output units; 1 unit serves 2 classes, otherwise each class needs a unit"
                            + " of its own: Dataset.of(x, labels, classes) also takes classes that have no example";
            for (Consumer<Dataset> meeting : meetings(network)) {
                assertThatThrownBy(() -> meeting.accept(withoutVersicolor))
                        .isInstanceOf(ShapeException.class)
                        .hasMessage(message);
            }
            assertThat(network.schema()).isEqualTo(Schema.NONE);
        }

        @Test
        void theSameClassesInAnotherOrderAreRefusedEverywhere() {
            Network network = network(2, 1);
            trainer(network).fit(answers("no", "yes"));
            double[] theta = network.parameters().clone();

            for (Consumer<Dataset> meeting : meetings(network)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> meeting.accept(answers("yes", "no")))
                        .withMessageEndingWith(
                                "has the classes [yes, no], the network was trained with [no, yes]" + CLASSES);
            }
            assertThat(network.parameters()).isEqualTo(theta);
        }

        @Test
        void aTrainerOfItsOwnForTheSecondFitMakesNoDifference() {
            Network network = network(2, 2);
            trainer(network).fit(answers("no", "yes"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trainer(network).fit(answers("yes", "no")))
                    .withMessage("the training set has the classes [yes, no], the network was trained with [no, yes]"
                            + CLASSES);
        }

        @Test
        void aNetworkForgetsItsClassesOnRequest() {
            Network network = network(2, 1);
            trainer(network).fit(answers("no", "yes"));
            network.schema(Schema.NONE);
            trainer(network).fit(answers("yes", "no"));
            assertThat(network.schema().classes()).containsExactly("yes", "no");
        }

        @Test
        void validationDataOfTheOtherKindAreRefused() {
            Dataset numbers = Dataset.of(X, new double[][] {{0, 1}, {1, 0}, {0, 1}, {1, 0}});
            Network network = network(2, 2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trainer(network).validation(numbers).fit(answers("no", "yes")))
                    .withMessage(
                            "the validation set is a Dataset of 4 examples, 2 inputs, 2 targets, the training set a"
                                    + " Dataset of 4 examples, 2 inputs, 2 classes (no 2, yes 2); both must have classes,"
                                    + " or both numeric targets");
            assertThat(network.schema()).isEqualTo(Schema.NONE);
        }

        @Test
        void numericTargetsLeaveTheClassesAsTheyAre() {
            Network network = network(2, 2);
            trainer(network).fit(answers("no", "yes"));
            trainer(network).fit(Dataset.of(X, new double[][] {{0, 1}, {1, 0}, {0.5, 0.5}, {1, 0}}));
            assertThat(network.schema().classes()).containsExactly("no", "yes");
        }

        @Test
        void aFitThatIsRefusedRecordsNothing() {
            Network network = network(2, 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            trainer(network).validation(answers("yes", "no")).fit(answers("no", "yes")))
                    .withMessage("the validation set has the classes [yes, no], the training set [no, yes]" + CLASSES);
            assertThat(network.schema()).isEqualTo(Schema.NONE);
        }
    }

    @Nested
    class Features {
        private final Dataset data = answers("no", "yes");
        private final Dataset swapped = data.selectFeatures(List.of("height", "width"));

        @Test
        void theSameFeaturesInAnotherOrderAreRefusedEverywhere() {
            Network network = network(2, 1);
            trainer(network).fit(data);
            for (Consumer<Dataset> meeting : meetings(network)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> meeting.accept(swapped))
                        .withMessageEndingWith(
                                "has the features [height, width], the network was trained with [width, height]"
                                        + FEATURES);
                assertThatCode(() -> meeting.accept(
                                swapped.selectFeatures(network.schema().features())))
                        .doesNotThrowAnyException();
            }
        }

        @Test
        void validationDataWithTheFeaturesInAnotherOrderAreRefused() {
            Network network = network(2, 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trainer(network).validation(swapped).fit(data))
                    .withMessage("the validation set has the features [height, width], the training set [width, height]"
                            + FEATURES);
        }

        @Test
        void dataWithoutNamesAreComparedByTheirNumberAlone() {
            Network network = network(2, 1);
            trainer(network).fit(data);
            Dataset nameless = Dataset.of(X, new String[] {"yes", "no", "yes", "no"});
            for (Consumer<Dataset> meeting : meetings(network)) {
                assertThatCode(() -> meeting.accept(nameless)).doesNotThrowAnyException();
            }
            assertThat(network.schema().features()).containsExactly("width", "height");
        }

        @Test
        void namesOfFeaturesAreRecordedForNumericTargetsToo() {
            Network network = Network.builder()
                    .inputs(2)
                    .layer(1, Activation.LINEAR)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            trainer(network).fit(Dataset.of(X, new double[4]).withFeatures(List.of("a", "b")));
            assertThat(network.schema()).isEqualTo(Schema.ofFeatures(List.of("a", "b")));
        }

        @Test
        void scoresCompareTheNames() {
            MLPClassifier classifier = new MLPClassifier().epochs(1).fit(data);
            String message =
                    "the data set has the features [height, width], the network was trained with [width, height]"
                            + FEATURES;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> classifier.score(swapped))
                    .withMessage(message);
            Dataset numbers = Dataset.of(X, new double[] {1, 2, 3, 4}).withFeatures(List.of("width", "height"));
            MLPRegressor regressor = new MLPRegressor().epochs(1).fit(numbers);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> regressor.score(numbers.selectFeatures(List.of("height", "width"))))
                    .withMessage(message);
        }

        @Test
        void aScoreByDataOfTheOtherKindIsRefused() {
            Dataset numbers = Dataset.of(X, new double[] {1, 2, 3, 4});
            MLPClassifier classifier = new MLPClassifier().epochs(1).fit(data);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> classifier.score(numbers))
                    .withMessage("score: MLPClassifier needs classes; got Dataset of 4 examples, 2 inputs, 1 target");
            MLPRegressor regressor = new MLPRegressor().epochs(1).fit(Dataset.of(X, new double[4][2]));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> regressor.score(data))
                    .withMessage("score: MLPRegressor needs numeric targets; got Dataset of 4 examples, 2 inputs, 2"
                            + " classes (no 2, yes 2)");
        }
    }

    @Nested
    class OfABatch {
        private static void fit(Network network, ExampleSource source) {
            Trainer trainer = trainer(network);
            try (BatchSource.Epoch epoch = source.batches(4).epoch(1)) {
                epoch.forEach(trainer::fitBatch);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void batchesOfASourceAreComparedByName() {
            Network network = network(2, 1);
            fit(network, ExampleSource.of(answers("no", "yes")).shuffled(4, 1).onOneUnit());
            assertThat(network.schema()).isEqualTo(answers("no", "yes").schema());
            double[] theta = network.parameters().clone();
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            fit(network, ExampleSource.of(answers("yes", "no")).onOneUnit()))
                    .withMessage("fitBatch: the batch has the classes [yes, no], the network was trained with [no, yes]"
                            + CLASSES);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fit(
                            network,
                            ExampleSource.of(answers("no", "yes").selectFeatures(List.of("height", "width")))
                                    .onOneUnit()))
                    .withMessage("fitBatch: the batch has the features [height, width], the network was trained with"
                            + " [width, height]" + FEATURES);
            assertThat(network.parameters()).isEqualTo(theta);
        }

        @Test
        void rowsOfACsvFileHaveTheNamesOfTheirEncoder(@TempDir Path folder) throws IOException {
            Path file = Files.writeString(folder.resolve("data.csv"), "width,height,y\n1,0,yes\n-1,0,no\n");
            TableEncoder encoder = TableEncoder.builder().label("y").fit(Table.readCsv(file));
            Network network = network(2, 2);
            fit(network, ExampleSource.csv(file, CsvFormat.STANDARD, encoder));
            assertThat(network.schema()).isEqualTo(encoder.schema());
        }

        @Test
        void aBatchHasTheBitsOfItsMatrices() {
            Dataset data = answers("no", "yes");
            Network one = network(2, 2);
            Network other = network(2, 2);
            fit(one, ExampleSource.of(data));
            trainer(other).fitBatch(data.X(), data.Y());
            assertThat(one.parameters()).isEqualTo(other.parameters());
        }
    }

    @Nested
    class OfACheckpoint {
        @Test
        void aCheckpointOfOtherClassesIsRefusedAndNothingIsChanged() {
            Trainer first = trainer(network(2, 1));
            first.fit(answers("no", "yes"));
            Network network = network(2, 1);
            Trainer second = trainer(network);
            second.fit(answers("yes", "no"));
            double[] theta = network.parameters().clone();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> second.resume(first.checkpoint()))
                    .withMessage("resume: the checkpoint has the classes [no, yes], the network was trained with [yes,"
                            + " no]" + CLASSES);
            assertThat(network.parameters()).isEqualTo(theta);
        }

        @Test
        void aCheckpointWithoutNamesIsComparedByItsShapesAlone() {
            Trainer trainer = trainer(network(2, 1));
            trainer.fit(answers("no", "yes"));
            Map<String, String> words = new LinkedHashMap<>(trainer.checkpoint().words());
            words.keySet().removeIf(name -> name.startsWith("class") || name.startsWith("feature"));
            Network network = network(2, 1);
            Trainer second = trainer(network);
            second.fit(answers("yes", "no"));
            second.resume(Checkpoint.of(words, trainer.checkpoint().arrays()));
            assertThat(network.schema().classes()).containsExactly("yes", "no");
        }

        @Test
        void aTrainingThatIsResumedKnowsTheNamesOfTheCheckpoint() {
            Trainer first = trainer(network(2, 1));
            first.fit(answers("no", "yes"));
            Checkpoint checkpoint = first.checkpoint();
            Network network = network(2, 1);
            Trainer second = trainer(network).epochs(5);
            second.resume(Checkpoint.of(checkpoint.words(), checkpoint.arrays()));
            assertThat(network.schema()).isEqualTo(answers("no", "yes").schema());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> second.fit(answers("yes", "no")))
                    .withMessage("the training set has the classes [yes, no], the network was trained with [no, yes]"
                            + CLASSES);
        }
    }
}
