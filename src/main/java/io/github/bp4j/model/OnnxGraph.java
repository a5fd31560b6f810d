package io.github.bp4j.model;

import io.github.bp4j.Activation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The graph of a file as a chain of steps, found by walking from the output back to the input. What the walk does not
 * meet, such as the way to a label, plays no part; what it meets and does not know is refused by name.
 */
final class OnnxGraph {
    private final OnnxFile file;
    private final OnnxBudget budget;
    private final OnnxFile.Port input;
    private final OnnxValues values;
    private final OnnxOutput output;
    private final OnnxAffine affine;
    private final OnnxActivations activations;
    private final OnnxMatcher matcher;

    OnnxGraph(OnnxFile file, OnnxBudget budget) throws ModelFormatException {
        this.file = file;
        this.budget = budget;
        if (file.inputs().size() != 1) {
            throw new ModelFormatException("graph: it has the inputs "
                    + file.inputs().stream().map(OnnxFile.Port::name).toList()
                    + "; one is supported, a tensor (batch, features)");
        }
        input = file.inputs().get(0);
        if (input.shape() != null && input.shape().length < 2) {
            throw new ModelFormatException("graph: input \"" + input.name() + "\" has " + input.shape().length
                    + " dimensions; at least 2 are needed, the first for the batch");
        }
        values = new OnnxValues(file, budget);
        output = new OnnxOutput(file, values, budget);
        affine = new OnnxAffine(values, budget);
        activations = new OnnxActivations(file, values);
        matcher = new OnnxMatcher(values, activations);
    }

    /** What is known of the input. */
    OnnxFile.Port input() {
        return input;
    }

    /** The names of the classes; empty for none. */
    List<String> classes() {
        return output.classes();
    }

    /** Whether the output is (1 − p, p) where the steps give p. */
    boolean isTwoColumns() {
        return output.isTwoColumns();
    }

    /** From the input to the output. */
    List<OnnxStep> steps() throws ModelFormatException {
        Deque<OnnxStep> steps = new ArrayDeque<>();
        String name = output.name();
        while (!name.equals(input.name())) {
            OnnxNode node = values.writer(name);
            if (node == null) {
                throw new ModelFormatException("graph: its output does not depend on its input \"" + input.name()
                        + "\" but on \"" + name + "\" alone");
            }
            if (!node.outputs().get(0).equals(name)) {
                throw new ModelFormatException(
                        node + ": of its outputs the first is supported; \"" + name + "\" is used");
            }
            name = before(node, steps);
        }
        return new ArrayList<>(steps);
    }

    /** Puts what the node does in front of the steps, and gives the name that it does it to. */
    private String before(OnnxNode node, Deque<OnnxStep> steps) throws ModelFormatException {
        if (file.definesItself(node.operator())) {
            throw new ModelFormatException(node + " is a function of this file. " + OnnxStep.SUPPORTED);
        }
        String z = matcher.before(node, steps);
        if (z != null) {
            return z;
        }
        switch (node.operator()) {
            case "Identity" -> node.requireInputs(1, 1);
            case "Dropout" -> requireInference(node);
            case "Cast" -> {
                node.requireInputs(1, 1);
                if (!OnnxTensor.isReal(node.integer("to", 0))) {
                    throw new ModelFormatException(node + " goes to " + OnnxTensor.nameOf((int) node.integer("to", 0))
                            + "; FLOAT and DOUBLE are supported");
                }
            }
            case "Flatten" -> {
                node.requireInputs(1, 1);
                node.requireAttributes("axis");
                if (node.integer("axis", 1) != 1) {
                    throw new ModelFormatException(node + ": axis is " + node.integer("axis", 1) + "; 1 is supported");
                }
                steps.push(new OnnxStep.Rows(node, -1));
            }
            case "Reshape" -> steps.push(new OnnxStep.Rows(node, rowWidth(node)));
            case "Transpose" -> {
                node.requireInputs(1, 1);
                requireNothingMoved(node);
            }
            case "Gemm" -> steps.push(affine.gemm(node));
            case "MatMul" -> steps.push(affine.matMul(node));
            case "Add", "Sub", "Mul", "Div" -> {
                return affine.beforeArithmetic(node, steps);
            }
            case "Neg" -> {
                node.requireInputs(1, 1);
                steps.push(new OnnxStep.Times(node, new double[] {-1}));
            }
            case "BatchNormalization" -> steps.push(affine.batchNormalization(node));
            case "LayerNormalization" -> steps.push(affine.layerNormalization(node));
            case "Where" -> {
                steps.push(new OnnxStep.Activate(node, Activation.SOFTPLUS));
                return matcher.ofSoftplus(node);
            }
            case "ai.onnx.ml.Scaler" -> affine.scaler(node, steps);
            default -> steps.push(activations.step(node));
        }
        return node.input(0);
    }

