package io.github.bp4j.internal.kernel;

import io.github.bp4j.benchmarks.Workload;
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
 * The products of a layer of n units with n_prev inputs and m examples, plain and SIMD. The answer is compared with the
 * naive loop, bit for bit, before and after.
 *
 * <pre>mvn -q -P benchmarks test-compile exec:exec -Dargs="ProductBenchmark -p layer=512x512x512"</pre>
 *
 * <p>You will see: SIMD four to ten times as fast as plain, and in GFLOP/s (2 n n_prev m divided by the time in
 * nanoseconds) about the same for the three forms, but for one column, where memory is the limit.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ProductBenchmark {
    @Param({"plain", "simd"})
    String kernel;

    /** n × n_prev × m. */
    @Param({
        "16x4x16",
        "10x128x32",
        "64x64x32",
        "37x83x61",
        "128x784x32",
        "256x784x128",
        "1024x1024x256",
        "100x2048x512",
        "1000x1000x1",
        "512x512x512",
        "1024x1024x1024",
        "2048x2048x2048"
    })
    String layer;

    /** Z = W A, dW = dZ A_prevᵀ or dA = Wᵀ dZ. */
    @Param({"W A", "dZ At", "Wt dZ"})
    String form;

    @Param("1")
    int threads;

    private Compute compute;
    private Product product;
    private double[] expected;

    @Setup
    public void setUp() {
        Workload.requireKernel(kernel);
        compute = new Compute(Kernels.kernel(), threads);
        product = LayerProduct.of(layer, form);
        expected = naive(product);
        multiply();
        check();
    }

    @Benchmark
    public double[] multiply() {
        compute.multiply(product);
        return product.c;
    }

    @TearDown
    public void check() {
        if (!Arrays.equals(expected, product.c)) {
            throw new AssertionError(Kernels.explanation() + ": the product differs from the naive loop");
        }
    }

    /** The triple loop, with j inside, as it is many times faster that way for large sizes; each c_ij has its order. */
    private static double[] naive(Product p) {
        double[] b = new double[p.inner * p.columns]; // row-major
        for (int k = 0; k < p.inner; k++) {
            for (int j = 0; j < p.columns; j++) {
                b[k * p.columns + j] = p.b[k * p.bRow + j * p.bColumn];
            }
        }
        double[] c = new double[p.rows * p.columns];
        for (int i = 0; i < p.rows; i++) {
            for (int k = 0; k < p.inner; k++) {
                addScaled(p.a[i * p.aRow + k * p.aColumn], b, k * p.columns, c, i * p.columns, p.columns);
            }
        }
        for (int ij = 0; ij < c.length; ij++) {
            c[ij] /= p.divisor;
        }
        return c;
    }

    private static void addScaled(double a, double[] b, int bFrom, double[] c, int cFrom, int n) {
        for (int j = 0; j < n; j++) {
            c[cFrom + j] = Math.fma(a, b[bFrom + j], c[cFrom + j]);
        }
    }
}
