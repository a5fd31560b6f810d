package io.github.bp4j;

import java.util.OptionalDouble;

/**
 * How the outputs a[L] of an example become a class, and whether they are probabilities. Of several units it is the
 * first of the largest. Of one unit it is the second class from a threshold on, in the middle between the two targets:
 * 0 for the hinge losses and for an activation from −1 to 1, whose targets are −1 and 1; 0.5 for an activation from 0
 * to 1, whose targets are 0 and 1. A unit of any other range may have been trained on either, so it has no threshold.
 *
 * @param threshold of one unit; NaN where there is none
 * @param probabilities whether each output is a probability: the activation gives 0 to 1, and the loss measures neither
 *     margins nor directions
 * @param output the last layer and the loss in words
 */
record Decision(double threshold, boolean probabilities, String output) {
    static Decision of(Layer last, Loss loss) {
        Activation g = last.activation();
        boolean probabilities = g.isWithin(0, 1) && loss.isOfProbabilities();
        double threshold = Double.NaN;
        if (last.units() == 1) {
            if (loss.isOfMargins() || (g.lowerBound() == -1 && g.upperBound() == 1)) {
                threshold = 0;
            } else if (g.lowerBound() == 0 && g.upperBound() == 1) {
                threshold = 0.5;
            }
        }
        return new Decision(threshold, probabilities, g + " with " + loss);
    }

    OptionalDouble thresholdIfAny() {
        return Double.isNaN(threshold) ? OptionalDouble.empty() : OptionalDouble.of(threshold);
    }

    /**
     * The class of a column of outputs.
     *
     * @throws IllegalStateException if it is one output without a threshold
     * @throws IllegalArgumentException if one is not finite
     */
    int classOf(Matrix A, int column) {
        if (A.rows() == 1 && Double.isNaN(threshold)) {
            throw new IllegalStateException("predictClass: the output is one unit, " + output
                    + ", whose two classes may be the targets 0 and 1 or -1 and 1; compare predict(x)[0] with a"
                    + " threshold of your own, or take sigmoid with binaryCrossEntropy");
        }
        int nonFinite = firstNonFinite(A, column);
        if (nonFinite >= 0) {
            throw nonFinite("a", nonFinite, A.get(nonFinite, column));
        }
        return A.classOfFiniteColumn(column, threshold);
    }

    /** Refuses an example with NaN or ∞, whatever its outputs may be. */
    static void requireFinite(double[] x) {
        for (int i = 0; i < x.length; i++) {
            if (!(Math.abs(x[i]) <= Double.MAX_VALUE)) {
                throw nonFinite("x", i, x[i]);
            }
        }
    }

    /** The row of the first element of a column that is NaN or ∞; −1 if all are finite. */
    static int firstNonFinite(Matrix A, int column) {
        for (int i = 0; i < A.rows(); i++) {
            if (!Double.isFinite(A.get(i, column))) {
                return i;
            }
        }
        return -1;
    }

    private static IllegalArgumentException nonFinite(String name, int index, double value) {
        return new IllegalArgumentException(
                "predictClass: " + name + "[" + index + "] is " + value + "; every value must be finite");
    }
}
