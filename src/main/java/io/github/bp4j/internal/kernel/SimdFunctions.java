package io.github.bp4j.internal.kernel;
final class SimdFunctions {
    static void scalar(Function f, double[] x, int xFrom, double[] y, int yFrom, int n) {
        for (int i = 0; i < n; i++) {
            y[yFrom + i] = f.of(x[xFrom + i]);
        }
    }
}
