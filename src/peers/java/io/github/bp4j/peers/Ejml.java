package io.github.bp4j.peers;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** EJML's CommonOps_DDRM, and a network written by hand on it. */
final class Ejml implements Contestant {
    @Override
    public String version() {
        return Contestant.jar(CommonOps_DDRM.class);
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
        private final DMatrixRMaj left;
        private final DMatrixRMaj right;
        private final DMatrixRMaj result;

        Multiplying(Case aCase, CaseData data) {
            int n = aCase.size(0);
            int nPrev = aCase.size(1);
            int m = aCase.size(2);
            DMatrixRMaj W = DMatrixRMaj.wrap(n, nPrev, data.W());
            DMatrixRMaj A = DMatrixRMaj.wrap(nPrev, m, data.A());
            DMatrixRMaj dZ = DMatrixRMaj.wrap(n, m, data.dZ());
            form = aCase.form();
            left = form == Case.Form.dZAt ? dZ : W;
            right = form == Case.Form.WtdZ ? dZ : A;
            result = switch (form) {
                case WA -> new DMatrixRMaj(n, m);
                case dZAt -> new DMatrixRMaj(n, nPrev);
                case WtdZ -> new DMatrixRMaj(nPrev, m);
            };
        }

        @Override
        public void run() {
            switch (form) {
                case WA -> CommonOps_DDRM.mult(left, right, result);
                case dZAt -> CommonOps_DDRM.multTransB(left, right, result);
                case WtdZ -> CommonOps_DDRM.multTransA(left, right, result);
            }
        }

        @Override
        public double answer() {
            run();
            return Contestant.fingerprint(result.data);
        }
    }

    private static final class Net extends HandWritten {
        private final DMatrixRMaj[] W;
        private final DMatrixRMaj[] a;
        private final DMatrixRMaj[] dz;
        private final DMatrixRMaj[] batches;

        Net(Case aCase, CaseData data) {
            super(aCase, data);
            W = new DMatrixRMaj[aCase.layers() + 1];
            a = new DMatrixRMaj[aCase.layers() + 1];
            dz = new DMatrixRMaj[aCase.layers() + 1];
            for (int l = 1; l <= aCase.layers(); l++) {
                W[l] = DMatrixRMaj.wrap(aCase.size(l), aCase.size(l - 1), data.W(l));
                a[l] = DMatrixRMaj.wrap(aCase.size(l), m, A[l]);
                dz[l] = DMatrixRMaj.wrap(aCase.size(l), m, dZ[l]);
            }
            batches = new DMatrixRMaj[data.batches()];
            for (int i = 0; i < batches.length; i++) {
                batches[i] = DMatrixRMaj.wrap(aCase.size(0), m, data.X(i));
            }
        }

        @Override
        void take(int i) {
            a[0] = batches[i];
        }

        @Override
        void multiply(int l) {
            CommonOps_DDRM.mult(W[l], a[l - 1], a[l]);
        }

        @Override
        void multiplyBack(int l) {
            CommonOps_DDRM.multTransA(W[l], dz[l], dz[l - 1]);
        }

        @Override
        void descend(int l, double factor) {
            CommonOps_DDRM.multAddTransB(factor, dz[l], a[l - 1], W[l]);
        }
    }
}
