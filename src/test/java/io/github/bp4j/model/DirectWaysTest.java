package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.data.NpzFile;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights of other libraries, as src/test/python/model_weights.py saved them with what these libraries predict. */
class DirectWaysTest {
    @ParameterizedTest
    @CsvSource({
        "torch, 0.weight, 0.bias, 2.weight, 2.bias",
        "keras, arr_0, arr_1, arr_2, arr_3",
        "sklearn, W1, b1, W2, b2"
    })
    void theNetworkPredictsAsThere(String library, String W1, String b1, String W2, String b2) throws IOException {
        NpzFile file = NpzFile.read(ModelFiles.FOLDER.resolve(library + ".npz"));
        Network network = Network.builder()
                .inputs(4)
                .layer(5, Activation.TANH)
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build();
        network.layer(1).W().set(weights(file, library, W1));
        network.layer(1).b().set(file.array(b1).toMatrix());
        network.layer(2).W().set(weights(file, library, W2));
        network.layer(2).b().set(file.array(b2).toMatrix());

        Matrix A = network.predict(file.array("x").toMatrix().transpose());
        OnnxExportTest.assertClose(A, file.array("y").toMatrix().transpose(), 1e-12, 0);
    }

    private static Matrix weights(NpzFile file, String library, String name) {
        Matrix W = file.array(name).toMatrix();
        return library.equals("keras") ? W.transpose() : W;
    }
}
