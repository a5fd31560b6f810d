package io.github.bp4j.training;

/**
 * Rates that fall when the cost does no longer: after every epoch, an epoch is a bad one unless cost &lt; best −
 * threshold · |best|; after more than {@code patience} bad ones in a row the rate factor becomes max(factor · (rate
 * factor), leastFactor), and the count starts over.
 *
 * <p>The cost is that of the validation set, or of the training set where there is none. The rate factor, 1 at first, multiplies the
 * rates of the optimizer's schedule ({@link io.github.bp4j.optimizer.OptimizerState#rateFactor}). In the {@code cooldown} epochs after a reduction no epoch counts as
 * bad.
 *
 * <p>Source: PyTorch's {@code ReduceLROnPlateau}, with its defaults; its min_lr is leastFactor · α.
 *
 * @param factor in (0, 1)
 * @param patience the bad epochs that are borne, at least 0
 * @param threshold the share of the best cost by which a better one must be lower, in [0, 1)
 * @param cooldown epochs, at least 0
 * @param leastFactor in [0, 1]
 */
public record ReduceOnPlateau(double factor, int patience, double threshold, int cooldown, double leastFactor) {
    /**
     * With all hyper-parameters.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public ReduceOnPlateau {
        require("factor", "above 0 and below 1", factor > 0 && factor < 1, factor);
        require("patience", "at least 0", patience >= 0, patience);
        require("threshold", "in [0, 1)", threshold >= 0 && threshold < 1, threshold);
        require("cooldown", "at least 0", cooldown >= 0, cooldown);
        require("leastFactor", "in [0, 1]", leastFactor >= 0 && leastFactor <= 1, leastFactor);
    }

    /** With threshold 1e-4, no cooldown and no least factor. */
    public ReduceOnPlateau(double factor, int patience) {
        this(factor, patience, 1e-4, 0, 0);
    }

    /** To a tenth, after more than 10 bad epochs. */
    public ReduceOnPlateau() {
        this(0.1, 10);
    }

    private static void require(String name, String what, boolean holds, Object given) {
        if (!holds) {
            throw new IllegalArgumentException("reduceOnPlateau: " + name + " must be " + what + "; got " + given);
        }
    }
}
