package io.github.bp4j;

import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A frozen network for inference: the parameters are those at its making, and any number of threads may use it at once.
 * An example's prediction has the same bits alone and in any batch.
 */
public final class Predictor {
    private final FrozenLayer[] layers;
    private final int threads;
    private final Decision decision;
    private final Workspaces workspaces;
    private final Schema schema;

    Predictor(Network network) {
        layers = new FrozenLayer[network.layers().size()];
        for (int l = 0; l < layers.length; l++) {
            layers[l] = new FrozenLayer(network.layer(l + 1));
        }
        threads = network.threads();
        workspaces = new Workspaces(layers);
        decision = network.decision();
        schema = network.schema();
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
     * a[L] of one example, written to {@code out}; allocates nothing after the first calls, while no more than two
     * threads for each processor predict at the same time.
     *
     * @throws ShapeException if x has not n_0 values or out not n_L
     */
    public void predict(double[] x, double[] out) {
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(out, "out");
        if (out.length != outputs()) {
            throw new ShapeException(
                    "predict: out has " + out.length + " places; the network has " + outputs() + " outputs");
        }
        requireInputs(x);
        Workspaces.Workspace workspace = workspaces.take();
        try {
            System.arraycopy(workspace.forward(x).data, 0, out, 0, out.length);
        } finally {
            workspace.giveBack();
        }
    }

    /**
     * The predicted class of one example: the output unit with the largest a, the first of equals; of a network with one
     * output, 1 where a ≥ {@link #threshold}, else 0. An index into {@code Dataset.classes()}.
     *
     * @throws ShapeException if x has not n_0 values
     * @throws IllegalArgumentException if a value of x, or an output, is NaN or infinite
     * @throws IllegalStateException if there is one output, without a threshold
     */
    public int predictClass(double... x) {
        requireInputs(x);
        Decision.requireFinite(x);
        Workspaces.Workspace workspace = workspaces.take();
        try {
            return decision.classOf(workspace.forward(x), 0);
        } finally {
            workspace.giveBack();
        }
    }

    /**
     * The class that the outputs of an example decide on, as {@link #predictClass} does.
     *
     * @param a a[L], n_L values, as {@link #predict(double...)} gives them
     * @throws ShapeException if a has not n_L values
     * @throws IllegalArgumentException if one is NaN or infinite
     * @throws IllegalStateException if there is one output, without a threshold
     */
    public int classOf(double... a) {
        Objects.requireNonNull(a, "a");
        if (a.length != outputs()) {
            throw new ShapeException(
                    "classOf: a has " + a.length + " values; the network has " + outputs() + " outputs");
        }
        return decision.classOf(Matrix.window(a, 0, a.length, 1), 0);
    }

    /** The a from which one output means the second class, see {@link Network#threshold}. */
    public OptionalDouble threshold() {
        return decision.thresholdIfAny();
    }

    /** Whether each output is a probability, see {@link Network#hasProbabilities}. */
    public boolean hasProbabilities() {
        return decision.probabilities();
    }

    /**
     * A[L] of a batch, (n_0, m) → (n_L, m), in a new matrix.
     *
     * @throws ShapeException if X has not n_0 rows
     */
    public Matrix predict(Matrix X) {
        Objects.requireNonNull(X, "X");
        if (X.rows() != inputs()) {
            throw new ShapeException("predict: X is " + X.shape() + "; X.rows (" + X.rows()
                    + ") must equal the network's inputs (" + inputs() + ")");
        }
        Algebra algebra = new Algebra(new Compute(Kernels.kernel(), threads));
        Matrix A_prev = X;
        for (FrozenLayer layer : layers) {
            Matrix Z = Matrix.zeros(layer.units(), X.columns());
            Matrix A = Matrix.zeros(layer.units(), X.columns());
            algebra.multiplyAdd(layer.W(), A_prev, layer.b(), Z);
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

    /**
     * The names of the features and classes that the network was trained with; {@link Schema#NONE} where they are not
     * known.
     */
    public Schema schema() {
        return schema;
    }

    private void requireInputs(double[] x) {
        Objects.requireNonNull(x, "x");
        if (x.length != inputs()) {
            throw new ShapeException("predict: x has " + x.length + " values; the network has " + inputs() + " inputs");
        }
    }
}
