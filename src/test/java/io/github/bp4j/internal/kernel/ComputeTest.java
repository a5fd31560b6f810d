package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeTest {

    /** Records the parts of products. */
    private static final class Recording {
        private final List<String> parts = Collections.synchronizedList(new ArrayList<>());
        private final Kernel plain = new PlainKernel();
        private final Kernel kernel = (Kernel) java.lang.reflect.Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("multiply")) {
                        parts.add("rows " + arguments[1] + "–" + arguments[2] + ", columns " + arguments[3] + "–"
                                + arguments[4]);
                    }
                    return method.invoke(plain, arguments);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 400 | 300 | 200 | rows 0–400, columns 0–200",
                "2 | 400 | 300 | 200 | rows 0–204, columns 0–200; rows 204–400, columns 0–200",
                "3 | 200 | 300 | 400 | rows 0–200, columns 0–128; rows 0–200, columns 128–256; rows 0–200, columns"
                        + " 256–400",
                "4 | 10 | 10 | 10 | rows 0–10, columns 0–10"
            })
    void productIsCutAtItsLongerSideWhereItPays(int threads, int rows, int inner, int columns, String parts) {
        Recording recording = new Recording();
        Product p = random(rows, inner, columns);

        new Compute(recording.kernel, threads).multiply(p);

        assertThat(recording.parts).containsExactlyInAnyOrder(parts.split("; "));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void productHasTheSameBitsOnAnyNumberOfThreads(int threads) {
        for (int[] shape : new int[][] {{300, 200, 301}, {37, 4000, 61}, {1, 3000, 1000}, {1000, 3000, 1}}) {
            Product p = random(shape[0], shape[1], shape[2]);
            double[] expected = new double[p.c.length];
            double[] actual = p.c;
            new PlainKernel().multiply(p.into(expected, 0, p.columns), 0, p.rows, 0, p.columns, new Scratch());

            new Compute(Kernels.kernel(), threads).multiply(p.into(actual, 0, p.columns));

            assertThat(actual).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void splitCoversEveryIndexOnceInPartsOfAtLeastTheGrain(int threads) {
        Compute compute = new Compute(new PlainKernel(), threads);
        for (int extent : new int[] {0, 1, 2, 7, 100, 101, 4096}) {
            for (int grain : new int[] {1, 3, 50, 5000}) {
                AtomicIntegerArray visits = new AtomicIntegerArray(extent);
                List<Integer> lengths = Collections.synchronizedList(new ArrayList<>());

                compute.split(extent, grain, (from, to) -> {
                    lengths.add(to - from);
                    for (int i = from; i < to; i++) {
                        visits.incrementAndGet(i);
                    }
                });

                int[] ones = new int[extent];
                Arrays.fill(ones, 1);
                assertThat(visits).hasToString(Arrays.toString(ones));
                assertThat(lengths).hasSize(Math.max(1, Math.min(threads, extent / grain)));
                assertThat(lengths).allMatch(length -> length >= Math.min(grain, extent));
            }
        }
    }

    @Test
    void oneThreadIsTheCallers() {
        Thread[] thread = new Thread[1];

        new Compute(new PlainKernel(), 1).split(100, 1, (from, to) -> thread[0] = Thread.currentThread());

        assertThat(thread[0]).isSameAs(Thread.currentThread());
    }

    @Test
    void exceptionOfAPartReachesTheCaller() {
        Compute compute = new Compute(new PlainKernel(), 3);

        assertThatThrownBy(() -> compute.split(300, 1, (from, to) -> {
                    if (from == 200) {
                        throw new ArithmeticException("from " + from);
                    }
                }))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("from 200");
    }

    @Test
    void taskMaySplitAnotherComputation() {
        AtomicIntegerArray visits = new AtomicIntegerArray(100);
        Compute outer = new Compute(new PlainKernel(), 3);

        outer.split(10, 1, (from, to) -> {
            Compute inner = new Compute(new PlainKernel(), 2);
            for (int i = from; i < to; i++) {
                int row = i;
                inner.split(10, 1, (a, b) -> {
                    for (int j = a; j < b; j++) {
                        visits.incrementAndGet(10 * row + j);
                    }
                });
            }
        });

        int[] ones = new int[100];
        Arrays.fill(ones, 1);
        assertThat(visits).hasToString(Arrays.toString(ones));
    }

    @Test
    void aTaskThatSplitsItsOwnComputationIsRefused() {
        Compute compute = new Compute(new PlainKernel(), 2);
        AtomicIntegerArray runs = new AtomicIntegerArray(100);
        Product product = random(200, 300, 400);

        assertThatThrownBy(() -> compute.split(100, 1, (from, to) -> compute.multiply(product)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("this computation is in progress already; one thread at a time may use it");
        assertThatThrownBy(() -> compute.split(100, 1, (from, to) -> compute.split(100, 1, (a, b) -> {})))
                .isExactlyInstanceOf(IllegalStateException.class);

        compute.split(100, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                runs.incrementAndGet(i);
            }
        });
        for (int i = 0; i < 100; i++) {
            assertThat(runs.get(i)).isEqualTo(1);
        }
    }

    @Test
    void noThreadsAreRefused() {
        assertThatThrownBy(() -> new Compute(new PlainKernel(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads is 0; it must be at least 1");
    }

    private static Product random(int rows, int inner, int columns) {
        Random random = new Random(1);
        return new Product()
                .size(rows, inner, columns)
                .left(random.doubles((long) rows * inner).toArray(), 0, inner, 1)
                .right(random.doubles((long) inner * columns).toArray(), 0, columns, 1)
                .startingFrom(random.doubles(rows).toArray(), 0)
                .into(new double[rows * columns], 0, columns)
                .dividedBy(3);
    }
}
