package io.github.bp4j.model;

import static io.github.bp4j.model.OnnxExportTest.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.onnxruntime.OrtException;
import io.github.bp4j.Activation;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.data.Scaler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others export means here what it means to them; the files are those of src/test/python/onnx_models.py. */
class OnnxImportTest {
    static final Path FILES = Path.of("src/test/resources/onnx");

    @TempDir
    Path folder;

    /** A file, and what its framework computed: X and A, one column an example. */
    record Golden(String name, Matrix X, Matrix A) {
        Path file() {
            return FILES.resolve(name + ".onnx");
        }

        boolean isFloat64() {
            return name.contains("64");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Golden> goldens() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".onnx"))
                    .map(name -> golden(name.replace(".onnx", "")))
                    .sorted((a, b) -> a.name.compareTo(b.name))
                    .toList()
                    .stream();
        }
    }

    static Golden golden(String name) {
        try {
            List<String[]> lines = Files.readAllLines(FILES.resolve(name + ".txt")).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" : ", -1))
                    .toList();
            return new Golden(name, columns(lines, 0), columns(lines, 1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Matrix columns(List<String[]> lines, int side) {
        double[][] rows = lines.stream()
                .map(line -> Arrays.stream(line[side].split(" ", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
        return Matrix.ofRows(rows).transpose();
    }

    @Test
    void thereAreFilesOfEachExporter() throws IOException {
        assertThat(goldens().map(golden -> golden.name.replaceAll("-.*", "")).distinct())
                .containsExactly("handmade", "keras", "sklearn", "torch113", "torch213");
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void predictsWhatTheFrameworkDid(Golden golden) throws IOException {
        Matrix A = predict(Onnx.read(golden.file()), golden.X());

        assertClose(A, golden.A(), golden.isFloat64() ? 1e-12 : 1e-5, golden.isFloat64() ? 1e-15 : 1e-6);
    }

    /** Files that ONNX Runtime cannot run: LeakyRelu and the like, and ZipMap, in float64. */
    private static final String NOT_RUN = "torch(113|213|213-dynamo)-float64|sklearn-minmax64";

    @ParameterizedTest
    @MethodSource("goldens")
    void predictsWhatOnnxRuntimeDoes(Golden golden) throws IOException, OrtException {
        Model model = Onnx.read(golden.file());
        String output = OnnxFile.read(Files.readAllBytes(golden.file())).outputs().stream()
                .map(OnnxFile.Port::name)
                .reduce((first, last) -> last) // labels come first
                .orElseThrow();
        if (golden.name().matches(NOT_RUN)) {
            assertThatThrownBy(() -> Reference.run(golden.file(), output, golden.X()))
                    .isInstanceOf(OrtException.class)
                    .hasMessageMatching("(?s).*(NOT_IMPLEMENTED|INVALID_GRAPH).*");
            return;
        }
        Matrix expected = Reference.run(golden.file(), output, golden.X());

        assertClose(
                predict(model, golden.X()),
                expected,
                golden.isFloat64() ? 1e-12 : 1e-5,
                golden.isFloat64() ? 1e-15 : 1e-6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "handmade-constants64  | sigmoid linear",
                "handmade-late         | silu softmax",
                "handmade-scaled64     | relu linear",
                "keras-activations     | silu selu elu(1.0) leakyRelu(0.2) softplus sigmoid",
                "keras-image           | relu sigmoid softmax",
                "keras-mlp11           | relu tanh softmax",
                "sklearn-names         | relu relu softmax",
                "sklearn-binary        | sigmoid sigmoid",
                "sklearn-regressor     | relu linear",
                "sklearn-regressor64   | linear linear linear",
                "torch113-mlp          | relu tanh linear",
                "torch113-image        | relu sigmoid softmax",
                "torch113-binary       | gelu silu sigmoid",
                "torch213-binary       | gelu silu sigmoid",
                "torch213-dynamo-binary| gelu silu sigmoid",
                "torch113-float64      | elu(0.7) selu leakyRelu(0.02) softplus gelu linear",
                "torch213-dynamo-float64| elu(0.7) selu leakyRelu(0.02) softplus gelu linear",
                "torch113-prelu        | leakyRelu(0.25) linear",
                "torch113-activations  | softsign mish hardSigmoid hardSilu celu(0.7) relu6 hardTanh geluTanh logSigmoid linear",
                "torch113-layernorm    | relu tanh linear"
            })
    void theLayersAreThoseOfTheModel(String name, String activations) throws IOException {
        Network network = Onnx.read(FILES.resolve(name + ".onnx")).network();

        assertThat(network.layers())
                .extracting(layer -> layer.activation().name())
                .containsExactly(activations.split(" "));
        assertThat(network.loss())
                .isEqualTo(
                        Names.usualLoss(network.layer(network.layers().size()).activation()));
    }

    @ParameterizedTest
    @CsvSource({
        "sklearn-names,      setosa versicolor virginica",
        "sklearn-minmax64,   7 8 9",
        "sklearn-standard64, 0 1 2",
        "sklearn-binary,     0 1",
        "sklearn-binary64,   versicolor virginica",
        "sklearn-regressor,  ''"
    })
    void theClassesOfScikitLearnHaveTheirNames(String name, String classes) throws IOException {
        assertThat(String.join(" ", Onnx.read(FILES.resolve(name + ".onnx")).classes()))
                .isEqualTo(classes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sklearn-standard64", "sklearn-minmax64", "sklearn-names", "handmade-scaled64", "torch113-binary"
            })
    void whatScalesTheInputBecomesTheScaler(String name) throws IOException {
        assertThat(Onnx.read(FILES.resolve(name + ".onnx")).scaler()).isPresent();
    }

    @Test
    void theScalerOfScikitLearnIsExact() throws IOException {
        // StandardScaler().fit(load_iris().data): mean_, and scale_ by its square
        Scaler scaler =
                Onnx.read(FILES.resolve("sklearn-standard64.onnx")).scaler().orElseThrow();
        assertThat(scaler.shift())
                .containsExactly(5.843333333333335, 3.057333333333334, 3.7580000000000027, 1.199333333333334);
        assertThat(scaler.scale())
                .containsExactly(0.8253012917851409, 0.43441096773549437, 1.7594040657753032, 0.7596926279021594);
    }

    // ---------------------------------------------------------------- what is no chain

    private static final String LAYERS_ARE = ". bp4j reads chains of layers: Gemm, MatMul, Add, Sub, Mul, Div, Neg,"
            + " BatchNormalization, LayerNormalization, Scaler; Relu, LeakyRelu, PRelu with one slope, ThresholdedRelu, Elu,"
            + " Selu, Celu, Gelu, Softplus, Mish, Swish, HardSwish, Sigmoid, HardSigmoid, Tanh, Softsign, Clip, Shrink, Exp, Sin,"
            + " Softmax, and the same written out, as x · Sigmoid(x); Identity, Dropout, Cast, Flatten, Reshape, Transpose where"
            + " they change nothing";

    private static GraphFile graph() {
        return new GraphFile().layer();
    }

    /** A layer z, and a function of bp4j to apply to it. */
    private static GraphFile withFunction(OnnxFunction function) {
        return graph().node("Gemm", "x W b", "z")
                .other(8, OnnxNodes.operatorSet(OnnxFunction.DOMAIN, 1))
                .other(25, function.message());
    }

    static Stream<Arguments> refused() {
        String z = "x W b";
        return Stream.of(
                arguments(graph().node("Conv", "x W", "y"), "node \"y\" (Conv) is not supported" + LAYERS_ARE),
                arguments(
                        graph().node("Gemm", z, "z").node("Add", "z x", "y"),
                        "node \"y\" (Add) combines two values that both depend on the input; a chain of layers has one way"
                                + " through" + LAYERS_ARE),
                arguments(
                        graph().node("Gemm", z, "z").node("LogSoftmax", "z", "y"),
                        "node \"y\" (LogSoftmax) gives logarithms of probabilities; export the model with Softmax, or with"
                                + " neither"),
                arguments(
                        graph().node("Gemm", z, "y", OnnxNodes.attribute("transA", 1)),
                        "node \"y\" (Gemm): transA is on; one row should be one example"),
                arguments(
                        graph().node("MatMul", "W x", "y"),
                        "node \"y\" (MatMul) has the constant on the left; one row should be one example"),
                arguments(
                        graph().node("MatMul", "x b", "y"),
                        "node \"y\" (MatMul): tensor \"b\" (DOUBLE [2]) should have two dimensions, both at least 1"),
                arguments(
                        graph().node("Relu", "x", "y"),
                        "node \"y\" (Relu) is an activation that does not follow a Gemm or MatMul; each layer has both"),
                arguments(
                        graph().node("Gemm", z, "z").node("Relu", "z", "a").node("Tanh", "a", "y"),
                        "node \"y\" (Tanh) is an activation that does not follow a Gemm or MatMul; each layer has both"),
                arguments(
                        graph().node("Gemm", z, "z").node("Relu", "z", "a").node("Mul", "a b", "y"),
                        "node \"y\" (Mul) scales or shifts what an activation gave, and no layer follows to take it in"),
                arguments(
                        graph().node("Identity", "x", "y"),
                        "graph: there is no Gemm or MatMul on the way from input to output"),
                arguments(
                        graph().node("Identity", "b", "y"),
                        "graph: its output does not depend on its input \"x\" but on \"y\" alone"),
                arguments(
                        graph().input(GraphFile.port("x", 11, 3)).node("Gemm", z, "y"),
                        "node \"y\" (Gemm) expects 2 inputs; it is given 3"),
                arguments(
                        graph().tensor("c", new double[3], 3)
                                .node("MatMul", "x W", "z")
                                .node("Add", "z c", "y"),
                        "node \"y\" (Add) has 3 numbers for 2 features"),
                arguments(
                        graph().tensor("c", new double[3], 3).node("Gemm", "x W c", "y"),
                        "node \"y\" (Gemm): C has 3 numbers for 2 units"),
                arguments(
                        graph().tensor("c", new double[2], 2, 1)
                                .node("MatMul", "x W", "z")
                                .node("Add", "z c", "y"),
                        "node \"y\" (Add): tensor \"c\" (DOUBLE [2, 1]) should be one number, or one for each feature"),
                arguments(
                        graph().node("Div", "b x", "z").node("Gemm", "z W b", "y"),
                        "node \"z\" (Div) divides a constant by a value; the other way is supported"),
                arguments(
                        graph().tensor("c", new double[2], 2)
                                .node("Mul", "x c", "z")
                                .node("Gemm", "z W b", "y"),
                        "node \"z\" (Mul): feature 0 is scaled to 0 or beyond the largest number; neither is supported"),
                arguments(
                        graph().node("Gemm", z, "z")
                                .node("Transpose", "z", "y", OnnxNodes.attribute("perm", new long[] {1, 0})),
                        "node \"y\" (Transpose) moves the numbers of an example; a Transpose that changes nothing is supported,"
                                + " and one of constant weights"),
                arguments(
                        graph().integers("s", -1, 1).node("Reshape", "x s", "z").node("Gemm", "z W b", "y"),
                        "node \"z\" (Reshape) makes rows of 1; an example has 2 numbers here, and should keep them in one row"),
                arguments(
                        graph().integers("s", 1, -1).node("Reshape", "x s", "z").node("Gemm", "z W b", "y"),
                        "node \"z\" (Reshape): the shape [1, -1] is not that of a batch of rows, [-1, features]"),
                arguments(
                        graph().node("Flatten", "x", "z", OnnxNodes.attribute("axis", 0))
                                .node("Gemm", "z W b", "y"),
                        "node \"z\" (Flatten): axis is 0; 1 is supported"),
                arguments(
                        graph().node("Gemm", z, "z").node("Softmax", "z", "y", OnnxNodes.attribute("axis", 0)),
                        "node \"y\" (Softmax): axis is 0; 1 and -1 are supported"),
                arguments(
                        graph().node("Gemm", z, "z").node("Gelu", "z", "y", GraphFile.text("approximate", "log")),
                        "node \"y\" (Gelu) is approximated by \"log\"; \"none\" and \"tanh\" are supported"),
                arguments(
                        withFunction(OnnxFunction.ELU).node("io.github.bp4j.Elu", "z b", "y"),
                        "node \"y\" (io.github.bp4j.Elu): alpha has 2 elements; it should be one number"),
                arguments(
                        withFunction(OnnxFunction.CELU)
                                .tensor("alpha", new double[] {-2})
                                .node("io.github.bp4j.Celu", "z alpha", "y"),
                        "node \"y\" (io.github.bp4j.Celu): alpha must be finite and above 0; got -2.0"),
                arguments(
                        withFunction(OnnxFunction.BATCH_NORMALIZATION)
                                .tensor("c", new double[3], 3)
                                .node("io.github.bp4j.BatchNormalization", "z b b c b c", "y"),
                        "node \"y\" (io.github.bp4j.BatchNormalization): epsilon has 3 elements; it should be one number"),
                arguments(
                        withFunction(OnnxFunction.BATCH_NORMALIZATION)
                                .tensor("c", new double[3], 3)
                                .tensor("epsilon", new double[] {1})
                                .node("io.github.bp4j.BatchNormalization", "z b b c b epsilon", "y"),
                        "node \"y\" (io.github.bp4j.BatchNormalization): scale, B, mean and variance have 2, 2, 3 and 2 elements;"
                                + " they should have as many"),
                arguments(
                        graph().node("Gemm", z, "z").node("HardSigmoid", "z", "y"),
                        "node \"y\" (HardSigmoid) has alpha 0.2 and beta 0.5; 1/6 and 0.5 are supported"),
                arguments(
                        graph().node("Gemm", z, "z").node("Shrink", "z", "y", OnnxNodes.attribute("bias", 0.1f)),
                        "node \"y\" (Shrink): bias is 0.1; 0 (hardShrink) and lambd, 0.5 (softShrink), are supported"),
                arguments(
                        graph().tensor("5", new double[] {5})
                                .node("Gemm", z, "z")
                                .node("Clip", "z  5", "y"),
                        "node \"y\" (Clip) clips to -Infinity … 5.0; 0 … 6 (relu6), -1 … 1 (hardTanh) and 0 … ∞ (relu) are"
                                + " supported"),
                arguments(
                        graph().node("Gemm", z, "z").node("Celu", "z", "y", OnnxNodes.attribute("alpha", -1f)),
                        "node \"y\" (Celu): alpha must be finite and above 0; got -1.0"),
                arguments(
                        graph().node("Gemm", z, "z").node("Relu", "z", "a").node("LayerNormalization", "a b b", "y"),
                        "node \"y\" (LayerNormalization) does not follow a Gemm or MatMul; a layer is normalised once, before its"
                                + " activation"),
                arguments(
                        graph().node("Gemm", z, "z")
                                .node("LayerNormalization", "z b b", "n")
                                .node("LayerNormalization", "n b b", "y"),
                        "node \"y\" (LayerNormalization) does not follow a Gemm or MatMul; a layer is normalised once, before its"
                                + " activation"),
                arguments(
                        graph().node("Gemm", z, "z")
                                .node("LayerNormalization", "z b", "y", OnnxNodes.attribute("axis", 0)),
                        "node \"y\" (LayerNormalization): axis is 0; 1 and -1 are supported"),
                arguments(
                        graph().tensor("c", new double[3], 3)
                                .node("Gemm", z, "z")
                                .node("LayerNormalization", "z c", "y"),
                        "node \"y\" (LayerNormalization) has 3 numbers for 2 features"),
                arguments(
                        graph().tensor("c", new double[3], 3)
                                .node("Gemm", z, "z")
                                .node("LayerNormalization", "z b c", "y"),
                        "node \"y\" (LayerNormalization): scale and B have 2 and 3 elements; they should have as many"),
                arguments(
                        graph().node("Gemm", z, "z")
                                .node("LayerNormalization", "z b", "y", OnnxNodes.attribute("epsilon", 0f)),
                        "graph: layerNormalization: epsilon must be finite and above 0; got 0.0"),
                arguments(
                        graph().node("Gemm", z, "y")
                                .other(
                                        14,
                                        new WireWriter()
                                                .string(1, "bp4j.dropout")
                                                .string(2, "1.0")),
                        "graph: dropout: p must be at least 0 and below 1; got 1.0"),
                arguments(
                        graph().node("Gemm", z, "y")
                                .other(
                                        14,
                                        new WireWriter()
                                                .string(1, "bp4j.maxNorm")
                                                .string(2, "-1.0")),
                        "property bp4j.maxNorm is \"-1.0\"; it should be 1 numbers from 0 on, one for each layer"),
                arguments(
                        graph().node("Gemm", z, "y")
                                .other(
                                        14,
                                        new WireWriter()
                                                .string(1, "bp4j.passes")
                                                .string(2, "-1")),
                        "graph: passes must be at least 0; got -1"),
                arguments(
                        graph().node("Gemm", z, "z")
                                .node("BatchNormalization", "z b b b b", "y")
                                .other(
                                        14,
                                        new WireWriter()
                                                .string(1, "bp4j.momentum")
                                                .string(2, "0")),
                        "graph: batchNormalization: momentum must be above 0 and at most 1; got 0.0"),
                arguments(
                        graph().node("Gemm", z, "z").node("PRelu", "z b", "y"),
                        "node \"y\" (PRelu) has the slopes 5.0 and 6.0; one for all neurons is supported"),
                arguments(
                        graph().node("Gemm", z, "z").node("Selu", "z", "y", OnnxNodes.attribute("alpha", 1.5f)),
                        "node \"y\" (Selu) has other constants than SELU's 1.67326 and 1.05070"),
                arguments(
                        graph().node("Gemm", z, "z").node("Swish", "z", "y", OnnxNodes.attribute("alpha", 2f)),
                        "node \"y\" (Swish): alpha is 2.0; 1 is supported"),
                arguments(
                        graph().node("Gemm", z, "z").node("Relu", "z", "y", OnnxNodes.attribute("cap", 6)),
                        "node \"y\" (Relu) has the attribute \"cap\"; bp4j knows none for this operator"),
                arguments(
                        graph().node("Gemm", z, "z")
                                .node("BatchNormalization", "z b b b b", "y", OnnxNodes.attribute("training_mode", 1)),
                        "node \"y\" (BatchNormalization): training_mode is on; export the model for inference"),
                arguments(
                        graph().node("Gemm", "x W", "z")
                                .tensor("v", new double[] {-1, 1}, 2)
                                .node("BatchNormalization", "z b b b v", "y"),
                        "node \"y\" (BatchNormalization): variance + epsilon is -0.99999 at index 0"),
                arguments(
                        graph().node("Gemm", z, "z").node("Cast", "z", "y", OnnxNodes.attribute("to", 7)),
                        "node \"y\" (Cast) goes to INT64; FLOAT and DOUBLE are supported"),
                arguments(
                        graph().integers("i", 1, 2).node("MatMul", "x W", "z").node("Add", "z i", "y"),
                        "tensor \"i\" (INT64 [2]) is of type INT64; FLOAT and DOUBLE are supported here"),
                arguments(
                        graph().node("Gemm", "x z b", "y"),
                        "model: graph: node \"y\" (Gemm) reads \"z\", which nothing before it writes"),
                arguments(
                        graph().input(GraphFile.port("x", 11)).node("Gemm", z, "y"),
                        "graph: input \"x\" has 1 dimensions; at least 2 are needed, the first for the batch"),
                arguments(
                        graph().opset(6).node("Gemm", z, "y"),
                        "model: its operator set (opset) is version 6; 7 to 28 are supported"),
                arguments(
                        graph().opset(99).node("Gemm", z, "y"),
                        "model: its operator set (opset) is version 99; 7 to 28 are supported"),
                arguments(
                        graph().node("ai.onnx.ml.Scaler", z, "y"),
                        "model: node \"y\" (ai.onnx.ml.Scaler): its operator set \"ai.onnx.ml\" is not imported"),
                arguments(
                        graph().node("Gemm", z, "z")
                                .node("Relu", "z", "y")
                                .other(25, new WireWriter().string(1, "Relu")),
                        "model: function: it defines the operator \"Relu\" itself; ONNX's own meaning is supported"),
                arguments(
                        graph().node("Gemm", z, "z")
                                .node("io.github.bp4j.Gelu", "z", "y")
                                .other(8, OnnxNodes.operatorSet("io.github.bp4j", 1)),
                        "node \"y\" (io.github.bp4j.Gelu) is a function that this file does not define" + LAYERS_ARE),
                arguments(
                        graph().node("Gemm", z, "z")
                                .node("io.github.bp4j.Gelu", "z", "y")
                                .other(8, OnnxNodes.operatorSet("io.github.bp4j", 1))
                                .other(25, new WireWriter().string(1, "Gelu").string(10, "io.github.bp4j")),
                        "node \"y\" (io.github.bp4j.Gelu) is a function of this file" + LAYERS_ARE),
                arguments(
                        graph().node("Gemm", z, "y")
                                .other(
                                        14,
                                        new WireWriter()
                                                .string(1, "bp4j.format")
                                                .string(2, "2")),
                        "property bp4j.format is 2; this release of bp4j reads up to 1"),
                arguments(
                        graph().node("Gemm", z, "y")
                                .other(
                                        14,
                                        new WireWriter().string(1, "bp4j.loss").string(2, "huber(-1)")),
                        "property bp4j.loss is \"huber(-1)\", which is no loss of bp4j"),
                arguments(
                        graph().node("Gemm", z, "y")
                                .other(14, new WireWriter().string(1, "bp4j.l2").string(2, "1 2")),
                        "property bp4j.l2 is \"1 2\"; it should be 1 numbers from 0 on, one for each layer"),
                arguments(
                        graph().node("Gemm", z, "y")
                                .other(
                                        14,
                                        new WireWriter()
                                                .string(1, "bp4j.class.0")
                                                .string(2, "a")),
                        "graph: a network of 2 outputs tells 2 classes apart; got 1 names"),
                arguments(
                        graph().tensor("V", new double[] {1, 2}, 2, 1)
                                .node("MatMul", "x V", "z")
                                .node("Softmax", "z", "y"),
                        "graph: layer 1: a softmax of one unit is always 1; for two classes give it 2 units, or use sigmoid"
                                + " with binaryCrossEntropy"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNoChainIsRefusedByTheNameOfTheNode(GraphFile graph, String message) {
        assertThatThrownBy(graph::read).isInstanceOf(ModelFormatException.class).hasMessage(message);
    }

    @Test
    void theGraphThatTheseComeFromIsRead() throws IOException {
        Model model = graph().node("Gemm", "x W b", "z").node("Relu", "z", "y").read();

        assertThat(model.network().layer(1).W()).isEqualTo(Matrix.of(2, 2, 1, 3, 2, 4));
        assertThat(model.network().layer(1).b()).isEqualTo(Matrix.column(5, 6));
        assertThat(model.network().layer(1).activation()).isEqualTo(Activation.RELU);
        assertThat(model.scaler()).isEmpty();
        assertThat(model.classes()).isEmpty();
    }

    /** x, (batch, 2) of float32, and its layer z, to the output y. */
    private static GraphFile graph32() {
        return new GraphFile()
                .input(GraphFile.port("x", 1, 2))
                .onlyOutput(GraphFile.port("y", 1, 2))
                .tensor(OnnxNodes.tensor("W", true, new double[] {1, -0.5, 0.75, 2}, 2, 2))
                .tensor(OnnxNodes.tensor("b", true, new double[] {0.125, -0.25}, 2))
                .node("Gemm", "x W b", "z");
    }

    private static GraphFile numbers(double... values) {
        GraphFile graph = graph32();
        for (double value : values) {
            String name = value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
            graph.tensor(OnnxNodes.tensor(name, true, new double[] {value}));
        }
        return graph;
    }

    private static WireWriter real(String name, double value) {
        return OnnxNodes.attribute(name, (float) value);
    }

    static Stream<Arguments> activations() {
        double sixth = 1 / 6.0;
        double beta = 0.7978845608028654;
        return Stream.of(
                arguments("softsign", graph32().node("Softsign", "z", "y")),
                arguments(
                        "softsign",
                        numbers(1).node("Abs", "z", "m").node("Add", "1 m", "d").node("Div", "z d", "y")),
                arguments("mish", graph32().opset(18).node("Mish", "z", "y")),
                arguments(
                        "mish",
                        graph32()
                                .node("Softplus", "z", "s")
                                .node("Tanh", "s", "t")
                                .node("Mul", "t z", "y")),
                arguments("hardSigmoid", graph32().node("HardSigmoid", "z", "y", real("alpha", sixth))),
                arguments(
                        "hardSigmoid",
                        numbers(0, 3, 6, sixth)
                                .node("Add", "3 z", "s")
                                .node("Clip", "s 0 6", "c")
                                .node("Mul", "c " + sixth, "y")),
                arguments("hardSilu", graph32().node("HardSwish", "z", "y")),
                arguments(
                        "hardSilu",
                        graph32()
                                .node("HardSigmoid", "z", "s", real("alpha", sixth))
                                .node("Mul", "s z", "y")),
                arguments(
                        "hardSilu",
                        numbers(0, 3, 6)
                                .node("Add", "z 3", "s")
                                .node("Clip", "s 0 6", "c")
                                .node("Mul", "z c", "m")
                                .node("Div", "m 6", "y")),
                arguments("celu(0.7)", graph32().node("Celu", "z", "y", real("alpha", 0.7))),
                arguments("thresholdedRelu(0.3)", graph32().node("ThresholdedRelu", "z", "y", real("alpha", 0.3))),
                arguments("thresholdedRelu(1.0)", graph32().node("ThresholdedRelu", "z", "y")),
                arguments("hardShrink(0.5)", graph32().node("Shrink", "z", "y")),
                arguments("softShrink(0.3)", graph32().node("Shrink", "z", "y", real("lambd", 0.3), real("bias", 0.3))),
                arguments("relu6", numbers(0, 6).node("Clip", "z 0 6", "y")),
                arguments("relu6", graph32().opset(10).node("Clip", "z", "y", real("min", 0), real("max", 6))),
                arguments("relu6", numbers(6).node("Relu", "z", "r").node("Min", "r 6", "y")),
                arguments("relu6", numbers(0, 6).node("Relu", "z", "r").node("Clip", "r 0 6", "y")),
                arguments("hardTanh", numbers(-1, 1).node("Max", "-1 z", "r").node("Min", "r 1", "y")),
                arguments("relu", numbers(0).node("Clip", "z 0", "y")),
                arguments("exponential", graph32().node("Exp", "z", "y")),
                arguments("sin", graph32().node("Sin", "z", "y")),
                arguments("logSigmoid", graph32().node("Sigmoid", "z", "s").node("Log", "s", "y")),
                arguments(
                        "gaussian",
                        numbers(2).node("Pow", "z 2", "s").node("Neg", "s", "n").node("Exp", "n", "y")),
                arguments(
                        "squareplus",
                        numbers(2, 4)
                                .node("Mul", "z z", "s")
                                .node("Add", "s 4", "t")
                                .node("Sqrt", "t", "r")
                                .node("Add", "r z", "u")
                                .node("Div", "u 2", "y")),
                arguments(
                        "geluTanh", graph32().opset(20).node("Gelu", "z", "y", GraphFile.text("approximate", "tanh"))),
                arguments(
                        "geluTanh", // as TensorFlow has it
                        numbers(3, 0.044715, beta, 1, 0.5)
                                .node("Pow", "z 3", "c")
                                .node("Mul", "0.044715 c", "k")
                                .node("Add", "z k", "i")
                                .node("Mul", beta + " i", "u")
                                .node("Tanh", "u", "t")
                                .node("Add", "1 t", "e")
                                .node("Mul", "0.5 e", "h")
                                .node("Mul", "z h", "y")));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void anActivationInAFormThatOthersWriteIsThatActivation(String name, GraphFile graph) throws Exception {
        Path file = folder.resolve("graph.onnx");
        Files.write(file, graph.bytes());
        Model model = Onnx.read(file);

        assertThat(model.network().layer(1).activation().name()).isEqualTo(name);
        double size = name.equals("logSigmoid")
                ? 0.5
                : 2; // ONNX Runtime's Sigmoid loses digits far below 0, and Log shows it
        Matrix X = OnnxExportTest.normal(2, 40).scale(size);
        assertClose(model.network().predict(X), Reference.run(file, "y", X), 1e-5, 2e-6);
    }

    @Test
    void aConstantThatTheFormDoesNotHaveIsNotOverlooked() {
        GraphFile graph = numbers(0, 2, 6)
                .node("Add", "z 2", "s") // of hardSigmoid this would be 3
                .node("Clip", "s 0 6", "c")
                .node("Div", "c 6", "y");

        assertThatThrownBy(graph::read)
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(
                        "node \"y\" (Div) scales or shifts what an activation gave, and no layer follows to take it in");
    }

    /** An input without a name is left out, whatever an output without a name may hold: this is no hardSigmoid. */
    @Test
    void aConstantWithoutANameIsNoInputThatIsLeftOut() {
        GraphFile graph = numbers(3, 6)
                .node("Constant", "", "", real("value_float", 0))
                .node("Add", "z 3", "s")
                .node("Clip", "s  6", "c")
                .node("Div", "c 6", "y");

        assertThatThrownBy(graph::read)
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(
                        "node \"c\" (Clip) clips to -Infinity … 6.0; 0 … 6 (relu6), -1 … 1 (hardTanh) and 0 … ∞ (relu) are"
                                + " supported");
    }

    @Test
    void aGateIsNoSilu() {
        GraphFile graph = graph().node("Gemm", "x W b", "z")
                .node("MatMul", "x W", "other")
                .node("Sigmoid", "z", "s")
                .node("Mul", "other s", "y");

        assertThatThrownBy(graph::read)
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(
                        "node \"y\" (Mul) combines two values that both depend on the input; a chain of layers has one way"
                                + " through" + LAYERS_ARE);
    }

    @Test
    void layerNormalizationMakesANormalizedLayer() throws Exception {
        GraphFile graph = graph32()
                .tensor(OnnxNodes.tensor("scale", true, new double[] {2, -0.5}, 2))
                .tensor(OnnxNodes.tensor("c", true, new double[] {3, -4}, 2))
                .node("LayerNormalization", "z scale", "n", real("epsilon", 0.01))
                .node("Mul", "n c", "m")
                .node("Add", "m b", "y");
        Path file = folder.resolve("graph.onnx");
        Files.write(file, graph.bytes());

        Network network = Onnx.read(file).network();
        assertThat(network.layer(1).hasLayerNormalization()).isTrue();
        assertThat(network.layer(1).epsilon()).isEqualTo(0.01);
        assertThat(network.layer(1).gamma()).isEqualTo(Matrix.column(6, 2));
        assertThat(network.layer(1).beta()).isEqualTo(Matrix.column(0.125, -0.25));
        Matrix X = OnnxExportTest.normal(2, 20);
        assertClose(network.predict(X), Reference.run(file, "y", X), 1e-5, 1e-5);
    }

    @Test
    void batchNormalizationBecomesPartOfTheWeightsBeforeIt() throws IOException {
        GraphFile graph = graph().tensor("scale", new double[] {6, 1}, 2)
                .tensor("B", new double[] {10, 20}, 2)
                .tensor("mean", new double[] {1, 2}, 2)
                .tensor("variance", new double[] {8, 0.75}, 2)
                .node("Gemm", "x W b", "z")
                .node("BatchNormalization", "z scale B mean variance", "y", OnnxNodes.attribute("epsilon", 0.25f));
        // the roots of 8.25 and 1
        double factor = 6 / Math.sqrt(8.25);

        Network network = graph.read().network();
        assertThat(network.layer(1).W()).isEqualTo(Matrix.of(2, 2, factor, 3 * factor, 2, 4));
        assertThat(network.layer(1).b()).isEqualTo(Matrix.column(5 * factor + (10 - factor), 6 + 18));
    }

    @Test
    void batchNormalizationAfterAnActivationBecomesPartOfTheNextWeights() throws IOException {
        GraphFile graph = graph().tensor("scale", new double[] {4, 1}, 2)
                .tensor("B", new double[] {10, 20}, 2)
                .tensor("mean", new double[] {1, 2}, 2)
                .tensor("variance", new double[] {3, 0}, 2)
                .node("Gemm", "x W b", "z")
                .node("Relu", "z", "a")
                .node("BatchNormalization", "a scale B mean variance", "n", OnnxNodes.attribute("epsilon", 1f))
                .node("Gemm", "n W b", "y");

        Network network = graph.read().network();
        assertThat(network.layer(2).W()).isEqualTo(Matrix.of(2, 2, 2, 3, 4, 4)); // of 1, 3, 2, 4 by 2 and 1
        assertThat(network.layer(2).b())
                .isEqualTo(Matrix.column(5 + 8 + 3 * 18, 6 + 2 * 8 + 4 * 18)); // shifts 8 and 18
    }

    @Test
    void theFileIsNamed() {
        Path file = FILES.resolve("torch113-mlp.txt");
        assertThatThrownBy(() -> Onnx.read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(file + ": model: ");
    }

    @Test
    void aFactorThatGeluDoesNotHaveIsNoGelu() {
        GraphFile graph = graph().tensor("r", new double[] {1.4142135623730951})
                .tensor("1", new double[] {1})
                .tensor("h", new double[] {0.4})
                .node("Gemm", "x W b", "z")
                .node("Div", "z r", "d")
                .node("Erf", "d", "e")
                .node("Add", "e 1", "f")
                .node("Mul", "z f", "g")
                .node("Mul", "g h", "y");

        assertThatThrownBy(graph::read)
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(
                        "node \"g\" (Mul) combines two values that both depend on the input; a chain of layers has one way"
                                + " through" + LAYERS_ARE);
    }

    @Test
    void anAttributeOfFloat32StandsForItsShortestDecimal() {
        assertThat(OnnxNode.decimal(0.01f)).isEqualTo(0.01);
        assertThat(OnnxNode.decimal(1e-5f)).isEqualTo(1e-5);
        assertThat(OnnxNode.decimal(0.1f + 0.2f)).isEqualTo(0.3);
        assertThat(OnnxNode.decimal(16777216f)).isEqualTo(16777216);
        assertThat(OnnxNode.decimal(Math.nextUp(1f))).isEqualTo(1.0000001);
    }

    /** The outputs as the file gives them: scaled first, and (1 − p, p) where the framework gives both. */
    static Matrix predict(Model model, Matrix X) {
        Matrix scaled = Matrix.zeros(X.rows(), X.columns());
        for (int i = 0; i < X.columns(); i++) {
            double[] x = new double[X.rows()];
            for (int k = 0; k < x.length; k++) {
                x[k] = X.get(k, i);
            }
            scaled.setColumn(i, model.scaler().map(scaler -> scaler.apply(x)).orElse(x), 0);
        }
        Matrix A = model.network().predict(scaled);
        if (A.rows() > 1 || model.classes().isEmpty()) {
            return A;
        }
        Matrix both = Matrix.zeros(2, A.columns());
        for (int i = 0; i < A.columns(); i++) {
            both.setColumn(i, new double[] {1 - A.get(0, i), A.get(0, i)}, 0);
        }
        return both;
    }
}
