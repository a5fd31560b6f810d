package io.github.bp4j.metrics;

import io.github.bp4j.internal.check.Require;

/**
 * Precision, recall and F1 of a class or a label, or their average over several.
 *
 * <p>With tp the examples of the class that are predicted as it, fp the others predicted as it, and fn those of the class
 * predicted otherwise; a quotient 0 / 0 is 0, as scikit-learn's {@code zero_division=0} has it.
 *
 * @param precision tp / (tp + fp): how many of those predicted as the class are of it
 * @param recall tp / (tp + fn): how many of the class are predicted as it
 * @param f1 2 tp / (2 tp + fp + fn), the harmonic mean of the two
 * @param support tp + fn, the examples of the class; with weights Σ w
 */
public record Scores(double precision, double recall, double f1, double support) {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a score is not 0 to 1, or the support below 0
     */
    public Scores {
        Require.share("precision", precision);
        Require.share("recall", recall);
        Require.share("f1", f1);
        if (!(support >= 0)) {
            throw new IllegalArgumentException("support must be at least 0; got " + support);
        }
    }

    /** From counts: true positives, those predicted (tp + fp), those that are (tp + fn). */
    static Scores of(double tp, double predicted, double actual) {
        return of(tp, predicted, actual, 1);
    }

    /** Likewise, from Σ w in a unit, in which the support is not. */
    static Scores of(double tp, double predicted, double actual, double unit) {
        return new Scores(
                quotient(tp, predicted), quotient(tp, actual), quotient(2 * tp, predicted + actual), actual / unit);
    }

    private static double quotient(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    /** Σ w_k s_k / Σ w_k of each score, in the order of the array; 0 where all weights are 0. */
    static Scores average(Scores[] scores, double[] weights, double support) {
        double precision = 0;
        double recall = 0;
        double f1 = 0;
        double sum = 0;
        for (int k = 0; k < scores.length; k++) {
            precision += weights[k] * scores[k].precision;
            recall += weights[k] * scores[k].recall;
            f1 += weights[k] * scores[k].f1;
            sum += weights[k];
        }
        return new Scores(quotient(precision, sum), quotient(recall, sum), quotient(f1, sum), support);
    }
}
