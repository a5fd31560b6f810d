package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.Schema;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.NpzFile;
import io.github.bp4j.data.Pipeline;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.data.TableEncoder;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.Trainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is saved as .npz comes back, and trains on. */
class NpzModelTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void path() {
        file = folder.resolve("model.npz");
    }

    static Stream<Loss> losses() {
        return Stream.of(
                Loss.CROSS_ENTROPY,
                Loss.crossEntropy(0.1),
                Loss.BINARY_CROSS_ENTROPY,
                Loss.binaryCrossEntropy(1.0 / 3),
                Loss.SQUARED_ERROR,
                Loss.ABSOLUTE_ERROR,
                Loss.HUBER,
                Loss.huber(1e-7));
    }

    /** A layer of each kind, with every option. */
    private static Network everything() {
        return Network.builder()
                .inputs(4)
                .layer(
                        6,
                        Activation.elu(0.1),
                        options -> options.batchNormalization(1e-3, 0.3)
                                .dropout(0.25)
                                .l1(1e-300))
                .layer(
                        5,
                        Activation.GELU,
                        options -> options.layerNormalization(1.0 / 3).l2(0.1).maxNorm(1.5))
                .layer(7, Activation.leakyRelu(0.01), LayerOptions::batchNormalization)
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.crossEntropy(0.1))
                .inputNoise(0.05)
                .inputDropout(0.125)
                .seed(Long.MIN_VALUE)
                .threads(1)
                .build();
    }

    static Dataset data() {
        Matrix X = OnnxExportTest.normal(4, 40);
        double[][] examples = rows(X.transpose());
        int[] labels = new int[40];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = examples[i][0] > 0.3 ? 2 : examples[i][1] > 0 ? 1 : 0;
        }
        return Dataset.of(examples, labels);
    }

    private static double[][] rows(Matrix M) {
        double[][] rows = new double[M.rows()][M.columns()];
        for (int i = 0; i < M.rows(); i++) {
            for (int k = 0; k < M.columns(); k++) {
                rows[i][k] = M.get(i, k);
            }
        }
        return rows;
    }

    private static void train(Network network) {
        Trainer.of(network)
                .optimizer(Optimizer.adam(0.01))
                .batchSize(8)
                .epochs(3)
                .seed(5)
                .fit(data());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void everyLossComesBack(Loss loss) throws IOException {
        Activation output = loss.fits(Activation.LINEAR)
                ? Activation.LINEAR
                : loss.fits(Activation.SOFTMAX) ? Activation.SOFTMAX : Activation.SIGMOID;
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.SELU)
                .layer(2, output)
                .loss(loss)
                .build();
        Models.save(network, file);

        Network loaded = Models.load(file);
        assertThat(loaded.loss().name()).isEqualTo(loss.name());
        Matrix X = Matrix.of(2, 2, 1, -2, 0.5, 3);
        Matrix Y = Matrix.of(2, 2, 1, 0, 0, 1);
        assertThat(loaded.predict(X, Y).cost()).isEqualTo(network.predict(X, Y).cost());
    }

    @Test
    void everyOptionComesBack() throws IOException {
        Network network = everything();
        Models.save(network, file);

        Network loaded = Models.load(file);
        assertThat(loaded).hasToString(network.toString());
        assertThat(loaded.seed()).isEqualTo(Long.MIN_VALUE);
        assertThat(loaded.inputNoise()).isEqualTo(0.05);
        assertThat(loaded.inputDropout()).isEqualTo(0.125);
        assertThat(loaded.layers()).extracting(Layer::dropout).containsExactly(0.25, 0.0, 0.0, 0.0);
        assertThat(loaded.layers()).extracting(Layer::l1).containsExactly(1e-300, 0.0, 0.0, 0.0);
        assertThat(loaded.layers()).extracting(Layer::l2).containsExactly(0.0, 0.1, 0.0, 0.0);
        assertThat(loaded.layers())
                .extracting(Layer::maxNorm)
                .containsExactly(Double.POSITIVE_INFINITY, 1.5, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        assertThat(loaded.layers().subList(0, 3)).extracting(Layer::epsilon).containsExactly(1e-3, 1.0 / 3, 1e-5);
        assertThat(loaded.layer(1).momentum()).isEqualTo(0.3);
    }

    @Test
    void aTrainedNetworkPredictsTheSameBitsAndTrainsOnAsTheSavedOne() throws IOException {
        Network network = everything();
        train(network);
        Models.save(network, file);
        Network loaded = Models.load(file);

        Matrix X = OnnxExportTest.normal(4, 9);
        assertThat(loaded.parameters()).containsExactly(network.parameters());
        assertThat(loaded.predict(X)).isEqualTo(network.predict(X));
        assertThat(loaded.passes()).isEqualTo(15);
        train(network);
        train(loaded);
        assertThat(loaded.parameters()).containsExactly(network.parameters());
        assertThat(loaded.layer(1).runningVariance()).isEqualTo(network.layer(1).runningVariance());
        assertThat(loaded.predict(X)).isEqualTo(network.predict(X));
    }

    @Test
    void theTextSaysInWordsWhatTheArraysDoNot() throws IOException {
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.leakyRelu(0.01), options -> options.dropout(0.5))
                .layer(
                        2,
                        Activation.SOFTMAX,
                        options -> options.layerNormalization().l2(1e-4))
                .loss(Loss.CROSS_ENTROPY)
                .seed(42)
                .build();
        Models.save(Model.of(network).withClasses(List.of("no", "oui, déjà\n")), file);

        NpzFile archive = NpzFile.read(file);
        assertThat(archive.arrays().keySet()).containsExactly("W1", "b1", "W2", "b2", "gamma2", "beta2");
        assertThat(archive.array("b1").shape()).containsExactly(3, 1);
        assertThat(new String(archive.others().get("model.txt"), StandardCharsets.UTF_8))
                .isEqualTo("""
                    format = bp4j model 1
                    inputs = 2
                    loss = crossEntropy
                    seed = 42
                    passes = 0
                    layer1.units = 3
                    layer1.activation = leakyRelu(0.01)
                    layer1.dropout = 0.5
                    layer2.units = 2
                    layer2.activation = softmax
                    layer2.layerNormalization.epsilon = 1.0E-5
                    layer2.l2 = 1.0E-4
                    class1 = no
                    class2 = oui, déjà\\n
                    """);
    }

    @Test
    void classNamesOfAnyCharactersComeBack() throws IOException {
        List<String> names = List.of(
                "", " ", " = ", "a\nb\r\n", "\\n", "日本", "😀", "\ud800", "x\udc00y", "\u0000\u001b\u0085\u2028", "\\");
        Model model = Model.of(OnnxExportTest.random(3, 5, names.size(), Activation.TANH, Activation.SOFTMAX))
                .withClasses(names);
        Models.save(model, file);

        assertThat(Models.loadModel(file).classes()).isEqualTo(names);
    }

    // ---------------------------------------------------------------- names

    private static final Schema NAMES = new Schema(List.of("u", "v"), List.of("no", "yes"));

    private static Network twoToOne() {
        return OnnxExportTest.random(2, 3, 1, Activation.TANH, Activation.SIGMOID);
    }

    private String text() throws IOException {
        return new String(NpzFile.read(file).others().get("model.txt"), StandardCharsets.UTF_8);
    }

    @Test
    void theNamesThatANetworkWasTrainedWithComeBack() throws IOException {
        Network network = twoToOne();
        network.schema(NAMES);
        Models.save(network, file);

        assertThat(text())
                .endsWith("network.feature1 = u\nnetwork.feature2 = v\nnetwork.class1 = no\nnetwork.class2 = yes\n");
        assertThat(Models.load(file).schema()).isEqualTo(NAMES);
        assertThat(Models.loadModel(file).classes()).isEmpty();
    }

    @Test
    void namesOfScalerAndClassesAreThoseOfTheNetworkToo() throws IOException {
        Network network = twoToOne();
        network.schema(NAMES);
        Scaler scaler = Scaler.identity(2).withNames(NAMES.features());
        Models.save(Model.of(network).withScaler(scaler).withClasses(NAMES.classes()), file);

        assertThat(text()).endsWith("class1 = no\nclass2 = yes\nscaler.feature1 = u\nscaler.feature2 = v\n");
        Model loaded = Models.loadModel(file);
        assertThat(loaded.scaler()).contains(scaler);
        assertThat(loaded.network().schema()).isEqualTo(NAMES);
    }

    @Test
    void aModelOfAnEarlierReleaseHasTheNamesOfItsClasses() throws IOException {
        Models.save(Model.of(twoToOne()).withScaler(Scaler.identity(2)).withClasses(NAMES.classes()), file);
        assertThat(text()).doesNotContain("feature").doesNotContain("network.");
        assertThat(Models.load(file).schema()).isEqualTo(Schema.ofClasses(NAMES.classes()));
    }

    @Test
    void otherNamesForTheClassesAreKeptBesideThoseOfTheNetwork() throws IOException {
        Network network = twoToOne();
        network.schema(Schema.ofClasses(List.of("0", "1")));
        Models.save(Model.of(network).withClasses(NAMES.classes()), file);

        Model loaded = Models.loadModel(file);
        assertThat(loaded.classes()).isEqualTo(NAMES.classes());
        assertThat(loaded.network().schema().classes()).containsExactly("0", "1");
    }

    @Test
    void namesThatDoNotFitAreRefused() {
        Network network = twoToOne();
        network.schema(NAMES);
        Model model = Model.of(network);
        assertThatThrownBy(() -> model.withClasses(List.of("yes", "no")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("withClasses: the model has the classes [yes, no], the network was trained with [no, yes];"
                        + " they must be the same, in the same order");
        assertThatThrownBy(() -> model.withClasses(List.of("yes", "yes")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class \"yes\" is there twice, as number 0 and 1");
        assertThatThrownBy(() -> model.withScaler(Scaler.identity(2).withNames(List.of("v", "u"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the scaler has the features [v, u], the network was trained with [u, v]; they must be the"
                        + " same, in the same order: Dataset.selectFeatures(names) selects them by name");
    }

    // ---------------------------------------------------------------- your own

    private static final Activation CUBE = Activation.of("cube", z -> z * z * z, z -> 3 * z * z);
    private static final Activation RELU_OF_MY_OWN = Activation.of("relu", z -> -z, z -> -1);

    @Test
    void activationsOfYourOwnLoadWhenTheyAreHandedOver() throws IOException {
        Network network = OnnxExportTest.random(3, 5, 4, CUBE, RELU_OF_MY_OWN);
        Models.save(network, file);

        Network loaded = Models.load(file, RELU_OF_MY_OWN, Activation.of("unused", z -> z, z -> 1), CUBE);
        Matrix X = OnnxExportTest.normal(3, 9);
        assertThat(loaded.predict(X)).isEqualTo(network.predict(X));
        assertThat(loaded.layer(2).activation()).isSameAs(RELU_OF_MY_OWN);
    }

    @Test
    void withoutThemTheFileIsRefusedAndTheMessageNamesThem() throws IOException {
        Models.save(OnnxExportTest.random(3, 5, 4, CUBE, RELU_OF_MY_OWN), file);

        assertThatThrownBy(() -> Models.load(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(
                        file + ", entry \"model.txt\" names activations of your own, which no file can hold: \"cube\","
                                + " \"relu\"; hand them over, as in Models.load(file, Activation.of(…))");
        assertThatThrownBy(() -> Models.load(file, CUBE)).hasMessageContaining("can hold: \"relu\"; hand");
        assertThatThrownBy(() -> Models.load(file, CUBE, CUBE))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("two activations are named \"cube\"; the file tells them apart by their names");
    }

    // ---------------------------------------------------------------- pipelines

    private static TableEncoder encoder() {
        return ModelFiles.fruits().encoder().orElseThrow();
    }

    @Test
    void aPipelineOfATableComesBack() throws IOException {
        TableEncoder encoder = encoder();
        Network network = OnnxExportTest.random(3, 5, 3, Activation.TANH, Activation.SOFTMAX);
        Model model = Model.of(network).withEncoder(encoder);
        Models.save(model, file);

        Model loaded = Models.loadModel(file);
        assertThat(loaded.encoder()).contains(encoder);
        assertThat(loaded.scaler()).contains(encoder.scaler());
        Pipeline pipeline = loaded.pipeline();
        assertThat(pipeline.classes()).containsExactly("melon", "pear", "plum");
        assertThat(pipeline.classify("NA", "blue").probabilities())
                .isEqualTo(Pipeline.of(encoder, network.predictor())
                        .classify("NA", "blue")
                        .probabilities());
    }

    @Test
    void aPipelineOfNumbersComesBack() throws IOException {
        Scaler scaler = Scaler.of(new double[] {1, 2, 3}, new double[] {4, 5, -6});
        Scaler targets = Scaler.of(new double[] {100}, new double[] {7});
        Network network = OnnxExportTest.random(3, 5, 1, Activation.TANH, Activation.LINEAR);
        Models.save(Model.of(network).withScaler(scaler).withTargetScaler(targets), file);

        Pipeline pipeline = Models.loadModel(file).pipeline();
        assertThat(pipeline.predict(1.0, 2.0, 4.0))
                .containsExactly(
                        Pipeline.regressor(scaler, targets, network.predictor()).predict(1.0, 2.0, 4.0));
        assertThat(pipeline.predict(1.0, 2.0, 4.0))
                .containsExactly(
                        7 * network.predict(Matrix.column(0, 0, -1.0 / 6)).get(0, 0) + 100);
    }

    @Test
    void withoutScalersAPipelineTakesNumbersAsTheyAre() {
        Network network = OnnxExportTest.random(3, 5, 2, Activation.TANH, Activation.SOFTMAX);
        double[] a = network.predict(Matrix.column(1, 2, 3)).toArray();

        assertThat(Model.of(network).pipeline().predict(1.0, 2.0, 3.0)).containsExactly(a);
        assertThat(Model.of(network)
                        .withClasses(List.of("no", "yes"))
                        .pipeline()
                        .classify(1.0, 2.0, 3.0)
                        .probabilities())
                .containsExactly(a[0], a[1]);
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        TableEncoder encoder = encoder();
        Scaler scaler = Scaler.identity(3);
        Model three = Model.of(OnnxExportTest.random(3, 5, 3, Activation.TANH, Activation.SOFTMAX));

        assertThatThrownBy(() -> three.withScaler(scaler).withEncoder(encoder))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("withEncoder: the encoder brings scalers and classes along; the model has some already");
        assertThatThrownBy(() -> three.withEncoder(encoder).withScaler(scaler))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("withScaler: the model has an encoder, which brings its own along");
        assertThatThrownBy(() -> three.withClasses(List.of("a", "b", "c")).withTargetScaler(Scaler.identity(3)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("withTargetScaler: the model has classes, which are not scaled");
        assertThatThrownBy(() -> three.withTargetScaler(Scaler.identity(3)).withClasses(List.of("a", "b", "c")))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("withClasses: the model has numeric targets, which are scaled");
        assertThatThrownBy(() -> three.withTargetScaler(Scaler.identity(2)))
                .hasMessage("Scaler of 2 features does not fit the network, which has 3 outputs");
        assertThatThrownBy(() -> Model.of(OnnxExportTest.random(2, 5, 3, Activation.TANH, Activation.SOFTMAX))
                        .withEncoder(encoder))
                .hasMessage("the encoder gives 3 inputs; the network has 2 inputs");
        Path onnx = folder.resolve("model.onnx");
        assertThatThrownBy(() -> Models.save(three.withEncoder(encoder), onnx))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("a graph holds numbers alone, not the encoder of a table; write Model.of(network), with a"
                        + " scaler of the inputs if there is one");
        assertThatThrownBy(() -> Models.save(three.withTargetScaler(Scaler.identity(3)), onnx))
                .hasMessageStartingWith("a graph holds numbers alone, not the scaler of the targets; ");
        assertThat(onnx).doesNotExist();
    }

    // ---------------------------------------------------------------- the file

    @Test
    void aParameterThatIsNotFiniteIsNotSavedAndTheOldFileStays() throws IOException {
        Network network = OnnxExportTest.random(3, 5, 4, Activation.TANH, Activation.SOFTMAX);
        Models.save(network, file);
        byte[] before = Files.readAllBytes(file);
        network.layer(2).W().set(1, 2, Double.NaN);

        assertThatThrownBy(() -> Models.save(network, file))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("W2 holds NaN at row 1, column 2; a model file holds finite numbers");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void theSameNetworkMakesTheSameBytes() throws IOException {
        Models.save(everything(), file);
        Models.save(everything(), folder.resolve("again.npz"));

        assertThat(folder.resolve("again.npz")).hasSameBinaryContentAs(file);
    }

    /** One file of each version of the format; it is never written anew. */
    @Test
    void theFileOfVersion1IsReadAsItWasSaved() throws IOException {
        Model model = Models.loadModel(ModelFiles.FOLDER.resolve("format-1.npz"), ModelFiles.CUBE);

        Network network = model.network();
        assertThat(network.layers())
                .hasToString("[layer 1 (3→4, batchNormalization, leakyRelu(0.1)), layer 2 (4→2, layerNormalization,"
                        + " cube), layer 3 (2→3, softmax)]");
        assertThat(network.loss()).hasToString("crossEntropy(0.05)");
        assertThat(network.seed()).isEqualTo(77);
        assertThat(network.passes()).isEqualTo(30);
        assertThat(network.inputNoise()).isEqualTo(0.01);
        assertThat(network.inputDropout()).isEqualTo(0.02);
        assertThat(network.layer(1).dropout()).isEqualTo(0.125);
        assertThat(network.layer(1).momentum()).isEqualTo(0.2);
        assertThat(network.layer(1).epsilon()).isEqualTo(1e-4);
        assertThat(network.layer(2).l1()).isEqualTo(1e-6);
        assertThat(network.layer(3).l2()).isEqualTo(1e-5);
        assertThat(network.layer(3).maxNorm()).isEqualTo(4);
        assertThat(model.encoder().orElseThrow().features()).containsExactly("length", "colour=blue", "colour=green");
        Pipeline pipeline = model.pipeline();
        assertThat(pipeline.classes()).containsExactly("melon", "pear", "plum");
        assertThat(pipeline.classify("NA", "blue").probabilities()) // as the saved network said
                .containsExactly(0.08210593006181403, 0.37282182932765184, 0.5450722406105342);
    }

    @Test
    void aFrozenLayerComesBackFrozen() throws IOException {
        Network network = everything();
        network.layer(2).freeze();
        Models.save(network, file);

        Network loaded = Models.load(file);

        assertThat(loaded.layers()).extracting(Layer::isFrozen).containsExactly(false, true, false, false);
        assertThat(text()).contains("layer2.frozen = true\n").doesNotContain("layer1.frozen");
        loaded.layer(2).unfreeze();
        Models.save(loaded, file);
        Path never = folder.resolve("never.npz");
        Models.save(everything(), never);
        assertThat(file).as("bytes of a network that was never frozen").hasSameBinaryContentAs(never);
    }
}
