package io.github.bp4j.inspection;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.internal.kernel.Squares;
import java.util.Arrays;

/** What is summed up of one layer in an epoch, batch by batch. */
final class LayerWatch {
    private static final double BOUND = 0.01;

    /** From a bound: an output so near to it passes no gradient that matters. */
    private static final double STUCK = 1e-6;

    private final Layer layer;
    private final double[] before; //   W and b before the update
    private final boolean[] alive; //   units that gave something other than 0 in this epoch
    private final boolean[] leftLow; //  output units that were away from the lower bound in this epoch
    private final boolean[] leftHigh; // output units that were away from the upper bound in this epoch
    private final boolean bounded; //   whether it is an output whose units may be stuck at a bound
    private final double low; //        a ≤ low is saturated
    private final double high; //       a ≥ high is saturated

    private int batches;
    private double activations; // Σ w: each counts as often as its example
    private double saturated;
    private double shift; //   the first a of the epoch
    private double sum; //     Σ w (a − shift)
    private final Squares squares = new Squares(); // Σ w (a − shift)²
    private final Squares gradientSquares = new Squares();
    private final Squares updateSquares = new Squares();
    private final Squares parameterSquares = new Squares();

    final Growth dying = new Growth();
    final Growth sticking = new Growth();
    final Onset saturating = new Onset();
    final Onset vanishing = new Onset();
    final Onset exploding = new Onset();

    /** Whether a state is new: it holds now and did not when last asked. */
    static final class Onset {
        private boolean held;

        boolean begins(boolean holds) {
            boolean begins = holds && !held;
            held = holds;
            return begins;
        }
    }

    /** Whether more units are concerned than at any time since it last held for none. */
    static final class Growth {
        private int most;

        boolean grows(boolean holds, int units) {
            boolean grows = holds && units > most;
            most = holds ? Math.max(most, units) : 0;
            return grows;
        }
    }

    /** Of the last layer, or of another. */
    LayerWatch(Layer layer, boolean isOutput) {
        this.layer = layer;
        leftLow = new boolean[layer.units()];
        leftHigh = new boolean[layer.units()];
        bounded = isOutput && layer.activation() != Activation.SOFTMAX;
        before = new double[layer.units() * (layer.inputs() + 1)];
        addParameters(layer.W(), layer.dW(), 0);
        addParameters(layer.b(), layer.db(), layer.units() * layer.inputs());
        alive = new boolean[layer.units()];
        boolean sigmoid = layer.activation() == Activation.SIGMOID;
        boolean tanh = layer.activation() == Activation.TANH;
        low = sigmoid ? BOUND : tanh ? BOUND - 1 : Double.NEGATIVE_INFINITY;
        high = sigmoid || tanh ? 1 - BOUND : Double.POSITIVE_INFINITY;
        startEpoch();
    }

    void startEpoch() {
        Arrays.fill(alive, false);
        Arrays.fill(leftLow, false);
        Arrays.fill(leftHigh, false);
        batches = 0;
        activations = 0;
        saturated = 0;
        sum = 0;
        squares.clear();
        gradientSquares.clear();
        updateSquares.clear();
        parameterSquares.clear();
    }

    /** After the update of a batch: A and the gradient are those before it. */
    void addBatch(Network network) {
        addActivations(layer.A(), network);
        addParameters(layer.W(), layer.dW(), 0);
        addParameters(layer.b(), layer.db(), layer.units() * layer.inputs());
        batches++;
    }

    /** W or b and its gradient; what it was before the update stands in {@code before} from an index on. */
    private void addParameters(Matrix W, Matrix dW, int from) {
        int k = from;
        for (int i = 0; i < W.rows(); i++) {
            for (int j = 0; j < W.columns(); j++, k++) {
                double g = dW.get(i, j);
                double w = W.get(i, j);
                double update = w - before[k];
                gradientSquares.add(g);
                updateSquares.add(update);
                parameterSquares.add(before[k]);
                before[k] = w;
            }
        }
    }

    private void addActivations(Matrix A, Network network) {
        if (batches == 0) {
            shift = A.get(0, 0);
        }
        for (int unit = 0; unit < A.rows(); unit++) {
            boolean gave = false;
            for (int i = 0; i < A.columns(); i++) {
                double a = A.get(unit, i);
                double w = network.trainingWeight(i);
                double distance = a - shift;
                sum += w * distance;
                squares.add(Math.sqrt(w) * distance);
                activations += w;
                gave |= a != 0;
                if (a <= low || a >= high) {
                    saturated += w;
                }
            }
            alive[unit] |= gave;
            if (bounded) {
                addBounds(A, unit);
            }
        }
    }

    private void addBounds(Matrix A, int unit) {
        double lowest = layer.activation().lowerBound();
        double highest = layer.activation().upperBound();
        for (int i = 0; i < A.columns(); i++) {
            double a = A.get(unit, i);
            leftLow[unit] |= !(a - lowest <= STUCK);
            leftHigh[unit] |= !(highest - a <= STUCK);
        }
    }

    /** Output units that gave one bound of the activation for every example of the epoch. */
    int stuckUnits() {
        int stuck = 0;
        for (int unit = 0; unit < leftLow.length; unit++) {
            stuck += bounded && (!leftLow[unit] || !leftHigh[unit]) ? 1 : 0;
        }
        return stuck;
    }

    boolean isFrozen() {
        return layer.isFrozen();
    }

    int number() {
        return layer.number();
    }

    int units() {
        return layer.units();
    }

    Activation activation() {
        return layer.activation();
    }

    int deadUnits() {
        int dead = 0;
        for (boolean gave : alive) {
            dead += gave ? 0 : 1;
        }
        return dead;
    }

    LayerStatistics.LayerLine line() {
        double offset = sum / activations;
        double root = squares.root(activations);
        double share = root == 0 ? 1 : offset / root;
        return new LayerStatistics.LayerLine(
                layer.number(),
                layer.toString(),
                shift + offset,
                root * Math.sqrt(Math.max(0, 1 - share * share)), // √(1/N Σ (a − shift)² − offset²)
                layer.activation() == Activation.RELU ? (double) deadUnits() / units() : Double.NaN,
                high < 1 ? saturated / activations : Double.NaN,
                gradientSquares.root(batches),
                updateSquares.root(1) / parameterSquares.root(1));
    }
}
