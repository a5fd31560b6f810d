package io.github.bp4j;

import java.util.Arrays;

/**
 * One layer: the linear part Z = W A_prev + b and the activation A = g(Z), and BP1–BP4 backwards. A normalised layer has
 * Z̃ = γ * Ẑ + β between the two, and A = g(Z̃); elsewhere Z̃ is Z.
 *
 * <p>n = n_l neurons, n_prev = n_{l-1} inputs, m examples in the batch; one column is one example. The matrices handed
 * out are live: write W and b to set the parameters. Z and A are those of the last forward pass, dZ and dA those of the
 * last backward pass; the next pass overwrites them, and they take the width of its batch. Before the first pass they are
 * columns of zeros.
 *
 * <p>The labels (1), (2), (BP1) … (BP4) are those of docs/backpropagation.md; dZ and dA are per example, the 1/m is in
 * dW and db and there only.
 */
public final class Layer {
    private final int number; //            l
    private final Activation activation; // g
    private final LayerOptions options;
    private final Dropout dropout; //       null for none
    private final Algebra algebra;

    private final Matrix W; //  (n, n_prev)
    private final Matrix b; //  (n, 1)
    private final Matrix dW; // (n, n_prev)  ∂J/∂W
    private final Matrix db; // (n, 1)       ∂J/∂b
    private final Matrix Z; //  (n, m)
    private final Matrix A; //  (n, m)
    private final Matrix dZ; // (n, m)       ∂ℒ/∂Z
    private final Matrix dA; // (n, m)       ∂ℒ/∂A
    private final Matrix Ztilde; //  (n, m)  the input of g; Z itself where nothing is normalised
    private final Matrix dZtilde; // (n, m)  likewise dZ itself
    private final Normalization normalization; // null for none
    private final Matrix G; //  (n, m)       g(Z), before the mask; A itself without dropout
    private final Matrix dG; // (n, m)       ∂ℒ/∂G; dA itself without dropout
    private Matrix A_prev; //   (n_prev, m)  A of the layer before, or X
    private Loss loss; //       of the last layer, from its backward pass to the next forward pass, as are Y and weights
    private Matrix Y; //        (n, m)
    private SampleWeights weights; // of the examples; null for none
    private final boolean last;
    private boolean frozen; //       its parameters stay as they are
    private boolean frozenInPass; // whether it was in the last forward pass, to which the backward pass belongs
    private Layer next; //      null after the last
    private boolean waiting; //      dA and dZ are computed on request, as the backward pass ended in a later layer
    private boolean expired; //      they no longer can be, as a forward pass has come since

    /** Layer l with its parameters and their gradient as windows on theta and dTheta: W, b, γ, β, from offset on. */
    Layer(
            int number,
            int units,
            int inputs,
            Activation activation,
            LayerOptions options,
            boolean last,
            long seed,
            Algebra algebra,
            double[] theta,
            double[] dTheta,
            int offset) {
        this.number = number;
        this.last = last;
        this.activation = activation;
        this.options = options;
        this.algebra = algebra;
        W = Matrix.window(theta, offset, units, inputs);
        b = Matrix.window(theta, offset + W.size(), units, 1);
        dW = Matrix.window(dTheta, offset, units, inputs);
        db = Matrix.window(dTheta, offset + W.size(), units, 1);
        Z = Matrix.zeros(units, 1);
        A = Matrix.zeros(units, 1);
        dZ = Matrix.zeros(units, 1);
        dA = Matrix.zeros(units, 1);
        normalization = options.normalization == null
                ? null
                : options.normalization.of(units, algebra, theta, dTheta, offset + W.size() + b.size());
        Ztilde = normalization == null ? Z : normalization.Ztilde;
        dZtilde = normalization == null ? dZ : normalization.dZtilde;
        dropout = options.dropout > 0 ? new Dropout(options.dropout, seed, number, units, algebra) : null;
        G = dropout == null ? A : Matrix.zeros(units, 1);
        dG = dropout == null ? dA : Matrix.zeros(units, 1);
        frozen = options.frozen;
    }

    // ---------------------------------------------------------------- the equations

