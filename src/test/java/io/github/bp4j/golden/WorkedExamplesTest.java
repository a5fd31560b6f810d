package io.github.bp4j.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import java.math.BigDecimal;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;

/**
 * Published worked examples of backpropagation, re-run to the digits printed at the source.
 *
 * <p>A printed number is met when ours rounds to it: within half a unit of its last digit. Where a source went on
 * calculating with rounded numbers, the tolerance is derived beside the assertion from the rounding that it shows.
 */
class WorkedExamplesTest {
    /**
     * Matt Mazur, "A Step by Step Backpropagation Example" (2015),
     * https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/: 2-2-2, sigmoid,
     * E = Σ ½ (target − out)², which is our squared error; η = 0.5. He leaves the biases as they are.
     */
    @Test
    void mazurStepByStepExample() {
        Matrix X = Matrix.column(0.05, 0.10);
        Matrix Y = Matrix.column(0.01, 0.99);
        Network network = sigmoids(2, 2, 2).loss(Loss.SQUARED_ERROR).build();
        Layer hidden = network.layer(1);
        Layer output = network.layer(2);
        set(hidden.W(), 0.15, 0.20, 0.25, 0.30); // w1 w2, w3 w4
        set(output.W(), 0.40, 0.45, 0.50, 0.55); // w5 w6, w7 w8
        set(hidden.b(), 0.35, 0.35);
        set(output.b(), 0.60, 0.60);

        network.forward(X);
        assertThat(network.cost(Y)).satisfies(printed("0.298371109"));
        network.backward(Y);

        assertThat(hidden.Z().get(0, 0)).satisfies(printed("0.3775"));
        assertPrinted(hidden.A(), "0.593269992", "0.596884378");
        assertThat(output.Z().get(0, 0)).satisfies(printed("1.105905967"));
        assertPrinted(output.A(), "0.75136507", "0.772928465");

        assertThat(output.dA().get(0, 0)).satisfies(printed("0.74136507"));
        assertThat(output.dZ().get(0, 0)).satisfies(printed("0.138498562"));
        assertThat(output.dW().get(0, 0)).satisfies(printed("0.082167041"));
        assertThat(output.dZ().get(0, 0) * output.W().get(0, 0)).satisfies(printed("0.055399425"));
        // ∂E_o2/∂out_h1 is 0.50 δ_o2, and he rounded δ_o2 to nine digits: 0.50 · 5e-10, and 5e-10 are the last digit's.
        assertThat(output.dZ().get(1, 0) * output.W().get(1, 0)).isCloseTo(-0.019049119, within(7.5e-10));
        assertThat(hidden.dA().get(0, 0)).satisfies(printed("0.036350306"));
        assertThat(hidden.dW().get(0, 0)).satisfies(printed("0.000438568"));

        Optimizer.gradientDescent(0.5).start(network).step();
        assertPrinted(output.W(), "0.35891648 0.408666186", "0.511301270 0.561370121");
        assertPrinted(hidden.W(), "0.149780716 0.19956143", "0.24975114 0.29950229");

        set(hidden.b(), 0.35, 0.35);
        set(output.b(), 0.60, 0.60);
        network.forward(X);
        // He prints 0.291027924; the weights above give 0.291027774. So his 7th to 9th digits are wrong, and with them
        // those after 10,000 rounds, which no number of the rounds shown here reaches.
        assertThat(network.cost(Y)).satisfies(printed("0.291028")).isCloseTo(0.291027774, within(5e-10));
    }

