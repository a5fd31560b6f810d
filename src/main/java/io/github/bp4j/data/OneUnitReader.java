package io.github.bp4j.data;

import io.github.bp4j.Schema;
import java.io.IOException;

/** Reads the examples of two classes for one sigmoid unit: the target is 1 for the second class. */
final class OneUnitReader implements ExampleReader {
    private final ExampleReader reader;
    private final double[] oneHot = new double[2];

    OneUnitReader(ExampleReader reader) throws IOException {
        this.reader = reader;
        if (reader.outputs() != 2) {
            reader.close();
            throw new IllegalArgumentException(
                    "1 unit serves 2 classes; the examples have " + Checks.count(reader.outputs(), "output"));
        }
    }

    @Override
    public int inputs() {
        return reader.inputs();
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public boolean read(double[] x, double[] y) throws IOException {
        Room.require(this, x, y);
        boolean read = reader.read(x, oneHot);
        y[0] = oneHot[1];
        return read;
    }

    @Override
    public double weight() {
        return reader.weight();
    }

    @Override
    public Schema schema() {
        return reader.schema();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
