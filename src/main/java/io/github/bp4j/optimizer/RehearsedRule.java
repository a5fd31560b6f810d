package io.github.bp4j.optimizer;

/**
 * A rule whose update is rehearsed on copies before it is made, a few hundred elements at a time: so its formula stands
 * in one place, and what would overflow is still found before it is stored.
 */
public interface RehearsedRule extends UpdateRule {
    /** By a rehearsal, in new arrays; {@link OptimizerState} has arrays that it keeps. */
    @Override
    default boolean staysFinite(
            double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        UpdateArguments.require(slots(), theta, dTheta, slots, rate, step, from, to);
        return new Rehearsal(this, Clipping.NONE, to - from)
                        .firstToLeaveFinite(theta, dTheta, 1, slots, rate, step, from, to)
                < 0;
    }
}
