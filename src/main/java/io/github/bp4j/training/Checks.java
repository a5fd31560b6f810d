package io.github.bp4j.training;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.ShapeException;
import java.util.Objects;

/** What is refused at the door of training, and the words for it. */
final class Checks {
    private Checks() {}

    static void requireTrainable(String operation, Network network) {
        if (network.trainableParameters() == 0) {
            throw new IllegalStateException(operation + ": every layer of the network is frozen, so there is nothing to"
                    + " train; unfreeze() one of them");
        }
    }

    /** X (n_0, m), finite, and Y (n_L, m) with targets that the loss has a meaning for. */
    static void requireBatch(Network network, Matrix X, Matrix Y) {
        requireShapes(network, X, Y);
        X.requireFinite("fitBatch: X", null);
        network.loss().requireTargets(Y);
    }

    /** Likewise, with weights (1, m), finite, at least 0, and not all 0; examples of weight 0 may hold anything. */
    static void requireBatch(Network network, Matrix X, Matrix Y, Matrix weights) {
        requireShapes(network, X, Y);
        requireWeights(weights, X.columns());
        X.requireFinite("fitBatch: X", weights);
        network.loss().requireTargets(Y, weights);
    }

    private static void requireShapes(Network network, Matrix X, Matrix Y) {
        Objects.requireNonNull(X, "X");
        Objects.requireNonNull(Y, "Y");
        requireShape("X", X, network.inputs(), X.columns());
        requireShape("Y", Y, network.outputs(), X.columns());
    }

    private static void requireWeights(Matrix weights, int m) {
        requireShape("weights", Objects.requireNonNull(weights, "weights"), 1, m);
        boolean present = false;
        for (int j = 0; j < m; j++) {
            double w = weights.get(0, j);
            if (!(w >= 0 && w < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the weight of example " + j + " is " + w + "; every weight must be finite and at least 0");
            }
            present |= w > 0;
        }
        if (!present) {
            throw new IllegalArgumentException("every weight of the batch is 0; at least one must be above 0");
        }
    }

    private static void requireShape(String name, Matrix M, int rows, int columns) {
        if (M.rows() != rows || M.columns() != columns) {
            throw new ShapeException("fitBatch: " + name + " is " + M.rows() + "×" + M.columns() + "; " + rows + "×"
                    + columns + " is needed");
        }
    }
}
