package io.github.bp4j.data;

import io.github.bp4j.Matrix;
import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import java.util.Objects;

/**
 * A mini-batch, one column an example.
 *
 * @param X (n_0, m)
 * @param Y (n_L, m)
 * @param weights (1, m), w of each example: 1 where they have none of their own
 * @param schema the names of features and classes, as far as they are known
 */
public record Batch(Matrix X, Matrix Y, Matrix weights, Schema schema) {
    /**
     * Checks.
     *
     * @throws ShapeException unless there is a column of Y and a weight for each column of X
     */
    public Batch {
        Objects.requireNonNull(X, "X");
        Objects.requireNonNull(Y, "Y");
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(schema, "schema");
        if (Y.columns() != X.columns() || weights.rows() != 1 || weights.columns() != X.columns()) {
            throw new ShapeException(
                    "a batch: X is " + shape(X) + ", Y is " + shape(Y) + ", weights is " + shape(weights) + "; Y of "
                            + X.columns() + " columns and weights of 1×" + X.columns() + " are needed");
        }
    }

    private static String shape(Matrix M) {
        return M.rows() + "×" + M.columns();
    }

    /**
     * Examples whose features and classes have no names.
     *
     * @throws ShapeException unless there is a column of Y and a weight for each column of X
     */
    public Batch(Matrix X, Matrix Y, Matrix weights) {
        this(X, Y, weights, Schema.NONE);
    }

    /**
     * Examples that all count alike, with the weight 1.
     *
     * @throws ShapeException unless there is a column of Y for each column of X
     */
    public Batch(Matrix X, Matrix Y) {
        this(X, Y, Matrix.zeros(1, Objects.requireNonNull(X, "X").columns()).map(zero -> 1));
    }
}
