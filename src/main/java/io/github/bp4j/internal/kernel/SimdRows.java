package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static io.github.bp4j.internal.kernel.SimdTranspose.ODD1;
import static io.github.bp4j.internal.kernel.SimdTranspose.ODD2;
import static io.github.bp4j.internal.kernel.SimdTranspose.SWAP2;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/**
 * A matrix whose rows lie in memory one after the other, times a vector x, in vectors of four lanes. The order of k leaves no sum for lanes to
 * share, so a lane is a row: blocks of four rows and four steps of k are transposed in registers on their way to the sums.
 *
 * <p>Half of the exchange is done by loads that begin an element earlier or later, as a shuffle takes longer than a load.
 */
final class SimdRows {
    /** Rows that go side by side. */
    static final int ROWS = 8;

    private static final double[] ZEROS = new double[ROWS];

    private SimdRows() {}

    /** The one column of C, from c0 on, for at least {@link #ROWS} rows; the last group of them may overlap the one before. */
    static void multiply(Product p, int rowFrom, int rowTo, double[] x, int x0, int c0, double scale) {
        for (int i = rowFrom; i < rowTo; i += ROWS) {
            int row = Math.min(i, rowTo - ROWS);
            double[] s = p.start == null ? ZEROS : p.start;
            int s0 = p.start == null ? 0 : p.startOffset + row;
            int a0 = p.aOffset + row * p.aRow;
            int c = c0 + row - rowFrom;
            int k = rows8(p.a, a0, p.aRow, x, x0, p.inner, s, s0, p.c, c);
            if (k < p.inner || scale != 1) {
                end(p, a0, k, x, x0, c, scale);
            }
        }
    }

    /** The sums up to where less than four steps of k are left; returns how many it took. */
    private static int rows8(
            double[] a, int a0, int aRow, double[] x, int x0, int inner, double[] s, int s0, double[] c, int c0) {
        int a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow, a6 = a5 + aRow;
        int a7 = a6 + aRow;
        DoubleVector upper = fromArray(DOUBLES, s, s0), lower = fromArray(DOUBLES, s, s0 + 4);
        int k = 0;
        for (; k <= inner - 4; k += 4) {
            DoubleVector xk = broadcast(DOUBLES, x[x0 + k]);
            DoubleVector xk1 = broadcast(DOUBLES, x[x0 + k + 1]);
            DoubleVector xk2 = broadcast(DOUBLES, x[x0 + k + 2]);
            DoubleVector xk3 = broadcast(DOUBLES, x[x0 + k + 3]);
            DoubleVector u0 = fromArray(DOUBLES, a, a0 + k).blend(fromArray(DOUBLES, a, a1 + k - 1), ODD1);
            DoubleVector u1 = fromArray(DOUBLES, a, a0 + k + 1).blend(fromArray(DOUBLES, a, a1 + k), ODD1);
            DoubleVector u2 = fromArray(DOUBLES, a, a2 + k).blend(fromArray(DOUBLES, a, a3 + k - 1), ODD1);
            DoubleVector u3 = fromArray(DOUBLES, a, a2 + k + 1).blend(fromArray(DOUBLES, a, a3 + k), ODD1);
            upper = xk.fma(u0.blend(u2.rearrange(SWAP2), ODD2), upper);
            upper = xk1.fma(u1.blend(u3.rearrange(SWAP2), ODD2), upper);
            upper = xk2.fma(u0.rearrange(SWAP2).blend(u2, ODD2), upper);
            upper = xk3.fma(u1.rearrange(SWAP2).blend(u3, ODD2), upper);
            u0 = fromArray(DOUBLES, a, a4 + k).blend(fromArray(DOUBLES, a, a5 + k - 1), ODD1);
            u1 = fromArray(DOUBLES, a, a4 + k + 1).blend(fromArray(DOUBLES, a, a5 + k), ODD1);
            u2 = fromArray(DOUBLES, a, a6 + k).blend(fromArray(DOUBLES, a, a7 + k - 1), ODD1);
            u3 = fromArray(DOUBLES, a, a6 + k + 1).blend(fromArray(DOUBLES, a, a7 + k), ODD1);
            lower = xk.fma(u0.blend(u2.rearrange(SWAP2), ODD2), lower);
            lower = xk1.fma(u1.blend(u3.rearrange(SWAP2), ODD2), lower);
            lower = xk2.fma(u0.rearrange(SWAP2).blend(u2, ODD2), lower);
            lower = xk3.fma(u1.rearrange(SWAP2).blend(u3, ODD2), lower);
        }
        upper.intoArray(c, c0);
        lower.intoArray(c, c0 + 4);
        return k;
    }

    /** The steps that are left, and the division. */
    private static void end(Product p, int a0, int from, double[] x, int x0, int c0, double scale) {
        for (int i = 0; i < ROWS; i++) {
            double sum = p.c[c0 + i];
            for (int k = from; k < p.inner; k++) {
                sum = Math.fma(p.a[a0 + i * p.aRow + k], x[x0 + k], sum);
            }
            p.c[c0 + i] = sum * scale;
        }
    }
}
