package io.github.bp4j.internal.kernel;

/**
 * sin x and cos x in canonical arithmetic: each line is a correctly rounded operation.
 *
 * <pre>
 *   x = n π/2 + r,  |r| ≤ π/4,  π/2 in three parts, so that r has the accuracy of two doubles, r + t
 *   sin x, cos x = ± sin r or ± cos r, by polynomials of r² and what t adds
 * </pre>
 *
 * <p>StrictMath's allocate an array in each call on newer JDKs; they serve beyond {@link #FAR} only.
 *
 * <p>Source of the polynomials: Sun Microsystems, fdlibm 5.3 (1995), k_sin.c and k_cos.c.
 */
public final class CanonicalSines {
    /** Up to here the product of n with a part of π/2 is taken off without an error that counts. */
    private static final double FAR = 0x1p25;

    private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
    private static final double HALF_PI_HIGH = 0x1.921fb54442d18p0;
    private static final double HALF_PI_MIDDLE = 0x1.1a62633145c07p-54;
    private static final double HALF_PI_LOW = -0x1.f1976b7ed8fbcp-110;

    private static final double SIN3 = -1.66666666666666324348e-01,
            SIN5 = 8.33333333332248946124e-03,
            SIN7 = -1.98412698298579493134e-04,
            SIN9 = 2.75573137070700676789e-06,
            SIN11 = -2.50507602534068634195e-08,
            SIN13 = 1.58969099521155010221e-10;
    private static final double COS4 = 4.16666666666666019037e-02,
            COS6 = -1.38888888888741095749e-03,
            COS8 = 2.48015872894767294178e-05,
            COS10 = -2.75573143513906633035e-07,
            COS12 = 2.08757232129817482790e-09,
            COS14 = -1.13596475577881948265e-11;

    private CanonicalSines() {}

    /** sin x; −0 stays −0. */
    public static double sin(double x) {
        if (x == 0) {
            return x;
        }
        return Math.abs(x) < FAR ? shiftedSine(x, 0) : StrictMath.sin(x);
    }

    /** cos x. */
    public static double cos(double x) {
        return Math.abs(x) < FAR ? shiftedSine(x, 1) : StrictMath.cos(x);
    }

    /** sin(x + quarters π/2). */
    private static double shiftedSine(double x, int quarters) {
        double n = Math.rint(TWO_OVER_PI * x);
        double high = Math.fma(-n, HALF_PI_HIGH, x); // exact
        double middle = n * HALF_PI_MIDDLE;
        double r = high - middle;
        double change = r - high;
        double lost = (high - (r - change)) - (middle + change); // high − middle − r, exactly
        double t = lost - Math.fma(n, HALF_PI_MIDDLE, -middle) - n * HALF_PI_LOW;
        int quadrant = (int) n + quarters;
        double size = (quadrant & 1) == 0 ? sineOfRest(r, t) : cosineOfRest(r, t);
        return (quadrant & 2) == 0 ? size : -size;
    }

    /** sin(r + t), where t is less than an ulp of r. */
    private static double sineOfRest(double r, double t) {
        double z = r * r;
        double v = z * r;
        double p = SIN5 + z * (SIN7 + z * (SIN9 + z * (SIN11 + z * SIN13)));
        return r - ((z * (0.5 * t - v * p) - t) - v * SIN3);
    }

    /** cos(r + t). */
    private static double cosineOfRest(double r, double t) {
        double z = r * r;
        double p = z * (COS4 + z * (COS6 + z * (COS8 + z * (COS10 + z * (COS12 + z * COS14)))));
        double half = 0.5 * z;
        double w = 1 - half;
        return w + (((1 - w) - half) + (z * p - r * t));
    }
}
