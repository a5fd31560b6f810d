package io.github.bp4j.data;

import static io.github.bp4j.data.Checks.count;
import static io.github.bp4j.data.Texts.quoted;

import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import io.github.bp4j.internal.check.Require;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes numbers of text, by what was learnt from a training table and nothing else: numeric columns become one input
 * each, categorical columns one input for each category (one-hot), missing values are filled, and numbers are scaled. The
 * same encoder then encodes the test table and every row that is to be predicted. Immutable and safe for use from several
 * threads; {@link #builder()} fits one.
 *
 * @param columns the columns that become inputs, in this order
 * @param targets the column of labels, or the columns of numeric targets
 * @param classes the labels in the order of their indices; empty for numeric targets
 * @param missingTargets whether a row without label or target is refused or dropped
 * @param missingValues the cells that mean "missing", compared without blanks around them; numbers as numbers
 * @param ignoresUnknown whether a category that the training table did not have becomes all zeros, instead of an error
 * @param scaler what scales the inputs
 * @param targetScaler what scales the numeric targets; the identity for classes
 */
public record TableEncoder(
        List<Column> columns,
        List<String> targets,
        List<String> classes,
        Missing missingTargets,
        Set<String> missingValues,
        boolean ignoresUnknown,
        Scaler scaler,
        Scaler targetScaler) {

    /**
     * One column that becomes inputs.
     *
     * @param name its name
     * @param categories its categories, sorted; empty for numbers
     * @param missing refuse, drop the row, or a constant
     */
    public record Column(String name, List<String> categories, Missing missing) {
        /**
         * Checks and copies.
         *
         * @throws IllegalArgumentException if the categories are not sorted and distinct, or the constant is neither a
         *     number nor a category
         */
        public Column {
            Objects.requireNonNull(name, "name");
            Require.noNulls("categories", categories);
            Objects.requireNonNull(missing, "missing");
            categories = List.copyOf(categories);
            for (int c = 1; c < categories.size(); c++) {
                if (categories.get(c - 1).compareTo(categories.get(c)) >= 0) {
                    throw new IllegalArgumentException("the categories of column " + quoted(name)
                            + " must be sorted and distinct; got " + categories);
                }
            }
            boolean constant = missing.kind() == Missing.Kind.CONSTANT;
            if (missing.fills() && !constant) {
                throw new IllegalArgumentException("column " + quoted(name)
                        + " has a constant for missing values once it is fitted; got " + missing);
            }
            if (constant
                    && (categories.isEmpty()
                            ? Double.isNaN(Numbers.parse(missing.constant()))
                            : !categories.contains(missing.constant()))) {
                throw new IllegalArgumentException("column " + quoted(name) + " cannot be filled with "
                        + quoted(missing.constant()) + ", which is no "
                        + (categories.isEmpty() ? "number" : "category: " + categories));
            }
        }

        /** Whether it becomes one input for each category. */
        public boolean isCategorical() {
            return !categories.isEmpty();
        }

        /** The number of inputs that it becomes. */
        public int width() {
            return Math.max(1, categories.size());
        }
    }

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if a column, an input or a class is there twice, if there is no column, or if
     *     the scaler has other names than the inputs
     * @throws ShapeException if a scaler does not fit
     */
    public TableEncoder {
        Require.noNulls("columns", columns);
        Require.noNulls("targets", targets);
        Objects.requireNonNull(classes, "classes");
        Objects.requireNonNull(missingTargets, "missingTargets");
        Require.noNulls("missingValues", missingValues);
        Objects.requireNonNull(scaler, "scaler");
        Objects.requireNonNull(targetScaler, "targetScaler");
        columns = List.copyOf(columns);
        targets = List.copyOf(targets);
        classes = Schema.ofClasses(classes).classes();
        missingValues = Set.copyOf(missingValues);
        Set<String> names = new HashSet<>(targets);
        columns.forEach(column -> names.add(column.name()));
        if (columns.isEmpty() || targets.isEmpty() || names.size() != columns.size() + targets.size()) {
            throw new IllegalArgumentException(
                    "distinct columns are needed, at least 1 for the inputs and 1 for the target;" + " got "
                            + names(columns) + " and " + targets);
        }
        if (!classes.isEmpty() && targets.size() != 1) {
            throw new IllegalArgumentException("labels stand in 1 column; got " + targets);
        }
        if (missingTargets.fills()) {
            throw new IllegalArgumentException("a label or target that is missing is not to be filled; got "
                    + missingTargets + " for " + targets + ", REFUSE or DROP_ROW is possible");
        }
        if (scaler.features() != width(columns)) {
            throw new ShapeException("the scaler is for " + count(scaler.features(), "feature") + "; the columns give "
                    + count(width(columns), "input"));
        }
        Schema inputs = Schema.ofFeatures(features(columns));
        scaler.requireNames("the encoder", inputs);
        scaler = scaler.withNames(inputs.features());
        if (targetScaler.features() != (classes.isEmpty() ? targets.size() : 1)) {
            throw new ShapeException("the scaler of targets is for " + count(targetScaler.features(), "feature")
                    + "; there are " + count(targets.size(), "target"));
        }
    }

    /** Says what the columns are, then fits an encoder on the training table. */
    public static TableEncoderBuilder builder() {
        return new TableEncoderBuilder();
    }

    // ---------------------------------------------------------------- what it makes

    /** n_0, the number of inputs. */
    public int inputs() {
        return width(columns);
    }

    /** The number of classes, or of numeric targets. */
    public int outputs() {
        return isClassification() ? classes.size() : targets.size();
    }

    /** Whether rows have labels, rather than numeric targets. */
    public boolean isClassification() {
        return !classes.isEmpty();
    }

    /** The names of the inputs: "bill", "island=Biscoe", "island=Dream", … */
    public List<String> features() {
        return features(columns);
    }

    /** The names of the inputs and of the classes. */
    public Schema schema() {
        return new Schema(features(), classes);
    }

    private static List<String> features(List<Column> columns) {
        return columns.stream()
                .flatMap(column -> column.isCategorical()
                        ? column.categories().stream().map(category -> column.name() + "=" + category)
                        : List.of(column.name()).stream())
                .toList();
    }

    /**
     * Encodes a table, which has the same columns in any order, and perhaps others. A category or label is the one that
     * reads the same, or else the only one that is the same number: "3.0" is the category "3". Rows with a missing
     * value in a column of {@link Missing#DROP_ROW} are left out.
     *
     * @throws IllegalArgumentException naming line and column, if a cell is no number, an unknown category or label, or
     *     missing where that is refused; or if a column is not there, or no row is left
     */
    public Dataset apply(Table table) {
        Objects.requireNonNull(table, "table");
        Rows rows = rows(table.columns());
        int capacity = Checks.elements(table.size(), inputs(), "input");
        double[] x = new double[capacity];
        double[] y = new double[table.size() * targets.size()];
        double[] input = new double[inputs()];
        double[] target = new double[targets.size()];
        int size = 0;
        for (int r = 0; r < table.size(); r++) {
            if (rows.encode(table.cells(r), table.line(r), r, input, target)) {
                System.arraycopy(input, 0, x, size * input.length, input.length);
                System.arraycopy(target, 0, y, size * target.length, target.length);
                size++;
            }
        }
        if (size == 0) {
            throw new IllegalArgumentException(
                    table.size() == 0 ? "the table has no row" : "every row has a missing value and is dropped");
        }
        x = Arrays.copyOf(x, size * input.length);
        y = Arrays.copyOf(y, size * target.length);
        int[] labels = isClassification()
                ? Arrays.stream(y).mapToInt(label -> (int) label).toArray()
                : null;
        return Dataset.adopt(x, input.length, classes, labels, labels == null ? y : null, outputs())
                .withFeatures(features());
    }

    /**
     * Encodes one row: its cells in the order of {@link #columns()}, without label or target.
     *
     * @throws ShapeException unless there is one for each column
     * @throws IllegalArgumentException naming the column, if a cell is no number, an unknown category, or missing and not
     *     to be filled
     */
    public double[] encode(String... cells) {
        Objects.requireNonNull(cells, "cells");
        if (cells.length != columns.size()) {
            throw new ShapeException(
                    count(cells.length, "cell") + " for the " + count(columns.size(), "column") + " " + names(columns));
        }
        double[] x = new double[inputs()];
        int at = 0;
        for (int c = 0; c < cells.length; c++) {
            Column column = columns.get(c);
            if (!encodeCell(column, cells[c], x, at)) {
                throw new IllegalArgumentException(place("", column.name()) + missing(cells[c]));
            }
            at += column.width();
        }
        scale(x);
        return x;
    }

    /**
     * Encodes one row: the value of each of the {@link #columns()} by name, a number or a text; null is missing. The
     * number 3.0 is the category "3".
     *
     * @throws IllegalArgumentException if a column is not there, or another is; or as {@link #encode(String...)}
     */
    public double[] encode(Map<String, ?> row) {
        Objects.requireNonNull(row, "row");
        List<String> names = names(columns);
        for (String name : row.keySet()) {
            if (name == null) {
                throw new NullPointerException("row: the name of a column is null");
            }
            Texts.indexOf(name, names);
        }
        String[] cells = new String[columns.size()];
        for (int c = 0; c < cells.length; c++) {
            String name = names.get(c);
            if (!row.containsKey(name)) {
                throw new IllegalArgumentException("the row has no value of column " + quoted(name));
            }
            Object value = row.get(name);
            cells[c] = value == null ? null : value.toString();
        }
        return encode(cells);
    }

    // ---------------------------------------------------------------- rows of a table or a file

    /** Encodes rows whose cells stand under these columns. */
    Rows rows(List<String> tableColumns) {
        return new Rows(tableColumns);
    }

    /** Encodes the rows of one table or file. */
    final class Rows {
        private final int[] columnIndices;
        private final int[] targetIndices;
        private final Map<String, Integer> labels;

        private Rows(List<String> tableColumns) {
            columnIndices = columns.stream()
                    .mapToInt(column -> Texts.indexOf(column.name(), tableColumns))
                    .toArray();
            targetIndices = targets.stream()
                    .mapToInt(target -> Texts.indexOf(target, tableColumns))
                    .toArray();
            labels = Checks.indices(classes);
        }

        /**
         * x ← the inputs, y ← the index of the class or the targets; false if the row is to be dropped.
         *
         * @param line where the row stands in its file, or 0
         * @param row the number of the row, for messages where there is no line
         */
        boolean encode(String[] cells, int line, int row, double[] x, double[] y) {
            if (isDropped(cells)) {
                return false;
            }
            int at = 0;
            int c = 0;
            for (Column column : columns) {
                String cell = cells[columnIndices[c++]];
                try {
                    if (!encodeCell(column, cell, x, at)) {
                        throw new IllegalArgumentException(place("", column.name()) + missing(cell));
                    }
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(where(line, row) + e.getMessage(), e);
                }
                at += column.width();
            }
            scale(x);
            for (int t = 0; t < targetIndices.length; t++) {
                String cell = cells[targetIndices[t]];
                try {
                    y[t] = target(cell);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(place(where(line, row), targets.get(t)) + e.getMessage(), e);
                }
            }
            if (!isClassification()) {
                targetScaler.apply(y, y);
            }
            return true;
        }

        private double target(String cell) {
            if (isMissing(cell, missingValues)) {
                throw new IllegalArgumentException(missing(cell));
            }
            if (isClassification()) {
                Integer label = Checks.indexOf(cell, labels);
                if (label == null) {
                    throw new IllegalArgumentException(quoted(cell) + " is none of the classes " + classes);
                }
                return label;
            }
            double value = Numbers.parse(cell);
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException(quoted(cell) + " is not a number");
            }
            return value;
        }

        /** Whether a value is missing without which a row does not count. */
        private boolean isDropped(String[] cells) {
            for (int c = 0; c < columnIndices.length; c++) {
                if (columns.get(c).missing().kind() == Missing.Kind.DROP_ROW
                        && isMissing(cells[columnIndices[c]], missingValues)) {
                    return true;
                }
            }
            return missingTargets.kind() == Missing.Kind.DROP_ROW
                    && IntStream.of(targetIndices).anyMatch(t -> isMissing(cells[t], missingValues));
        }
    }

    /** Writes the inputs of a cell from x[at] on; false if it is missing and not to be filled. */
    private boolean encodeCell(Column column, String cell, double[] x, int at) {
        String value = cell;
        if (isMissing(cell, missingValues)) {
            if (!column.missing().fills()) {
                return false;
            }
            value = column.missing().constant();
        }
        if (!column.isCategorical()) {
            x[at] = Numbers.parse(value);
            if (Double.isNaN(x[at])) {
                throw new IllegalArgumentException(place("", column.name()) + quoted(value) + " is not a number");
            }
            return true;
        }
        Arrays.fill(x, at, at + column.width(), 0);
        int category = Collections.binarySearch(column.categories(), value);
        if (category < 0) {
            String same = Numbers.same(value, column.categories());
            category = same == null ? -1 : Collections.binarySearch(column.categories(), same);
        }
        if (category >= 0) {
            x[at + category] = 1;
        } else if (!ignoresUnknown) {
            throw new IllegalArgumentException(
                    place("", column.name()) + quoted(value) + " is none of the categories " + column.categories());
        }
        return true;
    }

    private void scale(double[] x) {
        scaler.apply(x, x);
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i])) {
                throw new IllegalArgumentException(
                        "input " + quoted(features().get(i)) + " overflows when it is scaled");
            }
        }
    }

    // ---------------------------------------------------------------- words

    static boolean isMissing(String cell, Set<String> missingValues) {
        if (cell == null || missingValues.contains(cell.strip())) {
            return true;
        }
        return Numbers.same(cell.strip(), missingValues) != null;
    }

    static String where(int line, int row) {
        return line > 0 ? "line " + line + ", " : "row " + row + ", ";
    }

    static String place(String where, String column) {
        return where + "column " + quoted(column) + ": ";
    }

    static String missing(String cell) {
        return "the value is missing" + (cell == null || cell.isEmpty() ? "" : " (" + quoted(cell) + ")");
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    private static int width(List<Column> columns) {
        return columns.stream().mapToInt(Column::width).sum();
    }

    /** "TableEncoder of 3 columns → 5 inputs, 3 classes". */
    @Override
    public String toString() {
        return "TableEncoder of " + count(columns.size(), "column") + " → " + count(inputs(), "input") + ", "
                + count(outputs(), isClassification() ? "class" : "target");
    }
}
