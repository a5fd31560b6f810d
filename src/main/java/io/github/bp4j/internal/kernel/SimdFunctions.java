package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;

/**
 * The elementary functions over arrays, in vectors; the bits are those of {@link Function#of}.
 *
 * <p>Each function has a loop of its own, and its polynomial written out in it: C2 keeps vectors in registers only where
 * it inlines every method that they pass through. It always inlines those of the Vector API, but ours only by
 * estimates of size and frequency that differ from run to run; one call left standing costs an allocation per vector,
 * and a factor of five. For the same reason the loops leave rare arguments alone: each stops before a vector with an
 * element beyond the common range of its function, and returns how many elements are done. And they select by bits,
 * not by masks, for C2 makes objects of the masks of two lanes on x86.
 */
final class SimdFunctions {
    private static final int LANES = DOUBLES.length();

    private SimdFunctions() {}

    /** y[yFrom + i] = f(x[xFrom + i]) for 0 ≤ i &lt; n; y may be x if yFrom is xFrom, else they must not overlap. */
    static void map(Function f, double[] x, int xFrom, double[] y, int yFrom, int n) {
        for (int i = 0; i < n; i += SimdKernel.PIECE) {
            piece(f, x, xFrom + i, y, yFrom + i, Math.min(SimdKernel.PIECE, n - i));
        }
    }

    private static void piece(Function f, double[] x, int xFrom, double[] y, int yFrom, int n) {
        int done = vectors(f, x, xFrom, y, yFrom, n);
        while (n - done >= LANES) {
            scalars(f, x, xFrom + done, y, yFrom + done, LANES);
            done += LANES;
            done += vectors(f, x, xFrom + done, y, yFrom + done, n - done);
        }
        // the rest: one more vector that ends with the array, unless what it overlaps is no longer in x
        int end = n - LANES;
        if (done == n || (end >= 0 && x != y && vectors(f, x, xFrom + end, y, yFrom + end, LANES) == LANES)) {
            return;
        }
        scalars(f, x, xFrom + done, y, yFrom + done, n - done);
    }

    private static int vectors(Function f, double[] x, int xFrom, double[] y, int yFrom, int n) {
        return switch (f) {
            case EXP -> SimdExponentials.exp(x, xFrom, 0, y, yFrom, n);
            case EXPM1 -> SimdExponentials.expm1(x, xFrom, y, yFrom, n);
            case LOG -> SimdLogarithms.log(x, xFrom, y, yFrom, n);
            case LOG1P -> SimdLogarithms.log1p(x, xFrom, y, yFrom, n);
            case TANH -> SimdExponentials.tanh(x, xFrom, y, yFrom, n);
            case SIGMOID -> SimdExponentials.sigmoid(x, xFrom, y, yFrom, n);
            case SOFTPLUS -> SimdExponentials.softplus(x, xFrom, y, yFrom, n);
            case ERF -> SimdErrorFunctions.erf(false, x, xFrom, y, yFrom, n);
            case ERFC -> SimdErrorFunctions.erf(true, x, xFrom, y, yFrom, n);
        };
    }

    private static void scalars(Function f, double[] x, int xFrom, double[] y, int yFrom, int n) {
        for (int i = 0; i < n; i++) {
            y[yFrom + i] = f.of(x[xFrom + i]);
        }
    }
}
