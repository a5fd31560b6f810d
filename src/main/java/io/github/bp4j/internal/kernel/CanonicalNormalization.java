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
        return normalize(z, zhat, from, step, n, epsilon, null, n, mean, variance, k);
    }

    /**
     * {@link #normalize(double[], double[], int, int, int, double, double[], double[], int)} with the weight of each
     * element, where μ and σ² are weighted means.
     *
     * @param weights at least 0, with one above 0; null where all are 1
     * @param total Σ weights
     */
    public static double normalize(
            double[] z,
            double[] zhat,
            int from,
            int step,
            int n,
            double epsilon,
            double[] weights,
            double total,
            double[] mean,
            double[] variance,
            int k) {
        int start = 0;
        while (weights != null && weights[start] == 0) {
            start++;
        }
        double first = z[from + step * start];
        double largest = 0;
        boolean equal = true;
        for (int j = start; j < n; j++) {
            if (weights == null || weights[j] > 0) {
                double value = z[from + step * j];
                largest = Math.max(largest, Math.abs(value));
                equal &= value == first;
            }
        }
        if (equal && largest < Double.POSITIVE_INFINITY) {
            for (int j = 0; j < n; j++) {
                zhat[from + step * j] = 0;
            }
            mean[k] = first;
            variance[k] = 0;
            return 1 / Math.sqrt(epsilon);
        }
        double power = Math.scalb(1.0, -Math.max(Math.getExponent(largest), Math.getExponent(epsilon) / 2));
        double base = first * power;
        double middle = 0;
        for (int j = start; j < n; j++) {
            double w = weights == null ? 1 : weights[j];
            middle += w == 0 ? 0 : w * (z[from + step * j] * power - base);
        }
        middle /= total;
        double correction = 0;
        for (int j = start; j < n; j++) {
            double w = weights == null ? 1 : weights[j];
            correction += w == 0 ? 0 : w * ((z[from + step * j] * power - base) - middle);
        }
        correction /= total;
        double squares = 0;
        for (int j = start; j < n; j++) {
            double w = weights == null ? 1 : weights[j];
            double d = w == 0 ? 0 : (z[from + step * j] * power - base) - middle - correction;
            squares = Math.fma(w * d, d, squares);
        }
        squares /= total;
        double s = 1 / Math.sqrt(squares + epsilon * power * power);
        for (int j = 0; j < n; j++) {
            int i = from + step * j;
            zhat[i] = ((z[i] * power - base) - middle - correction) * s;
        }
        mean[k] = (base + (middle + correction)) / power;
        variance[k] = squares / power / power;
        return s * power;
    }
}
