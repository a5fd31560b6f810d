package io.github.bp4j.data;

import io.github.bp4j.Matrix;

/**
 * A mini-batch, one column an example.
 *
 * @param X (n_0, m)
 * @param Y (n_L, m)
 */
public record Batch(Matrix X, Matrix Y) {}
