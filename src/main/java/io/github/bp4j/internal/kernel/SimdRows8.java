package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/**
 * {@link SimdRows} in vectors of eight lanes: blocks of eight rows and eight steps of k are transposed into an array, from
 * where each step is added as one vector.
 */
final class SimdRows8 {
    /** C2 of JDK 17 checks the indices of each shuffle, and the plain loop is faster. */
    static final boolean PAYS = DOUBLES.length() == 8 && Runtime.version().feature() >= 21;

    private static final double[] ZEROS = new double[8];

    private SimdRows8() {}

    /** As {@link SimdRows#multiply}, with room for a block: 64 elements. */
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
            double scale,
            double[] block) {
        int whole = inner & -8;
        for (int i = 0; i < n; i += 8) {
            int row = Math.min(i, n - 8);
            int from = m0 + row * mRow;
            double[] starts = s == null ? ZEROS : s;
            int starts0 = s == null ? 0 : s0 + row;
            rows8(m, from, mRow, x, x0, whole, starts, starts0, c, c0 + row, block);
            if (whole < inner || scale != 1) {
                SimdRows.end(m, from, mRow, x, x0, whole, inner, c, c0 + row, scale);
            }
        }
    }

    private static void rows8(
            double[] m,
            int m0,
            int mRow,
            double[] x,
            int x0,
            int inner,
            double[] s,
            int s0,
            double[] c,
            int c0,
            double[] block) {
        DoubleVector sums = fromArray(DOUBLES, s, s0);
        for (int k = 0; k < inner; k += 8) {
            SimdTranspose.block8(m, m0 + k, mRow, block, 0, 8);
            sums = fromArray(DOUBLES, block, 0).fma(broadcast(DOUBLES, x[x0 + k]), sums);
            sums = fromArray(DOUBLES, block, 8).fma(broadcast(DOUBLES, x[x0 + k + 1]), sums);
            sums = fromArray(DOUBLES, block, 16).fma(broadcast(DOUBLES, x[x0 + k + 2]), sums);
            sums = fromArray(DOUBLES, block, 24).fma(broadcast(DOUBLES, x[x0 + k + 3]), sums);
            sums = fromArray(DOUBLES, block, 32).fma(broadcast(DOUBLES, x[x0 + k + 4]), sums);
            sums = fromArray(DOUBLES, block, 40).fma(broadcast(DOUBLES, x[x0 + k + 5]), sums);
            sums = fromArray(DOUBLES, block, 48).fma(broadcast(DOUBLES, x[x0 + k + 6]), sums);
            sums = fromArray(DOUBLES, block, 56).fma(broadcast(DOUBLES, x[x0 + k + 7]), sums);
        }
        sums.intoArray(c, c0);
    }
}
