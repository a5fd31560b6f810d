package io.github.bp4j.data;

import static io.github.bp4j.data.Checks.count;

import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import io.github.bp4j.internal.check.Require;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How many examples each class has. An example of weight k counts as k examples in shares and ratios.
 *
 * @param classes the names of the classes
 * @param counts how many examples each has, in the same order: rows, without absent ones, of weight 0
 * @param weights Σ w of each class, in the same order; the counts where the examples have no weights
 */
public record ClassBalance(List<String> classes, List<Integer> counts, List<Double> weights) {
    private static final int BAR = 30;

    /**
     * Checks and copies.
     *
     * @throws ShapeException unless there is one count and one weight for each class, at least one
     * @throws IllegalArgumentException if a count or a weight is negative, or a class is there twice
     */
    public ClassBalance {
        Objects.requireNonNull(classes, "classes");
        Require.noNulls("counts", counts);
        Require.noNulls("weights", weights);
        if (classes.isEmpty() || classes.size() != counts.size()) {
            throw new ShapeException(count(classes.size(), "class") + ", but " + count(counts.size(), "count"));
        }
        if (weights.size() != classes.size()) {
            throw new ShapeException(count(classes.size(), "class") + ", but " + count(weights.size(), "weight"));
        }
        classes = Schema.ofClasses(classes).classes();
        counts = List.copyOf(counts);
        weights = List.copyOf(weights);
        if (Collections.min(counts) < 0) {
            throw new IllegalArgumentException("a count is never negative; got " + counts);
        }
        if (weights.stream().anyMatch(w -> !(w >= 0))) {
            throw new IllegalArgumentException("a weight is never negative; got " + weights);
        }
    }

    /**
     * Of examples without weights.
     *
     * @throws ShapeException unless there is one count for each class, at least one
     * @throws IllegalArgumentException if a count is negative, or a class is there twice
     */
    public ClassBalance(List<String> classes, List<Integer> counts) {
        this(
                classes,
                counts,
                Require.noNulls("counts", counts).stream()
                        .map(Integer::doubleValue)
                        .toList());
    }

    /** The number of examples: rows. */
    public int size() {
        return counts.stream().mapToInt(n -> n).sum();
    }

    /**
     * Σ_c w / Σ w: the part of the examples that belongs to a class, from 0 to 1; 0 where there is no example.
     *
     * @throws IndexOutOfBoundsException if there is no class of this index
     */
    public double share(int classIndex) {
        Require.index("classIndex", classIndex, weights.size());
        double largest = Collections.max(weights);
        double unit = largest * weights.size() < Double.POSITIVE_INFINITY ? 1 : largest; // the sum does not overflow
        double w = weights.get(classIndex) / unit;
        return w == 0 ? 0 : w / sum(unit);
    }

    /**
     * The largest Σ_c w over the least: 1 where every class has as many examples, ∞ where a class has none. A
     * classifier that always answers with the largest class has the accuracy of its {@link #share}.
     */
    public double imbalanceRatio() {
        return Collections.max(weights) / Collections.min(weights);
    }

    /** Σ w / unit. */
    private double sum(double unit) {
        double sum = 0;
        for (double w : weights) {
            sum += w / unit;
        }
        return sum;
    }

    /** A line for each class: its name, examples (Σ w), share and a bar; then the total and the imbalance ratio. */
    @Override
    public String toString() {
        int width = Math.max(
                "total".length(),
                classes.stream().mapToInt(String::length).max().orElse(0));
        String total = text(sum(1));
        int digits = weights.stream().mapToInt(w -> text(w).length()).reduce(total.length(), Math::max);
        double max = Collections.max(weights);
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < classes.size(); c++) {
            String name = classes.get(c);
            int bar = max == 0 ? 0 : (int) Math.ceil(weights.get(c) / max * BAR);
            text.append(name)
                    .append(" ".repeat(width - name.length()))
                    .append(String.format(
                            Locale.ROOT, "  %" + digits + "s  %5.1f %%", text(weights.get(c)), 100 * share(c)))
                    .append(bar == 0 ? "" : "  " + "█".repeat(bar))
                    .append('\n');
        }
        return text.append("total")
                .append(" ".repeat(width - "total".length()))
                .append(String.format(
                        Locale.ROOT, "  %" + digits + "s  largest : smallest = %.2f", total, imbalanceRatio()))
                .toString();
    }

    /** Without a point where it is whole, as counts are. */
    private static String text(double w) {
        return w == Math.rint(w) && w < 1e15 ? Long.toString((long) w) : String.format(Locale.ROOT, "%.4g", w);
    }
}
