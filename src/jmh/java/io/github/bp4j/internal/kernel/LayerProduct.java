package io.github.bp4j.internal.kernel;

import java.util.Arrays;
import java.util.Random;

/** The products of a layer of 256 units with 784 inputs and 128 examples, written "256x784x128", of random operands with a fixed seed. */
public final class LayerProduct {
    private LayerProduct() {}

    /** {@code form} is one of "W A" for Z, "dZ At" for dW and "Wt dZ" for dA_prev. */
    public static Product of(String layer, String form) {
        int[] sizes =
                Arrays.stream(layer.split("x")).mapToInt(Integer::parseInt).toArray();
        int n = sizes[0];
        int nPrev = sizes[1];
        int m = sizes[2];
        double[] W = new Random(1).doubles((long) n * nPrev, -1, 1).toArray();
        double[] A = new Random(2).doubles((long) nPrev * m, -1, 1).toArray();
        double[] dZ = new Random(3).doubles((long) n * m, -1, 1).toArray();
        return switch (form) {
            case "W A" ->
                new Product()
                        .size(n, nPrev, m)
                        .left(W, 0, nPrev, 1)
                        .right(A, 0, m, 1)
                        .into(new double[n * m], 0, m);
            case "dZ At" ->
                new Product()
                        .size(n, m, nPrev)
                        .left(dZ, 0, m, 1)
                        .right(A, 0, 1, m)
                        .into(new double[n * nPrev], 0, nPrev)
                        .dividedBy(m);
            case "Wt dZ" ->
                new Product()
                        .size(nPrev, n, m)
                        .left(W, 0, 1, nPrev)
                        .right(dZ, 0, m, 1)
                        .into(new double[nPrev * m], 0, m);
            default ->
                throw new IllegalArgumentException(
                        "\"" + form + "\" is no product of a layer; W A, dZ At and Wt dZ are");
        };
    }
}
