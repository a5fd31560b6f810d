package io.github.bp4j.training;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.internal.check.Require;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How a network does on a data set with the pass of prediction. An example of weight k counts as k examples, and one of
 * weight 0 is absent.
 *
 * @param cost J over all examples, regularisation included; NaN or infinite if that of some examples is
 * @param accuracy the share of examples classified right, 0 to 1; NaN with numeric targets, or without a finite cost
 */
public record Evaluation(double cost, double accuracy) {
    static final Evaluation NONE = new Evaluation(Double.NaN, Double.NaN);

    private static final int EXAMPLES_AT_A_TIME = 512;

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the accuracy is neither 0 to 1 nor NaN
     */
    public Evaluation {
        Require.shareOrNaN("accuracy", accuracy);
    }

    /**
     * Of all examples of the data set; the network's caches are not touched.
     *
     * @throws IllegalArgumentException if the data set does not fit the network or its loss
     * @throws IllegalStateException if another thread uses the network
     */
    public static Evaluation of(Network network, Dataset data) {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(data, "data");
        network.inUse().hold("Evaluation.of");
        try {
            return ofHeld(network, data);
        } finally {
            network.inUse().release();
        }
    }

    private static Evaluation ofHeld(Network network, Dataset all) {
        requireFit("data set", all, network);
        Dataset data = all.present();
        int[] order = IntStream.range(0, data.size()).toArray();
        Batches batches = new Batches(data, network, EXAMPLES_AT_A_TIME, 1);
        double ofAll = network.regularisation(data.totalWeight());
        double weightDone = 0;
        double weightedCost = 0;
        double right = 0;
        for (int batch = 0; batch < batches.count(); batch++) {
            batches.gather(order, batch);
            Network.Prediction prediction = predict(network, batches);
            double regularisation = ofAll - network.regularisation(batches.examples());
            weightDone += batches.totalWeight();
            weightedCost += (prediction.cost() + regularisation) * batches.totalWeight();
            if (!Double.isFinite(prediction.cost())) {
                return new Evaluation(prediction.cost(), Double.NaN);
            }
            if (data.isClassification()) {
                right += right(prediction.A(), batches);
            }
        }
        double accuracy = data.isClassification() ? right / weightDone : Double.NaN;
        return new Evaluation(weightedCost / weightDone, accuracy);
    }

    private static Network.Prediction predict(Network network, Batches batches) {
        return batches.weights() == null
                ? network.predict(batches.X(), batches.Y())
                : network.predict(batches.X(), batches.Y(), batches.weights());
    }

    /** Σ w of the examples that are classified right, in the unit of the batches' total weights. */
    private static double right(Matrix A, Batches batches) {
        double right = 0;
        for (int j = 0; j < A.columns(); j++) {
            if (A.classOfColumn(j) == batches.Y().classOfColumn(j)) { // of one unit: labels are the targets 0 and 1
                right += batches.weight(j);
            }
        }
        return right;
    }

    /** Refuses a data set whose inputs, classes, targets or names do not fit the network or its loss. */
    static void requireFit(String name, Dataset data, Network network) {
        if (data.inputs() != network.inputs()) {
            throw new IllegalArgumentException(
                    "the " + name + " has " + data.inputs() + " inputs; the network has " + network.inputs());
        }
        requireAWeight(name, data);
        network.schema().requireSame("the " + name, data.schema(), "the network was trained with");
        if (data.isClassification()) {
            Matrix Y = Matrix.zeros(network.outputs(), 1);
            data.batch(new int[] {0}, 0, 1, Matrix.zeros(network.inputs(), 1), Y);
            requireZeroAndOne(name, network);
            network.loss().requireTargets(Y);
            return;
        }
        if (data.outputs() != network.outputs()) {
            throw new IllegalArgumentException("the " + name + " has " + data.outputs()
                    + " targets for an example; the network has " + network.outputs() + " outputs");
        }
        if (data.isWeighted()) {
            Matrix weights = Matrix.zeros(1, data.size());
            data.batchWeights(IntStream.range(0, data.size()).toArray(), 0, data.size(), weights);
            network.loss().requireTargets(data.Y(), weights);
        } else {
            network.loss().requireTargets(data.Y());
        }
    }

    /** Refuses labels, which become the targets 0 and 1, for one unit whose classes are −1 and 1. */
    private static void requireZeroAndOne(String name, Network network) {
        if (network.threshold().orElse(0.5) == 0) {
            throw new IllegalArgumentException(
                    "the " + name + " has labels, which become the targets 0 and 1 of one unit; "
                            + network.layers().get(network.layers().size() - 1) + " with " + network.loss()
                            + " needs -1 and 1: give it these as numeric targets, or take sigmoid with"
                            + " binaryCrossEntropy");
        }
    }

    /** Refuses a data set none of whose examples counts. */
    static void requireAWeight(String name, Dataset data) {
        for (int e = 0; e < data.size(); e++) {
            if (data.weight(e) > 0) {
                return;
            }
        }
        throw new IllegalArgumentException("every weight of the " + name + " is 0; at least one must be above 0");
    }
}
