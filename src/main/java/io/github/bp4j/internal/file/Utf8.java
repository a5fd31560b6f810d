package io.github.bp4j.internal.file;

import java.util.Locale;

/** Texts that are written in UTF-8, which holds every text but half a surrogate pair. */
public final class Utf8 {
    private Utf8() {}

    /**
     * The text, every character of which UTF-8 can hold: an encoder would otherwise write "?" in its place.
     *
     * @param what the text in the message: "class name 3"
     * @throws IllegalArgumentException if a surrogate stands alone in it
     */
    public static String require(String text, String what) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s has the lone surrogate U+%04X at index %d; it is half a character, which UTF-8 cannot hold",
                        what,
                        (int) c,
                        i));
            }
        }
        return text;
    }
}
