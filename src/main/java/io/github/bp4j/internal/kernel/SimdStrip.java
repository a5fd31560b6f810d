package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/**
 * Register tiles for 16 registers, six or five rows high and two vectors wide: C ← S + A B, with rows of A that lie side by side, element (i, k) at
 * {@code a[a0 + k * aStep + i]}, unless said, and whole vectors of B, element (k, j) at {@code b[b0 + k * bStep + j]}.
 *
 * <p>What a tile needs before and after its loop stands in the {@link Block} and is read there, as every integer that lives through the loop may cost
 * it a register; and there is no way but one through the method: where ways meet, C2 of JDK 17 loses registers too.
 */
final class SimdStrip {
    private static final int L = DOUBLES.length();

    private SimdStrip() {}

    /** Six rows fill all registers but one; C2 of JDK 17 keeps them. */
    static void strip6(Block p) {
        double[] s = p.s;
        int s0 = p.s0, sRow = p.sRow, sLast = p.sLast;
        DoubleVector c00 = fromArray(DOUBLES, s, s0), c01 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c10 = fromArray(DOUBLES, s, s0), c11 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c20 = fromArray(DOUBLES, s, s0), c21 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c30 = fromArray(DOUBLES, s, s0), c31 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c40 = fromArray(DOUBLES, s, s0), c41 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c50 = fromArray(DOUBLES, s, s0), c51 = fromArray(DOUBLES, s, s0 + sLast);
        double[] a = p.a, b = p.b;
        int aStep = p.aStep, bStep = p.bStep, inner = p.inner;
        for (int k = 0, a0 = p.a0, b0 = p.b0; k < inner; k++, a0 += aStep, b0 += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, b0), by = fromArray(DOUBLES, b, b0 + L);
            DoubleVector ai = broadcast(DOUBLES, a[a0]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            ai = broadcast(DOUBLES, a[a0 + 1]);
            c10 = ai.fma(bx, c10);
            c11 = ai.fma(by, c11);
            ai = broadcast(DOUBLES, a[a0 + 2]);
            c20 = ai.fma(bx, c20);
            c21 = ai.fma(by, c21);
            ai = broadcast(DOUBLES, a[a0 + 3]);
            c30 = ai.fma(bx, c30);
            c31 = ai.fma(by, c31);
            ai = broadcast(DOUBLES, a[a0 + 4]);
            c40 = ai.fma(bx, c40);
            c41 = ai.fma(by, c41);
            ai = broadcast(DOUBLES, a[a0 + 5]);
            c50 = ai.fma(bx, c50);
            c51 = ai.fma(by, c51);
        }
        double[] c = p.c;
        int c0 = p.c0, cRow = p.cRow, last = p.last;
        DoubleVector scale = broadcast(DOUBLES, p.scale);
        c00.mul(scale).intoArray(c, c0);
        c01.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c10.mul(scale).intoArray(c, c0);
        c11.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c20.mul(scale).intoArray(c, c0);
        c21.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c30.mul(scale).intoArray(c, c0);
        c31.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c40.mul(scale).intoArray(c, c0);
        c41.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c50.mul(scale).intoArray(c, c0);
        c51.mul(scale).intoArray(c, c0 + last);
    }

    /** Five rows: C2 of JDK 25 loads ahead, and five leave it the registers for that. */
    static void strip5(Block p) {
        double[] s = p.s;
        int s0 = p.s0, sRow = p.sRow, sLast = p.sLast;
        DoubleVector c00 = fromArray(DOUBLES, s, s0), c01 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c10 = fromArray(DOUBLES, s, s0), c11 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c20 = fromArray(DOUBLES, s, s0), c21 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c30 = fromArray(DOUBLES, s, s0), c31 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c40 = fromArray(DOUBLES, s, s0), c41 = fromArray(DOUBLES, s, s0 + sLast);
        double[] a = p.a, b = p.b;
        int aStep = p.aStep, bStep = p.bStep, inner = p.inner;
        for (int k = 0, a0 = p.a0, b0 = p.b0; k < inner; k++, a0 += aStep, b0 += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, b0), by = fromArray(DOUBLES, b, b0 + L);
            DoubleVector ai = broadcast(DOUBLES, a[a0]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            ai = broadcast(DOUBLES, a[a0 + 1]);
            c10 = ai.fma(bx, c10);
            c11 = ai.fma(by, c11);
            ai = broadcast(DOUBLES, a[a0 + 2]);
            c20 = ai.fma(bx, c20);
            c21 = ai.fma(by, c21);
            ai = broadcast(DOUBLES, a[a0 + 3]);
            c30 = ai.fma(bx, c30);
            c31 = ai.fma(by, c31);
            ai = broadcast(DOUBLES, a[a0 + 4]);
            c40 = ai.fma(bx, c40);
            c41 = ai.fma(by, c41);
        }
        double[] c = p.c;
        int c0 = p.c0, cRow = p.cRow, last = p.last;
        DoubleVector scale = broadcast(DOUBLES, p.scale);
        c00.mul(scale).intoArray(c, c0);
        c01.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c10.mul(scale).intoArray(c, c0);
        c11.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c20.mul(scale).intoArray(c, c0);
        c21.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c30.mul(scale).intoArray(c, c0);
        c31.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c40.mul(scale).intoArray(c, c0);
        c41.mul(scale).intoArray(c, c0 + last);
    }

