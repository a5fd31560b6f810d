package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/**
 * {@link Kernel#affine}. The widths of the panels are those of the loops, so that memory is read in one stream, and as constants they let C2 check
 * the range of a panel once. Eight vectors, as many as keep the multipliers busy, are a whole panel of four lanes, or two panels of eight. (Of
 * two lanes they are half a panel: that goes by {@link SimdColumn}.)
 */
final class SimdAffine {
    private static final int L = DOUBLES.length();

    private SimdAffine() {}

    static void affine(double[] panels, double[] b, double[] x, double[] z, int units, int inputs) {
        if (8 * L < Kernel.PANEL) {
            for (int p = 0, width; p < units; p += width) {
                width = Kernel.panelWidth(units - p);
                System.arraycopy(b, p, z, p, width);
                SimdColumn.addColumns(panels, p * inputs, width, width, x, 0, 1, inputs, z, p);
            }
            return;
        }
        int halves = 8 * L == Kernel.PANEL ? 4 * L : Kernel.PANEL * inputs;
        int i = 0;
        for (; i <= units - 8 * L; i += 8 * L) {
            rows8(panels, i * inputs, i * inputs + halves, x, inputs, b, z, i);
        }
        if (i <= units - 4 * L) {
            rows4(panels, i * inputs, x, inputs, b, z, i);
            i += 4 * L;
        }
        if (i <= units - 2 * L) {
            rows2(panels, i * inputs, x, inputs, b, z, i);
            i += 2 * L;
        }
        if (i < units) {
            rows1(panels, i * inputs, x, inputs, b, z, i);
        }
    }

    /** Eight vectors of neurons; the first four of a row of Wᵀ lie from p0 on, the next four from p1 on. */
    private static void rows8(double[] panels, int p0, int p1, double[] x, int inputs, double[] b, double[] z, int i) {
        DoubleVector sum0 = fromArray(DOUBLES, b, i);
        DoubleVector sum1 = fromArray(DOUBLES, b, i + L);
        DoubleVector sum2 = fromArray(DOUBLES, b, i + 2 * L);
        DoubleVector sum3 = fromArray(DOUBLES, b, i + 3 * L);
        DoubleVector sum4 = fromArray(DOUBLES, b, i + 4 * L);
        DoubleVector sum5 = fromArray(DOUBLES, b, i + 5 * L);
        DoubleVector sum6 = fromArray(DOUBLES, b, i + 6 * L);
        DoubleVector sum7 = fromArray(DOUBLES, b, i + 7 * L);
        for (int k = 0; k < inputs; k++) {
            int row0 = p0 + k * Kernel.PANEL;
            int row1 = p1 + k * Kernel.PANEL;
            DoubleVector xk = broadcast(DOUBLES, x[k]);
            sum0 = xk.fma(fromArray(DOUBLES, panels, row0), sum0);
            sum1 = xk.fma(fromArray(DOUBLES, panels, row0 + L), sum1);
            sum2 = xk.fma(fromArray(DOUBLES, panels, row0 + 2 * L), sum2);
            sum3 = xk.fma(fromArray(DOUBLES, panels, row0 + 3 * L), sum3);
            sum4 = xk.fma(fromArray(DOUBLES, panels, row1), sum4);
            sum5 = xk.fma(fromArray(DOUBLES, panels, row1 + L), sum5);
            sum6 = xk.fma(fromArray(DOUBLES, panels, row1 + 2 * L), sum6);
            sum7 = xk.fma(fromArray(DOUBLES, panels, row1 + 3 * L), sum7);
        }
        sum0.intoArray(z, i);
        sum1.intoArray(z, i + L);
        sum2.intoArray(z, i + 2 * L);
        sum3.intoArray(z, i + 3 * L);
        sum4.intoArray(z, i + 4 * L);
        sum5.intoArray(z, i + 5 * L);
        sum6.intoArray(z, i + 6 * L);
        sum7.intoArray(z, i + 7 * L);
    }

    private static void rows4(double[] panels, int p0, double[] x, int inputs, double[] b, double[] z, int i) {
        DoubleVector sum0 = fromArray(DOUBLES, b, i);
        DoubleVector sum1 = fromArray(DOUBLES, b, i + L);
        DoubleVector sum2 = fromArray(DOUBLES, b, i + 2 * L);
        DoubleVector sum3 = fromArray(DOUBLES, b, i + 3 * L);
        for (int k = 0; k < inputs; k++) {
            int row = p0 + k * 4 * L;
            DoubleVector xk = broadcast(DOUBLES, x[k]);
            sum0 = xk.fma(fromArray(DOUBLES, panels, row), sum0);
            sum1 = xk.fma(fromArray(DOUBLES, panels, row + L), sum1);
            sum2 = xk.fma(fromArray(DOUBLES, panels, row + 2 * L), sum2);
            sum3 = xk.fma(fromArray(DOUBLES, panels, row + 3 * L), sum3);
        }
        sum0.intoArray(z, i);
        sum1.intoArray(z, i + L);
        sum2.intoArray(z, i + 2 * L);
        sum3.intoArray(z, i + 3 * L);
    }

    private static void rows2(double[] panels, int p0, double[] x, int inputs, double[] b, double[] z, int i) {
        DoubleVector sum0 = fromArray(DOUBLES, b, i);
        DoubleVector sum1 = fromArray(DOUBLES, b, i + L);
        for (int k = 0; k < inputs; k++) {
            int row = p0 + k * 2 * L;
            DoubleVector xk = broadcast(DOUBLES, x[k]);
            sum0 = xk.fma(fromArray(DOUBLES, panels, row), sum0);
            sum1 = xk.fma(fromArray(DOUBLES, panels, row + L), sum1);
        }
        sum0.intoArray(z, i);
        sum1.intoArray(z, i + L);
    }

    private static void rows1(double[] panels, int p0, double[] x, int inputs, double[] b, double[] z, int i) {
        DoubleVector sum0 = fromArray(DOUBLES, b, i);
        for (int k = 0; k < inputs; k++) {
            int row = p0 + k * L;
            DoubleVector xk = broadcast(DOUBLES, x[k]);
            sum0 = xk.fma(fromArray(DOUBLES, panels, row), sum0);
        }
        sum0.intoArray(z, i);
    }
}
