package io.github.bp4j.peers;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.Predictor;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;
import io.github.bp4j.internal.kernel.Product;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;

/** This library, as its users call it; products as its layers ask for them. */
final class Bp4j implements Contestant {
    @Override
    public String version() {
        return "this source tree; " + Kernels.explanation();
    }

    @Override
    public Work prepare(Case aCase, CaseData data) {
        return switch (aCase.kind()) {
            case PRODUCTS -> new Multiplying(aCase, data);
            case STEPS -> new Training(aCase, data);
            case PREDICTIONS -> new Predicting(aCase, data);
        };
    }

    private static Network network(Case aCase, CaseData data) {
        NetworkBuilder builder = Network.builder().inputs(aCase.size(0));
        for (int l = 1; l < aCase.layers(); l++) {
            builder.layer(aCase.size(l), Activation.RELU);
        }
        Network network = builder.layer(aCase.classes(), Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .threads(1)
                .seed(1)
                .build();
        double[] parameters = data.parameters();
        System.arraycopy(parameters, 0, network.parameters(), 0, parameters.length);
        return network;
    }

    private static final class Multiplying implements Work {
        private final Compute compute = new Compute(Kernels.kernel(), 1);
        private final Product product = new Product();
        private final double[] result;

        Multiplying(Case aCase, CaseData data) {
            int n = aCase.size(0);
            int nPrev = aCase.size(1);
            int m = aCase.size(2);
            switch (aCase.form()) {
                case WA -> {
                    result = new double[n * m];
                    product.size(n, nPrev, m)
                            .left(data.W(), 0, nPrev, 1)
                            .right(data.A(), 0, m, 1)
                            .into(result, 0, m);
                }
                case dZAt -> {
                    result = new double[n * nPrev];
                    product.size(n, m, nPrev)
                            .left(data.dZ(), 0, m, 1)
                            .right(data.A(), 0, 1, m)
                            .into(result, 0, nPrev);
                }
                case WtdZ -> {
                    result = new double[nPrev * m];
                    product.size(nPrev, n, m)
                            .left(data.W(), 0, 1, nPrev)
                            .right(data.dZ(), 0, m, 1)
                            .into(result, 0, m);
                }
                default -> throw new IllegalArgumentException(aCase.name());
            }
        }

        @Override
        public void run() {
            compute.multiply(product);
        }

        @Override
        public double answer() {
            run();
            return Contestant.fingerprint(result);
        }
    }

    private static final class Training implements Work {
        private final Network network;
        private final OptimizerState descent;
        private final Matrix[] X;
        private final Matrix[] Y;
        private int batch;
        private double cost;

        Training(Case aCase, CaseData data) {
            network = network(aCase, data);
            descent = Optimizer.gradientDescent(CaseData.RATE).start(network);
            X = new Matrix[data.batches()];
            Y = new Matrix[data.batches()];
            for (int i = 0; i < X.length; i++) {
                X[i] = Matrix.of(aCase.size(0), aCase.batch(), data.X(i));
                Y[i] = Matrix.of(aCase.classes(), aCase.batch(), data.Y(i));
            }
        }

        @Override
        public void run() {
            network.forward(X[batch]);
            cost = network.cost(Y[batch]);
            network.backward(Y[batch]);
            descent.step();
            batch = (batch + 1) % X.length;
        }

        @Override
        public double answer() {
            run();
            return cost;
        }
    }

    private static final class Predicting implements Work {
        private final Predictor predictor;
        private final double[][] examples;
        private final double[] out;
        private int example;

        Predicting(Case aCase, CaseData data) {
            predictor = network(aCase, data).predictor();
            examples = new double[data.batches()][];
            for (int i = 0; i < examples.length; i++) {
                examples[i] = data.X(i);
            }
            out = new double[aCase.classes()];
        }

        @Override
        public void run() {
            predictor.predict(examples[example], out);
            example = (example + 1) % examples.length;
        }

        @Override
        public double answer() {
            run();
            return Contestant.fingerprint(out);
        }
    }
}
