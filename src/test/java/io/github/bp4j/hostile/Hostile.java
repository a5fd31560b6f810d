package io.github.bp4j.hostile;

import io.github.bp4j.Matrix;
import java.lang.reflect.Array;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A value that stands in for a valid argument.
 *
 * @param kind what sort of value it is
 * @param label what is special about it: "null", "NaN", "one element fewer"
 * @param value the value
 * @param words what a message may call it, one of which it has to contain; empty if any message will do
 */
record Hostile(Kind kind, String label, Object value, List<String> words) {
    /** What sort of value stands in. */
    enum Kind {
        /** It is null, or has a null in it. */
        NULL,
        /** It is a number. */
        NUMBER,
        /** It has one other number in it. */
        ELEMENT,
        /** It has more or fewer elements, rows or columns. */
        SIZE,
        /** It is a name, an object, a choice. */
        OTHER
    }

    private static final List<String> NULL = List.of("null", "missing");
    private static final int[] INTS = {-1, 0, Integer.MIN_VALUE, Integer.MAX_VALUE, 1_000_003};
    private static final long[] LONGS = {-1, 0, Long.MIN_VALUE, Long.MAX_VALUE};
    private static final double[] DOUBLES = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        -1,
        -0.0,
        0,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        -Double.MAX_VALUE
    };
    private static final double[] ELEMENTS = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1, Double.MAX_VALUE
    };

    /** Whether a number is, or is in it, that is neither NaN nor infinite. */
    boolean isFiniteNumber() {
        return (kind == Kind.NUMBER || kind == Kind.ELEMENT) && !label.matches("(NaN|-?Infinity).*");
    }

    /** In place of an argument of this type, for which {@code valid} is valid. */
    static List<Hostile> inPlaceOf(Class<?> type, Object valid, List<?> alternatives) {
        List<Hostile> all = new ArrayList<>();
        if (!type.isPrimitive()) {
            all.add(new Hostile(Kind.NULL, "null", null, List.of()));
        }
        alternatives.forEach(
                value -> all.add(new Hostile(Kind.OTHER, "another " + type.getSimpleName(), value, List.of())));
        if (type == int.class) {
            for (int value : INTS) {
                all.add(number(value));
            }
        } else if (type == long.class) {
            for (long value : LONGS) {
                all.add(number(value));
            }
        } else if (type == double.class) {
            for (double value : DOUBLES) {
                all.add(number(value));
            }
        } else if (type == boolean.class) {
            all.add(new Hostile(Kind.OTHER, "the other", !(Boolean) valid, List.of()));
        } else if (type == char.class) {
            for (char value : new char[] {'\0', '\n', '"', 'a', Character.MAX_VALUE}) {
                all.add(new Hostile(Kind.OTHER, "'" + value + "'", value, List.of()));
            }
        } else if (type == String.class) {
            all.add(new Hostile(Kind.OTHER, "empty", "", List.of("\"\"", "blank", "empty")));
            all.add(new Hostile(Kind.OTHER, "unknown", "no such name", List.of("no such name")));
        } else if (type == Duration.class) {
            all.add(new Hostile(Kind.OTHER, "zero", Duration.ZERO, List.of("PT0S")));
            all.add(new Hostile(Kind.OTHER, "negative", Duration.ofSeconds(-1), List.of("PT-1S")));
        } else if (type == UnaryOperator.class) {
            all.add(new Hostile(Kind.NULL, "null for an answer", (UnaryOperator<?>) any -> null, List.of()));
        } else if (valid instanceof Matrix matrix) {
            matrices(matrix, all);
        } else if (valid != null && valid.getClass().isArray()) {
            arrays(valid, all);
        } else if (valid instanceof List<?> list) {
            lists(list, all);
        } else if (valid instanceof Set<?> set) {
            List<Hostile> lists = new ArrayList<>();
            lists(new ArrayList<>(set), lists);
            lists.forEach(
                    h -> all.add(new Hostile(h.kind, h.label, new LinkedHashSet<>((Collection<?>) h.value), h.words)));
        } else if (valid instanceof Map<?, ?> map) {
            maps(map, all);
        }
        return all;
    }

    private static Hostile number(Number value) {
        boolean real = value instanceof Double;
        return new Hostile(
                Kind.NUMBER,
                value.toString(),
                value,
                real ? reals((Double) value) : List.of(value.toString(), String.format(Locale.ROOT, "%,d", value)));
    }

    private static List<String> reals(double value) {
        return List.of(Double.toString(value), Double.toString(value).replace("Infinity", "∞"));
    }

    private static List<String> length(int n) {
        return n == 0 ? List.of("0", "[]", "no ", "none", "empty", "not there") : List.of(Integer.toString(n));
    }

    /** A size is given, or what is there, or that something is there twice. */
    private static List<String> orTwice(Object shown, int n) {
        return List.of(Integer.toString(n), String.valueOf(shown), "twice", "two", "distinct", "one more");
    }

    private static void matrices(Matrix valid, List<Hostile> all) {
        int rows = valid.rows();
        int columns = valid.columns();
        for (int change : new int[] {-1, 1}) {
            if (rows + change > 0) {
                all.add(shape(resized(valid, rows + change, columns)));
            }
            if (columns + change > 0) {
                all.add(shape(resized(valid, rows, columns + change)));
            }
        }
        for (double element : ELEMENTS) {
            Matrix changed = resized(valid, rows, columns);
            changed.set(rows - 1, columns - 1, element);
            all.add(new Hostile(Kind.ELEMENT, element + " in it", changed, reals(element)));
        }
    }

    private static Hostile shape(Matrix matrix) {
        String shape = matrix.rows() + "×" + matrix.columns();
        return new Hostile(
                Kind.SIZE,
                shape,
                matrix,
                List.of(shape, Integer.toString(matrix.rows()), Integer.toString(matrix.columns())));
    }

    private static Matrix resized(Matrix valid, int rows, int columns) {
        Matrix resized = Matrix.zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (i < valid.rows()) {
                    resized.set(i, j, valid.get(i, Math.min(j, valid.columns() - 1)));
                }
            }
        }
        return resized;
    }

    private static void arrays(Object valid, List<Hostile> all) {
        Class<?> element = valid.getClass().getComponentType();
        int n = Array.getLength(valid);
        all.add(new Hostile(Kind.SIZE, "empty", Array.newInstance(element, 0), length(0)));
        if (n > 1) {
            all.add(new Hostile(Kind.SIZE, "one element fewer", copy(valid, n - 1), length(n - 1)));
        }
        if (n > 0) {
            Object longer = copy(valid, n + 1);
            Array.set(longer, n, Array.get(valid, n - 1));
            all.add(new Hostile(Kind.SIZE, "one element more", longer, orTwice(longer, n + 1)));
        }
        if (element == byte.class) {
            all.replaceAll(h -> new Hostile(h.kind, h.label, h.value, List.of())); // a file, of which any part may miss
        }
        if (n == 0) {
            return;
        }
        if (!element.isPrimitive()) {
            all.add(with(Kind.NULL, valid, 0, "null in front", null, NULL));
            all.add(with(Kind.NULL, valid, n - 1, "null at the end", null, NULL));
        }
        if (element == double.class) {
            for (double value : ELEMENTS) {
                all.add(with(Kind.ELEMENT, valid, n - 1, value + " at the end", value, reals(value)));
            }
            all.add(with(Kind.ELEMENT, valid, 0, "NaN in front", Double.NaN, List.of("NaN")));
        } else if (element == int.class) {
            for (int value : INTS) {
                all.add(with(
                        Kind.ELEMENT, valid, n - 1, value + " at the end", value, List.of(Integer.toString(value))));
            }
        } else if (element == long.class) {
            for (long value : LONGS) {
                all.add(with(Kind.ELEMENT, valid, n - 1, value + " at the end", value, List.of(Long.toString(value))));
            }
        } else if (element.isArray()) {
            for (Hostile row : inPlaceOf(element, Array.get(valid, n - 1), List.of())) {
                if (row.value != null) {
                    all.add(with(row.kind, valid, n - 1, row.label + " in the last row", row.value, row.words));
                }
            }
        }
    }

    private static Object copy(Object array, int length) {
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        System.arraycopy(array, 0, copy, 0, Math.min(length, Array.getLength(array)));
        return copy;
    }

    private static Hostile with(Kind kind, Object array, int index, String label, Object element, List<String> words) {
        Object changed = copy(array, Array.getLength(array));
        Array.set(changed, index, element);
        return new Hostile(kind, label, changed, words);
    }

    private static void lists(List<?> valid, List<Hostile> all) {
        int n = valid.size();
        all.add(new Hostile(Kind.SIZE, "empty", new ArrayList<>(), length(0)));
        if (n > 0) {
            all.add(listWith(Kind.NULL, valid, 0, "null in front", null));
            all.add(listWith(Kind.NULL, valid, n - 1, "null at the end", null));
            all.add(new Hostile(
                    Kind.SIZE, "one element fewer", new ArrayList<>(valid.subList(0, n - 1)), length(n - 1)));
            List<Object> longer = new ArrayList<>(valid);
            longer.add(valid.get(n - 1) instanceof String ? "one more" : valid.get(n - 1));
            all.add(new Hostile(Kind.SIZE, "one element more", longer, orTwice(longer, n + 1)));
            if (n > 1) {
                Hostile twice = listWith(Kind.OTHER, valid, n - 1, "the first twice", valid.get(0));
                all.add(new Hostile(twice.kind, twice.label, twice.value, orTwice(valid.get(0), n)));
            }
            Object last = valid.get(n - 1);
            if (last instanceof Double || last instanceof Integer) {
                Class<?> primitive = last instanceof Double ? double.class : int.class;
                for (Hostile element : inPlaceOf(primitive, last, List.of())) {
                    all.add(listWith(Kind.ELEMENT, valid, n - 1, element.label + " at the end", element.value));
                }
            }
        }
    }

    private static Hostile listWith(Kind kind, List<?> valid, int index, String label, Object element) {
        List<Object> changed = new ArrayList<>(valid);
        changed.set(index, element);
        return new Hostile(kind, label, changed, element == null ? NULL : List.of(element.toString()));
    }

    private static void maps(Map<?, ?> valid, List<Hostile> all) {
        all.add(new Hostile(Kind.SIZE, "empty", new LinkedHashMap<>(), length(0)));
        if (!valid.isEmpty()) {
            Object key = valid.keySet().iterator().next();
            all.add(mapWith(Kind.NULL, valid, "null for a value", key, null));
            all.add(mapWith(Kind.NULL, valid, "null for a key", null, valid.get(key)));
            if (valid.get(key) instanceof Double) {
                for (double value : DOUBLES) {
                    all.add(mapWith(Kind.ELEMENT, valid, value + " for a value", key, value));
                }
            }
            if (key instanceof String) {
                all.add(mapWith(Kind.OTHER, valid, "an unknown key", "no such name", valid.get(key)));
            }
        }
    }

    private static Hostile mapWith(Kind kind, Map<?, ?> valid, String label, Object key, Object value) {
        Map<Object, Object> changed = new LinkedHashMap<>(valid);
        changed.put(key, value);
        return new Hostile(
                kind,
                label,
                Collections.unmodifiableMap(changed),
                kind == Kind.NULL ? NULL : List.of(String.valueOf(kind == Kind.ELEMENT ? value : key)));
    }
}
