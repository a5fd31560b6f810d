package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;
import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import io.github.bp4j.internal.check.Require;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/** How often examples of each class are predicted as each class. Immutable. */
public final class ConfusionMatrix {
    private final List<String> classes;
    private final double[][] counts; // counts[actual][predicted], in a unit
    private final double unit; //       1, or a power of two where weights are extremely large or small

    private ConfusionMatrix(List<String> classes, double[][] counts, double unit) {
        this.classes = classes;
        this.counts = counts;
        this.unit = unit;
    }

    /**
     * Counts the m columns by the class that Y tells and the class that {@code predicted} tells, as
     * {@link Accuracy#of} does; {@code classes} are their names.
     *
     * @throws ShapeException if the numbers of columns or of classes differ, or there is not a name for each class
     * @throws IllegalArgumentException as {@link Accuracy#of(Matrix, Matrix)} does, or if a name occurs twice
     */
    public static ConfusionMatrix of(Matrix predicted, Matrix Y, List<String> classes) {
        Objects.requireNonNull(classes, "classes");
        return of(Weighted.once(predicted, Y), classes);
    }

    /**
     * {@link #of(Matrix, Matrix, List)} of examples with weights: counts are Σ w.
     *
     * @param weights (1, m): an example of weight k counts as k examples, and one of weight 0 is absent
     * @throws ShapeException also if the weights are not (1, m)
     * @throws IllegalArgumentException also if a weight is negative or not finite, or all are 0
     */
    public static ConfusionMatrix of(Matrix predicted, Matrix Y, List<String> classes, Matrix weights) {
        Objects.requireNonNull(classes, "classes");
        return of(Weighted.of("confusion matrix", predicted, Y, weights), classes);
    }

    private static ConfusionMatrix of(Weighted examples, List<String> classes) {
        Matrix predicted = examples.predicted();
        Matrix Y = examples.Y();
        Checks.requireComparable("confusion matrix", predicted, Y);
        List<String> names = Schema.ofClasses(classes).classes();
        int n = names.size();
        if (n != Checks.classes(Y)) {
            throw new ShapeException("confusion matrix: " + n + (n == 1 ? " class name" : " class names") + "; a Y of "
                    + Y.rows() + "×" + Y.columns() + " tells " + Checks.classes(Y) + " classes");
        }
        double threshold = Checks.threshold("confusion matrix", predicted, Y);
        double[][] counts = new double[n][n];
        for (int i = 0; i < Y.columns(); i++) {
            counts[Y.classOfColumn(i)][predicted.classOfColumn(i, threshold)] += examples.weights()[i];
        }
        return new ConfusionMatrix(names, counts, examples.unit());
    }

    /**
     * Counts examples by their class indices, the predicted and the actual one of each; {@code classes} are the names.
     *
     * @throws ShapeException if the lengths differ or are 0
     * @throws IllegalArgumentException if an index is none of {@code classes}, or a name occurs twice
     */
    public static ConfusionMatrix of(int[] predicted, int[] actual, List<String> classes) {
        Objects.requireNonNull(predicted, "predicted");
        Objects.requireNonNull(actual, "actual");
        Objects.requireNonNull(classes, "classes");
        Checks.requireEqualLengths("confusion matrix", predicted.length, actual.length);
        List<String> names = Schema.ofClasses(classes).classes();
        int n = names.size();
        Checks.requireIndices("confusion matrix: predicted", predicted, n);
        Checks.requireIndices("confusion matrix: actual", actual, n);
        double[][] counts = new double[n][n];
        for (int i = 0; i < actual.length; i++) {
            counts[actual[i]][predicted[i]]++;
        }
        return new ConfusionMatrix(names, counts, 1);
    }

    /** The names of the classes, in the order of their indices. */
    public List<String> classes() {
        return classes;
    }

    /**
     * How many examples of class {@code actual} are predicted as class {@code predicted}, both by index; with weights Σ
     * w.
     *
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public double count(int actual, int predicted) {
        Require.index("actual", actual, counts.length);
        Require.index("predicted", predicted, counts.length);
        return counts[actual][predicted] / unit;
    }

    /** The share of examples on the diagonal, from 0 to 1. */
    public double accuracy() {
        return right() / total();
    }

    /**
     * A table, the actual class in rows and the predicted one in columns, with totals; 0 is a dot. The last line is the
     * accuracy.
     */
    @Override
    public String toString() {
        int n = classes.size();
        String[][] cells = new String[n + 2][n + 2];
        cells[0][0] = "actual \\ predicted";
        cells[0][n + 1] = cells[n + 1][0] = "total";
        for (int i = 0; i < n; i++) {
            cells[0][i + 1] = cells[i + 1][0] = classes.get(i);
            for (int j = 0; j < n; j++) {
                cells[i + 1][j + 1] = counts[i][j] == 0 ? "." : text(counts[i][j]);
            }
            cells[i + 1][n + 1] = text(actual(i));
            cells[n + 1][i + 1] = text(predicted(i));
        }
        cells[n + 1][n + 1] = text(total());
        return table(cells)
                + String.format(
                        Locale.ROOT, "accuracy %.2f %% (%s of %s)", 100 * accuracy(), text(right()), text(total()));
    }

    private String text(double count) {
        return ScoreTable.number(count / unit);
    }

    /** What counts are multiplied by here: 1, or a power of two. */
    double unit() {
        return unit;
    }

    /** Σ w of the examples of a class that are predicted as it, in the unit, as all that follow. */
    double right(int k) {
        return counts[k][k];
    }

    /** Σ w of the examples of this class. */
    double actual(int k) {
        return Weighted.sum(counts[k]);
    }

    /** Σ w of the examples that are predicted as this class. */
    double predicted(int k) {
        return Weighted.sum(Arrays.stream(counts).mapToDouble(row -> row[k]).toArray());
    }

    /** Σ w. */
    double total() {
        return Weighted.sum(
                Arrays.stream(counts).flatMapToDouble(Arrays::stream).toArray());
    }

    /** Σ w of the examples on the diagonal. */
    double right() {
        return Weighted.sum(
                IntStream.range(0, counts.length).mapToDouble(this::right).toArray());
    }

    /** The cells in aligned columns, the first to the left, the others to the right. */
    private static String table(String[][] cells) {
        int[] widths = new int[cells.length];
        for (String[] row : cells) {
            Arrays.setAll(widths, j -> Math.max(widths[j], row[j].length()));
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : cells) {
            text.append(row[0]).append(" ".repeat(widths[0] - row[0].length()));
            for (int j = 1; j < row.length; j++) {
                text.append("  ")
                        .append(" ".repeat(widths[j] - row[j].length()))
                        .append(row[j]);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
