package io.github.bp4j.optimizer;

/** The learning rate α of each step, counted from 1: a pure function, so that a resumed run goes on with the same rates. */
@FunctionalInterface
public interface Schedule {
    /** α for this step, the first being 1. */
    double rate(long step);

    /**
     * The same α for every step.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     */
    static Schedule constant(double rate) {
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the learning rate must be finite and above 0; got " + rate);
        }
        return new Constant(rate);
    }

    /** α. */
    record Constant(double rate) implements Schedule {
        @Override
        public double rate(long step) {
            return rate;
        }
    }
}
