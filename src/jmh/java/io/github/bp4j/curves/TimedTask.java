package io.github.bp4j.curves;

import io.github.bp4j.SplitMix64;
import io.github.bp4j.benchmarks.Workload;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;
import io.github.bp4j.internal.kernel.Product;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The JVM that measures one point: it warms a task up, prints the kernel and a line with bits of its result, and then
 * for every line that it reads the nanoseconds that the task takes. {@link TimedJvm} is its other end.
 *
 * <p>A task is a training step of a {@link Workload}, "784-128-10:32", or the product of two n × n matrices, "n³" written
 * "512^3".
 */
final class TimedTask {
    private static final long WINDOW = 100_000_000L; // ns
    private static final int COMPARED = 8; //           windows
    private static final int LEAST_WINDOWS = 40;
    private static final int MOST_WINDOWS = 300;
    private static final double STABLE = 0.98;

    private TimedTask() {}

    /** With the task and the number of threads. */
    public static void main(String[] args) throws IOException {
        String task = args[0];
        int threads = Integer.parseInt(args[1]);
        Runnable work;
        String bits;
        if (task.endsWith("^3")) {
            int n = Integer.parseInt(task.substring(0, task.length() - 2));
            double[] a = uniform(n * n, 1);
            double[] b = uniform(n * n, 2);
            double[] c = new double[n * n];
            Compute compute = new Compute(Kernels.kernel(), threads);
            Product product = new Product()
                    .size(n, n, n)
                    .left(a, 0, n, 1)
                    .right(b, 0, n, 1)
                    .into(c, 0, n);
            work = () -> compute.multiply(product);
            work.run();
            bits = Integer.toString(Arrays.hashCode(c));
        } else {
            bits = Workload.costAfterSteps(task, threads);
            Workload workload = new Workload(task, threads);
            work = workload::step;
        }
        warmUp(work);
        System.out.println(Kernels.kernel().name());
        System.out.println(bits);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (orders.readLine() != null) {
            nanos(work, WINDOW / 4); // the caches, and the clock of the processor
            System.out.println(nanos(work, 2 * WINDOW));
        }
    }

    /** The mean over so many runs, at least one, as fill the window. */
    private static double nanos(Runnable work, long window) {
        long begin = System.nanoTime();
        long elapsed;
        long runs = 0;
        do {
            work.run();
            runs++;
            elapsed = System.nanoTime() - begin;
        } while (elapsed < window);
        return (double) elapsed / runs;
    }

    /** Until the best of the last windows is hardly better than the best of as many before. */
    private static void warmUp(Runnable work) {
        double[] windows = new double[MOST_WINDOWS];
        for (int i = 0; i < MOST_WINDOWS; i++) {
            windows[i] = nanos(work, WINDOW);
            if (i >= LEAST_WINDOWS
                    && best(windows, i - COMPARED, i) > STABLE * best(windows, i - 2 * COMPARED, i - COMPARED)) {
                return;
            }
        }
    }

    private static double best(double[] windows, int from, int to) {
        return Arrays.stream(windows, from, to).min().orElseThrow();
    }

    private static double[] uniform(int n, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        double[] x = new double[n];
        Arrays.setAll(x, i -> 2 * random.nextDouble() - 1);
        return x;
    }
}
