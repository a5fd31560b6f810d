package io.github.bp4j.training;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import java.util.List;

/** Tells where a run diverged: the layer in which the first NaN or ∞ arose. */
final class Divergence {
    private Divergence() {}

    /** J of a batch is not finite. */
    static TrainingDivergedException ofCost(double J, Progress progress) {
        return ofCost("the cost is " + J, progress);
    }

    /** J of the validation set is not finite, with the parameters that the epoch's last update has left. */
    static TrainingDivergedException ofValidation(double J, Dataset validation, Progress progress) {
        return afterEpoch("the validation cost is " + J, validation, progress);
    }

    /** J of the training set is not finite, with the parameters that the epoch's last update has left. */
    static TrainingDivergedException ofTraining(double J, Dataset train, Progress progress) {
        return afterEpoch("the cost after the epoch is " + J, train, progress);
    }

    private static TrainingDivergedException afterEpoch(String what, Dataset data, Progress progress) {
        Matrix A = data.X();
        for (Layer layer : progress.network().layers()) {
            A = layer.predict(A);
            if (!A.isFinite()) {
                return ofActivation(what, layer, progress);
            }
        }
        return ofFiniteActivations(what, progress);
    }

    /** The update of θ[index] would not be finite: forwards from there, or from a gradient, which arose backwards. */
    static TrainingDivergedException ofUpdate(int index, Progress progress) {
        Network network = progress.network();
        double[] gradient = network.gradient();
        int to = gradient.length;
        for (int l = network.layers().size(); l >= 1; l--) {
            Layer layer = network.layer(l);
            int from = to - layer.parameters();
            if (!Matrix.window(gradient, from, to - from, 1).isFinite()) {
                return new TrainingDivergedException("the gradient of " + layer + " is not finite", progress, l);
            }
            to = from;
        }
        Layer layer = layerOf(index, network.layers());
        return new TrainingDivergedException("the update of " + layer + " would overflow", progress, layer.number());
    }

    private static TrainingDivergedException ofCost(String what, Progress progress) {
        for (Layer layer : progress.network().layers()) {
            if (!layer.A().isFinite()) {
                return ofActivation(what, layer, progress);
            }
        }
        return ofFiniteActivations(what, progress);
    }

    private static TrainingDivergedException ofActivation(String what, Layer layer, Progress progress) {
        return new TrainingDivergedException(what + ", for A of " + layer + " is not finite", progress, layer.number());
    }

    private static TrainingDivergedException ofFiniteActivations(String what, Progress progress) {
        List<Layer> layers = progress.network().layers();
        for (Layer layer : layers) {
            if (!Double.isFinite(layer.regularisation(1))) {
                return new TrainingDivergedException(
                        what + ", for the regularisation of " + layer + " is not finite", progress, layer.number());
            }
        }
        return new TrainingDivergedException(what + ", though every A is finite", progress, layers.size());
    }

    /** The layer that the parameter θ[index] belongs to. */
    private static Layer layerOf(int index, List<Layer> layers) {
        int rest = index;
        for (Layer layer : layers) {
            rest -= layer.parameters();
            if (rest < 0) {
                return layer;
            }
        }
        throw new IndexOutOfBoundsException(index);
    }
}
