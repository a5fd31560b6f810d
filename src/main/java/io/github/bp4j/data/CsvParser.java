package io.github.bp4j.data;

import static io.github.bp4j.data.Checks.count;
import static io.github.bp4j.data.Texts.quoted;

import io.github.bp4j.internal.file.Memory;
import io.github.bp4j.internal.file.Paths;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads the records of a file of separated values one after the other, by the grammar of RFC 4180. A line ends with LF,
 * CRLF or CR; an empty line is no record; a byte order mark is skipped. Every record has as many cells as there are
 * columns.
 */
final class CsvParser implements Closeable {
    private static final int END = -1;

    private final Reader in;
    private final String name;
    private final CsvFormat format;
    private final long mostBytes; // of the memory that a record takes
    private final long most; // the characters that a record may have; a cell counts as some more
    private final char[] buffer = new char[8192];
    private int position;
    private int limit;

    private final List<String> columns;
    private final StringBuilder cell = new StringBuilder();
    private final List<String> cells = new ArrayList<>();
    private String[] first; // the first record of a file without a header, until it is asked for
    private int line = 1; // where the next character stands
    private int recordLine;
    private long characters; // of the record, so far

    /**
     * What a character of a record takes at most: in the cell that grows, in the one that it is copied from, as a text.
     */
    private static final int MEMORY_PER_CHARACTER = 8;

    /** What a cell takes besides its characters, in characters. */
    private static final int CHARACTERS_PER_CELL = 10;

