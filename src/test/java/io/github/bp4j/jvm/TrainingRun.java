package io.github.bp4j.jvm;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.internal.kernel.Kernels;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import io.github.bp4j.optimizer.Schedule;
import io.github.bp4j.training.History;
import io.github.bp4j.training.Trainer;
import io.github.bp4j.training.TrainingListener;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A training run whose bits are pinned: some hundred steps of small networks with layers of every kind and by every
 * update rule, and a few of networks that are large enough for blocks, packing and threads. Prints the kernel, and a SHA-256 of all parameters,
 * costs and predictions.
 */
public final class TrainingRun {
    private final MessageDigest digest;
    private final int threads;

    private TrainingRun(int threads) throws NoSuchAlgorithmException {
        this.threads = threads;
        digest = MessageDigest.getInstance("SHA-256");
    }

    /** With the number of threads. */
    public static void main(String[] args) throws Exception {
        TrainingRun run = new TrainingRun(Integer.parseInt(args[0]));
        run.classify();
        run.tellYesFromNo();
        run.fit();
        run.fitInBlocks();
        run.fitWithEveryRule();
        run.normalize();
        run.regularise();
        run.fitFullBatches();
        System.out.println(Kernels.kernel().name());
        System.out.println(HexFormat.of().formatHex(run.digest.digest()));
    }

