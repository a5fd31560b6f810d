package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.inspection.LayerStatistics;
import io.github.bp4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Targets beyond what the output can give. */
class ReachTest {
    private final Logger logger = Logger.getLogger("io.github.bp4j"); // what System.Logger goes to
    private final List<String> warnings = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            warnings.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private static Network network(Activation output, Loss loss) {
        return Network.builder().inputs(1).layer(1, output).loss(loss).seed(1).build();
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network).optimizer(Optimizer.adam(0.01)).epochs(2);
    }

    /** Targets first, first + step, …, of 20 examples. */
    private static Dataset data(double first, double step) {
        double[][] examples = new double[20][1];
        double[] targets = new double[20];
        for (int e = 0; e < 20; e++) {
            examples[e][0] = e / 20.0;
            targets[e] = first + e * step;
        }
        return Dataset.of(examples, targets);
    }

    static Stream<Arguments> beyond() {
        return Stream.of(
                Arguments.of(Activation.SIGMOID, 1, 500, 19, "0.0 to 1.0"),
                Arguments.of(Activation.TANH, -1.5, 0.5, 15, "-1.0 to 1.0"),
                Arguments.of(Activation.HARD_SIGMOID, 0, 0.5, 17, "0.0 to 1.0"),
                Arguments.of(Activation.GAUSSIAN, 0.5, 1, 19, "0.0 to 1.0"),
                Arguments.of(Activation.RELU6, 0, 1, 13, "0.0 to 6.0"),
                Arguments.of(Activation.SOFTPLUS, -3, 1, 3, "0.0 to Infinity"),
                Arguments.of(Activation.EXPONENTIAL, -0.5, 1, 1, "0.0 to Infinity"),
                Arguments.of(Activation.RELU, -1, 1, 1, "0.0 to Infinity"),
                Arguments.of(Activation.LOG_SIGMOID, -2, 1, 17, "-Infinity to 0.0"));
    }

    @ParameterizedTest
    @MethodSource("beyond")
    void targetsOutOfReachAreReportedOnceWithTheRemedy(
            Activation output, double first, double step, int count, String bounds) {
        for (Loss loss : List.of(Loss.SQUARED_ERROR, Loss.ABSOLUTE_ERROR, Loss.HUBER, Loss.LOG_COSH)) {
            warnings.clear();
            Trainer trainer = trainer(network(output, loss));

            trainer.fit(data(first, step));
            trainer.fit(data(first, step));
            trainer.fitBatch(Matrix.column(0.5), Matrix.column(output == Activation.LOG_SIGMOID ? 5 : -5));

            assertThat(warnings)
                    .containsExactly(count + " of 20 targets of output 0 are not from " + bounds
                            + ", which is all that layer 1 (1→1, " + output
                            + ") can give; scale the targets (Scaler.minMaxTargets), or take a linear output");
        }
    }

    @Test
    void aTrainingSetOfWhichNothingCanBeReachedIsRefusedAndNothingIsChanged() {
        Network network = network(Activation.SIGMOID, Loss.SQUARED_ERROR);
        double[] theta = network.parameters().clone();

        assertThatThrownBy(() -> trainer(network).fit(data(2, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("20 of 20 targets of output 0 are not from 0.0 to 1.0, which is all that layer 1 (1→1,"
                        + " sigmoid) can give; scale the targets (Scaler.minMaxTargets), or take a linear output");
        assertThatThrownBy(() -> trainer(network(Activation.TANH, Loss.HUBER)).fit(data(-30, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(network.parameters()).isEqualTo(theta);
        assertThat(network.passes()).isZero();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aBatchIsReportedOnly() {
        Trainer trainer = trainer(network(Activation.TANH, Loss.SQUARED_ERROR));

        trainer.fitBatch(Matrix.of(1, 2, 0, 1), Matrix.of(1, 2, 7, 9), Matrix.of(1, 2, 1, 0));
        trainer.fitBatch(Matrix.of(1, 2, 0, 1), Matrix.of(1, 2, 7, 9));

        assertThat(warnings)
                .containsExactly("1 of 1 targets of output 0 are not from -1.0 to 1.0, which is all that layer 1 (1→1,"
                        + " tanh) can give; scale the targets (Scaler.minMaxTargets), or take a linear output");
    }

    @Test
    void targetsWithinReachAreNotReported() {
        Dataset data = data(1, 500);
        trainer(network(Activation.SIGMOID, Loss.SQUARED_ERROR))
                .fit(Scaler.minMaxTargets(data).applyToTargets(data));
        trainer(network(Activation.LINEAR, Loss.SQUARED_ERROR)).fit(data);
        trainer(network(Activation.of("own", z -> z, z -> 1), Loss.SQUARED_ERROR))
                .fit(data);
        trainer(network(Activation.EXPONENTIAL, Loss.POISSON)).fit(data);
        trainer(network(Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY))
                .fit(Dataset.of(new double[][] {{0}, {1}}, new String[] {"no", "yes"}));

        assertThat(warnings).isEmpty();
    }

    @Test
    void anOutputThatIsStuckAtItsBoundIsReportedAndMoreOfThemAgain() {
        List<String> sick = new ArrayList<>();
        Network network = Network.builder()
                .inputs(1)
                .layer(3, Activation.SIGMOID)
                .loss(Loss.SQUARED_ERROR)
                .build();
        network.layer(1).b().set(0, 0, 40);
        double[][] targets = new double[20][];
        double[][] examples = new double[20][1];
        for (int e = 0; e < 20; e++) {
            examples[e][0] = e / 20.0;
            targets[e] = new double[] {e < 10 ? 0.5 : 100, 0.5, 0.5};
        }
        Trainer trainer = Trainer.of(network)
                .optimizer(Optimizer.gradientDescent(1e-9))
                .epochs(2)
                .listener(LayerStatistics.warning(sick::add))
                .listener(new TrainingListener() {
                    @Override
                    public void epochEnded(Progress progress) {
                        if (progress.epoch() == 2) {
                            network.layer(1).b().set(1, 0, -40);
                        }
                    }
                });
        trainer.epochs(5).fit(Dataset.of(examples, targets));

        String rest =
                " of 3 output units gave a bound of sigmoid for every example of the last epoch: stuck; scaled targets,"
                        + " or a linear output, may help";
        assertThat(sick).containsExactly("layer 1: 1" + rest, "layer 1: 2" + rest);
        assertThat(Arrays.stream(network.predict(Matrix.column(0.3)).toArray())
                        .max()
                        .orElseThrow())
                .isGreaterThan(0.999999);
    }
}
