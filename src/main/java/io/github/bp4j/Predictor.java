package io.github.bp4j;

import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;

/**
 * A frozen network for inference: the parameters are those at its making, and any number of threads may use it at once.
 * An example's prediction has the same bits alone and in any batch.
 */
public final class Predictor {
    private final FrozenLayer[] layers;
    private final int threads;
    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);

    /** Wᵀ, (n_{l-1}, n_l), so that a single example reads it in order; b, (n_l, 1); g. */
    private record FrozenLayer(Matrix WT, Matrix b, Activation activation) {
        /** A = g(W A_prev + b), where Z has room for it. */
        void forward(Algebra algebra, Matrix A_prev, Matrix Z, Matrix A) {
            algebra.transposedMultiplyAdd(WT, A_prev, b, Z);
            algebra.activate(activation, Z, A);
        }
    }

    Predictor(Network network) {
        layers = network.layers().stream()
                .map(layer -> new FrozenLayer(layer.W().transpose(), layer.b().map(x -> x), layer.activation()))
                .toArray(FrozenLayer[]::new);
        threads = network.threads();
    }

    /**
     * a[L] of one example, n_L values in a new array.
     *
     * @throws ShapeException if x has not n_0 values
     */
    public double[] predict(double... x) {
        double[] out = new double[outputs()];
        predict(x, out);
        return out;
    }

    /**
     * a[L] of one example, written to {@code out}; allocates nothing after a thread's first call.
     *
     * @throws ShapeException if x has not n_0 values or out not n_L
     */
    public void predict(double[] x, double[] out) {
        if (out.length != outputs()) {
            throw new ShapeException(
                    "predict: out has " + out.length + " places; the network has " + outputs() + " outputs");
        }
        double[] a = forward(x).data;
        System.arraycopy(a, 0, out, 0, out.length);
    }

    /**
     * The predicted class of one example: the output unit with the largest a, the first of equals; of a network with one
     * output, 1 where a ≥ 0.5, else 0. An index into {@code Dataset.classes()}.
     *
     * @throws ShapeException if x has not n_0 values
     */
    public int predictClass(double... x) {
        return forward(x).classOfColumn(0);
    }

    /**
     * A[L] of a batch, (n_0, m) → (n_L, m), in a new matrix.
     *
     * @throws ShapeException if X has not n_0 rows
     */
    public Matrix predict(Matrix X) {
        if (X.rows() != inputs()) {
            throw new ShapeException("predict: X is " + X.shape() + "; X.rows (" + X.rows()
                    + ") must equal the network's inputs (" + inputs() + ")");
        }
        Algebra algebra = new Algebra(new Compute(Kernels.kernel(), threads));
        Matrix A_prev = X;
        for (FrozenLayer layer : layers) {
            Matrix Z = Matrix.zeros(layer.b.rows(), X.columns());
            Matrix A = Matrix.zeros(layer.b.rows(), X.columns());
            layer.forward(algebra, A_prev, Z, A);
            A_prev = A;
        }
        return A_prev;
    }

    /** n_0. */
    public int inputs() {
        return layers[0].WT.rows();
    }

    /** n_L. */
    public int outputs() {
        return layers[layers.length - 1].b.rows();
    }

    private Matrix forward(double[] x) {
        if (x.length != inputs()) {
            throw new ShapeException("predict: x has " + x.length + " values; the network has " + inputs() + " inputs");
        }
        return workspaces.get().forward(x);
    }

    /** What one thread needs for one example. */
    private final class Workspace {
        private final Algebra algebra = new Algebra(new Compute(Kernels.kernel(), 1));
        private final Matrix x = Matrix.zeros(inputs(), 1);
        private final Matrix[] Z = new Matrix[layers.length];
        private final Matrix[] A = new Matrix[layers.length];

        Workspace() {
            for (int l = 0; l < layers.length; l++) {
                Z[l] = Matrix.zeros(layers[l].b.rows(), 1);
                A[l] = Matrix.zeros(layers[l].b.rows(), 1);
            }
        }

        Matrix forward(double[] example) {
            x.setColumn(0, example, 0);
            Matrix A_prev = x;
            for (int l = 0; l < layers.length; l++) {
                layers[l].forward(algebra, A_prev, Z[l], A[l]);
                A_prev = A[l];
            }
            return A_prev;
        }
    }
}
