package io.github.bp4j.examples;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.model.Model;
import io.github.bp4j.model.Onnx;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Trains a network here and predicts with it in ONNX Runtime.
 *
 * <p>You will see the largest difference between the probabilities of the two, some 1e-16, and that no flower is classified
 * otherwise.
 */
public final class ToOnnxRuntime {
    private ToOnnxRuntime() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException, OrtException {
        Dataset iris = Datasets.iris();
        Scaler scaler = Scaler.standardize(iris);
        Network network = Network.builder()
                .inputs(4)
                .layer(8, Activation.GELU)
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(1)
                .build();
        Trainer.of(network)
                .optimizer(Optimizer.adam(0.01))
                .batchSize(16)
                .epochs(30)
                .seed(1)
                .fit(scaler.apply(iris));

        Path file = Files.createTempFile("iris", ".onnx");
        Onnx.write(Model.of(network).withScaler(scaler).withClasses(iris.classes()), file);
        double[][] there = predict(file, iris);
        Files.delete(file);

        double largest = 0;
        int others = 0;
        for (int i = 0; i < iris.size(); i++) {
            double[] here = network.predictor().predict(scaler.apply(iris.example(i)));
            for (int k = 0; k < here.length; k++) {
                largest = Math.max(largest, Math.abs(here[k] - there[i][k]));
            }
            others += indexOfLargest(here) == indexOfLargest(there[i]) ? 0 : 1;
        }
        System.out.println("largest difference " + largest + ", flowers classified otherwise " + others);
    }

    /** What ONNX Runtime makes of the examples, one in each row, as they were measured. */
    public static double[][] predict(Path file, Dataset data) throws OrtException {
        double[][] rows = new double[data.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = data.example(i);
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor input = OnnxTensor.createTensor(environment, rows);
                OrtSession.Result result = session.run(Map.of("input", input))) {
            return (double[][]) result.get(0).getValue();
        }
    }

    private static int indexOfLargest(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
