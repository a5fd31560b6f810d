package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bp4j.data.ClassBalance;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.inspection.LayerStatistics;
import io.github.bp4j.inspection.PermutationImportance;
import io.github.bp4j.metrics.Accuracy;
import io.github.bp4j.metrics.AveragePrecision;
import io.github.bp4j.metrics.BrierScore;
import io.github.bp4j.metrics.ClassificationReport;
import io.github.bp4j.metrics.ConfusionMatrix;
import io.github.bp4j.metrics.LogLoss;
import io.github.bp4j.metrics.MultiLabelReport;
import io.github.bp4j.metrics.RegressionReport;
import io.github.bp4j.metrics.RocAuc;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerTable;
import io.github.bp4j.optimizer.Schedule;
import io.github.bp4j.training.Evaluation;
import io.github.bp4j.training.History;
import io.github.bp4j.training.MLPClassifier;
import io.github.bp4j.training.MLPRegressor;
import io.github.bp4j.training.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rule of weights: an example of weight k counts as k examples, and one of weight 0 is absent. Data with whole
 * weights match the same data with repeated rows, to 1e-12, wherever examples are averaged or counted. Losses,
 * activations, rules, methods, metrics and scalers are found by reflection or in their tables: a new one is tested
 * because it exists.
 */
class WeightsAreRepetitionsTest {
    private static final int INPUTS = 3;
    private static final int EXAMPLES = 24;
    private static final List<String> CLASSES = List.of("a", "b", "c");
    private static final int[] COUNTS =
            IntStream.range(0, EXAMPLES).map(e -> (e * 7 + e / 5) % 4).toArray();
    private static final int[] REPEATED = IntStream.range(0, EXAMPLES)
            .flatMap(e -> IntStream.generate(() -> e).limit(COUNTS[e]))
            .toArray();
    private static final double[] WEIGHTS =
            IntStream.of(COUNTS).asDoubleStream().toArray();
    private static final double[][] X = gaussian(EXAMPLES, INPUTS, 1);

    private static double[][] gaussian(int rows, int columns, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        return Stream.generate(() -> Stream.generate(random::nextGaussian)
                        .limit(columns)
                        .mapToDouble(x -> x)
                        .toArray())
                .limit(rows)
                .toArray(double[][]::new);
    }

