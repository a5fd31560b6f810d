package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.Activation;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.examples.FromScikitLearn;
import io.github.bp4j.examples.ToOnnxRuntime;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExamplesTest {
    @Test
    void scikitLearnsNetworkClassifiesAsItDidThere() throws Exception {
        Model model = Onnx.read(OnnxImportTest.FILES.resolve("sklearn-names.onnx"));

        assertThat(FromScikitLearn.classify(model, Datasets.iris()).accuracy()).isEqualTo(146 / 150.0);
    }

    @Test
    void onnxRuntimeSaysWhatTheNetworkSays(@TempDir Path folder) throws Exception {
        Dataset iris = Datasets.iris();
        Scaler scaler = Scaler.standardize(iris);
        Network network = OnnxExportTest.random(4, 8, 3, Activation.GELU, Activation.SOFTMAX);
        Path file = folder.resolve("iris.onnx");
        Onnx.write(Model.of(network).withScaler(scaler), file);

        double[][] there = ToOnnxRuntime.predict(file, iris);
        for (int i = 0; i < iris.size(); i++) {
            double[] here = network.predictor().predict(scaler.apply(iris.example(i)));
            for (int k = 0; k < here.length; k++) {
                assertThat(Math.abs(there[i][k] - here[k])).isLessThanOrEqualTo(1e-12 * here[k]);
            }
        }
    }
}
