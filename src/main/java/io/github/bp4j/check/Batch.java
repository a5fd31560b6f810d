package io.github.bp4j.check;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.util.stream.IntStream;

/** The examples of a check; the weights, (1, m), are null where all count alike. */
record Batch(Matrix X, Matrix Y, Matrix weights) {
    /** The examples that are present: without those of weight 0, if there are others and the widths are equal. */
    static Batch present(Matrix X, Matrix Y, Matrix weights) {
        if (weights == null || weights.columns() != X.columns() || Y.columns() != X.columns()) {
            return new Batch(X, Y, weights); // for the network to refuse
        }
        int[] present = IntStream.range(0, X.columns())
                .filter(j -> weights.get(0, j) != 0)
                .toArray();
        return present.length == 0 || present.length == X.columns()
                ? new Batch(X, Y, weights)
                : new Batch(columns(X, present), columns(Y, present), columns(weights, present));
    }

    private static Matrix columns(Matrix M, int[] columns) {
        Matrix chosen = Matrix.zeros(M.rows(), columns.length);
        for (int i = 0; i < M.rows(); i++) {
            for (int j = 0; j < columns.length; j++) {
                chosen.set(i, j, M.get(i, columns[j]));
            }
        }
        return chosen;
    }

    /** The pass of training. */
    void forward(Network network) {
        if (weights == null) {
            network.forward(X);
        } else {
            network.forward(X, weights);
        }
    }
}
