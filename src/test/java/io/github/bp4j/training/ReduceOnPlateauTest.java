package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.golden.NamedRows;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReduceOnPlateauTest {
    /** Made by src/test/python/optimizers.py. */
    private static final Map<String, List<double[]>> GOLDEN = NamedRows.read("plateau.txt");

    private static Network line() {
        return Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
    }

    static List<String> cases() {
        return GOLDEN.keySet().stream().filter(name -> !name.equals("costs")).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theRateAfterEachEpochIsPyTorchs(String name) {
        double[] arguments = GOLDEN.get(name).get(0);
        double[] expected = GOLDEN.get(name).get(1);
        OptimizerState state = Optimizer.gradientDescent(1).start(line());
        Plateau plateau = new Plateau(
                new ReduceOnPlateau(arguments[0], (int) arguments[1], arguments[2], (int) arguments[3], arguments[4]));
        double[] costs = GOLDEN.get("costs").get(0);

        for (int epoch = 0; epoch < costs.length; epoch++) {
            plateau.epochEnded(costs[epoch], state);

            assertThat(state.rateFactor()).as("epoch %d", epoch + 1).isEqualTo(expected[epoch]);
        }
        assertThat(expected[expected.length - 1]).isLessThan(1);
    }

    @Test
    void itHasPyTorchsDefaults() {
        assertThat(new ReduceOnPlateau()).isEqualTo(new ReduceOnPlateau(0.1, 10, 1e-4, 0, 0));
        assertThat(new ReduceOnPlateau(0.5, 3)).isEqualTo(new ReduceOnPlateau(0.5, 3, 1e-4, 0, 0));
    }

    @Test
    void aCostThatIsEqualIsNoBetter() {
        OptimizerState state = Optimizer.gradientDescent(1).start(line());
        Plateau plateau = new Plateau(new ReduceOnPlateau(0.5, 0, 0, 0, 0));

        plateau.epochEnded(3, state);
        plateau.epochEnded(3, state);

        assertThat(state.rateFactor()).isEqualTo(0.5);
    }

    private static double factorAfter(double... costs) {
        OptimizerState state = Optimizer.gradientDescent(1).start(line());
        Plateau plateau = new Plateau(new ReduceOnPlateau(0.5, 5));
        for (double cost : costs) {
            plateau.epochEnded(cost, state);
        }
        return state.rateFactor();
    }

    /** The first epoch is the best, then 6 bad ones for each of the 6 reductions among 39. */
    @ParameterizedTest
    @ValueSource(doubles = {1, -1, 0, 1e-300, -1e-300, 1e300, -1e300, Double.MAX_VALUE, -Double.MAX_VALUE})
    void aFlatCostReducesWhateverItsSign(double cost) {
        assertThat(factorAfter(DoubleStream.generate(() -> cost).limit(40).toArray()))
                .isEqualTo(0x1p-6);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, -1})
    void aCostThatFallsByLessThanTheThresholdReduces(double start) {
        assertThat(factorAfter(DoubleStream.iterate(start, cost -> cost - 2e-6)
                        .limit(40)
                        .toArray()))
                .isEqualTo(0x1p-6);
        assertThat(factorAfter(DoubleStream.iterate(start, cost -> cost - 2e-4)
                        .limit(40)
                        .toArray()))
                .isEqualTo(1);
    }

    @Test
    void aNegativeCostThatRisesReduces() {
        assertThat(factorAfter(DoubleStream.iterate(-0.999992, cost -> cost + 2.4e-5)
                        .limit(40)
                        .toArray()))
                .isEqualTo(0x1p-6);
    }

    @Test
    void aCostThatCrossesZeroIsBetter() {
        assertThat(factorAfter(3, 1, 0, -1e-9, -1, -2, -3, -4)).isEqualTo(1);
    }

    @Test
    void aCopyGoesOnInTheMiddleOfACooldown() {
        OptimizerState state = Optimizer.gradientDescent(1).start(line());
        Plateau plateau = new Plateau(new ReduceOnPlateau(0.5, 0, 0, 2, 0));
        plateau.epochEnded(1, state);
        plateau.epochEnded(1, state);

        Plateau copy = plateau.copy();
        copy.epochEnded(1, state);
        copy.epochEnded(1, state);

        assertThat(state.rateFactor()).as("not yet").isEqualTo(0.5);
        copy.epochEnded(1, state);
        assertThat(state.rateFactor()).isEqualTo(0.25);
    }

    @Test
    void afterThousandsOfReductionsTheFactorIsStillAboveZero() {
        OptimizerState state = Optimizer.gradientDescent(1).start(line());
        Plateau plateau = new Plateau(new ReduceOnPlateau(0.1, 0));

        for (int epoch = 0; epoch < 2000; epoch++) {
            plateau.epochEnded(1, state);
        }

        assertThat(state.rateFactor()).isPositive();
    }

    /** One example, x = 0, y = 0: only b has a gradient, which is b; rates of 4 double it, with another sign, at every step. */
    @Test
    void theTrainerReducesByTheCostOfTrainingAndThenItDescends() {
        Network network = line();
        network.layer(1).b().set(0, 0, 1);
        Dataset zero = Dataset.of(new double[][] {{0}}, new double[] {0});

        Trainer.of(network)
                .optimizer(Optimizer.gradientDescent(4))
                .epochs(5)
                .reduceOnPlateau(new ReduceOnPlateau(0.125, 1))
                .fit(zero);

        // epochs cost ½, 4.5, 40.5: two bad ones, so that from the fourth on the rate is a half
        assertThat(network.layer(1).b().get(0, 0)).isEqualTo(-27 * 0.25);
    }

    @Test
    void theTrainerReducesByTheCostOfValidationWhereThereIsOne() {
        Network network = line();
        network.layer(1).b().set(0, 0, 1);
        Dataset zero = Dataset.of(new double[][] {{0}}, new double[] {0});
        Dataset one = Dataset.of(new double[][] {{0}}, new double[] {1});

        Trainer.of(network)
                .optimizer(Optimizer.gradientDescent(0.5))
                .epochs(4)
                .validation(one)
                .reduceOnPlateau(new ReduceOnPlateau(0.5, 0))
                .fit(zero);

        // b is 1, ½, then further from 1 in every epoch, each of which after the first halves the rate
        assertThat(network.layer(1).b().get(0, 0)).isEqualTo(1 * 0.5 * 0.5 * 0.75 * 0.875);
    }

    @Test
    void hyperParametersHaveTheirRanges() {
        assertRefused(() -> new ReduceOnPlateau(1, 1), "factor must be above 0 and below 1; got 1.0");
        assertRefused(() -> new ReduceOnPlateau(0, 1), "factor must be above 0 and below 1; got 0.0");
        assertRefused(() -> new ReduceOnPlateau(0.1, -1), "patience must be at least 0; got -1");
        assertRefused(() -> new ReduceOnPlateau(0.1, 1, 1, 0, 0), "threshold must be in [0, 1); got 1.0");
        assertRefused(() -> new ReduceOnPlateau(0.1, 1, 0, -1, 0), "cooldown must be at least 0; got -1");
        assertRefused(() -> new ReduceOnPlateau(0.1, 1, 0, 0, Double.NaN), "leastFactor must be in [0, 1]; got NaN");
        assertThatNullPointerException()
                .isThrownBy(() -> Trainer.of(line()).reduceOnPlateau(null))
                .withMessage("reduceOnPlateau");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage("reduceOnPlateau: " + message);
    }
}
