package io.github.bp4j.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A ModelProto as it lies in a file: its versions and properties, and the graph with nodes, initialisers, inputs and
 * outputs. Field numbers are those of onnx.proto. Only the messages that a chain of layers needs are read, and none of
 * them holds another of its kind, so that no file nests deeper than this code.
 */
final class OnnxFile {
    /** What is read: operators kept their meaning in these versions of the operator set. */
    private static final int OLDEST_OPSET = 7;

    private static final int NEWEST_OPSET = 28;
    private static final int OLDEST_IR = 3;
    private static final int NEWEST_IR = 14;

    private final Map<String, Long> operatorSets = new HashMap<>(); // version by domain, "" for ONNX's own
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Set<String> functions = new HashSet<>(); //           "domain.name" of those that are not bp4j's
    private final Set<OnnxFunction> ours = EnumSet.noneOf(OnnxFunction.class);
    private final Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final List<Port> inputs = new ArrayList<>(); //             initialisers left out
    private final List<Port> outputs = new ArrayList<>();
    private final long size;

    /**
     * An input or output of the graph.
     *
     * @param type the element type, 0 where it is no tensor or not said
     * @param shape the sizes, -1 where one is not fixed; null where the shape is not said
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Port(String name, int type, long[] shape) {}

    private OnnxFile(long size) {
        this.size = size;
    }

    static OnnxFile read(byte[] data) throws ModelFormatException {
        OnnxFile file = new OnnxFile(data.length);
        file.readModel(new WireReader(data, "model"));
        return file;
    }

    Map<String, String> properties() {
        return properties;
    }

    Map<String, OnnxTensor> initializers() {
        return initializers;
    }

    /** In an order in which every name is written before it is read. */
    List<OnnxNode> nodes() {
        return nodes;
    }

    List<Port> inputs() {
        return inputs;
    }

    List<Port> outputs() {
        return outputs;
    }

    /** Whether the file says itself what this operator does, in another way than bp4j would. */
    boolean definesItself(String operator) {
        return functions.contains(operator);
    }

    /** Whether the file defines this function, as bp4j does. */
    boolean defines(OnnxFunction function) {
        return ours.contains(function);
    }

    /** The bytes of the file. */
    long size() {
        return size;
    }

