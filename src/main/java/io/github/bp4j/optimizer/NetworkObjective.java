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
        double J = cost();
        network.backward(Y);
        return J;
    }

    /** J alone: forward and cost. */
    double cost() {
        if (weights == null) {
            network.forward(X);
        } else {
            network.forward(X, weights);
        }
        return network.cost(Y);
    }
}
