package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.Predictor;
import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private static final Table TABLE = Table.of(
            List.of("age", "town", "kind"),
            new String[] {"30", "Oslo", "x"},
            new String[] {"50", "Bergen", "y"},
            new String[] {"NA", "Bergen", "z"});

    private static final TableEncoder ENCODER = TableEncoder.builder()
            .label("kind")
            .categorical("town")
            .missing(Missing.MEAN, "age")
            .standardize()
            .fit(TABLE);

    private static Network network(int inputs, int outputs, Activation last, Loss loss) {
        return Network.builder()
                .inputs(inputs)
                .layer(5, Activation.TANH)
                .layer(outputs, last)
                .loss(loss)
                .seed(1)
                .build();
    }

    private static Network softmax(int inputs, int outputs) {
        return network(inputs, outputs, Activation.SOFTMAX, Loss.CROSS_ENTROPY);
    }

    // ---------------------------------------------------------------- classes

    @Test
    void aRowOfTextGetsTheOutputsOfTheNetworkByName() {
        Network network = softmax(3, 3);
        Pipeline pipeline = Pipeline.of(ENCODER, network.predictor());
        for (String[] row : new String[][] {{"30", "Oslo"}, {"-7.5", "Bergen"}, {"NA", "Oslo"}}) {
            double[] a = network.predictor().predict(ENCODER.encode(row));
            Classification result = pipeline.classify(row);
            assertThat(result.probabilities()).containsExactly(a[0], a[1], a[2]);
            assertThat(result.index()).isEqualTo(network.predictor().predictClass(ENCODER.encode(row)));
            assertThat(result.label()).isEqualTo(List.of("x", "y", "z").get(result.index()));
            assertThat(result.probability()).isEqualTo(a[result.index()]);
            assertThat(result.probability("z")).isEqualTo(a[2]);
            assertThat(result.toMap().keySet()).containsExactly("x", "y", "z");
        }
        assertThat(pipeline.classify(Map.of("town", "Oslo", "age", 30))).isEqualTo(pipeline.classify("30", "Oslo"));
        assertThat(pipeline).hasToString("Pipeline of 2 columns → 3 inputs → 3 classes");
    }

    @Test
    void aRowOfNumbersIsScaled() {
        Dataset iris = Datasets.iris();
        Scaler scaler = Scaler.standardize(iris);
        Network network = softmax(4, 3);
        Pipeline pipeline = Pipeline.classifier(scaler, iris.classes(), network.predictor());
        double[] a = network.predictor().predict(scaler.apply(iris.example(60)));
        assertThat(pipeline.classify(iris.example(60)).probabilities()).containsExactly(a[0], a[1], a[2]);
        assertThat(pipeline).hasToString("Pipeline of 4 inputs → 3 classes");
    }

    @Test
    void oneSigmoidUnitServesTwoClasses() {
        Network network = network(1, 1, Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY);
        Pipeline pipeline = Pipeline.classifier(Scaler.identity(1), List.of("no", "yes"), network.predictor());
        double a = network.predictor().predict(2)[0];
        assertThat(pipeline.classify(2).probabilities()).containsExactly(1 - a, a);
        assertThat(pipeline.classify(2).label()).isEqualTo(a >= 0.5 ? "yes" : "no");

        // at a = ½ the second class
        Network even = network(1, 1, Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY);
        Arrays.fill(even.parameters(), 0);
        assertThat(Pipeline.classifier(Scaler.identity(1), List.of("no", "yes"), even.predictor())
                        .classify(2)
                        .label())
                .isEqualTo("yes");
    }

    @Test
    void outputsThatAreNoProbabilitiesGiveALabelAlone() {
        Network network = network(2, 1, Activation.LINEAR, Loss.HINGE);
        for (double offset : new double[] {-3, -0.2, 0.3, 4}) {
            network.layer(2).b().set(0, 0, offset);
            Classification result = Pipeline.classifier(Scaler.identity(2), List.of("no", "yes"), network.predictor())
                    .classify(0, 0);
            assertThat(result.label()).isEqualTo(offset < 0 ? "no" : "yes");
            assertThat(result).hasToString(result.label());
            assertThat(result.hasProbabilities()).isFalse();
            assertThat(result.probabilities()).isEmpty();
            for (ThrowingCallable asked :
                    List.<ThrowingCallable>of(result::probability, () -> result.probability("no"), result::toMap)) {
                assertThatThrownBy(asked)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the outputs of the network are no probabilities; label() is its decision");
            }
        }
        assertThat(Pipeline.classifier(
                                Scaler.identity(2),
                                List.of("a", "b", "c"),
                                network(2, 3, Activation.LINEAR, Loss.CATEGORICAL_HINGE)
                                        .predictor())
                        .classify(1, 2)
                        .hasProbabilities())
                .isFalse();
    }

    @Test
    void oneOutputWithoutAThresholdIsNoClassifier() {
        assertThatThrownBy(() -> Pipeline.classifier(
                        Scaler.identity(2),
                        List.of("no", "yes"),
                        network(2, 1, Activation.LINEAR, Loss.SQUARED_ERROR).predictor()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the network has one output, which activation and loss do not divide into 2 classes: its"
                        + " targets may be 0 and 1 or -1 and 1; sigmoid with binaryCrossEntropy does, or tanh");
    }

    @Test
    void aClassificationTakesProbabilitiesOnly() {
        for (double p : new double[] {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Classification(List.of("a", "b"), List.of(0.5, p), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("probability 1 is " + p + "; probabilities are from 0 to 1");
        }
    }

    @Test
    void ofEqualProbabilitiesTheFirstClassIsPredicted() {
        Network even = softmax(1, 2);
        Arrays.fill(even.parameters(), 0);
        Pipeline pipeline = Pipeline.classifier(Scaler.identity(1), List.of("a", "b"), even.predictor());
        assertThat(pipeline.classify(2)).hasToString("a 50.0 % (a 50.0 %, b 50.0 %)");
    }

    // ---------------------------------------------------------------- numeric targets

    @Test
    void targetsComeInTheirOwnUnits() {
        Table table = Table.of(
                List.of("x", "price"), new String[] {"1", "100"}, new String[] {"2", "300"}, new String[] {"3", "200"});
        TableEncoder encoder = TableEncoder.builder()
                .target("price")
                .minMax()
                .standardizeTargets()
                .fit(table);
        Network network = network(1, 1, Activation.LINEAR, Loss.SQUARED_ERROR);
        double a = network.predictor().predict(0.5)[0];
        double price = a * encoder.targetScaler().scale()[0] + 200;
        Pipeline pipeline = Pipeline.of(encoder, network.predictor());
        assertThat(pipeline.predict("2")).containsExactly(price);
        assertThat(pipeline.predict(Map.of("x", 2.0))).containsExactly(price);
        assertThat(Pipeline.regressor(encoder.scaler(), encoder.targetScaler(), network.predictor())
                        .predict(2))
                .containsExactly(price);
        assertThat(pipeline).hasToString("Pipeline of 1 column → 1 input → 1 target");
    }

    // ---------------------------------------------------------------- what is refused

    @Test
    void namesInAnotherOrderThanTheNetworkWasTrainedWithAreRefused() {
        Network network = softmax(2, 2);
        network.schema(new Schema(List.of("u", "v"), List.of("no", "yes")));
        Predictor predictor = network.predictor();
        Scaler swapped = Scaler.identity(2).withNames(List.of("v", "u"));
        String order = "; they must be the same, in the same order";
        assertThatThrownBy(() -> Pipeline.classifier(Scaler.identity(2), List.of("yes", "no"), predictor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the classifier has the classes [yes, no], the network was trained with [no, yes]" + order);
        assertThatThrownBy(() -> Pipeline.classifier(swapped, List.of("no", "yes"), predictor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the scaler has the features [v, u], the network was trained with [u, v]" + order
                        + ": Dataset.selectFeatures(names) selects them by name");
        assertThat(Pipeline.classifier(Scaler.identity(2), List.of("nein", "ja"), predictor)
                        .classes())
                .containsExactly("nein", "ja");
        Table table =
                Table.of(List.of("u", "v", "y"), new String[] {"1", "2", "yes"}, new String[] {"2", "3", "maybe"});
        TableEncoder encoder = TableEncoder.builder().label("y").fit(table);
        assertThatThrownBy(() -> Pipeline.of(encoder, predictor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the encoder has the classes [maybe, yes], the network was trained with [no, yes]" + order);
    }

    @Test
    void aClassThatIsThereTwiceIsRefused() {
        assertThatThrownBy(() -> Pipeline.classifier(
                        Scaler.identity(3), List.of("a", "a"), softmax(3, 2).predictor()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class \"a\" is there twice, as number 0 and 1");
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> Pipeline.of(ENCODER, softmax(4, 3).predictor()))
                .isInstanceOf(ShapeException.class)
                .hasMessage("the encoder gives 3 inputs; the network has 4 inputs");
        assertThatThrownBy(() -> Pipeline.of(ENCODER, softmax(3, 4).predictor()))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "3 classes, but the network has 4 outputs; 1 output serves 2 classes, otherwise each has its"
                                + " own");
        assertThatThrownBy(() -> Pipeline.classifier(
                        Scaler.identity(2), List.of("a", "b"), softmax(3, 2).predictor()))
                .hasMessage("the scaler is for 2 features; the network has 3 inputs");
        assertThatThrownBy(() -> Pipeline.classifier(
                        Scaler.identity(3), List.of("a"), softmax(3, 2).predictor()))
                .hasMessage("a classifier needs at least 2 classes; got [a]");
        assertThatThrownBy(() -> Pipeline.regressor(
                        Scaler.identity(3), Scaler.identity(1), softmax(3, 2).predictor()))
                .isInstanceOf(ShapeException.class)
                .hasMessage("1 target, but the network has 2 outputs");
    }

    @Test
    void theOtherKindOfRowOrAnswerIsRefused() {
        Pipeline text = Pipeline.of(ENCODER, softmax(3, 3).predictor());
        assertThatThrownBy(() -> text.classify(1, 2, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the pipeline takes rows of text, or of named values");
        assertThatThrownBy(() -> text.predict("30", "Oslo"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("predict: the pipeline has classes; classify(…) gives them");
        Pipeline numbers = Pipeline.regressor(
                Scaler.identity(2),
                Scaler.identity(1),
                network(2, 1, Activation.LINEAR, Loss.SQUARED_ERROR).predictor());
        assertThatThrownBy(() -> numbers.predict("1", "2"))
                .hasMessage("the pipeline has no encoder; it takes rows of numbers");
        assertThatThrownBy(() -> numbers.classify(1, 2))
                .hasMessage("classify: the pipeline has numeric targets; predict(…) gives them");
        assertThatThrownBy(() -> numbers.predict(1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feature 1 is NaN; every value must be finite");
        assertThatThrownBy(() -> numbers.predict(1)).hasMessage("the Scaler was fitted on 2 features; got 1 feature");
        assertThatThrownBy(() -> text.classify("30", "Oslo").probability("w"))
                .hasMessage("\"w\" is none of the classes [x, y, z]");
    }

    @Test
    void itsPartsAreThere() {
        Pipeline pipeline = Pipeline.of(ENCODER, softmax(3, 3).predictor());
        assertThat(pipeline.encoder()).contains(ENCODER);
        assertThat(pipeline.scaler()).isEqualTo(ENCODER.scaler());
        assertThat(pipeline.classes()).containsExactly("x", "y", "z");
        assertThat(pipeline.targetScaler()).isEqualTo(Scaler.identity(1));
        assertThat(pipeline.predictor().inputs()).isEqualTo(3);
        assertThat(Pipeline.regressor(Scaler.identity(3), Scaler.identity(3), pipeline.predictor())
                        .encoder())
                .isEmpty();
    }

    @Test
    void manyThreadsGetTheAnswersOfOne() {
        Pipeline pipeline = Pipeline.of(ENCODER, softmax(3, 3).predictor());
        List<Classification> alone = new ArrayList<>();
        for (int age = 0; age < 500; age++) {
            alone.add(pipeline.classify("" + age, "Oslo"));
        }
        assertThat(IntStream.range(0, 500)
                        .parallel()
                        .mapToObj(age -> pipeline.classify("" + age, "Oslo"))
                        .toList())
                .isEqualTo(alone);
    }
}
