package io.github.bp4j;

import io.github.bp4j.internal.kernel.Kernel;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * The weights w_i of the m examples of a pass: an example of weight k counts as k examples, and one of weight 0 is
 * absent. A weighted mean of x is Σ w_i x_i / Σ w_i.
 *
 * <p>A mean depends on the ratios of the weights alone, so it is taken with shares w_i / 2ᵉ, of which the largest lies
 * in [1, 2): Σ w_i can neither overflow nor lose digits, and a power of two leaves every other bit as it is. The
 * product of an absent example is 0 even where its x is infinite or NaN.
 *
 * <p>Belongs to one network and allocates nothing once it has seen the largest batch.
 */
final class SampleWeights {
    /** From this number of examples on, n / (n − 1) is 1. */
    private static final double MANY = 0x1p53;

    /** How far two ratios that are equal may be apart by rounding. */
    private static final double ROUNDING = 0x1p-48;

    private double[] shares = {}; //  w_i / 2ᵉ
    private double[] factors = {}; // w_i / w̄, with the mean weight w̄ = Σ w_i / m
    private int m;
    private final IntPredicate absent = this::isAbsent;
    private double sum; //            Σ w_i / 2ᵉ
    private double total; //          Σ w_i
    private int exponent; //          e
    private int present; //           examples whose weight is above 0

    /**
     * Takes the weights of a pass over m examples; on an exception it stays as it is.
     *
     * @throws ShapeException if the weights are not (1, m)
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are 0
     */
    SampleWeights set(String operation, Matrix weights, int m, Kernel kernel) {
        double largest = require(operation, weights, m);
        if (shares.length < m) {
            shares = new double[m];
            factors = new double[m];
        }
        this.m = m;
        exponent = exponent(largest);
        double half = Math.scalb(1.0, -(exponent / 2)); // 2⁻ᵉ itself may overflow
        double rest = Math.scalb(1.0, -(exponent - exponent / 2));
        present = 0;
        for (int i = 0; i < m; i++) {
            double w = weights.data[weights.offset + i];
            shares[i] = w * half * rest;
            present += shares[i] > 0 ? 1 : 0;
        }
        sum = kernel.sum(shares, 0, m);
        total = Math.scalb(sum, exponent);
        double mean = sum / m;
        for (int i = 0; i < m; i++) {
            factors[i] = shares[i] / mean;
        }
        return this;
    }

    /**
     * Refuses what are no weights of m examples; returns the largest.
     *
     * @throws ShapeException if the weights are not (1, m)
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are 0
     */
    static double require(String operation, Matrix weights, int m) {
        Objects.requireNonNull(weights, "weights");
        if (weights.rows() != 1 || weights.columns() != m) {
            throw new ShapeException(
                    operation + ": the weights are " + weights.shape() + "; " + m + " examples have 1×" + m);
        }
        double largest = 0;
        for (int i = 0; i < m; i++) {
            double w = weights.data[weights.offset + i];
            if (!(w >= 0 && w < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        operation + ": weights are finite and at least 0; that of example " + i + " is " + w);
            }
            largest = Math.max(largest, w);
        }
        if (largest == 0) {
            throw new IllegalArgumentException(operation + ": every weight is 0; at least one must be above 0");
        }
        return largest;
    }

    /** e with 2ᵉ ≤ w &lt; 2ᵉ⁺¹, of subnormal numbers too. */
    private static int exponent(double w) {
        return w < Double.MIN_NORMAL ? Math.getExponent(w * 0x1p54) - 54 : Math.getExponent(w);
    }

    // ---------------------------------------------------------------- sums

    /** Σ w: how many examples these count as. */
    double total() {
        return total;
    }

    /** w_i / 2ᵉ of each example, live; 0 for an absent one. */
    double[] shares() {
        return shares;
    }

    /** Σ w_i / 2ᵉ. */
    double sum() {
        return sum;
    }

    /** w_i. */
    double weight(int example) {
        return Math.scalb(shares[example], exponent);
    }

    boolean someAbsent() {
        return present < m;
    }

    boolean isAbsent(int example) {
        return shares[example] == 0;
    }

    /** Σ w x / Σ w over the m elements of x from this index on, by the rule for arrays; products may be x. */
    double mean(Kernel kernel, double[] x, double[] products, int from) {
        for (int j = 0; j < m; j++) {
            products[from + j] = shares[j] == 0 ? 0 : shares[j] * x[from + j];
        }
        return kernel.sum(products, from, m) / sum;
    }

    /** w_i / w̄ of each example, live: what multiplies its column of dZ[L] or dA[L]. */
    double[] factors() {
        return factors;
    }

