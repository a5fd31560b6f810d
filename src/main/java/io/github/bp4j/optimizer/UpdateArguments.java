package io.github.bp4j.optimizer;

import io.github.bp4j.ShapeException;
import io.github.bp4j.internal.check.Require;
import java.util.Objects;

/** What the arguments of {@link UpdateRule#update} must be, for the rules of this package. */
final class UpdateArguments {
    private UpdateArguments() {}

    /**
     * {@code needed} slots, arrays that have the elements [from, to), a rate that is finite and at least 0, a step from
     * 1.
     */
    static void require(
            int needed, double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        Objects.requireNonNull(theta, "theta");
        Objects.requireNonNull(dTheta, "dTheta");
        Objects.requireNonNull(slots, "slots");
        if (from < 0 || from > to || to > theta.length) {
            throw new IndexOutOfBoundsException(
                    "update: from " + from + " to " + to + " of a theta of " + theta.length + " elements");
        }
        if (dTheta.length < to) {
            throw tooShort("dTheta", dTheta.length, to);
        }
        if (slots.length != needed) {
            throw new ShapeException("update: the rule has " + needed + " slots; got " + slots.length);
        }
        for (int s = 0; s < needed; s++) {
            if (slots[s] == null) {
                throw new NullPointerException("slots[" + s + "] is null");
            }
            if (slots[s].length < to) {
                throw tooShort("slots[" + s + "]", slots[s].length, to);
            }
        }
        Require.notNegative("rate", rate);
        Require.atLeast(1, "step", step);
    }

    private static ShapeException tooShort(String name, int length, int to) {
        return new ShapeException("update: " + name + " has " + length + " elements; to " + to + " is asked for");
    }
}
