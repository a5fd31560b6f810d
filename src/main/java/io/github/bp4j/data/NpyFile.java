package io.github.bp4j.data;

import io.github.bp4j.internal.file.AtomicFile;
import io.github.bp4j.internal.file.Memory;
import io.github.bp4j.internal.file.Paths;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The .npy file of NumPy: one array. Read are the versions 1.0, 2.0 and 3.0 with float32, float64, integers of any width,
 * booleans and unicode texts, of either byte order, in C or Fortran order; Python objects are refused. Written is version
 * 1.0 with float64, little-endian, in C order.
 *
 * <p>A file made to do harm does none: memory is taken as the values come, not as the header announces them.
 */
public final class NpyFile {
    private static final int ALIGNMENT = 64;
    private static final int CHUNK = 8192;

    private NpyFile() {}

    /**
     * Reads the array of a file, in any file system.
     *
     * @throws DataFileException naming the file, if it is not what it should be, or takes more than a quarter of the
     *     heap
     */
    public static NdArray read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(Paths.requireFile(file))) {
            return read(in, file.toString(), Files.size(file), Memory.limit());
        }
    }

    /**
     * Reads an array from a stream, which stays open and is left behind the last byte of the array, as {@code
     * numpy.load} leaves it: several arrays may follow each other.
     *
     * @throws DataFileException as for a file
     */
    public static NdArray read(InputStream in) throws IOException {
        return array(Objects.requireNonNull(in, "in"), "the stream", 0, Memory.limit());
    }

    /**
     * Writes the numbers of an array; a file that is there is replaced at the end, by the whole new one.
     *
     * @throws IllegalStateException if the array holds texts
     */
    public static void write(Path file, NdArray array) throws IOException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(array, "array");
        double[] numbers = array.numbers();
        AtomicFile.write(file, out -> write(out, array.shape(), numbers));
    }

    /**
     * Writes the same bytes to a stream, which stays open.
     *
     * @throws IllegalStateException if the array holds texts
     */
    public static void write(OutputStream out, NdArray array) throws IOException {
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(array, "array");
        write(Objects.requireNonNull(out, "out"), array.shape(), array.numbers());
    }

    /**
     * Reads the array and finds the stream at its end.
     *
     * @param available how many bytes are known to be there; 0 if unknown
     * @param limit how many bytes of memory the array may take
     */
    static NdArray read(InputStream in, String name, long available, long limit) throws IOException {
        NdArray array = array(in, name, available, limit);
        if (in.read() >= 0) {
            throw new DataFileException(name + " goes on after its " + Texts.shape(array.shape()) + " values");
        }
        return array;
    }

    private static NdArray array(InputStream in, String name, long available, long limit) throws IOException {
        NpyHeader header = NpyHeader.read(in, name);
        ElementType type = header.type();
        int copies = header.fortranOrder() ? 2 : 1;
        Limit.require(header.size() * type.memory() * copies, limit, name, Texts.shape(header.shape()) + " values");
        boolean present = available >= (long) header.size() * type.bytes();
        NdArray array = new ElementReader(in, type, name).array(header.shape(), header.size(), present);
        return header.fortranOrder() ? inCOrder(array, header.shape()) : array;
    }

    /** Writes header and numbers; the stream stays open. */
    static void write(OutputStream out, int[] shape, double[] numbers) throws IOException {
        out.write(header(shape));
        byte[] bytes = new byte[Math.min(numbers.length, CHUNK) * Double.BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < numbers.length; from += CHUNK) {
            int values = Math.min(CHUNK, numbers.length - from);
            for (int v = 0; v < values; v++) {
                buffer.putDouble(v * Double.BYTES, numbers[from + v]);
            }
            out.write(bytes, 0, values * Double.BYTES);
        }
    }

    /** Magic, version, length and dictionary, filled up with blanks so that the values begin at a multiple of 64. */
    private static byte[] header(int[] shape) {
        StringBuilder sizes = new StringBuilder();
        for (int d = 0; d < shape.length; d++) {
            sizes.append(d == 0 ? "" : " ").append(shape[d]).append(d < shape.length - 1 || d == 0 ? "," : "");
        }
        String text = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + sizes + "), }";
        int start = 10;
        int length = (start + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - start;
        ByteBuffer header = ByteBuffer.allocate(start + length).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        header.putShort((short) length);
        header.put((text + " ".repeat(length - text.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
        return header.array();
    }

    /** The same array, whose values came with the first index running fastest. */
    private static NdArray inCOrder(NdArray array, int[] shape) {
        int size = array.size();
        int[] index = new int[shape.length];
        int[] strides = new int[shape.length];
        for (int d = 0, stride = 1; d < shape.length; stride *= shape[d++]) {
            strides[d] = stride;
        }
        double[] numbers = array.isText() ? null : new double[size];
        String[] texts = array.isText() ? new String[size] : null;
        double[] numbersInFile = array.isText() ? null : array.numbers();
        String[] textsInFile = array.isText() ? array.toTexts() : null;
        for (int k = 0, source = 0; k < size; k++) {
            if (array.isText()) {
                texts[k] = textsInFile[source];
            } else {
                numbers[k] = numbersInFile[source];
            }
            for (int d = shape.length - 1; d >= 0; d--) {
                source += strides[d];
                if (++index[d] < shape[d]) {
                    break;
                }
                source -= shape[d] * strides[d];
                index[d] = 0;
            }
        }
        return array.isText() ? NdArray.adopt(shape, texts) : NdArray.adopt(shape, numbers, array.isWhole());
    }
}
