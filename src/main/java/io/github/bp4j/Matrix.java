package io.github.bp4j;

import io.github.bp4j.internal.check.Require;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;
import io.github.bp4j.internal.kernel.Product;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A dense matrix of doubles, row by row in one array: element (i, j) is {@code data[offset + i * columns + j]}.
 *
 * <p>It owns its array or is a window on a part of a larger one; what is written to a window is written to that array.
 * The operations of the algebra ({@code times}, {@code plus}, …) return new matrices. Shapes are checked, and a
 * {@link ShapeException} names both. The shape is fixed, with one exception: the live caches of a {@link Layer} take
 * the width of the batch at each forward pass.
 */
public final class Matrix {
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;
    private static final int SHOWN = 8;

    double[] data;
    int offset;
    private final int rows;
    private int columns;

    private Matrix(double[] data, int offset, int rows, int columns) {
        this.data = data;
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
    }

    // ---------------------------------------------------------------- making one

    /**
     * The (rows, columns) matrix of zeros.
     *
     * @throws IllegalArgumentException if a size is below 1 or there are too many elements for one array
     */
    public static Matrix zeros(int rows, int columns) {
        return new Matrix(new double[elements("zeros", rows, columns)], 0, rows, columns);
    }

    /**
     * The (rows, columns) matrix of the given values, row by row; they are copied.
     *
     * @throws ShapeException if there are not rows · columns values
     */
    public static Matrix of(int rows, int columns, double... rowMajor) {
        Objects.requireNonNull(rowMajor, "rowMajor");
        int expected = elements("of", rows, columns);
        if (rowMajor.length != expected) {
            throw new ShapeException(String.format(
                    Locale.ROOT, "of: a %d×%d matrix has %d values; got %d", rows, columns, expected, rowMajor.length));
        }
        return new Matrix(rowMajor.clone(), 0, rows, columns);
    }

