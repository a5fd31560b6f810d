package io.github.bp4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.Matrix;
import io.github.bp4j.metrics.ScoreFile.Case;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every metric against scikit-learn's value, to 1e-12 of it, and the texts of the reports against scikit-learn's. */
class MetricsGoldenTest {
    private static final double TOLERANCE = 1e-12;
    private static final List<String> NAMES = List.of("ant", "bee", "caterpillar", "d");

    static Stream<Case> classes() throws IOException {
        return ScoreFile.cases("classes").stream();
    }

    static Stream<Case> classesWithReport() throws IOException {
        return classes().filter(c -> !c.report().isEmpty());
    }

    static Stream<Case> labels() throws IOException {
        return ScoreFile.cases("labels").stream();
    }

    static Stream<Case> numbers() throws IOException {
        return ScoreFile.cases("numbers").stream();
    }

    private static List<String> names(Case c) {
        return NAMES.subList(0, Math.max(2, c.Y().rows()));
    }

    private static int[] indices(Matrix M) {
        return IntStream.range(0, M.columns()).map(M::classOfColumn).toArray();
    }

    private static double[] array(Scores scores, boolean support) {
        return support
                ? new double[] {scores.precision(), scores.recall(), scores.f1(), scores.support()}
                : new double[] {scores.precision(), scores.recall(), scores.f1()};
    }

    /** The golden name of each metric of classes, and how bp4j computes it. */
    private static Map<String, Function<Case, double[]>> metricsOfClasses() {
        Map<String, Function<Case, double[]>> metrics = new TreeMap<>();
        add(metrics, "accuracy", c -> Accuracy.of(c.A(), c.Y()));
        add(metrics, "top1", c -> Accuracy.topK(c.A(), c.Y(), 1));
        add(metrics, "top2", c -> Accuracy.topK(c.A(), c.Y(), 2));
        add(metrics, "logLoss", c -> LogLoss.of(c.A(), c.Y()));
        add(metrics, "brier", c -> BrierScore.of(c.A(), c.Y()));
        add(metrics, "balancedAccuracy", c -> report(c).balancedAccuracy());
        add(metrics, "matthews", c -> report(c).matthews());
        add(metrics, "kappa", c -> report(c).kappa());
        addAreas(metrics);
        metrics.put("confusion", MetricsGoldenTest::confusion);
        metrics.put("micro", c -> array(report(c).micro(), false));
        metrics.put("macro", c -> array(report(c).macro(), false));
        metrics.put("weighted", c -> array(report(c).weighted(), false));
        for (int k = 0; k < NAMES.size(); k++) {
            int index = k;
            metrics.put("class" + k, c -> array(report(c).scores(index), true));
        }
        return metrics;
    }

    private static Map<String, Function<Case, double[]>> metricsOfLabels() {
        Map<String, Function<Case, double[]>> metrics = new TreeMap<>();
        add(metrics, "subsetAccuracy", c -> multiLabel(c).subsetAccuracy());
        add(metrics, "hammingLoss", c -> multiLabel(c).hammingLoss());
        addAreas(metrics);
        metrics.put("micro", c -> array(multiLabel(c).micro(), false));
        metrics.put("macro", c -> array(multiLabel(c).macro(), false));
        metrics.put("weighted", c -> array(multiLabel(c).weighted(), false));
        metrics.put("samples", c -> array(multiLabel(c).samples(), false));
        for (int k = 0; k < NAMES.size(); k++) {
            int index = k;
            metrics.put("class" + k, c -> array(multiLabel(c).scores(index), true));
        }
        return metrics;
    }

    private static Map<String, Function<Case, double[]>> metricsOfNumbers() {
        Map<String, ToDoubleFunction<RegressionScores>> scores = Map.of(
                "mse", RegressionScores::mse,
                "rmse", RegressionScores::rmse,
                "mae", RegressionScores::mae,
                "medianAbsoluteError", RegressionScores::medianAbsoluteError,
                "r2", RegressionScores::r2,
                "explainedVariance", RegressionScores::explainedVariance);
        Map<String, Function<Case, double[]>> metrics = new TreeMap<>();
        scores.forEach((name, score) -> {
            add(
                    metrics,
                    name + "-average",
                    c -> score.applyAsDouble(regression(c).average()));
            metrics.put(
                    name,
                    c -> IntStream.range(0, c.Y().rows())
                            .mapToDouble(k -> score.applyAsDouble(regression(c).scores(k)))
                            .toArray());
        });
        return metrics;
    }

