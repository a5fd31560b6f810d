package io.github.bp4j.data;

import static io.github.bp4j.data.Checks.count;

import io.github.bp4j.ShapeException;
import io.github.bp4j.internal.check.Require;
import io.github.bp4j.internal.file.AtomicFile;
import io.github.bp4j.internal.file.Memory;
import io.github.bp4j.internal.file.Utf8;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Rows of text under named columns, as a CSV file holds them. A {@link TableEncoder} makes numbers of it. Immutable.
 *
 * <p>Rows are counted from 0; each knows the line of its file, from 1, for messages.
 */
public final class Table {
    /** A table may take as much memory as two arrays, because nothing copies its cells. */
    private static final int TABLE_SHARE = 2;

    private final List<String> columns;
    private final String[][] rows;
    private final int[] lines; // of each row; 0 where it comes from no file

    private Table(List<String> columns, String[][] rows, int[] lines) {
        this.columns = columns;
        this.rows = rows;
        this.lines = lines;
    }

    // ---------------------------------------------------------------- making one

    /**
     * The rows under these columns; they are copied.
     *
     * @throws ShapeException unless each row has a cell for each column
     * @throws IllegalArgumentException if a column is there twice, or a cell is null
     */
    public static Table of(List<String> columns, String[]... rows) {
        Require.noNulls("columns", columns);
        Require.noNulls("rows", rows);
        if (new HashSet<>(columns).size() != columns.size() || columns.isEmpty()) {
            throw new IllegalArgumentException("the columns must be distinct, at least 1; got " + columns);
        }
        String[][] copies = new String[rows.length][];
        for (int r = 0; r < rows.length; r++) {
            if (rows[r].length != columns.size()) {
                throw new ShapeException("row " + r + " has " + count(rows[r].length, "cell") + "; there are "
                        + count(columns.size(), "column"));
            }
            if (Arrays.asList(rows[r]).contains(null)) {
                throw new IllegalArgumentException("row " + r + " has a cell that is null; an empty one is \"\"");
            }
            copies[r] = rows[r].clone();
        }
        return new Table(List.copyOf(columns), copies, new int[rows.length]);
    }

    /**
     * Reads a CSV file with commas and a header, in UTF-8.
     *
     * @throws DataFileException naming the line, where the file is not as RFC 4180 says
     */
    public static Table readCsv(Path file) throws IOException {
        return readCsv(file, CsvFormat.STANDARD);
    }

    /**
     * Reads a CSV file of this format, in UTF-8.
     *
     * @throws DataFileException naming the line, where the file is not as RFC 4180 says
     */
    public static Table readCsv(Path file, CsvFormat format) throws IOException {
        return readCsv(file, format, Integer.MAX_VALUE);
    }

    /**
     * Reads the first rows of a CSV file of this format, in UTF-8: enough, perhaps, to fit a {@link TableEncoder} on a
     * file that is larger than memory.
     *
     * @throws DataFileException naming the line, where the file is not as RFC 4180 says
     * @throws IllegalArgumentException if atMost is below 1
     */
    public static Table readCsv(Path file, CsvFormat format, int atMost) throws IOException {
        Require.atLeast(1, "atMost", atMost);
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(format, "format");
        try (CsvParser parser = CsvParser.open(file, format)) {
            return read(parser, atMost);
        }
    }

    /**
     * Reads CSV of this format to the end; the reader stays open.
     *
     * @throws DataFileException naming the line, where the text is not as RFC 4180 says
     */
    @SuppressWarnings("resource") // closing the parser would close the caller's reader
    public static Table readCsv(Reader reader, CsvFormat format) throws IOException {
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(format, "format");
        return read(new CsvParser(reader, "CSV", format, Memory.limit()), Integer.MAX_VALUE);
    }

    private static Table read(CsvParser parser, int atMost) throws IOException {
        List<String[]> rows = new ArrayList<>();
        int[] lines = new int[16];
        long left = TABLE_SHARE * Memory.limit();
        while (rows.size() < atMost) {
            String[] row = parser.next();
            if (row == null) {
                break;
            }
            if (rows.size() == lines.length) {
                lines = Arrays.copyOf(lines, 2 * lines.length);
            }
            left -= memory(row);
            if (left < 0) {
                throw parser.error(
                        parser.line(),
                        String.format(
                                Locale.ROOT,
                                "the table takes more than %,d bytes of memory, half the heap (-Xmx), with this row;"
                                        + " ExampleSource.csv reads a file of any size row by row",
                                TABLE_SHARE * Memory.limit()));
            }
            lines[rows.size()] = parser.line();
            rows.add(row);
        }
        return new Table(parser.columns(), rows.toArray(String[][]::new), Arrays.copyOf(lines, rows.size()));
    }

    private static long memory(String[] row) {
        long bytes = 32; // of the array, and the number of its line
        for (String cell : row) {
            bytes += Memory.of(cell);
        }
        return bytes;
    }

    // ---------------------------------------------------------------- writing

