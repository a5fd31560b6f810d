package io.github.bp4j.optimizer;

import java.util.Arrays;

/** J as a function of θ, the parameters that are trained: what is minimised. */
interface Objective {
    /** θ, live: write it, then {@link #evaluate}. */
    double[] theta();

    /** ∂J/∂θ at the θ of the last evaluation, live. */
    double[] gradient();

    /** J at the θ that stands in {@link #theta}; fills the gradient. */
    double evaluate();

    /**
     * Whether J need no longer be what it was at the last evaluation, as somebody has written to parameters since.
     * {@link #theta} then has what they wrote.
     *
     * @param left θ as it was left
     */
    default boolean hasMoved(double[] left) {
        return !Arrays.equals(left, theta());
    }

    /** θ is again what it was before; nothing is evaluated. */
    default void goBack(double[] before) {
        System.arraycopy(before, 0, theta(), 0, before.length);
    }

    /** Keeps what is evaluated for the calling thread until {@link #release}. */
    default void hold() {}

    default void release() {}

    /** θ is what a step ends with; it was evaluated last. */
    default void accept() {}

    /** What gives J corners, other than L1: "layer 1 (2→3, relu) has corners"; null where J is smooth. */
    default String kink() {
        return null;
    }

    /** The λ of L1 at each parameter; null where there is no L1. */
    default double[] l1() {
        return null;
    }

    /** What may help where no step lowers J, with "; " before it; "" where nothing is known. */
    default String hint() {
        return "";
    }
}
