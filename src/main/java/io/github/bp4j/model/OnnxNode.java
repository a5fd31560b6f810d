package io.github.bp4j.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A NodeProto: one operator, the names that it reads and writes, and its attributes. */
final class OnnxNode {
    private final int index;
    private final String name;
    private final String domain; // "" for ONNX's own operators
    private final String operator;
    private final List<String> inputs;
    private final List<String> outputs;
    private final Map<String, Attribute> attributes;

    private OnnxNode(
            int index,
            String name,
            String domain,
            String operator,
            List<String> inputs,
            List<String> outputs,
            Map<String, Attribute> attributes) {
        this.index = index;
        this.name = name;
        this.domain = domain;
        this.operator = operator;
        this.inputs = inputs;
        this.outputs = outputs;
        this.attributes = attributes;
    }

    static OnnxNode read(int index, WireReader in) throws ModelFormatException {
        String name = "";
        String domain = "";
        String operator = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> inputs.add(in.string());
                case 2 -> outputs.add(in.string());
                case 3 -> name = in.string();
                case 4 -> operator = in.string();
                case 5 -> {
                    Attribute attribute = Attribute.read(in.message("attribute " + attributes.size()));
                    if (attributes.put(attribute.name, attribute) != null) {
                        throw in.damaged("it has the attribute \"" + attribute.name + "\" twice");
                    }
                }
                case 7 -> domain = in.string();
                default -> in.skip();
            }
        }
        if (domain.equals("ai.onnx")) {
            domain = "";
        }
        return new OnnxNode(index, name, domain, operator, inputs, outputs, attributes);
    }

    String domain() {
        return domain;
    }

    /** "Gemm", or with its domain "ai.onnx.ml.Scaler". */
    String operator() {
        return domain.isEmpty() ? operator : domain + "." + operator;
    }

    List<String> inputs() {
        return inputs;
    }

    List<String> outputs() {
        return outputs;
    }

    /** The name of input i, "" where it is left out. */
    String input(int i) {
        return i < inputs.size() ? inputs.get(i) : "";
    }

    /** Refuses another number of inputs than from least to most; those up to least are there. */
    void requireInputs(int least, int most) throws ModelFormatException {
        if (inputs.size() < least
                || inputs.size() > most
                || inputs.subList(0, least).contains("")) {
            throw new ModelFormatException(this + " has the inputs " + inputs + "; "
                    + (least == most ? String.valueOf(least) : "from " + least + " to " + most) + " should be there");
        }
    }

    /** Refuses attributes other than these: what they ask for would not be done. */
    void requireAttributes(String... known) throws ModelFormatException {
        for (String attribute : attributes.keySet()) {
            if (!Set.of(known).contains(attribute)) {
                throw new ModelFormatException(this + " has the attribute \"" + attribute + "\"; bp4j knows "
                        + (known.length == 0 ? "none" : Arrays.toString(known)) + " for this operator");
            }
        }
    }

    /** Whether it has no attributes. */
    boolean isPlain() {
        return attributes.isEmpty();
    }

    /** The value of a parameter that is one number. */
    double one(String parameter, double[] values) throws ModelFormatException {
        if (values.length != 1) {
            throw new ModelFormatException(
                    this + ": " + parameter + " has " + values.length + " elements; it should be one number");
        }
        return values[0];
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    long integer(String attribute, long otherwise) throws ModelFormatException {
        Attribute found = find(attribute, Attribute.INT);
        return found == null ? otherwise : found.integer;
    }

    float real(String attribute, float otherwise) throws ModelFormatException {
        Attribute found = find(attribute, Attribute.FLOAT);
        if (found != null && !Float.isFinite(found.real)) {
            throw new ModelFormatException(this + ": attribute \"" + attribute + "\" is " + found.real);
        }
        return found == null ? otherwise : found.real;
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

    String text(String attribute, String otherwise) throws ModelFormatException {
        Attribute found = find(attribute, Attribute.STRING);
        return found == null ? otherwise : found.text;
    }

    /** The tensor, or null. */
    OnnxTensor tensor(String attribute) throws ModelFormatException {
        Attribute found = find(attribute, Attribute.TENSOR);
        return found == null ? null : found.tensor;
    }

    /** The numbers, or null; all finite. */
    double[] reals(String attribute) throws ModelFormatException {
        Attribute found = find(attribute, Attribute.FLOATS);
        if (found == null) {
            return null;
        }
        double[] reals = new double[found.floats.size];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = Float.intBitsToFloat((int) found.floats.values[i]);
            if (!Double.isFinite(reals[i])) {
                throw new ModelFormatException(this + ": attribute \"" + attribute + "\" holds " + reals[i]);
            }
        }
        return reals;
    }

    /** The integers, or null. */
    long[] integers(String attribute) throws ModelFormatException {
        Attribute found = find(attribute, Attribute.INTS);
        return found == null ? null : found.integers.toArray();
    }

    /** The texts, or null. */
    List<String> texts(String attribute) throws ModelFormatException {
        Attribute found = find(attribute, Attribute.STRINGS);
        return found == null ? null : List.copyOf(found.texts);
    }

    /** "node "/1/Gemm" (Gemm)", or by its index, from 0, where it has no name. */
    @Override
    public String toString() {
        return "node " + (name.isEmpty() ? String.valueOf(index) : "\"" + name + "\"") + " (" + operator() + ")";
    }

    private Attribute find(String attribute, int type) throws ModelFormatException {
        Attribute found = attributes.get(attribute);
        if (found != null && found.type != type) {
            throw new ModelFormatException(this + ": attribute \"" + attribute + "\" is of type " + found.type
                    + "; it should be of type " + type);
        }
        return found;
    }

    /** An AttributeProto; of its values the one that its type names is there. */
    private static final class Attribute {
        static final int FLOAT = 1;
        static final int INT = 2;
        static final int STRING = 3;
        static final int TENSOR = 4;
        static final int FLOATS = 6;
        static final int INTS = 7;
        static final int STRINGS = 8;

        String name = "";
        long type;
        float real;
        long integer;
        String text = "";
        OnnxTensor tensor;
        final OnnxTensor.Longs floats = new OnnxTensor.Longs();
        final OnnxTensor.Longs integers = new OnnxTensor.Longs();
        final List<String> texts = new ArrayList<>();

        static Attribute read(WireReader in) throws ModelFormatException {
            Attribute attribute = new Attribute();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> attribute.name = in.string();
                    case 2 -> attribute.real = Float.intBitsToFloat(in.fixed32());
                    case 3 -> attribute.integer = in.varint();
                    case 4 -> attribute.text = in.string();
                    case 5 -> {
                        if (attribute.tensor != null) {
                            throw in.damaged("it has two tensors");
                        }
                        attribute.tensor = OnnxTensor.read(in.message("tensor"));
                    }
                    case 7 -> attribute.floats.readFixed32(in);
                    case 8 -> attribute.integers.readVarints(in);
                    case 9 -> attribute.texts.add(in.string());
                    case 20 -> attribute.type = in.varint();
                    default -> in.skip(); // graphs and the like: no operator that is supported has them
                }
            }
            if (attribute.type == TENSOR && attribute.tensor == null) {
                throw in.damaged("attribute \"" + attribute.name + "\" has no tensor");
            }
            return attribute;
        }
    }
}
