package io.github.bp4j.training;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;

/** What training recorded, epoch by epoch; epochs count from 1. */
public final class History implements Serializable {
    private static final long serialVersionUID = 1L;

    private double[] costs = {};
    private double[] validationCosts = {};
    private double[] validationAccuracies = {};

    History() {}

    void add(double cost, double validationCost, double validationAccuracy) {
        costs = append(costs, cost);
        validationCosts = append(validationCosts, validationCost);
        validationAccuracies = append(validationAccuracies, validationAccuracy);
    }

    /** The epochs recorded. */
    public int epochs() {
        return costs.length;
    }

    /**
     * The mean of J over the epoch's batches, weighted by their examples, regularisation included; each J is the one
     * before its batch's update.
     *
     * @throws IndexOutOfBoundsException if there is no such epoch
     */
    public double cost(int epoch) {
        return at(epoch, costs);
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

    private static double[] append(double[] values, double value) {
        double[] longer = Arrays.copyOf(values, values.length + 1);
        longer[values.length] = value;
        return longer;
    }
}
