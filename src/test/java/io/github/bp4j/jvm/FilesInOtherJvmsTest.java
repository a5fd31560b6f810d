package io.github.bp4j.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.model.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readers say in a JVM with a small heap, or with settings that cannot be. */
class FilesInOtherJvmsTest {
    @TempDir
    Path folder;

    /** 64 MB: a quarter is 16,777,216 bytes. */
    @Test
    void aFileThatIsTooLargeForTheHeapIsRefusedWithTheReason() {
        String output =
                Jvm.current().run(List.of("-Xmx64m", "-XX:+UseSerialGC"), SmallHeapRun.class, folder.toString());

        long quarter = Long.parseLong(output.lines()
                .filter(line -> line.startsWith("DataFileException: line.csv"))
                .findFirst()
                .orElseThrow()
                .replaceAll(".*at most ([0-9,]+) are.*", "$1")
                .replace(",", ""));
        assertThat(quarter).isBetween(15_000_000L, 16_777_216L);
        String atMost = String.format(
                Locale.ROOT, " bytes of memory; at most %,d are allowed: a quarter of the heap (-Xmx)", quarter);
        String tooLong = String.format(Locale.ROOT, "line 3: the record takes more than %,d", quarter) + atMost;
        List<String> lines = output.lines().toList();
        assertThat(lines).hasSize(11).noneMatch(line -> line.contains("OutOfMemoryError"));
        assertThat(lines.get(2))
                .startsWith("DataFileException: the stream, entry \"model.txt\" announces 62,914,560 bytes, which take"
                        + " 125,829,120 bytes of memory; at most ");
        assertThat(lines)
                .contains(
                        "DataFileException: blanks.npz, entry \"model.txt\" announces 62,914,560 bytes, which take"
                                + " 125,829,120" + atMost,
                        "ModelFormatException: text.npz, entry \"model.txt\" takes 62,914,560" + atMost,
                        "DataFileException: line.csv, " + tooLong,
                        "DataFileException: cells.csv, " + tooLong,
                        "DataFileException: quote.csv, line 3: a quote is never closed; cell 1 begins with it",
                        "DataFileException: closed.csv, " + tooLong,
                        "DataFileException: array.npy announces 5000000 values, which take 40,000,000" + atMost,
                        "DataFileException: text.npy announces 1 values, which take 24,000,064" + atMost,
                        "ModelFormatException: large.onnx takes 17,825,792" + atMost);
        assertThat(lines.get(7))
                .matches("DataFileException: rows\\.csv, line [0-9]+: the table takes more than "
                        + String.format(Locale.ROOT, "%,d", 2 * quarter)
                        + " bytes of memory, half the heap \\(-Xmx\\), with this row; ExampleSource\\.csv reads a file"
                        + " of any size row by row");
    }

    @Test
    void aPropertyThatCannotBeIsNotBlamedOnTheFile() throws IOException {
        Network network = Network.builder()
                .inputs(2)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        List<String> files = List.of(
                folder.resolve("model.npz").toString(),
                folder.resolve("model.onnx").toString());
        for (String file : files) {
            Models.save(network, Path.of(file));
        }
        String[] names = files.toArray(String[]::new);

        assertThat(Jvm.current().run(List.of(), PropertyRun.class, names)).isEqualToIgnoringNewLines("2\n2\n2\n");
        assertThat(Jvm.current()
                        .run(List.of("-Dbp4j.threads=0"), PropertyRun.class, names)
                        .lines())
                .hasSize(2)
                .containsOnly("IllegalStateException: system property bp4j.threads is \"0\"; it must be a whole number"
                        + " from 1");
        assertThat(Jvm.current()
                        .run(List.of("-Dbp4j.kernel=quick"), PropertyRun.class, names)
                        .lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("IllegalStateException: ") && line.contains("bp4j.kernel"));
    }
}
