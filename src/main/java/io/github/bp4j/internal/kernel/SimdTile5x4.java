package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/**
 * Register tiles for 32 registers, five rows high and four vectors wide: C ← S + A B, where A lies in memory in one of two ways, and B in panels, element
 * (k, j) at {@code b[b0 + 4 L k + j]}. Five rows and not six: C2 of JDK 25 loads the elements of A of all rows before their multiply-adds, and
 * with six then has two registers too few. The step of B is a constant, as C2 of JDK 17 otherwise runs out of integers. There is one way in, as in {@link
 * SimdStrip}, and nothing is scaled at the end: C2 of JDK 17 has not room for twenty more operations, and made objects of the last vectors.
 */
final class SimdTile5x4 {
    private static final int L = DOUBLES.length();

    private SimdTile5x4() {}

    /** The elements of a row of A lie one after the other: element (i, k) at {@code a[a0 + i * aRow + k]}. */
    static void alongRows(Block p) {
        double[] s = p.s;
        int s0 = p.s0, sRow = p.sRow, sMiddle = p.sMiddle, sThird = 2 * sMiddle, sLast = p.sLast;
        DoubleVector c00 = fromArray(DOUBLES, s, s0),
                c01 = fromArray(DOUBLES, s, s0 + sMiddle),
                c02 = fromArray(DOUBLES, s, s0 + sThird),
                c03 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c10 = fromArray(DOUBLES, s, s0),
                c11 = fromArray(DOUBLES, s, s0 + sMiddle),
                c12 = fromArray(DOUBLES, s, s0 + sThird),
                c13 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c20 = fromArray(DOUBLES, s, s0),
                c21 = fromArray(DOUBLES, s, s0 + sMiddle),
                c22 = fromArray(DOUBLES, s, s0 + sThird),
                c23 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c30 = fromArray(DOUBLES, s, s0),
                c31 = fromArray(DOUBLES, s, s0 + sMiddle),
                c32 = fromArray(DOUBLES, s, s0 + sThird),
                c33 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c40 = fromArray(DOUBLES, s, s0),
                c41 = fromArray(DOUBLES, s, s0 + sMiddle),
                c42 = fromArray(DOUBLES, s, s0 + sThird),
                c43 = fromArray(DOUBLES, s, s0 + sLast);
        double[] a = p.a, b = p.b;
        int aRow = p.aRow, twoRows = 2 * aRow, threeRows = 3 * aRow, fourRows = 4 * aRow;
        int aFrom = p.a0, bFrom = p.b0, inner = p.inner;
        for (int k = 0; k < inner; k++) {
            int a0 = aFrom + k, b0 = bFrom + k * (4 * L);
            DoubleVector bx = fromArray(DOUBLES, b, b0),
                    by = fromArray(DOUBLES, b, b0 + L),
                    bz = fromArray(DOUBLES, b, b0 + 2 * L),
                    bw = fromArray(DOUBLES, b, b0 + 3 * L);
            DoubleVector ai = broadcast(DOUBLES, a[a0]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            c02 = ai.fma(bz, c02);
            c03 = ai.fma(bw, c03);
            ai = broadcast(DOUBLES, a[a0 + aRow]);
            c10 = ai.fma(bx, c10);
            c11 = ai.fma(by, c11);
            c12 = ai.fma(bz, c12);
            c13 = ai.fma(bw, c13);
            ai = broadcast(DOUBLES, a[a0 + twoRows]);
            c20 = ai.fma(bx, c20);
            c21 = ai.fma(by, c21);
            c22 = ai.fma(bz, c22);
            c23 = ai.fma(bw, c23);
            ai = broadcast(DOUBLES, a[a0 + threeRows]);
            c30 = ai.fma(bx, c30);
            c31 = ai.fma(by, c31);
            c32 = ai.fma(bz, c32);
            c33 = ai.fma(bw, c33);
            ai = broadcast(DOUBLES, a[a0 + fourRows]);
            c40 = ai.fma(bx, c40);
            c41 = ai.fma(by, c41);
            c42 = ai.fma(bz, c42);
            c43 = ai.fma(bw, c43);
        }
        double[] c = p.c;
        int c0 = p.c0, cRow = p.cRow, last = p.last;
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c02.intoArray(c, c0 + 2 * L);
        c03.intoArray(c, c0 + last);
        c0 += cRow;
        c10.intoArray(c, c0);
        c11.intoArray(c, c0 + L);
        c12.intoArray(c, c0 + 2 * L);
        c13.intoArray(c, c0 + last);
        c0 += cRow;
        c20.intoArray(c, c0);
        c21.intoArray(c, c0 + L);
        c22.intoArray(c, c0 + 2 * L);
        c23.intoArray(c, c0 + last);
        c0 += cRow;
        c30.intoArray(c, c0);
        c31.intoArray(c, c0 + L);
        c32.intoArray(c, c0 + 2 * L);
        c33.intoArray(c, c0 + last);
        c0 += cRow;
        c40.intoArray(c, c0);
        c41.intoArray(c, c0 + L);
        c42.intoArray(c, c0 + 2 * L);
        c43.intoArray(c, c0 + last);
    }

    /** Those of a column do: element (i, k) at {@code a[a0 + k * aStep + i]}. */
    static void alongColumns(Block p) {
        double[] s = p.s;
        int s0 = p.s0, sRow = p.sRow, sMiddle = p.sMiddle, sThird = 2 * sMiddle, sLast = p.sLast;
        DoubleVector c00 = fromArray(DOUBLES, s, s0),
                c01 = fromArray(DOUBLES, s, s0 + sMiddle),
                c02 = fromArray(DOUBLES, s, s0 + sThird),
                c03 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c10 = fromArray(DOUBLES, s, s0),
                c11 = fromArray(DOUBLES, s, s0 + sMiddle),
                c12 = fromArray(DOUBLES, s, s0 + sThird),
                c13 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c20 = fromArray(DOUBLES, s, s0),
                c21 = fromArray(DOUBLES, s, s0 + sMiddle),
                c22 = fromArray(DOUBLES, s, s0 + sThird),
                c23 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c30 = fromArray(DOUBLES, s, s0),
                c31 = fromArray(DOUBLES, s, s0 + sMiddle),
                c32 = fromArray(DOUBLES, s, s0 + sThird),
                c33 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c40 = fromArray(DOUBLES, s, s0),
                c41 = fromArray(DOUBLES, s, s0 + sMiddle),
                c42 = fromArray(DOUBLES, s, s0 + sThird),
                c43 = fromArray(DOUBLES, s, s0 + sLast);
        double[] a = p.a, b = p.b;
        int aStep = p.aStep, bFrom = p.b0, inner = p.inner;
        for (int k = 0, a0 = p.a0; k < inner; k++, a0 += aStep) {
            int b0 = bFrom + k * (4 * L);
            DoubleVector bx = fromArray(DOUBLES, b, b0),
                    by = fromArray(DOUBLES, b, b0 + L),
                    bz = fromArray(DOUBLES, b, b0 + 2 * L),
                    bw = fromArray(DOUBLES, b, b0 + 3 * L);
            DoubleVector ai = broadcast(DOUBLES, a[a0]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            c02 = ai.fma(bz, c02);
            c03 = ai.fma(bw, c03);
            ai = broadcast(DOUBLES, a[a0 + 1]);
            c10 = ai.fma(bx, c10);
            c11 = ai.fma(by, c11);
            c12 = ai.fma(bz, c12);
            c13 = ai.fma(bw, c13);
            ai = broadcast(DOUBLES, a[a0 + 2]);
            c20 = ai.fma(bx, c20);
            c21 = ai.fma(by, c21);
            c22 = ai.fma(bz, c22);
            c23 = ai.fma(bw, c23);
            ai = broadcast(DOUBLES, a[a0 + 3]);
            c30 = ai.fma(bx, c30);
            c31 = ai.fma(by, c31);
            c32 = ai.fma(bz, c32);
            c33 = ai.fma(bw, c33);
            ai = broadcast(DOUBLES, a[a0 + 4]);
            c40 = ai.fma(bx, c40);
            c41 = ai.fma(by, c41);
            c42 = ai.fma(bz, c42);
            c43 = ai.fma(bw, c43);
        }
        double[] c = p.c;
        int c0 = p.c0, cRow = p.cRow, last = p.last;
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c02.intoArray(c, c0 + 2 * L);
        c03.intoArray(c, c0 + last);
        c0 += cRow;
        c10.intoArray(c, c0);
        c11.intoArray(c, c0 + L);
        c12.intoArray(c, c0 + 2 * L);
        c13.intoArray(c, c0 + last);
        c0 += cRow;
        c20.intoArray(c, c0);
        c21.intoArray(c, c0 + L);
        c22.intoArray(c, c0 + 2 * L);
        c23.intoArray(c, c0 + last);
        c0 += cRow;
        c30.intoArray(c, c0);
        c31.intoArray(c, c0 + L);
        c32.intoArray(c, c0 + 2 * L);
        c33.intoArray(c, c0 + last);
        c0 += cRow;
        c40.intoArray(c, c0);
        c41.intoArray(c, c0 + L);
        c42.intoArray(c, c0 + 2 * L);
        c43.intoArray(c, c0 + last);
    }
}
