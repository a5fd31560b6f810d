package io.github.bp4j.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.inspection.LayerStatistics.LayerLine;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.Progress;
import io.github.bp4j.training.Trainer;
import io.github.bp4j.training.TrainingListener;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerStatisticsTest {
    private static final Dataset IRIS = Scaler.standardize(Datasets.iris()).apply(Datasets.iris());

    private final List<String> warnings = new ArrayList<>();
    private final LayerStatistics statistics = LayerStatistics.warning(warnings::add);

    private void train(Network network, double rate, int epochs, TrainingListener... others) {
        Trainer trainer = Trainer.of(network)
                .optimizer(Optimizer.gradientDescent(rate))
                .batchSize(32)
                .epochs(epochs)
                .listener(statistics);
        for (TrainingListener other : others) {
            trainer.listener(other);
        }
        trainer.fit(IRIS);
    }

    private static NetworkBuilder builder() {
        return Network.builder().inputs(4).loss(Loss.CROSS_ENTROPY).seed(3);
    }

    /** Sums up what the statistics do, from copies of the matrices. */
    private static final class Naive implements TrainingListener {
        private final List<List<Double>> A = new ArrayList<>();
        private final double[] gradientSquares = new double[2];
        private final double[] updateSquares = new double[2];
        private final double[] parameterSquares = new double[2];
        private double[] before;
        private int batches;

        @Override
        public void trainingStarted(Progress progress) {
            before = progress.network().parameters().clone();
            A.add(new ArrayList<>());
            A.add(new ArrayList<>());
        }

        @Override
        public void batchEnded(Progress progress) {
            int p = 0;
            for (int l = 0; l < 2; l++) {
                Layer layer = progress.network().layer(l + 1);
                for (double a : layer.A().toArray()) {
                    A.get(l).add(a);
                }
                for (Matrix gradient : List.of(layer.dW(), layer.db())) {
                    for (double g : gradient.toArray()) {
                        gradientSquares[l] += g * g;
                    }
                }
                for (Matrix parameters : List.of(layer.W(), layer.b())) {
                    for (double w : parameters.toArray()) {
                        updateSquares[l] += (w - before[p]) * (w - before[p]);
                        parameterSquares[l] += before[p] * before[p];
                        p++;
                    }
                }
            }
            before = progress.network().parameters().clone();
            batches++;
        }

        @Override
        public void epochEnded(Progress progress) {
            if (progress.epoch() < progress.epochs()) { // only the last epoch is compared
                A.forEach(List::clear);
                Arrays.fill(gradientSquares, 0);
                Arrays.fill(updateSquares, 0);
                Arrays.fill(parameterSquares, 0);
                batches = 0;
            }
        }
    }

    @Test
    void aLineHasTheMomentsTheGradientAndTheUpdateOfTheEpoch() {
        Naive naive = new Naive();
        train(builder().layer(6, Activation.TANH).layer(3, Activation.SOFTMAX).build(), 0.1, 2, naive);

        assertThat(naive.batches).isEqualTo(5);
        for (int l = 0; l < 2; l++) {
            LayerLine line = statistics.layers().get(l);
            double mean = naive.A.get(l).stream().mapToDouble(a -> a).average().orElseThrow();
            double variance = naive.A.get(l).stream()
                    .mapToDouble(a -> (a - mean) * (a - mean))
                    .average()
                    .orElseThrow();
            assertThat(line.layer()).isEqualTo(l + 1);
            assertThat(line.mean()).isCloseTo(mean, within(1e-13));
            assertThat(line.deviation()).isCloseTo(Math.sqrt(variance), within(1e-13));
            assertThat(line.gradientNorm()).isCloseTo(Math.sqrt(naive.gradientSquares[l] / 5), within(1e-13));
            assertThat(line.updateRatio())
                    .isCloseTo(Math.sqrt(naive.updateSquares[l] / naive.parameterSquares[l]), within(1e-13));
        }
        double saturated =
                naive.A.get(0).stream().filter(a -> Math.abs(a) >= 0.99).count()
                        / (double) naive.A.get(0).size();
        assertThat(statistics.layers().get(0).saturated()).isEqualTo(saturated);
        assertThat(statistics.layers().get(0).dead()).isNaN();
        assertThat(statistics.layers().get(1).saturated()).isNaN();
        assertThat(statistics.layers().get(0).name()).isEqualTo("layer 1 (4→6, tanh)");
    }

    /** ReLU, tanh and sigmoid, trained until they are right. */
    @Test
    void healthyNetworksGetNoWarning() {
        for (Activation hidden : List.of(Activation.RELU, Activation.TANH, Activation.SIGMOID)) {
            Network network = builder()
                    .layer(16, hidden)
                    .layer(16, hidden)
                    .layer(3, Activation.SOFTMAX)
                    .build();
            train(network, hidden == Activation.SIGMOID ? 0.5 : 0.05, 60);
            assertThat(warnings).as(hidden.name()).isEmpty();
        }
    }

    @Test
    void deadUnitsAreToldOnce() {
        Network network =
                builder().layer(8, Activation.RELU).layer(3, Activation.SOFTMAX).build();
        for (int unit = 0; unit < 5; unit++) {
            network.layer(1).b().set(unit, 0, -100);
        }

        train(network, 0.05, 4);

        assertThat(warnings)
                .containsExactly(
                        "layer 1: 5 of 8 ReLU units gave 0 for every example of the last epoch: dead; a smaller"
                                + " learning rate, He initialisation or leakyRelu may help");
        assertThat(statistics.layers().get(0).dead()).isEqualTo(5 / 8.0);
    }

    @Test
    void aUnitThatLivesInOneBatchOnlyIsNotDead() {
        Network network =
                builder().layer(4, Activation.RELU).layer(3, Activation.SOFTMAX).build();
        double largest = Double.NEGATIVE_INFINITY;
        for (int e = 0; e < IRIS.size(); e++) {
            largest = Math.max(largest, IRIS.example(e)[1]);
        }
        for (int unit = 0; unit < 4; unit++) {
            for (int i = 0; i < 4; i++) {
                network.layer(1).W().set(unit, i, i == 1 ? 1 : 0);
            }
            network.layer(1).b().set(unit, 0, -0.999 * largest); // one flower of 150
        }

        train(network, 1e-9, 2);

        assertThat(warnings).isEmpty();
        assertThat(statistics.layers().get(0).dead()).isZero();
    }

    @Test
    void aDeepSigmoidNetworkHasVanishingGradients() {
        NetworkBuilder builder = builder();
        for (int l = 1; l <= 8; l++) {
            builder.layer(10, Activation.SIGMOID);
        }
        train(builder.layer(3, Activation.SOFTMAX).build(), 0.01, 3);

        assertThat(warnings)
                .isNotEmpty()
                .allMatch(warning -> warning.endsWith(
                        "of that of layer 9: vanishing; fewer layers, or ReLU with He initialisation may help"));
        assertThat(warnings.get(0)).matches("the gradient of layer 1 is \\d\\.\\de-\\d\\d of that of layer 9.*");
        assertThat(warnings).doesNotHaveDuplicates();
    }

    @Test
    void saturatedUnitsAreToldWithTheirShare() {
        Network network = builder()
                .layer(8, Activation.TANH, options -> options.initializer(Initializer.constant(50)))
                .layer(3, Activation.SOFTMAX)
                .build();

        train(network, 1e-6, 2);

        assertThat(warnings.get(0))
                .isEqualTo(String.format(
                        "layer 1: %.0f %% of its activations are within 0.01 of a bound of tanh: saturated, they pass"
                                + " hardly any gradient on; scaled inputs, smaller initial weights or a smaller learning"
                                + " rate may help",
                        100 * statistics.layers().get(0).saturated()));
        assertThat(statistics.layers().get(0).saturated()).isGreaterThan(0.9);
    }

    /** A sure softmax is what a classifier is trained for, a sure sigmoid output too. */
    @Test
    void aSaturatedOutputIsNoWarning() {
        Network network = Network.builder()
                .inputs(4)
                .layer(3, Activation.SIGMOID, options -> options.initializer(Initializer.constant(50)))
                .loss(Loss.SQUARED_ERROR)
                .build();

        train(network, 1e-6, 2);

        assertThat(statistics.layers().get(0).saturated()).isGreaterThan(0.9);
        assertThat(warnings).isEmpty();
    }

    @Test
    void growingGradientsAreExploding() {
        NetworkBuilder builder = builder();
        for (int l = 1; l <= 4; l++) {
            builder.layer(10, Activation.LINEAR, options -> options.initializer(Initializer.constant(1e-9)));
        }
        Network network = builder.layer(
                        3, Activation.SOFTMAX, options -> options.initializer(Initializer.GLOROT_UNIFORM))
                .build();
        for (int l = 2; l <= 4; l++) {
            for (int i = 0; i < 10; i++) {
                network.layer(l).W().set(i, i, 100);
            }
        }

        train(network, 1e-12, 1);

        assertThat(warnings).isNotEmpty();
        assertThat(warnings.get(0))
                .matches("the gradient of layer 1 is \\d\\.\\de\\+\\d\\d times that of layer 5: exploding;"
                        + " smaller initial weights or a clipped gradient may help");
    }

    @Test
    void printsATableOfTheLastEpoch() {
        assertThat(statistics.layers()).isEmpty();
        train(builder().layer(4, Activation.RELU).layer(3, Activation.SOFTMAX).build(), 0.05, 1);
        assertThat(statistics
                        .toString()
                        .lines()
                        .map(line -> line.replaceAll("[-+]?\\d+(\\.\\d+)?(e-\\d+)?( %)?$", "#")))
                .hasSize(3);
        assertThat(statistics).hasToString("""
                                       mean A deviation    dead saturated  gradient    update
            layer 1 (4→4, relu)        0.4788    0.6272     0 %         -   7.7e-01   1.3e-02
            layer 2 (4→3, softmax)     0.3333    0.2079       -         -   8.8e-01   3.2e-02\
            """);
    }

    @Test
    void collectingABatchAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Long> bytes = new ArrayList<>();
        train(
                builder()
                        .layer(16, Activation.RELU)
                        .layer(3, Activation.SOFTMAX)
                        .build(),
                0.05,
                4,
                new TrainingListener() {
                    @Override
                    public void batchEnded(Progress progress) {
                        long id = Thread.currentThread().getId();
                        long before = threads.getThreadAllocatedBytes(id);
                        for (int i = 0; i < 10; i++) {
                            statistics.batchEnded(progress);
                        }
                        bytes.add(threads.getThreadAllocatedBytes(id) - before);
                    }
                });
        assertThat(bytes).contains(0L);
    }

    @Test
    void statisticsThatASecondRunBeginsWithAreNotMixed() {
        Network network = builder().layer(3, Activation.SOFTMAX).build();
        Network second = builder().layer(3, Activation.SOFTMAX).build();

        assertThatThrownBy(() -> train(network, 0.1, 2, TrainingListener.onBatchEnd(progress -> train(second, 0.1, 1))))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("layer statistics: another training has begun with these statistics, which serve one at a"
                        + " time; give each trainer its own");

        assertThat(statistics.layers()).hasSize(1); // of the second
        train(network, 0.1, 1); // one after the other they may
    }

    @Test
    void frozenLayersHaveNoGradientThatVanishesOrIsComparedWith() {
        train(
                builder()
                        .layer(8, Activation.TANH, LayerOptions::frozen)
                        .layer(8, Activation.TANH)
                        .layer(3, Activation.SOFTMAX, LayerOptions::frozen)
                        .build(),
                0.05,
                2);

        assertThat(warnings).isEmpty();
        assertThat(statistics.layers().get(0).gradientNorm()).isZero();
        assertThat(statistics.layers().get(0).updateRatio()).isZero();
        assertThat(statistics.layers().get(1).gradientNorm()).isPositive();
        assertThat(statistics.layers().get(2).name()).isEqualTo("layer 3 (8→3, softmax, frozen)");
    }
}
