package io.github.bp4j.jvm;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.CrossValidation;
import io.github.bp4j.training.Evaluation;
import io.github.bp4j.training.Trainer;
import java.util.Arrays;

/** A program that uses bp4j on several threads, to be loaded by a class loader of its own. */
public final class Guest implements Runnable {
    @Override
    public void run() {
        double[][] examples = new double[256][64];
        int[] labels = new int[256];
        for (int i = 0; i < 256; i++) {
            Arrays.fill(examples[i], i % 7);
            labels[i] = i % 2;
        }
        Dataset data = Dataset.of(examples, labels);
        Network network = network();
        Trainer.of(network)
                .optimizer(Optimizer.adam(0.01))
                .batchSize(256)
                .epochs(2)
                .fit(data);
        network.predictor().predictClass(examples[0]);
        network.predictor().predict(data.X());
        CrossValidation.kFold(2, 1)
                .threads(2)
                .score(data, (train, test) -> Evaluation.of(network(), test).cost());
    }

    /** Its products are worth two threads. */
    private static Network network() {
        return Network.builder()
                .inputs(64)
                .layer(256, Activation.RELU)
                .layer(2, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .threads(2)
                .build();
    }
}
