package io.github.bp4j.optimizer;

/** What hyper-parameters must be; each check returns what it was given. */
final class Checks {
    private Checks() {}

    static double positive(String name, double x) {
        return require(name, "finite and above 0", x > 0 && x < Double.POSITIVE_INFINITY, x);
    }

    static double notNegative(String name, double x) {
        return require(name, "finite and at least 0", x >= 0 && x < Double.POSITIVE_INFINITY, x);
    }

    /** A β: the share of the old in a running mean. */
    static double belowOne(String name, double x) {
        return require(name, "in [0, 1)", x >= 0 && x < 1, x);
    }

    /** A factor from one rate to the next. */
    static double atMostOne(String name, double x) {
        return require(name, "in (0, 1]", x > 0 && x <= 1, x);
    }

    static double betweenZeroAndOne(String name, double x) {
        return require(name, "above 0 and below 1", x > 0 && x < 1, x);
    }

    static double aboveOne(String name, double x) {
        return require(name, "finite and above 1", x > 1 && x < Double.POSITIVE_INFINITY, x);
    }

    static long atLeast(long least, String name, long n) {
        if (n < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + "; got " + n);
        }
        return n;
    }

    private static double require(String name, String what, boolean holds, double x) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + what + "; got " + x);
        }
        return x;
    }
}
