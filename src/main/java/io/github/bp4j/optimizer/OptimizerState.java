package io.github.bp4j.optimizer;

import io.github.bp4j.Network;
import io.github.bp4j.internal.check.Require;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.Arrays;
import java.util.Objects;

/**
 * What an optimizer remembers of its run on one network: the steps made, and the slots of its rule. As the network, one
 * thread at a time may use it.
 *
 * <p>{@linkplain io.github.bp4j.Layer#isFrozen Frozen} layers take no part: neither their θ nor what is remembered of
 * them changes, their gradient is not clipped, and the norm of the gradient is that of the others. Each layer counts
 * its own steps, so that a rule treats one that was frozen as if the steps without it had not been; the schedule counts
 * all.
 */
public final class OptimizerState {
    private static final int PARAMETERS_WORTH_A_THREAD = 32_768;

    private final Network network;
    private final Trainable trainable;
    private final UpdateRule rule;
    private final Schedule schedule;
    private final Clipping clipping;
    private final double[] theta;
    private final double[] dTheta;
    private final double[][] slots;
    private final double[] squares; //         for the norm of the gradient; empty where it is not asked for
    private final PartRehearsal[] rehearsals; // none where the rule sees by itself
    private final Compute compute;
    private long steps;
    private boolean hasGradient; //            the network had one when last looked at
    private double rateFactor = 1;
    private double rate = Double.NaN;
    private long scheduledStep; //             the step whose rate the schedule was asked for last; 0 for none
    private double scheduled; //               the rate it gave
    private double scale; //                   of the gradient, by its norm
    private volatile boolean finite;
    private final Compute.Task update = this::update;
    private final Trainable.Task updateRange = this::updateRange;
    private final Compute.Task inspect = this::inspect;
    private final Trainable.Task inspectRange = this::inspectRange;
    private final Compute.Task rehearse = this::rehearse;

    OptimizerState(Optimizer optimizer, Network network) {
        this.network = network;
        trainable = new Trainable(network);
        rule = optimizer.rule();
        schedule = optimizer.schedule();
        clipping = optimizer.clipping();
        theta = network.parameters();
        dTheta = network.gradient();
        slots = new double[rule.slots()][theta.length];
        squares = new double[clipping.norm() < Double.POSITIVE_INFINITY ? Math.min(Clipping.BLOCK, theta.length) : 0];
        compute = new Compute(Kernels.kernel(), network.threads());
        int parts = Math.max(1, Math.min(compute.threads(), theta.length / PARAMETERS_WORTH_A_THREAD));
        boolean rehearsed = rule instanceof RehearsedRule || clipping.isOn();
        rehearsals = new PartRehearsal[rehearsed ? parts : 0];
        Arrays.setAll(rehearsals, part -> new PartRehearsal());
    }

    /**
     * Updates θ, all W and b of the layers that are not frozen, by the gradient; to be called after each backward pass.
     * An optimizer that clips leaves the clipped gradient in the network. Max-norm, where a layer has it, comes after
     * the update.
     *
     * @throws IllegalStateException if another thread uses the network or made its last forward pass, no backward pass
     *     was made yet, all its layers are frozen, or Long.MAX_VALUE steps are made
     * @throws IllegalArgumentException if the rate of the step is negative, NaN or infinite; nothing is changed
     */
    public void step() {
        network.inUse().hold("step");
        try {
            network.inUse().requireOwnPass("step");
            requireGradient();
            prepare("step");
            compute.split(trainable.size(), PARAMETERS_WORTH_A_THREAD, update);
            network.applyMaxNorm();
            steps++;
            trainable.count();
        } finally {
            network.inUse().release();
        }
    }

    private void requireAnotherStep() {
        if (steps == Long.MAX_VALUE) {
            throw new IllegalStateException(
                    "step: " + steps + " steps are made, the most there are; steps(0) makes the next step number 1");
        }
    }

    /**
     * The index in θ of the first parameter that {@link #step} would make NaN or infinite, or what the rule remembers of
     * it, because its gradient is or because the update overflows; −1 if there is none. Changes nothing.
     *
     * @throws IllegalStateException if another thread uses the network, all its layers are frozen, or Long.MAX_VALUE
     *     steps are made
     * @throws IllegalArgumentException if the rate of the step is negative, NaN or infinite
     */
    public int firstToLeaveFinite() {
        network.inUse().hold("firstToLeaveFinite");
        try {
            prepare("firstToLeaveFinite");
            return rehearsals.length > 0 ? firstOfRehearsals() : firstByTheRule();
        } finally {
            network.inUse().release();
        }
    }

    /** The steps made so far. */
    public long steps() {
        return steps;
    }

    /** What the rates of the schedule are multiplied by; 1 unless set. */
    public double rateFactor() {
        return rateFactor;
    }

    /**
     * α of a step becomes factor · (the schedule's rate), from the next step on.
     *
     * @throws IllegalArgumentException unless the factor is finite and above 0
     */
    public void setRateFactor(double factor) {
        network.inUse().hold("setRateFactor");
        try {
            rateFactor = Require.positive("the factor of the learning rate", factor);
        } finally {
            network.inUse().release();
        }
    }

