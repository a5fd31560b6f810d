package io.github.bp4j;

import io.github.bp4j.internal.kernel.Function;
import io.github.bp4j.internal.kernel.Kernel;
import java.util.Arrays;
import java.util.Objects;

/** The losses: ℒ and beneath it ∂ℒ/∂A. */
final class Losses {
    private Losses() {}

    /** Of targets that may be smoothed: y ← (1 − s) y + s/K. */
    abstract static class OfSmoothedTargets extends Loss {
        private final double s;

        OfSmoothedTargets(String name, double s) {
            super(s == 0 ? name : name + "(" + s + ")");
            this.s = s;
        }

        /** K: over how many classes a target is spread. */
        abstract int classes(Matrix Y);

        boolean smooths() {
            return s > 0;
        }

        /** y, smoothed. */
        final double target(double y, int K) {
            return (1 - s) * y + s / K;
        }

        /** Writes the targets, smoothed, from index {@code to} on. */
        final void smooth(Matrix Y, double[] targets, int to) {
            int K = classes(Y);
            for (int i = 0; i < Y.size(); i++) {
                targets[to + i] = target(Y.data[Y.offset + i], K);
            }
        }

        @Override
        final void shortForm(Matrix A, Matrix Y, Matrix dZ) {
            if (!smooths()) {
                super.shortForm(A, Y, dZ);
                return;
            }
            int K = classes(Y);
            for (int i = 0; i < dZ.size(); i++) {
                dZ.data[i] = A.data[i] - target(Y.data[Y.offset + i], K);
            }
        }
    }

    /**
     * ℒ = −Σ_i y_i ln a_i = Σ_i y_i ((z_max − z_i) + ln(1 + r)), where r sums e^(z_k − z_max) = a_k / a_max over all k but the first
     * that has the maximum; ∂ℒ/∂a = −y/a. A term with y = 0 is 0.
     */
    static final class CrossEntropy extends OfSmoothedTargets {
        CrossEntropy(double smoothing) {
            super("crossEntropy", smoothing);
        }

        @Override
        int classes(Matrix Y) {
            return Y.rows();
        }

        @Override
        boolean accepts(Activation output) {
            return output == Activation.SOFTMAX;
        }

        @Override
        String requirement() {
            return Activation.SOFTMAX.name();
        }

        @Override
        boolean hasShortForm(Activation output) {
            return output == Activation.SOFTMAX;
        }

        @Override
        int scratchSize(Matrix Z) {
            return (smooths() ? Z.size() : 0) + 2 * Z.columns();
        }

        @Override
        void perExample(Kernel kernel, Matrix Z, Matrix A, Matrix Y, double[] losses, double[] scratch) {
            if (!smooths()) {
                kernel.crossEntropy(Z.data, A.data, Y.data, Y.offset, losses, scratch, Z.rows(), Z.columns());
                return;
            }
            int smoothed = 2 * Z.columns();
            smooth(Y, scratch, smoothed);
            kernel.crossEntropy(Z.data, A.data, scratch, smoothed, losses, scratch, Z.rows(), Z.columns());
        }

        @Override
        void derivative(Matrix A, Matrix Y, Matrix dA) {
            int K = classes(Y);
            for (int i = 0; i < A.size(); i++) {
                double y = target(Y.data[Y.offset + i], K);
                dA.data[i] = y == 0 ? 0 : -y / A.data[i];
            }
        }

        @Override
        public void requireTargets(Matrix Y) {
            Objects.requireNonNull(Y, "Y");
            int m = Y.columns();
            for (int j = 0; j < m; j++) {
                double sum = 0;
                for (int i = 0; i < Y.rows(); i++) {
                    double y = Y.data[Y.offset + i * m + j];
                    if (y < 0) {
                        throw new IllegalArgumentException(name() + ": targets are at least 0; that of example " + j
                                + ", output " + i + " is " + y);
                    }
                    sum += y;
                }
                if (!Targets.sumToOne(sum)) {
                    throw Targets.doNotSumToOne(name(), sum, j);
                }
            }
        }
    }

    /**
     * ℒ = −Σ (y ln a + (1 − y) ln(1 − a)) = Σ (t + y max(−z, 0) + (1 − y) max(z, 0)) with t = ln(1 + e^−|z|); ∂ℒ/∂a = (a
     * − y) / (a (1 − a)).
     */
    static final class BinaryCrossEntropy extends OfSmoothedTargets {
        BinaryCrossEntropy(double smoothing) {
            super("binaryCrossEntropy", smoothing);
        }

        /** Yes and no. */
        @Override
        int classes(Matrix Y) {
            return 2;
        }

        @Override
        boolean accepts(Activation output) {
            return output == Activation.SIGMOID;
        }

        @Override
        String requirement() {
            return Activation.SIGMOID.name();
        }

        @Override
        boolean hasShortForm(Activation output) {
            return output == Activation.SIGMOID;
        }

        @Override
        int scratchSize(Matrix Z) {
            return (smooths() ? 2 : 1) * Z.size();
        }

