package io.github.bp4j.internal.kernel;

import java.util.Arrays;

/**
 * The product in plain Java, shaped so that the just-in-time compiler finds its vector instructions by itself.
 *
 * <p>C2 turns a loop into vector instructions where it runs over whole arrays from index 0, all at the same index. So
 * the row of C at hand and the rows of B lie in arrays of their own, and the innermost loop adds six products to each
 * c_j of the row at once:
 *
 * <pre>{@code
 * c[j] = c[j] + a0 b0[j] + a1 b1[j] + … + a5 b5[j]
 * }</pre>
 *
 * in this order, k = 0, 1, 2, …, each as one fused multiply-add: canonical arithmetic. B is taken in blocks of
 * {@value #BLOCK_ROWS} rows and {@value #BLOCK_COLUMNS} columns, which fit in a first-level cache, copied once and used
 * for every row of C; C keeps the sums in between. The last steps of a block are four products at once, or six. Where there
 * are too few, steps come after them that change nothing: −0 · 0 = −0, and c + −0 = c for every c, −0 and NaN among them.
 *
 * <p>The loops are only as good as they are long. Where C has few columns, and more rows, the same product is computed as
 * Cᵀ = Bᵀ Aᵀ, which is a matter of strides: copies of far elements, but for longer loops.
 */
final class PlainProduct {
    static final int BLOCK_ROWS = 32;
    static final int BLOCK_COLUMNS = 128;

    /** Steps after a block's own, at most. */
    private static final int PADDING = 3;

    /** Below this length of the innermost loop, plain sums are faster. */
    private static final int LONG = 20;

    /** From this length on it is long enough: no more to gain by turning to the longer side. */
    private static final int LONG_ENOUGH = 64;

    private PlainProduct() {}

    static void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        int rows = rowTo - rowFrom;
        int columns = columnTo - columnFrom;
        if (Math.max(rows, columns) < LONG || Math.min(rows, columns) < 4) {
            scratch.sums.multiply(p, rowFrom, rowTo, columnFrom, columnTo);
            return;
        }
        // the start of C, then block after block of B or of Aᵀ, then the division
        for (int i = rowFrom; i < rowTo; i++) {
            int row = p.cOffset + i * p.cRow;
            double start = start(p, i);
            for (int j = columnFrom; j < columnTo; j++) {
                p.c[row + j] = start;
            }
        }
        int a0 = p.aOffset + rowFrom * p.aRow;
        int b0 = p.bOffset + columnFrom * p.bColumn;
        int c0 = p.cOffset + rowFrom * p.cRow + columnFrom;
        if (columns >= Math.min(rows, LONG_ENOUGH)) {
            add(
                    rows, p.inner, columns, p.a, a0, p.aRow, p.aColumn, p.b, b0, p.bRow, p.bColumn, p.c, c0, p.cRow, 1,
                    scratch);
        } else {
            add(
                    columns, p.inner, rows, p.b, b0, p.bColumn, p.bRow, p.a, a0, p.aColumn, p.aRow, p.c, c0, 1, p.cRow,
                    scratch);
        }
        if (p.divisor != 1) {
            for (int i = rowFrom; i < rowTo; i++) {
                int row = p.cOffset + i * p.cRow;
                for (int j = columnFrom; j < columnTo; j++) {
                    p.c[row + j] /= p.divisor;
                }
            }
        }
    }

    private static double start(Product p, int i) {
        return p.start == null ? 0 : p.start[p.startOffset + i];
    }

    /** C ← C + A B, any of them transposed by its strides; C is rows × columns. */
    private static void add(
            int rows,
            int inner,
            int columns,
            double[] a,
            int a0,
            int aRow,
            int aColumn,
            double[] b,
            int b0,
            int bRow,
            int bColumn,
            double[] c,
            int c0,
            int cRow,
            int cColumn,
            Scratch scratch) {
        double[][] rowsOfB = scratch.rows(BLOCK_ROWS + PADDING + 2, BLOCK_COLUMNS);
        double[] rowOfA = rowsOfB[BLOCK_ROWS + PADDING];
        double[] rowOfC = rowsOfB[BLOCK_ROWS + PADDING + 1];
        for (int j = 0; j < columns; j += BLOCK_COLUMNS) {
            int n = Math.min(BLOCK_COLUMNS, columns - j);
            for (int k = 0; k < inner; k += BLOCK_ROWS) {
                int steps = Math.min(BLOCK_ROWS, inner - k);
                for (int r = 0; r < steps; r++) {
                    copy(b, b0 + (k + r) * bRow + j * bColumn, bColumn, rowsOfB[r], n);
                }
                pad(rowOfA, rowsOfB, steps);
                for (int i = 0; i < rows; i++) {
                    int ci = c0 + i * cRow + j * cColumn;
                    copy(a, a0 + i * aRow + k * aColumn, aColumn, rowOfA, steps);
                    copy(c, ci, cColumn, rowOfC, n);
                    addRows(rowOfA, rowsOfB, steps, rowOfC, n);
                    copyBack(rowOfC, c, ci, cColumn, n);
                }
            }
        }
    }

    /** Appends steps of −0 · 0 until sixes, or sixes and a four, make up them all. */
    private static void pad(double[] a, double[][] b, int steps) {
        for (int k = steps; k % 6 != 0 && k % 6 != 4; k++) {
            a[k] = -0.0;
            Arrays.fill(b[k], 0);
        }
    }

    private static void copy(double[] x, int from, int step, double[] y, int n) {
        if (step == 1) {
            System.arraycopy(x, from, y, 0, n);
        } else {
            for (int j = 0; j < n; j++) {
                y[j] = x[from + j * step];
            }
        }
    }

    private static void copyBack(double[] x, double[] y, int to, int step, int n) {
        if (step == 1) {
            System.arraycopy(x, 0, y, to, n);
        } else {
            for (int j = 0; j < n; j++) {
                y[to + j * step] = x[j];
            }
        }
    }

    /** A row of C plus a row of A times the rows of B. */
    private static void addRows(double[] a, double[][] b, int steps, double[] c, int n) {
        int k = 0;
        for (; k < steps - 4; k += 6) {
            addSix(
                    a[k], b[k], a[k + 1], b[k + 1], a[k + 2], b[k + 2], a[k + 3], b[k + 3], a[k + 4], b[k + 4],
                    a[k + 5], b[k + 5], c, n);
        }
        if (k < steps) {
            addFour(a[k], b[k], a[k + 1], b[k + 1], a[k + 2], b[k + 2], a[k + 3], b[k + 3], c, n);
        }
    }

    private static void addSix(
            double a0,
            double[] b0,
            double a1,
            double[] b1,
            double a2,
            double[] b2,
            double a3,
            double[] b3,
            double a4,
            double[] b4,
            double a5,
            double[] b5,
            double[] c,
            int n) {
        for (int j = 0; j < n; j++) {
            double three = Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], c[j])));
            c[j] = Math.fma(a5, b5[j], Math.fma(a4, b4[j], Math.fma(a3, b3[j], three)));
        }
    }

    private static void addFour(
            double a0,
            double[] b0,
            double a1,
            double[] b1,
            double a2,
            double[] b2,
            double a3,
            double[] b3,
            double[] c,
            int n) {
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], c[j]))));
        }
    }
}
