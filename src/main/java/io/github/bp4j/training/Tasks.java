package io.github.bp4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Numbered tasks on some threads: what comes out is in the order of the numbers, whoever was first. */
final class Tasks {
    private final String noun; // "fold", "trial"
    private final int threads;

    /** On so many threads; 1 is the caller's own, more are daemons that live for a run. */
    Tasks(String noun, int threads) {
        this.noun = noun;
        this.threads = threads;
    }

    /**
     * The results of tasks 0 … count − 1. What a task throws ends the others and reaches the caller; of several, that of
     * the lowest number.
     *
     * @throws CancellationException if the calling thread is interrupted; its interrupt status stays set
     */
    <T> List<T> run(int count, IntFunction<T> task) {
        return threads == 1 || count == 1 ? inTurn(count, task) : atOnce(count, task);
    }

    private <T> List<T> inTurn(int count, IntFunction<T> task) {
        List<T> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            T result = task.apply(i);
            if (Thread.currentThread().isInterrupted()) { // a training may have ended early
                throw interrupted(results.size(), count);
            }
            results.add(result);
        }
        return results;
    }

    private <T> List<T> atOnce(int count, IntFunction<T> task) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, count), work -> {
            Thread thread = new Thread(work, "bp4j-" + noun);
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                futures.add(pool.submit(() -> task.apply(number)));
            }
            return results(futures);
        } finally {
            end(pool);
        }
    }

    private <T> List<T> results(List<Future<T>> futures) {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            try {
                results.add(future.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw interrupted(results.size(), futures.size());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) e.getCause(); // an IntFunction throws nothing else
            }
        }
        return results;
    }

    /** Interrupts what still runs, and waits for it. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            while (!pool.isTerminated()) {
                try {
                    pool.awaitTermination(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private CancellationException interrupted(int done, int count) {
        return new CancellationException("interrupted after " + done + " of " + count + " " + noun + "s");
    }
}
