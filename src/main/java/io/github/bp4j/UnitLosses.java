package io.github.bp4j;

import io.github.bp4j.internal.kernel.Function;
import io.github.bp4j.internal.kernel.Kernel;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;

/** Losses that are a sum over the units of a function of y, a and z: ℒ and beneath it ∂ℒ/∂A. */
final class UnitLosses {
    private UnitLosses() {}

    /** ℒ = Σ of(z, a, y). */
    abstract static class OfUnits extends Loss {
        OfUnits(String name) {
            super(name);
        }

        abstract double of(double z, double a, double y);

        abstract double derivative(double a, double y);

        @Override
        void perExample(Kernel kernel, Matrix Z, Matrix A, Matrix Y, double[] losses, double[] scratch) {
            int m = A.columns();
            Arrays.fill(losses, 0, m, 0);
            for (int row = 0; row < A.size(); row += m) {
                for (int j = 0; j < m; j++) {
                    losses[j] += of(Z.data[row + j], A.data[row + j], Y.data[Y.offset + row + j]);
                }
            }
        }

        @Override
        void derivative(Matrix A, Matrix Y, Matrix dA) {
            for (int i = 0; i < A.size(); i++) {
                dA.data[i] = derivative(A.data[i], Y.data[Y.offset + i]);
            }
        }

        @Override
        public void requireTargets(Matrix Y) {
            Targets.require(name(), Y, "finite", Double::isFinite);
        }
    }

    /** ℒ = Σ (a − y ln a), of a = e^z: Σ (a − y z); ∂ℒ/∂a = 1 − y/a. */
    static final class Poisson extends OfUnits {
        Poisson() {
            super("poisson");
        }

        @Override
        boolean accepts(Activation output) {
            return output == Activation.EXPONENTIAL;
        }

        @Override
        String requirement() {
            return Activation.EXPONENTIAL.name();
        }

        @Override
        boolean hasShortForm(Activation output) {
            return output == Activation.EXPONENTIAL;
        }

        @Override
        double of(double z, double a, double y) {
            return y == 0 ? a : a - y * z;
        }

        @Override
        double derivative(double a, double y) {
            return y == 0 ? 1 : 1 - y / a;
        }

        @Override
        public void requireTargets(Matrix Y) {
            Targets.require(name(), Y, "finite and at least 0", y -> y >= 0 && y < Double.POSITIVE_INFINITY);
        }
    }

    /** Of units at y = −1 or y = 1, with the margin 1 − y a. */
    abstract static class OfMargin extends OfUnits {
        OfMargin(String name) {
            super(name);
        }

        @Override
        boolean comparesWithTargets() {
            return true;
        }

        @Override
        boolean isOfMargins() {
            return true;
        }

        @Override
        boolean isOfProbabilities() {
            return false;
        }

        @Override
        public void requireTargets(Matrix Y) {
            Targets.require(name(), Y, "-1 or 1", y -> y == -1 || y == 1);
        }
    }

    /** ℒ = Σ max(0, 1 − y a); ∂ℒ/∂a = −y where y a &lt; 1, else 0. As |y| = 1, the corner is at a = y. */
    static final class Hinge extends OfMargin {
        Hinge() {
            super("hinge");
        }

        @Override
        public boolean hasCorner() {
            return true;
        }

        @Override
        double of(double z, double a, double y) {
            return Math.max(0, 1 - y * a);
        }

        @Override
        double derivative(double a, double y) {
            return 1 - y * a > 0 ? -y : 0;
        }
    }

    /** ℒ = Σ max(0, 1 − y a)²; ∂ℒ/∂a = −2 y max(0, 1 − y a). */
    static final class SquaredHinge extends OfMargin {
        SquaredHinge() {
            super("squaredHinge");
        }

        @Override
        double of(double z, double a, double y) {
            double margin = Math.max(0, 1 - y * a);
            return margin * margin;
        }

        @Override
        double derivative(double a, double y) {
            return -2 * y * Math.max(0, 1 - y * a);
        }
    }

    /** ℒ = ½ Σ d² with d = ln(1 + a) − ln(1 + y); ∂ℒ/∂a = d / (1 + a). */
    static final class SquaredLogarithmicError extends OfUnits {
        SquaredLogarithmicError() {
            super("squaredLogarithmicError");
        }

        @Override
        boolean comparesWithTargets() {
            return true;
        }

        @Override
        boolean accepts(Activation output) {
            return output.lowerBound() >= 0;
        }

        @Override
        String requirement() {
            return "an activation of bp4j that is never negative";
        }

