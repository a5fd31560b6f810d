package io.github.bp4j.jvm;

import com.sun.management.ThreadMXBean;
import io.github.bp4j.Activation;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.Predictor;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.internal.kernel.Kernels;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.FullBatchState;
import io.github.bp4j.optimizer.LBFGS;
import io.github.bp4j.optimizer.LevenbergMarquardt;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import io.github.bp4j.optimizer.Schedule;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Prints the kernel, and the least bytes that all threads together allocated in a window of training steps, of updates
 * by every rule, of full-batch methods and of predictions, after the JIT compiler has done its work. With the argument "leak" every step allocates a little on
 * purpose, to show that it would be seen.
 */
public final class AllocationRun {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static volatile Object leaked;

    private AllocationRun() {}

    /** With the number of threads, and perhaps "leak". */
    public static void main(String[] args) {
        int threads = Integer.parseInt(args[0]);
        boolean leak = args.length > 1;
        long patience = (leak ? 2 : 60) * 1_000_000_000L; // ns
        System.out.println(Kernels.kernel().name());
        UnaryOperator<LayerOptions> none = options -> options;
        UnaryOperator<LayerOptions> batch = LayerOptions::batchNormalization;
        UnaryOperator<LayerOptions> layer = LayerOptions::layerNormalization;
        System.out.println("small " + leastBytes(patience, 200, trainingStep(threads, leak, none, 4, 16, 3, 16)));
        System.out.println("large " + leastBytes(patience, 10, trainingStep(threads, leak, none, 200, 300, 10, 128)));
        System.out.println(
                "batch-normalised " + leastBytes(patience, 10, trainingStep(threads, leak, batch, 200, 300, 10, 128)));
        System.out.println(
                "layer-normalised " + leastBytes(patience, 10, trainingStep(threads, leak, layer, 200, 300, 10, 128)));
        System.out.println("regularised " + leastBytes(patience, 20, regularisedStep(threads, leak)));
        System.out.println("optimizers " + leastBytes(patience, 20, updates(threads, leak)));
        System.out.println("full-batch " + leastBytes(patience, 20, fullBatches(threads, leak)));
        System.out.println("prediction " + leastBytes(patience, 500, prediction(leak)));
    }

