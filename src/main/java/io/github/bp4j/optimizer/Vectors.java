package io.github.bp4j.optimizer;

import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Kernels;

/** Sums over arrays of the length of θ, by rule 2 of docs/numerics.md. Belongs to one thread. */
final class Vectors {
    /** The elements in a block of rule 2. */
    private static final int BLOCK = 4096;

    private final Kernel kernel = Kernels.kernel();
    private final double[] terms;

    /** For arrays of this length. */
    Vectors(int length) {
        terms = new double[Math.min(BLOCK, length)];
    }

    /** Σ x_i y_i. */
    double dot(double[] x, double[] y) {
        double sum = 0;
        for (int start = 0; start < x.length; start += BLOCK) {
            int n = Math.min(BLOCK, x.length - start);
            for (int i = 0; i < n; i++) {
                terms[i] = x[start + i] * y[start + i];
            }
            sum += kernel.sum(terms, 0, n);
        }
        return sum;
    }

    /** ‖x‖₁ = Σ |x_i|. */
    double sumOfMagnitudes(double[] x) {
        double sum = 0;
        for (int start = 0; start < x.length; start += BLOCK) {
            int n = Math.min(BLOCK, x.length - start);
            for (int i = 0; i < n; i++) {
                terms[i] = Math.abs(x[start + i]);
            }
            sum += kernel.sum(terms, 0, n);
        }
        return sum;
    }

    /** ‖x‖∞ = max |x_i|; NaN where there is a NaN. */
    static double largestMagnitude(double[] x) {
        double largest = 0;
        for (double element : x) {
            largest = Math.max(largest, Math.abs(element));
        }
        return largest;
    }
}
