package io.github.bp4j;

/**
 * One layer: the linear part Z = W A_prev + b and the activation A = g(Z), and BP1–BP4 backwards.
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
    private final Algebra algebra;

    private final Matrix W; //  (n, n_prev)
    private final Matrix b; //  (n, 1)
    private final Matrix dW; // (n, n_prev)  ∂J/∂W
    private final Matrix db; // (n, 1)       ∂J/∂b
    private final Matrix Z; //  (n, m)
    private final Matrix A; //  (n, m)
    private final Matrix dZ; // (n, m)       ∂ℒ/∂Z
    private final Matrix dA; // (n, m)       ∂ℒ/∂A
    private Matrix A_prev; //   (n_prev, m)  A of the layer before, or X
    private Loss loss; //       of the last layer, from its backward pass to the next forward pass
    private Matrix Y; //        (n, m)       likewise
    private final boolean last;

    /** Layer l with its parameters and their gradient as windows on theta and dTheta, W first, from offset on. */
    Layer(
            int number,
            int units,
            int inputs,
            Activation activation,
            LayerOptions options,
            boolean last,
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
    }

    // ---------------------------------------------------------------- the equations

    /** From the A of the layer before, (n_prev, m), to this layer's A, (n, m). */
    Matrix forward(Matrix A_prev) {
        this.A_prev = A_prev;
        Y = null;
        Z.reshape(A_prev.columns());
        A.reshape(A_prev.columns());
        algebra.multiplyAdd(W, A_prev, b, Z); //                     (2)   Z = W A_prev + b
        algebra.activate(activation, Z, A); //                       (1)   A = g(Z)
        return A;
    }

    /** In the last layer, from the loss to dZ[L], (n, m): by the short form, else from dA[L] by BP4. */
    void backwardFromLoss(Loss loss, Matrix Y) {
        this.loss = loss;
        this.Y = Y;
        dZ.reshape(Z.columns());
        if (loss.hasShortForm(activation)) {
            loss.shortForm(A, Y, dZ); //                                   dZ[L] = A[L] − Y
        } else {
            dA();
            backwardThroughActivation();
        }
    }

    /** From dA to dZ, both (n, m). */
    void backwardThroughActivation() {
        dZ.reshape(Z.columns());
        algebra.multiplyByDerivative(dA, activation, Z, A, dZ); //   (BP4) dZ = dA * g′(Z)
    }

    /** From dZ, (n, m), to dW, (n, n_prev), and db, (n, 1); what regularisation adds to J, it adds to dW. */
    void backwardToParameters() {
        int m = dZ.columns();
        algebra.multiplyTransposed(m, dZ, A_prev, dW); //            (BP1) dW = 1/m dZ A_prevᵀ
        algebra.rowMeans(dZ, db); //                                 (BP2) db = 1/m Σ_i dZ(i)
        if (options.l2 > 0) {
            algebra.addScaled(options.l2, W, dW); //                       dW += λ W
        }
        if (options.l1 > 0) {
            algebra.addScaledSign(options.l1, W, dW); //                   dW += λ sign(W)
        }
    }

    /** From dZ, (n, m), to the dA of the layer before, (n_prev, m). */
    void backwardToInput(Matrix dA_prev) {
        dA_prev.reshape(dZ.columns());
        algebra.transposedMultiply(W, dZ, dA_prev); //               (BP3) dA_prev = Wᵀ dZ
    }

    /** What this layer's regularisation adds to J: λ/2 Σ W² for L2 and λ Σ |W| for L1. */
    public double regularisation() {
        double l2 = options.l2 > 0 ? options.l2 / 2 * algebra.sumOfSquares(W) : 0;
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

    /** g(Z) of the last forward pass, (n, m). */
    public Matrix A() {
        return A;
    }

    /** ∂ℒ/∂Z of the last backward pass, (n, m), per example. */
    public Matrix dZ() {
        return dZ;
    }

    /**
     * ∂ℒ/∂A of the last backward pass, (n, m), per example; that of the last layer is computed from A and Y when asked.
     *
     * @throws IllegalStateException in the last layer, if no backward pass belongs to the last forward pass
     */
    public Matrix dA() {
        if (last) {
            if (Y == null) {
                throw new IllegalStateException("dA of " + this + " is ∂ℒ/∂A: call forward and backward first");
            }
            dA.reshape(Z.columns());
            loss.derivative(A, Y, dA);
        }
        return dA;
    }

    /** ∂J/∂W of the last backward pass, (n, n_prev), regularisation included. */
    public Matrix dW() {
        return dW;
    }

    /** ∂J/∂b of the last backward pass, (n, 1). */
    public Matrix db() {
        return db;
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

    /** "layer 2 (128→10, softmax)". */
    @Override
    public String toString() {
        return "layer " + number + " (" + inputs() + "→" + units() + ", " + activation + ")";
    }

    // ---------------------------------------------------------------- for the network

    /** Whether a pass through this layer writes to the array of X. */
    boolean overwrites(Matrix X) {
        return X.data == Z.data || X.data == A.data || X.data == dZ.data || X.data == dA.data;
    }

    /** dA as it stands, to be filled by the BP3 of the next layer. */
    Matrix dAToFill() {
        return dA;
    }

    /** Writes W A_prev + b to Z, (n, m), and returns g(Z) in a new matrix; the caches stay as they are. */
    Matrix predict(Matrix A_prev, Matrix Z) {
        Matrix A = Matrix.zeros(units(), A_prev.columns());
        algebra.multiplyAdd(W, A_prev, b, Z);
        algebra.activate(activation, Z, A);
        return A;
    }

    /** W and b as the options and the activation say. */
    void initialize(SplitMix64 forW, SplitMix64 forB) {
        options.W.initialize(W, inputs(), units(), forW);
        options.b.initialize(b, inputs(), units(), forB);
    }
}