    private void readModel(WireReader in) throws ModelFormatException {
        long irVersion = 0;
        boolean graph = false;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> irVersion = in.varint();
                case 7 -> {
                    if (graph) {
                        throw in.damaged("it has two graphs");
                    }
                    graph = true;
                    readGraph(in.message("graph"));
                }
                case 8 -> readOperatorSet(in.message("operator set"));
                case 14 -> readProperty(in.message("property"));
                case 25 -> readFunction(in.message("function"));
                default -> in.skip();
            }
        }
        if (!graph) {
            throw in.damaged("it has no graph; an ONNX file has one");
        }
        if (irVersion < OLDEST_IR || irVersion > NEWEST_IR) {
            throw in.damaged(
                    "its IR version is " + irVersion + "; " + OLDEST_IR + " to " + NEWEST_IR + " are supported");
        }
        long version = operatorSets.getOrDefault("", 0L);
        if (version < OLDEST_OPSET || version > NEWEST_OPSET) {
            throw in.damaged("its operator set (opset) is version " + version + "; " + OLDEST_OPSET + " to "
                    + NEWEST_OPSET + " are supported");
        }
        for (OnnxNode node : nodes) {
            if (!operatorSets.containsKey(node.domain())) {
                throw in.damaged(node + ": its operator set \"" + node.domain() + "\" is not imported");
            }
        }
    }

    private void readOperatorSet(WireReader in) throws ModelFormatException {
        String domain = "";
        long version = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> domain = in.string();
                case 2 -> version = in.varint();
                default -> in.skip();
            }
        }
        if (operatorSets.put(domain.equals("ai.onnx") ? "" : domain, version) != null) {
            throw in.damaged("\"" + domain + "\" is imported twice");
        }
    }

    private void readProperty(WireReader in) throws ModelFormatException {
        String key = "";
        String value = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.string();
                case 2 -> value = in.string();
                default -> in.skip();
            }
        }
        if (properties.put(key, value) != null) {
            throw in.damaged("\"" + key + "\" is there twice");
        }
    }

    private void readFunction(WireReader in) throws ModelFormatException {
        byte[] whole = in.toArray();
        String name = "";
        String domain = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.string();
                case 10 -> domain = in.string();
                default -> in.skip();
            }
        }
        if (domain.isEmpty() || domain.equals("ai.onnx") || domain.equals("ai.onnx.ml")) {
            throw in.damaged("it defines the operator \"" + name + "\" itself; ONNX's own meaning is supported");
        }
        OnnxFunction function = OnnxFunction.of(whole);
        if (function == null) {
            functions.add(domain + "." + name);
        } else {
            ours.add(function);
        }
    }

    private void readGraph(WireReader in) throws ModelFormatException {
        List<Port> allInputs = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> nodes.add(OnnxNode.read(nodes.size(), in.message("node " + nodes.size())));
                case 5 -> {
                    OnnxTensor tensor = OnnxTensor.read(in.message("initializer " + initializers.size()));
                    if (tensor.name().isEmpty()) { // the name of an input that is left out
                        throw in.damaged("initializer " + initializers.size() + " has no name");
                    }
                    if (initializers.put(tensor.name(), tensor) != null) {
                        throw in.damaged("there are two initializers \"" + tensor.name() + "\"");
                    }
                }
                case 11 -> allInputs.add(readPort(in.message("input " + allInputs.size())));
                case 12 -> outputs.add(readPort(in.message("output " + outputs.size())));
                case 15 -> throw in.damaged("it has sparse initializers, which are not supported");
                default -> in.skip();
            }
        }
        for (Port input : allInputs) {
            if (!initializers.containsKey(input.name())) {
                inputs.add(input);
            }
        }
        requireOrder(in);
    }

    private void requireOrder(WireReader graph) throws ModelFormatException {
        Set<String> known = new HashSet<>(initializers.keySet());
        for (Port input : inputs) {
            if (!known.add(input.name())) {
                throw graph.damaged("there are two inputs \"" + input.name() + "\"");
            }
        }
        known.add("");
        for (OnnxNode node : nodes) {
            for (String input : node.inputs()) {
                if (!known.contains(input)) {
                    throw graph.damaged(node + " reads \"" + input + "\", which nothing before it writes");
                }
            }
            for (String output : node.outputs()) {
                if (!output.isEmpty() && !known.add(output)) {
                    throw graph.damaged(node + " writes \"" + output + "\", which is there already");
                }
            }
        }
        for (Port output : outputs) {
            if (!known.contains(output.name())) {
                throw graph.damaged("nothing writes the output \"" + output.name() + "\"");
            }
        }
    }

    private static Port readPort(WireReader in) throws ModelFormatException {
        String name = "";
        Port tensor = new Port("", 0, null);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.string();
                case 2 -> {
                    WireReader type = in.message("type");
                    while (type.next()) {
                        if (type.field() == 1) {
                            tensor = readTensorType(type.message("tensor type"));
                        } else {
                            type.skip();
                        }
                    }
                }
                default -> in.skip();
            }
        }
        return new Port(name, tensor.type(), tensor.shape());
    }

    private static Port readTensorType(WireReader in) throws ModelFormatException {
        long type = 0;
        long[] sizes = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.varint();
                case 2 -> sizes = readShape(in.message("shape"));
                default -> in.skip();
            }
        }
        return new Port("", (int) type, sizes);
    }

    private static long[] readShape(WireReader in) throws ModelFormatException {
        List<Long> sizes = new ArrayList<>();
        while (in.next()) {
            if (in.field() == 1) {
                long size = -1;
                WireReader dimension = in.message("dimension");
                while (dimension.next()) {
                    if (dimension.field() == 1) {
                        size = dimension.varint();
                    } else {
                        dimension.skip();
                    }
                }
                sizes.add(size);
            } else {
                in.skip();
            }
        }
        return sizes.stream().mapToLong(Long::longValue).toArray();
    }
}
