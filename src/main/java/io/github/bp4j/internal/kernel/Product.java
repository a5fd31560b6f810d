package io.github.bp4j.internal.kernel;

/**
 * One matrix product C = (s 1ᵀ + A B) / divisor and where its operands lie; A is rows × inner, B inner × columns.
 *
 * <p>Element (i, k) of A is {@code a[aOffset + i * aRow + k * aColumn]}, so that a transposed operand is the same
 * array with its strides exchanged; likewise B. C is row-major with {@code cRow} elements from row to row. Every c_ij
 * starts from 0, or from s_i = {@code start[startOffset + i]} (the bias of neuron i) where there is a start.
 *
 * <p>A mutable description, made once and filled for each product, so that a training step allocates nothing.
 */
public final class Product {
    int rows, inner, columns;
    double[] a, b, c, start;
    int aOffset, aRow, aColumn;
    int bOffset, bRow, bColumn;
    int cOffset, cRow;
    int startOffset;
    double divisor;

    /** What {@link Kernel#copyB} has copied for all parts in the columns at hand; null where each part reads B itself. */
    double[] sharedB;

    /** The sizes: C is rows × columns, each element a sum of inner products; no start, no divisor. */
    public Product size(int rows, int inner, int columns) {
        this.rows = rows;
        this.inner = inner;
        this.columns = columns;
        start = null;
        divisor = 1;
        return this;
    }

    /** A: element (i, k) at {@code a[offset + i * row + k * column]}. */
    public Product left(double[] a, int offset, int row, int column) {
        this.a = a;
        aOffset = offset;
        aRow = row;
        aColumn = column;
        return this;
    }

    /** B: element (k, j) at {@code b[offset + k * row + j * column]}. */
    public Product right(double[] b, int offset, int row, int column) {
        this.b = b;
        bOffset = offset;
        bRow = row;
        bColumn = column;
        return this;
    }

    /** C: element (i, j) at {@code c[offset + i * row + j]}. */
    public Product into(double[] c, int offset, int row) {
        this.c = c;
        cOffset = offset;
        cRow = row;
        return this;
    }

    /** c_ij starts from {@code start[offset + i]}. */
    public Product startingFrom(double[] start, int offset) {
        this.start = start;
        startOffset = offset;
        return this;
    }

    /** The last step: c_ij is divided by this. */
    public Product dividedBy(double divisor) {
        this.divisor = divisor;
        return this;
    }
}
