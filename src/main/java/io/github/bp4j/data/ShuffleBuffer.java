package io.github.bp4j.data;

import io.github.bp4j.Schema;
import io.github.bp4j.SplitMix64;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps so many examples and hands out one of them at random; the next from the reader takes its place, and at the end
 * the last of the buffer.
 */
final class ShuffleBuffer implements ExampleReader {
    private final ExampleReader reader;
    private final int capacity;
    private final SplitMix64 random;
    private final List<double[][]> kept = new ArrayList<>(); // x, y and w of each
    private double weight;
    private boolean ended;

    ShuffleBuffer(ExampleReader reader, int capacity, long seed, int epoch) {
        this.reader = reader;
        this.capacity = capacity;
        random = SplitMix64.stream(seed, "shuffle buffer", epoch, 0);
    }

    @Override
    public int inputs() {
        return reader.inputs();
    }

    @Override
    public int outputs() {
        return reader.outputs();
    }

    @Override
    public boolean read(double[] x, double[] y) throws IOException {
        Room.require(this, x, y);
        while (!ended && kept.size() < capacity) {
            double[][] next = {new double[x.length], new double[y.length], new double[1]};
            ended = !readTo(next);
            if (!ended) {
                kept.add(next);
            }
        }
        if (kept.isEmpty()) {
            return false;
        }
        int drawn = random.nextInt(kept.size());
        double[][] example = kept.get(drawn);
        System.arraycopy(example[0], 0, x, 0, x.length);
        System.arraycopy(example[1], 0, y, 0, y.length);
        weight = example[2][0];
        ended = ended || !readTo(example);
        if (ended) {
            double[][] last = kept.remove(kept.size() - 1);
            if (drawn < kept.size()) {
                kept.set(drawn, last);
            }
        }
        return true;
    }

    private boolean readTo(double[][] example) throws IOException {
        boolean read = PresentExamples.read(reader, example[0], example[1]);
        example[2][0] = read ? reader.weight() : 0;
        return read;
    }

    @Override
    public double weight() {
        return weight;
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
