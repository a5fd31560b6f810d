package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;
import io.github.bp4j.internal.check.Require;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** How far numeric predictions are from their targets, output by output and on the average. Immutable. */
public final class RegressionReport {
    private final List<String> outputs;
    private final RegressionScores[] scores;

    private RegressionReport(Weighted examples, List<String> outputs) {
        Matrix predicted = examples.predicted();
        Matrix Y = examples.Y();
        Checks.requireEqualShapes("regression report", predicted, Y);
        Checks.requireNames("regression report", outputs, Y);
        Checks.requireFinite("regression report: predicted", predicted);
        Checks.requireFinite("regression report: Y", Y);
        this.outputs = List.copyOf(outputs);
        this.scores =
                IntStream.range(0, Y.rows()).mapToObj(k -> scores(examples, k)).toArray(RegressionScores[]::new);
    }

    /**
     * Of A[L] and Y, both (n_L, m); the outputs are called "output 0", "output 1", ….
     *
     * @throws io.github.bp4j.ShapeException if the shapes differ
     * @throws IllegalArgumentException if a value is NaN or infinite
     */
    public static RegressionReport of(Matrix predicted, Matrix Y) {
        return of(predicted, Y, numbered(Y));
    }

    /**
     * {@link #of(Matrix, Matrix)} of examples with weights: every mean is Σ w s / Σ w, and the median is that of the
     * repeated examples.
     *
     * @param weights (1, m): an example of weight k counts as k examples, and one of weight 0 is absent
     * @throws io.github.bp4j.ShapeException also if the weights are not (1, m)
     * @throws IllegalArgumentException also if a weight is negative or not finite, or all are 0
     */
    public static RegressionReport of(Matrix predicted, Matrix Y, Matrix weights) {
        return of(predicted, Y, numbered(Y), weights);
    }

    private static List<String> numbered(Matrix Y) {
        return IntStream.range(0, Objects.requireNonNull(Y, "Y").rows())
                .mapToObj(k -> "output " + k)
                .toList();
    }

    /**
     * Of A[L] and Y, both (n_L, m), with the names of the outputs.
     *
     * @throws io.github.bp4j.ShapeException if the shapes differ, or there is not a name for each output
     * @throws IllegalArgumentException if a value is NaN or infinite
     */
    public static RegressionReport of(Matrix predicted, Matrix Y, List<String> outputs) {
        Require.noNulls("outputs", outputs);
        return new RegressionReport(Weighted.once(predicted, Y), outputs);
    }

    /**
     * {@link #of(Matrix, Matrix, Matrix)} with the names of the outputs.
     *
     * @throws io.github.bp4j.ShapeException also if there is not a name for each output
     * @throws IllegalArgumentException also if a value is NaN or infinite
     */
    public static RegressionReport of(Matrix predicted, Matrix Y, List<String> outputs, Matrix weights) {
        Require.noNulls("outputs", outputs);
        return new RegressionReport(Weighted.of("regression report", predicted, Y, weights), outputs);
    }

    /**
     * Of the predictions and targets of one output.
     *
     * @throws io.github.bp4j.ShapeException if the lengths differ or are 0
     * @throws IllegalArgumentException if a value is NaN or infinite
     */
    public static RegressionReport of(double[] predicted, double[] actual) {
        Objects.requireNonNull(predicted, "predicted");
        Objects.requireNonNull(actual, "actual");
        Checks.requireEqualLengths("regression report", predicted.length, actual.length);
        return of(Matrix.of(1, predicted.length, predicted), Matrix.of(1, actual.length, actual));
    }

    /** The names of the outputs, in the order of the rows. */
    public List<String> outputs() {
        return outputs;
    }

    /**
     * The scores of one output, by row.
     *
     * @throws IndexOutOfBoundsException if there is no such output
     */
    public RegressionScores scores(int k) {
        return scores[Require.index("k", k, scores.length)];
    }

    /** The mean of each score over the outputs; of one output, its scores. */
    public RegressionScores average() {
        return new RegressionScores(
                mean(RegressionScores::mse),
                mean(RegressionScores::rmse),
                mean(RegressionScores::mae),
                mean(RegressionScores::medianAbsoluteError),
                mean(RegressionScores::r2),
                mean(RegressionScores::explainedVariance));
    }

    private double mean(ToDoubleFunction<RegressionScores> score) {
        double sum = 0;
        double shares = 0;
        for (RegressionScores ofOutput : scores) {
            sum += score.applyAsDouble(ofOutput);
            shares += score.applyAsDouble(ofOutput) / scores.length;
        }
        return Double.isFinite(sum) ? sum / scores.length : shares; // the sum may overflow where the mean does not
    }

