package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.ShapeException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every rule refuses before it changes anything, word for word. */
class UpdateArgumentsTest {
    private final double[] theta = {1, 2, 3};
    private final double[] dTheta = {0.5, 0.5, 0.5};

    static Stream<UpdateRule> rules() {
        return Stream.of(
                new AdaBelief(),
                new AdaDelta(),
                new AdaGrad(),
                new AdaMax(),
                new Adam(),
                new AdamW(0.01),
                new AMSGrad(),
                new FTRL(),
                new GradientDescent(),
                new Lion(),
                new Momentum(),
                new NAdam(),
                new Nesterov(),
                new RAdam(),
                new RMSProp(),
                new RProp());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleRefusesOtherSlotsThanItNeeds(UpdateRule rule) {
        double[][] slots = new double[rule.slots() + 1][3];
        String message = "update: the rule has " + rule.slots() + " slots; got " + (rule.slots() + 1);
        refuses(ShapeException.class, message, () -> rule.update(theta, dTheta, slots, 0.1, 1, 0, 3));
        refuses(ShapeException.class, message, () -> rule.staysFinite(theta, dTheta, slots, 0.1, 1, 0, 3));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleRefusesElementsThatAreNotThere(UpdateRule rule) {
        double[][] slots = new double[rule.slots()][3];
        String message = "update: from 1 to 4 of a theta of 3 elements";
        refuses(IndexOutOfBoundsException.class, message, () -> rule.update(theta, dTheta, slots, 0.1, 1, 1, 4));
        refuses(IndexOutOfBoundsException.class, message, () -> rule.staysFinite(theta, dTheta, slots, 0.1, 1, 1, 4));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleRefusesARateOrAStepThatIsNone(UpdateRule rule) {
        double[][] slots = new double[rule.slots()][3];
        refuses(
                IllegalArgumentException.class,
                "rate must be finite and at least 0; got NaN",
                () -> rule.update(theta, dTheta, slots, Double.NaN, 1, 0, 3));
        refuses(
                IllegalArgumentException.class,
                "step must be at least 1; got 0",
                () -> rule.update(theta, dTheta, slots, 0.1, 0, 0, 3));
    }

    @Test
    void aSlotThatIsTooShortIsNamed() {
        refuses(
                ShapeException.class,
                "update: slots[1] has 2 elements; to 3 is asked for",
                () -> new Adam().update(theta, dTheta, new double[][] {{0, 0, 0}, {0, 0}}, 0.1, 1, 0, 3));
        refuses(
                NullPointerException.class,
                "slots[1] is null",
                () -> new Adam().update(theta, dTheta, new double[][] {{0, 0, 0}, null}, 0.1, 1, 0, 3));
        refuses(
                ShapeException.class,
                "update: dTheta has 2 elements; to 3 is asked for",
                () -> new GradientDescent().update(theta, new double[2], new double[0][], 0.1, 1, 0, 3));
    }

    private void refuses(Class<? extends Throwable> type, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isExactlyInstanceOf(type).hasMessage(message);
        assertThat(theta).containsExactly(1, 2, 3);
    }
}
