package io.github.bp4j.internal.kernel;

/** Canonical arithmetic in plain Java, for any JVM. */
final class PlainKernel implements Kernel {
    private static final int BLOCK = 4096;

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        for (int i = rowFrom; i < rowTo; i++) {
            for (int j = columnFrom; j < columnTo; j++) {
                double c = p.start == null ? 0 : p.start[p.startOffset + i];
                for (int k = 0; k < p.inner; k++) {
                    c = Math.fma(
                            p.a[p.aOffset + i * p.aRow + k * p.aColumn],
                            p.b[p.bOffset + k * p.bRow + j * p.bColumn],
                            c);
                }
                p.c[p.cOffset + i * p.cRow + j] = p.divisor == 1 ? c : c / p.divisor;
            }
        }
    }

    @Override
    public void map(Function f, double[] x, int xFrom, double[] y, int yFrom, int n) {
        for (int i = 0; i < n; i++) {
            y[yFrom + i] = f.of(x[xFrom + i]);
        }
    }

    @Override
    public void rectify(double slope, double[] z, double[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            a[i] = z[i] <= 0 ? (slope == 0 ? 0 : slope * z[i]) : z[i];
        }
    }

    @Override
    public void rectifyBackward(double slope, double[] z, double[] da, double[] dz, int from, int to) {
        for (int i = from; i < to; i++) {
            dz[i] = z[i] > 0 ? da[i] : (slope == 0 ? 0 : slope * da[i]);
        }
    }

    @Override
    public void softmax(double[] z, double[] a, int rows, int columns, int from, int to) {
        for (int j = from; j < to; j++) {
            double max = z[j];
            for (int i = 1; i < rows; i++) {
                max = Math.max(max, z[i * columns + j]);
            }
            double sum = 0;
            for (int i = 0; i < rows; i++) {
                sum += a[i * columns + j] = Function.EXP.of(z[i * columns + j] - max);
            }
            for (int i = 0; i < rows; i++) {
                a[i * columns + j] /= sum;
            }
        }
    }

    @Override
    public double sum(double[] x, int from, int n) {
        double sum = 0;
        for (int block = 0; block < n; block += BLOCK) {
            double[] p = new double[8];
            for (int i = block; i < Math.min(block + BLOCK, n); i++) {
                p[i % 8] += x[from + i];
            }
            sum += ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]));
        }
        return sum;
    }

    @Override
    public void addScaled(double alpha, double[] x, double[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = Math.fma(alpha, x[i], y[i]);
        }
    }

    @Override
    public boolean staysFinite(double alpha, double[] x, double[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Double.isFinite(Math.fma(alpha, x[i], y[i]))) {
                return false;
            }
        }
        return true;
    }
}
