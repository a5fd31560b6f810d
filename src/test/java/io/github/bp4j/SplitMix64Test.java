package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitMix64Test {
    /** Source: Rosetta Code, "Pseudo-random numbers/Splitmix64", which has them from Vigna's splitmix64.c. */
    @Test
    void firstNumbersAreThosePublished() {
        SplitMix64 random = new SplitMix64(1234567);

        String[] published = {
            "6457827717110365317",
            "3203168211198807973",
            "9817491932198370423",
            "4593380528125082431",
            "16408922859458223821"
        };
        for (String number : published) {
            assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo(number);
        }
    }

    /** Source: the same page: the counts of ⌊5 u⌋ for 100,000 numbers u in [0, 1) of the seed 987654321. */
    @Test
    void countsOfFifthsAreThosePublished() {
        SplitMix64 random = new SplitMix64(987654321);
        int[] counts = new int[5];

        for (int i = 0; i < 100_000; i++) {
            counts[(int) (random.nextDouble() * 5)]++;
        }

        assertThat(counts).containsExactly(20027, 19892, 20073, 19978, 20030);
    }

    // ---------------------------------------------------------------- numbers below a bound

    /** χ² with k − 1 degrees of freedom: mean k − 1, variance 2 (k − 1). */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 10, 100})
    void nextIntTakesEachValueEquallyOften(int bound) {
        SplitMix64 random = new SplitMix64(5);
        int draws = 1000 * bound;
        int[] counts = new int[bound];

        for (int i = 0; i < draws; i++) {
            counts[random.nextInt(bound)]++; // out of bounds if it were not below the bound
        }

        double chiSquared = Arrays.stream(counts)
                .mapToDouble(count -> Math.pow(count - 1000, 2) / 1000)
                .sum();
        assertThat(chiSquared).isCloseTo(bound - 1, within(4 * Math.sqrt(2.0 * (bound - 1))));
    }

    /**
     * 2^32 is 8/3 of the bound 3 · 2^29, so that without rejection the numbers 0, 1, 2 modulo 3 would take 3/8, 3/8 and
     * 2/8 of the draws.
     */
    @Test
    void nextIntIsUnbiasedForABoundThatDividesBadly() {
        SplitMix64 random = new SplitMix64(6);
        int draws = 60_000;
        int[] remainders = new int[3];

        for (int i = 0; i < draws; i++) {
            remainders[random.nextInt(3 << 29) % 3]++;
        }

        double deviation = Math.sqrt(draws * (1.0 / 3) * (2.0 / 3));
        for (int count : remainders) {
            assertThat((double) count).isCloseTo(draws / 3.0, within(4 * deviation));
        }
    }

    @Test
    void nextIntOfOneIsZero() {
        assertThat(new SplitMix64(7).nextInt(1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void boundBelowOneIsRefused(int bound) {
        assertThatThrownBy(() -> new SplitMix64(7).nextInt(bound))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bound must be at least 1; got " + bound);
    }

    // ---------------------------------------------------------------- real numbers

    @Test
    void nextDoubleIsUniformFromZeroToOne() {
        SplitMix64 random = new SplitMix64(8);
        int draws = 100_000;
        double sum = 0;
        double squares = 0;

        for (int i = 0; i < draws; i++) {
            double u = random.nextDouble();
            assertThat(u).isGreaterThanOrEqualTo(0).isLessThan(1);
            sum += u;
            squares += u * u;
        }

        // Standard deviations: of u √(1/12), of u² √(1/5 − 1/9).
        assertThat(sum / draws).isCloseTo(1.0 / 2, within(4 * Math.sqrt(1.0 / 12 / draws)));
        assertThat(squares / draws).isCloseTo(1.0 / 3, within(4 * Math.sqrt((1.0 / 5 - 1.0 / 9) / draws)));
    }

    /** E x = 0, E x² = 1, E x³ = 0, E x⁴ = 3; the variance of xᵏ is E x²ᵏ − (E xᵏ)²: 1, 2, 15, 96. */
    @Test
    void nextGaussianHasTheMomentsOfTheNormalDistribution() {
        SplitMix64 random = new SplitMix64(9);
        int draws = 200_000;
        double[] moments = new double[4];
        double neighbours = 0;
        double before = random.nextGaussian();

        for (int i = 0; i < draws; i++) {
            double x = random.nextGaussian();
            for (int k = 0; k < 4; k++) {
                moments[k] += Math.pow(x, k + 1) / draws;
            }
            neighbours += before * x / draws;
            before = x;
        }

        double deviation = 4 / Math.sqrt(draws);
        assertThat(moments[0]).isCloseTo(0, within(deviation));
        assertThat(moments[1]).isCloseTo(1, within(deviation * Math.sqrt(2)));
        assertThat(moments[2]).isCloseTo(0, within(deviation * Math.sqrt(15)));
        assertThat(moments[3]).isCloseTo(3, within(deviation * Math.sqrt(96)));
        assertThat(neighbours).as("cosine and sine of a pair").isCloseTo(0, within(deviation));
    }

    /** P(|x| > 1) = 0.317310508, P(|x| > 3) = 0.002699796. Source: any table of the normal distribution. */
    @Test
    void nextGaussianHasTheTailsOfTheNormalDistribution() {
        SplitMix64 random = new SplitMix64(10);
        int draws = 200_000;

        double[] x = IntStream.range(0, draws)
                .mapToDouble(i -> random.nextGaussian())
                .toArray();

        for (double[] tail : new double[][] {{1, 0.317310508}, {3, 0.002699796}}) {
            double beyond = Arrays.stream(x).filter(v -> Math.abs(v) > tail[0]).count();
            double p = tail[1];
            assertThat(beyond / draws).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / draws)));
        }
    }

    // ---------------------------------------------------------------- orders

    @Test
    void shuffleIsAPermutation() {
        int[] numbers = IntStream.range(0, 1000).toArray();

        new SplitMix64(11).shuffle(numbers);

        assertThat(numbers).isNotEqualTo(IntStream.range(0, 1000).toArray());
        Arrays.sort(numbers);
        assertThat(numbers).isEqualTo(IntStream.range(0, 1000).toArray());
    }

    @Test
    void shuffleTakesEachOrderEquallyOften() {
        SplitMix64 random = new SplitMix64(12);
        int[] counts = new int[27]; // of orders a, b, c of 0, 1, 2 at 9 a + 3 b + c
        int draws = 12_000;

        for (int i = 0; i < draws; i++) {
            int[] numbers = {0, 1, 2};
            random.shuffle(numbers);
            counts[9 * numbers[0] + 3 * numbers[1] + numbers[2]]++;
        }

        int[] ofOrders = Arrays.stream(counts).filter(count -> count > 0).toArray();
        assertThat(ofOrders).hasSize(6);
        double deviation = Math.sqrt(draws * (1.0 / 6) * (5.0 / 6));
        for (int count : ofOrders) {
            assertThat((double) count).isCloseTo(draws / 6.0, within(4 * deviation));
        }
    }

    @Test
    void shuffleOfNothingOrOneLeavesItAsItIs() {
        int[] none = {};
        int[] one = {7};

        new SplitMix64(13).shuffle(none);
        new SplitMix64(13).shuffle(one);

        assertThat(none).isEmpty();
        assertThat(one).containsExactly(7);
    }

    // ---------------------------------------------------------------- streams

    @Test
    void streamsOfDistinctArgumentsDiffer() {
        Set<Long> first = new HashSet<>();
        String[] purposes = {"", "a", "b", "ab", "ba", "shuffle"};

        for (long seed = -2; seed <= 2; seed++) {
            for (String purpose : purposes) {
                for (long epoch = 0; epoch < 10; epoch++) {
                    for (long batch = 0; batch < 10; batch++) {
                        first.add(SplitMix64.stream(seed, purpose, epoch, batch).nextLong());
                    }
                }
            }
        }

        assertThat(first).hasSize(5 * purposes.length * 10 * 10);
    }

    @Test
    void streamsOfEqualArgumentsAreEqual() {
        SplitMix64 one = SplitMix64.stream(3, "shuffle", 4, 5);
        SplitMix64 other = SplitMix64.stream(3, "shuffle", 4, 5);

        for (int i = 0; i < 10; i++) {
            assertThat(one.nextLong()).isEqualTo(other.nextLong());
        }
    }

    /** No two neighbouring streams have a number in common among their first thousand. */
    @Test
    void neighbouringStreamsDoNotOverlap() {
        Set<Long> numbers = new HashSet<>();

        for (int epoch = 0; epoch < 20; epoch++) {
            SplitMix64 random = SplitMix64.stream(0, "shuffle", epoch, 0);
            for (int i = 0; i < 1000; i++) {
                numbers.add(random.nextLong());
            }
        }

        assertThat(numbers).hasSize(20_000);
    }
}
