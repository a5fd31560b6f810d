package io.github.bp4j;

import io.github.bp4j.internal.kernel.Function;
import io.github.bp4j.internal.kernel.Kernel;

/** More activations from e^z and its kin: g, and beneath it dZ = dA * g′(Z). */
final class ExponentialActivations {
    private ExponentialActivations() {}

    /** g(z) = e^z; g′(z) = a. */
    static final class Exponential extends Activation {
        Exponential() {
            super("exponential", 0, Double.POSITIVE_INFINITY);
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            kernel.map(Function.EXP, Z.data, from, A.data, from, to - from);
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            for (int i = from; i < to; i++) {
                dZ.data[i] = dA.data[i] * A.data[i];
            }
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.GLOROT_UNIFORM;
        }
    }

    /** g(z) = −ln(1 + e^−z); g′(z) = σ(−z). */
    static final class LogSigmoid extends Activation {
        LogSigmoid() {
            super("logSigmoid", Double.NEGATIVE_INFINITY, 0);
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            double[] z = Z.data;
            double[] a = A.data;
            for (int i = from; i < to; i++) {
                a[i] = -z[i];
            }
            kernel.map(Function.SOFTPLUS, a, from, a, from, to - from);
            for (int i = from; i < to; i++) {
                a[i] = -a[i];
            }
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            double[] z = Z.data;
            double[] da = dA.data;
            double[] dz = dZ.data;
            for (int i = from; i < to; i++) {
                dz[i] = -z[i];
            }
            kernel.map(Function.SIGMOID, dz, from, dz, from, to - from);
            for (int i = from; i < to; i++) {
                dz[i] = da[i] * dz[i];
            }
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.GLOROT_UNIFORM;
        }
    }

    /** g(z) = z for z &gt; 0, else α(e^(z/α) − 1); g′(z) = 1 for z &gt; 0, else e^(z/α). */
    static final class ContinuousExponentialLinear extends Activation {
        private final double alpha;

        ContinuousExponentialLinear(double alpha) {
            super("celu(" + alpha + ")", -alpha, Double.POSITIVE_INFINITY);
            this.alpha = alpha;
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            double[] z = Z.data;
            double[] a = A.data;
            for (int i = from; i < to; i++) {
                a[i] = z[i] / alpha;
            }
            kernel.map(Function.EXPM1, a, from, a, from, to - from);
            for (int i = from; i < to; i++) {
                a[i] = z[i] > 0 ? z[i] : alpha * a[i];
            }
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            double[] z = Z.data;
            double[] da = dA.data;
            double[] dz = dZ.data;
            for (int i = from; i < to; i++) {
                dz[i] = z[i] / alpha;
            }
            kernel.map(Function.EXP, dz, from, dz, from, to - from);
            for (int i = from; i < to; i++) {
                dz[i] = da[i] * (z[i] > 0 ? 1 : dz[i]);
            }
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.HE_NORMAL;
        }
    }

    /**
     * g(z) = z t, t = tanh(ln(1 + e^z)) = s (1 + q) / (1 + q²) with s = σ(z) and q = 1 − s; g′(z) = t + z s (1 − t²), where
     * 1 − t² = (2q / (1 + q²))². The smaller of s and q is σ(−|z|), so that neither loses digits.
     */
    static final class Mish extends Activation {
        Mish() {
            super("mish", -0.309, Double.POSITIVE_INFINITY);
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            double[] z = Z.data;
            double[] a = A.data;
            smaller(kernel, z, a, from, to);
            for (int i = from; i < to; i++) {
                double s = z[i] < 0 ? a[i] : 1 - a[i];
                double q = z[i] < 0 ? 1 - a[i] : a[i];
                a[i] = s == 0 ? 0 : z[i] * (s * (1 + q) / (1 + q * q));
            }
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            double[] z = Z.data;
            double[] da = dA.data;
            double[] dz = dZ.data;
            smaller(kernel, z, dz, from, to);
            for (int i = from; i < to; i++) {
                double s = z[i] < 0 ? dz[i] : 1 - dz[i];
                double q = z[i] < 0 ? 1 - dz[i] : dz[i];
                double root = 2 * q / (1 + q * q);
                double bend = s == 0 || q == 0 ? 0 : z[i] * s * (root * root);
                dz[i] = da[i] * (s * (1 + q) / (1 + q * q) + bend);
            }
        }

        /** σ(−|z|). */
        private static void smaller(Kernel kernel, double[] z, double[] to, int from, int end) {
            for (int i = from; i < end; i++) {
                to[i] = -Math.abs(z[i]);
            }
            kernel.map(Function.SIGMOID, to, from, to, from, end - from);
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.HE_NORMAL;
        }
    }

    /** g(z) = z σ(u), u = √(8/π) (z + 0.044715 z³); g′(z) = σ(u) + z σ(u) (1 − σ(u)) u′. */
    static final class GaussianErrorLinearByTanh extends Activation {
        private static final double ROOT = 1.5957691216057308; // √(8/π)
        private static final double CUBIC = 0.044715;

        GaussianErrorLinearByTanh() {
            super("geluTanh", -0.1701, Double.POSITIVE_INFINITY);
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            double[] z = Z.data;
            double[] a = A.data;
            sigmoidOfU(kernel, z, a, from, to);
            for (int i = from; i < to; i++) {
                a[i] = a[i] == 0 ? 0 : z[i] * a[i];
            }
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            double[] z = Z.data;
            double[] da = dA.data;
            double[] dz = dZ.data;
            sigmoidOfU(kernel, z, dz, from, to);
            for (int i = from; i < to; i++) {
                double s = dz[i];
                double slope = ROOT * (1 + 3 * CUBIC * (z[i] * z[i]));
                double bend = s == 0 || s == 1 ? 0 : z[i] * (1 - s) * slope;
                dz[i] = da[i] * (s * (1 + bend));
            }
        }

        private static void sigmoidOfU(Kernel kernel, double[] z, double[] s, int from, int to) {
            for (int i = from; i < to; i++) {
                s[i] = ROOT * (z[i] * (1 + CUBIC * (z[i] * z[i])));
            }
            kernel.map(Function.SIGMOID, s, from, s, from, to - from);
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.HE_NORMAL;
        }
    }

    /** g(z) = e^(−z²); g′(z) = −2 z a. */
    static final class Gaussian extends Activation {
        Gaussian() {
            super("gaussian", 0, 1);
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            double[] z = Z.data;
            double[] a = A.data;
            for (int i = from; i < to; i++) {
                a[i] = -(z[i] * z[i]);
            }
            kernel.map(Function.EXP, a, from, a, from, to - from);
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            for (int i = from; i < to; i++) {
                double a = A.data[i];
                dZ.data[i] = dA.data[i] * (a == 0 ? 0 : -2 * Z.data[i] * a);
            }
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.GLOROT_UNIFORM;
        }
    }
}
