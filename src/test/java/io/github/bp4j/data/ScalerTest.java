package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import io.github.bp4j.SplitMix64;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalerTest {
    /** Mean 5 and standard deviation 2, with division by n. */
    private static final double[] WITH_MEAN_5_AND_DEVIATION_2 = {2, 4, 4, 4, 5, 5, 7, 9};

    @Test
    void standardizeSubtractsTheMeanAndDividesByTheStandardDeviation() {
        Scaler scaler = Scaler.standardize(column(WITH_MEAN_5_AND_DEVIATION_2));
        assertThat(scaler.shift()).containsExactly(5);
        assertThat(scaler.scale()).containsExactly(2);
        assertThat(scaler.apply(9)).containsExactly(2);
        assertThat(scaler.apply(-1)).containsExactly(-3);
    }

    /** The expected values are exact rational arithmetic on the printed data, rounded; sums of 150 terms lose a few ulp. */
    @Test
    void meanAndDeviationOfIrisAgreeWithExactArithmetic() {
        Scaler scaler = Scaler.standardize(Datasets.iris());
        double[] mean = {1753 / 300.0, 2293 / 750.0, 1879 / 500.0, 1799 / 1500.0};
        double[] deviation = {0.8253012917851409, 0.43441096773549454, 1.759404065775303, 0.7596926279021594};
        for (int i = 0; i < 4; i++) {
            assertThat(scaler.shift()[i]).isCloseTo(mean[i], within(1e-15 * mean[i]));
            assertThat(scaler.scale()[i]).isCloseTo(deviation[i], within(1e-15 * deviation[i]));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e9, -1e9, 1e15, 0x1p52})
    void aLargeOffsetCostsNoDigits(double offset) {
        double[] values = WITH_MEAN_5_AND_DEVIATION_2.clone();
        for (int e = 0; e < values.length; e++) {
            values[e] += offset;
        }
        Scaler scaler = Scaler.standardize(column(values));
        assertThat(scaler.shift()).containsExactly(5 + offset);
        assertThat(scaler.scale()).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1020, 600, -600, -1000, -1060})
    void anyMagnitudeNeitherOverflowsNorVanishes(int exponent) {
        double[] values = WITH_MEAN_5_AND_DEVIATION_2.clone();
        for (int e = 0; e < values.length; e++) {
            values[e] = Math.scalb(values[e], exponent);
        }
        Scaler scaler = Scaler.standardize(column(values));
        assertThat(scaler.shift()).containsExactly(Math.scalb(5.0, exponent));
        assertThat(scaler.scale()).containsExactly(Math.scalb(2.0, exponent));
    }

    /** Adding up 300,000 times 0.1 one by one is wrong from the twelfth digit on. */
    @Test
    void manyExamplesCostNoDigits() {
        int n = 300_000;
        double[] values = new double[n + 1];
        Arrays.fill(values, 1, n + 1, 0.1);
        BigDecimal mean = new BigDecimal(values[1])
                .multiply(BigDecimal.valueOf(n))
                .divide(BigDecimal.valueOf(n + 1), MathContext.DECIMAL128);
        assertThat(Scaler.standardize(column(values)).shift()[0]).isCloseTo(mean.doubleValue(), within(1e-16));
    }

    @Test
    void minMaxMapsTheTrainingDataOntoZeroToOne() {
        Dataset train = Dataset.of(new double[][] {{-2, 10}, {6, 30}, {2, 15}}, new int[3]);
        Scaler scaler = Scaler.minMax(train);
        assertThat(scaler.shift()).containsExactly(-2, 10);
        assertThat(scaler.scale()).containsExactly(8, 20);
        Dataset scaled = scaler.apply(train);
        assertThat(scaled.example(0)).containsExactly(0, 0);
        assertThat(scaled.example(1)).containsExactly(1, 1);
        assertThat(scaled.example(2)).containsExactly(0.5, 0.25);
    }

    @Test
    void aConstantFeatureBecomesExactly0() {
        Dataset train = column(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1);
        for (Scaler scaler : List.of(Scaler.standardize(train), Scaler.minMax(train))) {
            assertThat(scaler.apply(0.1)).containsExactly(0);
            assertThat(scaler.scale()).containsExactly(1);
            assertThat(scaler.apply(1.1)).containsExactly(1.1 - 0.1);
        }
        assertThat(Scaler.standardize(column(-7)).apply(-7)).containsExactly(0);
    }

    /** Two shares of a sum, in per cent: 100 but for rounding. */
    private static double[] percents() {
        SplitMix64 random = new SplitMix64(5);
        double[] percents = new double[200];
        for (int e = 0; e < percents.length; e++) {
            double p = 1 + 99 * random.nextDouble();
            double q = 1 + 99 * random.nextDouble();
            percents[e] = 100 * p / (p + q) + 100 * q / (p + q);
        }
        assertThat(Arrays.stream(percents).distinct().count()).isGreaterThan(1);
        return percents;
    }

    @Test
    void aFeatureThatIsConstantButForRoundingIsNotScaled() {
        double[] percents = percents();
        for (double factor : new double[] {1, 0x1p-900, 0x1p900, -0x1p10}) {
            double[] x = Arrays.stream(percents).map(p -> factor * p).toArray();
            for (Scaler scaler : List.of(
                    Scaler.standardize(column(x)),
                    Scaler.minMax(column(x)),
                    Scaler.standardizeTargets(Dataset.of(new double[x.length][1], x)),
                    Scaler.minMaxTargets(Dataset.of(new double[x.length][1], x)))) {
                assertThat(scaler.scale()).containsExactly(1);
                assertThat(scaler.apply(100 * factor)[0]).isCloseTo(0, within(Math.abs(factor) * 1e-12));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-310, 1e-300, 1e-10, 1, 1e10, 1e300})
    void aSpreadThatIsNoRoundingIsScaledWhateverItsMagnitude(double unit) {
        Dataset train = column(unit, 2 * unit, 3 * unit, 4 * unit);

        assertThat(Scaler.standardize(train).apply(4 * unit)[0]).isCloseTo(3 / Math.sqrt(5), within(1e-13));
        assertThat(Scaler.minMax(train).apply(4 * unit)).containsExactly(1);
    }

    @Test
    void aSmallSpreadOnALargeMeanIsScaled() {
        assertThat(Scaler.standardize(column(1e15, 1e15 + 1, 1e15 + 2, 1e15 + 3))
                        .scale()[0])
                .isCloseTo(Math.sqrt(1.25), within(1e-15));
        double[] seconds = new double[5000];
        Arrays.setAll(seconds, i -> 1.7e9 + i % 7 * 1e-3);
        assertThat(Scaler.standardize(column(seconds)).scale()[0]).isCloseTo(2e-3, within(1e-6));
    }

    @Test
    void onlyTheTrainingDataCount() {
        Dataset.Split split = Datasets.iris().stratifiedSplit(0.2, 1);
        Scaler scaler = Scaler.standardize(split.train());
        Dataset train = scaler.apply(split.train());
        Dataset test = scaler.apply(split.test());
        for (int i = 0; i < 4; i++) {
            assertThat(mean(train, i)).isCloseTo(0, within(1e-14));
            assertThat(meanSquare(train, i)).isCloseTo(1, within(1e-14));
            assertThat(Math.abs(mean(test, i))).isGreaterThan(1e-3);
        }
        assertThat(test.example(3)).isEqualTo(scaler.apply(split.test().example(3)));
    }

    @Test
    void applyKeepsLabelsClassesAndFeaturesAndLeavesTheDataAlone() {
        Dataset iris = Datasets.iris();
        Dataset scaled = Scaler.minMax(iris).apply(iris);
        assertThat(scaled.Y()).isEqualTo(iris.Y());
        assertThat(scaled.classes()).isEqualTo(iris.classes());
        assertThat(scaled.features()).isEqualTo(iris.features());
        assertThat(iris.example(0)).containsExactly(5.1, 3.5, 1.4, 0.2);
    }

    @Test
    void applyInPlaceGivesTheSameBits() {
        Scaler scaler = Scaler.standardize(Datasets.iris());
        double[] x = {5.1, 3.5, 1.4, 0.2};
        double[] expected = scaler.apply(x);
        assertThat(x).containsExactly(5.1, 3.5, 1.4, 0.2);
        scaler.apply(x, x);
        assertThat(x).isEqualTo(expected);
    }

    @Test
    void invertGivesTheValuesBack() {
        Scaler scaler = Scaler.standardize(Datasets.iris());
        assertThat(scaler.invert(scaler.apply(5.1, 3.5, 1.4, 0.2)))
                .containsExactly(new double[] {5.1, 3.5, 1.4, 0.2}, within(1e-15 * 8));
        assertThat(Scaler.minMax(column(10, 30)).invert(0.25)).containsExactly(15);
    }

    @Test
    void batchesAndDataSetsAreScaledBack() {
        Scaler scaler = Scaler.of(new double[] {1, 10}, new double[] {2, 4});
        assertThat(scaler.invert(Matrix.of(2, 3, 0, 1, -1, 0, 0.5, 2)))
                .isEqualTo(Matrix.of(2, 3, 1, 3, -1, 10, 12, 18));
        Dataset data = Dataset.of(new double[][] {{3, 18}, {-1, 6}}, new String[] {"a", "b"});
        Dataset back = scaler.invert(scaler.apply(data));
        assertThat(back.X()).isEqualTo(data.X());
        assertThat(back.classes()).isEqualTo(data.classes());
    }

    @Test
    void targetsAreScaledAndScaledBack() {
        Dataset data = Dataset.of(new double[][] {{7}, {8}, {9}}, new double[][] {{-2, 10}, {6, 30}, {2, 15}});
        Scaler minMax = Scaler.minMaxTargets(data);
        Dataset scaled = minMax.applyToTargets(data);
        assertThat(scaled.Y()).isEqualTo(Matrix.of(2, 3, 0, 1, 0.5, 0, 1, 0.25));
        assertThat(scaled.X()).isEqualTo(data.X());
        assertThat(minMax.invertTargets(scaled).Y()).isEqualTo(data.Y());
        assertThat(minMax.invert(scaled.Y())).isEqualTo(data.Y());

        Dataset one = Dataset.of(new double[8][1], WITH_MEAN_5_AND_DEVIATION_2);
        assertThat(Scaler.standardizeTargets(one)).isEqualTo(Scaler.of(new double[] {5}, new double[] {2}));
        assertThat(Scaler.standardizeTargets(one).applyToTargets(one).Y().get(0, 7))
                .isEqualTo(2);
    }

    @Test
    void classesAreNoTargetsToScale() {
        Dataset iris = Datasets.iris();
        String message = "the examples have classes, no numeric targets";
        assertThatThrownBy(() -> Scaler.standardizeTargets(iris))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> Scaler.identity(3).applyToTargets(iris)).hasMessage(message);
        assertThatThrownBy(() -> Scaler.identity(3).invertTargets(iris)).hasMessage(message);
    }

    @Test
    void maxAbsDividesByTheLargestMagnitudeAndLeaves0Alone() {
        Dataset train = Dataset.of(new double[][] {{-8, 0, 1}, {4, 0, -1}, {0, 0, 0.5}}, new int[3]);
        Scaler scaler = Scaler.maxAbs(train);
        assertThat(scaler.shift()).containsExactly(0, 0, 0);
        assertThat(scaler.scale()).containsExactly(8, 1, 1);
        assertThat(scaler.apply(-8, 0, 1)).containsExactly(-1, 0, 1);
    }

    @Test
    void theIdentityChangesNoBit() {
        double[] x = {-0.0, Double.MIN_VALUE, -Double.MAX_VALUE};
        assertThat(Scaler.identity(3).apply(x)).isEqualTo(x);
        assertThat(Scaler.identity(3).features()).isEqualTo(3);
    }

    @Test
    void scalersOfTheSameNumbersAreEqual() {
        Scaler scaler = Scaler.standardize(Datasets.iris());
        assertThat(Scaler.of(scaler.shift(), scaler.scale()).withNames(scaler.names()))
                .isEqualTo(scaler)
                .hasSameHashCodeAs(scaler);
        assertThat(Scaler.of(scaler.shift(), scaler.scale())).isNotEqualTo(scaler);
        assertThat(Scaler.minMax(Datasets.iris())).isNotEqualTo(scaler);
    }

    @Test
    void featuresInAnotherOrderThanFittedAreRefused() {
        Dataset train =
                Dataset.of(new double[][] {{1, 100}, {3, 300}}, new int[2]).withFeatures(List.of("m", "kg"));
        Dataset swapped = train.selectFeatures(List.of("kg", "m"));
        String message =
                "the data set has the features [kg, m], the Scaler was fitted on [m, kg]; they must be the same,"
                        + " in the same order: Dataset.selectFeatures(names) selects them by name";
        for (Scaler scaler : List.of(Scaler.standardize(train), Scaler.minMax(train), Scaler.maxAbs(train))) {
            assertThat(scaler.names()).containsExactly("m", "kg");
            assertThatThrownBy(() -> scaler.apply(swapped))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> scaler.invert(swapped))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
            assertThat(scaler.apply(swapped.selectFeatures(scaler.names())).X())
                    .isEqualTo(scaler.apply(train).X());
            assertThat(scaler.apply(train).features()).containsExactly("m", "kg");
        }
    }

    @Test
    void dataOrScalersWithoutNamesAreComparedByTheirNumberAlone() {
        Dataset nameless = Dataset.of(new double[][] {{1, 100}, {3, 300}}, new double[2]);
        Dataset named = nameless.withFeatures(List.of("m", "kg"));
        assertThat(Scaler.minMax(named).apply(nameless).X())
                .isEqualTo(Scaler.minMax(nameless).apply(named).X());
        assertThat(Scaler.minMax(nameless).names()).isEmpty();
        assertThat(Scaler.minMaxTargets(named).names()).isEmpty();
    }

    @Test
    void namesThatDoNotFitAScalerAreRefused() {
        assertThatThrownBy(() -> Scaler.identity(2).withNames(List.of("a")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("1 name for 2 features; one for each is needed");
        assertThatThrownBy(() -> Scaler.identity(2).withNames(List.of("a", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feature \"a\" is there twice, as number 0 and 1");
    }

    @Test
    void numbersThatAreNoScaleAreRefused() {
        assertThatThrownBy(() -> Scaler.of(new double[1], new double[] {1, 1}))
                .isInstanceOf(ShapeException.class)
                .hasMessage("shift is for 1 feature, scale for 2 features");
        assertThatThrownBy(() -> Scaler.of(new double[2], new double[] {1, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feature 1 has shift 0.0 and scale 0.0; both must be finite, and the scale not 0");
        assertThatThrownBy(() -> Scaler.of(new double[] {Double.NaN}, new double[] {1}))
                .hasMessage("feature 0 has shift NaN and scale 1.0; both must be finite, and the scale not 0");
    }

    @Test
    void anotherNumberOfFeaturesIsRefused() {
        Scaler scaler = Scaler.standardize(Datasets.iris());
        String message = "the Scaler was fitted on 4 features; got 1 feature";
        assertThatThrownBy(() -> scaler.apply(1))
                .isInstanceOf(ShapeException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> scaler.invert(1))
                .isInstanceOf(ShapeException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> scaler.apply(new double[4], new double[1]))
                .isInstanceOf(ShapeException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> scaler.apply(column(1, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(message);
    }

    @Test
    void aRangeThatOverflowsIsRefused() {
        Dataset train = Dataset.of(new double[][] {{0, -1e308}, {0, 1e308}}, new int[2]);
        String message = "feature 1 reaches from -1.0E308 to 1.0E308; max − min overflows";
        assertThatThrownBy(() -> Scaler.standardize(train))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> Scaler.minMax(train))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aScaledValueThatOverflowsIsRefused() {
        Scaler scaler = Scaler.minMax(column(0, 1e-300));
        assertThatThrownBy(() -> scaler.apply(column(0, 1e300)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("example 1, feature 0 is Infinity; every value must be finite");
    }

    @Test
    void textTellsTheNumberOfFeatures() {
        assertThat(Scaler.standardize(Datasets.iris())).hasToString("Scaler of 4 features");
    }

    private static Dataset column(double... values) {
        double[][] examples = new double[values.length][];
        for (int e = 0; e < values.length; e++) {
            examples[e] = new double[] {values[e]};
        }
        return Dataset.of(examples, new int[values.length]);
    }

    private static double mean(Dataset data, int feature) {
        double sum = 0;
        for (int e = 0; e < data.size(); e++) {
            sum += data.example(e)[feature];
        }
        return sum / data.size();
    }

    private static double meanSquare(Dataset data, int feature) {
        double sum = 0;
        for (int e = 0; e < data.size(); e++) {
            sum += data.example(e)[feature] * data.example(e)[feature];
        }
        return sum / data.size();
    }

    @Test
    void aScalerOfGivenNumbersKeepsThem() {
        double[] shift = {1, -2};
        Scaler scaler = Scaler.of(shift, new double[] {4, 0.5});
        shift[0] = 99;

        assertThat(scaler.apply(3, -1)).containsExactly(0.5, 2);
        assertThatThrownBy(() -> Scaler.of(new double[2], new double[3]))
                .isInstanceOf(ShapeException.class)
                .hasMessage("shift is for 2 features, scale for 3 features");
        assertThatThrownBy(() -> Scaler.of(new double[2], new double[] {1, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feature 1 has shift 0.0 and scale 0.0; both must be finite, and the scale not 0");
    }
}
