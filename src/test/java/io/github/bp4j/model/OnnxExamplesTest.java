package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.Activation;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.examples.FromScikitLearn;
import io.github.bp4j.examples.ToOnnxRuntime;
import io.github.bp4j.jvm.Jvm;
import io.github.bp4j.metrics.ConfusionMatrix;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExamplesTest {
    @Test
    void scikitLearnsNetworkClassifiesAsItDidThere() throws Exception {
        OnnxImportTest.Golden golden = OnnxImportTest.golden("sklearn-names"); // predict_proba of all flowers
        Model model = Onnx.read(golden.file());
        Dataset iris = Datasets.iris();

        assertThat(golden.A().columns()).isEqualTo(iris.size());
        ConfusionMatrix there = ConfusionMatrix.of(golden.A(), iris.Y(), model.classes());
        ConfusionMatrix here = FromScikitLearn.classify(model, iris);
        assertThat(here.toString()).isEqualTo(there.toString());
        assertThat(here.accuracy()).isEqualTo(146 / 150.0);
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

    @Test
    void theProgramThatTrainsHereAndPredictsThereFindsTheSameAnswers() {
        String output = Jvm.current().run(List.of(), ToOnnxRuntime.class);

        // A newer JDK warns beside it that ONNX Runtime loads native code.
        Matcher answer = Pattern.compile("(?m)^largest difference (\\S+), flowers classified otherwise 0$")
                .matcher(output);
        assertThat(answer.find()).as(output).isTrue();
        assertThat(Double.parseDouble(answer.group(1))).isLessThanOrEqualTo(1e-12);
    }

    @Test
    void theProgramWithScikitLearnsNetworkPrintsItsConfusionMatrix() {
        assertThat(Jvm.current().run(List.of(), FromScikitLearn.class))
                .contains("loss crossEntropy", "setosa", "versicolor", "virginica");
    }
}
