package io.github.bp4j;

import io.github.bp4j.internal.kernel.Kernel;
import java.util.Arrays;

/** A layer of a {@link Predictor}: W, b, normalisation and g as they were when it was made. */
final class FrozenLayer {
    /** Neurons are frozen in whole vectors of any width, so that a single example leaves none over. */
    private static final int LANES = 8;

    /** Wᵀ in panels, see {@link Kernel#affine}, the neurons filled up with zeros to a multiple of {@link #LANES}. */
    final double[] panels;

    /** b, filled up with zeros as well. */
    final double[] start;

    final Normalization.Frozen normalization; // null for none
    final Activation activation;
    private final int units;
    private final int inputs;

    /** Row by row, for batches: made of the panels when the first batch comes, as single examples do without. */
    private volatile Matrix W;

    FrozenLayer(Layer layer) {
        units = layer.units();
        inputs = layer.inputs();
        normalization = layer.frozenNormalization();
        activation = layer.activation();
        start = Arrays.copyOf(layer.b().toArray(), (units + LANES - 1) / LANES * LANES);
        panels = new double[inputs * start.length];
        copy(layer.W(), true);
    }

    int units() {
        return units;
    }

    int inputs() {
        return inputs;
    }

    /** (n, n_prev). */
    Matrix W() {
        Matrix unpacked = W;
        if (unpacked == null) {
            unpacked = Matrix.zeros(units, inputs);
            copy(unpacked, false);
            W = unpacked; // of two threads that make it at once, both make the same
        }
        return unpacked;
    }

    /** (n, 1). */
    Matrix b() {
        return Matrix.window(start, 0, units, 1);
    }

    /** From W to the panels, or back. */
    private void copy(Matrix W, boolean pack) {
        for (int panel = 0, width; panel < start.length; panel += width) {
            width = Kernel.panelWidth(start.length - panel);
            for (int i = panel; i < Math.min(panel + width, units); i++) {
                int row = W.offset + i * inputs;
                int column = panel * inputs + i - panel;
                for (int k = 0; k < inputs; k++) {
                    if (pack) {
                        panels[column + k * width] = W.data[row + k];
                    } else {
                        W.data[row + k] = panels[column + k * width];
                    }
                }
            }
        }
    }
}
