package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/**
 * Register tiles four vectors wide, for processors with 32 vector registers, that read A and B where they lie.
 *
 * <p>A tile is a small block of C, here 4 × 4 vectors, that stays in registers while k runs: for each k it loads the
 * four vectors of row k of B, spreads one element a_ik of each of its rows over all lanes, and adds a_ik b_kj to
 * every c_ij. Eight loads serve 16 fused multiply-adds, so that the multipliers, not the loads, set the pace. Each lane of
 * an accumulator is one c_ij and sees k = 0, 1, 2, … in order: canonical arithmetic, whatever the width. {@link SimdTile6x4} has
 * most of the work; these are for what it leaves over, and for any strides.
 *
 * <p>The last vector begins at column {@code last} of the tile, so that a tile need not be a whole number of vectors
 * wide: two vectors may overlap, and then both compute the same bits twice. A tile reads all of its C before it writes
 * any.
 *
 * <p>Every vector comes from and goes to methods of the Vector API alone, which C2 always inlines; one call of ours left
 * standing would make objects of all vectors. Zeros too are broadcast, as a constant vector is an object.
 */
final class SimdTile4 {
    private static final int L = DOUBLES.length();

    private SimdTile4() {}

    /** The tile of so many rows. */
    static void run(Block p, int rows, int a0, int b0, int c0, int s0, int last) {
        switch (rows) {
            case 4 -> rows4(p, a0, b0, c0, s0, last);
            case 2 -> rows2(p, a0, b0, c0, s0, last);
            default -> rows1(p, a0, b0, c0, s0, last);
        }
    }

