package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;
import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import io.github.bp4j.internal.check.Require;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How often examples of each class are predicted as each class. Immutable. */
public final class ConfusionMatrix {
    private final List<String> classes;
    private final int[][] counts; // counts[actual][predicted]

    private ConfusionMatrix(List<String> classes, int[][] counts) {
        this.classes = classes;
        this.counts = counts;
    }

    /**
     * Counts the m columns by the class that Y tells and the class that {@code predicted} tells, as
     * {@link Accuracy#of} does; {@code classes} are their names.
     *
     * @throws ShapeException if the numbers of columns or of classes differ, or there is not a name for each class
     * @throws IllegalArgumentException as {@link Accuracy#of(Matrix, Matrix)} does, or if a name occurs twice
     */
    public static ConfusionMatrix of(Matrix predicted, Matrix Y, List<String> classes) {
        Checks.requireComparable("confusion matrix", predicted, Y);
        List<String> names = Schema.ofClasses(classes).classes();
        int n = names.size();
        if (n != Checks.classes(Y)) {
            throw new ShapeException("confusion matrix: " + n + (n == 1 ? " class name" : " class names") + "; a Y of "
                    + Y.rows() + "×" + Y.columns() + " tells " + Checks.classes(Y) + " classes");
        }
        double threshold = Checks.threshold("confusion matrix", predicted, Y);
        int[][] counts = new int[n][n];
        for (int i = 0; i < Y.columns(); i++) {
            counts[Y.classOfColumn(i)][predicted.classOfColumn(i, threshold)]++;
        }
        return new ConfusionMatrix(names, counts);
    }

    /**
     * Counts examples by their class indices, the predicted and the actual one of each; {@code classes} are the names.
     *
     * @throws ShapeException if the lengths differ or are 0
     * @throws IllegalArgumentException if an index is none of {@code classes}, or a name occurs twice
     */
    public static ConfusionMatrix of(int[] predicted, int[] actual, List<String> classes) {
        Checks.requireEqualLengths("confusion matrix", predicted.length, actual.length);
        List<String> names = Schema.ofClasses(classes).classes();
        int n = names.size();
        Checks.requireIndices("confusion matrix: predicted", predicted, n);
        Checks.requireIndices("confusion matrix: actual", actual, n);
        int[][] counts = new int[n][n];
        for (int i = 0; i < actual.length; i++) {
            counts[actual[i]][predicted[i]]++;
        }
        return new ConfusionMatrix(names, counts);
    }

    /** The names of the classes, in the order of their indices. */
    public List<String> classes() {
        return classes;
    }

    /**
     * How many examples of class {@code actual} are predicted as class {@code predicted}, both by index.
     *
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public int count(int actual, int predicted) {
        Require.index("actual", actual, counts.length);
        Require.index("predicted", predicted, counts.length);
        return counts[actual][predicted];
    }

    /** The share of examples on the diagonal, from 0 to 1. */
    public double accuracy() {
        return (double) right() / total();
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
                cells[i + 1][j + 1] = counts[i][j] == 0 ? "." : Integer.toString(counts[i][j]);
            }
            cells[i + 1][n + 1] = Integer.toString(actual(i));
            cells[n + 1][i + 1] = Integer.toString(predicted(i));
        }
        cells[n + 1][n + 1] = Integer.toString(total());
        return table(cells)
                + String.format(Locale.ROOT, "accuracy %.2f %% (%d of %d)", 100 * accuracy(), right(), total());
    }

    /** How many examples are of this class. */
    int actual(int k) {
        return IntStream.of(counts[k]).sum();
    }

    /** How many examples are predicted as this class. */
    int predicted(int k) {
        return Arrays.stream(counts).mapToInt(row -> row[k]).sum();
    }

    /** m. */
    int total() {
        return Arrays.stream(counts).flatMapToInt(IntStream::of).sum();
    }

    /** How many examples are on the diagonal. */
    int right() {
        return IntStream.range(0, counts.length).map(i -> counts[i][i]).sum();
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
