package io.github.bp4j.internal.file;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The entries of a zip file, as its central directory lists them. {@link java.util.zip.ZipFile} reads files of the
 * default file system alone, and {@link java.util.zip.ZipInputStream} no entries that are stored with their sizes
 * behind them. Source: PKWARE, <em>APPNOTE.TXT</em>, 6.3.
 */
public final class ZipArchive {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;

    private static final int LOCAL_SIZE = 30;
    private static final int CENTRAL_SIZE = 46;
    private static final int END_SIZE = 22;
    private static final int END_64_SIZE = 56;
    private static final int LOCATOR_64_SIZE = 20;
    private static final int MAX_BUFFER = 1 << 16; // and no more than an entry has: there may be many
    private static final int MAX_COMMENT = 0xffff;

    private static final int IS_ENCRYPTED = 1;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ZIP_64 = 1; // the number of the extra field with sizes of eight bytes
    private static final long IN_EXTRA = 0xffffffffL;

    /** What a byte of the directory becomes in memory, at most. */
    private static final int MEMORY_PER_BYTE = 8;

    private final Source source;
    private final List<Entry> entries = new ArrayList<>();
    private final long start; // of the archive, before which there may be something else
    private final long directory; // where the central directory begins

    /**
     * An entry of the archive.
     *
     * @param method how it is written: stored or deflated
     * @param checksum the CRC-32 of its content
     * @param packed the bytes that it takes in the file
     * @param size the bytes of its content, by what the file says
     * @param position where its header begins
     */
    public record Entry(String name, int method, long checksum, long packed, long size, long position) {
        /** Whether its content is in the file as it is, so that the file must be as long as it says. */
        public boolean isStored() {
            return method == STORED;
        }
    }

    /**
     * Reads the directory.
     *
     * @throws ZipException if it is none, or is damaged
     */
    public ZipArchive(Source source) throws IOException {
        this.source = source;
        long end = end();
        ByteBuffer record = buffer(source.bytes(end, END_SIZE));
        long count = Short.toUnsignedLong(record.getShort(10));
        long size = Integer.toUnsignedLong(record.getInt(12));
        long offset = Integer.toUnsignedLong(record.getInt(16));
        if (count == MAX_COMMENT || size == IN_EXTRA || offset == IN_EXTRA) {
            long end64 = end64(end);
            if (end64 >= 0) {
                record = buffer(source.bytes(end64, END_64_SIZE));
                count = record.getLong(32);
                size = record.getLong(40);
                offset = record.getLong(48);
                end = end64;
            }
        }
        if (size < 0 || offset < 0 || size > end || offset > end - size || count < 0 || count > size / CENTRAL_SIZE) {
            throw new ZipException("its directory of " + count + " entries in " + size + " bytes does not fit into it");
        }
        if (size > Memory.limit() / MEMORY_PER_BYTE) {
            throw new ZipException(Memory.excess("its directory takes", MEMORY_PER_BYTE * size, Memory.limit()));
        }
        directory = end - size;
        start = directory - offset;
        readDirectory(buffer(source.bytes(directory, (int) size)), count);
    }

    /** Where the record that ends the file begins; behind it there is nothing but a comment. */
    private long end() throws IOException {
        long size = source.size();
        int length = (int) Math.min(size, END_SIZE + MAX_COMMENT);
        ByteBuffer tail = buffer(source.bytes(size - length, length));
        for (int at = length - END_SIZE; at >= 0; at--) {
            if (tail.getInt(at) == END && Short.toUnsignedInt(tail.getShort(at + 20)) == length - at - END_SIZE) {
                return size - length + at;
            }
        }
        throw new ZipException("zip END header not found");
    }

    /** Where the record with numbers of eight bytes begins; -1 if there is none. */
    private long end64(long end) throws IOException {
        if (end < LOCATOR_64_SIZE + END_64_SIZE) {
            return -1;
        }
        ByteBuffer locator = buffer(source.bytes(end - LOCATOR_64_SIZE, LOCATOR_64_SIZE));
        long position = locator.getLong(8);
        if (locator.getInt(0) != LOCATOR_64 || position < 0 || position > end - END_64_SIZE) {
            return -1;
        }
        return buffer(source.bytes(position, END_64_SIZE)).getInt(0) == END_64 ? position : -1;
    }

