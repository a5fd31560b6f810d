package io.github.bp4j.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.ShapeException;
import io.github.bp4j.SplitMix64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GradientCheckTest {
    private static final int SEEDS = 3;

    /** g(z) = max(0, 1 − |z|): a hat, with three corners. */
    private static final Activation HAT = Activation.of(
            "hat", z -> Math.max(0, 1 - Math.abs(z)), z -> Math.abs(z) < 1 ? -Math.signum(z) : 0, -1, 0, 1);

    // ---------------------------------------------------------------- every network

    static Stream<Activation> activations() {
        return Stream.of(
                Activation.LINEAR,
                Activation.SIGMOID,
                Activation.TANH,
                Activation.RELU,
                Activation.leakyRelu(0.01),
                Activation.leakyRelu(-0.5),
                Activation.elu(1),
                Activation.elu(0.7),
                Activation.SELU,
                Activation.GELU,
                Activation.SILU,
                Activation.SOFTPLUS,
                Activation.SOFTMAX,
                HAT,
                Activation.of("cubic", z -> z * z * z / 6, z -> z * z / 2),
                Activation.EXPONENTIAL,
                Activation.LOG_SIGMOID,
                Activation.MISH,
                Activation.GELU_TANH,
                Activation.GAUSSIAN,
                Activation.SIN,
                Activation.SOFTSIGN,
                Activation.SQUAREPLUS,
                Activation.RELU6,
                Activation.HARD_TANH,
                Activation.HARD_SIGMOID,
                Activation.HARD_SILU,
                Activation.celu(0.7),
                Activation.thresholdedRelu(0.3),
                Activation.softShrink(0.3),
                Activation.hardShrink(0.3));
    }

    static Stream<Loss> losses() {
        return Stream.of(
                Loss.CROSS_ENTROPY,
                Loss.BINARY_CROSS_ENTROPY,
                Loss.SQUARED_ERROR,
                Loss.ABSOLUTE_ERROR,
                Loss.HUBER,
                Loss.huber(0.3),
                Loss.LOG_COSH,
                Loss.SQUARED_LOGARITHMIC_ERROR,
                Loss.ABSOLUTE_PERCENTAGE_ERROR,
                Loss.POISSON,
                Loss.KULLBACK_LEIBLER,
                Loss.HINGE,
                Loss.SQUARED_HINGE,
                Loss.CATEGORICAL_HINGE,
                Loss.COSINE_SIMILARITY,
                Loss.focalCrossEntropy(2),
                Loss.focalCrossEntropy(0.5),
                Loss.binaryFocalCrossEntropy(2),
                Loss.binaryFocalCrossEntropy(0.5),
                Loss.of(
                        "fourth",
                        (y, a) -> (a - y) * (a - y) * (a - y) * (a - y),
                        (y, a) -> 4 * (a - y) * (a - y) * (a - y)));
    }

    static Stream<Arguments> activationsAndLosses() {
        return activations().flatMap(g -> losses().map(loss -> Arguments.of(g, loss)));
    }

    @ParameterizedTest
    @MethodSource("activationsAndLosses")
    void everyActivationWithEveryLossAndRegularisationIsRight(Activation g, Loss loss) {
        List<UnaryOperator<NetworkBuilder>> regularisations = List.of(
                builder -> builder,
                builder -> builder.l1(0.02),
                builder -> builder.l2(0.1),
                builder -> builder.l1(0.02).l2(0.1));
        for (UnaryOperator<NetworkBuilder> regularisation : regularisations) {
            for (int seed = 0; seed < SEEDS; seed++) {
                Network network = regularisation
                        .apply(Network.builder())
                        .inputs(3)
                        .layer(4, g, GradientCheckTest::randomBias)
                        .layer(3, g, GradientCheckTest::randomBias)
                        .layer(2, output(loss, g), GradientCheckTest::randomBias)
                        .loss(loss)
                        .seed(seed)
                        .build();

                GradientReport report = GradientCheck.of(network).check(normal(seed, 3, 5), targets(loss, seed, 2, 5));

                assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
                assertThat(report.setApart()).as("%s", report).isZero();
            }
        }
    }

    /** The output activation: g, where the loss takes it. */
    static Activation output(Loss loss, Activation g) {
        return switch (kind(loss)) {
            case "crossEntropy", "kullbackLeibler", "focalCrossEntropy" -> Activation.SOFTMAX;
            case "binaryCrossEntropy", "binaryFocalCrossEntropy" -> Activation.SIGMOID;
            case "poisson" -> Activation.EXPONENTIAL;
            case "squaredLogarithmicError" -> Activation.SOFTPLUS;
            default -> g;
        };
    }

    static Matrix targets(Loss loss, int seed, int rows, int columns) {
        SplitMix64 random = SplitMix64.stream(seed, "Y", 0, 0);
        Matrix Y = Matrix.zeros(rows, columns);
        return switch (kind(loss)) {
            case "crossEntropy", "focalCrossEntropy", "categoricalHinge" -> {
                for (int j = 0; j < columns; j++) {
                    Y.set(random.nextInt(rows), j, 1);
                }
                yield Y;
            }
            case "kullbackLeibler" -> {
                for (int j = 0; j < columns; j++) {
                    double share = random.nextDouble();
                    Y.set(0, j, share);
                    Y.set(1, j, 1 - share);
                }
                yield Y;
            }
            case "binaryCrossEntropy", "binaryFocalCrossEntropy" -> Y.map(zero -> random.nextDouble());
            case "poisson" -> Y.map(zero -> random.nextInt(4));
            case "hinge", "squaredHinge" -> Y.map(zero -> 2 * random.nextInt(2) - 1);
            case "squaredLogarithmicError" -> Y.map(zero -> 5 * random.nextDouble());
            default -> Y.map(zero -> random.nextGaussian());
        };
    }

    /** The name without parameters. */
    private static String kind(Loss loss) {
        return loss.name().split("\\(", 2)[0];
    }

    @Test
    void wrongDerivativeOfAnActivationIsWrongBelowItAndRightAbove() {
        Activation wrong = Activation.of("tanh", StrictMath::tanh, z -> 1 - StrictMath.tanh(z));
        Network network = Network.builder()
                .inputs(3)
                .layer(4, Activation.TANH)
                .layer(4, wrong)
                .layer(2, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build();

        GradientReport report = GradientCheck.of(network).check(normal(1, 3, 5), targets(Loss.CROSS_ENTROPY, 1, 2, 5));

        assertThat(report.groups())
                .extracting(GradientReport.Group::verdict)
                .containsExactly(
                        Verdict.WRONG, Verdict.WRONG, Verdict.WRONG, Verdict.WRONG, Verdict.RIGHT, Verdict.RIGHT);
        assertThat(report.passed()).isFalse();
    }

    // ---------------------------------------------------------------- scales and noise

    @ParameterizedTest
    @MethodSource("scales")
    void inputsOfAnySizeWithWeightsToMatchAreJudgedAsOthersAre(double scale) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Network network = small(Activation.TANH, seed);
            Matrix X = normal(seed, 3, 5).scale(scale);
            Matrix Y = normal(seed + 1, 2, 5);
            int weights = 12; // of layer 1
            for (int i = 0; i < weights; i++) {
                network.parameters()[i] /= scale;
            }

            GradientReport right = GradientCheck.of(network).check(X, Y);
            double[] gradient = network.gradient().clone();
            for (int i = 0; i < weights; i++) {
                gradient[i] *= 1.01;
            }
            GradientReport wrong = GradientCheck.of(network).check(X, Y, gradient);

            assertThat(right.verdict()).as("%s", right).isEqualTo(Verdict.RIGHT);
            assertThat(wrong.toString()).startsWith("wrong: W of layer 1\n");
        }
    }

    @ParameterizedTest
    @MethodSource("scales")
    void inputsOfAnySizeWithWeightsAsTheyStartAreRight(double scale) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Network network = small(Activation.GELU, seed);

            GradientReport report =
                    GradientCheck.of(network).check(normal(seed, 3, 5).scale(scale), normal(seed + 1, 2, 5));

            assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
        }
    }

    static Stream<Double> scales() {
        return Stream.of(1e-15, 1e-9, 1e-3, 1e3, 1e6);
    }

    /** The error of the four-point formula has the fifth derivative in it; at w = 1 a step of ¼ is far from small. */
    @Test
    void costOfDegreeFourIsRightAtAnyStep() {
        Activation fourth = Activation.of("fourth", z -> z * z * z * z, z -> 4 * z * z * z);
        Network network = one(fourth, Loss.ABSOLUTE_ERROR);
        network.layer(1).W().set(0, 0, 1);

        GradientReport report = GradientCheck.of(network).step(0.25).check(Matrix.column(1), Matrix.column(-1));

        assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void perfectFitWhereEveryDerivativeIsRoundingIsRight() {
        Network network = Network.builder()
                .inputs(3)
                .layer(4, Activation.TANH)
                .layer(2, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        Matrix X = normal(1, 3, 5);
        Matrix Y = network.predict(X).map(a -> Math.nextUp(a));

        GradientReport report = GradientCheck.of(network).check(X, Y);

        assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
        assertThat(report.cost()).isLessThan(1e-30);
    }

    @Test
    void jumpOfCurvatureWithinTheStepIsRightByASmallerStep() {
        Matrix X = Matrix.of(1, 3, 1e-4, 1, -1);
        Network network = one(Activation.elu(1), Loss.SQUARED_ERROR);
        network.layer(1).W().set(0, 0, 1);

        GradientReport report = GradientCheck.of(network).check(X, Matrix.of(1, 3, -2, 0, 0));

        assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
        assertThat(report.setApart()).isZero();
    }

    // ---------------------------------------------------------------- corners

    /** 2-20-1 with 81 parameters, in which Z of the first hidden neuron is z for the first example. */
    private static GradientReport reportWithOneZ(double z, Activation g) {
        Network network = Network.builder()
                .inputs(2)
                .layer(20, g, GradientCheckTest::randomBias)
                .layer(1, Activation.LINEAR, GradientCheckTest::randomBias)
                .loss(Loss.SQUARED_ERROR)
                .seed(3)
                .build();
        Matrix X = normal(3, 2, 4);
        X.set(0, 0, 1);
        X.set(1, 0, 0);
        network.layer(1).W().set(0, 0, z);
        network.layer(1).b().set(0, 0, 0);
        return GradientCheck.of(network).check(X, Matrix.of(1, 4, 10, 20, 30, 40));
    }

    @Test
    void parametersWhoseStepTakesAReluAcrossItsCornerAreSetApart() {
        for (double z : new double[] {0, 1e-9, -1e-9}) {
            GradientReport report = reportWithOneZ(z, Activation.RELU);

            // Its weight from the second input does not move this Z, since that input is 0.
            assertThat(report.groups())
                    .extracting(GradientReport.Group::setApart)
                    .containsExactly(1, 1, 0, 0);
            assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
            assertThat(report.toString())
                    .startsWith("right: backpropagation and differences of J agree in 79 of 81 parameters\n")
                    .contains("\n  W of layer 1: right, relative error 0, 1 of 40 set apart\n");
        }
    }

    @Test
    void reluNearItsCornerButNotWithinTheSmallestStepIsCompared() {
        for (double z : new double[] {1e-4, -1e-4, 1e-6, -1e-6}) {
            GradientReport report = reportWithOneZ(z, Activation.RELU);

            assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
            assertThat(report.setApart()).isZero();
        }
    }

    @Test
    void cornerOfACustomActivationCountsWhenItIsDeclared() {
        Activation declared = Activation.of("ramp", z -> Math.max(0, z - 0.5), z -> z > 0.5 ? 1 : 0, 0.5);
        Activation undeclared = Activation.of("ramp", z -> Math.max(0, z - 0.5), z -> z > 0.5 ? 1 : 0);

        GradientReport apart = reportWithOneZ(0.5, declared);
        GradientReport compared = reportWithOneZ(0.5, undeclared);

        assertThat(apart.verdict()).as("%s", apart).isEqualTo(Verdict.RIGHT);
        assertThat(apart.setApart()).isEqualTo(2);
        assertThat(compared.verdict()).as("%s", compared).isEqualTo(Verdict.WRONG);
        assertThat(compared.setApart()).isZero();
    }

    @Test
    void moreThanOneInTwentySetApartIsInconclusive() {
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.RELU)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        network.layer(1).W().set(0, 0, 0);
        network.layer(1).W().set(0, 1, 0);

        GradientReport report = GradientCheck.of(network).check(normal(3, 2, 4), normal(4, 1, 4));

        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.passed()).isFalse();
        assertThat(report.toString())
                .startsWith("inconclusive: 3 of 13 parameters are set apart, since a step crosses a corner of an"
                        + " activation, of the loss or of L1; at most 5 % may be\n");
    }

    @Test
    void exactlyOneInTwentySetApartMayBeRight() {
        assertThat(withSetApart(3, 60).verdict()).isEqualTo(Verdict.RIGHT);
        assertThat(withSetApart(3, 59).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(withSetApart(4, 60).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    private static GradientReport withSetApart(int setApart, int parameters) {
        Optional<GradientReport.Parameter> worst = reportOn(1.5, 1.5).worst();
        return new GradientReport(1, List.of(new GradientReport.Group(1, "W", parameters, setApart, 0, worst)));
    }

    @Test
    void wrongStaysWrongWithManySetApart() {
        Network network = one(Activation.RELU, Loss.SQUARED_ERROR, 2);
        network.layer(1).W().set(1, 0, 1);

        GradientReport report = GradientCheck.of(network)
                .check(Matrix.of(1, 3, 1, 2, 3), Matrix.zeros(2, 3), new double[] {0, 1, 0, 1});

        assertThat(report.setApart()).isEqualTo(2);
        assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
    }

    @Test
    void groupWithNothingLeftToCompareIsInconclusive() {
        Network network = Network.builder()
                .inputs(24)
                .layer(1, Activation.RELU)
                .loss(Loss.SQUARED_ERROR)
                .build();
        Matrix X = normal(5, 24, 2); // of whose 25 parameters b alone moves the Z of an example of zeros
        for (int i = 0; i < 24; i++) {
            X.set(i, 0, 0);
        }

        GradientReport report = GradientCheck.of(network).check(X, Matrix.of(1, 2, 1, 1));

        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.toString())
                .startsWith("inconclusive: 1 of 25 parameters are set apart, since a step crosses a corner of an"
                        + " activation, of the loss or of L1: all of b of layer 1\n");
    }

    @Test
    void absoluteErrorWhereAEqualsYIsSetApart() {
        Network network = Network.builder()
                .inputs(2)
                .layer(30, Activation.LINEAR, GradientCheckTest::randomBias)
                .loss(Loss.ABSOLUTE_ERROR)
                .build();
        Matrix X = normal(6, 2, 3);
        Matrix Y = normal(7, 30, 3);
        Y.set(4, 1, network.predict(X).get(4, 1));

        GradientReport report = GradientCheck.of(network).check(X, Y);

        assertThat(report.groups()).extracting(GradientReport.Group::setApart).containsExactly(2, 1);
        assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void squaredErrorWhereAEqualsYIsCompared() {
        Network network = one(Activation.LINEAR, Loss.SQUARED_ERROR);

        GradientReport report = GradientCheck.of(network).check(Matrix.of(1, 3, 1, 2, 3), Matrix.of(1, 3, 0, 1, 2));

        assertThat(report.setApart()).isZero();
        assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void weightAtZeroUnderL1IsSetApartAndWithoutL1IsNot() {
        for (double w : new double[] {0, -1e-9}) {
            for (double lambda : new double[] {0, 0.1}) {
                Network network = Network.builder()
                        .inputs(4)
                        .layer(5, Activation.TANH)
                        .l1(lambda)
                        .loss(Loss.SQUARED_ERROR)
                        .build();
                network.layer(1).W().set(2, 3, w);

                GradientReport report = GradientCheck.of(network).check(normal(8, 4, 3), normal(9, 5, 3));

                assertThat(report.groups())
                        .extracting(GradientReport.Group::setApart)
                        .containsExactly(lambda > 0 ? 1 : 0, 0);
                assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.RIGHT);
            }
        }
    }

    // ---------------------------------------------------------------- in words

    /** J = ½ (w + b − 1)² with w = 2, b = 0.5: J = 1.125 and ∂J/∂w = ∂J/∂b = 1.5. */
    private static GradientReport reportOn(double dW, double db) {
        Network network = one(Activation.LINEAR, Loss.SQUARED_ERROR);
        network.layer(1).W().set(0, 0, 2);
        network.layer(1).b().set(0, 0, 0.5);
        return GradientCheck.of(network).check(Matrix.column(1), Matrix.column(1), new double[] {dW, db});
    }

    @Test
    void rightIsSaidInWords() {
        GradientReport report = reportOn(1.5, 1.5);

        assertThat(report).hasToString("""
            right: backpropagation and differences of J agree in all 2 parameters
            no difference is larger than the rounding noise of J
              W of layer 1: right, relative error 0
              b of layer 1: right, relative error 0\
            """);
        assertThat(report.passed()).isTrue();
        assertThat(report.cost()).isEqualTo(1.125);
    }

    @Test
    void wrongIsSaidInWordsWithTheWorstParameter() {
        GradientReport report = reportOn(1.5, 6);

        assertThat(report).hasToString("""
            wrong: b of layer 1
            largest relative error 0.75, at b of layer 1, row 0, column 0: 6.00000000 by backpropagation, \
            1.50000000 by differences
              W of layer 1: right, relative error 0
              b of layer 1: wrong, relative error 0.60\
            """);
        assertThat(report.largestError()).isCloseTo(0.75, within(1e-9));
        assertThat(report.worst()).hasValueSatisfying(worst -> {
            assertThat(worst.layer()).isEqualTo(1);
            assertThat(worst.matrix()).isEqualTo("b");
            assertThat(worst.analytic()).isEqualTo(6);
        });
    }

    @Test
    void betweenRightAndWrongIsDoubtful() {
        GradientReport report = reportOn(1.5 * (1 + 2e-5), 1.5);

        assertThat(report.verdict()).isEqualTo(Verdict.DOUBTFUL);
        assertThat(report.passed()).isFalse();
        assertThat(report).hasToString("""
            doubtful: W of layer 1: between right, below 1e-7, and wrong, above 1e-3
            largest relative error 2.0e-05, at W of layer 1, row 0, column 0: 1.50003000 by backpropagation, \
            1.50000000 by differences
              W of layer 1: doubtful, relative error 1.0e-05
              b of layer 1: right, relative error 0\
            """);
    }

    @Test
    void limitsOfNgStandAt1eMinus7And1eMinus3() {
        // ‖n − a‖ / (‖n‖ + ‖a‖) is half the relative error, if that is small.
        assertThat(reportOn(1.5 * (1 + 1.9e-7), 1.5).verdict()).isEqualTo(Verdict.RIGHT);
        assertThat(reportOn(1.5 * (1 + 2.1e-7), 1.5).verdict()).isEqualTo(Verdict.DOUBTFUL);
        assertThat(reportOn(1.5 * (1 + 1.9e-3), 1.5).verdict()).isEqualTo(Verdict.DOUBTFUL);
        assertThat(reportOn(1.5 * (1 + 2.1e-3), 1.5).verdict()).isEqualTo(Verdict.WRONG);
    }

    @Test
    void oneSmallParameterOffByMoreThanOnePercentIsWrong() {
        Network network = Network.builder()
                .inputs(2)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        Matrix X = Matrix.column(1, 1e-5);
        Matrix Y = Matrix.column(1000);
        network.forward(X);
        network.backward(Y);
        double[] gradient = network.gradient().clone();

        gradient[1] *= 1.009;
        assertThat(GradientCheck.of(network).check(X, Y, gradient).verdict()).isEqualTo(Verdict.RIGHT);
        gradient[1] *= 1.002;
        GradientReport report = GradientCheck.of(network).check(X, Y, gradient);

        assertThat(report.groups().get(0).error()).isLessThan(1e-6);
        assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
        assertThat(report.worst())
                .hasValueSatisfying(worst -> assertThat(worst.column()).isEqualTo(1));
    }

    @Test
    void gradientThatIsNotFiniteIsWrongAndNamed() {
        assertThat(reportOn(Double.NaN, 1.5)).hasToString("""
            wrong: W of layer 1
            largest relative error Infinity, at W of layer 1, row 0, column 0: NaN by backpropagation, \
            1.50000000 by differences
              W of layer 1: wrong, relative error Infinity
              b of layer 1: right, relative error 0\
            """);
        assertThat(reportOn(1.5, Double.NEGATIVE_INFINITY).toString())
                .startsWith("wrong: b of layer 1\n")
                .contains("row 0, column 0: -Infinity by backpropagation, 1.50000000 by differences\n");
    }

    @Test
    void costThatIsNotFiniteIsWrongAndNamed() {
        Network network = one(Activation.LINEAR, Loss.SQUARED_ERROR);

        GradientReport report = GradientCheck.of(network).check(Matrix.of(1, 1, Double.NaN), Matrix.column(1));

        assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
        assertThat(report.toString()).startsWith("wrong: the cost J is NaN\n");
    }

    @Test
    void costThatIsNotFiniteAtAStepIsWrongAndNamed() {
        Activation cliff = Activation.of("cliff", z -> z > 1 ? Double.POSITIVE_INFINITY : z, z -> 1);
        Network network = one(cliff, Loss.SQUARED_ERROR);
        network.layer(1).W().set(0, 0, 1);

        GradientReport report = GradientCheck.of(network).check(Matrix.column(1), Matrix.column(0));

        assertThat(report.toString())
                .startsWith(
                        "wrong: W of layer 1, b of layer 1\nlargest relative error Infinity, at W of layer 1, row 0,"
                                + " column 0: 1.00000000 by backpropagation, NaN by differences\n");
    }

    // ---------------------------------------------------------------- what it leaves behind

    @Test
    void parametersKeepTheirBitsAndTheNetworkStandsAsAfterBackward() {
        Network network = small(Activation.TANH);
        network.parameters()[0] = -0.0;
        network.parameters()[1] = Double.MIN_VALUE;
        Matrix X = normal(1, 3, 4);
        Matrix Y = normal(2, 2, 4);
        network.forward(X);
        network.backward(Y);
        double[] theta = network.parameters().clone();
        double[] gradient = network.gradient().clone();
        Matrix A1 = network.layer(1).A().scale(1);
        Matrix dA0 = network.inputGradient().scale(1);

        GradientCheck.of(network).check(X, Y);

        assertThat(network.parameters()).containsExactly(theta); // −0 differs from 0 here
        assertThat(network.gradient()).containsExactly(gradient);
        assertThat(network.layer(1).A()).isEqualTo(A1);
        assertThat(network.inputGradient()).isEqualTo(dA0);
    }

    @Test
    void parametersKeepTheirBitsWhenTheActivationThrows() {
        int[] calls = {0};
        int[] last = {Integer.MAX_VALUE};
        Activation failing = Activation.of(
                "failing",
                z -> {
                    if (++calls[0] > last[0]) {
                        throw new IllegalStateException("enough");
                    }
                    return z * z;
                },
                z -> 2 * z);
        Network network = small(failing);
        double[] theta = network.parameters().clone();
        Matrix X = normal(1, 3, 4);
        Matrix Y = normal(2, 2, 4);
        GradientCheck.of(network).check(X, Y);
        int all = calls[0];

        for (int stop = 1; stop < all; stop += 97) {
            calls[0] = 0;
            last[0] = stop;
            assertThatThrownBy(() -> GradientCheck.of(network).check(X, Y))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("enough");
            assertThat(network.parameters()).containsExactly(theta);
        }
    }

    // ---------------------------------------------------------------- misuse and settings

    @Test
    void gradientOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> GradientCheck.of(small(Activation.TANH))
                        .check(normal(1, 3, 4), normal(2, 2, 4), new double[25]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("check: the gradient has 25 values; the network has 26 parameters");
    }

    @Test
    void examplesOfAnotherShapeAreRefused() {
        GradientCheck check = GradientCheck.of(small(Activation.TANH));

        assertThatThrownBy(() -> check.check(normal(1, 2, 4), normal(2, 2, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("forward: X is 2×4, layer 1 (3→4, tanh) expects 3 inputs; X.rows (2) must equal 3");
        assertThatThrownBy(() -> check.check(normal(1, 3, 4), normal(2, 2, 5), new double[26]))
                .isInstanceOf(ShapeException.class)
                .hasMessage("cost: Y is 2×5, A[L] is 2×4; the shapes must be equal");
    }

    @Test
    void examplesThatAreRefusedChangeNothing() {
        Network network = small(Activation.TANH);
        network.forward(normal(7, 3, 4));
        double[] A = network.layer(2).A().toArray();
        GradientCheck check = GradientCheck.of(network);

        assertThatThrownBy(() -> check.check(normal(1, 3, 4), normal(2, 2, 5))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> check.check(normal(1, 3, 4), normal(2, 2, 4), Matrix.zeros(1, 4)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> check.check(normal(1, 3, 4), normal(2, 2, 5), new double[26]))
                .isInstanceOf(ShapeException.class);

        assertThat(network.layer(2).A().toArray()).isEqualTo(A);
    }

    @Test
    void stepMustBeFiniteAndPositive() {
        GradientCheck check = GradientCheck.of(small(Activation.TANH));

        for (double h : new double[] {0, -1e-4, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> check.step(h))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("step: h must be finite and above 0; got " + h);
        }
    }

    @Test
    void stepSetsHowFarAParameterMoves() {
        Matrix X = Matrix.of(1, 3, 1, 2, 3);
        Matrix Y = Matrix.of(1, 3, 1, 1, 1);
        Network network = one(Activation.RELU, Loss.SQUARED_ERROR);
        network.layer(1).W().set(0, 0, 0.01); // Z = 0.01, 0.02, 0.03

        GradientCheck check = GradientCheck.of(network);
        GradientCheck coarse = check.step(8);

        assertThat(coarse.check(X, Y).setApart())
                .as("2 · 8/3/256 > 0.01, and 3 is the largest input")
                .isEqualTo(2);
        assertThat(check.check(X, Y).setApart())
                .as("the first check is unchanged")
                .isZero();
    }

    // ---------------------------------------------------------------- networks and numbers

    private static LayerOptions randomBias(LayerOptions options) {
        return options.biasInitializer(Initializer.LECUN_NORMAL);
    }

    /** One unit on one input, all parameters 0. */
    private static Network one(Activation g, Loss loss) {
        return one(g, loss, 1);
    }

    private static Network one(Activation g, Loss loss, int units) {
        return Network.builder()
                .inputs(1)
                .layer(units, g)
                .initializer(Initializer.ZEROS)
                .loss(loss)
                .build();
    }

    private static Network small(Activation g) {
        return small(g, 0);
    }

    /** 3-4-2 with g and linear, 26 parameters. */
    private static Network small(Activation g, int seed) {
        return Network.builder()
                .inputs(3)
                .layer(4, g)
                .layer(2, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .seed(seed)
                .build();
    }

    static Matrix normal(int seed, int rows, int columns) {
        SplitMix64 random = SplitMix64.stream(seed, "X", 0, 0);
        return Matrix.zeros(rows, columns).map(zero -> random.nextGaussian());
    }
}
