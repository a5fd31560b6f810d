package io.github.bp4j.data;

import io.github.bp4j.Matrix;
import io.github.bp4j.internal.file.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Gathers the examples of a reader into batches, in the same matrices again and again. */
final class BatchReader implements BatchSource.Epoch {
    private final ExampleReader reader;
    private final double[][] x; // of each example of the batch
    private final double[][] y;
    private Batch batch; // of the size of the last one
    private int gathered;
    private long read; // in the epoch
    private boolean ended;
    private boolean iterated;

    BatchReader(ExampleReader reader, int batchSize) {
        this.reader = reader;
        x = new double[batchSize][];
        y = new double[batchSize][];
    }

    @Override
    public Iterator<Batch> iterator() {
        if (iterated) {
            throw new IllegalStateException("an epoch is gone through once; source.epoch(n) gives it again");
        }
        iterated = true;
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                gather();
                return gathered > 0;
            }

            @Override
            public Batch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the epoch is at its end");
                }
                return handOver();
            }
        };
    }

    private Batch handOver() {
        if (batch == null || batch.X().columns() != gathered) {
            batch = new Batch(Matrix.zeros(x[0].length, gathered), Matrix.zeros(y[0].length, gathered));
        }
        for (int j = 0; j < gathered; j++) {
            batch.X().setColumn(j, x[j], 0);
            batch.Y().setColumn(j, y[j], 0);
        }
        gathered = 0;
        return batch;
    }

    /** Reads a batch, unless one is there that was not handed over. */
    private void gather() {
        if (gathered > 0) {
            return;
        }
        try {
            while (gathered < x.length && !ended) {
                if (x[gathered] == null) {
                    x[gathered] = new double[reader.inputs()];
                    y[gathered] = new double[reader.outputs()];
                }
                if (reader.read(x[gathered], y[gathered])) {
                    requireFinite("feature", x[gathered]);
                    requireFinite("target", y[gathered]);
                    gathered++;
                    read++;
                } else {
                    ended = true;
                    reader.close();
                }
            }
        } catch (IOException e) {
            try {
                close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw new UncheckedIOException(e.getMessage() == null ? Reasons.of(e) : e.getMessage(), e);
        }
    }

    private void requireFinite(String what, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("example " + read + " of the epoch: " + what + " " + i + " is "
                        + values[i] + "; every value must be finite");
            }
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        gathered = 0;
        reader.close();
    }
}
