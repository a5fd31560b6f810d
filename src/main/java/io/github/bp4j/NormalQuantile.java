package io.github.bp4j;

import io.github.bp4j.internal.kernel.Function;

/**
 * Φ⁻¹, the quantile function of the normal distribution with mean 0 and variance 1: from a uniform u in (0, 1) to a normal
 * deviate. Source: Wichura, <em>Algorithm AS 241: the percentage points of the normal distribution</em> (1988), PPND16, with
 * polynomials by fused multiply-adds and the canonical logarithm.
 */
final class NormalQuantile {
    // Coefficients from the highest power down; the second of a pair stands below the fraction.
    private static final double[] CENTRE = {
        2509.0809287301227,
        33430.57558358813,
        67265.7709270087,
        45921.95393154987,
        13731.69376550946,
        1971.5909503065513,
        133.14166789178438,
        3.3871328727963665
    };

    private static final double[] CENTRE_BELOW = {
        5226.495278852854,
        28729.085735721943,
        39307.89580009271,
        21213.794301586597,
        5394.196021424751,
        687.1870074920579,
        42.31333070160091,
        1.0
    };

    private static final double[] TAIL = {
        0.0007745450142783414,
        0.022723844989269184,
        0.2417807251774506,
        1.2704582524523684,
        3.6478483247632045,
        5.769497221460691,
        4.630337846156546,
        1.4234371107496835
    };

    private static final double[] TAIL_BELOW = {
        1.0507500716444169e-9,
        0.0005475938084995345,
        0.015198666563616457,
        0.14810397642748008,
        0.6897673349851,
        1.6763848301838038,
        2.053191626637759,
        1.0
    };

    private static final double[] FAR_TAIL = {
        2.0103343992922881e-7,
        2.7115555687434876e-5,
        0.0012426609473880784,
        0.026532189526576124,
        0.29656057182850487,
        1.7848265399172913,
        5.463784911164114,
        6.657904643501103
    };

    private static final double[] FAR_TAIL_BELOW = {
        2.0442631033899397e-15,
        1.421511758316446e-7,
        1.8463183175100548e-5,
        0.0007868691311456133,
        0.014875361290850615,
        0.1369298809227358,
        0.599832206555888,
        1.0
    };

    private NormalQuantile() {}

    /** Φ⁻¹(u). */
    static double of(double u) {
        double q = u - 0.5;
        if (Math.abs(q) <= 0.425) {
            double r = 0.180625 - q * q;
            return polynomial(CENTRE, r) * q / polynomial(CENTRE_BELOW, r);
        }
        double r = Math.sqrt(-Function.LOG.of(q < 0 ? u : 1 - u));
        double size = r <= 5
                ? polynomial(TAIL, r - 1.6) / polynomial(TAIL_BELOW, r - 1.6)
                : polynomial(FAR_TAIL, r - 5) / polynomial(FAR_TAIL_BELOW, r - 5);
        return q < 0 ? -size : size;
    }

    private static double polynomial(double[] c, double x) {
        double sum = Math.fma(c[0], x, c[1]);
        sum = Math.fma(sum, x, c[2]);
        sum = Math.fma(sum, x, c[3]);
        sum = Math.fma(sum, x, c[4]);
        sum = Math.fma(sum, x, c[5]);
        sum = Math.fma(sum, x, c[6]);
        return Math.fma(sum, x, c[7]);
    }
}
