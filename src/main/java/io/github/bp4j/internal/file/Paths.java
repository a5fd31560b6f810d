package io.github.bp4j.internal.file;

import java.nio.file.Path;
import java.util.Objects;

/** The check that every method that takes the path of a file begins with. */
public final class Paths {
    private Paths() {}

    /**
     * The path, which names a file.
     *
     * @throws NullPointerException naming {@code file}
     * @throws IllegalArgumentException if it is the empty path, which stands for the current folder
     */
    public static Path requireName(Path file) {
        if (Objects.requireNonNull(file, "file").toString().isEmpty()) {
            throw new IllegalArgumentException("file is the empty path \"\"; it should name a file");
        }
        return file;
    }
}
