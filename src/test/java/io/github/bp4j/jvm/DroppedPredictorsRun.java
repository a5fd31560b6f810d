package io.github.bp4j.jvm;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.Predictor;

/** Makes and drops models of 12 MB one after the other, each of which predicts on this thread; prints how many. */
public final class DroppedPredictorsRun {
    private static final int INPUTS = 1500;
    private static final int UNITS = 1000; // 12 MB of W

    private DroppedPredictorsRun() {}

    /** With the number of models. */
    public static void main(String[] args) {
        int models = Integer.parseInt(args[0]);
        for (int i = 0; i < models; i++) {
            predict();
        }
        System.out.println(models + " models");
    }

    private static void predict() {
        Predictor predictor = Network.builder()
                .inputs(INPUTS)
                .layer(UNITS, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build()
                .predictor();
        predictor.predictClass(new double[INPUTS]);
        predictor.predict(new double[INPUTS], new double[UNITS]);
    }
}
