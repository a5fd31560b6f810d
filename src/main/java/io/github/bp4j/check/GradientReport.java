package io.github.bp4j.check;

import io.github.bp4j.internal.check.Require;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What {@link GradientCheck} found: the cost J at the parameters checked, and layer by layer the W, the b and, where there are, the γ
 * and the β, each a group judged for itself.
 *
 * @param cost J
 * @param groups of the layers that are not frozen
 * @param frozen how many parameters frozen layers have besides, which are not compared
 */
public record GradientReport(double cost, List<Group> groups, int frozen) {
    private static final double RIGHT_BELOW = 1e-7; //   Ng
    private static final double WRONG_ABOVE = 1e-3; //   Ng
    private static final double WORST_ABOVE = 1e-2; //   cs231n
    private static final int MOST_SET_APART = 20; //     one in so many: 5 %

    /** Copies the list. */
    public GradientReport {
        Require.atLeast(0, "frozen", frozen);
        groups = List.copyOf(Require.noNulls("groups", groups));
    }

    /** Of a network without frozen layers. */
    public GradientReport(double cost, List<Group> groups) {
        this(cost, groups, 0);
    }

    /**
     * One parameter: a = ∂J/∂θ as it was to be checked, n = the same by differences of J, and the relative error
     * |n − a| / max(|n|, |a|), which is 0 where |n − a| is within the rounding noise, and ∞ where n or a is not finite.
     *
     * @param layer from 1
     * @param matrix "W", "b", "γ" or "β"
     * @param row the neuron, from 0
     * @param column the input, from 0; 0 in all but W
     */
    public record Parameter(
            int layer, String matrix, int row, int column, double analytic, double numerical, double error) {
        /**
         * Checks.
         *
         * @throws IllegalArgumentException if the layer is below 1, the row or the column below 0, or the error below 0
         */
        public Parameter {
            Require.atLeast(1, "layer", layer);
            Objects.requireNonNull(matrix, "matrix");
            Require.atLeast(0, "row", row);
            Require.atLeast(0, "column", column);
            Require.notNegativeOrNaN("error", error);
        }

        /** "W of layer 2, row 0, column 1: 0.25 by backpropagation, 0.5 by differences". */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s of layer %d, row %d, column %d: %.9g by backpropagation, %.9g by differences",
                    matrix,
                    layer,
                    row,
                    column,
                    analytic,
                    numerical);
        }
    }

    /**
     * The W, b, γ or β of a layer.
     *
     * @param layer from 1
     * @param matrix "W", "b", "γ" or "β"
     * @param parameters how many there are
     * @param setApart how many of them stand too near a corner to be compared
     * @param error ‖n − a‖ / (‖n‖ + ‖a‖) over the others
     * @param worst the one with the largest relative error; none if all are set apart
     */
    public record Group(
            int layer, String matrix, int parameters, int setApart, double error, Optional<Parameter> worst) {
        /**
         * Checks.
         *
         * @throws IllegalArgumentException if the layer is below 1, the error or a number of parameters below 0, or
         *     more are set apart than there are
         */
        public Group {
            Require.atLeast(1, "layer", layer);
            Objects.requireNonNull(matrix, "matrix");
            Require.atLeast(0, "parameters", parameters);
            if (setApart < 0 || setApart > parameters) {
                throw new IllegalArgumentException(
                        "setApart must be 0 to " + parameters + ", the parameters of the group; got " + setApart);
            }
            Require.notNegativeOrNaN("error", error);
            Objects.requireNonNull(worst, "worst");
        }

        /** The judgement on this group; inconclusive if it has nothing left to compare. */
        public Verdict verdict() {
            if (worst.isEmpty()) {
                return Verdict.INCONCLUSIVE;
            }
            if (error > WRONG_ABOVE || worst.get().error() > WORST_ABOVE) {
                return Verdict.WRONG;
            }
            return error < RIGHT_BELOW ? Verdict.RIGHT : Verdict.DOUBTFUL;
        }

        /** "W of layer 2". */
        public String name() {
            return matrix + " of layer " + layer;
        }

        /** "W of layer 2: wrong, relative error 0.50, 1 of 6 set apart". */
        @Override
        public String toString() {
            return name() + ": " + verdict() + ", relative error " + rounded(error)
                    + (setApart == 0 ? "" : ", " + setApart + " of " + parameters + " set apart");
        }
    }

    /**
     * Wrong if J is not finite or any group is wrong; else inconclusive if more than 5 % of the parameters, or all of a
     * group, are set apart; else doubtful if any group is; else right.
     */
    public Verdict verdict() {
        if (!Double.isFinite(cost) || has(Verdict.WRONG)) {
            return Verdict.WRONG;
        }
        if (tooManySetApart() || has(Verdict.INCONCLUSIVE)) {
            return Verdict.INCONCLUSIVE;
        }
        return has(Verdict.DOUBTFUL) ? Verdict.DOUBTFUL : Verdict.RIGHT;
    }

    /** Whether the verdict is right. */
    public boolean passed() {
        return verdict() == Verdict.RIGHT;
    }

    /** The parameter with the largest relative error; none if all are set apart. */
    public Optional<Parameter> worst() {
        return groups.stream()
                .flatMap(group -> group.worst().stream())
                .max(Comparator.comparingDouble(Parameter::error));
    }

    /** The largest |n − a| / max(|n|, |a|) of a parameter; 0 if all are set apart. */
    public double largestError() {
        return worst().map(Parameter::error).orElse(0.0);
    }

    /** How many parameters the network has in layers that are not frozen. */
    public int parameters() {
        return groups.stream().mapToInt(Group::parameters).sum();
    }

    /** How many of them stand too near a corner to be compared. */
    public int setApart() {
        return groups.stream().mapToInt(Group::setApart).sum();
    }

    /** The verdict and why, the worst parameter, and a line for each group. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(verdict()).append(": ").append(reason());
        if (largestError() > 0) {
            text.append("\nlargest relative error ").append(rounded(largestError()));
            text.append(", at ").append(worst().get());
        } else {
            text.append("\nno difference is larger than the rounding noise of J");
        }
        if (frozen > 0) {
            text.append("\nnot compared: ").append(frozen).append(" parameters of frozen layers");
        }
        for (Group group : groups) {
            text.append("\n  ").append(group);
        }
        return text.toString();
    }

    private String reason() {
        if (!Double.isFinite(cost)) {
            return "the cost J is " + cost;
        }
        return switch (verdict()) {
            case RIGHT ->
                "backpropagation and differences of J agree in "
                        + (setApart() == 0
                                ? "all " + parameters()
                                : (parameters() - setApart()) + " of " + parameters())
                        + " parameters";
            case DOUBTFUL -> names(Verdict.DOUBTFUL) + ": between right, below 1e-7, and wrong, above 1e-3";
            case INCONCLUSIVE ->
                setApart() + " of " + parameters()
                        + " parameters are set apart, since a step crosses a corner of an activation, of the loss or"
                        + " of L1"
                        + (tooManySetApart() ? "; at most 5 % may be" : ": all of " + names(Verdict.INCONCLUSIVE));
            case WRONG -> names(Verdict.WRONG);
        };
    }

    private boolean tooManySetApart() {
        return MOST_SET_APART * (long) setApart() > parameters();
    }

    private boolean has(Verdict verdict) {
        return groups.stream().anyMatch(isJudged(verdict));
    }

    private String names(Verdict verdict) {
        return groups.stream().filter(isJudged(verdict)).map(Group::name).collect(Collectors.joining(", "));
    }

    /** Two digits. */
    private static String rounded(double error) {
        return error == 0 ? "0" : String.format(Locale.ROOT, error < 0.01 ? "%.1e" : "%.2g", error);
    }

    private static Predicate<Group> isJudged(Verdict verdict) {
        return group -> group.verdict() == verdict;
    }
}
