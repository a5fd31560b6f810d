package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.Network;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Writes a model as a ModelProto. Layer l becomes Z{l} = Gemm(A{l−1}, W{l}, b{l}), with transB, so that W lies in the file
 * as it lies here, the node of its normalisation, if any, and the node or few of its activation; a scaler becomes Sub and
 * Div before them, the same two operations that it does here.
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
        model.network().inUse().hold("Onnx.write");
        try {
            return makeMessage();
        } finally {
            model.network().inUse().release();
        }
    }

    private WireWriter makeMessage() {
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
        requireKnownParameters(network);
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
            boolean plain = !layer.isNormalized();
            String Z = last && onlyZ && plain ? options.output : unused("Z" + l);
            graph.message(
                    1, OnnxNodes.node("Gemm", "Gemm" + l, new String[] {A, W, b}, Z, OnnxNodes.attribute("transB", 1)));
            if (!plain) {
                Z = normalize(layer, Z, last && onlyZ ? options.output : unused("Ztilde" + l));
            }
            A = onlyZ ? Z : activate(layer, Z, last ? options.output : unused("A" + l));
        }
        graph.string(2, "bp4j");
        graph.message(11, port(options.input, network.inputs()));
        graph.message(12, port(options.output, network.outputs()));
    }

    /** Refuses a network with parameters that would be left out. */
    private static void requireKnownParameters(Network network) {
        long known = 0;
        for (Layer layer : network.layers()) {
            known += (long) layer.units() * layer.inputs() + (layer.isNormalized() ? 3L : 1L) * layer.units();
        }
        if (known != network.parameters().length) {
            throw new IllegalArgumentException(
                    "the network has " + network.parameters().length + " parameters, of which " + known
                            + " are in W, b, gamma and beta; the ONNX export knows no others");
        }
    }

    /** Writes z̃, by the pass of prediction. */
    private String normalize(Layer layer, String z, String ztilde) {
        int l = layer.number();
        int n = layer.units();
        List<String> inputs = new ArrayList<>();
        inputs.add(z);
        inputs.add(tensor("gamma" + l, layer.gamma().toArray(), n));
        inputs.add(tensor("beta" + l, layer.beta().toArray(), n));
        OnnxFunction function = OnnxFunction.LAYER_NORMALIZATION;
        if (layer.hasBatchNormalization()) {
            function = OnnxFunction.BATCH_NORMALIZATION;
            inputs.add(tensor("mean" + l, layer.runningMean().toArray(), n));
            inputs.add(tensor("variance" + l, layer.runningVariance().toArray(), n));
        }
        if (options.float32) {
            WireWriter epsilon = OnnxNodes.attribute("epsilon", nonzero32("epsilon" + l, layer.epsilon()));
            return layer.hasBatchNormalization()
                    ? node("BatchNormalization", l, ztilde, inputs, epsilon)
                    : node("LayerNormalization", l, ztilde, inputs, OnnxNodes.attribute("axis", -1), epsilon);
        }
        inputs.add(tensor("epsilon" + l, new double[] {layer.epsilon()}));
        functions.add(function);
        return node(function.operator(), l, ztilde, inputs);
    }

    /** Writes a = g(z): by a single operator, a function, or a few operators. */
    private String activate(Layer layer, String z, String a) {
        Activation g = layer.activation();
        int l = layer.number();
        if (g.isCustom()) {
            throw new IllegalArgumentException(layer + ": ONNX has no activation \"" + g
                    + "\"; it is your own. Use one of those in Activation, or save as .npz and hand it over"
                    + " when loading");
        }
        String kind = Names.kind(g.name());
        double parameter = Names.parameter(kind, g.name());
        OnnxFunction function = OnnxFunction.ofKind(kind);
        if (writeOperator(kind, parameter, l, z, a)) {
            return a;
        } else if (function != null && !options.float32) {
            functions.add(function);
            return node(
                    function.operator(),
                    l,
                    a,
                    function.inputs() == 1
                            ? List.of(z)
                            : List.of(z, tensor("parameter" + l, new double[] {parameter})));
        } else if (OnnxForm.of(g) instanceof OnnxForm.Op form) {
            List<String> inputs = new ArrayList<>();
            for (OnnxForm.Term input : form.inputs()) {
                inputs.add(write(input, l, z));
            }
            return node(form.operator(), l, a, inputs);
        }
        throw new IllegalArgumentException(layer + ": the ONNX export does not know the activation \"" + g + "\"");
    }

    /** Writes a = g(z) as the operator of this activation, if there is one that is exact in the element type. */
    private boolean writeOperator(String kind, double parameter, int l, String z, String a) {
        switch (kind) {
            case "relu", "tanh", "sin" -> node(capital(kind), l, a, List.of(z));
            case "exponential" -> node("Exp", l, a, List.of(z));
            case "softmax" -> node("Softmax", l, a, List.of(z), OnnxNodes.attribute("axis", -1));
            case "relu6" -> clip(0, 6, l, z, a);
            case "hardTanh" -> clip(-1, 1, l, z, a);
            default -> {
                return options.float32 && writeOperator32(kind, parameter, l, z, a);
            }
        }
        return true;
    }

    /** The same for those that are exact in float32 alone, or that ONNX Runtime has in float32 alone. */
    private boolean writeOperator32(String kind, double parameter, int l, String z, String a) {
        switch (kind) {
            case "sigmoid", "selu", "softplus", "softsign" -> node(capital(kind), l, a, List.of(z));
            case "leakyRelu", "elu" -> {
                WireWriter alpha = OnnxNodes.attribute("alpha", float32("parameter" + l, parameter));
                node(capital(kind), l, a, List.of(z), alpha);
            }
            case "celu", "thresholdedRelu" -> {
                WireWriter alpha = OnnxNodes.attribute("alpha", nonzero32("parameter" + l, parameter));
                node(capital(kind), l, a, List.of(z), alpha);
            }
            case "softShrink", "hardShrink" -> {
                float lambda = nonzero32("parameter" + l, parameter);
                float bias = kind.equals("softShrink") ? lambda : 0;
                WireWriter lambd = OnnxNodes.attribute("lambd", lambda);
                node("Shrink", l, a, List.of(z), lambd, OnnxNodes.attribute("bias", bias));
            }
            case "hardSigmoid" -> {
                WireWriter alpha = OnnxNodes.attribute("alpha", 1 / 6f);
                node("HardSigmoid", l, a, List.of(z), alpha, OnnxNodes.attribute("beta", 0.5f));
            }
            case "hardSilu" -> node("HardSwish", l, a, List.of(z));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void clip(double least, double most, int l, String z, String a) {
        String min = tensor("least" + l, new double[] {least});
        node("Clip", l, a, List.of(z, min, tensor("most" + l, new double[] {most})));
    }

    /** Writes a term, and returns its name. */
    private String write(OnnxForm.Term term, int l, String z) {
        if (term instanceof OnnxForm.Op op) {
            List<String> inputs = new ArrayList<>();
            for (OnnxForm.Term input : op.inputs()) {
                inputs.add(write(input, l, z));
            }
            return add(op.operator(), next("part" + l), inputs);
        } else if (term instanceof OnnxForm.Number number) {
            return tensor(next("constant" + l), new double[] {number.value()});
        }
        return z;
    }

    /** "part1_0", "part1_1", …: the next that there is not. */
    private String next(String stem) {
        int i = 0;
        while (names.contains(stem + "_" + i)) {
            i++;
        }
        return stem + "_" + i;
    }

    private static String capital(String kind) {
        return kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
    }

    /** Writes a node with a layer's Z̃ or A, and returns the name of its output. */
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

    /** The same of a number that must not become 0. */
    private static float nonzero32(String name, double value) {
        float rounded = float32(name, value);
        if (rounded == 0) {
            throw new IllegalArgumentException(name + " holds " + value + ", which is too small for float32");
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
