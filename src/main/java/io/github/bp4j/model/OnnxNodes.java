package io.github.bp4j.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the messages that graphs and functions are made of: nodes, their attributes, and tensors. */
final class OnnxNodes {
    private OnnxNodes() {}

    /** A node of ONNX's own operators, or with a domain before the last point: "io.github.bp4j.Elu". */
    static WireWriter node(String operator, String name, String[] inputs, String output, WireWriter... attributes) {
        WireWriter node = new WireWriter();
        for (String input : inputs) {
            node.string(1, input);
        }
        node.string(2, output);
        if (!name.isEmpty()) {
            node.string(3, name);
        }
        int point = operator.lastIndexOf('.');
        node.string(4, operator.substring(point + 1));
        for (WireWriter attribute : attributes) {
            node.message(5, attribute);
        }
        if (point > 0) {
            node.string(7, operator.substring(0, point));
        }
        return node;
    }

    static WireWriter attribute(String name, long value) {
        return new WireWriter().string(1, name).varint(3, value).varint(20, 2);
    }

    static WireWriter attribute(String name, long[] values) {
        WireWriter attribute = new WireWriter().string(1, name);
        for (long value : values) {
            attribute.varint(8, value);
        }
        return attribute.varint(20, 7);
    }

    static WireWriter attribute(String name, float value) {
        return new WireWriter()
                .string(1, name)
                .fixed32(2, Float.floatToRawIntBits(value))
                .varint(20, 1);
    }

    static WireWriter attribute(String name, WireWriter tensor) {
        return new WireWriter().string(1, name).message(5, tensor).varint(20, 4);
    }

    /** A tensor of float64, or of the nearest float32, as raw bytes. */
    static WireWriter tensor(String name, boolean float32, double[] values, int... shape) {
        WireWriter tensor = new WireWriter();
        for (int size : shape) {
            tensor.varint(1, size);
        }
        tensor.varint(2, float32 ? OnnxTensor.FLOAT : OnnxTensor.DOUBLE);
        if (!name.isEmpty()) {
            tensor.string(8, name);
        }
        byte[] raw = new byte[values.length * (float32 ? 4 : 8)];
        ByteBuffer buffer = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            if (float32) {
                buffer.putFloat((float) value);
            } else {
                buffer.putDouble(value);
            }
        }
        return tensor.bytes(9, raw);
    }

    static WireWriter operatorSet(String domain, long version) {
        return new WireWriter().string(1, domain).varint(2, version);
    }
}
