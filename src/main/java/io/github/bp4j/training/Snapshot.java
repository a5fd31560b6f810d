package io.github.bp4j.training;

import io.github.bp4j.Network;

/** A copy of all that training changes in a network. */
final class Snapshot {
    private final double[] parameters;

    private Snapshot(double[] parameters) {
        this.parameters = parameters;
    }

    static Snapshot of(Network network) {
        return new Snapshot(network.parameters().clone());
    }

    /** Copies once more, into the same memory. */
    void take(Network network) {
        System.arraycopy(network.parameters(), 0, parameters, 0, parameters.length);
    }

    /** The network becomes what it was. */
    void restore(Network network) {
        System.arraycopy(parameters, 0, network.parameters(), 0, parameters.length);
    }

    Snapshot copy() {
        return new Snapshot(parameters.clone());
    }

    /** θ: live. */
    double[] parameters() {
        return parameters;
    }
}