    /** Forward, cost, backward and step, for a full batch and a shorter one in turn. */
    private static Runnable trainingStep(
            int threads,
            boolean leak,
            UnaryOperator<LayerOptions> normalization,
            int inputs,
            int hidden,
            int outputs,
            int m) {
        Network network = Network.builder()
                .inputs(inputs)
                .layer(hidden, Activation.RELU, normalization)
                .layer(
                        hidden,
                        Activation.TANH,
                        options -> normalization.apply(options.l2(1e-4).l1(1e-5)))
                .layer(outputs, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .threads(threads)
                .build();
        OptimizerState descent = Optimizer.gradientDescent(1e-3).start(network);
        Matrix[] X = {random(inputs, m), random(inputs, m - 3)};
        Matrix[] Y = {oneHot(outputs, m), oneHot(outputs, m - 3)};
        return () -> {
            for (int batch = 0; batch < 2; batch++) {
                network.forward(X[batch]);
                network.cost(Y[batch]);
                network.backward(Y[batch]);
                descent.firstToLeaveFinite();
                descent.step();
                leaked = leak ? new int[1] : null;
            }
        };
    }

    /** A step with all that is drawn, weighed and limited, worth two threads. */
    private static Runnable regularisedStep(int threads, boolean leak) {
        Network network = Network.builder()
                .inputs(40)
                .inputDropout(0.1)
                .inputNoise(0.1)
                .layer(300, Activation.TANH, options -> options.dropout(0.5))
                .layer(20, Activation.SIN)
                .layer(10, Activation.SOFTMAX)
                .loss(Loss.crossEntropy(0.1))
                .maxNorm(0.5)
                .threads(threads)
                .build();
        OptimizerState descent = Optimizer.gradientDescent(1e-3).start(network);
        Matrix[] X = {random(40, 128), random(40, 125)};
        Matrix[] Y = {oneHot(10, 128), oneHot(10, 125)};
        Matrix[] weights = {
            Matrix.zeros(1, 128).map(zero -> 2), Matrix.zeros(1, 125).map(zero -> 3)
        };
        return () -> {
            for (int batch = 0; batch < 2; batch++) {
                network.forward(X[batch]);
                network.cost(Y[batch], weights[batch]);
                network.backward(Y[batch], weights[batch]);
                network.inputGradient();
                descent.step();
                leaked = leak ? new int[1] : null;
            }
        };
    }

    /** A step of each rule, clipped, with rates from schedules of every kind, on a network worth two threads. */
    private static Runnable updates(int threads, boolean leak) {
        Network network = Network.builder()
                .inputs(255)
                .layer(258, Activation.RELU)
                .loss(Loss.SQUARED_ERROR)
                .threads(threads)
                .build();
        double[] gradient = random(256, 258).toArray();
        List<OptimizerState> runs = Stream.of(
                        Optimizer.gradientDescent(Schedule.step(1e-3, 100, 0.9)).clipNorm(1),
                        Optimizer.momentum(Schedule.exponential(1e-3, 0.99), 0.9)
                                .clipValue(1),
                        Optimizer.nesterov(Schedule.inverseTime(1e-3, 1e-2), 0.9),
                        Optimizer.adaGrad(Schedule.polynomial(1e-3, 1e-6, 1000, 2)),
                        Optimizer.adaDelta(),
                        Optimizer.rmsProp(Schedule.cosine(1e-3, 0, 1000), 0.9),
                        Optimizer.adam(Schedule.cosineRestarts(1e-3, 0, 10, 2).warmUp(10))
                                .clipNorm(1),
                        Optimizer.amsGrad(Schedule.oneCycle(1e-3, 1000)),
                        Optimizer.adamW(1e-3, 1e-2),
                        Optimizer.nAdam(1e-3),
                        Optimizer.rAdam(1e-3),
                        Optimizer.rProp(1e-3),
                        Optimizer.lion(1e-4))
                .map(optimizer -> optimizer.start(network))
                .toList();
        return () -> {
            for (int run = 0; run < runs.size(); run++) {
                System.arraycopy(gradient, 0, network.gradient(), 0, gradient.length);
                runs.get(run).firstToLeaveFinite();
                runs.get(run).step();
                leaked = leak ? new int[1] : null;
            }
        };
    }

    /** An iteration of each full-batch method; one that has converged, after some thousand, starts anew. */
    private static Runnable fullBatches(int threads, boolean leak) {
        Network network = Network.builder()
                .inputs(1)
                .layer(10, Activation.TANH)
                .layer(10, Activation.TANH)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .threads(threads)
                .build();
        Matrix X = random(1, 200);
        Matrix Y = X.map(x -> StrictMath.sin(9 * x));
        FullBatchOptimizer[] optimizers = {
            new LBFGS(10, 1e-4, 0.9, 0, 0), new LevenbergMarquardt(1e-3, 0.1, 10, 1e10, 0)
        };
        FullBatchState[] states = new FullBatchState[2];
        double[] start = network.parameters().clone();
        double[][] theta = {start.clone(), start.clone()};
        return () -> {
            for (int run = 0; run < 2; run++) {
                boolean anew = states[run] == null || states[run].ended();
                System.arraycopy(anew ? start : theta[run], 0, network.parameters(), 0, start.length);
                if (anew) {
                    states[run] = optimizers[run].start(network, X, Y);
                }
                states[run].step();
                System.arraycopy(network.parameters(), 0, theta[run], 0, start.length);
                leaked = leak ? new int[1] : null;
            }
        };
    }

    private static Runnable prediction(boolean leak) {
        Predictor predictor = Network.builder()
                .inputs(20)
                .layer(64, Activation.GELU, options -> options.batchNormalization())
                .layer(20, Activation.RELU, options -> options.layerNormalization())
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build()
                .predictor();
        double[] x = random(20, 1).toArray();
        double[] out = new double[3];
        return () -> {
            predictor.predict(x, out);
            predictor.predictClass(x);
            leaked = leak ? new int[1] : null;
        };
    }

    /** The least of many windows, until one is 0: before the JIT compiler has done its work, vectors are objects. */
    private static long leastBytes(long patience, int repetitions, Runnable work) {
        long least = Long.MAX_VALUE;
        for (long start = System.nanoTime(); least > 0 && System.nanoTime() - start < patience; ) {
            for (int i = 0; i < repetitions; i++) {
                work.run();
            }
            long[] ids = THREADS.getAllThreadIds();
            long before = allocated(ids);
            for (int i = 0; i < repetitions; i++) {
                work.run();
            }
            long after = allocated(ids);
            if (before >= 0 && after >= 0) {
                least = Math.min(least, after - before);
            }
        }
        return least;
    }

    /** The bytes of all these threads; −1 where one has ended, as idle workers do, and its bytes are gone. */
    private static long allocated(long[] ids) {
        long sum = 0;
        for (long id : ids) {
            long bytes = THREADS.getThreadAllocatedBytes(id);
            if (bytes < 0) {
                return -1;
            }
            sum += bytes;
        }
        return sum;
    }

    private static Matrix random(int rows, int columns) {
        SplitMix64 random = new SplitMix64(1);
        return Matrix.zeros(rows, columns).map(x -> random.nextGaussian());
    }

    private static Matrix oneHot(int rows, int columns) {
        double[] Y = new double[rows * columns];
        Arrays.fill(Y, 0, columns, 1);
        return Matrix.of(rows, columns, Y);
    }
}
