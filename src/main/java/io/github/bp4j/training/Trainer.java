package io.github.bp4j.training;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Batch;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.internal.check.Require;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Trains a network on a data set: epochs of shuffled mini-batches, and after each the validation set.
 *
 * <p>One mini-batch goes one way: gathered into (X, Y), forward, cost, backward, update. The order of the examples in
 * an epoch depends on the seed and the epoch's number alone, so two runs with the same seeds end with the same bits.
 *
 * <p>A trainer keeps where its training stands. A second {@link #fit} goes on from there, with what the optimizer
 * remembers, the next epoch's number and the same history: 3 epochs and then 2 end with the same bits as 5.
 *
 * <p>A training keeps its network for itself until it ends: another thread that uses the network or the trainer
 * meanwhile is refused with an IllegalStateException, and so is a second training of the network, also from a listener.
 * {@link #stop} may be called from any thread, and a listener may use the network between two batches.
 */
public final class Trainer {
    private final Network network;
    private final Progress progress;
    private final Reach reach;
    private final Listeners listeners = new Listeners();
    private Optimizer optimizer;
    private FullBatchOptimizer fullBatchOptimizer; // one of the two
    private FullBatchRun fullBatch; //     null before the first fit, and with mini-batches
    private ReduceOnPlateau reduceOnPlateau; // null where it is not asked for
    private Plateau plateau; //           likewise
    private boolean batchSizeGiven;
    private OptimizerState state; //      null before the first step
    private Checkpoint resumed; //        null but between resume and fit
    private int batchSize = 32;
    private int epochs = 10;
    private long seed;
    private boolean shuffle = true;
    private Dataset validation;
    private ClassWeights classWeights; // null where classes have none
    private BestEpoch best; //            null where there is no early stopping
    private double targetCost = Double.NEGATIVE_INFINITY;
    private Dataset trained; //           the training set of this fit, with the weights of classes
    private long limit = Long.MAX_VALUE; // ns
    private LongSupplier nanoTime = System::nanoTime;
    private long start; //                of this fit, ns
    private volatile boolean stopped;
    private volatile boolean training; // a fit is in progress

    private Trainer(Network network) {
        this.network = network;
        reach = new Reach(network);
        progress = new Progress(network, this);
    }

    /** A trainer for this network: batches of 32, 10 epochs and seed 0, unless said otherwise. */
    public static Trainer of(Network network) {
        return new Trainer(Objects.requireNonNull(network, "network"));
    }

    // ---------------------------------------------------------------- how to train

    /** How the parameters follow the gradient. Between two fits, another optimizer starts with nothing remembered. */
    public Trainer optimizer(Optimizer optimizer) {
        requireNoFit("optimizer");
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
        fullBatchOptimizer = null;
        state = null;
        return this;
    }

    /**
     * A method that takes the whole training set at once, as it stands: an epoch is one iteration of it, and training ends
     * early where it has converged. There are no batches, no rate to reduce, and no checkpoints.
     */
    public Trainer optimizer(FullBatchOptimizer optimizer) {
        requireNoFit("optimizer");
        fullBatchOptimizer = Objects.requireNonNull(optimizer, "optimizer");
        this.optimizer = null;
        fullBatch = null;
        return this;
    }

    /** Smaller rates when the cost of validation, or of training where there is none, falls no longer. */
    public Trainer reduceOnPlateau(ReduceOnPlateau reduceOnPlateau) {
        requireNoFit("reduceOnPlateau");
        this.reduceOnPlateau = Objects.requireNonNull(reduceOnPlateau, "reduceOnPlateau");
        plateau = new Plateau(reduceOnPlateau);
        return this;
    }

    /**
     * m, the examples in a batch, whatever their weights; absent examples, of weight 0, are in none. The last batch of
     * an epoch has what is left. With batch normalisation, which takes at least two examples, the batch before takes a
     * single one that is left.
     */
    public Trainer batchSize(int batchSize) {
        requireNoFit("batchSize");
        this.batchSize = Require.atLeast(1, "batchSize", batchSize);
        batchSizeGiven = true;
        return this;
    }

    /** How often a {@link #fit} goes through the training set: so many times more, if it is not the first. */
    public Trainer epochs(int epochs) {
        requireNoFit("epochs");
        this.epochs = Require.atLeast(1, "epochs", epochs);
        return this;
    }

    /** The seed of the order of the examples. */
    public Trainer seed(long seed) {
        requireNoFit("seed");
        this.seed = seed;
        return this;
    }

    /** Whether the examples of an epoch come in random order; true unless said otherwise, else as the data set has them. */
    public Trainer shuffle(boolean shuffle) {
        requireNoFit("shuffle");
        this.shuffle = shuffle;
        return this;
    }

    /** Examples to be judged by after each epoch; never trained on. Their own weights count, those of classes do not. */
    public Trainer validation(Dataset validation) {
        requireNoFit("validation");
        this.validation = Objects.requireNonNull(validation, "validation");
        return this;
    }

    /**
     * A weight for each class by its name, 1 for one that is not named: each training example's weight is multiplied by
     * that of its class.
     *
     * @throws IllegalArgumentException if a weight is negative, NaN or infinite
     */
    public Trainer classWeights(Map<String, Double> weights) {
        requireNoFit("classWeights");
        classWeights = ClassWeights.of(weights);
        return this;
    }

    /**
     * Weights that give every class the same share of J: n / (K n_c) for one with n_c of the n examples, K being the number
     * of classes that have examples. Examples with weights count by these: n = Σ w, and n_c = Σ w over the class. This
     * is scikit-learn's {@code class_weight="balanced"}.
     */
    public Trainer balancedClassWeights() {
        requireNoFit("balancedClassWeights");
        classWeights = ClassWeights.balanced();
        return this;
    }

    /** When to end before all epochs are done, and whether with the best parameters. */
    public Trainer earlyStopping(EarlyStopping stopping) {
        requireNoFit("earlyStopping");
        best = new BestEpoch(Objects.requireNonNull(stopping, "earlyStopping"));
        return this;
    }

    /**
     * A cost with which training is good enough: it ends after the first epoch that leaves a network whose J over the
     * validation set, or over the training set where there is none, is at most this. The network stays as this epoch
     * left it, whatever early stopping would restore. J is computed after the epoch's last update, for the training set
     * by a pass of its own.
     *
     * @throws IllegalArgumentException if the cost is NaN or infinite
     */
    public Trainer targetCost(double cost) {
        requireNoFit("targetCost");
        if (!Double.isFinite(cost)) {
            throw new IllegalArgumentException("targetCost must be finite; got " + cost);
        }
        targetCost = cost;
        return this;
    }

    /**
     * How long a {@link #fit} may last: it ends after the batch in which that time has passed since its start.
     *
     * @throws IllegalArgumentException unless it is above 0
     */
    public Trainer timeLimit(Duration limit) {
        requireNoFit("timeLimit");
        if (Objects.requireNonNull(limit, "limit").isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("timeLimit must be above 0; got " + limit);
        }
        this.limit = nanos(limit);
        return this;
    }

    /** One who is told as training goes; any number of them. */
    public Trainer listener(TrainingListener listener) {
        requireNoFit("listener");
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** The clock of the time limit, ns. */
    Trainer clock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        return this;
    }

    // ---------------------------------------------------------------- training

    /**
     * Trains the network until so many epochs more are done, or something else ends it: early stopping, the time limit,
     * {@link #stop}, or an interrupt of the calling thread, whose interrupt status stays set. An epoch that was ended in
     * its middle is gone on with by the next fit, from its next batch, if the number of examples and the batches are the
     * same; otherwise, or if the best parameters were restored, it starts over.
     *
     * @return the record of all epochs so far, also of earlier fits: a copy
     * @throws IllegalStateException without an optimizer, if early stopping watches what there is not, or if a batch size or
     *     reduceOnPlateau is given for an optimizer that takes the whole training set at once
     * @throws IllegalArgumentException if a data set does not fit the network or its loss, or has other features or
     *     classes than the network was trained with, or the same in another order; or class weights do not fit the
     *     training set, or there are batches of one example and batch normalisation; nothing is changed
     * @throws IllegalStateException also if every layer is frozen, another thread uses the network, or it is in
     *     training already; nothing is changed
     * @throws TrainingDivergedException if the cost or a parameter would become NaN or infinite
     */
    public History fit(Dataset train) {
        Objects.requireNonNull(train, "train");
        network.inUse().holdForTraining("fit");
        training = true;
        try {
            return run(train);
        } finally {
            training = false;
            network.inUse().release();
        }
    }

    private History run(Dataset train) {
        requireFitReady();
        Checks.requireTrainable("fit", network);
        requireFit(train);
        Dataset weighted = classWeights == null ? train : classWeights.apply(train);
        Evaluation.requireAWeight("training set", weighted);
        weighted = weighted.present();
        if (!weighted.isClassification() && !network.reachesAnyTarget()) {
            reach.require(weighted.Y());
        }
        int size = weighted.size();
        Batches batches = fullBatchOptimizer == null
                ? new Batches(weighted, network, batchSize, leastBatch(weighted))
                : new Batches(weighted, network, size, 1);
        trained = weighted;
        startFullBatch(batches, size);
        network.schema(network.schema().or(train.schema()));
        startRun(batches.count(), size);
        listeners.trainingStarted(progress);
        Ending ending = ending();
        while (ending == Ending.NONE) {
            ending = epoch(batches);
        }
        endRun(ending);
        listeners.trainingEnded(progress);
        return progress.history().copy();
    }

    /**
     * One step on one batch, for data that come bit by bit: forward, cost, backward and update. The optimizer goes on, from
     * a fit too; epochs and history stay. Listeners are not told. Keras' {@code train_on_batch}.
     *
     * @param X (n_0, m)
     * @param Y (n_L, m)
     * @return J before the update
     * @throws IllegalStateException without an optimizer; with weights of classes, whose names Y does not have; if
     *     every layer is frozen, another thread uses the network, or it is in training already; nothing is changed
     * @throws io.github.bp4j.ShapeException if X or Y has another shape; nothing is changed
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for; nothing is changed
     * @throws TrainingDivergedException if the cost or a parameter would become NaN or infinite
     */
    public double fitBatch(Matrix X, Matrix Y) {
        network.inUse().holdForTraining("fitBatch");
        try {
            requireFitBatchReady();
            Checks.requireBatch(network, X, Y);
            reach.warn(Y, null);
            return singleStep(X, Y, null);
        } finally {
            network.inUse().release();
        }
    }

    /**
     * As {@link #fitBatch(Matrix, Matrix)}, of examples with weights: an example of weight k counts as k examples, and
     * one of weight 0 is absent.
     *
     * @param weights (1, m), w of each example
     * @throws io.github.bp4j.ShapeException if a matrix has another shape; nothing is changed
     * @throws IllegalArgumentException also if a weight is negative, NaN or infinite, or all are 0; nothing is changed
     */
    public double fitBatch(Matrix X, Matrix Y, Matrix weights) {
        network.inUse().holdForTraining("fitBatch");
        try {
            requireFitBatchReady();
            Checks.requireBatch(network, X, Y, weights);
            reach.warn(Y, weights);
            return singleStep(X, Y, weights);
        } finally {
            network.inUse().release();
        }
    }

    /**
     * As {@link #fitBatch(Matrix, Matrix, Matrix)}, of a batch of an {@code ExampleSource}, whose names of features and
     * classes are compared with those that the network was trained with, and recorded in it.
     *
     * @throws io.github.bp4j.ShapeException if a matrix has another shape; nothing is changed
     * @throws IllegalArgumentException also if the features or classes have other names, or stand in another order;
     *     nothing is changed
     */
    public double fitBatch(Batch batch) {
        Objects.requireNonNull(batch, "batch");
        network.inUse().holdForTraining("fitBatch");
        try {
            requireFitBatchReady();
            Checks.requireBatch(network, batch.X(), batch.Y(), batch.weights());
            network.schema().requireSame("fitBatch: the batch", batch.schema(), "the network was trained with");
            network.schema(network.schema().or(batch.schema()));
            reach.warn(batch.Y(), batch.weights());
            return singleStep(batch.X(), batch.Y(), batch.weights());
        } finally {
            network.inUse().release();
        }
    }

    /**
     * Ends the fit in progress before its next batch; it returns as usual, and the network is as the last update left it.
     * From any thread. Without a fit in progress it does nothing: whoever may be too early interrupts the thread instead,
     * which is not forgotten.
     */
    public void stop() {
        stopped = true;
    }

    /**
     * All that training needs to go on from here: a copy. A listener may take one; other threads may not while a
     * training is in progress.
     *
     * @throws IllegalStateException without an optimizer, or if another thread uses the network
     */
    public Checkpoint checkpoint() {
        network.inUse().hold("checkpoint");
        try {
            return checkpointNow();
        } finally {
            network.inUse().release();
        }
    }

    private Checkpoint checkpointNow() {
        requireReady("checkpoint");
        double[][] slots = state().slots();
        Arrays.setAll(slots, s -> slots[s].clone());
        return new Checkpoint(
                layers(),
                rule(),
                network.schema(),
                Snapshot.of(network),
                slots,
                state().steps(),
                layerSteps(),
                state().rateFactor(),
                network.passes(),
                progress.position(),
                progress.history().copy(),
                best == null ? null : best.copy(),
                plateau == null ? null : plateau.copy());
    }

    /** Of each layer; null where all layers took part in all steps. */
    private long[] layerSteps() {
        long[] layerSteps = state().layerSteps();
        long steps = state().steps();
        return Arrays.stream(layerSteps).allMatch(ofLayer -> ofLayer == steps) ? null : layerSteps;
    }

    /**
     * Goes back to a checkpoint, of this trainer or of another with the same settings: the next {@link #fit} ends where, and
     * with the bits with which, the fit ends that it was taken in. So a program that was interrupted is run again, with the
     * same epochs, and this one call more.
     *
     * @throws IllegalStateException without an optimizer, if another thread uses the network, or if it is in training
     *     already; nothing is changed
     * @throws IllegalArgumentException if the checkpoint is of another network or another optimizer, by the shapes and
     *     activations of the layers and by the rule, or of other features or classes; nothing is changed
     */
    public Trainer resume(Checkpoint checkpoint) {
        Objects.requireNonNull(checkpoint, "checkpoint");
        network.inUse().holdForTraining("resume");
        try {
            restore(checkpoint);
            return this;
        } finally {
            network.inUse().release();
        }
    }

    private void restore(Checkpoint checkpoint) {
        requireReady("resume");
        requireSame("the layers", checkpoint.layers(), layers());
        requireSame("the optimizer", checkpoint.rule(), rule());
        network.schema().requireSame("resume: the checkpoint", checkpoint.schema(), "the network was trained with");
        double[][] slots = state().slots();
        if (!checkpoint.network().fits(network)
                || checkpoint.slots().length != slots.length
                || (checkpoint.layerSteps() != null
                        && checkpoint.layerSteps().length != network.layers().size())) {
            throw new IllegalArgumentException(
                    "resume: the checkpoint has other arrays than this network and optimizer");
        }
        network.schema(checkpoint.schema().or(network.schema()));
        checkpoint.network().restore(network);
        for (int s = 0; s < slots.length; s++) {
            System.arraycopy(checkpoint.slots()[s], 0, slots[s], 0, slots[s].length);
        }
        state.steps(checkpoint.steps());
        if (checkpoint.layerSteps() != null) {
            state.layerSteps(checkpoint.layerSteps());
        }
        state.setRateFactor(checkpoint.rateFactor());
        network.passes(checkpoint.passes());
        progress.resume(checkpoint.position(), checkpoint.history());
        if (best != null && checkpoint.best() != null) {
            best = checkpoint.best().copy(best.stopping());
        }
        if (plateau != null && checkpoint.plateau() != null) {
            plateau = checkpoint.plateau().copy(reduceOnPlateau);
        }
        resumed = checkpoint;
    }

    // ---------------------------------------------------------------- a run

    private void startRun(int batches, int size) {
        measureWithTheseData();
        if (size != progress.examples() || batches != progress.batches()) {
            progress.leaveEpoch();
        }
        if (resumed == null
                && best != null
                && best.isOutOfPatience(progress.history().epochs())) {
            best.renewPatience(progress.history().epochs());
        }
        progress.startRun(epochs, batches, size, resumed != null);
        resumed = null;
        if (fullBatchOptimizer == null) {
            state();
        }
        stopped = false;
        start = nanoTime.getAsLong();
    }

    private void endRun(Ending ending) {
        boolean byMethod = ending == Ending.CONVERGED || ending == Ending.NO_PROGRESS;
        progress.history().end(ending, byMethod ? fullBatch.reason() : "");
        if (best != null && ending != Ending.TARGET_COST && best.restore(network)) {
            progress.leaveEpoch();
        }
    }

    /** Goes through an epoch, or through what is left of it; returns why to end after it, NONE to go on. */
    private Ending epoch(Batches batches) {
        if (!progress.isInEpoch()) {
            progress.startEpoch(progress.history().epochs() + 1);
        }
        listeners.epochStarted(progress);
        Ending asked = batchesOfEpoch(batches);
        if (asked != Ending.NONE) {
            return asked;
        }
        Evaluation ofValidation = validate();
        double costAfter = costAfter();
        progress.endEpoch(fullBatch == null ? progress.costBeforeUpdates() : fullBatch.cost(), costAfter, ofValidation);
        if (best != null) {
            best.look(progress.history(), network);
            progress.history().best(best.epoch());
        }
        if (plateau != null) {
            plateau.epochEnded(costToWatch(), state);
        }
        listeners.epochEnded(progress);
        if ((validation == null ? costAfter : ofValidation.cost()) <= targetCost) {
            return Ending.TARGET_COST;
        }
        return fullBatch != null && fullBatch.ended() ? fullBatch.ending() : ending();
    }

    /** Those that are left; returns why to end before they are done, NONE if they are. */
    private Ending batchesOfEpoch(Batches batches) {
        int[] order = order();
        while (progress.batchesDone() < batches.count()) {
            Ending asked = asked();
            if (asked != Ending.NONE) {
                return asked;
            }
            progress.startBatch();
            listeners.batchStarted(progress);
            batches.gather(order, progress.batchesDone());
            double J = step(batches);
            double rate = fullBatch == null ? state.rate() : Double.NaN;
            progress.endBatch(J, batches.X().columns(), batches.totalWeight(), rate);
            listeners.batchEnded(progress);
        }
        return Ending.NONE;
    }

    /** That of validation, or of training where there is none. */
    private double costToWatch() {
        History history = progress.history();
        int last = history.epochs();
        return validation == null ? history.cost(last) : history.validationCost(last);
    }

    private int[] order() {
        int[] order = IntStream.range(0, progress.examples()).toArray();
        if (shuffle && fullBatch == null) {
            SplitMix64.stream(seed, "shuffle", progress.epoch(), 0).shuffle(order);
        }
        return order;
    }

    /** Why to end between two epochs; NONE to go on. */
    private Ending ending() {
        if (progress.isInEpoch()) {
            return Ending.NONE;
        }
        int done = progress.history().epochs();
        if (best != null && best.isOutOfPatience(done)) {
            return Ending.EARLY_STOPPING;
        }
        return done >= progress.epochs() ? Ending.EPOCHS : asked();
    }

    /** Why to end before the next batch; NONE to go on. */
    private Ending asked() {
        if (stopped) {
            return Ending.STOPPED;
        }
        if (Thread.currentThread().isInterrupted()) {
            return Ending.INTERRUPTED;
        }
        return limit < Long.MAX_VALUE && nanoTime.getAsLong() - start >= limit ? Ending.TIME_LIMIT : Ending.NONE;
    }

    /** The batch that was gathered. */
    private double step(Batches batches) {
        return fullBatch == null ? step(batches.X(), batches.Y(), batches.weights()) : fullBatch.step(progress);
    }

    private double singleStep(Matrix X, Matrix Y, Matrix weights) {
        progress.singleBatch(true);
        try {
            return step(X, Y, weights);
        } finally {
            progress.singleBatch(false);
        }
    }

    /** Forward, cost, backward and, if all of it is finite, the update; returns J. Weights are null where there are none. */
    private double step(Matrix X, Matrix Y, Matrix weights) {
        state().nextRate(); // a schedule's fault is found before the forward pass changes anything
        if (weights == null) {
            network.forward(X);
        } else {
            network.forward(X, weights);
        }
        double J = network.cost(Y);
        if (!Double.isFinite(J)) {
            throw Divergence.ofCost(J, progress);
        }
        network.backward(Y);
        int index = state().firstToLeaveFinite();
        if (index >= 0) {
            throw Divergence.ofUpdate(index, progress);
        }
        state.step();
        return J;
    }

    /** J of the training set as the epoch leaves the network; NaN where nothing asks for it. */
    private double costAfter() {
        if (fullBatch != null) {
            return fullBatch.cost();
        }
        boolean watched = best != null && !best.stopping().monitor().needsValidation();
        boolean aimedAt = validation == null && targetCost > Double.NEGATIVE_INFINITY;
        if (!watched && !aimedAt) {
            return Double.NaN;
        }
        double J = Evaluation.of(network, trained).cost();
        if (!Double.isFinite(J)) {
            throw Divergence.ofTraining(J, trained, progress);
        }
        return J;
    }

    private Evaluation validate() {
        if (validation == null) {
            return Evaluation.NONE;
        }
        Evaluation evaluation = Evaluation.of(network, validation);
        if (!Double.isFinite(evaluation.cost())) {
            throw Divergence.ofValidation(evaluation.cost(), validation.present(), progress);
        }
        return evaluation;
    }

    private OptimizerState state() {
        if (state == null) {
            state = optimizer.start(network);
        }
        return state;
    }

    /** What is remembered counts only where it was measured with the data and settings of this fit. */
    private void measureWithTheseData() {
        Examples training = Examples.of(trained);
        String settings = Yardstick.settings(network);
        Examples watched = validation == null ? training : Examples.of(validation);
        String batches = "batchSize=" + batchSize;
        Yardstick costs = new Yardstick(watched, validation == null ? batches + " " + settings : settings);
        progress.measureWith(new Yardstick(training, batches + " seed=" + seed + " shuffle=" + shuffle), costs);
        if (best != null) {
            EarlyStopping.Monitor monitor = best.stopping().monitor();
            Examples judged = monitor.needsValidation() ? watched : training;
            best.measureWith(
                    new Yardstick(judged, monitor.name() + " " + settings),
                    progress.history().epochs());
            progress.history().best(best.epoch());
        }
        if (plateau != null) {
            plateau.measureWith(costs);
        }
    }

    /** Goes on with the iterations of the fit before, if nothing has changed that they depend on; else begins anew. */
    private void startFullBatch(Batches batches, int size) {
        if (fullBatchOptimizer == null) {
            fullBatch = null;
            return;
        }
        Yardstick yardstick = new Yardstick(Examples.of(trained), Yardstick.settings(network));
        if (fullBatch == null || !fullBatch.isOn(yardstick)) {
            fullBatch = new FullBatchRun(fullBatchOptimizer, network, yardstick, batches, size);
        }
    }

    /** The fewest examples that the network can be trained on at a time; refuses a size that is below it. */
    private int leastBatch(Dataset train) {
        boolean one = train.size() == 1 && train.totalWeight() < 2;
        for (Layer layer : network.layers()) {
            if (layer.usesBatchStatistics()) {
                if (one || (batchSize == 1 && train.size() > 1)) {
                    throw new IllegalArgumentException((one ? "the training set has 1 example" : "batchSize is 1")
                            + "; " + layer + " is normalised over the batch, which takes at least 2");
                }
                return 2;
            }
        }
        return 1;
    }

    // ---------------------------------------------------------------- at the door

    /** Settings stand still during a fit, which reads them as it goes. */
    private void requireNoFit(String setting) {
        if (training) {
            throw new IllegalStateException(
                    setting + ": a fit of this trainer is in progress; its settings may be changed before or after it");
        }
    }

    private void requireFitReady() {
        if (fullBatchOptimizer == null) {
            requireReady("fit");
            return;
        }
        if (batchSizeGiven) {
            throw new IllegalStateException(
                    "batchSize is given, but the optimizer takes the whole training set at once; leave batchSize(…)"
                            + " out");
        }
        if (reduceOnPlateau != null) {
            throw new IllegalStateException("reduceOnPlateau is given, but the optimizer has no learning rate; leave"
                    + " reduceOnPlateau(…) out");
        }
    }

    private void requireFitBatchReady() {
        requireReady("fitBatch");
        requireNoClassWeights();
        Checks.requireTrainable("fitBatch", network);
    }

    private void requireNoClassWeights() {
        if (classWeights != null) {
            throw new IllegalStateException("fitBatch: the trainer has weights of classes, whose names Y does not have;"
                    + " give each example its weight: fitBatch(X, Y, weights)");
        }
    }

    private void requireReady(String what) {
        if (fullBatchOptimizer != null) {
            throw new IllegalStateException(
                    what + ": the optimizer takes the whole training set at once; only fit(…) goes with it");
        }
        if (optimizer == null) {
            throw new IllegalStateException("the trainer needs optimizer(…) before " + what + "(…)");
        }
    }

    private void requireFit(Dataset train) {
        Evaluation.requireFit("training set", train, network);
        if (validation != null) {
            train.schema().requireSame("the validation set", validation.schema(), "the training set");
            Evaluation.requireFit("validation set", validation, network);
            if (validation.isClassification() != train.isClassification()) {
                throw new IllegalArgumentException("the validation set is a " + validation + ", the training set a "
                        + train + "; both must have classes, or both numeric targets");
            }
        }
        if (best != null) {
            requireWatched(best.stopping().monitor());
        }
    }

    private void requireWatched(EarlyStopping.Monitor monitor) {
        if (monitor.needsValidation() && validation == null) {
            throw new IllegalStateException(
                    "early stopping watches the " + monitor + "; the trainer needs validation(…) before fit(…)");
        }
        if (monitor == EarlyStopping.Monitor.VALIDATION_ACCURACY && !validation.isClassification()) {
            throw new IllegalStateException("early stopping watches the " + monitor + "; numeric targets have none");
        }
    }

    private static void requireSame(String what, String given, String expected) {
        if (!given.equals(expected)) {
            throw new IllegalArgumentException(
                    "resume: the checkpoint is of " + what + " " + given + "; this training has " + expected);
        }
    }

    /** "[layer 1 (2→6, tanh), layer 2 (6→3, softmax)]". */
    private String layers() {
        return network.layers().toString();
    }

    /** "Adam". */
    private String rule() {
        return optimizer.rule().getClass().getSimpleName();
    }

    /** Of ever so long a duration: some 292 years. */
    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE;
        }
    }
}
