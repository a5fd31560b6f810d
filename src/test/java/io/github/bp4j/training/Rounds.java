package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Calls that begin at the same moment, each on a thread of its own, round after round. */
final class Rounds implements AutoCloseable {
    private static final String IN_USE =
            "[\\w.]+: the network is in use by thread \"[\\w-]+\"( \\([\\w.]+\\))?; one thread at a time may use a"
                    + " network\\. For predictions from other threads take network\\.predictor\\(\\) before training"
                    + " starts, or in a listener";

    /** The message for a thread that finds the network in use, or the pass of another in place of its own. */
    static final String REFUSAL =
            "[\\w.]+: the last forward pass was made by thread \"[\\w-]+\"; call forward on this thread, and keep other"
                    + " threads out with network\\.inUse\\(\\)\\.hold\\(…\\) until the update is done|"
                    + IN_USE;

    private static final long PATIENCE = 30; // s

    private final ExecutorService threads;
    private final CyclicBarrier start;
    private final int callers;

    Rounds(int callers) {
        this.callers = callers;
        threads = Executors.newFixedThreadPool(callers);
        start = new CyclicBarrier(callers);
    }

    /**
     * One round: what each call has returned, in their order; null for one that was refused because another thread used
     * the network. Whoever is refused is refused by one that is not, so one call at least returns something.
     */
    <T> List<T> run(List<Callable<T>> calls) throws Exception {
        assertThat(calls).hasSize(callers);
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> call : calls) {
            futures.add(threads.submit(() -> {
                start.await(PATIENCE, TimeUnit.SECONDS);
                return call.call();
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            try {
                results.add(future.get(PATIENCE, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isExactlyInstanceOf(IllegalStateException.class);
                assertThat(e.getCause().getMessage()).matches(REFUSAL);
                results.add(null);
            }
        }
        assertThat(results).anyMatch(result -> result != null);
        return results;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
