package io.github.bp4j;

import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Product;

/**
 * The matrix operations of the equations, each into a given matrix, by the kernel and on several threads where that
 * pays. Nothing is allocated and no shape checked: the shapes were found right at the network's door. Belongs to one
 * network, which one thread at a time may use.
 */
final class Algebra {
    private static final int BLOCK = 4096;
    private static final int ELEMENTS_WORTH_A_THREAD = 16_384;

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

    Algebra(Compute compute) {
        this.compute = compute;
        this.kernel = compute.kernel();
    }

    Kernel kernel() {
        return kernel;
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

    /** Σ M², by rule 2. */
    double sumOfSquares(Matrix M) {
        double sum = 0;
        for (int start = 0; start < M.size(); start += BLOCK) {
            double[] squares = block();
            int n = Math.min(BLOCK, M.size() - start);
            for (int i = 0; i < n; i++) {
                double x = M.data[M.offset + start + i];
                squares[i] = x * x;
            }
            sum += kernel.sum(squares, 0, n);
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
    private void split(int extent, int elements, Compute.Task task) {
        if (elements < 2 * ELEMENTS_WORTH_A_THREAD) {
            task.run(0, extent);
        } else {
            compute.split(extent, ELEMENTS_WORTH_A_THREAD / (elements / extent), task);
        }
    }
}
