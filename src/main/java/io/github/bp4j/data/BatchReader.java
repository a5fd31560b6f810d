package io.github.bp4j.data;

import io.github.bp4j.Matrix;
import io.github.bp4j.internal.file.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Gathers the examples of a reader into batches, in the same matrices again and again. A single example that is left at
 * the end joins the batch before, for batch normalisation takes two at least; so it reads two examples ahead.
 */
final class BatchReader implements BatchSource.Epoch {
    private final ExampleReader reader;
    private final int batchSize;
    private final double[][] x; // of each example of the batch, and of two more
    private final double[][] y;
    private final double[] weights;
    private Batch batch; // of the size of the last one
    private int gathered; // of these examples
    private long read; // in the epoch
    private boolean ended;
    private RuntimeException failure; // to be thrown after the batch that is complete
    private boolean iterated;

    BatchReader(ExampleReader reader, int batchSize) {
        this.reader = reader;
        this.batchSize = batchSize;
        int most = batchSize == 1 ? 1 : Math.addExact(batchSize, 2);
        x = new double[most][];
        y = new double[most][];
        weights = new double[most];
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
        boolean joined = ended && failure == null && gathered == batchSize + 1;
        int m = joined ? gathered : Math.min(batchSize, gathered);
        if (batch == null || batch.X().columns() != m) {
            batch = new Batch(
                    Matrix.zeros(x[0].length, m), Matrix.zeros(y[0].length, m), Matrix.zeros(1, m), reader.schema());
        }
        for (int j = 0; j < m; j++) {
            batch.X().setColumn(j, x[j], 0);
            batch.Y().setColumn(j, y[j], 0);
            batch.weights().set(0, j, weights[j]);
        }
        gathered -= m;
        for (int j = 0; j < gathered; j++) { // the arrays of both places stay in use
            double[] ofX = x[j];
            double[] ofY = y[j];
            x[j] = x[m + j];
            y[j] = y[m + j];
            weights[j] = weights[m + j];
            x[m + j] = ofX;
            y[m + j] = ofY;
        }
        return batch;
    }

    /** Reads a batch and two examples more, or what there is. What fails beyond the batch is thrown after it. */
    private void gather() {
        try {
            while (gathered < x.length && !ended) {
                if (x[gathered] == null) {
                    x[gathered] = new double[reader.inputs()];
                    y[gathered] = new double[reader.outputs()];
                }
                if (PresentExamples.read(reader, x[gathered], y[gathered])) {
                    requireFinite("feature", x[gathered]);
                    requireFinite("target", y[gathered]);
                    weights[gathered] = reader.weight();
                    gathered++;
                    read++;
                } else {
                    ended = true;
                    reader.close();
                }
            }
        } catch (IOException e) {
            fail(e, new UncheckedIOException(e.getMessage() == null ? Reasons.of(e) : e.getMessage(), e));
        } catch (RuntimeException e) {
            fail(e, e);
        }
        if (failure != null && gathered < batchSize) {
            RuntimeException thrown = failure;
            failure = null;
            gathered = 0;
            throw thrown;
        }
    }

    private void fail(Exception cause, RuntimeException failure) {
        this.failure = failure;
        ended = true;
        try {
            reader.close();
        } catch (IOException again) {
            cause.addSuppressed(again);
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
