package io.github.bp4j.optimizer;

import io.github.bp4j.Network;

/** J must be a function of θ: what compares J at two points cannot do with a pass that is random. */
final class Determinism {
    private Determinism() {}

    /** Refuses networks whose pass of training is random; there are none yet. */
    static void require(String method, Network network) {
        // every option of a layer that draws random numbers in forward is to be refused here, by the name of the method
    }
}
