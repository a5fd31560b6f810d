package io.github.bp4j.internal.kernel;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Begins with the plain kernel and goes over to SIMD, one kind of operation after the other, when SIMD has become the
 * faster one. The bits are the same, so only the clock can tell.
 *
 * <p>Until the last stage of the JIT compiler has worked on it, a SIMD loop is some fifty times slower than a plain one,
 * as every vector is an object; that takes a second or more of such loops, longer than many a training run. So SIMD is
 * tried on the work at hand, which both brings its compilation on and tells when it is done: for a quarter of the time
 * at first, for half of it after a second of work, and then all the time, as a run that has lasted will go on.
 */
final class AdaptiveKernel implements Kernel {
    /** Products are told apart by form and by the magnitude of their sizes, as they go different ways. */
    private static final int PRODUCTS = 256;

    private final Kernel plain;
    private final Supplier<Kernel> simd;
    private final Contest[] products;
    private final Contest affine;
    private final Contest[] functions;
    private final Contest rectify;
    private final Contest rectifyBackward;
    private final Contest softmax;
    private final Contest crossEntropy;
    private final Contest sum;
    private final Contest rowMeans;
    private final Contest addScaled;
    private final Contest staysFinite;

    /** SIMD is asked for when it is first tried, and may turn out to be null: then plain it stays. */
    AdaptiveKernel(Kernel plain, Supplier<Kernel> simd) {
        this(plain, simd, new Clock());
    }

    AdaptiveKernel(Kernel plain, Supplier<Kernel> simd, LongSupplier nanoTime) {
        this.plain = plain;
        this.simd = simd;
        Effort effort = new Effort();
        products = contests(PRODUCTS, effort, nanoTime);
        affine = new Contest(plain, simd, effort, nanoTime);
        functions = contests(Function.values().length, effort, nanoTime);
        rectify = new Contest(plain, simd, effort, nanoTime);
        rectifyBackward = new Contest(plain, simd, effort, nanoTime);
        softmax = new Contest(plain, simd, effort, nanoTime);
        crossEntropy = new Contest(plain, simd, effort, nanoTime);
        sum = new Contest(plain, simd, effort, nanoTime);
        rowMeans = new Contest(plain, simd, effort, nanoTime);
        addScaled = new Contest(plain, simd, effort, nanoTime);
        staysFinite = new Contest(plain, simd, effort, nanoTime);
    }

    private Contest[] contests(int n, Effort effort, LongSupplier nanoTime) {
        Contest[] contests = new Contest[n];
        for (int i = 0; i < n; i++) {
            contests[i] = new Contest(plain, simd, effort, nanoTime);
        }
        return contests;
    }

