package io.github.bp4j.optimizer;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;

/** J of a network over (X, Y): forward, cost, backward. */
record NetworkObjective(Network network, Matrix X, Matrix Y) implements Objective {
    @Override
    public double[] theta() {
        return network.parameters();
    }

    @Override
    public double[] gradient() {
        return network.gradient();
    }

    @Override
    public double evaluate() {
        network.forward(X);
        double J = network.cost(Y);
        network.backward(Y);
        return J;
    }
}
