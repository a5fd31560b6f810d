package io.github.bp4j.training;

import io.github.bp4j.SplitMix64;
import io.github.bp4j.internal.check.Require;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * A search for good hyper-parameters: tries some, and sorts them by the score that an objective gives each, for instance
 * the mean of a {@link CrossValidation}. Immutable. What is tried is settled before the first trial, and each trial is
 * independent of the others, so the result is the same on any number of threads.
 */
public final class Search {
    private static final int MOST_TRIALS = 1_000_000;

    private final List<Parameters> tried;
    private final int threads;

    private Search(List<Parameters> tried, int threads) {
        this.tried = tried;
        this.threads = threads;
    }

    /**
     * Every combination; the parameter that was named last changes first.
     *
     * @throws IllegalArgumentException if the space is empty, has a range of real numbers, or has more than a
     *     million combinations
     */
    public static Search grid(ParameterSpace space) {
        requireParameters("grid", space);
        long combinations = 1;
        for (Map.Entry<String, Dimension> entry : space.dimensions().entrySet()) {
            if (entry.getValue().size() == 0) {
                throw new IllegalArgumentException(
                        "grid: parameter \"" + entry.getKey() + "\" is " + entry.getValue() + "; a grid needs values");
            }
            combinations *= entry.getValue().size();
            if (combinations > MOST_TRIALS) {
                throw new IllegalArgumentException("grid: the space has more than a million combinations");
            }
        }
        List<Parameters> tried = new ArrayList<>();
        for (int trial = 1; trial <= combinations; trial++) {
            tried.add(combination(space, trial, (int) combinations));
        }
        return new Search(tried, 1);
    }

    /**
     * So many trials, each parameter of each drawn at random by itself: from a stream of the seed, its name and the number
     * of the trial, so that neither more trials nor more parameters change what the others are. Source: Bergstra and
     * Bengio, <em>Random search for hyper-parameter optimization</em> (JMLR 13, 2012).
     *
     * @throws IllegalArgumentException if the space is empty, or trials is below 1 or above a million
     */
    public static Search random(ParameterSpace space, int trials, long seed) {
        requireParameters("random", space);
        Require.between(1, MOST_TRIALS, "trials", trials);
        List<Parameters> tried = new ArrayList<>();
        for (int trial = 1; trial <= trials; trial++) {
            tried.add(drawn(space, trial, seed));
        }
        return new Search(tried, 1);
    }

    /**
     * So many trials at the same time; 1, on the calling thread, unless said otherwise. Networks that are trained within
     * then best have one thread each.
     *
     * @throws IllegalArgumentException if threads is below 1
     */
    public Search threads(int threads) {
        return new Search(tried, Require.atLeast(1, "threads", threads));
    }

    /** What is tried, in order; unmodifiable. */
    public List<Parameters> tried() {
        return List.copyOf(tried);
    }

    /**
     * Tries all, the largest score being the best. A trial whose objective throws or returns NaN has failed, and the search
     * goes on; an {@link Error} ends it.
     *
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted; its interrupt status stays
     *     set
     */
    public SearchResult maximize(ToDoubleFunction<Parameters> objective) {
        return run(objective, Comparator.comparingDouble(trial -> -trial.score()));
    }

    /** Tries all, as {@link #maximize} does, the least score being the best. */
    public SearchResult minimize(ToDoubleFunction<Parameters> objective) {
        return run(objective, Comparator.comparingDouble(Trial::score));
    }

    /** Sorts in a stable way; NaN comes last. */
    private SearchResult run(ToDoubleFunction<Parameters> objective, Comparator<Trial> bestFirst) {
        Objects.requireNonNull(objective, "objective");
        List<Trial> trials = new Tasks("trial", threads).run(tried.size(), i -> attempt(objective, tried.get(i)));
        return new SearchResult(trials.stream().sorted(bestFirst).toList());
    }

    private static Trial attempt(ToDoubleFunction<Parameters> objective, Parameters parameters) {
        try {
            return Trial.scored(parameters, objective.applyAsDouble(parameters));
        } catch (RuntimeException e) {
            return Trial.failed(parameters, e);
        }
    }

    /** The trial's number, from 0, in the mixed radix of the sizes. */
    private static Parameters combination(ParameterSpace space, int trial, int combinations) {
        Map<String, Object> values = new LinkedHashMap<>();
        int digits = trial - 1;
        int radix = combinations;
        for (Map.Entry<String, Dimension> entry : space.dimensions().entrySet()) {
            radix /= entry.getValue().size();
            values.put(entry.getKey(), entry.getValue().at(digits / radix));
            digits %= radix;
        }
        return new Parameters(trial, values);
    }

    private static Parameters drawn(ParameterSpace space, int trial, long seed) {
        Map<String, Object> values = new LinkedHashMap<>();
        space.dimensions()
                .forEach((name, dimension) ->
                        values.put(name, dimension.draw(SplitMix64.stream(seed, "search " + name, trial, 0))));
        return new Parameters(trial, values);
    }

    private static void requireParameters(String what, ParameterSpace space) {
        Objects.requireNonNull(space, "space");
        if (space.dimensions().isEmpty()) {
            throw new IllegalArgumentException(what + ": the space has no parameter");
        }
    }
}
