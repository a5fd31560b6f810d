package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/** A matrix times a vector x; every element of A is read once, and memory is the limit where A is large. */
final class SimdColumn {
    private static final int L = DOUBLES.length();

    /** Rows whose sums stay in the first-level cache. */
    private static final int ROW_BLOCK = 2048;

    private SimdColumn() {}

    /**
     * A row by row: with four lanes by {@link SimdRows}; else the order of k leaves no sum for the lanes of a vector to share, and eight rows go
     * side by side in scalars, which keeps the multipliers busy while each sum waits for itself.
     *
     * @param x inner elements from x0 on, one after the other
     * @param c0 where row rowFrom of C lies
     */
    static void byRows(Product p, int rowFrom, int rowTo, double[] x, int x0, int c0, double scale) {
        if (L == 4 && p.cRow == 1 && rowTo - rowFrom >= SimdRows.ROWS) {
            SimdRows.multiply(p, rowFrom, rowTo, x, x0, c0, scale);
            return;
        }
        int i = rowFrom;
        int c = c0;
        for (; i <= rowTo - 8; i += 8, c += 8 * p.cRow) {
            rows8(p, i, x, x0, c, scale);
        }
        for (; i < rowTo; i++, c += p.cRow) {
            rows1(p, i, x, x0, c, scale);
        }
    }

    private static double start(Product p, int i) {
        return p.start == null ? 0 : p.start[p.startOffset + i];
    }

    private static void rows1(Product p, int i, double[] x, int x0, int c0, double scale) {
        double[] a = p.a;
        int a0 = p.aOffset + i * p.aRow;
        double c = start(p, i);
        for (int k = 0; k < p.inner; k++) {
            c = Math.fma(a[a0 + k], x[x0 + k], c);
        }
        p.c[c0] = c * scale;
    }

    private static void rows8(Product p, int i, double[] x, int x0, int c0, double scale) {
        double[] a = p.a;
        int aRow = p.aRow;
        int inner = p.inner;
        int a0 = p.aOffset + i * aRow;
        int a1 = a0 + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        int a4 = a3 + aRow;
        int a5 = a4 + aRow;
        int a6 = a5 + aRow;
        int a7 = a6 + aRow;
        double s0 = start(p, i);
        double s1 = start(p, i + 1);
        double s2 = start(p, i + 2);
        double s3 = start(p, i + 3);
        double s4 = start(p, i + 4);
        double s5 = start(p, i + 5);
        double s6 = start(p, i + 6);
        double s7 = start(p, i + 7);
        for (int k = 0; k < inner; k++) {
            double xk = x[x0 + k];
            s0 = Math.fma(a[a0 + k], xk, s0);
            s1 = Math.fma(a[a1 + k], xk, s1);
            s2 = Math.fma(a[a2 + k], xk, s2);
            s3 = Math.fma(a[a3 + k], xk, s3);
            s4 = Math.fma(a[a4 + k], xk, s4);
            s5 = Math.fma(a[a5 + k], xk, s5);
            s6 = Math.fma(a[a6 + k], xk, s6);
            s7 = Math.fma(a[a7 + k], xk, s7);
        }
        double[] c = p.c;
        int cRow = p.cRow;
        c[c0] = s0 * scale;
        c[c0 + cRow] = s1 * scale;
        c[c0 + 2 * cRow] = s2 * scale;
        c[c0 + 3 * cRow] = s3 * scale;
        c[c0 + 4 * cRow] = s4 * scale;
        c[c0 + 5 * cRow] = s5 * scale;
        c[c0 + 6 * cRow] = s6 * scale;
        c[c0 + 7 * cRow] = s7 * scale;
    }

    /**
     * A column by column, its columns lying one after the other and C too: C ← C + A x for n rows. Four columns go in one pass over C, so that
     * memory is read in four streams.
     */
    static void addColumns(
            double[] a, int a0, int aColumn, int n, double[] x, int x0, int xStep, int inner, double[] c, int c0) {
        for (int i = 0; i < n; i += ROW_BLOCK) {
            int rows = Math.min(ROW_BLOCK, n - i);
            int ak = a0 + i;
            int k = 0;
            for (int xk = x0; k <= inner - 4; k += 4, ak += 4 * aColumn, xk += 4 * xStep) {
                double x1 = x[xk + xStep], x2 = x[xk + 2 * xStep], x3 = x[xk + 3 * xStep];
                addFour(a, ak, aColumn, x[xk], x1, x2, x3, c, c0 + i, rows);
            }
            for (; k < inner; k++, ak += aColumn) {
                addOne(a, ak, x[x0 + k * xStep], c, c0 + i, rows);
            }
        }
    }

    private static void addFour(
            double[] a, int a0, int aColumn, double x0, double x1, double x2, double x3, double[] c, int c0, int n) {
        int a1 = a0 + aColumn, a2 = a1 + aColumn, a3 = a2 + aColumn;
        DoubleVector v0 = broadcast(DOUBLES, x0), v1 = broadcast(DOUBLES, x1);
        DoubleVector v2 = broadcast(DOUBLES, x2), v3 = broadcast(DOUBLES, x3);
        int i = 0;
        for (; i <= n - L; i += L) {
            DoubleVector sum = v0.fma(fromArray(DOUBLES, a, a0 + i), fromArray(DOUBLES, c, c0 + i));
            sum = v1.fma(fromArray(DOUBLES, a, a1 + i), sum);
            sum = v2.fma(fromArray(DOUBLES, a, a2 + i), sum);
            v3.fma(fromArray(DOUBLES, a, a3 + i), sum).intoArray(c, c0 + i);
        }
        for (; i < n; i++) {
            double sum = Math.fma(x1, a[a1 + i], Math.fma(x0, a[a0 + i], c[c0 + i]));
            c[c0 + i] = Math.fma(x3, a[a3 + i], Math.fma(x2, a[a2 + i], sum));
        }
    }

    private static void addOne(double[] a, int a0, double x, double[] c, int c0, int n) {
        DoubleVector v = broadcast(DOUBLES, x);
        int i = 0;
        for (; i <= n - L; i += L) {
            v.fma(fromArray(DOUBLES, a, a0 + i), fromArray(DOUBLES, c, c0 + i)).intoArray(c, c0 + i);
        }
        for (; i < n; i++) {
            c[c0 + i] = Math.fma(x, a[a0 + i], c[c0 + i]);
        }
    }
}
