package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedules at their characteristic points; {@link OptimizerGoldenTest} has whole runs. */
class ScheduleTest {
    private static final long LATE = Long.MAX_VALUE;

    private static double[] rates(Schedule schedule, int steps) {
        return IntStream.rangeClosed(1, steps).mapToDouble(schedule::rate).toArray();
    }

    @Test
    void stepFallsByTheFactorAfterEverySoManySteps() {
        assertThat(rates(Schedule.step(8, 3, 0.5), 10)).containsExactly(8, 8, 8, 4, 4, 4, 2, 2, 2, 1);
        assertThat(rates(Schedule.step(8, 1, 1), 3)).containsExactly(8, 8, 8);
    }

    @Test
    void exponentialFallsByTheFactorInEachStep() {
        assertThat(rates(Schedule.exponential(8, 0.5), 5)).containsExactly(8, 4, 2, 1, 0.5);
        assertThat(Schedule.exponential(8, 0.5).rate(LATE)).isZero();
    }

    @Test
    void inverseTimeIsHalfWhenDecayTimesStepsIsOne() {
        Schedule schedule = Schedule.inverseTime(6, 0.5);

        assertThat(rates(schedule, 5)).containsExactly(6, 4, 3, 6 / 2.5, 2);
        assertThat(rates(Schedule.inverseTime(6, 0), 2)).containsExactly(6, 6);
    }

    @Test
    void polynomialOfPowerOneIsALineThatEndsAndStays() {
        assertThat(rates(Schedule.polynomial(5, 1, 4, 1), 7)).containsExactly(5, 4, 3, 2, 1, 1, 1);
        assertThat(rates(Schedule.polynomial(16, 0, 4, 2), 6)).containsExactly(16, 9, 4, 1, 0, 0);
        assertThat(rates(Schedule.polynomial(1, 5, 4, 1), 6)).containsExactly(1, 2, 3, 4, 5, 5);
        assertThat(Schedule.polynomial(5, 1, 4, 1).rate(LATE)).isEqualTo(1);
    }

    @Test
    void cosineStartsInTheMiddleIsHalfAndEndsAndStays() {
        Schedule schedule = Schedule.cosine(5, 1, 6);

        assertThat(schedule.rate(1)).isEqualTo(5);
        assertThat(schedule.rate(3)).isCloseTo(1 + 4 * 0.75, within(1e-14)); // cos 60° = 1/2
        assertThat(schedule.rate(4)).isCloseTo(3, within(1e-14));
        assertThat(schedule.rate(7)).isEqualTo(1);
        assertThat(schedule.rate(LATE)).isEqualTo(1);
    }

    @Test
    void cosineRestartsAtTheStartOfEachPeriod() {
        Schedule schedule = Schedule.cosineRestarts(5, 1, 4, 3);

        for (long start : new long[] {1, 5, 17, 53}) { // periods of 4, 12, 36, …
            assertThat(schedule.rate(start)).isEqualTo(5);
        }
        assertThat(schedule.rate(3)).isCloseTo(3, within(1e-14));
        assertThat(schedule.rate(11)).isCloseTo(3, within(1e-14));
        assertThat(schedule.rate(35)).isCloseTo(3, within(1e-14));
        assertThat(schedule.rate(52)).isLessThan(1.01);
    }

    @Test
    void cosineRestartsWithEqualPeriodsRepeat() {
        Schedule schedule = Schedule.cosineRestarts(5, 1, 4, 1);

        assertThat(rates(schedule, 4)).doesNotHaveDuplicates();
        for (int step = 1; step <= 4; step++) {
            assertThat(schedule.rate(step + 4)).isEqualTo(schedule.rate(step));
            assertThat(schedule.rate(step + 4_000_000_000L)).isEqualTo(schedule.rate(step));
        }
        assertThat(schedule.rate(LATE)).isBetween(1.0, 5.0);
    }

    @Test
    void oneCycleRisesFromA25thToThePeakAndEndsAt10000thOfTheStart() {
        Schedule schedule = Schedule.oneCycle(50, 100);

        assertThat(schedule.rate(1)).isEqualTo(2);
        assertThat(schedule.rate(30)).isCloseTo(50, within(1e-12)); // 0.3 · 100 − 1 steps before it
        assertThat(schedule.rate(100)).isCloseTo(2e-4, within(1e-16));
        assertThat(schedule.rate(LATE)).isEqualTo(schedule.rate(100));
        double[] rates = rates(schedule, 100);
        for (int step = 2; step <= 100; step++) {
            assertThat(rates[step - 1] > rates[step - 2]).isEqualTo(step <= 30);
        }
    }

    @Test
    void warmUpRisesToTheFirstRateAndGoesOnWithIt() {
        assertThat(rates(Schedule.exponential(8, 0.5).warmUp(4), 8)).containsExactly(2, 4, 6, 8, 8, 4, 2, 1);
        assertThat(rates(Schedule.constant(8).warmUp(1), 3)).containsExactly(8, 8, 8);
    }

