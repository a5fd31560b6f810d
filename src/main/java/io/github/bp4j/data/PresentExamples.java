package io.github.bp4j.data;

import java.io.IOException;

/** Reads past absent examples, of weight 0. */
final class PresentExamples {
    private PresentExamples() {}

    /**
     * The next example whose weight is above 0; false at the end.
     *
     * @throws IllegalArgumentException if a weight is negative, NaN or infinite
     */
    static boolean read(ExampleReader reader, double[] x, double[] y) throws IOException {
        while (reader.read(x, y)) {
            double w = reader.weight();
            if (!(w >= 0 && w < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the weight of an example is " + w + "; every weight must be finite and at least 0");
            }
            if (w > 0) {
                return true;
            }
        }
        return false;
    }
}
