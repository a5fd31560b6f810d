package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.optimizer.OptimizerTable.Row;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateRuleTest {
    static List<Row> rows() {
        return OptimizerTable.rows();
    }

    /** All whose rate may be so large that θ overflows: the steps of RProp have a bound. */
    static List<Row> rowsOfAnyRate() {
        return rows().stream().filter(row -> !(row.own() instanceof RProp)).toList();
    }

    static List<Row> rowsWithSquares() {
        return rows().stream().filter(Row::squares).toList();
    }

    static List<Row> rowsWithoutSquaresButWithSlots() {
        return rows().stream()
                .filter(row -> !row.squares() && row.own().slots() > 0)
                .toList();
    }

    @Test
    void theTableHasEveryRuleOfThePackage() {
        List<String> rules = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(UpdateRule.class.getPackageName())
                        .stream()
                        .filter(c -> c.isRecord() && c.isAssignableTo(UpdateRule.class))
                        .map(JavaClass::getSimpleName)
                        .toList();

        assertThat(rules).hasSizeGreaterThanOrEqualTo(15);
        assertThat(rows().stream().map(row -> row.own().getClass().getSimpleName()))
                .containsExactlyInAnyOrderElementsOf(rules);
    }

    @Nested
    class Descent {
        private static final int STEPS = 20_000;

        /** Where 20,000 steps end, the rate falling to 0 along a line. */
        private double[] minimise(Row row, double rate, UnaryOperator<double[]> gradient, double... start) {
            Network network = OptimizerTable.network(1, 1, 1);
            double[] theta = network.parameters();
            System.arraycopy(start, 0, theta, 0, 2);
            OptimizerState state =
                    row.usual().apply(Schedule.polynomial(rate, 0, STEPS, 1)).start(network);
            for (int step = 0; step < STEPS; step++) {
                System.arraycopy(gradient.apply(theta), 0, network.gradient(), 0, 2);
                state.step();
            }
            return theta;
        }

        /** ½ (x − 3)² + 5 (y + 1)². */
        @ParameterizedTest
        @MethodSource("io.github.bp4j.optimizer.UpdateRuleTest#rows")
        void aParabolaIsMinimised(Row row) {
            UnaryOperator<double[]> gradient = at -> new double[] {at[0] - 3, 10 * (at[1] + 1)};

            assertThat(minimise(row, row.parabolaRate(), gradient, -2, 2))
                    .containsExactly(new double[] {3, -1}, within(1e-3));
        }

        /** (1 − x)² + 100 (y − x²)², from the point that Rosenbrock starts from. */
        @ParameterizedTest
        @MethodSource("io.github.bp4j.optimizer.UpdateRuleTest#rows")
        void rosenbrocksValleyIsFollowedToItsEnd(Row row) {
            UnaryOperator<double[]> gradient = at -> {
                double off = at[1] - at[0] * at[0];
                return new double[] {-2 * (1 - at[0]) - 400 * at[0] * off, 200 * off};
            };

            assertThat(minimise(row, row.rosenbrockRate(), gradient, -1.2, 1))
                    .containsExactly(new double[] {1, 1}, within(1e-3));
        }
    }

    @Nested
    class OneStep {
        @ParameterizedTest
        @MethodSource("io.github.bp4j.optimizer.UpdateRuleTest#rows")
        void theFirstStepIsTheFormulaFromSlotsOfZeros(Row row) {
            double[] theta = {0.3, -2, 5, 0.01, -7, 1, 1};
            double[] gradient = {0.2, -0.4, 3, -20, 1e-3, 0, -0.7};
            double[] expected = new double[theta.length];
            Arrays.setAll(expected, i -> row.firstStep().of(theta[i], gradient[i], 0.05));

            row.own().update(theta, gradient, new double[row.own().slots()][7], 0.05, 1, 0, 7);

            for (int i = 0; i < theta.length; i++) {
                assertThat(theta[i]).isCloseTo(expected[i], within(1e-14 * Math.max(1, Math.abs(expected[i]))));
            }
        }

        /** The signs are compared, not the product of the gradients, which is 0. */
        @Test
        void tinyGradientsTurnTheStepsOfRPropToo() {
            double[] theta = {1, 1};
            double[][] slots = {{0.1, 0.1}, {1e-200, 1e-200}};

            new RProp().update(theta, new double[] {1e-200, -1e-200}, slots, 9, 2, 0, 2);

            assertThat(slots[0]).containsExactly(0.12, 0.05);
            assertThat(theta).containsExactly(1 - 0.12, 1);
        }

        @ParameterizedTest
        @MethodSource("io.github.bp4j.optimizer.UpdateRuleTest#rows")
        void anyCutOfTheElementsGivesTheSameBits(Row row) {
            int n = 1003;
            int[] cuts = {0, 1, 4, 21, 22, 512, 513, 777, 1000, n};
            UpdateRule rule = row.own();
            double[] whole = gaussians(n, 1);
            double[] parts = whole.clone();
            double[][] slotsOfWhole = new double[rule.slots()][n];
            double[][] slotsOfParts = new double[rule.slots()][n];

            for (int step = 1; step <= 12; step++) {
                double[] gradient = gaussians(n, 100 + step);
                double[] unchanged = gradient.clone();
                rule.update(whole, gradient, slotsOfWhole, 0.01, step, 0, n);
                for (int c = cuts.length - 1; c > 0; c--) {
                    rule.update(parts, gradient, slotsOfParts, 0.01, step, cuts[c - 1], cuts[c]);
                }

                assertThat(parts).isEqualTo(whole);
                assertThat(slotsOfParts).isDeepEqualTo(slotsOfWhole);
                assertThat(gradient).isEqualTo(unchanged);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void threadsChangeNoBit(int threads) {
            Network one = OptimizerTable.network(300, 301, 1);
            Network several = OptimizerTable.network(300, 301, threads);
            Optimizer optimizer = Optimizer.adam(0.01).clipValue(2).clipNorm(100);
            OptimizerState ofOne = optimizer.start(one);
            OptimizerState ofSeveral = optimizer.start(several);

            for (int step = 0; step < 5; step++) {
                ofOne.step();
                ofSeveral.step();
            }

            assertThat(several.parameters()).isEqualTo(one.parameters());
        }
    }

    /**
     * β = 0.1, α = 0.05, λ₁ = 1, λ₂ = ½, and a gradient of ½ that stays: z starts at −0.01 · 2.5 − 1, is −0.625 after
     * the first step, r being 12 then, and goes up by ½ in each step that finds θ = 0; at 1.375 it is above λ₁, and r =
     * (0.1 + √(5 · ¼)) / 0.05.
     */
    @Test
    void ftrlHoldsAParameterAtZeroUntilItsGradientsAddUpToL1() {
        double[] theta = {0.01};
        double[][] slots = new double[3][1];

        for (int step = 1; step <= 4; step++) {
            new FTRL(0.1, 1, 0.5).update(theta, new double[] {0.5}, slots, 0.05, step, 0, 1);
            assertThat(theta[0]).isZero();
            assertThat(slots[1][0]).isCloseTo(-1.125 + 0.5 * step, within(1e-15));
        }
        new FTRL(0.1, 1, 0.5).update(theta, new double[] {0.5}, slots, 0.05, 5, 0, 1);
        assertThat(theta[0]).isCloseTo(-0.375 / ((0.1 + Math.sqrt(1.25)) / 0.05 + 0.5), within(1e-15));
    }

    /** z of the old θ would bring it back: a new one moves by −g / r from where it was set. */
    @Test
    void ftrlGoesOnFromAParameterThatWasSet() {
        double[] theta = {0.3};
        double[][] slots = new double[3][1];
        FTRL rule = new FTRL(1, 0, 0);
        rule.update(theta, new double[] {2}, slots, 0.5, 1, 0, 1);
        theta[0] = -7;

        rule.update(theta, new double[] {2}, slots, 0.5, 2, 0, 1);

        assertThat(theta[0]).isCloseTo(-7 - 2 * 0.5 / (1 + Math.sqrt(8)), within(1e-14));
    }

    /** θ ← θ − α g / (β + √s): AdaGrad's step, its ε being β. */
    @Test
    void ftrlWithoutRegularisationIsAdaGradUnderAnySchedule() {
        double[] theta = {0.3, -2, 5, 0.01, -7};
        double[] ofAdaGrad = theta.clone();
        double[][] slots = new double[3][5];
        double[][] slotsOfAdaGrad = new double[1][5];
        for (int step = 1; step <= 20; step++) {
            double[] gradient = gaussians(5, step);
            double rate = step % 3 == 0 ? 0.05 : 0.2;
            new FTRL(0.7, 0, 0).update(theta, gradient, slots, rate, step, 0, 5);
            new AdaGrad(0.7).update(ofAdaGrad, gradient, slotsOfAdaGrad, rate, step, 0, 5);
        }

        assertThat(theta).containsExactly(ofAdaGrad, within(1e-13));
    }

    @Nested
    class LeavingFinite {
        private static final int ODD = 700;

        /** Looks twice, finds the index, and goes on as a twin does whom nobody has looked at. */
        private void assertFirst(int expected, Optimizer optimizer, Network network, Network twin) {
            OptimizerState state = optimizer.start(network);
            OptimizerState ofTwin = optimizer.start(twin);
            assertThat(network.parameters()).isEqualTo(twin.parameters());
            double[] theta = network.parameters().clone();
            double[] gradient = network.gradient().clone();

            assertThat(state.firstToLeaveFinite()).isEqualTo(expected);
            assertThat(state.firstToLeaveFinite()).isEqualTo(expected);

            assertThat(state.steps()).isZero();
            assertThat(network.parameters()).isEqualTo(theta);
            assertThat(network.gradient()).isEqualTo(gradient);
            System.arraycopy(twin.gradient(), 0, network.gradient(), 0, gradient.length);
            state.step();
            ofTwin.step();
            assertThat(network.parameters()).isEqualTo(twin.parameters());
        }

        private Network network() {
            return OptimizerTable.network(33, 34, 1);
        }

        @ParameterizedTest
        @MethodSource("io.github.bp4j.optimizer.UpdateRuleTest#rows")
        void thereIsNoneWhereAllStaysFinite(Row row) {
            assertFirst(-1, row.usual().apply(Schedule.constant(0.01)), network(), network());
        }

        static Stream<Arguments> oddGradients() {
            return rows().stream()
                    .flatMap(row -> Stream.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)
                            .map(g -> arguments(row, g)));
        }

        @ParameterizedTest
        @MethodSource("oddGradients")
        void aGradientThatIsNotFiniteIsFound(Row row, double g) {
            Network network = network();
            network.gradient()[ODD] = network.gradient()[ODD + 300] = g;

            assertFirst(ODD, new Optimizer(row.own(), Schedule.constant(0.01)), network, network());
        }

        @ParameterizedTest
        @MethodSource("oddGradients")
        void clippingHidesNoGradientThatIsNotFinite(Row row, double g) {
            Optimizer optimizer = new Optimizer(row.own(), Schedule.constant(0.01));
            for (Optimizer clipping : List.of(
                    optimizer.clipValue(0.1),
                    optimizer.clipNorm(0.1),
                    optimizer.clipValue(3).clipNorm(0.1))) {
                Network network = network();
                network.gradient()[ODD] = network.gradient()[ODD + 300] = g;

                assertFirst(ODD, clipping, network, network());
            }
        }

        @ParameterizedTest
        @MethodSource("io.github.bp4j.optimizer.UpdateRuleTest#rowsOfAnyRate")
        void aParameterThatWouldOverflowIsFound(Row row) {
            Network network = network();
            Network twin = network();
            network.parameters()[ODD] = twin.parameters()[ODD] = Double.MAX_VALUE;
            network.gradient()[ODD] = -3;

            assertFirst(ODD, row.usual().apply(Schedule.constant(1e303)), network, twin);
        }

        @Test
        void aStepOfRPropWithoutABoundThatWouldOverflowIsFound() {
            Network network = network();
            Network twin = network();
            network.parameters()[ODD] = twin.parameters()[ODD] = Double.MAX_VALUE;
            network.gradient()[ODD] = -3;

            assertFirst(ODD, new Optimizer(new RProp(0.5, 1.2, 1e-6, 1e303), Schedule.constant(1e303)), network, twin);
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
        void aGradientThatIsNotFiniteIsFoundInEveryRPropStep(double g) {
            for (double before : new double[] {-2, 0, 2}) {
                double[][] slots = {{0.1}, {before}};

                assertThat(new RProp().staysFinite(new double[] {1}, new double[] {g}, slots, 0.1, 2, 0, 1))
                        .isFalse();
            }
        }

        @ParameterizedTest
        @MethodSource("io.github.bp4j.optimizer.UpdateRuleTest#rowsWithSquares")
        void aSquareThatWouldOverflowIsFoundThoughTheParameterStaysFinite(Row row) {
            Network network = network();
            network.gradient()[ODD] = 1e200;

            assertFirst(ODD, row.usual().apply(Schedule.constant(1e-300)), network, network());
        }

        @ParameterizedTest
        @MethodSource("io.github.bp4j.optimizer.UpdateRuleTest#rowsWithoutSquaresButWithSlots")
        void withoutSquaresAHugeGradientIsNoOverflow(Row row) {
            Network network = network();
            Network twin = network();
            network.gradient()[ODD] = 1e200;

            assertFirst(-1, row.usual().apply(Schedule.constant(1e-300)), network, twin);
        }

        @ParameterizedTest
        @MethodSource("io.github.bp4j.optimizer.UpdateRuleTest#rows")
        void whatClippingKeepsFiniteIsNoOverflow(Row row) {
            Optimizer optimizer = row.usual().apply(Schedule.constant(0.01));
            for (Optimizer clipping : List.of(optimizer.clipValue(1), optimizer.clipNorm(1))) {
                Network network = network();
                network.gradient()[ODD] = 1e200;

                assertFirst(-1, clipping, network, network());
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void theFirstOfAllThreadsIsFound(int threads) {
            for (int index : new int[] {0, 511, 512, 45_000, 90_600}) {
                Network network = OptimizerTable.network(300, 301, threads);
                network.gradient()[90_600] = Double.NaN;
                network.gradient()[index] = Double.NaN;
                OptimizerState state = Optimizer.adam(0.01).start(network);

                assertThat(state.firstToLeaveFinite()).isEqualTo(index);
            }
        }

        /** The way of those who call a rule without an optimizer. */
        @ParameterizedTest
        @MethodSource("io.github.bp4j.optimizer.UpdateRuleTest#rows")
        void aRuleSaysSoOfAnyRange(Row row) {
            double[] theta = gaussians(1500, 1);
            double[] gradient = gaussians(1500, 2);
            gradient[ODD] = Double.NaN;
            double[][] slots = new double[row.own().slots()][1500];

            assertThat(row.own().staysFinite(theta, gradient, slots, 0.1, 1, 0, ODD))
                    .isTrue();
            assertThat(row.own().staysFinite(theta, gradient, slots, 0.1, 1, ODD + 1, 1500))
                    .isTrue();
            assertThat(row.own().staysFinite(theta, gradient, slots, 0.1, 1, 0, 1500))
                    .isFalse();
            assertThat(row.own().staysFinite(theta, gradient, slots, 0.1, 1, ODD, ODD + 1))
                    .isFalse();
            assertThat(theta).isEqualTo(gaussians(1500, 1));
            assertThat(slots).isDeepEqualTo(new double[row.own().slots()][1500]);
        }
    }

    @Nested
    class HyperParameters {
        static Stream<Arguments> betas() {
            return Stream.of(
                    arguments("beta", (UnaryRule) Momentum::new),
                    arguments("beta", (UnaryRule) Nesterov::new),
                    arguments("rho", (UnaryRule) x -> new AdaDelta(x, 1e-6)),
                    arguments("decay", (UnaryRule) x -> new RMSProp(x, 1e-8)),
                    arguments("beta1", (UnaryRule) x -> new Adam(x, 0.9, 1e-8)),
                    arguments("beta2", (UnaryRule) x -> new Adam(0.9, x, 1e-8)),
                    arguments("beta1", (UnaryRule) x -> new AMSGrad(x, 0.9, 1e-8)),
                    arguments("beta2", (UnaryRule) x -> new AMSGrad(0.9, x, 1e-8)),
                    arguments("beta1", (UnaryRule) x -> new AdamW(x, 0.9, 1e-8, 0)),
                    arguments("beta2", (UnaryRule) x -> new AdamW(0.9, x, 1e-8, 0)),
                    arguments("beta1", (UnaryRule) x -> new NAdam(x, 0.9, 1e-8, 0)),
                    arguments("beta2", (UnaryRule) x -> new NAdam(0.9, x, 1e-8, 0)),
                    arguments("beta1", (UnaryRule) x -> new RAdam(x, 0.9, 1e-8)),
                    arguments("beta2", (UnaryRule) x -> new RAdam(0.9, x, 1e-8)),
                    arguments("beta1", (UnaryRule) x -> new Lion(x, 0.9, 0)),
                    arguments("beta2", (UnaryRule) x -> new Lion(0.9, x, 0)));
        }

        static Stream<Arguments> epsilons() {
            return Stream.of(
                    arguments("epsilon", (UnaryRule) AdaGrad::new),
                    arguments("epsilon", (UnaryRule) x -> new AdaDelta(0.9, x)),
                    arguments("epsilon", (UnaryRule) x -> new RMSProp(0.9, x)),
                    arguments("epsilon", (UnaryRule) x -> new Adam(0.9, 0.9, x)),
                    arguments("epsilon", (UnaryRule) x -> new AMSGrad(0.9, 0.9, x)),
                    arguments("epsilon", (UnaryRule) x -> new AdamW(0.9, 0.9, x, 0)),
                    arguments("epsilon", (UnaryRule) x -> new NAdam(0.9, 0.9, x, 0)),
                    arguments("epsilon", (UnaryRule) x -> new RAdam(0.9, 0.9, x)));
        }

        static Stream<Arguments> decays() {
            return Stream.of(
                    arguments("weightDecay", (UnaryRule) AdamW::new),
                    arguments("momentumDecay", (UnaryRule) x -> new NAdam(0.9, 0.9, 1e-8, x)),
                    arguments("weightDecay", (UnaryRule) x -> new Lion(0.9, 0.9, x)));
        }

        @ParameterizedTest
        @MethodSource("betas")
        void aBetaIsFromZeroToBelowOne(String name, UnaryRule rule) {
            assertThat(rule.of(0)).isNotEqualTo(rule.of(Math.nextDown(1.0)));
            assertRefused(rule, name + " must be in [0, 1); got ", -0.1, 1, Double.NaN);
        }

        @ParameterizedTest
        @MethodSource("epsilons")
        void anEpsilonIsAboveZero(String name, UnaryRule rule) {
            assertThat(rule.of(Double.MIN_VALUE)).isNotEqualTo(rule.of(1));
            assertRefused(
                    rule, name + " must be finite and above 0; got ", 0, -1, Double.NaN, Double.POSITIVE_INFINITY);
        }

        @ParameterizedTest
        @MethodSource("decays")
        void aDecayIsAtLeastZero(String name, UnaryRule rule) {
            assertThat(rule.of(0)).isNotEqualTo(rule.of(2));
            assertRefused(
                    rule, name + " must be finite and at least 0; got ", -1, Double.NaN, Double.POSITIVE_INFINITY);
        }

        @Test
        void theHyperParametersOfRPropHaveTheirRanges() {
            assertRefused(x -> new RProp(x, 1.2, 1, 2), "etaMinus must be above 0 and below 1; got ", 0, 1, Double.NaN);
            assertRefused(
                    x -> new RProp(0.5, x, 1, 2),
                    "etaPlus must be finite and above 1; got ",
                    1,
                    0.5,
                    Double.NaN,
                    Double.POSITIVE_INFINITY);
            assertRefused(x -> new RProp(0.5, 1.2, x, 2), "smallest must be finite and above 0; got ", 0, Double.NaN);
            assertRefused(x -> new RProp(0.5, 1.2, 1, x), "largest must be finite and above 0; got ", 0, Double.NaN);
            assertRefused(x -> new RProp(0.5, 1.2, 1, x), "largest must be at least smallest, 1.0; got ", 0.5);
            assertThat(new RProp(0.5, 1.2, 1, 1).largest()).isEqualTo(1);
        }

        private void assertRefused(UnaryRule rule, String message, double... values) {
            for (double x : values) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> rule.of(x))
                        .withMessage(message + x);
            }
        }

        /** A rule with all hyper-parameters but one. */
        @FunctionalInterface
        interface UnaryRule {
            UpdateRule of(double x);
        }
    }

    private static double[] gaussians(int n, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        double[] x = new double[n];
        Arrays.setAll(x, i -> random.nextGaussian());
        return x;
    }
}
