package io.github.bp4j;

import io.github.bp4j.internal.kernel.CanonicalNormalization;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernel;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Normalisation of each neuron over the batch. Source: Ioffe and Szegedy, <em>Batch normalization: accelerating deep
 * network training by reducing internal covariate shift</em> (2015).
 *
 * <p>The pass of training takes mean and variance of the batch, and lets the running ones follow; the pass of prediction
 * takes the running ones. A row of Z is a neuron, so that everything here goes along rows.
 *
 * <p>With sample weights every mean over the examples is weighted: μ = Σ w Z / Σ w, σ² = Σ w (Z − μ)² / Σ w. Z(k)
 * enters μ and σ² with the share w_k / Σ w, so (BN7) subtracts w_k / w̄ times what it subtracts without weights.
 */
final class BatchNormalization extends Normalization {
    /** Rows are taken in groups of about so many elements, which stay in the cache from one loop to the next. */
    private static final int ELEMENTS_AT_A_TIME = 4096;

    final double momentum;
    final Matrix runningMean; //     (n, 1)
    final Matrix runningVariance; // (n, 1)
    private final double[] mean; //     μ of the batch
    private final double[] variance; // σ² of the batch
    private final double[] s; //        1 / √(σ² + ε)
    private double counted; //          n: the examples of the last pass, or Σ w
    private Matrix Z; //                of the pass that runs
    private SampleWeights weights; //   of the last pass, null for none
    private final AtomicBoolean warned = new AtomicBoolean();
    private final Compute.Task forward = this::forward;
    private final Compute.Task backwardToZ = this::backwardToZ;
    private double[] scale; //          γ / √(σ² + ε) with the running σ², where the layer is frozen
    private double[] shift; //          β − μ scale
    private final Compute.Task forwardFrozen = this::forwardFrozen;
    private final Compute.Task backwardFrozen = this::backwardFrozen;

    BatchNormalization(
            int units, double epsilon, double momentum, Algebra algebra, double[] theta, double[] dTheta, int offset) {
        super(units, epsilon, algebra, theta, dTheta, offset);
        this.momentum = momentum;
        mean = new double[units];
        variance = new double[units];
        s = new double[units];
        runningMean = Matrix.zeros(units, 1);
        runningVariance = Matrix.zeros(units, 1);
        Arrays.fill(runningVariance.data, 1);
    }

    // ---------------------------------------------------------------- training

    @Override
    void forward(Matrix Z, SampleWeights weights) {
        this.Z = Z;
        this.weights = weights;
        if (frozen && scale == null) {
            scale = new double[mean.length];
            shift = new double[mean.length];
        }
        algebra.split(Z.rows(), Z.size(), frozen ? forwardFrozen : forward);
    }

    private void forward(int from, int to) {
        int group = Math.max(1, ELEMENTS_AT_A_TIME / Z.columns());
        for (int i = from; i < to; i += group) {
            forwardGroup(i, Math.min(i + group, to));
        }
    }

    private void forwardGroup(int from, int to) {
        int m = Z.columns();
        Kernel kernel = algebra.kernel();
        double[] deviations = Zhat.data;
        double[] squares = Ztilde.data;
        means(kernel, Z.data, mean, from, to); //                       (BN1) μ = 1/m Σ_i Z(i)
        for (int i = from; i < to; i++) {
            centre(Z.data, mean[i], deviations, squares, i * m, i * m + m);
        }
        means(kernel, squares, variance, from, to); //                  (BN2) σ² = 1/m Σ_i (Z(i) − μ)²
        for (int i = from; i < to; i++) {
            double factor = 1 / Math.sqrt(variance[i] + epsilon);
            s[i] = factor;
            if (CanonicalNormalization.isDoubtful(mean[i], variance[i], epsilon, additions(m))) {
                s[i] = normalizeWithCare(i, m);
                factor = 1; // for Ẑ, which stands where the deviations stood
            }
            double gammaI = gamma.data[gamma.offset + i];
            double betaI = beta.data[beta.offset + i];
            scale(deviations, factor, Zhat.data, gammaI, betaI, Ztilde.data, i * m, i * m + m);
        }
    }

