package io.github.bp4j.internal.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.UUID;

/**
 * Writes a file as a whole or not at all: every file that the library writes is written here.
 *
 * <p>The content goes to a fresh file in the same folder, which only its owner can read and whose name nobody can
 * predict. That file is forced to the disk, it gets the permissions of the file that it replaces, it takes that file's
 * place by one atomic move, and the folder is forced to the disk. If anything fails, the fresh file is deleted and the
 * old one is as it was. What a symbolic link points to is replaced, not the link; a device or a pipe is written to
 * directly, see {@link Target}.
 */
public final class AtomicFile {
    /** The end of the name of a file that is not finished. */
    public static final String SUFFIX = ".part";

    private static final int BUFFER = 1 << 16;

    private AtomicFile() {}

    /** What is written. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it; the stream stays open. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes the content in place of what is in the file.
     *
     * @throws IllegalArgumentException if the path is empty
     * @throws FileSystemException which names the file, if it is a directory, is read-only or cannot be written
     */
    public static void write(Path file, Content content) throws IOException {
        Target target = Target.of(file);
        try {
            if (target.isReplaced()) {
                replace(target, content);
            } else {
                writeInto(target.path(), content, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            }
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /**
     * Adds the text to the end of a file that is there, in UTF-8. If it cannot be written, the file keeps its length.
     *
     * @throws FileSystemException which names the file, if it is not there or cannot be written
     */
    public static void append(Path file, String text) throws IOException {
        Target target = Target.of(file);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            if (!target.isReplaced()) {
                writeInto(target.path(), out -> out.write(bytes), StandardOpenOption.APPEND);
                return;
            }
            long end = Files.size(target.path());
            try {
                writeInto(target.path(), out -> out.write(bytes), StandardOpenOption.APPEND);
            } catch (IOException e) {
                cutOff(target.path(), end);
                throw e;
            }
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static void writeInto(Path path, Content content, OpenOption... options) throws IOException {
        try (OutputStream stream = Files.newOutputStream(path, options)) {
            OutputStream out = new BufferedOutputStream(stream, BUFFER);
            content.writeTo(out);
            out.flush();
        }
    }

    /** Takes away what was added to the file; a failure here must not hide the one that led here. */
    private static void cutOff(Path path, long end) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(end);
        } catch (IOException | UnsupportedOperationException e) {
            // The file ends in the middle of what was added.
        }
    }

    private static void replace(Target target, Content content) throws IOException {
        Path file = target.path();
        Path unfinished = file.resolveSibling(".bp4j-" + UUID.randomUUID() + SUFFIX);
        boolean created = false;
        boolean moved = false;
        try {
            try (SeekableByteChannel channel = create(unfinished, Permissions.whileWriting(target))) {
                created = true;
                Permissions permissions = Permissions.of(target, unfinished);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
                content.writeTo(out);
                out.flush();
                permissions.giveTo(unfinished);
                if (channel instanceof FileChannel onDisk) {
                    onDisk.force(true);
                }
            }
            move(unfinished, file);
            moved = true;
        } finally {
            if (created && !moved) {
                delete(unfinished);
            }
        }
        forceFolder(file);
    }

    private static SeekableByteChannel create(Path unfinished, FileAttribute<?>... attributes) throws IOException {
        try {
            return Files.newByteChannel(
                    unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
        } catch (AccessDeniedException e) {
            AccessDeniedException denied = new AccessDeniedException(
                    unfinished.toString(), null, "no file can be created in the folder " + unfinished.getParent());
            denied.initCause(e);
            throw denied;
        }
    }

    private static void move(Path unfinished, Path file) throws IOException {
        try {
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Deletes what was not finished; a failure here must not hide the one that led here. */
    private static void delete(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            // It stays behind under a name that shows what it is.
        }
    }

    /** After a loss of power, the move is there only if the folder was written. Not every system can force a folder. */
    private static void forceFolder(Path file) {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException | UnsupportedOperationException e) {
            // The file is complete, and nothing more can be done.
        }
    }

    /** The same failure with the name of the file that was to be written. */
    private static FileSystemException failure(Path file, IOException e) {
        String name = file.toString();
        String reason = Reasons.of(e);
        FileSystemException failure = e instanceof AccessDeniedException
                ? new AccessDeniedException(name, null, reason)
                : e instanceof NoSuchFileException
                        ? new NoSuchFileException(name, null, reason)
                        : new FileSystemException(name, null, reason);
        failure.initCause(e);
        return failure;
    }
}
