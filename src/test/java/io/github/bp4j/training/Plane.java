package io.github.bp4j.training;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.Schedule;
import java.util.List;

/** Three classes of a plane, cut by two lines, and what learns to tell them. */
final class Plane {
    private Plane() {}

    static Dataset data(int size, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        double[][] examples = new double[size][];
        int[] labels = new int[size];
        for (int e = 0; e < size; e++) {
            examples[e] = new double[] {random.nextGaussian(), random.nextGaussian()};
            labels[e] = examples[e][0] > 0.4 ? 3 : examples[e][1] > 0 ? 2 : 1;
        }
        return Dataset.of(examples, labels, List.of("1", "2", "3"));
    }

    static Network network() {
        return Network.builder()
                .inputs(2)
                .layer(6, Activation.TANH)
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .l2(1e-3)
                .seed(11)
                .threads(1)
                .build();
    }

    /** With an optimizer that remembers, and a rate that depends on the step; 50 examples are 8 batches, the last of one. */
    static Trainer trainer(Network network) {
        return Trainer.of(network)
                .optimizer(Optimizer.adam(Schedule.exponential(0.05, 0.99)))
                .batchSize(7)
                .seed(3);
    }
}
