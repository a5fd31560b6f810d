package io.github.bp4j.check;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.util.Arrays;

/**
 * On which side of its corners stands everything that has corners: each Z (Z̃ where it is normalised) of a layer whose
 * activation has some, each output under a loss that has one, each w under L1. Taken once at θ; J has no corner between there and every point where
 * the sides are still the same.
 */
final class Sides {
    private final Network network;
    private final Matrix Y;
    private final double[][] corners; // of layer l at l − 1
    private final byte[] atTheta;
    private final byte[] now;

    /** The sides after the last forward pass. */
    Sides(Network network, Matrix Y) {
        this.network = network;
        this.Y = Y;
        corners = network.layers().stream()
                .map(layer -> layer.activation().corners())
                .toArray(double[][]::new);
        int length = network.loss().hasCorner() ? Y.rows() * Y.columns() : 0;
        for (Layer layer : network.layers()) {
            length += corners[layer.number() - 1].length * layer.units() * Y.columns();
            length += layer.l1() > 0 ? layer.units() * layer.inputs() : 0;
        }
        atTheta = new byte[length];
        now = new byte[length];
        take(atTheta);
    }

    /** Whether after the last forward pass anything stands on another side than at θ. */
    boolean crossed() {
        take(now);
        return !Arrays.equals(now, atTheta);
    }

    private void take(byte[] sides) {
        int k = 0;
        for (Layer layer : network.layers()) {
            for (double corner : corners[layer.number() - 1]) {
                k = takeOf(layer.Ztilde(), corner, sides, k);
            }
            if (layer.l1() > 0) {
                k = takeOf(layer.W(), 0, sides, k);
            }
        }
        if (network.loss().hasCorner()) {
            Matrix A = network.layer(network.layers().size()).A();
            for (int i = 0; i < Y.rows(); i++) {
                for (int j = 0; j < Y.columns(); j++) {
                    sides[k++] = side(network.loss().fromCorner(A, Y, i, j), 0);
                }
            }
        }
    }

    /** Writes the sides of all elements from index k on; returns the index after the last. */
    private static int takeOf(Matrix M, double corner, byte[] sides, int k) {
        for (int i = 0; i < M.rows(); i++) {
            for (int j = 0; j < M.columns(); j++) {
                sides[k++] = side(M.get(i, j), corner);
            }
        }
        return k;
    }

    /** 1 above the corner, −1 below, 0 at it. */
    private static byte side(double value, double corner) {
        return (byte) (value > corner ? 1 : value < corner ? -1 : 0);
    }
}
