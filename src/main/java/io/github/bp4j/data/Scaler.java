package io.github.bp4j.data;

import static io.github.bp4j.data.Checks.count;

import io.github.bp4j.ShapeException;
import java.util.Arrays;

/**
 * x ← (x − shift) / scale, with a shift and a scale for each feature. They come from the training data alone; all other
 * data are scaled by the same numbers. Immutable and safe for use from several threads.
 */
public final class Scaler {
    private final double[] shift;
    private final double[] scale;

    /** A scale of 0, of a constant feature, becomes 1. */
    private Scaler(double[] shift, double[] scale) {
        this.shift = shift;
        this.scale = scale;
        for (int i = 0; i < scale.length; i++) {
            scale[i] = scale[i] == 0 ? 1 : scale[i];
        }
    }

    /**
     * shift = μ = 1/n Σ x and scale = σ = √(1/n Σ (x − μ)²): each feature of the training data gets mean 0 and variance 1.
     * A constant feature is only shifted, to 0.
     *
     * @throws IllegalArgumentException if a feature reaches so far that max − min overflows
     */
    public static Scaler standardize(Dataset train) {
        double[] x = train.flatInputs();
        Range range = new Range(train);
        int inputs = train.inputs();

        // Of d = (x − min) / 2ᵉ, which lies in [0, 2) whatever the magnitude of x: no sum overflows, no square
        // vanishes.
        double[] power = new double[inputs];
        Arrays.setAll(power, i -> Math.scalb(1.0, -Math.getExponent(range.width[i])));
        double[] mean = new double[inputs];
        for (int k = 0; k < x.length; k++) {
            int i = k % inputs;
            mean[i] += (x[k] - range.min[i]) * power[i];
        }
        Arrays.setAll(mean, i -> mean[i] / train.size());

        // The deviations sum to 0 but for the rounding of the mean, which the second sum takes out again.
        double[] sum = new double[inputs];
        double[] squares = new double[inputs];
        for (int k = 0; k < x.length; k++) {
            int i = k % inputs;
            double deviation = (x[k] - range.min[i]) * power[i] - mean[i];
            sum[i] += deviation;
            squares[i] += deviation * deviation;
        }
        double[] shift = new double[inputs];
        double[] scale = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            double correction = sum[i] / train.size();
            shift[i] = range.min[i] + (mean[i] + correction) / power[i];
            scale[i] = Math.sqrt(squares[i] / train.size() - correction * correction) / power[i];
        }
        return new Scaler(shift, scale);
    }

    /**
     * shift = min and scale = max − min: each feature of the training data reaches from 0 to 1. A constant feature
     * becomes 0.
     *
     * @throws IllegalArgumentException if a feature reaches so far that max − min overflows
     */
    public static Scaler minMax(Dataset train) {
        Range range = new Range(train);
        return new Scaler(range.min, range.width);
    }

    /**
     * A scaler with these numbers, one of each for a feature; both are copied.
     *
     * @throws ShapeException unless there are as many of the one as of the other, and at least one
     * @throws IllegalArgumentException if one is not finite, or a scale is 0
     */
    public static Scaler of(double[] shift, double[] scale) {
        if (shift.length != scale.length || shift.length == 0) {
            throw new ShapeException("Scaler: there are " + shift.length + " shifts and " + scale.length
                    + " scales; one of each is needed for every feature");
        }
        for (int i = 0; i < shift.length; i++) {
            if (!Double.isFinite(shift[i]) || !Double.isFinite(scale[i]) || scale[i] == 0) {
                throw new IllegalArgumentException("Scaler: feature " + i + " has shift " + shift[i] + " and scale "
                        + scale[i] + "; both must be finite, and the scale not 0");
            }
        }
        return new Scaler(shift.clone(), scale.clone());
    }

    /** What is subtracted from each feature: a copy. */
    public double[] shift() {
        return shift.clone();
    }

    /** What each feature is then divided by, never 0: a copy. */
    public double[] scale() {
        return scale.clone();
    }

    /**
     * The same labels or targets with scaled features.
     *
     * @throws ShapeException for another number of features
     * @throws IllegalArgumentException if a scaled value overflows
     */
    public Dataset apply(Dataset data) {
        requireFeatures(data.inputs());
        double[] scaled = data.flatInputs().clone();
        for (int start = 0; start < scaled.length; start += scale.length) {
            for (int i = 0; i < scale.length; i++) {
                scaled[start + i] = (scaled[start + i] - shift[i]) / scale[i];
            }
        }
        return data.withInputs(scaled);
    }

    /**
     * (x − shift) / scale of one example, in a new array.
     *
     * @throws ShapeException for another number of features
     */
    public double[] apply(double... x) {
        double[] scaled = new double[x.length];
        apply(x, scaled);
        return scaled;
    }

    /**
     * out ← (x − shift) / scale of one example; {@code out} may be {@code x}. Allocates nothing.
     *
     * @throws ShapeException for another number of features, or if {@code out} has another length
     */
    public void apply(double[] x, double[] out) {
        requireFeatures(x.length);
        requireFeatures(out.length);
        for (int i = 0; i < scale.length; i++) {
            out[i] = (x[i] - shift[i]) / scale[i];
        }
    }

    /**
     * x = scaled · scale + shift of one example, in a new array: the inverse of {@link #apply(double...)} but for
     * rounding.
     *
     * @throws ShapeException for another number of features
     */
    public double[] invert(double... scaled) {
        requireFeatures(scaled.length);
        double[] x = new double[scaled.length];
        Arrays.setAll(x, i -> scaled[i] * scale[i] + shift[i]);
        return x;
    }

    /** "Scaler of 4 features". */
    @Override
    public String toString() {
        return "Scaler of " + count(scale.length, "feature");
    }

    private void requireFeatures(int given) {
        if (given != scale.length) {
            throw new ShapeException(
                    "the Scaler was fitted on " + count(scale.length, "feature") + "; got " + count(given, "feature"));
        }
    }

    /** The least value of each feature, and max − min. */
    private static final class Range {
        final double[] min;
        final double[] width;

        Range(Dataset data) {
            double[] x = data.flatInputs();
            min = data.example(0);
            double[] max = data.example(0);
            for (int k = 0; k < x.length; k++) {
                int i = k % min.length;
                min[i] = Math.min(min[i], x[k]);
                max[i] = Math.max(max[i], x[k]);
            }
            width = new double[min.length];
            for (int i = 0; i < width.length; i++) {
                width[i] = max[i] - min[i];
                if (width[i] == Double.POSITIVE_INFINITY) {
                    throw new IllegalArgumentException(
                            "feature " + i + " reaches from " + min[i] + " to " + max[i] + "; max − min overflows");
                }
            }
        }
    }
}