    private static void assertClose(String what, double[] actual, double[] expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            if (Double.isNaN(expected[i])) {
                assertThat(actual[i]).as("%s %d", what, i).isNaN();
                continue;
            }
            assertThat(actual[i])
                    .as("%s %d", what, i)
                    .isCloseTo(expected[i], within(1e-12 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    private static Dataset weighted(Dataset data) {
        return data.withWeights(WEIGHTS);
    }

    private static Dataset repeated(Dataset data) {
        return data.subset(REPEATED);
    }

    // ---------------------------------------------------------------- training

    private static Network network(Loss loss, Activation output, UnaryOperator<LayerOptions> normalization, int units) {
        return Network.builder()
                .inputs(INPUTS)
                .layer(5, Activation.TANH, normalization)
                .layer(units, output, normalization)
                .loss(loss)
                .l2OverExamples(0.1)
                .seed(5)
                .build();
    }

    private static double[] state(Network network) {
        return Stream.concat(
                        Stream.of(network.parameters()),
                        network.layers().stream()
                                .filter(Layer::hasBatchNormalization)
                                .flatMap(layer -> Stream.of(
                                        layer.runningMean().toArray(),
                                        layer.runningVariance().toArray())))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static void assertSameTraining(Supplier<Network> networks, UnaryOperator<Trainer> settings, Dataset data) {
        Network network = networks.get();
        Network expected = networks.get();
        History history = settings.apply(Trainer.of(network).shuffle(false)).fit(weighted(data));
        History ofRepeated = settings.apply(Trainer.of(expected).shuffle(false)).fit(repeated(data));

        assertClose("state", state(network), state(expected));
        for (int epoch = 1; epoch <= history.epochs(); epoch++) {
            assertClose("cost", new double[] {history.cost(epoch)}, new double[] {ofRepeated.cost(epoch)});
        }
        Evaluation evaluation = Evaluation.of(network, weighted(data));
        Evaluation ofExpected = Evaluation.of(expected, repeated(data));
        assertClose("evaluation", new double[] {evaluation.cost(), evaluation.accuracy()}, new double[] {
            ofExpected.cost(), ofExpected.accuracy()
        });
    }

    /** The constants of Loss, and what its factories give. */
    static List<Loss> losses() {
        List<Loss> losses = new ArrayList<>(constants(Loss.class));
        for (Method method : Loss.class.getMethods()) {
            if (Modifier.isStatic(method.getModifiers()) && method.getReturnType() == Loss.class) {
                losses.add(
                        method.getParameterCount() == 1
                                ? (Loss) call(method, 0.5)
                                : Loss.of("quartic", (y, a) -> Math.pow(a - y, 4), (y, a) -> 4 * Math.pow(a - y, 3)));
            }
        }
        return losses;
    }

    private static <T> List<T> constants(Class<T> type) {
        return Arrays.stream(type.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == type)
                .map(field -> {
                    try {
                        return type.cast(field.get(null));
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private static Object call(Method method, Object... arguments) {
        try {
            return method.invoke(null, arguments);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new AssertionError(method + ": " + e.getCause(), e);
        }
    }

    /** Targets of three units that the loss has a meaning for and the activation may reach. */
    private static Optional<double[][]> targets(Loss loss, Activation output) {
        double[][] gaussian = gaussian(EXAMPLES, 3, 2);
        Stream<double[][]> candidates = Stream.of(
                map(gaussian, y -> Math.abs(y) + 0.5),
                gaussian,
                map(gaussian, y -> 0.5 + 0.4 * Math.tanh(y)),
                map(gaussian, y -> y > 0 ? 1 : -1),
                map(gaussian, y -> y > 0 ? 1 : 0),
                oneHot());
        return candidates
                .filter(y -> {
                    try {
                        Dataset data = Dataset.of(X, y);
                        loss.requireTargets(data.Y());
                        Trainer.of(network(loss, output, options -> options, 3))
                                .optimizer(Optimizer.gradientDescent(1e-9))
                                .epochs(1)
                                .fit(data);
                        return true;
                    } catch (IllegalArgumentException refused) {
                        return false;
                    }
                })
                .findFirst();
    }

    private static double[][] map(double[][] rows, DoubleUnaryOperator f) {
        return Arrays.stream(rows)
                .map(row -> Arrays.stream(row).map(f).toArray())
                .toArray(double[][]::new);
    }

    private static double[][] oneHot() {
        double[][] rows = new double[EXAMPLES][3];
        for (int e = 0; e < EXAMPLES; e++) {
            rows[e][e % 3] = 1;
        }
        return rows;
    }

    static Stream<Arguments> lossesAndActivations() {
        return losses().stream()
                .flatMap(loss ->
                        constants(Activation.class).stream().filter(loss::fits).map(output -> arguments(loss, output)));
    }

    @ParameterizedTest
    @MethodSource("lossesAndActivations")
    void everyLossWithEveryNormalisation(Loss loss, Activation output) {
        List<UnaryOperator<LayerOptions>> normalizations =
                List.of(options -> options, LayerOptions::batchNormalization, LayerOptions::layerNormalization);
        Optional<double[][]> targets = targets(loss, output);
        if (targets.isEmpty()) {
            assertThat(loss.name()).isEqualTo("squaredLogarithmicError"); // the output may fall below −1
            return;
        }
        for (UnaryOperator<LayerOptions> normalization : normalizations) {
            assertSameTraining(
                    () -> network(loss, output, normalization, 3),
                    trainer -> trainer.optimizer(Optimizer.gradientDescent(0.001))
                            .batchSize(1000)
                            .epochs(2),
                    Dataset.of(X, targets.get()));
        }
    }

    /** Normalisation leaves gradients that are nothing but rounding, which rules that divide by them make large. */
    @ParameterizedTest
    @MethodSource("io.github.bp4j.optimizer.OptimizerTable#rows")
    void everyRule(OptimizerTable.Row row) {
        assertSameTraining(
                () -> network(Loss.SQUARED_ERROR, Activation.LINEAR, options -> options, 2),
                trainer -> trainer.optimizer(
                                row.usual().apply(Schedule.constant(0.01)).clipNorm(0.5))
                        .batchSize(1000)
                        .epochs(5),
                Dataset.of(X, gaussian(EXAMPLES, 2, 3)));
    }

    static Stream<Method> fullBatchMethods() {
        return Arrays.stream(FullBatchOptimizer.class.getMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 0);
    }

    @ParameterizedTest
    @MethodSource("fullBatchMethods")
    void everyFullBatchMethod(Method method) {
        assertSameTraining(
                () -> network(Loss.SQUARED_ERROR, Activation.LINEAR, options -> options, 2),
                trainer -> trainer.optimizer((FullBatchOptimizer) call(method)).epochs(3),
                Dataset.of(X, gaussian(EXAMPLES, 2, 3)));
    }

    // ---------------------------------------------------------------- metrics

    /**
     * Predictions and targets of a kind that a metric may take, as matrices of the repeated and of the weighted
     * examples.
     */
    private record Case(Matrix predicted, Matrix Y, List<String> names) {
        static List<Case> all() {
            double[][] gaussian = gaussian(EXAMPLES, 3, 4);
            double[][] probabilities = map(gaussian, y -> 1 / (1 + Math.exp(-y)));
            double[][] distributions = Arrays.stream(probabilities)
                    .map(p -> Arrays.stream(p)
                            .map(x -> x / Arrays.stream(p).sum())
                            .toArray())
                    .toArray(double[][]::new);
            double[][] zerosAndOnes = map(gaussian(EXAMPLES, 3, 5), y -> y > 0 ? 1 : 0);
            return List.of(
                    new Case(rows(distributions), rows(oneHot()), CLASSES),
                    new Case(rows(first(probabilities)), rows(first(zerosAndOnes)), List.of("a", "b")),
                    new Case(rows(probabilities), rows(zerosAndOnes), CLASSES),
                    new Case(rows(gaussian), rows(gaussian(EXAMPLES, 3, 6)), CLASSES));
        }

        private static double[][] first(double[][] rows) {
            return Arrays.stream(rows).map(row -> Arrays.copyOf(row, 1)).toArray(double[][]::new);
        }

        private static Matrix rows(double[][] rows) {
            return Matrix.ofRows(rows).transpose();
        }
    }

    private static Matrix columns(Matrix M) {
        Matrix chosen = Matrix.zeros(M.rows(), REPEATED.length);
        for (int i = 0; i < M.rows(); i++) {
            for (int j = 0; j < REPEATED.length; j++) {
                chosen.set(i, j, M.get(i, REPEATED[j]));
            }
        }
        return chosen;
    }

    /** Every number that the public methods of a report give, those of its records, and its text. */
    private static List<Object> values(Object result) {
        List<Object> values = new ArrayList<>();
        if (result instanceof Number || result instanceof String) {
            values.add(result);
            return values;
        }
        for (Method method : Arrays.stream(result.getClass().getMethods())
                .sorted((one, other) -> one.getName().compareTo(other.getName()))
                .toList()) {
            if (method.getDeclaringClass() != Object.class
                    && !Modifier.isStatic(method.getModifiers())
                    && method.getParameterCount() == 0
                    && !method.getName().equals("hashCode")
                    && !(result instanceof Record && method.getName().equals("toString")) // all digits
                    && !Collection.class.isAssignableFrom(method.getReturnType())) {
                try {
                    values.addAll(values(method.invoke(result)));
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return values;
    }

    private static List<Class<?>> metrics() {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/github/bp4j/metrics"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("package-info.java"))
                    .map(name -> "io.github.bp4j.metrics." + name.replace(".java", ""))
                    .<Class<?>>map(name -> {
                        try {
                            return Class.forName(name);
                        } catch (ClassNotFoundException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The public methods that judge A[L] by Y. */
    static Stream<Method> metricMethods() {
        return metrics().stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getParameterCount() >= 2
                        && method.getParameterTypes()[0] == Matrix.class
                        && method.getParameterTypes()[1] == Matrix.class)
                .filter(method -> !isWeighted(method))
                .filter(method -> method.getReturnType() != int.class); // Accuracy.right counts columns
    }

    private static boolean isWeighted(Method method) {
        int last = method.getParameterCount() - 1;
        return last >= 2 && method.getParameterTypes()[last] == Matrix.class;
    }

    @Test
    void everyMetricIsFound() {
        assertThat(metricMethods().map(Method::getDeclaringClass).distinct())
                .containsExactlyInAnyOrder(
                        Accuracy.class,
                        AveragePrecision.class,
                        BrierScore.class,
                        ClassificationReport.class,
                        ConfusionMatrix.class,
                        LogLoss.class,
                        MultiLabelReport.class,
                        RegressionReport.class,
                        RocAuc.class);
    }

    @ParameterizedTest
    @MethodSource("metricMethods")
    void everyMetric(Method method) throws NoSuchMethodException {
        Class<?>[] types = method.getParameterTypes();
        Class<?>[] weightedTypes = Arrays.copyOf(types, types.length + 1);
        weightedTypes[types.length] = Matrix.class;
        Method ofWeighted = method.getDeclaringClass().getMethod(method.getName(), weightedTypes);
        int judged = 0;
        for (Case one : Case.all()) {
            List<Object> arguments = new ArrayList<>(List.of(columns(one.predicted), columns(one.Y)));
            for (int i = 2; i < types.length; i++) {
                arguments.add(types[i] == List.class ? one.names : 2);
            }
            Object expected;
            try {
                expected = method.invoke(null, arguments.toArray());
            } catch (InvocationTargetException notForThisCase) {
                continue;
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
            arguments.set(0, one.predicted);
            arguments.set(1, one.Y);
            arguments.add(Matrix.of(1, EXAMPLES, WEIGHTS));
            assertEqualValues(values(call(ofWeighted, arguments.toArray())), values(expected));
            arguments.set(arguments.size() - 1, Matrix.of(1, EXAMPLES, WEIGHTS).scale(0x1p-1030));
            call(ofWeighted, arguments.toArray()); // of any magnitude
            judged++;
        }
        assertThat(judged).as("cases that %s takes", method).isPositive();
    }

    private static void assertEqualValues(List<Object> actual, List<Object> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            if (expected.get(i) instanceof Double x) {
                assertClose("value", new double[] {(double) actual.get(i)}, new double[] {x});
            } else {
                assertThat(actual.get(i)).isEqualTo(expected.get(i));
            }
        }
    }

    // ---------------------------------------------------------------- data

    static Stream<Method> scalers() {
        return Arrays.stream(Scaler.class.getMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers())
                        && Arrays.equals(method.getParameterTypes(), new Class<?>[] {Dataset.class}));
    }

    @ParameterizedTest
    @MethodSource("scalers")
    void everyScaler(Method method) {
        Dataset data = Dataset.of(X, gaussian(EXAMPLES, 2, 3));
        Scaler scaler = (Scaler) call(method, weighted(data));
        Scaler expected = (Scaler) call(method, repeated(data));

        assertClose("shift", scaler.shift(), expected.shift());
        assertClose("scale", scaler.scale(), expected.scale());
        assertThat((Scaler) call(method, data)).isNotEqualTo(expected);
    }

    @Nested
    class Classes {
        private final Dataset data = Dataset.of(
                X,
                IntStream.range(0, EXAMPLES).mapToObj(e -> CLASSES.get(e % 3)).toArray(String[]::new),
                CLASSES);

        @Test
        void classBalance() {
            ClassBalance balance = weighted(data).classBalance();
            ClassBalance expected = repeated(data).classBalance();

            assertThat(balance.weights()).isEqualTo(expected.weights());
            assertThat(balance.imbalanceRatio()).isEqualTo(expected.imbalanceRatio());
            assertThat(balance).hasToString(expected.toString());
            for (int c = 0; c < 3; c++) {
                assertThat(balance.share(c)).isEqualTo(expected.share(c));
            }
        }

        @Test
        void balancedClassWeights() {
            assertSameTraining(
                    () -> network(Loss.CROSS_ENTROPY, Activation.SOFTMAX, LayerOptions::batchNormalization, 3),
                    trainer -> trainer.balancedClassWeights()
                            .optimizer(Optimizer.momentum(0.01, 0.9))
                            .batchSize(1000)
                            .epochs(3),
                    data);
        }

        @Test
        void layerStatistics() {
            List<LayerStatistics.LayerLine> lines = new ArrayList<>();
            for (Dataset train : List.of(weighted(data), repeated(data))) {
                LayerStatistics statistics = LayerStatistics.warning(warning -> {});
                Trainer.of(network(Loss.BINARY_CROSS_ENTROPY, Activation.SIGMOID, options -> options, 3))
                        .optimizer(Optimizer.gradientDescent(0.1))
                        .batchSize(1000)
                        .epochs(2)
                        .shuffle(false)
                        .listener(statistics)
                        .fit(train);
                lines.addAll(statistics.layers());
            }

            assertEqualValues(
                    lines.subList(0, 2).stream()
                            .flatMap(line -> values(line).stream())
                            .toList(),
                    lines.subList(2, 4).stream()
                            .flatMap(line -> values(line).stream())
                            .toList());
        }

        @Test
        void permutationImportance() {
            Network network = network(Loss.CROSS_ENTROPY, Activation.SOFTMAX, options -> options, 3);

            PermutationImportance importance = PermutationImportance.of(network, weighted(data), Accuracy::of, 3, 1);

            assertThat(importance)
                    .hasToString(PermutationImportance.of(network, repeated(data), Accuracy::of, 3, 1)
                            .toString());
        }

        @Test
        void classifierScore() {
            MLPClassifier classifier = new MLPClassifier().epochs(3).fit(data);

            assertThat(classifier.score(weighted(data))).isCloseTo(classifier.score(repeated(data)), within(1e-15));
        }
    }

    @Nested
    class Regression {
        private final double[][] x = {{-1, .3}, {-.5, 1}, {.2, -1}, {1, .4}, {.7, .1}, {-.3, -.9}};
        private final Dataset data = Dataset.of(x, new double[] {1, 2, .5, -1, .3, 2});
        private final double[] weights = {2, 0, 1, 3, 0, 1};

        private static MLPRegressor fitted(Dataset train) {
            return new MLPRegressor()
                    .hidden()
                    .alpha(2)
                    .optimizer(Optimizer.gradientDescent(0.5))
                    .tolerance(0, 500)
                    .epochs(500)
                    .fit(train);
        }

        /** The closed form of ridge regression with α / (2 Σ w). */
        @Test
        void l2PerExampleIsThatOfRidgeRegression() {
            Network network = fitted(data.withWeights(weights)).network();
            Network ofRepeated = fitted(data.subset(0, 0, 2, 3, 3, 3, 5)).network();

            assertThat(network.parameters())
                    .containsExactly(new double[] {-0.760206, -0.528012, 0.304483}, within(1e-6));
            assertThat(network.parameters()).containsExactly(ofRepeated.parameters(), within(1e-12));
        }

        @Test
        void regressorScore() {
            MLPRegressor regressor = fitted(data);

            assertThat(regressor.score(data.withWeights(weights)))
                    .isCloseTo(regressor.score(data.subset(0, 0, 2, 3, 3, 3, 5)), within(1e-14));
        }
    }
}
