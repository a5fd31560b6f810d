package io.github.bp4j;

import static io.github.bp4j.internal.kernel.CanonicalNormalization.isDoubtful;
import static io.github.bp4j.internal.kernel.CanonicalNormalization.moderate;
import static io.github.bp4j.internal.kernel.CanonicalNormalization.normalize;

import io.github.bp4j.internal.kernel.Compute;
import java.util.Arrays;

/**
 * Normalisation of each example over the neurons: the same in training and prediction, and in any batch. Source: Ba,
 * Kiros and Hinton, <em>Layer normalization</em> (2016).
 *
 * <p>A column of Z is an example, so that sums go down the columns, in the order of the rows, many columns at a time.
 */
final class LayerNormalization extends Normalization {
    private double[] mean = {}; // μ of each example; backward the mean of γ * dZ̃
    private double[] s = {}; //    1 / √(σ² + ε) of each example
    private double[] inner = {}; // backward the mean of γ * dZ̃ * Ẑ
    private Matrix Z; //           of the pass that runs
    private final Compute.Task forward = this::forward;
    private final Compute.Task backwardToZ = this::backwardToZ;

    LayerNormalization(int units, double epsilon, Algebra algebra, double[] theta, double[] dTheta, int offset) {
        super(units, epsilon, algebra, theta, dTheta, offset);
    }

    // ---------------------------------------------------------------- training

    @Override
    void forward(Matrix Z, SampleWeights weights) {
        this.Z = Z;
        int m = Z.columns();
        if (mean.length < m) {
            mean = new double[m];
            s = new double[m];
            inner = new double[m];
        }
        algebra.split(m, Z.size(), forward);
    }

    private void forward(int from, int to) {
        int m = Z.columns();
        statistics(Z, Zhat.data, epsilon, mean, s, from, to);
        for (int i = 0; i < Z.rows(); i++) {
            double gammaI = gamma.data[gamma.offset + i];
            double betaI = beta.data[beta.offset + i];
            scale(Zhat.data, s, gammaI, betaI, Ztilde.data, i * m, from, to);
        }
        System.arraycopy(mean, from, s, from, to - from);
    }

    /**
     * The deviations Z − μ, and s = 1 / √(σ² + ε), of the examples [from, to). Where ordinary sums do not suffice, Ẑ in
     * place of the deviations, and 1 in place of s. In the end {@code mean} holds 1 / √(σ² + ε) of all of them.
     */
    private static void statistics(
            Matrix Z, double[] deviations, double epsilon, double[] mean, double[] s, int from, int to) {
        int n = Z.rows();
        int m = Z.columns();
        Arrays.fill(mean, from, to, 0);
        for (int i = 0; i < n; i++) {
            add(Z.data, mean, i * m, from, to);
        }
        for (int j = from; j < to; j++) {
            mean[j] = moderate(mean[j] / n); //                           (LN1) μ = 1/n Σ_r Z_r
        }
        Arrays.fill(s, from, to, 0);
        for (int i = 0; i < n; i++) {
            centre(Z.data, mean, deviations, s, i * m, from, to);
        }
        for (int j = from; j < to; j++) {
            double variance = s[j] / n; //                              (LN2) σ² = 1/n Σ_r (Z_r − μ)²
            if (isDoubtful(mean[j], variance, epsilon, n)) {
                s[j] = 1;
                mean[j] = normalize(deviations, deviations, j, m, n, epsilon, mean, mean, j);
            } else {
                s[j] = 1 / Math.sqrt(variance + epsilon);
                mean[j] = s[j];
            }
        }
    }

    private static void add(double[] x, double[] sums, int row, int from, int to) {
        for (int j = from; j < to; j++) {
            sums[j] += x[row + j];
        }
    }

    private static void centre(
            double[] x, double[] mean, double[] deviations, double[] squares, int row, int from, int to) {
        for (int j = from; j < to; j++) {
            double d = x[row + j] - mean[j];
            deviations[row + j] = d;
            squares[j] = Math.fma(d, d, squares[j]);
        }
    }

