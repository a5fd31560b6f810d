package io.github.bp4j;

import io.github.bp4j.internal.check.Require;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;

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
 * nothing. One thread at a time may use a network; a second one is refused on entry with an IllegalStateException, see
 * {@link InUse}. A {@link Predictor} is for many.
 */
public final class Network {
    private final Layer[] layers;
    private final Loss loss;
    private final long seed;
    private final double[] theta;
    private final double[] dTheta;
    private final Compute compute;
    private final Algebra algebra;
    private final InUse inUse;
    private final Matrix inputGradient;
    private double[] losses = {}; //  ℒ of each example
    private double[] scratch = {};
    private final SampleWeights ofForward = new SampleWeights();
    private final SampleWeights ofBackward = new SampleWeights();
    private final SampleWeights ofCost = new SampleWeights();
    private SampleWeights passWeights; // of the last forward pass, null where its examples have none
    private final InputLayer inputLayer;
    private final boolean hasRunningValues; // of batch normalisation, which a pass moves at its end
    private long passes;
    private Matrix A_0; //             A[0] of the last forward pass, null before the first
    private int m; //                  examples in the last forward pass, 0 before the first
    private boolean backwardDone; //   since the last forward pass
    private boolean gradientDone; //   since the network was built
    private Schema schema = Schema.NONE;

