package io.github.bp4j.jvm;

import io.github.bp4j.data.NpyFile;
import io.github.bp4j.data.NpzFile;
import io.github.bp4j.data.Table;
import io.github.bp4j.model.Models;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Reads files that are too large for a small heap, and prints what is said of each. */
final class SmallHeapRun {
    private static final int MEGABYTE = 1 << 20;

    private SmallHeapRun() {}

    /** What writes a file. */
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** What reads a file. */
    private interface Reading {
        Object read(Path file) throws IOException;
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        attempt(folder.resolve("blanks.npz"), out -> blanks(out, 60, Deflater.BEST_SPEED), NpzFile::read);
        attempt(folder.resolve("text.npz"), out -> blanks(out, 5, Deflater.NO_COMPRESSION), Models::load);
        attempt(
                folder.resolve("blanks-stream.npz"),
                out -> blanks(out, 60, Deflater.BEST_SPEED),
                SmallHeapRun::fromStream);
        attempt(
                folder.resolve("line.csv"),
                out -> {
                    out.write("a\n1\n".getBytes(StandardCharsets.UTF_8));
                    fill(out, 'x', 100);
                },
                Table::readCsv);
        attempt(
                folder.resolve("cells.csv"),
                out -> {
                    out.write("a\n1\n".getBytes(StandardCharsets.UTF_8));
                    fill(out, ',', 20);
                },
                Table::readCsv);
        attempt(
                folder.resolve("quote.csv"),
                out -> {
                    out.write("a\n1\n\"".getBytes(StandardCharsets.UTF_8));
                    fill(out, '\n', 100);
                },
                Table::readCsv);
        attempt(
                folder.resolve("closed.csv"),
                out -> {
                    out.write("a\n1\n\"".getBytes(StandardCharsets.UTF_8));
                    fill(out, '\n', 20);
                    out.write('"');
                },
                Table::readCsv);
        attempt(
                folder.resolve("rows.csv"),
                out -> {
                    out.write("a\n".getBytes(StandardCharsets.UTF_8));
                    for (int i = 0; i < 2_000_000; i++) {
                        out.write("12345\n".getBytes(StandardCharsets.UTF_8));
                    }
                },
                Table::readCsv);
        attempt(
                folder.resolve("array.npy"),
                out -> {
                    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (5000000,), }";
                    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
                    out.write(header.getBytes(StandardCharsets.US_ASCII));
                    fill(out, 0, 39);
                },
                NpyFile::read);
        attempt(
                folder.resolve("text.npy"),
                out -> {
                    String header = "{'descr': '<U3000000', 'fortran_order': False, 'shape': (), }";
                    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
                    out.write(header.getBytes(StandardCharsets.US_ASCII));
                    byte[] codePoint = {0, (byte) 0xf6, 1, 0};
                    for (int i = 0; i < 3_000_000; i++) {
                        out.write(codePoint);
                    }
                },
                NpyFile::read);
        attempt(folder.resolve("large.onnx"), out -> fill(out, 1, 17), Models::load);
    }

    private static Object fromStream(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return NpzFile.read(in);
        }
    }

    private static void attempt(Path file, Content content, Reading reading) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            content.writeTo(out);
        }
        try {
            System.out.println("read " + reading.read(file));
        } catch (IOException | OutOfMemoryError e) {
            System.out.println(e.getClass().getSimpleName() + ": "
                    + String.valueOf(e.getMessage()).replace(file.getParent() + "/", ""));
        }
        Files.delete(file);
    }

    private static void blanks(OutputStream out, int megabytes, int level) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(level);
        zip.putNextEntry(new ZipEntry("model.txt"));
        fill(zip, ' ', megabytes);
        zip.closeEntry();
        zip.finish();
    }

    private static void fill(OutputStream out, int value, int megabytes) throws IOException {
        byte[] bytes = new byte[MEGABYTE];
        Arrays.fill(bytes, (byte) value);
        for (int i = 0; i < megabytes; i++) {
            out.write(bytes);
        }
    }
}
