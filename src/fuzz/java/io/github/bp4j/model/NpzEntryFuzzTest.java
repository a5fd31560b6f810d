package io.github.bp4j.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** As {@link NpzFuzzTest}, behind the checksums. */
class NpzEntryFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyEntryIsReadOrRefused(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return;
        }
        Path file = Files.createTempFile("fuzz", ".npz");
        try {
            new SoundFile(ModelFiles.FOLDER.resolve("format-1.npz")).writeDamaged(bytes, file);
            Network network = Models.load(file, ModelFiles.CUBE);
            network.predict(Matrix.zeros(network.inputs(), 1));
        } catch (ModelFormatException e) {
            // refused
        } finally {
            Files.delete(file);
        }
    }
}
