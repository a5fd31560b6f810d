package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;
import io.github.bp4j.internal.check.Require;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** How far numeric predictions are from their targets, output by output and on the average. Immutable. */
public final class RegressionReport {
    private final List<String> outputs;
    private final RegressionScores[] scores;

    private RegressionReport(Matrix predicted, Matrix Y, List<String> outputs) {
        Checks.requireEqualShapes("regression report", predicted, Y);
        Checks.requireNames("regression report", outputs, Y);
        Checks.requireFinite("regression report: predicted", predicted);
        Checks.requireFinite("regression report: Y", Y);
        this.outputs = List.copyOf(outputs);
        this.scores = IntStream.range(0, Y.rows())
                .mapToObj(k -> scores(predicted, Y, k))
                .toArray(RegressionScores[]::new);
    }

    /**
     * Of A[L] and Y, both (n_L, m); the outputs are called "output 0", "output 1", ….
     *
     * @throws io.github.bp4j.ShapeException if the shapes differ
     * @throws IllegalArgumentException if a value is NaN or infinite
     */
    public static RegressionReport of(Matrix predicted, Matrix Y) {
        return of(
                predicted,
                Y,
                IntStream.range(0, Y.rows()).mapToObj(k -> "output " + k).toList());
    }

    /**
     * Of A[L] and Y, both (n_L, m), with the names of the outputs.
     *
     * @throws io.github.bp4j.ShapeException if the shapes differ, or there is not a name for each output
     * @throws IllegalArgumentException if a value is NaN or infinite
     */
    public static RegressionReport of(Matrix predicted, Matrix Y, List<String> outputs) {
        return new RegressionReport(predicted, Y, outputs);
    }

    /**
     * Of the predictions and targets of one output.
     *
     * @throws io.github.bp4j.ShapeException if the lengths differ or are 0
     * @throws IllegalArgumentException if a value is NaN or infinite
     */
    public static RegressionReport of(double[] predicted, double[] actual) {
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
        for (RegressionScores ofOutput : scores) {
            sum += score.applyAsDouble(ofOutput);
        }
        return sum / scores.length;
    }

    private static RegressionScores scores(Matrix predicted, Matrix Y, int row) {
        int m = Y.columns();
        double[] y = new double[m];
        double[] d = new double[m];
        double[] magnitudes = new double[m];
        double squares = 0;
        double sum = 0;
        for (int i = 0; i < m; i++) {
            y[i] = Y.get(row, i);
            d[i] = predicted.get(row, i) - y[i];
            magnitudes[i] = Math.abs(d[i]);
            squares += d[i] * d[i];
            sum += magnitudes[i];
        }
        Arrays.sort(magnitudes);
        double spread = squaresAroundMean(y);
        return new RegressionScores(
                squares / m,
                Math.sqrt(squares / m),
                sum / m,
                (magnitudes[(m - 1) / 2] + magnitudes[m / 2]) / 2,
                m == 1 ? Double.NaN : shareExplained(squares, spread),
                shareExplained(squaresAroundMean(d), spread));
    }

    /** 1 − rest / whole; of nothing, all is explained if nothing is left, else nothing. */
    private static double shareExplained(double rest, double whole) {
        if (whole == 0) {
            return rest == 0 ? 1 : 0;
        }
        return 1 - rest / whole;
    }

    /** Σ (x − x̄)², exactly 0 where all x are equal, whose mean may be rounded. */
    private static double squaresAroundMean(double[] x) {
        double sum = 0;
        boolean equal = true;
        for (double value : x) {
            sum += value;
            equal &= value == x[0];
        }
        double mean = equal ? x[0] : sum / x.length;
        double squares = 0;
        for (double value : x) {
            squares += (value - mean) * (value - mean);
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
