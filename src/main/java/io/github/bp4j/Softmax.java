package io.github.bp4j;

import io.github.bp4j.internal.kernel.Kernel;

/** a_i = e^z_i / Σ_k e^z_k and dz = a * (da − ⟨a, da⟩), column by column. */
final class Softmax extends Activation {
    Softmax() {
        super("softmax", 0, 1);
    }

    @Override
    int extent(Matrix Z) {
        return Z.columns();
    }

    @Override
    void g(Kernel kernel, Matrix Z, Matrix A, int from, int to) {
        kernel.softmax(Z.data, A.data, Z.rows(), Z.columns(), from, to);
    }

    @Override
    void multiplyByDerivative(Kernel kernel, Matrix Z, Matrix A, Matrix dA, Matrix dZ, int from, int to) {
        double[] a = A.data;
        double[] da = dA.data;
        double[] dz = dZ.data;
        int columns = Z.columns();
        int end = Z.size();
        for (int j = from; j < to; j++) {
            double inner = 0;
            for (int index = j; index < end; index += columns) {
                inner = Math.fma(a[index], da[index], inner);
            }
            for (int index = j; index < end; index += columns) {
                dz[index] = a[index] * (da[index] - inner);
            }
        }
    }

    @Override
    public Matrix gPrime(Matrix Z) {
        throw new UnsupportedOperationException(
                "softmax is not element-wise: its derivative is the Jacobian a_i ([i = k] − a_k) of every column");
    }

    @Override
    Initializer defaultInitializer() {
        return Initializer.GLOROT_UNIFORM;
    }
}
