package io.github.bp4j;

import io.github.bp4j.internal.check.Require;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Builds a {@link Network}. Every value is checked when it is given, may be given once, and impossible combinations are
 * refused by {@link #build}.
 */
public final class NetworkBuilder {
    private static final long MAX_PARAMETERS = Integer.MAX_VALUE - 8;

    /** What is known of a layer before its inputs are. */
    record LayerPlan(int units, Activation activation, LayerOptions options) {}

    final List<LayerPlan> layers = new ArrayList<>();
    int inputs;
    Loss loss;
    long seed;
    private int threads; // 0 unless said
    private Initializer initializer;
    private double l1 = Double.NaN;
    private double l2 = Double.NaN;
    private double l2OverExamples = Double.NaN;
    private double maxNorm = Double.NaN;
    private double inputDropout = Double.NaN;
    private double inputNoise = Double.NaN;
    private boolean seedGiven;

    NetworkBuilder() {}

    /** n_0, the inputs of an example. */
    public NetworkBuilder inputs(int inputs) {
        requireFirst("inputs", this.inputs != 0);
        this.inputs = Require.atLeast(1, "inputs", inputs);
        return this;
    }

    /** The next layer. */
    public NetworkBuilder layer(int units, Activation activation) {
        return layer(units, activation, options -> options);
    }

    /** The next layer, with options: {@code layer(64, Activation.RELU, options -> options.l2(1e-4))}. */
    public NetworkBuilder layer(int units, Activation activation, UnaryOperator<LayerOptions> options) {
        Objects.requireNonNull(options, "options");
        String name = "layer " + (layers.size() + 1);
        Objects.requireNonNull(activation, name + ": activation");
        Require.atLeast(1, name + ": units", units);
        if (activation == Activation.SOFTMAX && units == 1) {
            throw new IllegalArgumentException(name + ": a softmax of one unit is always 1; for two classes give it 2"
                    + " units, or use sigmoid with binaryCrossEntropy");
        }
        LayerOptions chosen = Objects.requireNonNull(options.apply(LayerOptions.NONE), name + ": options");
        if (units == 1 && chosen.normalization != null && !chosen.normalization.overBatch()) {
            throw new IllegalArgumentException(name + ": the layer normalization of one unit is always 0, whatever its"
                    + " inputs; give it 2 units or more, or use batchNormalization or none");
        }
        layers.add(new LayerPlan(units, activation, chosen));
        return this;
    }

    /** ℒ; which output activations it allows stands at {@link Loss}. */
    public NetworkBuilder loss(Loss loss) {
        requireFirst("loss", this.loss != null);
        this.loss = Objects.requireNonNull(loss, "loss");
        return this;
    }

    /** The seed of the initial parameters, of dropout and of noise; unless said, 0. */
    public NetworkBuilder seed(long seed) {
        requireFirst("seed", seedGiven);
        seedGiven = true;
        this.seed = seed;
        return this;
    }

    /** How W starts in every layer that does not say; see {@link LayerOptions#initializer}. */
    public NetworkBuilder initializer(Initializer initializer) {
        requireFirst("initializer", this.initializer != null);
        this.initializer = Objects.requireNonNull(initializer, "initializer");
        return this;
    }

    /** L1 of every layer that does not say; see {@link LayerOptions#l1}. */
    public NetworkBuilder l1(double lambda) {
        requireFirst("l1", !Double.isNaN(l1));
        l1 = LayerOptions.requireRegularisation("l1", lambda);
        return this;
    }

    /** L2 of every layer that does not say; see {@link LayerOptions#l2}. */
    public NetworkBuilder l2(double lambda) {
        requireFirst("l2", !Double.isNaN(l2));
        l2 = LayerOptions.requireRegularisation("l2", lambda);
        return this;
    }

    /** L2 by the examples of a pass, of every layer that does not say; see {@link LayerOptions#l2OverExamples}. */
    public NetworkBuilder l2OverExamples(double lambda) {
        requireFirst("l2OverExamples", !Double.isNaN(l2OverExamples));
        l2OverExamples = LayerOptions.requireRegularisation("l2OverExamples", lambda);
        return this;
    }

    /** Max-norm of every layer that does not say; see {@link LayerOptions#maxNorm}. */
    public NetworkBuilder maxNorm(double c) {
        requireFirst("maxNorm", !Double.isNaN(maxNorm));
        maxNorm = LayerOptions.requireNorm(c);
        return this;
    }

    /**
     * Dropout on the inputs: in the training pass A[0] = D * X, where each element of D is 0 with probability p, else 1/(1
     * − p); of the layers see {@link LayerOptions#dropout}.
     *
     * @throws IllegalArgumentException unless p is at least 0 and below 1
     */
    public NetworkBuilder inputDropout(double p) {
        requireFirst("inputDropout", !Double.isNaN(inputDropout));
        inputDropout = LayerOptions.requireProbability("inputDropout", p);
        return this;
    }

    /**
     * Noise on the inputs: in the training pass A[0] = X + σ N, with N normal of mean 0 and variance 1, drawn anew for each
     * element in each pass; before dropout on the inputs. X is not written.
     *
     * @throws IllegalArgumentException if σ is negative or not finite
     */
    public NetworkBuilder inputNoise(double sigma) {
        requireFirst("inputNoise", !Double.isNaN(inputNoise));
        if (!(sigma >= 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("inputNoise: sigma must be finite and at least 0; got " + sigma);
        }
        inputNoise = sigma;
        return this;
    }

    /**
     * The most threads that a pass may use; they are used only where the work pays, and the results have the same bits.
     * 1: none but the caller's. Unless said, the system property bp4j.threads, else all processors.
     */
    public NetworkBuilder threads(int threads) {
        requireFirst("threads", this.threads != 0);
        this.threads = Require.atLeast(1, "threads", threads);
        return this;
    }

    /**
     * The network, its parameters initialised.
     *
     * @throws IllegalStateException if inputs, layers or loss are missing
     * @throws IllegalArgumentException if the loss cannot follow the output activation or needs more than one output
     *     unit, the last layer has dropout, or there are too many parameters for one array
     */
    public Network build() {
        requirePresent(inputs != 0, "inputs(n)");
        requirePresent(!layers.isEmpty(), "layer(units, activation)");
        requirePresent(loss != null, "loss(loss)");
        Activation output = layers.get(layers.size() - 1).activation();
        if (!loss.accepts(output)) {
            throw new IllegalArgumentException(
                    "loss " + loss + " cannot follow " + output + ", the activation of layer "
                            + layers.size() + "; it needs " + loss.requirement() + ". " + output + " goes with "
                            + Loss.possibleWith(output));
        }
        if (layers.get(layers.size() - 1).units() < loss.leastOutputs()) {
            throw new IllegalArgumentException("loss " + loss + " needs at least " + loss.leastOutputs()
                    + " output units; layer " + layers.size() + " has 1. " + loss.remedyForOneOutput());
        }
        double dropout = layers.get(layers.size() - 1).options().dropout;
        if (dropout > 0) {
            throw new IllegalArgumentException("layer " + layers.size() + " is the last and has dropout(" + dropout
                    + "); an output that is dropped has no loss: dropout goes onto hidden layers, or by"
                    + " inputDropout(p) onto the inputs");
        }
        parameters();
        return Network.of(this);
    }

    /** The most threads that a pass may use. */
    int mostThreads() {
        return threads == 0 ? Kernels.threads() : threads;
    }

    /** The p of dropout on the inputs, 0 unless said. */
    double inputDropout() {
        return Double.isNaN(inputDropout) ? 0 : inputDropout;
    }

    /** The σ of the noise on the inputs, 0 unless said. */
    double inputNoise() {
        return Double.isNaN(inputNoise) ? 0 : inputNoise;
    }

    /** The length of θ. */
    int parameters() {
        long parameters = 0;
        long before = inputs;
        for (LayerPlan layer : layers) {
            long vectors = layer.options().normalization == null ? 1 : 3; // b, and γ and β
            parameters += layer.units() * before + vectors * layer.units();
            if (parameters > MAX_PARAMETERS) {
                throw new IllegalArgumentException(
                        "the network has more than " + MAX_PARAMETERS + " parameters; one array holds no more");
            }
            before = layer.units();
        }
        return (int) parameters;
    }

    /** The options of a layer, with what they leave open taken from the network and the activation. */
    LayerOptions optionsOf(LayerPlan layer) {
        return layer.options()
                .orElse(
                        initializer != null ? initializer : layer.activation().defaultInitializer(),
                        Double.isNaN(l1) ? 0 : l1,
                        Double.isNaN(l2) ? 0 : l2,
                        Double.isNaN(l2OverExamples) ? 0 : l2OverExamples,
                        Double.isNaN(maxNorm) ? Double.POSITIVE_INFINITY : maxNorm);
    }

    private static void requireFirst(String name, boolean given) {
        if (given) {
            throw new IllegalStateException(name + " is given already; it may be given once");
        }
    }

    private static void requirePresent(boolean present, String call) {
        if (!present) {
            throw new IllegalStateException("the network needs " + call + " before build()");
        }
    }
}
