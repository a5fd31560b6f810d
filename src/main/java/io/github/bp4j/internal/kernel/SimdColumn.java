package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/** A matrix times a vector x; every element of A is read once, and memory is the limit where A is large. */
final class SimdColumn {
    private static final int L = DOUBLES.length();

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
     * A column by column, its columns lying one after the other and C too: panels of 8, 4, 2 and 1 vectors of C stay in
     * registers while k runs. A last vector that would reach beyond the end begins before it and computes some of its
     * neighbour's bits again. There are at least L rows.
     *
     * @param n rows
     * @param s the starts, from s0 on
     */
    static void columns(
            double[] a,
            int a0,
            int aColumn,
            int n,
            double[] x,
            int x0,
            int xStep,
            int inner,
            double[] s,
            int s0,
            double[] c,
            int c0) {
        int i = 0;
        for (; i <= n - 8 * L; i += 8 * L) {
            panel8(a, a0 + i, aColumn, x, x0, xStep, inner, s, s0 + i, c, c0 + i);
        }
        if (i <= n - 4 * L) {
            panel4(a, a0 + i, aColumn, x, x0, xStep, inner, s, s0 + i, c, c0 + i);
            i += 4 * L;
        }
        if (i <= n - 2 * L) {
            panel2(a, a0 + i, aColumn, x, x0, xStep, inner, s, s0 + i, c, c0 + i);
            i += 2 * L;
        }
        for (; i < n; i += L) {
            int last = Math.min(i, n - L);
            panel1(a, a0 + last, aColumn, x, x0, xStep, inner, s, s0 + last, c, c0 + last);
        }
    }

    private static void panel8(
            double[] a,
            int a0,
            int aColumn,
            double[] x,
            int x0,
            int xStep,
            int inner,
            double[] s,
            int s0,
            double[] c,
            int c0) {
        DoubleVector sum0 = fromArray(DOUBLES, s, s0);
        DoubleVector sum1 = fromArray(DOUBLES, s, s0 + L);
        DoubleVector sum2 = fromArray(DOUBLES, s, s0 + 2 * L);
        DoubleVector sum3 = fromArray(DOUBLES, s, s0 + 3 * L);
        DoubleVector sum4 = fromArray(DOUBLES, s, s0 + 4 * L);
        DoubleVector sum5 = fromArray(DOUBLES, s, s0 + 5 * L);
        DoubleVector sum6 = fromArray(DOUBLES, s, s0 + 6 * L);
        DoubleVector sum7 = fromArray(DOUBLES, s, s0 + 7 * L);
        for (int k = 0, ka = a0, kx = x0; k < inner; k++, ka += aColumn, kx += xStep) {
            DoubleVector xk = broadcast(DOUBLES, x[kx]);
            sum0 = xk.fma(fromArray(DOUBLES, a, ka), sum0);
            sum1 = xk.fma(fromArray(DOUBLES, a, ka + L), sum1);
            sum2 = xk.fma(fromArray(DOUBLES, a, ka + 2 * L), sum2);
            sum3 = xk.fma(fromArray(DOUBLES, a, ka + 3 * L), sum3);
            sum4 = xk.fma(fromArray(DOUBLES, a, ka + 4 * L), sum4);
            sum5 = xk.fma(fromArray(DOUBLES, a, ka + 5 * L), sum5);
            sum6 = xk.fma(fromArray(DOUBLES, a, ka + 6 * L), sum6);
            sum7 = xk.fma(fromArray(DOUBLES, a, ka + 7 * L), sum7);
        }
        sum0.intoArray(c, c0);
        sum1.intoArray(c, c0 + L);
        sum2.intoArray(c, c0 + 2 * L);
        sum3.intoArray(c, c0 + 3 * L);
        sum4.intoArray(c, c0 + 4 * L);
        sum5.intoArray(c, c0 + 5 * L);
        sum6.intoArray(c, c0 + 6 * L);
        sum7.intoArray(c, c0 + 7 * L);
    }

    private static void panel4(
            double[] a,
            int a0,
            int aColumn,
            double[] x,
            int x0,
            int xStep,
            int inner,
            double[] s,
            int s0,
            double[] c,
            int c0) {
        DoubleVector sum0 = fromArray(DOUBLES, s, s0);
        DoubleVector sum1 = fromArray(DOUBLES, s, s0 + L);
        DoubleVector sum2 = fromArray(DOUBLES, s, s0 + 2 * L);
        DoubleVector sum3 = fromArray(DOUBLES, s, s0 + 3 * L);
        for (int k = 0, ka = a0, kx = x0; k < inner; k++, ka += aColumn, kx += xStep) {
            DoubleVector xk = broadcast(DOUBLES, x[kx]);
            sum0 = xk.fma(fromArray(DOUBLES, a, ka), sum0);
            sum1 = xk.fma(fromArray(DOUBLES, a, ka + L), sum1);
            sum2 = xk.fma(fromArray(DOUBLES, a, ka + 2 * L), sum2);
            sum3 = xk.fma(fromArray(DOUBLES, a, ka + 3 * L), sum3);
        }
        sum0.intoArray(c, c0);
        sum1.intoArray(c, c0 + L);
        sum2.intoArray(c, c0 + 2 * L);
        sum3.intoArray(c, c0 + 3 * L);
    }

    private static void panel2(
            double[] a,
            int a0,
            int aColumn,
            double[] x,
            int x0,
            int xStep,
            int inner,
            double[] s,
            int s0,
            double[] c,
            int c0) {
        DoubleVector sum0 = fromArray(DOUBLES, s, s0);
        DoubleVector sum1 = fromArray(DOUBLES, s, s0 + L);
        for (int k = 0, ka = a0, kx = x0; k < inner; k++, ka += aColumn, kx += xStep) {
            DoubleVector xk = broadcast(DOUBLES, x[kx]);
            sum0 = xk.fma(fromArray(DOUBLES, a, ka), sum0);
            sum1 = xk.fma(fromArray(DOUBLES, a, ka + L), sum1);
        }
        sum0.intoArray(c, c0);
        sum1.intoArray(c, c0 + L);
    }

    private static void panel1(
            double[] a,
            int a0,
            int aColumn,
            double[] x,
            int x0,
            int xStep,
            int inner,
            double[] s,
            int s0,
            double[] c,
            int c0) {
        DoubleVector sum0 = fromArray(DOUBLES, s, s0);
        for (int k = 0, ka = a0, kx = x0; k < inner; k++, ka += aColumn, kx += xStep) {
            DoubleVector xk = broadcast(DOUBLES, x[kx]);
            sum0 = xk.fma(fromArray(DOUBLES, a, ka), sum0);
        }
        sum0.intoArray(c, c0);
    }
}
