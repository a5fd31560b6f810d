package io.github.bp4j.examples;

import io.github.bp4j.Matrix;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.metrics.ConfusionMatrix;
import io.github.bp4j.model.Model;
import io.github.bp4j.model.Onnx;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Classifies the irises with a network that scikit-learn trained; docs/onnx.md has the lines of Python that wrote the file.
 *
 * <p>You will see the network as it was read, and its confusion matrix.
 */
public final class FromScikitLearn {
    private FromScikitLearn() {}

    /** Runs the example, in the folder of the project. */
    public static void main(String[] args) throws IOException {
        Model model = Onnx.read(Path.of("src/test/resources/onnx/sklearn-names.onnx"));
        System.out.println(model.network());
        System.out.println(classify(model, Datasets.iris()));
    }

    /** The confusion matrix of a model whose inputs are as they were measured. */
    public static ConfusionMatrix classify(Model model, Dataset data) {
        Dataset scaled = model.scaler().orElseThrow().apply(data);
        Matrix A = model.network().predict(scaled.X());
        return ConfusionMatrix.of(A, scaled.Y(), model.classes());
    }
}
