package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.ShapeException;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.internal.file.AtomicFile;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is saved comes back, bit for bit. */
class ModelsTest {
    @TempDir
    Path folder;

    static Stream<Activation> activations() throws IllegalAccessException {
        return OnnxExportTest.eachActivation();
    }

    @ParameterizedTest
    @MethodSource("activations")
    void aNetworkPredictsTheSameBitsAfterLoadingFromOnnx(Activation g) throws IOException {
        requireSameBits(g, "network.onnx");
    }

    @ParameterizedTest
    @MethodSource("activations")
    void aNetworkPredictsTheSameBitsAfterLoadingFromNpz(Activation g) throws IOException {
        requireSameBits(g, "network.npz");
    }

    private void requireSameBits(Activation g, String name) throws IOException {
        Network network = OnnxExportTest.random(3, 5, 4, g, g);
        Path file = folder.resolve(name);
        Models.save(network, file);

        Network loaded = Models.load(file);
        assertThat(loaded.parameters()).containsExactly(network.parameters());
        Matrix X = OnnxExportTest.normal(3, 9);
        assertThat(loaded.predict(X).toArray())
                .containsExactly(network.predict(X).toArray());
        assertThat(loaded.toString()).isEqualTo(network.toString());
    }

    @Test
    void lossRegularisationAndSeedComeBack() throws IOException {
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.leakyRelu(1e-3), options -> options.l2(0.1))
                .layer(1, Activation.LINEAR, options -> options.l1(1e-300).l2(1.0 / 3))
                .loss(Loss.huber(0.3))
                .seed(-77)
                .build();
        Path file = folder.resolve("network.ONNX");
        Models.save(network, file);

