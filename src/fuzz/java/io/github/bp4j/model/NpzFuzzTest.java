package io.github.bp4j.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whatever is in a file, it is refused as a ModelFormatException, or read as a network that predicts. */
class NpzFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyFileIsReadOrRefused(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("fuzz", ".npz");
        try {
            Files.write(file, bytes);
            Network network = Models.load(file, ModelFiles.CUBE);
            network.predict(Matrix.zeros(network.inputs(), 1));
        } catch (ModelFormatException e) {
            // refused
        } finally {
            Files.delete(file);
        }
    }
}
