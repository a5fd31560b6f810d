package io.github.bp4j.training;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.lang.System.Logger.Level;

/**
 * Targets that the output can never reach, beyond the bounds of its activation: such an output ends at a bound, where
 * hardly any gradient passes. Refused where all targets of an output are so, else reported once.
 */
final class Reach {
    /** What rounding may put beyond a bound. */
    private static final double ROUNDING = 1e-9;

    private final Network network;
    private final Layer last;
    private boolean warned;

    Reach(Network network) {
        this.network = network;
        last = network.layer(network.layers().size());
    }

    /**
     * Of a whole training set, in which every example counts.
     *
     * @throws IllegalArgumentException if no target of an output can be reached
     */
    void require(Matrix Y) {
        check(Y, null, true);
    }

    /** Of a batch, which may hold unusual targets only; weights are null where all examples count alike. */
    void warn(Matrix Y, Matrix weights) {
        check(Y, weights, false);
    }

    private void check(Matrix Y, Matrix weights, boolean refuses) {
        if (network.reachesAnyTarget() || (warned && !refuses)) {
            return;
        }
        for (int output = 0; output < Y.rows(); output++) {
            int beyond = 0;
            int all = 0;
            for (int j = 0; j < Y.columns(); j++) {
                if (weights == null || weights.get(0, j) > 0) {
                    all++;
                    beyond += isBeyond(Y.get(output, j)) ? 1 : 0;
                }
            }
            if (beyond > 0) {
                String message = beyond + " of " + all + " targets of output " + output + " are not from "
                        + last.activation().lowerBound() + " to "
                        + last.activation().upperBound() + ", which is all that "
                        + last + " can give; scale the targets (Scaler.minMaxTargets), or take a linear output";
                if (refuses && beyond == all) {
                    throw new IllegalArgumentException(message);
                }
                report(message);
                return;
            }
        }
    }

    private boolean isBeyond(double y) {
        double low = last.activation().lowerBound();
        double high = last.activation().upperBound();
        return y < low - ROUNDING * Math.max(1, Math.abs(low)) || y > high + ROUNDING * Math.max(1, Math.abs(high));
    }

    private void report(String message) {
        if (!warned) {
            warned = true;
            System.getLogger("io.github.bp4j").log(Level.WARNING, message);
        }
    }
}
