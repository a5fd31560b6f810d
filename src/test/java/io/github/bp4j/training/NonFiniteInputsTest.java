package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.data.Batch;
import io.github.bp4j.data.BatchSource;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.data.ExampleReader;
import io.github.bp4j.data.ExampleSource;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.Optimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NaN and ∞ are reported where they enter, and labels where one unit needs other targets. */
class NonFiniteInputsTest {
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void fitBatchNamesTheElementAndChangesNothing(double value) {
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.TANH, options -> options.batchNormalization())
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        Trainer trainer = Trainer.of(network).optimizer(Optimizer.adam(0.1));
        double[] theta = network.parameters().clone();
        Matrix mean = network.layer(1).runningMean();
        Matrix X = Matrix.of(2, 3, 1, 2, 3, value, 5, 6);
        Matrix Y = Matrix.of(1, 3, 1, 2, 3);

        assertThatThrownBy(() -> trainer.fitBatch(X, Y))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("fitBatch: X has " + value + " in row 1, column 0; every value must be finite");
        assertThatThrownBy(() -> trainer.fitBatch(X, Y, Matrix.of(1, 3, 1, 1, 1)))
                .hasMessage("fitBatch: X has " + value + " in row 1, column 0; every value must be finite");
        assertThat(network.parameters()).isEqualTo(theta);
        assertThat(network.passes()).isZero();
        assertThat(network.layer(1).runningMean()).isEqualTo(mean);
    }

    @Test
    void methodsThatTakeTheWholeSetNameTheElementToo() {
        Network network = Network.builder()
                .inputs(2)
                .layer(1, Activation.TANH)
                .loss(Loss.SQUARED_ERROR)
                .build();
        Matrix X = Matrix.of(2, 2, 1, 2, Double.NaN, 3);
        Matrix Y = Matrix.of(1, 2, 0, 1);
        String message = "X has NaN in row 1, column 0; every value must be finite";

        assertThatThrownBy(() -> FullBatchOptimizer.lbfgs().start(network, X, Y))
                .hasMessage(message);
        assertThatThrownBy(() -> FullBatchOptimizer.levenbergMarquardt().start(network, X, Y))
                .hasMessage(message);
        assertThat(network.passes()).isZero();
    }

    @Test
    void theMeanOfLossesMayBeFiniteWhereTheirSumIsNot() {
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        network.layer(1).W().set(0, 0, 0);
        Matrix Y = Matrix.of(1, 4, 1.2e154, -1.3e154, 1.3e154, 1.2e154);

        network.forward(Matrix.of(1, 4, 1, 2, 3, 4));

        assertThat(network.cost(Y)).isCloseTo(0.7825e308, within(1e295));
        assertThat(network.cost(Y, Matrix.of(1, 4, 1, 3, 1, 3))).isCloseTo(0.7825e308, within(1e295));
    }

    /** Four examples of two features and a target, one of them not finite. */
    private static ExampleReader reader(int example, boolean inX, double value) {
        return new ExampleReader() {
            private int next;

            @Override
            public int inputs() {
                return 2;
            }

            @Override
            public int outputs() {
                return 1;
            }

            @Override
            public boolean read(double[] x, double[] y) {
                if (next == 4) {
                    return false;
                }
                x[0] = next;
                x[1] = inX && next == example ? value : 1;
                y[0] = !inX && next == example ? value : 2;
                next++;
                return true;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void aSourceNamesTheExample() throws Exception {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            ExampleSource inputs = epoch -> reader(3, true, value);
            try (BatchSource.Epoch epoch = inputs.batches(3).epoch(1)) {
                assertThatThrownBy(() -> {
                            for (Batch batch : epoch) {
                                assertThat(batch.X().isFinite()).isTrue();
                            }
                        })
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("example 3 of the epoch: feature 1 is " + value + "; every value must be finite");
            }
            ExampleSource targets = epoch -> reader(0, false, value);
            try (BatchSource.Epoch epoch = targets.batches(3).epoch(1)) {
                assertThatThrownBy(() -> epoch.iterator().next())
                        .hasMessage("example 0 of the epoch: target 0 is " + value + "; every value must be finite");
            }
        }
    }

    @Test
    void theClassifierOfIrisNeverAssignsAClass() {
        MLPClassifier classifier = new MLPClassifier().epochs(1).fit(Datasets.iris());
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> classifier.predict(value, 3, 4, 1))
                    .hasMessage("predictClass: x[0] is " + value + "; every value must be finite");
            assertThatThrownBy(() -> classifier.probabilities(5, 3, value, 1))
                    .hasMessage("probabilities: x[2] is " + value + "; every value must be finite");
        }
    }

    @Test
    void labelsAreRefusedWhereTheUnitNeedsMinusOneAndOne() {
        Dataset labels = Dataset.of(new double[][] {{-1}, {1}}, new String[] {"no", "yes"});
        for (Loss loss : new Loss[] {Loss.SQUARED_ERROR, Loss.HINGE}) {
            Network network = Network.builder()
                    .inputs(1)
                    .layer(1, Activation.TANH)
                    .loss(loss)
                    .build();
            String message =
                    " has labels, which become the targets 0 and 1 of one unit; layer 1 (1→1, tanh) with " + loss
                            + " needs -1 and 1: give it these as numeric targets, or take sigmoid with"
                            + " binaryCrossEntropy";
            assertThatThrownBy(() -> Trainer.of(network)
                            .optimizer(Optimizer.gradientDescent(0.1))
                            .fit(labels))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the training set" + message);
            assertThatThrownBy(() -> Evaluation.of(network, labels)).hasMessage("the data set" + message);
            assertThat(network.passes()).isZero();
        }
    }

    @Test
    void labelsOfALinearUnitAreZeroAndOne() {
        Dataset labels = Dataset.of(new double[][] {{-1}, {0.3}, {0.4}, {2}}, new String[] {"no", "no", "no", "yes"});
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        network.layer(1).W().set(0, 0, 1);
        network.layer(1).b().set(0, 0, 0);

        assertThat(Evaluation.of(network, labels).accuracy()).isEqualTo(1);
    }
}
