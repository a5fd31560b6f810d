package io.github.bp4j.training;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.Predictor;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.internal.check.Require;
import io.github.bp4j.optimizer.Optimizer;
import java.util.Arrays;
import java.util.Objects;

/**
 * What {@link MLPClassifier} and {@link MLPRegressor} have in common: the settings, with scikit-learn's defaults, and the
 * training. Nothing here that a {@link Network} and a {@link Trainer} could not be told one by one.
 *
 * <p>The defaults: a hidden layer of 100 ReLU units, Glorot uniform W and b, Adam with a rate of 0.001, batches of min(200,
 * n), L2 with α = 0.0001 divided by the examples of each batch, at most 200 epochs, and an end after 10 epochs in which the
 * cost did not fall by more than 0.0001. Features are not scaled: {@code Scaler.standardize} does that.
 */
public abstract sealed class MultilayerPerceptron<M extends MultilayerPerceptron<M>>
        permits MLPClassifier, MLPRegressor {
    private static final int MOST_IN_A_BATCH = 200;

    private int[] hidden = {100};
    private Activation activation = Activation.RELU;
    private Optimizer optimizer = Optimizer.adam(0.001);
    private double alpha = 0.0001;
    private int batchSize; // 0 for min(200, n)
    private int epochs = 200;
    private double tolerance = 0.0001;
    private int patience = 10;
    private long seed;
    private int threads; //   0 for all
    private volatile Fitted fitted; // null before fit

    /** What a fit leaves. */
    private record Fitted(Network network, Predictor predictor, History history) {}

    MultilayerPerceptron() {}

    // ---------------------------------------------------------------- settings

    /**
     * The units of each hidden layer; none for a linear model.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    public final M hidden(int... units) {
        for (int n : Objects.requireNonNull(units, "units")) {
            Require.atLeast(1, "hidden: units", n);
        }
        hidden = units.clone();
        return self();
    }

    /** g of the hidden layers. */
    public final M activation(Activation activation) {
        this.activation = Objects.requireNonNull(activation, "activation");
        return self();
    }

    /** How the parameters follow the gradient. */
    public final M optimizer(Optimizer optimizer) {
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
        return self();
    }

    /**
     * J gains α / (2 m) Σ W² for a batch of m examples: Ng's λ.
     *
     * @throws IllegalArgumentException if α is negative or not finite
     */
    public final M alpha(double alpha) {
        this.alpha = Require.notNegative("alpha", alpha);
        return self();
    }

    /**
     * The examples of a batch; never more than there are.
     *
     * @throws IllegalArgumentException if there is not 1 at least
     */
    public final M batchSize(int batchSize) {
        this.batchSize = Require.atLeast(1, "batchSize", batchSize);
        return self();
    }

    /**
     * The most epochs.
     *
     * @throws IllegalArgumentException if there is not 1 at least
     */
    public final M epochs(int epochs) {
        this.epochs = Require.atLeast(1, "epochs", epochs);
        return self();
    }

    /**
     * Training ends when the cost of an epoch, for more than {@code patience} epochs in a row, was not below the least so far by
     * more than {@code tolerance}; with the largest {@code int} for patience, it goes on for all epochs.
     *
     * @throws IllegalArgumentException if the tolerance is negative or not finite, or patience below 1
     */
    public final M tolerance(double tolerance, int patience) {
        Require.notNegative("tolerance", tolerance);
        this.patience = Require.atLeast(1, "patience", patience);
        this.tolerance = tolerance;
        return self();
    }

    /** Of the initial parameters and of the order of the examples. */
    public final M seed(long seed) {
        this.seed = seed;
        return self();
    }

    /**
     * The most threads, see {@link NetworkBuilder#threads}.
     *
     * @throws IllegalArgumentException if there is not 1 at least
     */
    public final M threads(int threads) {
        this.threads = Require.atLeast(1, "threads", threads);
        return self();
    }

    // ---------------------------------------------------------------- what fit leaves

    /**
     * Trains a new network; what an earlier fit left is gone.
     *
     * @throws IllegalArgumentException if the data set is of the other kind, or has one class only; nothing is changed
     * @throws TrainingDivergedException if the cost or a parameter would become NaN or infinite; what an earlier fit left stays
     */
    public M fit(Dataset train) {
        Network network = network(train);
        Trainer trainer = Trainer.of(network)
                .optimizer(optimizer)
                .batchSize(Math.min(batchSize == 0 ? MOST_IN_A_BATCH : batchSize, train.size()))
                .epochs(epochs)
                .seed(seed)
                .listener(new Tolerance(tolerance, patience));
        History history = trainer.fit(train);
        fitted = new Fitted(network, network.predictor(), history);
        return self();
    }

    /** The network, as the fit left it. */
    public final Network network() {
        return fitted().network;
    }

    /** The network frozen after the fit, for any number of threads. */
    public final Predictor predictor() {
        return fitted().predictor;
    }

    /** The cost, epoch by epoch. */
    public final History history() {
        return fitted().history;
    }

    // ---------------------------------------------------------------- for the two kinds

    abstract M self();

    /** Refuses a data set of the wrong kind; returns the output layer. */
    abstract Output outputFor(Dataset train);

    /** The last layer and the loss. */
    record Output(int units, Activation activation, Loss loss) {}

    /** A[L] of a data set, in one column an example. */
    final Matrix predictions(Dataset data) {
        return fitted().predictor.predict(data.X());
    }

    private Fitted fitted() {
        if (fitted == null) {
            throw new IllegalStateException(getClass().getSimpleName() + " is not fitted yet: call fit(train) first");
        }
        return fitted;
    }

    private Network network(Dataset train) {
        Output output = outputFor(Objects.requireNonNull(train, "train"));
        NetworkBuilder builder = Network.builder()
                .inputs(train.inputs())
                .loss(output.loss())
                .l2OverExamples(alpha)
                .initializer(Initializer.GLOROT_UNIFORM)
                .seed(seed);
        if (threads > 0) {
            builder.threads(threads);
        }
        int inputs = train.inputs();
        for (int units : hidden) {
            addLayer(builder, inputs, units, activation);
            inputs = units;
        }
        addLayer(builder, inputs, output.units(), output.activation());
        return builder.build();
    }

    /** b begins like W, as scikit-learn has it. */
    private static void addLayer(NetworkBuilder builder, int inputs, int units, Activation activation) {
        builder.layer(units, activation, options -> options.biasInitializer(Initializer.GLOROT_UNIFORM));
    }

    /** "MLPClassifier of [100] hidden relu units". */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + " of " + Arrays.toString(hidden) + " hidden " + activation + " units";
    }

    /** scikit-learn's rule for an end: the least cost counts even if it came by less than the tolerance. */
    private static final class Tolerance implements TrainingListener {
        private final double tolerance;
        private final int patience;
        private double least = Double.POSITIVE_INFINITY;
        private int withoutGain;

        Tolerance(double tolerance, int patience) {
            this.tolerance = tolerance;
            this.patience = patience;
        }

        @Override
        public void epochEnded(Progress progress) {
            double cost = progress.history().cost(progress.epoch());
            withoutGain = cost > least - tolerance ? withoutGain + 1 : 0;
            least = Math.min(least, cost);
            if (withoutGain > patience) {
                progress.stop();
            }
        }
    }
}
