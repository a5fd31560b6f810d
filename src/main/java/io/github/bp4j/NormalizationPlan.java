package io.github.bp4j;

/**
 * The normalisation of a layer before it is built: over the batch, or over the layer.
 *
 * @param epsilon ε
 * @param momentum that of the running values; NaN over the layer, which has none
 */
record NormalizationPlan(boolean overBatch, double epsilon, double momentum) {
    /** As the option is called. */
    String name() {
        return overBatch ? "batchNormalization" : "layerNormalization";
    }

    /** With γ and β as windows on theta, from offset on. */
    Normalization of(int units, Algebra algebra, double[] theta, double[] dTheta, int offset) {
        return overBatch
                ? new BatchNormalization(units, epsilon, momentum, algebra, theta, dTheta, offset)
                : new LayerNormalization(units, epsilon, algebra, theta, dTheta, offset);
    }
}