    /** Softmax with cross-entropy; a batch of 32, the last one shorter. */
    private void classify() {
        Network network = Network.builder()
                .inputs(13)
                .layer(37, Activation.TANH)
                .layer(19, Activation.GELU, options -> options.l2(1e-3))
                .layer(11, Activation.RELU, options -> options.l1(1e-4))
                .layer(5, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(1)
                .threads(threads)
                .build();
        SplitMix64 random = new SplitMix64(2);
        double[][] examples = examples(random, 333, 13);
        int[] labels = new int[333];
        for (int e = 0; e < labels.length; e++) {
            labels[e] = random.nextInt(5);
        }
        train(network, Dataset.of(examples, labels), 0.1, 32, 10);
    }

    /** Sigmoid with binary cross-entropy, several outputs. */
    private void tellYesFromNo() {
        Network network = Network.builder()
                .inputs(4)
                .layer(16, Activation.SIGMOID)
                .layer(9, Activation.SILU)
                .layer(3, Activation.SIGMOID)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .seed(3)
                .threads(threads)
                .build();
        SplitMix64 random = new SplitMix64(4);
        train(network, Dataset.of(examples(random, 160, 4), targets(random, 160, 3)), 0.2, 16, 10);
    }

    /** The other activations, and the losses that take the general way through BP4; batches of one at last. */
    private void fit() {
        for (Loss loss : new Loss[] {Loss.SQUARED_ERROR, Loss.ABSOLUTE_ERROR, Loss.huber(0.3)}) {
            Network network = Network.builder()
                    .inputs(7)
                    .layer(17, Activation.SELU)
                    .layer(8, Activation.elu(0.7))
                    .layer(6, Activation.SOFTPLUS)
                    .layer(5, Activation.SOFTMAX)
                    .layer(4, Activation.leakyRelu(0.01))
                    .layer(2, loss == Loss.SQUARED_ERROR ? Activation.LINEAR : Activation.TANH)
                    .loss(loss)
                    .seed(5)
                    .threads(threads)
                    .build();
            SplitMix64 random = new SplitMix64(6);
            Dataset data = Dataset.of(examples(random, 65, 7), targets(random, 65, 2));
            train(network, data, 0.05, 31, 10);
            train(network, data, 0.05, 1, 1);
        }
    }

    /** More than a block in every direction, and more than 4096 in a sum. */
    private void fitInBlocks() {
        Network network = Network.builder()
                .inputs(300)
                .layer(270, Activation.RELU)
                .layer(33, Activation.TANH)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .l2(1e-4)
                .seed(7)
                .threads(threads)
                .build();
        SplitMix64 random = new SplitMix64(8);
        train(network, Dataset.of(examples(random, 400, 300), targets(random, 400, 1)), 0.01, 150, 1);
        Network narrow = Network.builder()
                .inputs(2)
                .layer(3, Activation.SOFTPLUS)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .seed(9)
                .threads(threads)
                .build();
        train(narrow, Dataset.of(examples(random, 9000, 2), targets(random, 9000, 1)), 0.1, 9000, 2);
    }

    /** Every update rule, the schedules that are more than arithmetic, and clipping; the last one with parameters enough for two threads. */
    private void fitWithEveryRule() {
        for (Optimizer optimizer : List.of(
                Optimizer.momentum(Schedule.step(0.05, 4, 0.7), 0.9),
                Optimizer.nesterov(Schedule.exponential(0.05, 0.97), 0.9),
                Optimizer.adaGrad(Schedule.polynomial(0.05, 0.001, 12, 1.7)),
                Optimizer.adaDelta(),
                Optimizer.rmsProp(Schedule.cosine(0.01, 0.001, 12), 0.9),
                Optimizer.adam(Schedule.cosineRestarts(0.01, 0.001, 3, 2)).clipNorm(0.1),
                Optimizer.amsGrad(Schedule.oneCycle(0.01, 12)),
                Optimizer.adamW(Schedule.inverseTime(0.01, 0.1).warmUp(5), 0.01),
                Optimizer.nAdam(0.01),
                Optimizer.rAdam(0.01),
                Optimizer.lion(0.001).clipValue(0.01))) {
            fit(optimizer, 9, 40, 90);
        }
        fit(Optimizer.adam(0.001).clipNorm(0.1), 400, 200, 24);
    }

    /** Dropout, noise, max-norm and label smoothing, then sample weights; the last network with masks enough for two threads. */
    private void regularise() {
        Network network = Network.builder()
                .inputs(9)
                .inputDropout(0.1)
                .inputNoise(0.2)
                .layer(23, Activation.SIGMOID, options -> options.dropout(0.5))
                .layer(8, Activation.SOFTMAX, options -> options.dropout(0.2).maxNorm(0.9))
                .layer(5, Activation.SOFTMAX)
                .loss(Loss.crossEntropy(0.1))
                .maxNorm(1.2)
                .seed(13)
                .threads(threads)
                .build();
        SplitMix64 random = new SplitMix64(14);
        double[][] examples = examples(random, 90, 9);
        int[] labels = new int[90];
        for (int e = 0; e < labels.length; e++) {
            labels[e] = random.nextInt(5);
        }
        train(network, Dataset.of(examples, labels), 0.2, 16, 3);

        Network large = Network.builder()
                .inputs(150)
                .inputDropout(0.25)
                .inputNoise(0.1)
                .layer(260, Activation.GELU, options -> options.dropout(0.5))
                .layer(2, Activation.SIGMOID)
                .loss(Loss.binaryCrossEntropy(0.2))
                .maxNorm(1.3)
                .seed(15)
                .threads(threads)
                .build();
        OptimizerState state = Optimizer.gradientDescent(0.1).start(large);
        Dataset data = Dataset.of(examples(random, 257, 150), targets(random, 257, 2));
        Matrix weights = Matrix.zeros(1, 257).map(zero -> random.nextInt(4));
        for (int step = 0; step < 3; step++) {
            large.forward(data.X());
            update(large.cost(data.Y(), weights));
            large.backward(data.Y(), weights);
            state.step();
            update(large.gradient());
            update(large.inputGradient().toArray());
        }
        update(large.parameters());
    }

    /** Methods that take the whole training set at once; with more than 4096 parameters, more than a block of examples and a panel. */
    private void fitFullBatches() {
        fit(FullBatchOptimizer.lbfgs(), 5, 6, 300, 25);
        fit(FullBatchOptimizer.lbfgs(), 70, 60, 40, 8);
        fit(FullBatchOptimizer.levenbergMarquardt(), 5, 6, 300, 12);
        fit(FullBatchOptimizer.levenbergMarquardt(), 9, 40, 90, 3);
    }

    private void fit(FullBatchOptimizer optimizer, int inputs, int units, int size, int epochs) {
        Network network = Network.builder()
                .inputs(inputs)
                .layer(units, Activation.TANH, options -> options.l2(1e-3))
                .layer(2, Activation.SIGMOID)
                .loss(Loss.SQUARED_ERROR)
                .seed(13)
                .threads(threads)
                .build();
        SplitMix64 random = new SplitMix64(14);
        Dataset data = Dataset.of(examples(random, size, inputs), targets(random, size, 2));
        Trainer.of(network)
                .optimizer(optimizer)
                .epochs(epochs)
                .listener(TrainingListener.onEpochEnd(progress -> update(progress.costBeforeUpdates())))
                .fit(data);
        update(network.parameters());
    }

    private void fit(Optimizer optimizer, int inputs, int units, int size) {
        Network network = Network.builder()
                .inputs(inputs)
                .layer(units, Activation.TANH)
                .layer(2, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .seed(11)
                .threads(threads)
                .build();
        SplitMix64 random = new SplitMix64(12);
        train(network, Dataset.of(examples(random, size, inputs), targets(random, size, 2)), optimizer, 16, 2);
    }

    /** Both normalisations with an example left over; rows of more than a block, and enough work for two threads. */
    private void normalize() {
        normalize(9, 37, 97, 16, 5);
        normalize(4, 5, 5000, 5000, 2);
        normalize(60, 150, 600, 256, 2);
    }

    private void normalize(int inputs, int units, int size, int batchSize, int epochs) {
        Network network = Network.builder()
                .inputs(inputs)
                .layer(units, Activation.TANH, options -> options.batchNormalization())
                .layer(
                        units + 2,
                        Activation.GELU,
                        options -> options.layerNormalization().l2(1e-3))
                .layer(3, Activation.SIGMOID, options -> options.batchNormalization(1e-3, 0.3))
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .seed(13)
                .threads(threads)
                .build();
        SplitMix64 random = new SplitMix64(14);
        Dataset data = Dataset.of(examples(random, size, inputs), targets(random, size, 3));
        train(network, data, Optimizer.adam(0.01), batchSize, epochs);
        update(network.layer(1).runningMean().toArray());
        update(network.layer(3).runningVariance().toArray());
    }

    private void train(Network network, Dataset data, double rate, int batchSize, int epochs) {
        train(network, data, Optimizer.gradientDescent(rate), batchSize, epochs);
    }

    private void train(Network network, Dataset data, Optimizer optimizer, int batchSize, int epochs) {
        History history = Trainer.of(network)
                .optimizer(optimizer)
                .batchSize(batchSize)
                .epochs(epochs)
                .seed(10)
                .validation(data)
                .fit(data);
        for (int epoch = 1; epoch <= epochs; epoch++) {
            update(history.cost(epoch), history.validationCost(epoch));
        }
        update(network.parameters());
        Matrix A = network.predict(data.X());
        update(A.toArray());
        for (int e = 0; e < 3; e++) {
            double[] alone = network.predictor().predict(data.example(e));
            for (int i = 0; i < alone.length; i++) {
                if (Double.doubleToLongBits(alone[i]) != Double.doubleToLongBits(A.get(i, e))) {
                    throw new AssertionError("example " + e + " alone: " + alone[i] + ", in a batch: " + A.get(i, e));
                }
            }
        }
    }

    private void update(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length);
        for (double value : values) {
            bytes.putDouble(value);
        }
        digest.update(bytes.array());
    }

    private static double[][] examples(SplitMix64 random, int size, int inputs) {
        double[][] examples = new double[size][inputs];
        for (double[] example : examples) {
            for (int i = 0; i < inputs; i++) {
                example[i] = random.nextGaussian();
            }
        }
        return examples;
    }

    private static double[][] targets(SplitMix64 random, int size, int outputs) {
        double[][] targets = new double[size][outputs];
        for (double[] target : targets) {
            for (int i = 0; i < outputs; i++) {
                target[i] = random.nextDouble();
            }
        }
        return targets;
    }
}
