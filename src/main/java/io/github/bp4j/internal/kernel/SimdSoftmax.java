package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/** Softmax down the columns, a lane to each, so that every column is summed in its own order. */
final class SimdSoftmax {
    private static final int L = DOUBLES.length();

    private SimdSoftmax() {}

    static void softmax(double[] z, double[] a, int rows, int columns, int from, int to) {
        int n = rows * columns;
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
