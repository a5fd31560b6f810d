package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.data.Scaler;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a model of the steps of a graph. Each {@link OnnxStep.Linear} begins a layer. What scales or shifts goes, before
 * the first layer, into the scaler; after x Wᵀ + b, into that W and b; after an activation, into the W and b that follow.
 * So a BatchNormalization, which in inference form scales and shifts, becomes part of a neighbour; in a file of bp4j, and a
 * LayerNormalization in any, it makes the layer a normalised one.
 */
final class OnnxImport {
    private final OnnxFile file;
    private final OnnxBudget budget;
    private final List<OnnxStep> scaling = new ArrayList<>(); //    before the first layer
    private final List<OnnxStep> unfinished = new ArrayList<>(); // after an activation, for the W and b that follow
    private final List<Draft> drafts = new ArrayList<>();
    private int width = -1; // the features of an example at this place; -1 while unknown
    private OnnxProperties properties;
    private double[] shift; // of the scaler; null for none
    private double[] scale;

    OnnxImport(OnnxFile file) {
        this.file = file;
        budget = new OnnxBudget(file.size());
    }

    Model model() throws ModelFormatException {
        properties = new OnnxProperties(file.properties());
        OnnxGraph graph = new OnnxGraph(file, budget);
        List<OnnxStep> steps = graph.steps();
        width = width(graph.input().shape());
        for (OnnxStep step : steps) {
            take(step);
        }
        finish();
        Network network = network();
        Model model = Model.of(network);
        try {
            if (shift != null) {
                model = model.withScaler(Scaler.of(shift, scale));
            }
            List<String> classes = graph.classes().isEmpty() ? properties.classes() : graph.classes();
            boolean namesUnits = !classes.isEmpty() && (network.outputs() > 1 || classes.size() == 2);
            if (graph.isTwoColumns() && network.outputs() != 1) {
                throw new ModelFormatException(
                        "graph: (1 − p, p) is supported for a single p; there are " + network.outputs());
            }
            model = namesUnits ? model.withClasses(classes) : model;
            network.schema(model.names());
            return model;
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException("graph: " + e.getMessage(), e);
        }
    }

    /** The features of an input (batch, …); -1 where they are not fixed. */
    private static int width(long[] shape) {
        long width = shape == null ? -1 : 1;
        for (int i = 1; shape != null && i < shape.length && width > 0; i++) {
            width = shape[i] < 1 || shape[i] > Integer.MAX_VALUE ? -1 : width * shape[i];
            width = width > Integer.MAX_VALUE ? -1 : width;
        }
        return (int) width;
    }

    // ---------------------------------------------------------------- step by step

    private void take(OnnxStep step) throws ModelFormatException {
        if (step instanceof OnnxStep.Linear linear) {
            begin(linear);
        } else if (step instanceof OnnxStep.Activate activate) {
            Draft layer = last();
            if (layer == null || layer.g != null) {
                throw new ModelFormatException(
                        step.node() + " is an activation that does not follow a Gemm or MatMul; each layer has both");
            }
            layer.g = activate.g();
        } else if (step instanceof OnnxStep.Rows rows) {
            if (rows.width() > 0 && width > 0 && rows.width() != width) {
                throw new ModelFormatException(step.node() + " makes rows of " + rows.width() + "; an example has "
                        + width + " numbers here, and should keep them in one row");
            }
            width = rows.width() > 0 && rows.width() <= Integer.MAX_VALUE ? (int) rows.width() : width;
        } else if (step instanceof OnnxStep.NormalizeLayer normalization) {
            Draft layer = last();
            if (layer == null || layer.g != null || layer.isNormalized()) {
                throw new ModelFormatException(step.node() + " does not follow a Gemm or MatMul; a layer is normalised"
                        + " once, before its activation");
            }
            layer.normalize(normalization);
        } else if (step instanceof OnnxStep.NormalizeBatch normalization) {
            Draft layer = last();
            if (layer != null && layer.g == null && !layer.isNormalized() && properties.hasMomentum()) {
                layer.normalize(normalization);
            } else {
                fold(normalization);
            }
        } else {
            int size = operand(step).length;
            if (size != 1 && width > 0 && size != width) {
                throw new ModelFormatException(step.node() + " has " + size + " numbers for " + width + " features");
            }
            width = size == 1 ? width : size;
            Draft layer = last();
            if (layer == null) {
                scaling.add(step);
            } else if (layer.g == null) {
                budget.spend(step instanceof OnnxStep.Plus ? 0 : layer.W.length, step.node());
                layer.scaleAndShift(step);
            } else {
                unfinished.add(step);
            }
        }
    }

