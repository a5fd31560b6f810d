package io.github.bp4j.data;

import static io.github.bp4j.data.Checks.count;

import io.github.bp4j.ShapeException;
import java.util.Objects;

/** The check that every reader of examples begins with, before it takes or writes anything. */
final class Room {
    private Room() {}

    /**
     * Refuses arrays that do not fit the examples of the reader.
     *
     * @throws ShapeException unless x has a place for each feature, and y for each target
     */
    static void require(ExampleReader reader, double[] x, double[] y) {
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(y, "y");
        if (x.length != reader.inputs()) {
            throw new ShapeException(
                    "read: x has " + x.length + " places; an example has " + count(reader.inputs(), "feature"));
        }
        if (y.length != reader.outputs()) {
            throw new ShapeException(
                    "read: y has " + y.length + " places; an example has " + count(reader.outputs(), "target"));
        }
    }
}
