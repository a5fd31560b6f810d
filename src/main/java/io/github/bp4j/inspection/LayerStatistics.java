package io.github.bp4j.inspection;

import io.github.bp4j.Layer;
import io.github.bp4j.internal.check.Require;
import io.github.bp4j.training.Progress;
import io.github.bp4j.training.TrainingListener;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Watches the layers while a network is trained: their activations, their gradients and how far their weights move. After
 * each epoch it says in words what is sick, once when it begins, and again when more units are dead or stuck:
 *
 * <ul>
 *   <li><b>dead ReLU units</b>: a quarter of a layer's units or more gave 0 for every example of the epoch;
 *   <li><b>stuck outputs</b>: an output unit gave the same bound of its activation for every example of the epoch, as
 *       it does where it cannot reach its targets;
 *   <li><b>saturation</b>: half of the a or more of a hidden layer are within 0.01 of a bound of sigmoid or tanh;
 *   <li><b>vanishing gradients</b>: a layer's gradient is less than 1/1000 of that of the last layer;
 *   <li><b>exploding gradients</b>: it is more than 1000 times that of the last layer.
 * </ul>
 *
 * <p>Frozen layers have no gradient; the others are compared with the last that is not frozen.
 *
 * <p>Activations count as often as the weights of their examples say. After each batch it reads A, W, b and their
 * gradients once; it keeps a copy of W and b, and allocates nothing. One serves one training run at a time: a second
 * run that begins with it ends the first by an IllegalStateException.
 */
public final class LayerStatistics implements TrainingListener {
    /** The share of dead units that is told. */
    private static final double DEAD = 0.25;

    /** The share of saturated activations that is told. */
    private static final double SATURATED = 0.5;

    /** The ratio between the gradients of two layers that is told, and its inverse. */
    private static final double VANISHING = 1e-3;

    private final Consumer<String> warnings;
    private LayerWatch[] layers = {};
    private volatile List<LayerLine> lastEpoch = List.of(); // for any thread
    private Progress run; // that these statistics are of; null before the first

    /**
     * One layer in one epoch, over all its batches.
     *
     * @param layer l
     * @param name "layer 2 (128→10, softmax)"
     * @param mean of A
     * @param deviation of A, √(1/N Σ (a − mean)²)
     * @param dead of a layer of ReLU, the share of units that gave 0 for every example; else NaN
     * @param saturated of a layer of sigmoid or tanh, the share of a within 0.01 of a bound; else NaN
     * @param gradientNorm √ of the mean over the batches of ‖dW‖² + ‖db‖², as the update found it or, clipped, left it
     * @param updateRatio √ (Σ ‖ΔW‖² / Σ ‖W‖²) over the batches, b included: how far an update moves the parameters, as a
     *     share of them; about 0.001 is usual
     */
    public record LayerLine(
            int layer,
            String name,
            double mean,
            double deviation,
            double dead,
            double saturated,
            double gradientNorm,
            double updateRatio) {
        /**
         * Checks.
         *
         * @throws IllegalArgumentException if the layer is below 1, a share is outside [0, 1] or another number but the
         *     mean is below 0
         */
        public LayerLine {
            Require.atLeast(1, "layer", layer);
            Objects.requireNonNull(name, "name");
            Require.notNegativeOrNaN("deviation", deviation);
            Require.shareOrNaN("dead", dead);
            Require.shareOrNaN("saturated", saturated);
            Require.notNegativeOrNaN("gradientNorm", gradientNorm);
            Require.notNegativeOrNaN("updateRatio", updateRatio);
        }
    }

    private LayerStatistics(Consumer<String> warnings) {
        this.warnings = Objects.requireNonNull(warnings, "warnings");
    }

    /** Statistics that tell their warnings, one sentence each, to this consumer: on the thread that trains, after an epoch. */
    public static LayerStatistics warning(Consumer<String> warnings) {
        return new LayerStatistics(warnings);
    }

    @Override
    public void trainingStarted(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        run = progress;
        lastEpoch = List.of();
        List<Layer> all = progress.network().layers();
        layers = all.stream()
                .map(layer -> new LayerWatch(layer, layer.number() == all.size()))
                .toArray(LayerWatch[]::new);
    }

