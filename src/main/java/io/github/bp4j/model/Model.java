package io.github.bp4j.model;

import io.github.bp4j.Network;
import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import io.github.bp4j.data.Pipeline;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.data.TableEncoder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model file holds: a network, and what its examples go through before it and its answers after it, as far as there
 * is such a thing: an encoder of tables or a scaler, class names or the scaler of the targets. A prediction for x is {@code
 * network.predict} of the scaled x; {@link #pipeline} does it all. Immutable, but for the network.
 */
public final class Model {
    private final Network network;
    private final TableEncoder encoder; // null for none
    private final Scaler scaler; //        likewise; the encoder's, if there is one
    private final Scaler targetScaler; //  likewise
    private final List<String> classes; // likewise, but empty for none

    private Model(Network network, TableEncoder encoder, Scaler scaler, Scaler targetScaler, List<String> classes) {
        this.network = network;
        this.encoder = encoder;
        this.scaler = scaler;
        this.targetScaler = targetScaler;
        this.classes = classes;
    }

    /** A network alone. */
    public static Model of(Network network) {
        return new Model(Objects.requireNonNull(network, "network"), null, null, null, List.of());
    }

    /**
     * The same with the encoder that makes inputs of the rows of a table, its scaler, its classes, and the scaler of its
     * targets; to a model without these.
     *
     * @throws IllegalStateException if the model has one of these
     * @throws ShapeException unless the encoder has the inputs and outputs of the network
     */
    public Model withEncoder(TableEncoder encoder) {
        Objects.requireNonNull(encoder, "encoder");
        if (this.encoder != null || scaler != null || targetScaler != null || !classes.isEmpty()) {
            throw new IllegalStateException(
                    "withEncoder: the encoder brings scalers and classes along; the model has some already");
        }
        Model model = new Model(network, encoder, encoder.scaler(), encoder.targetScaler(), encoder.classes());
        model.pipeline(); // which refuses what does not fit
        return model;
    }

    /**
     * The same with the scaler of the inputs.
     *
     * @throws IllegalStateException if the model has an encoder, which scales
     * @throws ShapeException unless it has n_0 features
     * @throws IllegalArgumentException if it has other names of features than the network was trained with
     */
    public Model withScaler(Scaler scaler) {
        Objects.requireNonNull(scaler, "scaler");
        requireNoEncoder("withScaler");
        int features = scaler.shift().length;
        if (features != network.inputs()) {
            throw new ShapeException(scaler + " does not fit the network, which has " + network.inputs() + " inputs");
        }
        network.schema().requireSame("the scaler", Schema.ofFeatures(scaler.names()), "the network was trained with");
        return new Model(network, null, scaler, targetScaler, classes);
    }

    /**
     * The same with the scaler of the numeric targets, which takes the outputs back to their own units.
     *
     * @throws IllegalStateException if the model has an encoder, which has one, or classes
     * @throws ShapeException unless it has n_L features
     */
    public Model withTargetScaler(Scaler targetScaler) {
        Objects.requireNonNull(targetScaler, "targetScaler");
        requireNoEncoder("withTargetScaler");
        if (!classes.isEmpty()) {
            throw new IllegalStateException("withTargetScaler: the model has classes, which are not scaled");
        }
        if (targetScaler.features() != network.outputs()) {
            throw new ShapeException(
                    targetScaler + " does not fit the network, which has " + network.outputs() + " outputs");
        }
        return new Model(network, null, scaler, targetScaler, classes);
    }

    /**
     * The same with the names of the classes, in the order of the outputs; two names where there is one output, the
     * second for a ≥ 0.5.
     *
     * @throws IllegalStateException if the model has an encoder, which has classes, or scaled targets
     * @throws ShapeException for another number of names
     * @throws IllegalArgumentException if a name is there twice, or the network was trained with the names in another
     *     order
     */
    public Model withClasses(List<String> classes) {
        Objects.requireNonNull(classes, "classes");
        requireNoEncoder("withClasses");
        if (targetScaler != null) {
            throw new IllegalStateException("withClasses: the model has numeric targets, which are scaled");
        }
        int expected = Math.max(2, network.outputs());
        if (classes.size() != expected) {
            throw new ShapeException(
                    "a network of " + network.outputs() + (network.outputs() == 1 ? " output" : " outputs") + " tells "
                            + expected + " classes apart; got " + classes.size() + " names");
        }
        List<String> names = Schema.ofClasses(classes).classes();
        network.schema().requireInPlace("withClasses: the model", names, "the network was trained with");
        return new Model(network, null, scaler, null, names);
    }

    /** The network. */
    public Network network() {
        return network;
    }

    /** From a raw row to an answer, with the network as it is now; without scalers, numbers are taken as they are. */
    public Pipeline pipeline() {
        if (encoder != null) {
            return Pipeline.of(encoder, network.predictor());
        }
        Scaler inputs = scaler().orElseGet(() -> Scaler.identity(network.inputs()));
        return classes.isEmpty()
                ? Pipeline.regressor(
                        inputs, targetScaler().orElseGet(() -> Scaler.identity(network.outputs())), network.predictor())
                : Pipeline.classifier(inputs, classes, network.predictor());
    }

    /** What makes numbers of the rows of a table, if anything does. */
    public Optional<TableEncoder> encoder() {
        return Optional.ofNullable(encoder);
    }

    /** What the network's inputs went through first, if anything. */
    public Optional<Scaler> scaler() {
        return Optional.ofNullable(scaler);
    }

    /** What takes the outputs back to their own units, if anything. */
    public Optional<Scaler> targetScaler() {
        return Optional.ofNullable(targetScaler);
    }

    /** The names of the classes, by index; empty for none. */
    public List<String> classes() {
        return classes;
    }

    /** The names of features and classes that encoder, scaler and classes have. */
    Schema names() {
        return encoder == null ? new Schema(scaler == null ? List.of() : scaler.names(), classes) : encoder.schema();
    }

    private void requireNoEncoder(String asked) {
        if (encoder != null) {
            throw new IllegalStateException(asked + ": the model has an encoder, which brings its own along");
        }
    }
}
