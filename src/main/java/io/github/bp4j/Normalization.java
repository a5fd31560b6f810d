package io.github.bp4j;

import io.github.bp4j.internal.kernel.Compute;

/**
 * What stands between the linear part of a layer and g: Z̃ = γ * Ẑ + β, where Ẑ is Z without its mean and over its
 * standard deviation, those of a neuron over the batch ({@link BatchNormalization}) or of an example over the neurons
 * ({@link LayerNormalization}). γ and β, (n, 1), are parameters: windows on θ, as W and b are.
 *
 * <p>The labels (BN1) … and (LN1) … are those of docs/backpropagation.md. dZ̃ and dZ are m ∂J₀/∂Z̃ and m ∂J₀/∂Z, with J₀
 * the cost without regularisation.
 */
abstract class Normalization {
    final Algebra algebra;
    final double epsilon;
    final Matrix gamma; //   (n, 1)  γ
    final Matrix beta; //    (n, 1)  β
    final Matrix dGamma; //  (n, 1)  ∂J/∂γ
    final Matrix dBeta; //   (n, 1)  ∂J/∂β
    final Matrix Zhat; //    (n, m)  Ẑ
    final Matrix Ztilde; //  (n, m)  Z̃
    final Matrix dZtilde; // (n, m)  m ∂J₀/∂Z̃
    Matrix dZ; //            (n, m)  of the layer, to be filled
    boolean frozen; //       in the last pass of training: γ and β have no gradient
    private final Compute.Task backwardToParameters = this::backwardToParameters;

    /** With γ = 1 and β = 0 as windows on theta, γ first, from offset on. */
    Normalization(int units, double epsilon, Algebra algebra, double[] theta, double[] dTheta, int offset) {
        this.algebra = algebra;
        this.epsilon = epsilon;
        gamma = Matrix.window(theta, offset, units, 1);
        beta = Matrix.window(theta, offset + units, units, 1);
        dGamma = Matrix.window(dTheta, offset, units, 1);
        dBeta = Matrix.window(dTheta, offset + units, units, 1);
        Zhat = Matrix.zeros(units, 1);
        Ztilde = Matrix.zeros(units, 1);
        dZtilde = Matrix.zeros(units, 1);
        for (int i = 0; i < units; i++) {
            gamma.set(i, 0, 1);
        }
    }

    /** From Z to Z̃, both (n, m): the pass of training, with the weights of its examples, null for none. */
    final void forward(Matrix Z, SampleWeights weights, boolean frozen) {
        this.frozen = frozen;
        reshape(Z.columns());
        forward(Z, weights);
    }

    /** The same, for caches that have the width of Z. */
    abstract void forward(Matrix Z, SampleWeights weights);

    /** What a pass of training moves besides, once all layers have succeeded. */
    void endPass() {}

    /** From dZ̃ to dγ, dβ, (n, 1), and dZ, (n, m). */
    final void backward(Matrix dZ) {
        this.dZ = dZ;
        if (!frozen) {
            algebra.split(dZ.rows(), dZ.size(), backwardToParameters);
        }
        backwardToZ();
    }

    /** dγ and dβ of the neurons [from, to); dZ holds the products meanwhile. */
    private void backwardToParameters(int from, int to) {
        int m = dZ.columns();
        multiply(dZtilde.data, Zhat.data, dZ.data, from * m, to * m);
        algebra.kernel().rowMeans(dZ.data, m, dGamma.data, dGamma.offset, from, to); // (BN5) dγ = 1/m Σ_i dZ̃(i) * Ẑ(i)
        algebra.kernel().rowMeans(dZtilde.data, m, dBeta.data, dBeta.offset, from, to); // (BN6) dβ = 1/m Σ_i dZ̃(i)
    }

    /** From dZ̃, dγ and dβ to dZ. */
    abstract void backwardToZ();

    /** The pass of prediction, with what it depends on as it is now. */
    abstract Frozen freeze();

    private void reshape(int m) {
        Zhat.reshape(m);
        Ztilde.reshape(m);
        dZtilde.reshape(m);
    }

    final boolean overwrites(Matrix X) {
        return X.data == Zhat.data || X.data == Ztilde.data || X.data == dZtilde.data;
    }

    private static void multiply(double[] x, double[] y, double[] products, int from, int to) {
        for (int i = from; i < to; i++) {
            products[i] = x[i] * y[i];
        }
    }

    /** Normalisation in the pass of prediction, an example at a time or many: the bits are the same. Never changes. */
    interface Frozen {
        /**
         * Z ← Z̃, for a Z that fills its array from index 0 on: its part [from, to) of {@link #extent}.
         *
         * @param mean as many elements as Z has columns, to work in
         * @param s likewise
         */
        void apply(Matrix Z, double[] mean, double[] s, int from, int to);

        /** From dZ̃ to dZ, in place, of a prediction with this Z = W A_prev + b, which is overwritten. */
        void backward(Matrix Z, Matrix dZ);

        /** How many pieces of independent work Z holds: its rows, or its columns. */
        int extent(Matrix Z);
    }
}
