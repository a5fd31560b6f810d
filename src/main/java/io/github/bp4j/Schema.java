package io.github.bp4j;

import io.github.bp4j.internal.check.Require;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the rows of X and the outputs mean: the names of the features and of the classes, each in order. A list is empty
 * where there are no names; then only the numbers of rows can be compared.
 *
 * @param features the names of the rows of X
 * @param classes the names of the classes, in the order of their indices
 */
public record Schema(List<String> features, List<String> classes) {
    /** No names. */
    public static final Schema NONE = new Schema(List.of(), List.of());

    private static final int NAMES_SHOWN = 20;

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if a name is null or occurs twice
     */
    public Schema {
        features = distinct("feature", Objects.requireNonNull(features, "features"));
        classes = distinct("class", Objects.requireNonNull(classes, "classes"));
    }

    /**
     * The names of features alone.
     *
     * @throws IllegalArgumentException if a name is null or occurs twice
     */
    public static Schema ofFeatures(List<String> features) {
        return new Schema(features, List.of());
    }

    /**
     * The names of classes alone.
     *
     * @throws IllegalArgumentException if a name is null or occurs twice
     */
    public static Schema ofClasses(List<String> classes) {
        return new Schema(List.of(), classes);
    }

    /** These names; where there are none, those of the other schema. */
    public Schema or(Schema other) {
        Objects.requireNonNull(other, "other");
        return new Schema(features.isEmpty() ? other.features : features, classes.isEmpty() ? other.classes : classes);
    }

    /**
     * Refuses data whose features or classes have other names than these, or the same names in another order. Where one
     * side has no names, there is nothing to compare.
     *
     * @param what the data, as a message calls them: "the validation set"
     * @param data the names of the data
     * @param reference what has the names of this schema: "the training set", "the network was trained with"
     * @throws IllegalArgumentException if names differ; the message has both lists and the remedy
     */
    public void requireSame(String what, Schema data, String reference) {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(reference, "reference");
        requireSame(
                what,
                "features",
                data.features,
                reference,
                features,
                data.features.containsAll(features) ? ": Dataset.selectFeatures(names) selects them by name" : "");
        requireSame(
                what,
                "classes",
                data.classes,
                reference,
                classes,
                classes.containsAll(data.classes)
                        ? ": Dataset.of(x, labels, classes) sets them, also those without an example"
                        : "");
    }

    /**
     * Refuses names for the classes that give the name of a class of this schema to another one. Other names are
     * possible: "setosa" for the class "0".
     *
     * @param what the names, as a message calls them
     * @param reference what has the names of this schema: "the network was trained with"
     * @throws IllegalArgumentException if a name belongs to another class here
     */
    public void requireInPlace(String what, List<String> names, String reference) {
        Objects.requireNonNull(what, "what");
        Require.noNulls("names", names);
        Objects.requireNonNull(reference, "reference");
        for (int c = 0; c < names.size(); c++) {
            int here = classes.indexOf(names.get(c));
            if (here >= 0 && here != c) {
                requireSame(what, "classes", names, reference, classes, "");
            }
        }
    }

    private static void requireSame(
            String what, String kind, List<String> given, String reference, List<String> expected, String remedy) {
        if (given.isEmpty() || expected.isEmpty() || given.equals(expected)) {
            return;
        }
        throw new IllegalArgumentException(what + " has the " + kind + " " + shown(given) + ", " + reference + " "
                + shown(expected) + difference(given, expected) + "; they must be the same, in the same order"
                + remedy);
    }

    /** Of long lists the beginning. */
    private static String shown(List<String> names) {
        return names.size() <= NAMES_SHOWN
                ? names.toString()
                : "[" + String.join(", ", names.subList(0, NAMES_SHOWN)) + ", …]";
    }

    /** Where two lists differ first, if that is not shown. */
    private static String difference(List<String> given, List<String> expected) {
        int i = 0;
        int shorter = Math.min(given.size(), expected.size());
        while (i < shorter && given.get(i).equals(expected.get(i))) {
            i++;
        }
        if (i < NAMES_SHOWN) {
            return "";
        }
        return i == shorter
                ? " (" + given.size() + " and " + expected.size() + " names)"
                : " (number " + i + " is " + given.get(i) + " and " + expected.get(i) + ")";
    }

    private static List<String> distinct(String kind, List<String> names) {
        Map<String, Integer> indices = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name == null) {
                throw new IllegalArgumentException(kind + " " + i + " is null");
            }
            Integer before = indices.putIfAbsent(name, i);
            if (before != null) {
                throw new IllegalArgumentException(
                        kind + " \"" + name + "\" is there twice, as number " + before + " and " + i);
            }
        }
        return List.copyOf(names);
    }
}
