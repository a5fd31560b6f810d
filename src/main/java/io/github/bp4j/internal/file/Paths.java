package io.github.bp4j.internal.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The checks that every method that takes the path of a file begins with. */
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

    /**
     * The path of a file that is to be read, in any file system.
     *
     * @throws FileSystemException if it is a directory
     */
    public static Path requireFile(Path file) throws IOException {
        if (Files.isDirectory(requireName(file))) {
            throw new FileSystemException(file.toString(), null, "is a directory; a file is expected");
        }
        return file;
    }

    /** That the thread was interrupted while it used the file. */
    public static InterruptedIOException interrupted(Path file, ClosedByInterruptException e) {
        InterruptedIOException interrupted = new InterruptedIOException(file + ": the thread was interrupted");
        interrupted.initCause(e);
        return interrupted;
    }
}
