package io.github.bp4j.internal.file;

import java.io.EOFException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What an exception says in words, where its message may be null or nothing but a path. */
public final class Reasons {
    private Reasons() {}

    /** The reason, which is never null and never empty. */
    public static String of(Throwable e) {
        String message = e instanceof FileSystemException of ? of.getReason() : e.getMessage();
        if (message != null && !message.isBlank()) {
            return message;
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "there is such a file already";
        }
        if (e instanceof ClosedByInterruptException) {
            return "the thread was interrupted";
        }
        return e instanceof EOFException ? "it ends too early" : e.getClass().getSimpleName();
    }
}
