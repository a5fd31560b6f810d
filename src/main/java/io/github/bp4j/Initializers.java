package io.github.bp4j;

import io.github.bp4j.internal.check.Require;
import java.util.Arrays;
import java.util.Objects;

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
            require(M, fanIn, fanOut, random);
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
            require(M, fanIn, fanOut, random);
            double bound = Math.sqrt(3 * gain / fans(fanIn, fanOut, bothFans));
            int to = M.offset + M.size();
            for (int i = M.offset; i < to; i++) {
                M.data[i] = bound * (2 * random.nextDouble() - 1);
            }
        }
    }

    /** Normal with standard deviation σ. */
    record NormalOf(double deviation) implements Initializer {
        @Override
        public void initialize(Matrix M, int fanIn, int fanOut, SplitMix64 random) {
            require(M, fanIn, fanOut, random);
            int to = M.offset + M.size();
            for (int i = M.offset; i < to; i++) {
                M.data[i] = deviation * random.nextGaussian();
            }
        }
    }

    /** Normal with standard deviation σ, drawn again where it is beyond ±2σ. */
    record TruncatedNormal(double deviation) implements Initializer {
        @Override
        public void initialize(Matrix M, int fanIn, int fanOut, SplitMix64 random) {
            require(M, fanIn, fanOut, random);
            int to = M.offset + M.size();
            for (int i = M.offset; i < to; i++) {
                double x = random.nextGaussian();
                while (Math.abs(x) > 2) {
                    x = random.nextGaussian();
                }
                M.data[i] = deviation * x;
            }
        }
    }

    /** Uniform in [low, high). */
    record UniformOf(double low, double high) implements Initializer {
        @Override
        public void initialize(Matrix M, int fanIn, int fanOut, SplitMix64 random) {
            require(M, fanIn, fanOut, random);
            int to = M.offset + M.size();
            for (int i = M.offset; i < to; i++) {
                double u = random.nextDouble();
                M.data[i] = low * (1 - u) + high * u;
            }
        }
    }

    /** The gain times orthonormal rows, or columns, whichever are fewer. */
    record Orthogonal(double gain) implements Initializer {
        @Override
        public void initialize(Matrix M, int fanIn, int fanOut, SplitMix64 random) {
            require(M, fanIn, fanOut, random);
            int rows = M.rows();
            int columns = M.columns();
            int count = Math.min(rows, columns);
            int length = Math.max(rows, columns);
            double[][] vectors = new double[count][length];
            for (int k = 0; k < count; k++) {
                do {
                    for (int i = 0; i < length; i++) {
                        vectors[k][i] = random.nextGaussian();
                    }
                    makeOrthogonal(vectors, k);
                } while (!makeUnit(vectors[k]));
                makeOrthogonal(vectors, k);
                makeUnit(vectors[k]);
            }
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    M.data[M.offset + i * columns + j] = gain * (rows <= columns ? vectors[i][j] : vectors[j][i]);
                }
            }
        }

        /** Takes from vector k its parts along those before it. */
        private static void makeOrthogonal(double[][] vectors, int k) {
            double[] v = vectors[k];
            for (int other = 0; other < k; other++) {
                double[] u = vectors[other];
                double along = inner(u, v);
                for (int i = 0; i < v.length; i++) {
                    v[i] = Math.fma(-along, u[i], v[i]);
                }
            }
        }

        /** To length 1; false where so little is left that its direction is rounding. */
        private static boolean makeUnit(double[] v) {
            double norm = Math.sqrt(inner(v, v));
            if (norm < 1e-8) {
                return false;
            }
            for (int i = 0; i < v.length; i++) {
                v[i] /= norm;
            }
            return true;
        }

        private static double inner(double[] u, double[] v) {
            double sum = 0;
            for (int i = 0; i < u.length; i++) {
                sum = Math.fma(u[i], v[i], sum);
            }
            return sum;
        }
    }

    /** The gain on the diagonal. */
    record Identity(double gain) implements Initializer {
        @Override
        public void initialize(Matrix M, int fanIn, int fanOut, SplitMix64 random) {
            require(M, fanIn, fanOut, random);
            Arrays.fill(M.data, M.offset, M.offset + M.size(), 0);
            for (int i = 0; i < Math.min(M.rows(), M.columns()); i++) {
                M.data[M.offset + i * M.columns() + i] = gain;
            }
        }
    }

    private static void require(Matrix M, int fanIn, int fanOut, SplitMix64 random) {
        Objects.requireNonNull(M, "M");
        Require.atLeast(1, "fanIn", fanIn);
        Require.atLeast(1, "fanOut", fanOut);
        Objects.requireNonNull(random, "random");
    }

    /** All the same value. */
    record Constant(double value) implements Initializer {
        @Override
        public void initialize(Matrix M, int fanIn, int fanOut, SplitMix64 random) {
            require(M, fanIn, fanOut, random);
            Arrays.fill(M.data, M.offset, M.offset + M.size(), value);
        }
    }

    private static double fans(int fanIn, int fanOut, boolean both) {
        return both ? (double) fanIn + fanOut : fanIn;
    }
}
