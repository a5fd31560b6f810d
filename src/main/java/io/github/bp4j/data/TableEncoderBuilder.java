package io.github.bp4j.data;

import static io.github.bp4j.data.Texts.quoted;

import io.github.bp4j.data.TableEncoder.Column;
import io.github.bp4j.internal.check.Require;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Says what the columns of a table are; {@link #fit} learns the rest from the training table. Every column that is
 * not named here is a numeric input whose values must all be there.
 */
public final class TableEncoderBuilder {
    /** What usually stands where a value is missing. */
    private static final Set<String> USUAL_MISSING = Set.of("", "NA", "N/A", "NaN", "nan", "null", "NULL", "?");

    private final Set<String> dropped = new LinkedHashSet<>();
    private final Set<String> categorical = new LinkedHashSet<>();
    private final Map<String, Missing> missing = new HashMap<>();
    private List<String> targets = List.of();
    private boolean classification;
    private Missing missingElsewhere = Missing.REFUSE;
    private Set<String> missingValues = USUAL_MISSING;
    private boolean ignoresUnknown;
    private Function<Dataset, Scaler> scaling = data -> Scaler.identity(data.inputs());
    private Function<Dataset, Scaler> targetScaling = data -> Scaler.identity(data.outputs());

    TableEncoderBuilder() {}

    /** The column of the labels: the distinct ones are the classes, in numeric order if all are numbers. */
    public TableEncoderBuilder label(String column) {
        Objects.requireNonNull(column, "column");
        requireNoTarget();
        targets = List.of(column);
        classification = true;
        return this;
    }

    /** The columns of the numeric targets, one or several. */
    public TableEncoderBuilder target(String... columns) {
        Require.noNulls("columns", columns);
        requireNoTarget();
        targets = List.of(columns);
        return this;
    }

    /** Columns that are left out. */
    public TableEncoderBuilder drop(String... columns) {
        Require.noNulls("columns", columns);
        dropped.addAll(Arrays.asList(columns));
        return this;
    }

    /** Columns of categories: one input for each that the training table has. */
    public TableEncoderBuilder categorical(String... columns) {
        Require.noNulls("columns", columns);
        categorical.addAll(Arrays.asList(columns));
        return this;
    }

    /** What is done with values that are missing in these columns, or without columns, in all that are not named. */
    public TableEncoderBuilder missing(Missing how, String... columns) {
        Objects.requireNonNull(how, "how");
        Require.noNulls("columns", columns);
        if (columns.length == 0) {
            missingElsewhere = how;
        }
        for (String column : columns) {
            missing.put(column, how);
        }
        return this;
    }

    /**
     * The cells that mean "missing", compared without blanks around them, instead of the empty cell, NA, N/A, NaN, nan,
     * null, NULL and ?.
     */
    public TableEncoderBuilder missingValues(String... cells) {
        Require.noNulls("cells", cells);
        missingValues = Set.copyOf(Arrays.asList(cells));
        return this;
    }

    /** A category that the training table does not have becomes all zeros; without this it is an error. */
    public TableEncoderBuilder ignoreUnknownCategories() {
        ignoresUnknown = true;
        return this;
    }

    /** Numeric columns get mean 0 and variance 1, as {@link Scaler#standardize} does; categories stay 0 and 1. */
    public TableEncoderBuilder standardize() {
        scaling = Scaler::standardize;
        return this;
    }

    /** Numeric columns reach from 0 to 1, as {@link Scaler#minMax} does. */
    public TableEncoderBuilder minMax() {
        scaling = Scaler::minMax;
        return this;
    }

    /** Numeric targets get mean 0 and variance 1; a {@link Pipeline} scales its predictions back. */
    public TableEncoderBuilder standardizeTargets() {
        targetScaling = Scaler::standardizeTargets;
        return this;
    }

    // ---------------------------------------------------------------- learning

    /**
     * Learns categories, classes, fill values and scales from the training table.
     *
     * @throws IllegalStateException if neither {@link #label} nor {@link #target} was called
     * @throws IllegalArgumentException naming line and column, if a cell is no number, or missing where that is refused;
     *     or if a column is not there, or a treatment of missing values does not suit its column
     */
    public TableEncoder fit(Table train) {
        Objects.requireNonNull(train, "train");
        if (targets.isEmpty()) {
            throw new IllegalStateException("the encoder needs label(…) or target(…) before fit(…)");
        }
        List<String> names = train.columns();
        for (Iterable<String> named : List.of(targets, dropped, categorical, missing.keySet())) {
            named.forEach(name -> Texts.indexOf(name, names));
        }
        for (String name : targets) {
            if (dropped.contains(name) || categorical.contains(name)) {
                throw new IllegalArgumentException(
                        "column " + quoted(name) + " is the target; it is neither dropped nor categorical");
            }
        }
        List<String> inputs = names.stream()
                .filter(name -> !targets.contains(name) && !dropped.contains(name))
                .toList();
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("no column is left for the inputs; the table has " + names);
        }
        Table kept = withoutDroppedRows(train, inputs);
        List<Column> columns = inputs.stream().map(name -> column(name, kept)).toList();
        List<String> classes = classification ? classes(kept.column(targets.get(0))) : List.of();
        int width = columns.stream().mapToInt(Column::width).sum();
        TableEncoder unscaled = new TableEncoder(
                columns,
                targets,
                classes,
                treatment(targets.get(0)),
                missingValues,
                ignoresUnknown,
                Scaler.identity(width),
                Scaler.identity(targets.size()));
        Dataset data = unscaled.apply(kept);
        return new TableEncoder(
                columns,
                targets,
                classes,
                unscaled.missingTargets(),
                missingValues,
                ignoresUnknown,
                onlyNumbers(scaling.apply(data), columns),
                classification ? Scaler.identity(1) : targetScaling.apply(data));
    }

    private Table withoutDroppedRows(Table train, List<String> inputs) {
        List<String> dropping = new ArrayList<>(inputs);
        dropping.addAll(targets);
        dropping.removeIf(name -> treatment(name).kind() != Missing.Kind.DROP_ROW);
        int[] indices = dropping.stream()
                .mapToInt(name -> train.columns().indexOf(name))
                .toArray();
        List<Integer> kept = new ArrayList<>();
        for (int row = 0; row < train.size(); row++) {
            String[] cells = train.cells(row);
            if (Arrays.stream(indices).noneMatch(c -> TableEncoder.isMissing(cells[c], missingValues))) {
                kept.add(row);
            }
        }
        if (kept.isEmpty()) {
            throw new IllegalArgumentException(
                    train.size() == 0 ? "the table has no row" : "every row has a missing value and is dropped");
        }
        return train.subset(kept.stream().mapToInt(row -> row).toArray());
    }

    /** A target has the treatment of its own name or REFUSE or DROP_ROW of all; filling inputs does not concern it. */
    private Missing treatment(String name) {
        Missing elsewhere = targets.contains(name) && missingElsewhere.fills() ? Missing.REFUSE : missingElsewhere;
        return missing.getOrDefault(name, elsewhere);
    }

    private Column column(String name, Table train) {
        Missing treatment = treatment(name);
        boolean isCategorical = categorical.contains(name);
        if (isCategorical && (treatment.equals(Missing.MEAN) || treatment.equals(Missing.MEDIAN))) {
            throw new IllegalArgumentException("column " + quoted(name) + " is categorical and has no " + treatment
                    + "; MOST_FREQUENT, constant(…), DROP_ROW and REFUSE are possible");
        }
        int index = train.columns().indexOf(name);
        List<String> present = new ArrayList<>();
        for (int row = 0; row < train.size(); row++) {
            String cell = train.cells(row)[index];
            if (!TableEncoder.isMissing(cell, missingValues)) {
                if (!isCategorical && Double.isNaN(Numbers.parse(cell))) {
                    throw new IllegalArgumentException(TableEncoder.place(
                                    TableEncoder.where(train.line(row), row), name)
                            + quoted(cell) + " is not a number; a column of text needs categorical(" + quoted(name)
                            + ")");
                }
                present.add(cell);
            } else if (!treatment.fills()) {
                throw new IllegalArgumentException(TableEncoder.place(TableEncoder.where(train.line(row), row), name)
                        + TableEncoder.missing(cell) + "; missing(how, " + quoted(name) + ") says what to do");
            }
        }
        if (present.isEmpty() && treatment.kind() != Missing.Kind.CONSTANT) {
            throw new IllegalArgumentException("column " + quoted(name) + " has no value that is not missing");
        }
        Missing constant = treatment.fills() ? Missing.constant(fill(treatment, present, isCategorical)) : treatment;
        Set<String> categories = new LinkedHashSet<>();
        if (isCategorical) {
            categories.addAll(present);
            if (constant.fills()) {
                String same =
                        categories.contains(constant.constant()) ? null : Numbers.same(constant.constant(), categories);
                if (same == null) {
                    categories.add(constant.constant());
                } else {
                    constant = Missing.constant(same);
                }
            }
        }
        return new Column(name, categories.stream().sorted().toList(), constant);
    }

    private static String fill(Missing treatment, List<String> present, boolean isCategorical) {
        return switch (treatment.kind()) {
            case MEAN -> {
                double[] numbers = numbers(present);
                Dataset column = Dataset.adopt(numbers, 1, List.of(), null, numbers, 1);
                yield Double.toString(Scaler.standardize(column).shift()[0]);
            }
            case MEDIAN -> Double.toString(median(numbers(present)));
            case MOST_FREQUENT ->
                isCategorical
                        ? mostFrequent(present, Function.identity())
                        : Double.toString(mostFrequent(present, Numbers::parse));
            default -> treatment.constant();
        };
    }

    private static double[] numbers(List<String> cells) {
        return cells.stream().mapToDouble(Numbers::parse).toArray();
    }

    private static double median(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        double low = sorted[(sorted.length - 1) / 2];
        double high = sorted[sorted.length / 2];
        double mean = (low + high) / 2;
        return Double.isInfinite(mean) ? low / 2 + high / 2 : mean;
    }

    private static <T extends Comparable<T>> T mostFrequent(List<String> cells, Function<String, T> value) {
        Map<T, Integer> counts = new TreeMap<>();
        cells.forEach(cell -> counts.merge(value.apply(cell), 1, Integer::sum));
        int most = Collections.max(counts.values());
        return counts.keySet().stream()
                .filter(key -> counts.get(key) == most)
                .findFirst()
                .orElseThrow();
    }

    private List<String> classes(List<String> labels) {
        Predicate<String> isMissing = label -> TableEncoder.isMissing(label, missingValues);
        List<String> distinct =
                labels.stream().filter(isMissing.negate()).distinct().toList();
        return distinct.stream().sorted(Numbers.order(distinct)).toList();
    }

    /** The same for numeric columns, and nothing for the zeros and ones of categories. */
    private static Scaler onlyNumbers(Scaler scaler, List<Column> columns) {
        double[] shift = scaler.shift();
        double[] scale = scaler.scale();
        int at = 0;
        for (Column column : columns) {
            if (column.isCategorical()) {
                Arrays.fill(shift, at, at + column.width(), 0);
                Arrays.fill(scale, at, at + column.width(), 1);
            }
            at += column.width();
        }
        return Scaler.of(shift, scale);
    }

    private void requireNoTarget() {
        if (!targets.isEmpty()) {
            throw new IllegalStateException("label(…) or target(…) is said once; it was " + targets);
        }
    }
}