    @Override
    void endPass() {
        counted = weights == null ? Z.columns() : weights.total();
        if (frozen) {
            return;
        }
        for (int i = 0; i < mean.length; i++) {
            follow(i, momentum);
        }
    }

    /** Whether there was a pass of training. */
    boolean hasBatch() {
        return counted > 0;
    }

    /** The running values become those of the last pass; if frozen, they stay. */
    void adoptBatch() {
        for (int i = 0; !frozen && i < mean.length; i++) {
            follow(i, 1);
        }
    }

    /**
     * The means of the rows [from, to) of x, weighted where the examples have weights; Z̃ holds the products meanwhile.
     */
    private void means(Kernel kernel, double[] x, double[] means, int from, int to) {
        int m = Z.columns();
        if (weights == null) {
            kernel.rowMeans(x, m, means, 0, from, to);
            return;
        }
        for (int i = from; i < to; i++) {
            means[i] = weights.mean(kernel, x, Ztilde.data, i * m);
        }
    }

    /** Ẑ, μ and σ² of row i where the ordinary sums would lose digits; returns 1 / √(σ² + ε). */
    private double normalizeWithCare(int i, int m) {
        double[] z = Z.data;
        double[] zhat = Zhat.data;
        return weights == null
                ? CanonicalNormalization.normalize(z, zhat, i * m, 1, m, epsilon, mean, variance, i)
                : CanonicalNormalization.normalize(
                        z, zhat, i * m, 1, m, epsilon, weights.shares(), weights.sum(), mean, variance, i);
    }

    /** The most additions that an element takes part in: in its partial sum, to the other seven, and of blocks. */
    private static int additions(int m) {
        return Math.min(m, 4096) / 8 + 3 + m / 4096;
    }

    private static void centre(double[] x, double mean, double[] deviations, double[] squares, int from, int to) {
        for (int k = from; k < to; k++) {
            double d = x[k] - mean;
            deviations[k] = d;
            squares[k] = d * d;
        }
    }

    private static void scale(
            double[] deviations,
            double s,
            double[] zhat,
            double gamma,
            double beta,
            double[] ztilde,
            int from,
            int to) {
        for (int k = from; k < to; k++) {
            double normalised = deviations[k] * s; //                   (BN3) Ẑ = (Z − μ) / √(σ² + ε)
            zhat[k] = normalised;
            ztilde[k] = Math.fma(gamma, normalised, beta); //           (BN4) Z̃ = γ * Ẑ + β
        }
    }

    /**
     * The running values go a share of the way to those of the n examples, with σ² n / (n − 1); not where Z is not
     * finite.
     */
    private void follow(int i, double share) {
        double unbiased = SampleWeights.unbiased(variance[i], counted);
        if (Double.isFinite(unbiased)) {
            runningMean.data[i] = (1 - share) * runningMean.data[i] + share * mean[i];
            runningVariance.data[i] = (1 - share) * runningVariance.data[i] + share * unbiased;
        } else if (Double.isFinite(mean[i]) && warned.compareAndSet(false, true)) {
            System.getLogger("io.github.bp4j")
                    .log(
                            Level.WARNING,
                            "batch normalization: the variance of unit " + i + " over the batch is above the largest"
                                    + " double, so its running values, which predictions use, do not follow; scale the"
                                    + " inputs");
        }
    }

    @Override
    void backwardToZ() {
        algebra.split(dZ.rows(), dZ.size(), frozen ? backwardFrozen : backwardToZ);
    }

    private void backwardToZ(int from, int to) {
        int m = dZ.columns();
        for (int i = from; i < to; i++) {
            double factor = gamma.data[gamma.offset + i] * s[i];
            double dGammaI = dGamma.data[dGamma.offset + i];
            double dBetaI = dBeta.data[dBeta.offset + i];
            if (weights == null) {
                backward(dZtilde.data, Zhat.data, factor, dGammaI, dBetaI, dZ.data, i * m, i * m + m);
            } else {
                backward(dZtilde.data, Zhat.data, factor, dGammaI, dBetaI, weights.factors(), dZ.data, i * m, m);
            }
        }
    }

