package io.github.bp4j;

import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A fully-connected network: layers 1 … L, a loss, and all parameters θ in one array.
 *
 * <pre>{@code
 * Matrix A = network.forward(X);   // every Z and A
 * double J = network.cost(Y);
 * network.backward(Y);             // every dZ, dA, dW, db
 * }</pre>
 *
 * <p>X is (n_0, m), Y and A are (n_L, m): one column is one example, any m. After its first batch a pass allocates
 * nothing. One thread at a time may use a network; a {@link Predictor} is for many.
 */
public final class Network {
    private final Layer[] layers;
    private final Loss loss;
    private final long seed;
    private final double[] theta;
    private final double[] dTheta;
    private final Compute compute;
    private final Algebra algebra;
    private final Matrix inputGradient;
    private double[] losses = {}; //  ℒ of each example
    private double[] scratch = {};
    private int m; //                  examples in the last forward pass, 0 before the first
    private boolean backwardDone; //   since the last forward pass

    private Network(NetworkBuilder builder) {
        loss = builder.loss;
        seed = builder.seed;
        theta = new double[builder.parameters()];
        dTheta = new double[theta.length];
        compute = new Compute(Kernels.kernel(), builder.mostThreads());
        algebra = new Algebra(compute);
        layers = new Layer[builder.layers.size()];
        int inputs = builder.inputs;
        int offset = 0;
        for (int l = 1; l <= layers.length; l++) {
            NetworkBuilder.LayerPlan plan = builder.layers.get(l - 1);
            Layer layer = new Layer(
                    l,
                    plan.units(),
                    inputs,
                    plan.activation(),
                    builder.optionsOf(plan),
                    l == layers.length,
                    algebra,
                    theta,
                    dTheta,
                    offset);
            layer.initialize(
                    SplitMix64.stream(seed, "initialise W", l, 0), SplitMix64.stream(seed, "initialise b", l, 0));
            layers[l - 1] = layer;
            offset += layer.W().size() + layer.b().size();
            inputs = plan.units();
        }
        inputGradient = Matrix.zeros(builder.inputs, 1);
    }

    static Network of(NetworkBuilder builder) {
        return new Network(builder);
    }

    /** A builder: inputs, then the layers in order, and the loss. */
    public static NetworkBuilder builder() {
        return new NetworkBuilder();
    }

    // ---------------------------------------------------------------- forward, cost, backward

    /**
     * The pass of training: A[0] = X, then layer by layer (2) Z = W A_prev + b and (1) A = g(Z), all of them cached.
     *
     * @param X (n_0, m); referenced, not copied, until the backward pass
     * @return A[L], (n_L, m), live: the next forward pass overwrites it
     * @throws ShapeException if X has not n_0 rows
     * @throws IllegalArgumentException if X is a live Z, A, dZ or dA of this network
     */
    public Matrix forward(Matrix X) {
        requireInputs("forward", X);
        for (Layer layer : layers) {
            if (layer.overwrites(X)) {
                throw new IllegalArgumentException(
                        "forward: X is a cache of " + layer + ", which the pass overwrites; give it a copy");
            }
        }
        m = 0; // no pass to go back on, should this one fail
        backwardDone = false;
        Matrix A = X;
        for (Layer layer : layers) {
            A = layer.forward(A);
        }
        m = X.columns();
        return A;
    }

    /**
     * (3) J = 1/m Σ_i ℒ(y(i), a(i)) of the last forward pass, plus what regularisation adds.
     *
     * @throws IllegalStateException if there was no forward pass
     * @throws ShapeException if Y is not of the shape of A[L]
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for
     */
    public double cost(Matrix Y) {
        requireForward("cost");
        requireTargets("cost", Y, m);
        Layer last = layers[layers.length - 1];
        return cost(last.Z(), last.A(), Y);
    }

    /** J = Σ w ℒ / Σ w of the last forward pass, plus what regularisation adds; weights (1, m). */
    public double cost(Matrix Y, Matrix weights) {
        requireForward("cost");
        requireTargets("cost", Y, m);
        Layer last = layers[layers.length - 1];
        return cost(last.Z(), last.A(), Y, weights);
    }

