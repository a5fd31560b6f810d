package io.github.bp4j.training;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Trains a network on a data set: epochs of shuffled mini-batches, and after each the validation set.
 *
 * <p>One mini-batch goes one way: gathered into (X, Y), forward, cost, backward, update. The order of the examples in
 * an epoch depends on the seed and the epoch's number alone, so two runs with the same seeds end with the same bits.
 */
public final class Trainer {
    private final Network network;
    private Optimizer optimizer;
    private FullBatchOptimizer fullBatchOptimizer; // one of the two
    private ReduceOnPlateau reduceOnPlateau; //       null where it is not asked for
    private int batchSize = 32;
    private boolean batchSizeGiven;
    private int epochs = 10;
    private long seed;
    private Dataset validation;
    private final List<TrainingListener> listeners = new ArrayList<>();

    private Trainer(Network network) {
        this.network = network;
    }

    /** A trainer for this network: batches of 32, 10 epochs and seed 0, unless said otherwise. */
    public static Trainer of(Network network) {
        return new Trainer(Objects.requireNonNull(network, "network"));
    }

    /** How the parameters follow the gradient. */
    public Trainer optimizer(Optimizer optimizer) {
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
        fullBatchOptimizer = null;
        return this;
    }

    /**
     * A method that takes the whole training set at once, as it stands: an epoch is one iteration of it, and training ends
     * early where it has converged. There are no batches, and no rate to reduce.
     */
    public Trainer optimizer(FullBatchOptimizer optimizer) {
        fullBatchOptimizer = Objects.requireNonNull(optimizer, "optimizer");
        this.optimizer = null;
        return this;
    }

    /** Smaller rates when the cost of validation, or of training where there is none, falls no longer. */
    public Trainer reduceOnPlateau(ReduceOnPlateau reduceOnPlateau) {
        this.reduceOnPlateau = Objects.requireNonNull(reduceOnPlateau, "reduceOnPlateau");
        return this;
    }

    /** m, the examples in a batch; the last batch of an epoch has what is left. */
    public Trainer batchSize(int batchSize) {
        this.batchSize = atLeast1("batchSize", batchSize);
        batchSizeGiven = true;
        return this;
    }

    /** How often the training set is gone through. */
    public Trainer epochs(int epochs) {
        this.epochs = atLeast1("epochs", epochs);
        return this;
    }

    /** The seed of the order of the examples. */
    public Trainer seed(long seed) {
        this.seed = seed;
        return this;
    }

    /** Examples to be judged by after each epoch; never trained on. */
    public Trainer validation(Dataset validation) {
        this.validation = Objects.requireNonNull(validation, "validation");
        return this;
    }

    /** One who is told as training goes; any number of them. */
    public Trainer listener(TrainingListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Trains the network.
     *
     * @throws IllegalStateException without an optimizer, or if a batch size or reduceOnPlateau is given for one that takes
     *     the whole training set at once
     * @throws IllegalArgumentException if a data set does not fit the network or its loss; nothing is changed
     * @throws TrainingDivergedException if the cost or a parameter would become NaN or infinite
     */
    public History fit(Dataset train) {
        requireOptimizer();
        Evaluation.requireFit("training set", train, network);
        if (validation != null) {
            Evaluation.requireFit("validation set", validation, network);
            if (!validation.classes().equals(train.classes())) {
                throw new IllegalArgumentException("the validation set has the classes " + validation.classes()
                        + ", the training set " + train.classes() + "; they must be the same, in the same order");
            }
        }
        int size = train.size();
        FullBatchRun fullBatch =
                fullBatchOptimizer == null ? null : new FullBatchRun(fullBatchOptimizer, network, train);
        Progress progress = new Progress(network, epochs, fullBatch == null ? (size - 1) / batchSize + 1 : 1, size);
        OptimizerState state = fullBatch == null ? optimizer.start(network) : null;
        Plateau plateau = reduceOnPlateau == null ? null : new Plateau(reduceOnPlateau, state);
        Batches batches = fullBatch == null ? new Batches(train, network, batchSize) : null;
        listeners.forEach(listener -> listener.trainingStarted(progress));
        for (int epoch = 1; epoch <= epochs; epoch++) {
            progress.startEpoch(epoch);
            if (fullBatch != null) {
                fullBatch.epoch(progress);
                listeners.forEach(listener -> listener.batchEnded(progress));
            } else {
                batchesOfEpoch(batches, state, progress);
            }
            Evaluation evaluation = validate(progress);
            progress.history().add(progress.meanCost(), evaluation.cost(), evaluation.accuracy());
            if (plateau != null) {
                plateau.epochEnded(validation == null ? progress.meanCost() : evaluation.cost());
            }
            listeners.forEach(listener -> listener.epochEnded(progress));
            if (fullBatch != null && fullBatch.converged()) {
                break;
            }
        }
        return progress.history();
    }

    private void requireOptimizer() {
        if (optimizer == null && fullBatchOptimizer == null) {
            throw new IllegalStateException("the trainer needs optimizer(…) before fit(…)");
        }
        if (fullBatchOptimizer != null && batchSizeGiven) {
            throw new IllegalStateException(
                    "batchSize is given, but the optimizer takes the whole training set at once; leave batchSize(…) out");
        }
        if (fullBatchOptimizer != null && reduceOnPlateau != null) {
            throw new IllegalStateException("reduceOnPlateau is given, but the optimizer has no learning rate; leave"
                    + " reduceOnPlateau(…) out");
        }
    }

    private void batchesOfEpoch(Batches batches, OptimizerState state, Progress progress) {
        int size = progress.examples();
        int[] order = IntStream.range(0, size).toArray();
        SplitMix64.stream(seed, "shuffle", progress.epoch(), 0).shuffle(order);
        for (int from = 0; from < size; from += batchSize) {
            progress.startBatch();
            batches.gather(order, from);
            double J = step(batches.X(), batches.Y(), state, progress);
            progress.endBatch(J, batches.X().columns());
            listeners.forEach(listener -> listener.batchEnded(progress));
        }
    }

    /** Forward, cost, backward and, if all of it is finite, the update; returns J. */
    private double step(Matrix X, Matrix Y, OptimizerState state, Progress progress) {
        network.forward(X);
        double J = network.cost(Y);
        if (!Double.isFinite(J)) {
            throw Divergence.ofCost(J, progress);
        }
        network.backward(Y);
        int index = state.firstToLeaveFinite();
        if (index >= 0) {
            throw Divergence.ofUpdate(index, progress);
        }
        state.step();
        return J;
    }

    private Evaluation validate(Progress progress) {
        if (validation == null) {
            return Evaluation.NONE;
        }
        Evaluation evaluation = Evaluation.of(network, validation);
        if (!Double.isFinite(evaluation.cost())) {
            throw Divergence.ofValidation(evaluation.cost(), validation, progress);
        }
        return evaluation;
    }

    private static int atLeast1(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1; got " + value);
        }
        return value;
    }
}