    private static void backward(
            double[] dztilde,
            double[] zhat,
            double factor,
            double dGamma,
            double dBeta,
            double[] dz,
            int from,
            int to) {
        for (int k = from; k < to; k++) { //                            (BN7) dZ = γ/√(σ² + ε) * (dZ̃ − dβ − dγ * Ẑ)
            dz[k] = factor * Math.fma(-dGamma, zhat[k], dztilde[k] - dBeta);
        }
    }

    private static void backward(
            double[] dztilde,
            double[] zhat,
            double factor,
            double dGamma,
            double dBeta,
            double[] weights,
            double[] dz,
            int from,
            int m) {
        for (int j = 0; j < m; j++) { //              (BN7) dZ = γ/√(σ² + ε) * (dZ̃ − w/w̄ dβ − w/w̄ dγ * Ẑ)
            int k = from + j;
            double w = weights[j];
            dz[k] = factor * Math.fma(-(w * dGamma), zhat[k], dztilde[k] - w * dBeta);
        }
    }

    // ---------------------------------------------------------------- training of a frozen layer

    /** The bits of the pass of prediction, and Ẑ beside them. */
    private void forwardFrozen(int from, int to) {
        int m = Z.columns();
        fillAffine(scale, shift, from, to);
        for (int i = from; i < to; i++) {
            double mean = runningMean.data[i];
            double factor = 1 / Math.sqrt(runningVariance.data[i] + epsilon);
            normalizeFrozen(Z.data, mean, factor, scale[i], shift[i], Zhat.data, Ztilde.data, i * m, i * m + m);
        }
    }

    private static void normalizeFrozen(
            double[] z,
            double mean,
            double factor,
            double scale,
            double shift,
            double[] zhat,
            double[] ztilde,
            int from,
            int to) {
        for (int k = from; k < to; k++) {
            zhat[k] = (z[k] - mean) * factor;
            ztilde[k] = Math.fma(z[k], scale, shift); //                (BN8)
        }
    }

    private void backwardFrozen(int from, int to) {
        int m = dZ.columns();
        for (int i = from; i < to; i++) {
            multiply(dZtilde.data, scale[i], dZ.data, i * m, i * m + m);
        }
    }

    private static void multiply(double[] dztilde, double scale, double[] dz, int from, int to) {
        for (int k = from; k < to; k++) {
            dz[k] = scale * dztilde[k];
        }
    }

    // ---------------------------------------------------------------- prediction

    @Override
    Frozen freeze() {
        double[] scale = new double[mean.length];
        double[] shift = new double[mean.length];
        fillAffine(scale, shift, 0, mean.length);
        return new FrozenBatchNormalization(scale, shift);
    }

    private void fillAffine(double[] scale, double[] shift, int from, int to) {
        for (int i = from; i < to; i++) {
            scale[i] = gamma.data[gamma.offset + i] / Math.sqrt(runningVariance.data[i] + epsilon);
            shift[i] = Math.fma(-runningMean.data[i], scale[i], beta.data[beta.offset + i]);
        }
    }

    /** (BN8) Z̃ = Z * scale + shift, one fused multiply-add: scale = γ/√(σ² + ε), shift = β − μ * scale. */
    private static final class FrozenBatchNormalization implements Frozen {
        private final double[] scale;
        private final double[] shift;

        FrozenBatchNormalization(double[] scale, double[] shift) {
            this.scale = scale;
            this.shift = shift;
        }

        @Override
        public void apply(Matrix Z, double[] mean, double[] s, int from, int to) {
            int m = Z.columns();
            if (m == 1) {
                applyToOne(Z.data, from, to);
                return;
            }
            for (int i = from; i < to; i++) {
                apply(Z.data, scale[i], shift[i], i * m, i * m + m);
            }
        }

        private void applyToOne(double[] x, int from, int to) {
            for (int i = from; i < to; i++) {
                x[i] = Math.fma(x[i], scale[i], shift[i]);
            }
        }

        private static void apply(double[] x, double scale, double shift, int from, int to) {
            for (int k = from; k < to; k++) {
                x[k] = Math.fma(x[k], scale, shift);
            }
        }

        @Override
        public void backward(Matrix Z, Matrix dZ) {
            int m = Z.columns();
            for (int k = 0; k < dZ.size(); k++) {
                dZ.data[k] *= scale[k / m];
            }
        }

        @Override
        public int extent(Matrix Z) {
            return Z.rows();
        }
    }
}