    /**
     * The factor n / (n − 1) from the variance of n examples to that of what they were drawn from. Fewer than two
     * examples have none: weights that sum to less are shares, and the factor is 1.
     */
    static double unbiased(double variance, double n) {
        if (!(n >= 2 && n < MANY)) {
            return variance;
        }
        double unbiased = variance * n / (n - 1);
        return unbiased == Double.POSITIVE_INFINITY ? variance * (n / (n - 1)) : unbiased; // the product may overflow
    }

    // ---------------------------------------------------------------- what is absent

    /**
     * Column j of M, (n, m), times w_j / w̄; that of an absent example becomes 0. M fills its array from index 0 on.
     */
    void weigh(Matrix M) {
        double[] x = M.data;
        for (int row = 0; row < M.size(); row += m) {
            for (int j = 0; j < m; j++) {
                x[row + j] = factors[j] == 0 ? 0 : x[row + j] * factors[j];
            }
        }
    }

    /** The columns of absent examples become 0. M, (n, m), fills its array from index 0 on. */
    void clearAbsent(Matrix M) {
        if (someAbsent()) {
            for (int j = 0; j < m; j++) {
                for (int k = j; isAbsent(j) && k < M.size(); k += m) {
                    M.data[k] = 0;
                }
            }
        }
    }

    /** What is NaN or infinite in the columns of absent examples becomes 0: its product with 0 is 0 then. */
    void makeAbsentFinite(Matrix M) {
        if (isAbsentFinite(M)) {
            return;
        }
        for (int j = 0; j < m; j++) {
            for (int k = M.offset + j; isAbsent(j) && k < M.offset + M.size(); k += m) {
                M.data[k] = Double.isFinite(M.data[k]) ? M.data[k] : 0;
            }
        }
    }

    /** Whether every value in the columns of absent examples is finite. */
    boolean isAbsentFinite(Matrix M) {
        for (int j = 0; j < m; j++) {
            for (int k = M.offset + j; isAbsent(j) && k < M.offset + M.size(); k += m) {
                if (!Double.isFinite(M.data[k])) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Refuses targets of present examples that the loss has no meaning for.
     *
     * @throws IllegalArgumentException naming the example and the value
     */
    void requireTargets(Loss loss, Matrix Y) {
        requireTargets(loss, Y, absent);
    }

    static void requireTargets(Loss loss, Matrix Y, IntPredicate absent) {
        try {
            loss.requireTargets(Y);
        } catch (IllegalArgumentException refused) {
            Matrix legal = legalColumn(loss, Y, absent);
            if (legal == null) {
                throw refused;
            }
            Matrix present = Y.map(y -> y);
            for (int j = 0; j < Y.columns(); j++) {
                for (int i = 0; absent.test(j) && i < Y.rows(); i++) {
                    present.set(i, j, legal.get(i, 0));
                }
            }
            loss.requireTargets(present);
        }
    }

    /** The targets of a present example that the loss takes, (n, 1); null if it takes none of them. */
    private static Matrix legalColumn(Loss loss, Matrix Y, IntPredicate absent) {
        for (int j = 0; j < Y.columns(); j++) {
            if (!absent.test(j)) {
                Matrix column = Matrix.zeros(Y.rows(), 1);
                for (int i = 0; i < Y.rows(); i++) {
                    column.set(i, 0, Y.get(i, j));
                }
                try {
                    loss.requireTargets(column);
                    return column;
                } catch (IllegalArgumentException refused) {
                    continue;
                }
            }
        }
        return null;
    }

    // ---------------------------------------------------------------- of weights that were not taken

    /** Whether they count as fewer than two examples: one alone is present, and its weight is below 2. */
    static boolean leaveOne(Matrix weights) {
        int present = 0;
        double total = 0;
        for (int i = 0; i < weights.columns(); i++) {
            double w = weights.data[weights.offset + i];
            present += w > 0 ? 1 : 0;
            total += w;
        }
        return present == 1 && total < 2;
    }

    /** Whether the weights are to one another as those of a pass, but for rounding; null: all of these are alike. */
    static boolean haveRatios(SampleWeights ofPass, Matrix weights) {
        int largest = 0;
        for (int i = 1; i < weights.columns(); i++) {
            largest = weights.data[weights.offset + i] > weights.data[weights.offset + largest] ? i : largest;
        }
        double most = weights.data[weights.offset + largest];
        double mostOfPass = ofPass == null ? 1 : ofPass.shares[largest];
        for (int i = 0; i < weights.columns(); i++) {
            double given = weights.data[weights.offset + i] / most;
            double had = (ofPass == null ? 1 : ofPass.shares[i]) / mostOfPass;
            if (!(Math.abs(given - had) <= ROUNDING * had)) {
                return false;
            }
        }
        return true;
    }
}