    /** A normalisation over the batch as one factor and one summand. */
    private void fold(OnnxStep.NormalizeBatch step) throws ModelFormatException {
        double[] factor = step.gamma();
        double[] summand = step.beta();
        for (int i = 0; i < factor.length; i++) {
            factor[i] /= Math.sqrt(step.variance()[i] + step.epsilon());
            summand[i] -= step.mean()[i] * factor[i];
        }
        take(new OnnxStep.Times(step.node(), factor));
        take(new OnnxStep.Plus(step.node(), summand));
    }

    private void begin(OnnxStep.Linear linear) throws ModelFormatException {
        if (width > 0 && linear.inputs() != width) {
            throw new ModelFormatException(
                    linear.node() + " expects " + linear.inputs() + " inputs; it is given " + width);
        }
        Draft before = last();
        if (before == null) {
            makeScaler(linear.inputs());
        } else if (before.g == null) {
            before.g = Activation.LINEAR;
        }
        budget.spend(linear.units() + 1L, linear.node());
        Draft layer = new Draft(linear);
        for (int i = unfinished.size() - 1; i >= 0; i--) {
            budget.spend(layer.W.length, unfinished.get(i).node());
            layer.takeIn(unfinished.get(i));
        }
        unfinished.clear();
        drafts.add(layer);
        width = linear.units();
    }

    private void finish() throws ModelFormatException {
        Draft last = last();
        if (last == null) {
            throw new ModelFormatException("graph: there is no Gemm or MatMul on the way from input to output");
        }
        if (!unfinished.isEmpty()) {
            throw new ModelFormatException(unfinished.get(0).node()
                    + " scales or shifts what an activation gave, and no layer follows to take it in");
        }
        if (last.g == null) {
            last.g = Activation.LINEAR;
        }
        for (Draft draft : drafts) {
            draft.requireFinite();
        }
    }

    private Draft last() {
        return drafts.isEmpty() ? null : drafts.get(drafts.size() - 1);
    }

    private static double[] operand(OnnxStep step) {
        if (step instanceof OnnxStep.Times times) {
            return times.factor();
        } else if (step instanceof OnnxStep.Over over) {
            return over.divisor();
        }
        return ((OnnxStep.Plus) step).summand();
    }

    private static double at(double[] operand, int i) {
        return operand[operand.length == 1 ? 0 : i];
    }

    // ---------------------------------------------------------------- the scaler

    /** The steps so far as (x − shift) / scale; what Sub and Div wrote, exactly. */
    private void makeScaler(int features) throws ModelFormatException {
        if (scaling.isEmpty()) {
            return;
        }
        budget.spend(2L * features * scaling.size(), "graph");
        shift = new double[features];
        scale = new double[features];
        for (int i = 0; i < features; i++) {
            scale[i] = 1;
            for (OnnxStep step : scaling) {
                double c = at(operand(step), i);
                if (step instanceof OnnxStep.Plus) {
                    shift[i] -= c * scale[i];
                } else if (step instanceof OnnxStep.Over) {
                    scale[i] *= c;
                } else {
                    scale[i] /= c;
                }
                if (!Double.isFinite(shift[i]) || !Double.isFinite(scale[i]) || scale[i] == 0) {
                    throw new ModelFormatException(step.node() + ": feature " + i
                            + " is scaled to 0 or beyond the largest number; neither is supported");
                }
            }
        }
    }

    // ---------------------------------------------------------------- layers

    /** A layer while its parts are found. */
    private static final class Draft {
        private final OnnxNode node;
        private final int units;
        private final int inputs;
        private final double[] W; // (units, inputs)
        private final double[] b;
        private Activation g; // null until it is known
        private double[] gamma; // null for no normalisation; the next ones likewise
        private double[] beta;
        private double[] mean; //     null over the layer
        private double[] variance; // null over the layer
        private double epsilon;

        Draft(OnnxStep.Linear linear) throws ModelFormatException {
            node = linear.node();
            units = linear.units();
            inputs = linear.inputs();
            W = linear.W();
            b = new double[units];
            if (linear.b() != null) {
                if (linear.b().length != 1 && linear.b().length != units) {
                    throw new ModelFormatException(
                            node + ": C has " + linear.b().length + " numbers for " + units + " units");
                }
                for (int i = 0; i < units; i++) {
                    b[i] = at(linear.b(), i);
                }
            }
        }

        boolean isNormalized() {
            return gamma != null;
        }

        void normalize(OnnxStep.NormalizeBatch step) throws ModelFormatException {
            normalize(step.node(), step.gamma(), step.beta(), step.epsilon());
            mean = step.mean();
            variance = step.variance();
        }

