package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static io.github.bp4j.internal.kernel.SimdTranspose.ODD1;
import static io.github.bp4j.internal.kernel.SimdTranspose.ODD2;
import static io.github.bp4j.internal.kernel.SimdTranspose.ODD4;
import static io.github.bp4j.internal.kernel.SimdTranspose.SWAP1;
import static io.github.bp4j.internal.kernel.SimdTranspose.SWAP2;
import static io.github.bp4j.internal.kernel.SimdTranspose.SWAP4;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/** {@link SimdRows} in vectors of eight lanes: blocks of eight rows and eight steps of k are transposed in registers, all by shuffles. */
final class SimdRows8 {
    /** C2 of JDK 17 checks the indices of each shuffle, and the plain loop is faster. */
    static final boolean PAYS = DOUBLES.length() == 8 && Runtime.version().feature() >= 21;

    private static final double[] ZEROS = new double[8];

    private SimdRows8() {}

    /** As {@link SimdRows#multiply}. */
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
        int whole = inner & -8;
        for (int i = 0; i < n; i += 8) {
            int row = Math.min(i, n - 8);
            int from = m0 + row * mRow;
            if (s == null) {
                rows8(m, from, mRow, x, x0, whole, ZEROS, 0, c, c0 + row);
            } else {
                rows8(m, from, mRow, x, x0, whole, s, s0 + row, c, c0 + row);
            }
            if (whole < inner || scale != 1) {
                SimdRows.end(m, from, mRow, x, x0, whole, inner, c, c0 + row, scale);
            }
        }
    }

    /** The sums of {@code inner} steps, a multiple of eight. */
    private static void rows8(
            double[] m, int m0, int mRow, double[] x, int x0, int inner, double[] s, int s0, double[] c, int c0) {
        int m1 = m0 + mRow, m2 = m1 + mRow, m3 = m2 + mRow, m4 = m3 + mRow, m5 = m4 + mRow, m6 = m5 + mRow;
        int m7 = m6 + mRow;
        DoubleVector sums = fromArray(DOUBLES, s, s0);
        for (int k = 0; k < inner; k += 8) {
            DoubleVector v0 = fromArray(DOUBLES, m, m0 + k), v1 = fromArray(DOUBLES, m, m1 + k);
            DoubleVector v2 = fromArray(DOUBLES, m, m2 + k), v3 = fromArray(DOUBLES, m, m3 + k);
            DoubleVector v4 = fromArray(DOUBLES, m, m4 + k), v5 = fromArray(DOUBLES, m, m5 + k);
            DoubleVector v6 = fromArray(DOUBLES, m, m6 + k), v7 = fromArray(DOUBLES, m, m7 + k);
            DoubleVector u0 = v0.blend(v1.rearrange(SWAP1), ODD1),
                    u1 = v0.rearrange(SWAP1).blend(v1, ODD1);
            DoubleVector u2 = v2.blend(v3.rearrange(SWAP1), ODD1),
                    u3 = v2.rearrange(SWAP1).blend(v3, ODD1);
            DoubleVector u4 = v4.blend(v5.rearrange(SWAP1), ODD1),
                    u5 = v4.rearrange(SWAP1).blend(v5, ODD1);
            DoubleVector u6 = v6.blend(v7.rearrange(SWAP1), ODD1),
                    u7 = v6.rearrange(SWAP1).blend(v7, ODD1);
            DoubleVector t0 = u0.blend(u2.rearrange(SWAP2), ODD2),
                    t2 = u0.rearrange(SWAP2).blend(u2, ODD2);
            DoubleVector t1 = u1.blend(u3.rearrange(SWAP2), ODD2),
                    t3 = u1.rearrange(SWAP2).blend(u3, ODD2);
            DoubleVector t4 = u4.blend(u6.rearrange(SWAP2), ODD2),
                    t6 = u4.rearrange(SWAP2).blend(u6, ODD2);
            DoubleVector t5 = u5.blend(u7.rearrange(SWAP2), ODD2),
                    t7 = u5.rearrange(SWAP2).blend(u7, ODD2);
            int xk = x0 + k;
            sums = t0.blend(t4.rearrange(SWAP4), ODD4).fma(broadcast(DOUBLES, x[xk]), sums);
            sums = t1.blend(t5.rearrange(SWAP4), ODD4).fma(broadcast(DOUBLES, x[xk + 1]), sums);
            sums = t2.blend(t6.rearrange(SWAP4), ODD4).fma(broadcast(DOUBLES, x[xk + 2]), sums);
            sums = t3.blend(t7.rearrange(SWAP4), ODD4).fma(broadcast(DOUBLES, x[xk + 3]), sums);
            sums = t0.rearrange(SWAP4).blend(t4, ODD4).fma(broadcast(DOUBLES, x[xk + 4]), sums);
            sums = t1.rearrange(SWAP4).blend(t5, ODD4).fma(broadcast(DOUBLES, x[xk + 5]), sums);
            sums = t2.rearrange(SWAP4).blend(t6, ODD4).fma(broadcast(DOUBLES, x[xk + 6]), sums);
            sums = t3.rearrange(SWAP4).blend(t7, ODD4).fma(broadcast(DOUBLES, x[xk + 7]), sums);
        }
        sums.intoArray(c, c0);
    }
}
