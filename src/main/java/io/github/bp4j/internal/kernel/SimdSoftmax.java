package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static io.github.bp4j.internal.kernel.SimdSpecies.LONGS;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
import static jdk.incubator.vector.VectorOperators.MAX;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;

/** Softmax down the columns, a lane to each, so that every column is summed in its own order. */
final class SimdSoftmax {
    private static final int L = DOUBLES.length();

    /** Up to so many rows of a single column their maximum is found sooner in scalars. */
    private static final int FEW_ROWS = 4;

    /** L times all bits set, then L times none: from index L − n on, a selection of the first n lanes. */
    private static final long[] INSIDE = new long[2 * L];

    static {
        Arrays.fill(INSIDE, 0, L, -1);
    }

    private SimdSoftmax() {}

    static void softmax(double[] z, double[] a, int rows, int columns, int from, int to) {
        int n = rows * columns;
        int vectors = (n + L - 1) / L * L;
        if (columns == 1 && from < to && Math.min(z.length, a.length) >= vectors) {
            column(z, a, rows, vectors - L);
            return;
        }
        subtractMax(z, a, n, columns, from, to);
        if (to - from == columns) {
            SimdFunctions.map(Function.EXP, a, 0, a, 0, n);
        } else {
            for (int ij = from; ij < n; ij += columns) {
                SimdFunctions.map(Function.EXP, a, ij, a, ij, to - from);
            }
        }
        divideBySum(a, n, columns, from, to);
    }

    /**
     * A single column, its rows in lanes: only their sum, whose order is fixed, is left to scalars. The last vector may
     * reach beyond the rows: there the maximum sees the first row instead, and what {@code a} holds is kept.
     *
     * @param last where the last vector begins
     */
    private static void column(double[] z, double[] a, int rows, int last) {
        double max = rows <= FEW_ROWS ? maxOfFew(z, rows) : max(z, rows, last);
        LongVector kept = fromArray(DOUBLES, a, last).reinterpretAsLongs();
        LongVector inside = LongVector.fromArray(LONGS, INSIDE, last + L - rows);
        for (int i = SimdExponentials.exp(z, 0, max, a, 0, last + L); i < rows; i++) {
            a[i] = Function.EXP.of(z[i] - max);
        }
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += a[i];
        }
        for (int i = 0; i < last; i += L) {
            fromArray(DOUBLES, a, i).div(sum).intoArray(a, i);
        }
        LongVector quotients = fromArray(DOUBLES, a, last).div(sum).reinterpretAsLongs();
        kept.lanewise(BITWISE_BLEND, quotients, inside).reinterpretAsDoubles().intoArray(a, last);
    }

    private static double maxOfFew(double[] z, int rows) {
        double max = z[0];
        for (int i = 1; i < rows; i++) {
            max = Math.max(max, z[i]);
        }
        return max;
    }

    private static double max(double[] z, int rows, int last) {
        LongVector inside = LongVector.fromArray(LONGS, INSIDE, last + L - rows);
        DoubleVector maxima = broadcast(DOUBLES, z[0])
                .reinterpretAsLongs()
                .lanewise(BITWISE_BLEND, fromArray(DOUBLES, z, last).reinterpretAsLongs(), inside)
                .reinterpretAsDoubles();
        for (int i = 0; i < last; i += L) {
            maxima = maxima.max(fromArray(DOUBLES, z, i));
        }
        return maxima.reduceLanes(MAX);
    }

    private static void subtractMax(double[] z, double[] a, int n, int columns, int from, int to) {
        int j = from;
        for (; j <= to - L; j += L) {
            DoubleVector max = fromArray(DOUBLES, z, j);
            for (int ij = j + columns; ij < n; ij += columns) {
                max = max.max(fromArray(DOUBLES, z, ij));
            }
            for (int ij = j; ij < n; ij += columns) {
                fromArray(DOUBLES, z, ij).sub(max).intoArray(a, ij);
            }
        }
        for (; j < to; j++) {
            double max = z[j];
            for (int ij = j + columns; ij < n; ij += columns) {
                max = Math.max(max, z[ij]);
            }
            for (int ij = j; ij < n; ij += columns) {
                a[ij] = z[ij] - max;
            }
        }
    }

    private static void divideBySum(double[] a, int n, int columns, int from, int to) {
        int j = from;
        for (; j <= to - L; j += L) {
            DoubleVector sum = broadcast(DOUBLES, 0);
            for (int ij = j; ij < n; ij += columns) {
                sum = sum.add(fromArray(DOUBLES, a, ij));
            }
            for (int ij = j; ij < n; ij += columns) {
                fromArray(DOUBLES, a, ij).div(sum).intoArray(a, ij);
            }
        }
        for (; j < to; j++) {
            double sum = 0;
            for (int ij = j; ij < n; ij += columns) {
                sum += a[ij];
            }
            for (int ij = j; ij < n; ij += columns) {
                a[ij] /= sum;
            }
        }
    }
}
