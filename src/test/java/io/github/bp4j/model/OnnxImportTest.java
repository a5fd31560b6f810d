package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What others export means here what it means to them; the files are those of src/test/python/onnx_models.py. */
class OnnxImportTest {
    static final Path FILES = Path.of("src/test/resources/onnx");

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

        OnnxExportTest.assertClose(A, golden.A(), golden.isFloat64() ? 1e-12 : 1e-5, golden.isFloat64() ? 1e-15 : 1e-6);
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
