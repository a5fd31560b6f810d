package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.metrics.MultiLabelReport;
import io.github.bp4j.metrics.RegressionReport;
import io.github.bp4j.metrics.RocAuc;
import io.github.bp4j.optimizer.Optimizer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Several labels at once, and several numbers at once, from the data set to the report. */
class SeveralOutputsTest {
    private static Dataset.Split split(UnaryOperator<double[]> targets) {
        SplitMix64 random = new SplitMix64(1);
        double[][] examples = new double[600][];
        double[][] rows = new double[600][];
        for (int e = 0; e < 600; e++) {
            examples[e] = new double[] {2 * random.nextDouble() - 1, 2 * random.nextDouble() - 1};
            rows[e] = targets.apply(examples[e]);
        }
        return Dataset.of(examples, rows).split(0.25, 1);
    }

    private static Network trained(Activation output, int outputs, Loss loss, Dataset.Split split) {
        Network network = Network.builder()
                .inputs(2)
                .layer(24, Activation.TANH)
                .layer(outputs, output)
                .loss(loss)
                .seed(1)
                .build();
        Trainer.of(network)
                .optimizer(Optimizer.adam(0.02))
                .epochs(60)
                .seed(1)
                .validation(split.test())
                .fit(split.train());
        return network;
    }

    /** Labels of all combinations but one; the third is an exclusive or. */
    @Test
    void aNetworkOfSigmoidUnitsLearnsSeveralLabels() {
        Dataset.Split split =
                split(x -> new double[] {x[0] > 0 ? 1 : 0, x[1] > 0.3 ? 1 : 0, x[0] > 0 != x[1] > 0 ? 1 : 0});
        Network network = trained(Activation.SIGMOID, 3, Loss.BINARY_CROSS_ENTROPY, split);

        MultiLabelReport report = MultiLabelReport.of(
                network.predict(split.test().X()), split.test().Y(), List.of("right", "high", "differ"));

        assertThat(report.subsetAccuracy()).isGreaterThan(0.9);
        assertThat(report.hammingLoss()).isLessThan(0.04);
        assertThat(report.micro().f1()).isGreaterThan(0.96);
        assertThat(RocAuc.macro(network.predict(split.test().X()), split.test().Y()))
                .isGreaterThan(0.99);
    }

    @Test
    void aNetworkOfLinearUnitsLearnsSeveralNumbers() {
        Dataset.Split split = split(x -> new double[] {x[0] * x[1], x[0] * x[0] - x[1]});
        Network network = trained(Activation.LINEAR, 2, Loss.SQUARED_ERROR, split);

        RegressionReport report = RegressionReport.of(
                network.predict(split.test().X()), split.test().Y());

        assertThat(report.average().r2()).isGreaterThan(0.98);
        assertThat(report.scores(0).rmse()).isLessThan(0.05);
        assertThat(report.scores(1).rmse()).isLessThan(0.1);
    }
}