    /**
     * From the A of the layer before, (n_prev, m), to this layer's A, (n, m), in the training pass of this number; the
     * weights of its examples, null for none, count in statistics of the batch.
     */
    Matrix forward(Matrix A_prev, long pass, SampleWeights weights) {
        this.A_prev = A_prev;
        Y = null;
        frozenInPass = frozen;
        expired = waiting;
        Z.reshape(A_prev.columns());
        A.reshape(A_prev.columns());
        G.reshape(A_prev.columns());
        algebra.multiplyAdd(W, A_prev, b, Z); //                     (2)   Z = W A_prev + b
        normalize(weights); //                                             Z̃ = γ * Ẑ + β
        algebra.activate(activation, Ztilde, G); //                  (1)   A = g(Z)
        drop(pass); //                                                     A = D * g(Z̃)
        return A;
    }

    /** In the last layer, from the loss to dZ[L], (n, m): by the short form, else from dA[L] by BP4. */
    void backwardFromLoss(Loss loss, Matrix Y, SampleWeights weights) {
        this.loss = loss;
        this.Y = Y;
        this.weights = weights;
        dZ.reshape(Z.columns());
        if (loss.hasShortForm(activation)) {
            loss.shortForm(A, Y, dZtilde); //                              dZ[L] = A[L] − Y
            weigh(dZtilde);
            backwardThroughNormalization(weights);
        } else {
            fillLastDA();
            backwardThroughActivation(weights);
        }
    }

    /** In the last layer, from dA[L] = 1 for one unit and 0 for the others to dZ[L], (n, m), by BP4. */
    void backwardFromUnit(int unit) {
        int m = Z.columns();
        dA.reshape(m);
        Arrays.fill(dA.data, 0, dA.size(), 0);
        Arrays.fill(dA.data, unit * m, (unit + 1) * m, 1);
        backwardThroughActivation(null);
    }

    /** From dA to dZ, both (n, m); that of an absent example is 0, even where its g′ is not finite. */
    void backwardThroughActivation(SampleWeights weights) {
        dZ.reshape(Z.columns());
        dropBackward(); //                                                 dG = D * dA
        algebra.multiplyByDerivative(dG, activation, Ztilde, G, dZtilde); // (BP4) dZ = dA * g′(Z)
        clearAbsent(weights, dZtilde);
        backwardThroughNormalization(weights);
    }

    /** What the pass moves besides the caches, once it has succeeded in all layers: the running values. */
    void endPass() {
        if (normalization != null) {
            normalization.endPass();
        }
    }

    /** From Z to the input of g, Z̃, where they are not the same: (BN1) to (BN4), or (LN1) to (LN4). */
    private void normalize(SampleWeights weights) {
        if (normalization != null) {
            normalization.forward(Z, weights, frozenInPass);
        }
    }

    /** From dZ̃ to dγ, dβ and dZ: (BN5) to (BN7), or (LN5) to (LN7). */
    private void backwardThroughNormalization(SampleWeights weights) {
        if (normalization != null) {
            normalization.backward(dZ);
            clearAbsent(weights, dZ);
        }
    }

    private static void clearAbsent(SampleWeights weights, Matrix M) {
        if (weights != null) {
            weights.clearAbsent(M);
        }
    }

    /** From G = g(Z̃) to A, where the mask makes them differ. */
    private void drop(long pass) {
        if (dropout != null) {
            dropout.forward(G, A, pass);
        }
    }

    /** From dA to dG, likewise. */
    private void dropBackward() {
        if (dropout != null) {
            dropout.backward(dA, dG);
        }
    }

    /**
     * From dZ, (n, m), to dW, (n, n_prev), and db, (n, 1); what regularisation adds to J, it adds to dW. A
     * frozen layer has a gradient of 0 instead.
     */
    void backwardToParameters(double examples) {
        if (frozenInPass) {
            clearGradient();
            return;
        }
        int m = dZ.columns();
        double l2 = l2(examples);
        algebra.multiplyTransposed(m, dZ, A_prev, dW); //            (BP1) dW = 1/m dZ A_prevᵀ
        algebra.rowMeans(dZ, db); //                                 (BP2) db = 1/m Σ_i dZ(i)
        if (l2 > 0) {
            algebra.addScaled(l2, W, dW); //                               dW += λ W
        }
        if (options.l1 > 0) {
            algebra.addScaledSign(options.l1, W, dW); //                   dW += λ sign(W)
        }
    }

    private void clearGradient() {
        clear(dW);
        clear(db);
        if (normalization != null) {
            clear(normalization.dGamma);
            clear(normalization.dBeta);
        }
    }

    private static void clear(Matrix M) {
        Arrays.fill(M.data, M.offset, M.offset + M.size(), 0);
    }

