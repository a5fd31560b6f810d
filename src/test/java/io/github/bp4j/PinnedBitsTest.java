package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Functions, losses and initial parameters have the same bits on every kernel, vector width and JVM: the hashes were taken
 * once, and the tests run with and without the vector module.
 */
class PinnedBitsTest {
    private static final int EXAMPLES = 1003;

    private final MessageDigest digest = sha256();

    @Test
    void ofActivationsAndTheirDerivatives() {
        Matrix Z = normal(1, 1, EXAMPLES).scale(3);
        for (Activation activation : ActivationTest.elementWise()) {
            add(activation.g(Z).toArray());
            add(activation.gPrime(Z).toArray());
        }

        assertThat(hash()).isEqualTo("92a0e8eeef1dd023a58682ad82c55be08f0d1d61a7bd0a7d5498da2b6e903f0c");
    }

    @Test
    void ofLossesAndTheirGradients() {
        Matrix X = normal(2, 5, EXAMPLES);
        Matrix classes = Matrix.zeros(3, EXAMPLES);
        for (int j = 0; j < EXAMPLES; j++) {
            classes.set(j % 3, j, 1);
        }
        Matrix real = normal(3, 3, EXAMPLES);
        of(Activation.SOFTMAX, Loss.CROSS_ENTROPY, X, classes);
        of(Activation.SOFTMAX, Loss.KULLBACK_LEIBLER, X, Activation.SOFTMAX.g(real));
        of(Activation.SOFTMAX, Loss.focalCrossEntropy(2), X, classes);
        of(Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY, X, classes);
        of(Activation.SIGMOID, Loss.binaryFocalCrossEntropy(0.5), X, classes);
        of(Activation.EXPONENTIAL, Loss.POISSON, X, real.map(y -> Math.rint(y * y)));
        of(Activation.SOFTPLUS, Loss.SQUARED_LOGARITHMIC_ERROR, X, real.map(Math::abs));
        of(Activation.TANH, Loss.HINGE, X, classes.map(y -> 2 * y - 1));
        of(Activation.TANH, Loss.SQUARED_HINGE, X, classes.map(y -> 2 * y - 1));
        of(Activation.TANH, Loss.CATEGORICAL_HINGE, X, classes);
        for (Loss loss : List.of(
                Loss.SQUARED_ERROR,
                Loss.ABSOLUTE_ERROR,
                Loss.HUBER,
                Loss.LOG_COSH,
                Loss.ABSOLUTE_PERCENTAGE_ERROR,
                Loss.COSINE_SIMILARITY)) {
            of(Activation.LINEAR, loss, X, real);
        }

        assertThat(hash()).isEqualTo("cea2214e041ba72c44fd24560ef2c0f1b8dace4c9f8ac093896e225b85964180");
    }

    private void of(Activation output, Loss loss, Matrix X, Matrix Y) {
        Network network =
                Network.builder().inputs(5).layer(3, output).loss(loss).seed(4).build();
        network.forward(X);
        add(network.cost(Y));
        network.backward(Y);
        add(network.gradient());
    }

    @Test
    void ofInitialParameters() {
        for (Initializer initializer : List.of(
                Initializer.HE_NORMAL,
                Initializer.HE_UNIFORM,
                Initializer.normal(0.3),
                Initializer.truncatedNormal(0.3),
                Initializer.uniform(-0.3, 0.5),
                Initializer.orthogonal(1.5),
                Initializer.identity(2))) {
            Matrix W = Matrix.zeros(17, 31);
            initializer.initialize(W, 31, 17, SplitMix64.stream(5, "initialise", 0, 0));
            add(W.toArray());
        }

        assertThat(hash()).isEqualTo("b5e4b10e3860db816fe58cc0c7ecb67b5993fcdf2c690f95f972996cacd757d9");
    }

    private void add(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length);
        for (double value : values) {
            bytes.putDouble(value);
        }
        digest.update(bytes.array());
    }

    private String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Matrix normal(long seed, int rows, int columns) {
        SplitMix64 random = new SplitMix64(seed);
        return Matrix.zeros(rows, columns).map(zero -> random.nextGaussian());
    }
}
