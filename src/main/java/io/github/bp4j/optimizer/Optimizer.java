package io.github.bp4j.optimizer;

import io.github.bp4j.Network;
import java.util.Objects;

/**
 * An update rule and a schedule of learning rates. Immutable: one optimizer may serve many networks; what a run on one
 * network remembers is its {@link OptimizerState}.
 */
public record Optimizer(UpdateRule rule, Schedule schedule) {
    /** Of any rule and schedule. */
    public Optimizer {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(schedule, "schedule");
    }

    /**
     * W ← W − α dW, b ← b − α db.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     */
    public static Optimizer gradientDescent(double rate) {
        return gradientDescent(Schedule.constant(rate));
    }

    /** W ← W − α dW, b ← b − α db, with α from a schedule. */
    public static Optimizer gradientDescent(Schedule rate) {
        return new Optimizer(new GradientDescent(), rate);
    }

    /** The state of a run on this network, before its first step. */
    public OptimizerState start(Network network) {
        return new OptimizerState(this, network);
    }
}
