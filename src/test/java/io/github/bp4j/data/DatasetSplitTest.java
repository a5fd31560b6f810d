package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetSplitTest {
    /** The order was worked out by a program in Python from the published algorithms of SplitMix64, Fisher–Yates, Lemire. */
    @Test
    void aSeedGivesOneSplitForEver() {
        Dataset.Split split = numbered(new int[10]).split(0.3, 7);
        assertThat(numbers(split.test())).containsExactly(5, 1, 0);
        assertThat(numbers(split.train())).containsExactly(7, 9, 8, 2, 6, 3, 4);
    }

    @Test
    void seedsGiveDifferentSplits() {
        Dataset data = numbered(new int[100]);
        assertThat(numbers(data.split(0.2, 1).test()))
                .isEqualTo(numbers(data.split(0.2, 1).test()))
                .isNotEqualTo(numbers(data.split(0.2, 2).test()));
    }

    @ParameterizedTest
    @CsvSource({"10, 0.2, 2", "10, 0.25, 3", "10, 0.24, 2", "3, 0.5, 2", "2, 0.5, 1", "1797, 0.2, 359"})
    void theTestGetsTheRoundedShareAndEveryExampleIsInOnePart(int size, double fraction, int expected) {
        Dataset data = numbered(new int[size]);
        for (Dataset.Split split : List.of(data.split(fraction, 1), data.stratifiedSplit(fraction, 1))) {
            assertThat(split.test().size()).isEqualTo(expected);
            List<Integer> all = new ArrayList<>(numbers(split.train()));
            all.addAll(numbers(split.test()));
            assertThat(all)
                    .hasSize(size)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, size).boxed().toList());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN})
    void aFractionOutsideZeroToOneIsRefused(double fraction) {
        Dataset data = numbered(new int[10]);
        assertThatThrownBy(() -> data.split(fraction, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("testFraction must be above 0 and below 1; got " + fraction);
        assertThatThrownBy(() -> data.stratifiedSplit(fraction, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("testFraction must be above 0 and below 1; got " + fraction);
    }

    @Test
    void aSplitThatLeavesAPartEmptyIsRefused() {
        assertThatThrownBy(() -> numbered(new int[3]).split(0.1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("testFraction 0.1 of 3 examples leaves 3 to train and 0 to test; both need at least 1");
        assertThatThrownBy(() -> numbered(new int[3]).split(0.9, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("testFraction 0.9 of 3 examples leaves 0 to train and 3 to test; both need at least 1");
    }

    @Test
    void stratifiedSplitKeepsTheShareOfEachClass() {
        // 60, 30 and 10 of 100: a test of 20 has 12, 6 and 2.
        Dataset data = numbered(
                IntStream.range(0, 100).map(e -> e < 60 ? 0 : e < 90 ? 1 : 2).toArray());
        for (long seed = 0; seed < 20; seed++) {
            Dataset.Split split = data.stratifiedSplit(0.2, seed);
            assertThat(split.test().classCounts()).containsExactly(12, 6, 2);
            assertThat(split.train().classCounts()).containsExactly(48, 24, 8);
        }
    }

    @Test
    void stratifiedSplitGivesTheRestToTheLargestRemainders() {
        // 5, 3, 3 and 1 of 12: a test of 4 has 1⅔, 1, 1, ⅓ → 2, 1, 1, 0.
        Dataset data = numbered(new int[] {0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3});
        assertThat(data.stratifiedSplit(1 / 3.0, 5).test().classCounts()).containsExactly(2, 1, 1, 0);
        // of equal remainders, 2½ and 2½, the first class
        Dataset halves = numbered(new int[] {0, 0, 0, 0, 0, 1, 1, 1, 1, 1});
        assertThat(halves.stratifiedSplit(0.5, 5).test().classCounts()).containsExactly(3, 2);
    }

    @Test
    void stratifiedSplitPicksAtRandomWithinAClass() {
        Dataset data = numbered(IntStream.range(0, 100).map(e -> e % 2).toArray());
        assertThat(numbers(data.stratifiedSplit(0.2, 1).test()))
                .isEqualTo(numbers(data.stratifiedSplit(0.2, 1).test()))
                .isNotEqualTo(numbers(data.stratifiedSplit(0.2, 2).test()));
    }

    @Test
    void stratifiedSplitOfNumericTargetsIsRefused() {
        Dataset data = Dataset.of(new double[10][1], new double[10]);
        assertThatThrownBy(() -> data.stratifiedSplit(0.2, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stratifiedSplit: the examples have numeric targets, no classes");
    }

    @ParameterizedTest
    @CsvSource({"10, 0.2, 0.3, 2, 3", "3, 0.3, 0.3, 1, 1", "100, 0.155, 0.1, 16, 10", "7, 0.5, 0.2, 4, 1"})
    void aSplitIntoThreeGivesEveryExampleToOnePart(int size, double forValidation, double forTest, int v, int t) {
        Dataset data = numbered(new int[size]);
        for (Dataset.ThreeWaySplit split :
                List.of(data.split(forValidation, forTest, 1), data.stratifiedSplit(forValidation, forTest, 1))) {
            assertThat(split.validation().size()).isEqualTo(v);
            assertThat(split.test().size()).isEqualTo(t);
            List<Integer> all = new ArrayList<>(numbers(split.train()));
            all.addAll(numbers(split.validation()));
            all.addAll(numbers(split.test()));
            assertThat(all)
                    .hasSize(size)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, size).boxed().toList());
        }
        assertThat(numbers(data.split(forValidation, forTest, 1).test()))
                .isEqualTo(numbers(data.split(forTest, 1).test()));
    }

    @Test
    void aStratifiedSplitIntoThreeKeepsTheShareOfEachClass() {
        Dataset data = numbered(
                IntStream.range(0, 100).map(e -> e < 60 ? 0 : e < 90 ? 1 : 2).toArray());
        for (long seed = 0; seed < 20; seed++) {
            Dataset.ThreeWaySplit split = data.stratifiedSplit(0.1, 0.2, seed);
            assertThat(split.test().classCounts()).containsExactly(12, 6, 2);
            assertThat(split.validation().classCounts()).containsExactly(6, 3, 1);
            assertThat(split.train().classCounts()).containsExactly(42, 21, 7);
        }
    }

    /** Classes of 1, whose quota of ½ both the test and the validation set would round up. */
    @Test
    void aStratifiedSplitIntoThreeTakesNoExampleTwice() {
        Dataset data = numbered(IntStream.range(0, 9).toArray());
        Dataset.ThreeWaySplit split = data.stratifiedSplit(0.4, 0.45, 1);
        assertThat(split.test().size()).isEqualTo(4);
        assertThat(split.validation().size()).isEqualTo(4);
        assertThat(split.train().size()).isEqualTo(1);
    }

    @Test
    void aSplitIntoThreeThatLeavesAPartEmptyIsRefused() {
        Dataset data = numbered(new int[10]);
        assertThatThrownBy(() -> data.split(0.6, 0.5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "validationFraction 0.6 and testFraction 0.5 of 10 examples leave 0 to train, 6 to validate and"
                                + " 5 to test; each needs at least 1");
        assertThatThrownBy(() -> data.stratifiedSplit(0.01, 0.5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "validationFraction 0.01 and testFraction 0.5 of 10 examples leave 5 to train, 0 to validate and"
                                + " 5 to test; each needs at least 1");
        assertThatThrownBy(() -> data.split(1.5, 0.5, 1))
                .hasMessage("validationFraction must be above 0 and below 1; got 1.5");
        assertThatThrownBy(() -> data.split(0.5, Double.NaN, 1))
                .hasMessage("testFraction must be above 0 and below 1; got NaN");
        Dataset numbers = Dataset.of(new double[10][1], new double[10]);
        assertThatThrownBy(() -> numbers.stratifiedSplit(0.2, 0.2, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stratifiedSplit: the examples have numeric targets, no classes");
    }

    @Test
    void subsetTakesTheExamplesInTheGivenOrderAndKeepsClassesAndFeatures() {
        Dataset data = Dataset.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}, new String[] {"a", "b", "c"})
                .withFeatures(List.of("u", "v"));
        Dataset subset = data.subset(2, 0, 2);
        assertThat(subset.X()).isEqualTo(Matrix.of(2, 3, 5, 1, 5, 6, 2, 6));
        assertThat(subset.Y()).isEqualTo(Matrix.of(3, 3, 0, 1, 0, 0, 0, 0, 1, 0, 1));
        assertThat(subset.classes()).containsExactly("a", "b", "c");
        assertThat(subset.features()).containsExactly("u", "v");

        Dataset numbers = Dataset.of(new double[][] {{1}, {2}, {3}}, new double[][] {{4, 7}, {5, 8}, {6, 9}});
        assertThat(numbers.subset(2, 0).Y()).isEqualTo(Matrix.of(2, 2, 6, 4, 9, 7));
    }

    @Test
    void subsetOfNothingOrOfAnExampleThatIsNotThereIsRefused() {
        Dataset data = numbered(new int[3]);
        assertThatThrownBy(data::subset)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("subset: no examples; at least 1 is needed");
        assertThatThrownBy(() -> data.subset(0, 3))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("example 3 of 3; they are 0 to 2");
    }

    /** Examples whose only feature is their number. */
    private static Dataset numbered(int[] labels) {
        return Dataset.of(
                IntStream.range(0, labels.length)
                        .mapToObj(e -> new double[] {e})
                        .toArray(double[][]::new),
                labels);
    }

    private static List<Integer> numbers(Dataset data) {
        return IntStream.range(0, data.size())
                .mapToObj(e -> (int) data.example(e)[0])
                .toList();
    }
}
