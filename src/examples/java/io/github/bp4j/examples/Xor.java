package io.github.bp4j.examples;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import java.util.Locale;

/**
 * Learns exclusive or, which no single layer can, by forward, cost, backward and step alone.
 *
 * <p>You will see the cost fall, and the four answers come close to 0, 1, 1, 0.
 */
public final class Xor {
    private Xor() {}

    /** Runs the example. */
    public static void main(String[] args) {
        Matrix X = Matrix.of(2, 4, /* x1 */ 0, 0, 1, 1, /* x2 */ 0, 1, 0, 1);
        Matrix Y = Matrix.of(1, 4, 0, 1, 1, 0);

        Network network = Network.builder()
                .inputs(2)
                .layer(4, Activation.TANH)
                .layer(1, Activation.SIGMOID)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .seed(1)
                .build();
        OptimizerState descent = Optimizer.gradientDescent(1).start(network);

        for (int step = 0; step <= 1000; step++) {
            network.forward(X);
            if (step % 200 == 0) {
                System.out.printf(Locale.ROOT, "step %4d: J = %.6f%n", step, network.cost(Y));
            }
            network.backward(Y);
            descent.step();
        }

        Matrix A = network.predict(X);
        for (int i = 0; i < X.columns(); i++) {
            System.out.printf(Locale.ROOT, "%.0f xor %.0f = %.3f%n", X.get(0, i), X.get(1, i), A.get(0, i));
        }
    }
}