    /** A parser of the file, in UTF-8. */
    static CsvParser open(Path file, CsvFormat format) throws IOException {
        Reader reader = Files.newBufferedReader(Paths.requireFile(file), StandardCharsets.UTF_8);
        try {
            return new CsvParser(reader, file.toString(), format, Memory.limit());
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /**
     * Reads the names of the columns.
     *
     * @param limit how many bytes of memory a record may take
     */
    CsvParser(Reader in, String name, CsvFormat format, long limit) throws IOException {
        this.in = in;
        mostBytes = limit;
        most = limit / MEMORY_PER_CHARACTER;
        this.name = name;
        this.format = format;
        if (peek() == '\uFEFF') {
            position++;
        }
        String[] record = record();
        if (record == null) {
            throw new DataFileException(
                    name + " is empty; " + (format.hasHeader() ? "a header" : "a record") + " is needed");
        }
        if (format.hasHeader()) {
            columns = List.of(record);
        } else {
            first = record;
            columns = format.names().isEmpty()
                    ? IntStream.rangeClosed(1, record.length)
                            .mapToObj(Integer::toString)
                            .toList()
                    : format.names();
            requireWidth(record);
        }
        Set<String> distinct = new HashSet<>();
        for (String column : columns) {
            if (!distinct.add(column)) {
                throw error(recordLine, "column " + quoted(column) + " is there twice");
            }
        }
    }

    /** The names of the columns. */
    List<String> columns() {
        return columns;
    }

    /** The next record, a cell for each column; null at the end. */
    String[] next() throws IOException {
        if (first != null) {
            String[] record = first;
            first = null;
            return record;
        }
        String[] record = record();
        if (record != null) {
            requireWidth(record);
        }
        return record;
    }

    /** The line, from 1, in which the last record began. */
    int line() {
        return recordLine;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    // ---------------------------------------------------------------- the grammar

    private String[] record() throws IOException {
        while (endsLine(peek())) {
            endLine();
        }
        if (peek() == END) {
            return null;
        }
        recordLine = line;
        cells.clear();
        characters = 0;
        while (true) {
            cells.add(cell());
            characters += CHARACTERS_PER_CELL;
            if (characters > most) {
                throw tooLong();
            }
            int c = peek();
            if (c == format.separator()) {
                position++;
            } else {
                if (c != END) {
                    endLine();
                }
                return cells.toArray(String[]::new);
            }
        }
    }

    /** One cell; what follows is a separator, the end of a line or the end. */
    private String cell() throws IOException {
        cell.setLength(0);
        if (format.trims()) {
            skipBlanks();
        }
        if (peek() == '"') {
            quotedCell();
            return cell.toString();
        }
        for (int c = peek(); c != END && c != format.separator() && !endsLine(c); c = peek()) {
            if (c == '"') {
                throw error(line, cellNumber() + " has a quote inside, but does not begin with one");
            }
            if (++characters > most) {
                throw tooLong();
            }
            cell.append((char) c);
            position++;
        }
        return format.trims() ? cell.toString().strip() : cell.toString();
    }

    private void quotedCell() throws IOException {
        int opened = line;
        position++;
        while (true) {
            int c = peek();
            if (c == END) {
                throw neverClosed(opened);
            }
            if (++characters > most) {
                requireClosed(opened);
                throw tooLong();
            }
            if (c == '"') {
                position++;
                if (peek() != '"') {
                    break;
                }
            }
            if (endsLine(c)) {
                lineBreakOfCell();
            } else {
                cell.append('"' == c ? '"' : (char) c);
                position++;
            }
        }
        if (format.trims()) {
            skipBlanks();
        }
        int c = peek();
        if (c != END && c != format.separator() && !endsLine(c)) {
            throw error(
                    line,
                    cellNumber() + " goes on with " + quoted("" + (char) c)
                            + " after its closing quote; a quote inside is written twice");
        }
    }

    /** Goes on to the quote that closes a cell that is too long, keeping nothing: there may be none. */
    private void requireClosed(int opened) throws IOException {
        while (true) {
            int c = peek();
            if (c == END) {
                throw neverClosed(opened);
            }
            position++;
            if (c == '"') {
                if (peek() != '"') {
                    return;
                }
                position++;
            }
        }
    }

    /** A line break inside quotes stays as it is. */
    private void lineBreakOfCell() throws IOException {
        char c = buffer[position];
        cell.append(c);
        position++;
        if (c == '\r' && peek() == '\n') {
            cell.append('\n');
            position++;
        }
        line++;
    }

    private void endLine() throws IOException {
        char c = buffer[position++];
        if (c == '\r' && peek() == '\n') {
            position++;
        }
        line++;
    }

    private void skipBlanks() throws IOException {
        for (int c = peek(); (c == ' ' || c == '\t') && c != format.separator(); c = peek()) {
            position++;
        }
    }

    private static boolean endsLine(int c) {
        return c == '\n' || c == '\r';
    }

    /** The next character, which stays; it is {@code buffer[position]} unless it is the end. */
    private int peek() throws IOException {
        if (position == limit) {
            try {
                limit = Math.max(0, in.read(buffer));
            } catch (CharacterCodingException e) {
                throw new DataFileException(
                        name + ", line " + line
                                + " or soon after: not UTF-8; Table.readCsv(Reader, …) reads other encodings",
                        e);
            }
            position = 0;
        }
        return limit == 0 ? END : buffer[position];
    }

    // ---------------------------------------------------------------- what is refused

    private void requireWidth(String[] record) throws DataFileException {
        if (record.length != columns.size()) {
            throw error(
                    recordLine,
                    count(record.length, "cell") + "; there " + (columns.size() == 1 ? "is " : "are ")
                            + count(columns.size(), "column"));
        }
    }

    private DataFileException neverClosed(int opened) {
        return error(opened, "a quote is never closed; " + cellNumber() + " begins with it");
    }

    private DataFileException tooLong() {
        return error(recordLine, Memory.excess("the record takes more than", mostBytes, mostBytes));
    }

    private String cellNumber() {
        return "cell " + (cells.size() + 1);
    }

    /** That something is wrong with this line. */
    DataFileException error(int line, String what) {
        return new DataFileException(name + ", line " + line + ": " + what);
    }
}
