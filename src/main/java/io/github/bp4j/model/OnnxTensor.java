package io.github.bp4j.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A TensorProto: its shape, and its elements, which are read when asked for. They lie in the file as raw bytes,
 * little-endian, or as a repeated field of the element type. Checked when it is made: the shape and the elements agree.
 */
final class OnnxTensor {
    /** The element types that are supported, with their numbers in TensorProto.DataType. */
    static final int FLOAT = 1;

    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int STRING = 8;
    static final int DOUBLE = 11;

    private static final String[] TYPES = {
        "UNDEFINED",
        "FLOAT",
        "UINT8",
        "INT8",
        "UINT16",
        "INT16",
        "INT32",
        "INT64",
        "STRING",
        "BOOL",
        "FLOAT16",
        "DOUBLE",
        "UINT32",
        "UINT64",
        "COMPLEX64",
        "COMPLEX128",
        "BFLOAT16"
    };

    private final String name;
    private final int type;
    private final int[] shape;
    private final int count;
    private final ByteBuffer raw; //     null where the elements lie in one of the others
    private final double[] numbers; //   of float_data and double_data
    private final long[] integers; //    of int32_data and int64_data
    private final String[] strings; //   of string_data

    private OnnxTensor(
            String name,
            int type,
            int[] shape,
            int count,
            ByteBuffer raw,
            double[] numbers,
            long[] integers,
            String[] strings) {
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.count = count;
        this.raw = raw;
        this.numbers = numbers;
        this.integers = integers;
        this.strings = strings;
    }

    /** A tensor of no file: the value of a Constant node that holds plain numbers. */
    static OnnxTensor of(String name, double[] numbers, boolean scalar) {
        return new OnnxTensor(
                name,
                FLOAT,
                scalar ? new int[0] : new int[] {numbers.length},
                numbers.length,
                null,
                numbers,
                null,
                new String[0]);
    }

    /** The same of integers. */
    static OnnxTensor of(String name, long[] integers, boolean scalar) {
        return new OnnxTensor(
                name,
                INT64,
                scalar ? new int[0] : new int[] {integers.length},
                integers.length,
                null,
                null,
                integers,
                new String[0]);
    }

