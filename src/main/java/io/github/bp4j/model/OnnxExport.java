package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.Network;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a model as a ModelProto. Layer l becomes Z{l} = Gemm(A{l−1}, W{l}, b{l}), with transB, so that W lies in the file
 * as it lies here, and the node or two of its activation; a scaler becomes Sub and Div before them, the same two
 * operations that it does here.
 */
final class OnnxExport {
    /** The newest operator set that a reader of 2022 knows (ONNX 1.12, ONNX Runtime 1.12); every operator here is in it. */
    static final int OPSET = 17;

    private static final int IR_VERSION = 8; // that of ONNX 1.12; the first with functions

    private final Model model;
    private final OnnxOptions options;
    private final WireWriter graph = new WireWriter();
    private final Set<String> names = new HashSet<>();
    private final Set<OnnxFunction> functions = EnumSet.noneOf(OnnxFunction.class);

    OnnxExport(Model model, OnnxOptions options) {
        this.model = model;
        this.options = options;
        names.add(options.input);
        names.add(options.output);
    }

    WireWriter message() {
        writeGraph();
        WireWriter message =
                new WireWriter().varint(1, IR_VERSION).string(2, "bp4j").message(7, graph);
        message.message(8, OnnxNodes.operatorSet("", OPSET));
        if (!functions.isEmpty()) {
            message.message(8, OnnxNodes.operatorSet(OnnxFunction.DOMAIN, 1));
        }
        OnnxProperties.of(model)
                .forEach((key, value) ->
                        message.message(14, new WireWriter().string(1, key).string(2, value)));
        for (OnnxFunction function : functions) {
            message.message(25, function.message());
        }
        return message;
    }

    private void writeGraph() {
        Network network = model.network();
        requireWAndBOnly(network);
        String A = options.input;
        if (model.scaler().isPresent()) {
            double[] shift = model.scaler().get().shift();
            double[] scale = model.scaler().get().scale();
            String shifted = add("Sub", "shifted", List.of(A, tensor("shift", shift, shift.length)));
            A = add("Div", "scaled", List.of(shifted, tensor("scale", scale, scale.length)));
        }
        for (Layer layer : network.layers()) {
            int l = layer.number();
            boolean last = l == network.layers().size();
            boolean onlyZ = layer.activation() == Activation.LINEAR || (last && options.logits);
            String W = tensor("W" + l, layer.W().toArray(), layer.units(), layer.inputs());
            String b = tensor("b" + l, layer.b().toArray(), layer.units());
            String Z = last && onlyZ ? options.output : unused("Z" + l);
            graph.message(
                    1, OnnxNodes.node("Gemm", "Gemm" + l, new String[] {A, W, b}, Z, OnnxNodes.attribute("transB", 1)));
            // What a layer does to Z before g, a normalisation say, belongs here.
            A = onlyZ ? Z : activate(layer, Z, last ? options.output : unused("A" + l));
        }
        graph.string(2, "bp4j");
        graph.message(11, port(options.input, network.inputs()));
        graph.message(12, port(options.output, network.outputs()));
    }

    /** Refuses a network with parameters that would be left out. */
    private static void requireWAndBOnly(Network network) {
        long known = 0;
        for (Layer layer : network.layers()) {
            known += (long) layer.units() * layer.inputs() + layer.units();
        }
        if (known != network.parameters().length) {
            throw new IllegalArgumentException("the network has " + network.parameters().length
                    + " parameters, of which " + known + " are in W and b; the ONNX export knows no others");
        }
    }