    /**
     * Jiawei Han, Micheline Kamber, Jian Pei, "Data Mining: Concepts and Techniques", 3rd ed. (2012), Example 9.1
     * (Example 6.9 of the 2nd ed.): 3-2-1, sigmoid, one tuple (1, 0, 1) of class 1, l = 0.9. Their Err_j is −dZ under
     * our squared error, so their w += l Err O is our descent; their θ is b.
     */
    @Test
    void hanKamberPeiExample() {
        Matrix X = Matrix.column(1, 0, 1);
        Matrix Y = Matrix.column(1);
        Network network = sigmoids(3, 2, 1).loss(Loss.SQUARED_ERROR).build();
        Layer hidden = network.layer(1); // units 4 and 5
        Layer output = network.layer(2); // unit 6
        set(hidden.W(), 0.2, 0.4, -0.5, -0.3, 0.1, 0.2); // w14 w24 w34, w15 w25 w35
        set(hidden.b(), -0.4, 0.2);
        set(output.W(), -0.3, -0.2); // w46 w56
        set(output.b(), 0.1);

        network.forward(X);
        network.backward(Y);

        assertPrinted(hidden.Z(), "-0.7", "0.1");
        assertPrinted(hidden.A(), "0.332", "0.525");
        assertPrinted(output.Z(), "-0.105");
        assertPrinted(output.A(), "0.474");

        // Err_6 is printed as 0.1311: O (1 − O)² at the rounded O = 0.474. At the exact O it is 0.13117. The slope
        // (1 − O)(1 − 3 O) = −0.222 times the 1.1e-4 that were rounded away is 2.5e-5, and 5e-5 are the last digit's.
        assertThat(-output.dZ().get(0, 0)).isCloseTo(0.1311, within(7.5e-5));
        assertPrinted(hidden.dZ().scale(-1), "-0.0087", "-0.0065");

        Optimizer.gradientDescent(0.9).start(network).step();
        assertPrinted(output.W(), "-0.261 -0.138");
        assertPrinted(hidden.W(), "0.192 0.4 -0.508", "-0.306 0.1 0.194");
        assertPrinted(output.b(), "0.218");
        assertPrinted(hidden.b(), "-0.408", "0.194");
    }

    /**
     * Michael Negnevitsky, "Artificial Intelligence: A Guide to Intelligent Systems", 2nd ed. (2005), section 6.4: one
     * step of exclusive-or, 2-2-1, sigmoid, inputs 1 and 1, desired output 0, α = 0.1. His thresholds are subtracted:
     * θ = −b. His error gradient δ is −dZ under our squared error.
     */
    @Test
    void negnevitskyExclusiveOr() {
        Matrix X = Matrix.column(1, 1);
        Matrix Y = Matrix.column(0);
        Network network = sigmoids(2, 2, 1).loss(Loss.SQUARED_ERROR).build();
        Layer hidden = network.layer(1); // neurons 3 and 4
        Layer output = network.layer(2); // neuron 5
        set(hidden.W(), 0.5, 0.4, 0.9, 1.0); // w13 w23, w14 w24
        set(hidden.b(), -0.8, 0.1);
        set(output.W(), -1.2, 1.1); // w35 w45
        set(output.b(), -0.3);

        network.forward(X);
        network.backward(Y);

        assertPrinted(hidden.A(), "0.5250", "0.8808");
        assertPrinted(output.A(), "0.5097");
        assertPrinted(output.dZ().scale(-1), "-0.1274");
        assertPrinted(hidden.dZ().scale(-1), "0.0381", "-0.0147");

        Optimizer.gradientDescent(0.1).start(network).step();
        assertPrinted(hidden.W(), "0.5038 0.4038", "0.8985 0.9985");
        assertPrinted(output.W(), "-1.2067 1.0888");
        assertPrinted(hidden.b().scale(-1), "0.7962", "-0.0985");
        assertPrinted(output.b().scale(-1), "0.3127");
    }

