package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.ShapeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays that do not fit are refused before anything is written to them or an example is taken. */
class ExampleReaderTest {
    @TempDir
    Path folder;

    private List<ExampleSource> sources() throws IOException {
        Path csv = Files.writeString(folder.resolve("x.csv"), "a,b,c\n1,2,u\n3,4,v\n");
        TableEncoder encoder = TableEncoder.builder().label("c").fit(Table.readCsv(csv));
        Path X = folder.resolve("X.npy");
        Path y = folder.resolve("y.npy");
        NpyFile.write(X, NdArray.of(new double[] {1, 2, 3, 4}, 2, 2));
        NpyFile.write(y, NdArray.of(new double[] {1, 0, 0, 1}, 2, 2));
        ExampleSource data = ExampleSource.of(Dataset.of(new double[][] {{1, 2}, {3, 4}}, new String[] {"u", "v"}));
        ExampleSource targets =
                ExampleSource.of(Dataset.of(new double[][] {{1, 2}, {3, 4}}, new double[][] {{1, 0}, {0, 1}}));
        return List.of(
                data,
                targets,
                ExampleSource.csv(csv, CsvFormat.STANDARD, encoder),
                ExampleSource.npy(X, y),
                data.shuffled(1, 1));
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingChanges() throws IOException {
        for (ExampleSource source : sources()) {
            try (ExampleReader reader = source.open(1)) {
                requireRefused(reader, new double[] {7, 7}, null, NullPointerException.class, "y");
                requireRefused(reader, null, new double[] {7, 7}, NullPointerException.class, "x");
                requireRefused(
                        reader,
                        new double[] {7, 7, 7},
                        new double[] {7, 7},
                        ShapeException.class,
                        "read: x has 3 places; an example has 2 features");
                requireRefused(
                        reader,
                        new double[] {7},
                        new double[] {7, 7},
                        ShapeException.class,
                        "read: x has 1 places; an example has 2 features");
                requireRefused(
                        reader,
                        new double[] {7, 7},
                        new double[] {7, 7, 7},
                        ShapeException.class,
                        "read: y has 3 places; an example has 2 targets");

                double[] x = new double[2];
                double[] y = new double[2];
                assertThat(reader.read(x, y)).isTrue();
                assertThat(x).containsExactly(1, 2);
                assertThat(y).containsExactly(1, 0);
            }
        }
    }

    private static void requireRefused(
            ExampleReader reader, double[] x, double[] y, Class<? extends Throwable> type, String message) {
        assertThatThrownBy(() -> reader.read(x, y)).isExactlyInstanceOf(type).hasMessage(message);
        if (x != null) {
            assertThat(x).containsOnly(7);
        }
        if (y != null) {
            assertThat(y).containsOnly(7);
        }
    }

    @Test
    void theReaderForOneUnitRefusesToo() throws IOException {
        ExampleSource two = ExampleSource.of(Dataset.of(new double[][] {{1, 2}, {3, 4}}, new String[] {"u", "v"}));
        try (ExampleReader reader = two.onOneUnit().open(1)) {
            requireRefused(reader, new double[] {7, 7}, null, NullPointerException.class, "y");
            requireRefused(
                    reader,
                    new double[] {7, 7},
                    new double[] {7, 7},
                    ShapeException.class,
                    "read: y has 2 places; an example has 1 target");
        }
    }
}
