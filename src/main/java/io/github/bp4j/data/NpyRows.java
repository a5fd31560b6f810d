package io.github.bp4j.data;

import io.github.bp4j.internal.file.Memory;
import io.github.bp4j.internal.file.Paths;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The numbers of an .npy file, row by row: those of one index of the first dimension at a time. */
final class NpyRows implements Closeable {
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    private final String name;
    private final InputStream in;
    private final NpyHeader header;
    private final ElementReader reader;
    private final byte[] bytes;
    private final int width;
    private int read;

    NpyRows(Path file) throws IOException {
        name = file.toString();
        in = new BufferedInputStream(Files.newInputStream(Paths.requireFile(file)), 1 << 16);
        try {
            header = NpyHeader.read(in, name);
            int[] shape = header.shape();
            if (shape.length == 0 || header.size() == 0) {
                throw new DataFileException(name + " holds " + Texts.shape(shape) + " values, no rows");
            }
            if (header.fortranOrder() && shape.length > 1) {
                throw new DataFileException(
                        name + " is in Fortran order, where a row lies scattered; C order is read row by row");
            }
            if (header.type().kind() == ElementType.Kind.TEXT) {
                throw new DataFileException(name + " holds texts; numbers are read row by row");
            }
            width = header.size() / shape[0];
            // A row must be there before memory is taken for it.
            if (Files.isRegularFile(file)
                    && Files.size(file) < (long) width * header.type().bytes()) {
                throw new DataFileException(name + " is cut off within its first row");
            }
            if ((long) width * header.type().bytes() > MAX_BYTES) {
                throw new DataFileException(name + " has rows of " + width + " values, too long to be read one by one");
            }
            long taken = (long) width * (header.type().bytes() + Double.BYTES);
            Limit.require(taken, Memory.limit(), name, "rows of " + width + " values");
            bytes = new byte[width * header.type().bytes()];
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
        reader = new ElementReader(in, header.type(), name);
    }

    int rows() {
        return header.shape()[0];
    }

    /** The numbers in a row. */
    int width() {
        return width;
    }

    /** The next row, every number finite; false after the last. */
    boolean read(double[] row) throws IOException {
        if (read == rows()) {
            return false;
        }
        if (!reader.numbers(row, bytes)) {
            throw new DataFileException(name + " is cut off: " + read + " rows, where the header announces " + rows());
        }
        for (int i = 0; i < row.length; i++) {
            if (!Double.isFinite(row[i])) {
                throw new DataFileException(
                        name + ", row " + read + ", value " + i + " is " + row[i] + "; every value must be finite");
            }
        }
        read++;
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
