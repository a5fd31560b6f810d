package io.github.bp4j.check;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.util.List;
import java.util.stream.Stream;

/** What every forward pass moves, to be put back: the number of passes, and the running values of batch normalisation. */
final class PassState {
    private final Network network;
    private final long passes;
    private final List<Matrix> live;
    private final List<double[]> kept;

    /** That of the network as it is. */
    PassState(Network network) {
        this.network = network;
        passes = network.passes();
        live = network.layers().stream()
                .filter(Layer::hasBatchNormalization)
                .flatMap(layer -> Stream.of(layer.runningMean(), layer.runningVariance()))
                .toList();
        kept = live.stream().map(Matrix::toArray).toList();
    }

    void restore() {
        network.passes(passes);
        for (int k = 0; k < kept.size(); k++) {
            live.get(k).setColumn(0, kept.get(k), 0);
        }
    }
}
