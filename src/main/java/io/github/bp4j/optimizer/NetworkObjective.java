package io.github.bp4j.optimizer;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;

/** J of a network over (X, Y), with weights of the examples or null: forward, cost, backward. */
record NetworkObjective(Network network, Matrix X, Matrix Y, Matrix weights) implements Objective {
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
        if (weights != null) {
            double J = network.cost(Y, weights);
            network.backward(Y, weights);
            return J;
        }
        double J = network.cost(Y);
        network.backward(Y);
        return J;
    }
}
