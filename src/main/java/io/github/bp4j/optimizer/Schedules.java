package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;
import io.github.bp4j.internal.kernel.CanonicalSines;

/** The schedules that {@link Schedule} offers; their functions have the same bits everywhere, and allocate nothing. */
final class Schedules {
    private Schedules() {}

    record Step(double rate, long every, double factor) implements Schedule {
        Step {
            requireRate(rate);
            Require.atLeast(1, "every", every);
            Require.atMostOne("factor", factor);
        }

        @Override
        public double rate(long step) {
            requireStep(step);
            return rate * StrictMath.pow(factor, Math.floor((step - 1.0) / every));
        }
    }

    record Exponential(double rate, double factor) implements Schedule {
        Exponential {
            requireRate(rate);
            Require.atMostOne("factor", factor);
        }

        @Override
        public double rate(long step) {
            requireStep(step);
            return rate * StrictMath.pow(factor, step - 1.0);
        }
    }

    record InverseTime(double rate, double decay) implements Schedule {
        InverseTime {
            requireRate(rate);
            Require.notNegative("decay", decay);
        }

        @Override
        public double rate(long step) {
            requireStep(step);
            return rate / (1 + decay * (step - 1));
        }
    }

    record Polynomial(double rate, double end, long steps, double power) implements Schedule {
        Polynomial {
            requireRate(rate);
            Require.notNegative("end", end);
            Require.atLeast(1, "steps", steps);
            Require.positive("power", power);
        }

        @Override
        public double rate(long step) {
            requireStep(step);
            return end + (rate - end) * StrictMath.pow(1 - part(step - 1, steps), power);
        }
    }

    record Cosine(double rate, double end, long steps) implements Schedule {
        Cosine {
            requireRate(rate);
            Require.notNegative("end", end);
            Require.atLeast(1, "steps", steps);
        }

        @Override
        public double rate(long step) {
            requireStep(step);
            return halfCosine(rate, end, part(step - 1, steps));
        }
    }

    record CosineRestarts(double rate, double end, long period, int factor) implements Schedule {
        CosineRestarts {
            requireRate(rate);
            Require.notNegative("end", end);
            Require.atLeast(1, "period", period);
            Require.atLeast(1, "factor", factor);
        }

        @Override
        public double rate(long step) {
            requireStep(step);
            double k = step - 1;
            double T = period;
            if (factor == 1) {
                k %= T;
            }
            while (k >= T) {
                k -= T;
                T *= factor;
            }
            return halfCosine(rate, end, k / T);
        }
    }

    record OneCycle(double peak, long steps) implements Schedule {
        private static final double RISING = 0.3;
        private static final double START_DIVISOR = 25;
        private static final double END_DIVISOR = 1e4;

        OneCycle {
            Require.positive("the peak of the learning rate", peak);
            Require.atLeast(4, "steps", steps);
        }

        @Override
        public double rate(long step) {
            requireStep(step);
            double start = peak / START_DIVISOR;
            double top = RISING * steps - 1;
            double n = Math.min(step, steps) - 1;
            return n <= top
                    ? halfCosine(start, peak, n / top)
                    : halfCosine(peak, start / END_DIVISOR, (n - top) / (steps - 1 - top));
        }
    }

    record WarmUp(Schedule schedule, long steps) implements Schedule {
        WarmUp {
            Require.atLeast(1, "the steps of a warm-up", steps);
        }

        @Override
        public double rate(long step) {
            requireStep(step);
            return step <= steps ? schedule.rate(1) * ((double) step / steps) : schedule.rate(step - steps);
        }
    }

    static void requireStep(long step) {
        Require.atLeast(1, "step", step);
    }

    private static void requireRate(double rate) {
        Require.positive("the learning rate", rate);
    }

    /** n / steps, at most 1. */
    private static double part(long n, long steps) {
        return (double) Math.min(n, steps) / steps;
    }

    /** From one rate to another as x goes from 0 to 1. */
    private static double halfCosine(double from, double to, double x) {
        return to + (from - to) * ((1 + CanonicalSines.cos(Math.PI * x)) / 2);
    }
}
