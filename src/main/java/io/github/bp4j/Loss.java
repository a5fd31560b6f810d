package io.github.bp4j;

import io.github.bp4j.internal.check.Require;
import io.github.bp4j.internal.kernel.Kernel;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A loss ℒ(y, a) of one example, summed over the output units; the cost is J = 1/m Σ_i ℒ(y(i), a(i)).
 *
 * <p>Every loss has ∂ℒ/∂A, the general way into BP4. Some pairs, softmax with cross-entropy, sigmoid with binary
 * cross-entropy, linear with squared error, have the short form dZ[L] = A[L] − Y, and training takes it. The
 * cross-entropies take distances from Z and clamp no A: they are finite and right for |Z| = 1000 too.
 *
 * <p>Keras averages over the n_L output units where bp4j sums: of its losses of single units (squared error, hinge, …)
 * the value, and the gradient, are 1/n_L of the one here, and twice that where the one here has ½. Its losses of whole
 * examples (categorical cross-entropy, cosine similarity, …) are as here.
 */
@SuppressWarnings("ClassInitializationDeadlock") // the subclasses are reached through this class alone
public abstract class Loss {
    /** −Σ y ln a over softmax; the y of an example sum to 1. */
    public static final Loss CROSS_ENTROPY = new Losses.CrossEntropy(0);

    /** −Σ (y ln a + (1 − y) ln(1 − a)) over sigmoid units, each a yes or no of its own; y in [0, 1]. */
    public static final Loss BINARY_CROSS_ENTROPY = new Losses.BinaryCrossEntropy(0);

    /** ½ Σ (a − y)². */
    public static final Loss SQUARED_ERROR = new Losses.SquaredError();

    /** Σ |a − y|; its derivative at a = y is sign(0) = 0. */
    public static final Loss ABSOLUTE_ERROR = new Losses.AbsoluteError();

    /** {@link #huber} with δ = 1. */
    public static final Loss HUBER = huber(1);

    /**
     * Σ ln cosh(a − y): ½ d² for small differences and |d| − ln 2 for large ones, without a seam; its derivative is
     * tanh(a − y).
     */
    public static final Loss LOG_COSH = new Losses.LogCosh();

    /**
     * ½ Σ (ln(1 + a) − ln(1 + y))², y &gt; −1: for targets that span magnitudes. Over activations that are never negative.
     */
    public static final Loss SQUARED_LOGARITHMIC_ERROR = new UnitLosses.SquaredLogarithmicError();

    /** 100 Σ |a − y| / |y|, y ≠ 0, in per cent; its derivative at a = y is 0. */
    public static final Loss ABSOLUTE_PERCENTAGE_ERROR = new UnitLosses.AbsolutePercentageError();

    /**
     * Σ (a − y ln a) over the exponential activation, a = e^z: y is a count, or a rate, at least 0, and a its mean. This
     * is −ln of Poisson's probability but for ln y!, which does not depend on a. dZ[L] = A[L] − Y.
     */
    public static final Loss POISSON = new UnitLosses.Poisson();

    /**
     * Σ y ln(y/a) over softmax; the y of an example sum to 1. This is the cross-entropy, but for Σ y ln y, which does
     * not depend on a: the gradient is the same, and the least value is 0. dZ[L] = A[L] − Y.
     */
    public static final Loss KULLBACK_LEIBLER = new ColumnLosses.KullbackLeibler();

    /** Σ max(0, 1 − y a), y = −1 or 1; its derivative at y a = 1 is 0. Over a linear output the classes part at a = 0. */
    public static final Loss HINGE = new UnitLosses.Hinge();

    /** Σ max(0, 1 − y a)², y = −1 or 1. */
    public static final Loss SQUARED_HINGE = new UnitLosses.SquaredHinge();

    /**
     * max(0, 1 + a_r − a_t), where the unit t has y = 1, all others y = 0, and r is the largest a among the others; its
     * derivative at the corner is 0. Source: Crammer and Singer, <em>On the algorithmic implementation of multiclass
     * kernel-based vector machines</em> (2001). Keras takes the larger of a_r and 0.
     */
    public static final Loss CATEGORICAL_HINGE = new ColumnLosses.CategoricalHinge();

    /** −⟨y, a⟩ / (‖y‖ ‖a‖), from −1 (the same direction) to 1; y ≠ 0. At a = 0, which has none, it is 0. */
    public static final Loss COSINE_SIMILARITY = new ColumnLosses.CosineSimilarity();