    private double cost(Matrix Z, Matrix A, Matrix Y, Matrix weights) {
        double unweighted = cost(Z, A, Y);
        int m = A.columns();
        double J = unweighted - algebra.sum(losses, m) / m;
        double sum = 0;
        double weighted = 0;
        for (int j = 0; j < m; j++) {
            sum += weights.get(0, j);
            weighted += weights.get(0, j) * losses[j];
        }
        return J + weighted / sum;
    }

    /** backward(Y) of J = Σ w ℒ / Σ w; weights (1, m). */
    public void backward(Matrix Y, Matrix weights) {
        requireForward("backward");
        requireTargets("backward", Y, m);
        layer(layers.length).backwardFromLoss(loss, Y);
        double sum = 0;
        for (int j = 0; j < m; j++) {
            sum += weights.get(0, j);
        }
        Matrix dZ = layer(layers.length).dZ();
        for (int i = 0; i < dZ.rows(); i++) {
            for (int j = 0; j < m; j++) {
                dZ.set(i, j, dZ.get(i, j) * (weights.get(0, j) * m / sum));
            }
        }
        for (int l = layers.length; l > 1; l--) {
            layer(l).backwardToParameters();
            layer(l).backwardToInput(layer(l - 1).dAToFill());
            layer(l - 1).backwardThroughActivation();
        }
        layer(1).backwardToParameters();
        backwardDone = true;
    }

    /** predict(X, Y) with J = Σ w ℒ / Σ w; weights (1, m). */
    public Prediction predict(Matrix X, Matrix Y, Matrix weights) {
        requireInputs("predict", X);
        requireTargets("predict", Y, X.columns());
        Matrix A = X;
        Matrix Z = null;
        for (Layer layer : layers) {
            Z = Matrix.zeros(layer.units(), X.columns());
            A = layer.predict(A, Z);
        }
        return new Prediction(A, cost(Z, A, Y, weights));
    }

    private double cost(Matrix Z, Matrix A, Matrix Y) {
        int m = A.columns();
        if (losses.length < m) {
            losses = new double[m];
        }
        if (scratch.length < loss.scratchSize(Z)) {
            scratch = new double[loss.scratchSize(Z)];
        }
        loss.perExample(algebra.kernel(), Z, A, Y, losses, scratch);
        double J = algebra.sum(losses, m) / m; // (3) J = 1/m Σ_i ℒ(y(i), a(i))
        for (Layer layer : layers) {
            J += layer.regularisation();
        }
        return J;
    }

    /**
     * From the last layer to the first: dZ by BP4 (in the last layer dZ[L] = A[L] − Y where the pair allows), dW and db by
     * BP1 and BP2, dA of the layer before by BP3; 2L − 1 products. Gradients are overwritten.
     *
     * @param Y (n_L, m); referenced, not copied, until the next forward pass, for dA[L] is computed when asked
     * @throws IllegalStateException if there was no forward pass
     * @throws ShapeException if Y is not of the shape of A[L]
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for
     */
    public void backward(Matrix Y) {
        requireForward("backward");
        requireTargets("backward", Y, m);
        layer(layers.length).backwardFromLoss(loss, Y);
        for (int l = layers.length; l > 1; l--) {
            layer(l).backwardToParameters();
            layer(l).backwardToInput(layer(l - 1).dAToFill());
            layer(l - 1).backwardThroughActivation();
        }
        layer(1).backwardToParameters();
        backwardDone = true;
    }

    /**
     * dA[0] = W[1]ᵀ dZ[1], (n_0, m), BP3 in layer 1: ∂ℒ/∂X per example, computed when asked; live. Ask before the update:
     * it takes W[1] as it stands.
     *
     * @throws IllegalStateException if no backward pass belongs to the last forward pass
     */
    public Matrix inputGradient() {
        if (!backwardDone) {
            throw new IllegalStateException("inputGradient: call forward and backward first");
        }
        layer(1).backwardToInput(inputGradient);
        return inputGradient;
    }

    /**
     * A[L] for X in a new matrix, (n_L, m); no cache is touched.
     *
     * @throws ShapeException if X has not n_0 rows
     */
    public Matrix predict(Matrix X) {
        requireInputs("predict", X);
        Matrix A = X;
        for (Layer layer : layers) {
            Matrix Z = Matrix.zeros(layer.units(), X.columns());
            A = layer.predict(A, Z);
        }
        return A;
    }

