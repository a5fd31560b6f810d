package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharingTest {
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private AtomicIntegerArray copied;
    private AtomicIntegerArray computed;

    /** Cuts rows at multiples of four, and records what is asked of it. */
    private abstract static class Recording {
        abstract void copyB(int columnFrom, int columnTo, int from, int to);

        abstract void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo);

        Kernel kernel() {
            Kernel plain = new PlainKernel();
            return (Kernel) Proxy.newProxyInstance(
                    Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, a) -> {
                        switch (method.getName()) {
                            case "grainWithSharedB":
                                return 4;
                            case "copyB":
                                copyB((int) a[1], (int) a[2], (int) a[3], (int) a[4]);
                                return null;
                            case "multiply":
                                multiply((Product) a[0], (int) a[1], (int) a[2], (int) a[3], (int) a[4]);
                                return null;
                            default:
                                return method.invoke(plain, a);
                        }
                    });
        }
    }

    private final Kernel kernel = new Recording() {
        @Override
        void copyB(int columnFrom, int columnTo, int from, int to) {
            if ((from - columnFrom) % 32 != 0 || from < columnFrom || to > columnTo) {
                errors.add("copy " + from + "–" + to + " of " + columnFrom + "–" + columnTo);
            }
            if (from > columnFrom) {
                LockSupport.parkNanos(200_000); // so that one thread has to wait for another's piece
            }
            for (int j = from; j < to; j++) {
                copied.incrementAndGet(j);
            }
        }

        @Override
        void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo) {
            if (rowFrom % 4 != 0) {
                errors.add("rows from " + rowFrom);
            }
            for (int j = columnFrom; j < columnTo; j++) {
                if (copied.get(j) != 1) {
                    errors.add("column " + j + " is not there yet");
                }
                for (int i = rowFrom; i < rowTo; i++) {
                    computed.incrementAndGet(i * p.columns + j);
                }
            }
        }
    }.kernel();

    private static Product product(int rows, int inner, int columns, boolean transposed) {
        double[] none = {};
        return new Product()
                .size(rows, inner, columns)
                .left(none, 0, inner, 1)
                .right(none, 0, transposed ? 1 : columns, transposed ? inner : 1)
                .into(none, 0, columns);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 256, 256, 256, false",
        "2, 64, 600, 99, false",
        "2, 24, 1000, 48, true",
        "3, 350, 2100, 700, false",
        "5, 1051, 40, 2101, true",
        "4, 100, 4096, 200, true",
        "7, 1000, 200, 97, true"
    })
    void everyColumnIsCopiedOnceBeforeAnyRowIsComputedOnce(
            int threads, int rows, int inner, int columns, boolean transposed) {
        copied = new AtomicIntegerArray(columns);
        computed = new AtomicIntegerArray(rows * columns);
        Product p = product(rows, inner, columns, transposed);

        new Compute(kernel, threads).multiply(p);

        assertThat(errors).isEmpty();
        for (int j = 0; j < columns; j++) {
            assertThat(copied.get(j)).as("copies of column %d", j).isOne();
        }
        for (int ij = 0; ij < rows * columns; ij++) {
            assertThat(computed.get(ij)).as("element %d", ij).isOne();
        }
        assertThat(p.sharedB).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "23, 600, 46, true",
        "63, 600, 99, false",
        "99, 600, 200, true",
        "500, 100, 163, true",
        "500, 4097, 200, true"
    })
    void noCopyIsMadeForFewRowsOrAWideCOrASmallBOrManySteps(int rows, int inner, int columns, boolean transposed) {
        copied = new AtomicIntegerArray(columns);
        computed = new AtomicIntegerArray(rows * columns);

        assertThat(new Sharing(kernel).multiply(product(rows, inner, columns, transposed), null, 2))
                .isFalse();

        assertThat(copied.get(0)).isZero();
        assertThat(computed.get(0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "rows"})
    void failureReachesTheCallerAndKeepsNobodyWaiting(String where) {
        Kernel failing = new Recording() {
            @Override
            void copyB(int columnFrom, int columnTo, int from, int to) {
                if (where.equals("copy") && from == 64) {
                    throw new OutOfMemoryError("in the copy");
                }
            }

            @Override
            void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo) {
                if (where.equals("rows") && rowFrom > 100) {
                    throw new OutOfMemoryError("in the rows");
                }
            }
        }.kernel();
        Product p = product(256, 256, 256, false);

        assertThatThrownBy(() -> new Compute(failing, 2).multiply(p)).hasStackTraceContaining("in the " + where);
        assertThat(p.sharedB).isNull();
    }
}
