package io.github.bp4j;

import java.util.Objects;

/**
 * What a layer may have beyond its units and its activation; given to the builder as {@code options ->
 * options.l2(1e-4)}. Immutable: each method returns new options. What a layer leaves open is taken from the network,
 * then from the activation.
 */
public final class LayerOptions {
    static final LayerOptions NONE = new LayerOptions();

    private static final double DEFAULT_EPSILON = 1e-5;

    Initializer W; //        null: left open
    Initializer b = Initializer.ZEROS;
    double l1 = Double.NaN; //   NaN: left open
    double l2 = Double.NaN; //   likewise
    double l2OverExamples = Double.NaN; // likewise
    double dropout;
    double maxNorm = Double.NaN; // likewise
    NormalizationPlan normalization; // null: none
    boolean frozen;

    private LayerOptions() {}

    /** A copy, to be changed by the method that makes it and by no other. */
    private LayerOptions(LayerOptions other) {
        W = other.W;
        b = other.b;
        l1 = other.l1;
        l2 = other.l2;
        l2OverExamples = other.l2OverExamples;
        dropout = other.dropout;
        maxNorm = other.maxNorm;
        normalization = other.normalization;
        frozen = other.frozen;
    }

    /** How W starts; unless said, He normal for ReLU and its kin, LeCun normal for SELU, else Glorot uniform. */
    public LayerOptions initializer(Initializer initializer) {
        LayerOptions options = new LayerOptions(this);
        options.W = Objects.requireNonNull(initializer, "initializer");
        return options;
    }

    /** How b starts; unless said, with zeros. */
    public LayerOptions biasInitializer(Initializer biasInitializer) {
        LayerOptions options = new LayerOptions(this);
        options.b = Objects.requireNonNull(biasInitializer, "biasInitializer");
        return options;
    }

    /**
     * J gains λ Σ|W| of this layer, dW gains λ sign(W), with sign(0) = 0.
     *
     * @throws IllegalArgumentException if λ is negative or not finite
     */
    public LayerOptions l1(double lambda) {
        LayerOptions options = new LayerOptions(this);
        options.l1 = requireRegularisation("l1", lambda);
        return options;
    }

    /**
     * J gains λ/2 Σ W² of this layer, dW gains λ W. This λ is Ng's λ/m, Nielsen's λ/n, scikit-learn's alpha / (examples
     * in the batch), twice Keras' l2 and PyTorch's weight_decay under SGD.
     *
     * @throws IllegalArgumentException if λ is negative or not finite
     */
    public LayerOptions l2(double lambda) {
        LayerOptions options = new LayerOptions(this);
        options.l2 = requireRegularisation("l2", lambda);
        return options;
    }

    /**
     * J gains λ/(2m) Σ W² of this layer, dW gains λ/m W, for the m examples of the pass. This λ is Ng's and scikit-learn's
     * alpha; what {@link #l2} adds is besides.
     *
     * @throws IllegalArgumentException if λ is negative or not finite
     */
    public LayerOptions l2OverExamples(double lambda) {
        LayerOptions options = new LayerOptions(this);
        options.l2OverExamples = requireRegularisation("l2OverExamples", lambda);
        return options;
    }

    /** {@link #batchNormalization(double, double)} with ε = 1e-5 and momentum 0.1. */
    public LayerOptions batchNormalization() {
        return batchNormalization(DEFAULT_EPSILON, 0.1);
    }

    /**
     * A = g(γ * Ẑ + β) with Ẑ = (Z − μ) / √(σ² + ε), where μ and σ² = 1/m Σ_i (Z(i) − μ)² of a neuron are those of the
     * batch in the pass of training, and their running values in the pass of prediction. The running values start at 0
     * and 1, and each pass of training takes them by the momentum towards μ and σ² m / (m − 1): running ← (1 −
     * momentum) running + momentum · batch. These are PyTorch's conventions; Keras' momentum is 1 − this one. Source:
     * Ioffe and Szegedy, <em>Batch normalization</em> (2015).
     *
     * @param epsilon ε, finite and above 0
     * @param momentum above 0 and at most 1
     * @throws IllegalArgumentException if a value is out of its range
     * @throws IllegalStateException if the layer is normalised already
     */
    public LayerOptions batchNormalization(double epsilon, double momentum) {
        if (!(momentum > 0 && momentum <= 1)) {
            throw new IllegalArgumentException(
                    "batchNormalization: momentum must be above 0 and at most 1; got " + momentum);
        }
        return normalization(new NormalizationPlan(true, epsilon, momentum));
    }

