package io.github.bp4j.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.data.Batch;
import io.github.bp4j.data.CsvFormat;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.ExampleSource;
import io.github.bp4j.data.NdArray;
import io.github.bp4j.data.NpzFile;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.data.Table;
import io.github.bp4j.data.TableEncoder;
import io.github.bp4j.metrics.ClassificationReport;
import io.github.bp4j.metrics.ConfusionMatrix;
import io.github.bp4j.metrics.MultiLabelReport;
import io.github.bp4j.metrics.RegressionReport;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import io.github.bp4j.training.CrossValidation;
import io.github.bp4j.training.MLPRegressor;
import io.github.bp4j.training.ParameterSpace;
import io.github.bp4j.training.ProgressBar;
import io.github.bp4j.training.Search;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The words in which single calls are refused. */
class RefusalsTest {
    private static final Matrix ONES = Matrix.of(2, 2, 1, 0, 0, 1);
    private static final int[] INDICES = {0, 1};
    private static final List<String> NAMES = List.of("a", "b");

    static Stream<Arguments> values() {
        return Stream.of(
                value(
                        "tolerance must be finite and at least 0; got Infinity",
                        () -> new MLPRegressor().tolerance(Double.POSITIVE_INFINITY, 1)),
                value(
                        "trials must be at most 1000000; got 2147483647",
                        () -> Search.random(new ParameterSpace().integers("n", 1, 2), Integer.MAX_VALUE, 1)),
                value(
                        "repetitions must be at most 1000000; got 2147483647",
                        () -> CrossValidation.kFold(2, 1).repeated(Integer.MAX_VALUE)),
                value(
                        "cross-validation: the score of fold 1 of 2 is NaN; finite scores are needed",
                        () -> CrossValidation.kFold(2, 1).score(Fixtures.data(), (train, test) -> Double.NaN)),
                value(
                        "epoch must be at least 1; got 0",
                        () -> ExampleSource.of(Fixtures.data()).batches(2).epoch(0)),
                value(
                        "epoch must be at least 1; got -5",
                        () -> ExampleSource.of(Fixtures.data()).open(-5)),
                value(
                        "divisor must be finite and not 0; got 0.0",
                        () -> NdArray.of(Fixtures.batch()).dividedBy(0)),
                value("features must be at least 1; got 0", () -> Scaler.identity(0)),
                value("features must be at least 1; got -1", () -> Scaler.identity(-1)),
                value("features must be at most 2147483639; got 2147483647", () -> Scaler.identity(Integer.MAX_VALUE)),
                value(
                        "a batch: X is 4×6, Y is 3×5, weights is 1×6; Y of 6 columns and weights of 1×6 are needed",
                        () -> new Batch(Matrix.zeros(4, 6), Matrix.zeros(3, 5))),
                value(
                        "atMost must be at least 1; got -1",
                        () -> Table.readCsv(Path.of("data.csv"), CsvFormat.STANDARD, -1)),
                value("constant: value must be finite; got NaN", () -> Initializer.constant(Double.NaN)),
                value("corners[1] must be finite; got NaN", () -> Activation.of("own", x -> x, x -> 1, 0, Double.NaN)),
                value(
                        "read: x has 4 places; an example has 3 features",
                        () -> ExampleSource.of(Fixtures.data()).open(1).read(new double[4], new double[3])),
                value(
                        "X has NaN in row 0, column 2; every value must be finite",
                        () -> FullBatchOptimizer.lbfgs()
                                .start(
                                        Fixtures.regressor(),
                                        Matrix.of(3, 3, 0, 0, Double.NaN, 0, 0, 0, 0, 0, 0),
                                        Fixtures.batch())),
                value(
                        "a parameter's name must not be blank; got \" \"",
                        () -> new ParameterSpace().integers(" ", 1, 2)));
    }

    static Stream<Arguments> indices() {
        return Stream.of(
                value(
                        "k must be 0 to 1; got -1",
                        () -> ClassificationReport.of(INDICES, INDICES, NAMES).scores(-1)),
                value(
                        "k must be 0 to 1; got 2",
                        () -> MultiLabelReport.of(ONES, ONES, NAMES).scores(2)),
                value(
                        "k must be 0 to 0; got -1",
                        () -> RegressionReport.of(new double[] {1}, new double[] {1})
                                .scores(-1)),
                value(
                        "classIndex must be 0 to 2; got 7",
                        () -> Fixtures.data().classBalance().share(7)),
                value(
                        "predicted must be 0 to 1; got 7",
                        () -> ConfusionMatrix.of(INDICES, INDICES, NAMES).count(0, 7)),
                value(
                        "actual must be 0 to 1; got -1",
                        () -> ConfusionMatrix.of(INDICES, INDICES, NAMES).count(-1, 0)));
    }

    static Stream<Arguments> nulls() {
        return Stream.of(
                value("data", () -> ExampleSource.of(null)),
                value("file", () -> ExampleSource.csv(null, null, null)),
                value("X", () -> ExampleSource.npy(null, null)),
                value("X", () -> new Batch(null, null)),
                value("train", () -> new Dataset.Split(null, null)),
                value("A", () -> new Network.Prediction(null, 0)),
                value("arrays[a] is null", () -> NpzFile.of(Collections.singletonMap("a", null))),
                value("how", () -> TableEncoder.builder().missing(null)),
                value("columns[0] is null", () -> TableEncoder.builder().drop((String) null)),
                value("rows[1] is null", () -> Matrix.ofRows(new double[] {1}, null)),
                value("X", () -> Fixtures.classifier().forward(null)),
                value("out", () -> new ProgressBar(null)),
                value("name", () -> new ParameterSpace().integers(null, 1, 2)),
                value("name", () -> new ParameterSpace().values(null, 1)),
                value("name", () -> new ParameterSpace().uniform(null, 1, 2)),
                value("name", () -> new ParameterSpace().logUniform(null, 1, 2)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsRefused(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @ParameterizedTest
    @MethodSource("indices")
    void anIndexIsRefused(String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @MethodSource("nulls")
    void aNullIsRefused(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isExactlyInstanceOf(NullPointerException.class).hasMessage(message);
    }

    @Test
    void aStepNeedsAGradient() {
        Network network = Fixtures.regressor();
        OptimizerState state = Optimizer.adamW(0.1, 0.01).start(network);
        double[] before = network.parameters().clone();

        assertThatThrownBy(state::step)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("step: the network has no gradient yet; call forward and backward first");
        assertThat(network.parameters()).containsExactly(before);
        assertThat(state.steps()).isZero();

        network.gradient()[0] = 1; // written by hand
        state.step();
        assertThat(state.steps()).isEqualTo(1);
    }

    private static Arguments value(String message, ThrowingCallable call) {
        return arguments(message, call);
    }
}
