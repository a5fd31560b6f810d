package io.github.bp4j.peers;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemv;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * OpenBLAS through JavaCPP, and a network written by hand on cblas_dgemm. W stays in native memory; A and dZ are copied
 * there and back, as Java's loops are fast on arrays alone.
 */
final class OpenBlas implements Contestant {
    @Override
    public String version() {
        return Contestant.jar(openblas_nolapack.class);
    }

    @Override
    public Work prepare(Case aCase, CaseData data) {
        return switch (aCase.kind()) {
            case PRODUCTS -> new Multiplying(aCase, data);
            case STEPS -> new Net(aCase, data).training();
            case PREDICTIONS -> new Net(aCase, data).predicting();
        };
    }

    private static final class Multiplying implements Work {
        private final Case.Form form;
        private final int n;
        private final int nPrev;
        private final int m;
        private final DoublePointer W;
        private final DoublePointer A;
        private final DoublePointer dZ;
        private final DoublePointer result;
        private final double[] copy;

        Multiplying(Case aCase, CaseData data) {
            form = aCase.form();
            n = aCase.size(0);
            nPrev = aCase.size(1);
            m = aCase.size(2);
            W = new DoublePointer(data.W());
            A = new DoublePointer(data.A());
            dZ = new DoublePointer(data.dZ());
            copy = new double
                    [switch (form) {
                        case WA -> n * m;
                        case dZAt -> n * nPrev;
                        case WtdZ -> nPrev * m;
                    }];
            result = new DoublePointer(copy);
        }

        @Override
        public void run() {
            switch (form) {
                case WA ->
                    cblas_dgemm(
                            CblasRowMajor, CblasNoTrans, CblasNoTrans, n, m, nPrev, 1, W, nPrev, A, m, 0, result, m);
                case dZAt ->
                    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, nPrev, m, 1, dZ, m, A, m, 0, result, nPrev);
                case WtdZ ->
                    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, nPrev, m, n, 1, W, nPrev, dZ, m, 0, result, m);
            }
        }

        @Override
        public double answer() {
            run();
            result.get(copy);
            return Contestant.fingerprint(copy);
        }
    }

    private static final class Net extends HandWritten {
        private final DoublePointer[] W;
        private final DoublePointer[] a;
        private final DoublePointer[] dz;
        private final DoublePointer[] batches;

        Net(Case aCase, CaseData data) {
            super(aCase, data);
            W = new DoublePointer[aCase.layers() + 1];
            a = new DoublePointer[aCase.layers() + 1];
            dz = new DoublePointer[aCase.layers() + 1];
            for (int l = 1; l <= aCase.layers(); l++) {
                W[l] = new DoublePointer(data.W(l));
                a[l] = new DoublePointer(A[l]);
                dz[l] = new DoublePointer(dZ[l]);
            }
            batches = new DoublePointer[data.batches()];
            for (int i = 0; i < batches.length; i++) {
                batches[i] = new DoublePointer(data.X(i));
            }
        }

        @Override
        void take(int i) {
            a[0] = batches[i];
        }

        @Override
        void multiply(int l) {
            int n = aCase.size(l);
            int k = aCase.size(l - 1);
            if (l > 1) {
                a[l - 1].put(A[l - 1]);
            }
            if (m == 1) {
                cblas_dgemv(CblasRowMajor, CblasNoTrans, n, k, 1, W[l], k, a[l - 1], 1, 0, a[l], 1);
            } else {
                cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, m, k, 1, W[l], k, a[l - 1], m, 0, a[l], m);
            }
            a[l].get(A[l]);
        }

        @Override
        void multiplyBack(int l) {
            int n = aCase.size(l);
            int k = aCase.size(l - 1);
            dz[l].put(dZ[l]);
            cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, k, m, n, 1, W[l], k, dz[l], m, 0, dz[l - 1], m);
            dz[l - 1].get(dZ[l - 1]);
        }

        @Override
        void descend(int l, double factor) {
            int n = aCase.size(l);
            int k = aCase.size(l - 1);
            if (l == 1) {
                dz[1].put(dZ[1]); // the others are there since multiplyBack
            }
            cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, k, m, factor, dz[l], m, a[l - 1], m, 1, W[l], k);
        }
    }
}
