package io.github.bp4j.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.Predictor;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Classification;
import io.github.bp4j.data.Pipeline;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.data.Table;
import io.github.bp4j.data.TableEncoder;
import io.github.bp4j.jvm.Jvm;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written compiles as Java 9 without a warning, runs with the JDK alone, and predicts the bits of the Predictor. */
class JavaSourceTest {
    /** Where the functions change their ways, and what is no number. */
    private static final double[] SPECIAL = {
        0,
        0.4999,
        0.5,
        0.5001,
        1,
        1e-300,
        1e-310,
        Double.MIN_VALUE,
        5.9,
        6.1,
        8,
        19.4,
        19.6,
        26.5,
        27,
        28.5,
        36,
        37,
        38,
        39.5,
        40,
        700,
        707.9,
        708.1,
        709.5,
        710.5,
        740,
        745.5,
        746.5,
        1e10,
        1e300,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NaN
    };

    @TempDir
    Path folder;

    static Stream<Activation> activations() throws IllegalAccessException {
        return Stream.concat(OnnxExportTest.eachActivation(), Stream.of(Activation.leakyRelu(0), Activation.elu(-3)));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void anyActivationGivesTheBitsOfThePredictor(Activation g) throws Exception {
        assertSameBits(Model.of(OnnxExportTest.random(3, 5, 4, g, g)), 200);
    }

    @ParameterizedTest
    @MethodSource("activations")
    void anActivationIsTheSameWhereFunctionsChangeTheirWays(Activation g) throws Exception {
        Network network =
                Network.builder().inputs(2).layer(2, g).loss(Names.usualLoss(g)).build();
        Arrays.fill(network.parameters(), 0);
        network.layer(1).W().set(0, 0, 1);
        network.layer(1).W().set(1, 1, 1);
        Program program = program(Model.of(network));
        Predictor predictor = network.predictor();

        for (double x : SPECIAL) {
            for (double y : SPECIAL) {
                for (double[] example : new double[][] {{x, y}, {-x, y}, {x, -y}, {-x, -y}}) {
                    assertBits(program.predict(example), predictor.predict(example));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 2, 7", "17, 31, 3", "64, 33, 129", "5, 1, 1000", "300, 41, 2"})
    void anyShapeGivesTheBitsOfThePredictor(int inputs, int units, int outputs) throws Exception {
        Activation output = outputs == 1 ? Activation.SIGMOID : Activation.SOFTMAX;
        assertSameBits(Model.of(OnnxExportTest.random(inputs, units, outputs, Activation.TANH, output)), 20);
    }

    /** The numbers of a layer are inputs + 1: a few more or less than fit in decimals, in a string, in a class. */
    @ParameterizedTest
    @ValueSource(ints = {499, 500, 6140, 6141, 98_255, 98_256})
    void aLayerThatJustFillsAStringOrAClassComesOverWhole(int inputs) throws Exception {
        assertThat(List.of(JavaProgram.MAX_DECIMALS, JavaProgram.NUMBERS_PER_STRING))
                .contains(500, 6141);
        assertThat(JavaProgram.NUMBERS_PER_STRING * JavaProgram.STRINGS_PER_PART)
                .isEqualTo(98_256);
        Network network = Network.builder()
                .inputs(inputs)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .seed(inputs)
                .build();
        network.layer(1).b().set(0, 0, 0.1);
        assertSameBits(Model.of(network), 2);
    }

    @Test
    void normalisedLayersGiveTheBitsOfThePredictor() throws Exception {
        Network network = Network.builder()
                .inputs(7)
                .layer(11, Activation.RELU, options -> options.batchNormalization(1e-3, 0.3))
                .layer(9, Activation.GELU, options -> options.layerNormalization(1e-6))
                .layer(
                        40,
                        Activation.TANH,
                        options -> options.batchNormalization().dropout(0.5))
                .layer(3, Activation.SOFTMAX, options -> options.layerNormalization())
                .loss(Loss.CROSS_ENTROPY)
                .seed(5)
                .build();
        SplitMix64 random = SplitMix64.stream(2, "parameters", 0, 0);
        for (int i = 0; i < network.parameters().length; i++) {
            network.parameters()[i] += 0.3 * random.nextGaussian();
        }
        network.forward(OnnxExportTest.normal(7, 50)); // moves the running values

        assertSameBits(Model.of(network), 100);
    }

    @Test
    void aScalerIsPartOfTheProgram() throws Exception {
        Model model = Model.of(OnnxExportTest.random(3, 4, 5, Activation.LINEAR, Activation.LINEAR))
                .withScaler(Scaler.of(new double[] {0.3, -3, 0.1}, new double[] {7, 0.01, -1.0 / 3}));
        Program program = program(model);
        Predictor predictor = model.network().predictor();
        Matrix X = OnnxExportTest.normal(3, 200);
        for (int i = 0; i < X.columns(); i++) {
            double[] x = column(X, i);
            assertBits(
                    program.predict(x),
                    predictor.predict(model.scaler().orElseThrow().apply(x)));
            assertThat(x).containsExactly(column(X, i));
        }
    }

    // ---------------------------------------------------------------- the pipeline

    @Test
    void theScalerOfTheTargetsIsPartOfTheProgram() throws Exception {
        Network network = OnnxExportTest.random(3, 4, 2, Activation.TANH, Activation.LINEAR);
        Scaler targets = Scaler.of(new double[] {220_000, -1e-7}, new double[] {35_123.7, 1.0 / 3});
        Model scaled = Model.of(network).withTargetScaler(targets);
        assertBitsOfThePipeline(scaled);
        assertBitsOfThePipeline(
                scaled.withScaler(Scaler.of(new double[] {0.3, -3, 0.1}, new double[] {7, 0.01, -1.0 / 3})));
        assertThat(program(scaled).predict(1, 2, 3)[0]).isBetween(100_000.0, 400_000.0);
    }

    private void assertBitsOfThePipeline(Model model) throws Exception {
        Program program = program(model);
        Pipeline pipeline = model.pipeline();
        Matrix X = OnnxExportTest.normal(model.network().inputs(), 200);
        for (int i = 0; i < X.columns(); i++) {
            double[] x = column(X, i);
            if (model.classes().isEmpty()) {
                assertBits(program.predict(x), pipeline.predict(x));
            } else {
                Classification classification = pipeline.classify(x);
                assertThat(program.predictClass(x)).isEqualTo(classification.index());
                assertThat(program.classes().get(program.predictClass(x))).isEqualTo(classification.label());
            }
        }
    }

    @Test
    void theClassIsThatOfThePipeline() throws Exception {
        Scaler scaler = Scaler.of(new double[] {0.3, -3, 0.1}, new double[] {7, 0.01, -1.0 / 3});
        assertBitsOfThePipeline(Model.of(OnnxExportTest.random(3, 4, 3, Activation.TANH, Activation.SOFTMAX))
                .withScaler(scaler)
                .withClasses(List.of("a", "b", "c")));
        assertBitsOfThePipeline(Model.of(OnnxExportTest.random(3, 4, 1, Activation.TANH, Activation.SIGMOID))
                .withScaler(scaler)
                .withClasses(List.of("no", "yes")));
        assertBitsOfThePipeline(Model.of(OnnxExportTest.random(3, 4, 1, Activation.RELU, Activation.TANH))
                .withScaler(scaler)
                .withClasses(List.of("no", "yes")));
    }

    @Test
    void numericTargetsAreInNoClass() throws Exception {
        Network two = OnnxExportTest.random(3, 4, 2, Activation.TANH, Activation.LINEAR);
        Network one = OnnxExportTest.random(3, 4, 1, Activation.TANH, Activation.SIGMOID);
        for (Model model : List.of(Model.of(two), Model.of(one).withTargetScaler(Scaler.identity(1)))) {
            Program program = program(model);
            assertThat(program.predict(1, 2, 3)).hasSize(model.network().outputs());
            assertThatThrownBy(() -> program.predictClass(1, 2, 3)).isInstanceOf(NoSuchMethodException.class);
        }
    }

    @Test
    void theEncoderOfATableIsRefused() throws Exception {
        Model fruits = ModelFiles.fruits();
        assertRefused(
                fruits,
                "Fruits",
                "Java source takes numbers, not the rows of a table that TableEncoder of 2 columns → 3 inputs, 3"
                        + " classes encodes; write the model without the encoder, with encoder.scaler() and"
                        + " encoder.classes() or encoder.targetScaler(), and hand over the numbers of encoder.features()");
    }

    @Test
    void whatTheRefusalOfAnEncoderAdvisesGivesItsPipeline() throws Exception {
        Table houses = Table.of(
                List.of("area", "town", "price"),
                new String[] {"50", "a", "100000"},
                new String[] {"75", "b", "230000"},
                new String[] {"90", "a", "270000"});
        TableEncoder encoder = TableEncoder.builder()
                .categorical("town")
                .target("price")
                .standardize()
                .standardizeTargets()
                .fit(houses);
        Network network = OnnxExportTest.random(3, 4, 1, Activation.TANH, Activation.LINEAR);
        Program program =
                program(Model.of(network).withScaler(encoder.scaler()).withTargetScaler(encoder.targetScaler()));

        assertThat(encoder.features()).containsExactly("area", "town=a", "town=b");
        assertBits(
                program.predict(75, 0, 1),
                Model.of(network).withEncoder(encoder).pipeline().predict("75", "b"));
    }

    @Test
    void classNamesComeOverWithQuotesBackslashesAndAllOfUnicode() throws Exception {
        List<String> names = List.of(
                "",
                "a \"b\" 'c'",
                "\\",
                "\\u0041",
                "é\\",
                "\\é\\n",
                "two\nlines\r\n\t\b\f",
                "\0007\177",
                "日本",
                "\uD83D\uDE00",
                "\uD800",
                "*/ ${x} %s");
        Network network = OnnxExportTest.random(2, 3, names.size(), Activation.RELU, Activation.SOFTMAX);

        Program program = program(Model.of(network).withClasses(names));
        assertThat(program.classes()).isEqualTo(names);
        assertThatThrownBy(() -> program.classes().set(0, "x")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void thousandsOfClassNamesComeOver() throws Exception {
        List<String> names =
                IntStream.range(0, 12_345).mapToObj(i -> "class " + i).toList();
        Network network = OnnxExportTest.random(2, 3, names.size(), Activation.RELU, Activation.SOFTMAX);

        Program program = program(Model.of(network).withClasses(names));
        assertThat(program.classes()).isEqualTo(names);
        assertThatThrownBy(() -> program.classes().set(0, "x")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void theFirstOfTheLargestIsThePredictedClass() throws Exception {
        Network network = Network.builder()
                .inputs(3)
                .layer(3, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        Arrays.fill(network.parameters(), 0);
        for (int i = 0; i < 3; i++) {
            network.layer(1).W().set(i, i, 1);
        }
        Program program = program(Model.of(network).withClasses(List.of("a", "b", "c")));
        for (double[] x : new double[][] {{1, 2, 2}, {3, 2, 3}, {0, -0.0, 0}, {-3, -2, -1}}) {
            assertThat(program.predictClass(x)).isEqualTo(network.predictor().predictClass(x));
        }
    }

    @Test
    void oneOutputTellsTwoClassesApartAtOneHalf() throws Exception {
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.SIGMOID)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .build();
        Arrays.fill(network.parameters(), 0);
        network.layer(1).W().set(0, 0, 1);
        Program program = program(Model.of(network).withClasses(List.of("no", "yes")));

        assertThat(program.predictClass(0)).isEqualTo(1);
        assertThat(program.predictClass(-1e-9)).isZero();
        assertThat(program.classes()).containsExactly("no", "yes");
    }

    @Test
    void oneOutputTrainedOnMinusOneAndOneTellsItsClassesApartAtZero() throws Exception {
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.HINGE)
                .build();
        Arrays.fill(network.parameters(), 0);
        network.layer(1).W().set(0, 0, 1);
        Program program = program(Model.of(network).withClasses(List.of("no", "yes")));

        assertThat(program.predictClass(0.3)).isEqualTo(1);
        assertThat(program.predictClass(0)).isEqualTo(1);
        assertThat(program.predictClass(-0.3)).isZero();
    }

    @Test
    void oneOutputWithoutAThresholdHasNoPredictedClass() throws Exception {
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();

        assertThatThrownBy(() -> program(Model.of(network)).predictClass(1)).isInstanceOf(NoSuchMethodException.class);
        assertThatThrownBy(() -> program(Model.of(network).withClasses(List.of("no", "yes"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the model has the classes [no, yes] for one output, linear with squaredError, which has no"
                        + " threshold between them; write the model without classes");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsInNoClass(double value) throws Exception {
        Network network = OnnxExportTest.random(3, 4, 3, Activation.TANH, Activation.SOFTMAX);
        Program program = program(Model.of(network));
        for (int i = 0; i < 3; i++) {
            double[] x = {0.1, 0.2, 0.3};
            x[i] = value;
            String message = "predictClass: x[" + i + "] is " + value + "; every value must be finite";
            assertThatThrownBy(() -> program.predictClass(x))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> network.predictor().predictClass(x))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void outputsThatOverflowAreInNoClass() throws Exception {
        Network network = Network.builder()
                .inputs(1)
                .layer(2, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        network.layer(1).W().set(0, 0, 1);
        network.layer(1).W().set(1, 0, 1e300);
        String message = "predictClass: a[1] is Infinity; every value must be finite";

        assertThatThrownBy(() -> program(Model.of(network).withClasses(List.of("a", "b")))
                        .predictClass(1e10))
                .hasMessage(message);
        assertThatThrownBy(() -> network.predictor().predictClass(1e10)).hasMessage(message);
    }

    @Test
    void layerNormalizationOfExtremeNumbersHasTheBitsOfThePredictor() throws Exception {
        Network network = Network.builder()
                .inputs(3)
                .layer(3, Activation.LINEAR, options -> options.layerNormalization())
                .loss(Loss.SQUARED_ERROR)
                .build();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                network.layer(1).W().set(i, j, i == j ? 1 : 0);
            }
        }
        Program program = program(Model.of(network));
        for (double[] x : new double[][] {
            {1e200, 2e200, 3e200},
            {1e308, -1e308, 1e308},
            {1e13, 1e13, 1e13},
            {1e15, 1e15 + 1, 1e15 + 2},
            {0, 0, 0},
            {1, 2, 4}
        }) {
            assertBits(program.predict(x), network.predictor().predict(x));
        }
    }

    @Test
    void anotherNumberOfInputsIsRefused() throws Exception {
        Program program = program(Model.of(OnnxExportTest.random(3, 4, 5, Activation.TANH, Activation.SOFTMAX)));
        assertThatThrownBy(() -> program.predict(1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("predict: x has 2 values; the network has 3 inputs");
    }

    @Test
    void anyNumberOfThreadsMayPredict() throws Exception {
        Network network = OnnxExportTest.random(30, 40, 5, Activation.GELU, Activation.SOFTMAX);
        Program program = program(Model.of(network));
        Matrix X = OnnxExportTest.normal(30, 500);
        Matrix A = network.predict(X);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> tasks = Collections.nCopies(8, () -> {
                for (int i = 0; i < X.columns(); i++) {
                    assertBits(program.predict(column(X, i)), column(A, i));
                }
                return null;
            });
            for (Future<Void> future : threads.invokeAll(tasks)) {
                future.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void theClassStandsInItsPackageAndTheFileWhereItIsLookedFor() throws Exception {
        Network network = OnnxExportTest.random(3, 4, 5, Activation.TANH, Activation.SOFTMAX);
        Path file = JavaSource.write(network, "com.example.zahlen.Größe", folder);

        assertThat(file).isEqualTo(folder.resolve("com/example/zahlen/Größe.java"));
        assertBits(
                compile("com.example.zahlen.Größe").predict(1, 2, 3),
                network.predictor().predict(1, 2, 3));
    }

    @Test
    @Tag("slow")
    void aLargeNetworkGivesTheBitsOfThePredictor() throws Exception {
        Network network = Network.builder()
                .inputs(784)
                .layer(1024, Activation.RELU)
                .layer(1024, Activation.SILU)
                .layer(10, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(3)
                .build();
        assertSameBits(Model.of(network), 3);
    }

    @Test
    @Tag("slow")
    void everyJvmGivesTheSameBits() throws Exception {
        Network network = Network.builder()
                .inputs(5)
                .layer(40, Activation.GELU, options -> options.biasInitializer(Initializer.GLOROT_NORMAL))
                .layer(20, Activation.SOFTPLUS, options -> options.layerNormalization())
                .layer(20, Activation.elu(0.7))
                .layer(4, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(9)
                .build();
        JavaSource.write(network, "Net", folder);
        Files.writeString(
                folder.resolve("Run.java"),
                "public class Run {\n"
                        + "    public static void main(String[] args) {\n"
                        + "        for (int i = 0; i < 20_000; i++) {\n"
                        + "            double[] a = Net.predict(i * 0.001, -i * 0.01, i % 7 - 3.5, 1.0 / (i + 1), i *"
                        + " 1e-6);\n"
                        + "            for (double value : a) {\n"
                        + "                System.out.println(Long.toHexString(Double.doubleToLongBits(value)));\n"
                        + "            }\n"
                        + "        }\n"
                        + "    }\n"
                        + "}\n");
        compile("Net", "Run");
        StringBuilder expected = new StringBuilder();
        Predictor predictor = network.predictor();
        for (int i = 0; i < 20_000; i++) {
            double[] a = predictor.predict(i * 0.001, -i * 0.01, i % 7 - 3.5, 1.0 / (i + 1), i * 1e-6);
            for (double value : a) {
                expected.append(Long.toHexString(Double.doubleToLongBits(value)))
                        .append('\n');
            }
        }
        for (Jvm jvm : Jvm.installed()) {
            assertThat(jvm.run(List.of(), folder.resolve("classes").toString(), "Run"))
                    .isEqualTo(expected.toString());
        }
    }

    // ---------------------------------------------------------------- the text

    @Test
    void theSourceHasTheFunctionsThatTheNetworkNeedsAndNoOthers() throws Exception {
        assertThat(source(Model.of(OnnxExportTest.random(3, 4, 2, Activation.RELU, Activation.LINEAR))))
                .contains("double[] relu(", "double[] affine(")
                .doesNotContain("Base64", "exp", "softmax", "import", "Scaler");
        assertThat(source(Model.of(OnnxExportTest.random(3, 4, 2, Activation.RELU, Activation.SOFTMAX))))
                .contains("double exp(double x)")
                .doesNotContain("double expm1(", "double log(", "double erfc(", "double sigmoid(");
    }

    @ParameterizedTest
    @MethodSource("activations")
    void theSourceIsOfAsciiWithoutEscapesOrOverlongLines(Activation g) throws Exception {
        String source = source(Model.of(OnnxExportTest.random(30, 40, 7, g, g)));
        assertThat(source).matches("[\\n -~]*").doesNotContain("\\u");
        assertThat(source.lines()).allMatch(line -> line.length() <= 130);
    }

    @Test
    void theSameModelGivesTheSameText() throws Exception {
        Model model = Model.of(OnnxExportTest.random(30, 40, 7, Activation.TANH, Activation.SOFTMAX));
        assertThat(source(model)).isEqualTo(source(model));
    }

    @Test
    void aSmallNetworkReadsLikeThis() throws Exception {
        Network network = OnnxExportTest.random(2, 3, 2, Activation.RELU, Activation.LINEAR);
        for (int i = 0; i < network.parameters().length; i++) {
            network.parameters()[i] = i / 4.0;
        }
        Model model = Model.of(network)
                .withScaler(Scaler.of(new double[] {1, 2}, new double[] {3, 4}))
                .withClasses(List.of("no", "yes"));
        assertThat(source(model)).isEqualTo(Files.readString(Path.of("src/test/resources/source/Net.java")));
    }

    // ---------------------------------------------------------------- what is refused

    @Test
    void anActivationOfOnesOwnIsRefusedByName() {
        Activation own = Activation.of("relu", z -> Math.max(z, 0), z -> z > 0 ? 1 : 0);
        assertRefused(
                Model.of(OnnxExportTest.random(3, 4, 5, own, Activation.LINEAR)),
                "Net",
                "layer 1 (3→4, relu): Java source has no activation \"relu\"; it is your own. Use one of those in"
                        + " Activation");
    }

    @Test
    void whatIsNotFiniteIsRefused() {
        Network network = OnnxExportTest.random(3, 4, 5, Activation.TANH, Activation.LINEAR);
        network.layer(2).W().set(1, 1, Double.NaN);
        assertRefused(Model.of(network), "Net", "W of Layer2 holds NaN; a model file holds finite numbers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "my-net",
                "3Net",
                "com..Net",
                "Net.",
                ".Net",
                "com.class.Net",
                "record",
                "a/b",
                "com.é ",
                "var",
                "yield",
                "sealed",
                "permits",
                "_",
                "com._.Net",
                "com.true.Net",
                "N\u0001et",
                "N\u00ADet",
                "com.a\u200Bb.Net",
                "\uD835",
                "Net\uFEFF"
            })
    void whatNamesNoClassIsRefused(String name) {
        assertRefused(
                Model.of(OnnxExportTest.random(3, 4, 5, Activation.TANH, Activation.LINEAR)),
                name,
                Words.quoted(name) + " names no class; a name is like Digits or com.example.Digits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Math",
                "com.example.Layer1",
                "Base64",
                "Scaler",
                "Targets",
                "Long",
                "a.StrictMath",
                "String",
                "Names1",
                "Part7"
            })
    void aNameThatHidesAnotherIsRefused(String name) {
        assertRefused(
                Model.of(OnnxExportTest.random(3, 4, 5, Activation.TANH, Activation.LINEAR)),
                name,
                "a class \"" + name.replaceAll(".*\\.", "")
                        + "\" would hide another one that the source uses; choose another name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.Net", "java.lang.Foo", "java.util.List"})
    void aPackageOfJavaIsRefused(String name) {
        assertRefused(
                Model.of(OnnxExportTest.random(3, 4, 5, Activation.TANH, Activation.LINEAR)),
                name,
                "the class \"" + name + "\" would be in a package of Java itself, where no JVM loads it; choose another"
                        + " package");
    }

    @Test
    void aNameThatIsTooLongForClassFilesIsRefused() throws Exception {
        Model model = Model.of(OnnxExportTest.random(30, 40, 5, Activation.TANH, Activation.SOFTMAX));
        String longest = "é".repeat(100);
        JavaSource.write(model, longest, folder);
        assertThat(compile(longest).predict(new double[30])).hasSize(5);
        assertRefused(
                model,
                longest + "N",
                "the class name " + Words.quoted(longest + "N")
                        + " has 201 bytes; at most 200 leave room in the names of class files");
    }

    /** Compiled with all that a source may need: a name is refused, or does no harm. */
    @Test
    void theNameOfAnyClassOfJavaLangCompilesOrIsRefused() throws Exception {
        NetworkBuilder builder = Network.builder().inputs(2);
        activations()
                .filter(g -> !g.equals(Activation.SOFTMAX))
                .forEach(g -> builder.layer(2, g, options -> options.layerNormalization()));
        Network network = builder.layer(501, Activation.SOFTMAX, options -> options.batchNormalization())
                .loss(Loss.CROSS_ENTROPY)
                .build();
        Model model = Model.of(network)
                .withScaler(Scaler.identity(2))
                .withClasses(IntStream.range(0, 501).mapToObj(i -> "class " + i).toList());
        List<String> names =
                new ArrayList<>(List.of("Net$", "$", "W", "a", "exp", "module", "open", "with", "ℒ", "\uD835\uDCB3"));
        Path javaLang = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.base/java/lang");
        try (Stream<Path> classes = Files.list(javaLang)) {
            classes.map(path -> path.getFileName().toString())
                    .filter(file -> file.matches("[A-Z]\\w*\\.class"))
                    .map(file -> file.substring(0, file.length() - 6))
                    .forEach(names::add);
        }
        assertThat(names).hasSizeGreaterThan(100);
        List<String> written = new ArrayList<>();
        for (String name : names) {
            String inItsOwnPackage = "p" + written.size() + "." + name; // Object would be that of the others, too
            try {
                JavaSource.write(model, inItsOwnPackage, folder);
                written.add(inItsOwnPackage);
            } catch (IllegalArgumentException e) {
                assertThat(e)
                        .hasMessage("a class \"" + name
                                + "\" would hide another one that the source uses; choose another name");
            }
        }
        assertThat(written).hasSizeGreaterThan(names.size() - 10);
        compile(written.toArray(String[]::new));
    }

    @Test
    void aClassNameThatNoClassFileHoldsIsRefused() throws Exception {
        Network network = OnnxExportTest.random(2, 3, 2, Activation.RELU, Activation.SOFTMAX);
        Model longest = Model.of(network).withClasses(List.of("a", "é".repeat(32_767) + "b"));
        assertThat(program(longest).classes()).isEqualTo(longest.classes());
        Model ascii = Model.of(network).withClasses(List.of("a".repeat(65_534), "b"));
        assertThat(program(ascii).classes()).isEqualTo(ascii.classes());
        assertRefused(
                Model.of(network).withClasses(List.of("a".repeat(65_535), "b")),
                "Other",
                "class name 0 has 65535 characters; javac takes at most 65534 in a constant");

        assertRefused(
                Model.of(network).withClasses(List.of("a", "é".repeat(32_768))),
                "Other",
                "class name 1 takes 65536 bytes in a class file; a constant there holds at most 65535");
    }

    @Test
    void moreThanClassFilesAndCompilersHoldIsRefused() {
        JavaProgram.requireFit(10_000, 50_000_000);
        assertThatThrownBy(() -> JavaProgram.requireFit(2, 50_000_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the network has 50000001 parameters; Java source holds at most 50000000, for which javac takes"
                                + " 8 GB");
        NetworkBuilder deep = Network.builder().inputs(1).loss(Loss.SQUARED_ERROR);
        for (int l = 1; l <= 10_001; l++) {
            deep.layer(1, Activation.RELU);
        }
        assertRefused(Model.of(deep.build()), "Net", "the network has 10001 layers; Java source holds at most 10000");
    }

    private void assertRefused(Model model, String name, String message) {
        assertThatThrownBy(() -> JavaSource.write(model, name, folder.resolve("refused")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThat(folder.resolve("refused")).doesNotExist();
    }

    // ---------------------------------------------------------------- compiled and called

    /** The class that was written, loaded where nothing but the JDK is seen. */
    private record Program(Class<?> type) {
        double[] predict(double... x) throws Exception {
            return (double[]) call("predict", x);
        }

        int predictClass(double... x) throws Exception {
            return (int) call("predictClass", x);
        }

        List<String> classes() throws ReflectiveOperationException {
            List<String> names = new ArrayList<>();
            Object field = type.getField("CLASSES").get(null);
            ((List<?>) field).forEach(name -> names.add((String) name));
            return Collections.unmodifiableList(names);
        }

        private Object call(String method, double[] x) throws Exception {
            try {
                return type.getMethod(method, double[].class).invoke(null, (Object) x);
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
    }

    private void assertSameBits(Model model, int examples) throws Exception {
        Program program = program(model);
        Predictor predictor = model.network().predictor();
        Matrix X = OnnxExportTest.normal(model.network().inputs(), examples);
        for (int i = 0; i < examples; i++) {
            double[] x = column(X, i);
            double[] before = x.clone();
            assertBits(program.predict(x), predictor.predict(x));
            if (predictor.hasProbabilities() || predictor.threshold().isPresent()) {
                assertThat(program.predictClass(x)).isEqualTo(predictor.predictClass(x));
            }
            assertThat(x).containsExactly(before);
        }
    }

    private static void assertBits(double[] actual, double[] expected) {
        assertThat(bits(actual)).containsExactly(bits(expected));
    }

    /** Every NaN as the same one. */
    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToLongBits).toArray();
    }

    private static double[] column(Matrix X, int j) {
        return IntStream.range(0, X.rows()).mapToDouble(i -> X.get(i, j)).toArray();
    }

    private String source(Model model) throws IOException {
        return Files.readString(JavaSource.write(model, "Net", folder), UTF_8);
    }

    private Program program(Model model) throws IOException {
        JavaSource.write(model, "Net", folder);
        return compile("Net");
    }

    /** Compiles the files as Java 9, with all warnings as errors, and loads the first. */
    private Program compile(String... classNames) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<Path> files = Arrays.stream(classNames)
                .map(name -> folder.resolve(name.replace('.', '/') + ".java"))
                .toList();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, UTF_8)) {
            List<String> options =
                    List.of("--release", "9", "-Xlint:all", "-Werror", "-proc:none", "-d", classes.toString());
            boolean compiled = compiler.getTask(
                            messages, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
        URL[] path = {classes.toUri().toURL()};
        try {
            return new Program(new URLClassLoader(path, ClassLoader.getPlatformClassLoader()).loadClass(classNames[0]));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
