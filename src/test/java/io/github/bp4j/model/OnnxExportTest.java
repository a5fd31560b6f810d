package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.Activation;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is exported means in ONNX Runtime what it means here. */
class OnnxExportTest {
    @TempDir
    Path folder;

    /** Every constant of Activation, and the factories with parameters that float32 cannot hold. */
    static List<Activation> activations() throws IllegalAccessException {
        List<Activation> all = new ArrayList<>();
        for (var field : Activation.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == Activation.class) {
                all.add((Activation) field.get(null));
            }
        }
        all.addAll(List.of(
                Activation.leakyRelu(0.01),
                Activation.leakyRelu(-0.3),
                Activation.leakyRelu(1.7),
                Activation.elu(1),
                Activation.elu(0.7)));
        return all;
    }

    static Stream<Activation> eachActivation() throws IllegalAccessException {
        return activations().stream();
    }

    @Test
    void theActivationsAreFoundByReflection() throws IllegalAccessException {
        assertThat(activations())
                .contains(Activation.LINEAR, Activation.GELU, Activation.SOFTMAX)
                .hasSizeGreaterThan(12);
    }

    @ParameterizedTest
    @MethodSource("eachActivation")
    void eachActivationIsTheSameInFloat64(Activation g) throws Exception {
        Network network = ladder(g);
        Path file = folder.resolve("network.onnx");
        Onnx.write(network, file);
        Matrix X = Matrix.of(1, 3, -1, 0.5, 1);

        assertClose(Reference.run(file, "output", X), network.predict(X), 1e-12, 0);
    }

    @ParameterizedTest
    @MethodSource("eachActivation")
    void eachActivationIsTheSameInFloat32(Activation g) throws Exception {
        Network network = ladder(g);
        Path file = folder.resolve("network.onnx");
        Onnx.write(Model.of(network), file, OnnxOptions::float32);
        Matrix X = Matrix.of(1, 3, -1, 0.5, 1);

        assertClose(Reference.run(file, "output", X), network.predict(X), 1e-5, 1e-6);
    }

    /** A layer of one input x whose neurons have z = x · (…, −30, …, −1e-9, 0, …, 30): g along the axis. */
    private static Network ladder(Activation g) {
        double[] z = {-30, -12.5, -5, -2, -1, -0.3, -1e-3, -1e-9, 0, 1e-9, 1e-3, 0.4, 1, 3, 6, 13, 30};
        Network network = Network.builder()
                .inputs(1)
                .layer(z.length, g)
                .loss(Names.usualLoss(g))
                .build();
        System.arraycopy(z, 0, network.parameters(), 0, z.length);
        return network;
    }

    static void assertClose(Matrix actual, Matrix expected, double relative, double absolute) {
        double[] a = actual.toArray();
        double[] e = expected.toArray();
        assertThat(a).hasSameSizeAs(e);
        for (int i = 0; i < a.length; i++) {
            assertThat(Math.abs(a[i] - e[i]))
                    .as("element %d of %s: %s, expected %s", i, expected.rows() + "×" + expected.columns(), a[i], e[i])
                    .isLessThanOrEqualTo(relative * Math.abs(e[i]) + absolute);
        }
    }
}
