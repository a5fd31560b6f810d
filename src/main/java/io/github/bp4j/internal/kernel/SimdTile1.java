package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;

/** Register tiles one vector wide. See {@link SimdTile4}. */
final class SimdTile1 {
    private SimdTile1() {}

    /** The tile of so many rows. */
    static void run(Block p, int rows, int a0, int b0, int c0, int s0) {
        switch (rows) {
            case 8 -> rows8(p, a0, b0, c0, s0);
            case 4 -> rows4(p, a0, b0, c0, s0);
            case 2 -> rows2(p, a0, b0, c0, s0);
            default -> rows1(p, a0, b0, c0, s0);
        }
    }

    static void rows8(Block p, int a0, int b0, int c0, int s0) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, inner = p.inner;
        int c1 = c0 + p.cRow;
        int c2 = c1 + p.cRow;
        int c3 = c2 + p.cRow;
        int c4 = c3 + p.cRow;
        int c5 = c4 + p.cRow;
        int c6 = c5 + p.cRow;
        int c7 = c6 + p.cRow;
        DoubleVector c00, c10, c20, c30, c40, c50, c60, c70;
        if (p.first) {
            c00 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0]);
            c10 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 1]);
            c20 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 2]);
            c30 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 3]);
            c40 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 4]);
            c50 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 5]);
            c60 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 6]);
            c70 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 7]);
        } else {
            c00 = fromArray(DOUBLES, c, c0);
            c10 = fromArray(DOUBLES, c, c1);
            c20 = fromArray(DOUBLES, c, c2);
            c30 = fromArray(DOUBLES, c, c3);
            c40 = fromArray(DOUBLES, c, c4);
            c50 = fromArray(DOUBLES, c, c5);
            c60 = fromArray(DOUBLES, c, c6);
            c70 = fromArray(DOUBLES, c, c7);
        }
        for (int k = 0, ka = a0, kb = b0; k < inner; k++, ka += aStep, kb += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, kb);
            DoubleVector ai = broadcast(DOUBLES, a[ka]);
            c00 = ai.fma(bx, c00);
            ai = broadcast(DOUBLES, a[ka + aRow]);
            c10 = ai.fma(bx, c10);
            ai = broadcast(DOUBLES, a[ka + 2 * aRow]);
            c20 = ai.fma(bx, c20);
            ai = broadcast(DOUBLES, a[ka + 3 * aRow]);
            c30 = ai.fma(bx, c30);
            ai = broadcast(DOUBLES, a[ka + 4 * aRow]);
            c40 = ai.fma(bx, c40);
            ai = broadcast(DOUBLES, a[ka + 5 * aRow]);
            c50 = ai.fma(bx, c50);
            ai = broadcast(DOUBLES, a[ka + 6 * aRow]);
            c60 = ai.fma(bx, c60);
            ai = broadcast(DOUBLES, a[ka + 7 * aRow]);
            c70 = ai.fma(bx, c70);
        }
        if (p.scale != 1) {
            DoubleVector scale = broadcast(DOUBLES, p.scale);
            c00 = c00.mul(scale);
            c10 = c10.mul(scale);
            c20 = c20.mul(scale);
            c30 = c30.mul(scale);
            c40 = c40.mul(scale);
            c50 = c50.mul(scale);
            c60 = c60.mul(scale);
            c70 = c70.mul(scale);
        }
        c00.intoArray(c, c0);
        c10.intoArray(c, c1);
        c20.intoArray(c, c2);
        c30.intoArray(c, c3);
        c40.intoArray(c, c4);
        c50.intoArray(c, c5);
        c60.intoArray(c, c6);
        c70.intoArray(c, c7);
    }

    static void rows4(Block p, int a0, int b0, int c0, int s0) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, inner = p.inner;
        int c1 = c0 + p.cRow;
        int c2 = c1 + p.cRow;
        int c3 = c2 + p.cRow;
        DoubleVector c00, c10, c20, c30;
        if (p.first) {
            c00 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0]);
            c10 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 1]);
            c20 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 2]);
            c30 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 3]);
        } else {
            c00 = fromArray(DOUBLES, c, c0);
            c10 = fromArray(DOUBLES, c, c1);
            c20 = fromArray(DOUBLES, c, c2);
            c30 = fromArray(DOUBLES, c, c3);
        }
        for (int k = 0, ka = a0, kb = b0; k < inner; k++, ka += aStep, kb += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, kb);
            DoubleVector ai = broadcast(DOUBLES, a[ka]);
            c00 = ai.fma(bx, c00);
            ai = broadcast(DOUBLES, a[ka + aRow]);
            c10 = ai.fma(bx, c10);
            ai = broadcast(DOUBLES, a[ka + 2 * aRow]);
            c20 = ai.fma(bx, c20);
            ai = broadcast(DOUBLES, a[ka + 3 * aRow]);
            c30 = ai.fma(bx, c30);
        }
        if (p.scale != 1) {
            DoubleVector scale = broadcast(DOUBLES, p.scale);
            c00 = c00.mul(scale);
            c10 = c10.mul(scale);
            c20 = c20.mul(scale);
            c30 = c30.mul(scale);
        }
        c00.intoArray(c, c0);
        c10.intoArray(c, c1);
        c20.intoArray(c, c2);
        c30.intoArray(c, c3);
    }

    static void rows2(Block p, int a0, int b0, int c0, int s0) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, inner = p.inner;
        int c1 = c0 + p.cRow;
        DoubleVector c00, c10;
        if (p.first) {
            c00 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0]);
            c10 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0 + 1]);
        } else {
            c00 = fromArray(DOUBLES, c, c0);
            c10 = fromArray(DOUBLES, c, c1);
        }
        for (int k = 0, ka = a0, kb = b0; k < inner; k++, ka += aStep, kb += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, kb);
            DoubleVector ai = broadcast(DOUBLES, a[ka]);
            c00 = ai.fma(bx, c00);
            ai = broadcast(DOUBLES, a[ka + aRow]);
            c10 = ai.fma(bx, c10);
        }
        if (p.scale != 1) {
            DoubleVector scale = broadcast(DOUBLES, p.scale);
            c00 = c00.mul(scale);
            c10 = c10.mul(scale);
        }
        c00.intoArray(c, c0);
        c10.intoArray(c, c1);
    }

    static void rows1(Block p, int a0, int b0, int c0, int s0) {
        double[] a = p.a, b = p.b, c = p.c;
        int aRow = p.aRow, aStep = p.aStep, bStep = p.bStep, inner = p.inner;
        DoubleVector c00;
        if (p.first) {
            c00 = broadcast(DOUBLES, p.start == null ? 0 : p.start[s0]);
        } else {
            c00 = fromArray(DOUBLES, c, c0);
        }
        for (int k = 0, ka = a0, kb = b0; k < inner; k++, ka += aStep, kb += bStep) {
            DoubleVector bx = fromArray(DOUBLES, b, kb);
            DoubleVector ai = broadcast(DOUBLES, a[ka]);
            c00 = ai.fma(bx, c00);
        }
        if (p.scale != 1) {
            DoubleVector scale = broadcast(DOUBLES, p.scale);
            c00 = c00.mul(scale);
        }
        c00.intoArray(c, c0);
    }
}
