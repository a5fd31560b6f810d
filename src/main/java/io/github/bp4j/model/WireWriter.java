package io.github.bp4j.model;

import io.github.bp4j.internal.file.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one Protocol Buffers message, field by field; {@link WireReader} tells the format. Large values are referred
 * to, not copied, until the message is written out.
 */
final class WireWriter {
    private final List<byte[]> parts = new ArrayList<>();
    private final ByteArrayOutputStream small = new ByteArrayOutputStream();
    private long length;

    WireWriter varint(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    WireWriter fixed32(int field, int value) {
        varint((long) field << 3 | 5);
        for (int i = 0; i < 32; i += 8) {
            put((byte) (value >> i));
        }
        return this;
    }

    WireWriter string(int field, String value) {
        return bytes(
                field, Utf8.require(value, "the text " + Words.quoted(value)).getBytes(StandardCharsets.UTF_8));
    }

    WireWriter bytes(int field, byte[] value) {
        start(field, value.length);
        add(value);
        return this;
    }

    WireWriter message(int field, WireWriter message) {
        message.flush();
        start(field, message.length);
        flush();
        parts.addAll(message.parts);
        length += message.length;
        return this;
    }

    /** The bytes of this message. */
    long length() {
        return length;
    }

    void writeTo(OutputStream out) throws IOException {
        flush();
        for (byte[] part : parts) {
            out.write(part);
        }
    }

    private void start(int field, long length) {
        varint((long) field << 3 | 2);
        varint(length);
    }

    private void varint(long value) {
        long rest = value;
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
            put((byte) (rest | 0x80));
        }
        put((byte) rest);
    }

    private void put(byte b) {
        small.write(b);
        length++;
    }

    private void add(byte[] value) {
        flush();
        parts.add(value);
        length += value.length;
    }

    private void flush() {
        if (small.size() > 0) {
            parts.add(small.toByteArray());
            small.reset();
        }
    }
}
