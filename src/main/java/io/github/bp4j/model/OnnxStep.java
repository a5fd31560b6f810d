package io.github.bp4j.model;

import io.github.bp4j.Activation;

/** What one node of a chain, or a few that belong together, does to x, of which one row is an example. */
@SuppressWarnings("ArrayRecordComponent") // steps are handed on, never compared
sealed interface OnnxStep {
    /** What steps are made of, for messages. */
    String SUPPORTED = "bp4j reads chains of layers: Gemm, MatMul, Add, Sub, Mul, Div, Neg,"
            + " BatchNormalization, LayerNormalization, Scaler; Relu, LeakyRelu, PRelu with one slope, ThresholdedRelu, Elu,"
            + " Selu, Celu, Gelu, Softplus, Mish, Swish, HardSwish, Sigmoid, HardSigmoid, Tanh, Softsign, Clip, Shrink, Exp, Sin,"
            + " Softmax, and the same written out, as x · Sigmoid(x); Identity, Dropout, Cast, Flatten, Reshape, Transpose where"
            + " they change nothing";

    /** The node that error messages name. */
    OnnxNode node();

    /**
     * x Wᵀ + b.
     *
     * @param W (units, inputs), row by row
     * @param b of units, or of one element for all of them; null for none
     */
    record Linear(OnnxNode node, int units, int inputs, double[] W, double[] b) implements OnnxStep {}

    /** x · factor; here and below of as many elements as x, or of one. */
    record Times(OnnxNode node, double[] factor) implements OnnxStep {}

    /** x / divisor. */
    record Over(OnnxNode node, double[] divisor) implements OnnxStep {}

    /** x + summand. */
    record Plus(OnnxNode node, double[] summand) implements OnnxStep {}

    /** g(x). */
    record Activate(OnnxNode node, Activation g) implements OnnxStep {}

    /** (x − mean) / √(variance + ε) · γ + β, feature by feature; all of as many elements as gamma. */
    record NormalizeBatch(
            OnnxNode node, double[] gamma, double[] beta, double[] mean, double[] variance, double epsilon)
            implements OnnxStep {
        /** Refuses parameters that are not as many, and a variance + ε that is not above 0. */
        void requireAsMany() throws ModelFormatException {
            int n = gamma.length;
            if (beta.length != n || mean.length != n || variance.length != n) {
                throw new ModelFormatException(node + ": scale, B, mean and variance have " + n + ", "
                        + beta.length + ", " + mean.length + " and " + variance.length
                        + " elements; they should have as many");
            }
            for (int i = 0; i < n; i++) {
                double variance = this.variance[i] + epsilon;
                if (!(variance > 0)) {
                    throw new ModelFormatException(node + ": variance + epsilon is " + variance + " at index " + i);
                }
            }
        }
    }

    /** (x − μ) / √(σ² + ε) · γ + β, with μ and σ² of the example; beta of as many elements as gamma. */
    record NormalizeLayer(OnnxNode node, double[] gamma, double[] beta, double epsilon) implements OnnxStep {
        /** Refuses parameters that are not as many. */
        void requireAsMany() throws ModelFormatException {
            if (beta.length != gamma.length) {
                throw new ModelFormatException(node + ": scale and B have " + gamma.length + " and " + beta.length
                        + " elements; they should have as many");
            }
        }
    }

    /** x as rows of this width; -1: as rows of all that belongs to an example. */
    record Rows(OnnxNode node, long width) implements OnnxStep {}
}
