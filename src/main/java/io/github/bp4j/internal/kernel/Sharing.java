package io.github.bp4j.internal.kernel;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A product on several threads that share one copy of B. First its columns are copied in pieces, then C is computed in pieces of some rows;
 * whoever is done with its own takes those of others, as the processors of a machine that others use too are not equally fast.
 */
final class Sharing extends Workers.Crew {
    /** Elements of B that are worth a copy for all: with fewer, the wait for the copy takes as long as what it saves. */
    private static final int LEAST_ELEMENTS = 1 << 14;

    /** Elements in a copy; where B has more, some of its columns are taken after the others. */
    private static final int MOST_ELEMENTS = 1 << 19;

    /** Columns in a copy: with more, the kernels would take them in blocks. */
    private static final int MOST_COLUMNS = 1024;

    /** With more steps a copy would hold few columns, for which A would be copied too often. */
    private static final int MOST_STEPS = MOST_ELEMENTS / 128;

    /** A C that is wider is cut by {@link Compute}, mostly by columns, and each thread copies what it needs. */
    private static final int MOST_COLUMNS_FOR_A_ROW = 2;

    private static final int COLUMN_GRAIN = 32;

    /** About so many rows are a piece, or fewer where there are many threads: so the last pieces end at nearly the same time. */
    private static final int ROWS_OF_PIECE = 20;

    private static final int LEAST_ROWS_OF_PIECE = 12;

    /** With fewer rows for a thread, where B need not be transposed, each copies it sooner than it reads the copy of another. */
    private static final int LEAST_ROWS_OF_THREAD = 32;

    private final Kernel kernel;
    private final Pieces columnPieces = new Pieces();
    private final Pieces rowPieces = new Pieces();
    private final AtomicInteger columnPiecesDone = new AtomicInteger();
    private double[] copy = {};

    private Product product;
    private Scratch[] scratches;
    private int columnFrom, columnTo, columnCuts, rowCuts, rowGrain;

    Sharing(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Computes the product on so many threads; false, and nothing is done, where it pays more that each works for itself. */
    boolean multiply(Product p, Scratch[] scratches, int threads) {
        if (p.rows < threads * (p.bColumn == 1 ? LEAST_ROWS_OF_THREAD : LEAST_ROWS_OF_PIECE)
                || p.rows < p.columns / MOST_COLUMNS_FOR_A_ROW
                || (long) p.inner * p.columns < LEAST_ELEMENTS
                || p.inner > MOST_STEPS) {
            return false;
        }
        rowGrain = kernel.grainWithSharedB(p, ROWS_OF_PIECE, p.columns);
        if (rowGrain == 0) {
            return false;
        }
        rowCuts = threads * Math.max(1, p.rows / (threads * ROWS_OF_PIECE));
        columnCuts = 2 * threads;
        int most = Math.min(MOST_COLUMNS, MOST_ELEMENTS / p.inner / COLUMN_GRAIN * COLUMN_GRAIN);
        int copies = (p.columns + most - 1) / most;
        product = p;
        this.scratches = scratches;
        try {
            for (int i = 0; i < copies; i++) {
                columnFrom = Compute.cut(p.columns, COLUMN_GRAIN, i, copies);
                columnTo = Compute.cut(p.columns, COLUMN_GRAIN, i + 1, copies);
                multiplyColumns(threads);
            }
        } finally {
            p.sharedB = null;
            product = null;
        }
        return true;
    }

    private void multiplyColumns(int threads) {
        int length = (columnTo - columnFrom + 7) / 8 * 8 * product.inner;
        copy = copy.length >= length ? copy : new double[length];
        product.sharedB = copy;
        columnPieces.shareOut(columnCuts, threads);
        rowPieces.shareOut(rowCuts, threads);
        columnPiecesDone.set(0);
        run(threads);
    }

    @Override
    void part(int part) {
        for (int i; (i = columnPieces.take(part)) >= 0; ) {
            int columns = columnTo - columnFrom;
            int from = columnFrom + Compute.cut(columns, COLUMN_GRAIN, i, columnCuts);
            int to = columnFrom + Compute.cut(columns, COLUMN_GRAIN, i + 1, columnCuts);
            try {
                kernel.copyB(product, columnFrom, columnTo, from, to, copy);
            } finally {
                columnPiecesDone.incrementAndGet(); // if it failed too, as others wait for it
            }
        }
        awaitCopy();
        for (int i; (i = rowPieces.take(part)) >= 0; ) {
            int from = Compute.cut(product.rows, rowGrain, i, rowCuts);
            int to = Compute.cut(product.rows, rowGrain, i + 1, rowCuts);
            kernel.multiply(product, from, to, columnFrom, columnTo, scratches[part]);
        }
    }

    private void awaitCopy() {
        long begin = System.nanoTime();
        while (columnPiecesDone.get() < columnCuts) {
            if (System.nanoTime() - begin < Workers.SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // who copies may wait for this processor
            }
        }
    }
}
