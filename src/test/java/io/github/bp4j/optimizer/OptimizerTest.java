package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
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
        assertThatNullPointerException()
                .isThrownBy(() -> new Optimizer(new GradientDescent(), Schedule.constant(1), null))
                .withMessage("clipping");
    }

    /** Each factory's rule with the defaults of its Javadoc; with a rate and with a schedule. */
    @Test
    void aFactoryIsItsRuleWithTheUsualHyperParameters() {
        Schedule rate = Schedule.constant(0.3);
        Map<UpdateRule, List<Optimizer>> factories = Map.ofEntries(
                entry(new GradientDescent(), List.of(Optimizer.gradientDescent(0.3), Optimizer.gradientDescent(rate))),
                entry(new Momentum(0.8), List.of(Optimizer.momentum(0.3, 0.8), Optimizer.momentum(rate, 0.8))),
                entry(new Nesterov(0.8), List.of(Optimizer.nesterov(0.3, 0.8), Optimizer.nesterov(rate, 0.8))),
                entry(new AdaGrad(1e-10), List.of(Optimizer.adaGrad(0.3), Optimizer.adaGrad(rate))),
                entry(new RMSProp(0.8, 1e-8), List.of(Optimizer.rmsProp(0.3, 0.8), Optimizer.rmsProp(rate, 0.8))),
                entry(
                        new Adam(0.9, 0.999, 1e-8),
                        List.of(Optimizer.adam(0.3), Optimizer.adam(rate), Optimizer.adam(0.3, 0.9, 0.999, 1e-8))),
                entry(new AMSGrad(0.9, 0.999, 1e-8), List.of(Optimizer.amsGrad(0.3), Optimizer.amsGrad(rate))),
                entry(new AdamW(0.9, 0.999, 1e-8, 0.2), List.of(Optimizer.adamW(0.3, 0.2), Optimizer.adamW(rate, 0.2))),
                entry(new NAdam(0.9, 0.999, 1e-8, 0.004), List.of(Optimizer.nAdam(0.3), Optimizer.nAdam(rate))),
                entry(new RAdam(0.9, 0.999, 1e-8), List.of(Optimizer.rAdam(0.3), Optimizer.rAdam(rate))),
                entry(new Lion(0.9, 0.99, 0), List.of(Optimizer.lion(0.3), Optimizer.lion(rate))));

        factories.forEach(
                (rule, optimizers) -> assertThat(optimizers).containsOnly(new Optimizer(rule, rate, Clipping.NONE)));
        assertThat(Optimizer.adaDelta()).isEqualTo(new Optimizer(new AdaDelta(0.9, 1e-6), Schedule.constant(1)));
        assertThat(Optimizer.rProp(0.3)).isEqualTo(new Optimizer(new RProp(0.5, 1.2, 1e-6, 50), rate));
        assertThat(new Momentum()).isEqualTo(new Momentum(0.9));
        assertThat(new Nesterov()).isEqualTo(new Nesterov(0.9));
        assertThat(new RMSProp()).isEqualTo(new RMSProp(0.99, 1e-8));
    }

    @Test
    void aHyperParameterOutOfItsRangeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizer.momentum(0.1, 1))
                .withMessage("beta must be in [0, 1); got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizer.adamW(0.1, -1))
                .withMessage("weightDecay must be finite and at least 0; got -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizer.adam(0, 0.9, 0.999, 1e-8))
                .withMessage("the learning rate must be finite and above 0; got 0.0");
    }

    @Test
    void itIsItsRuleAndItsSchedule() {
        assertThat(Optimizer.gradientDescent(0.1))
                .isEqualTo(Optimizer.gradientDescent(Schedule.constant(0.1)))
                .hasSameHashCodeAs(Optimizer.gradientDescent(0.1))
                .isNotEqualTo(Optimizer.gradientDescent(0.2))
                .hasToString("Optimizer[rule=GradientDescent[], schedule=Constant[rate=0.1],"
                        + " clipping=Clipping[value=Infinity, norm=Infinity]]");
    }

    @Test
    void aConstantScheduleIsTheSameAtEveryStep() {
        Schedule schedule = Schedule.constant(0.25);

        assertThat(schedule.rate(1)).isEqualTo(0.25);
        assertThat(schedule.rate(Long.MAX_VALUE)).isEqualTo(0.25);
    }
}