    private static final class Clock implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }

    /** That of the SIMD kernel, where this is going; plain if there is none. */
    @Override
    public String name() {
        Kernel last = simd.get();
        return last == null ? plain.name() : last.name();
    }

    @Override
    public void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        int rows = rowTo - rowFrom;
        int columns = columnTo - columnFrom;
        if (p.sharedB != null) {
            simd.get().multiply(p, rowFrom, rowTo, columnFrom, columnTo, scratch);
            return;
        }
        Contest contest = products[kind(p, rows, columns)];
        Kernel kernel = contest.next();
        long begin = contest.begin();
        kernel.multiply(p, rowFrom, rowTo, columnFrom, columnTo, scratch);
        contest.end(kernel, begin, (double) rows * columns * p.inner);
    }

    /** None before SIMD has won: the plain kernel has no use for a copy. */
    @Override
    public int grainWithSharedB(Product p, int rows, int columns) {
        Kernel winner = products[kind(p, rows, columns)].winner;
        return winner == null ? 0 : winner.grainWithSharedB(p, rows, columns);
    }

    @Override
    public void copyB(Product p, int columnFrom, int columnTo, int from, int to, double[] copy) {
        simd.get().copyB(p, columnFrom, columnTo, from, to, copy);
    }

    @Override
    public void affine(double[] panels, double[] b, double[] x, double[] z, int units, int inputs) {
        Kernel kernel = affine.next();
        long begin = affine.begin();
        kernel.affine(panels, b, x, z, units, inputs);
        affine.end(kernel, begin, (double) units * inputs);
    }

    @Override
    public void map(Function f, double[] x, int xFrom, double[] y, int yFrom, int n) {
        Contest contest = functions[f.ordinal()];
        Kernel kernel = contest.next();
        long begin = contest.begin();
        kernel.map(f, x, xFrom, y, yFrom, n);
        contest.end(kernel, begin, n);
    }

    @Override
    public void rectify(double slope, double[] z, double[] a, int from, int to) {
        Kernel kernel = rectify.next();
        long begin = rectify.begin();
        kernel.rectify(slope, z, a, from, to);
        rectify.end(kernel, begin, to - from);
    }

    @Override
    public void rectifyBackward(double slope, double[] z, double[] da, double[] dz, int from, int to) {
        Kernel kernel = rectifyBackward.next();
        long begin = rectifyBackward.begin();
        kernel.rectifyBackward(slope, z, da, dz, from, to);
        rectifyBackward.end(kernel, begin, to - from);
    }

    @Override
    public void softmax(double[] z, double[] a, int rows, int columns, int from, int to) {
        Kernel kernel = softmax.next();
        long begin = softmax.begin();
        kernel.softmax(z, a, rows, columns, from, to);
        softmax.end(kernel, begin, (double) rows * (to - from));
    }

    @Override
    public void crossEntropy(
            double[] z, double[] a, double[] y, int yFrom, double[] losses, double[] scratch, int rows, int columns) {
        Kernel kernel = crossEntropy.next();
        long begin = crossEntropy.begin();
        kernel.crossEntropy(z, a, y, yFrom, losses, scratch, rows, columns);
        crossEntropy.end(kernel, begin, (double) rows * columns);
    }

    @Override
    public double sum(double[] x, int from, int n) {
        Kernel kernel = sum.next();
        long begin = sum.begin();
        double result = kernel.sum(x, from, n);
        sum.end(kernel, begin, n);
        return result;
    }

    @Override
    public void rowMeans(double[] x, int columns, double[] means, int meansFrom, int from, int to) {
        Kernel kernel = rowMeans.next();
        long begin = rowMeans.begin();
        kernel.rowMeans(x, columns, means, meansFrom, from, to);
        rowMeans.end(kernel, begin, (double) columns * (to - from));
    }

    @Override
    public void addScaled(double alpha, double[] x, double[] y, int from, int to) {
        Kernel kernel = addScaled.next();
        long begin = addScaled.begin();
        kernel.addScaled(alpha, x, y, from, to);
        addScaled.end(kernel, begin, to - from);
    }

    @Override
    public boolean staysFinite(double alpha, double[] x, double[] y, int from, int to) {
        Kernel kernel = staysFinite.next();
        long begin = staysFinite.begin();
        boolean result = kernel.staysFinite(alpha, x, y, from, to);
        staysFinite.end(kernel, begin, to - from);
        return result;
    }

    /** From 16 rows and 128 columns on, they no longer decide the way. */
    private static int kind(Product p, int rows, int columns) {
        int sizes = (magnitude(Math.min(rows, 16)) * 32 + magnitude(Math.min(columns, 128))) * 32 + magnitude(p.inner);
        int form = (p.aColumn == 1 ? 1 : 0) + (p.bColumn == 1 ? 2 : 0);
        return ((sizes * 4 + form) * 0x9e3779b9) >>> 24;
    }

    private static int magnitude(int n) {
        return 32 - Integer.numberOfLeadingZeros(n);
    }

    /** The work of all contests so far, in nanoseconds. */
    static final class Effort {
        private static final long SECOND = 1_000_000_000L;

        /** So long the plain kernel works alone, so that a program that is done by then does not load SIMD at all. */
        static final long HEAD_START = 20_000_000L;

        private long nanos;

        boolean allowsSimd() {
            return nanos >= HEAD_START;
        }

        /** For each nanosecond that SIMD is tried, the plain kernel has worked so many. */
        int share() {
            return nanos < SECOND ? 3 : nanos < 2 * SECOND ? 1 : 0;
        }
    }

    /**
     * Who is faster at one kind of operation, in nanoseconds per unit of work. Threads may write at the same time: a lost
     * count delays the decision a little, and changes nothing else.
     */
    static final class Contest {
        /** SIMD has won when it was faster so many times in a row. */
        static final int WINS = 4;

        /** SIMD has lost after so many tries that took at most three times the plain kernel's time: it is compiled then. */
        static final int NEAR_TRIES = 1000;

        /** Tried for so many nanoseconds without winning, SIMD has lost too. */
        static final long PATIENCE = 2_000_000_000L;

        private final Kernel plain;
        private final Supplier<Kernel> simd;
        private final Effort effort;
        private final LongSupplier nanoTime;
        private Kernel winner;
        private long plainNanos;
        private double plainWork;
        private long simdNanos;
        private int wins;
        private int nearTries;

        Contest(Kernel plain, Supplier<Kernel> simd, Effort effort, LongSupplier nanoTime) {
            this.plain = plain;
            this.simd = simd;
            this.effort = effort;
            this.nanoTime = nanoTime;
        }

        /** Who is to work now: the winner, or while there is none, SIMD when it has waited long enough. */
        Kernel next() {
            Kernel kernel = winner;
            return kernel != null
                    ? kernel
                    : effort.allowsSimd() && plainNanos > effort.share() * simdNanos ? simdOrPlain() : plain;
        }

        private Kernel simdOrPlain() {
            Kernel kernel = simd.get();
            if (kernel == null) {
                winner = plain;
            }
            return kernel == null ? plain : kernel;
        }

        /** When the work begins; 0 if nobody needs to know. */
        long begin() {
            return winner != null ? 0 : nanoTime.getAsLong();
        }

        void end(Kernel kernel, long begin, double work) {
            if (begin == 0) {
                return;
            }
            long nanos = nanoTime.getAsLong() - begin;
            effort.nanos += nanos;
            if (kernel == plain) {
                plainNanos += nanos;
                plainWork += work;
                return;
            }
            simdNanos += nanos;
            double ratio = nanos * plainWork / (plainNanos * work);
            wins = ratio < 1 ? wins + 1 : 0;
            nearTries += ratio < 3 ? 1 : 0;
            if (wins >= WINS) {
                winner = kernel;
            } else if (nearTries >= NEAR_TRIES || simdNanos > PATIENCE) {
                winner = plain;
            }
        }
    }
}