    /** From dZ, (n, m), to the dA of the layer before, (n_prev, m). */
    void backwardToInput(Matrix dA_prev) {
        dA_prev.reshape(dZ.columns());
        algebra.transposedMultiply(W, dZ, dA_prev); //               (BP3) dA_prev = Wᵀ dZ
    }

    /**
     * What this layer's regularisation adds to J: λ/2 Σ W² for L2 and λ Σ |W| for L1, with the λ of L2 as {@link
     * #l2(double)} has it.
     *
     * @param examples m, or Σ w of examples with weights
     * @throws IllegalArgumentException unless examples is above 0
     */
    public double regularisation(double examples) {
        algebra.inUse().begin("regularisation");
        try {
            return penalty(examples);
        } finally {
            algebra.inUse().end();
        }
    }

    /** {@link #regularisation}, within an operation of the network. */
    double penalty(double examples) {
        double lambda = l2(examples);
        double l2 = lambda > 0 ? algebra.timesSumOfSquares(lambda / 2, W) : 0;
        double l1 = options.l1 > 0 ? options.l1 * algebra.sumOfMagnitudes(W) : 0;
        return l2 + l1;
    }

    // ---------------------------------------------------------------- what can be looked at

    /** The weights, (n, n_prev); row i holds those of neuron i. */
    public Matrix W() {
        return W;
    }

    /** The biases, (n, 1). */
    public Matrix b() {
        return b;
    }

    /** W A_prev + b of the last forward pass, (n, m). */
    public Matrix Z() {
        return Z;
    }

    /**
     * What g was applied to in the last forward pass, (n, m): Z̃ = γ * Ẑ + β in a normalised layer, else {@link #Z}
     * itself. Ng's name.
     */
    public Matrix Ztilde() {
        return Ztilde;
    }

    /** g(Z) of the last forward pass, (n, m), g(Z̃) in a normalised layer; with dropout D * g. */
    public Matrix A() {
        return A;
    }

    /**
     * The mask of the dropout of the last forward pass, (n, m): 0 for what was dropped, else 1/(1 − p).
     *
     * @throws IllegalStateException if this layer has no dropout
     */
    public Matrix D() {
        if (dropout == null) {
            throw new IllegalStateException("D of " + this + ": the layer has no dropout");
        }
        return dropout.D();
    }

    /**
     * ∂ℒ/∂Z of the last backward pass, (n, m), per example: column i is ∂ℒ(i)/∂Z(i), with sample weights times w_i / w̄.
     * Batch normalisation, here or in a later layer, has an example change the losses of the others: then it is m ∂J₀/∂Z,
     * with J₀ the cost without regularisation.
     *
     * <p>Where this layer and all before it are frozen, the backward pass ends before it, and BP3 and BP4 go on when
     * they are asked for: ask before the update, as this takes the W of the next layer as it stands.
     *
     * @throws IllegalStateException in such a layer, if a forward pass came since the backward pass
     */
    public Matrix dZ() {
        goOn("dZ");
        return dZ;
    }

    /** ∂ℒ/∂Z̃ of the last backward pass, (n, m), as {@link #dZ} is by Z; dZ itself where nothing is normalised. */
    public Matrix dZtilde() {
        goOn("dZtilde");
        return dZtilde;
    }

    /**
     * ∂ℒ/∂A of the last backward pass, (n, m), per example; that of the last layer is computed from A and Y when asked.
     * With sample weights each column times w_i / w̄. In frozen layers see {@link #dZ}.
     *
     * @throws IllegalStateException in the last layer, if no backward pass belongs to the last forward pass
     */
    public Matrix dA() {
        if (!last) {
            goOn("dA");
            return dA;
        }
        algebra.inUse().begin("dA");
        try {
            if (Y == null) {
                throw new IllegalStateException("dA of " + this + " is ∂ℒ/∂A: call forward and backward first");
            }
            fillLastDA();
            return dA;
        } finally {
            algebra.inUse().end();
        }
    }

    /** ∂ℒ/∂A of the last layer. */
    private void fillLastDA() {
        dA.reshape(Z.columns());
        loss.derivative(A, Y, dA);
        weigh(dA);
    }

    /** The backward pass goes on to this layer, if it has ended before. */
    private void goOn(String asked) {
        if (waiting) {
            algebra.inUse().begin(asked);
            try {
                goOn();
            } finally {
                algebra.inUse().end();
            }
        }
    }

