package io.github.bp4j.model;

import io.github.bp4j.Initializer;
import io.github.bp4j.Layer;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.Schema;
import io.github.bp4j.data.NdArray;
import io.github.bp4j.data.NpzFile;
import io.github.bp4j.data.Scaler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as an archive of arrays: W1, b1, …, WL, bL, of normalised layers gamma1, beta1, runningMean1, runningVariance1, in the shapes
 * of the equations; shift and scale of the scaler, targetShift and targetScale of that of the targets. All else stands
 * in {@code model.txt}, see {@link Words}.
 */
final class NpzModel {
    static final String ENTRY = "model.txt";
    static final String KIND = "bp4j model";
    static final int VERSION = 1;

    private static final String SCALER_FEATURE = "scaler.feature";
    private static final String NETWORK_FEATURE = "network.feature";
    private static final String NETWORK_CLASS = "network.class";

    private NpzModel() {}

    // ---------------------------------------------------------------- writing

    /**
     * The archive.
     *
     * @throws IllegalArgumentException if a parameter is NaN or infinite, or the loss is your own
     */
    static NpzFile write(Model model) {
        model.network().inUse().hold("save");
        try {
            return archive(model);
        } finally {
            model.network().inUse().release();
        }
    }

    private static NpzFile archive(Model model) {
        Network network = model.network();
        if (Names.isCustom(network.loss())) {
            throw new IllegalArgumentException(
                    "the loss " + network.loss() + " is made of functions, which no file can hold;"
                            + " save parameters() alone, and build the network anew");
        }
        Words words = new Words(ENTRY, KIND, VERSION);
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        words.put("inputs", network.inputs());
        words.put("loss", network.loss().name());
        words.put("seed", network.seed());
        words.put("passes", network.passes());
        words.putUnless(0, "inputNoise", network.inputNoise());
        words.putUnless(0, "inputDropout", network.inputDropout());
        for (Layer layer : network.layers()) {
            LayerWords.write(layer, words);
            for (Part part : parts(layer)) {
                arrays.put(part.name, NdArray.of(finite(part.name, part.values)));
            }
        }
        model.scaler().ifPresent(scaler -> write("shift", "scale", scaler, arrays));
        model.targetScaler().ifPresent(scaler -> write("targetShift", "targetScale", scaler, arrays));
        words.putAll("class", model.classes());
        if (model.encoder().isEmpty()) {
            words.putAll(SCALER_FEATURE, model.scaler().map(Scaler::names).orElse(List.of()));
        }
        Schema inferred = model.names();
        if (!inferred.features().equals(network.schema().features())) {
            words.putAll(NETWORK_FEATURE, network.schema().features());
        }
        if (!inferred.classes().equals(network.schema().classes())) {
            words.putAll(NETWORK_CLASS, network.schema().classes());
        }
        model.encoder().ifPresent(encoder -> EncoderWords.write(encoder, words));
        return new NpzFile(arrays, words.toEntry());
    }

    private static void write(String shift, String scale, Scaler scaler, Map<String, NdArray> arrays) {
        arrays.put(shift, NdArray.of(scaler.shift()));
        arrays.put(scale, NdArray.of(scaler.scale()));
    }

    private static Matrix finite(String name, Matrix values) {
        for (int row = 0; row < values.rows(); row++) {
            for (int column = 0; column < values.columns(); column++) {
                if (!Double.isFinite(values.get(row, column))) {
                    throw new IllegalArgumentException(name + " holds " + values.get(row, column) + " at row " + row
                            + ", column " + column + "; a model file holds finite numbers");
                }
            }
        }
        return values;
    }

    /** A live matrix of a layer, and the name of its array. */
    private record Part(String name, Matrix values) {}

    private static List<Part> parts(Layer layer) {
        int l = layer.number();
        List<Part> parts = new ArrayList<>(List.of(new Part("W" + l, layer.W()), new Part("b" + l, layer.b())));
        if (layer.isNormalized()) {
            parts.add(new Part("gamma" + l, layer.gamma()));
            parts.add(new Part("beta" + l, layer.beta()));
        }
        if (layer.hasBatchNormalization()) {
            parts.add(new Part("runningMean" + l, layer.runningMean()));
            parts.add(new Part("runningVariance" + l, layer.runningVariance()));
        }
        return parts;
    }

    // ---------------------------------------------------------------- reading

    /** The model in the archive; nothing is built before the arrays have the shapes that the text says. */
    static Model read(NpzFile file, CustomActivations custom) throws ModelFormatException {
        Words words = new Words(file, ENTRY, KIND, VERSION);
        NpzArrays arrays = new NpzArrays(file);
        try {
            Model model = Model.of(network(words, arrays, custom));
            model = withData(model, words, arrays);
            Schema names = new Schema(words.texts(NETWORK_FEATURE), words.texts(NETWORK_CLASS));
            model.network().schema(names.or(model.names()));
            words.requireAllTaken();
            arrays.requireAllTaken();
            return model;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw words.damaged("makes no model: " + e.getMessage());
        }
    }

    private static Network network(Words words, NpzArrays arrays, CustomActivations custom)
            throws ModelFormatException {
        int inputs = words.count("inputs");
        NetworkBuilder builder = Network.builder()
                .inputs(inputs)
                .loss(loss(words))
                .seed(words.integer("seed"))
                .initializer(Initializer.ZEROS)
                .inputNoise(words.number("inputNoise", 0))
                .inputDropout(words.number("inputDropout", 0));
        for (int l = 1, before = inputs; l == 1 || words.has("layer" + l + ".units"); l++) {
            LayerWords layer = LayerWords.read(words, l, custom);
            for (String name : layer.vectors(l)) {
                arrays.require(name, layer.units(), 1);
            }
            arrays.require("W" + l, layer.units(), before);
            builder.layer(layer.units(), layer.activation(), layer::apply);
            before = layer.units();
        }
        custom.requireComplete(words);
        Network network = builder.build();
        network.passes(words.integer("passes"));
        for (Layer layer : network.layers()) {
            for (Part part : parts(layer)) {
                arrays.copy(part.name, part.values);
            }
        }
        return network;
    }

    private static Loss loss(Words words) throws ModelFormatException {
        Loss loss = Names.loss(words.text("loss"));
        if (loss == null) {
            throw words.wrong("loss", "the name of a loss of bp4j");
        }
        return loss;
    }

    private static Model withData(Model network, Words words, NpzArrays arrays) throws ModelFormatException {
        List<String> classes = words.texts("class");
        Scaler scaler = scaler("shift", "scale", arrays);
        if (scaler != null) {
            scaler = scaler.withNames(words.texts(SCALER_FEATURE));
        }
        Scaler targetScaler = scaler("targetShift", "targetScale", arrays);
        if (EncoderWords.areIn(words)) {
            return network.withEncoder(EncoderWords.read(words, classes, scaler, targetScaler));
        }
        Model model = scaler == null ? network : network.withScaler(scaler);
        model = classes.isEmpty() ? model : model.withClasses(classes);
        return targetScaler == null ? model : model.withTargetScaler(targetScaler);
    }

    private static Scaler scaler(String shift, String scale, NpzArrays arrays) throws ModelFormatException {
        return arrays.has(shift) || arrays.has(scale) ? Scaler.of(arrays.vector(shift), arrays.vector(scale)) : null;
    }
}
