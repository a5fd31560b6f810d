package io.github.bp4j.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The hyper-parameters of one trial of a {@link Search}, by name. Immutable. */
public final class Parameters {
    private final int trial;
    private final Map<String, Object> values;

    Parameters(int trial, Map<String, Object> values) {
        this.trial = trial;
        this.values = new LinkedHashMap<>(values);
    }

    /** The number of the trial, from 1; a seed, where trials should have different ones. */
    public int trial() {
        return trial;
    }

    /**
     * A number.
     *
     * @throws IllegalArgumentException if there is no such parameter, or it is no number
     */
    public double getDouble(String name) {
        return get(name, Number.class).doubleValue();
    }

    /**
     * A whole number.
     *
     * @throws IllegalArgumentException if there is no such parameter, or it is no {@link Integer}
     */
    public int getInt(String name) {
        return get(name, Integer.class);
    }

    /**
     * A value of any type.
     *
     * @throws IllegalArgumentException if there is no such parameter, or it is not of this type
     */
    public <T> T get(String name, Class<T> type) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "there is no parameter \"" + name + "\"; there are " + String.join(", ", values.keySet()));
        }
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("parameter \"" + name + "\" is " + value + ", " + aOrAn(value.getClass())
                    + "; it was asked for as " + aOrAn(type));
        }
        return type.cast(value);
    }

    private static String aOrAn(Class<?> type) {
        String name = type.getSimpleName();
        return ("AEIOU".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
    }

    /** "rate=0.01, units=8". */
    @Override
    public String toString() {
        return values.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", "));
    }
}
