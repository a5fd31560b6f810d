package io.github.bp4j.model;

import io.github.bp4j.Activation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The activations and normalisations of float64 that ONNX's own operators do not give, as functions that a model brings
 * along, composed of operators that do. In ONNX Runtime LeakyRelu, Elu, Selu, Celu, Softplus, Mish and Erf are of float32
 * alone; its Sigmoid of float64 loses digits below ½; and x · Sigmoid(x) it replaces by a QuickGelu that is of float32
 * alone. Attributes, such as the ε of a normalisation, are float32 in ONNX itself. A graph with a function has one node
 * for an activation, as any other.
 */
enum OnnxFunction {
    /** 1 / (1 + e^−z). */
    SIGMOID("Sigmoid") {
        @Override
        void write(Body f) {
            String one = f.constant(1);
            f.result("Div", one, f.op("Add", one, f.op("Exp", f.op("Neg", "z"))));
        }

        @Override
        Activation activation(double parameter) {
            return Activation.SIGMOID;
        }
    },

    /** z / (1 + e^−z). */
    SILU("Silu") {
        @Override
        void write(Body f) {
            f.result("Div", "z", f.op("Add", f.constant(1), f.op("Exp", f.op("Neg", "z"))));
        }

        @Override
        Activation activation(double parameter) {
            return Activation.SILU;
        }
    },

    /** z > 0 ? z : slope · z. */
    LEAKY_RELU("LeakyRelu", "slope") {
        @Override
        void write(Body f) {
            f.result("Where", f.op("Greater", "z", f.constant(0)), "z", f.op("Mul", "z", "slope"));
        }

        @Override
        Activation activation(double parameter) {
            return Activation.leakyRelu(parameter);
        }
    },

    /** z > 0 ? z : α(e^z − 1). */
    ELU("Elu", "alpha") {
        @Override
        void write(Body f) {
            f.result(
                    "Where",
                    f.op("Greater", "z", f.constant(0)),
                    "z",
                    f.op("Mul", "alpha", f.expm1(f.op("Min", "z", f.constant(0)))));
        }

        @Override
        Activation activation(double parameter) {
            return Activation.elu(parameter);
        }
    },

    /** z > 0 ? λz : λα(e^z − 1). */
    SELU("Selu") {
        @Override
        void write(Body f) {
            double lambda = 1.0507009873554805;
            double alpha = 1.6732632423543772;
            f.result(
                    "Where",
                    f.op("Greater", "z", f.constant(0)),
                    f.op("Mul", f.constant(lambda), "z"),
                    f.op("Mul", f.constant(lambda * alpha), f.expm1(f.op("Min", "z", f.constant(0)))));
        }

        @Override
        Activation activation(double parameter) {
            return Activation.SELU;
        }
    },

    /** max(z, 0) + ln(1 + e^−|z|). */
    SOFTPLUS("Softplus") {
        @Override
        void write(Body f) {
            f.result("Add", f.log1pOfDecay(), f.op("Max", "z", f.constant(0)));
        }

        @Override
        Activation activation(double parameter) {
            return Activation.SOFTPLUS;
        }
    },

    /**
     * z Φ(z) with Φ(z) = ½ erfc(|z|/√2) for z ≤ 0, else 1 minus that; erfc x = t e^(P(2t − 1) − x²) with t = 2 / (2 + x).
     * P is from src/test/python/onnx_gelu.py; relative error of erfc below 2·10⁻¹⁶, before rounding.
     */
    GELU("Gelu") {
        @Override
        void write(Body f) {
            String one = f.constant(1);
            String two = f.constant(2);
            String x = f.op("Mul", f.constant(0.7071067811865476), f.op("Abs", "z"));
            String t = f.op("Div", two, f.op("Add", two, x));
            String u = f.op("Sub", f.op("Mul", two, t), one);
            String p = f.constant(P[P.length - 1]);
            for (int i = P.length - 2; i >= 0; i--) {
                p = f.op("Add", f.op("Mul", p, u), f.constant(P[i]));
            }
            String halfErfc =
                    f.op("Mul", f.op("Mul", f.constant(0.5), t), f.op("Exp", f.op("Sub", p, f.op("Mul", x, x))));
            String distribution =
                    f.op("Where", f.op("Greater", "z", f.constant(0)), f.op("Sub", one, halfErfc), halfErfc);
            f.result("Mul", "z", distribution);
        }

        @Override
        Activation activation(double parameter) {
            return Activation.GELU;
        }
    },

    /** min(z, 0) − ln(1 + e^−|z|). */
    LOG_SIGMOID("LogSigmoid") {
        @Override
        void write(Body f) {
            String log1p = f.log1pOfDecay();
            f.result("Sub", f.op("Min", "z", f.constant(0)), log1p);
        }

        @Override
        Activation activation(double parameter) {
            return Activation.LOG_SIGMOID;
        }
    },

