package io.github.bp4j.model;

import io.github.bp4j.Layer;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a graph has no place for, as properties of the model ("metadata_props"): the loss, the regularisation, the seed, and
 * the class names. Other programs pass over them; a file without them gets the usual values.
 */
final class OnnxProperties {
    private static final String FORMAT = "bp4j.format";
    private static final String LOSS = "bp4j.loss";
    private static final String SEED = "bp4j.seed";
    private static final String L1 = "bp4j.l1";
    private static final String L2 = "bp4j.l2";
    private static final String CLASS = "bp4j.class.";
    private static final int VERSION = 1;

    private final Map<String, String> properties;

    OnnxProperties(Map<String, String> properties) throws ModelFormatException {
        this.properties = properties;
        if (longOf(FORMAT, VERSION) > VERSION) {
            throw new ModelFormatException("property " + FORMAT + " is " + properties.get(FORMAT)
                    + "; this release of bp4j reads up to " + VERSION);
        }
    }

    static Map<String, String> of(Model model) {
        Network network = model.network();
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(FORMAT, String.valueOf(VERSION));
        properties.put(LOSS, network.loss().name());
        properties.put(SEED, String.valueOf(network.seed()));
        put(properties, L1, network, Layer::l1);
        put(properties, L2, network, Layer::l2);
        for (int i = 0; i < model.classes().size(); i++) {
            properties.put(CLASS + i, model.classes().get(i));
        }
        return properties;
    }

    private static void put(
            Map<String, String> properties, String key, Network network, ToDoubleFunction<Layer> lambda) {
        if (network.layers().stream().anyMatch(layer -> lambda.applyAsDouble(layer) != 0)) {
            properties.put(
                    key,
                    network.layers().stream()
                            .map(layer -> String.valueOf(lambda.applyAsDouble(layer)))
                            .collect(Collectors.joining(" ")));
        }
    }

    /** The loss, or null where none is named. */
    Loss loss() throws ModelFormatException {
        String name = properties.get(LOSS);
        Loss loss = name == null ? null : Names.loss(name);
        if (name != null && loss == null) {
            throw new ModelFormatException("property " + LOSS + " is \"" + name + "\", which is no loss of bp4j");
        }
        return loss;
    }

    long seed() throws ModelFormatException {
        return longOf(SEED, 0);
    }

    /** λ of every layer. */
    double[] l1(int layers) throws ModelFormatException {
        return lambdas(L1, layers);
    }

    /** λ of every layer. */
    double[] l2(int layers) throws ModelFormatException {
        return lambdas(L2, layers);
    }

    /** Empty for none. */
    List<String> classes() {
        List<String> classes = new ArrayList<>();
        for (String name = properties.get(CLASS + 0); name != null; name = properties.get(CLASS + classes.size())) {
            classes.add(name);
        }
        return classes;
    }

    private double[] lambdas(String key, int layers) throws ModelFormatException {
        String value = properties.get(key);
        if (value == null) {
            return new double[layers];
        }
        double[] lambdas =
                Arrays.stream(value.split(" ", -1)).mapToDouble(Names::number).toArray();
        if (lambdas.length != layers || !Arrays.stream(lambdas).allMatch(x -> x >= 0 && x < Double.POSITIVE_INFINITY)) {
            throw new ModelFormatException("property " + key + " is \"" + value + "\"; it should be " + layers
                    + " numbers from 0 on, one for each layer");
        }
        return lambdas;
    }

    private long longOf(String key, long otherwise) throws ModelFormatException {
        String value = properties.get(key);
        try {
            return value == null ? otherwise : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new ModelFormatException("property " + key + " is \"" + value + "\"; it should be an integer", e);
        }
    }
}