    /**
     * How far from 1 the probabilities, or the targets, of an example may sum: √ε = 2⁻²⁶ ≈ 1.5e-8, with ε = 2⁻⁵². It
     * accepts what was computed as float32 and rounded.
     */
    public static final double SUM_TOLERANCE = 0x1p-26;

    private final String name;

    Loss(String name) {
        this.name = name;
    }

    /**
     * {@link #CROSS_ENTROPY} with label smoothing s: of y ← (1 − s) y + s/K, K being the output units. The targets that are
     * given stay as they are. As {@code label_smoothing} of PyTorch and Keras. Source: Szegedy et al., <em>Rethinking the
     * Inception architecture for computer vision</em> (2016), section 7.
     *
     * @throws IllegalArgumentException unless s is at least 0 and below 1
     */
    public static Loss crossEntropy(double smoothing) {
        return new Losses.CrossEntropy(requireSmoothing("crossEntropy", smoothing));
    }

    /**
     * {@link #BINARY_CROSS_ENTROPY} with label smoothing s: of y ← (1 − s) y + s/2. The targets that are given stay as they
     * are. As {@code label_smoothing} of Keras.
     *
     * @throws IllegalArgumentException unless s is at least 0 and below 1
     */
    public static Loss binaryCrossEntropy(double smoothing) {
        return new Losses.BinaryCrossEntropy(requireSmoothing("binaryCrossEntropy", smoothing));
    }

    private static double requireSmoothing(String name, double s) {
        if (!(s >= 0 && s < 1)) {
            throw new IllegalArgumentException(name + ": smoothing must be at least 0 and below 1; got " + s);
        }
        return s;
    }

    /**
     * Σ ½ d² where |d| ≤ δ, else δ (|d| − ½ δ), with d = a − y. Source: Huber, <em>Robust estimation of a location
     * parameter</em> (1964).
     *
     * @throws IllegalArgumentException unless δ is finite and above 0
     */
    public static Loss huber(double delta) {
        return new Losses.Huber(Require.positive("huber: delta", delta));
    }

    /**
     * −Σ y (1 − a)^γ ln a over softmax; the y of an example sum to 1. Examples that are right already, a near 1, count
     * for little; γ = 2 is usual, and γ = 0 would be the cross-entropy. Source: Lin et al., <em>Focal loss for dense object
     * detection</em> (2017); its α is a class weight.
     *
     * @throws IllegalArgumentException unless γ is finite and above 0
     */
    public static Loss focalCrossEntropy(double gamma) {
        return new ColumnLosses.FocalCrossEntropy(requireGamma("focalCrossEntropy", gamma));
    }

    /**
     * −Σ (y (1 − a)^γ ln a + (1 − y) a^γ ln(1 − a)) over sigmoid units; y in [0, 1]. See {@link #focalCrossEntropy}.
     *
     * @throws IllegalArgumentException unless γ is finite and above 0
     */
    public static Loss binaryFocalCrossEntropy(double gamma) {
        return new UnitLosses.BinaryFocalCrossEntropy(requireGamma("binaryFocalCrossEntropy", gamma));
    }

    private static double requireGamma(String name, double gamma) {
        return Require.positive(name + ": gamma", gamma);
    }

    /**
     * Your own: ℒ = Σ loss(y, a) over the output units, and its derivative (y, a) → ∂/∂a loss(y, a). It follows any
     * activation and takes any finite targets. The bits are as reproducible as the two functions: {@link StrictMath}
     * gives the same everywhere, {@link Math} does not for exp, log and their like.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public static Loss of(String name, DoubleBinaryOperator loss, DoubleBinaryOperator derivative) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(derivative, "derivative");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a loss needs a name; got a blank one");
        }
        return new UnitLosses.Custom(name, loss, derivative);
    }

    /** The name, with its parameter: "crossEntropy", "crossEntropy(0.1)", "huber(1.0)". */
    public final String name() {
        return name;
    }

    @Override
    public final String toString() {
        return name;
    }

    /**
     * Whether ∂ℒ/∂a jumps somewhere, for the absolute error where a = y: there a numerical derivative means nothing.
     */
    public boolean hasCorner() {
        return false;
    }

    /** Whether a network whose last layer has this activation can have this loss. */
    public final boolean fits(Activation output) {
        return accepts(Objects.requireNonNull(output, "output"));
    }