    /** Writes a = g(z). */
    private String activate(Layer layer, String z, String a) {
        Activation g = layer.activation();
        int l = layer.number();
        if (g.isCustom()) {
            throw new IllegalArgumentException(
                    layer + ": ONNX has no activation \"" + g
                            + "\"; it is your own. Use one of those in Activation, or save as .npz and hand it over when loading");
        }
        double slope = Names.parameter("leakyRelu", g.name());
        double alpha = Names.parameter("elu", g.name());
        if (g == Activation.SIGMOID) {
            return options.float32 ? node("Sigmoid", l, a, List.of(z)) : call(OnnxFunction.SIGMOID, l, a, z);
        } else if (g == Activation.TANH) {
            return node("Tanh", l, a, List.of(z));
        } else if (g == Activation.RELU) {
            return node("Relu", l, a, List.of(z));
        } else if (g == Activation.SOFTMAX) {
            return node("Softmax", l, a, List.of(z), OnnxNodes.attribute("axis", -1));
        } else if (g == Activation.SILU) {
            return options.float32
                    ? node("Mul", l, a, List.of(z, add("Sigmoid", "sigmoid" + l, List.of(z))))
                    : call(OnnxFunction.SILU, l, a, z);
        } else if (!Double.isNaN(slope)) {
            return options.float32
                    ? node("LeakyRelu", l, a, List.of(z), OnnxNodes.attribute("alpha", float32("slope", slope)))
                    : call(OnnxFunction.LEAKY_RELU, l, a, z, tensor("slope" + l, new double[] {slope}));
        } else if (!Double.isNaN(alpha)) {
            return options.float32
                    ? node("Elu", l, a, List.of(z), OnnxNodes.attribute("alpha", float32("alpha", alpha)))
                    : call(OnnxFunction.ELU, l, a, z, tensor("alpha" + l, new double[] {alpha}));
        } else if (g == Activation.SELU) {
            return options.float32 ? node("Selu", l, a, List.of(z)) : call(OnnxFunction.SELU, l, a, z);
        } else if (g == Activation.SOFTPLUS) {
            return options.float32 ? node("Softplus", l, a, List.of(z)) : call(OnnxFunction.SOFTPLUS, l, a, z);
        } else if (g == Activation.GELU) {
            return options.float32 ? gelu(l, z, a) : call(OnnxFunction.GELU, l, a, z);
        }
        throw new IllegalArgumentException(layer + ": the ONNX export does not know the activation \"" + g + "\"");
    }

    /** z (1 + erf(z / √2)) · ½: the form that every reader of ONNX takes for GELU. */
    private String gelu(int l, String z, String a) {
        String scaled = add("Div", "scaled" + l, List.of(z, tensor("sqrt2_" + l, new double[] {1.4142135623730951})));
        String erf = add("Erf", "erf" + l, List.of(scaled));
        String above0 = add("Add", "above0_" + l, List.of(erf, tensor("one" + l, new double[] {1})));
        String twice = add("Mul", "twice" + l, List.of(z, above0));
        return node("Mul", l, a, List.of(twice, tensor("half" + l, new double[] {0.5})));
    }

    private String call(OnnxFunction function, int l, String a, String... inputs) {
        functions.add(function);
        return node(function.operator(), l, a, List.of(inputs));
    }

    /** Writes the node that gives a layer's A, and returns the name of its output. */
    private String node(String operator, int l, String output, List<String> inputs, WireWriter... attributes) {
        String name = operator.substring(operator.lastIndexOf('.') + 1) + l;
        graph.message(1, OnnxNodes.node(operator, name, inputs.toArray(new String[0]), output, attributes));
        return output;
    }

    /** Writes a node with an output of this name, and returns it. */
    private String add(String operator, String output, List<String> inputs) {
        graph.message(1, OnnxNodes.node(operator, output, inputs.toArray(new String[0]), unused(output)));
        return output;
    }

    /** Writes an initializer, and returns its name; without sizes, a scalar. */
    private String tensor(String name, double[] values, int... shape) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(name + " holds " + value + "; a model file holds finite numbers");
            }
            if (options.float32) {
                float32(name, value);
            }
        }
        graph.message(5, OnnxNodes.tensor(unused(name), options.float32, values, shape));
        return name;
    }

    private static float float32(String name, double value) {
        float rounded = (float) value;
        if (Float.isInfinite(rounded)) {
            throw new IllegalArgumentException(name + " holds " + value + ", which is too large for float32");
        }
        return rounded;
    }

    private String unused(String name) {
        if (!names.add(name)) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is a name inside the graph; choose another one for its input or output");
        }
        return name;
    }

    private WireWriter port(String name, int width) {
        WireWriter batch = new WireWriter().string(2, "batch");
        WireWriter features = new WireWriter().varint(1, width);
        WireWriter shape = new WireWriter().message(1, batch).message(1, features);
        WireWriter tensor = new WireWriter()
                .varint(1, options.float32 ? OnnxTensor.FLOAT : OnnxTensor.DOUBLE)
                .message(2, shape);
        return new WireWriter().string(1, name).message(2, new WireWriter().message(1, tensor));
    }
}