    /** From the deviations to Ẑ, in their place, and Z̃. */
    private static void scale(
            double[] zhat, double[] s, double gamma, double beta, double[] ztilde, int row, int from, int to) {
        for (int j = from; j < to; j++) {
            double normalised = zhat[row + j] * s[j]; //                (LN3) Ẑ = (Z − μ) / √(σ² + ε)
            zhat[row + j] = normalised;
            ztilde[row + j] = Math.fma(gamma, normalised, beta); //     (LN4) Z̃ = γ * Ẑ + β
        }
    }

    @Override
    void backwardToZ() {
        algebra.split(dZ.columns(), dZ.size(), backwardToZ);
    }

    private void backwardToZ(int from, int to) {
        backwardToZ(dZtilde, Zhat, gamma.data, gamma.offset, mean, inner, s, dZ, from, to);
    }

    /** From dZ̃ to dZ, which may be the same, of the examples [from, to). */
    private static void backwardToZ(
            Matrix dZtilde,
            Matrix Zhat,
            double[] gamma,
            int gammaFrom,
            double[] mean,
            double[] inner,
            double[] s,
            Matrix dZ,
            int from,
            int to) {
        int n = dZ.rows();
        int m = dZ.columns();
        Arrays.fill(mean, from, to, 0);
        Arrays.fill(inner, from, to, 0);
        for (int i = 0; i < n; i++) {
            addProducts(dZtilde.data, Zhat.data, gamma[gammaFrom + i], mean, inner, i * m, from, to);
        }
        for (int j = from; j < to; j++) {
            mean[j] /= n;
            inner[j] /= n;
        }
        for (int i = 0; i < n; i++) {
            double gammaI = gamma[gammaFrom + i];
            backward(dZtilde.data, Zhat.data, gammaI, mean, inner, s, dZ.data, i * m, from, to);
        }
    }

    private static void addProducts(
            double[] dztilde, double[] zhat, double gamma, double[] sum, double[] inner, int row, int from, int to) {
        for (int j = from; j < to; j++) {
            double dzhat = gamma * dztilde[row + j];
            sum[j] += dzhat;
            inner[j] = Math.fma(dzhat, zhat[row + j], inner[j]);
        }
    }

    private static void backward(
            double[] dztilde,
            double[] zhat,
            double gamma,
            double[] mean,
            double[] inner,
            double[] s,
            double[] dz,
            int row,
            int from,
            int to) {
        for (int j = from; j < to; j++) {
            double dzhat = gamma * dztilde[row + j];
            dz[row + j] = s[j] * Math.fma(-inner[j], zhat[row + j], dzhat - mean[j]); // (LN7)
        }
    }

    // ---------------------------------------------------------------- prediction

    @Override
    Frozen freeze() {
        return new FrozenLayerNormalization(gamma.toArray(), beta.toArray(), epsilon);
    }

    /** The operations of training, in place. */
    private static final class FrozenLayerNormalization implements Frozen {
        private final double[] gamma;
        private final double[] beta;
        private final double epsilon;

        FrozenLayerNormalization(double[] gamma, double[] beta, double epsilon) {
            this.gamma = gamma;
            this.beta = beta;
            this.epsilon = epsilon;
        }

        @Override
        public void apply(Matrix Z, double[] mean, double[] s, int from, int to) {
            int m = Z.columns();
            statistics(Z, Z.data, epsilon, mean, s, from, to);
            for (int i = 0; i < gamma.length; i++) {
                scale(Z.data, s, gamma[i], beta[i], Z.data, i * m, from, to);
            }
        }

        @Override
        public void backward(Matrix Z, Matrix dZ) {
            int m = Z.columns();
            double[] mean = new double[m];
            double[] s = new double[m];
            statistics(Z, Z.data, epsilon, mean, s, 0, m);
            for (int k = 0; k < Z.size(); k++) {
                Z.data[k] *= s[k % m];
            }
            System.arraycopy(mean, 0, s, 0, m);
            backwardToZ(dZ, Z, gamma, 0, mean, new double[m], s, dZ, 0, m);
        }

        @Override
        public int extent(Matrix Z) {
            return Z.columns();
        }
    }
}
