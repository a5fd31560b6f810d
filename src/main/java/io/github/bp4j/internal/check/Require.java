package io.github.bp4j.internal.check;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;

/**
 * What arguments must be. Each check names the argument and gives the value that it refuses, and returns the value that
 * it accepts.
 */
public final class Require {
    /** The elements of the longest array that every JVM can make. */
    public static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

    private Require() {}

    // ---------------------------------------------------------------- references

    /** Neither the array nor an element is null; the message names the element: "rows[2]". */
    public static <T> T[] noNulls(String name, T[] array) {
        Objects.requireNonNull(array, name);
        for (int i = 0; i < array.length; i++) {
            if (array[i] == null) {
                throw nullElement(name, i);
            }
        }
        return array;
    }

    /** Neither the collection nor an element is null; the message names the element by its place: "classes[2]". */
    public static <C extends Collection<?>> C noNulls(String name, C collection) {
        Objects.requireNonNull(collection, name);
        int i = 0;
        for (Object element : collection) {
            if (element == null) {
                throw nullElement(name, i);
            }
            i++;
        }
        return collection;
    }

    /** Neither the map nor a key or value is null; the message names the key of a value. */
    public static <M extends Map<?, ?>> M noNulls(String name, M map) {
        Objects.requireNonNull(map, name);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (entry.getKey() == null) {
                throw new NullPointerException(name + ": a key is null");
            }
            if (entry.getValue() == null) {
                throw new NullPointerException(name + "[" + entry.getKey() + "] is null");
            }
        }
        return map;
    }

    private static NullPointerException nullElement(String name, int i) {
        return new NullPointerException(name + "[" + i + "] is null");
    }

    // ---------------------------------------------------------------- whole numbers

    /** n ≥ least. */
    public static int atLeast(int least, String name, int n) {
        if (n < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + "; got " + n);
        }
        return n;
    }

    /** n ≥ least. */
    public static long atLeast(long least, String name, long n) {
        if (n < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + "; got " + n);
        }
        return n;
    }

    /** least ≤ n ≤ most. */
    public static int between(int least, int most, String name, int n) {
        atLeast(least, name, n);
        if (n > most) {
            throw new IllegalArgumentException(name + " must be at most " + most + "; got " + n);
        }
        return n;
    }

    /** A number of elements that an array can have: least ≤ n ≤ {@link #MOST_ELEMENTS}. */
    public static int size(int least, String name, int n) {
        return between(least, MOST_ELEMENTS, name, n);
    }

    /**
     * 0 ≤ i &lt; size.
     *
     * @throws IndexOutOfBoundsException otherwise
     */
    public static int index(String name, int i, int size) {
        if (i < 0 || i >= size) {
            throw new IndexOutOfBoundsException(name + " must be "
                    + (size == 0 ? "an index, of which there is none" : "0 to " + (size - 1)) + "; got " + i);
        }
        return i;
    }

    // ---------------------------------------------------------------- real numbers

    /** Neither NaN nor infinite. */
    public static double finite(String name, double x) {
        return require(name, "finite", Double.isFinite(x), x);
    }

    /** Neither NaN nor infinite, nor is any element; the message gives the index. */
    public static double[] finite(String name, double[] values) {
        Objects.requireNonNull(values, name);
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(name + "[" + i + "] must be finite; got " + values[i]);
            }
        }
        return values;
    }

    /** Finite and above 0. */
    public static double positive(String name, double x) {
        return require(name, "finite and above 0", x > 0 && x < Double.POSITIVE_INFINITY, x);
    }

    /** Finite and at least 0. */
    public static double notNegative(String name, double x) {
        return require(name, "finite and at least 0", x >= 0 && x < Double.POSITIVE_INFINITY, x);
    }

    /** In [0, 1): a β, the share of the old in a running mean. */
    public static double belowOne(String name, double x) {
        return require(name, "in [0, 1)", x >= 0 && x < 1, x);
    }

    /** In (0, 1]: a factor from one rate to the next. */
    public static double atMostOne(String name, double x) {
        return require(name, "in (0, 1]", x > 0 && x <= 1, x);
    }

    /** In (0, 1). */
    public static double betweenZeroAndOne(String name, double x) {
        return require(name, "above 0 and below 1", x > 0 && x < 1, x);
    }

    /** Finite and above 1. */
    public static double aboveOne(String name, double x) {
        return require(name, "finite and above 1", x > 1 && x < Double.POSITIVE_INFINITY, x);
    }

    /** A share, in [0, 1]. */
    public static double share(String name, double x) {
        return require(name, "in [0, 1]", x >= 0 && x <= 1, x);
    }

    /** A share, in [0, 1], or NaN where it is not defined. */
    public static double shareOrNaN(String name, double x) {
        return require(name, "in [0, 1], or NaN", Double.isNaN(x) || (x >= 0 && x <= 1), x);
    }

    /** At least 0, perhaps ∞, or NaN where it is not defined. */
    public static double notNegativeOrNaN(String name, double x) {
        return require(name, "at least 0, or NaN", Double.isNaN(x) || x >= 0, x);
    }

    private static double require(String name, String what, boolean holds, double x) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + what + "; got " + x);
        }
        return x;
    }
}
