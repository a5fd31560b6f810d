package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Layer;
import io.github.bp4j.Network;
import io.github.bp4j.data.Scaler;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A model as the text of one class: a nested class for each layer, with its numbers and its equations, and the functions
 * that these need, as {@link SourceMembers} has them.
 *
 * <p>A class file bounds what a class may hold: 65,535 bytes in a constant, as many constants in a class, as many bytes in
 * a method. So the numbers of a large layer stand in strings of Base64, each just short enough, and {@link
 * #STRINGS_PER_PART} of these in a class of their own.
 */
final class JavaProgram {
    /** As many as have been tried: a file of 672 MB, for which javac 17 takes 8 GB. */
    static final int MAX_NUMBERS = 50_000_000;
    /** A class refers to each layer by some five constants. */
    static final int MAX_LAYERS = 10_000;
    /** Up to so many numbers of a layer are written in decimal, for people. */
    static final int MAX_DECIMALS = 500;
    /** 6141 doubles in Base64 are 65,504 characters: the most whole groups of 3, without padding, in a constant. */
    static final int NUMBERS_PER_STRING = 6141;

    static final int STRINGS_PER_PART = 16;
    static final int NAMES_PER_PART = 500;

    private static final int LINE = 96; // characters of Base64
    private static final int WIDTH = 110; // of lines of decimals
    private static final long MAX_CONSTANT = 65_535;
    private static final int MAX_CHARACTERS = 65_534; // to javac, one more is too long, whatever it takes in bytes

    private final Model model;
    private final String packageName; // "" for none
    private final String name;
    private final StringBuilder code = new StringBuilder(); // the expressions that use functions
    private final List<Holder> holders = new ArrayList<>();

    /**
     * A field of a nested class.
     *
     * @param rows 0 for an array of numbers; else of an array of rows
     */
    private record Field(String name, String comment, int rows, int length) {
        int size() {
            return Math.max(1, rows) * length;
        }
    }

    /** A nested class: its fields with their numbers in one array, and what it makes of the x that it is given. */
    private record Holder(String name, String comment, List<Field> fields, double[] numbers, String result) {
        boolean encoded() {
            return numbers.length > MAX_DECIMALS;
        }
    }

    JavaProgram(Model model, String className) {
        this.model = model;
        SourceName sourceName = SourceName.of(className);
        packageName = sourceName.packageName();
        name = sourceName.simpleName();
        if (model.encoder().isPresent()) {
            throw new IllegalArgumentException("Java source takes numbers, not the rows of a table that "
                    + model.encoder().get() + " encodes; write the model without the encoder, with encoder.scaler() and"
                    + " encoder.classes() or encoder.targetScaler(), and hand over the numbers of encoder.features()");
        }
        requireFit(model.network().layers().size(), model.network().parameters().length);
        requireConstants(model.classes());
        requireDecision(model);
        model.scaler().ifPresent(this::add);
        addLayers(model.network());
        model.targetScaler().ifPresent(this::addTargets);
    }

    private void addLayers(Network network) {
        network.inUse().hold("JavaSource.write");
        try {
            network.layers().forEach(this::add);
        } finally {
            network.inUse().release();
        }
    }

    static void requireFit(int layers, int parameters) {
        if (layers > MAX_LAYERS) {
            throw new IllegalArgumentException(
                    "the network has " + layers + " layers; Java source holds at most " + MAX_LAYERS);
        }
        if (parameters > MAX_NUMBERS) {
            throw new IllegalArgumentException("the network has " + parameters
                    + " parameters; Java source holds at most " + MAX_NUMBERS + ", for which javac takes 8 GB");
        }
    }

    private static void requireDecision(Model model) {
        Network network = model.network();
        if (!model.classes().isEmpty()
                && network.outputs() == 1
                && network.threshold().isEmpty()) {
            throw new IllegalArgumentException("the model has the classes " + model.classes() + " for one output, "
                    + network.layer(network.layers().size()).activation() + " with " + network.loss()
                    + ", which has no threshold between them; write the model without classes");
        }
    }

    private static void requireConstants(List<String> classes) {
        for (int i = 0; i < classes.size(); i++) {
            long length = JavaText.constantLength(classes.get(i));
            if (classes.get(i).length() > MAX_CHARACTERS) {
                throw new IllegalArgumentException("class name " + i + " has "
                        + classes.get(i).length() + " characters; javac takes at most " + MAX_CHARACTERS
                        + " in a constant");
            }
            if (length > MAX_CONSTANT) {
                throw new IllegalArgumentException("class name " + i + " takes " + length
                        + " bytes in a class file; a constant there holds at most " + MAX_CONSTANT);
            }
        }
    }

    // ---------------------------------------------------------------- the model as nested classes

    private void add(Scaler scaler) {
        int n = scaler.features();
        add(
                "Scaler",
                "What the inputs go through first: (x - shift) / scale.",
                List.of(new Field("shift", null, 0, n), new Field("scale", null, 0, n)),
                List.of(scaler.shift(), scaler.scale()),
                "scaled(x, shift, scale)");
    }

    private void addTargets(Scaler scaler) {
        int n = scaler.features();
        add(
                "Targets",
                "What takes the outputs back to their own units: x * scale + shift.",
                List.of(new Field("shift", null, 0, n), new Field("scale", null, 0, n)),
                List.of(scaler.shift(), scaler.scale()),
                "inverted(x, shift, scale)");
    }

    private void add(Layer layer) {
        List<Field> fields = new ArrayList<>();
        List<double[]> numbers = new ArrayList<>();
        fields.add(new Field("W", "W[k][i] leads from input k to neuron i", layer.inputs(), layer.units()));
        numbers.add(layer.W().transpose().toArray());
        fields.add(new Field("b", null, 0, layer.units()));
        numbers.add(layer.b().toArray());
        String z = "affine(W, b, x)";
        if (layer.hasBatchNormalization()) {
            double[] scale = layer.gamma().toArray();
            double[] shift = layer.beta().toArray();
            for (int i = 0; i < scale.length; i++) {
                scale[i] /= Math.sqrt(layer.runningVariance().get(i, 0) + layer.epsilon());
                shift[i] = Math.fma(-layer.runningMean().get(i, 0), scale[i], shift[i]);
            }
            fields.add(new Field("scale", "gamma / sqrt(variance + epsilon)", 0, layer.units()));
            numbers.add(scale);
            fields.add(new Field("shift", "beta - mean * scale", 0, layer.units()));
            numbers.add(shift);
            z = "batchNormalization(" + z + ", scale, shift)";
        } else if (layer.hasLayerNormalization()) {
            fields.add(new Field("gamma", null, 0, layer.units()));
            numbers.add(layer.gamma().toArray());
            fields.add(new Field("beta", null, 0, layer.units()));
            numbers.add(layer.beta().toArray());
            z = "layerNormalization(" + z + ", gamma, beta, " + layer.epsilon() + ")";
        } else if (layer.isNormalized()) {
            throw new IllegalArgumentException(layer + ": the Java source does not know the normalisation");
        }
        add("Layer" + layer.number(), title(layer) + ".", fields, numbers, activated(layer, z));
    }

    /** The expression of g(z), where z is that of its argument. */
    private static String activated(Layer layer, String z) {
        Activation g = layer.activation();
        if (g.isCustom()) {
            throw new IllegalArgumentException(layer + ": Java source has no activation \"" + g
                    + "\"; it is your own. Use one of those in Activation");
        }
        double number = Names.parameter(Names.kind(g.name()), g.name());
        String kind =
                g == Activation.RELU || number == 0 && Names.kind(g.name()).equals("leakyRelu")
                        ? "relu" // −0 and all: the kernels take them so
                        : Names.kind(g.name());
        return switch (kind) {
            case "linear" -> z;
            case "sigmoid", "tanh" -> kind + "s(" + z + ")";
            case "sin" -> "sines(" + z + ")";
            case "relu6" -> "clip(" + z + ", 0, 6)";
            case "hardTanh" -> "clip(" + z + ", -1, 1)";
            case "relu", "selu", "gelu", "geluTanh", "silu", "softplus", "softmax", "exponential", "logSigmoid" ->
                kind + "(" + z + ")";
            case "gaussian", "mish", "softsign", "squareplus", "hardSigmoid", "hardSilu" -> kind + "(" + z + ")";
            case "leakyRelu", "elu", "celu", "thresholdedRelu", "softShrink", "hardShrink" ->
                kind + "(" + z + ", " + number + ")";
            default ->
                throw new IllegalArgumentException(
                        layer + ": the Java source does not know the activation \"" + g + "\"");
        };
    }

    private void add(String holder, String comment, List<Field> fields, List<double[]> values, String result) {
        double[] numbers = new double[fields.stream().mapToInt(Field::size).sum()];
        int at = 0;
        for (int f = 0; f < fields.size(); f++) {
            for (double value : values.get(f)) {
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException(fields.get(f).name + " of " + holder + " holds " + value
                            + "; a model file holds finite numbers");
                }
                numbers[at++] = value;
            }
        }
        holders.add(new Holder(holder, comment, fields, numbers, result));
        code.append(result).append('\n');
    }

    /** "Layer 1: 784 -> 128, relu". */
    private static String title(Layer layer) {
        return "Layer " + layer.number() + ": "
                + JavaText.comment(layer.toString().replaceFirst("^layer \\d+ \\((.*)\\)$", "$1"));
    }

    // ---------------------------------------------------------------- the text

    void writeTo(OutputStream stream) throws IOException {
        Writer out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.US_ASCII));
        writeHead(out);
        writeClassNames(out);
        writePredictions(out);
        for (Holder holder : holders) {
            writeHolder(out, holder);
        }
        out.write("\n"
                + "    // ---------------------------------------------------------------- operations and"
                + " functions of bp4j (Apache-2.0)\n");
        for (String member : new SourceMembers().usedBy(code.toString())) {
            out.write("\n" + JavaText.comment(member));
        }
        out.write("}\n");
        out.flush();
    }

    private void writeHead(Writer out) throws IOException {
        boolean encoded = holders.stream().anyMatch(Holder::encoded);
        boolean classes = !model.classes().isEmpty();
        boolean manyClasses = model.classes().size() > NAMES_PER_PART;
        if (encoded) {
            code.append("decode( row( rows(\n");
        }
        if (!packageName.isEmpty()) {
            out.write("package " + JavaText.name(packageName) + ";\n\n");
        }
        String imports = (encoded ? "import java.nio.ByteBuffer;\nimport java.nio.DoubleBuffer;\n" : "")
                + (manyClasses ? "import java.util.ArrayList;\n" : "")
                + (encoded ? "import java.util.Base64;\n" : "")
                + (manyClasses ? "import java.util.Collections;\n" : "")
                + (classes ? "import java.util.List;\n" : "");
        out.write(imports.isEmpty() ? "" : imports + "\n");
        Network network = model.network();
        String parameters = String.format(Locale.ROOT, "%,d", network.parameters().length);
        out.write("/**\n"
                + " * A neural network, " + network.inputs() + " -> " + network.outputs() + " with " + parameters
                + " parameters, as bp4j's JavaSource has written it: plain Java,\n"
                + " * 9 or later, that needs nothing else. Its predictions have the same bits on every JVM, which are"
                + " those of\n"
                + " * bp4j's Predictor. Safe for any number of threads.\n"
                + " */\n"
                + "@SuppressWarnings(\"strictfp\") // which JVMs older than 17 need where they compute in wider"
                + " registers\n"
                + "public final strictfp class " + JavaText.name(name) + " {\n");
    }

    private void writeClassNames(Writer out) throws IOException {
        List<String> classes = model.classes();
        if (classes.isEmpty()) {
            return;
        }
        String field = "    /** The names of the classes, by the index that predictClass gives. */\n"
                + "    public static final List<String> CLASSES = ";
        if (classes.size() <= NAMES_PER_PART) {
            out.write(field + "List.of(" + literals(classes, "            ") + ");\n\n");
            return;
        }
        out.write(field + "classes();\n\n    private static List<String> classes() {\n"
                + "        List<String> names = new ArrayList<>();\n");
        int parts = (classes.size() + NAMES_PER_PART - 1) / NAMES_PER_PART;
        for (int part = 1; part <= parts; part++) {
            out.write("        Names" + part + ".addTo(names);\n");
        }
        out.write("        return Collections.unmodifiableList(names);\n    }\n\n");
        for (int part = 1; part <= parts; part++) {
            int from = (part - 1) * NAMES_PER_PART;
            List<String> names = classes.subList(from, Math.min(from + NAMES_PER_PART, classes.size()));
            out.write("    private static final class Names" + part + " {\n"
                    + "        static void addTo(List<String> names) {\n            Collections.addAll(names, "
                    + literals(names, "                    ") + ");\n        }\n    }\n\n");
        }
    }

    private static String literals(List<String> texts, String indent) {
        return wrapped(texts.stream().map(JavaText::literal).toList(), indent);
    }

    private void writePredictions(Writer out) throws IOException {
        Network network = model.network();
        int inputs = network.inputs();
        out.write("    private " + JavaText.name(name) + "() {}\n\n"
                + "    /** From the x of one example, " + inputs + " long"
                + (model.scaler().isPresent() ? " and as it was measured" : "") + ", to the output, "
                + network.outputs() + " long"
                + (model.targetScaler().isPresent() ? " and in its own units" : "") + ", in a new array. */\n"
                + "    public static double[] predict(double... x) {\n"
                + "        if (x.length != " + inputs + ") {\n"
                + "            throw new IllegalArgumentException(\n"
                + "                    \"predict: x has \" + x.length + \" values; the network has " + inputs
                + " inputs\");\n        }\n        double[] a = x;\n");
        for (Holder holder : holders) {
            out.write("        a = " + holder.name + ".of(a);\n");
        }
        out.write("        return a;\n    }\n");
        writeClass(out, network);
    }

    /** Of a model that decides on classes, not of one whose outputs are numeric targets. */
    private void writeClass(Writer out, Network network) throws IOException {
        boolean one = network.outputs() == 1;
        OptionalDouble threshold = network.threshold();
        boolean isClassifier = !model.classes().isEmpty()
                || model.targetScaler().isEmpty() && (one ? threshold.isPresent() : network.hasProbabilities());
        if (!isClassifier) {
            return;
        }
        String from = one ? Double.toString(threshold.getAsDouble()) : "";
        out.write("\n    /** The predicted class of one example: "
                + (one ? "1 where the output is at least " + from + ", else 0" : "the index of the largest output")
                + "; every value of x must be finite. */\n"
                + "    public static int predictClass(double... x) {\n"
                + "        double[] a = finite(\"a\", predict(finite(\"x\", x)));\n"
                + "        return " + (one ? "a[0] >= " + from + " ? 1 : 0" : "indexOfLargest(a)") + ";\n    }\n");
        code.append("finite(\n").append(one ? "" : "indexOfLargest(\n");
    }

    private static void writeHolder(Writer out, Holder holder) throws IOException {
        out.write("\n    /** " + holder.comment + " */\n    private static final class " + holder.name + " {\n");
        int at = 0;
        for (Field field : holder.fields) {
            out.write(field.comment == null ? "" : "        /** " + field.comment + ". */\n");
            out.write("        static final double[]" + (field.rows == 0 ? "" : "[]") + " " + field.name);
            out.write(holder.encoded() ? ";\n" : " = " + decimals(field, holder.numbers, at) + ";\n");
            at += field.size();
        }
        if (holder.encoded()) {
            writeDecoding(out, holder);
        }
        out.write("\n        static double[] of(double[] x) {\n            return " + holder.result + ";\n        }\n");
        if (holder.encoded()) {
            writeParts(out, holder);
        }
        out.write("    }\n");
    }

    private static String decimals(Field field, double[] numbers, int from) {
        List<String> rows = new ArrayList<>();
        for (int k = 0; k < Math.max(1, field.rows); k++) {
            List<String> row = new ArrayList<>();
            for (int i = 0; i < field.length; i++) {
                row.add(Double.toString(numbers[from + k * field.length + i]));
            }
            rows.add("{" + wrapped(row, "                ") + "}");
        }
        return field.rows == 0 ? rows.get(0) : "{\n            " + String.join(",\n            ", rows) + "\n        }";
    }

    /** The items with commas between, in lines of about {@link #WIDTH}. */
    private static String wrapped(List<String> items, String indent) {
        StringBuilder text = new StringBuilder();
        int lineFrom = 0;
        for (int i = 0; i < items.size(); i++) {
            boolean last = i == items.size() - 1;
            text.append(items.get(i)).append(last ? "" : ",");
            if (!last
                    && text.length()
                                    - lineFrom
                                    + indent.length()
                                    + items.get(i + 1).length()
                            > WIDTH) {
                text.append('\n');
                lineFrom = text.length();
                text.append(indent);
            } else {
                text.append(last ? "" : " ");
            }
        }
        return text.toString();
    }

    private static void writeDecoding(Writer out, Holder holder) throws IOException {
        out.write("\n        static {\n            DoubleBuffer numbers = DoubleBuffer.allocate("
                + holder.numbers.length + ");\n");
        for (int part = 1; part <= parts(holder); part++) {
            out.write("            Part" + part + ".putTo(numbers);\n");
        }
        out.write("            numbers.rewind();\n");
        for (Field field : holder.fields) {
            out.write("            " + field.name + " = " + (field.rows == 0 ? "row(numbers, " : "rows(numbers, ")
                    + (field.rows == 0 ? "" : field.rows + ", ") + field.length + ");\n");
        }
        out.write("        }\n");
    }

    private static int parts(Holder holder) {
        int numbersPerPart = STRINGS_PER_PART * NUMBERS_PER_STRING;
        return (holder.numbers.length + numbersPerPart - 1) / numbersPerPart;
    }

    private static void writeParts(Writer out, Holder holder) throws IOException {
        int strings = (holder.numbers.length + NUMBERS_PER_STRING - 1) / NUMBERS_PER_STRING;
        for (int string = 0; string < strings; string++) {
            if (string % STRINGS_PER_PART == 0) {
                out.write((string == 0 ? "" : "            }\n        }\n")
                        + "\n        private static final class Part" + (string / STRINGS_PER_PART + 1)
                        + " {\n            static void putTo(DoubleBuffer numbers) {\n");
            }
            int from = string * NUMBERS_PER_STRING;
            writeString(out, holder.numbers, from, Math.min(from + NUMBERS_PER_STRING, holder.numbers.length));
        }
        out.write("            }\n        }\n");
    }

    private static void writeString(Writer out, double[] numbers, int from, int to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((to - from) * Double.BYTES);
        bytes.asDoubleBuffer().put(numbers, from, to - from);
        String text = Base64.getEncoder().encodeToString(bytes.array());
        for (int i = 0; i < text.length(); i += LINE) {
            out.write(i == 0 ? "                decode(\"" : "\"\n                    + \"");
            out.write(text, i, Math.min(LINE, text.length() - i));
        }
        out.write("\", numbers);\n");
    }
}
