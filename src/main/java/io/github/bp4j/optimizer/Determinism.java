package io.github.bp4j.optimizer;

import io.github.bp4j.Layer;
import io.github.bp4j.Network;

/** J must be a function of θ: what compares J at two points cannot do with a pass that is random, nor with a bound on θ. */
final class Determinism {
    private Determinism() {}

    /**
     * Refuses networks whose pass of training is random, or whose weights an update may have to scale down.
     *
     * @throws IllegalArgumentException by the names of the method and the option
     */
    static void require(String method, Network network) {
        refuse(method, network.inputNoise() > 0, "the inputs have noise(" + network.inputNoise() + ")");
        refuse(method, network.inputDropout() > 0, "the inputs have dropout(" + network.inputDropout() + ")");
        for (Layer layer : network.layers()) {
            refuse(method, layer.dropout() > 0, layer + " has dropout(" + layer.dropout() + ")");
            boolean bounded = layer.maxNorm() < Double.POSITIVE_INFINITY && !layer.isFrozen();
            refuse(method, bounded, layer + " has maxNorm(" + layer.maxNorm() + ")");
        }
    }

    private static void refuse(String method, boolean refused, String what) {
        if (refused) {
            throw new IllegalArgumentException(method + ": " + what + "; a method that compares J at several points"
                    + " needs a pass without chance and parameters without bounds");
        }
    }
}
