package io.github.bp4j.data;

import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is refused when data comes in, and the words for it. */
final class Checks {
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    private Checks() {}

    /** The rows one after the other, all of one length and every value finite; {@code what} is "feature" or "target". */
    static double[] flatten(double[][] rows, String what) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("no examples; at least 1 is needed");
        }
        int width = rows[0] == null ? 0 : rows[0].length;
        double[] flat = new double[elements(rows.length, width, what)];
        for (int e = 0; e < rows.length; e++) {
            double[] row = rows[e];
            if (row == null) {
                throw new IllegalArgumentException("the " + what + "s of example " + e + " are null");
            }
            if (row.length == 0) {
                throw new ShapeException("example " + e + " has no " + what + "s; at least 1 is needed");
            }
            if (row.length != width) {
                throw new ShapeException(
                        "example " + e + " has " + count(row.length, what) + "; example 0 has " + width);
            }
            for (int i = 0; i < width; i++) {
                flat[e * width + i] = requireFinite(row[i], e, what, i);
            }
        }
        return flat;
    }

    static double requireFinite(double value, int example, String what, int index) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "example " + example + ", " + what + " " + index + " is " + value + "; every value must be finite");
        }
        return value;
    }

    static void requireOneEach(int examples, int given, String what) {
        if (examples != given) {
            throw new ShapeException(count(examples, "example") + ", but " + what + " for " + given);
        }
    }

    /** The index of each class; refuses a name that is null or there twice. */
    static Map<String, Integer> indices(List<String> classes) {
        Map<String, Integer> indices = new HashMap<>();
        for (String name : Schema.ofClasses(classes).classes()) {
            indices.put(name, indices.size());
        }
        return indices;
    }

    /** The index of the class that reads the same, or else of the only one that is the same number; null for none. */
    static Integer indexOf(String label, Map<String, Integer> indices) {
        Integer index = indices.get(label);
        if (index != null) {
            return index;
        }
        String same = Numbers.same(label, indices.keySet());
        return same == null ? null : indices.get(same);
    }

    /** examples · width, if one array can hold as many. */
    static int elements(int examples, int width, String what) {
        long elements = (long) examples * width;
        if (elements > MAX_ELEMENTS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s of %s are %,d values; a Dataset holds at most %,d",
                    count(examples, "example"),
                    count(width, what),
                    elements,
                    MAX_ELEMENTS));
        }
        return (int) elements;
    }

    /** "1 example", "2 examples", "3 classes". */
    static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : noun.endsWith("s") ? "es" : "s");
    }
}
