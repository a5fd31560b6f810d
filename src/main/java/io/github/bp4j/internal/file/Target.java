package io.github.bp4j.internal.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;

/**
 * Where a file is to be written.
 *
 * @param path the file, with every symbolic link followed if it is replaced
 * @param exists whether it is there
 * @param isReplaced whether it is a regular file, or none yet; otherwise a device, a pipe or an open file of a process,
 *     which is written to as it is
 */
record Target(Path path, boolean exists, boolean isReplaced) {
    private static final int MAX_LINKS = 40;

    /** What no writable file lacks all of. */
    private static final Set<PosixFilePermission> WRITE =
            Set.of(PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /**
     * Follows links, and refuses what cannot be written.
     *
     * @throws IllegalArgumentException if the path is empty
     * @throws FileSystemException if it is a directory, or read-only, or its folder is not there
     */
    static Target of(Path file) throws IOException {
        Paths.requireName(file);
        if (file.getFileSystem().isReadOnly()) {
            throw new AccessDeniedException(file.toString(), null, "the file system is read-only");
        }
        BasicFileAttributes attributes = attributes(file);
        if (attributes != null && attributes.isDirectory()) {
            throw new FileSystemException(file.toString(), null, "is a directory; a file is expected");
        }
        if (attributes != null && attributes.isOther()) {
            return new Target(file, true, false);
        }
        Path path = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(path); links++) {
            if (links == MAX_LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            if (isOpenFile(path)) {
                return new Target(file, true, false);
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        if (attributes == null) {
            requireFolder(path.getParent(), file);
        } else if (isReadOnly(path)) {
            throw new AccessDeniedException(file.toString(), null, "the file is read-only");
        }
        return new Target(path, attributes != null, true);
    }

    /** Of what links lead to; null if there is nothing. */
    private static BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Whether the link stands for a file that a process has open, as /dev/stdout does in the end. */
    private static boolean isOpenFile(Path link) throws IOException {
        Path folder = link.getParent();
        return folder.getFileSystem().equals(FileSystems.getDefault())
                && folder.toRealPath().startsWith("/proc");
    }

    private static void requireFolder(Path folder, Path file) throws IOException {
        if (!Files.isDirectory(Objects.requireNonNull(folder))) {
            throw new NoSuchFileException(
                    file.toString(), null, (Files.exists(folder) ? "not a folder: " : "there is no folder ") + folder);
        }
    }

    /** Also where the user, as root does, may write to any file. */
    private static boolean isReadOnly(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return !Files.isWritable(file)
                || view != null && view.readAttributes().permissions().stream().noneMatch(WRITE::contains);
    }
}
