package io.github.bp4j;

import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Product;

/**
 * The matrix operations of the equations, each into a given matrix, by the kernel and on several threads where that
 * pays. Nothing is allocated in a step and no shape checked: the shapes were found right at the network's door. Belongs
 * to one network, which one thread at a time may use.
 */
final class Algebra {
    private static final int BLOCK = 4096;
    private static final int ELEMENTS_WORTH_A_THREAD = 16_384;
    private static final double SMALL_UNIT = 0x1p-600;
    private static final double LARGE_UNIT = 0x1p600;

    /** Below it, squares may have underflowed. */
    private static final double LEAST_SUM = 0x1p-900;

    private final InUse inUse = new InUse();
    private final Compute compute;
    private final Kernel kernel;
    private final Product product = new Product();
    private double[] block = {}; // squares or magnitudes to be summed, once there are any

    private Activation activation;
    private Matrix Z;
    private Matrix A;
    private Matrix dA;
    private Matrix dZ;
    private Matrix sums;
    private final Compute.Task activate = (from, to) -> activation.g(kernel(), Z, A, from, to);
    private final Compute.Task activateBackward =
            (from, to) -> activation.multiplyByDerivative(kernel(), Z, A, dA, dZ, from, to);
    private final Compute.Task meanRows = this::meanRows;
    private Matrix D;
    private Matrix G;
    private Matrix X;
    private double p;
    private double deviation;
    private long key;
    private final Compute.Task drop = this::drop;
    private final Compute.Task hadamard = this::hadamard;
    private final Compute.Task addNoise = this::addNoise;

    Algebra(Compute compute) {
        this.compute = compute;
        this.kernel = compute.kernel();
    }

    Kernel kernel() {
        return kernel;
    }

    /** Who computes with this. */
    InUse inUse() {
        return inUse;
    }

    /** Z = W A + b, with the (n, 1) matrix b added to every column: (n, k) × (k, m) → (n, m). */
    void multiplyAdd(Matrix W, Matrix A, Matrix b, Matrix Z) {
        compute.multiply(product.size(W.rows(), W.columns(), A.columns())
                .left(W.data, W.offset, W.columns(), 1)
                .right(A.data, A.offset, A.columns(), 1)
                .startingFrom(b.data, b.offset)
                .into(Z.data, Z.offset, Z.columns()));
    }

    /** C = 1/divisor A Bᵀ: (n, m) × (p, m)ᵀ → (n, p). */
    void multiplyTransposed(double divisor, Matrix A, Matrix B, Matrix C) {
        compute.multiply(product.size(A.rows(), A.columns(), B.rows())
                .left(A.data, A.offset, A.columns(), 1)
                .right(B.data, B.offset, 1, B.columns())
                .dividedBy(divisor)
                .into(C.data, C.offset, C.columns()));
    }

    /** C = Aᵀ B: (k, n)ᵀ × (k, m) → (n, m). */
    void transposedMultiply(Matrix A, Matrix B, Matrix C) {
        compute.multiply(product.size(A.columns(), A.rows(), B.columns())
                .left(A.data, A.offset, 1, A.columns())
                .right(B.data, B.offset, B.columns(), 1)
                .into(C.data, C.offset, C.columns()));
    }

    /** sums_i = 1/m Σ_j M_ij: (n, m) → (n, 1). */
    void rowMeans(Matrix M, Matrix sums) {
        this.dZ = M;
        this.sums = sums;
        split(M.rows(), M.size(), meanRows);
    }

    private void meanRows(int from, int to) {
        kernel.rowMeans(dZ.data, dZ.columns(), sums.data, sums.offset, from, to);
    }

    /** A = g(Z). */
    void activate(Activation g, Matrix Z, Matrix A) {
        this.activation = g;
        this.Z = Z;
        this.A = A;
        split(g.extent(Z), Z.size(), activate);
    }

    /** dZ = dA * g′(Z), where A = g(Z). */
    void multiplyByDerivative(Matrix dA, Activation g, Matrix Z, Matrix A, Matrix dZ) {
        this.activation = g;
        this.Z = Z;
        this.A = A;
        this.dA = dA;
        this.dZ = dZ;
        split(g.extent(Z), Z.size(), activateBackward);
    }

    /** Z ← Z̃ by the pass of prediction; nothing for a normalisation of null. */
    void normalize(Normalization.Frozen normalization, Matrix Z) {
        if (normalization == null) {
            return;
        }
        double[] mean = new double[Z.columns()];
        double[] s = new double[Z.columns()];
        split(normalization.extent(Z), Z.size(), (from, to) -> normalization.apply(Z, mean, s, from, to));
    }

    /** D_i = 0 where number i of the stream is below p, else 1/(1 − p), and A = D * G; A may be G. */
    void drop(double p, long key, Matrix D, Matrix G, Matrix A) {
        this.p = p;
        this.key = key;
        this.D = D;
        this.G = G;
        this.A = A;
        split(D.size(), D.size(), drop);
    }

    /** u &lt; p is decided on the 53 bits of u, and without a branch, which could not be foretold. */
    private void drop(int from, int to) {
        double[] d = D.data;
        double[] a = A.data;
        double[] g = G.data;
        int gOffset = G.offset;
        long key = this.key;
        long last = (long) Math.ceil(p * 0x1p53) - 1; // of the bits that are dropped
        long kept = Double.doubleToRawLongBits(1 / (1 - p));
        for (int i = from; i < to; i++) {
            long sign = (last - (SplitMix64.bits(key, i) >>> 11)) >> 63; // all ones where it is kept, else 0
            d[i] = Double.longBitsToDouble(kept & sign);
        }
        for (int i = from; i < to; i++) {
            a[i] = d[i] * g[gOffset + i];
        }
    }

