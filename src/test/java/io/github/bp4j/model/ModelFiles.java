package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Missing;
import io.github.bp4j.data.Table;
import io.github.bp4j.data.TableEncoder;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The models whose files are kept, or are read by NumPy. */
final class ModelFiles {
    static final Path FOLDER = Path.of("src/test/resources/model");

    static final Activation CUBE = Activation.of("cube", z -> z * z * z, z -> 3 * z * z);

    static final Table FRUITS = Table.of(
            List.of("length", "colour", "fruit"),
            row("3.5", "green", "pear"),
            row("2.25", "blue", "plum"),
            row("NA", "blue", "plum"),
            row("4", "green", "pear"),
            row("5", "green", "melon"),
            row("5.5", "?", "melon"));

    private ModelFiles() {}

    private static String[] row(String... cells) {
        return cells;
    }

    /** Trained, with everything that a file can hold. */
    static Model fruits() {
        TableEncoder encoder = TableEncoder.builder()
                .categorical("colour")
                .label("fruit")
                .missing(Missing.MEDIAN, "length")
                .missing(Missing.constant("green"), "colour")
                .missingValues("NA", "?")
                .standardize()
                .fit(FRUITS);
        Network network = Network.builder()
                .inputs(3)
                .layer(
                        4,
                        Activation.leakyRelu(0.1),
                        options -> options.batchNormalization(1e-4, 0.2).dropout(0.125))
                .layer(2, CUBE, options -> options.layerNormalization(1e-3).l1(1e-6))
                .layer(3, Activation.SOFTMAX, options -> options.l2(1e-5).maxNorm(4))
                .loss(Loss.crossEntropy(0.05))
                .inputNoise(0.01)
                .inputDropout(0.02)
                .seed(77)
                .threads(1)
                .build();
        Dataset train = encoder.apply(FRUITS);
        Trainer.of(network)
                .optimizer(Optimizer.adam(0.05))
                .batchSize(3)
                .epochs(15)
                .fit(train);
        return Model.of(network).withEncoder(encoder);
    }

    /** Of the size of a network for MNIST, as it was initialised. */
    static Network digits() {
        return Network.builder()
                .inputs(784)
                .layer(128, Activation.RELU)
                .layer(10, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(42)
                .build();
    }

    /** Three examples for {@link #digits} of numbers that NumPy makes alike: multiples of 1/256. */
    static Matrix pixels() {
        Matrix X = Matrix.zeros(784, 3);
        for (int i = 0; i < 784; i++) {
            for (int k = 0; k < 3; k++) {
                X.set(i, k, (37 * i + 91 * k) % 256 / 256.0);
            }
        }
        return X;
    }

    /** Writes fruits.npz, of which a new version of the format is kept under its number, and digits.npz to a folder. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Models.save(fruits(), folder.resolve("fruits.npz"));
        Models.save(digits(), folder.resolve("digits.npz"));
    }
}