    /**
     * On which side of a corner output i of example j stands: above 0, below 0, or 0 at the corner. For most it is a −
     * y; for the categorical hinge others have their say.
     *
     * @throws ShapeException unless A and Y have the same shape
     * @throws IndexOutOfBoundsException if there is no such output or example
     */
    public double fromCorner(Matrix A, Matrix Y, int i, int j) {
        requireSameShape(A, Y);
        return A.get(i, j) - Y.get(i, j);
    }

    static void requireSameShape(Matrix A, Matrix Y) {
        Objects.requireNonNull(A, "A");
        Objects.requireNonNull(Y, "Y");
        if (A.rows() != Y.rows() || A.columns() != Y.columns()) {
            throw new ShapeException(
                    "fromCorner: A is " + A.shape() + ", Y is " + Y.shape() + "; the shapes must be equal");
        }
    }

    /** Whether this can follow the output activation. */
    boolean accepts(Activation output) {
        return true;
    }

    /** The output activations that this can follow, in words. */
    String requirement() {
        return "any";
    }

    /** The losses that can follow the output activation, in words. */
    static String possibleWith(Activation output) {
        return Stream.of(
                        CROSS_ENTROPY,
                        KULLBACK_LEIBLER,
                        BINARY_CROSS_ENTROPY,
                        POISSON,
                        SQUARED_ERROR,
                        ABSOLUTE_ERROR,
                        HUBER,
                        LOG_COSH,
                        SQUARED_LOGARITHMIC_ERROR,
                        ABSOLUTE_PERCENTAGE_ERROR,
                        HINGE,
                        SQUARED_HINGE,
                        CATEGORICAL_HINGE,
                        COSINE_SIMILARITY)
                .filter(loss -> loss.accepts(output))
                .map(Loss::name)
                .collect(Collectors.joining(", "));
    }

    /** The fewest output units that this means anything for: it compares outputs where it needs two. */
    int leastOutputs() {
        return 1;
    }

    /** What to do instead, where {@link #leastOutputs} is 2. */
    String remedyForOneOutput() {
        return "";
    }

    /** Whether an output is to come to its target, so that targets which it can never reach are a mistake. */
    boolean comparesWithTargets() {
        return false;
    }

    /** Whether targets are −1 and 1, so that the classes part at 0. */
    boolean isOfMargins() {
        return false;
    }

    /** Whether an output from 0 to 1 that was trained with this is a probability: not that of margins or directions. */
    boolean isOfProbabilities() {
        return true;
    }

    /** Whether dZ[L] has a short form for this output activation. */
    boolean hasShortForm(Activation output) {
        return false;
    }

    /** dZ = A − Y, the short form of most; Y smoothed, where the loss does that. */
    void shortForm(Matrix A, Matrix Y, Matrix dZ) {
        for (int i = 0; i < dZ.size(); i++) {
            dZ.data[i] = A.data[i] - Y.data[Y.offset + i];
        }
    }

    /** How many doubles {@link #perExample} needs beside its results. */
    int scratchSize(Matrix Z) {
        return 0;
    }

    /**
     * losses[j] = ℒ(y(j), a(j)), summed over the units in the order i = 0, 1, …
     *
     * <p>Z, A are caches that fill their arrays from index 0 on; Y is any matrix of the same shape.
     */
    abstract void perExample(Kernel kernel, Matrix Z, Matrix A, Matrix Y, double[] losses, double[] scratch);

    /** dA = ∂ℒ/∂A, the general way. */
    abstract void derivative(Matrix A, Matrix Y, Matrix dA);

    /**
     * Refuses targets that the loss has no meaning for.
     *
     * @throws IllegalArgumentException naming the example and the value
     */
    public void requireTargets(Matrix Y) {
        Objects.requireNonNull(Y, "Y");
    }

    /**
     * Refuses targets that the loss has no meaning for, of examples that are present: those whose weight is above 0.
     *
     * @param weights (1, m)
     * @throws ShapeException if the weights are not (1, m)
     * @throws IllegalArgumentException naming the example and the value; if a weight is negative or not finite, or all
     *     are 0
     */
    public final void requireTargets(Matrix Y, Matrix weights) {
        Objects.requireNonNull(Y, "Y");
        Objects.requireNonNull(weights, "weights");
        SampleWeights.require("requireTargets", weights, Y.columns());
        SampleWeights.requireTargets(this, Y, j -> weights.get(0, j) == 0);
    }
}
