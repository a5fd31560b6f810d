package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.check.GradientCheck;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.training.Evaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class L2OverExamplesTest {
    private static Network network(double l2, double overExamples) {
        return Network.builder()
                .inputs(3)
                .layer(4, Activation.TANH, options -> options.l2OverExamples(2 * overExamples))
                .layer(2, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .l2(l2)
                .l2OverExamples(overExamples)
                .seed(11)
                .build();
    }

    private static Matrix random(int rows, int columns, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        return Matrix.zeros(rows, columns).map(zero -> random.nextGaussian());
    }

    private static double[][] columns(Matrix M) {
        double[][] columns = new double[M.columns()][M.rows()];
        for (int j = 0; j < M.columns(); j++) {
            for (int i = 0; i < M.rows(); i++) {
                columns[j][i] = M.get(i, j);
            }
        }
        return columns;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 64})
    void itIsAnL2DividedByTheExamplesOfThePass(int m) {
        Matrix X = random(3, m, 1);
        Matrix Y = random(2, m, 2);
        Network network = network(0.25, 0.5);
        Network divided = Network.builder()
                .inputs(3)
                .layer(4, Activation.TANH, options -> options.l2(0.25 + 1.0 / m))
                .layer(2, Activation.LINEAR, options -> options.l2(0.25 + 0.5 / m))
                .loss(Loss.SQUARED_ERROR)
                .seed(11)
                .build();
        network.forward(X);
        divided.forward(X);
        network.backward(Y);
        divided.backward(Y);

        assertThat(network.cost(Y)).isEqualTo(divided.cost(Y));
        assertThat(network.gradient()).isEqualTo(divided.gradient());
        assertThat(GradientCheck.of(network).check(X, Y).largestError()).isLessThan(1e-7);
    }

    /** More examples than are looked at at a time: the cost is that of one pass over all of them. */
    @Test
    void theCostOfADataSetIsThatOfAPassOverAllExamples() {
        Network network = network(0, 3);
        Matrix X = random(3, 1300, 3);
        Matrix Y = random(2, 1300, 4);
        Dataset data = Dataset.of(columns(X), columns(Y));
        network.forward(X);

        assertThat(Evaluation.of(network, data).cost()).isCloseTo(network.cost(Y), within(1e-12));
    }

    @Test
    void aNegativeOneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.builder().l2OverExamples(-1))
                .withMessage("l2OverExamples: lambda must be finite and at least 0; got -1.0");
    }
}