    static OnnxTensor read(WireReader in) throws ModelFormatException {
        String name = "";
        long type = 0;
        boolean external = false;
        ByteBuffer raw = null;
        Longs shape = new Longs();
        Longs floats = new Longs(); // as bits
        Longs doubles = new Longs(); // as bits
        Longs integers = new Longs();
        List<String> strings = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> shape.readVarints(in);
                case 2 -> type = in.varint();
                case 4 -> floats.readFixed32(in);
                case 5, 7 -> integers.readVarints(in);
                case 6 -> strings.add(new String(array(in.bytes()), StandardCharsets.UTF_8));
                case 8 -> name = in.string();
                case 9 -> raw = in.bytes();
                case 10 -> doubles.readFixed64(in);
                case 13 -> {
                    external = true;
                    in.skip();
                }
                case 14 -> external |= in.varint() != 0;
                default -> in.skip();
            }
        }
        String tensor = "tensor \"" + name + "\": ";
        if (external) {
            throw in.damaged(
                    tensor + "its elements lie in another file (external data); bp4j reads models of one file");
        }
        long count = 1;
        int[] sizes = new int[shape.size];
        for (int i = 0; i < sizes.length; i++) {
            long size = shape.values[i];
            count = size < 0 || size > Integer.MAX_VALUE ? -1 : count * size;
            if (count < 0 || count > Integer.MAX_VALUE) {
                throw in.damaged(tensor + "shape " + Arrays.toString(shape.toArray())
                        + " is impossible; sizes are at least 0, their product is below 2^31");
            }
            sizes[i] = (int) size;
        }
        if (type == 0 || type != (int) type || type < 0) {
            throw in.damaged(tensor + "element type " + type + " is unknown");
        }
        long given;
        if (raw != null) {
            int elementSize = type == DOUBLE || type == INT64 ? 8 : type == FLOAT || type == INT32 ? 4 : 0;
            given = elementSize == 0 ? count : raw.remaining() % elementSize == 0 ? raw.remaining() / elementSize : -1;
            if (given != count) {
                throw in.damaged(tensor + "shape " + Arrays.toString(sizes) + " of " + nameOf((int) type) + " needs "
                        + count * elementSize + " bytes; there are " + raw.remaining());
            }
        } else {
            given = switch ((int) type) {
                case FLOAT -> floats.size;
                case DOUBLE -> doubles.size;
                case INT32, INT64 -> integers.size;
                case STRING -> strings.size();
                default -> count; // not supported: said when it is asked for
            };
            if (given != count) {
                throw in.damaged(tensor + "shape " + Arrays.toString(sizes) + " needs " + count + " elements of "
                        + nameOf((int) type) + "; there are " + given);
            }
        }
        double[] numbers = null;
        if (raw == null && type == FLOAT) {
            numbers = new double[floats.size];
            Arrays.setAll(numbers, i -> Float.intBitsToFloat((int) floats.values[i]));
        } else if (raw == null && type == DOUBLE) {
            numbers = new double[doubles.size];
            Arrays.setAll(numbers, i -> Double.longBitsToDouble(doubles.values[i]));
        }
        return new OnnxTensor(
                name,
                (int) type,
                sizes,
                (int) count,
                raw,
                numbers,
                raw == null ? integers.toArray() : null,
                strings.toArray(new String[0]));
    }

    String name() {
        return name;
    }

    int type() {
        return type;
    }

    /** The number of elements. */
    int count() {
        return count;
    }

    /** The number of dimensions; 0 for a scalar. */
    int rank() {
        return shape.length;
    }

    int size(int dimension) {
        return shape[dimension];
    }

    boolean isReal() {
        return isReal(type);
    }

    static boolean isReal(long type) {
        return type == FLOAT || type == DOUBLE;
    }

    /** The elements, in a new array; all finite. */
    double[] reals(OnnxBudget budget) throws ModelFormatException {
        if (!isReal()) {
            throw new ModelFormatException(
                    this + " is of type " + nameOf(type) + "; FLOAT and DOUBLE are supported here");
        }
        budget.spend(count, this);
        double[] reals = new double[count];
        ByteBuffer in = raw == null ? null : raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            reals[i] = in == null ? numbers[i] : type == FLOAT ? in.getFloat() : in.getDouble();
            if (!Double.isFinite(reals[i])) {
                throw new ModelFormatException(this + " holds " + reals[i] + " at index " + i);
            }
        }
        return reals;
    }

    /** The elements of a tensor of integers, in a new array. */
    long[] integers(OnnxBudget budget) throws ModelFormatException {
        if (type != INT32 && type != INT64) {
            throw new ModelFormatException(
                    this + " is of type " + nameOf(type) + "; INT32 and INT64 are supported here");
        }
        budget.spend(count, this);
        if (raw == null) {
            return integers.clone();
        }
        long[] copy = new long[count];
        ByteBuffer in = raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            copy[i] = type == INT32 ? in.getInt() : in.getLong();
        }
        return copy;
    }

    /** Whether every element is 0, or false. */
    boolean isZero() {
        if (raw != null) {
            for (int i = 0; i < raw.remaining(); i++) {
                if (raw.get(i) != 0) {
                    return false;
                }
            }
            return true;
        }
        return Arrays.stream(integers).allMatch(i -> i == 0) && numbers == null && strings.length == 0;
    }

    /** The elements of a tensor of strings or of integers, as text. */
    List<String> texts(OnnxBudget budget) throws ModelFormatException {
        if (type == STRING) {
            return List.of(strings);
        }
        return Arrays.stream(integers(budget)).mapToObj(String::valueOf).toList();
    }

    /** "FLOAT16". */
    static String nameOf(int type) {
        return type >= 0 && type < TYPES.length ? TYPES[type] : "number " + type;
    }

    /** "tensor "W1" (FLOAT [128, 784])". */
    @Override
    public String toString() {
        return "tensor \"" + name + "\" (" + nameOf(type) + " " + Arrays.toString(shape) + ")";
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    /** A list of numbers that grows as they are read; packed or one by one, as they come. */
    static final class Longs {
        long[] values = new long[4];
        int size;

        void readVarints(WireReader in) throws ModelFormatException {
            if (!in.isBytes()) {
                add(in, in.varint());
                return;
            }
            WireReader packed = in.packed();
            while (packed.hasMore()) {
                add(packed, packed.packedVarint());
            }
        }

        void readFixed32(WireReader in) throws ModelFormatException {
            if (!in.isBytes()) {
                add(in, in.fixed32());
                return;
            }
            ByteBuffer packed = whole(in, 4);
            while (packed.hasRemaining()) {
                add(in, packed.getInt());
            }
        }

        void readFixed64(WireReader in) throws ModelFormatException {
            if (!in.isBytes()) {
                add(in, in.fixed64());
                return;
            }
            ByteBuffer packed = whole(in, 8);
            while (packed.hasRemaining()) {
                add(in, packed.getLong());
            }
        }

        long[] toArray() {
            return Arrays.copyOf(values, size);
        }

        private void add(WireReader in, long value) throws ModelFormatException {
            if (size == values.length) {
                in.take(2L * Long.BYTES * (size / 2)); // and as much for the array of the size that it has in the end
                values = Arrays.copyOf(values, size + size / 2);
            }
            values[size++] = value;
        }

        private static ByteBuffer whole(WireReader in, int elementSize) throws ModelFormatException {
            ByteBuffer packed = in.bytes().order(ByteOrder.LITTLE_ENDIAN);
            if (packed.remaining() % elementSize != 0) {
                throw in.damaged("field " + in.field() + " holds " + packed.remaining()
                        + " bytes; they should be a multiple of " + elementSize);
            }
            return packed;
        }
    }
}
