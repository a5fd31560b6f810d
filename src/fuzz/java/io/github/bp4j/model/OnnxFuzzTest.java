package io.github.bp4j.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;

/** Whatever is in a file, it is refused as a ModelFormatException, or read as a network that predicts. */
class OnnxFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyFileIsReadOrRefused(byte[] file) {
        Network network;
        try {
            network = Onnx.read(file).network();
        } catch (ModelFormatException e) {
            return;
        }
        network.predict(Matrix.zeros(network.inputs(), 1));
    }
}
