package io.github.bp4j.training;

import io.github.bp4j.Network;

/** The best epoch so far by what {@link EarlyStopping} watches, and for how long there was none better. */
final class BestEpoch {
    private final EarlyStopping stopping;
    private int epoch; //         0 before the first
    private double value;
    private int patienceFrom; //  the epoch after which patience was given anew
    private Yardstick yardstick; // what the values are measured with; null before the first run
    private Snapshot snapshot; // after the best epoch; null where it is not to be restored

    BestEpoch(EarlyStopping stopping) {
        this.stopping = stopping;
    }

    /** With what was read from a file; the trainer that resumes knows the patience. */
    static BestEpoch of(int epoch, double value, int patienceFrom, Snapshot snapshot, Yardstick yardstick) {
        BestEpoch best = new BestEpoch(null);
        best.epoch = epoch;
        best.value = value;
        best.patienceFrom = patienceFrom;
        best.snapshot = snapshot;
        best.yardstick = yardstick;
        return best;
    }

    BestEpoch copy() {
        return copy(stopping);
    }

    /** Which goes on with other patience. */
    BestEpoch copy(EarlyStopping stopping) {
        BestEpoch copy = new BestEpoch(stopping);
        copy.epoch = epoch;
        copy.value = value;
        copy.patienceFrom = patienceFrom;
        copy.snapshot = snapshot == null ? null : snapshot.copy();
        copy.yardstick = yardstick;
        return copy;
    }

    EarlyStopping stopping() {
        return stopping;
    }

    /** From 1; 0 before the first. */
    int epoch() {
        return epoch;
    }

    double value() {
        return value;
    }

    int patienceFrom() {
        return patienceFrom;
    }

    /** The parameters after the best epoch; null where they are not to be restored. */
    Snapshot snapshot() {
        return snapshot;
    }

    /** Null where it is unknown. */
    Yardstick yardstick() {
        return yardstick;
    }

    /**
     * Measures with this yardstick from now on, after this number of epochs; a best that was measured with another is
     * forgotten.
     */
    void measureWith(Yardstick yardstick, int epochs) {
        boolean beforeUpdates =
                this.yardstick == null && stopping.monitor() == EarlyStopping.Monitor.COST; // an old file's
        if (beforeUpdates || !Yardstick.isSame(this.yardstick, yardstick)) {
            epoch = 0;
            snapshot = null;
            patienceFrom = epochs;
        }
        this.yardstick = yardstick;
    }

    /** Looks at the last epoch of the history, which the network has just ended. */
    void look(History history, Network network) {
        double current = stopping.monitor().valueOf(history, history.epochs());
        if (epoch > 0 && !(stopping.monitor().gain(current, value) > stopping.minDelta())) {
            return;
        }
        epoch = history.epochs();
        value = current;
        if (!stopping.restoresBest()) {
            return;
        }
        if (snapshot == null) {
            snapshot = Snapshot.of(network);
        } else {
            snapshot.take(network);
        }
    }

    boolean isOutOfPatience(int epochs) {
        return epochs - Math.max(epoch, patienceFrom) >= stopping.patience();
    }

    /** After so many epochs: as many again as at first, though the best stays. */
    void renewPatience(int epochs) {
        patienceFrom = epochs;
    }

    /** Whether the network now has the parameters after the best epoch. */
    boolean restore(Network network) {
        if (snapshot == null) {
            return false;
        }
        snapshot.restore(network);
        return true;
    }
}
