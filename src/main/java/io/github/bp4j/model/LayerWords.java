package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import java.util.List;

/**
 * What is said of a layer in {@code model.txt}: {@code layer1.units = 8} and so on; what is usual is left out.
 *
 * @param batchEpsilon the ε of normalisation over the batch, NaN for none
 * @param momentum likewise
 * @param layerEpsilon the ε of normalisation over the layer, NaN for none
 */
record LayerWords(
        int units,
        Activation activation,
        double batchEpsilon,
        double momentum,
        double layerEpsilon,
        double l1,
        double l2,
        double l2OverExamples,
        double dropout,
        double maxNorm,
        boolean frozen) {
    private static final String BATCH_EPSILON = "batchNormalization.epsilon";
    private static final String MOMENTUM = "batchNormalization.momentum";
    private static final String LAYER_EPSILON = "layerNormalization.epsilon";
    private static final String FROZEN = "frozen";

    static void write(Layer layer, Words words) {
        String prefix = prefix(layer.number());
        Activation g = layer.activation();
        words.put(prefix + "units", layer.units());
        words.put(prefix + (g.isCustom() ? "customActivation" : "activation"), g.name());
        if (layer.hasBatchNormalization()) {
            words.put(prefix + BATCH_EPSILON, layer.epsilon());
            words.put(prefix + MOMENTUM, layer.momentum());
        }
        if (layer.hasLayerNormalization()) {
            words.put(prefix + LAYER_EPSILON, layer.epsilon());
        }
        words.putUnless(0, prefix + "l1", layer.l1());
        words.putUnless(0, prefix + "l2", layer.l2());
        words.putUnless(0, prefix + "l2OverExamples", layer.l2OverExamples());
        words.putUnless(0, prefix + "dropout", layer.dropout());
        words.putUnless(Double.POSITIVE_INFINITY, prefix + "maxNorm", layer.maxNorm());
        if (layer.isFrozen()) {
            words.put(prefix + FROZEN, true);
        }
    }

    /** Of layer l; an activation that is not known is noted in custom. */
    static LayerWords read(Words words, int l, CustomActivations custom) throws ModelFormatException {
        String prefix = prefix(l);
        boolean overBatch = words.has(prefix + BATCH_EPSILON);
        return new LayerWords(
                words.count(prefix + "units"),
                activation(words, prefix, custom),
                words.number(prefix + BATCH_EPSILON, Double.NaN),
                overBatch ? words.number(prefix + MOMENTUM) : Double.NaN,
                words.number(prefix + LAYER_EPSILON, Double.NaN),
                words.number(prefix + "l1", 0),
                words.number(prefix + "l2", 0),
                words.number(prefix + "l2OverExamples", 0),
                words.number(prefix + "dropout", 0),
                words.number(prefix + "maxNorm", Double.POSITIVE_INFINITY),
                words.has(prefix + FROZEN) && words.flag(prefix + FROZEN));
    }

    private static Activation activation(Words words, String prefix, CustomActivations custom)
            throws ModelFormatException {
        if (words.has(prefix + "customActivation")) {
            return custom.named(words.text(prefix + "customActivation"));
        }
        Activation activation = Names.activation(words.text(prefix + "activation"));
        if (activation == null) {
            throw words.wrong(prefix + "activation", "the name of an activation of bp4j");
        }
        return activation;
    }

    private static String prefix(int l) {
        return "layer" + l + ".";
    }

    /** The names of the arrays that layer l has besides W, each of shape (n, 1). */
    List<String> vectors(int l) {
        if (!Double.isNaN(batchEpsilon)) {
            return List.of("b" + l, "gamma" + l, "beta" + l, "runningMean" + l, "runningVariance" + l);
        }
        return Double.isNaN(layerEpsilon) ? List.of("b" + l) : List.of("b" + l, "gamma" + l, "beta" + l);
    }

    /** The options, for the builder. */
    LayerOptions apply(LayerOptions none) {
        LayerOptions options = none.l1(l1)
                .l2(l2)
                .l2OverExamples(l2OverExamples)
                .dropout(dropout)
                .maxNorm(maxNorm);
        options = frozen ? options.frozen() : options;
        options = Double.isNaN(batchEpsilon) ? options : options.batchNormalization(batchEpsilon, momentum);
        return Double.isNaN(layerEpsilon) ? options : options.layerNormalization(layerEpsilon);
    }
}
