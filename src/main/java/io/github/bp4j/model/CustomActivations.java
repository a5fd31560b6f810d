package io.github.bp4j.model;

import static io.github.bp4j.model.Words.quoted;

import io.github.bp4j.Activation;
import io.github.bp4j.internal.check.Require;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The activations of your own that are handed over to load a model, and the names of those that it lacks. */
final class CustomActivations {
    private final Map<String, Activation> given = new LinkedHashMap<>();
    private final Set<String> missing = new LinkedHashSet<>();

    /**
     * Those given.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    CustomActivations(Activation... custom) {
        for (Activation activation : Require.noNulls("custom", custom)) {
            if (this.given.put(activation.name(), activation) != null) {
                throw new IllegalArgumentException("two activations are named " + quoted(activation.name())
                        + "; the file tells them apart by their names");
            }
        }
    }

    /** The one of this name; if it is missing, another in its place until {@link #requireComplete}. */
    Activation named(String name) {
        Activation activation = given.get(name);
        if (activation == null) {
            missing.add(name);
            return Activation.LINEAR;
        }
        return activation;
    }

    void requireComplete(Words words) throws ModelFormatException {
        if (!missing.isEmpty()) {
            throw words.damaged("names activations of your own, which no file can hold: "
                    + missing.stream().map(Words::quoted).collect(Collectors.joining(", "))
                    + "; hand them over, as in Models.load(file, Activation.of(…))");
        }
    }
}