    private void requireInference(OnnxNode node) throws ModelFormatException {
        node.requireInputs(1, 3);
        node.requireAttributes("ratio", "seed");
        if (!node.input(2).isEmpty() && !values.constant(node, 2).isZero()) {
            throw new ModelFormatException(node + ": training_mode is on; export the model for inference");
        }
    }

    private void requireNothingMoved(OnnxNode node) throws ModelFormatException {
        long[] perm = node.integers("perm");
        for (int i = 0; i < (perm == null ? 1 : perm.length); i++) {
            if (perm == null || perm[i] != i) {
                throw new ModelFormatException(
                        node + " moves the numbers of an example; a Transpose that changes nothing is"
                                + " supported, and one of constant weights");
            }
        }
    }

    /** The features that a Reshape makes of an example; -1 for all there are. */
    private long rowWidth(OnnxNode node) throws ModelFormatException {
        node.requireInputs(2, 2);
        node.requireAttributes("allowzero");
        List<Long> target = new ArrayList<>();
        OnnxNode concat = values.writer(node.input(1));
        if (concat != null && concat.operator().equals("Concat")) {
            for (String part : concat.inputs()) { // as x.view(x.size(0), -1) is exported
                if (values.isConstant(part)) {
                    addAll(target, values.constant(part).integers(budget));
                } else {
                    requireBatchSize(node, part);
                    target.add(-2L);
                }
            }
        } else {
            addAll(target, values.constant(node, 1).integers(budget));
        }
        boolean zeroCopies = node.integer("allowzero", 0) == 0;
        long batch = input.shape() == null ? -1 : input.shape()[0];
        if (target.size() == 2) {
            long first = target.get(0);
            long second = target.get(1);
            boolean keepsBatch = first == -1
                    ? second >= 1
                    : first == -2 || (first == 0 && zeroCopies) || (first > 0 && first == batch);
            if (keepsBatch && (second == -1 || second >= 1)) {
                return second;
            }
        }
        throw new ModelFormatException(
                node + ": the shape " + target + " is not that of a batch of rows, [-1, features]");
    }

    private static void addAll(List<Long> list, long[] values) {
        for (long value : values) {
            list.add(value);
        }
    }

    /** Refuses what is not the first size of some shape, which only the batch is. */
    private void requireBatchSize(OnnxNode node, String name) throws ModelFormatException {
        OnnxNode unsqueeze = values.writer(name);
        OnnxNode gather = unsqueeze == null ? null : values.writer(unsqueeze.input(0));
        OnnxNode shape = gather == null ? null : values.writer(gather.input(0));
        OnnxTensor index = gather == null ? null : values.constant(gather.input(1));
        if (shape == null
                || index == null
                || !unsqueeze.operator().equals("Unsqueeze")
                || !gather.operator().equals("Gather")
                || !shape.operator().equals("Shape")
                || index.count() != 1
                || index.integers(budget)[0] != 0) {
            throw new ModelFormatException(
                    node + " takes its shape from \"" + name + "\", which is not the size of the batch, Shape(x)[0]");
        }
    }
}
