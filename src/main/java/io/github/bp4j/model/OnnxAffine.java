package io.github.bp4j.model;

import java.util.Deque;

/** The operators that multiply by weights or other constants, or add them, and the normalisations; as steps. */
final class OnnxAffine {
    private final OnnxValues values;
    private final OnnxBudget budget;

    OnnxAffine(OnnxValues values, OnnxBudget budget) {
        this.values = values;
        this.budget = budget;
    }

    OnnxStep gemm(OnnxNode node) throws ModelFormatException {
        node.requireInputs(2, 3);
        node.requireAttributes("alpha", "beta", "transA", "transB");
        if (node.integer("transA", 0) != 0) {
            throw new ModelFormatException(node + ": transA is on; one row should be one example");
        }
        double[] b = null;
        if (!node.input(2).isEmpty()) {
            b = values.vector(node, 2);
            double beta = OnnxNode.decimal(node.real("beta", 1));
            for (int i = 0; i < b.length; i++) {
                b[i] *= beta;
            }
        }
        return linear(node, 1, node.integer("transB", 0) != 0, OnnxNode.decimal(node.real("alpha", 1)), b);
    }

    OnnxStep matMul(OnnxNode node) throws ModelFormatException {
        node.requireInputs(2, 2);
        node.requireAttributes();
        return linear(node, 1, false, 1, null);
    }

    private OnnxStep.Linear linear(OnnxNode node, int i, boolean transposed, double alpha, double[] b)
            throws ModelFormatException {
        if (values.isConstant(node.input(0))) {
            throw new ModelFormatException(node + " has the constant on the left; one row should be one example");
        }
        boolean unitsFirst = transposed;
        String name = node.input(i);
        for (OnnxNode writer = values.writer(name); // Transpose(W)
                writer != null && writer.operator().equals("Transpose") && values.isConstant(writer.input(0));
                writer = values.writer(name)) {
            writer.requireInputs(1, 1);
            long[] perm = writer.integers("perm");
            if (perm == null || (perm.length == 2 && perm[0] == 1 && perm[1] == 0)) {
                unitsFirst = !unitsFirst;
            }
            name = writer.input(0);
        }
        OnnxTensor weights = values.constant(name);
        if (weights == null) {
            weights = values.constant(node, i); // refuses
        }
        if (weights.rank() != 2 || weights.count() < 1) {
            throw new ModelFormatException(node + ": " + weights + " should have two dimensions, both at least 1");
        }
        int units = weights.size(unitsFirst ? 0 : 1);
        int inputs = weights.size(unitsFirst ? 1 : 0);
        double[] from = weights.reals(budget);
        double[] W = from;
        if (!unitsFirst) {
            budget.spend(from.length, weights);
            W = new double[from.length];
            for (int k = 0; k < inputs; k++) {
                for (int unit = 0; unit < units; unit++) {
                    W[unit * inputs + k] = from[k * units + unit];
                }
            }
        }
        if (alpha != 1) {
            for (int k = 0; k < W.length; k++) {
                W[k] *= alpha;
            }
        }
        return new OnnxStep.Linear(node, units, inputs, W, b);
    }

    String beforeArithmetic(OnnxNode node, Deque<OnnxStep> steps) throws ModelFormatException {
        node.requireInputs(2, 2);
        node.requireAttributes();
        boolean left = values.isConstant(node.input(0));
        if (left == values.isConstant(node.input(1))) {
            throw new ModelFormatException(node + " combines two values that both depend on the input; "
                    + "a chain of layers has one way through. " + OnnxStep.SUPPORTED);
        }
        double[] c = values.vector(node, left ? 0 : 1);
        switch (node.operator()) {
            case "Add" -> steps.push(new OnnxStep.Plus(node, c));
            case "Mul" -> steps.push(new OnnxStep.Times(node, c));
            case "Sub" -> {
                if (left) { // c − x = −1 · x + c
                    steps.push(new OnnxStep.Plus(node, c));
                    steps.push(new OnnxStep.Times(node, new double[] {-1}));
                } else {
                    steps.push(new OnnxStep.Plus(node, negated(c)));
                }
            }
            default -> {
                if (left) {
                    throw new ModelFormatException(node + " divides a constant by a value; the other way is supported");
                }
                steps.push(new OnnxStep.Over(node, c));
            }
        }
        return node.input(left ? 1 : 0);
    }

    private static double[] negated(double[] c) {
        double[] negated = new double[c.length];
        for (int i = 0; i < c.length; i++) {
            negated[i] = -c[i];
        }
        return negated;
    }

    /** (x − mean) / √(variance + ε) · scale + B. */
    OnnxStep batchNormalization(OnnxNode node) throws ModelFormatException {
        node.requireInputs(5, 5);
        node.requireAttributes("epsilon", "momentum", "training_mode", "spatial");
        if (node.integer("training_mode", 0) != 0) {
            throw new ModelFormatException(node + ": training_mode is on; export the model for inference");
        }
        OnnxStep.NormalizeBatch step = new OnnxStep.NormalizeBatch(
                node,
                values.vector(node, 1),
                values.vector(node, 2),
                values.vector(node, 3),
                values.vector(node, 4),
                OnnxNode.decimal(node.real("epsilon", 1e-5f)));
        step.requireAsMany();
        return step;
    }

    /** (x − μ) / √(σ² + ε) · scale + B over the features of an example. */
    OnnxStep layerNormalization(OnnxNode node) throws ModelFormatException {
        node.requireInputs(2, 3);
        node.requireAttributes("axis", "epsilon", "stash_type");
        long axis = node.integer("axis", -1);
        if (axis != 1 && axis != -1) {
            throw new ModelFormatException(node + ": axis is " + axis + "; 1 and -1 are supported");
        }
        double[] scale = values.vector(node, 1);
        if (node.input(2).isEmpty()) {
            budget.spend(scale.length, node);
        }
        double[] B = node.input(2).isEmpty() ? new double[scale.length] : values.vector(node, 2);
        OnnxStep.NormalizeLayer step =
                new OnnxStep.NormalizeLayer(node, scale, B, OnnxNode.decimal(node.real("epsilon", 1e-5f)));
        step.requireAsMany();
        return step;
    }

    /** (x − offset) · scale, of ai.onnx.ml. */
    void scaler(OnnxNode node, Deque<OnnxStep> steps) throws ModelFormatException {
        node.requireInputs(1, 1);
        node.requireAttributes("offset", "scale");
        double[] offset = node.reals("offset");
        double[] scale = node.reals("scale");
        if (offset == null || scale == null || offset.length == 0 || scale.length == 0) {
            throw new ModelFormatException(node + " needs the attributes offset and scale");
        }
        budget.spend(2L * (offset.length + scale.length), node);
        steps.push(new OnnxStep.Times(node, scale));
        steps.push(new OnnxStep.Plus(node, negated(offset)));
    }
}
