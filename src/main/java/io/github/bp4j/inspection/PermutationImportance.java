package io.github.bp4j.inspection;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.ShapeException;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.internal.check.Require;
import io.github.bp4j.internal.kernel.Squares;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * What a score loses when the values of one feature are dealt out among the examples at random: how much a network relies
 * on the feature. Immutable; prints the features by decreasing importance.
 *
 * <p>A feature that others can stand in for loses little, even where the network uses it. Source: Breiman, <em>Random
 * forests</em> (2001).
 */
public final class PermutationImportance {
    private static final int MOST_REPEATS = 1_000_000;

    private static final long MOST_REPETITIONS = 1_000_000;

    private final double score;
    private final int repeats;
    private final List<Feature> features;

    /**
     * A feature, and what the score loses without it.
     *
     * @param index its row in X
     * @param name its name, or "feature 0", "feature 1", …
     * @param mean the mean loss of score over the repeats: score of the data as they are − score after a permutation
     * @param deviation the standard deviation of that loss, √(1/repeats Σ (loss − mean)²)
     */
    public record Feature(int index, String name, double mean, double deviation) {
        /**
         * Checks.
         *
         * @throws IllegalArgumentException if the index is below 0, the mean is not finite, or the deviation is below 0
         */
        public Feature {
            Require.atLeast(0, "index", index);
            Objects.requireNonNull(name, "name");
            Require.finite("mean", mean);
            Require.notNegative("deviation", deviation);
        }
    }

    private PermutationImportance(double score, int repeats, List<Feature> features) {
        this.score = score;
        this.repeats = repeats;
        this.features = features;
    }

    /**
     * Predicts the data once as they are, and {@code repeats} times for each feature with its row of X permuted; the
     * permutations follow from seed, feature and repeat. The network's caches are not touched.
     *
     * <p>An example of weight k counts as k examples: it is repeated, and the copies are permuted one by one. Weights
     * must be whole multiples of the least; absent examples, of weight 0, are left out.
     *
     * @param data data that the network was not trained on tell what it relies on, not what it learnt by heart
     * @param score of A[L] and Y, both (n_L, m), larger for better: {@code Accuracy::of}, or a loss negated: {@code (A, Y)
     *     -> -LogLoss.of(A, Y)}
     * @throws ShapeException if the data do not fit the network
     * @throws IllegalArgumentException if {@code repeats} is below 1 or above a million, the features or classes have
     *     other names than the network was trained with, labels are given to one unit that needs −1 and 1, or the score
     *     is not finite
     * @throws IllegalStateException if another thread uses the network
     */
    public static PermutationImportance of(
            Network network, Dataset data, ToDoubleBiFunction<Matrix, Matrix> score, int repeats, long seed) {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(score, "score");
        network.inUse().hold("PermutationImportance.of");
        try {
            return ofHeld(network, data, score, repeats, seed);
        } finally {
            network.inUse().release();
        }
    }

    private static PermutationImportance ofHeld(
            Network network, Dataset weighted, ToDoubleBiFunction<Matrix, Matrix> score, int repeats, long seed) {
        Require.between(1, MOST_REPEATS, "permutation importance: repeats", repeats);
        Dataset data = repeated(weighted);
        if (data.inputs() != network.inputs()) {
            throw new ShapeException("permutation importance: the data have " + data.inputs()
                    + " inputs; the network has " + network.inputs());
        }
        network.schema()
                .requireSame("permutation importance: the data set", data.schema(), "the network was trained with");
        if (data.isClassification() && network.threshold().orElse(0.5) == 0) {
            throw new IllegalArgumentException(
                    "permutation importance: the data have labels, which become the targets 0"
                            + " and 1 of one unit; this network's needs -1 and 1: give it these as numeric targets");
        }
        int[] order = IntStream.range(0, data.size()).toArray();
        Matrix X = Matrix.zeros(network.inputs(), data.size());
        Matrix Y = Matrix.zeros(network.outputs(), data.size());
        data.batch(order, 0, data.size(), X, Y);
        double whole = finite(score.applyAsDouble(network.predict(X), Y), "the data as they are");
        List<Feature> features = IntStream.range(0, network.inputs())
                .mapToObj(i -> {
                    String name = data.features().isEmpty()
                            ? "feature " + i
                            : data.features().get(i);
                    double[] losses = new double[repeats];
                    double[] row = row(X, i);
                    for (int r = 0; r < repeats; r++) {
                        int[] permutation = order.clone();
                        SplitMix64.stream(seed, "permutation importance", i, r).shuffle(permutation);
                        for (int e = 0; e < permutation.length; e++) {
                            X.set(i, e, row[permutation[e]]);
                        }
                        losses[r] = whole - finite(score.applyAsDouble(network.predict(X), Y), name + " permuted");
                    }
                    for (int e = 0; e < row.length; e++) {
                        X.set(i, e, row[e]);
                    }
                    return feature(i, name, losses);
                })
                .sorted(Comparator.comparingDouble(Feature::mean).reversed())
                .toList();
        return new PermutationImportance(whole, repeats, features);
    }

    /** Each example as often as its weight says, that of the least weight once: a score of (A, Y) counts columns. */
    private static Dataset repeated(Dataset data) {
        if (!data.isWeighted()) {
            return data;
        }
        Dataset present = data.present();
        double least = IntStream.range(0, present.size())
                .mapToDouble(present::weight)
                .reduce(Double.POSITIVE_INFINITY, Math::min);
        int[] repeated = IntStream.range(0, data.size())
                .flatMap(e -> IntStream.generate(() -> e).limit(times(data, e, least)))
                .toArray();
        return data.subset(repeated);
    }

    private static long times(Dataset data, int example, double least) {
        double times = data.weight(example) / least;
        long whole = Math.round(times);
        if (Math.abs(times - whole) > 1e-9 * whole || whole > MOST_REPETITIONS) {
            throw new IllegalArgumentException("permutation importance: the weight of example " + example + " is "
                    + data.weight(example) + "; it must be a whole multiple of the least, " + least + ", up to "
                    + MOST_REPETITIONS + ", for the example is repeated so often");
        }
        return whole;
    }

    private static double[] row(Matrix X, int i) {
        return IntStream.range(0, X.columns()).mapToDouble(e -> X.get(i, e)).toArray();
    }

    private static double finite(double score, String of) {
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException(
                    "permutation importance: the score of " + of + " is " + score + "; finite scores are needed");
        }
        return score;
    }

    private static Feature feature(int index, String name, double[] losses) {
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        double mean = sum / losses.length;
        Squares squares = new Squares();
        for (double loss : losses) {
            squares.add(loss - mean);
        }
        return new Feature(index, name, mean, squares.root(losses.length));
    }

    /** The score of the data as they are. */
    public double score() {
        return score;
    }

    /** How often each feature was permuted. */
    public int repeats() {
        return repeats;
    }

    /** The features by decreasing mean loss of score; of equals, the first row of X first. */
    public List<Feature> features() {
        return features;
    }

    /** A line for each feature, by decreasing importance, and one for the score of the data as they are. */
    @Override
    public String toString() {
        int width = features.stream().mapToInt(f -> f.name().length()).reduce(1, Math::max);
        StringBuilder text = new StringBuilder();
        for (Feature feature : features) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-" + width + "s  %8.4f ± %.4f\n",
                    feature.name(),
                    feature.mean(),
                    feature.deviation()));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "lost by permuting the feature (%d %s), from %.4f",
                        repeats,
                        repeats == 1 ? "repeat" : "repeats",
                        score))
                .toString();
    }
}
