package io.github.bp4j;

import java.util.Arrays;

/**
 * The initializers, each a loop over the elements of M in their order. They are records and no lambdas, and write to the
 * array directly: a program's first network is initialised by the interpreter.
 */
final class Initializers {
    private Initializers() {}

    /** Normal with variance gain/n, n the fan-in or the sum of both fans. */
    record Normal(double gain, boolean bothFans) implements Initializer {
        @Override
        public void initialize(Matrix M, int fanIn, int fanOut, SplitMix64 random) {
            double deviation = Math.sqrt(gain / fans(fanIn, fanOut, bothFans));
            int to = M.offset + M.size();
            for (int i = M.offset; i < to; i++) {
                M.data[i] = deviation * random.nextGaussian();
            }
        }
    }

    /** Uniform in ±√(3 gain/n), n as above: variance gain/n. */
    record Uniform(double gain, boolean bothFans) implements Initializer {
        @Override
        public void initialize(Matrix M, int fanIn, int fanOut, SplitMix64 random) {
            double bound = Math.sqrt(3 * gain / fans(fanIn, fanOut, bothFans));
            int to = M.offset + M.size();
            for (int i = M.offset; i < to; i++) {
                M.data[i] = bound * (2 * random.nextDouble() - 1);
            }
        }
    }

    /** All the same value. */
    record Constant(double value) implements Initializer {
        @Override
        public void initialize(Matrix M, int fanIn, int fanOut, SplitMix64 random) {
            Arrays.fill(M.data, M.offset, M.offset + M.size(), value);
        }
    }

    private static double fans(int fanIn, int fanOut, boolean both) {
        return both ? (double) fanIn + fanOut : fanIn;
    }
}