    static void rows4(Block p, int a0, int b0, int c0, int s0, int last) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, bLast = p.bLast, inner = p.inner;
        int c1 = c0 + p.cRow;
        int c2 = c1 + p.cRow;
        int c3 = c2 + p.cRow;
        DoubleVector c00, c01, c02, c03, c10, c11, c12, c13, c20, c21, c22, c23, c30, c31, c32, c33;
        if (p.first) {
            c00 = c01 = c02 = c03 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0]);
            c10 = c11 = c12 = c13 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 1]);
            c20 = c21 = c22 = c23 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 2]);
            c30 = c31 = c32 = c33 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 3]);
        } else {
            c00 = fromArray(DOUBLES, c, c0);
            c01 = fromArray(DOUBLES, c, c0 + L);
            c02 = fromArray(DOUBLES, c, c0 + 2 * L);
            c03 = fromArray(DOUBLES, c, c0 + last);
            c10 = fromArray(DOUBLES, c, c1);
            c11 = fromArray(DOUBLES, c, c1 + L);
            c12 = fromArray(DOUBLES, c, c1 + 2 * L);
            c13 = fromArray(DOUBLES, c, c1 + last);
            c20 = fromArray(DOUBLES, c, c2);
            c21 = fromArray(DOUBLES, c, c2 + L);
            c22 = fromArray(DOUBLES, c, c2 + 2 * L);
            c23 = fromArray(DOUBLES, c, c2 + last);
            c30 = fromArray(DOUBLES, c, c3);
            c31 = fromArray(DOUBLES, c, c3 + L);
            c32 = fromArray(DOUBLES, c, c3 + 2 * L);
            c33 = fromArray(DOUBLES, c, c3 + last);
        }
        for (int k = 0, ka = a0, kb = b0; k < inner; k++, ka += aStep, kb += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, kb),
                    by = fromArray(DOUBLES, b, kb + L),
                    bz = fromArray(DOUBLES, b, kb + 2 * L),
                    bw = fromArray(DOUBLES, b, kb + bLast);
            DoubleVector ai = broadcast(DOUBLES, a[ka]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            c02 = ai.fma(bz, c02);
            c03 = ai.fma(bw, c03);
            ai = broadcast(DOUBLES, a[ka + aRow]);
            c10 = ai.fma(bx, c10);
            c11 = ai.fma(by, c11);
            c12 = ai.fma(bz, c12);
            c13 = ai.fma(bw, c13);
            ai = broadcast(DOUBLES, a[ka + 2 * aRow]);
            c20 = ai.fma(bx, c20);
            c21 = ai.fma(by, c21);
            c22 = ai.fma(bz, c22);
            c23 = ai.fma(bw, c23);
            ai = broadcast(DOUBLES, a[ka + 3 * aRow]);
            c30 = ai.fma(bx, c30);
            c31 = ai.fma(by, c31);
            c32 = ai.fma(bz, c32);
            c33 = ai.fma(bw, c33);
        }
        if (p.scale != 1) {
            DoubleVector scale = broadcast(DOUBLES, p.scale);
            c00 = c00.mul(scale);
            c01 = c01.mul(scale);
            c02 = c02.mul(scale);
            c03 = c03.mul(scale);
            c10 = c10.mul(scale);
            c11 = c11.mul(scale);
            c12 = c12.mul(scale);
            c13 = c13.mul(scale);
            c20 = c20.mul(scale);
            c21 = c21.mul(scale);
            c22 = c22.mul(scale);
            c23 = c23.mul(scale);
            c30 = c30.mul(scale);
            c31 = c31.mul(scale);
            c32 = c32.mul(scale);
            c33 = c33.mul(scale);
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c02.intoArray(c, c0 + 2 * L);
        c03.intoArray(c, c0 + last);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + L);
        c12.intoArray(c, c1 + 2 * L);
        c13.intoArray(c, c1 + last);
        c20.intoArray(c, c2);
        c21.intoArray(c, c2 + L);
        c22.intoArray(c, c2 + 2 * L);
        c23.intoArray(c, c2 + last);
        c30.intoArray(c, c3);
        c31.intoArray(c, c3 + L);
        c32.intoArray(c, c3 + 2 * L);
        c33.intoArray(c, c3 + last);
    }

    static void rows2(Block p, int a0, int b0, int c0, int s0, int last) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, bLast = p.bLast, inner = p.inner;
        int c1 = c0 + p.cRow;
        DoubleVector c00, c01, c02, c03, c10, c11, c12, c13;
        if (p.first) {
            c00 = c01 = c02 = c03 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0]);
            c10 = c11 = c12 = c13 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 1]);
        } else {
            c00 = fromArray(DOUBLES, c, c0);
            c01 = fromArray(DOUBLES, c, c0 + L);
            c02 = fromArray(DOUBLES, c, c0 + 2 * L);
            c03 = fromArray(DOUBLES, c, c0 + last);
            c10 = fromArray(DOUBLES, c, c1);
            c11 = fromArray(DOUBLES, c, c1 + L);
            c12 = fromArray(DOUBLES, c, c1 + 2 * L);
            c13 = fromArray(DOUBLES, c, c1 + last);
        }
        for (int k = 0, ka = a0, kb = b0; k < inner; k++, ka += aStep, kb += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, kb),
                    by = fromArray(DOUBLES, b, kb + L),
                    bz = fromArray(DOUBLES, b, kb + 2 * L),
                    bw = fromArray(DOUBLES, b, kb + bLast);
            DoubleVector ai = broadcast(DOUBLES, a[ka]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            c02 = ai.fma(bz, c02);
            c03 = ai.fma(bw, c03);
            ai = broadcast(DOUBLES, a[ka + aRow]);
            c10 = ai.fma(bx, c10);
            c11 = ai.fma(by, c11);
            c12 = ai.fma(bz, c12);
            c13 = ai.fma(bw, c13);
        }
        if (p.scale != 1) {
            DoubleVector scale = broadcast(DOUBLES, p.scale);
            c00 = c00.mul(scale);
            c01 = c01.mul(scale);
            c02 = c02.mul(scale);
            c03 = c03.mul(scale);
            c10 = c10.mul(scale);
            c11 = c11.mul(scale);
            c12 = c12.mul(scale);
            c13 = c13.mul(scale);
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c02.intoArray(c, c0 + 2 * L);
        c03.intoArray(c, c0 + last);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + L);
        c12.intoArray(c, c1 + 2 * L);
        c13.intoArray(c, c1 + last);
    }

    static void rows1(Block p, int a0, int b0, int c0, int s0, int last) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, bLast = p.bLast, inner = p.inner;
        DoubleVector c00, c01, c02, c03;
        if (p.first) {
            c00 = c01 = c02 = c03 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0]);
        } else {
            c00 = fromArray(DOUBLES, c, c0);
            c01 = fromArray(DOUBLES, c, c0 + L);
            c02 = fromArray(DOUBLES, c, c0 + 2 * L);
            c03 = fromArray(DOUBLES, c, c0 + last);
        }
        for (int k = 0, ka = a0, kb = b0; k < inner; k++, ka += aStep, kb += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, kb),
                    by = fromArray(DOUBLES, b, kb + L),
                    bz = fromArray(DOUBLES, b, kb + 2 * L),
                    bw = fromArray(DOUBLES, b, kb + bLast);
            DoubleVector ai = broadcast(DOUBLES, a[ka]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            c02 = ai.fma(bz, c02);
            c03 = ai.fma(bw, c03);
        }
        if (p.scale != 1) {
            DoubleVector scale = broadcast(DOUBLES, p.scale);
            c00 = c00.mul(scale);
            c01 = c01.mul(scale);
            c02 = c02.mul(scale);
            c03 = c03.mul(scale);
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c02.intoArray(c, c0 + 2 * L);
        c03.intoArray(c, c0 + last);
    }
}
