package io.github.bp4j.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import java.util.Arrays;

/** PyTorch through DJL: autograd, and its SGD operation on each parameter, in either precision. */
final class Djl implements Contestant {
    private final Engine engine = Engine.getEngine("PyTorch");
    private final NDManager manager = engine.newBaseManager();
    private final boolean float64;

    Djl(boolean float64) {
        this.float64 = float64;
        System.setProperty("ai.djl.pytorch.num_threads", "1");
    }

    @Override
    public String version() {
        return "PyTorch " + engine.getVersion() + ", " + Contestant.jar(engine.getClass());
    }

    @Override
    public Work prepare(Case aCase, CaseData data) {
        return switch (aCase.kind()) {
            case PRODUCTS -> throw new UnsupportedOperationException("products are compared with BLAS libraries");
            case STEPS -> new Training(aCase, data);
            case PREDICTIONS -> new Predicting(aCase, data);
        };
    }

    private NDArray array(double[] rowByRow, Shape shape) {
        return float64 ? manager.create(rowByRow, shape) : manager.create(CaseData.floats(rowByRow), shape);
    }

    private NDArray[] weights(Case aCase, CaseData data) {
        NDArray[] W = new NDArray[aCase.layers()];
        for (int l = 1; l <= W.length; l++) {
            W[l - 1] = array(data.W(l), new Shape(aCase.size(l), aCase.size(l - 1)));
        }
        return W;
    }

    private NDArray[] biases(Case aCase) {
        NDArray[] b = new NDArray[aCase.layers()];
        for (int l = 1; l <= b.length; l++) {
            b[l - 1] = array(new double[aCase.size(l)], new Shape(aCase.size(l)));
        }
        return b;
    }

    /** Z[L] of examples in rows. */
    private static NDArray forward(NDArray X, NDArray[] W, NDArray[] b) {
        NDArray A = X;
        for (int l = 0; l < W.length; l++) {
            NDArray Z = Linear.linear(A, W[l], b[l]).singletonOrThrow();
            A = l < W.length - 1 ? Z.getNDArrayInternal().relu() : Z;
        }
        return A;
    }

    private static double[] values(NDArray array) {
        try (NDArray doubles = array.toType(DataType.FLOAT64, true)) {
            return doubles.toDoubleArray();
        }
    }

    private final class Training implements Work {
        private final NDArray[] W;
        private final NDArray[] b;
        private final NDArray[] X;
        private final NDArray[] classes;
        private int batch;

        Training(Case aCase, CaseData data) {
            W = weights(aCase, data);
            b = biases(aCase);
            for (int l = 0; l < W.length; l++) {
                W[l].setRequiresGradient(true);
                b[l].setRequiresGradient(true);
            }
            X = new NDArray[data.batches()];
            classes = new NDArray[data.batches()];
            for (int i = 0; i < X.length; i++) {
                X[i] = array(data.rowsOfX(i), new Shape(aCase.batch(), aCase.size(0)));
                long[] c = Arrays.stream(data.classes(i)).asLongStream().toArray();
                classes[i] = manager.create(c, new Shape(aCase.batch(), 1));
            }
        }

        @Override
        public void run() {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                step();
            }
        }

        private NDArray step() {
            NDArray cost;
            try (GradientCollector collector = engine.newGradientCollector()) {
                NDArray logA = forward(X[batch], W, b).logSoftmax(1);
                cost = logA.gather(classes[batch], 1).mean().neg();
                collector.backward(cost);
            }
            for (int l = 0; l < W.length; l++) {
                descend(W[l]);
                descend(b[l]);
            }
            batch = (batch + 1) % X.length;
            return cost;
        }

        /** p ← p − α dp, dp ← 0. */
        private static void descend(NDArray p) {
            NDArray dp = p.getGradient();
            NDList weights = new NDList(p);
            p.getNDArrayInternal().sgdUpdate(new NDList(p, dp), weights, (float) CaseData.RATE, 0, 1, -1, 0, false);
        }

        @Override
        public double answer() {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                return values(step())[0];
            }
        }
    }

    private final class Predicting implements Work {
        private final NDArray[] W;
        private final NDArray[] b;
        private final NDArray[] examples;
        private int example;

        Predicting(Case aCase, CaseData data) {
            W = weights(aCase, data);
            b = biases(aCase);
            examples = new NDArray[data.batches()];
            for (int i = 0; i < examples.length; i++) {
                examples[i] = array(data.X(i), new Shape(1, aCase.size(0)));
            }
        }

        @Override
        public void run() {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                predict();
            }
        }

        private NDArray predict() {
            NDArray out = forward(examples[example], W, b).softmax(1);
            example = (example + 1) % examples.length;
            return out;
        }

        @Override
        public double answer() {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                return Contestant.fingerprint(values(predict()));
            }
        }
    }
}
