package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static io.github.bp4j.internal.kernel.SimdTranspose.ODD1;
import static io.github.bp4j.internal.kernel.SimdTranspose.ODD2;
import static io.github.bp4j.internal.kernel.SimdTranspose.SWAP2;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/**
 * A matrix M whose rows lie in memory one after the other, times a vector x, or two or three of them, in vectors of four lanes. The order of k
 * leaves no sum for lanes to share, so a lane is a row of M: blocks of four rows and four steps of k are transposed in registers on their way to
 * the sums.
 *
 * <p>Half of the exchange is done by loads that begin an element earlier or later, as a shuffle takes longer than a load.
 *
 * <p>In C = A B, M is A where B has one column, and Bᵀ where A has few rows.
 */
final class SimdRows {
    /** The fewest rows of M. */
    static final int LEAST = 8;

    private static final double[] ZEROS = new double[LEAST];

    private SimdRows() {}

    /**
     * c_i = (s_i + Σ_k m_ik x_k) scale for i &lt; n, with m_ik at {@code m[m0 + i * mRow + k]}, and s_i = 0 where s is null. The last group of
     * rows may overlap the one before.
     */
    static void multiply(
            double[] m,
            int m0,
            int mRow,
            int n,
            double[] x,
            int x0,
            int inner,
            double[] s,
            int s0,
            double[] c,
            int c0,
            double scale) {
        for (int i = 0; i < n; i += 8) {
            int row = Math.min(i, n - 8);
            int from = m0 + row * mRow;
            int k = s == null
                    ? rows8(m, from, mRow, x, x0, inner, ZEROS, 0, c, c0 + row)
                    : rows8(m, from, mRow, x, x0, inner, s, s0 + row, c, c0 + row);
            if (k < inner || scale != 1) {
                end(m, from, mRow, x, x0, k, inner, c, c0 + row, scale);
            }
        }
    }

    /** Whether {@link #multiplyTransposed} does the product: dW = dZ Aᵀ of up to three units, of several if no step of k is left over. */
    static boolean canMultiplyTransposed(Product p, int rows, int columns) {
        return rows <= 3
                && columns >= LEAST
                && (rows == 1 ? p.inner >= 4 : p.inner % 4 == 0)
                && p.aColumn == 1
                && p.bRow == 1
                && p.start == null
                && DOUBLES.length() == 4;
    }

    /** Rows [rowFrom, rowTo) of C: the columns of B lie along k as the rows of A do, and the sums start from 0. */
    static void multiplyTransposed(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo, double scale) {
        int n = columnTo - columnFrom;
        int m0 = p.bOffset + columnFrom * p.bColumn;
        int x0 = p.aOffset + rowFrom * p.aRow;
        int c0 = p.cOffset + rowFrom * p.cRow + columnFrom;
        if (rowTo - rowFrom == 1) {
            multiply(p.b, m0, p.bColumn, n, p.a, x0, p.inner, null, 0, p.c, c0, scale);
            return;
        }
        for (int i = 0; i < n; i += 4) {
            int row = Math.min(i, n - 4);
            int from = m0 + row * p.bColumn;
            if (rowTo - rowFrom == 2) {
                twoVectors(p, from, x0, c0 + row, scale);
            } else {
                threeVectors(p, from, x0, c0 + row, scale);
            }
        }
    }

