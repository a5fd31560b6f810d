package io.github.bp4j.optimizer;

import io.github.bp4j.Network;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;

/** What an optimizer remembers of its run on one network: the steps made, and the slots of its rule. */
public final class OptimizerState {
    private static final int PARAMETERS_WORTH_A_THREAD = 32_768;

    private final UpdateRule rule;
    private final Schedule schedule;
    private final double[] theta;
    private final double[] dTheta;
    private final double[][] slots;
    private final Compute compute;
    private long steps;
    private double rate;
    private volatile boolean finite;
    private final Compute.Task update = this::update;
    private final Compute.Task inspect = this::inspect;

    OptimizerState(Optimizer optimizer, Network network) {
        rule = optimizer.rule();
        schedule = optimizer.schedule();
        theta = network.parameters();
        dTheta = network.gradient();
        slots = new double[rule.slots()][theta.length];
        compute = new Compute(Kernels.kernel(), network.threads());
    }

    /** Updates θ, all W and b of the network, by its gradient; to be called after each backward pass. */
    public void step() {
        rate = schedule.rate(steps + 1);
        compute.split(theta.length, PARAMETERS_WORTH_A_THREAD, update);
        steps++;
    }

    /**
     * The index in θ of the first parameter that {@link #step} would make NaN or infinite, because its gradient is or
     * because the update overflows; −1 if there is none. Changes nothing.
     */
    public int firstToLeaveFinite() {
        rate = schedule.rate(steps + 1);
        finite = true;
        compute.split(theta.length, PARAMETERS_WORTH_A_THREAD, inspect);
        for (int i = 0; !finite && i < theta.length; i++) {
            if (!rule.staysFinite(theta, dTheta, slots, rate, steps + 1, i, i + 1)) {
                return i;
            }
        }
        return -1;
    }

    /** The steps made so far. */
    public long steps() {
        return steps;
    }

    private void update(int from, int to) {
        rule.update(theta, dTheta, slots, rate, steps + 1, from, to);
    }

    private void inspect(int from, int to) {
        if (!rule.staysFinite(theta, dTheta, slots, rate, steps + 1, from, to)) {
            finite = false;
        }
    }
}
