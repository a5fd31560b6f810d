package io.github.bp4j.data;

import static io.github.bp4j.data.Texts.quoted;

import io.github.bp4j.data.ElementType.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the values of an .npy file: their type, order and shape. Source: NumPy Enhancement Proposal 1 and
 * {@code numpy/lib/format.py}.
 */
final class NpyHeader {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_LENGTH = 1 << 16;
    private static final int MAX_SIZE = Integer.MAX_VALUE - 8;
    private static final int MAX_DIMENSIONS = 64;
    private static final int CODE_POINT = 4; // bytes

    // 'descr': '<f8',   'fortran_order': False,   'shape': (3, 4),
    private static final Pattern ENTRY = Pattern.compile(
            "\\s*['\"](descr|fortran_order|shape)['\"]\\s*:\\s*(?:['\"]([^'\"]*)['\"]|(True|False)|\\(([0-9L,\\s]*)\\))\\s*");
    private static final Pattern TYPE = Pattern.compile("([<>|=])([iufbU])([0-9]{1,9})");

    private final ElementType type;
    private final boolean fortranOrder;
    private final int[] shape;
    private final int size;

    private NpyHeader(ElementType type, boolean fortranOrder, int[] shape, int size) {
        this.type = type;
        this.fortranOrder = fortranOrder;
        this.shape = shape;
        this.size = size;
    }

    ElementType type() {
        return type;
    }

    /** Whether the first index runs fastest. */
    boolean fortranOrder() {
        return fortranOrder;
    }

    /** Live, not to be written. */
    int[] shape() {
        return shape;
    }

    /** The number of values, the product of the shape. */
    int size() {
        return size;
    }

    /** Reads as far as the first value. */
    static NpyHeader read(InputStream in, String name) throws IOException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
            throw new DataFileException(name + " is no .npy file: it does not begin with 0x93 NUMPY and a version");
        }
        int major = start[6];
        if (major < 1 || major > 3 || start[7] != 0) {
            throw new DataFileException(
                    name + " has version " + (major & 0xff) + "." + (start[7] & 0xff) + "; 1.0, 2.0 and 3.0 are read");
        }
        int width = major == 1 ? 2 : 4;
        byte[] lengthBytes = in.readNBytes(width);
        if (lengthBytes.length < width) {
            throw new DataFileException(name + " is cut off within the header");
        }
        long length = 0;
        for (int i = width - 1; i >= 0; i--) {
            length = (length << 8) | (lengthBytes[i] & 0xff);
        }
        if (length > MAX_LENGTH) {
            throw new DataFileException(name + " announces a header of " + length + " bytes; " + MAX_LENGTH
                    + " are enough for any array of numbers or texts");
        }
        byte[] header = in.readNBytes((int) length);
        if (header.length < length) {
            throw new DataFileException(name + " is cut off within the header");
        }
        return parse(
                new String(header, major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1).strip(), name);
    }

    /** Parses the literal of a Python dictionary. */
    static NpyHeader parse(String text, String name) throws DataFileException {
        String descr = null;
        String fortran = null;
        String shape = null;
        Set<String> keys = new HashSet<>();
        if (text.startsWith("{") && text.endsWith("}")) {
            Matcher entry = ENTRY.matcher(text).region(1, text.length() - 1);
            while (entry.lookingAt() && keys.add(entry.group(1))) {
                descr = entry.group(1).equals("descr") ? entry.group(2) : descr;
                fortran = entry.group(1).equals("fortran_order") ? entry.group(3) : fortran;
                shape = entry.group(1).equals("shape") ? entry.group(4) : shape;
                int next = entry.end();
                if (next < text.length() - 1 && text.charAt(next) == ',') {
                    next++;
                } else if (next < text.length() - 1) {
                    break;
                }
                entry.region(next, text.length() - 1);
            }
            boolean whole =
                    text.substring(entry.regionStart(), text.length() - 1).isBlank();
            if (whole && descr != null && fortran != null && shape != null) {
                return of(descr, fortran.equals("True"), shape, name);
            }
        }
        if (text.contains("'descr': [")) {
            throw new DataFileException(name + " holds records of several fields; arrays of one type are read");
        }
        throw new DataFileException(name + " has the header " + quoted(text)
                + "; {'descr': …, 'fortran_order': …, 'shape': …} is expected");
    }

    private static NpyHeader of(String descr, boolean fortranOrder, String shape, String name)
            throws DataFileException {
        ElementType type = type(descr, name);
        String[] sizes =
                shape.isBlank() ? new String[0] : shape.replace("L", "").split(",", -1);
        // (3,) ends with a comma
        int dimensions = sizes.length > 0 && sizes[sizes.length - 1].isBlank() ? sizes.length - 1 : sizes.length;
        if (dimensions > MAX_DIMENSIONS) {
            throw new DataFileException(
                    name + " has " + dimensions + " dimensions; " + MAX_DIMENSIONS + " is the limit");
        }
        int[] parsed = new int[dimensions];
        long size = 1;
        boolean empty = false;
        for (int d = 0; d < dimensions; d++) {
            try {
                parsed[d] = Integer.parseInt(sizes[d].strip());
            } catch (NumberFormatException e) {
                throw new DataFileException(name + " has the shape (" + shape + "); sizes of 0 to 2³¹ − 1 are read", e);
            }
            empty |= parsed[d] == 0;
            size = Math.min(size * Math.max(1, parsed[d]), Integer.MAX_VALUE);
        }
        if (size > MAX_SIZE) {
            throw new DataFileException(
                    name + " announces " + Texts.shape(parsed) + " values; at most " + MAX_SIZE + " are read");
        }
        return new NpyHeader(type, fortranOrder, parsed, empty ? 0 : (int) size);
    }

    private static ElementType type(String descr, String name) throws DataFileException {
        Matcher matcher = TYPE.matcher(descr);
        if (matcher.matches()) {
            int bytes = Integer.parseInt(matcher.group(3));
            boolean isInteger = bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
            Kind kind = switch (matcher.group(2)) {
                case "f" -> bytes == 4 || bytes == 8 ? Kind.FLOAT : null;
                case "i" -> isInteger ? Kind.SIGNED : null;
                case "u" -> isInteger ? Kind.UNSIGNED : null;
                case "b" -> bytes == 1 ? Kind.BOOLEAN : null;
                default -> bytes >= 1 && bytes <= Integer.MAX_VALUE / CODE_POINT ? Kind.TEXT : null;
            };
            if (kind != null) {
                ByteOrder order = matcher.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
                return new ElementType(kind, kind == Kind.TEXT ? CODE_POINT * bytes : bytes, order);
            }
        }
        String object = descr.contains("O") ? " (Python objects, which only Python may unpickle)" : "";
        throw new DataFileException(name + " holds values of type " + quoted(descr) + object
                + "; float32, float64, integers, booleans and unicode texts are read");
    }
}
