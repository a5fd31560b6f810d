package io.github.bp4j;

import java.util.function.IntToDoubleFunction;

/** Ẑ, Z̃, dγ, dβ and dZ of a layer from its Z, γ, β and dZ̃, by the rules of docs/numerics.md, an element at a time. */
final class NormalizationByLoops {
    final Matrix Zhat;
    final Matrix Ztilde;
    final Matrix dGamma;
    final Matrix dBeta;
    final Matrix dZ;

    NormalizationByLoops(Layer layer, boolean overBatch) {
        Matrix Z = layer.Z();
        Matrix dZtilde = layer.dZtilde();
        int n = Z.rows();
        int m = Z.columns();
        Zhat = Matrix.zeros(n, m);
        Ztilde = Matrix.zeros(n, m);
        dGamma = Matrix.zeros(n, 1);
        dBeta = Matrix.zeros(n, 1);
        dZ = Matrix.zeros(n, m);
        double[] s = new double[overBatch ? n : m];
        for (int k = 0; k < s.length; k++) {
            int group = k;
            double mean;
            double variance;
            if (overBatch) {
                mean = rowSum(m, j -> Z.get(group, j)) / m;
                double mu = mean;
                variance = rowSum(m, j -> (Z.get(group, j) - mu) * (Z.get(group, j) - mu)) / m;
            } else {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += Z.get(i, k);
                }
                mean = sum / n;
                double squares = 0;
                for (int i = 0; i < n; i++) {
                    double d = Z.get(i, k) - mean;
                    squares = Math.fma(d, d, squares);
                }
                variance = squares / n;
            }
            s[k] = 1 / Math.sqrt(variance + layer.epsilon());
            for (int i = overBatch ? k : 0; i < (overBatch ? k + 1 : n); i++) {
                for (int j = overBatch ? 0 : k; j < (overBatch ? m : k + 1); j++) {
                    Zhat.set(i, j, (Z.get(i, j) - mean) * s[k]);
                    Ztilde.set(
                            i,
                            j,
                            Math.fma(
                                    layer.gamma().get(i, 0),
                                    Zhat.get(i, j),
                                    layer.beta().get(i, 0)));
                }
            }
        }
        for (int i = 0; i < n; i++) {
            int row = i;
            dGamma.set(i, 0, rowSum(m, j -> dZtilde.get(row, j) * Zhat.get(row, j)) / m);
            dBeta.set(i, 0, rowSum(m, j -> dZtilde.get(row, j)) / m);
        }
        for (int j = 0; j < m; j++) {
            double sum = 0;
            double inner = 0;
            for (int i = 0; i < n; i++) {
                double dzhat = layer.gamma().get(i, 0) * dZtilde.get(i, j);
                sum += dzhat;
                inner = Math.fma(dzhat, Zhat.get(i, j), inner);
            }
            for (int i = 0; i < n; i++) {
                double gamma = layer.gamma().get(i, 0);
                double dztilde = dZtilde.get(i, j);
                double zhat = Zhat.get(i, j);
                dZ.set(
                        i,
                        j,
                        overBatch
                                ? gamma * s[i] * Math.fma(-dGamma.get(i, 0), zhat, dztilde - dBeta.get(i, 0))
                                : s[j] * Math.fma(-(inner / n), zhat, gamma * dztilde - sum / n));
            }
        }
    }

    /** Rule 2: blocks of 4096, eight partial sums in each. */
    private static double rowSum(int m, IntToDoubleFunction x) {
        double sum = 0;
        for (int block = 0; block < m; block += 4096) {
            double[] p = new double[8];
            for (int j = block; j < Math.min(block + 4096, m); j++) {
                p[j % 8] += x.applyAsDouble(j);
            }
            sum += ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]));
        }
        return sum;
    }
}
