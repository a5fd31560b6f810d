package io.github.bp4j.jvm;

import io.github.bp4j.model.CheckpointFile;
import io.github.bp4j.model.Models;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads the files that are named, and prints what comes of each. */
final class PropertyRun {
    private PropertyRun() {}

    public static void main(String[] args) throws IOException {
        for (String name : args) {
            Path file = Path.of(name);
            try {
                System.out.println(
                        name.contains("checkpoint")
                                ? CheckpointFile.of(file).read().isPresent()
                                : Models.load(file).inputs());
                if (name.endsWith(".npz") && !name.contains("checkpoint")) {
                    try (InputStream in = Files.newInputStream(file)) {
                        System.out.println(Models.load(in).inputs());
                    }
                }
            } catch (IOException | RuntimeException e) {
                System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
    }
}
