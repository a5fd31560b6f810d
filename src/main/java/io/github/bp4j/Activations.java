package io.github.bp4j;

import io.github.bp4j.internal.kernel.Function;
import io.github.bp4j.internal.kernel.Kernel;
import java.util.function.DoubleUnaryOperator;

/** The element-wise activations: g, and beneath it dZ = dA * g′(Z). */
final class Activations {
    private Activations() {}

    /** g(z) = z; g′(z) = 1. */
    static final class Linear extends Activation {
        Linear() {
            super("linear");
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            System.arraycopy(Z.data, from, A.data, from, to - from);
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            System.arraycopy(dA.data, from, dZ.data, from, to - from);
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.GLOROT_UNIFORM;
        }
    }

    /** g(z) = σ(z); g′(z) = a (1 − a). */
    static final class Sigmoid extends Activation {
        Sigmoid() {
            super("sigmoid", 0, 1);
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            kernel.map(Function.SIGMOID, Z.data, from, A.data, from, to - from);
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            double[] a = A.data;
            double[] da = dA.data;
            double[] dz = dZ.data;
            for (int i = from; i < to; i++) {
                dz[i] = da[i] * (a[i] * (1 - a[i]));
            }
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.GLOROT_UNIFORM;
        }
    }

    /** g(z) = tanh z; g′(z) = 1 − a². */
    static final class Tanh extends Activation {
        Tanh() {
            super("tanh", -1, 1);
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            kernel.map(Function.TANH, Z.data, from, A.data, from, to - from);
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            double[] a = A.data;
            double[] da = dA.data;
            double[] dz = dZ.data;
            for (int i = from; i < to; i++) {
                dz[i] = da[i] * (1 - a[i] * a[i]);
            }
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.GLOROT_UNIFORM;
        }
    }

    /** g(z) = z for z &gt; 0, else slope · z; g′(z) = 1 for z &gt; 0, else the slope. */
    static final class Rectifier extends Activation {
        private final double slope;

        Rectifier(String name, double slope) {
            super(name, slope <= 0 ? 0 : Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
            this.slope = slope;
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            kernel.rectify(slope, Z.data, A.data, from, to);
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            kernel.rectifyBackward(slope, Z.data, dA.data, dZ.data, from, to);
        }

        @Override
        public double[] corners() {
            return slope == 1 ? new double[0] : new double[1];
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.HE_NORMAL;
        }
    }

    /** g(z) = λz for z &gt; 0, else λα(e^z − 1); g′(z) = λ for z &gt; 0, else λα e^z. */
    static final class ExponentialLinear extends Activation {
        private final double alpha;
        private final double lambda;

        ExponentialLinear(String name, double alpha, double lambda) {
            super(name, Math.min(0, -(lambda * alpha)), Double.POSITIVE_INFINITY);
            this.alpha = alpha;
            this.lambda = lambda;
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            double[] z = Z.data;
            double[] a = A.data;
            kernel.map(Function.EXPM1, z, from, a, from, to - from);
            for (int i = from; i < to; i++) {
                a[i] = z[i] > 0 ? lambda * z[i] : lambda * alpha * a[i];
            }
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            double[] z = Z.data;
            double[] da = dA.data;
            double[] dz = dZ.data;
            kernel.map(Function.EXP, z, from, dz, from, to - from);
            for (int i = from; i < to; i++) {
                dz[i] = da[i] * (z[i] > 0 ? lambda : lambda * alpha * dz[i]);
            }
        }

        @Override
        public double[] corners() {
            return alpha == 1 ? new double[0] : new double[1];
        }

        @Override
        Initializer defaultInitializer() {
            return lambda == 1 ? Initializer.HE_NORMAL : Initializer.LECUN_NORMAL;
        }
    }

