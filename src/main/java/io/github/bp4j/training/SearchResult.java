package io.github.bp4j.training;

import java.util.List;
import java.util.stream.Collectors;

/** All trials of a {@link Search}. */
public final class SearchResult {
    private final List<Trial> trials;

    SearchResult(List<Trial> trials) {
        this.trials = List.copyOf(trials);
    }

    /**
     * The trial with the best score, the first of equals.
     *
     * @throws IllegalStateException if all failed; the cause is the failure of the first
     */
    public Trial best() {
        Trial first = trials.get(0);
        first.failure().ifPresent(failure -> {
            throw new IllegalStateException("all " + trials.size() + " trials failed; first " + first, failure);
        });
        return first;
    }

    /** All of them: the best first, equal ones in the order of the search, those that failed last. */
    public List<Trial> trials() {
        return trials;
    }

    /** A line for each trial, the best first. */
    @Override
    public String toString() {
        return trials.stream().map(Trial::toString).collect(Collectors.joining("\n"));
    }
}
