package io.github.bp4j;

import io.github.bp4j.internal.kernel.Function;
import io.github.bp4j.internal.kernel.Kernel;
import java.util.Objects;

/** Losses of all outputs of an example together: ℒ and beneath it ∂ℒ/∂A. */
final class ColumnLosses {
    private ColumnLosses() {}

    /** ℒ = Σ y ln(y/a): the cross-entropy, plus Σ y ln y; ∂ℒ/∂a = −y/a. A term with y = 0 is 0. */
    static final class KullbackLeibler extends Loss {
        KullbackLeibler() {
            super("kullbackLeibler");
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
            return CROSS_ENTROPY.scratchSize(Z);
        }

        @Override
        void perExample(Kernel kernel, Matrix Z, Matrix A, Matrix Y, double[] losses, double[] scratch) {
            CROSS_ENTROPY.perExample(kernel, Z, A, Y, losses, scratch);
            int m = Y.columns();
            for (int row = 0; row < Y.size(); row += m) {
                for (int j = 0; j < m; j++) {
                    double y = Y.data[Y.offset + row + j];
                    if (y != 0 && y != 1) {
                        losses[j] += y * Function.LOG.of(y);
                    }
                }
            }
        }

        @Override
        void derivative(Matrix A, Matrix Y, Matrix dA) {
            CROSS_ENTROPY.derivative(A, Y, dA);
        }

        @Override
        public void requireTargets(Matrix Y) {
            Objects.requireNonNull(Y, "Y");
            Targets.requireDistributions(name(), Y);
        }
    }

    /**
     * ℒ = −Σ y (1 − a)^γ ln a, where ln a = (z − z_max) − ln Σ_k e^(z_k − z_max); ∂ℒ/∂a = y (γ (1 − a)^(γ−1) ln a − (1 −
     * a)^γ / a).
     */
    static final class FocalCrossEntropy extends Loss {
        private final double gamma;

        FocalCrossEntropy(double gamma) {
            super("focalCrossEntropy(" + gamma + ")");
            this.gamma = gamma;
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
        void perExample(Kernel kernel, Matrix Z, Matrix A, Matrix Y, double[] losses, double[] scratch) {
            int m = Z.columns();
            double[] z = Z.data;
            for (int j = 0; j < m; j++) {
                double max = z[j];
                for (int i = j + m; i < Z.size(); i += m) {
                    max = Math.max(max, z[i]);
                }
                double sum = 0;
                for (int i = j; i < Z.size(); i += m) {
                    sum += Function.EXP.of(z[i] - max);
                }
                double logSum = Function.LOG.of(sum);
                double loss = 0;
                for (int i = j; i < Z.size(); i += m) {
                    double y = Y.data[Y.offset + i];
                    if (y != 0) {
                        loss += y * (UnitLosses.power(1 - A.data[i], gamma) * (logSum - (z[i] - max)));
                    }
                }
                losses[j] = loss;
            }
        }

        @Override
        void derivative(Matrix A, Matrix Y, Matrix dA) {
            for (int i = 0; i < A.size(); i++) {
                double a = A.data[i];
                double y = Y.data[Y.offset + i];
                dA.data[i] = y == 0
                        ? 0
                        : y
                                * (gamma * UnitLosses.power(1 - a, gamma - 1) * Function.LOG.of(a)
                                        - UnitLosses.power(1 - a, gamma) / a);
            }
        }

        /** dz_k = s_k − a_k Σ_i s_i with s = a ∂ℒ/∂a = y (γ (1 − a)^(γ−1) a ln a − (1 − a)^γ), 0 at a = 1. */
        @Override
        void shortForm(Matrix A, Matrix Y, Matrix dZ) {
            int m = A.columns();
            for (int j = 0; j < m; j++) {
                double sum = 0;
                for (int i = j; i < A.size(); i += m) {
                    double s = ofOneByA(A.data[i], Y.data[Y.offset + i]);
                    dZ.data[i] = s;
                    sum += s;
                }
                for (int i = j; i < A.size(); i += m) {
                    dZ.data[i] -= A.data[i] * sum;
                }
            }
        }

        private double ofOneByA(double a, double y) {
            double rest = 1 - a;
            if (y == 0 || rest == 0) {
                return 0;
            }
            double aLogA = a == 0 ? 0 : a * Function.LOG.of(a);
            return y * (gamma * UnitLosses.power(rest, gamma - 1) * aLogA - UnitLosses.power(rest, gamma));
        }

        @Override
        public void requireTargets(Matrix Y) {
            Objects.requireNonNull(Y, "Y");
            Targets.requireDistributions(name(), Y);
        }
    }

    /**
     * ℒ = max(0, 1 + a_r − a_t): t is the unit with y = 1, and its rival r the first of the others that has their
     * maximum; ∂ℒ/∂a_t = −1 and ∂ℒ/∂a_r = 1 where ℒ &gt; 0, else 0.
     */
    static final class CategoricalHinge extends Loss {
        CategoricalHinge() {
            super("categoricalHinge");
        }

        @Override
        int leastOutputs() {
            return 2;
        }

        @Override
        String remedyForOneOutput() {
            return "For two classes on one unit take hinge, with the targets -1 and 1";
        }

        @Override
        boolean isOfProbabilities() {
            return false;
        }

