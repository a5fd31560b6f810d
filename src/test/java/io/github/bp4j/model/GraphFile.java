package io.github.bp4j.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes ONNX files for tests, node by node: from the input x, (batch, 2) of float64, to the output y. */
final class GraphFile {
    private final WireWriter graph = new WireWriter().string(2, "test");
    private final List<WireWriter> others = new ArrayList<>();
    private long opset = 17;
    private WireWriter input = port("x", 11, 2);
    private final List<WireWriter> outputs = new ArrayList<>(List.of(port("y", 11, -1)));

    GraphFile node(String operator, String inputs, String output, WireWriter... attributes) {
        String[] names = inputs.isEmpty() ? new String[0] : inputs.split(" ", -1);
        graph.message(1, OnnxNodes.node(operator, output, names, output, attributes));
        return this;
    }

    GraphFile tensor(String name, double[] values, int... shape) {
        return tensor(OnnxNodes.tensor(name, false, values, shape));
    }

    GraphFile tensor(WireWriter tensor) {
        graph.message(5, tensor);
        return this;
    }

    GraphFile integers(String name, long... values) {
        WireWriter tensor =
                new WireWriter().varint(1, values.length).varint(2, 7).string(8, name);
        for (long value : values) {
            tensor.varint(7, value);
        }
        return tensor(tensor);
    }

    /** W (2, 2) as "W" and b as "b": what most graphs need. */
    GraphFile layer() {
        return tensor("W", new double[] {1, 2, 3, 4}, 2, 2).tensor("b", new double[] {5, 6}, 2);
    }

    GraphFile input(WireWriter port) {
        input = port;
        return this;
    }

    /** This output and no other. */
    GraphFile onlyOutput(WireWriter port) {
        outputs.clear();
        return output(port);
    }

    /** One more output. */
    GraphFile output(WireWriter port) {
        outputs.add(port);
        return this;
    }

    GraphFile opset(long version) {
        opset = version;
        return this;
    }

    /** A message inside the ModelProto: a property, a function, an operator set. */
    GraphFile other(int field, WireWriter message) {
        others.add(new WireWriter().message(field, message));
        return this;
    }

    byte[] bytes() {
        graph.message(11, input);
        for (WireWriter output : outputs) {
            graph.message(12, output);
        }
        WireWriter model = new WireWriter().varint(1, 8).message(7, graph).message(8, OnnxNodes.operatorSet("", opset));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            model.writeTo(out);
            for (WireWriter other : others) {
                other.writeTo(out);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    Model read() throws ModelFormatException {
        return Onnx.read(bytes());
    }

    /** A tensor (batch, sizes …) of the element type; a size below 0 is not fixed. */
    static WireWriter port(String name, int type, int... sizes) {
        WireWriter shape = new WireWriter().message(1, new WireWriter().string(2, "batch"));
        for (int size : sizes) {
            shape.message(1, size < 0 ? new WireWriter().string(2, "n") : new WireWriter().varint(1, size));
        }
        WireWriter tensor = new WireWriter().varint(1, type).message(2, shape);
        return new WireWriter().string(1, name).message(2, new WireWriter().message(1, tensor));
    }

    static WireWriter text(String name, String value) {
        return new WireWriter().string(1, name).string(4, value).varint(20, 3);
    }
}
