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

    /** Rows of W are frozen in whole vectors of any width, so that a single example leaves none over. */
    private static final int LANES = 8;

    /**
     * A layer with its n_l rows of W and b filled up with zeros to n, a multiple of {@link #LANES}: Wᵀ, (n_{l-1}, n), so
     * that a single example reads it in order; b, (n, 1); g.
     */
    private record FrozenLayer(int units, Matrix WT, Matrix b, Activation activation) {
        static FrozenLayer of(Layer layer) {
            int n = (layer.units() + LANES - 1) / LANES * LANES;
            Matrix WT = Matrix.zeros(layer.inputs(), n);
            Matrix b = Matrix.zeros(n, 1);
            for (int i = 0; i < layer.units(); i++) {
                b.set(i, 0, layer.b().get(i, 0));
                for (int j = 0; j < layer.inputs(); j++) {
                    WT.set(j, i, layer.W().get(i, j));
                }
            }
            return new FrozenLayer(layer.units(), WT, b, layer.activation());
        }
    }

    Predictor(Network network) {
        layers = network.layers().stream().map(FrozenLayer::of).toArray(FrozenLayer[]::new);
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
            Matrix Z = Matrix.zeros(layer.units, X.columns());
            Matrix A = Matrix.zeros(layer.units, X.columns());
            algebra.transposedMultiplyAdd(layer.WT, A_prev, layer.b, Z);
            algebra.activate(layer.activation, Z, A);
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
        return layers[layers.length - 1].units;
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
        private final Matrix[] filledZ = new Matrix[layers.length]; // with what the rows were filled up with
        private final Matrix[] Z = new Matrix[layers.length]; //       its first n_l rows
        private final Matrix[] A = new Matrix[layers.length];

        Workspace() {
            for (int l = 0; l < layers.length; l++) {
                double[] z = new double[layers[l].b.rows()];
                filledZ[l] = Matrix.window(z, 0, z.length, 1);
                Z[l] = Matrix.window(z, 0, layers[l].units, 1);
                A[l] = Matrix.zeros(layers[l].units, 1);
            }
        }

        Matrix forward(double[] example) {
            System.arraycopy(example, 0, x.data, 0, example.length);
            Matrix A_prev = x;
            for (int l = 0; l < layers.length; l++) {
                algebra.transposedMultiplyAdd(layers[l].WT, A_prev, layers[l].b, filledZ[l]);
                algebra.activate(layers[l].activation, Z[l], A[l]);
                A_prev = A[l];
            }
            return A_prev;
        }
    }
}
