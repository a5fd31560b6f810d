package io.github.bp4j;

import java.util.Objects;

/**
 * What a layer may have beyond its units and its activation; given to the builder as {@code options ->
 * options.l2(1e-4)}. Immutable: each method returns new options. What a layer leaves open is taken from the network,
 * then from the activation.
 */
public final class LayerOptions {
    static final LayerOptions NONE = new LayerOptions(null, Initializer.ZEROS, Double.NaN, Double.NaN);

    final Initializer W;
    final Initializer b;
    final double l1;
    final double l2;

    private LayerOptions(Initializer W, Initializer b, double l1, double l2) {
        this.W = W;
        this.b = b;
        this.l1 = l1;
        this.l2 = l2;
    }

    /** How W starts; unless said, He normal for ReLU and its kin, LeCun normal for SELU, else Glorot uniform. */
    public LayerOptions initializer(Initializer W) {
        return new LayerOptions(Objects.requireNonNull(W, "initializer"), b, l1, l2);
    }

    /** How b starts; unless said, with zeros. */
    public LayerOptions biasInitializer(Initializer b) {
        return new LayerOptions(W, Objects.requireNonNull(b, "biasInitializer"), l1, l2);
    }

    /**
     * J gains λ Σ|W| of this layer, dW gains λ sign(W), with sign(0) = 0.
     *
     * @throws IllegalArgumentException if λ is negative or not finite
     */
    public LayerOptions l1(double lambda) {
        return new LayerOptions(W, b, requireRegularisation("l1", lambda), l2);
    }

    /**
     * J gains λ/2 Σ W² of this layer, dW gains λ W. This λ is Ng's λ/m, Nielsen's λ/n, scikit-learn's alpha / (examples
     * in the batch), twice Keras' l2 and PyTorch's weight_decay under SGD.
     *
     * @throws IllegalArgumentException if λ is negative or not finite
     */
    public LayerOptions l2(double lambda) {
        return new LayerOptions(W, b, l1, requireRegularisation("l2", lambda));
    }

    /** These options, with what they leave open taken from the network. */
    LayerOptions orElse(Initializer W, double l1, double l2) {
        return new LayerOptions(
                this.W != null ? this.W : W,
                b,
                Double.isNaN(this.l1) ? l1 : this.l1,
                Double.isNaN(this.l2) ? l2 : this.l2);
    }

    static double requireRegularisation(String name, double lambda) {
        if (!(lambda >= 0 && lambda < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + ": lambda must be finite and at least 0; got " + lambda);
        }
        return lambda;
    }
}
