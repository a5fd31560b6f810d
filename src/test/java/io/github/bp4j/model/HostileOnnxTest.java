package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Scaler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are damaged, or made to do harm: a ModelFormatException, with memory in proportion to the file. */
class HostileOnnxTest {
    private static final int FLIPS = 3000;

    @TempDir
    Path folder;

    /** Files whose damage is tried: one of ours with everything in it, and one of each exporter. */
    static Stream<Path> files() {
        return Stream.of(
                        "handmade-scaled64", "keras-image", "sklearn-names", "torch113-image", "torch213-dynamo-binary")
                .map(name -> OnnxImportTest.FILES.resolve(name + ".onnx"));
    }

    private byte[] ours() throws IOException {
        Network network = Network.builder()
                .inputs(2)
                .layer(
                        3,
                        Activation.GELU,
                        options -> options.batchNormalization().dropout(0.2))
                .layer(
                        2,
                        Activation.elu(0.3),
                        options -> options.layerNormalization().maxNorm(3))
                .layer(2, Activation.SQUAREPLUS)
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .l2(0.1)
                .build();
        Model model = Model.of(network)
                .withScaler(Scaler.of(new double[] {1, 2}, new double[] {3, 4}))
                .withClasses(List.of("a", "b", "c"));
        Onnx.write(model, folder.resolve("ours.onnx"));
        return Files.readAllBytes(folder.resolve("ours.onnx"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileCutOffAnywhereIsRefused(Path file) throws IOException {
        requireCutsRefused(Files.readAllBytes(file));
    }

    @Test
    void aFileOfOursCutOffAnywhereIsRefused() throws IOException {
        requireCutsRefused(ours());
    }

    /** Between two fields of the model a cut leaves a whole message; what must be there is asked for. */
    private static void requireCutsRefused(byte[] whole) {
        int read = 0;
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                Onnx.read(cut);
                read++; // properties or operator sets at the end that the graph does without
            } catch (ModelFormatException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(read).as("cuts that leave a whole model").isLessThan(12);
    }

    @ParameterizedTest
    @MethodSource("files")
    void flippedBytesAreRefusedOrRead(Path file) throws IOException {
        requireFlipsHarmless(Files.readAllBytes(file));
    }

    @Test
    void flippedBytesOfOursAreRefusedOrRead() throws IOException {
        requireFlipsHarmless(ours());
    }

    private static void requireFlipsHarmless(byte[] whole) {
        SplitMix64 random = SplitMix64.stream(6, "flips", whole.length, 0);
        int refused = 0;
        for (int i = 0; i < FLIPS; i++) {
            byte[] flipped = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
            }
            try {
                Model model = Onnx.read(flipped);
                model.network().predict(Matrix.zeros(model.network().inputs(), 1));
            } catch (ModelFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(FLIPS / 10);
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                arguments(new byte[0], "model: it has no graph; an ONNX file has one"),
                arguments(bytes(0x3A, 0x7F), "model: field 7 says that 127 bytes follow; there are 0"),
                arguments(
                        bytes(0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01),
                        "model: field 7 says that 18446744073709551615 bytes follow; there are 0"),
                arguments(
                        bytes(0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01),
                        "model: byte 11 should end a varint, which has at most ten bytes"),
                arguments(bytes(0x00, 0x00), "model: byte 1 should end the number of a field; it is 0"),
                arguments(bytes(0x3B, 0x3B, 0x3B), "model: field 7 should be a length and bytes; it is of type 3"),
                arguments(bytes(0x9B, 0x06), "model: field 99 is of the unknown type 3"),
                arguments(bytes(0x09, 0x00), "model: field 1 should be a varint; it is of type 1"),
                arguments(bytes(0x72, 0x03, 0x0A, 0x01, 0xFF), "model: property: field 1 is no UTF-8"),
                arguments(bytes(0x3A, 0x00), "model: its IR version is 0; 3 to 14 are supported"),
                arguments(
                        tensor(1L << 32, 1L << 32),
                        "model: graph: initializer 0: tensor \"T\": shape [4294967296, 4294967296] is impossible; sizes are at"
                                + " least 0, their product is below 2^31"),
                arguments(
                        tensor(65536, 65536),
                        "model: graph: initializer 0: tensor \"T\": shape [65536, 65536] is impossible; sizes are at least 0,"
                                + " their product is below 2^31"),
                arguments(
                        tensor(-1, 2),
                        "model: graph: initializer 0: tensor \"T\": shape [-1, 2] is impossible; sizes are at least 0, their"
                                + " product is below 2^31"),
                arguments(
                        tensor(0, Long.MAX_VALUE),
                        "model: graph: initializer 0: tensor \"T\": shape [0, 9223372036854775807] is impossible; sizes are at"
                                + " least 0, their product is below 2^31"),
                arguments(
                        tensor(30000, 30000),
                        "model: graph: initializer 0: tensor \"T\": shape [30000, 30000] needs 900000000 elements of DOUBLE; there"
                                + " are 0"),
                arguments(
                        new GraphFile()
                                .tensor(new WireWriter()
                                        .varint(1, 3)
                                        .varint(2, 11)
                                        .string(8, "T")
                                        .bytes(9, new byte[23]))
                                .bytes(),
                        "model: graph: initializer 0: tensor \"T\": shape [3] of DOUBLE needs 24 bytes; there are 23"),
                arguments(
                        new GraphFile()
                                .tensor(new WireWriter()
                                        .varint(1, 1)
                                        .varint(2, 11)
                                        .string(8, "T")
                                        .message(
                                                13,
                                                new WireWriter()
                                                        .string(1, "location")
                                                        .string(2, "../../etc/passwd"))
                                        .varint(14, 1))
                                .bytes(),
                        "model: graph: initializer 0: tensor \"T\": its elements lie in another file (external data); bp4j reads"
                                + " models of one file"),
                arguments(
                        new GraphFile()
                                .tensor("W", new double[] {1, Double.NaN}, 2, 1)
                                .node("MatMul", "x W", "y")
                                .bytes(),
                        "tensor \"W\" (DOUBLE [2, 1]) holds NaN at index 1"),
                arguments(
                        new GraphFile()
                                .tensor("W", new double[] {1, -1 / 0.0}, 2, 1)
                                .node("MatMul", "x W", "y")
                                .bytes(),
                        "tensor \"W\" (DOUBLE [2, 1]) holds -Infinity at index 1"),
                arguments(
                        new GraphFile()
                                .tensor("W", new double[] {1e200, 1}, 2, 1)
                                .tensor("c", new double[] {1e200})
                                .node("MatMul", "x W", "z")
                                .node("Mul", "z c", "y")
                                .bytes(),
                        "node \"z\" (MatMul): its weights, with what is scaled and shifted around it, overflow"),
                arguments(
                        new GraphFile()
                                .tensor(new WireWriter()
                                        .varint(1, 2)
                                        .varint(1, 1)
                                        .varint(2, 10)
                                        .string(8, "W")
                                        .bytes(9, new byte[4]))
                                .node("MatMul", "x W", "y")
                                .bytes(),
                        "tensor \"W\" (FLOAT16 [2, 1]) is of type FLOAT16; FLOAT and DOUBLE are supported here"),
                arguments(
                        new GraphFile()
                                .tensor("W", new double[0], 2, 0)
                                .node("MatMul", "x W", "y")
                                .bytes(),
                        "node \"y\" (MatMul): tensor \"W\" (DOUBLE [2, 0]) should have two dimensions, both at least 1"),
                arguments(
                        new GraphFile()
                                .layer()
                                .layer()
                                .node("Gemm", "x W b", "y")
                                .bytes(),
                        "model: graph: there are two initializers \"W\""),
                arguments(
                        new GraphFile()
                                .layer()
                                .tensor("", new double[] {0})
                                .node("Gemm", "x W b", "y")
                                .bytes(),
                        "model: graph: initializer 2 has no name"),
                arguments(
                        new GraphFile()
                                .layer()
                                .node("Gemm", "x W b", "y")
                                .node("Relu", "y", "y")
                                .bytes(),
                        "model: graph: node \"y\" (Relu) writes \"y\", which is there already"));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void anAttackIsRefusedByTheNameOfTheEntry(byte[] file, String message) {
        assertThatThrownBy(() -> Onnx.read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(message);
    }

    private static byte[] bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.array();
    }

    private static byte[] tensor(long... sizes) {
        WireWriter tensor = new WireWriter();
        for (long size : sizes) {
            tensor.varint(1, size);
        }
        return new GraphFile().tensor(tensor.varint(2, 11).string(8, "T")).bytes();
    }

    @Test
    @Timeout(60)
    void messagesInsideMessagesAreNotFollowed() throws IOException {
        WireWriter type = new WireWriter();
        byte[] nested = new byte[0];
        for (int depth = 0; depth < 4000; depth++) { // sequences of sequences of …
            WireWriter sequence = new WireWriter().bytes(1, nested);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new WireWriter().message(4, sequence).writeTo(out);
            nested = out.toByteArray();
        }
        type.string(1, "x").bytes(2, nested);
        Model model =
                new GraphFile().layer().input(type).node("Gemm", "x W b", "y").read();

        assertThat(model.network().inputs()).isEqualTo(2);
    }

    @Test
    void aLongWayIsNoDeepStack() throws IOException {
        GraphFile graph = new GraphFile().layer().node("Gemm", "x W b", "n0");
        for (int i = 0; i < 50_000; i++) {
            graph.node("Identity", "n" + i, "n" + (i + 1));
        }
        graph.node("Identity", "b", "c0");
        for (int i = 0; i < 50_000; i++) {
            graph.node("Identity", "c" + i, "c" + (i + 1));
        }
        Model model = graph.node("Add", "n50000 c50000", "y").read();

        assertThat(model.network().layer(1).b().toArray()).containsExactly(10, 12);
    }

    @Test
    void aTensorThatThousandsOfNodesShareDoesNotFillTheMemory() {
        int n = 200;
        GraphFile graph = new GraphFile().input(GraphFile.port("n0", 11, n)).tensor("W", new double[n * n], n, n);
        int nodes = 20_000; // 800 million weights of a file of 1 MB
        for (int i = 0; i < nodes; i++) {
            graph.node("MatMul", "n" + i + " W", i == nodes - 1 ? "y" : "n" + (i + 1));
        }
        byte[] file = graph.bytes();

        long before = allocated();
        assertThatThrownBy(() -> Onnx.read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageMatching(
                        "tensor \"W\" \\(DOUBLE \\[200, 200]\\): with it, the nodes of this file would make more than \\d+"
                                + " numbers, which is more than a file of its size should hold");
        assertThat(allocated() - before)
                .as("bytes for a file of " + file.length)
                .isLessThan(60L * file.length);
    }

    @Test
    @Timeout(20)
    void aLayerThatIsScaledThousandsOfTimesDoesNotTakeForEver() {
        int n = 300;
        GraphFile graph = new GraphFile()
                .input(GraphFile.port("x", 11, n))
                .tensor("W", new double[n * n], n, n)
                .tensor("c", new double[] {2})
                .node("MatMul", "x W", "n0");
        for (int i = 0; i < 50_000; i++) { // 9 billion products
            graph.node("Mul", "n" + i + " c", i == 49_999 ? "y" : "n" + (i + 1));
        }

        assertThatThrownBy(graph::read)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("with it, the nodes of this file would make more than");
    }

    @Test
    void aGraphOfManyOutputsIsRefused() {
        GraphFile graph = new GraphFile().layer().node("Gemm", "x W b", "y");
        for (int i = 0; i < 9; i++) {
            graph.output(GraphFile.port("y", 7, 2));
        }

        assertThatThrownBy(graph::read)
                .isInstanceOf(ModelFormatException.class)
                .hasMessage("graph: it has 10 outputs; one is supported, and beside it labels");
    }

    @Test
    void anHonestFileTakesAFewTimesItsSize() throws IOException {
        Network network = OnnxExportTest.random(500, 400, 300, Activation.TANH, Activation.SOFTMAX);
        Path file = folder.resolve("large.onnx");
        Onnx.write(network, file);
        byte[] data = Files.readAllBytes(file);

        long before = allocated();
        Onnx.read(data);
        assertThat(allocated() - before).isLessThan(8L * data.length);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
