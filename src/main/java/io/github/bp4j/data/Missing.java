package io.github.bp4j.data;

import java.util.Objects;

/**
 * What a {@link TableEncoder} does with a cell whose value is missing.
 *
 * @param kind what is done
 * @param constant what is put in its place, where that is given; otherwise empty
 */
public record Missing(Kind kind, String constant) {
    /** The kinds of treatment. */
    public enum Kind {
        REFUSE,
        DROP_ROW,
        MEAN,
        MEDIAN,
        MOST_FREQUENT,
        CONSTANT
    }

    /** It is an error: the default. */
    public static final Missing REFUSE = new Missing(Kind.REFUSE, "");

    /** The whole row is left out; in a single row that is to be predicted, it is an error. */
    public static final Missing DROP_ROW = new Missing(Kind.DROP_ROW, "");

    /** In its place stands the mean of the training table's numbers. */
    public static final Missing MEAN = new Missing(Kind.MEAN, "");

    /** In its place stands the median of the training table's numbers, for an even number the mean of the middle two. */
    public static final Missing MEDIAN = new Missing(Kind.MEDIAN, "");

    /** In its place stands what the training table has most often; of equals the least, or the first in the alphabet. */
    public static final Missing MOST_FREQUENT = new Missing(Kind.MOST_FREQUENT, "");

    /** Checks. */
    public Missing {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(constant, "constant");
    }

    /** In its place stands this number or category, which may be one of its own: "unknown". */
    public static Missing constant(String constant) {
        return new Missing(Kind.CONSTANT, constant);
    }

    /** Whether something is put in the place of the missing value. */
    public boolean fills() {
        return kind != Kind.REFUSE && kind != Kind.DROP_ROW;
    }

    /** "MEDIAN", "constant 0". */
    @Override
    public String toString() {
        return kind == Kind.CONSTANT ? "constant " + constant : kind.name();
    }
}
