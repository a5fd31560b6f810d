package io.github.bp4j.examples;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.Predictor;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.metrics.ConfusionMatrix;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.History;
import io.github.bp4j.training.Trainer;
import java.util.Locale;

/**
 * Tells three kinds of iris by four measurements.
 *
 * <p>You will see the network, the cost of some epochs, the confusion matrix of the 30 flowers held out, and one flower
 * named.
 */
public final class Iris {
    private Iris() {}

    /** Runs the example. */
    public static void main(String[] args) {
        Dataset.Split split = Datasets.iris().stratifiedSplit(0.2, 1);
        Scaler scaler = Scaler.standardize(split.train());
        Dataset train = scaler.apply(split.train());
        Dataset test = scaler.apply(split.test());

        Network network = Network.builder()
                .inputs(4)
                .layer(8, Activation.TANH)
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(1)
                .build();
        System.out.println(network);

        History history = Trainer.of(network)
                .optimizer(Optimizer.gradientDescent(0.1))
                .batchSize(16)
                .epochs(60)
                .seed(1)
                .fit(train);
        for (int epoch = 20; epoch <= history.epochs(); epoch += 20) {
            System.out.printf(Locale.ROOT, "epoch %d: cost %.4f%n", epoch, history.cost(epoch));
        }
        System.out.println(ConfusionMatrix.of(network.predict(test.X()), test.Y(), test.classes()));

        Predictor predictor = network.predictor();
        double[] flower = {6.1, 2.9, 4.7, 1.4}; // sepal length and width, petal length and width in cm
        System.out.println("A flower of 6.1, 2.9, 4.7, 1.4 cm is "
                + test.classes().get(predictor.predictClass(scaler.apply(flower))));
    }
}
