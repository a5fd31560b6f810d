package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/**
 * Register tiles three vectors wide, for 16 registers: C ← S + A B where the elements of a row of A lie one after the other. See {@link Block}.
 */
final class SimdTile3 {
    private static final int L = DOUBLES.length();

    private SimdTile3() {}

    /**
     * Tiles of three rows, one below the other; returns how many rows are left. The loop over tiles is in here, as with few steps of k a call for
     * each would cost a tenth; taller tiles ({@link SimdStrip}) would lose registers to it.
     */
    static int rows3(Block p, int rows) {
        double[] s = p.s, a = p.a, b = p.b, c = p.c;
        int sRow = p.sRow, sMiddle = p.sMiddle, sLast = p.sLast, cRow = p.cRow, last = p.last;
        int aRow = p.aRow, twoRows = 2 * aRow, inner = p.inner, b0 = p.b0, bStep = p.bStep;
        int s0 = p.s0, a0 = p.a0, c0 = p.c0;
        double scaling = p.scale;
        for (; rows >= 3; rows -= 3) {
            DoubleVector c00 = fromArray(DOUBLES, s, s0),
                    c01 = fromArray(DOUBLES, s, s0 + sMiddle),
                    c02 = fromArray(DOUBLES, s, s0 + sLast);
            s0 += sRow;
            DoubleVector c10 = fromArray(DOUBLES, s, s0),
                    c11 = fromArray(DOUBLES, s, s0 + sMiddle),
                    c12 = fromArray(DOUBLES, s, s0 + sLast);
            s0 += sRow;
            DoubleVector c20 = fromArray(DOUBLES, s, s0),
                    c21 = fromArray(DOUBLES, s, s0 + sMiddle),
                    c22 = fromArray(DOUBLES, s, s0 + sLast);
            s0 += sRow;
            for (int ka = a0, kb = b0, end = a0 + inner; ka != end; ka++, kb += bStep) {
                DoubleVector bx = fromArray(DOUBLES, b, kb),
                        by = fromArray(DOUBLES, b, kb + L),
                        bz = fromArray(DOUBLES, b, kb + 2 * L);
                DoubleVector ai = broadcast(DOUBLES, a[ka]);
                c00 = ai.fma(bx, c00);
                c01 = ai.fma(by, c01);
                c02 = ai.fma(bz, c02);
                ai = broadcast(DOUBLES, a[ka + aRow]);
                c10 = ai.fma(bx, c10);
                c11 = ai.fma(by, c11);
                c12 = ai.fma(bz, c12);
                ai = broadcast(DOUBLES, a[ka + twoRows]);
                c20 = ai.fma(bx, c20);
                c21 = ai.fma(by, c21);
                c22 = ai.fma(bz, c22);
            }
            a0 += 3 * aRow;
            DoubleVector scale = broadcast(DOUBLES, scaling);
            c00.mul(scale).intoArray(c, c0);
            c01.mul(scale).intoArray(c, c0 + L);
            c02.mul(scale).intoArray(c, c0 + last);
            c0 += cRow;
            c10.mul(scale).intoArray(c, c0);
            c11.mul(scale).intoArray(c, c0 + L);
            c12.mul(scale).intoArray(c, c0 + last);
            c0 += cRow;
            c20.mul(scale).intoArray(c, c0);
            c21.mul(scale).intoArray(c, c0 + L);
            c22.mul(scale).intoArray(c, c0 + last);
            c0 += cRow;
        }
        p.s0 = s0;
        p.a0 = a0;
        p.c0 = c0;
        return rows;
    }

    static void rows2(Block p) {
        double[] s = p.s;
        int s0 = p.s0, sRow = p.sRow, sMiddle = p.sMiddle, sLast = p.sLast;
        DoubleVector c00 = fromArray(DOUBLES, s, s0),
                c01 = fromArray(DOUBLES, s, s0 + sMiddle),
                c02 = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c10 = fromArray(DOUBLES, s, s0),
                c11 = fromArray(DOUBLES, s, s0 + sMiddle),
                c12 = fromArray(DOUBLES, s, s0 + sLast);
        double[] a = p.a, b = p.b;
        int a0 = p.a0, end = a0 + p.inner, aRow = p.aRow;
        int b0 = p.b0, bStep = p.bStep;
        for (; a0 != end; a0++, b0 += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, b0),
                    by = fromArray(DOUBLES, b, b0 + L),
                    bz = fromArray(DOUBLES, b, b0 + 2 * L);
            DoubleVector ai = broadcast(DOUBLES, a[a0]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            c02 = ai.fma(bz, c02);
            ai = broadcast(DOUBLES, a[a0 + aRow]);
            c10 = ai.fma(bx, c10);
            c11 = ai.fma(by, c11);
            c12 = ai.fma(bz, c12);
        }
        double[] c = p.c;
        int c0 = p.c0, cRow = p.cRow, last = p.last;
        DoubleVector scale = broadcast(DOUBLES, p.scale);
        c00.mul(scale).intoArray(c, c0);
        c01.mul(scale).intoArray(c, c0 + L);
        c02.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c10.mul(scale).intoArray(c, c0);
        c11.mul(scale).intoArray(c, c0 + L);
        c12.mul(scale).intoArray(c, c0 + last);
    }

    static void rows1(Block p) {
        double[] s = p.s;
        int s0 = p.s0, sRow = p.sRow, sMiddle = p.sMiddle, sLast = p.sLast;
        DoubleVector c00 = fromArray(DOUBLES, s, s0),
                c01 = fromArray(DOUBLES, s, s0 + sMiddle),
                c02 = fromArray(DOUBLES, s, s0 + sLast);
        double[] a = p.a, b = p.b;
        int a0 = p.a0, end = a0 + p.inner;
        int b0 = p.b0, bStep = p.bStep;
        for (; a0 != end; a0++, b0 += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, b0),
                    by = fromArray(DOUBLES, b, b0 + L),
                    bz = fromArray(DOUBLES, b, b0 + 2 * L);
            DoubleVector ai = broadcast(DOUBLES, a[a0]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            c02 = ai.fma(bz, c02);
        }
        double[] c = p.c;
        int c0 = p.c0, cRow = p.cRow, last = p.last;
        DoubleVector scale = broadcast(DOUBLES, p.scale);
        c00.mul(scale).intoArray(c, c0);
        c01.mul(scale).intoArray(c, c0 + L);
        c02.mul(scale).intoArray(c, c0 + last);
    }
}
