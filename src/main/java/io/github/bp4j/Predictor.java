package io.github.bp4j;

import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.Arrays;

/**
 * A frozen network for inference: the parameters are those at its making, and any number of threads may use it at once.
 * An example's prediction has the same bits alone and in any batch.
 */
public final class Predictor {
    private final FrozenLayer[] layers;
    private final int threads;
    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(this::workspace);

    /** Neurons are frozen in whole vectors of any width, so that a single example leaves none over. */
    private static final int LANES = 8;

    /**
     * W, b and g for batches; for single examples with the neurons filled up with zeros to a multiple of {@link #LANES}:
     * Wᵀ in panels, see {@link Kernel#affine}, and {@code start}, which is b.
     *
     * @param normalization null for none
     */
    private record FrozenLayer(
            Matrix W,
            Matrix b,
            Normalization.Frozen normalization,
            Activation activation,
            double[] panels,
            double[] start) {
        static FrozenLayer of(Layer layer) {
            double[] w = layer.W().toArray();
            int units = layer.W().rows();
            int inputs = layer.W().columns();
            int filled = (units + LANES - 1) / LANES * LANES;
            double[] panels = new double[inputs * filled];
            for (int panel = 0, width; panel < filled; panel += width) {
                width = Kernel.panelWidth(filled - panel);
                for (int i = panel; i < Math.min(panel + width, units); i++) {
                    for (int k = 0; k < inputs; k++) {
                        panels[panel * inputs + k * width + i - panel] = w[i * inputs + k];
                    }
                }
            }
            double[] start = Arrays.copyOf(layer.b().toArray(), filled);
            return new FrozenLayer(
                    Matrix.window(w, 0, units, inputs),
                    Matrix.window(start, 0, units, 1),
                    layer.frozenNormalization(),
                    layer.activation(),
                    panels,
                    start);
        }

        int units() {
            return W.rows();
        }

        int inputs() {
            return W.columns();
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
            Matrix Z = Matrix.zeros(layer.units(), X.columns());
            Matrix A = Matrix.zeros(layer.units(), X.columns());
            algebra.multiplyAdd(layer.W, A_prev, layer.b, Z);
            algebra.normalize(layer.normalization, Z);
            algebra.activate(layer.activation, Z, A);
            A_prev = A;
        }
        return A_prev;
    }

    /** n_0. */
    public int inputs() {
        return layers[0].inputs();
    }

    /** n_L. */
    public int outputs() {
        return layers[layers.length - 1].units();
    }

    private Workspace workspace() {
        return new Workspace(layers);
    }

    private Matrix forward(double[] x) {
        if (x.length != inputs()) {
            throw new ShapeException("predict: x has " + x.length + " values; the network has " + inputs() + " inputs");
        }
        return workspaces.get().forward(x);
    }

    /** What one thread needs for one example. */
    private static final class Workspace {
        private final Kernel kernel = Kernels.kernel();
        private final Pass[] passes;

        Workspace(FrozenLayer[] layers) {
            passes = new Pass[layers.length];
            for (int l = 0; l < layers.length; l++) {
                passes[l] = new Pass(layers[l]);
            }
        }

        Matrix forward(double[] x) {
            double[] a = x;
            for (Pass pass : passes) {
                a = pass.forward(kernel, a);
            }
            return passes[passes.length - 1].A;
        }
    }

    /** One example through one layer; z and a are Z and A, with room for what the neurons were filled up with. */
    private static final class Pass {
        private final double[] panels;
        private final double[] start;
        private final int inputs;
        private final Normalization.Frozen normalization;
        private final double[] mean = new double[1];
        private final double[] s = new double[1];
        private final Activation activation;
        private final double[] z;
        private final double[] a;
        private final Matrix Z;
        private final Matrix A;
        private final int extent;

        Pass(FrozenLayer layer) {
            panels = layer.panels;
            start = layer.start;
            inputs = layer.inputs();
            normalization = layer.normalization;
            activation = layer.activation;
            z = new double[start.length];
            a = new double[start.length];
            Z = Matrix.window(z, 0, layer.units(), 1);
            A = Matrix.window(a, 0, layer.units(), 1);
            extent = activation.extent(Z);
        }

        double[] forward(Kernel kernel, double[] x) {
            kernel.affine(panels, start, x, z, start.length, inputs);
            if (normalization != null) {
                normalization.apply(Z, mean, s, 0, normalization.extent(Z));
            }
            activation.g(kernel, Z, A, 0, extent);
            return a;
        }
    }
}
