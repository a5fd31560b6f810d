package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;

/** The mean negative logarithm of the probability that was given to the class of each example. */
public final class LogLoss {
    /** 2⁻⁵². */
    private static final double EPSILON = 0x1.0p-52;

    private LogLoss() {}

    /**
     * −1/m Σ_i ln p_i, with p_i the probability that {@code predicted} gives to the class of example i, brought into
     * [ε, 1 − ε], ε = 2⁻⁵²: no answer costs more than 36.04. (So does scikit-learn's log_loss; a cost J comes from Z and has
     * no bound.)
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
        return of(Weighted.of("log loss", predicted, Y, weights));
    }

    private static double of(Weighted examples) {
        Matrix predicted = examples.predicted();
        Matrix Y = examples.Y();
        Checks.requireComparable("log loss", predicted, Y);
        Checks.requireProbabilities("log loss: predicted", predicted);
        Checks.requireOneClass("log loss: Y", Y);
        double sum = 0;
        for (int i = 0; i < Y.columns(); i++) {
            double p = probability(predicted, i, Y.classOfColumn(i));
            sum -= examples.weights()[i] * StrictMath.log(Math.max(EPSILON, Math.min(1 - EPSILON, p)));
        }
        return sum / examples.total();
    }

    /** What {@code predicted} gives to this class in this column. */
    private static double probability(Matrix predicted, int column, int k) {
        if (predicted.rows() > 1) {
            return predicted.get(k, column);
        }
        return k == 1 ? predicted.get(0, column) : 1 - predicted.get(0, column);
    }
}
