package io.github.bp4j.check;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;

/**
 * Backpropagation of the squared error in plain loops, right or with one of the classic mistakes made in one layer:
 * what a learner's own program may look like. It reads W, b and g of the network and nothing else.
 */
final class PlainBackward {
    /** What is done wrongly. */
    enum Mistake {
        NONE,
        /** dW = dZ A_prevᵀ, db = Σ dZ. */
        ONE_OVER_M_FORGOTTEN,
        /** dW = 1/m² dZ A_prevᵀ, db = 1/m² Σ dZ. */
        ONE_OVER_M_TWICE,
        /** dZ = dA * g′(A). */
        DERIVATIVE_AT_A,
        /** dA_prev = W dZ. */
        W_NOT_TRANSPOSED,
        /** db_k = 1/m Σ_r dZ_rk: over the neurons. */
        DB_OVER_THE_WRONG_AXIS,
        /** db = 1/m dZ of the first example. */
        DB_NOT_SUMMED,
        /** dA_prev = (W − α dW)ᵀ dZ. */
        W_UPDATED_TOO_EARLY,
        /** dZ[L] = A[L] − Y, which is that of cross-entropy. */
        LOSS_OF_ANOTHER,
        /** dZ = dA where Z is below 0, else 0. */
        RELU_SIGN,
        /** dW of dZ(i) and the A_prev of the next example. */
        COLUMNS_MIXED_UP
    }

    private final Network network;
    private final Mistake mistake;
    private final int where;

    /** With the mistake in this layer, counted from 1. */
    PlainBackward(Network network, Mistake mistake, int where) {
        this.network = network;
        this.mistake = mistake;
        this.where = where;
    }

    /** ∂J/∂θ, layer by layer W, then b. */
    double[] gradient(Matrix X, Matrix Y) {
        int L = network.layers().size();
        int m = X.columns();
        Matrix[] A = new Matrix[L + 1];
        Matrix[] Z = new Matrix[L + 1];
        A[0] = X;
        for (int l = 1; l <= L; l++) {
            Z[l] = linear(network.layer(l), A[l - 1]);
            A[l] = network.layer(l).activation().g(Z[l]);
        }

        double[] gradient = new double[network.parameters().length];
        int end = gradient.length;
        Matrix dA = A[L].minus(Y);
        for (int l = L; l >= 1; l--) {
            Layer layer = network.layer(l);
            Matrix dZ = dZ(layer, dA, Z[l], A[l]);
            double divisor = is(Mistake.ONE_OVER_M_FORGOTTEN, l) ? 1 : is(Mistake.ONE_OVER_M_TWICE, l) ? m * m : m;
            int shift = is(Mistake.COLUMNS_MIXED_UP, l) ? 1 : 0;
            Matrix dW = Matrix.zeros(layer.units(), layer.inputs());
            double[] db = new double[layer.units()];
            for (int r = 0; r < layer.units(); r++) {
                for (int i = 0; i < m; i++) {
                    for (int s = 0; s < layer.inputs(); s++) {
                        double product = dZ.get(r, i) * A[l - 1].get(s, (i + shift) % m);
                        dW.set(r, s, dW.get(r, s) + product / divisor);
                    }
                    if (is(Mistake.DB_OVER_THE_WRONG_AXIS, l)) {
                        db[i] += dZ.get(r, i) / divisor;
                    } else if (i == 0 || !is(Mistake.DB_NOT_SUMMED, l)) {
                        db[r] += dZ.get(r, i) / divisor;
                    }
                }
            }
            dA = dA_prev(layer, dZ, dW);
            end -= layer.units() * layer.inputs() + layer.units();
            System.arraycopy(dW.toArray(), 0, gradient, end, layer.units() * layer.inputs());
            System.arraycopy(db, 0, gradient, end + layer.units() * layer.inputs(), layer.units());
        }
        return gradient;
    }

    private static Matrix linear(Layer layer, Matrix A_prev) {
        Matrix Z = Matrix.zeros(layer.units(), A_prev.columns());
        for (int r = 0; r < layer.units(); r++) {
            for (int i = 0; i < A_prev.columns(); i++) {
                double z = layer.b().get(r, 0);
                for (int s = 0; s < layer.inputs(); s++) {
                    z += layer.W().get(r, s) * A_prev.get(s, i);
                }
                Z.set(r, i, z);
            }
        }
        return Z;
    }

    private Matrix dZ(Layer layer, Matrix dA, Matrix Z, Matrix A) {
        if (is(Mistake.LOSS_OF_ANOTHER, layer.number())) {
            return dA;
        }
        if (is(Mistake.RELU_SIGN, layer.number())) {
            return dA.hadamard(Z.map(z -> z < 0 ? 1 : 0));
        }
        return dA.hadamard(layer.activation().gPrime(is(Mistake.DERIVATIVE_AT_A, layer.number()) ? A : Z));
    }

    private Matrix dA_prev(Layer layer, Matrix dZ, Matrix dW) {
        Matrix W = is(Mistake.W_UPDATED_TOO_EARLY, layer.number()) ? layer.W().minus(dW.scale(0.1)) : layer.W();
        boolean transposed = !is(Mistake.W_NOT_TRANSPOSED, layer.number());
        Matrix dA_prev = Matrix.zeros(layer.inputs(), dZ.columns());
        for (int s = 0; s < layer.inputs(); s++) {
            for (int i = 0; i < dZ.columns(); i++) {
                double sum = 0;
                for (int r = 0; r < layer.units(); r++) {
                    sum += (transposed ? W.get(r, s) : W.get(s, r)) * dZ.get(r, i);
                }
                dA_prev.set(s, i, sum);
            }
        }
        return dA_prev;
    }

    private boolean is(Mistake mistake, int layer) {
        return this.mistake == mistake && where == layer;
    }
}
