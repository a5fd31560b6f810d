package io.github.bp4j.model;

import io.github.bp4j.Activation;
import java.util.Map;

/** The activations that are one operator each, and the functions that bp4j writes for float64. */
final class OnnxActivations {
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

    private final OnnxFile file;
    private final OnnxValues values;

    OnnxActivations(OnnxFile file, OnnxValues values) {
        this.file = file;
        this.values = values;
    }

    /** What the node does, as a step. */
    OnnxStep step(OnnxNode node) throws ModelFormatException {
        try {
            return node.operator().startsWith(OnnxFunction.DOMAIN + ".")
                    ? functionOf(node)
                    : new OnnxStep.Activate(node, activation(node));
        } catch (IllegalArgumentException e) { // a parameter that the activation cannot have
            throw new ModelFormatException(node + ": " + e.getMessage(), e);
        }
    }

    Activation activation(OnnxNode node) throws ModelFormatException {
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
                return Activation.leakyRelu(OnnxNode.decimal(node.real("alpha", 0.01f)));
            }
            case "PRelu" -> {
                node.requireInputs(2, 2);
                node.requireAttributes();
                double[] slopes = values.vector(node, 1);
                for (double slope : slopes) {
                    if (slope != slopes[0]) {
                        throw new ModelFormatException(node + " has the slopes " + slopes[0] + " and " + slope
                                + "; one for all neurons is supported");
                    }
                }
                return Activation.leakyRelu(
                        values.constant(node, 1).type() == OnnxTensor.FLOAT
                                ? OnnxNode.decimal((float) slopes[0])
                                : slopes[0]);
            }
            case "Elu", "Celu", "ThresholdedRelu" -> {
                node.requireInputs(1, 1);
                node.requireAttributes("alpha");
                double alpha = OnnxNode.decimal(node.real("alpha", 1));
                return operator.equals("Elu")
                        ? Activation.elu(alpha)
                        : operator.equals("Celu") ? Activation.celu(alpha) : Activation.thresholdedRelu(alpha);
            }
            case "Shrink" -> {
                node.requireInputs(1, 1);
                node.requireAttributes("lambd", "bias");
                double lambda = OnnxNode.decimal(node.real("lambd", 0.5f));
                double bias = OnnxNode.decimal(node.real("bias", 0));
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
                if (!OnnxValues.isAbout(1.0 / 6, alpha) || !OnnxValues.isAbout(0.5, beta)) {
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
                throw new ModelFormatException(node + " is not supported. " + OnnxStep.SUPPORTED);
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
            least = node.one("min", values.vector(node, 1));
        }
        if (!node.input(2).isEmpty()) {
            most = node.one("max", values.vector(node, 2));
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
            throw new ModelFormatException(
                    node + " is a function that this file does not define. " + OnnxStep.SUPPORTED);
        }
        node.requireInputs(function.inputs(), function.inputs());
        node.requireAttributes();
        double[][] parameters = new double[function.inputs() - 1][];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = values.vector(node, i + 1);
        }
        OnnxStep step = function.step(node, parameters);
        if (step instanceof OnnxStep.NormalizeBatch normalization) {
            normalization.requireAsMany();
        } else if (step instanceof OnnxStep.NormalizeLayer normalization) {
            normalization.requireAsMany();
        }
        return step;
    }
}
