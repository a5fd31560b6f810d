package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/**
 * The heart of the product: register tiles four vectors wide, for processors with 32 vector registers.
 *
 * <p>A tile is a small block of C, here 6 × 4 vectors, that stays in registers while k runs: for each k it loads the
 * four vectors of row k of B, spreads one element a_ik of each of its rows over all lanes, and adds a_ik b_kj to
 * every c_ij. Ten loads serve 24 fused multiply-adds, so that the multipliers, not the loads, set the pace; 24
 * accumulators + 4 vectors of B + 1 of A fit into 32 registers. Each lane of an accumulator is one c_ij and sees k = 0,
 * 1, 2, … in order: canonical arithmetic, whatever the width.
 *
 * <p>The last vector begins at column {@code last} of the tile, so that a tile need not be a whole number of vectors
 * wide: two vectors may overlap, and then both compute the same bits twice. A tile reads all of its C before it writes
 * any.
 *
 * <p>Every vector comes from and goes to methods of the Vector API alone, which C2 always inlines; one call of ours left
 * standing would make objects of all vectors. Zeros too are broadcast, as a constant vector is an object. Strides are
 * variables on purpose. With constant strides C2 takes the loop for one that it may unroll, and then runs
 * out of registers on processors that have only 16.
 */
final class SimdTile4 {
    private static final int L = DOUBLES.length();

    private SimdTile4() {}

    /** The widest tile of at most so many rows. */
    static int run(Block p, int rows, int a0, int b0, int c0, int s0, int last) {
        if (rows >= 6) {
            rows6(p, a0, b0, c0, s0, last);
            return 6;
        }
        if (rows >= 4) {
            rows4(p, a0, b0, c0, s0, last);
            return 4;
        }
        if (rows >= 2) {
            rows2(p, a0, b0, c0, s0, last);
            return 2;
        }
        rows1(p, a0, b0, c0, s0, last);
        return 1;
    }

    static void rows6(Block p, int a0, int b0, int c0, int s0, int last) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, inner = p.inner;
        int c1 = c0 + p.cRow;
        int c2 = c1 + p.cRow;
        int c3 = c2 + p.cRow;
        int c4 = c3 + p.cRow;
        int c5 = c4 + p.cRow;
        DoubleVector c00,
                c01,
                c02,
                c03,
                c10,
                c11,
                c12,
                c13,
                c20,
                c21,
                c22,
                c23,
                c30,
                c31,
                c32,
                c33,
                c40,
                c41,
                c42,
                c43,
                c50,
                c51,
                c52,
                c53;
        if (p.first) {
            c00 = c01 = c02 = c03 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0]);
            c10 = c11 = c12 = c13 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 1]);
            c20 = c21 = c22 = c23 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 2]);
            c30 = c31 = c32 = c33 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 3]);
            c40 = c41 = c42 = c43 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 4]);
            c50 = c51 = c52 = c53 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 5]);
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
            c40 = fromArray(DOUBLES, c, c4);
            c41 = fromArray(DOUBLES, c, c4 + L);
            c42 = fromArray(DOUBLES, c, c4 + 2 * L);
            c43 = fromArray(DOUBLES, c, c4 + last);
            c50 = fromArray(DOUBLES, c, c5);
            c51 = fromArray(DOUBLES, c, c5 + L);
            c52 = fromArray(DOUBLES, c, c5 + 2 * L);
            c53 = fromArray(DOUBLES, c, c5 + last);
        }
        for (int k = 0, ka = a0, kb = b0; k < inner; k++, ka += aStep, kb += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, kb),
                    by = fromArray(DOUBLES, b, kb + L),
                    bz = fromArray(DOUBLES, b, kb + 2 * L),
                    bw = fromArray(DOUBLES, b, kb + last);
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
            ai = broadcast(DOUBLES, a[ka + 4 * aRow]);
            c40 = ai.fma(bx, c40);
            c41 = ai.fma(by, c41);
            c42 = ai.fma(bz, c42);
            c43 = ai.fma(bw, c43);
            ai = broadcast(DOUBLES, a[ka + 5 * aRow]);
            c50 = ai.fma(bx, c50);
            c51 = ai.fma(by, c51);
            c52 = ai.fma(bz, c52);
            c53 = ai.fma(bw, c53);
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
            c40 = c40.mul(scale);
            c41 = c41.mul(scale);
            c42 = c42.mul(scale);
            c43 = c43.mul(scale);
            c50 = c50.mul(scale);
            c51 = c51.mul(scale);
            c52 = c52.mul(scale);
            c53 = c53.mul(scale);
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
        c40.intoArray(c, c4);
        c41.intoArray(c, c4 + L);
        c42.intoArray(c, c4 + 2 * L);
        c43.intoArray(c, c4 + last);
        c50.intoArray(c, c5);
        c51.intoArray(c, c5 + L);
        c52.intoArray(c, c5 + 2 * L);
        c53.intoArray(c, c5 + last);
    }

    static void rows4(Block p, int a0, int b0, int c0, int s0, int last) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, inner = p.inner;
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
                    bw = fromArray(DOUBLES, b, kb + last);
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
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, inner = p.inner;
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
                    bw = fromArray(DOUBLES, b, kb + last);
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
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, inner = p.inner;
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
                    bw = fromArray(DOUBLES, b, kb + last);
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
