package io.github.bp4j.data;

import io.github.bp4j.internal.check.Require;
import java.util.List;
import java.util.Set;

/**
 * How a file of separated values is written: RFC 4180 with a choice of separator, with or without a header, and with or
 * without blanks around the cells. Immutable.
 *
 * @param separator what stands between two cells
 * @param hasHeader whether the first record holds the names of the columns
 * @param names the names of the columns where there is no header; if empty, they are "1", "2", …
 * @param trims whether blanks around a cell that is not quoted are left out
 */
public record CsvFormat(char separator, boolean hasHeader, List<String> names, boolean trims) {
    /** Commas and a header, every blank part of its cell: RFC 4180. */
    public static final CsvFormat STANDARD = new CsvFormat(',', true, List.of(), false);

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the separator is a quote or ends a line, there are names and a header, or a
     *     name is there twice
     */
    public CsvFormat {
        Require.noNulls("names", names);
        if (separator == '"' || separator == '\n' || separator == '\r') {
            throw new IllegalArgumentException(
                    "separator must be neither a quote nor the end of a line; got " + Texts.quoted("" + separator));
        }
        if (hasHeader && !names.isEmpty()) {
            throw new IllegalArgumentException("the header names the columns; got the names " + names + " too");
        }
        names = List.copyOf(names);
        if (Set.copyOf(names).size() != names.size()) {
            throw new IllegalArgumentException("the names of the columns must be distinct; got " + names);
        }
    }

    /** The same with this separator: ';', '\t', … */
    public CsvFormat separator(char separator) {
        return new CsvFormat(separator, hasHeader, names, trims);
    }

    /** The same without a header: the first record is data. The columns have these names, or else "1", "2", … */
    public CsvFormat withoutHeader(String... names) {
        return new CsvFormat(separator, false, List.of(Require.noNulls("names", names)), trims);
    }

    /** The same, and blanks around a cell that is not quoted are left out, as in {@code 5.1, 3.5, setosa}. */
    public CsvFormat trimmed() {
        return new CsvFormat(separator, hasHeader, names, true);
    }
}
