package io.github.bp4j.data;

import io.github.bp4j.data.ElementType.Kind;
import io.github.bp4j.internal.file.Memory;
import io.github.bp4j.internal.file.Paths;
import io.github.bp4j.internal.file.Reasons;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The IDX file of MNIST and Fashion-MNIST: one array, big-endian, of bytes (signed or not), shorts, ints, floats or
 * doubles. It may be compressed with gzip, whatever its name. Source: Y. LeCun, C. Cortes and C. Burges, <em>The MNIST
 * database of handwritten digits</em>, "File formats".
 *
 * <p>A file made to do harm does none: memory is taken as the values come, not as the file announces them.
 */
public final class IdxFile {
    private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    private IdxFile() {}

    /**
     * Reads the array of a file, in any file system: 60000×28×28 from MNIST's images, 60000 from its labels.
     *
     * @throws DataFileException naming the file, if it is not what it should be, or takes more than a quarter of the
     *     heap
     */
    public static NdArray read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(Paths.requireFile(file))) {
            return read(in, file.toString(), Files.size(file));
        }
    }

    /**
     * Reads the array of a stream to its end; the stream stays open.
     *
     * @throws DataFileException as for a file
     */
    public static NdArray read(InputStream in) throws IOException {
        return read(Objects.requireNonNull(in, "in"), "the stream", 0);
    }

    @SuppressWarnings("resource") // closing these would close the caller's stream
    private static NdArray read(InputStream in, String name, long available) throws IOException {
        BufferedInputStream raw = new BufferedInputStream(in);
        raw.mark(2);
        boolean compressed = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        if (!compressed) {
            return read(raw, name, available, Memory.limit());
        }
        try {
            return read(new BufferedInputStream(new GZIPInputStream(raw)), name, 0, Memory.limit());
        } catch (ZipException | EOFException e) {
            throw new DataFileException(name + " is compressed, and damaged: " + Reasons.of(e), e);
        }
    }

    private static NdArray read(InputStream in, String name, long available, long limit) throws IOException {
        byte[] magic = in.readNBytes(4);
        ElementType type = magic.length < 4 || magic[0] != 0 || magic[1] != 0 ? null : type(magic[2]);
        int dimensions = magic.length < 4 ? 0 : magic[3] & 0xff;
        if (type == null || dimensions == 0) {
            throw new DataFileException(name
                    + " is no IDX file: it does not begin with two zeros, a type of 8, 9 or 11 to 14 and a"
                    + " number of dimensions");
        }
        byte[] sizes = in.readNBytes(4 * dimensions);
        if (sizes.length < 4 * dimensions) {
            throw new DataFileException(name + " is cut off within the sizes of its " + dimensions + " dimensions");
        }
        int[] shape = new int[dimensions];
        long size = 1;
        boolean empty = false;
        for (int d = 0; d < dimensions; d++) {
            shape[d] = ByteBuffer.wrap(sizes).getInt(4 * d);
            if (shape[d] < 0) {
                throw new DataFileException(name + " announces a size of " + Integer.toUnsignedString(shape[d])
                        + "; at most " + MAX_SIZE + " values are read");
            }
            empty |= shape[d] == 0;
            size = Math.min(size * Math.max(1, shape[d]), Integer.MAX_VALUE);
        }
        if (size > MAX_SIZE) {
            throw new DataFileException(
                    name + " announces " + Texts.shape(shape) + " values; at most " + MAX_SIZE + " are read");
        }
        size = empty ? 0 : size;
        Limit.require(size * type.memory(), limit, name, Texts.shape(shape) + " values");
        NdArray array = new ElementReader(in, type, name).array(shape, (int) size, available >= size * type.bytes());
        if (in.read() >= 0) {
            throw new DataFileException(name + " goes on after its " + Texts.shape(shape) + " values");
        }
        return array;
    }

    private static ElementType type(int code) {
        return switch (code) {
            case 0x08 -> new ElementType(Kind.UNSIGNED, 1, ByteOrder.BIG_ENDIAN);
            case 0x09 -> new ElementType(Kind.SIGNED, 1, ByteOrder.BIG_ENDIAN);
            case 0x0b -> new ElementType(Kind.SIGNED, 2, ByteOrder.BIG_ENDIAN);
            case 0x0c -> new ElementType(Kind.SIGNED, 4, ByteOrder.BIG_ENDIAN);
            case 0x0d -> new ElementType(Kind.FLOAT, 4, ByteOrder.BIG_ENDIAN);
            case 0x0e -> new ElementType(Kind.FLOAT, 8, ByteOrder.BIG_ENDIAN);
            default -> null;
        };
    }
}
