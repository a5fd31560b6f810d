package io.github.bp4j.benchmarks;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.internal.kernel.Kernels;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import java.util.Arrays;

/**
 * A network and a batch for it, written "784-128-10:32": the units of the layers 0 … L, then the m examples. Hidden layers
 * are ReLU, the last one is softmax with cross-entropy; the data are random, with a fixed seed.
 */
public final class Workload {
    private static final int CHECKED_STEPS = 3;

    private final Optimizer optimizer = Optimizer.gradientDescent(0.01);
    private final Network network;
    private final OptimizerState descent;
    private final Matrix X;
    private final Matrix Y;

    /**
     * The network with its initial parameters.
     *
     * @throws IllegalArgumentException unless it is written as above
     */
    public Workload(String written, int threads) {
        if (!written.matches("\\d+(-\\d+)+:\\d+")) {
            throw new IllegalArgumentException(
                    "\"" + written + "\" is no network with a batch; write it like 784-128-10:32");
        }
        int[] units = units(written);
        int m = examples(written);
        NetworkBuilder builder = Network.builder().inputs(units[0]);
        for (int l = 1; l < units.length - 1; l++) {
            builder.layer(units[l], Activation.RELU);
        }
        int classes = units[units.length - 1];
        network = builder.layer(classes, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(1)
                .threads(threads)
                .build();
        descent = optimizer.start(network);
        SplitMix64 random = new SplitMix64(2);
        X = Matrix.zeros(units[0], m).map(zero -> 2 * random.nextDouble() - 1);
        Y = Matrix.zeros(classes, m);
        for (int j = 0; j < m; j++) {
            Y.set(random.nextInt(classes), j, 1);
        }
    }

    /** A whole training step: forward, cost, backward, update by gradient descent. Returns J. */
    public double step() {
        network.forward(X);
        double J = network.cost(Y);
        network.backward(Y);
        descent.step();
        return J;
    }

    /** The fused multiply-adds in the products of a step: n_l n_{l-1} m for (2), BP1 and, above layer 1, BP3. */
    public static double multiplyAdds(String written) {
        int[] units = units(written);
        double sum = 0;
        for (int l = 1; l < units.length; l++) {
            sum += (l == 1 ? 2.0 : 3.0) * units[l] * units[l - 1] * examples(written);
        }
        return sum;
    }

    /** n_0 … n_L. */
    private static int[] units(String written) {
        return Arrays.stream(written.substring(0, written.indexOf(':')).split("-", 0))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    /** m. */
    private static int examples(String written) {
        return Integer.parseInt(written.substring(written.indexOf(':') + 1));
    }

    public Network network() {
        return network;
    }

    public Optimizer optimizer() {
        return optimizer;
    }

    public Matrix X() {
        return X;
    }

    public Matrix Y() {
        return Y;
    }

    /** J after a few steps from the initial parameters, all its bits: the same on every kernel and any threads. */
    public static String costAfterSteps(String written, int threads) {
        Workload fresh = new Workload(written, threads);
        double J = Double.NaN;
        for (int i = 0; i < CHECKED_STEPS; i++) {
            J = fresh.step();
        }
        return Double.toHexString(J);
    }

    /**
     * Makes this JVM run the kernel "plain" or "simd", or with "auto" what programs get that ask for nothing (with the
     * vector module: plain that goes SIMD). To be called before anything else of bp4j.
     *
     * @throws IllegalStateException if another one runs
     */
    public static void requireKernel(String kernel) {
        if (!kernel.equals("auto")) {
            System.setProperty("bp4j.kernel", kernel);
        }
        String runs = Kernels.kernel().name();
        if (!runs.startsWith(kernel.equals("auto") ? "simd" : kernel)) {
            throw new IllegalStateException("asked for " + kernel + ", got " + Kernels.explanation());
        }
    }
}
