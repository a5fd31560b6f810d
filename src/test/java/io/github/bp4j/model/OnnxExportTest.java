package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Scaler;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is exported means in ONNX Runtime what it means here. */
class OnnxExportTest {
    @TempDir
    Path folder;

    /** Every constant of Activation, and the factories with parameters that float32 cannot hold. */
    static List<Activation> activations() throws IllegalAccessException {
        List<Activation> all = new ArrayList<>();
        for (var field : Activation.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == Activation.class) {
                all.add((Activation) field.get(null));
            }
        }
        all.addAll(List.of(
                Activation.leakyRelu(0.01),
                Activation.leakyRelu(-0.3),
                Activation.leakyRelu(1.7),
                Activation.elu(1),
                Activation.elu(0.7),
                Activation.celu(1),
                Activation.celu(0.7),
                Activation.thresholdedRelu(1),
                Activation.thresholdedRelu(0.3),
                Activation.softShrink(0.5),
                Activation.softShrink(0.3),
                Activation.hardShrink(0.5),
                Activation.hardShrink(0.3)));
        return all;
    }

    static Stream<Activation> eachActivation() throws IllegalAccessException {
        return activations().stream();
    }

    @Test
    void theActivationsAreFoundByReflection() throws IllegalAccessException {
        assertThat(activations())
                .contains(Activation.LINEAR, Activation.GELU, Activation.SOFTMAX)
                .hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("eachActivation")
    void eachActivationIsTheSameInFloat64(Activation g) throws Exception {
        Network network = ladder(g);
        Path file = folder.resolve("network.onnx");
        Onnx.write(network, file);
        Matrix X = Matrix.of(1, 3, -1, 0.5, 1);

        assertClose(Reference.run(file, "output", X), network.predict(X), 1e-12, 0);
    }

    @ParameterizedTest
    @MethodSource("eachActivation")
    void eachActivationIsTheSameInFloat32(Activation g) throws Exception {
        Network network = ladder(g);
        Path file = folder.resolve("network.onnx");
        Onnx.write(Model.of(network), file, OnnxOptions::float32);
        Matrix X = Matrix.of(1, 3, -1, 0.5, 1);

        assertClose(Reference.run(file, "output", X), network.predict(X), 1e-5, 1e-6);
    }

    @ParameterizedTest
    @MethodSource("eachActivation")
    void eachActivationIsReadAgainFromFloat32(Activation g) throws Exception {
        Path file = folder.resolve("network.onnx");
        Onnx.write(Model.of(ladder(g)), file, OnnxOptions::float32);

        assertThat(Onnx.read(file).network().layers())
                .extracting(layer -> layer.activation().name())
                .containsExactly(g.name());
    }

    /** A layer of one input x whose neurons have z = x · (…, −30, …, −1e-9, 0, …, 30): g along the axis. */
    private static Network ladder(Activation g) {
        double[] z = {-30, -12.5, -5, -2, -1, -0.3, -1e-3, -1e-9, 0, 1e-9, 1e-3, 0.4, 1, 3, 6, 13, 30};
        Network network = Network.builder()
                .inputs(1)
                .layer(z.length, g)
                .loss(Names.usualLoss(g))
                .build();
        System.arraycopy(z, 0, network.parameters(), 0, z.length);
        return network;
    }

    /** Both layers normalised, with small variances, for which ε matters. */
    static Stream<Network> normalized() {
        return Stream.of(
                normalized(Activation.RELU, none -> none.batchNormalization()),
                normalized(Activation.GELU, none -> none.batchNormalization(1.0 / 3, 0.7)),
                normalized(Activation.TANH, none -> none.layerNormalization()),
                normalized(Activation.MISH, none -> none.layerNormalization(1e-3)));
    }

    private static Network normalized(Activation hidden, UnaryOperator<LayerOptions> options) {
        Network network = Network.builder()
                .inputs(3)
                .layer(5, hidden, options)
                .layer(4, Activation.SIGMOID, options)
                .initializer(Initializer.GLOROT_NORMAL)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .seed(4)
                .build();
        SplitMix64 random = SplitMix64.stream(2, "test parameters", 0, 0);
        double[] theta = network.parameters();
        for (int i = 0; i < theta.length; i++) {
            theta[i] = random.nextGaussian();
        }
        for (Layer layer : network.layers()) {
            for (int i = 0; layer.hasBatchNormalization() && i < layer.units(); i++) {
                layer.runningMean().set(i, 0, random.nextGaussian());
                layer.runningVariance().set(i, 0, i == 0 ? 0 : i * 1e-5);
            }
            layer.W().set(0, 0, 1e-3); // the first neuron stays near its mean
        }
        return network;
    }

    @ParameterizedTest
    @MethodSource("normalized")
    void normalizedLayersAreTheSameInBothTypes(Network network) throws Exception {
        Matrix X = normal(3, 7);
        Path file = folder.resolve("network.onnx");

        Onnx.write(network, file);
        assertClose(Reference.run(file, "output", X), network.predict(X), 1e-12, 1e-15);

        Onnx.write(Model.of(network), file, OnnxOptions::float32);
        assertClose(Reference.run(file, "output", X), network.predict(X), 1e-5, 1e-5);
    }

    @ParameterizedTest
    @MethodSource("normalized")
    void theLogitsOfANormalizedLayerAreNormalized(Network network) throws Exception {
        Matrix X = normal(3, 6);
        Path file = folder.resolve("network.onnx");
        Onnx.write(Model.of(network), file, OnnxOptions::logits);

        Matrix sigmoids = Reference.run(file, "output", X).map(z -> 1 / (1 + StrictMath.exp(-z)));
        assertClose(sigmoids, network.predict(X), 1e-12, 1e-15);
    }

    @ParameterizedTest
    @MethodSource("normalized")
    void normalizedLayersAreReadAgainFromFloat32(Network network) throws Exception {
        Path file = folder.resolve("network.onnx");
        Onnx.write(Model.of(network), file, OnnxOptions::float32);

        Network loaded = Onnx.read(file).network();
        assertThat(loaded.toString()).isEqualTo(network.toString());
        for (Layer layer : network.layers()) {
            Layer again = loaded.layer(layer.number());
            assertThat(again.epsilon()).isCloseTo(layer.epsilon(), withinPercentage(1e-5));
            assertClose(again.gamma(), layer.gamma(), 1e-7, 0);
            assertClose(again.beta(), layer.beta(), 1e-7, 0);
            if (layer.hasBatchNormalization()) {
                assertThat(again.momentum()).isEqualTo(layer.momentum());
                assertClose(again.runningMean(), layer.runningMean(), 1e-7, 0);
                assertClose(again.runningVariance(), layer.runningVariance(), 1e-7, 0);
            }
        }
    }

    @Test
    void aNumberThatWouldBeZeroInFloat32IsRefused() {
        assertRefused(
                random(3, 4, 5, Activation.celu(1e-60), Activation.LINEAR),
                OnnxOptions::float32,
                "parameter1 holds 1.0E-60, which is too small for float32");
        assertRefused(
                normalized(Activation.TANH, none -> none.layerNormalization(1e-50)),
                OnnxOptions::float32,
                "epsilon1 holds 1.0E-50, which is too small for float32");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 5, 1", "1, 2, 7", "17, 31, 3", "64, 33, 129", "5, 1, 1000"})
    void shapesAndBatchesAreTheSame(int inputs, int units, int examples) throws Exception {
        Network network = random(inputs, units, 3, Activation.TANH, Activation.SOFTMAX);
        Matrix X = normal(inputs, examples);
        Path file = folder.resolve("network.onnx");

        Onnx.write(network, file);
        assertClose(Reference.run(file, "output", X), network.predict(X), 1e-12, 0);

        Onnx.write(Model.of(network), file, OnnxOptions::float32);
        assertClose(Reference.run(file, "output", X), network.predict(X), 1e-5, 1e-6);
    }

    @ParameterizedTest
    @MethodSource("eachActivation")
    void logitsAreTheZOfTheLastLayer(Activation g) throws Exception {
        Network network = random(3, 4, 5, Activation.TANH, g);
        Matrix X = normal(3, 6);
        Path file = folder.resolve("network.onnx");
        Onnx.write(Model.of(network), file, OnnxOptions::logits);

        network.forward(X);
        assertClose(Reference.run(file, "output", X), network.layer(2).Z(), 1e-12, 1e-15);
    }

    @Test
    void namesAreThoseThatWereChosen() throws Exception {
        Network network = random(3, 4, 5, Activation.TANH, Activation.SOFTMAX);
        Path file = folder.resolve("network.onnx");
        Onnx.write(Model.of(network), file, options -> options.names("pixels", "probabilities"));

        Matrix X = normal(3, 2);
        assertClose(Reference.run(file, "probabilities", X), network.predict(X), 1e-12, 0);
        assertThat(OnnxFile.read(Files.readAllBytes(file)).inputs().get(0).name())
                .isEqualTo("pixels");
    }

    @Test
    void aScalerIsPartOfTheGraph() throws Exception {
        Network network = random(3, 4, 5, Activation.TANH, Activation.SOFTMAX);
        Scaler scaler = Scaler.of(new double[] {1000, -3, 0.1}, new double[] {7, 0.01, 3});
        Path file = folder.resolve("network.onnx");
        Onnx.write(Model.of(network).withScaler(scaler), file);
        double[] x = {1003, -2.99, 1};

        Matrix expected = network.predict(Matrix.column(scaler.apply(x)));
        assertClose(Reference.run(file, "output", Matrix.column(x)), expected, 1e-12, 0);
    }

    @Test
    void theSameNetworkGivesTheSameBytes() throws Exception {
        Network network = random(3, 4, 5, Activation.GELU, Activation.SOFTMAX);
        Onnx.write(network, folder.resolve("a.onnx"));
        Onnx.write(network, folder.resolve("b.onnx"));

        assertThat(folder.resolve("a.onnx")).hasSameBinaryContentAs(folder.resolve("b.onnx"));
    }

    @Test
    void anActivationOfOnesOwnIsRefusedByName() {
        Network network =
                random(3, 4, 5, Activation.of("relu", z -> Math.max(z, 0), z -> z > 0 ? 1 : 0), Activation.LINEAR);

        assertRefused(
                network,
                options -> options,
                "layer 1 (3→4, relu): ONNX has no activation \"relu\"; it is your own. Use one of those in Activation,"
                        + " or save as .npz and hand it over when loading");
    }

    @Test
    void whatNoFileHoldsIsRefused() {
        Network network = random(3, 4, 5, Activation.TANH, Activation.LINEAR);
        assertRefused(
                network,
                options -> options.names("W1", "y"),
                "\"W1\" is a name inside the graph; choose another one for its input or output");

        network.layer(2).b().set(1, 0, 1e300);
        assertRefused(network, OnnxOptions::float32, "b2 holds 1.0E300, which is too large for float32");

        network.layer(1).W().set(1, 1, Double.NaN);
        assertRefused(network, options -> options, "W1 holds NaN; a model file holds finite numbers");
    }

    @Test
    void namesMustBeTwo() {
        assertThatThrownBy(() -> OnnxOptions.DEFAULT.names("x", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the input and the output need two names; got \"x\" and \"x\"");
    }

    private void assertRefused(Network network, UnaryOperator<OnnxOptions> options, String message) {
        Path file = folder.resolve("refused.onnx");
        assertThatThrownBy(() -> Onnx.write(Model.of(network), file, options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThat(folder).isEmptyDirectory();
    }

    /** Two layers, every parameter normal. */
    static Network random(int inputs, int units, int outputs, Activation hidden, Activation output) {
        return Network.builder()
                .inputs(inputs)
                .layer(units, hidden, options -> options.biasInitializer(Initializer.GLOROT_NORMAL))
                .layer(outputs, output, options -> options.biasInitializer(Initializer.GLOROT_NORMAL))
                .initializer(Initializer.GLOROT_NORMAL)
                .loss(Names.usualLoss(output))
                .seed(inputs + 10L * units)
                .build();
    }

    static Matrix normal(int rows, int columns) {
        SplitMix64 random = SplitMix64.stream(1, "test inputs", rows, columns);
        return Matrix.zeros(rows, columns).map(zero -> random.nextGaussian());
    }

    static void assertClose(Matrix actual, Matrix expected, double relative, double absolute) {
        double[] a = actual.toArray();
        double[] e = expected.toArray();
        assertThat(a).hasSameSizeAs(e);
        for (int i = 0; i < a.length; i++) {
            assertThat(Math.abs(a[i] - e[i]))
                    .as("element %d of %s: %s, expected %s", i, expected.rows() + "×" + expected.columns(), a[i], e[i])
                    .isLessThanOrEqualTo(Math.max(relative * Math.abs(e[i]), absolute));
        }
    }

    /** An encoder would write "?" in its place, and the name would be another one. */
    @Test
    void halfASurrogatePairIsRefused() {
        Network network = random(2, 3, 2, Activation.TANH, Activation.SOFTMAX);
        Model named = Model.of(network).withClasses(List.of("a", "b\uD83D"));
        assertThatThrownBy(() -> Onnx.write(named, new ByteArrayOutputStream(), options -> options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class name 1 has the lone surrogate U+D83D at index 1; it is half a character, which UTF-8"
                        + " cannot hold");
        assertThatThrownBy(() -> OnnxOptions.DEFAULT.names("\uDE00", "y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the name of the input has the lone surrogate U+DE00 at index 0;");
    }
}
