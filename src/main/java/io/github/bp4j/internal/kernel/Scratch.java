package io.github.bp4j.internal.kernel;

/** The packing buffers of one thread of one {@link Compute}: grown when needed, then kept. */
public final class Scratch {
    private double[] left = {};
    private double[] right = {};

    double[] left(int length) {
        return left.length >= length ? left : (left = new double[length]);
    }

    double[] right(int length) {
        return right.length >= length ? right : (right = new double[length]);
    }
}
