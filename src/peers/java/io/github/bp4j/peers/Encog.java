package io.github.bp4j.peers;

import java.util.Arrays;
import org.encog.engine.network.activation.ActivationFunction;
import org.encog.engine.network.activation.ActivationLinear;
import org.encog.engine.network.activation.ActivationReLU;
import org.encog.engine.network.activation.ActivationSoftMax;
import org.encog.ml.data.basic.BasicMLDataSet;
import org.encog.neural.error.CrossEntropyErrorFunction;
import org.encog.neural.flat.FlatNetwork;
import org.encog.neural.networks.BasicNetwork;
import org.encog.neural.networks.layers.BasicLayer;
import org.encog.neural.networks.training.propagation.back.Backpropagation;

/**
 * Encog, a trainer for each batch, all on one network.
 *
 * <p>It computes the mean squared error of a batch where the others have the cross-entropy, which is evaluated apart when it
 * is asked for. In BP4 of a layer it takes g′ of the layer above (GradientWorker of version 3.4); see
 * {@link LastActivation}.
 */
final class Encog implements Contestant {
    @Override
    public String version() {
        return Contestant.jar(BasicNetwork.class);
    }

    @Override
    public Work prepare(Case aCase, CaseData data) {
        return switch (aCase.kind()) {
            case PRODUCTS -> throw new UnsupportedOperationException("no matrix products");
            case STEPS -> new Training(aCase, data);
            case PREDICTIONS -> new Predicting(aCase, data);
        };
    }

    private static BasicNetwork network(Case aCase, CaseData data) {
        int L = aCase.layers();
        BasicNetwork network = new BasicNetwork();
        network.addLayer(new BasicLayer(new ActivationLinear(), true, aCase.size(0)));
        for (int l = 1; l < L; l++) {
            network.addLayer(new BasicLayer(new ActivationReLU(), true, aCase.size(l)));
        }
        network.addLayer(new BasicLayer(new LastActivation(), false, aCase.classes()));
        network.getStructure().finalizeStructure();
        FlatNetwork flat = network.getFlat();
        for (int l = 1; l <= L; l++) {
            int at = flat.getWeightIndex()[L - l]; // from the last layer to the first; each row of W, then its b
            double[] W = data.W(l);
            int k = aCase.size(l - 1);
            for (int i = 0; i < aCase.size(l); i++) {
                System.arraycopy(W, i * k, flat.getWeights(), at, k);
                flat.getWeights()[at + k] = 0;
                at += k + 1;
            }
        }
        return network;
    }

    private static double[][] rows(double[] rowByRow, int columns) {
        double[][] rows = new double[rowByRow.length / columns][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(rowByRow, i * columns, (i + 1) * columns);
        }
        return rows;
    }

    /**
     * Softmax with the derivative of ReLU, which is what makes Encog's gradient right: it is applied to the hidden layer below,
     * and the error function of the last layer asks for none.
     */
    private static final class LastActivation implements ActivationFunction {
        private static final long serialVersionUID = 1;

        private final ActivationSoftMax softmax = new ActivationSoftMax();
        private final ActivationReLU relu = new ActivationReLU();

        @Override
        public void activationFunction(double[] values, int start, int size) {
            softmax.activationFunction(values, start, size);
        }

        @Override
        public double derivativeFunction(double z, double a) {
            return relu.derivativeFunction(z, a);
        }

        @Override
        public boolean hasDerivative() {
            return true;
        }

        @Override
        public double[] getParams() {
            return softmax.getParams();
        }

        @Override
        public void setParam(int index, double value) {
            softmax.setParam(index, value);
        }

        @Override
        public String[] getParamNames() {
            return softmax.getParamNames();
        }

        @Override
        public String getFactoryCode() {
            return softmax.getFactoryCode();
        }

        @Override
        public String getLabel() {
            return softmax.getLabel();
        }

        @Override
        public ActivationFunction clone() {
            return new LastActivation();
        }
    }

    private static final class Training implements Work {
        private final Case aCase;
        private final CaseData data;
        private final BasicNetwork network;
        private final Backpropagation[] trainers;
        private int batch;

        Training(Case aCase, CaseData data) {
            this.aCase = aCase;
            this.data = data;
            network = network(aCase, data);
            trainers = new Backpropagation[data.batches()];
            for (int i = 0; i < trainers.length; i++) {
                double[][] X = rows(data.rowsOfX(i), aCase.size(0));
                double[][] Y = rows(data.rowsOfY(i), aCase.classes());
                double rateOfSum = CaseData.RATE / aCase.batch();
                trainers[i] = new Backpropagation(network, new BasicMLDataSet(X, Y), rateOfSum, 0);
                trainers[i].setErrorFunction(new CrossEntropyErrorFunction());
                trainers[i].fixFlatSpot(false);
                trainers[i].setThreadCount(1);
            }
        }

        @Override
        public void run() {
            trainers[batch].iteration();
            batch = (batch + 1) % trainers.length;
        }

        @Override
        public double answer() {
            double[][] X = rows(data.rowsOfX(batch), aCase.size(0));
            int[] classes = data.classes(batch);
            double[] a = new double[aCase.classes()];
            double cost = 0;
            for (int i = 0; i < X.length; i++) {
                network.compute(X[i], a);
                cost -= Math.log(a[classes[i]]);
            }
            return cost / X.length;
        }
    }

    private static final class Predicting implements Work {
        private final BasicNetwork network;
        private final double[][] examples;
        private final double[] out;
        private int example;

        Predicting(Case aCase, CaseData data) {
            network = network(aCase, data);
            examples = new double[data.batches()][];
            for (int i = 0; i < examples.length; i++) {
                examples[i] = data.X(i);
            }
            out = new double[aCase.classes()];
        }

        @Override
        public void run() {
            network.compute(examples[example], out);
            example = (example + 1) % examples.length;
        }

        @Override
        public double answer() {
            run();
            return Contestant.fingerprint(out);
        }
    }
}
