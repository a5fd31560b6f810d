package io.github.bp4j;

import java.util.Objects;
import java.util.function.DoublePredicate;

/** What targets must be; a message names the loss, the example, the output and the value. */
final class Targets {
    private Targets() {}

    /** Each of them as the predicate asks, "finite", "above 0", …, in words. */
    static void require(String loss, Matrix Y, String what, DoublePredicate holds) {
        Objects.requireNonNull(Y, "Y");
        for (int i = 0; i < Y.size(); i++) {
            double y = Y.data[Y.offset + i];
            if (!holds.test(y)) {
                throw new IllegalArgumentException(loss + ": targets are " + what + "; that of example "
                        + i % Y.columns() + ", output " + i / Y.columns() + " is " + y);
            }
        }
    }

    /** Whether the targets of an example sum to 1 within {@link Loss#SUM_TOLERANCE}. */
    static boolean sumToOne(double sum) {
        return Math.abs(sum - 1) <= Loss.SUM_TOLERANCE;
    }

    static IllegalArgumentException doNotSumToOne(String loss, double sum, int example) {
        return new IllegalArgumentException(loss + ": the targets of an example must sum to 1; those of example "
                + example + " sum to " + sum + (Math.abs(sum - 1) < 0.01 ? "; 1 ± 1.5e-8 is taken" : ""));
    }

    /** At least 0, and those of an example sum to 1. */
    static void requireDistributions(String loss, Matrix Y) {
        Objects.requireNonNull(Y, "Y");
        require(loss, Y, "at least 0", y -> !(y < 0));
        int m = Y.columns();
        for (int j = 0; j < m; j++) {
            double sum = 0;
            for (int i = 0; i < Y.rows(); i++) {
                sum += Y.data[Y.offset + i * m + j];
            }
            if (!sumToOne(sum)) {
                throw doNotSumToOne(loss, sum, j);
            }
        }
    }
}
