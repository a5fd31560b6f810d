package io.github.bp4j.model;

import io.github.bp4j.Layer;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.internal.file.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a graph has no place for, as properties of the model ("metadata_props"): the loss, what else training depends on, and
 * the class names. Other programs pass over them; a file without them gets the usual values.
 */
final class OnnxProperties {
    private static final String FORMAT = "bp4j.format";
    private static final String LOSS = "bp4j.loss";
    private static final String SEED = "bp4j.seed";
    private static final String L1 = "bp4j.l1";
    private static final String L2 = "bp4j.l2";
    private static final String L2_OVER_EXAMPLES = "bp4j.l2OverExamples";
    private static final String DROPOUT = "bp4j.dropout";
    private static final String MAX_NORM = "bp4j.maxNorm";
    private static final String MOMENTUM = "bp4j.momentum";
    private static final String INPUT_DROPOUT = "bp4j.inputDropout";
    private static final String INPUT_NOISE = "bp4j.inputNoise";
    private static final String PASSES = "bp4j.passes";
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
        if (!Names.isCustom(network.loss())) {
            properties.put(LOSS, network.loss().name());
        }
        properties.put(SEED, String.valueOf(network.seed()));
        put(properties, L1, network, Layer::l1, 0);
        put(properties, L2, network, Layer::l2, 0);
        put(properties, L2_OVER_EXAMPLES, network, Layer::l2OverExamples, 0);
        put(properties, DROPOUT, network, Layer::dropout, 0);
        put(properties, MAX_NORM, network, Layer::maxNorm, Double.POSITIVE_INFINITY);
        put(properties, MOMENTUM, network, layer -> layer.hasBatchNormalization() ? layer.momentum() : 0, 0);
        if (network.inputDropout() != 0) {
            properties.put(INPUT_DROPOUT, String.valueOf(network.inputDropout()));
        }
        if (network.inputNoise() != 0) {
            properties.put(INPUT_NOISE, String.valueOf(network.inputNoise()));
        }
        boolean random = network.inputDropout() != 0
                || network.inputNoise() != 0
                || network.layers().stream().anyMatch(layer -> layer.dropout() != 0);
        if (random) {
            properties.put(PASSES, String.valueOf(network.passes())); // which the masks and the noise depend on
        }
        for (int i = 0; i < model.classes().size(); i++) {
            properties.put(CLASS + i, Utf8.require(model.classes().get(i), "class name " + i));
        }
        return properties;
    }

    /** One number for each layer, unless all are the usual one. */
    private static void put(
            Map<String, String> properties, String key, Network network, ToDoubleFunction<Layer> option, double usual) {
        if (network.layers().stream().anyMatch(layer -> option.applyAsDouble(layer) != usual)) {
            properties.put(
                    key,
                    network.layers().stream()
                            .map(layer -> String.valueOf(option.applyAsDouble(layer)))
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

    /** The number of the last pass of training. */
    long passes() throws ModelFormatException {
        return longOf(PASSES, 0);
    }

    /** λ of every layer. */
    double[] l1(int layers) throws ModelFormatException {
        return numbers(L1, layers, 0);
    }

    /** λ of every layer. */
    double[] l2(int layers) throws ModelFormatException {
        return numbers(L2, layers, 0);
    }

    /** λ of every layer. */
    double[] l2OverExamples(int layers) throws ModelFormatException {
        return numbers(L2_OVER_EXAMPLES, layers, 0);
    }

    /** p of every layer. */
    double[] dropout(int layers) throws ModelFormatException {
        return numbers(DROPOUT, layers, 0);
    }

    /** c of every layer, ∞ for none. */
    double[] maxNorm(int layers) throws ModelFormatException {
        return numbers(MAX_NORM, layers, Double.POSITIVE_INFINITY);
    }

    /** Whether the layers with batch normalisation are to stay such layers. */
    boolean hasMomentum() {
        return properties.containsKey(MOMENTUM);
    }

    /** The momentum of every layer, 0 where there is no batch normalisation. */
    double[] momentum(int layers) throws ModelFormatException {
        return numbers(MOMENTUM, layers, 0);
    }

    double inputDropout() throws ModelFormatException {
        return numbers(INPUT_DROPOUT, 1, 0)[0];
    }

    double inputNoise() throws ModelFormatException {
        return numbers(INPUT_NOISE, 1, 0)[0];
    }

    /** Empty for none. */
    List<String> classes() {
        List<String> classes = new ArrayList<>();
        for (String name = properties.get(CLASS + 0); name != null; name = properties.get(CLASS + classes.size())) {
            classes.add(name);
        }
        return classes;
    }

    /** One for each layer; whether the network can have them, its builder says. */
    private double[] numbers(String key, int layers, double usual) throws ModelFormatException {
        String value = properties.get(key);
        double[] numbers = new double[layers];
        Arrays.fill(numbers, usual);
        if (value == null) {
            return numbers;
        }
        numbers = Arrays.stream(value.split(" ", -1)).mapToDouble(Names::number).toArray();
        boolean finite = Double.isFinite(usual);
        if (numbers.length != layers
                || !Arrays.stream(numbers).allMatch(x -> x >= 0 && (!finite || x < Double.POSITIVE_INFINITY))) {
            throw new ModelFormatException("property " + key + " is \"" + value + "\"; it should be " + layers
                    + " numbers from 0 on, one for each layer");
        }
        return numbers;
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
