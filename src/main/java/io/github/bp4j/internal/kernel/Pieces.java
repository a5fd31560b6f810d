package io.github.bp4j.internal.kernel;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Pieces of work for several threads. Each has a range of its own, the same in every run, as what it read and wrote there last time is in its
 * caches; when it is done with it, it takes what others have left.
 */
final class Pieces {
    /** Counters that many elements apart are in different cache lines. */
    private static final int APART = 16;

    private AtomicIntegerArray next = new AtomicIntegerArray(0);
    private int pieces, threads;

    /** Shares out the pieces 0 … pieces − 1. */
    void shareOut(int pieces, int threads) {
        this.pieces = pieces;
        this.threads = threads;
        if (next.length() < threads * APART) {
            next = new AtomicIntegerArray(threads * APART);
        }
        for (int thread = 0; thread < threads; thread++) {
            next.set(thread * APART, end(thread - 1));
        }
    }

    /** A piece that nobody has taken, or −1 if there is none. */
    int take(int thread) {
        for (int i = 0; i < threads; i++) {
            int owner = (thread + i) % threads;
            if (next.get(owner * APART) < end(owner)) {
                int piece = next.getAndIncrement(owner * APART);
                if (piece < end(owner)) {
                    return piece;
                }
            }
        }
        return -1;
    }

    private int end(int thread) {
        return (int) ((thread + 1L) * pieces / threads);
    }
}
