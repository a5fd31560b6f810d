package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged, or made to do harm: a ModelFormatException, with memory in proportion to the file. */
class HostileNpzTest {
    private static final int FLIPS = 3000;
    private static final String TEXT = "model.txt";

    @TempDir
    Path folder;

    private Path file;
    private Map<String, byte[]> entries;

    /** A model with everything that there are checks for. */
    private static Model model() {
        Network network = Network.builder()
                .inputs(2)
                .layer(
                        3,
                        Activation.elu(0.3),
                        options -> options.batchNormalization().dropout(0.5))
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .l2(0.1)
                .build();
        return Model.of(network)
                .withScaler(Scaler.of(new double[] {1, 2}, new double[] {3, 4}))
                .withClasses(List.of("a", "b", "c"));
    }

    @BeforeEach
    void save() throws IOException {
        file = folder.resolve("model.npz");
        Models.save(model(), file);
        entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] npy(String descr, String shape, byte... values) {
        return npy(1, "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + shape + "), }", values);
    }

    private static byte[] npy(int version, String header, byte... values) {
        ByteBuffer bytes = ByteBuffer.allocate(12 + header.length() + values.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            bytes.putShort((short) header.length());
        } else {
            bytes.putInt(header.length());
        }
        bytes.put(header.getBytes(StandardCharsets.ISO_8859_1)).put(values);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static byte[] doubles(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return bytes.array();
    }

    /** Writes the entries, and says that the file is refused with this message after its name. */
    private void requireRefused(String message) throws IOException {
        Files.write(file, zip(entries));
        assertThatThrownBy(() -> Models.load(file))
                .isExactlyInstanceOf(ModelFormatException.class)
                .hasMessage(file + message);
    }

    // ---------------------------------------------------------------- damage

    @Test
    void theEntriesAreWrittenAsTheyWereRead() throws IOException {
        Files.write(file, zip(entries));

        assertThat(Models.load(file).parameters())
                .containsExactly(model().network().parameters());
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Models.load(file))
                    .isExactlyInstanceOf(ModelFormatException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    /** What is read in spite of them, where they hit what means nothing, is the network that was saved. */
    @Test
    void flippedBytesAreRefusedOrChangeNothing() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        SplitMix64 random = SplitMix64.stream(6, "flips", whole.length, 0);
        Model saved = model();
        int refused = 0;
        for (int i = 0; i < FLIPS; i++) {
            byte[] flipped = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, flipped);
            try {
                Model read = Models.loadModel(file);
                assertThat(read.network().parameters())
                        .containsExactly(saved.network().parameters());
                assertThat(read.classes()).isEqualTo(saved.classes());
            } catch (ModelFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(FLIPS / 2, FLIPS - 1);
    }

    /** Packed, and with the checksums made right: what the checksum would catch is caught by the readers of the entries. */
    @Test
    void flippedBytesWithinTheEntriesAreRefusedOrRead() throws IOException {
        SplitMix64 random = SplitMix64.stream(6, "flips within", 0, 0);
        List<String> names = List.copyOf(entries.keySet());
        Map<String, byte[]> whole = Map.copyOf(entries);
        int refused = 0;
        for (int i = 0; i < FLIPS; i++) {
            entries.putAll(whole);
            String name = names.get(random.nextInt(names.size()));
            byte[] flipped = whole.get(name).clone();
            flipped[random.nextInt(Math.min(flipped.length, 128))] = (byte) random.nextInt(256);
            entries.put(name, flipped);
            Files.write(file, zip(entries));
            try {
                Network network = Models.load(file);
                assertThat(network.predict(Matrix.zeros(network.inputs(), 1)).rows())
                        .isEqualTo(3);
            } catch (ModelFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(FLIPS / 10, FLIPS - 1);
    }

    @Test
    void whatIsNoArchiveIsRefused() throws IOException {
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> Models.load(file)).hasMessage(file + " is empty");
        Files.writeString(file, "W1 = 3");
        assertThatThrownBy(() -> Models.load(file))
                .hasMessage(file + " is no sound zip file: zip END header not found");
    }

    // ---------------------------------------------------------------- entries

    @ParameterizedTest
    @ValueSource(strings = {"/W1.npy", "../W1.npy", "a/../../W1.npy", "C:W1.npy", "..\\W1.npy"})
    void aNameThatLeadsOutOfTheArchiveIsRefused(String name) throws IOException {
        entries.put(name, entries.get("W1.npy"));

        requireRefused(" is no sound zip file: the entry \"" + name
                + "\" has a name that is empty, absolute or leads out of the archive");
    }

    @Test
    void anEntryThatIsThereTwiceIsRefused() throws IOException {
        entries.put("W9.npy", npy("<f8", "1,", doubles(1)));
        String bytes = new String(zip(entries), StandardCharsets.ISO_8859_1).replace("W9.npy", "W1.npy");
        Files.write(file, bytes.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Models.load(file))
                .isExactlyInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(file.toString(), "W1.npy");
    }

    @ParameterizedTest
    @CsvSource({
        "W1.npy, is not there",
        "b2.npy, is not there",
        "gamma1.npy, is not there",
        "runningVariance1.npy, is not there",
        "scale.npy, is not there",
        "model.txt, is not there; a bp4j model file has it"
    })
    void anEntryThatIsMissingIsNamed(String name, String what) throws IOException {
        entries.remove(name);

        requireRefused(", entry \"" + name + "\" " + what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"W3.npy", "gamma2.npy", "targetScale1.npy", "model.json", "code.class"})
    void anEntryThatMeansNothingIsRefused(String name) throws IOException {
        entries.put(name, name.endsWith(".npy") ? npy("<f8", "1,", doubles(1)) : new byte[] {1});

        requireRefused(", entry \"" + name + "\" means nothing here");
    }

    // ---------------------------------------------------------------- arrays

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<f8 | 2, 3 | 6 | , entry \"W1.npy\" is (2, 3); it should be (3, 2)",
                "<f8 | 6, | 6 | , entry \"W1.npy\" is (6); it should be (3, 2)",
                "<f8 | 3, 2, 1 | 6 | , entry \"W1.npy\" is (3, 2, 1); it should be (3, 2)",
                "<f8 | 0, 2 | 0 | , entry \"W1.npy\" is (0, 2); it should be (3, 2)",
                "<f8 | 3, 2 | 5 | , entry \"W1.npy\" is cut off: 40 bytes of values, where the header announces 48",
                "<f8 | 3, 2 | 7 | , entry \"W1.npy\" goes on after its 3×2 values",
                "<f8 | 65536, 65536 | 6 | , entry \"W1.npy\" announces 65536×65536 values; at most 2147483639 are read",
                "<f8 | 2147483648, 2 | 6 | , entry \"W1.npy\" has the shape (2147483648, 2); sizes of 0 to 2³¹ − 1 are"
                        + " read",
                "<f8 | 4611686018427387905, 4 | 6 | , entry \"W1.npy\" has the shape (4611686018427387905, 4); sizes"
                        + " of 0 to 2³¹ − 1 are read",
                "<O | 3, 2 | 6 | , entry \"W1.npy\" holds values of type \"<O\" (Python objects, which only Python may"
                        + " unpickle); float32, float64, integers, booleans and unicode texts are read",
                "<c16 | 3, 2 | 12 | , entry \"W1.npy\" holds values of type \"<c16\"; float32, float64, integers,"
                        + " booleans and unicode texts are read",
                "<U2 | 3, 2 | 6 | , entry \"W1.npy\" holds texts; it should hold numbers"
            })
    void anArrayThatIsNotWhatTheTextSaysIsRefused(String descr, String shape, int values, String message)
            throws IOException {
        entries.put("W1.npy", npy(descr, shape, new byte[8 * values]));

        requireRefused(message);
    }

    @Test
    void numbersThatNoWeightsAreAreRefused() throws IOException {
        entries.put("W1.npy", npy("<f8", "3, 2", doubles(1, 2, 3, 4, Double.NaN, 6)));
        requireRefused(", entry \"W1.npy\" holds NaN at index 4");
        entries.put("W1.npy", npy("<f8", "3, 2", doubles(1, Double.NEGATIVE_INFINITY, 3, 4, 5, 6)));
        requireRefused(", entry \"W1.npy\" holds -Infinity at index 1");
        save();
        entries.put("runningVariance1.npy", npy("<f8", "3, 1", doubles(1, 0, -1e-300)));
        requireRefused(", entry \"runningVariance1.npy\" holds -1.0E-300 at index 2; a variance is at least 0");
        save();
        entries.put("scale.npy", npy("<f8", "2,", doubles(1, 0)));
        requireRefused(
                ", entry \"model.txt\" makes no model: feature 1 has shift 2.0 and scale 0.0; both must be finite,"
                        + " and the scale not 0");
    }

    @Test
    void aHeaderOfAGigabyteIsRefused() throws IOException {
        byte[] bytes = npy(2, "{}");
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 1 << 30);
        entries.put("W1.npy", bytes);

        requireRefused(", entry \"W1.npy\" announces a header of 1073741824 bytes; 65536 are enough for any array of"
                + " numbers or texts");
    }

    // ---------------------------------------------------------------- the text

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bp4j model 1 | bp4j model 2 | format = bp4j model 2 is of a later release of bp4j; this one reads up"
                        + " to bp4j model 1",
                "bp4j model 1 | bp4j model 0 | has format = \"bp4j model 0\"; it should be bp4j model 1",
                "bp4j model 1 | other 1 | has format = \"other 1\"; it should be bp4j model 1",
                "format = bp4j model 1 | name = x | has no \"format\"",
                "layer1.units = 3 | layer1.units = 2147483648 | has layer1.units = \"2147483648\"; it should be an"
                        + " integer from 1 to 2147483647",
                "layer1.units = 3 | layer1.units = 0 | has layer1.units = \"0\"; it should be an integer from 1 to"
                        + " 2147483647",
                "layer1.units = 3 | layer7.units = 3 | has no \"layer1.units\"",
                "inputs = 2 | inputs = -2 | has inputs = \"-2\"; it should be an integer from 1 to 2147483647",
                "elu(0.3) | elu(NaN) | has layer1.activation = \"elu(NaN)\"; it should be the name of an activation of"
                        + " bp4j",
                "elu(0.3) | elu(1e400) | has layer1.activation = \"elu(1e400)\"; it should be the name of an"
                        + " activation of bp4j",
                "elu(0.3) | elu(0x1p-1) | has layer1.activation = \"elu(0x1p-1)\"; it should be the name of an"
                        + " activation of bp4j",
                "elu(0.3) | java.lang.Runtime | has layer1.activation = \"java.lang.Runtime\"; it should be the name"
                        + " of an activation of bp4j",
                "crossEntropy | crossEntropy(1.0) | has loss = \"crossEntropy(1.0)\"; it should be the name of a loss"
                        + " of bp4j",
                "layer1.l2 = 0.1 | layer1.l2 = -0.1 | makes no model: l2: lambda must be finite and at least 0; got"
                        + " -0.1",
                "dropout = 0.5 | dropout = 1.5 | makes no model: dropout: p must be at least 0 and below 1; got 1.5",
                "layer1.l2 | layer1.l3 | has \"layer1.l3\", which means nothing here",
                "momentum = 0.1 | momentum = 0 | makes no model: batchNormalization: momentum must be above 0 and at"
                        + " most 1; got 0.0",
                "momentum = 0.1 | momentum = ten | has layer1.batchNormalization.momentum = \"ten\"; it should be a"
                        + " number",
                "layer1.l2 | layer1.layerNormalization.epsilon | makes no model: layerNormalization: the layer has"
                        + " batchNormalization already; it may be normalised once",
                "seed = 0 | seed = 1e9 | has seed = \"1e9\"; it should be an integer",
                "passes = 0 | passes = -1 | makes no model: passes must be at least 0; got -1",
                "class3 = c | class4 = c | makes no model: a network of 3 outputs tells 3 classes apart; got 2 names",
                "class3 = c | class2 = c | has \"class2\" twice",
                "class3 = c | class3: c | has the line \"class3: c\"; each should read key = value",
                "class3 = c | class3 = \\c | has a \\ that none of n, r, u and \\ follows",
                "class3 = c | class3 = \\u00g0 | has \\u00g0, where four digits from 0 to f should follow \\u",
                "class3 = c | encoder.column1 = x | has no \"encoder.column1.missing\""
            })
    void aTextThatMakesNoModelIsRefused(String from, String to, String message) throws IOException {
        String text = new String(entries.get(TEXT), StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        entries.put(
                TEXT,
                text.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to))
                        .getBytes(StandardCharsets.UTF_8));

        if (message.contains("encoder")) { // which needs scalers of the targets too
            message = "has an encoder, whose scalers shift, scale, targetShift and targetScale are not there";
        }
        requireRefused(", entry \"model.txt\" " + message);
    }

    @Test
    void layersOfTwoBillionUnitsAreRefusedByTheShapesThatAreThere() throws IOException {
        String text = new String(entries.get(TEXT), StandardCharsets.UTF_8)
                .replace("layer1.units = 3", "layer1.units = 2147483647")
                .replace("inputs = 2", "inputs = 2147483647");
        entries.put(TEXT, text.getBytes(StandardCharsets.UTF_8));

        requireRefused(", entry \"b1.npy\" is (3, 1); it should be (2147483647, 1)");
    }

    @Test
    void aTextThatIsNoUtf8IsRefused() throws IOException {
        entries.put(TEXT, new byte[] {'a', ' ', '=', ' ', (byte) 0xff});

        requireRefused(", entry \"model.txt\" is no UTF-8");
    }

    // ---------------------------------------------------------------- memory and time

    @Test
    @Timeout(60)
    void anArrayOfZerosThatUnpacksToAThousandTimesItsSizeIsRefused() throws IOException {
        bomb("W1.npy", npy("<f8", "8388608, 1"), 1 << 26);

        requireFrugal(
                "entry \"W1.npy\" announces 8388608×1 values, which take 67,108,864 bytes of memory; at" + " most ");
    }

    @Test
    @Timeout(60)
    void aTextThatUnpacksToAThousandTimesItsSizeIsRefused() throws IOException {
        bomb(TEXT, new byte[0], 1 << 26);

        requireFrugal(
                "entry \"model.txt\" announces 67,108,864 bytes, which take 134,217,728 bytes of memory; at most ");
    }

    private void bomb(String name, byte[] start, int zeros) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(start);
            byte[] chunk = new byte[1 << 20];
            for (int written = 0; written < zeros; written += chunk.length) {
                zip.write(chunk);
            }
            zip.closeEntry();
        }
    }

    @Test
    @Timeout(60)
    void manyEmptyArraysTakeMemoryInProportion() throws IOException {
        for (int i = 0; i < 50_000; i++) {
            entries.put("empty" + i + ".npy", npy("<f8", "0,"));
        }
        Files.write(file, zip(entries));

        requireFrugal("entry \"empty0.npy\" means nothing here");
    }

    @Test
    @Timeout(60)
    void manyClassesTakeMemoryInProportion() throws IOException {
        StringBuilder text = new StringBuilder(new String(entries.get(TEXT), StandardCharsets.UTF_8));
        for (int i = 4; i < 300_000; i++) {
            text.append("class").append(i).append(" = ").append(i * 31 % 9973).append('\n');
        }
        entries.put(TEXT, text.toString().getBytes(StandardCharsets.UTF_8));
        Files.write(file, zip(entries));

        requireFrugal("makes no model: a network of 3 outputs tells 3 classes apart; got 299999 names");
    }

    private void requireFrugal(String message) throws IOException {
        long size = Files.size(file);
        long before = allocated();
        assertThatThrownBy(() -> Models.load(file))
                .isExactlyInstanceOf(ModelFormatException.class)
                .hasMessageContaining(message);
        assertThat(allocated() - before)
                .as("bytes allocated for a file of " + size)
                .isLessThan(128 * size + (8 << 20));
    }

    @Test
    void anHonestFileTakesAFewTimesItsSize() throws IOException {
        Models.save(OnnxExportTest.random(500, 400, 300, Activation.TANH, Activation.SOFTMAX), file);

        long before = allocated();
        Models.load(file);
        assertThat(allocated() - before).isLessThan(8L * Files.size(file));
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
