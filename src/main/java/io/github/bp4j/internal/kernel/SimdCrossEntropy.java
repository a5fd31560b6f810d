package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * Cross-entropy down the columns, a lane to each; there are at least as many columns as lanes. Two passes over the columns, with the logarithms of
 * all of them in between. The last vector of a pass may overlap the one before: no pass reads what it writes.
 */
final class SimdCrossEntropy {
    private static final int L = DOUBLES.length();

    private SimdCrossEntropy() {}

    /** Scratch holds the row of z_max, then that of ln(1 + r). */
    static void perColumn(
            double[] z, double[] a, double[] y, int yFrom, double[] losses, double[] scratch, int rows, int columns) {
        int n = rows * columns;
        for (int j = 0; j < columns; j += L) {
            compareWithMax(z, a, scratch, n, columns, Math.min(j, columns - L));
        }
        SimdFunctions.map(Function.LOG1P, scratch, columns, scratch, columns, columns);
        for (int j = 0; j < columns; j += L) {
            sumTerms(z, y, yFrom, losses, scratch, n, columns, Math.min(j, columns - L));
        }
    }

    /** z_max and r: of each further row and the largest so far, the one that is not the largest goes to the others. */
    private static void compareWithMax(double[] z, double[] a, double[] scratch, int n, int columns, int j) {
        DoubleVector zMax = fromArray(DOUBLES, z, j);
        DoubleVector aMax = fromArray(DOUBLES, a, j);
        DoubleVector others = broadcast(DOUBLES, 0);
        for (int ij = j + columns; ij < n; ij += columns) {
            DoubleVector zi = fromArray(DOUBLES, z, ij);
            DoubleVector ai = fromArray(DOUBLES, a, ij);
            VectorMask<Double> greater = zi.compare(GT, zMax);
            others = others.add(ai.blend(aMax, greater));
            zMax = zMax.blend(zi, greater);
            aMax = aMax.blend(ai, greater);
        }
        zMax.intoArray(scratch, j);
        others.div(aMax).intoArray(scratch, columns + j);
    }

    private static void sumTerms(
            double[] z, double[] y, int yFrom, double[] losses, double[] scratch, int n, int columns, int j) {
        DoubleVector max = fromArray(DOUBLES, scratch, j);
        DoubleVector log = fromArray(DOUBLES, scratch, columns + j);
        DoubleVector loss = broadcast(DOUBLES, 0);
        for (int ij = j; ij < n; ij += columns) {
            DoubleVector yi = fromArray(DOUBLES, y, yFrom + ij);
            DoubleVector sum = yi.fma(max.sub(fromArray(DOUBLES, z, ij)).add(log), loss);
            loss = sum.blend(loss, yi.compare(EQ, 0));
        }
        loss.intoArray(losses, j);
    }
}