    /**
     * z t, t = tanh(ln(1 + e^z)) = ((1 + e^z)² − 1) / ((1 + e^z)² + 1): with u = e^−|z|, t = (1 + 2u) / (1 + 2u + 2u²) for
     * z > 0, else u (u + 2) / (u (u + 2) + 2).
     */
    MISH("Mish") {
        @Override
        void write(Body f) {
            String two = f.constant(2);
            String u = f.op("Exp", f.op("Neg", f.op("Abs", "z")));
            String above = f.op("Add", f.constant(1), f.op("Mul", two, u));
            String below = f.op("Mul", u, f.op("Add", u, two));
            String t = f.op(
                    "Where",
                    f.op("Greater", "z", f.constant(0)),
                    f.op("Div", above, f.op("Add", above, f.op("Mul", two, f.op("Mul", u, u)))),
                    f.op("Div", below, f.op("Add", below, two)));
            f.result("Mul", "z", t);
        }

        @Override
        Activation activation(double parameter) {
            return Activation.MISH;
        }
    },

    /** z / (1 + e^−u), u = √(8/π) z (1 + 0.044715 z²). */
    GELU_TANH("GeluTanh") {
        @Override
        void write(Body f) {
            String one = f.constant(1);
            String square = f.op("Mul", f.constant(0.044715), f.op("Mul", "z", "z"));
            String u = f.op("Mul", f.constant(1.5957691216057308), f.op("Mul", "z", f.op("Add", one, square)));
            f.result("Div", "z", f.op("Add", one, f.op("Exp", f.op("Neg", u))));
        }

        @Override
        Activation activation(double parameter) {
            return Activation.GELU_TANH;
        }
    },

    /** z > 0 ? z : α(e^(z/α) − 1). */
    CELU("Celu", "alpha") {
        @Override
        void write(Body f) {
            String exponent = f.op("Div", f.op("Min", "z", f.constant(0)), "alpha");
            f.result("Where", f.op("Greater", "z", f.constant(0)), "z", f.op("Mul", "alpha", f.expm1(exponent)));
        }

        @Override
        Activation activation(double parameter) {
            return Activation.celu(parameter);
        }
    },

    /** z > θ ? z : 0. */
    THRESHOLDED_RELU("ThresholdedRelu", "theta") {
        @Override
        void write(Body f) {
            f.result("Where", f.op("Greater", "z", "theta"), "z", f.constant(0));
        }

        @Override
        Activation activation(double parameter) {
            return Activation.thresholdedRelu(parameter);
        }
    },

    /** max(z − λ, 0) + min(z + λ, 0). */
    SOFT_SHRINK("SoftShrink", "lambda") {
        @Override
        void write(Body f) {
            String zero = f.constant(0);
            f.result(
                    "Add",
                    f.op("Max", f.op("Sub", "z", "lambda"), zero),
                    f.op("Min", f.op("Add", "z", "lambda"), zero));
        }

        @Override
        Activation activation(double parameter) {
            return Activation.softShrink(parameter);
        }
    },

    /** |z| > λ ? z : 0. */
    HARD_SHRINK("HardShrink", "lambda") {
        @Override
        void write(Body f) {
            f.result("Where", f.op("Greater", f.op("Abs", "z"), "lambda"), "z", f.constant(0));
        }

        @Override
        Activation activation(double parameter) {
            return Activation.hardShrink(parameter);
        }
    },

    /** z · scale + (β − mean · scale), scale = γ / √(variance + ε). */
    BATCH_NORMALIZATION("BatchNormalization", "gamma", "beta", "mean", "variance", "epsilon") {
        @Override
        void write(Body f) {
            String scale = f.op("Div", "gamma", f.op("Sqrt", f.op("Add", "variance", "epsilon")));
            String shift = f.op("Sub", "beta", f.op("Mul", "mean", scale));
            f.result("Add", f.op("Mul", "z", scale), shift);
        }

        @Override
        OnnxStep step(OnnxNode node, double[][] parameters) throws ModelFormatException {
            return new OnnxStep.NormalizeBatch(
                    node,
                    parameters[0],
                    parameters[1],
                    parameters[2],
                    parameters[3],
                    node.one("epsilon", parameters[4]));
        }
    },

    /** (z − μ) / √(σ² + ε) · γ + β with μ and σ² of the row, which is an example. */
    LAYER_NORMALIZATION("LayerNormalization", "gamma", "beta", "epsilon") {
        @Override
        void write(Body f) {
            String d = f.op("Sub", "z", f.rowMean("z"));
            String variance = f.rowMean(f.op("Mul", d, d));
            String s = f.op("Div", f.constant(1), f.op("Sqrt", f.op("Add", variance, "epsilon")));
            f.result("Add", f.op("Mul", "gamma", f.op("Mul", d, s)), "beta");
        }

        @Override
        OnnxStep step(OnnxNode node, double[][] parameters) throws ModelFormatException {
            return new OnnxStep.NormalizeLayer(node, parameters[0], parameters[1], node.one("epsilon", parameters[2]));
        }
    };

