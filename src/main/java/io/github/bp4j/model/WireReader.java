package io.github.bp4j.model;

import io.github.bp4j.internal.file.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one Protocol Buffers message, field by field: {@code while (reader.next()) switch (reader.field())}. A message
 * inside another is read from a window of the same array; nothing is copied, and nothing is taken on trust: a length
 * is compared with what is there before it is used.
 *
 * <p>The format: each field is a varint, number · 8 + type, and a value; type 0 is a varint, 1 eight bytes, 2 a length
 * and as many bytes, 5 four bytes. Source: <em>Protocol Buffers, Encoding</em>.
 */
final class WireReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final byte[] data;
    private final int end;
    private final WireReader parent; // null for the outermost message
    private final String name; //       of this message, in error messages
    private int at;
    private int field;
    private int type;
    private long taken; // of memory, by what was read of the outermost message

    /** The objects that a message becomes. */
    private static final int MEMORY_PER_MESSAGE = 256;

    private WireReader(byte[] data, int from, int to, WireReader parent, String name) {
        this.data = data;
        this.end = to;
        this.parent = parent;
        this.name = name;
        at = from;
    }

    /** The outermost message. */
    WireReader(byte[] data, String name) {
        this(data, 0, data.length, null, name);
    }

    /** Goes to the next field; false at the end of the message. */
    boolean next() throws ModelFormatException {
        if (at == end) {
            return false;
        }
        long tag = anyVarint();
        type = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 3 > 0x1FFFFFFF) {
            throw damaged("byte " + at + " should end the number of a field; it is " + (tag >>> 3));
        }
        field = (int) (tag >>> 3);
        return true;
    }

    /** The number of the field. */
    int field() {
        return field;
    }

    /** Whether the field is a length and bytes: for repeated numbers, packed. */
    boolean isBytes() {
        return type == BYTES;
    }

    long varint() throws ModelFormatException {
        require(VARINT, "a varint");
        return anyVarint();
    }

    int fixed32() throws ModelFormatException {
        require(FIXED32, "four bytes");
        return (int) littleEndian(4);
    }

    long fixed64() throws ModelFormatException {
        require(FIXED64, "eight bytes");
        return littleEndian(8);
    }

    String string() throws ModelFormatException {
        int length = length();
        take(64 + 5L * length); // with the copy that the decoder makes
        ByteBuffer bytes = ByteBuffer.wrap(data, at, length);
        at += length;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw damaged("field " + field + " is no UTF-8", e);
        }
    }

    /** The message in this field. */
    WireReader message(String name) throws ModelFormatException {
        int length = length();
        take(MEMORY_PER_MESSAGE);
        at += length;
        return new WireReader(data, at - length, at, this, name);
    }

    /** The bytes in this field, as a window of the file. */
    ByteBuffer bytes() throws ModelFormatException {
        int length = length();
        at += length;
        return ByteBuffer.wrap(data, at - length, length).slice();
    }

    /** The numbers in this field, one after the other, for {@link #packedVarint}. */
    WireReader packed() throws ModelFormatException {
        return message("field " + field);
    }

    /** Whether there is anything left to read. */
    boolean hasMore() {
        return at < end;
    }

    /** The next of the numbers. */
    long packedVarint() throws ModelFormatException {
        return anyVarint();
    }

    /** All bytes of this message. */
    byte[] toArray() {
        return Arrays.copyOfRange(data, at, end);
    }

    /** Goes over the field, whatever it is. */
    void skip() throws ModelFormatException {
        switch (type) {
            case VARINT -> anyVarint();
            case FIXED64 -> littleEndian(8);
            case BYTES -> {
                int length = length();
                at += length;
            }
            case FIXED32 -> littleEndian(4);
            default -> throw damaged("field " + field + " is of the unknown type " + type);
        }
    }

    /**
     * Takes note of memory that is taken; all that is made of a file, besides what it holds, is at most a quarter of
     * the heap.
     */
    void take(long bytes) throws ModelFormatException {
        WireReader outermost = this;
        while (outermost.parent != null) {
            outermost = outermost.parent;
        }
        outermost.taken += bytes;
        if (outermost.taken > Memory.limit()) {
            throw damaged(Memory.excess("with it, what is made of the file takes", outermost.taken, Memory.limit()));
        }
    }

    /** What is wrong with this message, with its place: "graph: node 3: …". */
    ModelFormatException damaged(String what) {
        return damaged(what, null);
    }

    private ModelFormatException damaged(String what, Throwable cause) {
        StringBuilder path = new StringBuilder();
        for (WireReader message = this; message != null; message = message.parent) {
            path.insert(0, message.name + ": ");
        }
        return new ModelFormatException(path + what, cause);
    }

    private void require(int expected, String inWords) throws ModelFormatException {
        if (type != expected) {
            throw damaged("field " + field + " should be " + inWords + "; it is of type " + type);
        }
    }

    private int length() throws ModelFormatException {
        require(BYTES, "a length and bytes");
        long length = anyVarint();
        if (length < 0 || length > end - at) {
            throw damaged("field " + field + " says that " + Long.toUnsignedString(length) + " bytes follow; there are "
                    + (end - at));
        }
        return (int) length;
    }

    private long anyVarint() throws ModelFormatException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw damaged("it ends at byte " + at + ", within a varint");
            }
            byte b = data[at++];
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw damaged("byte " + at + " should end a varint, which has at most ten bytes");
    }

    private long littleEndian(int size) throws ModelFormatException {
        if (size > end - at) {
            throw damaged("field " + field + " needs " + size + " bytes; there are " + (end - at));
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (data[at + i] & 0xFFL) << (8 * i);
        }
        at += size;
        return value;
    }
}
