package io.github.bp4j.optimizer;

import io.github.bp4j.Network;
import io.github.bp4j.internal.check.Require;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;

/**
 * What an optimizer remembers of its run on one network: the steps made, and the slots of its rule. As the network, one
 * thread at a time may use it.
 */
public final class OptimizerState {
    private static final int PARAMETERS_WORTH_A_THREAD = 32_768;

    private final Network network;
    private final UpdateRule rule;
    private final Schedule schedule;
    private final Clipping clipping;
    private final double[] theta;
    private final double[] dTheta;
    private final double[][] slots;
    private final double[] squares; //         for the norm of the gradient; empty where it is not asked for
    private final Rehearsal[] rehearsals; //   one for each part of θ; none where the rule sees by itself
    private final int[] firstOfPart; //        what each rehearsal found
    private final Compute compute;
    private long steps;
    private double rateFactor = 1;
    private double rate = Double.NaN;
    private long scheduledStep; //             the step whose rate the schedule was asked for last; 0 for none
    private double scheduled; //               the rate it gave
    private double scale; //                   of the gradient, by its norm
    private volatile boolean finite;
    private final Compute.Task update = this::update;
    private final Compute.Task inspect = this::inspect;
    private final Compute.Task rehearse = this::rehearse;

    OptimizerState(Optimizer optimizer, Network network) {
        this.network = network;
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
        rehearsals = new Rehearsal[rehearsed ? parts : 0];
        firstOfPart = new int[rehearsals.length];
        for (int part = 0; part < rehearsals.length; part++) {
            rehearsals[part] = new Rehearsal(rule, clipping, theta.length);
        }
    }

    /**
     * Updates θ, all W and b of the network, by its gradient; to be called after each backward pass. An optimizer that
     * clips leaves the clipped gradient in the network. Max-norm, where a layer has it, comes after the update.
     *
     * @throws IllegalStateException if another thread uses the network, or Long.MAX_VALUE steps are made
     * @throws IllegalArgumentException if the rate of the step is negative, NaN or infinite; nothing is changed
     */
    public void step() {
        network.inUse().hold("step");
        try {
            prepare();
            compute.split(theta.length, PARAMETERS_WORTH_A_THREAD, update);
            network.applyMaxNorm();
            steps++;
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
     * @throws IllegalStateException if another thread uses the network, or Long.MAX_VALUE steps are made
     * @throws IllegalArgumentException if the rate of the step is negative, NaN or infinite
     */
    public int firstToLeaveFinite() {
        network.inUse().hold("firstToLeaveFinite");
        try {
            prepare();
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
     * Sets the steps made so far: with {@link #slots()} and θ, all that a run needs to go on as if it had not been
     * interrupted.
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
            scheduledStep = 0;
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
     * @throws IllegalArgumentException if the schedule's rate, or its product with the factor, is negative, NaN or infinite
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
    private void prepare() {
        rate = rateOfNextStep();
        scale = clipping.scale(dTheta, squares);
    }

    private void update(int from, int to) {
        clipping.apply(dTheta, scale, from, to);
        rule.update(theta, dTheta, slots, rate, steps + 1, from, to);
    }

    private int firstOfRehearsals() {
        compute.split(rehearsals.length, 1, rehearse);
        for (int first : firstOfPart) {
            if (first >= 0) {
                return first;
            }
        }
        return -1;
    }

    private void rehearse(int fromPart, int toPart) {
        for (int part = fromPart; part < toPart; part++) {
            firstOfPart[part] = rehearsals[part].firstToLeaveFinite(
                    theta, dTheta, scale, slots, rate, steps + 1, startOf(part), startOf(part + 1));
        }
    }

    private int startOf(int part) {
        return (int) ((long) theta.length * part / rehearsals.length);
    }

    private int firstByTheRule() {
        finite = true;
        compute.split(theta.length, PARAMETERS_WORTH_A_THREAD, inspect);
        for (int i = 0; !finite && i < theta.length; i++) {
            if (!rule.staysFinite(theta, dTheta, slots, rate, steps + 1, i, i + 1)) {
                return i;
            }
        }
        return -1;
    }

    private void inspect(int from, int to) {
        if (!rule.staysFinite(theta, dTheta, slots, rate, steps + 1, from, to)) {
            finite = false;
        }
    }
}
