package io.github.bp4j.optimizer;

/** A method that looks for lower J needs one to begin with. */
final class FiniteStart {
    private FiniteStart() {}

    static void require(String method, double J, double[] gradient) {
        if (!Double.isFinite(J)) {
            throw new IllegalStateException(
                    method + ": J is " + J + " to begin with; start from other parameters, or scale the inputs");
        }
        double largest = Vectors.largestMagnitude(gradient);
        if (!Double.isFinite(largest)) {
            throw new IllegalStateException(method
                    + ": the gradient is not finite to begin with; start from other parameters, or scale the inputs");
        }
    }
}
