package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bp4j.Matrix;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.internal.file.Memory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Round trips, and files made to do harm. */
class NpyFileTest {
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8191, 8192, 8193, 20000})
    void anyBitsSurviveTheRoundTrip(int size) throws IOException {
        SplitMix64 random = SplitMix64.stream(size, "npy", 0, 0);
        double[] numbers = new double[size];
        Arrays.setAll(numbers, k -> Double.longBitsToDouble(random.nextLong()));
        NdArray array = NdArray.of(numbers);
        Path file = folder.resolve("x.npy");
        NpyFile.write(file, array);
        NdArray back = NpyFile.read(file);
        assertThat(back).isEqualTo(array);
        for (int k = 0; k < size; k++) {
            assertThat(Double.doubleToRawLongBits(back.numbers()[k])).isEqualTo(Double.doubleToRawLongBits(numbers[k]));
        }
    }

    @Test
    void aMatrixKeepsItsShape() throws IOException {
        Matrix W = Matrix.of(2, 3, 1, 2, 3, 4, 5, 6);
        Path file = folder.resolve("x.npy");
        NpyFile.write(file, NdArray.of(W));
        assertThat(NpyFile.read(file).toMatrix()).isEqualTo(W);
        assertThat(Files.size(file)).isEqualTo(128 + 48);
    }

    @Test
    void textsAreNotWritten() {
        NdArray texts = NdArray.adopt(new int[] {1}, new String[] {"a"});
        assertThatThrownBy(() -> NpyFile.write(folder.resolve("x.npy"), texts))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the array holds texts such as \"a\", no numbers");
        assertThat(folder).isEmptyDirectory();
    }

    // ---------------------------------------------------------------- headers

    static Stream<Arguments> headers() {
        String expected = "; {'descr': …, 'fortran_order': …, 'shape': …} is expected";
        return Stream.of(
                arguments(
                        "{'descr': '<f8', 'fortran_order': False}",
                        " has the header \"{'descr': '<f8', 'fortran_order': False}\"" + expected),
                arguments("", " has the header \"\"" + expected),
                arguments(
                        "{'shape': (1,), 'shape': (1,), 'descr': '<f8'}",
                        " has the header \"{'shape': (1,), 'shape': (1,), 'descr': '<f8'}\"" + expected),
                arguments(
                        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} + x",
                        " has the header \"{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} + x\"" + expected),
                arguments(
                        "{'descr': '<f8', 'fortran_order': False, 'shape': (65536, 65536)}",
                        " announces 65536×65536 values; at most 2147483639 are read"),
                arguments(
                        "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
                        " has the shape (4294967296, 4294967296); sizes of 0 to 2³¹ − 1 are read"),
                arguments(
                        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,,2)}",
                        " has the shape (1,,2); sizes of 0 to 2³¹ − 1 are read"),
                arguments(
                        "{'descr': '<f8', 'fortran_order': False, 'shape': (" + "1,".repeat(65) + ")}",
                        " has 65 dimensions; 64 is the limit"),
                arguments(
                        "{'descr': '<U0', 'fortran_order': False, 'shape': (2147483639,)}",
                        " holds values of type \"<U0\"; float32, float64, integers, booleans and unicode texts are"
                                + " read"),
                arguments(
                        "{'descr': '<U999999999', 'fortran_order': False, 'shape': (1,)}",
                        " holds values of type \"<U999999999\"; float32, float64, integers, booleans and unicode texts"
                                + " are read"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void aHeaderThatIsNoneIsRefused(String header, String message) {
        assertThatThrownBy(() -> read(npy(1, header, 8)))
                .isInstanceOf(DataFileException.class)
                .hasMessage("x.npy" + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}",
                "{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"<f8\"}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }   \n",
                "{'descr': '<f8', 'fortran_order': True, 'shape': (2L, 1L), }"
            })
    void theWritingOfTheDictionaryDoesNotMatter(String header) throws IOException {
        assertThat(read(npy(1, header, 16)).size()).isEqualTo(2);
        assertThat(read(npy(2, header, 16)).size()).isEqualTo(2);
    }

    @Test
    void anotherVersionAndAnotherFileAreRefused() {
        byte[] file = npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}", 8);
        file[6] = 4;
        assertThatThrownBy(() -> read(file)).hasMessage("x.npy has version 4.0; 1.0, 2.0 and 3.0 are read");
        file[6] = 1;
        file[7] = 1;
        assertThatThrownBy(() -> read(file)).hasMessage("x.npy has version 1.1; 1.0, 2.0 and 3.0 are read");
        assertThatThrownBy(() -> read("PK\3\4 and so on".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(DataFileException.class)
                .hasMessage("x.npy is no .npy file: it does not begin with 0x93 NUMPY and a version");
    }

    // ---------------------------------------------------------------- made to do harm

    @Test
    void aHeaderOfAGigabyteTakesNoMemory() {
        byte[] file = npy(2, "{}", 0);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 1 << 30);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DataFileException.class)
                .hasMessage("x.npy announces a header of 1073741824 bytes; 65536 are enough for any array of numbers or"
                        + " texts");
        assertThat(Allocation.of(() -> read(file))).isLessThan(MEGABYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<f8", "|b1", "<i4", "<U1000000"})
    void valuesThatAreAnnouncedAndDoNotComeTakeNoMemory(String type) {
        byte[] file = npy(1, "{'descr': '" + type + "', 'fortran_order': True, 'shape': (100, 200000)}", 64);
        assertThatThrownBy(() -> NpyFile.read(new ByteArrayInputStream(file), "x.npy", 0, Long.MAX_VALUE))
                .isInstanceOf(DataFileException.class)
                .hasMessageStartingWith("x.npy is cut off: 64 bytes of values, where the header announces ");
        assertThat(Allocation.of(
                        () -> NpyFile.read(new ByteArrayInputStream(file), "x.npy", file.length, Long.MAX_VALUE)))
                .isLessThan(MEGABYTE);
    }

    @Test
    void whatDoesNotFitIntoMemoryIsRefusedBeforeItIsRead() {
        byte[] file = npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (1000, 1000)}", 0);
        assertThatThrownBy(() -> NpyFile.read(new ByteArrayInputStream(file), "x.npy", 0, 7_999_999))
                .isInstanceOf(DataFileException.class)
                .hasMessage("x.npy announces 1000×1000 values, which take 8,000,000 bytes of memory; at most 7,999,999"
                        + " are allowed: a quarter of the heap (-Xmx), or less where a file is small or has"
                        + " used up a part");
    }

    @Test
    void bytesAfterTheValuesAreRefused() {
        assertThatThrownBy(() -> read(npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1)}", 17)))
                .isInstanceOf(DataFileException.class)
                .hasMessage("x.npy goes on after its 2×1 values");
    }

    @Test
    void aFileThatEndsAnywhereIsRefused() throws IOException {
        for (String name : List.of("f8-little", "i2-big", "text-little", "fortran-3d", "version-2", "version-3")) {
            byte[] whole = Files.readAllBytes(Path.of("src/test/resources/golden/numpy", name + ".npy"));
            read(whole);
            for (int end = 0; end < whole.length; end++) {
                byte[] cut = Arrays.copyOf(whole, end);
                assertThatThrownBy(() -> read(cut)).isInstanceOf(DataFileException.class);
            }
        }
    }

    @Test
    void aFileWithFlippedBitsIsReadOrRefused() throws IOException {
        SplitMix64 random = SplitMix64.stream(1, "flips", 0, 0);
        int refused = 0;
        for (String name : List.of("f8-little", "i8-big", "text-little", "fortran-3d", "version-2", "version-3")) {
            byte[] whole = Files.readAllBytes(Path.of("src/test/resources/golden/numpy", name + ".npy"));
            for (int trial = 0; trial < 2000; trial++) {
                byte[] flipped = whole.clone();
                for (int flips = 1 + trial % 3; flips > 0; flips--) {
                    flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
                }
                try {
                    read(flipped);
                } catch (DataFileException e) {
                    refused++;
                    assertThat(e).hasMessageStartingWith("x.npy");
                }
                assertThat(Allocation.of(() -> read(flipped))).isLessThan(MEGABYTE);
            }
        }
        assertThat(refused).isBetween(1000, 11000);
    }

    private static NdArray read(byte[] file) throws IOException {
        return NpyFile.read(new ByteArrayInputStream(file), "x.npy", file.length, Memory.limit());
    }

    /** A file with this header and so many bytes of values. */
    private static byte[] npy(int version, String header, int bytes) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        byte[] length = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(header.length())
                .array();
        file.write(length, 0, version == 1 ? 2 : 4);
        file.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(new byte[bytes]);
        return file.toByteArray();
    }
}
