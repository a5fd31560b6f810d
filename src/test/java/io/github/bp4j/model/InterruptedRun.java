package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.Schedule;
import io.github.bp4j.training.Checkpoints;
import io.github.bp4j.training.EarlyStopping;
import io.github.bp4j.training.History;
import io.github.bp4j.training.ReduceOnPlateau;
import io.github.bp4j.training.Trainer;
import io.github.bp4j.training.TrainingListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A training that keeps a checkpoint of every batch in the file of its argument, and goes on from there if there is one. It
 * prints "batch" after each, and at its end the digest of what came out.
 */
public final class InterruptedRun {
    static final int BATCHES = 20 * 16;

    private InterruptedRun() {}

    public static void main(String[] args) throws IOException {
        CheckpointFile file = CheckpointFile.of(Path.of(args[0]));
        Network network = network();
        Trainer trainer = trainer(network)
                .listener(Checkpoints.everyBatches(1, file))
                .listener(TrainingListener.onBatchEnd(progress -> System.out.println("batch")));
        file.read().ifPresent(trainer::resume);
        History history = trainer.fit(data());
        System.out.println(digest(network, history));
    }

    /** What the run ends with that nobody interrupts. */
    static String uninterrupted() {
        Network network = network();
        return digest(network, trainer(network).fit(data()));
    }

    private static Network network() {
        return Network.builder()
                .inputs(20)
                .layer(
                        120,
                        Activation.RELU,
                        options -> options.batchNormalization().dropout(0.3))
                .layer(80, Activation.TANH, options -> options.dropout(0.1).l2(1e-4))
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.crossEntropy(0.05))
                .inputNoise(0.1)
                .seed(1)
                .threads(1)
                .build();
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network)
                .optimizer(Optimizer.adam(Schedule.exponential(0.01, 0.999)))
                .batchSize(10)
                .epochs(20)
                .seed(3)
                .validation(data().subset(0, 10, 20, 30, 40, 50, 60, 70))
                .earlyStopping(EarlyStopping.patience(30).restoreBest())
                .reduceOnPlateau(new ReduceOnPlateau(0.5, 1));
    }

    private static Dataset data() {
        SplitMix64 random = new SplitMix64(9);
        double[][] examples = new double[16 * 10][20];
        int[] labels = new int[examples.length];
        for (int e = 0; e < examples.length; e++) {
            for (int i = 0; i < 20; i++) {
                examples[e][i] = random.nextGaussian();
            }
            labels[e] = examples[e][0] > 0.4 ? 2 : examples[e][1] > 0 ? 1 : 0;
        }
        return Dataset.of(examples, labels);
    }

    /** SHA-256 of θ, of the running values and of the history. */
    private static String digest(Network network, History history) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            update(sha, network.parameters());
            Layer normalised = network.layer(1);
            update(sha, normalised.runningMean().toArray());
            update(sha, normalised.runningVariance().toArray());
            for (int epoch = 1; epoch <= history.epochs(); epoch++) {
                update(sha, history.cost(epoch), history.validationCost(epoch), history.validationAccuracy(epoch));
            }
            return history.ending() + " " + history.bestEpoch() + " "
                    + HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void update(MessageDigest sha, double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length);
        for (double value : values) {
            bytes.putDouble(value);
        }
        sha.update(bytes.array());
    }
}
