package io.github.bp4j;

/**
 * The mask of a layer's dropout: A = D * G, where each element of D is 0 with probability p, else 1/(1 − p), so that the
 * expected A is G. Source: Srivastava et al., <em>Dropout: a simple way to prevent neural networks from overfitting</em>
 * (2014), in the inverted form: nothing is left to be done in a prediction.
 *
 * <p>Element i of D, row by row, is 0 where number i of the stream (seed, "dropout", layer, pass) is below p.
 */
final class Dropout {
    private final double p;
    private final long seed;
    private final int layer;
    private final Algebra algebra;
    private final Matrix D; // (n, m)

    /** Of layer l with n units, or of the inputs, l = 0. */
    Dropout(double p, long seed, int layer, int units, Algebra algebra) {
        this.p = p;
        this.seed = seed;
        this.layer = layer;
        this.algebra = algebra;
        D = Matrix.zeros(units, 1);
    }

    /** Draws the D of the pass, and A = D * G; A may be G. */
    void forward(Matrix G, Matrix A, long pass) {
        D.reshape(G.columns());
        algebra.drop(p, SplitMix64.key(seed, "dropout", layer, pass), D, G, A);
    }

    /** dG = D * dA; dG may be dA. */
    void backward(Matrix dA, Matrix dG) {
        dG.reshape(D.columns());
        algebra.hadamard(D, dA, dG);
    }

    double p() {
        return p;
    }

    /** D of the last forward pass, (n, m). */
    Matrix D() {
        return D;
    }
}
