package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * The learning rate α of each step, counted from 1: a pure function, so that a resumed run goes on with the same rates.
 *
 * <p>A step is a mini-batch: an epoch has ⌈examples / batch size⌉ of them. In the formulas t is the step, n = t − 1 the
 * number of steps made before it; so α₁ is the first rate, and PyTorch's schedulers, stepped once a batch, give the same.
 */
@FunctionalInterface
public interface Schedule {
    /**
     * α for this step, finite and at least 0; the step of an optimizer refuses anything else. A rate of 0 leaves the
     * parameters as they are, except with {@link RProp}, whose steps are never below its Δ_min.
     *
     * @param step from 1
     * @throws IllegalArgumentException if the step is below 1: every schedule of this interface checks it
     */
    double rate(long step);

    /**
     * α, the same for every step.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     */
    static Schedule constant(double rate) {
        return new Constant(rate);
    }

    /**
     * α · factor^⌊n / every⌋: smaller by a factor in (0, 1] after every so many steps.
     *
     * @throws IllegalArgumentException if an argument is out of its range
     */
    static Schedule step(double rate, long every, double factor) {
        return new Schedules.Step(rate, every, factor);
    }

    /**
     * α · factorⁿ, with a factor in (0, 1].
     *
     * @throws IllegalArgumentException if an argument is out of its range
     */
    static Schedule exponential(double rate, double factor) {
        return new Schedules.Exponential(rate, factor);
    }

    /**
     * α / (1 + decay · n), with a decay of at least 0.
     *
     * @throws IllegalArgumentException if an argument is out of its range
     */
    static Schedule inverseTime(double rate, double decay) {
        return new Schedules.InverseTime(rate, decay);
    }

    /**
     * end + (α − end) (1 − n / steps)^power, and end from step {@code steps + 1} on; a power of 1 is a straight line.
     *
     * @throws IllegalArgumentException if an argument is out of its range
     */
    static Schedule polynomial(double rate, double end, long steps, double power) {
        return new Schedules.Polynomial(rate, end, steps, power);
    }

    /**
     * end + (α − end) (1 + cos(π n / steps)) / 2, and end from step {@code steps + 1} on.
     *
     * <p>Source: Loshchilov and Hutter, <em>SGDR: stochastic gradient descent with warm restarts</em> (ICLR 2017).
     *
     * @throws IllegalArgumentException if an argument is out of its range
     */
    static Schedule cosine(double rate, double end, long steps) {
        return new Schedules.Cosine(rate, end, steps);
    }

    /**
     * end + (α − end) (1 + cos(π k / T)) / 2 in step k, from 0, of a period of T steps; the first period has
     * {@code period} steps, and each has {@code factor} times those of the one before.
     *
     * <p>Source: as {@link #cosine}, equation 5.
     *
     * @throws IllegalArgumentException if an argument is out of its range
     */
    static Schedule cosineRestarts(double rate, double end, long period, int factor) {
        return new Schedules.CosineRestarts(rate, end, period, factor);
    }

    /**
     * Up from peak / 25 to the peak over the first 30 % of the steps, then down to peak / 250 000, each way along half a
     * cosine; stays there afterwards. With S steps the peak is at n = 0.3 S − 1, the end at n = S − 1.
     *
     * <p>Source: Smith and Topin, <em>Super-convergence</em> (2018), in the form and with the defaults of PyTorch's
     * {@code OneCycleLR}, without its cycle of the momentum.
     *
     * @throws IllegalArgumentException unless the peak is finite and above 0, and there are 4 steps at least
     */
    static Schedule oneCycle(double peak, long steps) {
        return new Schedules.OneCycle(peak, steps);
    }

    /**
     * A linear warm-up before this schedule: α₁ t / steps for t ≤ {@code steps}, α₁ being the first rate of this schedule;
     * then its rates from α₁ on.
     *
     * @throws IllegalArgumentException if there is not 1 step at least
     */
    default Schedule warmUp(long steps) {
        return new Schedules.WarmUp(this, steps);
    }

    /** α. */
    record Constant(double rate) implements Schedule {
        /**
         * The same α for every step.
         *
         * @throws IllegalArgumentException unless α is finite and above 0
         */
        public Constant {
            Require.positive("the learning rate", rate);
        }

        @Override
        public double rate(long step) {
            Schedules.requireStep(step);
            return rate;
        }
    }
}