        @Override
        void perExample(Kernel kernel, Matrix Z, Matrix A, Matrix Y, double[] losses, double[] scratch) {
            int m = Z.columns();
            double[] z = Z.data;
            for (int i = 0; i < Z.size(); i++) {
                scratch[i] = -Math.abs(z[i]);
            }
            kernel.map(Function.SOFTPLUS, scratch, 0, scratch, 0, Z.size());
            Arrays.fill(losses, 0, m, 0);
            double[] targets = Y.data;
            int start = Y.offset;
            if (smooths()) {
                targets = scratch;
                start = Z.size();
                smooth(Y, targets, start);
            }
            for (int row = 0; row < Z.size(); row += m) {
                for (int j = 0; j < m; j++) {
                    double y = targets[start + row + j];
                    double margin = y * Math.max(-z[row + j], 0) + (1 - y) * Math.max(z[row + j], 0);
                    losses[j] += scratch[row + j] + margin;
                }
            }
        }

        @Override
        void derivative(Matrix A, Matrix Y, Matrix dA) {
            for (int i = 0; i < A.size(); i++) {
                double a = A.data[i];
                dA.data[i] = (a - target(Y.data[Y.offset + i], 2)) / (a * (1 - a));
            }
        }

        @Override
        public void requireTargets(Matrix Y) {
            Objects.requireNonNull(Y, "Y");
            for (int i = 0; i < Y.size(); i++) {
                double y = Y.data[Y.offset + i];
                if (!(y >= 0 && y <= 1)) {
                    throw new IllegalArgumentException(name() + ": targets are from 0 to 1; that of example "
                            + i % Y.columns() + ", output " + i / Y.columns() + " is " + y);
                }
            }
        }
    }

    /** A loss of d = a − y alone, unit by unit. */
    abstract static class OfDifference extends Loss {
        OfDifference(String name) {
            super(name);
        }

        @Override
        boolean comparesWithTargets() {
            return true;
        }

        abstract double of(double d);

        abstract double derivative(double d);

        @Override
        void perExample(Kernel kernel, Matrix Z, Matrix A, Matrix Y, double[] losses, double[] scratch) {
            int m = A.columns();
            Arrays.fill(losses, 0, m, 0);
            for (int row = 0; row < A.size(); row += m) {
                for (int j = 0; j < m; j++) {
                    losses[j] += of(A.data[row + j] - Y.data[Y.offset + row + j]);
                }
            }
        }

        @Override
        void derivative(Matrix A, Matrix Y, Matrix dA) {
            for (int i = 0; i < A.size(); i++) {
                dA.data[i] = derivative(A.data[i] - Y.data[Y.offset + i]);
            }
        }

        @Override
        public void requireTargets(Matrix Y) {
            Objects.requireNonNull(Y, "Y");
            for (int i = 0; i < Y.size(); i++) {
                double y = Y.data[Y.offset + i];
                if (!Double.isFinite(y)) {
                    throw new IllegalArgumentException(name() + ": targets are finite; that of example "
                            + i % Y.columns() + ", output " + i / Y.columns() + " is " + y);
                }
            }
        }
    }

    /** ℒ = ½ Σ d²; ∂ℒ/∂a = d. */
    static final class SquaredError extends OfDifference {
        SquaredError() {
            super("squaredError");
        }

        @Override
        boolean hasShortForm(Activation output) {
            return output == Activation.LINEAR;
        }

        @Override
        double of(double d) {
            return 0.5 * (d * d);
        }

        @Override
        double derivative(double d) {
            return d;
        }
    }

    /** ℒ = Σ |d|; ∂ℒ/∂a = sign(d), 0 at 0. */
    static final class AbsoluteError extends OfDifference {
        AbsoluteError() {
            super("absoluteError");
        }

        @Override
        public boolean hasCorner() {
            return true;
        }

        @Override
        double of(double d) {
            return Math.abs(d);
        }

        @Override
        double derivative(double d) {
            return Math.signum(d);
        }
    }

    /** ℒ = Σ ½ d² where |d| ≤ δ, else δ (|d| − ½ δ); ∂ℒ/∂a = d, cut to [−δ, δ]. */
    static final class Huber extends OfDifference {
        private final double delta;

        Huber(double delta) {
            super("huber(" + delta + ")");
            this.delta = delta;
        }

        @Override
        double of(double d) {
            double size = Math.abs(d);
            return size <= delta ? 0.5 * (d * d) : delta * (size - 0.5 * delta);
        }

        @Override
        double derivative(double d) {
            return Math.max(-delta, Math.min(delta, d));
        }
    }

    /**
     * ℒ = Σ ln cosh d = Σ ½ ln(1 + sinh² d), from |d| = 1 on Σ (|d| + ln(1 + e^(−2|d|)) − ln 2), so that nothing
     * overflows; ∂ℒ/∂a = tanh d.
     */
    static final class LogCosh extends OfDifference {
        private static final double LN_2 = 0.6931471805599453;

        LogCosh() {
            super("logCosh");
        }

        @Override
        double of(double d) {
            double size = Math.abs(d);
            if (size >= 1) {
                return size + Function.SOFTPLUS.of(-2 * size) - LN_2;
            }
            double e = Function.EXPM1.of(size);
            double sinh = 0.5 * (e + e / (1 + e));
            return 0.5 * Function.LOG1P.of(sinh * sinh);
        }

        @Override
        double derivative(double d) {
            return Function.TANH.of(d);
        }
    }
}
