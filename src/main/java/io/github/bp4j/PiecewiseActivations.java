package io.github.bp4j;

import io.github.bp4j.internal.kernel.CanonicalSines;
import io.github.bp4j.internal.kernel.Kernel;

/** Activations made of pieces that need no elementary function: g, and beneath it dZ = dA * g′(Z). */
final class PiecewiseActivations {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private PiecewiseActivations() {}

    /** g(z) of a few operations, and g′(z). */
    abstract static class Scalar extends Activation {
        private final Initializer defaultInitializer;
        private final double[] corners;

        Scalar(String name, Initializer initializer, double lowerBound, double upperBound, double... corners) {
            super(name, lowerBound, upperBound);
            this.defaultInitializer = initializer;
            this.corners = corners;
        }

        abstract double g(double z);

        abstract double gPrime(double z);

        @Override
        final void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            double[] z = Z.data;
            double[] a = A.data;
            for (int i = from; i < to; i++) {
                a[i] = g(z[i]);
            }
        }

        @Override
        final void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            double[] z = Z.data;
            double[] da = dA.data;
            double[] dz = dZ.data;
            for (int i = from; i < to; i++) {
                dz[i] = da[i] * gPrime(z[i]);
            }
        }

        @Override
        public final double[] corners() {
            return corners.clone();
        }

        @Override
        final Initializer defaultInitializer() {
            return defaultInitializer;
        }
    }

    /** g(z) = min(max(z, least), most); g′(z) = 1 between, else 0. */
    static final class Clip extends Scalar {
        private final double least;
        private final double most;

        Clip(String name, double least, double most, Initializer defaultInitializer) {
            super(name, defaultInitializer, least, most, least, most);
            this.least = least;
            this.most = most;
        }

        @Override
        double g(double z) {
            return Math.min(Math.max(z, least), most);
        }

        @Override
        double gPrime(double z) {
            return z > least && z < most ? 1 : 0;
        }
    }

    /** g(z) = min(max((z + 3)/6, 0), 1); g′(z) = 1/6 between −3 and 3, else 0. */
    static final class HardSigmoid extends Scalar {
        HardSigmoid() {
            super("hardSigmoid", Initializer.GLOROT_UNIFORM, 0, 1, -3, 3);
        }

        @Override
        double g(double z) {
            return of(z);
        }

        @Override
        double gPrime(double z) {
            return z > -3 && z < 3 ? 1.0 / 6 : 0;
        }

        static double of(double z) {
            return Math.min(Math.max((z + 3) / 6, 0), 1);
        }
    }

    /** g(z) = z hardSigmoid(z); g′(z) = 0 up to −3, 1 from 3 on, between them (2z + 3)/6. */
    static final class HardSilu extends Scalar {
        HardSilu() {
            super("hardSilu", Initializer.HE_NORMAL, -0.375, INFINITY, -3, 3);
        }

        @Override
        double g(double z) {
            return z <= -3 ? 0 : z * HardSigmoid.of(z);
        }

        @Override
        double gPrime(double z) {
            return z <= -3 ? 0 : z >= 3 ? 1 : (2 * z + 3) / 6;
        }
    }

    /** g(z) = z for z &gt; θ, else 0; g′(z) = 1 for z &gt; θ, else 0. */
    static final class ThresholdedRelu extends Scalar {
        private final double theta;

        ThresholdedRelu(double theta) {
            super("thresholdedRelu(" + theta + ")", Initializer.HE_NORMAL, 0, INFINITY, theta);
            this.theta = theta;
        }

        @Override
        double g(double z) {
            return z <= theta ? 0 : z;
        }

        @Override
        double gPrime(double z) {
            return z > theta ? 1 : 0;
        }
    }

    /** g(z) = z − λ for z &gt; λ, z + λ for z &lt; −λ, else 0; g′(z) = 1 beyond ±λ, else 0. */
    static final class SoftShrink extends Scalar {
        private final double lambda;

        SoftShrink(double lambda) {
            super("softShrink(" + lambda + ")", Initializer.GLOROT_UNIFORM, -INFINITY, INFINITY, -lambda, lambda);
            this.lambda = lambda;
        }

        @Override
        double g(double z) {
            return Math.abs(z) <= lambda ? 0 : z - Math.copySign(lambda, z);
        }

        @Override
        double gPrime(double z) {
            return Math.abs(z) <= lambda ? 0 : 1;
        }
    }

    /** g(z) = z beyond ±λ, else 0; g′(z) = 1 beyond ±λ, else 0. */
    static final class HardShrink extends Scalar {
        private final double lambda;

        HardShrink(double lambda) {
            super("hardShrink(" + lambda + ")", Initializer.GLOROT_UNIFORM, -INFINITY, INFINITY, -lambda, lambda);
            this.lambda = lambda;
        }

        @Override
        double g(double z) {
            return Math.abs(z) <= lambda ? 0 : z;
        }

        @Override
        double gPrime(double z) {
            return Math.abs(z) <= lambda ? 0 : 1;
        }
    }

    /** g(z) = z / (1 + |z|); g′(z) = 1 / (1 + |z|)². */
    static final class Softsign extends Scalar {
        Softsign() {
            super("softsign", Initializer.GLOROT_UNIFORM, -1, 1);
        }

        @Override
        double g(double z) {
            return Double.isInfinite(z) ? Math.signum(z) : z / (1 + Math.abs(z));
        }

        @Override
        double gPrime(double z) {
            double size = 1 + Math.abs(z);
            return 1 / size / size;
        }
    }

    /** g(z) = ½ (z + r), r = √(z² + 4), for z &lt; 0 as 2 / (r − z); g′(z) = g(z) / r. */
    static final class Squareplus extends Scalar {
        private static final double FAR = 1e9; // where r rounds to |z|

        Squareplus() {
            super("squareplus", Initializer.HE_NORMAL, 0, INFINITY);
        }

        @Override
        double g(double z) {
            if (Math.abs(z) > FAR) { // r − z and z + r are 2 |z|, which may overflow
                return z < 0 ? -1 / z : z;
            }
            return z < 0 ? 2 / (root(z) - z) : 0.5 * (z + root(z));
        }

        @Override
        double gPrime(double z) {
            return z > FAR ? 1 : g(z) / root(z);
        }

        private static double root(double z) {
            double size = Math.abs(z);
            return size > FAR ? size : Math.sqrt(z * z + 4);
        }
    }

    /** g(z) = sin z; g′(z) = cos z. */
    static final class Sine extends Scalar {
        Sine() {
            super("sin", Initializer.GLOROT_UNIFORM, -1, 1);
        }

        @Override
        double g(double z) {
            return CanonicalSines.sin(z);
        }

        @Override
        double gPrime(double z) {
            return CanonicalSines.cos(z);
        }
    }
}