        Network loaded = Models.load(file);
        assertThat(loaded.loss().name()).isEqualTo("huber(0.3)");
        assertThat(loaded.seed()).isEqualTo(-77);
        assertThat(loaded.layers()).extracting(Layer::l1).containsExactly(0.0, 1e-300);
        assertThat(loaded.layers()).extracting(Layer::l2).containsExactly(0.1, 1.0 / 3);
    }

    static Stream<Network> normalized() {
        return OnnxExportTest.normalized();
    }

    @ParameterizedTest
    @MethodSource("normalized")
    void aNormalizedNetworkComesBackBitForBit(Network network) throws IOException {
        Path file = folder.resolve("network.onnx");
        Models.save(network, file);

        Network loaded = Models.load(file);
        assertThat(loaded.toString()).isEqualTo(network.toString());
        assertThat(loaded.parameters()).containsExactly(network.parameters());
        for (Layer layer : network.layers()) {
            Layer again = loaded.layer(layer.number());
            assertThat(again.epsilon()).isEqualTo(layer.epsilon());
            if (layer.hasBatchNormalization()) {
                assertThat(again.momentum()).isEqualTo(layer.momentum());
                assertThat(again.runningMean()).isEqualTo(layer.runningMean());
                assertThat(again.runningVariance()).isEqualTo(layer.runningVariance());
            }
        }
        Matrix X = OnnxExportTest.normal(3, 9);
        assertThat(loaded.predict(X).toArray())
                .containsExactly(network.predict(X).toArray());
    }

    /** Every constant of Loss, and its factories. */
    static Stream<Loss> losses() throws IllegalAccessException {
        List<Loss> all = new ArrayList<>();
        for (Field field : Loss.class.getFields()) {
            if (field.getType() == Loss.class) {
                all.add((Loss) field.get(null));
            }
        }
        all.addAll(List.of(
                Loss.crossEntropy(0.1),
                Loss.binaryCrossEntropy(0.2),
                Loss.huber(0.3),
                Loss.focalCrossEntropy(2),
                Loss.binaryFocalCrossEntropy(1.0 / 3)));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void eachLossComesBack(Loss loss) throws IOException {
        Activation output = Stream.of(Activation.SOFTMAX, Activation.SIGMOID, Activation.EXPONENTIAL, Activation.LINEAR)
                .filter(loss::fits)
                .findFirst()
                .orElseThrow();
        Path file = folder.resolve("network.onnx");
        Models.save(Network.builder().inputs(2).layer(2, output).loss(loss).build(), file);

        Loss loaded = Models.load(file).loss();
        assertThat(loaded.name()).isEqualTo(loss.name());
        assertThat(loaded).hasSameClassAs(loss);
    }

    @Test
    void aLossOfOnesOwnGivesWayToTheUsualOneWhateverItIsCalled() throws IOException {
        for (String name : List.of("own", "hinge", "huber(2.0)")) {
            Loss own = Loss.of(name, (y, a) -> (y - a) * (y - a), (y, a) -> 2 * (a - y));
            Path file = folder.resolve("network.onnx");
            Models.save(
                    Network.builder()
                            .inputs(2)
                            .layer(2, Activation.LINEAR)
                            .loss(own)
                            .build(),
                    file);

            assertThat(Models.load(file).loss()).isEqualTo(Loss.SQUARED_ERROR);
        }
    }

    @Test
    void aLoadedNetworkTrainsOnAlike() throws IOException {
        Network network = Network.builder()
                .inputs(3)
                .layer(
                        6,
                        Activation.RELU,
                        options -> options.batchNormalization(1e-3, 0.2).dropout(0.4))
                .layer(
                        5,
                        Activation.TANH,
                        options -> options.layerNormalization().l1(0.01).dropout(0.1))
                .layer(4, Activation.MISH, options -> options.maxNorm(0.5).l2(0.02))
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.crossEntropy(0.1))
                .l2OverExamples(0.3)
                .inputDropout(0.1)
                .inputNoise(0.2)
                .seed(9)
                .build();
        train(network);
        Path file = folder.resolve("network.onnx");
        Models.save(network, file);
        Network loaded = Models.load(file);
        assertThat(loaded.layers()).extracting(Layer::dropout).containsExactly(0.4, 0.1, 0.0, 0.0);
        assertThat(loaded.layers()).extracting(Layer::l2OverExamples).containsOnly(0.3);
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(loaded.layers()).extracting(Layer::maxNorm).containsExactly(infinity, infinity, 0.5, infinity);
        assertThat(loaded.inputDropout()).isEqualTo(0.1);
        assertThat(loaded.inputNoise()).isEqualTo(0.2);

        train(network);
        train(loaded);
        assertThat(loaded.parameters()).containsExactly(network.parameters());
        assertThat(loaded.layer(1).runningMean()).isEqualTo(network.layer(1).runningMean());
        assertThat(loaded.layer(1).runningVariance()).isEqualTo(network.layer(1).runningVariance());
    }

    private static void train(Network network) {
        OptimizerState state = Optimizer.gradientDescent(0.1).start(network);
        Matrix X = OnnxExportTest.normal(3, 8);
        Matrix Y = Matrix.zeros(3, 8);
        for (int i = 0; i < 8; i++) {
            Y.set(i % 3, i, 1);
        }
        for (int step = 0; step < 3; step++) {
            network.forward(X);
            network.backward(Y);
            state.step();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onnx", "npz"})
    void aScalerAndClassNamesComeBack(String ending) throws IOException {
        double[] shift = {0.1, -3, 1e-200};
        double[] scale = {1.0 / 3, 1e200, -7};
        Model model = Model.of(OnnxExportTest.random(3, 5, 3, Activation.TANH, Activation.SOFTMAX))
                .withScaler(Scaler.of(shift, scale))
                .withClasses(List.of("", "a, \"b\"\nc", "日本"));
        Path file = folder.resolve("model." + ending);
        Models.save(model, file);

        Model loaded = Models.loadModel(file);
        assertThat(loaded.scaler().orElseThrow().shift()).containsExactly(shift);
        assertThat(loaded.scaler().orElseThrow().scale()).containsExactly(scale);
        assertThat(loaded.classes()).isEqualTo(model.classes());
        assertThat(loaded.network().parameters())
                .containsExactly(model.network().parameters());
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "model.npz"})
    void oneOutputHasTwoClasses(String name) throws IOException {
        Model model = Model.of(OnnxExportTest.random(3, 5, 1, Activation.TANH, Activation.SIGMOID))
                .withClasses(List.of("no", "yes"));
        Models.save(model, folder.resolve(name));

        assertThat(Models.loadModel(folder.resolve(name)).classes()).containsExactly("no", "yes");
    }

    @Test
    void aLossThatTheLogitsCannotHaveGivesWayToTheUsualOne() throws IOException {
        Network network = OnnxExportTest.random(3, 5, 4, Activation.TANH, Activation.SOFTMAX);
        Onnx.write(Model.of(network), folder.resolve("logits.onnx"), OnnxOptions::logits);

        Network loaded = Models.load(folder.resolve("logits.onnx"));
        assertThat(loaded.layer(2).activation()).isEqualTo(Activation.LINEAR);
        assertThat(loaded.loss()).isEqualTo(Loss.SQUARED_ERROR);
    }

    @Test
    void anyOtherEndingMeansTheArchiveOfArrays() throws IOException {
        Network network = OnnxExportTest.random(3, 5, 4, Activation.TANH, Activation.SOFTMAX);
        for (String name : List.of("model.npz", "model.bin", "model")) {
            Models.save(network, folder.resolve(name));

            assertThat(Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1))
                    .startsWith("PK");
            assertThat(Models.load(folder.resolve(name)).parameters()).containsExactly(network.parameters());
        }
    }

    @Test
    void aMissingFileIsAnErrorOfTheDisk() {
        assertThatThrownBy(() -> Models.load(folder.resolve("none.onnx"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Models.load(folder.resolve("none.npz"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aSaveThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("network.onnx");
        Network network = OnnxExportTest.random(3, 5, 4, Activation.TANH, Activation.SOFTMAX);
        Models.save(network, file);
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("no space left");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": no space left");
        assertThat(file).hasBinaryContent(before);
        assertThat(folder.toFile().list()).containsExactly("network.onnx");
    }

    @Test
    void aSaveReplacesTheFile() throws IOException {
        Path file = folder.resolve("network.onnx");
        Models.save(OnnxExportTest.random(30, 50, 4, Activation.TANH, Activation.SOFTMAX), file);
        Network network = OnnxExportTest.random(3, 5, 4, Activation.TANH, Activation.SOFTMAX);
        Models.save(network, file);

        assertThat(Models.load(file).parameters()).containsExactly(network.parameters());
        assertThat(folder.toFile().list()).containsExactly("network.onnx");
    }

    @Test
    void whatDoesNotFitTheNetworkIsRefused() {
        Model model = Model.of(OnnxExportTest.random(3, 5, 4, Activation.TANH, Activation.SOFTMAX));

        assertThatThrownBy(() -> model.withScaler(Scaler.of(new double[2], new double[] {1, 1})))
                .isInstanceOf(ShapeException.class)
                .hasMessage("Scaler of 2 features does not fit the network, which has 3 inputs");
        assertThatThrownBy(() -> model.withClasses(List.of("a", "b")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("a network of 4 outputs tells 4 classes apart; got 2 names");
    }

    /** Every number that a network can have is one that a file gives back. */
    @ParameterizedTest
    @CsvSource({"model.npz, 0", "model.npz, 9223372036854775807", "model.onnx, 1", "model.onnx, 9223372036854775807"})
    void theNumberOfThePassComesBack(String name, long passes, @TempDir Path directory) throws IOException {
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.TANH, options -> options.dropout(0.5)) // whose masks depend on the pass
                .layer(1, Activation.SIGMOID)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .build();
        network.passes(passes);
        Path file = directory.resolve(name);
        Models.save(network, file);

        Network loaded = Models.load(file);

        assertThat(loaded.passes()).isEqualTo(passes);
        if (passes == Long.MAX_VALUE) {
            assertThatThrownBy(() -> loaded.forward(Matrix.zeros(2, 3))).isInstanceOf(IllegalStateException.class);
            Models.save(loaded, file);
            assertThat(Models.load(file).passes()).isEqualTo(passes);
        }
    }
}
