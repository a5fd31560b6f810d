package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NumPy, which opened files that were saved here, computed the same; see src/test/python/read_model.py. */
class NumPyReadingTest {
    @TempDir
    Path folder;

    @Test
    void aNetworkForDigitsIsTheSameInNumPy() throws IOException {
        Models.save(ModelFiles.digits(), folder.resolve("digits.npz"));

        Matrix A = Models.load(folder.resolve("digits.npz")).predict(ModelFiles.pixels());
        OnnxExportTest.assertClose(A, byNumPy("digits"), 1e-12, 0);
    }

    @Test
    void normalisedLayersAreTheSameInNumPy() throws IOException {
        Matrix A = Models.load(ModelFiles.FOLDER.resolve("format-1.npz"), ModelFiles.CUBE)
                .predict(Matrix.of(3, 2, 1.5, -0.25, 1, 0, -1, 0.5));

        OnnxExportTest.assertClose(A, byNumPy("fruits"), 1e-12, 0);
    }

    private static Matrix byNumPy(String name) throws IOException {
        List<String> lines = Files.readAllLines(ModelFiles.FOLDER.resolve("numpy.txt"));
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).split(" ");
            if (words[0].equals(name)) {
                double[][] rows = lines.subList(i + 1, i + 1 + Integer.parseInt(words[1])).stream()
                        .map(line -> Arrays.stream(line.split(" "))
                                .mapToDouble(Double::parseDouble)
                                .toArray())
                        .toArray(double[][]::new);
                assertThat(rows[0]).hasSize(Integer.parseInt(words[2]));
                return Matrix.ofRows(rows);
            }
        }
        throw new AssertionError(name + " is not in the file");
    }
}
