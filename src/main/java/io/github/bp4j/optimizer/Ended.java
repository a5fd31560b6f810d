package io.github.bp4j.optimizer;

import java.util.Locale;

/**
 * How a run of a full-batch method has ended: by a test of convergence or without one, and why, in words.
 *
 * <p>A step that promises to lower J by D = |⟨dθ, p⟩| is below the rounding errors of J, or of θ, where D ≤ 2⁻⁴⁰ |J| or
 * max |p| ≤ 2⁻⁴⁰ max |θ|; J has fallen to its rounding errors where |J| ≤ 2⁻⁸⁰ of what it was at the start. No search
 * can find anything lower then, and that it finds nothing is no failure.
 */
record Ended(boolean converged, String reason) {
    private static final double ROUNDING = 0x1p-40;
    private static final double NOTHING = 0x1p-80;

    /** Whether a step that promises to lower J by so much is not worth making, J0 being J at the start of the run. */
    static boolean isLittle(double promised, double tolerance, double J, double J0) {
        return promised <= Math.max(tolerance, ROUNDING) * Math.abs(J) || Math.abs(J) <= NOTHING * Math.abs(J0);
    }

    /** The gradient is small, and so is what the next step promises. */
    static Ended flat(double gradient, double tolerance, double promised, double J, Objective objective) {
        return ended(
                true,
                objective,
                "the gradient is small: %.1e, at most %.1e, and the next step promises to lower J = %s by %.1e",
                gradient,
                tolerance,
                J,
                promised);
    }

    /** An iteration has lowered J by a small share; with a kink that proves nothing. */
    static Ended little(double before, double J, double tolerance, Objective objective) {
        String kink = objective.kink();
        String corners = kink == null ? "" : "; " + kink + ", so that a lower J may lie beyond one";
        return ended(
                kink == null,
                objective,
                "an iteration lowered J = %s by %.1e of it, at most %.1e%s",
                J,
                share(before - J, J),
                tolerance,
                corners);
    }

    /**
     * No step along p lowers J.
     *
     * @param promised |⟨dθ, p⟩|
     * @param J0 J at the start of the run
     */
    static Ended noLower(double promised, double[] p, double J, double J0, Objective objective) {
        double step = Vectors.largestMagnitude(p);
        double theta = Vectors.largestMagnitude(objective.theta());
        if (Math.abs(J) <= NOTHING * Math.abs(J0)) {
            return ended(true, objective, "J has fallen from %s to %s, which is its rounding error", J0, J);
        }
        if (promised > 0 && promised <= ROUNDING * Math.abs(J)) {
            return ended(
                    true,
                    objective,
                    "no step lowers J = %s, and %.1e, no more than its rounding error, is promised",
                    J,
                    promised);
        }
        String kink = objective.kink();
        if (kink == null && step > 0 && step <= ROUNDING * theta) {
            return ended(
                    true,
                    objective,
                    "no step lowers J = %s, and the step is %.1e, no more than the rounding error of the parameters",
                    J,
                    step);
        }
        return ended(
                false,
                objective,
                "no step lowers J = %s, though the gradient promises %.1e%s",
                J,
                promised,
                kink == null ? "" : "; " + kink);
    }

    private static Ended ended(boolean converged, Objective objective, String format, Object... values) {
        return new Ended(converged, String.format(Locale.ROOT, format, values) + objective.hint());
    }

    private static double share(double fall, double J) {
        return fall == 0 ? 0 : fall / Math.abs(J);
    }
}
