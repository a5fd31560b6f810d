package io.github.bp4j;

import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Kernels;

/**
 * A frozen network for inference: the parameters are those at its making, and any number of threads may use it at once.
 * An example's prediction has the same bits alone and in any batch.
 */
public final class Predictor {
    private final FrozenLayer[] layers;
    private final int threads;
    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);

    /** Neurons are frozen in whole vectors of any width, so that a single example leaves none over. */
    private static final int LANES = 8;

    /**
     * A layer with its neurons filled up with zeros to a multiple of {@link #LANES}: Wᵀ in panels, see {@link
     * Kernel#affine}; b; g.
     */
    private record FrozenLayer(int units, int inputs, double[] panels, double[] b, Activation activation) {
        static FrozenLayer of(Layer layer) {
            Matrix W = layer.W();
            int units = W.rows();
            int inputs = W.columns();
            int filled = (units + LANES - 1) / LANES * LANES;
            double[] panels = new double[inputs * filled];
            for (int i = 0; i < units; i++) {
                int panel = i / Kernel.PANEL * Kernel.PANEL;
                int width = Math.min(Kernel.PANEL, filled - panel);
                for (int k = 0; k < inputs; k++) {
                    panels[panel * inputs + k * width + i - panel] = W.data[W.offset + i * inputs + k];
                }
            }
            double[] b = new double[filled];
            System.arraycopy(layer.b().data, layer.b().offset, b, 0, units);
            return new FrozenLayer(units, inputs, panels, b, layer.activation());
        }

        /** Z = W A_prev + b, (n, m), panel by panel. */
        void affine(Algebra algebra, Matrix A_prev, Matrix Z) {
            for (int panel = 0; panel < units; panel += Kernel.PANEL) {
                int width = Math.min(Kernel.PANEL, b.length - panel);
                int rows = Math.min(width, units - panel);
                algebra.transposedMultiplyAdd(
                        Matrix.window(panels, panel * inputs, inputs, width),
                        A_prev,
                        Matrix.window(b, panel, width, 1),
                        Matrix.window(Z.data, panel * Z.columns(), rows, Z.columns()));
            }
        }
    }

    Predictor(Network network) {
        layers = new FrozenLayer[network.layers().size()];
        for (int l = 0; l < layers.length; l++) {
            layers[l] = FrozenLayer.of(network.layer(l + 1));
        }
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
            layer.affine(algebra, A_prev, Z);
            algebra.activate(layer.activation, Z, A);
            A_prev = A;
        }
        return A_prev;
    }

    /** n_0. */
    public int inputs() {
        return layers[0].inputs;
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
        private final Kernel kernel = Kernels.kernel();
        private final Matrix[] Z = new Matrix[layers.length];
        private final Matrix[] A = new Matrix[layers.length];
        private final double[][] z = new double[layers.length][]; // as Z, with what the neurons were filled up with

        Workspace() {
            for (int l = 0; l < layers.length; l++) {
                z[l] = new double[layers[l].b.length];
                Z[l] = Matrix.window(z[l], 0, layers[l].units, 1);
                A[l] = Matrix.zeros(layers[l].units, 1);
            }
        }

        Matrix forward(double[] x) {
            double[] a = x;
            for (int l = 0; l < layers.length; l++) {
                FrozenLayer layer = layers[l];
                kernel.affine(layer.panels, layer.b, a, z[l], layer.b.length, layer.inputs);
                layer.activation.g(kernel, Z[l], A[l], 0, layer.activation.extent(Z[l]));
                a = A[l].data;
            }
            return A[layers.length - 1];
        }
    }
}
