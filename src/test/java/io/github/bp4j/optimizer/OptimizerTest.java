package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aRateThatIsNotFiniteAndAboveZeroIsRefused(double rate) {
        String message = "the learning rate must be finite and above 0; got " + rate;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizer.gradientDescent(rate))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.constant(rate))
                .withMessage(message);
    }

    @Test
    void nullIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> Optimizer.gradientDescent(null))
                .withMessage("schedule");
        assertThatNullPointerException()
                .isThrownBy(() -> new Optimizer(null, Schedule.constant(1)))
                .withMessage("rule");
    }

    @Test
    void itIsItsRuleAndItsSchedule() {
        assertThat(Optimizer.gradientDescent(0.1))
                .isEqualTo(Optimizer.gradientDescent(Schedule.constant(0.1)))
                .hasSameHashCodeAs(Optimizer.gradientDescent(0.1))
                .isNotEqualTo(Optimizer.gradientDescent(0.2))
                .hasToString("Optimizer[rule=GradientDescent[], schedule=Constant[rate=0.1]]");
    }

    @Test
    void aConstantScheduleIsTheSameAtEveryStep() {
        Schedule schedule = Schedule.constant(0.25);

        assertThat(schedule.rate(1)).isEqualTo(0.25);
        assertThat(schedule.rate(Long.MAX_VALUE)).isEqualTo(0.25);
    }
}
