package io.github.bp4j.data;

import io.github.bp4j.Schema;
import io.github.bp4j.internal.check.Require;
import java.util.Arrays;

/** Reads the examples of a data set in their order. */
final class DatasetReader implements ExampleReader {
    private final Dataset data;
    private int next;

    DatasetReader(Dataset data, int epoch) {
        Require.atLeast(1, "epoch", epoch);
        this.data = data;
    }

    @Override
    public int inputs() {
        return data.inputs();
    }

    @Override
    public int outputs() {
        return data.outputs();
    }

    @Override
    public boolean read(double[] x, double[] y) {
        Room.require(this, x, y);
        if (next == data.size()) {
            return false;
        }
        System.arraycopy(data.flatInputs(), next * x.length, x, 0, x.length);
        if (data.isClassification()) {
            Arrays.fill(y, 0);
            y[data.label(next)] = 1;
        } else {
            System.arraycopy(data.flatTargets(), next * y.length, y, 0, y.length);
        }
        next++;
        return true;
    }

    @Override
    public double weight() {
        return data.weight(next - 1);
    }

    @Override
    public Schema schema() {
        return data.schema();
    }

    @Override
    public void close() {}
}
