package io.github.bp4j.examples;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.IdxFile;
import io.github.bp4j.metrics.ClassificationReport;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.Schedule;
import io.github.bp4j.training.ProgressBar;
import io.github.bp4j.training.Trainer;
import io.github.bp4j.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Learns to tell ten kinds of clothes apart on 60,000 images of 28×28 pixels, Fashion-MNIST.
 *
 * <p>The argument is the folder with the four files, gzipped or not: {@code train-images-idx3-ubyte.gz} and so on; Debian has them in the
 * package dataset-fashion-mnist. A tenth of the training images is held out to watch the training by. You will see the cost fall, and at the end how the 10,000 images of the test,
 * looked at once, are classified: by shirts worst, by trousers best.
 */
public final class FashionMnist {
    private static final List<String> CLASSES = List.of(
            "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot");

    private FashionMnist() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            System.out.println(
                    "give the folder with train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz and the two of the test");
            return;
        }
        Path folder = Path.of(args[0]);
        Dataset.Split split = read(folder, "train").stratifiedSplit(0.1, 1);
        Dataset test = read(folder, "t10k");
        Network network = train(split.train(), split.test(), 40, new ProgressBar(System.out));
        ClassificationReport report = ClassificationReport.of(network.predict(test.X()), test.Y(), CLASSES);
        System.out.printf(Locale.ROOT, "%n%s%ntest accuracy %.4f%n", report, report.accuracy());
    }

    static Network train(Dataset train, Dataset validation, int epochs, TrainingListener listener) {
        int batchSize = 128;
        long steps = (long) epochs * ((train.size() - 1) / batchSize + 1);
        Network network = Network.builder()
                .inputs(train.inputs())
                .layer(
                        512,
                        Activation.RELU,
                        options -> options.batchNormalization().dropout(0.3))
                .layer(
                        256,
                        Activation.RELU,
                        options -> options.batchNormalization().dropout(0.3))
                .layer(10, Activation.SOFTMAX)
                .loss(Loss.crossEntropy(0.05))
                .seed(1)
                .build();
        Trainer.of(network)
                .optimizer(Optimizer.adamW(Schedule.cosine(0.002, 0, steps).warmUp(steps / 20), 0.01))
                .batchSize(batchSize)
                .epochs(epochs)
                .seed(1)
                .validation(validation)
                .listener(listener)
                .fit(train);
        return network;
    }

    private static Dataset read(Path folder, String part) throws IOException {
        return IdxFile.read(folder.resolve(part + "-images-idx3-ubyte.gz"))
                .dividedBy(255)
                .toDataset(IdxFile.read(folder.resolve(part + "-labels-idx1-ubyte.gz")));
    }
}
