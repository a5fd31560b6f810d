package io.github.bp4j.internal.kernel;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of the library, shared by all computations: daemons, made when needed, ended after two idle seconds.
 *
 * <p>A {@link Crew} takes idle workers, or new ones, for one run of its parts; crews of several callers, or one within
 * another, do not wait for each other. Who waits spins for a little while before it sleeps, as the parts of a training
 * step follow each other within microseconds. A run allocates nothing but the threads it has to make, and an idle
 * worker holds on to nothing that it has worked on, nor to the program for which it was made.
 */
final class Workers {
    /** How long an idle worker lives. */
    static final long IDLE_NANOS = 2_000_000_000L;

    /** How long who waits spins. */
    static final long SPIN_NANOS = Runtime.getRuntime().availableProcessors() > 1 ? 50_000 : 0;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** The idle workers, the latest first, so that the earliest run out; guarded by the class. */
    private static Worker idle;

    private Workers() {}

    /** Work in parts that may run at the same time. Belongs to one caller; made once and run many times. */
    abstract static class Crew {
        private final AtomicInteger pending = new AtomicInteger();
        private volatile Thread sleeper;
        private Throwable failure;

        abstract void part(int part);

        /**
         * Runs the parts 0 … parts − 1, part 0 on the calling thread, and returns when all have ended.
         *
         * @throws RuntimeException what a part threw; if several did, one of them with the others as suppressed
         * @throws IllegalStateException if the parts run already, for another thread or for one that they are part of:
         *     they would wait for each other without an end
         */
        final void run(int parts) {
            if (!pending.compareAndSet(0, parts)) {
                throw new IllegalStateException(
                        "the parts of this computation run already; one thread at a time may use it");
            }
            for (int part = 1; part < parts; part++) {
                Worker worker = hire();
                if (worker == null) {
                    work(part);
                } else {
                    worker.assign(this, part);
                }
            }
            work(0);
            await();
            Throwable thrown = failure;
            if (thrown != null) {
                failure = null;
                throw Crew.<RuntimeException>sneak(thrown);
            }
        }

        private void work(int part) {
            runPart(part);
            pending.decrementAndGet();
        }

        /** Runs a part; never throws, as others wait for its end. */
        private void runPart(int part) {
            try {
                part(part);
            } catch (Throwable t) {
                failed(t);
            }
        }

        private synchronized void failed(Throwable t) {
            if (failure == null) {
                failure = t;
            } else if (failure != t) {
                try {
                    failure.addSuppressed(t);
                } catch (OutOfMemoryError noRoom) {
                    return; // the first is what the caller gets
                }
            }
        }

        private void await() {
            if (pending.get() == 0) {
                return;
            }
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < SPIN_NANOS) {
                if (pending.get() == 0) {
                    return;
                }
                Thread.onSpinWait();
            }
            sleeper = Thread.currentThread();
            while (pending.get() != 0) {
                LockSupport.park(this);
                if (Thread.currentThread().isInterrupted()) {
                    Thread.yield(); // park returns at once; the parts cannot be left alone
                }
            }
            sleeper = null;
        }

        private void ended() {
            if (pending.decrementAndGet() == 0) {
                LockSupport.unpark(sleeper);
            }
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T extends Throwable> T sneak(Throwable t) throws T {
            throw (T) t;
        }
    }

    /** An idle worker or a new one; null where the system gives no more threads, and the caller works alone. */
    private static Worker hire() {
        synchronized (Workers.class) {
            Worker worker = idle;
            if (worker != null) {
                idle = worker.next;
                worker.next = null;
                return worker;
            }
        }
        try {
            Worker worker = newWorker();
            worker.start();
            return worker;
        } catch (RuntimeException | Error noMoreThreads) {
            return null;
        }
    }

    /**
     * Made in the name of this class alone: a thread keeps the access rights, and so the class loaders, of its makers.
     */
    @SuppressWarnings("removal")
    private static Worker newWorker() {
        try {
            return AccessController.doPrivileged(new Making());
        } catch (LinkageError noSuchRights) { // from JDK 24 on threads keep none, and a later one may have none
            return new Worker();
        }
    }

    private static final class Making implements PrivilegedAction<Worker> {
        @Override
        public Worker run() {
            return new Worker();
        }
    }

    private static synchronized void rest(Worker worker) {
        worker.next = idle;
        idle = worker;
    }

    /** Takes a worker off the idle ones; false if it has been hired. */
    private static synchronized boolean dismiss(Worker worker) {
        Worker before = null;
        for (Worker w = idle; w != null; before = w, w = w.next) {
            if (w == worker) {
                if (before == null) {
                    idle = w.next;
                } else {
                    before.next = w.next;
                }
                return true;
            }
        }
        return false;
    }

    private static final class Worker extends Thread {
        private Worker next;
        private int part;
        private volatile Crew crew;
        private volatile boolean asleep;

        Worker() {
            super(null, null, "bp4j-worker-" + NUMBERS.incrementAndGet(), 0, false);
            setDaemon(true);
            setContextClassLoader(null);
        }

        void assign(Crew crew, int part) {
            this.part = part;
            this.crew = crew;
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            while (isHired()) {
                work(crew);
            }
        }

        private void work(Crew mine) {
            mine.runPart(part);
            Thread.interrupted(); // what a part leaves behind is not the next one's
            crew = null;
            rest(this); // before the caller can look for workers again
            mine.ended();
        }

        /** Waits for a crew to hire this worker; false when none did for long. */
        private boolean isHired() {
            long begin = System.nanoTime();
            while (crew == null) {
                long waited = System.nanoTime() - begin;
                if (waited < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else if (waited < IDLE_NANOS) {
                    asleep = true;
                    if (crew == null) {
                        LockSupport.parkNanos(this, IDLE_NANOS - waited);
                    }
                    asleep = false;
                } else if (dismiss(this)) {
                    return false;
                } else {
                    Thread.onSpinWait(); // hired at this very moment
                }
            }
            return true;
        }
    }
}