    private static void addAreas(Map<String, Function<Case, double[]>> metrics) {
        add(metrics, "rocAuc", c -> RocAuc.of(c.A(), c.Y()));
        add(metrics, "rocAuc-macro", c -> RocAuc.macro(c.A(), c.Y()));
        add(metrics, "rocAuc-weighted", c -> RocAuc.weighted(c.A(), c.Y()));
        add(metrics, "averagePrecision", c -> AveragePrecision.of(c.A(), c.Y()));
        add(metrics, "averagePrecision-macro", c -> AveragePrecision.macro(c.A(), c.Y()));
        add(metrics, "averagePrecision-weighted", c -> AveragePrecision.weighted(c.A(), c.Y()));
    }

    private static void add(Map<String, Function<Case, double[]>> metrics, String name, ToDoubleFunction<Case> metric) {
        metrics.put(name, c -> new double[] {metric.applyAsDouble(c)});
    }

    private static ClassificationReport report(Case c) {
        return ClassificationReport.of(c.A(), c.Y(), names(c));
    }

    private static MultiLabelReport multiLabel(Case c) {
        return MultiLabelReport.of(c.A(), c.Y(), NAMES);
    }

    private static RegressionReport regression(Case c) {
        return RegressionReport.of(c.A(), c.Y());
    }

    private static double[] confusion(Case c) {
        ConfusionMatrix matrix = ConfusionMatrix.of(c.A(), c.Y(), names(c));
        int n = matrix.classes().size();
        return IntStream.range(0, n * n)
                .mapToDouble(i -> matrix.count(i / n, i % n))
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("classes")
    void everyMetricOfClassesEqualsScikitLearns(Case c) {
        compare(c, metricsOfClasses());
    }

    @ParameterizedTest
    @MethodSource("labels")
    void everyMetricOfLabelsEqualsScikitLearns(Case c) {
        compare(c, metricsOfLabels());
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void everyMetricOfNumbersEqualsScikitLearns(Case c) {
        compare(c, metricsOfNumbers());
    }

    @ParameterizedTest
    @MethodSource("classesWithReport")
    void theReportOfClassesReadsAsScikitLearns(Case c) {
        assertThat(report(c)).hasToString(c.report());
        assertThat(ClassificationReport.of(indices(c.A()), indices(c.Y()), names(c)))
                .hasToString(c.report());
        assertThat(Accuracy.of(indices(c.A()), indices(c.Y()))).isEqualTo(Accuracy.of(c.A(), c.Y()));
    }

    @ParameterizedTest
    @MethodSource("labels")
    void theReportOfLabelsReadsAsScikitLearns(Case c) {
        assertThat(multiLabel(c)).hasToString(c.report());
    }

    /** No metric is left out of the file, and none of the file is left out here. */
    @Test
    void theFileHasEveryMetric() throws IOException {
        assertThat(classes().flatMap(c -> c.values().keySet().stream()))
                .containsAll(metricsOfClasses().keySet());
        assertThat(numbers().flatMap(c -> c.values().keySet().stream()))
                .containsAll(metricsOfNumbers().keySet());
        assertThat(Stream.concat(classes(), labels()).flatMap(c -> c.values().keySet().stream()))
                .containsAll(metricsOfLabels().keySet());
        assertThat(Stream.of(
                        classes().count(),
                        classesWithReport().count(),
                        labels().count(),
                        numbers().count()))
                .containsExactly(10L, 8L, 3L, 5L);
    }

    private static void compare(Case c, Map<String, Function<Case, double[]>> metrics) {
        assertThat(c.values()).isNotEmpty();
        c.values().forEach((name, golden) -> {
            double[] actual = metrics.get(name).apply(c);
            assertThat(actual).as(name).hasSameSizeAs(golden);
            for (int i = 0; i < golden.length; i++) {
                boolean equal = Double.isNaN(golden[i])
                        ? Double.isNaN(actual[i])
                        : Math.abs(actual[i] - golden[i]) <= TOLERANCE * Math.abs(golden[i]);
                assertThat(equal)
                        .as("%s is %s, scikit-learn's is %s", name, Arrays.toString(actual), Arrays.toString(golden))
                        .isTrue();
            }
        });
    }
}
