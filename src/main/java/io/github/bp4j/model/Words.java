package io.github.bp4j.model;

import io.github.bp4j.data.NpzFile;
import io.github.bp4j.internal.file.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The text entry of a file: a line {@code key = value} for each thing that is no array, in UTF-8; the first names the kind
 * and the version of the file, {@code format = bp4j model 1}. In a value, what a line cannot hold is written as in Java: {@code
 * \n}, {@code \r}, {@code \\}, and other control characters by a backslash, u and four hexadecimal digits.
 *
 * <p>Whoever reads takes one key after the other; {@link #requireAllTaken} refuses those that nobody asked for.
 */
final class Words {
    private static final String FORMAT = "format";
    private static final String SEPARATOR = " = ";

    /** As a byte, in the decoder, in the text, in a line, in a key or a value, and in that without escapes. */
    private static final int MEMORY_PER_BYTE = 12;
    /** The objects that a line becomes. */
    private static final int MEMORY_PER_LINE = 256;

    private final String entry;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> taken = new LinkedHashSet<>();

    /** None yet, for the entry of this name, of a file of this kind ("bp4j model") and version. */
    Words(String entry, String kind, int version) {
        this.entry = entry;
        put(FORMAT, kind + " " + version);
    }

    // ---------------------------------------------------------------- writing

    void put(String key, Object value) {
        values.put(key, String.valueOf(value));
    }

    void putUnless(double usual, String key, double value) {
        if (value != usual) {
            put(key, value);
        }
    }

    /** key1, key2, …, in order. */
    void putAll(String key, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            put(key + (i + 1), texts.get(i));
        }
    }

    /** The entry, for an archive. */
    Map<String, byte[]> toEntry() {
        StringBuilder lines = new StringBuilder();
        values.forEach((key, value) ->
                lines.append(key).append(SEPARATOR).append(escaped(value)).append('\n'));
        return Map.of(entry, lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        value.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\\' -> text.append("\\\\");
                default -> {
                    boolean isHalf =
                            c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE; // which UTF-8 cannot hold
                    if (isHalf || Character.isISOControl(c)) {
                        text.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        text.appendCodePoint(c);
                    }
                }
            }
        });
        return text.toString();
    }

    // ---------------------------------------------------------------- reading

    /**
     * Reads the entry of this name.
     *
     * @throws ModelFormatException if it is not there, is no such text, or is of another kind or a later version
     */
    Words(NpzFile file, String entry, String kind, int latestVersion) throws ModelFormatException {
        this.entry = entry;
        byte[] bytes = file.others().get(entry);
        if (bytes == null) {
            throw damaged("is not there; a " + kind + " file has it");
        }
        requireRoom(bytes);
        for (String line : decode(bytes).split("\n")) {
            int at = line.indexOf(SEPARATOR);
            if (at <= 0) {
                throw damaged("has the line " + quoted(line) + "; each should read key = value");
            }
            if (values.put(line.substring(0, at), unescaped(line.substring(at + SEPARATOR.length()))) != null) {
                throw damaged("has " + quoted(line.substring(0, at)) + " twice");
            }
        }
        requireFormat(kind, latestVersion);
    }

    /** Refuses a text that would not fit into memory as lines, keys and values. */
    private void requireRoom(byte[] bytes) throws ModelFormatException {
        long memory = (long) MEMORY_PER_BYTE * bytes.length;
        for (byte b : bytes) {
            memory += b == '\n' ? MEMORY_PER_LINE : 0;
        }
        if (memory > Memory.limit()) {
            throw damaged(Memory.excess("takes", memory, Memory.limit()));
        }
    }

    private void requireFormat(String kind, int latestVersion) throws ModelFormatException {
        String format = text(FORMAT);
        if (!format.matches("\\Q" + kind + "\\E [1-9][0-9]{0,8}")) {
            throw wrong(FORMAT, kind + " " + latestVersion);
        }
        if (Integer.parseInt(format.substring(kind.length() + 1)) > latestVersion) {
            throw damaged(FORMAT + SEPARATOR + format + " is of a later release of bp4j; this one reads up to " + kind
                    + " " + latestVersion);
        }
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    String text(String key) throws ModelFormatException {
        String value = values.get(key);
        if (value == null) {
            throw damaged("has no " + quoted(key));
        }
        taken.add(key);
        return value;
    }

    /** Those of key1, key2, … that there are. */
    List<String> texts(String key) throws ModelFormatException {
        List<String> texts = new ArrayList<>();
        while (has(key + (texts.size() + 1))) {
            texts.add(text(key + (texts.size() + 1)));
        }
        return texts;
    }

    long integer(String key) throws ModelFormatException {
        try {
            return Long.parseLong(text(key));
        } catch (NumberFormatException e) {
            throw wrong(key, "an integer");
        }
    }

    /** From 1 to 2³¹ − 1. */
    int count(String key) throws ModelFormatException {
        try {
            int count = Integer.parseInt(text(key));
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(key, "an integer from 1 to " + Integer.MAX_VALUE);
    }

    double number(String key) throws ModelFormatException {
        double number = Names.number(text(key));
        if (Double.isNaN(number)) {
            throw wrong(key, "a number");
        }
        return number;
    }

    double number(String key, double otherwise) throws ModelFormatException {
        return has(key) ? number(key) : otherwise;
    }

    boolean flag(String key) throws ModelFormatException {
        return switch (text(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, "true or false");
        };
    }

    /** All but the format. */
    Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>(values);
        map.remove(FORMAT);
        return map;
    }

    /** Refuses what nobody asked for: it means something that would be lost. */
    void requireAllTaken() throws ModelFormatException {
        for (String key : values.keySet()) {
            if (!taken.contains(key)) {
                throw damaged("has " + quoted(key) + ", which means nothing here");
            }
        }
    }

    /** That the value is not what it should be. */
    ModelFormatException wrong(String key, String expected) {
        return damaged("has " + key + SEPARATOR + quoted(values.get(key)) + "; it should be " + expected);
    }

    /** What is wrong with the entry. */
    ModelFormatException damaged(String what) {
        return new ModelFormatException("entry " + quoted(entry) + " " + what);
    }

    private String decode(byte[] bytes) throws ModelFormatException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw damaged("is no UTF-8");
        }
    }

    private String unescaped(String value) throws ModelFormatException {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < value.length(); at++) {
            if (value.charAt(at) != '\\') {
                text.append(value.charAt(at));
                continue;
            }
            at++;
            switch (at < value.length() ? value.charAt(at) : ' ') {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case '\\' -> text.append('\\');
                case 'u' -> {
                    String hex = value.substring(at + 1, Math.min(at + 5, value.length()));
                    if (!hex.matches("[0-9a-f]{4}")) {
                        throw damaged("has \\u" + hex + ", where four digits from 0 to f should follow \\u");
                    }
                    text.append((char) Integer.parseInt(hex, 16));
                    at += 4;
                }
                default -> throw damaged("has a \\ that none of n, r, u and \\ follows");
            }
        }
        return text.toString();
    }

    /** In quotes, on one line; of a long one the beginning. */
    static String quoted(String value) {
        return '"' + escaped(value.length() <= 60 ? value : value.substring(0, 60) + "…") + '"';
    }
}
