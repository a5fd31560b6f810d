package io.github.bp4j.optimizer;

import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Product;
import java.util.Arrays;

/**
 * A + μ I = L Lᵀ, of a symmetric A (n, n), and with it the solution of (A + μ I) x = b. L is lower triangular: l_ij = (a_ij
 * − Σ_k l_ik l_jk) / l_jj and l_jj = √(a_jj − Σ_k l_jk²), k &lt; j.
 *
 * <p>Of each sum the part of the panels of {@value #PANEL} columns before the one of j comes as a product, and is
 * subtracted first; the rest follows by fused multiply-adds in the order of k.
 */
final class Cholesky {
    private static final int PANEL = 64;

    private final int n;
    private final Compute compute;
    private final Product product = new Product();
    private final double[] L; //    (n, n)
    private final double[] sums; // (n, PANEL) at most

    Cholesky(int n, Compute compute) {
        this.n = n;
        this.compute = compute;
        L = new double[n * n];
        sums = new double[n * Math.min(PANEL, n)];
    }

    /** Of A + μ I, whose lower triangle is read; false if that is not positive definite, as far as doubles can tell. */
    boolean factor(double[] A, double mu) {
        for (int from = 0; from < n; from += PANEL) {
            int to = Math.min(from + PANEL, n);
            sumOverPanelsBefore(from, to);
            for (int i = from; i < n; i++) {
                for (int j = from; j < Math.min(i, to); j++) {
                    double a = A[i * n + j] - sums[(i - from) * (to - from) + j - from];
                    L[i * n + j] = minusProduct(a, i, j, from) / L[j * n + j];
                }
                if (i < to) {
                    double a = A[i * n + i] + mu - sums[(i - from) * (to - from) + i - from];
                    double square = minusProduct(a, i, i, from);
                    if (!(square > 0 && square < Double.POSITIVE_INFINITY)) {
                        return false;
                    }
                    L[i * n + i] = Math.sqrt(square);
                }
            }
        }
        return true;
    }

    /** sums_ij = Σ l_ik l_jk over k &lt; from, for the rows i from {@code from} on and the columns j of the panel. */
    private void sumOverPanelsBefore(int from, int to) {
        if (from == 0) {
            Arrays.fill(sums, 0);
            return;
        }
        compute.multiply(product.size(n - from, from, to - from)
                .left(L, from * n, n, 1)
                .right(L, from * n, 1, n)
                .into(sums, 0, to - from));
    }

    /** a − Σ l_ik l_jk over from ≤ k &lt; j. */
    private double minusProduct(double a, int i, int j, int from) {
        double rest = a;
        for (int k = from; k < j; k++) {
            rest = Math.fma(-L[i * n + k], L[j * n + k], rest);
        }
        return rest;
    }

    /** x = (A + μ I)⁻¹ b: L z = b from the first row to the last, then Lᵀ x = z from the last to the first. */
    void solve(double[] b, double[] x) {
        for (int i = 0; i < n; i++) {
            double rest = b[i];
            for (int k = 0; k < i; k++) {
                rest = Math.fma(-L[i * n + k], x[k], rest);
            }
            x[i] = rest / L[i * n + i];
        }
        for (int i = n - 1; i >= 0; i--) {
            x[i] /= L[i * n + i];
            for (int k = 0; k < i; k++) {
                x[k] = Math.fma(-L[i * n + k], x[i], x[k]);
            }
        }
    }
}