    /**
     * Writes a CSV file of this format, in UTF-8; what {@link #readCsv(Path, CsvFormat)} reads is equal to this. A file
     * that is there is replaced at the end, by the whole new one.
     *
     * @throws IllegalArgumentException if a name or a cell has half a surrogate pair, which UTF-8 cannot hold
     */
    public void writeCsv(Path file, CsvFormat format) throws IOException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(format, "format");
        columns.forEach(column -> Utf8.require(column, "column " + Texts.quoted(column)));
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < rows[r].length; c++) {
                Utf8.require(rows[r][c], "row " + r + ", column " + Texts.quoted(columns.get(c)));
            }
        }
        AtomicFile.write(file, out -> writeCsv(new OutputStreamWriter(out, StandardCharsets.UTF_8), format));
    }

    /** Writes CSV of this format; the writer stays open. */
    public void writeCsv(Writer out, CsvFormat format) throws IOException {
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(format, "format");
        CsvWriter writer = new CsvWriter(out, format);
        if (format.hasHeader()) {
            writer.write(columns);
        }
        for (String[] row : rows) {
            writer.write(Arrays.asList(row));
        }
        out.flush();
    }

    // ---------------------------------------------------------------- what is in it

    /** The names of the columns. */
    public List<String> columns() {
        return columns;
    }

    /** The name of the last column, where many files keep the label. */
    public String lastColumn() {
        return columns.get(columns.size() - 1);
    }

    /** The number of rows. */
    public int size() {
        return rows.length;
    }

    /** The cells of one row: a copy. */
    public String[] row(int row) {
        return rows[requireRow(row)].clone();
    }

    /**
     * The cells of one column, in the order of the rows.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public List<String> column(String name) {
        Objects.requireNonNull(name, "name");
        int column = Texts.indexOf(name, columns);
        return Arrays.stream(rows).map(row -> row[column]).toList();
    }

    /**
     * The cell in this row and column.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public String cell(int row, String column) {
        Objects.requireNonNull(column, "column");
        return rows[requireRow(row)][Texts.indexOf(column, columns)];
    }

    /** The line of the file in which a row begins, from 1; 0 if the table does not come from a file. */
    public int line(int row) {
        return lines[requireRow(row)];
    }

    // ---------------------------------------------------------------- parts

    /** What a split gives; the two parts have no row in common. */
    public record Split(Table train, Table test) {
        /** Checks. */
        public Split {
            Objects.requireNonNull(train, "train");
            Objects.requireNonNull(test, "test");
        }
    }

    /**
     * Splits at random: round(testFraction · size) rows for the test, the others for training, as
     * {@link Dataset#split(double, long)} does.
     *
     * @throws IllegalArgumentException unless 0 &lt; testFraction &lt; 1 and both parts get a row
     */
    public Split split(double testFraction, long seed) {
        int[] quota = {Splits.partSize("testFraction", testFraction, size(), "row")};
        return split(new int[][] {quota}, new int[size()], seed);
    }

    /**
     * Splits at random, and keeps the share of each value of the column, as
     * {@link Dataset#stratifiedSplit(double, long)} does with the classes: one row of each value stays to train on
     * where that is possible.
     *
     * @throws IllegalArgumentException unless 0 &lt; testFraction &lt; 1 and both parts get a row, or if there is no such
     *     column
     */
    public Split stratifiedSplit(double testFraction, String column, long seed) {
        Objects.requireNonNull(column, "column");
        List<String> values = column(column);
        Map<String, Integer> indices = new TreeMap<>();
        values.forEach(value -> indices.putIfAbsent(value, 0));
        int next = 0;
        for (Map.Entry<String, Integer> entry : indices.entrySet()) {
            entry.setValue(next++);
        }
        int[] groups = values.stream().mapToInt(indices::get).toArray();
        int testSize = Splits.partSize("testFraction", testFraction, size(), "row");
        int[][] quotas = {Splits.quotas(Splits.counts(groups, indices.size()), testSize)};
        Split split = split(quotas, groups, seed);
        List<String> lost = new ArrayList<>(indices.keySet());
        lost.removeAll(split.train().column(column));
        LostClasses.report("stratifiedSplit", lost, "there are more classes than rows to train on");
        return split;
    }

    private Split split(int[][] quotas, int[] groups, long seed) {
        int[][] parts = Splits.parts(quotas, groups, seed);
        return new Split(subset(parts[1]), subset(parts[0]));
    }

    /**
     * The rows of these indices, in this order.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public Table subset(int... rows) {
        Objects.requireNonNull(rows, "rows");
        String[][] part = new String[rows.length][];
        int[] linesOfPart = new int[rows.length];
        for (int r = 0; r < rows.length; r++) {
            part[r] = this.rows[requireRow(rows[r])];
            linesOfPart[r] = lines[rows[r]];
        }
        return new Table(columns, part, linesOfPart);
    }

    // ---------------------------------------------------------------- equality and text

    /** Equal columns and equal cells; the lines do not count. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Table table && columns.equals(table.columns) && Arrays.deepEquals(rows, table.rows);
    }

    @Override
    public int hashCode() {
        return 31 * columns.hashCode() + Arrays.deepHashCode(rows);
    }

    /** "Table of 344 rows, 3 columns (species, island, bill)". */
    @Override
    public String toString() {
        return "Table of " + count(size(), "row") + ", " + count(columns.size(), "column") + " ("
                + String.join(", ", columns) + ")";
    }

    /** The cells of one row: live, not to be written. */
    String[] cells(int row) {
        return rows[row];
    }

    private int requireRow(int row) {
        if (row < 0 || row >= rows.length) {
            throw new IndexOutOfBoundsException(
                    "row " + row + " of " + count(rows.length, "row") + "; they are counted from 0");
        }
        return row;
    }
}