    /** {@link #goOn(String)}, within an operation of the network. */
    void goOn() {
        if (!waiting) {
            return;
        }
        if (expired) {
            throw new IllegalStateException(
                    "dA and dZ of " + this + ": it is frozen and so are all layers before it, so they are computed"
                            + " when asked for; ask after backward and before the next forward");
        }
        next.goOn();
        next.backwardToInput(dA);
        backwardThroughActivation(weights);
        waiting = false;
    }

    /** ∂J/∂W of the last backward pass, (n, n_prev), regularisation included; 0 if the layer is frozen. */
    public Matrix dW() {
        return dW;
    }

    /** ∂J/∂b of the last backward pass, (n, 1); 0 if the layer is frozen. */
    public Matrix db() {
        return db;
    }

    /** Whether Z is normalised, over the batch or over the layer, so that there are γ and β. */
    public boolean isNormalized() {
        return normalization != null;
    }

    /** Whether Z is normalised over the batch; see {@link LayerOptions#batchNormalization(double, double)}. */
    public boolean hasBatchNormalization() {
        return normalization instanceof BatchNormalization;
    }

    /** Whether Z is normalised over the layer; see {@link LayerOptions#layerNormalization(double)}. */
    public boolean hasLayerNormalization() {
        return normalization instanceof LayerNormalization;
    }

    /**
     * Ẑ of the last forward pass, (n, m): Z without its mean, over its standard deviation.
     *
     * @throws IllegalStateException if the layer is not normalised
     */
    public Matrix Zhat() {
        return normalization("Zhat").Zhat;
    }

    /**
     * γ, (n, 1): the factor of Ẑ.
     *
     * @throws IllegalStateException if the layer is not normalised
     */
    public Matrix gamma() {
        return normalization("gamma").gamma;
    }

    /**
     * β, (n, 1): added to γ * Ẑ.
     *
     * @throws IllegalStateException if the layer is not normalised
     */
    public Matrix beta() {
        return normalization("beta").beta;
    }

    /**
     * ∂J/∂γ of the last backward pass, (n, 1); 0 if the layer is frozen.
     *
     * @throws IllegalStateException if the layer is not normalised
     */
    public Matrix dGamma() {
        return normalization("dGamma").dGamma;
    }

    /**
     * ∂J/∂β of the last backward pass, (n, 1); 0 if the layer is frozen.
     *
     * @throws IllegalStateException if the layer is not normalised
     */
    public Matrix dBeta() {
        return normalization("dBeta").dBeta;
    }

    /**
     * The running mean of Z, (n, 1), which the pass of prediction takes for μ; no parameter: each pass of training moves
     * it.
     *
     * @throws IllegalStateException if the layer is not normalised over the batch
     */
    public Matrix runningMean() {
        return batchNormalization("runningMean").runningMean;
    }

    /**
     * The running variance of Z, (n, 1), which the pass of prediction takes for σ²; no parameter: each pass of training
     * moves it.
     *
     * @throws IllegalStateException if the layer is not normalised over the batch
     */
    public Matrix runningVariance() {
        return batchNormalization("runningVariance").runningVariance;
    }

    /**
     * The running values become the mean and variance of the batch of the last pass of training, as with a momentum of
     * 1: for a whole training set as one batch, whose statistics are those that predictions should use. A frozen layer
     * keeps them.
     *
     * @throws IllegalStateException if the layer is not normalised over the batch, or before the first forward pass
     */
    public void adoptBatchStatistics() {
        BatchNormalization normalization = batchNormalization("adoptBatchStatistics");
        algebra.inUse().begin("adoptBatchStatistics");
        try {
            if (!normalization.frozen && !normalization.hasBatch()) {
                throw new IllegalStateException(
                        "adoptBatchStatistics: " + this + " has seen no batch; call forward first");
            }
            normalization.adoptBatch();
        } finally {
            algebra.inUse().end();
        }
    }

    /**
     * How far a pass of training takes the running values towards those of its batch, above 0 and at most 1.
     *
     * @throws IllegalStateException if the layer is not normalised over the batch
     */
    public double momentum() {
        return batchNormalization("momentum").momentum;
    }

    /**
     * ε, added to the variance.
     *
     * @throws IllegalStateException if the layer is not normalised
     */
    public double epsilon() {
        return normalization("epsilon").epsilon;
    }

    private Normalization normalization(String asked) {
        if (normalization == null) {
            throw new IllegalStateException(asked + ": " + this + " is not normalised");
        }
        return normalization;
    }

    private BatchNormalization batchNormalization(String asked) {
        if (normalization instanceof BatchNormalization ofBatch) {
            return ofBatch;
        }
        throw new IllegalStateException(asked + ": " + this + " is not normalised over the batch");
    }

