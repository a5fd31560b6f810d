package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.DoubleVector;

/**
 * Cross-entropy down the columns, a lane to each; there are at least as many columns as lanes. Three passes over the
 * columns, with the exponentials and logarithms of all of them in between. The last vector of a pass may overlap the one
 * before: no pass reads what it writes.
 */
final class SimdCrossEntropy {
    private static final int L = DOUBLES.length();

    private SimdCrossEntropy() {}

    /** Scratch holds e^(z − z_max), then the row of z_max, then that of ln(1 + r). */
    static void perColumn(double[] z, double[] y, int yFrom, double[] losses, double[] scratch, int rows, int columns) {
        int n = rows * columns;
        int logs = n + columns;
        for (int j = 0; j < columns; j += L) {
            subtractMax(z, scratch, n, columns, Math.min(j, columns - L));
        }
        SimdFunctions.map(Function.EXP, scratch, 0, scratch, 0, n);
        for (int j = 0; j < columns; j += L) {
            sumAllButMax(z, scratch, n, columns, Math.min(j, columns - L));
        }
        SimdFunctions.map(Function.LOG1P, scratch, logs, scratch, logs, columns);
        for (int j = 0; j < columns; j += L) {
            sumTerms(z, y, yFrom, losses, scratch, n, columns, Math.min(j, columns - L));
        }
    }

    private static void subtractMax(double[] z, double[] scratch, int n, int columns, int j) {
        DoubleVector max = fromArray(DOUBLES, z, j);
        for (int ij = j + columns; ij < n; ij += columns) {
            DoubleVector zi = fromArray(DOUBLES, z, ij);
            max = max.blend(zi, zi.compare(GT, max));
        }
        for (int ij = j; ij < n; ij += columns) {
            fromArray(DOUBLES, z, ij).sub(max).intoArray(scratch, ij);
        }
        max.intoArray(scratch, n + j);
    }

    /** r; the first row with the maximum is the one that equals it while all rows before are below. */
    private static void sumAllButMax(double[] z, double[] scratch, int n, int columns, int j) {
        DoubleVector max = fromArray(DOUBLES, scratch, n + j);
        DoubleVector before = broadcast(DOUBLES, Double.NEGATIVE_INFINITY);
        DoubleVector rest = broadcast(DOUBLES, 0);
        for (int ij = j; ij < n; ij += columns) {
            DoubleVector zi = fromArray(DOUBLES, z, ij);
            DoubleVector e = fromArray(DOUBLES, scratch, ij);
            DoubleVector unlessMax = e.blend(0, zi.compare(EQ, max));
            rest = rest.add(e.blend(unlessMax, before.compare(LT, max)));
            before = before.max(zi);
        }
        rest.intoArray(scratch, n + columns + j);
    }

    private static void sumTerms(
            double[] z, double[] y, int yFrom, double[] losses, double[] scratch, int n, int columns, int j) {
        DoubleVector max = fromArray(DOUBLES, scratch, n + j);
        DoubleVector log = fromArray(DOUBLES, scratch, n + columns + j);
        DoubleVector loss = broadcast(DOUBLES, 0);
        for (int ij = j; ij < n; ij += columns) {
            DoubleVector yi = fromArray(DOUBLES, y, yFrom + ij);
            DoubleVector sum = yi.fma(max.sub(fromArray(DOUBLES, z, ij)).add(log), loss);
            loss = sum.blend(loss, yi.compare(EQ, 0));
        }
        loss.intoArray(losses, j);
    }
}
