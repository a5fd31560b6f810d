package io.github.bp4j.peers;

import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

/**
 * ojAlgo's MatrixStore, and a network written by hand on it. Its stores lie column by column; so it holds every matrix
 * transposed, and Z = W A becomes Zᵀ = Aᵀ Wᵀ.
 */
final class OjAlgo implements Contestant {
    @Override
    public String version() {
        return Contestant.jar(R064Store.class);
    }

    @Override
    public Work prepare(Case aCase, CaseData data) {
        return switch (aCase.kind()) {
            case PRODUCTS -> new Multiplying(aCase, data);
            case STEPS -> new Net(aCase, data).training();
            case PREDICTIONS -> new Net(aCase, data).predicting();
        };
    }

    /** The transpose of a matrix that lies row by row, over the same array. */
    private static R064Store transposed(double[] rowByRow, int columns) {
        return R064Store.wrap(rowByRow, columns);
    }

    private static final class Multiplying implements Work {
        private final MatrixStore<Double> left;
        private final MatrixStore<Double> right;
        private final double[] array;
        private final R064Store result;

        Multiplying(Case aCase, CaseData data) {
            int n = aCase.size(0);
            int nPrev = aCase.size(1);
            int m = aCase.size(2);
            R064Store Wt = transposed(data.W(), nPrev);
            R064Store At = transposed(data.A(), m);
            R064Store dZt = transposed(data.dZ(), m);
            switch (aCase.form()) {
                case WA -> {
                    left = At;
                    right = Wt;
                    array = new double[n * m];
                    result = transposed(array, m);
                }
                case dZAt -> {
                    left = At.transpose();
                    right = dZt;
                    array = new double[n * nPrev];
                    result = transposed(array, nPrev);
                }
                case WtdZ -> {
                    left = dZt;
                    right = Wt.transpose();
                    array = new double[nPrev * m];
                    result = transposed(array, m);
                }
                default -> throw new IllegalArgumentException(aCase.name());
            }
        }

        @Override
        public void run() {
            result.fillByMultiplying(left, right);
        }

        @Override
        public double answer() {
            run();
            return Contestant.fingerprint(array);
        }
    }

    private static final class Net extends HandWritten {
        private final double[][] W;
        private final double[][] dW;
        private final R064Store[] Wt;
        private final R064Store[] dWt;
        private final R064Store[] At;
        private final R064Store[] dZt;
        private final R064Store[] batches;
        private final MatrixStore<Double>[] Wtt;
        private final MatrixStore<Double>[] Att;
        private final MatrixStore<Double>[] batchesTransposed;

        @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type
        Net(Case aCase, CaseData data) {
            super(aCase, data);
            int L = aCase.layers();
            W = new double[L + 1][];
            dW = new double[L + 1][];
            Wt = new R064Store[L + 1];
            dWt = new R064Store[L + 1];
            At = new R064Store[L + 1];
            dZt = new R064Store[L + 1];
            Wtt = new MatrixStore[L + 1];
            Att = new MatrixStore[L + 1];
            for (int l = 1; l <= L; l++) {
                W[l] = data.W(l);
                dW[l] = new double[W[l].length];
                Wt[l] = transposed(W[l], aCase.size(l - 1));
                dWt[l] = transposed(dW[l], aCase.size(l - 1));
                At[l] = transposed(A[l], m);
                dZt[l] = transposed(dZ[l], m);
                Wtt[l] = Wt[l].transpose();
                Att[l] = At[l].transpose();
            }
            batches = new R064Store[data.batches()];
            batchesTransposed = new MatrixStore[data.batches()];
            for (int i = 0; i < batches.length; i++) {
                batches[i] = transposed(data.X(i), m);
                batchesTransposed[i] = batches[i].transpose();
            }
        }

        @Override
        void take(int i) {
            At[0] = batches[i];
            Att[0] = batchesTransposed[i];
        }

        @Override
        void multiply(int l) {
            At[l].fillByMultiplying(At[l - 1], Wt[l]);
        }

        @Override
        void multiplyBack(int l) {
            dZt[l - 1].fillByMultiplying(dZt[l], Wtt[l]);
        }

        @Override
        void descend(int l, double factor) {
            dWt[l].fillByMultiplying(Att[l - 1], dZt[l]);
            double[] w = W[l];
            double[] dw = dW[l];
            for (int i = 0; i < w.length; i++) {
                w[i] += factor * dw[i];
            }
        }
    }
}