    /**
     * A[L] for X, and J with the targets Y, by the pass of prediction; no cache is touched.
     *
     * @param X (n_0, m)
     * @param Y (n_L, m)
     * @throws ShapeException if X has not n_0 rows, or Y is not of the shape of A[L]
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for
     */
    public Prediction predict(Matrix X, Matrix Y) {
        requireInputs("predict", X);
        requireTargets("predict", Y, X.columns());
        Matrix A = X;
        Matrix Z = null;
        for (Layer layer : layers) {
            Z = Matrix.zeros(layer.units(), X.columns());
            A = layer.predict(A, Z);
        }
        return new Prediction(A, cost(Z, A, Y));
    }

    /**
     * What a network makes of a batch.
     *
     * @param A A[L], (n_L, m)
     * @param cost J, regularisation included
     */
    public record Prediction(Matrix A, double cost) {}

    /** A frozen copy for inference: thread-safe, and it allocates nothing. */
    public Predictor predictor() {
        return new Predictor(this);
    }

    // ---------------------------------------------------------------- what it is made of

    /** The layers 1 … L, in order; unmodifiable. */
    public List<Layer> layers() {
        return List.of(layers);
    }

    /**
     * Layer l, from 1 to L.
     *
     * @throws IndexOutOfBoundsException if there is no such layer
     */
    public Layer layer(int l) {
        if (l < 1 || l > layers.length) {
            throw new IndexOutOfBoundsException("layer " + l + ": the layers are 1 to " + layers.length);
        }
        return layers[l - 1];
    }

    /** n_0. */
    public int inputs() {
        return layers[0].inputs();
    }

    /** n_L. */
    public int outputs() {
        return layers[layers.length - 1].units();
    }

    /** θ, live: layer by layer W, row by row, then b. */
    public double[] parameters() {
        return theta;
    }

    /** ∂J/∂θ of the last backward pass, live, in the order of {@link #parameters}. */
    public double[] gradient() {
        return dTheta;
    }

    /** ℒ. */
    public Loss loss() {
        return loss;
    }

    /** The seed of the initial parameters. */
    public long seed() {
        return seed;
    }

    /** The most threads that a pass uses. */
    public int threads() {
        return compute.threads();
    }

    /** Which kernel runs, and why: one line. */
    public String kernel() {
        return Kernels.explanation();
    }

    /** The layers with their shapes and numbers of parameters as a table, and the loss. */
    @Override
    public String toString() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"layer", "activation", "W", "b", "parameters"});
        for (Layer layer : layers) {
            rows.add(new String[] {
                String.valueOf(layer.number()),
                layer.activation().name(),
                layer.W().shape(),
                layer.b().shape(),
                String.format(Locale.ROOT, "%,d", layer.W().size() + layer.b().size())
            });
        }
        rows.add(new String[] {"", "", "", "", String.format(Locale.ROOT, "%,d", theta.length)});
        StringBuilder table = new StringBuilder();
        for (String[] row : rows) {
            for (int column = 0; column < row.length; column++) {
                int width = 0;
                for (String[] other : rows) {
                    width = Math.max(width, other[column].length());
                }
                String blank = " ".repeat(width - row[column].length());
                boolean text = column <= 1;
                table.append(column == 0 ? "" : "  ").append(text ? row[column] + blank : blank + row[column]);
            }
            table.append('\n');
        }
        return table.append("inputs ")
                .append(inputs())
                .append(", loss ")
                .append(loss)
                .toString();
    }

    // ---------------------------------------------------------------- at the door

    private void requireInputs(String operation, Matrix X) {
        if (X.rows() != inputs()) {
            throw new ShapeException(operation + ": X is " + X.shape() + ", " + layers[0] + " expects " + inputs()
                    + " inputs; X.rows (" + X.rows() + ") must equal " + inputs());
        }
    }

    private void requireForward(String operation) {
        if (m == 0) {
            throw new IllegalStateException(operation + ": call forward first");
        }
    }

    private void requireTargets(String operation, Matrix Y, int m) {
        if (Y.rows() != outputs() || Y.columns() != m) {
            throw new ShapeException(operation + ": Y is " + Y.shape() + ", A[L] is " + outputs() + "×" + m
                    + "; the shapes must be equal");
        }
        loss.requireTargets(Y);
    }
}