    private void readDirectory(ByteBuffer in, long count) throws ZipException {
        for (long i = 0; i < count; i++) {
            int at = in.position();
            if (in.remaining() < CENTRAL_SIZE || in.getInt(at) != CENTRAL) {
                throw new ZipException("its directory is damaged at entry " + i);
            }
            int nameLength = Short.toUnsignedInt(in.getShort(at + 28));
            int extraLength = Short.toUnsignedInt(in.getShort(at + 30));
            int commentLength = Short.toUnsignedInt(in.getShort(at + 32));
            if (in.remaining() < CENTRAL_SIZE + nameLength + extraLength + commentLength) {
                throw new ZipException("its directory is damaged at entry " + i);
            }
            String name = name(in.slice(at + CENTRAL_SIZE, nameLength), i);
            if ((in.getShort(at + 8) & IS_ENCRYPTED) != 0) {
                throw new ZipException("the entry \"" + name + "\" is encrypted");
            }
            ByteBuffer extra = extra64(
                    in.slice(at + CENTRAL_SIZE + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN));
            long size = number(in.getInt(at + 24), extra);
            long packed = number(in.getInt(at + 20), extra);
            long position = start + number(in.getInt(at + 42), extra);
            int method = Short.toUnsignedInt(in.getShort(at + 10));
            if (method != STORED && method != DEFLATED) {
                throw new ZipException("the entry \"" + name + "\" is packed by method " + method
                        + "; 0 (stored) and 8 (deflated) are read");
            }
            if (position < 0
                    || position > directory - LOCAL_SIZE
                    || packed < 0
                    || packed > directory - LOCAL_SIZE - position
                    || size < 0
                    || method == STORED && size != packed) {
                throw new ZipException("the entry \"" + name + "\" does not fit into it");
            }
            entries.add(new Entry(name, method, Integer.toUnsignedLong(in.getInt(at + 16)), packed, size, position));
            in.position(at + CENTRAL_SIZE + nameLength + extraLength + commentLength);
        }
        if (in.hasRemaining()) {
            throw new ZipException("its directory goes on after its " + count + " entries");
        }
    }

    private static String name(ByteBuffer bytes, long entry) throws ZipException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            ZipException noText = new ZipException("the name of entry " + entry + " is no UTF-8");
            noText.initCause(e);
            throw noText;
        }
    }

    /** The numbers of eight bytes, of those that have no room in four; empty if there are none. */
    private static ByteBuffer extra64(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int kind = Short.toUnsignedInt(extra.getShort());
            int length = Short.toUnsignedInt(extra.getShort());
            if (length > extra.remaining()) {
                break;
            }
            if (kind == ZIP_64) {
                return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private static long number(int field, ByteBuffer extra) {
        return field == -1 && extra.remaining() >= Long.BYTES ? extra.getLong() : Integer.toUnsignedLong(field);
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The entries, in the order of the directory. */
    public List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /**
     * The content of an entry; one may be read at a time. The stream is to be closed.
     *
     * @throws ZipException if the entry has no header where the directory says, or reaches beyond the archive
     */
    public InputStream open(Entry entry) throws IOException {
        ByteBuffer header = buffer(source.bytes(entry.position(), LOCAL_SIZE));
        long content = entry.position()
                + LOCAL_SIZE
                + Short.toUnsignedInt(header.getShort(26))
                + Short.toUnsignedInt(header.getShort(28));
        if (header.getInt(0) != LOCAL || content > directory - entry.packed()) {
            throw new ZipException("its header is not where the directory says");
        }
        int buffer = (int) Math.max(1, Math.min(entry.packed(), MAX_BUFFER));
        InputStream packed = new BufferedInputStream(source.stream(content, entry.packed()), buffer);
        if (entry.isStored()) {
            return packed;
        }
        Inflater inflater = new Inflater(true); // which needs a byte more than there is
        return new InflaterInputStream(
                new SequenceInputStream(packed, new ByteArrayInputStream(new byte[1])), inflater, buffer) {
            @Override
            public void close() throws IOException {
                super.close();
                inflater.end();
            }
        };
    }
}
