package io.github.bp4j.internal.kernel;

/**
 * Runs kernel operations on up to {@link #threads()} threads, on fewer where the work does not pay; the bits are the
 * same for any number. Belongs to one user (a network), who calls it from one thread at a time.
 */
public final class Compute {
    private final Kernel kernel;
    private final int threads;
    private final Scratch scratch = new Scratch();

    /** A computation on at most so many threads; 1 means none but the caller's. */
    public Compute(Kernel kernel, int threads) {
        this.kernel = kernel;
        this.threads = threads;
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

    /** The whole product. */
    public void multiply(Product p) {
        kernel.multiply(p, 0, p.rows, 0, p.columns, scratch);
    }

    /**
     * Runs the task over [0, extent), in parts of at least {@code grain} indices. Nothing is allocated. An exception of
     * a part reaches the caller once all parts have ended.
     */
    public void split(int extent, int grain, Task task) {
        task.run(0, extent);
    }
}
