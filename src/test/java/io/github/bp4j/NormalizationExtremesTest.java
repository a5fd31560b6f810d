package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalisation of numbers whose plain sums lose digits, overflow or underflow. */
class NormalizationExtremesTest {
    private static final double ROOT = Math.sqrt(1.5); // of (1, 2, 3): (−√1.5, 0, √1.5)

    /** Ẑ of a neuron over the batch: one unit with W = 1. */
    private static Layer overBatch(double epsilon, double... z) {
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR, options -> options.batchNormalization(epsilon, 0.1))
                .loss(Loss.SQUARED_ERROR)
                .build();
        network.layer(1).W().set(0, 0, 1);
        network.forward(Matrix.of(1, z.length, z));
        return network.layer(1);
    }

    /** Units of W = I, normalised over the layer. */
    private static Network overLayer(double epsilon, int units) {
        UnaryOperator<LayerOptions> normalization = options -> options.layerNormalization(epsilon);
        Network network = Network.builder()
                .inputs(units)
                .layer(units, Activation.LINEAR, normalization)
                .loss(Loss.SQUARED_ERROR)
                .build();
        for (int i = 0; i < units; i++) {
            for (int j = 0; j < units; j++) {
                network.layer(1).W().set(i, j, i == j ? 1 : 0);
            }
        }
        return network;
    }

    private static double[] times(double factor, double... x) {
        return Arrays.stream(x).map(value -> value * factor).toArray();
    }

    private static double[] constant(int n, double value) {
        double[] x = new double[n];
        Arrays.fill(x, value);
        return x;
    }

    /** (z − μ) / √(σ² + ε) with 60 digits. */
    private static double[] exact(double epsilon, double... z) {
        MathContext digits = new MathContext(60);
        BigDecimal n = BigDecimal.valueOf(z.length);
        BigDecimal mean = Arrays.stream(z)
                .mapToObj(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(n, digits);
        BigDecimal squares = Arrays.stream(z)
                .mapToObj(x -> new BigDecimal(x).subtract(mean).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal root = squares.divide(n, digits).add(new BigDecimal(epsilon)).sqrt(digits);
        return Arrays.stream(z)
                .map(x -> new BigDecimal(x).subtract(mean).divide(root, digits).doubleValue())
                .toArray();
    }

    @Nested
    class OverTheBatch {
        @ParameterizedTest
        @CsvSource({
            "64, 1700000000000.123",
            "64, -3570000000000.2583",
            "1000, 1e13",
            "4099, 0.1",
            "7, 1e300",
            "9, 1e-200"
        })
        void equalNumbersGiveExactlyZero(int n, double value) {
            Layer layer = overBatch(1e-5, constant(n, value));

            assertThat(layer.Zhat().toArray()).containsOnly(0);
            assertThat(layer.Ztilde().toArray()).containsOnly(0);
        }

        @Test
        void theRunningMeanOfEqualNumbersIsTheirs() {
            Layer layer = overBatch(1e-5, constant(1000, 1e13));

            assertThat(layer.runningMean().get(0, 0)).isEqualTo(0.1 * 1e13);
            assertThat(layer.runningVariance().get(0, 0)).isEqualTo(0.9);
        }

        @ParameterizedTest
        @ValueSource(doubles = {1e-300, 1e-200, 1e-160, 1e-100, 1, 1e100, 1e153, 1e154, 1e200, 1e300, 5e307})
        void theScaleDoesNotMatterWhereEpsilonIsFarBelow(double scale) {
            Layer layer = overBatch(Double.MIN_VALUE, times(scale, 1, 2, 3));

            double[] expected = exact(Double.MIN_VALUE, times(scale, 1, 2, 3));
            assertThat(layer.Zhat().toArray()).containsExactly(expected, within(1e-14));
        }

        @Test
        void largeNumbersHaveTheDefaultEpsilonToo() {
            assertThat(overBatch(1e-5, times(1e200, 1, 2, 3)).Zhat().toArray())
                    .containsExactly(new double[] {-ROOT, 0, ROOT}, within(1e-15));
        }

        @Test
        void deviationsMayBeLargerThanTheLargestDouble() {
            assertThat(overBatch(1e-5, 1e308, -1e308, 1e308).Zhat().toArray())
                    .containsExactly(new double[] {Math.sqrt(0.5), -Math.sqrt(2), Math.sqrt(0.5)}, within(1e-15));
            assertThat(overBatch(1e-5, 1.7e308, -1.7e308, 1.7e308).Zhat().toArray())
                    .containsExactly(new double[] {Math.sqrt(0.5), -Math.sqrt(2), Math.sqrt(0.5)}, within(1e-15));
        }

        @ParameterizedTest
        @ValueSource(doubles = {1e6, 1e8, 1e10, 1e12, 1e13, 1e14, 1e15})
        void aLargeMeanDoesNotMatter(double mean) {
            SplitMix64 random = new SplitMix64(3);
            double[] z = new double[1000];
            Arrays.setAll(z, i -> mean + random.nextDouble());

            assertThat(overBatch(1e-5, z).Zhat().toArray()).containsExactly(exact(1e-5, z), within(2e-9));
        }

        @Test
        void epsilonCountsWhereTheNumbersAreSmallerThanItsRoot() {
            assertThat(overBatch(1e-5, times(1e-200, 1, 2, 3)).Zhat().toArray())
                    .containsExactly(exact(1e-5, times(1e-200, 1, 2, 3)), within(1e-213));
        }

        @Test
        void theGradientHasTheScaleOfTheNumbers() {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.LINEAR, LayerOptions::batchNormalization)
                    .loss(Loss.SQUARED_ERROR)
                    .build();
            network.layer(1).W().set(0, 0, 1);
            Matrix Y = Matrix.of(1, 4, 1, -2, 0.5, 3);
            network.forward(Matrix.of(1, 4, 1, 2, 3, 5));
            network.backward(Y);
            double[] ordinary = network.layer(1).dZ().toArray();

            network.forward(Matrix.of(1, 4, times(0x1p700, 1, 2, 3, 5)));
            network.backward(Y);

            assertThat(times(0x1p700, network.layer(1).dZ().toArray())).containsExactly(ordinary, within(1e-4));
        }

        @Test
        void aVarianceBeyondTheLargestDoubleLeavesTheRunningValues() {
            Layer layer = overBatch(1e-5, times(1e200, 1, 2, 3));

            assertThat(layer.runningMean().get(0, 0)).isZero();
            assertThat(layer.runningVariance().get(0, 0)).isEqualTo(1);
        }

        @Test
        void aVarianceWhoseSumOverflowsMovesTheRunningValues() {
            Layer layer = overBatch(1e-5, times(1e154, -1, 1, -1, 1));

            assertThat(layer.runningVariance().get(0, 0)).isCloseTo(0.1 * 1e308 * 4 / 3, within(1e294));
        }

        @Test
        void nanStaysNan() {
            assertThat(overBatch(1e-5, 1, Double.NaN, 2).Zhat().toArray()).containsOnly(Double.NaN);
            assertThat(overBatch(1e-5, 1, Double.POSITIVE_INFINITY, 2).Zhat().toArray())
                    .containsOnly(Double.NaN);
        }
    }

    @Nested
    class OverTheLayer {
        private void check(double epsilon, double[] z, double[] expected, double tolerance) {
            Network network = overLayer(epsilon, z.length);
            Matrix X = Matrix.zeros(z.length, 3);
            for (int i = 0; i < z.length; i++) {
                X.set(i, 0, i); // an ordinary example beside it
                X.set(i, 1, z[i]);
                X.set(i, 2, -z[i]);
            }

            Matrix A = network.forward(X);

            Matrix predicted = network.predict(X);
            for (int i = 0; i < z.length; i++) {
                assertThat(A.get(i, 1)).isCloseTo(expected[i], within(tolerance));
                assertThat(A.get(i, 2)).isCloseTo(-expected[i], within(tolerance));
            }
            assertThat(predicted).isEqualTo(A);
            assertThat(network.predictor().predict(z)).containsExactly(column(A, 1));
            double[] first = network.predictor().predict(column(X, 0));
            assertThat(column(A, 0)).containsExactly(first);
        }

        private double[] column(Matrix M, int j) {
            double[] column = new double[M.rows()];
            Arrays.setAll(column, i -> M.get(i, j));
            return column;
        }

        @ParameterizedTest
        @CsvSource({"64, 1700000000000.123", "100, 1e13", "100, 0.1", "7, 1e308", "9, 1e-200"})
        void equalNumbersGiveExactlyZero(int n, double value) {
            check(1e-5, constant(n, value), new double[n], 0);
        }

        @ParameterizedTest
        @ValueSource(doubles = {1e-300, 1e-200, 1e-160, 1, 1e100, 1e154, 1e200, 1e300, 5e307})
        void theScaleDoesNotMatterWhereEpsilonIsFarBelow(double scale) {
            double[] z = times(scale, 1, 2, 3);
            check(Double.MIN_VALUE, z, exact(Double.MIN_VALUE, z), 1e-14);
        }

        @Test
        void deviationsMayBeLargerThanTheLargestDouble() {
            double[] expected = {Math.sqrt(0.5), -Math.sqrt(2), Math.sqrt(0.5)};
            check(1e-5, new double[] {1e308, -1e308, 1e308}, expected, 1e-15);
            check(1e-5, new double[] {1.7e308, -1.7e308, 1.7e308}, expected, 1e-15);
        }

        @ParameterizedTest
        @ValueSource(doubles = {1e6, 1e10, 1e13, 1e15})
        void aLargeMeanDoesNotMatter(double mean) {
            SplitMix64 random = new SplitMix64(3);
            double[] z = new double[100];
            Arrays.setAll(z, i -> mean + random.nextDouble());
            check(1e-5, z, exact(1e-5, z), 2e-9);
        }

        @Test
        void theGradientHasTheScaleOfTheNumbers() {
            Network network = overLayer(1e-5, 4);
            Matrix Y = Matrix.of(4, 1, 1, -2, 0.5, 3);
            network.forward(Matrix.of(4, 1, 1, 2, 3, 5));
            network.backward(Y);
            double[] ordinary = network.layer(1).dZ().toArray();

            network.forward(Matrix.of(4, 1, times(0x1p700, 1, 2, 3, 5)));
            network.backward(Y);

            assertThat(times(0x1p700, network.layer(1).dZ().toArray())).containsExactly(ordinary, within(1e-4));
            double[] byPrediction = network.inputGradient(Matrix.of(4, 1, times(0x1p700, 1, 2, 3, 5)), Y)
                    .toArray();
            assertThat(times(0x1p700, byPrediction)).containsExactly(ordinary, within(1e-4));
        }
    }
}