    /**
     * Sets the steps made so far, of every layer: with {@link #slots()}, {@link #layerSteps} and θ, all that a run
     * needs to go on as if it had not been interrupted.
     *
     * @throws IllegalArgumentException if they are below 0
     */
    public void steps(long steps) {
        network.inUse().hold("steps");
        try {
            if (steps < 0) {
                throw new IllegalArgumentException("steps must be at least 0; got " + steps);
            }
            this.steps = steps;
            trainable.steps(steps);
            scheduledStep = 0;
        } finally {
            network.inUse().release();
        }
    }

    /** The steps that each layer has taken part in, which are those in which it was not frozen: a copy. */
    public long[] layerSteps() {
        return trainable.steps();
    }

    /**
     * Sets the steps that each layer has taken part in; {@link #steps(long)} sets them all to the same.
     *
     * @throws IllegalArgumentException unless there is one for each layer, at least 0 and at most {@link #steps()}
     */
    public void layerSteps(long... layerSteps) {
        Objects.requireNonNull(layerSteps, "layerSteps");
        network.inUse().hold("layerSteps");
        try {
            int layers = network.layers().size();
            if (layerSteps.length != layers) {
                throw new IllegalArgumentException(
                        "layerSteps has " + layerSteps.length + " numbers; the network has " + layers + " layers");
            }
            for (int l = 0; l < layers; l++) {
                if (layerSteps[l] < 0 || layerSteps[l] > steps) {
                    throw new IllegalArgumentException("layerSteps[" + l + "] must be from 0 to " + steps
                            + ", the steps made; got " + layerSteps[l]);
                }
            }
            trainable.steps(layerSteps);
        } finally {
            network.inUse().release();
        }
    }

    /** What the rule remembers: its slots, each as long as θ and in its order; live, to be read and written. */
    public double[][] slots() {
        return slots.clone();
    }

    /** α of the last step, or of the one that {@link #firstToLeaveFinite} has looked at since; NaN before the first. */
    public double rate() {
        return rate;
    }

    /**
     * α of the next step: the rate factor times the schedule's rate. The schedule is asked once for each step.
     *
     * @throws IllegalArgumentException if the schedule's rate, or its product with the factor, is negative, NaN or
     *     infinite
     * @throws IllegalStateException if Long.MAX_VALUE steps are made
     */
    public double nextRate() {
        network.inUse().hold("nextRate");
        try {
            return rateOfNextStep();
        } finally {
            network.inUse().release();
        }
    }

    private double rateOfNextStep() {
        requireAnotherStep();
        long step = steps + 1;
        if (step != scheduledStep) {
            scheduled = schedule.rate(step);
            scheduledStep = step;
        }
        double next = rateFactor * scheduled;
        if (!(scheduled >= 0 && next < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the schedule's rate of step " + step + " is " + scheduled
                    + (rateFactor == 1 ? "" : ", times the rate factor " + rateFactor)
                    + "; it must be finite and at least 0");
        }
        return next;
    }

    /** The rate of the next step, and what its gradient is to be multiplied by. */
    private void prepare(String operation) {
        trainable.update(operation);
        rate = rateOfNextStep();
        scale = clipping.scale(trainable, dTheta, squares);
    }

    /** Before the first step; a program may take several with one gradient. */
    private void requireGradient() {
        if (!hasGradient && !network.hasGradient()) {
            throw new IllegalStateException("step: the network has no gradient yet; call forward and backward first");
        }
        hasGradient = true;
    }

    private void update(int from, int to) {
        trainable.forEach(from, to, updateRange);
    }

    private void updateRange(int from, int to, long steps) {
        clipping.apply(dTheta, scale, from, to);
        rule.update(theta, dTheta, slots, rate, steps + 1, from, to);
    }

    private int firstOfRehearsals() {
        compute.split(rehearsals.length, 1, rehearse);
        for (PartRehearsal part : rehearsals) {
            if (part.first >= 0) {
                return part.first;
            }
        }
        return -1;
    }

    private void rehearse(int fromPart, int toPart) {
        for (int part = fromPart; part < toPart; part++) {
            rehearsals[part].first = -1;
            trainable.forEach(startOf(part), startOf(part + 1), rehearsals[part]);
        }
    }

    private int startOf(int part) {
        return (int) ((long) trainable.size() * part / rehearsals.length);
    }

    /** A part of the parameters that training moves, in which the update is rehearsed. */
    private final class PartRehearsal implements Trainable.Task {
        private final Rehearsal rehearsal = new Rehearsal(rule, clipping, theta.length);
        private int first; // in θ to leave finite; −1 if none does

        @Override
        public void run(int from, int to, long steps) {
            if (first < 0) {
                first = rehearsal.firstToLeaveFinite(theta, dTheta, scale, slots, rate, steps + 1, from, to);
            }
        }
    }

    private int firstByTheRule() {
        finite = true;
        compute.split(trainable.size(), PARAMETERS_WORTH_A_THREAD, inspect);
        return finite ? -1 : firstOneByOne();
    }

    private int firstOneByOne() {
        int[] first = {-1};
        trainable.forEach(0, trainable.size(), (from, to, steps) -> {
            for (int i = from; i < to && first[0] < 0; i++) {
                first[0] = rule.staysFinite(theta, dTheta, slots, rate, steps + 1, i, i + 1) ? -1 : i;
            }
        });
        return first[0];
    }

    private void inspect(int from, int to) {
        trainable.forEach(from, to, inspectRange);
    }

    private void inspectRange(int from, int to, long steps) {
        if (!rule.staysFinite(theta, dTheta, slots, rate, steps + 1, from, to)) {
            finite = false;
        }
    }
}
