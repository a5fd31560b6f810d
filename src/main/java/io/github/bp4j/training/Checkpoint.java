package io.github.bp4j.training;

import io.github.bp4j.Schema;
import io.github.bp4j.data.NdArray;
import io.github.bp4j.internal.check.Require;
import java.util.Map;

/**
 * All that a training run needs to go on as if it had not been interrupted: θ, the slots and steps of the optimizer, the
 * epoch and the batch, the history, the best epoch and its parameters, the number of the pass. Random numbers need nothing more, as
 * every stream is derived from the seed, the epoch and the batch, or the pass. A copy, and immutable.
 *
 * <p>{@link #words} and {@link #arrays} are all that is in it, for a file; {@link #of} makes it again.
 *
 * @see Trainer#resume
 * @see Checkpoints
 */
public final class Checkpoint {
    private final String layers;
    private final String rule;
    private final Schema schema;
    private final Snapshot network;
    private final double[][] slots;
    private final long steps;
    private final long[] layerSteps; // of each layer; null where all layers took part in all steps
    private final double rateFactor;
    private final long passes;
    private final Progress.Position position;
    private final History history;
    private final BestEpoch best;
    private final Plateau plateau;

    Checkpoint(
            String layers,
            String rule,
            Schema schema,
            Snapshot network,
            double[][] slots,
            long steps,
            long[] layerSteps,
            double rateFactor,
            long passes,
            Progress.Position position,
            History history,
            BestEpoch best,
            Plateau plateau) {
        this.layers = layers;
        this.rule = rule;
        this.schema = schema;
        this.network = network;
        this.slots = slots;
        this.steps = steps;
        this.layerSteps = layerSteps;
        this.rateFactor = rateFactor;
        this.passes = passes;
        this.position = position;
        this.history = history;
        this.best = best;
        this.plateau = plateau;
    }

    /**
     * The checkpoint with these words and arrays.
     *
     * @throws IllegalArgumentException naming the word or the array, if one is missing, of another shape or no such value, or
     *     if there are others
     */
    public static Checkpoint of(Map<String, String> words, Map<String, NdArray> arrays) {
        Require.noNulls("words", words);
        Require.noNulls("arrays", arrays);
        return new CheckpointParts(words, arrays).checkpoint();
    }

    /** What is no array, by name: the layers, the optimizer, where the training stands. */
    public Map<String, String> words() {
        return CheckpointParts.words(this);
    }

    /** The arrays, by name: parameters, slot1, slot2, …, running1, …, cost, validationCost, validationAccuracy, and of the best epoch likewise. */
    public Map<String, NdArray> arrays() {
        return CheckpointParts.arrays(this);
    }

    /** The epoch that is done or begun, from 1; 0 before the first. */
    public int epoch() {
        return position.epoch();
    }

    /** The batches of this epoch that are done. */
    public int batch() {
        return position.batchesDone();
    }

    /** The steps of the optimizer. */
    public long steps() {
        return steps;
    }

    /** The steps of the optimizer that each layer has taken part in; null where these are all. */
    long[] layerSteps() {
        return layerSteps;
    }

    /** θ: a copy. */
    public double[] parameters() {
        return network.parameters().clone();
    }

    /** The epochs that were recorded: a copy. */
    public History history() {
        return history.copy();
    }

    /** The layers of the network in words. */
    String layers() {
        return layers;
    }

    /** The name of the optimizer's rule. */
    String rule() {
        return rule;
    }

    /** The names of features and classes. */
    Schema schema() {
        return schema;
    }

    Snapshot network() {
        return network;
    }

    double[][] slots() {
        return slots;
    }

    Progress.Position position() {
        return position;
    }

    BestEpoch best() {
        return best;
    }

    double rateFactor() {
        return rateFactor;
    }

    long passes() {
        return passes;
    }

    Plateau plateau() {
        return plateau;
    }

    /** "Checkpoint of epoch 3, batch 7 of 12". */
    @Override
    public String toString() {
        return "Checkpoint of epoch " + epoch() + ", batch " + batch() + " of " + position.batches();
    }
}
