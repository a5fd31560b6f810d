package io.github.bp4j.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How one value of a file is written: its kind, its bytes and their order. */
record ElementType(Kind kind, int bytes, ByteOrder order) {
    /** What the bytes mean. */
    enum Kind {
        SIGNED,
        UNSIGNED,
        BOOLEAN,
        FLOAT,
        TEXT
    }

    /** The largest integer below which every integer is a double. */
    private static final long EXACT = 1L << 53;

    /** Whether the values are integers or booleans. */
    boolean isWhole() {
        return kind == Kind.SIGNED || kind == Kind.UNSIGNED || kind == Kind.BOOLEAN;
    }

    /** The bytes of memory that one value takes; a text is copied while it is read. */
    long memory() {
        return kind == Kind.TEXT ? 2L * bytes + 64 : Double.BYTES;
    }

    /**
     * The number at this index of the buffer, whose order is that of the type.
     *
     * @throws DataFileException if it is an integer that no double can hold
     */
    double number(ByteBuffer buffer, int index) throws DataFileException {
        return switch (kind) {
            case FLOAT -> bytes == 4 ? buffer.getFloat(index) : buffer.getDouble(index);
            case BOOLEAN -> buffer.get(index) == 0 ? 0 : 1;
            case SIGNED, UNSIGNED -> exact(integer(buffer, index));
            case TEXT -> throw new IllegalStateException("a text is no number");
        };
    }

    /** The text at this index: code points of four bytes, filled up with zeros at the end. */
    String text(ByteBuffer buffer, int index) throws DataFileException {
        int end = bytes;
        while (end > 0 && buffer.getInt(index + end - 4) == 0) {
            end -= 4;
        }
        StringBuilder text = new StringBuilder(end / 4);
        for (int k = 0; k < end; k += 4) {
            int codePoint = buffer.getInt(index + k);
            if (!Character.isValidCodePoint(codePoint)) {
                throw new DataFileException("0x" + Integer.toHexString(codePoint) + " is no Unicode code point");
            }
            text.appendCodePoint(codePoint);
        }
        return text.toString();
    }

    private long integer(ByteBuffer buffer, int index) {
        boolean signed = kind == Kind.SIGNED;
        return switch (bytes) {
            case 1 -> signed ? buffer.get(index) : Byte.toUnsignedLong(buffer.get(index));
            case 2 -> signed ? buffer.getShort(index) : Short.toUnsignedLong(buffer.getShort(index));
            case 4 -> signed ? buffer.getInt(index) : Integer.toUnsignedLong(buffer.getInt(index));
            default -> buffer.getLong(index);
        };
    }

    private double exact(long integer) throws DataFileException {
        boolean beyondLong = kind == Kind.UNSIGNED && bytes == 8 && integer < 0;
        if (!beyondLong && integer >= -EXACT && integer <= EXACT) {
            return integer;
        }
        double value = beyondLong ? 2.0 * (integer >>> 1) : integer;
        boolean isExact = beyondLong ? (integer & 0x7ff) == 0 : value < 0x1p63 && (long) value == integer;
        if (!isExact) {
            throw new DataFileException((beyondLong ? Long.toUnsignedString(integer) : Long.toString(integer))
                    + " has more digits than a double");
        }
        return value;
    }
}
