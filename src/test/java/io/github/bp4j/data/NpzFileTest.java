package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Matrix;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.internal.file.Memory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Round trips, and archives made to do harm. */
class NpzFileTest {
    @TempDir
    Path folder;

    private Path file;
    private Path golden;

    @BeforeEach
    void paths() {
        file = folder.resolve("x.npz");
        golden = Path.of("src/test/resources/golden/numpy");
    }

    @Test
    void arraysAndOtherEntriesSurviveTheRoundTripInTheirOrder() throws IOException {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        arrays.put("W1", NdArray.of(Matrix.of(2, 2, 1, -0.0, Double.MIN_VALUE, Double.NaN)));
        arrays.put("b1", NdArray.of(new double[] {1e300}));
        arrays.put("deep/er", NdArray.of(new double[0]));
        byte[] text = "{\"version\": 1}".getBytes(StandardCharsets.UTF_8);
        NpzFile written = new NpzFile(arrays, Map.of("network.json", text));
        written.write(file);

        NpzFile read = NpzFile.read(file);
        assertThat(read.arrays()).isEqualTo(written.arrays());
        assertThat(read.arrays().keySet()).containsExactly("W1", "b1", "deep/er");
        assertThat(read.others().get("network.json")).isEqualTo(text);
        assertThat(read).hasToString("NpzFile of W1, b1, deep/er, network.json");
        assertThat(folder.toFile().list()).containsExactly("x.npz");
    }

