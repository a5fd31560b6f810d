package io.github.bp4j.optimizer;

/**
 * How θ follows from its gradient: an immutable record of hyper-parameters. What a rule remembers from step to step
 * stands in slots, arrays of the length of θ that {@link OptimizerState} keeps.
 *
 * <p>Both methods treat the elements [from, to) alone, each independent of all others and of its place, so that threads
 * may share the work, and copies show what would come of it. A rule that is a formula and no more implements
 * {@link RehearsedRule}.
 */
public interface UpdateRule {
    /** How many slots the rule needs; they start as zeros. */
    int slots();

    /** θ ← θ − (the rule's step), for the elements [from, to); step counts from 1. */
    void update(double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to);

    /**
     * Whether {@link #update} with these arguments would leave every θ of [from, to), and what the rule remembers of
     * it, finite; changes nothing.
     */
    boolean staysFinite(double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to);
}
