package io.github.bp4j.hostile;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes calls on another thread, so that one without an end can be given up. */
final class Worker implements AutoCloseable {
    private final long limitInMilliseconds;
    private ExecutorService thread = thread();

    /** A call that takes longer than this counts as endless. */
    Worker(long limitInMilliseconds) {
        this.limitInMilliseconds = limitInMilliseconds;
    }

    /**
     * What a call came to.
     *
     * @param result what it gave
     * @param thrown what it threw, or null
     */
    record Outcome(Object result, Throwable thrown) {
        boolean isRefused() {
            return thrown != null;
        }
    }

    /** Makes something on the thread that makes the calls: a network knows which thread uses it. */
    Object make(Fixtures.Maker maker) throws Exception {
        try {
            return thread.submit(maker::make).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fixture cannot be made", e.getCause());
        }
    }

    /** Makes the call. One without an end throws a {@link TimeoutException}, and its thread is left behind. */
    Outcome call(Member member, Object receiver, Object[] arguments) {
        Callable<Outcome> call = () -> {
            try {
                return new Outcome(member.call(receiver, arguments), null);
            } catch (Throwable e) {
                return new Outcome(null, e);
            }
        };
        try {
            return thread.submit(call).get(limitInMilliseconds, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.shutdownNow();
            thread = thread();
            return new Outcome(null, e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static ExecutorService thread() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "hostile calls");
            thread.setDaemon(true);
            return thread;
        });
    }
}