    @Override
    public void batchEnded(Progress progress) {
        requireRun(progress);
        for (LayerWatch layer : layers) {
            layer.addBatch(progress.network());
        }
    }

    @Override
    public void epochEnded(Progress progress) {
        requireRun(progress);
        lastEpoch = Stream.of(layers).map(LayerWatch::line).toList();
        for (LayerWatch layer : layers) {
            warn(layer);
            layer.startEpoch();
        }
    }

    /** Refuses to go on with one run after another one has begun with the same statistics. */
    private void requireRun(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        if (run != null && run != progress) {
            throw new IllegalStateException("layer statistics: another training has begun with these statistics, which"
                    + " serve one at a time; give each trainer its own");
        }
    }

    private void warn(LayerWatch layer) {
        LayerLine line = lastEpoch.get(layer.number() - 1);
        LayerLine last = lastEpoch.get(lastEpoch.size() - 1);
        if (layer.dying.grows(line.dead >= DEAD, layer.deadUnits())) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "layer %d: %d of %d ReLU units gave 0 for every example of the last epoch: dead; a smaller learning"
                            + " rate, He initialisation or leakyRelu may help",
                    line.layer,
                    layer.deadUnits(),
                    layer.units()));
        }
        if (layer.sticking.grows(layer.stuckUnits() > 0, layer.stuckUnits())) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "layer %d: %d of %d output units gave a bound of %s for every example of the last epoch: stuck;"
                            + " scaled targets, or a linear output, may help",
                    line.layer,
                    layer.stuckUnits(),
                    layer.units(),
                    layer.activation()));
        }
        if (layer.saturating.begins(line.layer < last.layer && line.saturated >= SATURATED)) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "layer %d: %.0f %% of its activations are within 0.01 of a bound of %s: saturated, they pass"
                            + " hardly any gradient on; scaled inputs, smaller initial weights or a smaller learning rate"
                            + " may help",
                    line.layer,
                    100 * line.saturated,
                    layer.activation()));
        }
        LayerLine reference = lastTrained(last);
        double ratio = layer.isFrozen() ? 1 : line.gradientNorm / reference.gradientNorm;
        if (layer.vanishing.begins(ratio < VANISHING)) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "the gradient of layer %d is %.1e of that of layer %d: vanishing; fewer layers, or ReLU with He"
                            + " initialisation may help",
                    line.layer,
                    ratio,
                    reference.layer));
        }
        if (layer.exploding.begins(ratio > 1 / VANISHING)) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "the gradient of layer %d is %.1e times that of layer %d: exploding; smaller initial weights or a"
                            + " clipped gradient may help",
                    line.layer,
                    ratio,
                    reference.layer));
        }
    }

    /** The last layer that is not frozen: a frozen one has no gradient to compare with. */
    private LayerLine lastTrained(LayerLine last) {
        LayerLine trained = last;
        for (LayerWatch layer : layers) {
            trained = layer.isFrozen() ? trained : lastEpoch.get(layer.number() - 1);
        }
        return trained;
    }

    /** The layers in the last epoch that ended, 1 … L in order; empty before the first. */
    public List<LayerLine> layers() {
        return lastEpoch;
    }

    /** A line for each layer in the last epoch that ended. */
    @Override
    public String toString() {
        int width = lastEpoch.stream().mapToInt(line -> line.name.length()).reduce(1, Math::max);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-" + width + "s  %9s %9s %7s %9s %9s %9s",
                "",
                "mean A",
                "deviation",
                "dead",
                "saturated",
                "gradient",
                "update"));
        for (LayerLine line : lastEpoch) {
            text.append('\n')
                    .append(String.format(
                            Locale.ROOT,
                            "%-" + width + "s  %9.4f %9.4f %7s %9s %9.1e %9.1e",
                            line.name,
                            line.mean,
                            line.deviation,
                            percent(line.dead),
                            percent(line.saturated),
                            line.gradientNorm,
                            line.updateRatio));
        }
        return text.toString();
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
