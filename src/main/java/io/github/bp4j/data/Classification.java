package io.github.bp4j.data;

import static io.github.bp4j.data.Texts.quoted;

import io.github.bp4j.ShapeException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * What a {@link Pipeline} says of one example: a probability for each class.
 *
 * @param classes the classes, in the order of their indices
 * @param probabilities their probabilities, in the same order: the outputs of the network
 * @param index the predicted class: the most probable one, of equals the first; where one sigmoid unit serves two classes,
 *     the second if its probability is at least 0.5
 */
public record Classification(List<String> classes, List<Double> probabilities, int index) {
    /**
     * Checks and copies.
     *
     * @throws ShapeException unless there is one probability for each class
     * @throws IndexOutOfBoundsException if there is no class of this index
     */
    public Classification {
        classes = List.copyOf(classes);
        probabilities = List.copyOf(probabilities);
        if (classes.size() != probabilities.size()) {
            throw new ShapeException(
                    Checks.count(classes.size(), "class") + ", but probabilities for " + probabilities.size());
        }
        Objects.checkIndex(index, classes.size());
    }

    /** The predicted class. */
    public String label() {
        return classes.get(index);
    }

    /** The probability of {@link #label()}. */
    public double probability() {
        return probabilities.get(index);
    }

    /**
     * The probability of this class.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public double probability(String name) {
        int named = classes.indexOf(name);
        if (named < 0) {
            throw new IllegalArgumentException(quoted(name) + " is none of the classes " + classes);
        }
        return probabilities.get(named);
    }

    /** The probability of each class by its name, in the order of the classes. */
    public Map<String, Double> toMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        for (int c = 0; c < classes.size(); c++) {
            map.put(classes.get(c), probabilities.get(c));
        }
        return Collections.unmodifiableMap(map);
    }

    /** "Adelie 98.1 % (Adelie 98.1 %, Chinstrap 1.7 %, Gentoo 0.2 %)". */
    @Override
    public String toString() {
        StringJoiner all = new StringJoiner(", ", " (", ")");
        toMap().forEach((name, p) -> all.add(percent(name, p)));
        return percent(label(), probability()) + all;
    }

    private static String percent(String name, double p) {
        return String.format(Locale.ROOT, "%s %.1f %%", name, 100 * p);
    }
}
