package io.github.bp4j.training;

/**
 * Ends training when a number that is watched has not become better for some epochs. An epoch is the best so far if its
 * value is better than that of the best before by more than minDelta; training ends after {@code patience} epochs that
 * are not. Keras' {@code EarlyStopping} under the same names. Immutable.
 *
 * <pre>{@code
 * EarlyStopping.patience(10).minDelta(1e-4).restoreBest()
 * }</pre>
 *
 * @param patience the epochs without a better one after which training ends
 * @param monitor what is watched
 * @param minDelta by how much a value must be better
 * @param restoresBest whether the network gets the parameters after the best epoch when training ends
 */
public record EarlyStopping(int patience, Monitor monitor, double minDelta, boolean restoresBest) {
    /** What can be watched. */
    public enum Monitor {
        /** J of the validation set; less is better. */
        VALIDATION_COST("validation cost"),
        /** The share of the validation set that is classified right; more is better. */
        VALIDATION_ACCURACY("validation accuracy"),
        /** J of the training set after the epoch, which takes a pass of its own through it; less is better. */
        COST("cost");

        private final String words;

        Monitor(String words) {
            this.words = words;
        }

        boolean needsValidation() {
            return this != COST;
        }

        double valueOf(History history, int epoch) {
            return switch (this) {
                case VALIDATION_COST -> history.validationCost(epoch);
                case VALIDATION_ACCURACY -> history.validationAccuracy(epoch);
                case COST -> history.costAfter(epoch);
            };
        }

        /** How much better the value is than the best before; below 0 if it is worse. */
        double gain(double value, double best) {
            return this == VALIDATION_ACCURACY ? value - best : best - value;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Of all four.
     *
     * @throws IllegalArgumentException if patience is below 1, or minDelta negative or not finite
     */
    public EarlyStopping {
        if (patience < 1) {
            throw new IllegalArgumentException("patience must be at least 1; got " + patience);
        }
        if (monitor == null) {
            throw new NullPointerException("monitor");
        }
        if (!(minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("minDelta must be finite and at least 0; got " + minDelta);
        }
    }

    /**
     * After so many epochs in which the validation cost did not fall; the parameters stay those of the last epoch.
     *
     * @throws IllegalArgumentException if patience is below 1
     */
    public static EarlyStopping patience(int patience) {
        return new EarlyStopping(patience, Monitor.VALIDATION_COST, 0, false);
    }

    /** With another number watched. */
    public EarlyStopping monitor(Monitor monitor) {
        return new EarlyStopping(patience, monitor, minDelta, restoresBest);
    }

    /**
     * With values that are better by minDelta or less taken as not better.
     *
     * @throws IllegalArgumentException if minDelta is negative or not finite
     */
    public EarlyStopping minDelta(double minDelta) {
        return new EarlyStopping(patience, monitor, minDelta, restoresBest);
    }

    /**
     * With the parameters after the best epoch put back when training ends, for whatever reason but an exception. They are
     * kept in memory, as large as the network's.
     */
    public EarlyStopping restoreBest() {
        return new EarlyStopping(patience, monitor, minDelta, true);
    }
}
