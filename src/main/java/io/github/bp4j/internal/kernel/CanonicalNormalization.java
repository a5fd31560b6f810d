package io.github.bp4j.internal.kernel;

/**
 * Ẑ = (z − μ) / √(σ² + ε) where the ordinary sums would lose digits, overflow or underflow. The ordinary sums are cheap
 * and right for almost all data; {@link #isDoubtful} finds the rest, which {@link #normalize} does with care.
 */
public final class CanonicalNormalization {
    /** Below it, a mean can be subtracted from any finite number without overflow. */
    private static final double MODERATE = 0x1p960;

    /** Above it, the squares that underflow do not matter. */
    private static final double LEAST_SQUARE = 0x1p-960;

    /** 2⁻⁵³ · 2³⁰: the rounding error of a mean, for each addition, must be below 2⁻³⁰ of the standard deviation. */
    private static final double ERROR_OF_AN_ADDITION = 0x1p-23;

    private CanonicalNormalization() {}

    /**
     * Whether a mean and a variance from ordinary sums cannot be relied on: the variance is not finite, it is so small
     * that squares may have underflowed, or the rounding error of the mean may be above 2⁻³⁰ standard deviations.
     *
     * @param additions the most additions, one after the other, that an element takes part in
     */
    public static boolean isDoubtful(double mean, double variance, double epsilon, double additions) {
        double least = additions * ERROR_OF_AN_ADDITION * mean;
        boolean precise = mean == 0 || (variance > 0 && variance >= least * least);
        return !(precise && variance < Double.POSITIVE_INFINITY && variance + epsilon >= LEAST_SQUARE);
    }

    /** The mean; or 0, from which no deviation overflows, where it is so large (or no number) that others would. */
    public static double moderate(double mean) {
        return Math.abs(mean) < MODERATE ? mean : 0;
    }

    /**
     * Ẑ of the n elements z[from], z[from + step], …, written to the same places of zhat, which may be z. They are
     * multiplied by a power of two first, so that no square overflows or underflows; then the first is subtracted from
     * all, then the mean of the rest, then the mean that rounding has left. Equal numbers give exactly 0.
     *
     * @param mean μ is written to mean[k]
     * @param variance σ² is written to variance[k]; infinite where it is larger than the largest double
     * @return 1 / √(σ² + ε)
     */
    public static double normalize(
            double[] z,
            double[] zhat,
            int from,
            int step,
            int n,
            double epsilon,
            double[] mean,
            double[] variance,
            int k) {
        int to = from + step * n;
        double first = z[from];
        double largest = 0;
        boolean equal = true;
        for (int i = from; i < to; i += step) {
            largest = Math.max(largest, Math.abs(z[i]));
            equal &= z[i] == first;
        }
        if (equal && largest < Double.POSITIVE_INFINITY) {
            for (int i = from; i < to; i += step) {
                zhat[i] = 0;
            }
            mean[k] = first;
            variance[k] = 0;
            return 1 / Math.sqrt(epsilon);
        }
        double power = Math.scalb(1.0, -Math.max(Math.getExponent(largest), Math.getExponent(epsilon) / 2));
        double base = first * power;
        double middle = 0;
        for (int i = from; i < to; i += step) {
            middle += z[i] * power - base;
        }
        middle /= n;
        double correction = 0;
        for (int i = from; i < to; i += step) {
            correction += (z[i] * power - base) - middle;
        }
        correction /= n;
        double squares = 0;
        for (int i = from; i < to; i += step) {
            double d = (z[i] * power - base) - middle - correction;
            squares = Math.fma(d, d, squares);
        }
        squares /= n;
        double s = 1 / Math.sqrt(squares + epsilon * power * power);
        for (int i = from; i < to; i += step) {
            zhat[i] = ((z[i] * power - base) - middle - correction) * s;
        }
        mean[k] = (base + (middle + correction)) / power;
        variance[k] = squares / power / power;
        return s * power;
    }
}
