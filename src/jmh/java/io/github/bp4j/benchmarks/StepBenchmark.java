package io.github.bp4j.benchmarks;

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
 * A whole training step: forward, cost, backward, update by gradient descent. J after a few steps is compared with that
 * of the plain kernel in another JVM, bit for bit, before the measurement and after it.
 *
 * <pre>mvn -q -P benchmarks test-compile exec:exec -Dargs="StepBenchmark -p network=30-50-2:64 -p kernel=auto -p threads=2"</pre>
 *
 * <p>You will see: SIMD three to five times as fast as plain for the larger networks; for 4-16-3, where calls and not
 * products are what takes the time, far less.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class StepBenchmark {
    /** See {@link Workload#requireKernel}. */
    @Param({"plain", "simd"})
    String kernel;

    /** See {@link Workload}. */
    @Param({
        "4-16-3:16",
        "64-64-10:32",
        "784-128-10:32",
        "784-256-128-10:128",
        "784-1024-1024-10:256",
        "2048-2048-2048-100:512"
    })
    String network;

    @Param("1")
    int threads;

    private Workload workload;
    private String reference;

    @Setup
    public void setUp() {
        Workload.requireKernel(kernel);
        reference = Reference.costAfterSteps(network);
        check();
        workload = new Workload(network, threads);
    }

    @Benchmark
    public double step() {
        return workload.step();
    }

    @TearDown
    public void check() {
        Reference.requireEqual("J", Workload.costAfterSteps(network, threads), reference);
    }
}
