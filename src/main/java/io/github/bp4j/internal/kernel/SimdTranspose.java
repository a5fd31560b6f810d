package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Copies that turn columns into rows, in square blocks of as many columns as a vector has lanes.
 *
 * <p>A block is transposed in registers: first every second element is exchanged between neighbouring vectors, then every
 * second pair between vectors two apart, then every second four between vectors four apart. A method transposes a whole strip of blocks, as it is too
 * long for C2 to inline: called for each block, it would set up its shuffles and masks each time.
 */
final class SimdTranspose {
    private static final int L = DOUBLES.length();
    static final VectorShuffle<Double> SWAP1 = VectorShuffle.fromOp(DOUBLES, lane -> lane ^ 1);
    static final VectorShuffle<Double> SWAP2 = VectorShuffle.fromOp(DOUBLES, lane -> (lane ^ 2) % L);
    static final VectorShuffle<Double> SWAP4 = VectorShuffle.fromOp(DOUBLES, lane -> (lane ^ 4) % L);
    static final VectorMask<Double> ODD1 = VectorMask.fromLong(DOUBLES, 0xAA);
    static final VectorMask<Double> ODD2 = VectorMask.fromLong(DOUBLES, 0xCC);
    static final VectorMask<Double> ODD4 = VectorMask.fromLong(DOUBLES, 0xF0);

    private SimdTranspose() {}

    /**
     * y[to + k * step + j] = x[from + j * column + k] for k &lt; n, j &lt; width.
     */
    static void copy(double[] x, int from, int column, double[] y, int to, int step, int n, int width) {
        int j = 0;
        if (L > 2) {
            for (; j <= width - L; j += L) {
                strip(x, from + j * column, column, y, to + j, step, n);
            }
            if (j > 0 && j < width) { // the last strip copies some columns again
                j = width - L;
                strip(x, from + j * column, column, y, to + j, step, n);
                return;
            }
        }
        for (; j <= width - 4; j += 4) {
            four(x, from + j * column, column, y, to + j, step, n);
        }
        for (; j < width; j++) {
            column(x, from + j * column, y, to + j, step, n);
        }
    }

    /** In scalars, a store a cycle: for what vectors leave over. */
    private static void four(double[] x, int x0, int column, double[] y, int to, int step, int n) {
        int x1 = x0 + column;
        int x2 = x1 + column;
        int x3 = x2 + column;
        for (int k = 0, row = to; k < n; k++, row += step) {
            y[row] = x[x0 + k];
            y[row + 1] = x[x1 + k];
            y[row + 2] = x[x2 + k];
            y[row + 3] = x[x3 + k];
        }
    }

    private static void column(double[] x, int from, double[] y, int to, int step, int n) {
        for (int k = 0; k < n; k++) {
            y[to + k * step] = x[from + k];
        }
    }

    /** As many columns as a vector has lanes. */
    private static void strip(double[] x, int from, int column, double[] y, int to, int step, int n) {
        if (n < L) {
            for (int j = 0; j < L; j++) {
                column(x, from + j * column, y, to + j, step, n);
            }
            return;
        }
        if (L == 8) {
            strip8(x, from, column, y, to, step, n);
        } else {
            strip4(x, from, column, y, to, step, n);
        }
    }