        @Override
        void perExample(Kernel kernel, Matrix Z, Matrix A, Matrix Y, double[] losses, double[] scratch) {
            for (int j = 0; j < A.columns(); j++) {
                int t = target(Y, j);
                losses[j] = Math.max(0, 1 + A.get(rival(A, j, t, t), j) - A.get(t, j));
            }
        }

        @Override
        void derivative(Matrix A, Matrix Y, Matrix dA) {
            for (int i = 0; i < dA.size(); i++) {
                dA.data[i] = 0;
            }
            for (int j = 0; j < A.columns(); j++) {
                int t = target(Y, j);
                int r = rival(A, j, t, t);
                if (1 + A.get(r, j) - A.get(t, j) > 0) {
                    dA.set(t, j, -1);
                    dA.set(r, j, 1);
                }
            }
        }

        @Override
        public boolean hasCorner() {
            return true;
        }

        /** Of t, the margin of ℒ = 0; of another, what it lacks to be the rival. */
        @Override
        public double fromCorner(Matrix A, Matrix Y, int i, int j) {
            requireSameShape(A, Y);
            int t = target(Y, j);
            if (i == t) {
                return 1 + A.get(rival(A, j, t, t), j) - A.get(t, j);
            }
            return A.rows() == 2 ? 1 : A.get(i, j) - A.get(rival(A, j, t, i), j);
        }

        private static int target(Matrix Y, int j) {
            int t = 0;
            while (Y.get(t, j) != 1) {
                t++;
            }
            return t;
        }

        /** The first of the largest a but for those of two units. */
        private static int rival(Matrix A, int j, int t, int other) {
            int r = -1;
            for (int i = 0; i < A.rows(); i++) {
                if (i != t && i != other && (r < 0 || A.get(i, j) > A.get(r, j))) {
                    r = i;
                }
            }
            return r;
        }

        @Override
        public void requireTargets(Matrix Y) {
            Objects.requireNonNull(Y, "Y");
            if (Y.rows() < 2) {
                throw new IllegalArgumentException(name() + ": needs at least two output units; Y has 1 row");
            }
            Targets.require(name(), Y, "0 or 1", y -> y == 0 || y == 1);
            Targets.requireDistributions(name(), Y);
        }
    }

    /**
     * ℒ = −⟨ŷ, â⟩ with ŷ = y/‖y‖ and â = a/‖a‖; ∂ℒ/∂a = (⟨ŷ, â⟩ â − ŷ) / ‖a‖. Both are 0 at a = 0. Norms are of vectors
     * divided by their largest magnitude, so that no square overflows.
     */
    static final class CosineSimilarity extends Loss {
        CosineSimilarity() {
            super("cosineSimilarity");
        }

        @Override
        int leastOutputs() {
            return 2;
        }

        @Override
        String remedyForOneOutput() {
            return "A single number has a sign, but no direction; squaredError compares numbers";
        }

        @Override
        boolean isOfProbabilities() {
            return false;
        }

        @Override
        void perExample(Kernel kernel, Matrix Z, Matrix A, Matrix Y, double[] losses, double[] scratch) {
            for (int j = 0; j < A.columns(); j++) {
                losses[j] = -cosine(A, Y, j, largest(A, j), largest(Y, j));
            }
        }

        @Override
        void derivative(Matrix A, Matrix Y, Matrix dA) {
            for (int j = 0; j < A.columns(); j++) {
                double a = largest(A, j);
                double y = largest(Y, j);
                double cosine = cosine(A, Y, j, a, y);
                double normA = Math.sqrt(squares(A, j, a));
                double normY = Math.sqrt(squares(Y, j, y));
                for (int i = 0; i < A.rows(); i++) {
                    double direction = cosine * (A.get(i, j) / a / normA) - Y.get(i, j) / y / normY;
                    dA.set(i, j, a == 0 ? 0 : direction / normA / a);
                }
            }
        }

        private static double cosine(Matrix A, Matrix Y, int j, double a, double y) {
            if (a == 0) {
                return 0;
            }
            double inner = 0;
            for (int i = 0; i < A.rows(); i++) {
                inner += A.get(i, j) / a * (Y.get(i, j) / y);
            }
            return inner / (Math.sqrt(squares(A, j, a)) * Math.sqrt(squares(Y, j, y)));
        }

        /** Σ (x / scale)², down the column. */
        private static double squares(Matrix M, int j, double scale) {
            double sum = 0;
            for (int i = 0; i < M.rows(); i++) {
                double x = M.get(i, j) / scale;
                sum += x * x;
            }
            return sum;
        }

        /** max |x|; NaN, if one is NaN. */
        private static double largest(Matrix M, int j) {
            double largest = 0;
            for (int i = 0; i < M.rows(); i++) {
                largest = Math.max(largest, Math.abs(M.get(i, j)));
            }
            return largest;
        }

        @Override
        public void requireTargets(Matrix Y) {
            Objects.requireNonNull(Y, "Y");
            Targets.require(name(), Y, "finite", Double::isFinite);
            for (int j = 0; j < Y.columns(); j++) {
                if (largest(Y, j) == 0) {
                    throw new IllegalArgumentException(name()
                            + ": the targets of an example must not all be 0, which has no direction; those of example "
                            + j + " are");
                }
            }
        }
    }
}