        @Override
        double of(double z, double a, double y) {
            double d = difference(a, y);
            return 0.5 * (d * d);
        }

        @Override
        double derivative(double a, double y) {
            return difference(a, y) / (1 + a);
        }

        private static double difference(double a, double y) {
            return Function.LOG1P.of(a) - Function.LOG1P.of(y);
        }

        @Override
        public void requireTargets(Matrix Y) {
            Targets.require(name(), Y, "finite and above -1", y -> y > -1 && y < Double.POSITIVE_INFINITY);
        }
    }

    /** ℒ = 100 Σ |a − y| / |y|; ∂ℒ/∂a = 100 sign(a − y) / |y|, 0 at a = y. */
    static final class AbsolutePercentageError extends OfUnits {
        AbsolutePercentageError() {
            super("absolutePercentageError");
        }

        @Override
        boolean comparesWithTargets() {
            return true;
        }

        @Override
        public boolean hasCorner() {
            return true;
        }

        @Override
        double of(double z, double a, double y) {
            return 100 * (Math.abs(a - y) / Math.abs(y));
        }

        @Override
        double derivative(double a, double y) {
            return 100 * (Math.signum(a - y) / Math.abs(y));
        }

        @Override
        public void requireTargets(Matrix Y) {
            Targets.require(name(), Y, "finite and not 0", y -> Double.isFinite(y) && y != 0);
        }
    }

    /**
     * ℒ = −Σ (y (1 − a)^γ ln a + (1 − y) a^γ ln(1 − a)). From z: −ln a = s(−z) and −ln(1 − a) = s(z) with s(x) = ln(1 +
     * e^x), so that a^γ = e^(−γ s(−z)), and likewise (1 − a)^γ.
     */
    static final class BinaryFocalCrossEntropy extends OfUnits {
        private final double gamma;

        BinaryFocalCrossEntropy(double gamma) {
            super("binaryFocalCrossEntropy(" + gamma + ")");
            this.gamma = gamma;
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
        double of(double z, double a, double y) {
            double yes = Function.SOFTPLUS.of(-z); // −ln a
            double no = Function.SOFTPLUS.of(z); //   −ln(1 − a)
            double ofYes = y == 0 ? 0 : y * (Function.EXP.of(-gamma * no) * yes);
            double ofNo = y == 1 ? 0 : (1 - y) * (Function.EXP.of(-gamma * yes) * no);
            return ofYes + ofNo;
        }

        @Override
        double derivative(double a, double y) {
            return y * ofOne(a) - (1 - y) * ofOne(1 - a);
        }

        /** d/da (−(1 − a)^γ ln a). */
        private double ofOne(double a) {
            double rest = 1 - a;
            return gamma * power(rest, gamma - 1) * Function.LOG.of(a) - power(rest, gamma) / a;
        }

        /** dz = y (1 − a)^γ (γ a ln a − (1 − a)) − (1 − y) a^γ (γ (1 − a) ln(1 − a) − a). */
        @Override
        void shortForm(Matrix A, Matrix Y, Matrix dZ) {
            for (int i = 0; i < dZ.size(); i++) {
                double a = A.data[i];
                double y = Y.data[Y.offset + i];
                dZ.data[i] = y * ofOneByZ(a, 1 - a) - (1 - y) * ofOneByZ(1 - a, a);
            }
        }

        private double ofOneByZ(double a, double rest) {
            double aLogA = a == 0 ? 0 : a * Function.LOG.of(a);
            return power(rest, gamma) * (gamma * aLogA - rest);
        }

        @Override
        public void requireTargets(Matrix Y) {
            Targets.require(name(), Y, "from 0 to 1", y -> y >= 0 && y <= 1);
        }
    }

    /** x^p = e^(p ln x) for x ≥ 0; x⁰ = 1. */
    static double power(double x, double p) {
        return p == 0 ? 1 : Function.EXP.of(p * Function.LOG.of(x));
    }

    /** ℒ and ∂ℒ/∂a as given. */
    static final class Custom extends OfUnits {
        private final DoubleBinaryOperator loss;
        private final DoubleBinaryOperator derivative;

        Custom(String name, DoubleBinaryOperator loss, DoubleBinaryOperator derivative) {
            super(name);
            this.loss = Objects.requireNonNull(loss, "loss");
            this.derivative = Objects.requireNonNull(derivative, "derivative");
        }

        @Override
        boolean comparesWithTargets() {
            return true;
        }

        @Override
        double of(double z, double a, double y) {
            return loss.applyAsDouble(y, a);
        }

        @Override
        double derivative(double a, double y) {
            return derivative.applyAsDouble(y, a);
        }
    }
}
