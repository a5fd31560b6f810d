package io.github.bp4j.check;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.util.List;
import java.util.stream.Stream;

/** The running means and variances of batch normalisation, which every forward pass moves, to be put back. */
final class RunningValues {
    private final List<Matrix> live;
    private final List<double[]> kept;

    /** Those of the network as they are. */
    RunningValues(Network network) {
        live = network.layers().stream()
                .filter(Layer::hasBatchNormalization)
                .flatMap(layer -> Stream.of(layer.runningMean(), layer.runningVariance()))
                .toList();
        kept = live.stream().map(Matrix::toArray).toList();
    }

    void restore() {
        for (int k = 0; k < kept.size(); k++) {
            live.get(k).setColumn(0, kept.get(k), 0);
        }
    }
}
