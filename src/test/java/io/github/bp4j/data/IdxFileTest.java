package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.SplitMix64;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every type of the format, gzip, and files made to do harm. */
class IdxFileTest {
    /** Two images of 2 × 3 pixels, and their labels. */
    private static final String IMAGES = "00000803 00000002 00000002 00000003 00 01 7f 80 fe ff 05 06 07 08 09 0a";

    private static final String LABELS = "00000801 00000002 07 03";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void path() {
        file = folder.resolve("x-idx");
    }

    @ParameterizedTest
    @CsvSource({
        "00000801 00000002 80 ff,                              128, 255",
        "00000901 00000002 80 ff,                             -128, -1",
        "00000b01 00000002 8000 0102,                         -32768, 258",
        "00000c01 00000002 80000000 00000102,                 -2147483648, 258",
        "00000d01 00000002 3f800000 c2f70000,                  1, -123.5",
        "00000e01 00000002 3fb999999999999a c05ee00000000000,  0.1, -123.5"
    })
    void everyTypeOfTheFormatIsRead(String hex, double first, double second) throws IOException {
        NdArray array = read(bytes(hex));
        assertThat(array.shape()).containsExactly(2);
        assertThat(array.toArray()).containsExactly(first, second);
    }

    @Test
    void imagesAndLabelsMakeADataset() throws IOException {
        NdArray images = read(bytes(IMAGES));
        assertThat(images).hasToString("NdArray 2×2×3 of integers");
        NdArray labels = read(gzip(bytes(LABELS)));
        Dataset data = images.dividedBy(255).toDataset(labels);
        assertThat(data.size()).isEqualTo(2);
        assertThat(data.example(0)).containsExactly(0, 1 / 255.0, 127 / 255.0, 128 / 255.0, 254 / 255.0, 1);
        assertThat(data.classes()).containsExactly("3", "7");
        assertThat(data.label(0)).isEqualTo(1);
        assertThat(images.toDataset(labels).example(1)).containsExactly(5, 6, 7, 8, 9, 10);
    }

    @Test
    void gzipIsKnownByItsFirstBytes() throws IOException {
        assertThat(read(gzip(bytes(IMAGES)))).isEqualTo(read(bytes(IMAGES)));
    }

    @Test
    void aFileThatEndsAnywhereIsRefused() throws IOException {
        for (byte[] whole :
                new byte[][] {bytes(IMAGES), gzip(bytes(IMAGES)), bytes("00000e01 00000001 3fb999999999999a")}) {
            for (int end = 0; end < whole.length; end++) {
                byte[] cut = Arrays.copyOf(whole, end);
                assertThatThrownBy(() -> read(cut))
                        .isInstanceOf(DataFileException.class)
                        .hasMessageStartingWith(file.toString());
            }
        }
    }

    @Test
    void aFileWithFlippedBitsIsReadOrRefused() throws IOException {
        SplitMix64 random = SplitMix64.stream(1, "flips", 0, 0);
        int refused = 0;
        for (byte[] whole : new byte[][] {bytes(IMAGES), gzip(bytes(IMAGES))}) {
            for (int trial = 0; trial < 1000; trial++) {
                byte[] flipped = whole.clone();
                flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
                try {
                    read(flipped);
                } catch (DataFileException e) {
                    refused++;
                    assertThat(e).hasMessageStartingWith(file.toString());
                }
                assertThat(Allocation.of(() -> IdxFile.read(file))).isLessThan(1 << 20);
            }
        }
        assertThat(refused).isBetween(500, 2000);
    }

    @Test
    void whatIsWrongIsSaid() {
        assertThatThrownBy(() -> read(bytes("00000a01 00000001 00")))
                .isInstanceOf(DataFileException.class)
                .hasMessage(file + " is no IDX file: it does not begin with two zeros, a type of 8, 9 or 11 to 14"
                        + " and a number of dimensions");
        assertThatThrownBy(() -> read(bytes("00000800"))).hasMessageContaining(" is no IDX file: ");
        assertThatThrownBy(() -> read(bytes("00000802 00000001 000000")))
                .hasMessage(file + " is cut off within the sizes of its 2 dimensions");
        assertThatThrownBy(() -> read(bytes("00000801 00000003 0102")))
                .hasMessage(file + " is cut off: 2 bytes of values, where the header announces 3");
        assertThatThrownBy(() -> read(bytes("00000801 00000001 0102")))
                .hasMessage(file + " goes on after its 1 values");
        assertThatThrownBy(() -> read(bytes("00000801 ffffffff 01")))
                .hasMessage(file + " announces a size of 4294967295; at most 2147483639 values are read");
        assertThatThrownBy(() -> read(bytes("00000803 00010000 00010000 00010000")))
                .hasMessage(file + " announces 65536×65536×65536 values; at most 2147483639 are read");
        assertThatThrownBy(() -> read(new byte[] {0x1f, (byte) 0x8b, 8, 0}))
                .isInstanceOf(DataFileException.class)
                .hasMessageStartingWith(file + " is compressed, and damaged: ");
    }

    @Test
    void valuesThatAreAnnouncedAndDoNotComeTakeNoMemory() throws IOException {
        Files.write(file, bytes("00000801 00ffffff 01"));
        assertThat(Allocation.of(() -> IdxFile.read(file))).isLessThan(1 << 20);
        Files.write(file, gzip(bytes("00000801 00ffffff 01")));
        assertThat(Allocation.of(() -> IdxFile.read(file))).isLessThan(1 << 20);
    }

    private NdArray read(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        return IdxFile.read(file);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
