package io.github.bp4j.peers;

import java.util.Arrays;

/**
 * A network written by hand on the products of a linear-algebra library: what is not a product is one pass over an array, and
 * the update is part of a product where the library can do that. All arrays are row by row, a column is an example.
 */
abstract class HandWritten {
    final Case aCase;
    final int m;

    /** A[l] of the hidden and the last layer; A[0] is the batch. */
    final double[][] A;

    /** dZ[l]; before the mask, dA[l]. */
    final double[][] dZ;

    private final double[][] b;
    private final double[] max;
    private final double[] sum;

    HandWritten(Case aCase, CaseData data) {
        this.aCase = aCase;
        m = aCase.batch();
        A = new double[aCase.layers() + 1][];
        dZ = new double[aCase.layers() + 1][];
        b = new double[aCase.layers() + 1][];
        for (int l = 1; l <= aCase.layers(); l++) {
            A[l] = new double[aCase.size(l) * m];
            dZ[l] = new double[aCase.size(l) * m];
            b[l] = new double[aCase.size(l)]; // begins as 0
        }
        max = new double[m];
        sum = new double[m];
        this.data = data;
    }

    private final CaseData data;

    /** A[0] becomes batch i. */
    abstract void take(int i);

    /** A[l] = W[l] A[l-1]. */
    abstract void multiply(int l);

    /** dZ[l-1] = W[l]ᵀ dZ[l]. */
    abstract void multiplyBack(int l);

    /** W[l] = W[l] + factor dZ[l] A[l-1]ᵀ. */
    abstract void descend(int l, double factor);

    /** Training steps with this network. */
    final Contestant.Work training() {
        int[][] classes = new int[data.batches()][];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = data.classes(i);
        }
        return new Contestant.Work() {
            private int batch;
            private double cost;

            @Override
            public void run() {
                take(batch);
                cost = step(classes[batch]);
                batch = (batch + 1) % classes.length;
            }

            @Override
            public double answer() {
                run();
                return cost;
            }
        };
    }

    /** Predictions with this network. */
    final Contestant.Work predicting() {
        int examples = data.batches();
        return new Contestant.Work() {
            private int example;

            @Override
            public void run() {
                take(example);
                forward();
                softmax();
                example = (example + 1) % examples;
            }

            @Override
            public double answer() {
                run();
                return Contestant.fingerprint(A[aCase.layers()]);
            }
        };
    }

    private double step(int[] classes) {
        int L = aCase.layers();
        forward();
        double cost = softmaxAndCost(classes);
        for (int l = L; l >= 1; l--) {
            if (l > 1) {
                multiplyBack(l);
                mask(dZ[l - 1], A[l - 1]);
            }
            descend(l, -CaseData.RATE / m);
            descend(b[l], dZ[l]);
        }
        return cost;
    }

    private void forward() {
        for (int l = 1; l <= aCase.layers(); l++) {
            multiply(l);
            if (l < aCase.layers()) {
                addAndRectify(A[l], b[l]);
            } else {
                add(A[l], b[l]);
            }
        }
    }

    private void addAndRectify(double[] z, double[] bias) {
        for (int i = 0; i < bias.length; i++) {
            double b_i = bias[i];
            for (int j = i * m; j < (i + 1) * m; j++) {
                z[j] = Math.max(z[j] + b_i, 0);
            }
        }
    }

    private void add(double[] z, double[] bias) {
        for (int i = 0; i < bias.length; i++) {
            double b_i = bias[i];
            for (int j = i * m; j < (i + 1) * m; j++) {
                z[j] += b_i;
            }
        }
    }

    private static void mask(double[] dZ, double[] A) {
        for (int i = 0; i < dZ.length; i++) {
            dZ[i] = A[i] > 0 ? dZ[i] : 0;
        }
    }

    private void descend(double[] bias, double[] dZ) {
        for (int i = 0; i < bias.length; i++) {
            double db = 0;
            for (int j = i * m; j < (i + 1) * m; j++) {
                db += dZ[j];
            }
            bias[i] -= CaseData.RATE / m * db;
        }
    }

    /** A[L] from Z[L], in place. */
    private void softmax() {
        double[] a = A[aCase.layers()];
        exponentials(a, a);
        for (int i = 0; i < a.length; i += m) {
            for (int j = 0; j < m; j++) {
                a[i + j] /= sum[j];
            }
        }
    }

    /** dZ[L] = softmax(Z[L]) − Y; the cost. */
    private double softmaxAndCost(int[] classes) {
        double[] z = A[aCase.layers()];
        double[] dz = dZ[aCase.layers()];
        exponentials(z, dz);
        for (int i = 0; i < z.length; i += m) {
            for (int j = 0; j < m; j++) {
                dz[i + j] /= sum[j];
            }
        }
        double cost = 0;
        for (int j = 0; j < m; j++) {
            cost += max[j] + Math.log(sum[j]) - z[classes[j] * m + j];
            dz[classes[j] * m + j] -= 1;
        }
        return cost / m;
    }

    /** e_i = exp(z_i − max), and the sum, of each column. */
    private void exponentials(double[] z, double[] e) {
        System.arraycopy(z, 0, max, 0, m);
        for (int i = m; i < z.length; i += m) {
            for (int j = 0; j < m; j++) {
                max[j] = Math.max(max[j], z[i + j]);
            }
        }
        Arrays.fill(sum, 0);
        for (int i = 0; i < z.length; i += m) {
            for (int j = 0; j < m; j++) {
                e[i + j] = Math.exp(z[i + j] - max[j]);
                sum[j] += e[i + j];
            }
        }
    }
}
