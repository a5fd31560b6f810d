package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.CanonicalExponentials.LOG2_E;
import static io.github.bp4j.internal.kernel.CanonicalExponentials.MINUS_LN2_HIGH;
import static io.github.bp4j.internal.kernel.CanonicalExponentials.MINUS_LN2_LOW;
import static io.github.bp4j.internal.kernel.CanonicalExponentials.SHIFT;
import static io.github.bp4j.internal.kernel.CanonicalExponentials.q;
import static io.github.bp4j.internal.kernel.CanonicalExponentials.scale;
import static io.github.bp4j.internal.kernel.CanonicalExponentials.twoToThe;

/**
 * erf x and erfc x in canonical arithmetic: each method is the definition of every bit, each line of it a correctly
 * rounded operation, so that {@code SimdErrorFunctions} does the same on vectors.
 *
 * <pre>
 *   |x| &lt; ½    erf x = x + x P(x²)
 *   a ≥ ½      erfc a = e^(−a² + S(τ)) / (2a + 1.5),   τ = 1 − 5.5 / (a + 2.25)
 * </pre>
 *
 * <p>That erfc a (2a + 1.5) e^(a²) changes little lets one polynomial S, of a variable that maps [½, 27.3] to
 * [−1, 0.814], serve the whole tail, and as it stands in the exponent, its rounding errors stay small. a² is carried in
 * two parts. P and S are minimax polynomials, from src/test/python/canonical_polynomials.py.
 */
final class CanonicalErrorFunctions {
    /** Where the two formulas meet. */
    static final double MIDDLE = 0.5;
    /** From here on erf x rounds to 1, with room to spare. */
    static final double ERF_LIMIT = 6;
    /** Up to here erfc x is a normal number. */
    static final double ERFC_LIMIT = 26;

    /** erf(x) / x − 1 as a polynomial of x² ≤ ¼, relative error of erf 2^−55.9. */
    static final double P0 = 0x1.06eba8214db68p-3,
            P1 = -0x1.812746b037992p-2,
            P2 = 0x1.ce2f21a03bb3fp-4,
            P3 = -0x1.b82ce30e7b74cp-6,
            P4 = 0x1.565bcbd50c9fcp-8,
            P5 = -0x1.c02d4718bbfc5p-11,
            P6 = 0x1.f98c97a0e5afdp-14,
            P7 = -0x1.f210cfb8f28bdp-17,
            P8 = 0x1.8ab58b6b7061bp-20;

    /** a² + ln(erfc(a) (2a + 1.5)) as a polynomial of τ, absolute error 2^−55.3. */
    static final double S0 = 0x1.248c7df492266p-2,
            S1 = -0x1.7c473fde738a1p-3,
            S2 = 0x1.01df2209c1f45p-8,
            S3 = 0x1.d51987d678dc5p-6,
            S4 = -0x1.d213332e3b18bp-7,
            S5 = 0x1.d9776d05c3055p-10,
            S6 = 0x1.c64d4caed2fefp-11,
            S7 = -0x1.19c6b1b43f975p-14,
            S8 = -0x1.1707eb9ba297cp-12,
            S9 = 0x1.2a21e78a4094ap-14,
            S10 = 0x1.204113653bba6p-15,
            S11 = -0x1.4063c799fb77cp-17,
            S12 = -0x1.231dcc8985d13p-17,
            S13 = 0x1.2f55690d8a245p-19,
            S14 = 0x1.b1f9b7114695dp-20,
            S15 = -0x1.0ae646d72638ep-22,
            S16 = -0x1.7efe1d97032c7p-22,
            S17 = 0x1.0a30b78f940ccp-26,
            S18 = 0x1.0070915bd7d21p-24,
            S19 = 0x1.f01deed3a70c9p-28,
            S20 = -0x1.da6b30c6fc672p-28,
            S21 = -0x1.cd6290ff0569fp-30;

    private CanonicalErrorFunctions() {}

