package io.github.bp4j;

/**
 * How a matrix of parameters starts. For W[l] of shape (n_l, n_{l-1}) the fan-in n is n_{l-1}, the fan-out n′ is n_l.
 *
 * <p>W starts at random so that the neurons of a layer differ: neurons with equal weights have equal gradients and stay
 * equal for ever. The variance keeps the size of Z and of dA about the same from layer to layer.
 */
@FunctionalInterface
public interface Initializer {
    /** Normal with variance 2/n, for ReLU and its kin. Source: He et al., <em>Delving deep into rectifiers</em> (2015). */
    Initializer HE_NORMAL = new Initializers.Normal(2, false);

    /** Uniform in ±√(6/n): variance 2/n. */
    Initializer HE_UNIFORM = new Initializers.Uniform(2, false);

    /**
     * Normal with variance 2/(n + n′), for tanh, sigmoid and softmax; also called Xavier. Source: Glorot and Bengio,
     * <em>Understanding the difficulty of training deep feedforward neural networks</em> (2010).
     */
    Initializer GLOROT_NORMAL = new Initializers.Normal(2, true);

    /** Uniform in ±√(6/(n + n′)): variance 2/(n + n′). */
    Initializer GLOROT_UNIFORM = new Initializers.Uniform(2, true);

    /** Normal with variance 1/n, for SELU. Source: LeCun et al., <em>Efficient backprop</em> (1998). */
    Initializer LECUN_NORMAL = new Initializers.Normal(1, false);

    /** Uniform in ±√(3/n): variance 1/n. */
    Initializer LECUN_UNIFORM = new Initializers.Uniform(1, false);

    /** All 0: right for b, and for W the mistake described above. */
    Initializer ZEROS = constant(0);

    /** All the same value. */
    static Initializer constant(double value) {
        return new Initializers.Constant(value);
    }

    /** Fills M, the W or b of a layer with this fan-in and fan-out, from the stream. */
    void initialize(Matrix M, int fanIn, int fanOut, SplitMix64 random);
}
