package io.github.bp4j.training;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A copy of what training has made of a network: θ, and the running values of batch normalisation. */
final class Snapshot {
    private final double[] parameters;
    private final double[][] running;

    private Snapshot(double[] parameters, double[][] running) {
        this.parameters = parameters;
        this.running = running;
    }

    /** With what was read from a file. */
    static Snapshot of(double[] parameters, double[][] running) {
        return new Snapshot(parameters, running);
    }

    static Snapshot of(Network network) {
        return new Snapshot(
                network.parameters().clone(),
                running(network).stream().map(Matrix::toArray).toArray(double[][]::new));
    }

    /** Copies once more, θ into the same memory. */
    void take(Network network) {
        System.arraycopy(network.parameters(), 0, parameters, 0, parameters.length);
        List<Matrix> live = running(network);
        Arrays.setAll(running, k -> live.get(k).toArray());
    }

    /** The network becomes what it was. */
    void restore(Network network) {
        System.arraycopy(parameters, 0, network.parameters(), 0, parameters.length);
        List<Matrix> live = running(network);
        for (int k = 0; k < running.length; k++) {
            live.get(k).setColumn(0, running[k], 0);
        }
    }

    Snapshot copy() {
        return new Snapshot(parameters.clone(), running.clone());
    }

    /** Whether it is of a network with as many parameters and running values. */
    boolean fits(Network network) {
        List<Matrix> live = running(network);
        return parameters.length == network.parameters().length
                && running.length == live.size()
                && IntStream.range(0, running.length)
                        .allMatch(k -> running[k].length == live.get(k).rows());
    }

    /** θ: live. */
    double[] parameters() {
        return parameters;
    }

    /** The running values, mean and variance of one layer after the other: live. */
    double[][] running() {
        return running;
    }

    private static List<Matrix> running(Network network) {
        return network.layers().stream()
                .filter(Layer::hasBatchNormalization)
                .flatMap(layer -> Stream.of(layer.runningMean(), layer.runningVariance()))
                .toList();
    }
}
