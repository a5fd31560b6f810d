package io.github.bp4j;

import java.util.Objects;

/**
 * What a layer may have beyond its units and its activation; given to the builder as {@code options ->
 * options.l2(1e-4)}. Immutable: each method returns new options. What a layer leaves open is taken from the network,
 * then from the activation.
 */
public final class LayerOptions {
    static final LayerOptions NONE = new LayerOptions(null, Initializer.ZEROS, Double.NaN, Double.NaN, null);

    private static final double DEFAULT_EPSILON = 1e-5;

    final Initializer W;
    final Initializer b;
    final double l1;
    final double l2;
    final NormalizationPlan normalization; // null for none

    private LayerOptions(Initializer W, Initializer b, double l1, double l2, NormalizationPlan normalization) {
        this.W = W;
        this.b = b;
        this.l1 = l1;
        this.l2 = l2;
        this.normalization = normalization;
    }

    /** How W starts; unless said, He normal for ReLU and its kin, LeCun normal for SELU, else Glorot uniform. */
    public LayerOptions initializer(Initializer W) {
        return new LayerOptions(Objects.requireNonNull(W, "initializer"), b, l1, l2, normalization);
    }

    /** How b starts; unless said, with zeros. */
    public LayerOptions biasInitializer(Initializer b) {
        return new LayerOptions(W, Objects.requireNonNull(b, "biasInitializer"), l1, l2, normalization);
    }

    /**
     * J gains λ Σ|W| of this layer, dW gains λ sign(W), with sign(0) = 0.
     *
     * @throws IllegalArgumentException if λ is negative or not finite
     */
    public LayerOptions l1(double lambda) {
        return new LayerOptions(W, b, requireRegularisation("l1", lambda), l2, normalization);
    }

    /**
     * J gains λ/2 Σ W² of this layer, dW gains λ W. This λ is Ng's λ/m, Nielsen's λ/n, scikit-learn's alpha / (examples
     * in the batch), twice Keras' l2 and PyTorch's weight_decay under SGD.
     *
     * @throws IllegalArgumentException if λ is negative or not finite
     */
    public LayerOptions l2(double lambda) {
        return new LayerOptions(W, b, l1, requireRegularisation("l2", lambda), normalization);
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
        return new LayerOptions(W, b, l1, l2, plan);
    }

    /** These options, with what they leave open taken from the network. */
    LayerOptions orElse(Initializer W, double l1, double l2) {
        return new LayerOptions(
                this.W != null ? this.W : W,
                b,
                Double.isNaN(this.l1) ? l1 : this.l1,
                Double.isNaN(this.l2) ? l2 : this.l2,
                normalization);
    }

    static double requireRegularisation(String name, double lambda) {
        if (!(lambda >= 0 && lambda < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + ": lambda must be finite and at least 0; got " + lambda);
        }
        return lambda;
    }
}
