package io.github.bp4j.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The hyper-parameters that a {@link Search} may choose, each with a name. Immutable: each method returns a larger space.
 *
 * <pre>{@code
 * new ParameterSpace()
 *         .logUniform("rate", 1e-4, 1e-1)
 *         .integers("units", 4, 64)
 *         .values("activation", Activation.TANH, Activation.RELU)
 * }</pre>
 */
public final class ParameterSpace {
    private final Map<String, Dimension> dimensions;

    /** Of nothing yet. */
    public ParameterSpace() {
        this(Map.of());
    }

    private ParameterSpace(Map<String, Dimension> dimensions) {
        this.dimensions = dimensions;
    }

    /**
     * One of these, of any type: numbers, names, activations, optimizers, …
     *
     * @throws IllegalArgumentException if there is none, one is null, or the name is blank or taken
     */
    public ParameterSpace values(String name, Object... values) {
        requireName(name);
        Objects.requireNonNull(values, "values");
        if (values.length == 0) {
            throw new IllegalArgumentException("parameter \"" + name + "\" has no values; at least 1 is needed");
        }
        for (Object value : values) {
            if (value == null) {
                throw new IllegalArgumentException("a value of parameter \"" + name + "\" is null");
            }
        }
        return with(name, new Dimension.Values(List.of(values)));
    }

    /**
     * A whole number from low to high, both included.
     *
     * @throws IllegalArgumentException unless low ≤ high, with less than 2³¹ numbers between them, or if the name is
     *     blank or taken
     */
    public ParameterSpace integers(String name, int low, int high) {
        requireName(name);
        if (low > high || (long) high - low >= Integer.MAX_VALUE) {
            throw range(name, low, high, "low ≤ high is needed, with less than 2³¹ numbers between them");
        }
        return with(name, new Dimension.Integers(low, high));
    }

    /**
     * low + u (high − low), u being uniform in [0, 1).
     *
     * @throws IllegalArgumentException unless low &lt; high, both finite, and high − low too, or if the name is blank
     *     or taken
     */
    public ParameterSpace uniform(String name, double low, double high) {
        requireName(name);
        if (!(low < high && high - low < Double.POSITIVE_INFINITY)) {
            throw range(name, low, high, "low < high is needed, both finite, and high − low too");
        }
        return with(name, new Dimension.Uniform(low, high));
    }

    /**
     * low (high / low)ᵘ, u being uniform in [0, 1): each order of magnitude is equally likely, as fits learning rates.
     *
     * @throws IllegalArgumentException unless 0 &lt; low &lt; high, both finite, or if the name is blank or taken
     */
    public ParameterSpace logUniform(String name, double low, double high) {
        requireName(name);
        if (!(0 < low && low < high && high < Double.POSITIVE_INFINITY)) {
            throw range(name, low, high, "0 < low < high is needed, both finite");
        }
        return with(name, new Dimension.LogUniform(low, high));
    }

    /** In the order in which they were named. */
    Map<String, Dimension> dimensions() {
        return dimensions;
    }

    private ParameterSpace with(String name, Dimension dimension) {
        Map<String, Dimension> larger = new LinkedHashMap<>(dimensions);
        if (larger.put(name, dimension) != null) {
            throw new IllegalArgumentException("parameter \"" + name + "\" is there twice");
        }
        return new ParameterSpace(larger);
    }

    private static void requireName(String name) {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("a parameter's name must not be blank; got \"" + name + "\"");
        }
    }

    private static IllegalArgumentException range(String name, Number low, Number high, String needed) {
        return new IllegalArgumentException(
                "parameter \"" + name + "\" reaches from " + low + " to " + high + "; " + needed);
    }

    /** A line for each parameter. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        dimensions.forEach((name, dimension) -> text.append(text.isEmpty() ? "" : "\n")
                .append(name)
                .append(": ")
                .append(dimension));
        return text.toString();
    }
}
