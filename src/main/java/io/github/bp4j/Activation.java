package io.github.bp4j;

import io.github.bp4j.internal.check.Require;
import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * An activation g: A = g(Z), and g′ for BP4, dZ = dA * g′(Z). One activation per layer.
 *
 * <p>All but {@link #SOFTMAX} are element-wise. The constants and factories below name the known ones; {@link #of}
 * makes one of your own from g and g′. Activations are immutable and may be shared.
 */
@SuppressWarnings("ClassInitializationDeadlock") // the subclasses are reached through this class alone
public abstract class Activation {
    /** g(z) = z; g′(z) = 1. */
    public static final Activation LINEAR = new Activations.Linear();

    /** g(z) = σ(z) = 1 / (1 + e^−z); g′(z) = σ(z) (1 − σ(z)). */
    public static final Activation SIGMOID = new Activations.Sigmoid();

    /** g(z) = tanh z; g′(z) = 1 − tanh² z. */
    public static final Activation TANH = new Activations.Tanh();

    /** g(z) = max(0, z); g′(z) = 1 for z &gt; 0, else 0: g′(0) = 0. */
    public static final Activation RELU = new Activations.Rectifier("relu", 0);

    /**
     * g(z) = λz for z &gt; 0, else λα(e^z − 1); g′(z) = λ for z &gt; 0, else λα e^z: g′(0) = λα, with α =
     * 1.6732632423543772 and λ = 1.0507009873554805. Source: Klambauer et al., <em>Self-normalizing neural
     * networks</em> (2017).
     */
    public static final Activation SELU =
            new Activations.ExponentialLinear("selu", 1.6732632423543772, 1.0507009873554805);

    /**
     * g(z) = z Φ(z), with the normal distribution Φ(z) = ½ erfc(−z/√2): the exact form; g′(z) = Φ(z) + z φ(z), φ(z) =
     * e^(−z²/2) / √(2π). Source: Hendrycks and Gimpel, <em>Gaussian error linear units</em> (2016).
     */
    public static final Activation GELU = new Activations.GaussianErrorLinear();

    /** g(z) = z σ(z), also called swish; g′(z) = σ(z) (1 + z (1 − σ(z))). */
    public static final Activation SILU = new Activations.SigmoidLinear();

    /** g(z) = ln(1 + e^z); g′(z) = σ(z). */
    public static final Activation SOFTPLUS = new Activations.Softplus();

    /**
     * Column by column a_i = e^z_i / Σ_k e^z_k; not element-wise: ∂a_i/∂z_k = a_i ([i = k] − a_k), so that BP4 is dz = a
     * * (da − ⟨a, da⟩). Computed from z − max z, so that it is right for any z.
     */
    public static final Activation SOFTMAX = new Softmax();

    /** g(z) = e^z; g′(z) = e^z. The output for {@link Loss#POISSON}. */
    public static final Activation EXPONENTIAL = new ExponentialActivations.Exponential();

    /** g(z) = −ln(1 + e^−z) = ln σ(z); g′(z) = σ(−z). */
    public static final Activation LOG_SIGMOID = new ExponentialActivations.LogSigmoid();

    /**
     * g(z) = z tanh(ln(1 + e^z)); with t = tanh(ln(1 + e^z)), g′(z) = t + z σ(z) (1 − t²). Source: Misra, <em>Mish: a self
     * regularized non-monotonic activation function</em> (2019).
     */
    public static final Activation MISH = new ExponentialActivations.Mish();

    /**
     * g(z) = z σ(u) = ½ z (1 + tanh(u/2)), u = √(8/π) (z + 0.044715 z³), within 5e-4 of {@link #GELU}, for models that
     * were trained with it; g′(z) = σ(u) (1 + z (1 − σ(u)) u′).
     */
    public static final Activation GELU_TANH = new ExponentialActivations.GaussianErrorLinearByTanh();

    /** g(z) = e^(−z²); g′(z) = −2z e^(−z²). */
    public static final Activation GAUSSIAN = new ExponentialActivations.Gaussian();

    /** g(z) = sin z; g′(z) = cos z; both by {@link StrictMath}, and slower than the rest for it. */
    public static final Activation SIN = new PiecewiseActivations.Sine();

    /** g(z) = z / (1 + |z|); g′(z) = 1 / (1 + |z|)². */
    public static final Activation SOFTSIGN = new PiecewiseActivations.Softsign();

    /**
     * g(z) = ½ (z + √(z² + 4)), a softplus without exponentials; g′(z) = g(z) / √(z² + 4). Source: Barron,
     * <em>Squareplus</em> (2021).
     */
    public static final Activation SQUAREPLUS = new PiecewiseActivations.Squareplus();

    /** g(z) = min(max(0, z), 6); g′(z) = 1 for 0 &lt; z &lt; 6, else 0: g′(0) = g′(6) = 0. */
    public static final Activation RELU6 = new PiecewiseActivations.Clip("relu6", 0, 6, Initializer.HE_NORMAL);

    /** g(z) = min(max(−1, z), 1); g′(z) = 1 for |z| &lt; 1, else 0: g′(±1) = 0. */
    public static final Activation HARD_TANH =
            new PiecewiseActivations.Clip("hardTanh", -1, 1, Initializer.GLOROT_UNIFORM);

    /** g(z) = min(max(0, (z + 3)/6), 1); g′(z) = 1/6 for |z| &lt; 3, else 0: g′(±3) = 0. */
    public static final Activation HARD_SIGMOID = new PiecewiseActivations.HardSigmoid();

    /**
     * g(z) = z · hardSigmoid(z), also called hard swish; g′(z) = (2z + 3)/6 for |z| &lt; 3, 0 up to −3, 1 from 3 on:
     * g′(−3) = 0, g′(3) = 1. Source: Howard et al., <em>Searching for MobileNetV3</em> (2019).
     */
    public static final Activation HARD_SILU = new PiecewiseActivations.HardSilu();

    private final String name;
    private final double lowerBound; // of g
    private final double upperBound; // of g

    /** Without known bounds of g. */
    Activation(String name) {
        this(name, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    Activation(String name, double lowerBound, double upperBound) {
        this.name = name;
        this.lowerBound = lowerBound;
        this.upperBound = upperBound;
    }

    /**
     * g(z) = z for z &gt; 0, else slope · z; g′(z) = 1 for z &gt; 0, else slope: g′(0) = slope.
     *
     * @throws IllegalArgumentException if the slope is not finite
     */
    public static Activation leakyRelu(double slope) {
        return new Activations.Rectifier("leakyRelu(" + Require.finite("slope", slope) + ")", slope);
    }

    /**
     * g(z) = z for z &gt; 0, else α(e^z − 1); g′(z) = 1 for z &gt; 0, else α e^z: g′(0) = α. Source: Clevert et al.,
     * <em>Fast and accurate deep network learning by exponential linear units</em> (2015).
     *
     * @throws IllegalArgumentException if α is not finite
     */
    public static Activation elu(double alpha) {
        return new Activations.ExponentialLinear("elu(" + Require.finite("alpha", alpha) + ")", alpha, 1);
    }

    /**
     * g(z) = z for z &gt; 0, else α(e^(z/α) − 1); g′(z) = 1 for z &gt; 0, else e^(z/α), which is 1 at 0 for any α. Source:
     * Barron, <em>Continuously differentiable exponential linear units</em> (2017).
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     */
    public static Activation celu(double alpha) {
        return new ExponentialActivations.ContinuousExponentialLinear(Require.positive("alpha", alpha));
    }

    /**
     * g(z) = z for z &gt; θ, else 0; g′(z) = 1 for z &gt; θ, else 0: g′(θ) = 0. At θ, g itself jumps.
     *
     * @throws IllegalArgumentException unless θ is finite and above 0
     */
    public static Activation thresholdedRelu(double theta) {
        return new PiecewiseActivations.ThresholdedRelu(Require.positive("theta", theta));
    }

    /**
     * g(z) = z − λ for z &gt; λ, z + λ for z &lt; −λ, else 0; g′(z) = 1 for |z| &gt; λ, else 0: g′(±λ) = 0.
     *
     * @throws IllegalArgumentException unless λ is finite and above 0
     */
    public static Activation softShrink(double lambda) {
        return new PiecewiseActivations.SoftShrink(Require.positive("lambda", lambda));
    }

    /**
     * g(z) = z for |z| &gt; λ, else 0; g′(z) = 1 for |z| &gt; λ, else 0: g′(±λ) = 0. At ±λ, g itself jumps.
     *
     * @throws IllegalArgumentException unless λ is finite and above 0
     */
    public static Activation hardShrink(double lambda) {
        return new PiecewiseActivations.HardShrink(Require.positive("lambda", lambda));
    }

    /**
     * Your own, element-wise, from g and g′. At a corner, a z where g′ jumps, g′ may be either side's value; declare
     * the corners, so that the gradient check sets them apart. The bits are as reproducible as the two functions:
     * {@link Math#exp} and its kin differ between JVMs, {@link StrictMath} does not.
     *
     * @throws IllegalArgumentException if the name is blank, or a corner is NaN or infinite
     */
    public static Activation of(String name, DoubleUnaryOperator g, DoubleUnaryOperator gPrime, double... corners) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(g, "g");
        Objects.requireNonNull(gPrime, "gPrime");
        Require.finite("corners", corners);
        if (name.isBlank()) {
            throw new IllegalArgumentException("an activation needs a name; got a blank one");
        }
        return new Activations.Custom(name, g, gPrime, corners.clone());
    }

    /** The name, with its parameters: "relu", "leakyRelu(0.01)". */
    public final String name() {
        return name;
    }

    /** A = g(Z), as a new matrix. */
    public final Matrix g(Matrix Z) {
        Objects.requireNonNull(Z, "Z");
        Matrix z = Z.map(x -> x);
        Matrix A = Matrix.zeros(Z.rows(), Z.columns());
        g(Kernels.kernel(), z, A, 0, extent(z));
        return A;
    }

    /**
     * g′(Z), as a new matrix; for the element-wise ones.
     *
     * @throws UnsupportedOperationException for softmax, whose derivative is no matrix of this shape
     */
    public Matrix gPrime(Matrix Z) {
        Objects.requireNonNull(Z, "Z");
        Matrix ones = Z.map(z -> 1);
        Matrix derivative = Matrix.zeros(Z.rows(), Z.columns());
        multiplyByDerivative(Kernels.kernel(), Z.map(x -> x), g(Z), ones, derivative, 0, extent(Z));
        return derivative;
    }

    /** The z where g′ jumps (0 for ReLU), in a new array: there a numerical derivative means nothing. */
    public double[] corners() {
        return new double[0];
    }

    /** Whether it was made by {@link #of}, of functions that no file can hold. */
    public boolean isCustom() {
        return false;
    }

    @Override
    public final String toString() {
        return name;
    }

    /** How many pieces of independent work Z holds: its elements, or for softmax its columns. */
    int extent(Matrix Z) {
        return Z.size();
    }

    /**
     * A = g(Z) for the elements (softmax: the columns) [from, to). Z and A are of equal shape, fill their arrays from
     * index 0 on, and do not overlap.
     */
    abstract void g(Kernel kernel, Matrix Z, Matrix A, int from, int to);

    /** dZ = dA * g′(Z), where A = g(Z) is known, for the elements (softmax: the columns) [from, to). */
    abstract void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to);

    /** A number that no g(z) is below: −1 for tanh, 0 for sigmoid; −∞ where there is none or bp4j knows none. */
    public final double lowerBound() {
        return lowerBound;
    }

    /**
     * A number that no g(z) is above: 1 for tanh and sigmoid, 6 for relu6; ∞ where there is none or bp4j knows none.
     */
    public final double upperBound() {
        return upperBound;
    }

    /** Whether every g(z) is from {@code low} to {@code high}, as far as bp4j knows. */
    final boolean isWithin(double low, double high) {
        return lowerBound() >= low && upperBound() <= high;
    }

    /** What W starts from when nothing is said. */
    abstract Initializer defaultInitializer();
}
