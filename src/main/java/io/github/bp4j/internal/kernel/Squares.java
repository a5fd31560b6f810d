package io.github.bp4j.internal.kernel;

/**
 * A sum of squares Σ x² whose terms neither overflow nor underflow, for statistics and reports. Terms are added one
 * after the other; ordinary ones as they are, large and small ones to two sums of their own, in units of 2⁻⁶⁰⁰ and
 * 2⁶⁰⁰. Source: Blue, <em>A portable Fortran program to find the Euclidean norm of a vector</em> (1978). Belongs to one
 * thread.
 */
public final class Squares {
    private static final double SMALL_UNIT = 0x1p-600;
    private static final double LARGE_UNIT = 0x1p600;
    private static final double LARGE = 0x1p480; // its square, 2⁶⁴ times, is finite
    private static final double SMALL = 0x1p-480; // its square, and 2⁻⁶⁰ of it, is normal

    private double sum;
    private double ofLarge; // Σ (2⁻⁶⁰⁰ x)²
    private double ofSmall; // Σ (2⁶⁰⁰ x)²

    /** No term. */
    public void clear() {
        sum = 0;
        ofLarge = 0;
        ofSmall = 0;
    }

    /** Adds x². */
    public void add(double x) {
        double size = Math.abs(x);
        if (size > LARGE) {
            ofLarge += SMALL_UNIT * x * (SMALL_UNIT * x);
        } else if (size < SMALL) {
            ofSmall += LARGE_UNIT * x * (LARGE_UNIT * x);
        } else {
            sum += x * x; // NaN too
        }
    }

    /** √(Σ x² / n), which is finite and not 0 whenever the result is. */
    public double root(double n) {
        if (Double.isNaN(sum)) {
            return Double.NaN;
        }
        if (ofLarge > 0) {
            return Math.sqrt((ofLarge + sum * SMALL_UNIT * SMALL_UNIT) / n) * LARGE_UNIT;
        }
        if (ofSmall > 0 && sum == 0) {
            return Math.sqrt(ofSmall / n) * SMALL_UNIT;
        }
        return Math.sqrt(sum / n);
    }
}
