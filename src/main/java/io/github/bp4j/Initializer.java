package io.github.bp4j;

import io.github.bp4j.internal.check.Require;

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

    /**
     * All the same value.
     *
     * @throws IllegalArgumentException if it is NaN or infinite
     */
    static Initializer constant(double value) {
        return new Initializers.Constant(Require.finite("constant: value", value));
    }

    /**
     * Normal with mean 0 and standard deviation σ.
     *
     * @throws IllegalArgumentException unless σ is finite and above 0
     */
    static Initializer normal(double deviation) {
        return new Initializers.NormalOf(Require.positive("normal: deviation", deviation));
    }

    /**
     * Normal with mean 0 and standard deviation σ, drawn again where it is beyond ±2σ: what is left has the standard
     * deviation 0.8796 σ. Keras' He, Glorot and LeCun normal are of this kind, with σ widened by 1/0.8796.
     *
     * @throws IllegalArgumentException unless σ is finite and above 0
     */
    static Initializer truncatedNormal(double deviation) {
        return new Initializers.TruncatedNormal(Require.positive("truncatedNormal: deviation", deviation));
    }

    /**
     * Uniform in [low, high).
     *
     * @throws IllegalArgumentException unless both are finite and low is below high
     */
    static Initializer uniform(double low, double high) {
        if (!(low < high && Double.isFinite(low) && Double.isFinite(high))) {
            throw new IllegalArgumentException(
                    "uniform: low and high must be finite, low below high; got " + low + ", " + high);
        }
        return new Initializers.UniformOf(low, high);
    }

    /**
     * The gain times a random matrix with orthonormal rows, or columns, whichever are fewer, all directions equally
     * likely: it keeps lengths, forward or backward. Gram and Schmidt's process on normal numbers, done twice. Source:
     * Saxe et al., <em>Exact solutions to the nonlinear dynamics of learning in deep linear neural networks</em> (2014).
     *
     * @throws IllegalArgumentException unless the gain is finite and above 0
     */
    static Initializer orthogonal(double gain) {
        return new Initializers.Orthogonal(Require.positive("orthogonal: gain", gain));
    }

    /**
     * The gain on the diagonal, else 0: a layer that begins by passing its input on.
     *
     * @throws IllegalArgumentException unless the gain is finite and above 0
     */
    static Initializer identity(double gain) {
        return new Initializers.Identity(Require.positive("identity: gain", gain));
    }

    /**
     * Fills M, the W or b of a layer with this fan-in and fan-out, from the stream.
     *
     * @throws IllegalArgumentException if a fan is below 1, in the initializers of this interface
     */
    void initialize(Matrix M, int fanIn, int fanOut, SplitMix64 random);
}
