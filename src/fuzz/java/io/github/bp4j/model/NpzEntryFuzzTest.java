package io.github.bp4j.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * As {@link NpzFuzzTest}, behind the checksums: the first byte picks an entry of a sound file, and the others take its place.
 */
class NpzEntryFuzzTest {
    private static final int ENTRIES = 17;

    @FuzzTest(maxDuration = "10m")
    void anyEntryIsReadOrRefused(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return;
        }
        Path file = Files.createTempFile("fuzz", ".npz");
        try {
            replaceEntry((bytes[0] & 0xFF) % ENTRIES, Arrays.copyOfRange(bytes, 1, bytes.length), file);
            Network network = Models.load(file, ModelFiles.CUBE);
            network.predict(Matrix.zeros(network.inputs(), 1));
        } catch (ModelFormatException e) {
            // refused
        } finally {
            Files.delete(file);
        }
    }

    private static void replaceEntry(int index, byte[] content, Path file) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(ModelFiles.FOLDER.resolve("format-1.npz")));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            int i = 0;
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] whole = in.readAllBytes();
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(i++ == index ? content : whole);
                out.closeEntry();
            }
        }
    }
}