    /**
     * scikit-learn 1.2.1, sklearn/neural_network/tests/test_mlp.py, test_fit, "manually worked out example",
     * https://github.com/scikit-learn/scikit-learn: 3-2-1, logistic, log loss with alpha = 0.1, learning rate 0.1, one
     * example of class 0. Its penalty is alpha / (2 n) Σ W² over the n examples of the batch: with n = 1, λ = alpha.
     * Their matrices are the transposes of ours.
     */
    @Test
    void scikitLearnTestFit() {
        Matrix X = Matrix.column(0.6, 0.8, 0.7);
        Matrix Y = Matrix.column(0);
        Network network =
                sigmoids(3, 2, 1).loss(Loss.BINARY_CROSS_ENTROPY).l2(0.1).build();
        Layer hidden = network.layer(1);
        Layer output = network.layer(2);
        set(hidden.W(), 0.1, 0.3, 0.5, 0.2, 0.1, 0.0);
        set(hidden.b(), 0.1, 0.1);
        set(output.W(), 0.1, 0.2);
        set(output.b(), 1.0);

        network.forward(X);
        network.backward(Y);

        assertPrinted(hidden.A(), "0.679178699175393", "0.574442516811659");
        // o1 is printed as 0.7654329236196236: the output for h rounded to 0.679 and 0.574, which takes 1.07e-4 from
        // z = 0.1 h1 + 0.2 h2 + 1, times o1 (1 − o1) = 0.18.
        assertThat(output.A().get(0, 0)).isCloseTo(0.7654329236196236, within(1.93e-5));
        assertPrinted(output.dZ(), "0.765"); // d21
        // d11 = (1 − h1) h1 d21 0.1 with each factor rounded to three digits, which takes 5.6e-4, 2.6e-4 and 5.9e-4 of
        // them; and the last digit.
        assertThat(hidden.dZ().get(0, 0)).isCloseTo(0.01667, within(1.41e-3 * 0.01667 + 5e-6));
        assertThat(hidden.dZ().get(1, 0)).isCloseTo(0.0374, within(5e-5));
        // From here the source works with d11, d12, h and d21 as printed: off by 9e-6, 2.5e-5, 4.5e-4 and 4.6e-4.
        double d11 = 9e-6;
        double d12 = 2.5e-5;
        Matrix dW = hidden.dW();
        assertThat(dW.get(0, 0)).isCloseTo(0.0200, within(0.6 * d11 + 5e-5));
        assertThat(dW.get(1, 0)).isCloseTo(0.04244, within(0.6 * d12 + 5e-6));
        assertThat(dW.get(0, 1)).isCloseTo(0.043336, within(0.8 * d11 + 5e-7));
        assertThat(dW.get(1, 1)).isCloseTo(0.03992, within(0.8 * d12 + 5e-6));
        // W1grad31 and W1grad32 are printed as 0.060002 and 0.02244, a slip: it multiplies by 0.6 where X3 is 0.7.
        assertThat(dW.get(0, 2)).isCloseTo(0.7 * 0.01667 + 0.1 * 0.5, within(0.7 * d11));
        assertThat(dW.get(1, 2)).isCloseTo(0.7 * 0.0374 + 0.1 * 0, within(0.7 * d12));
        double h = 4.5e-4 * 0.77 + 4.6e-4 * 0.68;
        assertThat(output.dW().get(0, 0)).isCloseTo(0.5294, within(h + 5e-5));
        assertThat(output.dW().get(0, 1)).isCloseTo(0.45911, within(h + 5e-6));

        Optimizer.gradientDescent(0.1).start(network).step();
        // The test there compares with assert_almost_equal(decimal=3), which is |difference| < 1.5e-3; a tenth of the
        // slip of W1grad31 and W1grad32, 1.7e-4 and 3.7e-4, passes it.
        double decimal3 = 1.5e-3;
        assertNear(hidden.W(), decimal3, 0.098, 0.2956664, 0.4939998, 0.195756, 0.096008, -0.002244);
        assertNear(output.W(), decimal3, 0.04706, 0.154089);
        assertNear(hidden.b(), decimal3, 0.098333, 0.09626);
        assertNear(output.b(), decimal3, 0.9235);
        // Without the slip, a tenth of the tolerances above.
        assertThat(hidden.W().get(0, 0)).satisfies(printed("0.098"));
        assertThat(hidden.W().get(0, 1)).isCloseTo(0.2956664, within(0.08 * d11 + 5e-8));
        assertThat(hidden.W().get(1, 0)).isCloseTo(0.195756, within(0.06 * d12 + 5e-7));
        assertThat(hidden.W().get(1, 1)).isCloseTo(0.096008, within(0.08 * d12 + 5e-7));
        assertNear(output.W(), 0.1 * h + 5e-6, 0.04706, 0.154089);

        network.forward(X);
        assertPrinted(hidden.A(), "0.677", "0.572");
        assertPrinted(output.Z(), "1.043");
        assertPrinted(output.A(), "0.739");
    }

