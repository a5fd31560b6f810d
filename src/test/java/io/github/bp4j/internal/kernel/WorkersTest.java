package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {

    /** Parts told by a lambda. */
    private static final class Lambda extends Workers.Crew {
        private final java.util.function.IntConsumer part;

        Lambda(java.util.function.IntConsumer part) {
            this.part = part;
        }

        @Override
        void part(int number) {
            part.accept(number);
        }
    }

    @Test
    void everyPartRunsOnce() {
        AtomicIntegerArray runs = new AtomicIntegerArray(7);
        Workers.Crew crew = new Lambda(runs::incrementAndGet);

        for (int i = 1; i <= 1000; i++) {
            crew.run(7);
            for (int part = 0; part < 7; part++) {
                assertThat(runs.get(part)).isEqualTo(i);
            }
        }
    }

    @Test
    void partsRunAtTheSameTimeOnDaemonsOfTheirOwn() {
        CyclicBarrier together = new CyclicBarrier(3);
        Thread[] threads = new Thread[3];

        new Lambda(part -> {
                    threads[part] = Thread.currentThread();
                    await(together);
                })
                .run(3);

        assertThat(threads[0]).isSameAs(Thread.currentThread());
        assertThat(threads).doesNotHaveDuplicates();
        for (Thread worker : List.of(threads[1], threads[2])) {
            assertThat(worker.isDaemon()).isTrue();
            assertThat(worker.getName()).matches("bp4j-worker-\\d+");
            assertThat(worker.getContextClassLoader()).isNull();
        }
    }

    @Test
    void workersAreUsedAgain() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Workers.Crew crew = new Lambda(part -> threads.add(Thread.currentThread()));

        for (int i = 0; i < 200; i++) {
            crew.run(2);
        }

        assertThat(threads).hasSizeLessThan(10); // 201 if each run made its own
    }

    @Test
    void exceptionOfAPartReachesTheCallerWhenAllPartsHaveEnded() {
        AtomicIntegerArray ended = new AtomicIntegerArray(3);
        Workers.Crew crew = new Lambda(part -> {
            if (part == 1) {
                throw new IllegalStateException("part 1");
            }
            sleep(100);
            ended.incrementAndGet(part);
        });

        assertThatThrownBy(() -> crew.run(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("part 1");
        assertThat(ended).hasToString("[1, 0, 1]");
    }

    @Test
    void crewRunsAgainAfterAnException() {
        boolean[] fail = {true};
        int[] runs = new int[2];
        Workers.Crew crew = new Lambda(part -> {
            if (fail[0]) {
                throw new AssertionError("part " + part);
            }
            runs[part]++;
        });

        assertThatThrownBy(() -> crew.run(2))
                .isInstanceOf(AssertionError.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        fail[0] = false;
        crew.run(2);

        assertThat(runs).containsExactly(1, 1);
    }

    @Test
    void crewsWithinCrewsAndOfSeveralCallersDoNotWaitForEachOther() throws InterruptedException {
        int callers = 4;
        AtomicIntegerArray runs = new AtomicIntegerArray(callers);
        Thread[] threads = new Thread[callers];
        for (int i = 0; i < callers; i++) {
            int caller = i;
            threads[i] = new Thread(() -> {
                for (int n = 0; n < 50; n++) {
                    CyclicBarrier together = new CyclicBarrier(9);
                    new Lambda(outer -> new Lambda(inner -> {
                                        await(together);
                                        runs.incrementAndGet(caller);
                                    })
                                    .run(3))
                            .run(3);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(runs).hasToString("[450, 450, 450, 450]");
    }

    @Test
    void interruptedCallerStaysInterruptedAndGetsItsResult() {
        int[] runs = new int[2];
        Workers.Crew crew = new Lambda(part -> {
            if (part == 1) {
                sleep(50);
            }
            runs[part]++;
        });

        Thread.currentThread().interrupt();
        crew.run(2);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(runs).containsExactly(1, 1);
    }

    @Test
    void interruptLeftByAPartDoesNotReachTheNext() {
        boolean[] interrupted = new boolean[2];
        new Lambda(part -> {
                    if (part == 1) {
                        Thread.currentThread().interrupt();
                    }
                })
                .run(2);

        new Lambda(part -> interrupted[part] = Thread.currentThread().isInterrupted()).run(2);

        assertThat(interrupted).containsExactly(false, false);
    }

    @Test
    void idleWorkersEndAfterTwoSeconds() throws InterruptedException {
        Thread[] worker = new Thread[2];
        new Lambda(part -> worker[part] = Thread.currentThread()).run(2);

        worker[1].join(TimeUnit.SECONDS.toMillis(30));

        assertThat(worker[1].isAlive()).isFalse();
        new Lambda(part -> worker[part] = Thread.currentThread()).run(2); // and others come
        assertThat(worker[1].isAlive()).isTrue();
    }

    @Test
    void aRunWithinTheSameRunIsRefusedAndTheOuterOneEnds() {
        Workers.Crew[] itself = new Workers.Crew[1];
        AtomicIntegerArray refused = new AtomicIntegerArray(2);
        itself[0] = new Lambda(part -> {
            assertThatThrownBy(() -> itself[0].run(2))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("the parts of this computation run already; one thread at a time may use it");
            refused.incrementAndGet(part);
        });

        itself[0].run(2);

        assertThat(refused).hasToString("[1, 1]");
    }

    @Test
    void aSecondThreadIsRefusedAndTheFirstEnds() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch tried = new CountDownLatch(1);
        AtomicIntegerArray ended = new AtomicIntegerArray(2);
        Workers.Crew crew = new Lambda(part -> {
            inside.countDown();
            await(tried);
            ended.incrementAndGet(part);
        });
        Thread first = new Thread(() -> crew.run(2));
        first.start();
        await(inside);

        assertThatThrownBy(() -> crew.run(2)).isExactlyInstanceOf(IllegalStateException.class);

        tried.countDown();
        first.join();
        assertThat(ended).hasToString("[1, 1]");
        crew.run(2);
        assertThat(ended).hasToString("[2, 2]");
    }

    @Test
    void severalPartsThatThrowTheSameReachTheCallerToo() {
        IllegalStateException same = new IllegalStateException("the same");

        assertThatThrownBy(() -> new Lambda(part -> {
                            throw same;
                        })
                        .run(3))
                .isSameAs(same);
    }

    @Test
    void runOfOnePartStaysOnTheCaller() {
        Thread[] thread = new Thread[1];

        new Lambda(part -> thread[part] = Thread.currentThread()).run(1);

        assertThat(Arrays.asList(thread)).containsExactly(Thread.currentThread());
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(int millis) {
        // not Thread.sleep, which an interrupt ends
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