    /** Where the functions belong, in the words of ONNX. */
    static final String DOMAIN = "io.github.bp4j";

    private static final double[] P = {
        -0.6717940840566922,
        0.6726432239776567,
        0.047343306841863754,
        -0.046895610231160824,
        -0.00987268936410846,
        0.00882493855611383,
        0.0017589335075480397,
        -0.0023458124784660516,
        -0.00014624628859718252,
        0.0006736785371369921,
        -9.373894209180262e-05,
        -0.00017430116360991256,
        7.141808767204543e-05,
        3.1737328155349395e-05,
        -3.023780825572967e-05,
        1.6080205095439494e-07,
        8.662494482986981e-06,
        -2.994294118363313e-06,
        -1.4094127307024207e-06,
        1.3137199073509803e-06,
        -4.1484920834124593e-08,
        -3.086559820402206e-07,
        7.746001345360312e-08,
        3.675878538183882e-08,
        -1.2776506237493277e-08,
        -1.1141466421901909e-09,
    };

    private final String title;
    private final List<String> parameters; // the inputs beside z

    OnnxFunction(String title, String... parameters) {
        this.title = title;
        this.parameters = List.of(parameters);
    }

    /** The name with its domain. */
    String operator() {
        return DOMAIN + "." + title;
    }

    /** z, and the parameters. */
    int inputs() {
        return 1 + parameters.size();
    }

    /** What it does to z, the parameters, all finite, being these. */
    OnnxStep step(OnnxNode node, double[][] values) throws ModelFormatException {
        double parameter = values.length == 0 ? 0 : node.one(parameters.get(0), values[0]);
        return new OnnxStep.Activate(node, activation(parameter));
    }

    /** What it computes; for the normalisations, which compute no activation, see {@link #step}. */
    Activation activation(double parameter) {
        throw new IllegalStateException(title + " is no activation");
    }

    abstract void write(Body f);

    /** As a FunctionProto. */
    WireWriter message() {
        Body body = new Body();
        write(body);
        WireWriter function = new WireWriter().string(1, title).string(4, "z");
        for (String parameter : parameters) {
            function.string(4, parameter);
        }
        function.string(5, "a");
        for (WireWriter node : body.nodes) {
            function.message(7, node);
        }
        return function.message(9, OnnxNodes.operatorSet("", OnnxExport.OPSET)).string(10, DOMAIN);
    }

    /** The function with this name, or null. */
    static OnnxFunction named(String name) {
        for (OnnxFunction function : values()) {
            if (function.title.equals(name)) {
                return function;
            }
        }
        return null;
    }

    /** The function of an activation of this kind, "leakyRelu" say, or null. */
    static OnnxFunction ofKind(String kind) {
        return named(kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1));
    }

    /** The function with exactly these bytes, or null: what has bp4j's name but not its formula is none of bp4j's. */
    static OnnxFunction of(byte[] message) {
        for (OnnxFunction function : values()) {
            if (Arrays.equals(function.bytes(), message)) {
                return function;
            }
        }
        return null;
    }

    private byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            message().writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The nodes of a function, one after the other; each operator's result gets the next name. */
    static final class Body {
        private final List<WireWriter> nodes = new ArrayList<>();

        String constant(double value) {
            String name = "c" + nodes.size();
            WireWriter tensor = OnnxNodes.tensor("", false, new double[] {value});
            nodes.add(OnnxNodes.node("Constant", "", new String[0], name, OnnxNodes.attribute("value", tensor)));
            return name;
        }

        String op(String operator, String... inputs) {
            return add(operator, "v" + nodes.size(), inputs);
        }

        void result(String operator, String... inputs) {
            add(operator, "a", inputs);
        }

        /** e^n − 1 for n ≤ 0, as tanh(n/2) (e^n + 1), where nothing cancels. */
        String expm1(String n) {
            return op("Mul", op("Tanh", op("Mul", constant(0.5), n)), op("Add", op("Exp", n), constant(1)));
        }

        /**
         * ln(1 + u), u = e^−|z|. With w = 1 + u as it rounds, this is ln w · u / (w − 1), and u where w = 1: what the
         * rounding of w loses, the quotient puts right. Source: Kahan, in the HP-15C Advanced Functions Handbook (1982).
         */
        String log1pOfDecay() {
            String one = constant(1);
            String u = op("Exp", op("Neg", op("Abs", "z")));
            String w = op("Add", one, u);
            String quotient = op("Div", u, op("Sub", w, one));
            return op("Where", op("Equal", w, one), u, op("Mul", op("Log", w), quotient));
        }

        /** The mean of each row, (batch, 1). */
        String rowMean(String x) {
            return add(
                    "ReduceMean", "v" + nodes.size(), new String[] {x}, OnnxNodes.attribute("axes", new long[] {-1}));
        }

        private String add(String operator, String name, String[] inputs, WireWriter... attributes) {
            nodes.add(OnnxNodes.node(operator, "", inputs, name, attributes));
            return name;
        }
    }
}