    /** The sums of one vector up to where less than four steps of k are left; returns how many it took. */
    private static int rows8(
            double[] m, int m0, int mRow, double[] x, int x0, int inner, double[] s, int s0, double[] c, int c0) {
        int m1 = m0 + mRow, m2 = m1 + mRow, m3 = m2 + mRow, m4 = m3 + mRow, m5 = m4 + mRow, m6 = m5 + mRow;
        int m7 = m6 + mRow;
        DoubleVector upper = fromArray(DOUBLES, s, s0), lower = fromArray(DOUBLES, s, s0 + 4);
        int k = 0;
        for (; k <= inner - 4; k += 4) {
            DoubleVector xk = broadcast(DOUBLES, x[x0 + k]);
            DoubleVector xk1 = broadcast(DOUBLES, x[x0 + k + 1]);
            DoubleVector xk2 = broadcast(DOUBLES, x[x0 + k + 2]);
            DoubleVector xk3 = broadcast(DOUBLES, x[x0 + k + 3]);
            DoubleVector u0 = fromArray(DOUBLES, m, m0 + k).blend(fromArray(DOUBLES, m, m1 + k - 1), ODD1);
            DoubleVector u1 = fromArray(DOUBLES, m, m0 + k + 1).blend(fromArray(DOUBLES, m, m1 + k), ODD1);
            DoubleVector u2 = fromArray(DOUBLES, m, m2 + k).blend(fromArray(DOUBLES, m, m3 + k - 1), ODD1);
            DoubleVector u3 = fromArray(DOUBLES, m, m2 + k + 1).blend(fromArray(DOUBLES, m, m3 + k), ODD1);
            upper = xk.fma(u0.blend(u2.rearrange(SWAP2), ODD2), upper);
            upper = xk1.fma(u1.blend(u3.rearrange(SWAP2), ODD2), upper);
            upper = xk2.fma(u0.rearrange(SWAP2).blend(u2, ODD2), upper);
            upper = xk3.fma(u1.rearrange(SWAP2).blend(u3, ODD2), upper);
            u0 = fromArray(DOUBLES, m, m4 + k).blend(fromArray(DOUBLES, m, m5 + k - 1), ODD1);
            u1 = fromArray(DOUBLES, m, m4 + k + 1).blend(fromArray(DOUBLES, m, m5 + k), ODD1);
            u2 = fromArray(DOUBLES, m, m6 + k).blend(fromArray(DOUBLES, m, m7 + k - 1), ODD1);
            u3 = fromArray(DOUBLES, m, m6 + k + 1).blend(fromArray(DOUBLES, m, m7 + k), ODD1);
            lower = xk.fma(u0.blend(u2.rearrange(SWAP2), ODD2), lower);
            lower = xk1.fma(u1.blend(u3.rearrange(SWAP2), ODD2), lower);
            lower = xk2.fma(u0.rearrange(SWAP2).blend(u2, ODD2), lower);
            lower = xk3.fma(u1.rearrange(SWAP2).blend(u3, ODD2), lower);
        }
        upper.intoArray(c, c0);
        lower.intoArray(c, c0 + 4);
        return k;
    }

    /** Likewise four sums of each of two vectors, times scale. */
    private static void twoVectors(Product p, int m0, int x0, int c0, double scale) {
        double[] m = p.b, x = p.a, c = p.c;
        int m1 = m0 + p.bColumn, m2 = m1 + p.bColumn, m3 = m2 + p.bColumn;
        int y0 = x0 + p.aRow;
        DoubleVector xSums = broadcast(DOUBLES, 0), ySums = broadcast(DOUBLES, 0);
        for (int k = 0, inner = p.inner; k <= inner - 4; k += 4) {
            DoubleVector u0 = fromArray(DOUBLES, m, m0 + k).blend(fromArray(DOUBLES, m, m1 + k - 1), ODD1);
            DoubleVector u1 = fromArray(DOUBLES, m, m0 + k + 1).blend(fromArray(DOUBLES, m, m1 + k), ODD1);
            DoubleVector u2 = fromArray(DOUBLES, m, m2 + k).blend(fromArray(DOUBLES, m, m3 + k - 1), ODD1);
            DoubleVector u3 = fromArray(DOUBLES, m, m2 + k + 1).blend(fromArray(DOUBLES, m, m3 + k), ODD1);
            DoubleVector column = u0.blend(u2.rearrange(SWAP2), ODD2);
            xSums = column.fma(broadcast(DOUBLES, x[x0 + k]), xSums);
            ySums = column.fma(broadcast(DOUBLES, x[y0 + k]), ySums);
            column = u1.blend(u3.rearrange(SWAP2), ODD2);
            xSums = column.fma(broadcast(DOUBLES, x[x0 + k + 1]), xSums);
            ySums = column.fma(broadcast(DOUBLES, x[y0 + k + 1]), ySums);
            column = u0.rearrange(SWAP2).blend(u2, ODD2);
            xSums = column.fma(broadcast(DOUBLES, x[x0 + k + 2]), xSums);
            ySums = column.fma(broadcast(DOUBLES, x[y0 + k + 2]), ySums);
            column = u1.rearrange(SWAP2).blend(u3, ODD2);
            xSums = column.fma(broadcast(DOUBLES, x[x0 + k + 3]), xSums);
            ySums = column.fma(broadcast(DOUBLES, x[y0 + k + 3]), ySums);
        }
        xSums.mul(scale).intoArray(c, c0);
        ySums.mul(scale).intoArray(c, c0 + p.cRow);
    }

