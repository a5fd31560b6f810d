package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.CanonicalLogarithms.LN2_LOW;

/**
 * e^x and its kin in canonical arithmetic: each method is the definition of every bit, each line of it a correctly
 * rounded operation, so that {@code SimdExponentials} does the same on vectors.
 *
 * <pre>
 *   x = n ln 2 + r, |r| ≤ ½ ln 2        e^x = 2ⁿ (1 + p)        p = e^r − 1 = r + r² q(r)
 * </pre>
 *
 * <p>n is rounded by adding 1.5·2⁵², whose sum carries n in its low bits; shifted left by 52 these bits are 2ⁿ's
 * exponent. n ln 2 is subtracted in two parts, of which the first product is exact (W. J. Cody and W. Waite, Software
 * Manual for the Elementary Functions, 1980). q is a minimax polynomial, from src/test/python/canonical_polynomials.py.
 * Where a quotient is formed, the rounding errors of numerator and denominator are carried along and mended.
 */
final class CanonicalExponentials {
    /** Up to here 2ⁿ (1 + p) is a normal number, and no step of any method over- or underflows harmfully. */
    static final double LIMIT = 708;
    /** From here on tanh x rounds to 1, with room to spare. */
    static final double TANH_LIMIT = 19.5;

    static final double SQRT_2_MINUS_1 = 0x1.a827999fcef32p-2;

    /** Adding it rounds to an integer. */
    static final double SHIFT = 0x1.8p52;

    static final double LOG2_E = 0x1.71547652b82fep0;
    /** −ln 2, its leading 33 bits: times any n it is exact. */
    static final double MINUS_LN2_HIGH = -0x1.62e42fefp-1;
    /** −ln 2, the rest. */
    static final double MINUS_LN2_LOW = -0x1.473de6af278edp-34;

    /** (e^r − 1 − r) / r² on |r| ≤ ½ ln 2, relative error of p 2^−61.4. */
    static final double Q0 = 0.5,
            Q1 = 0x1.5555555555559p-3,
            Q2 = 0x1.5555555555559p-5,
            Q3 = 0x1.111111110f6f7p-7,
            Q4 = 0x1.6c16c16c1619fp-10,
            Q5 = 0x1.a01a01af9d8dfp-13,
            Q6 = 0x1.a01a01a0df664p-16,
            Q7 = 0x1.71ddf94548141p-19,
            Q8 = 0x1.27e4f331593b7p-22,
            Q9 = 0x1.af5cdc6ca115ap-26,
            Q10 = 0x1.1f412c36e8ba3p-29;

    static final long ONE = 0x3ff0_0000_0000_0000L; // the bits of 1
    static final long HALF = 0x3fe0_0000_0000_0000L; // the bits of ½

    private CanonicalExponentials() {}

    /** q(r), by Estrin's scheme: pairs, then pairs of pairs; {@code r2} is r². */
    static double q(double r, double r2) {
        double q01 = Math.fma(Q1, r, Q0);
        double q23 = Math.fma(Q3, r, Q2);
        double q45 = Math.fma(Q5, r, Q4);
        double q67 = Math.fma(Q7, r, Q6);
        double q89 = Math.fma(Q9, r, Q8);
        double q03 = Math.fma(q23, r2, q01);
        double q47 = Math.fma(q67, r2, q45);
        double q810 = Math.fma(Q10, r2, q89);
        double r4 = r2 * r2;
        return Math.fma(Math.fma(q810, r4, q47), r4, q03);
    }

    /** 2ⁿ, n being the low bits of t = 1.5·2⁵² + n. */
    static double twoToThe(double t) {
        return Double.longBitsToDouble((Double.doubleToRawLongBits(t) << 52) + ONE);
    }

    /** e^x = 2ⁿ (1 + p). */
    static double exp(double x) {
        if (!(Math.abs(x) <= LIMIT)) {
            return expBeyondLimit(x);
        }
        double t = Math.fma(x, LOG2_E, SHIFT);
        return Double.longBitsToDouble(
                Double.doubleToRawLongBits(onePlusP(x, t - SHIFT)) + (Double.doubleToRawLongBits(t) << 52));
    }

    private static double onePlusP(double x, double n) {
        double r = Math.fma(n, MINUS_LN2_LOW, Math.fma(n, MINUS_LN2_HIGH, x));
        double r2 = r * r;
        return 1 + Math.fma(r2, q(r, r2), r);
    }

