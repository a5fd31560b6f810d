package io.github.bp4j.data;

import static io.github.bp4j.data.Texts.quoted;

import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import io.github.bp4j.internal.check.Require;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * What a {@link Pipeline} says of one example: its class, and a probability for each class where the outputs of the
 * network are probabilities.
 *
 * @param classes the classes, in the order of their indices
 * @param probabilities their probabilities, in the same order: the outputs of the network; empty where these are none,
 *     as those of linear units and of hinge losses
 * @param index the predicted class: the one with the largest output, of equals the first; where one unit serves two
 *     classes, the second if the output is at least {@link io.github.bp4j.Network#threshold}
 */
public record Classification(List<String> classes, List<Double> probabilities, int index) {
    /**
     * Checks and copies.
     *
     * @throws ShapeException unless there is one probability for each class, or none at all
     * @throws IllegalArgumentException if a class is there twice, or a probability is not from 0 to 1
     * @throws IndexOutOfBoundsException if there is no class of this index
     */
    public Classification {
        Objects.requireNonNull(classes, "classes");
        Require.noNulls("probabilities", probabilities);
        classes = Schema.ofClasses(classes).classes();
        probabilities = List.copyOf(probabilities);
        if (!probabilities.isEmpty() && classes.size() != probabilities.size()) {
            throw new ShapeException(
                    Checks.count(classes.size(), "class") + ", but probabilities for " + probabilities.size());
        }
        Require.index("index", index, classes.size());
        for (int c = 0; c < probabilities.size(); c++) {
            double p = probabilities.get(c);
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("probability " + c + " is " + p + "; probabilities are from 0 to 1");
            }
        }
    }

    /** Whether the outputs of the network are probabilities. */
    public boolean hasProbabilities() {
        return !probabilities.isEmpty();
    }

    /** The predicted class. */
    public String label() {
        return classes.get(index);
    }

    /**
     * The probability of {@link #label()}.
     *
     * @throws IllegalStateException if there are no probabilities
     */
    public double probability() {
        requireProbabilities();
        return probabilities.get(index);
    }

    /**
     * The probability of this class.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws IllegalStateException if there are no probabilities
     */
    public double probability(String name) {
        Objects.requireNonNull(name, "name");
        requireProbabilities();
        int named = classes.indexOf(name);
        if (named < 0) {
            throw new IllegalArgumentException(quoted(name) + " is none of the classes " + classes);
        }
        return probabilities.get(named);
    }

    /**
     * The probability of each class by its name, in the order of the classes.
     *
     * @throws IllegalStateException if there are no probabilities
     */
    public Map<String, Double> toMap() {
        requireProbabilities();
        Map<String, Double> map = new LinkedHashMap<>();
        for (int c = 0; c < classes.size(); c++) {
            map.put(classes.get(c), probabilities.get(c));
        }
        return Collections.unmodifiableMap(map);
    }

    private void requireProbabilities() {
        if (!hasProbabilities()) {
            throw new IllegalStateException("the outputs of the network are no probabilities; label() is its decision");
        }
    }

    /** "Adelie 98.1 % (Adelie 98.1 %, Chinstrap 1.7 %, Gentoo 0.2 %)"; "Adelie" where there are no probabilities. */
    @Override
    public String toString() {
        if (!hasProbabilities()) {
            return label();
        }
        StringJoiner all = new StringJoiner(", ", " (", ")");
        toMap().forEach((name, p) -> all.add(percent(name, p)));
        return percent(label(), probability()) + all;
    }

    private static String percent(String name, double p) {
        return String.format(Locale.ROOT, "%s %.1f %%", name, 100 * p);
    }
}
