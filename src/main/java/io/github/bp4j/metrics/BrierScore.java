package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;

/** The mean squared error of probabilities. */
public final class BrierScore {
    private BrierScore() {}

    /**
     * For two classes 1/m Σ_i (p_i − y_i)², of the probability of the second class and whether it is the one: from 0 to 1.
     * For more 1/m Σ_i Σ_k (p_ki − y_ki)²: from 0 to 2. (These are scikit-learn's conventions.) Source: Brier,
     * <em>Verification of forecasts expressed in terms of probability</em> (1950).
     *
     * @param predicted A[L], (n_L, m), of softmax; or (1, m), of one sigmoid unit: the probability of the second class
     * @param Y one-hot, of as many rows as there are classes; or (1, m) for two
     * @throws io.github.bp4j.ShapeException if the numbers of columns differ, or the numbers of classes
     * @throws IllegalArgumentException if {@code predicted} holds no probabilities, or Y not one class for each example
     */
    public static double of(Matrix predicted, Matrix Y) {
        return of(Weighted.once(predicted, Y));
    }

    /**
     * {@link #of(Matrix, Matrix)} of examples with weights: a mean Σ w s / Σ w.
     *
     * @param weights (1, m): an example of weight k counts as k examples, and one of weight 0 is absent
     * @throws io.github.bp4j.ShapeException also if the weights are not (1, m)
     * @throws IllegalArgumentException also if a weight is negative or not finite, or all are 0
     */
    public static double of(Matrix predicted, Matrix Y, Matrix weights) {
        return of(Weighted.of("Brier score", predicted, Y, weights));
    }

    private static double of(Weighted examples) {
        Matrix predicted = examples.predicted();
        Matrix Y = examples.Y();
        Checks.requireComparable("Brier score", predicted, Y);
        Checks.requireProbabilities("Brier score: predicted", predicted);
        Checks.requireOneClass("Brier score: Y", Y);
        double sum = 0;
        for (int i = 0; i < Y.columns(); i++) {
            int actual = Y.classOfColumn(i);
            double w = examples.weights()[i];
            if (predicted.rows() <= 2) {
                double d = predicted.get(predicted.rows() - 1, i) - actual;
                sum += w * (d * d);
            } else {
                for (int k = 0; k < predicted.rows(); k++) {
                    double d = predicted.get(k, i) - (k == actual ? 1 : 0);
                    sum += w * (d * d);
                }
            }
        }
        return sum / examples.total();
    }
}
