package io.github.bp4j.data;

import io.github.bp4j.data.ElementType.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads values from a stream whose length is not to be trusted: memory grows with what has come, whatever the file says is
 * to come.
 */
final class ElementReader {
    private static final int CHUNK = 8192;

    private final InputStream in;
    private final ElementType type;
    private final String name;

    ElementReader(InputStream in, ElementType type, String name) {
        this.in = in;
        this.type = type;
        this.name = name;
    }

    /** The array of this shape. */
    NdArray array(int[] shape, int size, boolean present) throws IOException {
        try {
            return type.kind() == Kind.TEXT
                    ? NdArray.adopt(shape, texts(size))
                    : NdArray.adopt(shape, numbers(size, present), type.isWhole());
        } catch (OutOfMemoryError e) {
            throw new DataFileException(name + ": " + size + " values do not fit into memory", e);
        }
    }

    /**
     * As many numbers.
     *
     * @param present whether so many bytes are known to be there, so that all the memory can be taken at once
     */
    private double[] numbers(int size, boolean present) throws IOException {
        double[] numbers = new double[present ? size : Math.min(size, CHUNK)];
        byte[] bytes = new byte[Math.min(size, CHUNK) * type.bytes()];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(type.order());
        for (int read = 0; read < size; ) {
            int values = Math.min(size - read, CHUNK);
            fill(bytes, values * type.bytes(), (long) read * type.bytes(), (long) size * type.bytes());
            if (read + values > numbers.length) {
                numbers = Arrays.copyOf(numbers, (int) Math.min(size, 2L * numbers.length));
            }
            for (int v = 0; v < values; v++) {
                numbers[read + v] = number(buffer, v, read + v);
            }
            read += values;
        }
        return numbers;
    }

    /** As many numbers into {@code out}; false if the stream ends before the first. */
    boolean numbers(double[] out, byte[] bytes) throws IOException {
        int needed = out.length * type.bytes();
        int got = in.readNBytes(bytes, 0, needed);
        if (got == 0) {
            return false;
        }
        if (got < needed) {
            throw new DataFileException(name + " ends within an example");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(type.order());
        for (int v = 0; v < out.length; v++) {
            out[v] = number(buffer, v, v);
        }
        return true;
    }

    /** As many texts. */
    private String[] texts(int size) throws IOException {
        String[] texts = new String[Math.min(size, CHUNK / 8)];
        for (int read = 0; read < size; read++) {
            if (read == texts.length) {
                texts = Arrays.copyOf(texts, (int) Math.min(size, 2L * texts.length));
            }
            byte[] bytes = in.readNBytes(type.bytes()); // takes no more memory than comes
            requireAll(bytes.length, type.bytes(), (long) read * type.bytes(), (long) size * type.bytes());
            try {
                texts[read] = type.text(ByteBuffer.wrap(bytes).order(type.order()), 0);
            } catch (DataFileException e) {
                throw new DataFileException(name + ": in value " + read + ", " + e.getMessage(), e);
            }
        }
        return texts;
    }

    private double number(ByteBuffer buffer, int place, int index) throws DataFileException {
        try {
            return type.number(buffer, place * type.bytes());
        } catch (DataFileException e) {
            throw new DataFileException(name + ": value " + index + ", " + e.getMessage(), e);
        }
    }

    private void fill(byte[] bytes, int needed, long before, long total) throws IOException {
        requireAll(in.readNBytes(bytes, 0, needed), needed, before, total);
    }

    private void requireAll(int got, int needed, long before, long total) throws DataFileException {
        if (got < needed) {
            throw new DataFileException(
                    name + " is cut off: " + (before + got) + " bytes of values, where the header announces " + total);
        }
    }
}
