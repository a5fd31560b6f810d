package io.github.bp4j.training;

import java.util.Optional;

/** One trial of a {@link Search}: its parameters, and the score or what the objective threw. */
public final class Trial {
    private final Parameters parameters;
    private final double score;
    private final RuntimeException failure; // null where there is a score

    private Trial(Parameters parameters, double score, RuntimeException failure) {
        this.parameters = parameters;
        this.score = score;
        this.failure = failure;
    }

    static Trial scored(Parameters parameters, double score) {
        return Double.isNaN(score)
                ? failed(parameters, new ArithmeticException("the score is NaN"))
                : new Trial(parameters, score, null);
    }

    static Trial failed(Parameters parameters, RuntimeException failure) {
        return new Trial(parameters, Double.NaN, failure);
    }

    /** From 1, in the order of the search. */
    public int number() {
        return parameters.trial();
    }

    /** What was tried. */
    public Parameters parameters() {
        return parameters;
    }

    /** What the objective returned; NaN if it failed. */
    public double score() {
        return score;
    }

    /** What the objective threw, such as a {@link TrainingDivergedException}; empty if there is a score. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** "trial 3: 0.9733 (rate=0.01, units=8)". */
    @Override
    public String toString() {
        return "trial " + number() + ": " + (failure == null ? score : failure) + " (" + parameters + ")";
    }
}
