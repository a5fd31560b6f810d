package io.github.bp4j.benchmarks;

import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;
import io.github.bp4j.internal.kernel.LayerProduct;
import io.github.bp4j.internal.kernel.Product;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How many times as fast as one thread several are, in products and steps: windows of one, two, four, … threads in turn, as a shared machine is
 * not the same from one second to the next.
 *
 * <pre>mvn -q -P benchmarks test-compile exec:exec -Dexec.main=io.github.bp4j.benchmarks.ThreadSpeedup</pre>
 *
 * <p>{@code -Dargs="windows work …"} sets the number of windows (40) and what is run: products such as "1024x1024x256", all three forms of them, and
 * steps such as "784-256-128-10:128".
 *
 * <p>You will see: less than n for n threads, the more so the smaller the work is; above n where the other processors are faster, or less busy, than the
 * first.
 */
public final class ThreadSpeedup {
    private static final long WINDOW = 60_000_000L; //      ns
    private static final long WARM_UP = 2_000_000_000L; //  ns, of each number of threads
    private static final List<String> WORK =
            List.of("256x256x256", "512x512x512", "1024x1024x256", "784-256-128-10:128", "784-1024-1024-10:256");

    private ThreadSpeedup() {}

    /** With nothing, or the number of windows and what to run. */
    public static void main(String[] args) {
        int windows = args.length > 0 ? Integer.parseInt(args[0]) : 40;
        List<String> work = args.length > 1 ? Arrays.asList(args).subList(1, args.length) : WORK;
        Workload.requireKernel(System.getProperty("bp4j.kernel", "simd"));
        int[] threads = threads();
        System.out.println("Java " + System.getProperty("java.vm.version") + ", "
                + Kernels.kernel().name() + "; speed of " + Arrays.toString(threads)
                + " threads against one, medians and quartiles of " + windows + " windows");
        for (String written : work) {
            if (written.contains(":")) {
                measure(written, threads, windows, n -> new Workload(written, n)::step);
            } else {
                for (String form : List.of("W A", "dZ At", "Wt dZ")) {
                    Product product = LayerProduct.of(written, form);
                    measure(written + " " + form, threads, windows, n -> {
                        Compute compute = new Compute(Kernels.kernel(), n);
                        return () -> compute.multiply(product);
                    });
                }
            }
        }
    }

    private interface Work {
        Runnable on(int threads);
    }

    private static void measure(String name, int[] threads, int windows, Work work) {
        Runnable one = work.on(1);
        List<Runnable> several = new ArrayList<>();
        for (int n : threads) {
            several.add(work.on(n));
        }
        speed(one, WARM_UP);
        several.forEach(run -> speed(run, WARM_UP));
        double[][] ratios = new double[threads.length][windows];
        for (int window = 0; window < windows; window++) {
            double alone = speed(one, WINDOW);
            for (int i = 0; i < threads.length; i++) {
                ratios[i][window] = speed(several.get(i), WINDOW) / alone;
            }
        }
        StringBuilder line = new StringBuilder(String.format("%-24s", name));
        for (double[] ratio : ratios) {
            Arrays.sort(ratio);
            line.append(String.format(
                    Locale.ROOT,
                    "  %5.2f (%.2f to %.2f)",
                    ratio[windows / 2],
                    ratio[windows / 4],
                    ratio[windows - 1 - windows / 4]));
        }
        System.out.println(line);
    }

    /** Runs a second, over a window of one run at least. */
    private static double speed(Runnable work, long window) {
        long begin = System.nanoTime();
        long runs = 0;
        long elapsed;
        do {
            work.run();
            runs++;
            elapsed = System.nanoTime() - begin;
        } while (elapsed < window);
        return runs * 1e9 / elapsed;
    }

    /** 2, 4, 8, … and all processors. */
    private static int[] threads() {
        int processors = Runtime.getRuntime().availableProcessors();
        List<Integer> threads = new ArrayList<>();
        for (int n = 2; n < processors; n *= 2) {
            threads.add(n);
        }
        threads.add(Math.max(2, processors));
        return threads.stream().mapToInt(Integer::intValue).toArray();
    }
}