    /** The number of parameters: W, b, and where there are, γ and β. */
    public int parameters() {
        return W.size() + b.size() + (normalization == null ? 0 : 2 * units());
    }

    /** g. */
    public Activation activation() {
        return activation;
    }

    /** l, from 1. */
    public int number() {
        return number;
    }

    /** n_l. */
    public int units() {
        return W.rows();
    }

    /** n_{l-1}. */
    public int inputs() {
        return W.columns();
    }

    /** The λ of L1, 0 for none. */
    public double l1() {
        return options.l1;
    }

    /** The λ of L2, 0 for none. */
    public double l2() {
        return options.l2;
    }

    /** The λ of L2 that is divided by the examples of a pass, or by Σ w where these have weights; 0 for none. */
    public double l2OverExamples() {
        return options.l2OverExamples;
    }

    /**
     * The λ of L2 in a pass: l2 + l2OverExamples / m.
     *
     * @param examples m, or Σ w of examples with weights
     * @throws IllegalArgumentException unless examples is above 0
     */
    public double l2(double examples) {
        if (!(examples > 0)) {
            throw new IllegalArgumentException("the number of examples must be above 0; got " + examples);
        }
        return options.l2 + options.l2OverExamples / examples;
    }

    /** The p of dropout, 0 for none. */
    public double dropout() {
        return options.dropout;
    }

    /** The largest norm of a neuron's weights, ∞ for none. */
    public double maxNorm() {
        return options.maxNorm;
    }

    /**
     * Training leaves W, b, γ and β of this layer as they are from now on; it is as if they were no parameters. ∂J/∂W
     * of the layer and the others are 0 after a backward pass, and no optimizer counts or moves them; neither max-norm
     * nor the running values of batch normalisation change anything. J stays the same function: regularisation still
     * adds to it.
     *
     * <p>Batch normalisation of a frozen layer takes its running values for μ and σ² in the pass of training too, as
     * Keras has it. Dropout is drawn in the pass of training as before. Fine-tuning a network begins like this:
     *
     * <pre>{@code
     * network.layer(1).freeze();
     * }</pre>
     *
     * <p>Parameters that you write yourself change even so.
     *
     * @throws IllegalStateException if the network is in training, or another thread uses it
     */
    public void freeze() {
        setFrozen("freeze", true);
    }

    /**
     * Training moves W, b, γ and β again. An {@code OptimizerState} goes on with what it remembers of them.
     *
     * @throws IllegalStateException if the network is in training, or another thread uses it
     */
    public void unfreeze() {
        setFrozen("unfreeze", false);
    }

    private void setFrozen(String operation, boolean frozen) {
        algebra.inUse().begin(operation);
        try {
            algebra.inUse().requireNoTraining(operation);
            this.frozen = frozen;
        } finally {
            algebra.inUse().end();
        }
    }

    /** Whether training leaves the parameters of this layer as they are. */
    public boolean isFrozen() {
        return frozen;
    }

    /**
     * Whether a pass of training takes mean and variance of the batch, as it does with batch normalisation unless
     * frozen.
     */
    public boolean usesBatchStatistics() {
        return hasBatchNormalization() && !frozen;
    }

    /** "layer 2 (128→10, softmax)", "layer 1 (784→128, batchNormalization, relu, frozen)". */
    @Override
    public String toString() {
        return "layer " + number + " (" + inputs() + "→" + units() + ", " + afterZ() + ")";
    }

    /** What follows the linear part: "softmax", "batchNormalization, relu"; and "frozen" where it is. */
    String afterZ() {
        return (options.normalization == null ? "" : options.normalization.name() + ", ")
                + activation
                + (frozen ? ", frozen" : "");
    }

    // ---------------------------------------------------------------- for the network

    /** Whether a pass through this layer writes to the array of X. */
    boolean overwrites(Matrix X) {
        return X.data == Z.data
                || X.data == A.data
                || X.data == dZ.data
                || X.data == dA.data
                || (normalization != null && normalization.overwrites(X))
                || (dropout != null && X.data == dropout.D().data);
    }

    /** Each column of M, (n, m), times the w / w̄ of its example. */
    private void weigh(Matrix M) {
        if (weights != null) {
            weights.weigh(M);
        }
    }

    /** No value that belongs to an absent example is infinite or NaN, where the backward pass multiplies it by 0. */
    void makeAbsentFinite(SampleWeights weights) {
        weights.makeAbsentFinite(A);
        if (normalization != null) {
            weights.makeAbsentFinite(normalization.Zhat);
        }
    }

