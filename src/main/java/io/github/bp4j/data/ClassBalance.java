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
 * How many examples each class has.
 *
 * @param classes the names of the classes
 * @param counts how many examples each has, in the same order
 */
public record ClassBalance(List<String> classes, List<Integer> counts) {
    private static final int BAR = 30;

    /**
     * Checks and copies.
     *
     * @throws ShapeException unless there is one count for each class, at least one
     * @throws IllegalArgumentException if a count is negative, or a class is there twice
     */
    public ClassBalance {
        Objects.requireNonNull(classes, "classes");
        Require.noNulls("counts", counts);
        if (classes.isEmpty() || classes.size() != counts.size()) {
            throw new ShapeException(count(classes.size(), "class") + ", but " + count(counts.size(), "count"));
        }
        classes = Schema.ofClasses(classes).classes();
        counts = List.copyOf(counts);
        if (Collections.min(counts) < 0) {
            throw new IllegalArgumentException("a count is never negative; got " + counts);
        }
    }

    /** The number of examples. */
    public int size() {
        return counts.stream().mapToInt(n -> n).sum();
    }

    /**
     * n_c / Σ n: the part of the examples that belongs to a class, from 0 to 1; 0 where there is no example.
     *
     * @throws IndexOutOfBoundsException if there is no class of this index
     */
    public double share(int classIndex) {
        return counts.get(Require.index("classIndex", classIndex, counts.size())) / (double) Math.max(1, size());
    }

    /**
     * max n / min n: 1 where every class has as many examples, ∞ where a class has none. A classifier that always answers
     * with the largest class has the accuracy max n / Σ n.
     */
    public double imbalanceRatio() {
        return Collections.max(counts) / (double) Collections.min(counts);
    }

    /** A line for each class: its name, examples, share and a bar; then the total and the imbalance ratio. */
    @Override
    public String toString() {
        int width = Math.max(
                "total".length(),
                classes.stream().mapToInt(String::length).max().orElse(0));
        int digits = Integer.toString(size()).length();
        int max = Collections.max(counts);
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < classes.size(); c++) {
            String name = classes.get(c);
            int bar = max == 0 ? 0 : (int) Math.ceil((double) counts.get(c) / max * BAR);
            text.append(name)
                    .append(" ".repeat(width - name.length()))
                    .append(String.format(Locale.ROOT, "  %" + digits + "d  %5.1f %%", counts.get(c), 100 * share(c)))
                    .append(bar == 0 ? "" : "  " + "█".repeat(bar))
                    .append('\n');
        }
        return text.append("total")
                .append(" ".repeat(width - "total".length()))
                .append(String.format(Locale.ROOT, "  %d  largest : smallest = %.2f", size(), imbalanceRatio()))
                .toString();
    }
}