    /** Results that are subnormal, 0, infinite or NaN: scaled in two steps, of which only the last may round. */
    private static double expBeyondLimit(double x) {
        if (x > 710) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < -746) {
            return 0;
        }
        double n = Math.fma(x, LOG2_E, SHIFT) - SHIFT;
        return scale(onePlusP(x, n), (int) n);
    }

    /** y·2ⁿ, rounded once, for y between ½ and 2 and |n| ≤ 1100. */
    static double scale(double y, int n) {
        int last = n > 0 ? 100 : -100;
        return y * Math.scalb(1.0, n - last) * Math.scalb(1.0, last);
    }

    /** e^x − 1 = (2ⁿ − 1 + 2ⁿ r) + 2ⁿ (r² q + c), with c what r lost by rounding. */
    static double expm1(double x) {
        if (!(Math.abs(x) <= LIMIT)) {
            return x < 0 ? -1 : exp(x);
        }
        double t = Math.fma(x, LOG2_E, SHIFT);
        double n = t - SHIFT;
        double high = Math.fma(n, MINUS_LN2_HIGH, x);
        double r = Math.fma(n, MINUS_LN2_LOW, high);
        double c = Math.fma(n, MINUS_LN2_LOW, high - r);
        double r2 = r * r;
        double w = Math.fma(r2, q(r, r2), c);
        double s = twoToThe(t);
        double y = Math.fma(s, w, Math.fma(s, r, s - 1));
        return x == 0 ? x : y; // keeps −0
    }

    /** tanh x = ± E / (E + 2) with E = e^2|x| − 1; both are formed from 2ⁿ ∓ 1 and 2ⁿ p. */
    static double tanh(double x) {
        double a = Math.abs(x);
        a = a > TANH_LIMIT ? TANH_LIMIT : a;
        double x2 = a + a;
        double t = Math.fma(x2, LOG2_E, SHIFT);
        double n = t - SHIFT;
        double high = Math.fma(n, MINUS_LN2_HIGH, x2);
        double r = Math.fma(n, MINUS_LN2_LOW, high);
        double c = Math.fma(n, MINUS_LN2_LOW, high - r);
        double r2 = r * r;
        double w = Math.fma(r2, q(r, r2), c);
        double p = r + w;
        double pLow = w - (p - r);
        double s = twoToThe(t);
        double numerator = Math.fma(s, p, s - 1);
        double denominator = Math.fma(s, p, s + 1);
        double numeratorLow = Math.fma(s, pLow, Math.fma(s, p, (s - 1) - numerator));
        double denominatorLow = Math.fma(s, pLow, Math.fma(s, p, (s - denominator) + 1));
        double y = -1 / denominator;
        double minusQuotient = numerator * y;
        double rest = Math.fma(minusQuotient, denominator, numerator);
        rest = Math.fma(minusQuotient, denominatorLow, rest + numeratorLow);
        minusQuotient = Math.fma(rest, y, minusQuotient);
        long sign = Double.doubleToRawLongBits(x) & Long.MIN_VALUE;
        return Double.longBitsToDouble(Double.doubleToRawLongBits(minusQuotient) ^ sign ^ Long.MIN_VALUE);
    }

    /** 1 / (1 + z) for x ≥ 0, else z / (1 + z), with z = e^−|x|. */
    static double sigmoid(double x) {
        double m = -Math.abs(x);
        if (!(m >= -LIMIT)) {
            return x > 0 ? 1 : exp(x);
        }
        double t = Math.fma(m, LOG2_E, SHIFT);
        double n = t - SHIFT;
        double r = Math.fma(n, MINUS_LN2_LOW, Math.fma(n, MINUS_LN2_HIGH, m));
        double r2 = r * r;
        double p = Math.fma(r2, q(r, r2), r);
        double s = twoToThe(t);
        double z = Math.fma(s, p, s);
        double zLow = Math.fma(s, p, s - z);
        double denominator = 1 + z;
        double denominatorLow = (z - (denominator - 1)) + zLow;
        double numerator = x < 0 ? z : 1;
        double numeratorLow = x < 0 ? zLow : 0;
        double y = -1 / denominator;
        double minusQuotient = numerator * y;
        double rest = Math.fma(minusQuotient, denominator, numerator);
        rest = Math.fma(minusQuotient, denominatorLow, rest + numeratorLow);
        return -Math.fma(rest, y, minusQuotient);
    }

    /** max(x, 0) + ln(1 + z), with z = e^−|x|; 1 + z = 2ᵏ (1 + f), k being 0 or 1. */
    static double softplus(double x) {
        double m = -Math.abs(x);
        if (!(m >= -LIMIT)) {
            return x > 0 ? x : exp(x);
        }
        double t = Math.fma(m, LOG2_E, SHIFT);
        double n = t - SHIFT;
        double r = Math.fma(n, MINUS_LN2_LOW, Math.fma(n, MINUS_LN2_HIGH, m));
        double r2 = r * r;
        double p = Math.fma(r2, q(r, r2), r);
        double s = twoToThe(t);
        double z = Math.fma(s, p, s);
        double zLow = Math.fma(s, p, s - z);
        boolean far = z < SQRT_2_MINUS_1;
        double f = far ? z : Math.fma(0.5, z, -0.5);
        double low = far ? zLow : Math.fma(0.5, zLow, LN2_LOW);
        double log = CanonicalLogarithms.logOf(f, far ? 0 : 1, low);
        return (x > 0 ? x : 0) + log;
    }
}
