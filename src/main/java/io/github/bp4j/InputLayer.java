package io.github.bp4j;

/**
 * Layer 0 of the training pass: A[0] = D * (X + σ N), where N is normal with mean 0 and variance 1 and D is the mask of
 * {@link Dropout}; X itself where neither is asked for. X is not written.
 *
 * <p>Element i of N, row by row, is Φ⁻¹(u), {@link NormalQuantile}, with the u in (0, 1) that is number i of the stream
 * (seed, "input noise", 0, pass).
 */
final class InputLayer {
    private final double noise; //     σ
    private final long seed;
    private final Dropout dropout; //  null for none
    private final Algebra algebra;
    private final Matrix A; //         (n_0, m), where it is not X

    InputLayer(int inputs, double noise, double dropout, long seed, Algebra algebra) {
        this.noise = noise;
        this.seed = seed;
        this.algebra = algebra;
        this.dropout = dropout > 0 ? new Dropout(dropout, seed, 0, inputs, algebra) : null;
        A = Matrix.zeros(inputs, 1);
    }

    /** From X to A[0], both (n_0, m). */
    Matrix forward(Matrix X, long pass) {
        Matrix A_0 = X;
        if (noise > 0) {
            A.reshape(X.columns());
            algebra.addNoise(noise, SplitMix64.key(seed, "input noise", 0, pass), X, A);
            A_0 = A;
        }
        if (dropout != null) {
            A.reshape(X.columns());
            dropout.forward(A_0, A, pass);
            A_0 = A;
        }
        return A_0;
    }

    /** A[0] with finite values alone in the columns of absent examples; X stays as it is. */
    Matrix makeAbsentFinite(Matrix A_0, SampleWeights weights) {
        if (weights.isAbsentFinite(A_0)) {
            return A_0;
        }
        if (A_0.data != A.data) {
            A.reshape(A_0.columns());
            System.arraycopy(A_0.data, A_0.offset, A.data, 0, A_0.size());
        }
        weights.makeAbsentFinite(A);
        return A;
    }

    /** From ∂ℒ/∂A[0] to ∂ℒ/∂X, in place. */
    void backward(Matrix dA) {
        if (dropout != null) {
            dropout.backward(dA, dA);
        }
    }

    double noise() {
        return noise;
    }

    double dropout() {
        return dropout == null ? 0 : dropout.p();
    }

    /** Whether a pass writes to the array of X. */
    boolean overwrites(Matrix X) {
        return X.data == A.data || (dropout != null && X.data == dropout.D().data);
    }
}