    /** The layer that comes next; the last has none. */
    void next(Layer next) {
        this.next = next;
    }

    /**
     * The backward pass goes through this layer, or ends before it and goes on when it is asked to.
     *
     * @param weights of its examples, null for none
     */
    void beginBackward(boolean ends, SampleWeights weights) {
        waiting = ends;
        expired = false;
        if (ends) {
            this.weights = weights;
        }
    }

    /** Whether it was frozen, or no longer is, since the last forward pass. */
    boolean hasChanged() {
        return frozen != frozenInPass;
    }

    /** The A of the layer before, or X, from another matrix, for the backward pass. */
    void input(Matrix A_prev) {
        this.A_prev = A_prev;
    }

    /** Scales each row of W that is longer than the max-norm down to it, unless the layer is frozen. */
    void applyMaxNorm() {
        if (options.maxNorm < Double.POSITIVE_INFINITY && !frozen) {
            algebra.limitRows(options.maxNorm, W);
        }
    }

    /** dA as it stands, to be filled by the BP3 of the next layer. */
    Matrix dAToFill() {
        return dA;
    }

    /**
     * g(W A_prev + b), (n_prev, m) → (n, m), in a new matrix, by the pass of prediction: with the running values of
     * batch normalisation; no cache is touched.
     *
     * @throws ShapeException if A_prev has not n_prev rows
     */
    public Matrix predict(Matrix A_prev) {
        if (A_prev == null) {
            throw new NullPointerException("A_prev");
        }
        algebra.inUse().begin("predict");
        try {
            if (A_prev.rows() != inputs()) {
                throw new ShapeException("predict: A_prev is " + A_prev.shape() + ", " + this + " expects " + inputs()
                        + " inputs; A_prev.rows (" + A_prev.rows() + ") must equal " + inputs());
            }
            return predict(A_prev, Matrix.zeros(units(), A_prev.columns()));
        } finally {
            algebra.inUse().end();
        }
    }

    /** Writes the input of g to Z, (n, m), and returns g of it in a new matrix; the caches stay as they are. */
    Matrix predict(Matrix A_prev, Matrix Z) {
        Matrix A = Matrix.zeros(units(), A_prev.columns());
        algebra.multiplyAdd(W, A_prev, b, Z);
        algebra.normalize(frozenNormalization(), Z);
        algebra.activate(activation, Z, A);
        return A;
    }

    /** The pass of prediction through the normalisation, with what it depends on as it is now; null for none. */
    Normalization.Frozen frozenNormalization() {
        return normalization == null ? null : normalization.freeze();
    }

    /** dZ[L], by the input of g, of the prediction (Z, A) in the last layer, (n, m), in a new matrix; the caches stay as they are. */
    Matrix predictionGradient(Loss loss, Matrix Z, Matrix A, Matrix Y) {
        if (loss.hasShortForm(activation)) {
            Matrix dZ = Matrix.zeros(units(), A.columns());
            loss.shortForm(A, Y, dZ);
            return dZ;
        }
        Matrix dA = Matrix.zeros(units(), A.columns());
        loss.derivative(A, Y, dA);
        return predictionGradient(Z, A, dA);
    }

    /** dZ, by the input of g, of the prediction (Z, A) by BP4, (n, m), in a new matrix; the caches stay as they are. */
    Matrix predictionGradient(Matrix Z, Matrix A, Matrix dA) {
        Matrix dZ = Matrix.zeros(units(), A.columns());
        algebra.multiplyByDerivative(dA, activation, Z, A, dZ);
        return dZ;
    }

    /** dA of the layer before by BP3, (n_prev, m), in a new matrix, from dZ̃, which becomes dZ; the caches stay as they are. */
    Matrix predictionGradient(Matrix A_prev, Matrix dZ) {
        if (normalization != null) {
            Matrix Z = Matrix.zeros(units(), A_prev.columns());
            algebra.multiplyAdd(W, A_prev, b, Z);
            normalization.freeze().backward(Z, dZ);
        }
        Matrix dA_prev = Matrix.zeros(inputs(), dZ.columns());
        algebra.transposedMultiply(W, dZ, dA_prev);
        return dA_prev;
    }

    /** W and b as the options and the activation say. */
    void initialize(SplitMix64 forW, SplitMix64 forB) {
        options.W.initialize(W, inputs(), units(), forW);
        options.b.initialize(b, inputs(), units(), forB);
    }
}