    /** g(z) = z Φ(z) with Φ(z) = ½ erfc(−z/√2); g′(z) = Φ(z) + z φ(z), where Φ(z) = a / z, and ½ at 0. */
    static final class GaussianErrorLinear extends Activation {
        private static final double SQRT_HALF = 0.7071067811865476;
        private static final double DENSITY_AT_0 = 0.3989422804014327; // 1 / √(2π)
        private static final double NEAR_0 = 1e-290; // where a / z would lose its digits
        private static final double FAR = 9; // where Φ(z) rounds to 1

        GaussianErrorLinear() {
            super("gelu", -0.17, Double.POSITIVE_INFINITY);
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            double[] z = Z.data;
            double[] a = A.data;
            for (int i = from; i < to; i++) {
                a[i] = -SQRT_HALF * z[i];
            }
            kernel.map(Function.ERFC, a, from, a, from, to - from);
            for (int i = from; i < to; i++) {
                a[i] = a[i] == 0 ? 0 : z[i] * (0.5 * a[i]);
            }
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            double[] z = Z.data;
            double[] a = A.data;
            double[] da = dA.data;
            double[] dz = dZ.data;
            for (int i = from; i < to; i++) {
                dz[i] = -0.5 * (z[i] * z[i]);
            }
            kernel.map(Function.EXP, dz, from, dz, from, to - from);
            for (int i = from; i < to; i++) {
                double distribution = Math.abs(z[i]) < NEAR_0 ? 0.5 : z[i] > FAR ? 1 : a[i] / z[i];
                double density = DENSITY_AT_0 * dz[i];
                dz[i] = da[i] * (density == 0 ? distribution : distribution + z[i] * density);
            }
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.HE_NORMAL;
        }
    }

    /** g(z) = z σ(z); g′(z) = σ(z) (1 + z (1 − σ(z))). */
    static final class SigmoidLinear extends Activation {
        SigmoidLinear() {
            super("silu", -0.2785, Double.POSITIVE_INFINITY);
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            double[] z = Z.data;
            double[] a = A.data;
            kernel.map(Function.SIGMOID, z, from, a, from, to - from);
            for (int i = from; i < to; i++) {
                a[i] = a[i] == 0 ? 0 : z[i] * a[i];
            }
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            double[] z = Z.data;
            double[] da = dA.data;
            double[] dz = dZ.data;
            kernel.map(Function.SIGMOID, z, from, dz, from, to - from);
            for (int i = from; i < to; i++) {
                double rest = dz[i] == 0 || dz[i] == 1 ? 0 : z[i] * (1 - dz[i]);
                dz[i] = da[i] * (dz[i] * (1 + rest));
            }
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.HE_NORMAL;
        }
    }

    /** g(z) = ln(1 + e^z); g′(z) = σ(z). */
    static final class Softplus extends Activation {
        Softplus() {
            super("softplus", 0, Double.POSITIVE_INFINITY);
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            kernel.map(Function.SOFTPLUS, Z.data, from, A.data, from, to - from);
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            double[] da = dA.data;
            double[] dz = dZ.data;
            kernel.map(Function.SIGMOID, Z.data, from, dz, from, to - from);
            for (int i = from; i < to; i++) {
                dz[i] = da[i] * dz[i];
            }
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.HE_NORMAL;
        }
    }

    /** g and g′ as given. */
    static final class Custom extends Activation {
        private final DoubleUnaryOperator g;
        private final DoubleUnaryOperator gPrime;
        private final double[] corners;

        Custom(String name, DoubleUnaryOperator g, DoubleUnaryOperator gPrime, double[] corners) {
            super(name);
            this.g = g;
            this.gPrime = gPrime;
            this.corners = corners;
        }

        @Override
        void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
            for (int i = from; i < to; i++) {
                A.data[i] = g.applyAsDouble(Z.data[i]);
            }
        }

        @Override
        void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
            for (int i = from; i < to; i++) {
                dZ.data[i] = dA.data[i] * gPrime.applyAsDouble(Z.data[i]);
            }
        }

        @Override
        public boolean isCustom() {
            return true;
        }

        @Override
        public double[] corners() {
            return corners.clone();
        }

        @Override
        Initializer defaultInitializer() {
            return Initializer.GLOROT_UNIFORM;
        }
    }
}
