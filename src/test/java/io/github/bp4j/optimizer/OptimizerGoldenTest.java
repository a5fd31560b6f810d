package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bp4j.Network;
import io.github.bp4j.golden.NamedRows;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * θ after each of ten steps, and the rates of schedules, against PyTorch in float64: to 1e-12 of each number. The file
 * was made by src/test/python/optimizers.py, which says where Lion comes from.
 */
class OptimizerGoldenTest {
    private static final double TOLERANCE = 1e-12;

    /** The rows of numbers under each name of the file. */
    private static final Map<String, List<double[]>> GOLDEN = NamedRows.read("trajectories.txt");

    static Stream<Arguments> optimizers() {
        Optimizer momentum = Optimizer.momentum(0.1, 0.9);
        Stream<Arguments> ofTheTable = OptimizerTable.rows().stream()
                .flatMap(row -> Stream.of(
                        arguments(row.name(), row.usual().apply(Schedule.constant(0.01))),
                        arguments(row.name() + "-own", new Optimizer(row.own(), Schedule.constant(0.05)))));
        return Stream.concat(
                ofTheTable,
                Stream.of(
                        arguments("adam-cosine", Optimizer.adam(Schedule.cosine(0.05, 0.01, 12))),
                        arguments("momentum-clipValue", momentum.clipValue(0.1)),
                        arguments("momentum-clipNorm", momentum.clipNorm(1.5)),
                        arguments("momentum-clipBoth", momentum.clipNorm(0.5).clipValue(0.4))));
    }

    static Stream<Arguments> schedules() {
        return Stream.of(
                arguments("schedule-step", Schedule.step(0.1, 7, 0.3)),
                arguments("schedule-exponential", Schedule.exponential(0.1, 0.9)),
                arguments("schedule-inverseTime", Schedule.inverseTime(0.1, 0.25)),
                arguments("schedule-polynomial", Schedule.polynomial(0.1, 0.002, 20, 2.5)),
                arguments("schedule-polynomial-toZero", Schedule.polynomial(0.1, 0, 20, 2.5)),
                arguments("schedule-cosine", Schedule.cosine(0.1, 0.01, 20)),
                arguments("schedule-cosineRestarts", Schedule.cosineRestarts(0.1, 0.01, 8, 2)),
                arguments("schedule-cosineRestarts-equal", Schedule.cosineRestarts(0.1, 0.01, 8, 1)),
                arguments("schedule-oneCycle", Schedule.oneCycle(0.1, 50)),
                arguments("schedule-oneCycle-short", Schedule.oneCycle(0.1, 4)),
                arguments(
                        "schedule-exponential-warmUp",
                        Schedule.exponential(0.1, 0.9).warmUp(5)));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void tenStepsEqualPyTorchs(String name, Optimizer optimizer) {
        List<double[]> trajectory = GOLDEN.get(name);
        List<double[]> gradients = GOLDEN.get("gradients");
        Network network = OptimizerTable.network(6, 1, 1);
        double[] theta = network.parameters();
        System.arraycopy(GOLDEN.get("start").get(0), 0, theta, 0, 7);
        OptimizerState state = optimizer.start(network);

        assertThat(trajectory).hasSize(10);
        for (int step = 1; step <= 10; step++) {
            System.arraycopy(gradients.get(step - 1), 0, network.gradient(), 0, 7);
            assertThat(state.firstToLeaveFinite()).isEqualTo(-1);
            state.step();
            assertClose(name + ", step " + step, theta, trajectory.get(step - 1));
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void ratesEqualPyTorchs(String name, Schedule schedule) {
        double[] rates = GOLDEN.get(name).get(0);
        double[] actual = new double[rates.length];
        for (int step = 1; step <= rates.length; step++) {
            actual[step - 1] = schedule.rate(step);
        }

        assertClose(name, actual, rates);
    }

    @Test
    void everyNameOfTheFileIsCompared() {
        List<String> names = Stream.concat(optimizers(), schedules())
                .map(row -> (String) row.get()[0])
                .toList();
        TreeSet<String> inFile = new TreeSet<>(GOLDEN.keySet());
        inFile.removeAll(List.of("start", "gradients"));

        assertThat(inFile).containsExactlyInAnyOrderElementsOf(names);
    }

    private static void assertClose(String what, double[] actual, double[] golden) {
        assertThat(actual).hasSameSizeAs(golden);
        for (int i = 0; i < golden.length; i++) {
            assertThat(actual[i])
                    .as("%s, element %d", what, i)
                    .isCloseTo(golden[i], within(TOLERANCE * Math.abs(golden[i])));
        }
    }
}
