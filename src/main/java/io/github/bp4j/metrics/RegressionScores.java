package io.github.bp4j.metrics;

import io.github.bp4j.internal.check.Require;

/**
 * How far the predictions of one output are from its targets, or the mean over several outputs; d = a − y.
 *
 * @param mse 1/m Σ d²
 * @param rmse √(1/m Σ d²), in the unit of the targets
 * @param mae 1/m Σ |d|, in the unit of the targets
 * @param medianAbsoluteError the median of |d|; of an even number, the mean of the middle two
 * @param r2 R² = 1 − Σ d² / Σ (y − ȳ)²: 1 is perfect, 0 as good as ȳ; where all y are equal, 1 if all d are 0, else 0; NaN
 *     for a single example
 * @param explainedVariance 1 − Σ (d − d̄)² / Σ (y − ȳ)²: R² after the mean error is taken off; where all y are equal, 1 if
 *     all d are, else 0
 */
public record RegressionScores(
        double mse, double rmse, double mae, double medianAbsoluteError, double r2, double explainedVariance) {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if an error is below 0, or R² or the explained variance above 1
     */
    public RegressionScores {
        Require.notNegativeOrNaN("mse", mse);
        Require.notNegativeOrNaN("rmse", rmse);
        Require.notNegativeOrNaN("mae", mae);
        Require.notNegativeOrNaN("medianAbsoluteError", medianAbsoluteError);
        requireAtMostOne("r2", r2);
        requireAtMostOne("explainedVariance", explainedVariance);
    }

    private static void requireAtMostOne(String name, double x) {
        if (x > 1) {
            throw new IllegalArgumentException(name + " must be at most 1, or NaN; got " + x);
        }
    }
}
