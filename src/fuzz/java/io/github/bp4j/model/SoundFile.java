package io.github.bp4j.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A file that is read, to be damaged behind its checksums: one entry is replaced, and the archive stays in order. */
final class SoundFile {
    private final byte[] archive;
    private final int entries;

    SoundFile(Path file) throws IOException {
        archive = Files.readAllBytes(file);
        int count = 0;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
            while (in.getNextEntry() != null) {
                count++;
            }
        }
        entries = count;
    }

    /** Writes the archive with one entry replaced: the first byte picks it, and the others take its place. */
    void writeDamaged(byte[] bytes, Path file) throws IOException {
        int replaced = (bytes[0] & 0xFF) % entries;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < entries; i++) {
                ZipEntry entry = in.getNextEntry();
                byte[] content = in.readAllBytes();
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(i == replaced ? Arrays.copyOfRange(bytes, 1, bytes.length) : content);
                out.closeEntry();
            }
        }
    }
}
