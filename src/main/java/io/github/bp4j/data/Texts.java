package io.github.bp4j.data;

import java.util.List;

/** Words of messages. */
final class Texts {
    private static final int SHOWN = 60;

    private Texts() {}

    /** The value in quotes, on one line; of a long one the beginning. */
    static String quoted(String value) {
        String shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
        return '"' + shown.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t") + '"';
    }

    /** "3×4"; "1" of no dimensions. */
    static String shape(int[] shape) {
        if (shape.length == 0) {
            return "1";
        }
        StringBuilder text = new StringBuilder();
        for (int size : shape) {
            text.append(text.isEmpty() ? "" : "×").append(size);
        }
        return text.toString();
    }

    /** The index of the column. */
    static int indexOf(String column, List<String> columns) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("there is no column " + quoted(column) + "; the columns are " + columns);
        }
        return index;
    }
}
