package io.github.bp4j;

import io.github.bp4j.internal.kernel.Kernel;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A loss ℒ(y, a) of one example, summed over the output units; the cost is J = 1/m Σ_i ℒ(y(i), a(i)).
 *
 * <p>Every loss has ∂ℒ/∂A, the general way into BP4. Three pairs, softmax with cross-entropy, sigmoid with binary
 * cross-entropy and linear with squared error, have the short form dZ[L] = A[L] − Y, and training takes it. The
 * cross-entropies are computed from Z, never from a clamped A: they are finite and right for |Z| = 1000 too.
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
        if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("huber: delta must be finite and above 0; got " + delta);
        }
        return new Losses.Huber(delta);
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
     * Whether a − y may be 0 with ∂ℒ/∂a jumping there (absolute error): there a numerical derivative means nothing.
     */
    public boolean hasCorner() {
        return false;
    }

    /** Whether a network whose last layer has this activation can have this loss. */
    public final boolean fits(Activation output) {
        return accepts(output);
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
        return Stream.of(CROSS_ENTROPY, BINARY_CROSS_ENTROPY, SQUARED_ERROR, ABSOLUTE_ERROR, HUBER)
                .filter(loss -> loss.accepts(output))
                .map(Loss::name)
                .collect(Collectors.joining(", "));
    }

    /** Whether dZ[L] = A[L] − Y for this output activation. */
    boolean hasShortForm(Activation output) {
        return false;
    }

    /** dZ = A − Y, the short form; Y smoothed, where the loss does that. */
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
    public void requireTargets(Matrix Y) {}
}
