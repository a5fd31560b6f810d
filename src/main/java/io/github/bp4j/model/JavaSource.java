package io.github.bp4j.model;

import io.github.bp4j.Network;
import io.github.bp4j.internal.file.AtomicFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Networks as plain Java: one source file that needs nothing but Java 9 or later, for programs that shall not depend on a
 * library; docs/java-source.md tells the rest.
 *
 * <p>The class that is written has {@code double[] predict(double... x)}; where the model decides on classes, by their
 * names or because its outputs are probabilities or have a threshold, it has {@code int predictClass(double... x)} too,
 * and {@code List<String> CLASSES} where they have names. All are static and safe for any number of threads. What is
 * predicted has the bits of {@link Model#pipeline()}, on every JVM: the scaler of the inputs and that of the targets
 * are part of the class.
 */
public final class JavaSource {
    private JavaSource() {}

    /** Writes the network alone; see {@link #write(Model, String, Path)}. */
    public static Path write(Network network, String className, Path sourceFolder) throws IOException {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(className, "className");
        Objects.requireNonNull(sourceFolder, "sourceFolder");
        return write(Model.of(network), className, sourceFolder);
    }

    /**
     * Writes the model as the class with this name, "Digits" or "com.example.Digits", where a compiler looks for it:
     * {@code sourceFolder/com/example/Digits.java}. What is there is replaced, whole or not at all.
     *
     * @return the file
     * @throws IllegalArgumentException if the name is not one for a class, or hides one that the source needs; for what
     *     the source cannot hold: the encoder of a table, an activation of your own, a number that is not finite, more
     *     than 50 million numbers or 10,000 layers, a class name longer than a constant
     * @throws IllegalStateException if another thread uses the network
     * @throws IOException if the disk says no
     */
    public static Path write(Model model, String className, Path sourceFolder) throws IOException {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(className, "className");
        Objects.requireNonNull(sourceFolder, "sourceFolder");
        JavaProgram program = new JavaProgram(model, className);
        Path file = sourceFolder.resolve(className.replace('.', '/') + ".java");
        Path folder = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            FileSystemException noFolder =
                    new FileSystemException(file.toString(), null, "not a folder: " + e.getFile());
            noFolder.initCause(e);
            throw noFolder;
        }
        AtomicFile.write(file, program::writeTo);
        return file;
    }
}
