package io.github.bp4j.examples;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.Predictor;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.metrics.Accuracy;
import io.github.bp4j.metrics.ConfusionMatrix;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.ProgressBar;
import io.github.bp4j.training.Trainer;
import io.github.bp4j.training.TrainingListener;
import java.util.Locale;

/**
 * Learns to read 1,797 handwritten digits of 8×8 pixels: trains on four fifths, is judged by the last fifth.
 *
 * <p>You will see the cost fall epoch by epoch, the digits that are confused with one another, and a few digits with what
 * the network saw in them. With the argument "seeds": the accuracy for each of ten seeds of split and initialisation.
 */
public final class HandwrittenDigits {
    private static final int DIGITS_SHOWN = 4;
    private static final int SIDE = 8;
    private static final String SHADES = " .:-=+*#@";

    private HandwrittenDigits() {}

    /** Runs the example. */
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("seeds")) {
            tenSeeds();
            return;
        }
        Reader reader = Reader.train(1, new ProgressBar(System.out));
        Dataset test = reader.test();
        System.out.println();
        System.out.println(ConfusionMatrix.of(reader.network().predict(test.X()), test.Y(), test.classes()));
        showDigits(reader);
    }

    /** A network that has learnt to read, and the digits that it has not seen. */
    record Reader(Network network, Dataset test) {
        static Reader train(long seed, TrainingListener listener) {
            Dataset.Split split = Datasets.digits().stratifiedSplit(0.2, seed);
            Scaler scaler = Scaler.minMax(split.train());
            Dataset train = scaler.apply(split.train());
            Dataset test = scaler.apply(split.test());

            Network network = Network.builder()
                    .inputs(SIDE * SIDE)
                    .layer(128, Activation.RELU)
                    .layer(10, Activation.SOFTMAX)
                    .loss(Loss.CROSS_ENTROPY)
                    .seed(seed)
                    .build();
            Trainer.of(network)
                    .optimizer(Optimizer.gradientDescent(0.5))
                    .batchSize(32)
                    .epochs(30)
                    .seed(seed)
                    .validation(test)
                    .listener(listener)
                    .fit(train);
            return new Reader(network, test);
        }

        double accuracy() {
            return Accuracy.of(network.predict(test.X()), test.Y());
        }
    }

    private static void tenSeeds() {
        double sum = 0;
        double least = 1;
        for (long seed = 1; seed <= 10; seed++) {
            double accuracy = Reader.train(seed, new TrainingListener() {}).accuracy();
            System.out.printf(Locale.ROOT, "seed %2d: accuracy %.2f %%%n", seed, 100 * accuracy);
            sum += accuracy;
            least = Math.min(least, accuracy);
        }
        System.out.printf(Locale.ROOT, "mean %.2f %%, least %.2f %%%n", 10 * sum, 100 * least);
    }

    /** The first digits that were read wrong, or right where there are none, and what the network saw. */
    private static void showDigits(Reader reader) {
        Predictor predictor = reader.network().predictor();
        Dataset test = reader.test();
        int shown = 0;
        for (boolean wrong : new boolean[] {true, false}) {
            for (int example = 0; example < test.size() && shown < DIGITS_SHOWN; example++) {
                double[] x = test.example(example);
                int seen = predictor.predictClass(x);
                if (wrong == (seen != test.label(example)) && (wrong ? shown < DIGITS_SHOWN / 2 : true)) {
                    show(x, test.classes().get(test.label(example)), predictor.predict(Matrix.column(x)));
                    shown++;
                }
            }
        }
    }

    private static void show(double[] x, String label, Matrix a) {
        System.out.printf(Locale.ROOT, "%nA %s; the network sees", label);
        for (int i = 0; i < a.rows(); i++) {
            if (a.get(i, 0) >= 0.01) {
                System.out.printf(Locale.ROOT, "  %d (%.0f %%)", i, 100 * a.get(i, 0));
            }
        }
        System.out.println();
        for (int row = 0; row < SIDE; row++) {
            StringBuilder line = new StringBuilder("    ");
            for (int column = 0; column < SIDE; column++) {
                char shade = SHADES.charAt((int) Math.round(x[row * SIDE + column] * (SHADES.length() - 1)));
                line.append(shade).append(shade);
            }
            System.out.println(line.toString().stripTrailing());
        }
    }
}