    /**
     * The matrix with the given rows, which are copied.
     *
     * @throws ShapeException if the rows differ in length
     */
    public static Matrix ofRows(double[]... rows) {
        Require.noNulls("rows", rows);
        if (rows.length == 0) {
            throw new ShapeException("ofRows: a matrix has at least 1 row; got none");
        }
        int columns = rows[0].length;
        Matrix matrix = new Matrix(new double[elements("ofRows", rows.length, columns)], 0, rows.length, columns);
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != columns) {
                throw new ShapeException(
                        "ofRows: row " + i + " has " + rows[i].length + " values; row 0 has " + columns);
            }
            System.arraycopy(rows[i], 0, matrix.data, i * columns, columns);
        }
        return matrix;
    }

    /** The (n, 1) matrix of the given values. */
    public static Matrix column(double... values) {
        Objects.requireNonNull(values, "values");
        return of(values.length, 1, values);
    }

    /**
     * A live (rows, columns) window on the array, from index {@code offset} on: nothing is copied, and what is written
     * to one is seen in the other.
     *
     * @throws IllegalArgumentException if the window reaches beyond the array
     */
    public static Matrix window(double[] array, int offset, int rows, int columns) {
        Objects.requireNonNull(array, "array");
        int elements = elements("window", rows, columns);
        if (offset < 0 || offset > array.length - elements) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "window: %d×%d from index %d on needs indices %d to %d; the array has %d elements",
                    rows,
                    columns,
                    offset,
                    offset,
                    (long) offset + elements - 1,
                    array.length));
        }
        return new Matrix(array, offset, rows, columns);
    }

    // ---------------------------------------------------------------- reading and writing

    /** The number of rows. */
    public int rows() {
        return rows;
    }

    /** The number of columns. */
    public int columns() {
        return columns;
    }

    /**
     * The element in this row and column, both from 0.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public double get(int row, int column) {
        return data[index(row, column)];
    }

    /**
     * Writes the element in this row and column, both from 0.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void set(int row, int column, double value) {
        data[index(row, column)] = value;
    }

    /**
     * Writes every element: A ← B.
     *
     * @throws ShapeException unless the shapes are equal
     */
    public void set(Matrix B) {
        Objects.requireNonNull(B, "B");
        if (rows != B.rows || columns != B.columns) {
            throw new ShapeException("set: A is " + shape() + ", B is " + B.shape() + "; the shapes must be equal");
        }
        System.arraycopy(B.data, B.offset, data, offset, size());
    }

    /**
     * Writes a whole column: element (i, column) ← {@code values[from + i]}, for all rows.
     *
     * @throws IndexOutOfBoundsException if there is no such column, or {@code values} ends before it is filled
     */
    public void setColumn(int column, double[] values, int from) {
        Objects.requireNonNull(values, "values");
        if (from < 0 || from > values.length - rows) {
            throw new IndexOutOfBoundsException("setColumn: " + rows + " values from index " + from
                    + " on are needed; the array has " + values.length);
        }
        int index = index(0, column);
        for (int i = 0; i < rows; i++, index += columns) {
            data[index] = values[from + i];
        }
    }

    /**
     * The class that a column of outputs predicts: the row of its largest element, the first of equals; in a matrix of
     * one row, 1 where the element is at least 0.5, else 0. For outputs whose classes do not part at 0.5 see
     * {@link #classOfColumn(int, double)}.
     *
     * @throws IndexOutOfBoundsException if there is no such column
     * @throws IllegalArgumentException if an element of it is NaN or infinite
     */
    public int classOfColumn(int column) {
        return classOfColumn(column, 0.5);
    }

    /**
     * As {@link #classOfColumn(int)}; in a matrix of one row, 1 where the element is at least the threshold, else 0:
     * see {@link Network#threshold}.
     *
     * @throws IndexOutOfBoundsException if there is no such column
     * @throws IllegalArgumentException if an element of it is NaN or infinite, or the threshold is
     */
    public int classOfColumn(int column, double threshold) {
        index(0, column);
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("classOfColumn: threshold must be finite; got " + threshold);
        }
        int row = Decision.firstNonFinite(this, column);
        if (row >= 0) {
            throw new IllegalArgumentException("classOfColumn: " + get(row, column) + " in row " + row + ", column "
                    + column + "; only finite values decide on a class");
        }
        return classOfFiniteColumn(column, threshold);
    }

    int classOfFiniteColumn(int column, double threshold) {
        int first = index(0, column);
        if (rows == 1) {
            return data[first] >= threshold ? 1 : 0;
        }
        int best = 0;
        for (int i = 1; i < rows; i++) {
            best = data[first + i * columns] > data[first + best * columns] ? i : best;
        }
        return best;
    }

    /** Whether no element is NaN or infinite. */
    public boolean isFinite() {
        return Double.isFinite(Kernels.kernel().sum(data, offset, size())) || firstNonFinite() < 0;
    }

    /** The index, row by row, of the first element that is NaN or infinite; −1 if all are finite. */
    private int firstNonFinite() {
        for (int i = 0; i < size(); i++) {
            if (!Double.isFinite(data[offset + i])) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Refuses NaN and ∞ in the columns that count.
     *
     * @param name what the matrix is, for the message: "X has NaN in row 1, column 0; every value must be finite"
     * @param weights (1, m): a column of weight 0 does not count; null where all count
     * @throws ShapeException unless there is a weight for each column
     * @throws IllegalArgumentException naming the first of them
     */
    public void requireFinite(String name, Matrix weights) {
        Objects.requireNonNull(name, "name");
        if (weights != null && (weights.rows != 1 || weights.columns != columns)) {
            throw new ShapeException("requireFinite: weights is " + weights.shape() + "; a matrix of " + shape()
                    + " needs 1×" + columns);
        }
        if (isFinite()) {
            return;
        }
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                boolean present = weights == null || weights.get(0, column) > 0;
                if (present && !Double.isFinite(get(row, column))) {
                    throw new IllegalArgumentException(name + " has " + get(row, column) + " in row " + row
                            + ", column " + column + "; every value must be finite");
                }
            }
        }
    }

    /** A copy of the elements, row by row. */
    public double[] toArray() {
        return Arrays.copyOfRange(data, offset, offset + size());
    }

    // ---------------------------------------------------------------- algebra

    /**
     * C = A B, for this A (n, k) and B (k, p): c_ij = Σ_k a_ik b_kj, fused multiply-adds in increasing k from 0.
     *
     * @throws ShapeException unless {@code columns()} equals {@code B.rows()}
     */
    public Matrix times(Matrix B) {
        Objects.requireNonNull(B, "B");
        if (columns != B.rows) {
            throw new ShapeException("multiply: A is " + shape() + ", B is " + B.shape() + "; A.columns (" + columns
                    + ") must equal B.rows (" + B.rows + ")");
        }
        Matrix C = new Matrix(new double[elements("multiply", rows, B.columns)], 0, rows, B.columns);
        new Compute(Kernels.kernel(), Kernels.threads())
                .multiply(new Product()
                        .size(rows, columns, B.columns)
                        .left(data, offset, columns, 1)
                        .right(B.data, B.offset, B.columns, 1)
                        .into(C.data, 0, B.columns));
        return C;
    }

    /**
     * A + B, element by element.
     *
     * @throws ShapeException unless the shapes are equal
     */
    public Matrix plus(Matrix B) {
        return combine("plus", B, (a, b) -> a + b);
    }

    /**
     * A − B, element by element.
     *
     * @throws ShapeException unless the shapes are equal
     */
    public Matrix minus(Matrix B) {
        return combine("minus", B, (a, b) -> a - b);
    }

    /**
     * A * B, the Hadamard product: element by element.
     *
     * @throws ShapeException unless the shapes are equal
     */
    public Matrix hadamard(Matrix B) {
        return combine("hadamard", B, (a, b) -> a * b);
    }

    /** α A: every element times the factor. */
    public Matrix scale(double factor) {
        return map(a -> a * factor);
    }

    /** Aᵀ, of shape (columns, rows). */
    public Matrix transpose() {
        Matrix T = new Matrix(new double[size()], 0, columns, rows);
        for (int i = 0; i < rows; i++) {
            T.setColumn(i, data, offset + i * columns);
        }
        return T;
    }

    /** f(A): the function of every element, in row-major order. */
    public Matrix map(DoubleUnaryOperator f) {
        Objects.requireNonNull(f, "f");
        double[] result = toArray();
        for (int i = 0; i < result.length; i++) {
            result[i] = f.applyAsDouble(result[i]);
        }
        return new Matrix(result, 0, rows, columns);
    }

    // ---------------------------------------------------------------- equality and text

    /** Equal shape and equal bits; every NaN equals every NaN, and −0 differs from 0. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Matrix B
                && rows == B.rows
                && columns == B.columns
                && Arrays.equals(data, offset, offset + size(), B.data, B.offset, B.offset + size());
    }

    @Override
    public int hashCode() {
        return 31 * (31 * rows + columns) + Arrays.hashCode(toArray());
    }

    /** The shape and the elements to six digits; of a large matrix the first and the last rows and columns. */
    @Override
    public String toString() {
        String[][] cells = new String[rows <= SHOWN ? rows : SHOWN][];
        int width = 0;
        for (int r = 0; r < cells.length; r++) {
            int i = shownIndex(r, rows);
            cells[r] = new String[columns <= SHOWN ? columns : SHOWN];
            for (int c = 0; c < cells[r].length; c++) {
                int j = shownIndex(c, columns);
                cells[r][c] = i < 0 || j < 0 ? "…" : digits(data[offset + i * columns + j]);
                width = Math.max(width, cells[r][c].length());
            }
        }
        StringBuilder text = new StringBuilder("Matrix ").append(shape());
        for (String[] row : cells) {
            StringJoiner line = new StringJoiner("  ", "\n  ", "");
            for (String cell : row) {
                line.add(" ".repeat(width - cell.length()) + cell);
            }
            text.append(line);
        }
        return text.toString();
    }

    // ---------------------------------------------------------------- within the package

    /** "rows×columns". */
    String shape() {
        return rows + "×" + columns;
    }

    int size() {
        return rows * columns;
    }

    /** Takes the width of a batch; the array grows when it is too small, and the contents are undefined. */
    void reshape(int columns) {
        int elements = elements("batch", rows, columns);
        if (data.length < elements) {
            data = new double[elements];
        }
        this.columns = columns;
    }

    private Matrix combine(String operation, Matrix B, DoubleBinaryOperator f) {
        Objects.requireNonNull(B, "B");
        if (rows != B.rows || columns != B.columns) {
            throw new ShapeException(
                    operation + ": A is " + shape() + ", B is " + B.shape() + "; the shapes must be equal");
        }
        double[] result = toArray();
        for (int i = 0; i < result.length; i++) {
            result[i] = f.applyAsDouble(result[i], B.data[B.offset + i]);
        }
        return new Matrix(result, 0, rows, columns);
    }

    private int index(int row, int column) {
        if (row < 0 || row >= rows || column < 0 || column >= columns) {
            throw new IndexOutOfBoundsException("row " + row + ", column " + column + " of a " + shape()
                    + " matrix; rows are 0 to " + (rows - 1) + ", columns 0 to " + (columns - 1));
        }
        return offset + row * columns + column;
    }

    private static int elements(String operation, int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new ShapeException(
                    operation + ": a matrix has at least 1 row and 1 column; got " + rows + "×" + columns);
        }
        long elements = (long) rows * columns;
        if (elements > MAX_ELEMENTS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: %d×%d has %,d elements; a matrix holds at most %,d",
                    operation,
                    rows,
                    columns,
                    elements,
                    MAX_ELEMENTS));
        }
        return (int) elements;
    }

    /** The index shown in place {@code k}: the first ones, an ellipsis (−1), the last two. */
    private static int shownIndex(int k, int length) {
        if (length <= SHOWN || k < SHOWN - 3) {
            return k;
        }
        return k == SHOWN - 3 ? -1 : length - (SHOWN - k);
    }

    /** Six significant digits, without trailing zeros. */
    private static String digits(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(6));
        double magnitude = Math.abs(value);
        if (magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e7)) {
            return Double.toString(rounded.doubleValue());
        }
        return magnitude == 0
                ? Double.toString(value).replace(".0", "")
                : rounded.stripTrailingZeros().toPlainString();
    }
}
