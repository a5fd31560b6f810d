package io.github.bp4j.training;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;

/** What training recorded, epoch by epoch; epochs count from 1. */
public final class History implements Serializable {
    private static final long serialVersionUID = 1L;

    private double[] costs = {};
    private double[] costsAfter = {};
    private double[] validationCosts = {};
    private double[] validationAccuracies = {};
    private Ending ending = Ending.NONE;
    private int comparableFrom = 1; // the first epoch of the data that the last was measured with
    private String reason; // null and "" alike
    private int bestEpoch; // by what EarlyStopping watches; 0 where there is none

    History() {}

    /** With what was read from a file. */
    static History of(
            double[] costs, double[] validationCosts, double[] validationAccuracies, Ending ending, int watchedBest) {
        History history = new History();
        history.costs = costs;
        history.costsAfter = new double[costs.length];
        Arrays.fill(history.costsAfter, Double.NaN);
        history.validationCosts = validationCosts;
        history.validationAccuracies = validationAccuracies;
        history.ending = ending;
        history.bestEpoch = watchedBest;
        return history;
    }

    History copy() {
        History copy = of(costs.clone(), validationCosts.clone(), validationAccuracies.clone(), ending, bestEpoch);
        copy.costsAfter = costsAfter.clone();
        copy.comparableFrom = comparableFrom;
        copy.reason = reason;
        return copy;
    }

    /** Live, not to be written. */
    double[] costs() {
        return costs;
    }

    /** Live, not to be written. */
    double[] costsAfter() {
        return costsAfter;
    }

    /** Of a history that was read from a file. */
    void costsAfter(double[] costsAfter) {
        this.costsAfter = costsAfter;
    }

    /** The first epoch whose values may be compared with the last one's. */
    int comparableFrom() {
        return comparableFrom;
    }

    /** Values from this epoch on may be compared, those of earlier ones were measured with something else. */
    void comparableFrom(int epoch) {
        comparableFrom = epoch;
    }

    /** Live, not to be written. */
    double[] validationCosts() {
        return validationCosts;
    }

    /** Live, not to be written. */
    double[] validationAccuracies() {
        return validationAccuracies;
    }

    /** The best epoch by what EarlyStopping watches; 0 where there is none. */
    int watchedBest() {
        return bestEpoch;
    }

    void add(double cost, double validationCost, double validationAccuracy) {
        add(cost, Double.NaN, validationCost, validationAccuracy);
    }

    void add(double cost, double costAfter, double validationCost, double validationAccuracy) {
        costs = append(costs, cost);
        costsAfter = append(costsAfter, costAfter);
        validationCosts = append(validationCosts, validationCost);
        validationAccuracies = append(validationAccuracies, validationAccuracy);
    }

    void end(Ending ending, String reason) {
        this.ending = ending;
        this.reason = reason;
    }

    void best(int epoch) {
        bestEpoch = epoch;
    }

    /** The epochs recorded. */
    public int epochs() {
        return costs.length;
    }

    /**
     * The mean of J over the epoch's batches, weighted by their examples, or by Σ w where these have weights; regularisation
     * included. Each J is the one before its batch's update, so that none of them is the cost of the network that the
     * epoch leaves: that is {@link #costAfter}. With a method that takes the whole training set at once it is J after
     * the iteration.
     *
     * @throws IndexOutOfBoundsException if there is no such epoch
     */
    public double cost(int epoch) {
        return at(epoch, costs);
    }

    /**
     * J over the training set after the epoch's last update, by the pass of prediction, regularisation included; NaN
     * where nothing asked for it: early stopping that watches {@link EarlyStopping.Monitor#COST}, {@link
     * Trainer#targetCost} without a validation set, or a method that takes the whole training set at once.
     *
     * @throws IndexOutOfBoundsException if there is no such epoch
     */
    public double costAfter(int epoch) {
        return at(epoch, costsAfter);
    }

    /**
     * J over the validation set after the epoch, regularisation included; NaN without a validation set.
     *
     * @throws IndexOutOfBoundsException if there is no such epoch
     */
    public double validationCost(int epoch) {
        return at(epoch, validationCosts);
    }

    /**
     * The share of the validation set that is classified right after the epoch, 0 to 1; NaN without one, or with numeric
     * targets.
     *
     * @throws IndexOutOfBoundsException if there is no such epoch
     */
    public double validationAccuracy(int epoch) {
        return at(epoch, validationAccuracies);
    }

    /** Why training ended. */
    public Ending ending() {
        return ending;
    }

    /**
     * What a method that takes the whole training set at once has to say about its ending: the test that ended the run,
     * with its numbers, and what may help; "" where training ended for another reason.
     */
    public String reason() {
        return reason == null ? "" : reason;
    }

    /**
     * The best epoch by what {@link EarlyStopping} watches; without it, the first with the least validation cost, or where
     * there is none, with the least cost, among those that were measured with the same data and settings as the last. 0
     * before the first epoch.
     */
    public int bestEpoch() {
        if (bestEpoch > 0) {
            return bestEpoch;
        }
        int best = firstOfLeast(validationCosts);
        int byCostAfter = best > 0 ? best : firstOfLeast(costsAfter);
        return byCostAfter > 0 ? byCostAfter : firstOfLeast(costs);
    }

    /** A line for each epoch. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int epoch = 1; epoch <= epochs(); epoch++) {
            text.append(epoch == 1 ? "" : "\n").append(line(epoch));
        }
        return text.toString();
    }

    /** "epoch 3: cost 0.3121, validation cost 0.2101, validation accuracy 95.3 %". */
    String line(int epoch) {
        String line = String.format(Locale.ROOT, "epoch %d: cost %.4g", epoch, cost(epoch));
        if (!Double.isNaN(validationCost(epoch))) {
            line += String.format(Locale.ROOT, ", validation cost %.4g", validationCost(epoch));
        }
        if (!Double.isNaN(validationAccuracy(epoch))) {
            line += String.format(Locale.ROOT, ", validation accuracy %.1f %%", 100 * validationAccuracy(epoch));
        }
        return line;
    }

    private double at(int epoch, double[] values) {
        if (epoch < 1 || epoch > values.length) {
            throw new IndexOutOfBoundsException("epoch " + epoch + ": the history has epochs 1 to " + values.length);
        }
        return values[epoch - 1];
    }

    /** From 1; 0 where all are NaN. */
    private int firstOfLeast(double[] values) {
        int best = 0;
        for (int epoch = Math.max(1, comparableFrom); epoch <= values.length; epoch++) {
            double value = values[epoch - 1];
            if (!Double.isNaN(value) && (best == 0 || value < values[best - 1])) {
                best = epoch;
            }
        }
        return best;
    }

    private static double[] append(double[] values, double value) {
        double[] longer = Arrays.copyOf(values, values.length + 1);
        longer[values.length] = value;
        return longer;
    }
}