    private static void strip8(double[] x, int x0, int column, double[] y, int y0, int step, int n) {
        for (int i = 0; i < n; i += 8) {
            int k = Math.min(i, n - 8); // the last block copies some steps again
            int from = x0 + k, to = y0 + k * step;
            DoubleVector v0 = fromArray(DOUBLES, x, from);
            DoubleVector v1 = fromArray(DOUBLES, x, from + column);
            DoubleVector v2 = fromArray(DOUBLES, x, from + 2 * column);
            DoubleVector v3 = fromArray(DOUBLES, x, from + 3 * column);
            DoubleVector v4 = fromArray(DOUBLES, x, from + 4 * column);
            DoubleVector v5 = fromArray(DOUBLES, x, from + 5 * column);
            DoubleVector v6 = fromArray(DOUBLES, x, from + 6 * column);
            DoubleVector v7 = fromArray(DOUBLES, x, from + 7 * column);
            DoubleVector u0 = v0.blend(v1.rearrange(SWAP1), ODD1);
            DoubleVector u1 = v0.rearrange(SWAP1).blend(v1, ODD1);
            DoubleVector u2 = v2.blend(v3.rearrange(SWAP1), ODD1);
            DoubleVector u3 = v2.rearrange(SWAP1).blend(v3, ODD1);
            DoubleVector u4 = v4.blend(v5.rearrange(SWAP1), ODD1);
            DoubleVector u5 = v4.rearrange(SWAP1).blend(v5, ODD1);
            DoubleVector u6 = v6.blend(v7.rearrange(SWAP1), ODD1);
            DoubleVector u7 = v6.rearrange(SWAP1).blend(v7, ODD1);
            DoubleVector t0 = u0.blend(u2.rearrange(SWAP2), ODD2);
            DoubleVector t2 = u0.rearrange(SWAP2).blend(u2, ODD2);
            DoubleVector t1 = u1.blend(u3.rearrange(SWAP2), ODD2);
            DoubleVector t3 = u1.rearrange(SWAP2).blend(u3, ODD2);
            DoubleVector t4 = u4.blend(u6.rearrange(SWAP2), ODD2);
            DoubleVector t6 = u4.rearrange(SWAP2).blend(u6, ODD2);
            DoubleVector t5 = u5.blend(u7.rearrange(SWAP2), ODD2);
            DoubleVector t7 = u5.rearrange(SWAP2).blend(u7, ODD2);
            DoubleVector s0 = t0.blend(t4.rearrange(SWAP4), ODD4);
            DoubleVector s4 = t0.rearrange(SWAP4).blend(t4, ODD4);
            DoubleVector s1 = t1.blend(t5.rearrange(SWAP4), ODD4);
            DoubleVector s5 = t1.rearrange(SWAP4).blend(t5, ODD4);
            DoubleVector s2 = t2.blend(t6.rearrange(SWAP4), ODD4);
            DoubleVector s6 = t2.rearrange(SWAP4).blend(t6, ODD4);
            DoubleVector s3 = t3.blend(t7.rearrange(SWAP4), ODD4);
            DoubleVector s7 = t3.rearrange(SWAP4).blend(t7, ODD4);
            s0.intoArray(y, to);
            s1.intoArray(y, to + step);
            s2.intoArray(y, to + 2 * step);
            s3.intoArray(y, to + 3 * step);
            s4.intoArray(y, to + 4 * step);
            s5.intoArray(y, to + 5 * step);
            s6.intoArray(y, to + 6 * step);
            s7.intoArray(y, to + 7 * step);
        }
    }

    private static void strip4(double[] x, int x0, int column, double[] y, int y0, int step, int n) {
        for (int i = 0; i < n; i += 4) {
            int k = Math.min(i, n - 4); // the last block copies some steps again
            int from = x0 + k, to = y0 + k * step;
            DoubleVector v0 = fromArray(DOUBLES, x, from);
            DoubleVector v1 = fromArray(DOUBLES, x, from + column);
            DoubleVector v2 = fromArray(DOUBLES, x, from + 2 * column);
            DoubleVector v3 = fromArray(DOUBLES, x, from + 3 * column);
            DoubleVector u0 = v0.blend(v1.rearrange(SWAP1), ODD1);
            DoubleVector u1 = v0.rearrange(SWAP1).blend(v1, ODD1);
            DoubleVector u2 = v2.blend(v3.rearrange(SWAP1), ODD1);
            DoubleVector u3 = v2.rearrange(SWAP1).blend(v3, ODD1);
            DoubleVector t0 = u0.blend(u2.rearrange(SWAP2), ODD2);
            DoubleVector t2 = u0.rearrange(SWAP2).blend(u2, ODD2);
            DoubleVector t1 = u1.blend(u3.rearrange(SWAP2), ODD2);
            DoubleVector t3 = u1.rearrange(SWAP2).blend(u3, ODD2);
            t0.intoArray(y, to);
            t1.intoArray(y, to + step);
            t2.intoArray(y, to + 2 * step);
            t3.intoArray(y, to + 3 * step);
        }
    }
}
