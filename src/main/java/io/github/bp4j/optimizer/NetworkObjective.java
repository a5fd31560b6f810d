package io.github.bp4j.optimizer;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.util.Arrays;

/**
 * J of a network over (X, Y), with weights of the examples or null: forward, cost, backward. θ and its gradient are
 * those of the layers that are not frozen: the network's own arrays where none is, else copies.
 */
final class NetworkObjective implements Objective {
    /** Targets are well scaled where the largest magnitude is within these. */
    private static final double SMALL = 1e-3;

    private static final double LARGE = 1e3;

    private final Network network;
    private final Matrix X;
    private final Matrix Y;
    private final Matrix weights;
    private final Layer[] normalised; // over the batch
    private final Trainable trainable;
    private final double[] theta;
    private final double[] gradient;
    private final double[] all; //       the network's θ as it was last evaluated; null where θ is the network's own

    NetworkObjective(Network network, Matrix X, Matrix Y, Matrix weights) {
        this.network = network;
        this.X = X;
        this.Y = Y;
        this.weights = weights;
        normalised =
                network.layers().stream().filter(Layer::usesBatchStatistics).toArray(Layer[]::new);
        trainable = new Trainable(network);
        boolean whole = trainable.size() == network.parameters().length;
        theta = whole ? network.parameters() : new double[trainable.size()];
        gradient = whole ? network.gradient() : new double[trainable.size()];
        all = whole ? null : network.parameters().clone();
        if (!whole) {
            trainable.gather(all, 0, theta.length, theta);
        }
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
        return theta;
    }

    @Override
    public double[] gradient() {
        return gradient;
    }

    @Override
    public double evaluate() {
        double J = cost();
        backward();
        return J;
    }

    /** After {@link #cost}: fills the gradient. */
    void backward() {
        network.backward(Y);
        if (all != null) {
            trainable.gather(network.gradient(), 0, gradient.length, gradient);
        }
    }

    /** J alone: forward and cost. */
    double cost() {
        put();
        if (weights == null) {
            network.forward(X);
        } else {
            network.forward(X, weights);
        }
        return network.cost(Y);
    }

    /** θ becomes that of the network. */
    private void put() {
        if (all != null) {
            trainable.scatter(theta, network.parameters());
            System.arraycopy(network.parameters(), 0, all, 0, all.length);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if a layer was frozen or unfrozen since the run began
     */
    @Override
    public boolean hasMoved(double[] left) {
        trainable.requireUnchanged("step");
        if (all == null) {
            return !Arrays.equals(left, theta);
        }
        boolean moved = !Arrays.equals(all, network.parameters());
        trainable.gather(network.parameters(), 0, theta.length, theta);
        return moved;
    }

    @Override
    public void goBack(double[] before) {
        System.arraycopy(before, 0, theta, 0, theta.length);
        put();
    }

    @Override
    public void hold() {
        network.inUse().hold("step");
    }

    @Override
    public void release() {
        network.inUse().release();
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
        boolean follows = false; // a layer that is trained, or is one
        for (Layer layer : network.layers()) {
            follows |= !layer.isFrozen();
            if (follows && layer.activation().corners().length > 0) {
                return layer + " has corners";
            }
        }
        return null;
    }

    @Override
    public double[] l1() {
        if (network.layers().stream().allMatch(layer -> layer.l1() == 0 || layer.isFrozen())) {
            return null;
        }
        double[] l1 = new double[theta.length];
        int from = 0;
        for (Layer layer : network.layers()) {
            if (!layer.isFrozen()) {
                Arrays.fill(l1, from, from + layer.units() * layer.inputs(), layer.l1());
                from += layer.parameters();
            }
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
