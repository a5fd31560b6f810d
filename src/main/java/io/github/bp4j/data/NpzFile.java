package io.github.bp4j.data;

import static io.github.bp4j.data.Texts.quoted;

import io.github.bp4j.internal.file.AtomicFile;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The .npz file of NumPy: a zip file of arrays, {@code W1.npy} under the name W1, and, besides, of any other entries as
 * bytes. Immutable, but for the bytes, which are live and not to be written.
 *
 * @param arrays the arrays by name, in the order of the file
 * @param others the content of the entries that do not end in ".npy", by their full names
 */
public record NpzFile(Map<String, NdArray> arrays, Map<String, byte[]> others) {
    private static final String SUFFIX = ".npy";

    /** The earliest time that a zip file can tell: the same content makes the same bytes. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    /**
     * Checks the names and copies the maps.
     *
     * @throws IllegalArgumentException if a name is empty, absolute or leads out of the archive
     */
    public NpzFile {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
        for (String name : arrays.keySet()) {
            requireSafe(name);
        }
        for (String name : others.keySet()) {
            requireSafe(name);
            if (name.endsWith(SUFFIX)) {
                throw new IllegalArgumentException("an entry that ends in .npy is an array; got " + quoted(name));
            }
        }
    }

    /** An archive of arrays alone. */
    public static NpzFile of(Map<String, NdArray> arrays) {
        return new NpzFile(arrays, Map.of());
    }

    /**
     * The array of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public NdArray array(String name) {
        NdArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException(
                    "there is no array " + quoted(name) + "; the arrays are " + arrays.keySet());
        }
        return array;
    }

    // ---------------------------------------------------------------- reading

    /**
     * Reads all entries, stored or compressed.
     *
     * @throws DataFileException naming file and entry, if something is damaged, has a name that leads out of the archive or
     *     is there twice, or if all of it would take more than half the memory of this JVM
     */
    public static NpzFile read(Path file) throws IOException {
        return read(file, Memory.limitOfCompressed());
    }

    /**
     * Reads all entries, stored or compressed, if they take no more memory than so many bytes.
     *
     * @throws DataFileException likewise, or if all of it would take more than that, or than half the memory of this JVM
     */
    public static NpzFile read(Path file, long mostBytes) throws IOException {
        if (Files.size(file) == 0) {
            throw new DataFileException(file + " is empty");
        }
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        Map<String, byte[]> others = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            long left = Math.min(mostBytes, Memory.limitOfCompressed());
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                String place = file + ", entry " + quoted(name);
                requireSafe(name);
                boolean isTwice = name.endsWith(SUFFIX) ? arrays.containsKey(stem(name)) : others.containsKey(name);
                if (isTwice) {
                    throw new DataFileException(place + " is there twice");
                }
                try (CheckedInputStream in =
                        new CheckedInputStream(new BufferedInputStream(zip.getInputStream(entry)), new CRC32())) {
                    if (name.endsWith(SUFFIX)) {
                        NdArray array = NpyFile.read(in, place, 0, left);
                        left -= (array.isText() ? 64L : 8L) * array.size();
                        arrays.put(stem(name), array);
                    } else {
                        byte[] bytes = in.readNBytes((int) Math.min(left, Integer.MAX_VALUE - 8));
                        Memory.require(in.read() < 0 ? 0 : Long.MAX_VALUE, left, place, "more bytes");
                        left -= bytes.length;
                        others.put(name, bytes);
                    }
                    if (in.getChecksum().getValue() != entry.getCrc()) {
                        throw new DataFileException(place + " is damaged: its checksum is not the one noted");
                    }
                } catch (DataFileException e) {
                    throw e;
                } catch (IOException e) {
                    throw new DataFileException(place + " is damaged: " + e.getMessage(), e);
                }
            }
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new DataFileException(file + " is no sound zip file: " + e.getMessage(), e);
        }
        return new NpzFile(arrays, others);
    }

    private static String stem(String name) {
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static void requireSafe(String name) {
        if (name.isEmpty()
                || name.startsWith("/")
                || name.contains("\\")
                || name.contains(":")
                || Arrays.asList(name.split("/", -1)).contains("..")) {
            throw new IllegalArgumentException(
                    "the entry " + quoted(name) + " has a name that is empty, absolute or leads out of the archive");
        }
    }

    // ---------------------------------------------------------------- writing

    /**
     * Writes the archive, not compressed, as {@code numpy.savez} does. A file that is there is replaced at the end, by the
     * whole new one.
     *
     * @throws IllegalStateException if an array holds texts
     */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, this::writeTo);
    }

    /** Writes the same bytes to a stream, which stays open. */
    public void writeTo(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, NdArray> entry : arrays.entrySet()) {
            NdArray array = entry.getValue();
            store(zip, entry.getKey() + SUFFIX, content -> NpyFile.write(content, array.shape(), array.numbers()));
        }
        for (Map.Entry<String, byte[]> entry : others.entrySet()) {
            store(zip, entry.getKey(), content -> content.write(entry.getValue()));
        }
        zip.finish();
    }

    /** What writes the content of an entry. */
    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    /** Size and checksum stand before a stored entry: the content is written twice, the first time to nowhere. */
    private static void store(ZipOutputStream zip, String name, Content content) throws IOException {
        CountingStream measure = new CountingStream();
        content.write(measure);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(measure.size);
        entry.setCompressedSize(measure.size);
        entry.setCrc(measure.checksum.getValue());
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        content.write(zip);
        zip.closeEntry();
    }

    /** Counts and checks the bytes, and keeps none. */
    private static final class CountingStream extends OutputStream {
        private final CRC32 checksum = new CRC32();
        private long size;

        @Override
        public void write(int b) {
            checksum.update(b);
            size++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            checksum.update(bytes, offset, length);
            size += length;
        }
    }

    // ---------------------------------------------------------------- text

    /** "NpzFile of W1, b1". */
    @Override
    public String toString() {
        Set<String> names = new LinkedHashSet<>(arrays.keySet());
        names.addAll(others.keySet());
        return "NpzFile of " + String.join(", ", names);
    }
}
