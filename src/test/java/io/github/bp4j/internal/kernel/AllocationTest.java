package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Once compiled, the kernels allocate nothing: counted over all threads of a JVM of its own. */
class AllocationTest {

    @ParameterizedTest
    @ValueSource(strings = {"plain", "simd"})
    void compiledKernelsAllocateNothing(String kernel) {
        assertThat(ChildJvm.run(
                                Counting.class,
                                "--add-modules",
                                "jdk.incubator.vector",
                                "-Dbp4j.kernel=" + kernel,
                                "-Xbatch")
                        .output())
                .startsWith(kernel)
                .endsWith(": 0 bytes, and 8080 where an array of 1616 is made");
    }

    /** Prints the least that a window of operations allocated. */
    static final class Counting {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private static double[] escaped = {};
        private static long[] ids = {};

        public static void main(String[] args) {
            Kernel kernel = Kernels.kernel();
            Runnable work = new Work(kernel);
            long counting = 0;
            long working = 1;
            for (int i = 0; i < 100 && working != 0; i++) { // until all of it is compiled
                long least = least(work);
                counting = least(() -> {});
                working = least - counting;
            }
            long control = least(() -> {
                work.run();
                escaped = new double[200];
            });
            System.out.println(kernel.name() + ": " + working + " bytes, and " + (control - counting)
                    + " where an array of 1616 is made" + (escaped == null ? "!" : ""));
        }

        /** The least that a window of five runs allocates. */
        private static long least(Runnable work) {
            long least = Long.MAX_VALUE;
            for (int window = 0; window < 40; window++) {
                ids = THREADS.getAllThreadIds();
                long before = allocated();
                for (int i = 0; i < 5; i++) {
                    work.run();
                }
                least = Math.min(least, allocated() - before);
            }
            return least;
        }

        private static long allocated() {
            long sum = 0;
            for (long bytes : THREADS.getThreadAllocatedBytes(ids)) {
                sum += Math.max(0, bytes);
            }
            return sum;
        }

        /** Products of several shapes and forms, and the other operations, on two threads. */
        private static final class Work implements Runnable, Compute.Task {
            private final Kernel kernel;
            private final Compute compute;
            private final Product product = new Product();
            private final double[] x = new double[200_000];
            private final double[] y = new double[200_000];
            private final double[] z = new double[200_000];
            private double sum;

            Work(Kernel kernel) {
                this.kernel = kernel;
                compute = new Compute(kernel, 2);
                Arrays.setAll(x, i -> 1 / (1.0 + i % 100));
                Arrays.setAll(y, i -> 1 / (1.0 + i % 90));
            }

            @Override
            public void run() {
                multiply(16, 4, 16);
                multiply(10, 128, 32);
                multiply(37, 83, 61);
                multiply(100, 100, 1);
                multiply(32, 40, 6);
                multiply(120, 180, 100);
                compute.split(10_000, 1000, this);
                kernel.softmax(x, z, 10, 37, 0, 37);
                sum += kernel.sum(x, 3, 10_000);
                kernel.addScaled(1e-9, x, y, 0, 10_001);
                sum += kernel.staysFinite(1e-9, x, y, 0, 10_001) ? 1 : 0;
            }

            private void multiply(int rows, int inner, int columns) {
                compute.multiply(product.size(rows, inner, columns)
                        .left(x, 0, inner, 1)
                        .right(y, 0, columns, 1)
                        .into(z, 0, columns)
                        .startingFrom(x, 0));
                compute.multiply(product.size(rows, inner, columns)
                        .left(x, 0, inner, 1)
                        .right(y, 0, 1, inner)
                        .into(z, 0, columns)
                        .dividedBy(3));
                compute.multiply(product.size(rows, inner, columns)
                        .left(x, 0, 1, rows)
                        .right(y, 0, columns, 1)
                        .into(z, 0, columns));
            }

            @Override
            public void run(int from, int to) {
                kernel.rectify(0, x, z, from, to);
                kernel.rectifyBackward(0.1, x, y, z, from, to);
            }
        }
    }
}
