package io.github.bp4j.training;

import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.internal.check.Require;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Cross-validation: the examples are dealt into k parts at random; each part in turn is held out, and what was trained on
 * the others is judged by it. Immutable.
 *
 * <pre>{@code
 * FoldScores scores = CrossValidation.stratifiedKFold(5, 1).score(data, (train, test) -> {
 *     // scale by train, train a network, return its accuracy on test
 * });
 * }</pre>
 *
 * <p>Weights stay with their examples; absent ones, of weight 0, are in no fold. The folds depend on the data set's
 * size and labels, k and the seed alone, and the scores on nothing else but what the
 * function makes of a fold: threads change neither.
 */
public final class CrossValidation {
    private static final int MOST_REPETITIONS = 1_000_000;

    /** The part of an absent example. */
    private static final int NONE = -1;

    private final int k;
    private final long seed;
    private final boolean stratified;
    private final int repetitions;
    private final int threads;

    /** Trains on one part and is judged by the other. */
    @FunctionalInterface
    public interface Experiment {
        /** The score of what was trained on {@code train}, by {@code test}. */
        double score(Dataset train, Dataset test);
    }

    private CrossValidation(int k, long seed, boolean stratified, int repetitions, int threads) {
        this.k = k;
        this.seed = seed;
        this.stratified = stratified;
        this.repetitions = repetitions;
        this.threads = threads;
    }

    /**
     * k parts whose sizes differ by at most one.
     *
     * @throws IllegalArgumentException if k is below 2
     */
    public static CrossValidation kFold(int k, long seed) {
        return new CrossValidation(requireFolds(k), seed, false, 1, 1);
    }

    /**
     * k parts that have the classes in the shares of the whole: the sizes of the parts differ by at most one, and so do
     * the numbers of each class in them.
     *
     * @throws IllegalArgumentException if k is below 2
     */
    public static CrossValidation stratifiedKFold(int k, long seed) {
        return new CrossValidation(requireFolds(k), seed, true, 1, 1);
    }

    /**
     * So many times over, each time dealt anew: k · repetitions folds.
     *
     * @throws IllegalArgumentException if repetitions is below 1 or above a million
     */
    public CrossValidation repeated(int repetitions) {
        Require.between(1, MOST_REPETITIONS, "repetitions", repetitions);
        return new CrossValidation(k, seed, stratified, repetitions, threads);
    }

    /**
     * So many folds at the same time; 1, on the calling thread, unless said otherwise. Networks that are trained within
     * then best have one thread each.
     *
     * @throws IllegalArgumentException if threads is below 1
     */
    public CrossValidation threads(int threads) {
        return new CrossValidation(k, seed, stratified, repetitions, Require.atLeast(1, "threads", threads));
    }

    /**
     * The folds of this data set: k of the first repetition, then those of the second, … A warning is logged if a fold
     * has no example to train on of a class that it tests.
     *
     * @throws IllegalArgumentException if there are fewer than k examples
     * @throws IllegalStateException if stratified, for numeric targets
     */
    public List<Fold> folds(Dataset data) {
        Objects.requireNonNull(data, "data");
        int size = present(data).length;
        if (size < k) {
            throw new IllegalArgumentException(
                    "cross-validation: " + k + " folds of " + size + " examples; each fold needs one at least");
        }
        if (stratified && !data.isClassification()) {
            throw new IllegalStateException("stratifiedKFold: the examples have numeric targets, no classes");
        }
        List<Fold> folds = new ArrayList<>();
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            int[] partOf = deal(data, repetition);
            for (int part = 0; part < k; part++) {
                int held = part;
                folds.add(new Fold(
                        where(partOf, other -> other != held && other != NONE), where(partOf, other -> other == held)));
            }
        }
        reportLostClasses(data, folds);
        return folds;
    }

    /**
     * Logs a warning that names the classes with examples in one fold's test set alone: nothing there was trained on
     * them.
     */
    private void reportLostClasses(Dataset data, List<Fold> folds) {
        if (!data.isClassification()) {
            return;
        }
        Set<String> lost = new LinkedHashSet<>();
        for (Fold fold : folds) {
            boolean[] trained = classesOf(data, fold.train());
            boolean[] tested = classesOf(data, fold.test());
            for (int c = 0; c < trained.length; c++) {
                if (tested[c] && !trained[c]) {
                    lost.add(data.classes().get(c));
                }
            }
        }
        if (!lost.isEmpty()) {
            System.getLogger("io.github.bp4j")
                    .log(
                            System.Logger.Level.WARNING,
                            (stratified ? "stratifiedKFold" : "kFold")
                                    + ": there is a fold with no example to train on of "
                                    + (lost.size() == 1 ? "class " : "the classes ") + String.join(", ", lost) + "; "
                                    + (stratified
                                            ? "a class needs at least 2 examples"
                                            : "stratifiedKFold(…) spreads the examples of a class over the folds"));
        }
    }

    /** Which classes these examples have. */
    private static boolean[] classesOf(Dataset data, int[] examples) {
        boolean[] present = new boolean[data.classes().size()];
        for (int e : examples) {
            present[data.label(e)] = true;
        }
        return present;
    }

    /**
     * The scores of all folds. What the experiment throws ends it, and reaches the caller.
     *
     * @throws IllegalArgumentException if there are fewer than k examples, or a score is NaN or infinite
     * @throws IllegalStateException if stratified, for numeric targets
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted; its interrupt status stays
     *     set
     */
    public FoldScores score(Dataset data, Experiment experiment) {
        Objects.requireNonNull(experiment, "experiment");
        List<Fold> folds = folds(data);
        List<Double> scores = new Tasks("fold", threads).run(folds.size(), i -> {
            Fold fold = folds.get(i);
            double score = experiment.score(data.subset(fold.train()), data.subset(fold.test()));
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("cross-validation: the score of fold " + (i + 1) + " of "
                        + folds.size() + " is " + score + "; finite scores are needed");
            }
            return score;
        });
        return new FoldScores(scores.stream().mapToDouble(score -> score).toArray());
    }

    /** The examples whose weight is above 0. */
    private static int[] present(Dataset data) {
        return IntStream.range(0, data.size()).filter(e -> data.weight(e) > 0).toArray();
    }

    /**
     * The part of each example, NONE of an absent one: in random order, class by class if stratified, they are dealt
     * out one after the other.
     */
    private int[] deal(Dataset data, int repetition) {
        int[] order = present(data);
        SplitMix64.stream(seed, "fold", repetition, 0).shuffle(order);
        if (stratified) {
            order = IntStream.of(order)
                    .boxed()
                    .sorted(Comparator.comparingInt(data::label)) // stable
                    .mapToInt(example -> example)
                    .toArray();
        }
        int[] partOf = new int[data.size()];
        Arrays.fill(partOf, NONE);
        for (int i = 0; i < order.length; i++) {
            partOf[order[i]] = i % k;
        }
        return partOf;
    }

    private static int[] where(int[] partOf, IntPredicate wanted) {
        return IntStream.range(0, partOf.length)
                .filter(example -> wanted.test(partOf[example]))
                .toArray();
    }

    private static int requireFolds(int k) {
        if (k < 2) {
            throw new IllegalArgumentException("k must be at least 2; got " + k);
        }
        return k;
    }

    /** "CrossValidation of 5 stratified folds, 3 times, seed 1". */
    @Override
    public String toString() {
        return "CrossValidation of " + k + (stratified ? " stratified" : "") + " folds"
                + (repetitions == 1 ? "" : ", " + repetitions + " times") + ", seed " + seed;
    }
}
