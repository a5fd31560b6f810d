package io.github.bp4j.data;

import static io.github.bp4j.data.Texts.quoted;

import io.github.bp4j.internal.check.Require;
import io.github.bp4j.internal.file.AtomicFile;
import io.github.bp4j.internal.file.Memory;
import io.github.bp4j.internal.file.Paths;
import io.github.bp4j.internal.file.Reasons;
import io.github.bp4j.internal.file.Source;
import io.github.bp4j.internal.file.Utf8;
import io.github.bp4j.internal.file.ZipArchive;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
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
        Require.noNulls("arrays", arrays);
        Require.noNulls("others", others);
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
        Objects.requireNonNull(name, "name");
        NdArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException(
                    "there is no array " + quoted(name) + "; the arrays are " + arrays.keySet());
        }
        return array;
    }

    // ---------------------------------------------------------------- reading

    /**
     * Reads all entries, stored or compressed, of a file in any file system.
     *
     * @throws DataFileException naming file and entry, if something is damaged, has a name that leads out of the archive or
     *     is there twice, or if all of it would take more than a quarter of the heap
     */
    public static NpzFile read(Path file) throws IOException {
        return read(file, Memory.limit());
    }

    /**
     * Reads all entries, stored or compressed, if they take no more memory than so many bytes.
     *
     * @throws DataFileException also if all of it would take more than that, or than a quarter of the heap
     */
    public static NpzFile read(Path file, long mostBytes) throws IOException {
        if (!Files.isRegularFile(Paths.requireFile(file)) && Files.exists(file)) { // a pipe, which has no size
            try (InputStream in = Files.newInputStream(file)) {
                return read(in, file.toString(), mostBytes);
            }
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return read(Source.of(channel), file.toString(), Math.min(mostBytes, Memory.limit()));
        } catch (ClosedByInterruptException e) {
            throw Paths.interrupted(file, e);
        }
    }

    /**
     * Reads all entries, stored or compressed, of a stream to its end; the stream stays open.
     *
     * @throws DataFileException naming the entry, as for a file, or if the stream has more bytes than an eighth of the
     *     heap
     */
    public static NpzFile read(InputStream in) throws IOException {
        return read(Objects.requireNonNull(in, "in"), "the stream", Memory.limit());
    }

    /**
     * Reads all entries, stored or compressed, of the bytes of a file.
     *
     * @param mostBytes the most memory that the entries may take
     *
     * @throws DataFileException naming the entry, as for a file
     */
    public static NpzFile read(byte[] archive, long mostBytes) throws IOException {
        return read(
                Source.of(Objects.requireNonNull(archive, "archive")),
                "the archive",
                Math.min(mostBytes, Memory.limit() - archive.length));
    }

    private static NpzFile read(InputStream in, String name, long mostBytes) throws IOException {
        byte[] bytes = Memory.read(in, Memory.limit(), what -> new DataFileException(name + " " + what));
        return read(Source.of(bytes), name, Math.min(mostBytes, Memory.limit() - bytes.length));
    }

    private static NpzFile read(Source source, String file, long mostBytes) throws IOException {
        if (source.size() == 0) {
            throw new DataFileException(file + " is empty");
        }
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        Map<String, byte[]> others = new LinkedHashMap<>();
        long left = mostBytes;
        ZipArchive zip = open(source, file);
        for (ZipArchive.Entry entry : zip.entries()) {
            String name = entry.name();
            String place = file + ", entry " + quoted(name);
            boolean isTwice = name.endsWith(SUFFIX) ? arrays.containsKey(stem(name)) : others.containsKey(name);
            if (isTwice) {
                throw new DataFileException(place + " is there twice");
            }
            try (CheckedInputStream in = new CheckedInputStream(zip.open(entry), new CRC32())) {
                if (name.endsWith(SUFFIX)) {
                    NdArray array = NpyFile.read(in, place, entry.isStored() ? entry.size() : 0, left);
                    left -= array.memory();
                    arrays.put(stem(name), array);
                } else {
                    byte[] bytes = bytes(in, entry, place, left);
                    left -= bytes.length;
                    others.put(name, bytes);
                }
                if (in.getChecksum().getValue() != entry.checksum()) {
                    throw new DataFileException(place + " is damaged: its checksum is not the one noted");
                }
            } catch (DataFileException | ClosedByInterruptException e) {
                throw e;
            } catch (ZipException | EOFException e) {
                throw new DataFileException(place + " is damaged: " + Reasons.of(e), e);
            } catch (IOException e) {
                throw new IOException(place + " cannot be read: " + Reasons.of(e), e);
            }
        }
        return new NpzFile(arrays, others);
    }

    private static ZipArchive open(Source source, String file) throws IOException {
        ZipArchive zip;
        try {
            zip = new ZipArchive(source);
        } catch (ZipException | EOFException e) {
            throw new DataFileException(file + " is no sound zip file: " + Reasons.of(e), e);
        }
        for (ZipArchive.Entry entry : zip.entries()) {
            if (!isSafe(entry.name())) {
                throw new DataFileException(file + " is no sound zip file: " + unsafe(entry.name()));
            }
        }
        return zip;
    }

    /** The content of an entry that is no array. It is copied while it is read, as its length is not to be trusted. */
    private static byte[] bytes(InputStream in, ZipArchive.Entry entry, String place, long limit) throws IOException {
        Limit.require(2 * entry.size(), limit, place, String.format(Locale.ROOT, "%,d bytes", entry.size()));
        byte[] bytes = in.readNBytes((int) entry.size());
        if (bytes.length < entry.size() || in.read() >= 0) {
            throw new DataFileException(
                    place + " is damaged: it has " + (bytes.length < entry.size() ? "" : "more than ") + bytes.length
                            + " bytes, where the directory announces " + entry.size());
        }
        return bytes;
    }

    private static String stem(String name) {
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static void requireSafe(String name) {
        if (!isSafe(name)) {
            throw new IllegalArgumentException(unsafe(name));
        }
        Utf8.require(name, "the name of an entry");
    }

    private static boolean isSafe(String name) {
        return !name.isEmpty()
                && !name.startsWith("/")
                && !name.contains("\\")
                && !name.contains(":")
                && !Arrays.asList(name.split("/", -1)).contains("..");
    }

    private static String unsafe(String name) {
        return "the entry " + quoted(name) + " has a name that is empty, absolute or leads out of the archive";
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

    /**
     * Writes the same bytes to a stream, which stays open.
     *
     * @throws IllegalStateException if an array holds texts, before anything is written
     */
    public void writeTo(OutputStream out) throws IOException {
        Objects.requireNonNull(out, "out");
        arrays.values().forEach(NdArray::numbers); // which refuses texts
        BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        ZipOutputStream zip = new ZipOutputStream(buffered);
        for (Map.Entry<String, NdArray> entry : arrays.entrySet()) {
            NdArray array = entry.getValue();
            store(zip, entry.getKey() + SUFFIX, content -> NpyFile.write(content, array.shape(), array.numbers()));
        }
        for (Map.Entry<String, byte[]> entry : others.entrySet()) {
            store(zip, entry.getKey(), content -> content.write(entry.getValue()));
        }
        zip.finish();
        buffered.flush();
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
