package io.github.bp4j.peers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** DL4J's MultiLayerNetwork with SGD on the CPU, in either precision. */
final class Dl4j implements Contestant {
    private final DataType type;

    Dl4j(boolean float64) {
        type = float64 ? DataType.DOUBLE : DataType.FLOAT;
        Nd4j.setDefaultDataTypes(type, type);
    }

    @Override
    public String version() {
        return Contestant.jar(MultiLayerNetwork.class);
    }

    @Override
    public Work prepare(Case aCase, CaseData data) {
        return switch (aCase.kind()) {
            case PRODUCTS -> throw new UnsupportedOperationException("its products are OpenBLAS's");
            case STEPS -> new Training(aCase, data);
            case PREDICTIONS -> new Predicting(aCase, data);
        };
    }

    private MultiLayerNetwork network(Case aCase, CaseData data) {
        int L = aCase.layers();
        NeuralNetConfiguration.ListBuilder builder = new NeuralNetConfiguration.Builder()
                .dataType(type)
                .updater(new Sgd(CaseData.RATE))
                .list();
        for (int l = 1; l < L; l++) {
            builder.layer(new DenseLayer.Builder()
                    .nIn(aCase.size(l - 1))
                    .nOut(aCase.size(l))
                    .activation(Activation.RELU)
                    .build());
        }
        builder.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(aCase.size(L - 1))
                .nOut(aCase.size(L))
                .activation(Activation.SOFTMAX)
                .build());
        MultiLayerNetwork network = new MultiLayerNetwork(builder.build());
        network.init();
        for (int l = 1; l <= L; l++) {
            INDArray W = rows(data.W(l), aCase.size(l), aCase.size(l - 1));
            network.setParam((l - 1) + "_W", W.transpose());
        }
        return network; // b begins as 0
    }

    private INDArray rows(double[] rowByRow, int rows, int columns) {
        return Nd4j.createFromArray(rowByRow).reshape('c', rows, columns).castTo(type);
    }

    private final class Training implements Work {
        private final MultiLayerNetwork network;
        private final INDArray[] X;
        private final INDArray[] Y;
        private int batch;

        Training(Case aCase, CaseData data) {
            network = network(aCase, data);
            X = new INDArray[data.batches()];
            Y = new INDArray[data.batches()];
            for (int i = 0; i < X.length; i++) {
                X[i] = rows(data.rowsOfX(i), aCase.batch(), aCase.size(0));
                Y[i] = rows(data.rowsOfY(i), aCase.batch(), aCase.classes());
            }
        }

        @Override
        public void run() {
            network.fit(X[batch], Y[batch]);
            batch = (batch + 1) % X.length;
        }

        @Override
        public double answer() {
            run();
            return network.score();
        }
    }

    private final class Predicting implements Work {
        private final MultiLayerNetwork network;
        private final INDArray[] examples;
        private INDArray out;
        private int example;

        Predicting(Case aCase, CaseData data) {
            network = network(aCase, data);
            examples = new INDArray[data.batches()];
            for (int i = 0; i < examples.length; i++) {
                examples[i] = rows(data.X(i), 1, aCase.size(0));
            }
        }

        @Override
        public void run() {
            out = network.output(examples[example]);
            example = (example + 1) % examples.length;
        }

        @Override
        public double answer() {
            run();
            return Contestant.fingerprint(out.castTo(DataType.DOUBLE).toDoubleVector());
        }
    }
}
