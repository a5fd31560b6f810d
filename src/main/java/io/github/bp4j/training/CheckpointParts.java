package io.github.bp4j.training;

import io.github.bp4j.Schema;
import io.github.bp4j.data.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link Checkpoint} as words and arrays by name, and back. */
final class CheckpointParts {
    private static final String LAYER_STEPS = "layerSteps";

    private final Map<String, String> words;
    private final Map<String, NdArray> arrays;
    private final Set<String> taken = new HashSet<>();

    CheckpointParts(Map<String, String> words, Map<String, NdArray> arrays) {
        this.words = words;
        this.arrays = arrays;
    }

    // ---------------------------------------------------------------- from a checkpoint

    static Map<String, String> words(Checkpoint checkpoint) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("layers", checkpoint.layers());
        words.put("optimizer", checkpoint.rule());
        words.put("steps", String.valueOf(checkpoint.steps()));
        if (checkpoint.layerSteps() != null) {
            words.put(
                    LAYER_STEPS,
                    Arrays.stream(checkpoint.layerSteps())
                            .mapToObj(String::valueOf)
                            .collect(Collectors.joining(" ")));
        }
        words.put("rateFactor", String.valueOf(checkpoint.rateFactor()));
        words.put("passes", String.valueOf(checkpoint.passes()));
        Progress.Position position = checkpoint.position();
        words.put("runFrom", String.valueOf(position.runFrom()));
        words.put("batches", String.valueOf(position.batches()));
        words.put("examples", String.valueOf(position.examples()));
        words.put("epoch", String.valueOf(position.epoch()));
        words.put("inEpoch", String.valueOf(position.inEpoch()));
        words.put("batchesDone", String.valueOf(position.batchesDone()));
        words.put("examplesDone", String.valueOf(position.examplesDone()));
        words.put("weightDone", String.valueOf(position.weightDone()));
        words.put("weightedCost", String.valueOf(position.weightedCost()));
        putAll("feature", checkpoint.schema().features(), words);
        putAll("class", checkpoint.schema().classes(), words);
        History history = checkpoint.history();
        words.put("ending", history.ending().name());
        words.put("bestEpoch", String.valueOf(history.watchedBest()));
        words.put("comparableFrom", String.valueOf(history.comparableFrom()));
        put("order", position.order(), words);
        put("measuredWith", position.measured(), words);
        BestEpoch best = checkpoint.best();
        if (best != null) {
            words.put("best.epoch", String.valueOf(best.epoch()));
            words.put("best.value", String.valueOf(best.value()));
            words.put("best.patienceFrom", String.valueOf(best.patienceFrom()));
            put("best.measuredWith", best.yardstick(), words);
        }
        Plateau plateau = checkpoint.plateau();
        if (plateau != null) {
            words.put("plateau.best", String.valueOf(plateau.best()));
            words.put("plateau.badEpochs", String.valueOf(plateau.badEpochs()));
            words.put("plateau.cooldownLeft", String.valueOf(plateau.cooldownLeft()));
            put("plateau.measuredWith", plateau.yardstick(), words);
        }
        return words;
    }

    static Map<String, NdArray> arrays(Checkpoint checkpoint) {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        put("", checkpoint.network(), arrays);
        putAll("slot", checkpoint.slots(), arrays);
        History history = checkpoint.history();
        arrays.put("cost", NdArray.of(history.costs()));
        arrays.put("costAfter", NdArray.of(history.costsAfter()));
        arrays.put("validationCost", NdArray.of(history.validationCosts()));
        arrays.put("validationAccuracy", NdArray.of(history.validationAccuracies()));
        if (checkpoint.best() != null && checkpoint.best().snapshot() != null) {
            put("best.", checkpoint.best().snapshot(), arrays);
        }
        return arrays;
    }

    private static void put(String name, Yardstick yardstick, Map<String, String> words) {
        if (yardstick != null) {
            words.put(name, yardstick.toString());
        }
    }

    private static void put(String prefix, Snapshot snapshot, Map<String, NdArray> arrays) {
        arrays.put(prefix + "parameters", NdArray.of(snapshot.parameters()));
        putAll(prefix + "running", snapshot.running(), arrays);
    }

    private static void putAll(String name, List<String> texts, Map<String, String> words) {
        for (int k = 0; k < texts.size(); k++) {
            words.put(name + (k + 1), texts.get(k));
        }
    }

    private static void putAll(String name, double[][] values, Map<String, NdArray> arrays) {
        for (int k = 0; k < values.length; k++) {
            arrays.put(name + (k + 1), NdArray.of(values[k]));
        }
    }

    // ---------------------------------------------------------------- to a checkpoint

    Checkpoint checkpoint() {
        Snapshot network = snapshot("");
        double[][] slots = vectors("slot");
        for (int s = 0; s < slots.length; s++) {
            requireLength("slot" + (s + 1), slots[s].length, network.parameters().length);
        }
        History history = history();
        Checkpoint checkpoint = new Checkpoint(
                word("layers"),
                word("optimizer"),
                new Schema(texts("feature"), texts("class")),
                network,
                slots,
                count("steps", Long.MAX_VALUE),
                words.containsKey(LAYER_STEPS) ? layerSteps() : null,
                positive("rateFactor"),
                count("passes", Long.MAX_VALUE),
                position(history.epochs()),
                history,
                words.containsKey("best.epoch") ? best(network, history.epochs()) : null,
                words.containsKey("plateau.best") ? plateau() : null);
        requireAllTaken();
        return checkpoint;
    }

    private Snapshot snapshot(String prefix) {
        double[][] running = vectors(prefix + "running");
        for (int k = 1; k < running.length; k += 2) {
            if (Arrays.stream(running[k]).anyMatch(variance -> variance < 0)) {
                throw new IllegalArgumentException(
                        "the array \"" + prefix + "running" + (k + 1) + "\" holds a variance below 0");
            }
        }
        return Snapshot.of(finite(prefix + "parameters"), running);
    }

    private Progress.Position position(int epochs) {
        int batches = (int) count("batches", Integer.MAX_VALUE);
        int examples = (int) count("examples", Integer.MAX_VALUE);
        return new Progress.Position(
                (int) count("runFrom", epochs),
                batches,
                examples,
                (int) count("epoch", epochs + 1L),
                flag("inEpoch"),
                (int) count("batchesDone", batches),
                (int) count("examplesDone", examples),
                number("weightDone"),
                number("weightedCost"),
                yardstick("order"),
                yardstick("measuredWith"));
    }

    private History history() {
        double[] costs = vector("cost");
        double[] validationCosts = vector("validationCost");
        double[] validationAccuracies = vector("validationAccuracy");
        requireLength("validationCost", validationCosts.length, costs.length);
        requireLength("validationAccuracy", validationAccuracies.length, costs.length);
        History history = History.of(
                costs, validationCosts, validationAccuracies, ending(), (int) count("bestEpoch", costs.length));
        if (words.containsKey("comparableFrom")) { // not in the files of earlier versions
            history.comparableFrom((int) count("comparableFrom", costs.length + 1L));
        }
        if (arrays.containsKey("costAfter")) { // nor is this
            history.costsAfter(vector("costAfter"));
            requireLength("costAfter", history.costsAfter().length, costs.length);
        }
        return history;
    }

    private Ending ending() {
        String word = word("ending");
        try {
            return Ending.valueOf(word);
        } catch (IllegalArgumentException e) {
            throw wrong("ending", "one of " + List.of(Ending.values()));
        }
    }

    private BestEpoch best(Snapshot network, int epochs) {
        Snapshot best = arrays.containsKey("best.parameters") ? snapshot("best.") : null;
        if (best != null) {
            requireLength("best.parameters", best.parameters().length, network.parameters().length);
            requireLength("best.running", best.running().length, network.running().length);
            for (int k = 0; k < best.running().length; k++) {
                requireLength("best.running" + (k + 1), best.running()[k].length, network.running()[k].length);
            }
        }
        return BestEpoch.of(
                (int) count("best.epoch", epochs),
                number("best.value"),
                (int) count("best.patienceFrom", epochs),
                best,
                yardstick("best.measuredWith"));
    }

    private Plateau plateau() {
        return Plateau.of(
                number("plateau.best"),
                (int) count("plateau.badEpochs", Integer.MAX_VALUE),
                (int) count("plateau.cooldownLeft", Integer.MAX_VALUE),
                yardstick("plateau.measuredWith"));
    }

    // ---------------------------------------------------------------- one by one

    private String word(String name) {
        String word = words.get(name);
        if (word == null) {
            throw new IllegalArgumentException("a checkpoint has the word \"" + name + "\"; it is not there");
        }
        taken.add(name);
        return word;
    }

    /** Those of name1, name2, … that there are. */
    private List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        while (words.containsKey(name + (texts.size() + 1))) {
            texts.add(word(name + (texts.size() + 1)));
        }
        return texts;
    }

    /** As many as there are, each from 0 to the steps of the optimizer. */
    private long[] layerSteps() {
        long most = count("steps", Long.MAX_VALUE);
        try {
            long[] layerSteps = Stream.of(word(LAYER_STEPS).split(" ", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            if (Arrays.stream(layerSteps).allMatch(steps -> steps >= 0 && steps <= most)) {
                return layerSteps;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(LAYER_STEPS, "integers from 0 to " + most + ", one for each layer, with a blank between two");
    }

    /** From 0 to the most. */
    private long count(String name, long most) {
        try {
            long count = Long.parseLong(word(name));
            if (count >= 0 && count <= most) {
                return count;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(name, "an integer from 0 to " + most);
    }

    private double number(String name) {
        try {
            return Double.parseDouble(word(name));
        } catch (NumberFormatException e) {
            throw wrong(name, "a number");
        }
    }

    private double positive(String name) {
        double number = number(name);
        if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
            throw wrong(name, "a finite number above 0");
        }
        return number;
    }

    private boolean flag(String name) {
        return switch (word(name)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "true or false");
        };
    }

    /** An array of one dimension. */
    private double[] vector(String name) {
        NdArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("a checkpoint has the array \"" + name + "\"; it is not there");
        }
        if (array.isText() || array.shape().length != 1) {
            throw new IllegalArgumentException(
                    "the array \"" + name + "\" is a " + array + "; it should hold numbers in one dimension");
        }
        taken.add(name);
        return array.toArray();
    }

    private double[] finite(String name) {
        double[] values = vector(name);
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("the array \"" + name + "\" holds " + values[i] + " at index " + i);
            }
        }
        return values;
    }

    /** Those of name1, name2, … that there are. */
    private double[][] vectors(String name) {
        List<double[]> vectors = new ArrayList<>();
        while (arrays.containsKey(name + (vectors.size() + 1))) {
            vectors.add(finite(name + (vectors.size() + 1)));
        }
        return vectors.toArray(new double[0][]);
    }

    /** Null where there is none: before the first run, and in the files of earlier versions. */
    private Yardstick yardstick(String name) {
        return words.containsKey(name) ? Yardstick.parse(word(name)) : null;
    }

    private static void requireLength(String name, int given, int expected) {
        if (given != expected) {
            throw new IllegalArgumentException(
                    "the array \"" + name + "\" has the length " + given + "; it should be " + expected);
        }
    }

    private IllegalArgumentException wrong(String name, String expected) {
        return new IllegalArgumentException(
                "the word \"" + name + "\" is \"" + words.get(name) + "\"; it should be " + expected);
    }

    private void requireAllTaken() {
        for (Map<String, ?> all : List.<Map<String, ?>>of(words, arrays)) {
            for (String name : all.keySet()) {
                if (!taken.contains(name)) {
                    throw new IllegalArgumentException("\"" + name + "\" means nothing in a checkpoint");
                }
            }
        }
    }
}
