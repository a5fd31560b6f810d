package io.github.bp4j.optimizer;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.util.Arrays;

/** J of a network over (X, Y), with weights of the examples or null: forward, cost, backward. */
final class NetworkObjective implements Objective {
    /** Targets are well scaled where the largest magnitude is within these. */
    private static final double SMALL = 1e-3;

    private static final double LARGE = 1e3;

    private final Network network;
    private final Matrix X;
    private final Matrix Y;
    private final Matrix weights;
    private final Layer[] normalised; // over the batch

    NetworkObjective(Network network, Matrix X, Matrix Y, Matrix weights) {
        this.network = network;
        this.X = X;
        this.Y = Y;
        this.weights = weights;
        normalised =
                network.layers().stream().filter(Layer::hasBatchNormalization).toArray(Layer[]::new);
    }

    Network network() {
        return network;
    }

    Matrix X() {
        return X;
    }

    Matrix Y() {
        return Y;
    }

    /** Null where all examples count alike. */
    Matrix weights() {
        return weights;
    }

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

    /** Predictions are to use the statistics that J was computed with, not a mean over the points of a search. */
    @Override
    public void accept() {
        for (Layer layer : normalised) {
            layer.adoptBatchStatistics();
        }
    }

    @Override
    public String kink() {
        if (network.loss().hasCorner()) {
            return "the loss " + network.loss() + " has corners";
        }
        for (Layer layer : network.layers()) {
            if (layer.activation().corners().length > 0) {
                return layer + " has corners";
            }
        }
        return null;
    }

    @Override
    public double[] l1() {
        if (network.layers().stream().allMatch(layer -> layer.l1() == 0)) {
            return null;
        }
        double[] l1 = new double[theta().length];
        int from = 0;
        for (Layer layer : network.layers()) {
            Arrays.fill(l1, from, from + layer.units() * layer.inputs(), layer.l1());
            from += layer.parameters();
        }
        return l1;
    }

    @Override
    public String hint() {
        double largest = Vectors.largestMagnitude(Y.toArray());
        boolean scaled = largest == 0 || (largest >= SMALL && largest <= LARGE);
        return scaled
                ? ""
                : "; the largest target is " + largest + ", and targets near 1 are easier to fit:"
                        + " Scaler.standardizeTargets(…) scales them";
    }
}
