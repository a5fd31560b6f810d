package io.github.bp4j.model;

import io.github.bp4j.Activation;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The graph of a file as a chain of steps, found by walking from the output back to the input. What the walk does not
 * meet, such as the way to a label, plays no part; what it meets and does not know is refused by name.
 */
final class OnnxGraph {
    private static final double SQRT_2 = 1.4142135623730951;

    private static final int MOST_OUTPUTS = 8;

    private static final String SUPPORTED = "bp4j reads chains of layers: Gemm, MatMul, Add, Sub, Mul, Div, Neg,"
            + " BatchNormalization, LayerNormalization, Scaler; Relu, LeakyRelu, PRelu with one slope, ThresholdedRelu, Elu,"
            + " Selu, Celu, Gelu, Softplus, Mish, Swish, HardSwish, Sigmoid, HardSigmoid, Tanh, Softsign, Clip, Shrink, Exp, Sin,"
            + " Softmax, and the same written out, as x · Sigmoid(x); Identity, Dropout, Cast, Flatten, Reshape, Transpose where"
            + " they change nothing";

    private final OnnxFile file;
    private final OnnxBudget budget;
    private final OnnxFile.Port input;
    private final Map<String, OnnxTensor> constants = new HashMap<>();
    private final Map<String, OnnxNode> writers = new HashMap<>(); // of every name but the constants
    private List<String> classes = List.of();
    private boolean twoColumns; // the output is (1 − p, p)

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
        constants.putAll(file.initializers());
        for (OnnxNode node : file.nodes()) {
            OnnxTensor constant = constantOf(node);
            for (String output : node.outputs()) {
                if (constant != null) {
                    constants.put(output, constant);
                } else {
                    writers.put(output, node);
                }
            }
        }
    }

    /** What is known of the input. */
    OnnxFile.Port input() {
        return input;
    }

    /** The names of the classes, once the steps are known; empty for none. */
    List<String> classes() {
        return classes;
    }

    /** Whether the output is (1 − p, p) where the steps give p; known once they are. */
    boolean isTwoColumns() {
        return twoColumns;
    }

    /** From the input to the output. */
    List<OnnxStep> steps() throws ModelFormatException {
        Deque<OnnxStep> steps = new ArrayDeque<>();
        String name = beforeTwoColumns(output());
        while (!name.equals(input.name())) {
            OnnxNode node = writers.get(name);
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

    // ---------------------------------------------------------------- constants

    /** The value of a node that depends on nothing else, or null. */
    private OnnxTensor constantOf(OnnxNode node) throws ModelFormatException {
        if (file.definesItself(node.operator())) {
            return null;
        }
        OnnxTensor from = constants.get(node.input(0));
        return switch (node.operator()) {
            case "Constant" -> valueOf(node);
            case "Identity" -> from;
            case "Cast" -> from != null && from.isReal() && isReal(node.integer("to", 0)) ? from : null;
            default -> null;
        };
    }

    private static OnnxTensor valueOf(OnnxNode node) throws ModelFormatException {
        String name = node.outputs().isEmpty() ? "" : node.outputs().get(0);
        if (node.has("value")) {
            return node.tensor("value");
        } else if (node.has("value_float")) {
            return OnnxTensor.of(name, new double[] {node.real("value_float", 0)}, true);
        } else if (node.has("value_floats")) {
            return OnnxTensor.of(name, node.reals("value_floats"), false);
        } else if (node.has("value_int")) {
            return OnnxTensor.of(name, new long[] {node.integer("value_int", 0)}, true);
        } else if (node.has("value_ints")) {
            return OnnxTensor.of(name, node.integers("value_ints"), false);
        }
        return null;
    }

    private static boolean isReal(long type) {
        return type == OnnxTensor.FLOAT || type == OnnxTensor.DOUBLE;
    }

    private boolean isConstant(String name) {
        return constants.containsKey(name);
    }

    private OnnxTensor constant(OnnxNode node, int i) throws ModelFormatException {
        OnnxTensor constant = constants.get(node.input(i));
        if (constant == null) {
            throw new ModelFormatException(node + ": input " + i + ", \"" + node.input(i)
                    + "\", should be an initializer or a Constant, or one through Identity, Cast or Transpose");
        }
        return constant;
    }

    /** A constant that is the same for all examples: n numbers, or one. */
    private double[] vector(OnnxNode node, int i) throws ModelFormatException {
        OnnxTensor constant = constant(node, i);
        boolean isRow = constant.rank() <= 1 || (constant.rank() == 2 && constant.size(0) == 1);
        if (constant.count() < 1 || (!isRow && constant.count() > 1) || constant.rank() > 2) {
            throw new ModelFormatException(node + ": " + constant + " should be one number, or one for each feature");
        }
        return constant.reals(budget);
    }

    /** The number, where the name is a constant of one; it is not kept, and may be asked for often. */
    private double scalar(String name) throws ModelFormatException {
        OnnxTensor constant = constants.get(name);
        return constant != null && constant.count() == 1 && constant.isReal()
                ? constant.reals(new OnnxBudget(0))[0]
                : Double.NaN;
    }

    // ---------------------------------------------------------------- outputs

    /** The name of the output with values, classes taken note of. */
    private String output() throws ModelFormatException {
        if (file.outputs().size() > MOST_OUTPUTS) {
            throw new ModelFormatException(
                    "graph: it has " + file.outputs().size() + " outputs; one is supported, and beside it labels");
        }
        String values = null;
        String argMaxOf = null;
        for (OnnxFile.Port output : file.outputs()) {
            if (output.type() == OnnxTensor.INT64
                    || output.type() == OnnxTensor.INT32
                    || output.type() == OnnxTensor.STRING) {
                String from = ofLabel(output.name());
                argMaxOf = argMaxOf == null ? from : argMaxOf;
            } else if (values == null) {
                values = output.name();
            } else {
                throw new ModelFormatException("graph: it has the outputs \"" + values + "\" and \"" + output.name()
                        + "\"; one is supported, and beside it labels");
            }
        }
        if (values == null && argMaxOf == null) {
            throw new ModelFormatException("graph: it has no output of numbers, of type FLOAT or DOUBLE");
        }
        OnnxNode last = writers.get(values);
        if (last != null && last.operator().equals("ai.onnx.ml.ZipMap")) {
            List<String> names = last.texts("classlabels_strings");
            long[] numbers = last.integers("classlabels_int64s");
            if (names != null || numbers != null) {
                classes = names != null ? names : texts(numbers);
            }
            return last.input(0);
        }
        return values != null ? values : argMaxOf;
    }

    private static List<String> texts(long[] numbers) {
        List<String> texts = new ArrayList<>();
        for (long number : numbers) {
            texts.add(String.valueOf(number));
        }
        return texts;
    }

    /** Back from a label to what ArgMax looks at, the class names that are picked from taken note of; null if unknown. */
    private String ofLabel(String name) throws ModelFormatException {
        String at = name;
        for (OnnxNode node = writers.get(at); node != null; node = writers.get(at)) {
            switch (node.operator()) {
                case "Identity", "Cast", "Reshape", "Squeeze" -> at = node.input(0);
                case "ai.onnx.ml.ArrayFeatureExtractor" -> {
                    OnnxTensor names = constants.get(node.input(0));
                    if (names == null) {
                        return null;
                    }
                    classes = names.texts(budget);
                    at = node.input(1);
                }
                case "ArgMax" -> {
                    return node.input(0);
                }
                default -> {
                    return null;
                }
            }
        }
        return null;
    }

    /** From Concat(1 − p, p) to p. */
    private String beforeTwoColumns(String name) throws ModelFormatException {
        OnnxNode concat = writers.get(name);
        while (concat != null && concat.operator().equals("Identity")) {
            concat = writers.get(concat.input(0));
        }
        if (concat == null
                || !concat.operator().equals("Concat")
                || concat.inputs().size() != 2) {
            return name;
        }
        long axis = concat.integer("axis", 0);
        OnnxNode rest = writers.get(concat.input(0));
        String p = concat.input(1);
        if ((axis != 1 && axis != -1)
                || rest == null
                || !rest.operator().equals("Sub")
                || scalar(rest.input(0)) != 1
                || !rest.input(1).equals(p)) {
            throw new ModelFormatException(concat + " is supported for (1 − p, p) alone, with axis 1");
        }
        twoColumns = true;
        return p;
    }

    // ---------------------------------------------------------------- steps

    /** Puts what the node does in front of the steps, and gives the name that it does it to. */
    private String before(OnnxNode node, Deque<OnnxStep> steps) throws ModelFormatException {
        if (file.definesItself(node.operator())) {
            throw new ModelFormatException(node + " is a function of this file. " + SUPPORTED);
        }
        String z = beforeForm(node, steps);
        if (z != null) {
            return z;
        }
        switch (node.operator()) {
            case "Identity" -> node.requireInputs(1, 1);
            case "Dropout" -> requireInference(node);
            case "Cast" -> {
                node.requireInputs(1, 1);
                if (!isReal(node.integer("to", 0))) {
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
            case "Gemm" -> steps.push(gemm(node));
            case "MatMul" -> {
                node.requireInputs(2, 2);
                node.requireAttributes();
                steps.push(linear(node, 1, false, 1, null));
            }
            case "Add", "Sub", "Mul", "Div" -> {
                return beforeArithmetic(node, steps);
            }
            case "Neg" -> {
                node.requireInputs(1, 1);
                steps.push(new OnnxStep.Times(node, new double[] {-1}));
            }
            case "BatchNormalization" -> steps.push(batchNormalization(node));
            case "LayerNormalization" -> steps.push(layerNormalization(node));
            case "Where" -> {
                steps.push(new OnnxStep.Activate(node, Activation.SOFTPLUS));
                return ofSoftplus(node);
            }
            case "ai.onnx.ml.Scaler" -> scaler(node, steps);
            default -> steps.push(activated(node));
        }
        return node.input(0);
    }

    private void requireInference(OnnxNode node) throws ModelFormatException {
        node.requireInputs(1, 3);
        node.requireAttributes("ratio", "seed");
        if (!node.input(2).isEmpty() && !constant(node, 2).isZero()) {
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
        OnnxNode concat = writers.get(node.input(1));
        if (concat != null && concat.operator().equals("Concat")) {
            for (String part : concat.inputs()) { // as x.view(x.size(0), -1) is exported
                if (isConstant(part)) {
                    addAll(target, constants.get(part).integers(budget));
                } else {
                    requireBatchSize(node, part);
                    target.add(-2L);
                }
            }
        } else {
            addAll(target, constant(node, 1).integers(budget));
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
        OnnxNode unsqueeze = writers.get(name);
        OnnxNode gather = unsqueeze == null ? null : writers.get(unsqueeze.input(0));
        OnnxNode shape = gather == null ? null : writers.get(gather.input(0));
        OnnxTensor index = gather == null ? null : constants.get(gather.input(1));
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

    private OnnxStep gemm(OnnxNode node) throws ModelFormatException {
        node.requireInputs(2, 3);
        node.requireAttributes("alpha", "beta", "transA", "transB");
        if (node.integer("transA", 0) != 0) {
            throw new ModelFormatException(node + ": transA is on; one row should be one example");
        }
        double[] b = null;
        if (!node.input(2).isEmpty()) {
            b = vector(node, 2);
            double beta = decimal(node.real("beta", 1));
            for (int i = 0; i < b.length; i++) {
                b[i] *= beta;
            }
        }
        return linear(node, 1, node.integer("transB", 0) != 0, decimal(node.real("alpha", 1)), b);
    }

    private OnnxStep.Linear linear(OnnxNode node, int i, boolean transposed, double alpha, double[] b)
            throws ModelFormatException {
        if (isConstant(node.input(0))) {
            throw new ModelFormatException(node + " has the constant on the left; one row should be one example");
        }
        boolean unitsFirst = transposed;
        String name = node.input(i);
        for (OnnxNode writer = writers.get(name); // Transpose(W)
                writer != null && writer.operator().equals("Transpose") && isConstant(writer.input(0));
                writer = writers.get(name)) {
            writer.requireInputs(1, 1);
            long[] perm = writer.integers("perm");
            if (perm == null || (perm.length == 2 && perm[0] == 1 && perm[1] == 0)) {
                unitsFirst = !unitsFirst;
            }
            name = writer.input(0);
        }
        OnnxTensor weights = constants.get(name);
        if (weights == null) {
            weights = constant(node, i); // refuses
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

    private String beforeArithmetic(OnnxNode node, Deque<OnnxStep> steps) throws ModelFormatException {
        node.requireInputs(2, 2);
        node.requireAttributes();
        boolean left = isConstant(node.input(0));
        if (left == isConstant(node.input(1))) {
            throw new ModelFormatException(node + " combines two values that both depend on the input; "
                    + "a chain of layers has one way through. " + SUPPORTED);
        }
        double[] c = vector(node, left ? 0 : 1);
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
    private OnnxStep batchNormalization(OnnxNode node) throws ModelFormatException {
        node.requireInputs(5, 5);
        node.requireAttributes("epsilon", "momentum", "training_mode", "spatial");
        if (node.integer("training_mode", 0) != 0) {
            throw new ModelFormatException(node + ": training_mode is on; export the model for inference");
        }
        OnnxStep.NormalizeBatch step = new OnnxStep.NormalizeBatch(
                node,
                vector(node, 1),
                vector(node, 2),
                vector(node, 3),
                vector(node, 4),
                decimal(node.real("epsilon", 1e-5f)));
        requireAsMany(step);
        return step;
    }

    private static void requireAsMany(OnnxStep.NormalizeBatch step) throws ModelFormatException {
        int n = step.gamma().length;
        if (step.beta().length != n || step.mean().length != n || step.variance().length != n) {
            throw new ModelFormatException(step.node() + ": scale, B, mean and variance have " + n + ", "
                    + step.beta().length + ", " + step.mean().length + " and " + step.variance().length
                    + " elements; they should have as many");
        }
        for (int i = 0; i < n; i++) {
            double variance = step.variance()[i] + step.epsilon();
            if (!(variance > 0)) {
                throw new ModelFormatException(step.node() + ": variance + epsilon is " + variance + " at index " + i);
            }
        }
    }

    /** (x − μ) / √(σ² + ε) · scale + B over the features of an example. */
    private OnnxStep layerNormalization(OnnxNode node) throws ModelFormatException {
        node.requireInputs(2, 3);
        node.requireAttributes("axis", "epsilon", "stash_type");
        long axis = node.integer("axis", -1);
        if (axis != 1 && axis != -1) {
            throw new ModelFormatException(node + ": axis is " + axis + "; 1 and -1 are supported");
        }
        double[] scale = vector(node, 1);
        if (node.input(2).isEmpty()) {
            budget.spend(scale.length, node);
        }
        double[] B = node.input(2).isEmpty() ? new double[scale.length] : vector(node, 2);
        OnnxStep.NormalizeLayer step =
                new OnnxStep.NormalizeLayer(node, scale, B, decimal(node.real("epsilon", 1e-5f)));
        requireAsMany(step);
        return step;
    }

    private static void requireAsMany(OnnxStep.NormalizeLayer step) throws ModelFormatException {
        if (step.beta().length != step.gamma().length) {
            throw new ModelFormatException(step.node() + ": scale and B have " + step.gamma().length + " and "
                    + step.beta().length + " elements; they should have as many");
        }
    }

    /** (x − offset) · scale, of ai.onnx.ml. */
    private void scaler(OnnxNode node, Deque<OnnxStep> steps) throws ModelFormatException {
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

    // ---------------------------------------------------------------- activations

    /** Those of one operator without inputs or attributes beside z. */
    private static final Map<String, Activation> PLAIN = Map.of(
            "Relu", Activation.RELU,
            "Sigmoid", Activation.SIGMOID,
            "Tanh", Activation.TANH,
            "Softplus", Activation.SOFTPLUS,
            "Softsign", Activation.SOFTSIGN,
            "Mish", Activation.MISH,
            "HardSwish", Activation.HARD_SILU,
            "Exp", Activation.EXPONENTIAL,
            "Sin", Activation.SIN);

    private OnnxStep activated(OnnxNode node) throws ModelFormatException {
        try {
            return node.operator().startsWith(OnnxFunction.DOMAIN + ".")
                    ? functionOf(node)
                    : new OnnxStep.Activate(node, activation(node));
        } catch (IllegalArgumentException e) { // a parameter that the activation cannot have
            throw new ModelFormatException(node + ": " + e.getMessage(), e);
        }
    }

    private Activation activation(OnnxNode node) throws ModelFormatException {
        String operator = node.operator();
        if (PLAIN.containsKey(operator)) {
            node.requireInputs(1, 1);
            node.requireAttributes();
            return PLAIN.get(operator);
        }
        switch (operator) {
            case "Softmax" -> {
                node.requireInputs(1, 1);
                node.requireAttributes("axis");
                long axis = node.integer("axis", -1); // before version 13 the default is 1: for rows the same
                if (axis != 1 && axis != -1) {
                    throw new ModelFormatException(node + ": axis is " + axis + "; 1 and -1 are supported");
                }
                return Activation.SOFTMAX;
            }
            case "LeakyRelu" -> {
                node.requireInputs(1, 1);
                node.requireAttributes("alpha");
                return Activation.leakyRelu(decimal(node.real("alpha", 0.01f)));
            }
            case "PRelu" -> {
                node.requireInputs(2, 2);
                node.requireAttributes();
                double[] slopes = vector(node, 1);
                for (double slope : slopes) {
                    if (slope != slopes[0]) {
                        throw new ModelFormatException(node + " has the slopes " + slopes[0] + " and " + slope
                                + "; one for all neurons is supported");
                    }
                }
                return Activation.leakyRelu(
                        constant(node, 1).type() == OnnxTensor.FLOAT ? decimal((float) slopes[0]) : slopes[0]);
            }
            case "Elu", "Celu", "ThresholdedRelu" -> {
                node.requireInputs(1, 1);
                node.requireAttributes("alpha");
                double alpha = decimal(node.real("alpha", 1));
                return operator.equals("Elu")
                        ? Activation.elu(alpha)
                        : operator.equals("Celu") ? Activation.celu(alpha) : Activation.thresholdedRelu(alpha);
            }
            case "Shrink" -> {
                node.requireInputs(1, 1);
                node.requireAttributes("lambd", "bias");
                double lambda = decimal(node.real("lambd", 0.5f));
                double bias = decimal(node.real("bias", 0));
                if (bias != 0 && bias != lambda) {
                    throw new ModelFormatException(node + ": bias is " + bias + "; 0 (hardShrink) and lambd, " + lambda
                            + " (softShrink), are supported");
                }
                return bias == 0 ? Activation.hardShrink(lambda) : Activation.softShrink(lambda);
            }
            case "HardSigmoid" -> {
                node.requireInputs(1, 1);
                node.requireAttributes("alpha", "beta");
                float alpha = node.real("alpha", 0.2f);
                float beta = node.real("beta", 0.5f);
                if (!isAbout(1.0 / 6, alpha) || !isAbout(0.5, beta)) {
                    throw new ModelFormatException(
                            node + " has alpha " + alpha + " and beta " + beta + "; 1/6 and 0.5 are supported");
                }
                return Activation.HARD_SIGMOID;
            }
            case "Clip" -> {
                return ofClip(node);
            }
            case "Selu" -> {
                node.requireInputs(1, 1);
                node.requireAttributes("alpha", "gamma");
                if (Math.abs(node.real("alpha", 1.6732632f) - 1.6732632423543772) > 1e-6
                        || Math.abs(node.real("gamma", 1.050701f) - 1.0507009873554805) > 1e-6) {
                    throw new ModelFormatException(node + " has other constants than SELU's 1.67326 and 1.05070");
                }
                return Activation.SELU;
            }
            case "Gelu" -> {
                node.requireInputs(1, 1);
                node.requireAttributes("approximate");
                String approximate = node.text("approximate", "none");
                if (!approximate.equals("none") && !approximate.equals("tanh")) {
                    throw new ModelFormatException(
                            node + " is approximated by \"" + approximate + "\"; \"none\" and \"tanh\" are supported");
                }
                return approximate.equals("none") ? Activation.GELU : Activation.GELU_TANH;
            }
            case "Swish" -> {
                node.requireInputs(1, 1);
                node.requireAttributes("alpha");
                if (node.real("alpha", 1) != 1) {
                    throw new ModelFormatException(node + ": alpha is " + node.real("alpha", 1) + "; 1 is supported");
                }
                return Activation.SILU;
            }
            case "LogSoftmax" -> {
                throw new ModelFormatException(node
                        + " gives logarithms of probabilities; export the model with Softmax, or" + " with neither");
            }
            default -> {
                throw new ModelFormatException(node + " is not supported. " + SUPPORTED);
            }
        }
    }

    /** By its bounds, which are inputs from operator set 11 on, and attributes before. */
    private Activation ofClip(OnnxNode node) throws ModelFormatException {
        node.requireInputs(1, 3);
        node.requireAttributes("min", "max");
        double least = node.real("min", Float.NEGATIVE_INFINITY);
        double most = node.real("max", Float.POSITIVE_INFINITY);
        if (!node.input(1).isEmpty()) {
            least = node.one("min", vector(node, 1));
        }
        if (!node.input(2).isEmpty()) {
            most = node.one("max", vector(node, 2));
        }
        if (least == 0 && most == 6) {
            return Activation.RELU6;
        } else if (least == -1 && most == 1) {
            return Activation.HARD_TANH;
        } else if (least == 0 && most >= Float.MAX_VALUE) {
            return Activation.RELU;
        }
        throw new ModelFormatException(node + " clips to " + least + " … " + most
                + "; 0 … 6 (relu6), -1 … 1 (hardTanh) and 0 … ∞ (relu) are supported");
    }

    /** One of the functions that bp4j writes for float64; that the file defines it as bp4j does is known. */
    private OnnxStep functionOf(OnnxNode node) throws ModelFormatException {
        OnnxFunction function = OnnxFunction.named(node.operator().substring(OnnxFunction.DOMAIN.length() + 1));
        if (function == null || !file.defines(function)) {
            throw new ModelFormatException(node + " is a function that this file does not define. " + SUPPORTED);
        }
        node.requireInputs(function.inputs(), function.inputs());
        node.requireAttributes();
        double[][] parameters = new double[function.inputs() - 1][];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = vector(node, i + 1);
        }
        OnnxStep step = function.step(node, parameters);
        if (step instanceof OnnxStep.NormalizeBatch normalization) {
            requireAsMany(normalization);
        } else if (step instanceof OnnxStep.NormalizeLayer normalization) {
            requireAsMany(normalization);
        }
        return step;
    }

    // ---------------------------------------------------------------- activations of several operators

    /** Puts the activation that the node ends in front of the steps, and gives its z; null if there is none. */
    private String beforeForm(OnnxNode node, Deque<OnnxStep> steps) throws ModelFormatException {
        String end = node.outputs().get(0);
        for (OnnxForm form : OnnxForm.ALL) {
            String z = match(form.term(), end, "");
            if (z != null) {
                steps.push(new OnnxStep.Activate(node, form.activation()));
                return z;
            }
        }
        if (node.operator().equals("Mul")) {
            for (Activation g : List.of(Activation.GELU, Activation.GELU_TANH)) {
                String z = ofGelu(node, g);
                if (z != null) {
                    steps.push(new OnnxStep.Activate(node, g));
                    return z;
                }
            }
            for (int i = 0; i < 2 && node.inputs().size() == 2; i++) { // z · HardSigmoid(z)
                OnnxNode factor = writers.get(node.input(i));
                if (factor != null
                        && factor.operator().equals("HardSigmoid")
                        && factor.input(0).equals(node.input(1 - i))
                        && activation(factor) == Activation.HARD_SIGMOID) {
                    steps.push(new OnnxStep.Activate(node, Activation.HARD_SILU));
                    return factor.input(0);
                }
            }
        }
        return null;
    }

    /**
     * What stands for z where the name is that of the term's value; else null.
     *
     * @param z what stands for z elsewhere in the term; "" while that is unknown
     */
    private String match(OnnxForm.Term term, String name, String z) throws ModelFormatException {
        if (term instanceof OnnxForm.Z) {
            return !isConstant(name) && (z.isEmpty() || z.equals(name)) ? name : null;
        } else if (term instanceof OnnxForm.Number number) {
            return isAbout(number.value(), scalar(name)) ? z : null;
        }
        OnnxForm.Op op = (OnnxForm.Op) term;
        OnnxNode node = writers.get(name);
        if (node == null
                || !node.operator().equals(op.operator())
                || !node.isPlain()
                || node.inputs().size() != op.inputs().size()) {
            return null;
        }
        String found = z;
        for (int i = 0; i < op.inputs().size() && found != null; i++) {
            found = match(op.inputs().get(i), node.input(i), found);
        }
        if (found == null && op.isCommutative()) {
            found = match(op.inputs().get(0), node.input(1), z);
            found = found == null ? null : match(op.inputs().get(1), node.input(0), found);
        }
        return found;
    }

    /** Whether a number of a file is this, but for the rounding to float32. */
    private static boolean isAbout(double expected, double actual) {
        return Math.abs(actual - expected) <= 1e-6 * Math.abs(expected);
    }

    /**
     * z of Where(z > 20, z, Softplus(z)), as PyTorch 2 writes softplus: beyond its threshold, 20 or more, ln(1 + e^z) is z
     * but for 2e-9.
     */
    private String ofSoftplus(OnnxNode where) throws ModelFormatException {
        where.requireInputs(3, 3);
        String z = where.input(1);
        OnnxNode greater = writers.get(where.input(0));
        OnnxNode softplus = writers.get(where.input(2));
        if (greater == null
                || softplus == null
                || !greater.operator().equals("Greater")
                || !greater.input(0).equals(z)
                || !(scalar(greater.input(1)) >= 20)
                || !softplus.operator().equals("Softplus")
                || !softplus.input(0).equals(z)) {
            throw new ModelFormatException(where + " is supported for softplus alone, Where(z > 20, z, Softplus(z))");
        }
        return z;
    }

    /** z, where the node ends z · ½ · (1 + Erf(z / √2)), the factors in any order; else null. For geluTanh with Tanh(u). */
    private String ofGelu(OnnxNode node, Activation g) throws ModelFormatException {
        String z = ofBracket(node.outputs().get(0), g, 3);
        if (z == null) {
            return null;
        }
        Factors factors = new Factors(z, g);
        factors.take(node.outputs().get(0), 3);
        return factors.isGelu() ? z : null;
    }

    /** z of the 1 + Erf(z / √2), or 1 + Tanh(u), among the factors, else null. */
    private String ofBracket(String name, Activation g, int depth) throws ModelFormatException {
        OnnxNode node = writers.get(name);
        if (node == null || node.inputs().size() != 2) {
            return null;
        }
        if (node.operator().equals("Mul") && depth > 0) {
            String left = ofBracket(node.input(0), g, depth - 1);
            return left != null ? left : ofBracket(node.input(1), g, depth - 1);
        }
        if (!node.operator().equals("Add")) {
            return null;
        }
        boolean oneFirst = isConstant(node.input(0));
        OnnxNode bent = writers.get(node.input(oneFirst ? 1 : 0));
        String operator = g == Activation.GELU ? "Erf" : "Tanh";
        if (bent == null || !bent.operator().equals(operator) || scalar(node.input(oneFirst ? 0 : 1)) != 1) {
            return null;
        }
        if (g == Activation.GELU_TANH) {
            String z = match(OnnxForm.U, bent.input(0), "");
            return z != null ? z : match(OnnxForm.U_BY_POW, bent.input(0), "");
        }
        OnnxNode scaled = writers.get(bent.input(0));
        if (scaled == null || scaled.inputs().size() != 2) {
            return null;
        }
        boolean isDiv = scaled.operator().equals("Div");
        boolean constantFirst = scaled.operator().equals("Mul") && isConstant(scaled.input(0));
        double factor = scalar(scaled.input(constantFirst ? 0 : 1));
        boolean right =
                isDiv ? isAbout(SQRT_2, factor) : scaled.operator().equals("Mul") && isAbout(1 / SQRT_2, factor);
        return right ? scaled.input(constantFirst ? 1 : 0) : null;
    }

    /** What a product is made of: z, the bracket 1 + Erf(z / √2) or 1 + Tanh(u), constants, others. */
    private final class Factors {
        private final String z;
        private final Activation g;
        private double constant = 1;
        private int zs;
        private int brackets;
        private int others;

        Factors(String z, Activation g) {
            this.z = z;
            this.g = g;
        }

        void take(String name, int depth) throws ModelFormatException {
            OnnxNode node = writers.get(name);
            if (name.equals(z)) {
                zs++;
            } else if (isConstant(name)) {
                constant *= scalar(name);
            } else if (z.equals(ofBracket(name, g, 0))) {
                brackets++;
            } else if (node != null
                    && node.operator().equals("Mul")
                    && node.inputs().size() == 2
                    && depth > 0) {
                take(node.input(0), depth - 1);
                take(node.input(1), depth - 1);
            } else {
                others++;
            }
        }

        boolean isGelu() {
            return zs == 1 && brackets == 1 && others == 0 && Math.abs(constant - 0.5) < 1e-6;
        }
    }

    /** An attribute is a float32; the shortest decimal that rounds to it is what was meant: 0.01, not 0.00999999978. */
    static double decimal(float value) {
        for (int digits = 1; digits < 9; digits++) {
            String decimal =
                    new BigDecimal(value).round(new MathContext(digits)).toString();
            if (Float.parseFloat(decimal) == value) {
                return Double.parseDouble(decimal);
            }
        }
        return value;
    }
}