    private static RegressionScores scores(Weighted examples, int row) {
        Matrix predicted = examples.predicted();
        Matrix Y = examples.Y();
        double[] w = examples.weights();
        double n = examples.total();
        int m = Y.columns();
        double[] y = new double[m];
        double[] a = new double[m];
        for (int i = 0; i < m; i++) {
            y[i] = Y.get(row, i);
            a[i] = predicted.get(row, i);
        }
        double half = Math.max(largest(a), largest(y)) < 0x1p1022 ? 1 : 0.5; // so that no difference overflows
        double[] d = new double[m];
        Arrays.setAll(d, i -> half * a[i] - half * y[i]);
        double power = power(largest(d));
        double sum = 0;
        double squares = 0;
        double[] magnitudes = new double[m];
        for (int i = 0; i < m; i++) {
            d[i] *= power;
            magnitudes[i] = Math.abs(d[i]);
            sum += w[i] * magnitudes[i];
            squares += w[i] * (d[i] * d[i]);
        }
        double median = median(magnitudes, w);
        boolean single = m == 1 && n / examples.unit() < 2; // one alone that counts as two is two equal ones
        double whole = power(largest(y));
        double spread = squaresAroundMean(y, w, whole);
        double ratio = whole / power / half; // of the unit of d to that of y
        return new RegressionScores(
                squares / n / power / power / half / half,
                Math.sqrt(squares / n) / power / half,
                sum / n / power / half,
                median / power / half,
                single ? Double.NaN : shareExplained(squares, spread, ratio),
                shareExplained(squaresAroundMean(d, w, 1), spread, ratio));
    }

    /** The least x with more than half of Σ w up to it; where exactly half is, the mean of it and the next. */
    private static double median(double[] x, double[] w) {
        int[] order = IntStream.range(0, x.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> x[i]))
                .mapToInt(i -> i)
                .toArray();
        double total = Weighted.sum(w);
        double rounding = total * 0x1p-44;
        double upTo = 0;
        for (int k = 0; k < order.length - 1; k++) {
            upTo += w[order[k]];
            double aboveHalf = upTo - total / 2;
            if (Math.abs(aboveHalf) <= rounding) {
                return (x[order[k]] + x[order[k + 1]]) / 2;
            }
            if (aboveHalf > 0) {
                return x[order[k]];
            }
        }
        return x[order[order.length - 1]];
    }

    /**
     * 2^−e for a largest magnitude from 2^e to 2^(e+1): what it is multiplied by is below 2, and its square is normal.
     */
    private static double power(double largest) {
        return Math.scalb(1.0, -Math.max(Math.getExponent(largest), -1000));
    }

    private static double largest(double[] x) {
        return Arrays.stream(x).map(Math::abs).max().orElse(0);
    }

    /** 1 − rest · ratio² / whole; of nothing, all is explained if nothing is left, else nothing. */
    private static double shareExplained(double rest, double whole, double ratio) {
        if (rest == 0) {
            return 1;
        }
        return whole == 0 ? 0 : 1 - rest / whole * ratio * ratio;
    }

    /**
     * Σ w (power x − mean)², exactly 0 where all x are equal, whose mean may be rounded. Where that rounding matters,
     * what it has left of the mean is subtracted too.
     */
    private static double squaresAroundMean(double[] x, double[] w, double power) {
        double n = Weighted.sum(w);
        double sum = 0;
        boolean equal = true;
        for (int i = 0; i < x.length; i++) {
            sum += w[i] * (x[i] * power);
            equal &= x[i] == x[0];
        }
        double mean = equal ? x[0] * power : sum / n;
        double rest = 0;
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            double deviation = x[i] * power - mean;
            rest += w[i] * deviation;
            squares += w[i] * (deviation * deviation);
        }
        double correction = rest / n;
        if (correction * correction * n <= 0x1p-60 * squares) {
            return squares;
        }
        squares = 0;
        for (int i = 0; i < x.length; i++) {
            double deviation = x[i] * power - mean - correction;
            squares += w[i] * (deviation * deviation);
        }
        return squares;
    }

    /** A line for each output and, of several, one for the average; four digits. */
    @Override
    public String toString() {
        int width = outputs.stream().mapToInt(String::length).reduce(1, Math::max);
        width = scores.length > 1 ? Math.max(width, "average".length()) : width;
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%" + width + "s  %10s %10s %10s %12s %8s %10s",
                "",
                "MSE",
                "RMSE",
                "MAE",
                "median |d|",
                "R²",
                "expl. var."));
        for (int k = 0; k < scores.length; k++) {
            text.append('\n').append(line(outputs.get(k), scores[k], width));
        }
        if (scores.length > 1) {
            text.append('\n').append(line("average", average(), width));
        }
        return text.toString();
    }

    private static String line(String name, RegressionScores s, int width) {
        return String.format(
                Locale.ROOT,
                "%" + width + "s  %10.4g %10.4g %10.4g %12.4g %8.4f %10.4f",
                name,
                s.mse(),
                s.rmse(),
                s.mae(),
                s.medianAbsoluteError(),
                s.r2(),
                s.explainedVariance());
    }
}
