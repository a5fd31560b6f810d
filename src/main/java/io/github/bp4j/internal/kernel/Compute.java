package io.github.bp4j.internal.kernel;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs kernel operations on up to {@link #threads()} threads, on fewer where the work does not pay; the bits are the
 * same for any number. Belongs to one user (a network), who calls it from one thread at a time, and not from within a
 * task. Work that is given to several threads is refused while other such work is in progress.
 */
public final class Compute {
    /** Multiply-adds that are worth a thread: some ten microseconds, several times what a hand-off takes. */
    static final long WORTH_A_THREAD = 1 << 19;

    /** Rows and columns of C are cut at multiples of these, which most tiles divide. */
    private static final int ROW_GRAIN = 12;

    private static final int COLUMN_GRAIN = 32;

    /** With so many rows for each thread C is cut by rows even where it is wide: what goes over C later, and the update over dW, is cut so too. */
    private static final int ROWS_OF_THREAD = 128;

    private final Kernel kernel;
    private final int threads;
    private Scratch[] scratches = {new Scratch()}; // one for each part that there has been
    private final Multiplication multiplication = new Multiplication();
    private final Sharing sharing;
    private final Splitting splitting = new Splitting();
    private final AtomicBoolean inParts = new AtomicBoolean(); // work for several threads is in progress

    /** A computation on at most so many threads; 1 means none but the caller's. */
    public Compute(Kernel kernel, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
        }
        this.kernel = kernel;
        this.threads = threads;
        sharing = new Sharing(kernel);
    }

    public Kernel kernel() {
        return kernel;
    }

    public int threads() {
        return threads;
    }

    /** A task over an index range; any cut of [0, extent) into ranges gives the same result. */
    @FunctionalInterface
    public interface Task {
        void run(int from, int to);
    }

    /** The whole product: its rows are shared out, or its columns where it is wide and has few rows. */
    public void multiply(Product p) {
        long work = (long) p.rows * p.columns * p.inner;
        if (threads == 1 || work < 2 * WORTH_A_THREAD) {
            kernel.multiply(p, 0, p.rows, 0, p.columns, scratches[0]);
            return;
        }
        enter();
        try {
            multiplyInParts(p, (int) Math.min(threads, work / WORTH_A_THREAD));
        } finally {
            inParts.setRelease(false);
        }
    }

    private void multiplyInParts(Product p, int most) {
        if (sharing.multiply(p, scratches(most), most)) {
            return;
        }
        boolean byRows = p.rows >= Math.min(p.columns, most * ROWS_OF_THREAD);
        int extent = byRows ? p.rows : p.columns;
        int grain = byRows ? ROW_GRAIN : COLUMN_GRAIN;
        int parts = Math.min(most, (extent + grain - 1) / grain);
        multiplication.run(p, byRows, extent, grain, parts);
    }

    /**
     * Runs the task over [0, extent), in parts of at least {@code grain} indices. Nothing is allocated. An exception of
     * a part reaches the caller once all parts have ended.
     */
    public void split(int extent, int grain, Task task) {
        int parts = Math.min(threads, extent / Math.max(1, grain));
        if (parts <= 1) {
            task.run(0, extent);
            return;
        }
        enter();
        try {
            splitting.run(extent, task, parts);
        } finally {
            inParts.setRelease(false);
        }
    }

    /** Before anything of the work is written down, which the parts of another would take for theirs. */
    private void enter() {
        if (!inParts.compareAndSet(false, true)) {
            throw new IllegalStateException("this computation is in progress already; one thread at a time may use it");
        }
    }

    /** At least so many. */
    private Scratch[] scratches(int parts) {
        for (int part = scratches.length; part < parts; part++) {
            scratches = Arrays.copyOf(scratches, part + 1);
            scratches[part] = new Scratch();
        }
        return scratches;
    }

    /** Where part {@code part} of {@code parts} begins in [0, extent): a multiple of the grain, or the end. */
    static int cut(int extent, int grain, int part, int parts) {
        long grains = (extent + grain - 1) / grain;
        return (int) Math.min(extent, grains * part / parts * grain);
    }

    private final class Multiplication extends Workers.Crew {
        private Product product;
        private boolean byRows;
        private int extent, grain, parts;

        void run(Product product, boolean byRows, int extent, int grain, int parts) {
            this.product = product;
            this.byRows = byRows;
            this.extent = extent;
            this.grain = grain;
            this.parts = parts;
            scratches(parts);
            run(parts);
        }

        @Override
        void part(int part) {
            int from = cut(extent, grain, part, parts);
            int to = cut(extent, grain, part + 1, parts);
            if (byRows) {
                kernel.multiply(product, from, to, 0, product.columns, scratches[part]);
            } else {
                kernel.multiply(product, 0, product.rows, from, to, scratches[part]);
            }
        }
    }

    private static final class Splitting extends Workers.Crew {
        private Task task;
        private int extent, parts;

        void run(int extent, Task task, int parts) {
            this.extent = extent;
            this.task = task;
            this.parts = parts;
            try {
                run(parts);
            } finally {
                this.task = null;
            }
        }

        @Override
        void part(int part) {
            task.run(cut(extent, 1, part, parts), cut(extent, 1, part + 1, parts));
        }
    }
}