    /** Likewise of three. */
    private static void threeVectors(Product p, int m0, int x0, int c0, double scale) {
        double[] m = p.b, x = p.a, c = p.c;
        int m1 = m0 + p.bColumn, m2 = m1 + p.bColumn, m3 = m2 + p.bColumn;
        int y0 = x0 + p.aRow, z0 = y0 + p.aRow;
        DoubleVector xSums = broadcast(DOUBLES, 0), ySums = broadcast(DOUBLES, 0), zSums = broadcast(DOUBLES, 0);
        for (int k = 0, inner = p.inner; k <= inner - 4; k += 4) {
            DoubleVector u0 = fromArray(DOUBLES, m, m0 + k).blend(fromArray(DOUBLES, m, m1 + k - 1), ODD1);
            DoubleVector u1 = fromArray(DOUBLES, m, m0 + k + 1).blend(fromArray(DOUBLES, m, m1 + k), ODD1);
            DoubleVector u2 = fromArray(DOUBLES, m, m2 + k).blend(fromArray(DOUBLES, m, m3 + k - 1), ODD1);
            DoubleVector u3 = fromArray(DOUBLES, m, m2 + k + 1).blend(fromArray(DOUBLES, m, m3 + k), ODD1);
            DoubleVector column = u0.blend(u2.rearrange(SWAP2), ODD2);
            xSums = column.fma(broadcast(DOUBLES, x[x0 + k]), xSums);
            ySums = column.fma(broadcast(DOUBLES, x[y0 + k]), ySums);
            zSums = column.fma(broadcast(DOUBLES, x[z0 + k]), zSums);
            column = u1.blend(u3.rearrange(SWAP2), ODD2);
            xSums = column.fma(broadcast(DOUBLES, x[x0 + k + 1]), xSums);
            ySums = column.fma(broadcast(DOUBLES, x[y0 + k + 1]), ySums);
            zSums = column.fma(broadcast(DOUBLES, x[z0 + k + 1]), zSums);
            column = u0.rearrange(SWAP2).blend(u2, ODD2);
            xSums = column.fma(broadcast(DOUBLES, x[x0 + k + 2]), xSums);
            ySums = column.fma(broadcast(DOUBLES, x[y0 + k + 2]), ySums);
            zSums = column.fma(broadcast(DOUBLES, x[z0 + k + 2]), zSums);
            column = u1.rearrange(SWAP2).blend(u3, ODD2);
            xSums = column.fma(broadcast(DOUBLES, x[x0 + k + 3]), xSums);
            ySums = column.fma(broadcast(DOUBLES, x[y0 + k + 3]), ySums);
            zSums = column.fma(broadcast(DOUBLES, x[z0 + k + 3]), zSums);
        }
        xSums.mul(scale).intoArray(c, c0);
        ySums.mul(scale).intoArray(c, c0 + p.cRow);
        zSums.mul(scale).intoArray(c, c0 + 2 * p.cRow);
    }

    /** The steps that are left, and the division. */
    static void end(
            double[] m, int m0, int mRow, double[] x, int x0, int from, int inner, double[] c, int c0, double scale) {
        for (int i = 0; i < 8; i++) {
            double sum = c[c0 + i];
            for (int k = from; k < inner; k++) {
                sum = Math.fma(m[m0 + i * mRow + k], x[x0 + k], sum);
            }
            c[c0 + i] = sum * scale;
        }
    }
}