    /**
     * Alexander Schiendorfer, "A worked example of backpropagation" (2020),
     * https://alexander-schiendorfer.github.io/2020/02/24/a-worked-example-of-backprop.html: 2-2-2, sigmoid, no biases,
     * two examples. His loss is Σ (y − t)², twice our squared error; his weights are the transposes of ours.
     */
    @Test
    void schiendorferFirstExample() {
        Network network = schiendorfer();
        Layer hidden = network.layer(1);
        Layer output = network.layer(2);
        Matrix X = Matrix.column(3, 1);
        Matrix Y = Matrix.column(1, 0);

        network.forward(X);
        assertThat(2 * network.cost(Y)).satisfies(printed("0.08699208259994781"));
        network.backward(Y);

        assertThat(hidden.Z().get(0, 0)).satisfies(printed("16.0"));
        assertThat(hidden.A().get(0, 0)).satisfies(printed("0.9999998874648379"));
        assertPrinted(output.A(), "0.73194171", "0.12303186");
        assertPrinted(output.dA(), "-0.2680582866305111", "0.12303185591001443"); // e1, e2
        assertPrinted(output.dZ().scale(2), "-0.10518770232556676", "0.026549048699963138");
        assertPrinted(
                output.dW().scale(2),
                "-0.10518769048825163 -0.0018919280994576303",
                "0.02654904571226164 0.0004775167642113309");
        assertPrinted(hidden.dA().scale(2), "-0.15828579972549303", "0.026801171818534586");
        // h1 (1 − h1): 1.1e-16, the last bit of h1 near 1, is 1e-9 of 1 − h1 = 1.1e-7.
        assertThat(2 * hidden.dW().get(0, 0)).isCloseTo(-5.34381483665323e-08, within(1e-9 * 5.4e-8));
        assertThat(2 * hidden.dW().get(0, 1)).isCloseTo(-1.7812716122177433e-08, within(1e-9 * 1.8e-8));
        assertThat(2 * hidden.dW().get(1, 0)).satisfies(printed("0.0014201436720081408"));
        assertThat(2 * hidden.dW().get(1, 1)).satisfies(printed("0.0004733812240027136"));
    }

    /** The same source: gradients are summed over two examples, so α = 0.5 is 0.5 · 2 · m = 2 for our mean and ½. */
    @Test
    void schiendorferBatchOfTwo() {
        Network network = schiendorfer();
        Layer output = network.layer(2);
        Matrix X = Matrix.ofRows(new double[] {3, -1}, new double[] {1, 4});
        Matrix Y = Matrix.ofRows(new double[] {1, 0}, new double[] {0, 1});
        OptimizerState state = Optimizer.gradientDescent(2).start(network);

        network.forward(X);
        assertPrinted(lossPerExample(network, Y), "0.08699208 0.33025203");
        network.backward(Y);
        step(state, network);

        // The V printed after this step, [[1.06837185 -2.01725687] [0.07134767 2.01595986]], is that of another run:
        // the outputs and losses printed right after it are those of the V that the printed gradients give, as ours is.
        assertThat(output.W().get(0, 0)).isCloseTo(1 + 0.5 * 0.10518746, within(5e-9));
        network.forward(X);
        assertPrinted(network.layer(2).A(), "0.74165987 0.52811432", "0.12162137 0.88207988");
        assertPrinted(lossPerExample(network, Y), "0.08153138 0.29280989");

        for (int epoch = 2; epoch <= 200; epoch++) {
            network.forward(X);
            network.backward(Y);
            step(state, network);
        }
        network.forward(X);
        assertPrinted(output.A(), "0.94607312 0.05606368", "0.04903031 0.95082381");
    }

    private static Network schiendorfer() {
        Network network = sigmoids(2, 2, 2).loss(Loss.SQUARED_ERROR).build();
        set(network.layer(1).W(), 6, -2, -3, 5);
        set(network.layer(2).W(), 1, 0.25, -2, 2);
        return network;
    }

    /** A step that leaves the biases, which this network does not have, at 0. */
    private static void step(OptimizerState state, Network network) {
        state.step();
        network.layers().forEach(layer -> set(layer.b(), 0, 0));
    }

    /** Σ (a − y)², one example a column. */
    private static Matrix lossPerExample(Network network, Matrix Y) {
        Matrix E = network.layer(2).A().minus(Y);
        return Matrix.of(1, 2, 1, 1).times(E.hadamard(E));
    }

    /**
     * Andrej Karpathy and others, course notes of Stanford CS231n (2015), "Backpropagation, Intuitions",
     * https://cs231n.github.io/optimization-2/, figure "Example circuit for a 2D neuron with a sigmoid activation
     * function". Its gradients are those of the output itself: the absolute error against a target of 0.
     */
    @Test
    void cs231nSigmoidNeuron() {
        Matrix Y = Matrix.column(0);
        Network network = sigmoids(2, 1).loss(Loss.ABSOLUTE_ERROR).build();
        Layer neuron = network.layer(1);
        set(neuron.W(), 2, -3); // w0 w1
        set(neuron.b(), -3); // w2

        network.forward(Matrix.column(-1, -2));
        network.backward(Y);

        assertPrinted(neuron.Z(), "1.00");
        assertPrinted(neuron.A(), "0.73");
        assertPrinted(neuron.dA(), "1.00");
        assertPrinted(neuron.dZ(), "0.20");
        assertPrinted(neuron.dW(), "-0.20 -0.39");
        assertPrinted(neuron.db(), "0.20");
        assertPrinted(network.inputGradient(), "0.39", "-0.59");
    }

