package io.github.bp4j.model;

import io.github.bp4j.Network;
import io.github.bp4j.ShapeException;
import io.github.bp4j.data.Scaler;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model file holds: a network, the scaler of its inputs, and the names of its classes, the last two where there
 * are any. A prediction for x is {@code network.predict} of the scaled x. Immutable, but for the network.
 */
public final class Model {
    private final Network network;
    private final Scaler scaler; // null for none
    private final List<String> classes;

    private Model(Network network, Scaler scaler, List<String> classes) {
        this.network = network;
        this.scaler = scaler;
        this.classes = classes;
    }

    /** A network alone. */
    public static Model of(Network network) {
        return new Model(Objects.requireNonNull(network, "network"), null, List.of());
    }

    /**
     * The same with the scaler of the inputs.
     *
     * @throws ShapeException unless it has n_0 features
     */
    public Model withScaler(Scaler scaler) {
        int features = scaler.shift().length;
        if (features != network.inputs()) {
            throw new ShapeException(scaler + " does not fit the network, which has " + network.inputs() + " inputs");
        }
        return new Model(network, scaler, classes);
    }

    /**
     * The same with the names of the classes, in the order of the outputs; two names where there is one output, the
     * second for a ≥ 0.5.
     *
     * @throws ShapeException for another number of names
     */
    public Model withClasses(List<String> classes) {
        int expected = Math.max(2, network.outputs());
        if (classes.size() != expected) {
            throw new ShapeException(
                    "a network of " + network.outputs() + (network.outputs() == 1 ? " output" : " outputs") + " tells "
                            + expected + " classes apart; got " + classes.size() + " names");
        }
        return new Model(network, scaler, List.copyOf(classes));
    }

    /** The network. */
    public Network network() {
        return network;
    }

    /** What the network's inputs went through first, if anything. */
    public Optional<Scaler> scaler() {
        return Optional.ofNullable(scaler);
    }

    /** The names of the classes, by index; empty for none. */
    public List<String> classes() {
        return classes;
    }
}