    /** C = A * B, element by element; C may be A or B. */
    void hadamard(Matrix A, Matrix B, Matrix C) {
        this.A = A;
        this.dA = B;
        this.dZ = C;
        split(C.size(), C.size(), hadamard);
    }

    private void hadamard(int from, int to) {
        double[] a = A.data;
        double[] b = dA.data;
        double[] c = dZ.data;
        for (int i = from; i < to; i++) {
            c[i] = a[i] * b[i];
        }
    }

    /** A = X + σ N, N_i being Φ⁻¹ of number i of the stream; X and A do not overlap. */
    void addNoise(double deviation, long key, Matrix X, Matrix A) {
        this.deviation = deviation;
        this.key = key;
        this.X = X;
        this.A = A;
        split(A.size(), A.size(), addNoise);
    }

    private void addNoise(int from, int to) {
        for (int i = from; i < to; i++) {
            A.data[i] = X.data[X.offset + i] + deviation * NormalQuantile.of(SplitMix64.uniformAbove0(key, i));
        }
    }

    /** Rows w of M with ‖w‖₂ &gt; c become w · (c / ‖w‖₂). */
    void limitRows(double c, Matrix M) {
        int n = M.columns();
        for (int row = M.offset; row < M.offset + M.size(); row += n) {
            limit(c, M.data, row, n);
        }
    }

    private void limit(double c, double[] w, int from, int n) {
        double unit = 1;
        double sum = sumOfSquares(unit, w, from, n);
        if (sum == Double.POSITIVE_INFINITY) { // the squares overflow, the weights do not
            unit = SMALL_UNIT;
            sum = sumOfSquares(unit, w, from, n);
        } else if (sum < LEAST_SUM) { // the squares may underflow
            unit = LARGE_UNIT;
            sum = sumOfSquares(unit, w, from, n);
        }
        double norm = Math.sqrt(sum); // ‖w‖, times the unit
        if (!(norm > unit * c)) {
            return;
        }
        double factor = unit * c / norm;
        boolean tiny = factor < Double.MIN_NORMAL; // then in two steps, so that it keeps its digits
        for (int i = from; i < from + n; i++) {
            w[i] *= tiny ? SMALL_UNIT : factor;
        }
        if (tiny) {
            limit(c, w, from, n);
        }
    }

    /** Y ← Y + α X. */
    void addScaled(double alpha, Matrix X, Matrix Y) {
        for (int i = 0; i < Y.size(); i++) {
            Y.data[Y.offset + i] = Math.fma(alpha, X.data[X.offset + i], Y.data[Y.offset + i]);
        }
    }

    /** Y ← Y + α sign(X). */
    void addScaledSign(double alpha, Matrix X, Matrix Y) {
        for (int i = 0; i < Y.size(); i++) {
            Y.data[Y.offset + i] += alpha * Math.signum(X.data[X.offset + i]);
        }
    }

    /** Σ x, over the first n, by rule 2. */
    double sum(double[] x, int n) {
        return kernel.sum(x, 0, n);
    }

    /** factor · Σ M², by rule 2; of (2⁻⁶⁰⁰ M)² where the sum overflows. */
    double timesSumOfSquares(double factor, Matrix M) {
        double sum = sumOfSquares(1, M.data, M.offset, M.size());
        return sum < Double.POSITIVE_INFINITY
                ? factor * sum
                : factor * sumOfSquares(SMALL_UNIT, M.data, M.offset, M.size()) / SMALL_UNIT / SMALL_UNIT;
    }

    /** Σ (unit · x)² over the n elements from this index on, by rule 2. */
    private double sumOfSquares(double unit, double[] x, int from, int n) {
        double sum = 0;
        for (int start = 0; start < n; start += BLOCK) {
            double[] squares = block();
            int length = Math.min(BLOCK, n - start);
            for (int i = 0; i < length; i++) {
                double scaled = unit * x[from + start + i];
                squares[i] = scaled * scaled;
            }
            sum += kernel.sum(squares, 0, length);
        }
        return sum;
    }

    /** Σ |M|, by rule 2. */
    double sumOfMagnitudes(Matrix M) {
        double sum = 0;
        for (int start = 0; start < M.size(); start += BLOCK) {
            double[] magnitudes = block();
            int n = Math.min(BLOCK, M.size() - start);
            for (int i = 0; i < n; i++) {
                magnitudes[i] = Math.abs(M.data[M.offset + start + i]);
            }
            sum += kernel.sum(magnitudes, 0, n);
        }
        return sum;
    }

    private double[] block() {
        return block.length > 0 ? block : (block = new double[BLOCK]);
    }

    /** Shares [0, extent) out where the elements in it are worth two threads; without a division where they are not. */
    void split(int extent, int elements, Compute.Task task) {
        if (elements < 2 * ELEMENTS_WORTH_A_THREAD) {
            task.run(0, extent);
        } else {
            compute.split(extent, ELEMENTS_WORTH_A_THREAD / (elements / extent), task);
        }
    }
}
