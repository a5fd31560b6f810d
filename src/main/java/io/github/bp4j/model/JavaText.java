package io.github.bp4j.model;

import java.util.Locale;
import java.util.Map;

/** Names, literals and comments of Java in ASCII, which a compiler reads the same in any encoding. */
final class JavaText {
    /** How the signs in bp4j's comments are written. */
    private static final Map<Character, String> IN_ASCII = Map.ofEntries(
            Map.entry('−', "-"),
            Map.entry('→', " -> "),
            Map.entry('×', "x"),
            Map.entry('·', "*"),
            Map.entry('±', "+-"),
            Map.entry('∓', "-+"),
            Map.entry('≤', "<="),
            Map.entry('≥', ">="),
            Map.entry('²', "^2"),
            Map.entry('⁵', "^5"),
            Map.entry('ⁿ', "^n"),
            Map.entry('ᵏ', "^k"),
            Map.entry('¼', "1/4"),
            Map.entry('½', "1/2"),
            Map.entry('√', "sqrt "),
            Map.entry('π', "pi"),
            Map.entry('τ', "t"),
            Map.entry('…', "..."));

    private JavaText() {}

    /** The same with signs that are not of ASCII written in ASCII. */
    static String comment(String text) {
        StringBuilder ascii = new StringBuilder();
        for (char c : text.replace("2⁵²", "2^52").toCharArray()) {
            ascii.append(IN_ASCII.getOrDefault(c, String.valueOf(c)));
        }
        return name(ascii.toString());
    }

    /** The same with the escapes of Java for what is not of ASCII. */
    static String name(String text) {
        StringBuilder ascii = new StringBuilder();
        for (char c : text.toCharArray()) {
            ascii.append(c < 0x7f ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return ascii.toString();
    }

    /** The string in quotes. */
    static String literal(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                literal.append('\\').append(c);
            } else if (c == '\n') {
                literal.append("\\n");
            } else if (c < 0x20) {
                literal.append(String.format(
                        Locale.ROOT, "\\%03o", (int) c)); // not by its number: an escaped line end is a line end
            } else {
                literal.append(name(String.valueOf(c)));
            }
        }
        return literal.append('"').toString();
    }

    /** What the string takes in a class file, whose constants have at most 65,535 bytes. */
    static long constantLength(String text) {
        return text.chars()
                .mapToLong(c -> c >= 1 && c < 0x80 ? 1 : c < 0x800 ? 2 : 3)
                .sum();
    }
}
