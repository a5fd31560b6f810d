package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/**
 * A matrix whose columns lie in memory one after the other, times a vector x. Every element of A is read once, and memory is the limit where A
 * is large.
 */
final class SimdColumn {
    private static final int L = DOUBLES.length();

    /** Rows whose sums stay in the first-level cache. */
    private static final int ROW_BLOCK = 2048;

    private SimdColumn() {}

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
