package io.github.bp4j.benchmarks;

import io.github.bp4j.Matrix;
import io.github.bp4j.Predictor;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One example through a {@code Predictor} into a given array, and a batch. The predictions are compared with those of
 * the plain kernel in another JVM, and each example alone with itself in the batch, bit for bit, before the measurement
 * and after it.
 *
 * <pre>mvn -q -P benchmarks test-compile exec:exec -Dargs="PredictionBenchmark"</pre>
 *
 * <p>You will see: a batch of m take far less than m single predictions, since a product reads W from the cache for
 * many examples at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class PredictionBenchmark {
    /** See {@link Workload#requireKernel}. */
    @Param({"plain", "simd"})
    String kernel;

    /** See {@link Workload}; a single prediction takes the first example of the batch. */
    @Param({"4-16-3:16", "64-64-10:32", "784-128-10:32", "784-1024-1024-10:256"})
    String network;

    @Param("1")
    int threads;

    private String reference;
    private Predictor predictor;
    private double[] x;
    private double[] out;
    private Matrix X;

    @Setup
    public void setUp() {
        Workload.requireKernel(kernel);
        reference = Reference.prediction(network);
        check();
        Workload workload = new Workload(network, threads);
        predictor = workload.network().predictor();
        X = workload.X();
        x = example(X, 0);
        out = new double[predictor.outputs()];
    }

    @Benchmark
    public double[] one() {
        predictor.predict(x, out);
        return out;
    }

    @Benchmark
    public Matrix batch() {
        return predictor.predict(X);
    }

    @TearDown
    public void check() {
        Reference.requireEqual("the hash of A[L]", bits(new Workload(network, threads)), reference);
    }

    /**
     * The hash of A[L], as a number.
     *
     * @throws AssertionError if an example alone has not the bits that it has in the batch
     */
    static String bits(Workload workload) {
        Predictor predictor = workload.network().predictor();
        Matrix A = predictor.predict(workload.X());
        for (int j = 0; j < A.columns(); j++) {
            double[] alone = predictor.predict(example(workload.X(), j));
            if (!Arrays.equals(alone, example(A, j))) {
                throw new AssertionError("example " + j + " alone differs from itself in the batch");
            }
        }
        return Integer.toString(Arrays.hashCode(A.toArray()));
    }

    private static double[] example(Matrix M, int j) {
        double[] column = new double[M.rows()];
        for (int i = 0; i < column.length; i++) {
            column[i] = M.get(i, j);
        }
        return column;
    }
}