    /** {@link #layerNormalization(double)} with ε = 1e-5. */
    public LayerOptions layerNormalization() {
        return layerNormalization(DEFAULT_EPSILON);
    }

    /**
     * A = g(γ * Ẑ + β) with Ẑ = (Z − μ) / √(σ² + ε), where μ and σ² = 1/n Σ_r (Z_r − μ)² of an example are those of its
     * own column of Z, in training and prediction alike. Source: Ba, Kiros and Hinton, <em>Layer normalization</em>
     * (2016).
     *
     * @param epsilon ε, finite and above 0
     * @throws IllegalArgumentException if ε is out of its range
     * @throws IllegalStateException if the layer is normalised already
     */
    public LayerOptions layerNormalization(double epsilon) {
        return normalization(new NormalizationPlan(false, epsilon, Double.NaN));
    }

    private LayerOptions normalization(NormalizationPlan plan) {
        if (!(plan.epsilon() > 0 && plan.epsilon() < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    plan.name() + ": epsilon must be finite and above 0; got " + plan.epsilon());
        }
        if (normalization != null) {
            throw new IllegalStateException(
                    plan.name() + ": the layer has " + normalization.name() + " already; it may be normalised once");
        }
        LayerOptions options = new LayerOptions(this);
        options.normalization = plan;
        return options;
    }

    /**
     * Dropout: in the training pass A = D * g(Z), where each element of D is 0 with probability p, else 1/(1 − p); in a
     * prediction A = g(Z). This p is that of Keras and PyTorch; Ng's keep_prob is 1 − p. The last layer has none. Source:
     * Srivastava et al., <em>Dropout: a simple way to prevent neural networks from overfitting</em> (2014).
     *
     * @throws IllegalArgumentException unless p is at least 0 and below 1
     */
    public LayerOptions dropout(double p) {
        LayerOptions options = new LayerOptions(this);
        options.dropout = requireProbability("dropout", p);
        return options;
    }

    /**
     * Max-norm: after each update the weights w of each neuron, a row of W, with ‖w‖₂ &gt; c are scaled down to ‖w‖₂ =
     * c; ∞ is no bound. Source: Srivastava et al. (2014), who found c from 3 to 4 good.
     *
     * @throws IllegalArgumentException unless c is above 0
     */
    public LayerOptions maxNorm(double c) {
        LayerOptions options = new LayerOptions(this);
        options.maxNorm = requireNorm(c);
        return options;
    }

    /**
     * The layer starts {@linkplain Layer#isFrozen frozen}: training leaves its W, b, γ and β as they are.
     *
     * @see Layer#freeze
     * @see Layer#unfreeze
     */
    public LayerOptions frozen() {
        LayerOptions options = new LayerOptions(this);
        options.frozen = true;
        return options;
    }

    /** These options, with what they leave open taken from the network. */
    LayerOptions orElse(Initializer W, double l1, double l2, double l2OverExamples, double maxNorm) {
        LayerOptions options = new LayerOptions(this);
        options.W = this.W != null ? this.W : W;
        options.l1 = Double.isNaN(this.l1) ? l1 : this.l1;
        options.l2 = Double.isNaN(this.l2) ? l2 : this.l2;
        options.l2OverExamples = Double.isNaN(this.l2OverExamples) ? l2OverExamples : this.l2OverExamples;
        options.maxNorm = Double.isNaN(this.maxNorm) ? maxNorm : this.maxNorm;
        return options;
    }

    static double requireRegularisation(String name, double lambda) {
        if (!(lambda >= 0 && lambda < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + ": lambda must be finite and at least 0; got " + lambda);
        }
        return lambda;
    }

    static double requireProbability(String name, double p) {
        if (!(p >= 0 && p < 1)) {
            throw new IllegalArgumentException(name + ": p must be at least 0 and below 1; got " + p);
        }
        return p;
    }

    static double requireNorm(double c) {
        if (!(c > 0)) {
            throw new IllegalArgumentException("maxNorm: c must be above 0; got " + c);
        }
        return c;
    }
}