    /** erf x = 1 − erfc x beyond the middle; odd. */
    static double erf(double x) {
        double a = Math.abs(x);
        if (a < MIDDLE) {
            return Math.fma(x, p(x * x), x);
        }
        double y = 1 - tail(a > ERF_LIMIT ? ERF_LIMIT : a);
        return x < 0 ? -y : y;
    }

    /** erfc x = 1 − erf x near 0, its rounding mended; erfc(−x) = 2 − erfc x. */
    static double erfc(double x) {
        double a = Math.abs(x);
        if (a < MIDDLE) {
            double y = 1 - x;
            double yLow = (1 - y) - x;
            return y + Math.fma(-x, p(x * x), yLow);
        }
        if (x > ERFC_LIMIT) {
            return x > 28 ? 0 : tail(x);
        }
        double y = tail(x < -ERF_LIMIT ? ERF_LIMIT : a);
        return x < 0 ? 2 - y : y;
    }

    /** P(z), by Estrin's scheme. */
    static double p(double z) {
        double p01 = Math.fma(P1, z, P0);
        double p23 = Math.fma(P3, z, P2);
        double p45 = Math.fma(P5, z, P4);
        double p67 = Math.fma(P7, z, P6);
        double z2 = z * z;
        double p03 = Math.fma(p23, z2, p01);
        double p47 = Math.fma(p67, z2, p45);
        double z4 = z2 * z2;
        return Math.fma(Math.fma(P8, z4, p47), z4, p03);
    }

    /** S(τ), by Estrin's scheme. */
    static double s(double t) {
        double t2 = t * t;
        double s01 = Math.fma(S1, t, S0);
        double s23 = Math.fma(S3, t, S2);
        double s45 = Math.fma(S5, t, S4);
        double s67 = Math.fma(S7, t, S6);
        double s89 = Math.fma(S9, t, S8);
        double s1011 = Math.fma(S11, t, S10);
        double s1213 = Math.fma(S13, t, S12);
        double s1415 = Math.fma(S15, t, S14);
        double s1617 = Math.fma(S17, t, S16);
        double s1819 = Math.fma(S19, t, S18);
        double s2021 = Math.fma(S21, t, S20);
        double s03 = Math.fma(s23, t2, s01);
        double s47 = Math.fma(s67, t2, s45);
        double s811 = Math.fma(s1011, t2, s89);
        double s1215 = Math.fma(s1415, t2, s1213);
        double s1619 = Math.fma(s1819, t2, s1617);
        double t4 = t2 * t2;
        double s1621 = Math.fma(s2021, t4, s1619);
        double high = Math.fma(Math.fma(s1621, t4, s1215), t4, s811);
        return Math.fma(Math.fma(high, t4, s47), t4, s03);
    }

    /** erfc a for a ≥ ½. */
    private static double tail(double a) {
        double shifted = a + 2.25;
        double denominator = a + 0.75;
        double denominatorLow = 0.75 - (denominator - a);
        double y = 1 / (shifted * denominator); // one division for both quotients
        double exponent = s(Math.fma(-5.5, denominator * y, 1));

        double square = -a * a;
        double squareLow = -Math.fma(a, a, square);
        double t = Math.fma(square + exponent, LOG2_E, SHIFT);
        double n = t - SHIFT;
        double r = (Math.fma(n, MINUS_LN2_HIGH, square) + exponent) + Math.fma(n, MINUS_LN2_LOW, squareLow);
        double r2 = r * r;
        double p = Math.fma(r2, q(r, r2), r);
        double e = 1 + p;
        double eLow = p - (e - 1);

        double reciprocal = shifted * y;
        double quotient = e * reciprocal;
        double rest = Math.fma(-quotient, denominator, e) + Math.fma(-quotient, denominatorLow, eLow);
        quotient = Math.fma(rest, reciprocal, quotient);
        return a > ERFC_LIMIT ? scale(quotient, (int) n - 1) : quotient * (0.5 * twoToThe(t));
    }
}
