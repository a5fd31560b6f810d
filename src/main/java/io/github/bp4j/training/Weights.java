package io.github.bp4j.training;

import io.github.bp4j.data.Dataset;

/** What sums of weights are counted in, so that they neither overflow nor vanish. */
final class Weights {
    private static final int ORDINARY = 500; // exponents up to this need nothing
    private static final int LARGEST = 1000;

    private Weights() {}

    /** A power of two for the weights to be multiplied by, 1 where they are of ordinary magnitude. */
    static double unit(Dataset data) {
        double largest = 0;
        for (int e = 0; e < data.size(); e++) {
            largest = Math.max(largest, data.weight(e));
        }
        int exponent = Math.getExponent(largest);
        return Math.abs(exponent) <= ORDINARY ? 1 : Math.scalb(1.0, Math.max(-LARGEST, Math.min(LARGEST, -exponent)));
    }
}
