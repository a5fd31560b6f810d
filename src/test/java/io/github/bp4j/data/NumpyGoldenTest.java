package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that NumPy wrote: src/test/python/numpy_files.py. */
class NumpyGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/numpy");

    static Stream<Arguments> integers() {
        return Stream.of(
                arguments("i1", -128.0, 127.0),
                arguments("u1", 0.0, 255.0),
                arguments("i2", -32768.0, 32767.0),
                arguments("u2", 0.0, 65535.0),
                arguments("i4", -0x1p31, 0x1p31 - 1),
                arguments("u4", 0.0, 0x1p32 - 1),
                arguments("i8", -0x1p63, 0x1p63 - 1024),
                arguments("u8", 0.0, 0x1p64 - 2048));
    }

    @ParameterizedTest
    @MethodSource("integers")
    void integersOfAnyWidthAndByteOrderAreRead(String type, double min, double max) throws IOException {
        for (String order : new String[] {"-little", "-big"}) {
            NdArray array = read(type + order);
            assertThat(array.shape()).containsExactly(2, 3);
            assertThat(array.toArray()).containsExactly(min, 0, 1, 2, max, 77);
            assertThat(array.isWhole()).isTrue();
        }
    }

    @Test
    void floatsOfAnyWidthAndByteOrderAreRead() throws IOException {
        for (String order : new String[] {"-little", "-big"}) {
            assertThat(read("f4" + order).toArray())
                    .containsExactly(
                            -0.0, 0.1f, Float.MAX_VALUE, Float.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NaN);
            assertThat(read("f8" + order).toArray())
                    .containsExactly(
                            -0.0, 0.1, Double.MAX_VALUE, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NaN);
            assertThat(read("f8" + order).isWhole()).isFalse();
        }
    }

    @Test
    void booleansAndTextsAreRead() throws IOException {
        assertThat(read("bool").toInts()).containsExactly(1, 0, 1);
        for (String order : new String[] {"-little", "-big"}) {
            NdArray texts = read("text" + order);
            assertThat(texts.isText()).isTrue();
            assertThat(texts.toTexts()).containsExactly("setosa", "", "Grün", "日本", "\uD83D\uDE00");
        }
    }

    @ParameterizedTest
    @CsvSource({"fortran-2d, 4×6", "fortran-3d, 2×3×4", "c-3d, 2×3×4", "version-2, 24", "version-3, 24"})
    void everyOrderAndVersionGivesTheSameValues(String file, String shape) throws IOException {
        double[] counted = new double[24];
        Arrays.setAll(counted, k -> k);
        assertThat(read(file).toArray()).containsExactly(counted);
        assertThat(read(file)).hasToString("NdArray " + shape + " of numbers");
    }

    @Test
    void noDimensionAndNoValueAreRead() throws IOException {
        assertThat(read("scalar").shape()).isEmpty();
        assertThat(read("scalar").toArray()).containsExactly(42.5);
        assertThat(read("empty").shape()).containsExactly(0, 3);
        assertThat(read("empty").toArray()).isEmpty();
    }

    @Test
    void numbersOfAllMagnitudesHaveTheBitsThatNumPyWrote() throws IOException {
        double[] expected = Files.readAllLines(FOLDER.resolve("numbers.txt")).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThat(expected).hasSize(64);
        assertThat(read("numbers").toArray()).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"numbers", "f8-little", "c-3d", "scalar", "empty"})
    void whatIsWrittenAgainHasTheBytesThatNumPyWrote(String name, @TempDir Path folder) throws IOException {
        Path copy = folder.resolve("copy.npy");
        NpyFile.write(copy, read(name));
        assertThat(copy).hasSameBinaryContentAs(FOLDER.resolve(name + ".npy"));
    }

    static Stream<Arguments> refused() {
        String possible = "; float32, float64, integers, booleans and unicode texts are read";
        return Stream.of(
                arguments(
                        "objects",
                        " holds values of type \"|O\" (Python objects, which only Python may unpickle)" + possible),
                arguments("complex", " holds values of type \"<c16\"" + possible),
                arguments("half", " holds values of type \"<f2\"" + possible),
                arguments("fields", " holds records of several fields; arrays of one type are read"),
                arguments("too-large-i8", ": value 1, 9007199254740993 has more digits than a double"),
                arguments("too-large-u8", ": value 1, 18446744073709551615 has more digits than a double"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeReadIsRefusedByName(String name, String message) {
        Path file = FOLDER.resolve(name + ".npy");
        assertThatThrownBy(() -> NpyFile.read(file))
                .isInstanceOf(DataFileException.class)
                .hasMessage(file + message);
    }

    @Test
    void archivesAreReadStoredAndCompressed() throws IOException {
        NpzFile stored = NpzFile.read(FOLDER.resolve("stored.npz"));
        assertThat(stored.arrays().keySet()).containsExactly("W1", "labels");
        assertThat(stored.array("W1")).isEqualTo(read("fortran-2d"));
        assertThat(stored.array("labels").toTexts()).containsExactly("a", "b");

        NpzFile compressed = NpzFile.read(FOLDER.resolve("compressed.npz"));
        assertThat(compressed.array("W1")).isEqualTo(stored.array("W1"));
        assertThat(compressed.array("zeros").toArray()).containsExactly(new double[2500]);
    }

    private static NdArray read(String name) throws IOException {
        return NpyFile.read(FOLDER.resolve(name + ".npy"));
    }
}
