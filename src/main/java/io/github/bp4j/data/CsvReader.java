package io.github.bp4j.data;

import io.github.bp4j.Schema;
import io.github.bp4j.internal.check.Require;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads the rows of a CSV file and encodes them. */
final class CsvReader implements ExampleReader {
    private final Path file;
    private final CsvParser parser;
    private final TableEncoder encoder;
    private final TableEncoder.Rows rows;
    private final double[] target; // the index of the class, or the targets

    CsvReader(Path file, CsvFormat format, TableEncoder encoder, int epoch) throws IOException {
        Require.atLeast(1, "epoch", epoch);
        this.file = file;
        this.encoder = encoder;
        target = new double[encoder.targets().size()];
        parser = CsvParser.open(file, format);
        try {
            rows = encoder.rows(parser.columns());
        } catch (IllegalArgumentException e) {
            parser.close();
            throw new DataFileException(file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public int inputs() {
        return encoder.inputs();
    }

    @Override
    public int outputs() {
        return encoder.outputs();
    }

    @Override
    public boolean read(double[] x, double[] y) throws IOException {
        Room.require(this, x, y);
        String[] cells;
        do {
            cells = parser.next();
            if (cells == null) {
                return false;
            }
        } while (!encode(cells, x));
        if (encoder.isClassification()) {
            Arrays.fill(y, 0);
            y[(int) target[0]] = 1;
        } else {
            System.arraycopy(target, 0, y, 0, y.length);
        }
        return true;
    }

    private boolean encode(String[] cells, double[] x) throws DataFileException {
        try {
            return rows.encode(cells, parser.line(), 0, x, target);
        } catch (IllegalArgumentException e) {
            throw new DataFileException(file + ", " + e.getMessage(), e);
        }
    }

    @Override
    public Schema schema() {
        return encoder.schema();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