    private Network(NetworkBuilder builder) {
        loss = builder.loss;
        seed = builder.seed;
        theta = new double[builder.parameters()];
        dTheta = new double[theta.length];
        compute = new Compute(Kernels.kernel(), builder.mostThreads());
        algebra = new Algebra(compute);
        inUse = algebra.inUse();
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
                    seed,
                    algebra,
                    theta,
                    dTheta,
                    offset);
            layer.initialize(
                    SplitMix64.stream(seed, "initialise W", l, 0), SplitMix64.stream(seed, "initialise b", l, 0));
            layers[l - 1] = layer;
            if (l > 1) {
                layers[l - 2].next(layer);
            }
            offset += layer.parameters();
            inputs = plan.units();
        }
        hasRunningValues = Arrays.stream(layers).anyMatch(Layer::hasBatchNormalization);
        inputLayer = new InputLayer(builder.inputs, builder.inputNoise(), builder.inputDropout(), seed, algebra);
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
     * Batch normalisation takes mean and variance of this batch, and its running values follow them.
     * Dropout and noise are on, and drawn for the number of this pass; see {@link #passes(long)}.
     *
     * @param X (n_0, m); referenced, not copied, until the backward pass
     * @return A[L], (n_L, m), live: the next forward pass overwrites it
     * @throws ShapeException if X has not n_0 rows
     * @throws IllegalArgumentException if X is a live Z, A, dZ or dA of this network, or has a single example while a
     *     layer is normalised over the batch
     * @throws IllegalStateException if the last pass has the largest number there is, Long.MAX_VALUE
     */
    public Matrix forward(Matrix X) {
        inUse.begin("forward");
        try {
            requireForward(X, null);
            return pass(X, null);
        } finally {
            inUse.end();
        }
    }

    /**
     * {@link #forward(Matrix)} of examples with weights: batch normalisation takes the weighted mean and variance, so
     * that an example of weight k counts as k examples, and one of weight 0 is absent. Where there is none, the pass
     * has the bits of {@code forward(X)}. {@link #cost(Matrix)} and {@link #backward(Matrix)} then count the examples
     * by these weights.
     *
     * @param X (n_0, m); referenced, not copied, until the backward pass
     * @param weights (1, m): w_i is how much example i counts; copied
     * @return A[L], (n_L, m), live; the columns of absent examples have no meaning
     * @throws ShapeException if X has not n_0 rows, or the weights are not (1, m)
     * @throws IllegalArgumentException if X is a live Z, A, dZ or dA of this network; if a weight is negative or not
     *     finite, or all are 0; or if the weights leave fewer than two examples while a layer is normalised over the
     *     batch
     * @throws IllegalStateException if the last pass has the largest number there is, Long.MAX_VALUE
     */
    public Matrix forward(Matrix X, Matrix weights) {
        inUse.begin("forward");
        try {
            requireForward(X, Objects.requireNonNull(weights, "weights"));
            return pass(X, ofForward.set("forward", weights, X.columns(), algebra.kernel()));
        } finally {
            inUse.end();
        }
    }

    /**
     * Refuses, before anything is changed, a batch that {@link #forward(Matrix, Matrix)}, or {@link #cost(Matrix)} and
     * {@link #backward(Matrix)} after it, would refuse, with the same message.
     *
     * @param X (n_0, m)
     * @param Y (n_L, m)
     * @param weights (1, m); null where all examples count alike
     * @throws ShapeException if a matrix has another shape
     * @throws IllegalArgumentException if X is a live Z, A, dZ or dA of this network; if a weight is negative or not
     *     finite, or all are 0; if there are fewer than two examples while a layer is normalised over the batch; or if
     *     Y holds targets that the loss has no meaning for
     * @throws IllegalStateException if the last pass has the largest number there is, Long.MAX_VALUE
     */
    public void requireBatch(Matrix X, Matrix Y, Matrix weights) {
        Objects.requireNonNull(X, "X");
        Objects.requireNonNull(Y, "Y");
        inUse.begin("requireBatch");
        try {
            requireForward(X, weights);
            int m = X.columns();
            SampleWeights given = weights == null ? null : ofCost.set("forward", weights, m, algebra.kernel());
            requireTargets("cost", Y, m, given);
        } finally {
            inUse.end();
        }
    }

    /** What a pass of training asks of X and the weights, which are null where all examples count alike. */
    private void requireForward(Matrix X, Matrix weights) {
        requireInputs("forward", X);
        for (Layer layer : layers) {
            if (layer.overwrites(X)) {
                throw new IllegalArgumentException(
                        "forward: X is a cache of " + layer + ", which the pass overwrites; give it a copy");
            }
        }
        if (inputLayer.overwrites(X)) {
            throw new IllegalArgumentException(
                    "forward: X is the A[0] of this network, which the pass overwrites; give it a copy");
        }
        if (passes == Long.MAX_VALUE) {
            throw new IllegalStateException("forward: the last pass has the number " + passes
                    + ", the largest there is; passes(0) makes the next pass number 1");
        }
        if (weights == null) {
            requireTwo(X.columns() == 1, "X has 1 example");
        } else {
            SampleWeights.require("forward", weights, X.columns());
            requireTwo(SampleWeights.leaveOne(weights), "the weights leave 1 example");
        }
    }

    /** Refuses a single example where a layer is normalised over the batch. */
    private void requireTwo(boolean one, String what) {
        Layer layer = one ? batchNormalized() : null;
        if (layer != null) {
            throw new IllegalArgumentException(
                    "forward: " + what + "; " + layer + " is normalised over the batch, which takes at least 2");
        }
    }

    /** The first layer that is normalised over the batch of a pass of training, null for none. */
    private Layer batchNormalized() {
        for (Layer layer : layers) {
            if (layer.usesBatchStatistics()) {
                return layer;
            }
        }
        return null;
    }

    private Matrix pass(Matrix X, SampleWeights weights) {
        m = 0; // no pass to go back on, should this one fail
        backwardDone = false;
        passWeights = weights;
        long pass = passes + 1;
        A_0 = inputLayer.forward(X, pass);
        Matrix A = A_0;
        for (Layer layer : layers) {
            A = layer.forward(A, pass, weights);
        }
        if (hasRunningValues) {
            for (Layer layer : layers) {
                layer.endPass();
            }
        }
        passes = pass;
        m = X.columns();
        inUse.passMade();
        return A;
    }

    /** The number of the last forward pass, from 1; 0 before the first. A pass that fails does not count. */
    public long passes() {
        return passes;
    }

    /**
     * Sets the number of the last forward pass; the next is number {@code passes + 1}. Masks and noise depend on the
     * network's seed, the layer, and the number of the pass alone: a training that is resumed goes on from the number at
     * which it stopped, and a pass that is to be repeated is given its number again.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public void passes(long passes) {
        inUse.begin("passes");
        try {
            if (passes < 0) {
                throw new IllegalArgumentException("passes must be at least 0; got " + passes);
            }
            this.passes = passes;
        } finally {
            inUse.end();
        }
    }

    /**
     * (3) J = 1/m Σ_i ℒ(y(i), a(i)) of the last forward pass, plus what regularisation adds; after {@link
     * #forward(Matrix, Matrix)} J = Σ_i w_i ℒ(y(i), a(i)) / Σ_i w_i with the weights of that pass.
     *
     * @throws IllegalStateException if there was no forward pass, or another thread made it
     * @throws ShapeException if Y is not of the shape of A[L]
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for
     */
    public double cost(Matrix Y) {
        inUse.begin("cost");
        try {
            requireForward("cost");
            requireTargets("cost", Y, m, passWeights);
            Layer last = layers[layers.length - 1];
            return cost(last.Ztilde(), last.A(), Y, passWeights);
        } finally {
            inUse.end();
        }
    }

    /**
     * J = Σ_i w_i ℒ(y(i), a(i)) / Σ_i w_i of the last forward pass, plus what regularisation adds. With every w_i = 1 it
     * has the bits of {@link #cost(Matrix)}.
     *
     * <p>Batch normalisation has counted the examples in the forward pass already: give the weights to {@link
     * #forward(Matrix, Matrix)}. Without it they may be given here.
     *
     * @param weights (1, m): w_i is how much example i counts
     * @throws IllegalStateException if there was no forward pass, or another thread made it; or if a layer is
     *     normalised over the batch and the forward pass counted the examples otherwise
     * @throws ShapeException if Y is not of the shape of A[L], or the weights are not (1, m)
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for; if a weight is negative or
     *     not finite, or all are 0
     */
    public double cost(Matrix Y, Matrix weights) {
        inUse.begin("cost");
        try {
            requireForward("cost");
            SampleWeights given = weights("cost", ofCost, Y, weights);
            Layer last = layers[layers.length - 1];
            return cost(last.Ztilde(), last.A(), Y, given);
        } finally {
            inUse.end();
        }
    }

    /** J, with A = g(Z); weights is null where all examples count alike. */
    private double cost(Matrix Z, Matrix A, Matrix Y, SampleWeights weights) {
        int m = A.columns();
        if (losses.length < m) {
            losses = new double[m];
        }
        if (scratch.length < loss.scratchSize(Z)) {
            scratch = new double[loss.scratchSize(Z)];
        }
        loss.perExample(algebra.kernel(), Z, A, Y, losses, scratch);
        double J = weights == null
                ? algebra.sum(losses, m) / m //                      (3) J = 1/m Σ_i ℒ(y(i), a(i))
                : weights.mean(algebra.kernel(), losses, losses, 0);
        if (Double.isInfinite(J)) {
            J = meanOfLarge(losses, m, weights == null ? m : weights.sum());
        }
        double examples = examples(weights, m);
        for (Layer layer : layers) {
            J += layer.penalty(examples);
        }
        return J;
    }

    /** Σ x / total in units of 2⁶⁴, as the sum may overflow where the mean does not. */
    private double meanOfLarge(double[] x, int m, double total) {
        for (int i = 0; i < m; i++) {
            x[i] *= 0x1p-64;
        }
        return algebra.sum(x, m) / total * 0x1p64;
    }

    /** How many examples a pass counts: Σ w, or m without weights. */
    private static double examples(SampleWeights weights, int m) {
        return weights == null ? m : weights.total();
    }

    /**
     * From the last layer to the first: dZ by BP4 (in the last layer dZ[L] = A[L] − Y where the pair allows), dW and db by
     * BP1 and BP2, dA of the layer before by BP3; 2L − 1 products, and fewer where layers are frozen: these have a
     * gradient of 0, and the pass ends in the first layer that is not. Gradients are overwritten. After {@link
     * #forward(Matrix, Matrix)} the examples count by the weights of that pass.
     *
     * @param Y (n_L, m); referenced, not copied, until the next forward pass, for dA[L] is computed when asked
     * @throws IllegalStateException if there was no forward pass, or another thread made it
     * @throws ShapeException if Y is not of the shape of A[L]
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for
     */
    public void backward(Matrix Y) {
        inUse.begin("backward");
        try {
            requireForward("backward");
            requireTargets("backward", Y, m, passWeights);
            backward(Y, passWeights);
        } finally {
            inUse.end();
        }
    }

    /**
     * The gradient of J = Σ_i w_i ℒ(y(i), a(i)) / Σ_i w_i. With the mean weight w̄ = 1/m Σ_i w_i this is 1/m Σ_i (w_i /
     * w̄) ℒ(y(i), a(i)): column i of dZ[L], and of dA[L], is w_i / w̄ = w_i · m / Σ_i w_i times what it is without
     * weights, and BP1–BP4 stay as they are, with their 1/m. With every w_i = 1 all bits are those of {@link
     * #backward(Matrix)}. With batch normalisation the weights belong to {@link #forward(Matrix, Matrix)}.
     *
     * @param Y (n_L, m); referenced, not copied, until the next forward pass
     * @param weights (1, m): w_i is how much example i counts; not referenced afterwards
     * @throws IllegalStateException if there was no forward pass, or another thread made it; or if a layer is
     *     normalised over the batch and the forward pass counted the examples otherwise
     * @throws ShapeException if Y is not of the shape of A[L], or the weights are not (1, m)
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for; if a weight is negative or
     *     not finite, or all are 0
     */
    public void backward(Matrix Y, Matrix weights) {
        inUse.begin("backward");
        try {
            requireForward("backward");
            backward(Y, weights("backward", ofBackward, Y, weights));
        } finally {
            inUse.end();
        }
    }

    private void backward(Matrix Y, SampleWeights weights) {
        backwardDone = false; // should this one fail
        double examples = examples(weights, m);
        makeAbsentFinite(weights);
        int end = beginBackward(weights);
        layer(layers.length).backwardFromLoss(loss, Y, weights);
        for (int l = layers.length; l > end; l--) {
            layer(l).backwardToParameters(examples);
            layer(l).backwardToInput(layer(l - 1).dAToFill());
            layer(l - 1).backwardThroughActivation(weights);
        }
        for (int l = end; l >= 1; l--) {
            layer(l).backwardToParameters(examples);
        }
        backwardDone = true;
        gradientDone = true;
    }

    /** The layer in which the backward pass ends: the first that is not frozen, the last if all are. */
    private int beginBackward(SampleWeights weights) {
        int end = 1;
        while (end < layers.length && layer(end).isFrozen()) {
            end++;
        }
        for (Layer layer : layers) {
            layer.beginBackward(layer.number() < end, weights);
        }
        return end;
    }

    /** What belongs to an absent example is multiplied by 0, which is 0 where the value is finite. */
    private void makeAbsentFinite(SampleWeights weights) {
        if (weights != null && weights.someAbsent()) {
            for (Layer layer : layers) {
                layer.makeAbsentFinite(weights);
            }
            A_0 = inputLayer.makeAbsentFinite(A_0, weights);
            layers[0].input(A_0);
        }
    }

    /**
     * dZ[l] = ∂a/∂Z[l] for every layer, example by example, a being A[L] of one output unit: dA[L] is 1 for this unit and 0
     * for the others, then BP4 and BP3 as in {@link #backward}. The rows of a Jacobian: ∂a/∂W of an example is dZ A_prevᵀ,
     * ∂a/∂b is dZ, and {@link #inputGradient} is ∂a/∂X. dW and db stay as they are.
     *
     * @param unit from 0
     * @throws IllegalStateException if there was no forward pass, or another thread made it
     * @throws IndexOutOfBoundsException if there is no such unit
     */
    public void backwardFromOutput(int unit) {
        inUse.begin("backwardFromOutput");
        try {
            requireForward("backwardFromOutput");
            if (unit < 0 || unit >= outputs()) {
                throw new IndexOutOfBoundsException("output " + unit + ": the outputs are 0 to " + (outputs() - 1));
            }
            backwardDone = false;
            int end = beginBackward(null);
            layer(layers.length).backwardFromUnit(unit);
            for (int l = layers.length; l > end; l--) {
                layer(l).backwardToInput(layer(l - 1).dAToFill());
                layer(l - 1).backwardThroughActivation(null);
            }
            backwardDone = true;
        } finally {
            inUse.end();
        }
    }

    /**
     * dA[0] = W[1]ᵀ dZ[1], (n_0, m), BP3 in layer 1: ∂ℒ/∂X per example, computed when asked; live. With dropout on the
     * inputs it is D[0] * (W[1]ᵀ dZ[1]). Ask before the update: it takes W[1] as it stands.
     *
     * @throws IllegalStateException if no backward pass belongs to the last forward pass
     */
    public Matrix inputGradient() {
        inUse.begin("inputGradient");
        try {
            if (!backwardDone) {
                throw new IllegalStateException("inputGradient: call forward and backward first");
            }
            inUse.requireOwnPass("inputGradient");
            layer(1).goOn();
            layer(1).backwardToInput(inputGradient);
            inputLayer.backward(inputGradient);
            return inputGradient;
        } finally {
            inUse.end();
        }
    }

    /**
     * A[L] for X in a new matrix, (n_L, m); no cache is touched.
     *
     * @throws ShapeException if X has not n_0 rows
     */
    public Matrix predict(Matrix X) {
        inUse.begin("predict");
        try {
            requireInputs("predict", X);
            Matrix A = X;
            for (Layer layer : layers) {
                Matrix Z = Matrix.zeros(layer.units(), X.columns());
                A = layer.predict(A, Z);
            }
            return A;
        } finally {
            inUse.end();
        }
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
        inUse.begin("predict");
        try {
            requireInputs("predict", X);
            requireTargets("predict", Y, X.columns(), null);
            return prediction(X, Y, null);
        } finally {
            inUse.end();
        }
    }

    /**
     * As {@link #predict(Matrix, Matrix)}, with J = Σ_i w_i ℒ(y(i), a(i)) / Σ_i w_i.
     *
     * @param weights (1, m): w_i is how much example i counts
     * @throws ShapeException if a matrix has another shape
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for; if a weight is negative or
     *     not finite, or all are 0
     */
    public Prediction predict(Matrix X, Matrix Y, Matrix weights) {
        inUse.begin("predict");
        try {
            requireInputs("predict", X);
            requireTargetShape("predict", Y, X.columns());
            SampleWeights given = new SampleWeights().set("predict", weights, X.columns(), algebra.kernel());
            given.requireTargets(loss, Y);
            return prediction(X, Y, given);
        } finally {
            inUse.end();
        }
    }

    private Prediction prediction(Matrix X, Matrix Y, SampleWeights weights) {
        Matrix A = X;
        Matrix Z = null;
        for (Layer layer : layers) {
            Z = Matrix.zeros(layer.units(), X.columns());
            A = layer.predict(A, Z);
        }
        return new Prediction(A, cost(Z, A, Y, weights));
    }

    /**
     * ∂a_k/∂X, (n_0, m) in a new matrix: how output unit k of each example depends on its inputs, by the pass of prediction
     * and BP4 and BP3 from there; no cache is touched. Near 0 where the unit is saturated, as softmax is when it is sure.
     *
     * @param X (n_0, m)
     * @param unit k, from 0 to n_L − 1
     * @throws ShapeException if X has not n_0 rows
     * @throws IndexOutOfBoundsException if there is no such unit
     */
    public Matrix inputGradient(Matrix X, int unit) {
        inUse.begin("inputGradient");
        try {
            requireInputs("inputGradient", X);
            if (unit < 0 || unit >= outputs()) {
                throw new IndexOutOfBoundsException(
                        "inputGradient: unit " + unit + ": the outputs are 0 to " + (outputs() - 1));
            }
            Matrix dA = Matrix.zeros(outputs(), X.columns());
            for (int i = 0; i < X.columns(); i++) {
                dA.set(unit, i, 1);
            }
            return inputGradient(X, (last, Z, A) -> last.predictionGradient(Z, A, dA));
        } finally {
            inUse.end();
        }
    }

    /**
     * ∂ℒ/∂X, (n_0, m) in a new matrix: how the loss of each example depends on its inputs, by the pass of prediction and
     * BP4 and BP3 from there; no cache is touched.
     *
     * @param X (n_0, m)
     * @param Y (n_L, m)
     * @throws ShapeException if X has not n_0 rows, or Y is not of the shape of A[L]
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for
     */
    public Matrix inputGradient(Matrix X, Matrix Y) {
        inUse.begin("inputGradient");
        try {
            requireInputs("inputGradient", X);
            requireTargets("inputGradient", Y, X.columns(), null);
            return inputGradient(X, (last, Z, A) -> last.predictionGradient(loss, Z, A, Y));
        } finally {
            inUse.end();
        }
    }

    /** From the last layer's Z and A in a prediction to its dZ. */
    private interface OutputGradient {
        Matrix of(Layer last, Matrix Z, Matrix A);
    }

    private Matrix inputGradient(Matrix X, OutputGradient gradient) {
        int L = layers.length;
        Matrix[] Z = new Matrix[L];
        Matrix[] A = new Matrix[L];
        for (int l = 0; l < L; l++) {
            Z[l] = Matrix.zeros(layers[l].units(), X.columns());
            A[l] = layers[l].predict(l == 0 ? X : A[l - 1], Z[l]);
        }
        Matrix dZ = gradient.of(layers[L - 1], Z[L - 1], A[L - 1]);
        for (int l = L - 1; l > 0; l--) {
            Matrix dA = layers[l].predictionGradient(A[l - 1], dZ);
            dZ = layers[l - 1].predictionGradient(Z[l - 1], A[l - 1], dA);
        }
        return layers[0].predictionGradient(X, dZ);
    }

    /**
     * What the regularisation of all layers adds to J.
     *
     * @param examples m, or Σ w of examples with weights
     * @throws IllegalArgumentException unless examples is above 0
     */
    public double regularisation(double examples) {
        inUse.begin("regularisation");
        try {
            double sum = 0;
            for (Layer layer : layers) {
                sum += layer.penalty(examples);
            }
            return sum;
        } finally {
            inUse.end();
        }
    }

    /**
     * What a network makes of a batch.
     *
     * @param A A[L], (n_L, m)
     * @param cost J, regularisation included
     */
    public record Prediction(Matrix A, double cost) {
        /** Checks. */
        public Prediction {
            Objects.requireNonNull(A, "A");
        }
    }

    /**
     * Of a network with one output, the a from which it means the second of two classes: 0.5 where g is from 0 to 1
     * (sigmoid, hard sigmoid), whose targets are 0 and 1; 0 where it is from −1 to 1 (tanh, softsign), or the loss is a
     * hinge, whose targets are −1 and 1. Empty where g and the loss leave it open, as a linear unit with the squared
     * error does, and for several outputs, the largest of which decides.
     */
    public OptionalDouble threshold() {
        return decision().thresholdIfAny();
    }

    /**
     * Whether each output is a probability: g is from 0 to 1, as softmax and sigmoid are, and the loss measures neither
     * margins nor directions.
     */
    public boolean hasProbabilities() {
        return decision().probabilities();
    }

    /**
     * Whether the output units can come to any target at all, as far as bp4j knows: g has no bounds, or the loss does
     * not ask the outputs to equal the targets (cross-entropies, whose targets are within the bounds, and losses of
     * directions). Where not, targets beyond {@link Activation#lowerBound} and {@link Activation#upperBound} are a
     * mistake.
     */
    public boolean reachesAnyTarget() {
        Activation g = layer(layers.length).activation();
        return !loss.comparesWithTargets()
                || (g.lowerBound() == Double.NEGATIVE_INFINITY && g.upperBound() == Double.POSITIVE_INFINITY);
    }

    /** How the outputs of an example become a class. */
    Decision decision() {
        return Decision.of(layer(layers.length), loss);
    }

    /**
     * A frozen copy for inference: thread-safe, and it allocates nothing. It has the parameters as they are now; other
     * threads are refused while one trains, so it never holds a part of an update. A listener may take one after each
     * epoch.
     */
    public Predictor predictor() {
        inUse.begin("predictor");
        try {
            return new Predictor(this);
        } finally {
            inUse.end();
        }
    }

    /**
     * Scales the weights of each neuron whose norm is above its layer's max-norm c down to it: w ← w · c / ‖w‖₂, w being a
     * row of W; frozen layers stay as they are. {@code OptimizerState.step()} ends with this; call it after an update
     * of your own.
     */
    public void applyMaxNorm() {
        inUse.begin("applyMaxNorm");
        try {
            for (Layer layer : layers) {
                layer.applyMaxNorm();
            }
        } finally {
            inUse.end();
        }
    }

    /** Who uses the network now; with it a thread keeps the network from one operation to the next. */
    public InUse inUse() {
        return inUse;
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

    /** θ, live: layer by layer W, row by row, then b, then γ and β where there are. */
    public double[] parameters() {
        return theta;
    }

    /**
     * How many of the parameters training moves: those of the layers that are not {@linkplain Layer#isFrozen frozen}.
     */
    public int trainableParameters() {
        int parameters = 0;
        for (Layer layer : layers) {
            parameters += layer.isFrozen() ? 0 : layer.parameters();
        }
        return parameters;
    }

    /** ∂J/∂θ of the last backward pass, live, in the order of {@link #parameters}; 0 in frozen layers. */
    public double[] gradient() {
        return dTheta;
    }

    /**
     * Whether there is a gradient: false from the start until a backward pass, or until {@link #gradient} is written
     * to.
     */
    public boolean hasGradient() {
        return gradientDone || Arrays.stream(dTheta).anyMatch(g -> g != 0);
    }

    /**
     * A[0] of the last forward pass, (n_0, m), live: X, with noise and dropout on the inputs D[0] * (X + σ N).
     *
     * @throws IllegalStateException if there was no forward pass, or another thread made it
     */
    public Matrix trainingInput() {
        requireForward("trainingInput");
        return A_0;
    }

    /**
     * w of an example of the last forward pass, from 0: 1 where that had no weights.
     *
     * @throws IllegalStateException if there was no forward pass, or another thread made it
     * @throws IndexOutOfBoundsException if there is no such example
     */
    public double trainingWeight(int example) {
        requireForward("trainingWeight");
        Require.index("example", example, m);
        return passWeights == null ? 1 : passWeights.weight(example);
    }

    /** The p of dropout on the inputs, 0 for none. */
    public double inputDropout() {
        return inputLayer.dropout();
    }

    /** The σ of the noise on the inputs, 0 for none. */
    public double inputNoise() {
        return inputLayer.noise();
    }

    /** ℒ. */
    public Loss loss() {
        return loss;
    }

    /**
     * The names of the features and classes that the network was trained with; {@link Schema#NONE} before {@code
     * Trainer.fit}. Data whose names differ are refused by everything that brings data to the network.
     */
    public Schema schema() {
        return schema;
    }

    /**
     * Sets these names: {@link Schema#NONE} before a network is trained for other classes.
     *
     * @throws ShapeException unless there is a feature for each input, and a class for each output, or two for one; a
     *     list may be empty
     * @throws IllegalStateException if another thread uses the network
     */
    public void schema(Schema schema) {
        Objects.requireNonNull(schema, "schema");
        inUse.begin("schema");
        try {
            requireFit(schema);
            this.schema = schema;
        } finally {
            inUse.end();
        }
    }

    private void requireFit(Schema schema) {
        int features = schema.features().size();
        if (features != 0 && features != inputs()) {
            throw new ShapeException(
                    "schema: names of " + features + " features; the network has " + inputs() + " inputs");
        }
        int classes = schema.classes().size();
        int expected = Math.max(2, outputs());
        if (classes != 0 && classes != expected) {
            throw new ShapeException("schema: names of " + classes + " classes; " + outputs()
                    + (outputs() == 1 ? " output serves " : " outputs serve ") + expected);
        }
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
                layer.afterZ(),
                layer.W().shape(),
                layer.b().shape(),
                String.format(Locale.ROOT, "%,d", layer.parameters())
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
        Objects.requireNonNull(X, "X");
        if (X.rows() != inputs()) {
            throw new ShapeException(operation + ": X is " + X.shape() + ", " + layers[0] + " expects " + inputs()
                    + " inputs; X.rows (" + X.rows() + ") must equal " + inputs());
        }
    }

    private void requireForward(String operation) {
        if (m == 0) {
            throw new IllegalStateException(operation + ": call forward first");
        }
        inUse.requireOwnPass(operation);
        for (Layer layer : layers) {
            if (layer.hasChanged()) {
                throw new IllegalStateException(operation + ": " + layer + " was " + (layer.isFrozen() ? "" : "un")
                        + "frozen after the last forward pass; call forward again");
            }
        }
    }

    private void requireTargetShape(String operation, Matrix Y, int m) {
        Objects.requireNonNull(Y, "Y");
        if (Y.rows() != outputs() || Y.columns() != m) {
            throw new ShapeException(operation + ": Y is " + Y.shape() + ", A[L] is " + outputs() + "×" + m
                    + "; the shapes must be equal");
        }
    }

    private void requireTargets(String operation, Matrix Y, int m, SampleWeights weights) {
        requireTargetShape(operation, Y, m);
        if (weights == null) {
            loss.requireTargets(Y);
        } else {
            weights.requireTargets(loss, Y);
        }
    }

    /** The weights that are given for the last forward pass, with its targets. */
    private SampleWeights weights(String operation, SampleWeights into, Matrix Y, Matrix weights) {
        requireTargetShape(operation, Y, m);
        SampleWeights.require(operation, weights, m);
        Layer normalized = batchNormalized();
        if (normalized != null && !SampleWeights.haveRatios(passWeights, weights)) {
            throw new IllegalStateException(operation + ": " + normalized
                    + " is normalised over the batch, and forward(X"
                    + (passWeights == null ? ")" : ", weights)")
                    + " counted the examples otherwise; call forward(X, weights) with these weights first");
        }
        into.set(operation, weights, m, algebra.kernel());
        into.requireTargets(loss, Y);
        return into;
    }
}
