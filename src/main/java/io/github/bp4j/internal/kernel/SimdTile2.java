package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/** Register tiles two vectors wide: all that 16 vector registers hold; and narrow products. See {@link SimdTile4}. */
final class SimdTile2 {
    private static final int L = DOUBLES.length();

    private SimdTile2() {}

    /** The tile of so many rows. */
    static void run(Block p, int rows, int a0, int b0, int c0, int s0, int last) {
        switch (rows) {
            case 6 -> rows6(p, a0, b0, c0, s0, last);
            case 4 -> rows4(p, a0, b0, c0, s0, last);
            case 2 -> rows2(p, a0, b0, c0, s0, last);
            default -> rows1(p, a0, b0, c0, s0, last);
        }
    }

    static void rows6(Block p, int a0, int b0, int c0, int s0, int last) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, bLast = p.bLast, inner = p.inner;
        int c1 = c0 + p.cRow;
        int c2 = c1 + p.cRow;
        int c3 = c2 + p.cRow;
        int c4 = c3 + p.cRow;
        int c5 = c4 + p.cRow;
        DoubleVector c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51;
        if (p.first) {
            c00 = c01 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0]);
            c10 = c11 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 1]);
            c20 = c21 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 2]);
            c30 = c31 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 3]);
            c40 = c41 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 4]);
            c50 = c51 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 5]);
        } else {
            c00 = fromArray(DOUBLES, c, c0);
            c01 = fromArray(DOUBLES, c, c0 + last);
            c10 = fromArray(DOUBLES, c, c1);
            c11 = fromArray(DOUBLES, c, c1 + last);
            c20 = fromArray(DOUBLES, c, c2);
            c21 = fromArray(DOUBLES, c, c2 + last);
            c30 = fromArray(DOUBLES, c, c3);
            c31 = fromArray(DOUBLES, c, c3 + last);
            c40 = fromArray(DOUBLES, c, c4);
            c41 = fromArray(DOUBLES, c, c4 + last);
            c50 = fromArray(DOUBLES, c, c5);
            c51 = fromArray(DOUBLES, c, c5 + last);
        }
        for (int k = 0, ka = a0, kb = b0; k < inner; k++, ka += aStep, kb += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, kb), by = fromArray(DOUBLES, b, kb + bLast);
            DoubleVector ai = broadcast(DOUBLES, a[ka]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            ai = broadcast(DOUBLES, a[ka + aRow]);
            c10 = ai.fma(bx, c10);
            c11 = ai.fma(by, c11);
            ai = broadcast(DOUBLES, a[ka + 2 * aRow]);
            c20 = ai.fma(bx, c20);
            c21 = ai.fma(by, c21);
            ai = broadcast(DOUBLES, a[ka + 3 * aRow]);
            c30 = ai.fma(bx, c30);
            c31 = ai.fma(by, c31);
            ai = broadcast(DOUBLES, a[ka + 4 * aRow]);
            c40 = ai.fma(bx, c40);
            c41 = ai.fma(by, c41);
            ai = broadcast(DOUBLES, a[ka + 5 * aRow]);
            c50 = ai.fma(bx, c50);
            c51 = ai.fma(by, c51);
        }
        if (p.scale != 1) {
            DoubleVector scale = broadcast(DOUBLES, p.scale);
            c00 = c00.mul(scale);
            c01 = c01.mul(scale);
            c10 = c10.mul(scale);
            c11 = c11.mul(scale);
            c20 = c20.mul(scale);
            c21 = c21.mul(scale);
            c30 = c30.mul(scale);
            c31 = c31.mul(scale);
            c40 = c40.mul(scale);
            c41 = c41.mul(scale);
            c50 = c50.mul(scale);
            c51 = c51.mul(scale);
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + last);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + last);
        c20.intoArray(c, c2);
        c21.intoArray(c, c2 + last);
        c30.intoArray(c, c3);
        c31.intoArray(c, c3 + last);
        c40.intoArray(c, c4);
        c41.intoArray(c, c4 + last);
        c50.intoArray(c, c5);
        c51.intoArray(c, c5 + last);
    }

    static void rows4(Block p, int a0, int b0, int c0, int s0, int last) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, bLast = p.bLast, inner = p.inner;
        int c1 = c0 + p.cRow;
        int c2 = c1 + p.cRow;
        int c3 = c2 + p.cRow;
        DoubleVector c00, c01, c10, c11, c20, c21, c30, c31;
        if (p.first) {
            c00 = c01 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0]);
            c10 = c11 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 1]);
            c20 = c21 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 2]);
            c30 = c31 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 3]);
        } else {
            c00 = fromArray(DOUBLES, c, c0);
            c01 = fromArray(DOUBLES, c, c0 + last);
            c10 = fromArray(DOUBLES, c, c1);
            c11 = fromArray(DOUBLES, c, c1 + last);
            c20 = fromArray(DOUBLES, c, c2);
            c21 = fromArray(DOUBLES, c, c2 + last);
            c30 = fromArray(DOUBLES, c, c3);
            c31 = fromArray(DOUBLES, c, c3 + last);
        }
        for (int k = 0, ka = a0, kb = b0; k < inner; k++, ka += aStep, kb += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, kb), by = fromArray(DOUBLES, b, kb + bLast);
            DoubleVector ai = broadcast(DOUBLES, a[ka]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            ai = broadcast(DOUBLES, a[ka + aRow]);
            c10 = ai.fma(bx, c10);
            c11 = ai.fma(by, c11);
            ai = broadcast(DOUBLES, a[ka + 2 * aRow]);
            c20 = ai.fma(bx, c20);
            c21 = ai.fma(by, c21);
            ai = broadcast(DOUBLES, a[ka + 3 * aRow]);
            c30 = ai.fma(bx, c30);
            c31 = ai.fma(by, c31);
        }
        if (p.scale != 1) {
            DoubleVector scale = broadcast(DOUBLES, p.scale);
            c00 = c00.mul(scale);
            c01 = c01.mul(scale);
            c10 = c10.mul(scale);
            c11 = c11.mul(scale);
            c20 = c20.mul(scale);
            c21 = c21.mul(scale);
            c30 = c30.mul(scale);
            c31 = c31.mul(scale);
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + last);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + last);
        c20.intoArray(c, c2);
        c21.intoArray(c, c2 + last);
        c30.intoArray(c, c3);
        c31.intoArray(c, c3 + last);
    }

    static void rows2(Block p, int a0, int b0, int c0, int s0, int last) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, bLast = p.bLast, inner = p.inner;
        int c1 = c0 + p.cRow;
        DoubleVector c00, c01, c10, c11;
        if (p.first) {
            c00 = c01 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0]);
            c10 = c11 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 1]);
        } else {
            c00 = fromArray(DOUBLES, c, c0);
            c01 = fromArray(DOUBLES, c, c0 + last);
            c10 = fromArray(DOUBLES, c, c1);
            c11 = fromArray(DOUBLES, c, c1 + last);
        }
        for (int k = 0, ka = a0, kb = b0; k < inner; k++, ka += aStep, kb += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, kb), by = fromArray(DOUBLES, b, kb + bLast);
            DoubleVector ai = broadcast(DOUBLES, a[ka]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
            ai = broadcast(DOUBLES, a[ka + aRow]);
            c10 = ai.fma(bx, c10);
            c11 = ai.fma(by, c11);
        }
        if (p.scale != 1) {
            DoubleVector scale = broadcast(DOUBLES, p.scale);
            c00 = c00.mul(scale);
            c01 = c01.mul(scale);
            c10 = c10.mul(scale);
            c11 = c11.mul(scale);
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + last);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + last);
    }

    static void rows1(Block p, int a0, int b0, int c0, int s0, int last) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, bLast = p.bLast, inner = p.inner;
        DoubleVector c00, c01;
        if (p.first) {
            c00 = c01 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0]);
        } else {
            c00 = fromArray(DOUBLES, c, c0);
            c01 = fromArray(DOUBLES, c, c0 + last);
        }
        for (int k = 0, ka = a0, kb = b0; k < inner; k++, ka += aStep, kb += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, kb), by = fromArray(DOUBLES, b, kb + bLast);
            DoubleVector ai = broadcast(DOUBLES, a[ka]);
            c00 = ai.fma(bx, c00);
            c01 = ai.fma(by, c01);
        }
        if (p.scale != 1) {
            DoubleVector scale = broadcast(DOUBLES, p.scale);
            c00 = c00.mul(scale);
            c01 = c01.mul(scale);
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + last);
    }
}
