package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/**
 * The register tile for 32 registers, twelve rows high and two vectors wide: C ← S + A B with A and B packed, element (i, k) at {@code a[a0 + 12 k + i]},
 * element (k, j) at {@code b[b0 + 2 L k + j]}. So tall that B may come from the second-level cache: in each step two vectors of it serve 24
 * multiply-adds. The steps are constants, so that C2 takes the range checks out of the loop. See {@link SimdStrip}.
 */
final class SimdStrip12 {
    private static final int L = DOUBLES.length();

    private SimdStrip12() {}

    static void packed(Block p) {
        double[] s = p.s;
        int s0 = p.s0, sRow = p.sRow, sLast = p.sLast;
        DoubleVector c0x = fromArray(DOUBLES, s, s0), c0y = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c1x = fromArray(DOUBLES, s, s0), c1y = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c2x = fromArray(DOUBLES, s, s0), c2y = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c3x = fromArray(DOUBLES, s, s0), c3y = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c4x = fromArray(DOUBLES, s, s0), c4y = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c5x = fromArray(DOUBLES, s, s0), c5y = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c6x = fromArray(DOUBLES, s, s0), c6y = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c7x = fromArray(DOUBLES, s, s0), c7y = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c8x = fromArray(DOUBLES, s, s0), c8y = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c9x = fromArray(DOUBLES, s, s0), c9y = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c10x = fromArray(DOUBLES, s, s0), c10y = fromArray(DOUBLES, s, s0 + sLast);
        s0 += sRow;
        DoubleVector c11x = fromArray(DOUBLES, s, s0), c11y = fromArray(DOUBLES, s, s0 + sLast);
        double[] a = p.a, b = p.b;
        int aFrom = p.a0, bFrom = p.b0, inner = p.inner;
        for (int k = 0; k < inner; k++) {
            int a0 = aFrom + k * 12, b0 = bFrom + k * (2 * L);
            DoubleVector bx = fromArray(DOUBLES, b, b0), by = fromArray(DOUBLES, b, b0 + L);
            DoubleVector ai = broadcast(DOUBLES, a[a0]);
            c0x = ai.fma(bx, c0x);
            c0y = ai.fma(by, c0y);
            ai = broadcast(DOUBLES, a[a0 + 1]);
            c1x = ai.fma(bx, c1x);
            c1y = ai.fma(by, c1y);
            ai = broadcast(DOUBLES, a[a0 + 2]);
            c2x = ai.fma(bx, c2x);
            c2y = ai.fma(by, c2y);
            ai = broadcast(DOUBLES, a[a0 + 3]);
            c3x = ai.fma(bx, c3x);
            c3y = ai.fma(by, c3y);
            ai = broadcast(DOUBLES, a[a0 + 4]);
            c4x = ai.fma(bx, c4x);
            c4y = ai.fma(by, c4y);
            ai = broadcast(DOUBLES, a[a0 + 5]);
            c5x = ai.fma(bx, c5x);
            c5y = ai.fma(by, c5y);
            ai = broadcast(DOUBLES, a[a0 + 6]);
            c6x = ai.fma(bx, c6x);
            c6y = ai.fma(by, c6y);
            ai = broadcast(DOUBLES, a[a0 + 7]);
            c7x = ai.fma(bx, c7x);
            c7y = ai.fma(by, c7y);
            ai = broadcast(DOUBLES, a[a0 + 8]);
            c8x = ai.fma(bx, c8x);
            c8y = ai.fma(by, c8y);
            ai = broadcast(DOUBLES, a[a0 + 9]);
            c9x = ai.fma(bx, c9x);
            c9y = ai.fma(by, c9y);
            ai = broadcast(DOUBLES, a[a0 + 10]);
            c10x = ai.fma(bx, c10x);
            c10y = ai.fma(by, c10y);
            ai = broadcast(DOUBLES, a[a0 + 11]);
            c11x = ai.fma(bx, c11x);
            c11y = ai.fma(by, c11y);
        }
        double[] c = p.c;
        int c0 = p.c0, cRow = p.cRow, last = p.last;
        DoubleVector scale = broadcast(DOUBLES, p.scale);
        c0x.mul(scale).intoArray(c, c0);
        c0y.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c1x.mul(scale).intoArray(c, c0);
        c1y.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c2x.mul(scale).intoArray(c, c0);
        c2y.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c3x.mul(scale).intoArray(c, c0);
        c3y.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c4x.mul(scale).intoArray(c, c0);
        c4y.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c5x.mul(scale).intoArray(c, c0);
        c5y.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c6x.mul(scale).intoArray(c, c0);
        c6y.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c7x.mul(scale).intoArray(c, c0);
        c7y.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c8x.mul(scale).intoArray(c, c0);
        c8y.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c9x.mul(scale).intoArray(c, c0);
        c9y.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c10x.mul(scale).intoArray(c, c0);
        c10y.mul(scale).intoArray(c, c0 + last);
        c0 += cRow;
        c11x.mul(scale).intoArray(c, c0);
        c11y.mul(scale).intoArray(c, c0 + last);
    }
}
