package io.github.bp4j.data;

import static io.github.bp4j.data.Checks.count;

import io.github.bp4j.Matrix;
import io.github.bp4j.Schema;
import io.github.bp4j.ShapeException;
import io.github.bp4j.internal.check.Require;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;

/**
 * x ← (x − shift) / scale, with a shift and a scale for each feature. They come from the training data alone; all other
 * data are scaled by the same numbers. An example of weight k counts as k examples, and one of weight 0 is absent; only
 * the ratios of the weights count. Immutable and safe for use from several threads.
 */
public final class Scaler {
    private final double[] shift;
    private final double[] scale;
    private final Schema schema; // the names of the features alone

    /** A scale of 0, of a constant feature, becomes 1. */
    private Scaler(double[] shift, double[] scale, List<String> names) {
        this.shift = shift;
        this.scale = scale;
        this.schema = Schema.ofFeatures(names);
        for (int i = 0; i < scale.length; i++) {
            scale[i] = scale[i] == 0 ? 1 : scale[i];
        }
    }

    /**
     * shift = μ = 1/n Σ x and scale = σ = √(1/n Σ (x − μ)²): each feature of the training data gets mean 0 and variance 1.
     * A constant feature is only shifted, to 0; so is one that is constant but for rounding: max − min ≤ k ε max |x|,
     * with ε = 2⁻⁵² and k = n/2, but from 6 to 64.
     *
     * @throws IllegalArgumentException if a feature reaches so far that max − min overflows
     */
    public static Scaler standardize(Dataset train) {
        Objects.requireNonNull(train, "train");
        Dataset present = train.present();
        double[] x = present.flatInputs();
        double[] weights = present.shares();
        double n = DoubleStream.of(weights).reduce(0, Double::sum);
        Range range = new Range(present);
        int inputs = present.inputs();

        // Of d = (x − min) / 2ᵉ, which lies in [0, 2) whatever the magnitude of x: no sum overflows, no square
        // vanishes.
        double[] power = new double[inputs];
        Arrays.setAll(power, i -> Math.scalb(1.0, -Math.getExponent(range.width[i])));
        double[] mean = new double[inputs];
        for (int k = 0; k < x.length; k++) {
            int i = k % inputs;
            mean[i] += weights[k / inputs] * ((x[k] - range.min[i]) * power[i]);
        }
        Arrays.setAll(mean, i -> mean[i] / n);

        // The deviations sum to 0 but for the rounding of the mean, which the second sum takes out again.
        double[] sum = new double[inputs];
        double[] squares = new double[inputs];
        for (int k = 0; k < x.length; k++) {
            int i = k % inputs;
            double deviation = (x[k] - range.min[i]) * power[i] - mean[i];
            double weighted = weights[k / inputs] * deviation;
            sum[i] += weighted;
            squares[i] += weighted * deviation;
        }
        double[] shift = new double[inputs];
        double[] scale = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            double correction = sum[i] / n;
            double variance = squares[i] / n - correction * correction;
            shift[i] = range.min[i] + (mean[i] + correction) / power[i];
            scale[i] = range.hasSpread(i) ? Math.sqrt(variance) / power[i] : 1;
        }
        return new Scaler(shift, scale, train.features());
    }

    /**
     * shift = min and scale = max − min: each feature of the training data reaches from 0 to 1. A constant feature,
     * even if only but for rounding, is shifted and not scaled, as by {@link #standardize}.
     *
     * @throws IllegalArgumentException if a feature reaches so far that max − min overflows
     */
    public static Scaler minMax(Dataset train) {
        Objects.requireNonNull(train, "train");
        Range range = new Range(train.present());
        double[] scale = new double[range.width.length];
        Arrays.setAll(scale, i -> range.hasSpread(i) ? range.width[i] : 1);
        return new Scaler(range.min, scale, train.features());
    }

    /**
     * shift = 0 and scale = max |x|: each feature of the training data reaches from −1 to 1 at most, and 0 stays 0. A
     * feature that is always 0 stays so.
     */
    public static Scaler maxAbs(Dataset train) {
        Objects.requireNonNull(train, "train");
        double[] x = train.present().flatInputs();
        double[] scale = new double[train.inputs()];
        for (int k = 0; k < x.length; k++) {
            int i = k % scale.length;
            scale[i] = Math.max(scale[i], Math.abs(x[k]));
        }
        return new Scaler(new double[scale.length], scale, train.features());
    }

    /**
     * {@link #standardize(Dataset)} for the numeric targets in place of the features: to be used by
     * {@link #applyToTargets}, and to {@link #invert(Matrix)} predictions.
     *
     * @throws IllegalStateException if the data has classes
     * @throws IllegalArgumentException if a target reaches so far that max − min overflows
     */
    public static Scaler standardizeTargets(Dataset train) {
        Objects.requireNonNull(train, "train");
        return standardize(targetsAsInputs(train));
    }

    /**
     * {@link #minMax(Dataset)} for the numeric targets in place of the features.
     *
     * @throws IllegalStateException if the data has classes
     * @throws IllegalArgumentException if a target reaches so far that max − min overflows
     */
    public static Scaler minMaxTargets(Dataset train) {
        Objects.requireNonNull(train, "train");
        return minMax(targetsAsInputs(train));
    }

    /**
     * The one that changes nothing: shift = 0 and scale = 1.
     *
     * @throws IllegalArgumentException if there is not 1 feature at least
     */
    public static Scaler identity(int features) {
        Require.size(1, "features", features);
        double[] ones = new double[features];
        Arrays.fill(ones, 1);
        return new Scaler(new double[features], ones, List.of());
    }

    /**
     * The one with these numbers; they are copied.
     *
     * @throws ShapeException unless there are as many of both, at least 1
     * @throws IllegalArgumentException if one is not finite, or a scale is 0
     */
    public static Scaler of(double[] shift, double[] scale) {
        Objects.requireNonNull(shift, "shift");
        Objects.requireNonNull(scale, "scale");
        if (shift.length != scale.length || shift.length == 0) {
            throw new ShapeException(
                    "shift is for " + count(shift.length, "feature") + ", scale for " + count(scale.length, "feature"));
        }
        for (int i = 0; i < scale.length; i++) {
            if (!Double.isFinite(shift[i]) || !Double.isFinite(scale[i]) || scale[i] == 0) {
                throw new IllegalArgumentException("feature " + i + " has shift " + shift[i] + " and scale " + scale[i]
                        + "; both must be finite, and the scale not 0");
            }
        }
        return new Scaler(shift.clone(), scale.clone(), List.of());
    }

    /**
     * The same numbers for features of these names.
     *
     * @throws ShapeException unless there is one name for each feature; or none at all
     * @throws IllegalArgumentException if a name is null or occurs twice
     */
    public Scaler withNames(List<String> names) {
        Objects.requireNonNull(names, "names");
        if (!names.isEmpty() && names.size() != scale.length) {
            throw new ShapeException(count(names.size(), "name") + " for " + count(scale.length, "feature")
                    + "; one for each is needed");
        }
        return new Scaler(shift, scale, names);
    }

    private static Dataset targetsAsInputs(Dataset data) {
        Dataset targets =
                Dataset.adopt(data.flatTargets(), data.outputs(), List.of(), null, data.flatTargets(), data.outputs());
        return data.isWeighted() ? targets.withWeights(data.weights()) : targets;
    }

    /** The number of features. */
    public int features() {
        return scale.length;
    }

    /** The names of the features, which are those of the training data; empty where they have none. */
    public List<String> names() {
        return schema.features();
    }

    /** What is subtracted from each feature: a copy. */
    public double[] shift() {
        return shift.clone();
    }

    /** What each feature is then divided by, never 0: a copy. */
    public double[] scale() {
        return scale.clone();
    }

    // ---------------------------------------------------------------- there

    /**
     * The same labels or targets with scaled features.
     *
     * @throws ShapeException for another number of features
     * @throws IllegalArgumentException if the features have other names, or a scaled value overflows
     */
    public Dataset apply(Dataset data) {
        Objects.requireNonNull(data, "data");
        requireFeatures(data.inputs());
        requireNames("the data set", data.schema());
        return data.withInputs(applyToAll(data.flatInputs()));
    }

    /**
     * The same examples with scaled targets.
     *
     * @throws ShapeException for another number of targets
     * @throws IllegalStateException if the data has classes
     * @throws IllegalArgumentException if a scaled value overflows
     */
    public Dataset applyToTargets(Dataset data) {
        Objects.requireNonNull(data, "data");
        double[] targets = data.flatTargets();
        requireFeatures(data.outputs());
        return data.withTargets(applyToAll(targets));
    }

    /**
     * (x − shift) / scale of one example, in a new array.
     *
     * @throws ShapeException for another number of features
     */
    public double[] apply(double... x) {
        Objects.requireNonNull(x, "x");
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
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(out, "out");
        requireFeatures(x.length);
        requireFeatures(out.length);
        for (int i = 0; i < scale.length; i++) {
            out[i] = (x[i] - shift[i]) / scale[i];
        }
    }

    // ---------------------------------------------------------------- and back

    /**
     * x = scaled · scale + shift of one example, in a new array: the inverse of {@link #apply(double...)} but for
     * rounding.
     *
     * @throws ShapeException for another number of features
     */
    public double[] invert(double... scaled) {
        Objects.requireNonNull(scaled, "scaled");
        requireFeatures(scaled.length);
        double[] x = new double[scaled.length];
        Arrays.setAll(x, i -> scaled[i] * scale[i] + shift[i]);
        return x;
    }

    /**
     * x = scaled · scale + shift of a batch, one column an example, in a new matrix: of predictions A[L], say.
     *
     * @throws ShapeException for another number of features
     */
    public Matrix invert(Matrix scaled) {
        Objects.requireNonNull(scaled, "scaled");
        requireFeatures(scaled.rows());
        Matrix x = Matrix.zeros(scaled.rows(), scaled.columns());
        for (int i = 0; i < scaled.rows(); i++) {
            for (int j = 0; j < scaled.columns(); j++) {
                x.set(i, j, scaled.get(i, j) * scale[i] + shift[i]);
            }
        }
        return x;
    }

    /**
     * The same labels or targets with features scaled back: the inverse of {@link #apply(Dataset)} but for rounding.
     *
     * @throws ShapeException for another number of features
     * @throws IllegalArgumentException if the features have other names, or a value overflows
     */
    public Dataset invert(Dataset scaled) {
        Objects.requireNonNull(scaled, "scaled");
        requireFeatures(scaled.inputs());
        requireNames("the data set", scaled.schema());
        return scaled.withInputs(invertAll(scaled.flatInputs()));
    }

    /**
     * The same examples with targets scaled back: the inverse of {@link #applyToTargets} but for rounding.
     *
     * @throws ShapeException for another number of targets
     * @throws IllegalStateException if the data has classes
     * @throws IllegalArgumentException if a value overflows
     */
    public Dataset invertTargets(Dataset scaled) {
        Objects.requireNonNull(scaled, "scaled");
        double[] targets = scaled.flatTargets();
        requireFeatures(scaled.outputs());
        return scaled.withTargets(invertAll(targets));
    }

    private double[] applyToAll(double[] x) {
        double[] scaled = new double[x.length];
        for (int start = 0; start < x.length; start += scale.length) {
            for (int i = 0; i < scale.length; i++) {
                scaled[start + i] = (x[start + i] - shift[i]) / scale[i];
            }
        }
        return scaled;
    }

    private double[] invertAll(double[] scaled) {
        double[] x = new double[scaled.length];
        for (int start = 0; start < x.length; start += scale.length) {
            for (int i = 0; i < scale.length; i++) {
                x[start + i] = scaled[start + i] * scale[i] + shift[i];
            }
        }
        return x;
    }

    // ---------------------------------------------------------------- equality and text

    /** Equal bits of every shift and scale, and equal names. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Scaler scaler
                && Arrays.equals(shift, scaler.shift)
                && Arrays.equals(scale, scaler.scale)
                && schema.equals(scaler.schema);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shift) + Arrays.hashCode(scale);
    }

    /** "Scaler of 4 features". */
    @Override
    public String toString() {
        return "Scaler of " + count(scale.length, "feature");
    }

    /** Refuses features of other names, or in another order. */
    void requireNames(String what, Schema data) {
        schema.requireSame(what, data, "the Scaler was fitted on");
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
        private final double[] max;
        private final double size; // examples, or Σ w where that is more

        Range(Dataset data) {
            double[] x = data.flatInputs();
            size = Math.max(data.size(), data.totalWeight());
            min = data.example(0);
            max = data.example(0);
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

        /**
         * Whether a feature varies by more than rounding makes of equal values: a few ulps of the largest magnitude.
         */
        boolean hasSpread(int i) {
            double largest = Math.max(Math.abs(min[i]), Math.abs(max[i]));
            return width[i] > Math.min(Math.max(6, Math.floor(size / 2)), 64) * Math.ulp(1.0) * largest;
        }
    }
}
