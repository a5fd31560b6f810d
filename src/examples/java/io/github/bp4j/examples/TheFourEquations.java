package io.github.bp4j.examples;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.check.GradientCheck;
import java.util.Locale;

/**
 * The 2-3-1 network of docs/backpropagation.md, one forward and one backward pass, every value with its shape and its
 * equation.
 *
 * <p>You will see the numbers of that page, and at the end the gradient checked against differences of the cost.
 */
public final class TheFourEquations {
    private TheFourEquations() {}

    /** Runs the example. */
    public static void main(String[] args) {
        Matrix X = Matrix.of(2, 3, /* x1 */ 1, -1, 0.5, /* x2 */ 2, 0.5, -1);
        Matrix Y = Matrix.of(1, 3, 1, 0, 1);
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.TANH)
                .layer(1, Activation.SIGMOID)
                .loss(Loss.BINARY_CROSS_ENTROPY)
                .build();
        fill(network.layer(1).W(), 0.5, -0.3, -0.2, 0.4, 0.1, 0.6);
        fill(network.layer(1).b(), 0.2, -0.1, 0.3);
        fill(network.layer(2).W(), 0.7, -0.5, 0.9);
        fill(network.layer(2).b(), 0.1);

        System.out.println("Forward, layer by layer");
        show("A[0] = X", X);
        network.forward(X);
        for (Layer layer : network.layers()) {
            int l = layer.number();
            show(String.format(Locale.ROOT, "(2) Z[%d] = W[%d] A[%d] + b[%d]", l, l, l - 1, l), layer.Z());
            show(String.format(Locale.ROOT, "(1) A[%d] = %s(Z[%d])", l, layer.activation(), l), layer.A());
        }
        System.out.printf(Locale.ROOT, "%n(3) J = 1/m Σ ℒ(y, a) = %.5f%n", network.cost(Y));

        System.out.println("\nBackward, from the last layer to the first");
        network.backward(Y);
        for (int l = 2; l >= 1; l--) {
            Layer layer = network.layer(l);
            show(l == 2 ? "dZ[2] = A[2] − Y" : "(BP4) dZ[1] = dA[1] * g′(Z[1])", layer.dZ());
            show(String.format(Locale.ROOT, "(BP1) dW[%d] = 1/m dZ[%d] A[%d]ᵀ", l, l, l - 1), layer.dW());
            show(String.format(Locale.ROOT, "(BP2) db[%d] = 1/m Σ_i dZ[%d](i)", l, l), layer.db());
            Matrix dA_prev = l == 2 ? network.layer(1).dA() : network.inputGradient();
            show(String.format(Locale.ROOT, "(BP3) dA[%d] = W[%d]ᵀ dZ[%d]", l - 1, l, l), dA_prev);
        }

        System.out.println("\nChecked numerically");
        System.out.println(GradientCheck.of(network).check(X, Y));
    }

    private static void fill(Matrix M, double... rowMajor) {
        for (int i = 0; i < M.rows(); i++) {
            for (int j = 0; j < M.columns(); j++) {
                M.set(i, j, rowMajor[i * M.columns() + j]);
            }
        }
    }

    private static void show(String equation, Matrix M) {
        System.out.println("\n" + equation + "   " + M.toString().replace("Matrix ", ""));
    }
}
