package io.github.bp4j.training;

import io.github.bp4j.optimizer.OptimizerState;

/** What {@link ReduceOnPlateau} remembers of a run: the best cost, and two counts. */
final class Plateau {
    private final ReduceOnPlateau rule;
    private double best = Double.POSITIVE_INFINITY;
    private int badEpochs;
    private int cooldownLeft;
    private Yardstick yardstick; // what the costs are measured with; null before the first run

    Plateau(ReduceOnPlateau rule) {
        this.rule = rule;
    }

    /** With what was read from a file; the trainer that resumes knows the rule. */
    static Plateau of(double best, int badEpochs, int cooldownLeft, Yardstick yardstick) {
        Plateau plateau = new Plateau(null);
        plateau.best = best;
        plateau.badEpochs = badEpochs;
        plateau.cooldownLeft = cooldownLeft;
        plateau.yardstick = yardstick;
        return plateau;
    }

    double best() {
        return best;
    }

    int badEpochs() {
        return badEpochs;
    }

    int cooldownLeft() {
        return cooldownLeft;
    }

    /** Null where it is unknown. */
    Yardstick yardstick() {
        return yardstick;
    }

    /** From now on costs are measured with this; what was measured with another is forgotten. */
    void measureWith(Yardstick yardstick) {
        if (!Yardstick.isSame(this.yardstick, yardstick)) {
            best = Double.POSITIVE_INFINITY;
            badEpochs = 0;
            cooldownLeft = 0;
        }
        this.yardstick = yardstick;
    }

    Plateau copy() {
        return copy(rule);
    }

    /** Which goes on by another rule. */
    Plateau copy(ReduceOnPlateau rule) {
        Plateau copy = new Plateau(rule);
        copy.best = best;
        copy.badEpochs = badEpochs;
        copy.cooldownLeft = cooldownLeft;
        copy.yardstick = yardstick;
        return copy;
    }

    /** best − threshold · |best|: what a better cost must be below. */
    private double mark() {
        return best * (best > 0 ? 1 - rule.threshold() : 1 + rule.threshold());
    }

    /** Takes the cost of an epoch, and reduces the rates if it is time. */
    void epochEnded(double cost, OptimizerState state) {
        if (cost < mark()) {
            best = cost;
            badEpochs = 0;
        } else if (badEpochs < Integer.MAX_VALUE) {
            badEpochs++;
        }
        if (cooldownLeft > 0) {
            cooldownLeft--;
            badEpochs = 0;
        }
        if (badEpochs > rule.patience()) {
            badEpochs = 0;
            cooldownLeft = rule.cooldown();
            double reduced = Math.max(rule.factor() * state.rateFactor(), rule.leastFactor());
            if (reduced > 0) { // where it has underflowed, the last one stays
                state.setRateFactor(reduced);
            }
        }
    }
}
