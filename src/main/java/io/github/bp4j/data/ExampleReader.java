package io.github.bp4j.data;

import io.github.bp4j.Schema;
import java.io.Closeable;
import java.io.IOException;

/** Reads examples one after the other. */
public interface ExampleReader extends Closeable {
    /** n_0, the features of an example. */
    int inputs();

    /** The targets of an example; for classes, their number. */
    int outputs();

    /**
     * x ← the features of the next example, y ← its targets, for a class zeros and a 1 (one-hot); false at the end, with x
     * and y undefined. The readers of the library write nothing to arrays that they refuse.
     *
     * @throws io.github.bp4j.ShapeException unless x has n_0 places and y one for each target
     */
    boolean read(double[] x, double[] y) throws IOException;

    /**
     * w of the example that was read last, finite and at least 0; 1 unless a reader says otherwise. An example of
     * weight k counts as k examples, and one of weight 0 is absent: no batch has it.
     */
    default double weight() {
        return 1;
    }

    /** The names of features and classes; none unless a reader says otherwise. */
    default Schema schema() {
        return Schema.NONE;
    }
}
