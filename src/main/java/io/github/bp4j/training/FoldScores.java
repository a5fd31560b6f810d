package io.github.bp4j.training;

import io.github.bp4j.internal.kernel.Squares;
import java.util.Arrays;
import java.util.Locale;

/** The scores of the folds of a {@link CrossValidation}. */
public final class FoldScores {
    private final double[] values;

    FoldScores(double... values) {
        this.values = values;
    }

    /** s of each fold, in their order: a copy. */
    public double[] values() {
        return values.clone();
    }

    /** s̄ = 1/n Σ s. */
    public double mean() {
        return Arrays.stream(values).reduce(0, Double::sum) / values.length;
    }

    /** √(1/n Σ (s − s̄)²), as NumPy's {@code std} of them. */
    public double standardDeviation() {
        double mean = mean();
        Squares squares = new Squares();
        for (double s : values) {
            squares.add(s - mean);
        }
        return squares.root(values.length);
    }

    /** "0.9533 ± 0.0340 (10 folds)". */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.4f ± %.4f (%d folds)", mean(), standardDeviation(), values.length);
    }
}