    /**
     * The same where A and B are packed, aStep = 5 and bStep = 2 L: as the steps are constants, C2 of JDK 25 takes the range checks out of the
     * loop, and 24 instructions of 33 are left.
     */
    static void packed5(Block p) {
        double[] s = p.s;
        int s0 = p.s0, sRow = p.sRow, sLast = p.sLast;
        DoubleVector c00 = fromArray(DOUBLES, s, s0), c01 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c10 = fromArray(DOUBLES, s, s0), c11 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c20 = fromArray(DOUBLES, s, s0), c21 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c30 = fromArray(DOUBLES, s, s0), c31 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c40 = fromArray(DOUBLES, s, s0), c41 = fromArray(DOUBLES, s, s0 + sLast);
        double[] a = p.a, b = p.b;
        int aFrom = p.a0, bFrom = p.b0, inner = p.inner;
        for (int k = 0; k < inner; k++) {
            int a0 = aFrom + k * 5, b0 = bFrom + k * (2 * L);
            DoubleVector bx = fromArray(DOUBLES, b, b0), by = fromArray(DOUBLES, b, b0 + L);
            DoubleVector ai = broadcast(DOUBLES, a[a0]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            ai = broadcast(DOUBLES, a[a0 + 1]);
            c10 = ai.fma(bx, c10);
            c11 = ai.fma(by, c11);
            ai = broadcast(DOUBLES, a[a0 + 2]);
            c20 = ai.fma(bx, c20);
            c21 = ai.fma(by, c21);
            ai = broadcast(DOUBLES, a[a0 + 3]);
            c30 = ai.fma(bx, c30);
            c31 = ai.fma(by, c31);
            ai = broadcast(DOUBLES, a[a0 + 4]);
            c40 = ai.fma(bx, c40);
            c41 = ai.fma(by, c41);
        }
        double[] c = p.c;
        int c0 = p.c0, cRow = p.cRow, last = p.last;
        DoubleVector scale = broadcast(DOUBLES, p.scale);
        c00.mul(scale).intoArray(c, c0);
        c01.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c10.mul(scale).intoArray(c, c0);
        c11.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c20.mul(scale).intoArray(c, c0);
        c21.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c30.mul(scale).intoArray(c, c0);
        c31.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c40.mul(scale).intoArray(c, c0);
        c41.mul(scale).intoArray(c, c0 + last);
    }

    /** Five rows of A that lie one after the other: element (i, k) at {@code a[a0 + i * aRow + k]}. */
    static void rows5(Block p) {
        double[] s = p.s;
        int s0 = p.s0, sRow = p.sRow, sLast = p.sLast;
        DoubleVector c00 = fromArray(DOUBLES, s, s0), c01 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c10 = fromArray(DOUBLES, s, s0), c11 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c20 = fromArray(DOUBLES, s, s0), c21 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c30 = fromArray(DOUBLES, s, s0), c31 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c40 = fromArray(DOUBLES, s, s0), c41 = fromArray(DOUBLES, s, s0 + sLast);
        double[] a = p.a, b = p.b;
        int a0 = p.a0, end = a0 + p.inner, aRow = p.aRow, twoRows = 2 * aRow, threeRows = 3 * aRow, fourRows = 4 * aRow;
        int b0 = p.b0, bStep = p.bStep;
        for (; a0 != end; a0++, b0 += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, b0), by = fromArray(DOUBLES, b, b0 + L);
            DoubleVector ai = broadcast(DOUBLES, a[a0]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            ai = broadcast(DOUBLES, a[a0 + aRow]);
            c10 = ai.fma(bx, c10);
            c11 = ai.fma(by, c11);
            ai = broadcast(DOUBLES, a[a0 + twoRows]);
            c20 = ai.fma(bx, c20);
            c21 = ai.fma(by, c21);
            ai = broadcast(DOUBLES, a[a0 + threeRows]);
            c30 = ai.fma(bx, c30);
            c31 = ai.fma(by, c31);
            ai = broadcast(DOUBLES, a[a0 + fourRows]);
            c40 = ai.fma(bx, c40);
            c41 = ai.fma(by, c41);
        }
        double[] c = p.c;
        int c0 = p.c0, cRow = p.cRow, last = p.last;
        DoubleVector scale = broadcast(DOUBLES, p.scale);
        c00.mul(scale).intoArray(c, c0);
        c01.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c10.mul(scale).intoArray(c, c0);
        c11.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c20.mul(scale).intoArray(c, c0);
        c21.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c30.mul(scale).intoArray(c, c0);
        c31.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c40.mul(scale).intoArray(c, c0);
        c41.mul(scale).intoArray(c, c0 + last);
    }
}