    @Test
    void theSameContentMakesTheSameBytes() throws IOException {
        NpzFile content = NpzFile.of(Map.of("a", NdArray.of(new double[] {1, 2})));
        content.write(file);
        byte[] first = Files.readAllBytes(file);
        content.write(file);
        assertThat(file).hasBinaryContent(first);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.getEntry("a.npy").getTimeLocal()).isEqualTo("1980-01-01T00:00:00");
        }
    }

    /** A model is for others to read, too: not the rw------- of a temporary file. */
    @Test
    void aFileHasThePermissionsOfAnyOther() throws IOException {
        NpzFile.of(Map.of("a", NdArray.of(new double[] {1, 2}))).write(file);
        Path other = Files.write(folder.resolve("other"), new byte[1]);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(other));
        }
    }

    @Test
    void aWriteThatFailsLeavesTheOldFile() throws IOException {
        NpzFile.of(Map.of("a", NdArray.of(new double[] {1, 2}))).write(file);
        byte[] old = Files.readAllBytes(file);
        NpzFile texts = NpzFile.of(Map.of("t", NdArray.adopt(new int[] {1}, new String[] {"a"})));
        assertThatThrownBy(() -> texts.write(file)).isInstanceOf(IllegalStateException.class);
        assertThat(file).hasBinaryContent(old);
        assertThat(folder.toFile().list()).containsExactly("x.npz");
    }

    @Test
    void anArrayThatIsNotThereIsRefused() {
        assertThatThrownBy(
                        () -> NpzFile.of(Map.of("a", NdArray.of(new double[1]))).array("b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no array \"b\"; the arrays are [a]");
    }

    // ---------------------------------------------------------------- made to do harm

    @ParameterizedTest
    @ValueSource(strings = {"/etc/x.npy", "../x.npy", "a/../../x", "C:x", "a\\b.npy"})
    void aNameThatLeadsOutIsRefused(String name) throws IOException {
        zip(Map.of(name, new byte[0]));
        assertThatThrownBy(() -> NpzFile.read(file))
                .isInstanceOf(DataFileException.class)
                .hasMessage(file + " is no sound zip file: the entry \"" + name
                        + "\" has a name that is empty, absolute or leads out of the archive");
        assertThatThrownBy(() -> NpzFile.of(Map.of(name, NdArray.of(new double[1]))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the entry \"" + name + "\" has a name that is empty, absolute or leads out of the archive");
    }

    @Test
    void anArchiveThatEndsAnywhereIsRefused() throws IOException {
        for (String name : new String[] {"stored.npz", "compressed.npz"}) {
            byte[] whole = Files.readAllBytes(golden.resolve(name));
            for (int end = 0; end < whole.length; end++) {
                Files.write(file, Arrays.copyOf(whole, end));
                assertThatThrownBy(() -> NpzFile.read(file))
                        .isInstanceOf(DataFileException.class)
                        .hasMessageStartingWith(file.toString());
            }
        }
    }

    /** Every entry has a checksum: what is read in the end is what was written. */
    @Test
    void anArchiveWithAFlippedBitIsRefusedOrHasTheSameValues() throws IOException {
        SplitMix64 random = SplitMix64.stream(1, "flips", 0, 0);
        int refused = 0;
        for (String name : new String[] {"stored.npz", "compressed.npz"}) {
            byte[] whole = Files.readAllBytes(golden.resolve(name));
            NpzFile sound = NpzFile.read(golden.resolve(name));
            for (int trial = 0; trial < 1000; trial++) {
                byte[] flipped = whole.clone();
                flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, flipped);
                try {
                    NpzFile read = NpzFile.read(file);
                    // Names have no checksum, and without ".npy" an entry is bytes.
                    assertThat(sound.arrays().values())
                            .containsAll(read.arrays().values());
                } catch (DataFileException e) {
                    refused++;
                    assertThat(e).hasMessageStartingWith(file.toString());
                }
                assertThat(Allocation.of(() -> NpzFile.read(file))).isLessThan(2 << 20);
            }
        }
        assertThat(refused).isBetween(500, 2000);
    }

    @Test
    void aDamagedEntryIsNamed() throws IOException {
        byte[] bytes = Files.readAllBytes(golden.resolve("stored.npz"));
        bytes[200] ^= 1; // within the values of the first array
        Files.write(file, bytes);
        assertThatThrownBy(() -> NpzFile.read(file))
                .hasMessage(file + ", entry \"W1.npy\" is damaged: its checksum is not the one noted");
    }

    /** A megabyte of file that unpacks to a gigabyte of zeros. */
    @Test
    void anArchiveThatUnpacksToMoreThanAQuarterOfTheHeapIsRefused() throws IOException {
        int values = (int) Math.min(Memory.limit() / 8 + 1, Integer.MAX_VALUE - 8);
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        NpyFile.write(head, new int[] {values}, new double[0]);
        zip(Map.of("bomb.npy", head.toByteArray()));
        assertThatThrownBy(() -> NpzFile.read(file))
                .isInstanceOf(DataFileException.class)
                .hasMessageStartingWith(file + ", entry \"bomb.npy\" announces " + values + " values, which take ");
        assertThat(Allocation.of(() -> NpzFile.read(file))).isLessThan(1 << 20);
    }

    /** The second array is judged by what the first has left. */
    @Test
    void theLimitIsOfTheWholeArchive() throws IOException {
        int values = (int) Math.min(Memory.limit() / 8 - 100, Integer.MAX_VALUE - 8);
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        NpyFile.write(first, new int[] {1000}, new double[1000]);
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        NpyFile.write(second, new int[] {values}, new double[0]);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("first.npy", first.toByteArray());
        entries.put("second.npy", second.toByteArray());
        zip(entries);
        assertThatThrownBy(() -> NpzFile.read(file))
                .isInstanceOf(DataFileException.class)
                .hasMessageContaining(", entry \"second.npy\" announces ");
    }

    @Test
    void aNameThatIsThereTwiceIsRefused() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("note1", new byte[1]);
        entries.put("note2", new byte[1]);
        zip(entries);
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("note2", "note1");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> NpzFile.read(file))
                .isInstanceOf(DataFileException.class)
                .hasMessage(file + ", entry \"note1\" is there twice");
    }

    @Test
    void whatIsNoArchiveIsRefused() throws IOException {
        Files.writeString(file, "not a zip file, but long enough to be one");
        assertThatThrownBy(() -> NpzFile.read(file))
                .isInstanceOf(DataFileException.class)
                .hasMessageStartingWith(file + " is no sound zip file: ");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> NpzFile.read(file)).hasMessage(file + " is empty");
    }

    private void zip(Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
    }
}