        void normalize(OnnxStep.NormalizeLayer step) throws ModelFormatException {
            normalize(step.node(), step.gamma(), step.beta(), step.epsilon());
        }

        private void normalize(OnnxNode node, double[] gamma, double[] beta, double epsilon)
                throws ModelFormatException {
            if (gamma.length != units) {
                throw new ModelFormatException(node + " has " + gamma.length + " numbers for " + units + " features");
            }
            this.gamma = gamma;
            this.beta = beta;
            this.epsilon = epsilon;
        }

        /** What is done to Z: its rows of W and b, or of γ and β, take it in. */
        void scaleAndShift(OnnxStep step) {
            if (isNormalized()) {
                scaleAndShift(step, gamma, 1, beta);
            } else {
                scaleAndShift(step, W, inputs, b);
            }
        }

        private void scaleAndShift(OnnxStep step, double[] W, int inputs, double[] b) {
            for (int i = 0; i < units; i++) {
                double c = at(operand(step), i);
                if (step instanceof OnnxStep.Plus) {
                    b[i] += c;
                } else {
                    boolean times = step instanceof OnnxStep.Times;
                    b[i] = times ? b[i] * c : b[i] / c;
                    for (int k = i * inputs; k < (i + 1) * inputs; k++) {
                        W[k] = times ? W[k] * c : W[k] / c;
                    }
                }
            }
        }

        /** What is done to A_prev before it comes here: W (c · x) = (W diag c) x, and W (x + c) = W x + W c. */
        void takeIn(OnnxStep step) {
            for (int i = 0; i < units; i++) {
                for (int k = 0; k < inputs; k++) {
                    double c = at(operand(step), k);
                    if (step instanceof OnnxStep.Plus) {
                        b[i] += W[i * inputs + k] * c;
                    } else if (step instanceof OnnxStep.Times) {
                        W[i * inputs + k] *= c;
                    } else {
                        W[i * inputs + k] /= c;
                    }
                }
            }
        }

        /** Sets the parameters, in theta from offset on, and the running values; gives the offset of the next layer. */
        int fill(Layer layer, double[] theta, int offset) {
            int next = offset;
            for (double[] values : isNormalized() ? new double[][] {W, b, gamma, beta} : new double[][] {W, b}) {
                System.arraycopy(values, 0, theta, next, values.length);
                next += values.length;
            }
            if (mean != null) {
                for (int i = 0; i < units; i++) {
                    layer.runningMean().set(i, 0, mean[i]);
                    layer.runningVariance().set(i, 0, variance[i]);
                }
            }
            return next;
        }

        void requireFinite() throws ModelFormatException {
            for (double[] values : isNormalized() ? new double[][] {W, b, gamma, beta} : new double[][] {W, b}) {
                for (double value : values) {
                    if (!Double.isFinite(value)) {
                        throw new ModelFormatException(
                                node + ": its weights, with what is scaled and shifted around it," + " overflow");
                    }
                }
            }
        }
    }

    private Network network() throws ModelFormatException {
        try {
            int L = drafts.size();
            double[] l1 = properties.l1(L);
            double[] l2 = properties.l2(L);
            double[] l2OverExamples = properties.l2OverExamples(L);
            double[] dropout = properties.dropout(L);
            double[] maxNorm = properties.maxNorm(L);
            double[] momentum = properties.momentum(L);
            NetworkBuilder builder = Network.builder()
                    .inputs(drafts.get(0).inputs)
                    .initializer(Initializer.ZEROS)
                    .seed(properties.seed())
                    .inputDropout(properties.inputDropout())
                    .inputNoise(properties.inputNoise());
            for (int l = 0; l < L; l++) {
                int i = l;
                Draft draft = drafts.get(i);
                builder.layer(draft.units, draft.g, none -> {
                    LayerOptions options = none.l1(l1[i])
                            .l2(l2[i])
                            .l2OverExamples(l2OverExamples[i])
                            .dropout(dropout[i])
                            .maxNorm(maxNorm[i]);
                    if (!draft.isNormalized()) {
                        return options;
                    }
                    return draft.mean == null
                            ? options.layerNormalization(draft.epsilon)
                            : options.batchNormalization(draft.epsilon, momentum[i]);
                });
            }
            Loss loss = properties.loss();
            Activation output = last().g;
            Network network = builder.loss(loss != null && loss.fits(output) ? loss : Names.usualLoss(output))
                    .build();
            int offset = 0;
            for (Layer layer : network.layers()) {
                offset = drafts.get(layer.number() - 1).fill(layer, network.parameters(), offset);
            }
            network.passes(properties.passes());
            return network;
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException("graph: " + e.getMessage(), e);
        }
    }
}
