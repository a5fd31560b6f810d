package io.github.bp4j.internal.kernel;

/**
 * ln x and ln(1 + x) in canonical arithmetic: each method is the definition of every bit, each line of it a correctly
 * rounded operation, so that {@code SimdLogarithms} does the same on vectors.
 *
 * <pre>
 *   x = 2ᵏ (1 + f), √½ ≤ 1 + f &lt; √2        s = f / (2 + f), z = s²
 *   ln(1 + f) = ln((1 + s) / (1 − s)) = f − (f²/2 − s (f²/2 + z R(z)))        ln x = k ln 2 + ln(1 + f)
 * </pre>
 *
 * <p>The method is that of fdlibm's e_log.c (Sun Microsystems, 1993); R is our own minimax polynomial, from
 * src/test/python/canonical_polynomials.py.
 */
final class CanonicalLogarithms {
    /** Below it ln(1 + x) needs no care beyond the common path. */
    static final double LOG1P_LIMIT = 0x1p1000;
    /** Times the limit or more, it is infinite. */
    static final double LOG1P_OVERFLOW = 0x1p24;

    /** ln 2, its leading 33 bits: times any k it is exact. */
    static final double LN2_HIGH = 0x1.62e42fefp-1;
    /** ln 2, the rest. */
    static final double LN2_LOW = 0x1.473de6af278edp-34;

    /** (ln((1 + s) / (1 − s)) − 2s) / (s z) on 0 ≤ z ≤ 0.0295, relative error of the logarithm 2^−59.5. */
    static final double R0 = 0x1.5555555555592p-1,
            R1 = 0x1.999999997fef2p-2,
            R2 = 0x1.24924941e4eacp-2,
            R3 = 0x1.c71c521086a6dp-3,
            R4 = 0x1.74663dda762e0p-3,
            R5 = 0x1.39a1cd972375dp-3,
            R6 = 0x1.2f04e9e1f7737p-3;

    static final long SQRT_HALF = 0x3fe6_a09e_667f_3bcdL; // the bits of √½
    /** Added to the bits of x, it makes their exponent k + 1023. */
    static final long TO_EXPONENT = 0x3ff0_0000_0000_0000L - SQRT_HALF;

    static final long MANTISSA = 0x000f_ffff_ffff_ffffL;
    /** The bits of 2⁵²; with a small integer in the mantissa they are 2⁵² + this integer. */
    static final long TWO_52_BITS = 0x4330_0000_0000_0000L;

    static final double TWO_52_AND_BIAS = 0x1p52 + 1023;
    /** The exponent bits of 2ᵏ, taken from this, are those of 2^−k. */
    static final long TWICE_BIAS = 2046L << 52;

    private CanonicalLogarithms() {}

    /** ln x. */
    static double log(double x) {
        if (x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE) {
            long u = Double.doubleToRawLongBits(x) + TO_EXPONENT;
            double k = exponent(u);
            return logOf(Double.longBitsToDouble((u & MANTISSA) + SQRT_HALF) - 1, k, k * LN2_LOW);
        }
        if (x > 0 && x < Double.MIN_NORMAL) {
            long u = Double.doubleToRawLongBits(x * 0x1p52) + TO_EXPONENT;
            double k = exponent(u) - 52;
            return logOf(Double.longBitsToDouble((u & MANTISSA) + SQRT_HALF) - 1, k, k * LN2_LOW);
        }
        return x == 0 ? Double.NEGATIVE_INFINITY : x > 0 ? x : Double.NaN;
    }

    private static double exponent(long u) {
        return Double.longBitsToDouble((u >>> 52) | TWO_52_BITS) - TWO_52_AND_BIAS;
    }

    /** k ln 2 + ln(1 + f), {@code low} being k times the low part of ln 2 and whatever f lost. */
    static double logOf(double f, double k, double low) {
        double s = f / (2 + f);
        double z = s * s;
        double half = 0.5 * f * f;
        double t = Math.fma(s, Math.fma(z, r(z), half), low);
        return Math.fma(k, LN2_HIGH, f - (half - t));
    }

    /** R(z), by Estrin's scheme. */
    static double r(double z) {
        double r01 = Math.fma(R1, z, R0);
        double r23 = Math.fma(R3, z, R2);
        double r45 = Math.fma(R5, z, R4);
        double z2 = z * z;
        return Math.fma(Math.fma(Math.fma(R6, z2, r45), z2, r23), z2, r01);
    }

    /** ln(1 + x) = ln(u + low), u being 1 + x rounded and low what it lost. */
    static double log1p(double x) {
        if (!(x > -1 && x < LOG1P_LIMIT)) {
            return x > 0 ? log(x) : x == -1 ? Double.NEGATIVE_INFINITY : Double.NaN;
        }
        double u = 1 + x;
        double v = u - 1;
        double low = (1 - (u - v)) + (x - v);
        long bits = Double.doubleToRawLongBits(u) + TO_EXPONENT;
        double k = exponent(bits);
        double minusK = Double.longBitsToDouble(TWICE_BIAS - (bits & ~MANTISSA)); // 2^−k
        double fHigh = Double.longBitsToDouble((bits & MANTISSA) + SQRT_HALF) - 1;
        double fLow = low * minusK;
        double f = fHigh + fLow;
        double y = logOf(f, k, Math.fma(k, LN2_LOW, fLow - (f - fHigh)));
        return x == 0 ? x : y; // keeps −0
    }
}