    /**
     * Michael Nielsen, "Neural Networks and Deep Learning" (2015), chapter 3,
     * http://neuralnetworksanddeeplearning.com/chap3.html: one sigmoid neuron is to turn 1 into 0 under the quadratic
     * cost ½ (y − a)², η = 0.15. From w = 0.6, b = 0.9 its output goes from 0.82 to "about 0.09" in the 300 epochs of
     * the animation; from w = b = 2.0 it starts at 0.98.
     */
    @Test
    void nielsenNeuronThatLearns() {
        Matrix X = Matrix.column(1);
        Matrix Y = Matrix.column(0);
        Network network = sigmoids(1, 1).loss(Loss.SQUARED_ERROR).build();
        Layer neuron = network.layer(1);
        set(neuron.W(), 2.0);
        set(neuron.b(), 2.0);
        assertPrinted(network.forward(X), "0.98");
        set(neuron.W(), 0.6);
        set(neuron.b(), 0.9);
        assertPrinted(network.forward(X), "0.82");

        OptimizerState state = Optimizer.gradientDescent(0.15).start(network);
        for (int epoch = 1; epoch <= 300; epoch++) {
            network.forward(X);
            network.backward(Y);
            state.step();
        }
        assertPrinted(network.forward(X), "0.09");
    }

    @Test
    void printedAcceptsWhatRoundsToItAndNothingElse() {
        printed("0.474").accept(0.47351);
        printed("0.474").accept(0.47449);
        assertThatThrownBy(() -> printed("0.474").accept(0.47349)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> printed("0.474").accept(0.47451)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> printed("0.474").accept(Double.NaN)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertPrinted(Matrix.column(0.1, 0.2), "0.1", "0.3"))
                .isInstanceOf(AssertionError.class);
    }

    /** A network of sigmoid layers of these sizes, the inputs first. */
    private static NetworkBuilder sigmoids(int inputs, int... units) {
        NetworkBuilder builder = Network.builder().inputs(inputs);
        for (int n : units) {
            builder.layer(n, Activation.SIGMOID);
        }
        return builder.seed(1);
    }

    private static void set(Matrix matrix, double... rowMajor) {
        assertThat(rowMajor).hasSize(matrix.rows() * matrix.columns());
        for (int i = 0; i < rowMajor.length; i++) {
            matrix.set(i / matrix.columns(), i % matrix.columns(), rowMajor[i]);
        }
    }

    /**
     * Within half a unit of the last printed digit; a double printed in full, to 15 digits or more, is met to 1e-15 of
     * it, since its last bits depend on the order of the operations.
     */
    private static ThrowingConsumer<Double> printed(String number) {
        BigDecimal value = new BigDecimal(number);
        double tolerance = Math.max(
                0.5 * value.ulp().doubleValue(), value.precision() >= 15 ? 1e-15 * Math.abs(value.doubleValue()) : 0);
        return actual -> assertThat(actual).isCloseTo(value.doubleValue(), within(tolerance));
    }

    /** A matrix as printed, a string for each row. */
    private static void assertPrinted(Matrix actual, String... rows) {
        assertThat(actual.rows()).isEqualTo(rows.length);
        for (int r = 0; r < rows.length; r++) {
            String[] numbers = rows[r].split(" ", -1);
            assertThat(actual.columns()).isEqualTo(numbers.length);
            for (int c = 0; c < numbers.length; c++) {
                assertThat(actual.get(r, c)).as("row %d, column %d", r, c).satisfies(printed(numbers[c]));
            }
        }
    }

    private static void assertNear(Matrix actual, double tolerance, double... rowMajor) {
        assertThat(actual.toArray()).hasSize(rowMajor.length);
        for (int i = 0; i < rowMajor.length; i++) {
            assertThat(actual.toArray()[i]).isCloseTo(rowMajor[i], within(tolerance));
        }
    }
}
