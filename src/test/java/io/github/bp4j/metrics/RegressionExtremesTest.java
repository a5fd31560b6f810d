package io.github.bp4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Matrix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Squares of errors that would overflow or underflow. */
class RegressionExtremesTest {
    private static double[] times(double factor, double... x) {
        return Arrays.stream(x).map(value -> factor * value).toArray();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-200, 1e-160, 1e-10, 1, 1e10, 1e153, 1e200, 1e300, 3e307})
    void theScoresHaveTheScaleOfTheTargets(double unit) {
        RegressionScores scores =
                RegressionReport.of(times(unit, 1, 2, 5), times(unit, 1, 2, 3)).average();

        assertThat(scores.r2()).isCloseTo(-1, within(1e-14));
        assertThat(scores.explainedVariance()).isCloseTo(1 - 8.0 / 3 / 2, within(1e-14));
        assertThat(scores.rmse() / unit).isCloseTo(Math.sqrt(4.0 / 3), within(1e-14));
        assertThat(scores.mae() / unit).isCloseTo(2.0 / 3, within(1e-14));
        assertThat(scores.medianAbsoluteError()).isZero();
        double mse = 4.0 / 3 * unit * unit; // 0 or ∞ where no double is as small or as large
        assertThat(scores.mse()).isBetween(mse * (1 - 1e-14), mse * (1 + 1e-14));
    }

    @Test
    void errorsAndTargetsMayDifferInMagnitude() {
        double[] y = {1e-200, 2e-200, 3e-200};
        assertThat(RegressionReport.of(new double[] {1e-200, 2e-200, 1e-100}, y)
                        .average()
                        .r2())
                .isCloseTo(-0.5e200, within(1e186));
        assertThat(RegressionReport.of(new double[] {1e200, 1e-200}, new double[] {1e200, 3e-200})
                        .average()
                        .rmse())
                .isCloseTo(Math.sqrt(2) * 1e-200, within(1e-214));
        RegressionScores opposite = RegressionReport.of(new double[] {1e308, -1e308}, new double[] {-1e308, 1e308})
                .average();
        assertThat(opposite.r2()).isEqualTo(-3);
        assertThat(opposite.rmse()).isInfinite(); // 2e308
    }

    @Test
    void theRoundingOfTheMeanDoesNotCount() {
        double[] y = new double[1000];
        double[] a = new double[1000];
        for (int i = 0; i < y.length; i++) {
            y[i] = 1e13 + 0.123 + (i % 2) * 0x1p-7; // σ = 2⁻⁸; an ulp is 2⁻⁹
            a[i] = y[i] + 0x1p-8;
        }
        assertThat(RegressionReport.of(a, y).average().r2()).isCloseTo(0, within(1e-9));
    }

    @Test
    void theMeanOfLargeScoresDoesNotOverflow() {
        RegressionScores average = RegressionReport.of(
                        Matrix.of(2, 2, 1.5e308, 1e308, 1.5e308, 1e308), Matrix.of(2, 2, 0, 0, 0, 0))
                .average();
        assertThat(average.mae()).isCloseTo(1.25e308, within(1e294));
    }
}
