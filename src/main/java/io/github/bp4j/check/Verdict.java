package io.github.bp4j.check;

import java.util.Locale;

/** What a gradient check found. */
public enum Verdict {
    /** The gradient and the differences of J agree: ‖n − a‖ / (‖n‖ + ‖a‖) is below 1e-7. */
    RIGHT,

    /** Between right and wrong: look closer, with other parameters, other examples or another step. */
    DOUBTFUL,

    /** Too much stood at a corner, where J has no derivative: check with other parameters or other examples. */
    INCONCLUSIVE,

    /**
     * ‖n − a‖ / (‖n‖ + ‖a‖) is above 1e-3, or |n − a| / max(|n|, |a|) of one parameter above 1e-2, or something is not
     * finite.
     */
    WRONG;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