    private static List<Schedule> every(double rate) {
        List<Schedule> plain = List.of(
                Schedule.constant(rate),
                Schedule.step(rate, 3, 0.5),
                Schedule.step(rate, LATE, 1),
                Schedule.exponential(rate, 0.5),
                Schedule.inverseTime(rate, 1),
                Schedule.inverseTime(rate, 1e308),
                Schedule.polynomial(rate, 0, 10, 2),
                Schedule.polynomial(rate, rate, LATE, 0.5),
                Schedule.polynomial(1e-300, rate, 10, 1),
                Schedule.cosine(rate, 0, 10),
                Schedule.cosine(rate, 1, LATE),
                Schedule.cosine(1e-300, rate, 7),
                Schedule.cosineRestarts(rate, 0, 3, 1),
                Schedule.cosineRestarts(rate, 0, 3, 2),
                Schedule.cosineRestarts(rate, 0, LATE, Integer.MAX_VALUE),
                Schedule.oneCycle(rate, 4),
                Schedule.oneCycle(rate, LATE));
        return Stream.concat(
                        plain.stream(),
                        plain.stream()
                                .flatMap(s -> Stream.of(
                                        s.warmUp(1),
                                        s.warmUp(5),
                                        s.warmUp(LATE),
                                        s.warmUp(3).warmUp(2))))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aStepBelowOneIsRefusedByEverySchedule(long step) {
        for (Schedule schedule : every(0.1)) {
            assertThatIllegalArgumentException()
                    .as("%s", schedule)
                    .isThrownBy(() -> schedule.rate(step))
                    .withMessage("step must be at least 1; got " + step);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.MIN_VALUE, 0.1, 1, 1e300, Double.MAX_VALUE})
    void noStepHasARateThatAnOptimizerRefuses(double rate) {
        for (Schedule schedule : every(rate)) {
            for (long step : new long[] {1, 2, 3, 4, 5, 6, 10, 11, 12, 1L << 53, LATE / 2, LATE - 1, LATE}) {
                assertThat(schedule.rate(step))
                        .as("%s, step %d", schedule, step)
                        .isGreaterThanOrEqualTo(0)
                        .isLessThan(Double.POSITIVE_INFINITY);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aFirstRateThatIsNotFiniteAndAboveZeroIsRefused(double rate) {
        List.<Runnable>of(
                        () -> Schedule.step(rate, 1, 0.5),
                        () -> Schedule.exponential(rate, 0.5),
                        () -> Schedule.inverseTime(rate, 0.5),
                        () -> Schedule.polynomial(rate, 0, 1, 1),
                        () -> Schedule.cosine(rate, 0, 1),
                        () -> Schedule.cosineRestarts(rate, 0, 1, 1),
                        () -> new Schedule.Constant(rate))
                .forEach(schedule -> assertThatIllegalArgumentException()
                        .isThrownBy(schedule::run)
                        .withMessage("the learning rate must be finite and above 0; got " + rate));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.oneCycle(rate, 10))
                .withMessage("the peak of the learning rate must be finite and above 0; got " + rate);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refusal(() -> Schedule.step(1, 0, 0.5), "every must be at least 1; got 0"),
                refusal(() -> Schedule.step(1, 1, 0), "factor must be in (0, 1]; got 0.0"),
                refusal(() -> Schedule.step(1, 1, 1.5), "factor must be in (0, 1]; got 1.5"),
                refusal(() -> Schedule.exponential(1, Double.NaN), "factor must be in (0, 1]; got NaN"),
                refusal(() -> Schedule.inverseTime(1, -1), "decay must be finite and at least 0; got -1.0"),
                refusal(() -> Schedule.polynomial(1, -1, 1, 1), "end must be finite and at least 0; got -1.0"),
                refusal(() -> Schedule.polynomial(1, 0, 0, 1), "steps must be at least 1; got 0"),
                refusal(() -> Schedule.polynomial(1, 0, 1, 0), "power must be finite and above 0; got 0.0"),
                refusal(() -> Schedule.cosine(1, Double.NaN, 1), "end must be finite and at least 0; got NaN"),
                refusal(() -> Schedule.cosine(1, 0, 0), "steps must be at least 1; got 0"),
                refusal(() -> Schedule.cosineRestarts(1, -1, 1, 1), "end must be finite and at least 0; got -1.0"),
                refusal(() -> Schedule.cosineRestarts(1, 0, 0, 1), "period must be at least 1; got 0"),
                refusal(() -> Schedule.cosineRestarts(1, 0, 1, 0), "factor must be at least 1; got 0"),
                refusal(() -> Schedule.oneCycle(1, 3), "steps must be at least 4; got 3"),
                refusal(() -> Schedule.constant(1).warmUp(0), "the steps of a warm-up must be at least 1; got 0"));
    }

    private static Arguments refusal(Runnable schedule, String message) {
        return arguments(schedule, message);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refused")
    void anArgumentOutOfItsRangeIsRefused(Runnable schedule, String message) {
        assertThatIllegalArgumentException().isThrownBy(schedule::run).withMessage(message);
    }
}
