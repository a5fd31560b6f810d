package io.github.bp4j.data;

import io.github.bp4j.Matrix;

/**
 * A mini-batch, one column an example.
 *
 * @param X (n_0, m)
 * @param Y (n_L, m)
 * @param weights (1, m), w of each example: 1 where they have none of their own
 */
public record Batch(Matrix X, Matrix Y, Matrix weights) {
    /** Examples that all count alike, with the weight 1. */
    public Batch(Matrix X, Matrix Y) {
        this(X, Y, Matrix.zeros(1, X.columns()).map(zero -> 1));
    }
}
