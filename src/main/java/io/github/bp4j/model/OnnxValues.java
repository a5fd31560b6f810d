package io.github.bp4j.model;

import java.util.HashMap;
import java.util.Map;

/** The values of a graph by name: constants, and the nodes that write the others. */
final class OnnxValues {
    private final OnnxBudget budget;
    private final Map<String, OnnxTensor> constants = new HashMap<>();
    private final Map<String, OnnxNode> writers = new HashMap<>(); // of every name but the constants

    OnnxValues(OnnxFile file, OnnxBudget budget) throws ModelFormatException {
        this.budget = budget;
        constants.putAll(file.initializers());
        for (OnnxNode node : file.nodes()) {
            OnnxTensor constant = constantOf(file, node);
            for (String output : node.outputs()) {
                if (output.isEmpty()) {
                    continue; // left out
                }
                if (constant != null) {
                    constants.put(output, constant);
                } else {
                    writers.put(output, node);
                }
            }
        }
    }

    /** The value of a node that depends on nothing else, or null. */
    private OnnxTensor constantOf(OnnxFile file, OnnxNode node) throws ModelFormatException {
        if (file.definesItself(node.operator())) {
            return null;
        }
        OnnxTensor from = constants.get(node.input(0));
        return switch (node.operator()) {
            case "Constant" -> valueOf(node);
            case "Identity" -> from;
            case "Cast" -> from != null && from.isReal() && OnnxTensor.isReal(node.integer("to", 0)) ? from : null;
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

    /** The node that writes the value; null for a constant and for the input. */
    OnnxNode writer(String name) {
        return writers.get(name);
    }

    boolean isConstant(String name) {
        return constants.containsKey(name);
    }

    /** The constant, or null. */
    OnnxTensor constant(String name) {
        return constants.get(name);
    }

    /** The constant that the node needs as its input i. */
    OnnxTensor constant(OnnxNode node, int i) throws ModelFormatException {
        OnnxTensor constant = constants.get(node.input(i));
        if (constant == null) {
            throw new ModelFormatException(node + ": input " + i + ", \"" + node.input(i)
                    + "\", should be an initializer or a Constant, or one through Identity, Cast or Transpose");
        }
        return constant;
    }

    /** A constant that is the same for all examples: n numbers, or one. */
    double[] vector(OnnxNode node, int i) throws ModelFormatException {
        OnnxTensor constant = constant(node, i);
        boolean isRow = constant.rank() <= 1 || (constant.rank() == 2 && constant.size(0) == 1);
        if (constant.count() < 1 || (!isRow && constant.count() > 1) || constant.rank() > 2) {
            throw new ModelFormatException(node + ": " + constant + " should be one number, or one for each feature");
        }
        return constant.reals(budget);
    }

    /** The number, where the name is a constant of one; it is not kept, and may be asked for often. */
    double scalar(String name) throws ModelFormatException {
        OnnxTensor constant = constants.get(name);
        return constant != null && constant.count() == 1 && constant.isReal()
                ? constant.reals(new OnnxBudget(0))[0]
                : Double.NaN;
    }

    /** Whether a number of a file is this, but for the rounding to float32. */
    static boolean isAbout(double expected, double actual) {
        return Math.abs(actual - expected) <= 1e-6 * Math.abs(expected);
    }
}
