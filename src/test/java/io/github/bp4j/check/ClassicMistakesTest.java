package io.github.bp4j.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.check.PlainBackward.Mistake;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The check is shown each classic mistake of backpropagation, made in one layer of a 3-3-3-3 network with three
 * examples, whose equal sizes let every mistake pass the shapes. It must find exactly what the mistake spoils.
 */
class ClassicMistakesTest {
    private static final int SEEDS = 5;

    /** The mistake, its layer, and what it spoils: the W and b that its wrong numbers flow into. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(Mistake.ONE_OVER_M_FORGOTTEN, 2, List.of("W of layer 2", "b of layer 2")),
                Arguments.of(Mistake.ONE_OVER_M_FORGOTTEN, 3, List.of("W of layer 3", "b of layer 3")),
                Arguments.of(Mistake.ONE_OVER_M_TWICE, 1, List.of("W of layer 1", "b of layer 1")),
                Arguments.of(Mistake.ONE_OVER_M_TWICE, 2, List.of("W of layer 2", "b of layer 2")),
                Arguments.of(Mistake.DERIVATIVE_AT_A, 1, List.of("W of layer 1", "b of layer 1")),
                Arguments.of(
                        Mistake.DERIVATIVE_AT_A,
                        2,
                        List.of("W of layer 1", "b of layer 1", "W of layer 2", "b of layer 2")),
                Arguments.of(Mistake.W_NOT_TRANSPOSED, 2, List.of("W of layer 1", "b of layer 1")),
                Arguments.of(
                        Mistake.W_NOT_TRANSPOSED,
                        3,
                        List.of("W of layer 1", "b of layer 1", "W of layer 2", "b of layer 2")),
                Arguments.of(Mistake.DB_OVER_THE_WRONG_AXIS, 2, List.of("b of layer 2")),
                Arguments.of(Mistake.DB_NOT_SUMMED, 1, List.of("b of layer 1")),
                Arguments.of(Mistake.DB_NOT_SUMMED, 3, List.of("b of layer 3")),
                Arguments.of(Mistake.W_UPDATED_TOO_EARLY, 2, List.of("W of layer 1", "b of layer 1")),
                Arguments.of(
                        Mistake.LOSS_OF_ANOTHER,
                        3,
                        List.of(
                                "W of layer 1",
                                "b of layer 1",
                                "W of layer 2",
                                "b of layer 2",
                                "W of layer 3",
                                "b of layer 3")),
                Arguments.of(
                        Mistake.RELU_SIGN, 2, List.of("W of layer 1", "b of layer 1", "W of layer 2", "b of layer 2")),
                Arguments.of(Mistake.COLUMNS_MIXED_UP, 1, List.of("W of layer 1")),
                Arguments.of(Mistake.COLUMNS_MIXED_UP, 3, List.of("W of layer 3")));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void eachMistakeIsFoundInTheLayersAndMatricesThatItSpoils(Mistake mistake, int layer, List<String> spoilt) {
        Activation g = mistake == Mistake.RELU_SIGN ? Activation.RELU : Activation.TANH;
        for (int seed = 0; seed < SEEDS; seed++) {
            Network network = network(g, seed);
            Matrix X = normal(seed, "X");
            Matrix Y = normal(seed, "Y");
            double[] gradient = new PlainBackward(network, mistake, layer).gradient(X, Y);

            GradientReport report = GradientCheck.of(network).check(X, Y, gradient);

            assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
            assertThat(named(report, Verdict.WRONG)).as("%s", report).isEqualTo(spoilt);
            assertThat(named(report, Verdict.RIGHT)).as("%s", report).hasSize(6 - spoilt.size());
            assertThat(report.toString()).startsWith("wrong: " + String.join(", ", spoilt) + "\n");
        }
    }

    @Test
    void everyMistakeIsTried() {
        assertThat(mistakes().map(arguments -> (Mistake) arguments.get()[0]))
                .containsAll(EnumSet.complementOf(EnumSet.of(Mistake.NONE)));
    }

    @ParameterizedTest
    @MethodSource("tanhAndRelu")
    void sameImplementationWithoutMistakeIsRight(Activation g) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Network network = network(g, seed);
            Matrix X = normal(seed, "X");
            Matrix Y = normal(seed, "Y");
            double[] gradient = new PlainBackward(network, Mistake.NONE, 1).gradient(X, Y);

            GradientReport report = GradientCheck.of(network).check(X, Y, gradient);

            assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
            assertThat(report.setApart()).isZero();
        }
    }

    static Stream<Activation> tanhAndRelu() {
        return Stream.of(Activation.TANH, Activation.RELU);
    }

    private static List<String> named(GradientReport report, Verdict verdict) {
        return report.groups().stream()
                .filter(group -> group.verdict() == verdict)
                .map(GradientReport.Group::name)
                .toList();
    }

    /** 3-3-3-3 with tanh, in layer 2 with g; the biases at random too. */
    private static Network network(Activation g, int seed) {
        UnaryOperator<LayerOptions> randomBias = options -> options.biasInitializer(Initializer.LECUN_NORMAL);
        return Network.builder()
                .inputs(3)
                .layer(3, Activation.TANH, randomBias)
                .layer(3, g, randomBias)
                .layer(3, Activation.TANH, randomBias)
                .loss(Loss.SQUARED_ERROR)
                .seed(seed)
                .build();
    }

    private static Matrix normal(int seed, String purpose) {
        SplitMix64 random = SplitMix64.stream(seed, purpose, 0, 0);
        return Matrix.zeros(3, 3).map(zero -> random.nextGaussian());
    }
}
