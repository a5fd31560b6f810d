package io.github.bp4j.internal.kernel;

/** Canonical arithmetic in plain Java, for any JVM: each operation is the loop of {@link Kernel}. */
final class PlainKernel implements Kernel {
    /** Elements that rule 2 of docs/numerics.md sums on their own. */
    static final int SUM_BLOCK = 4096;

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        PlainProduct.multiply(p, rowFrom, rowTo, columnFrom, columnTo, scratch);
    }

    /** Row by row of a panel, all its sums at a time. */
    @Override
    public void affine(double[] panels, double[] b, double[] x, double[] z, int units, int inputs) {
        System.arraycopy(b, 0, z, 0, units);
        for (int p = 0, width; p < units; p += width) {
            width = Kernel.panelWidth(units - p);
            for (int k = 0, row = p * inputs; k < inputs; k++, row += width) {
                double xk = x[k];
                for (int i = 0; i < width; i++) {
                    z[p + i] = Math.fma(panels[row + i], xk, z[p + i]);
                }
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
        int n = rows * columns;
        for (int j = from; j < to; j++) {
            double max = z[j];
            for (int ij = j + columns; ij < n; ij += columns) {
                max = Math.max(max, z[ij]);
            }
            double sum = 0;
            for (int ij = j; ij < n; ij += columns) {
                sum += a[ij] = Function.EXP.of(z[ij] - max);
            }
            for (int ij = j; ij < n; ij += columns) {
                a[ij] /= sum;
            }
        }
    }

    @Override
    public void crossEntropy(
            double[] z, double[] a, double[] y, int yFrom, double[] losses, double[] scratch, int rows, int columns) {
        int n = rows * columns;
        for (int j = 0; j < columns; j++) {
            double zMax = z[j];
            double aMax = a[j];
            double others = 0;
            for (int ij = j + columns; ij < n; ij += columns) {
                boolean greater = z[ij] > zMax;
                others += greater ? aMax : a[ij];
                zMax = greater ? z[ij] : zMax;
                aMax = greater ? a[ij] : aMax;
            }
            double log = Function.LOG1P.of(others / aMax);
            double loss = 0;
            for (int ij = j; ij < n; ij += columns) {
                double yi = y[yFrom + ij];
                loss = yi == 0 ? loss : Math.fma(yi, (zMax - z[ij]) + log, loss);
            }
            losses[j] = loss;
        }
    }

    @Override
    public double sum(double[] x, int from, int n) {
        double sum = 0;
        for (int block = 0; block < n; block += SUM_BLOCK) {
            int to = from + Math.min(block + SUM_BLOCK, n);
            double p0 = 0, p1 = 0, p2 = 0, p3 = 0, p4 = 0, p5 = 0, p6 = 0, p7 = 0;
            int i = from + block;
            for (; i <= to - 8; i += 8) {
                p0 += x[i];
                p1 += x[i + 1];
                p2 += x[i + 2];
                p3 += x[i + 3];
                p4 += x[i + 4];
                p5 += x[i + 5];
                p6 += x[i + 6];
                p7 += x[i + 7];
            }
            sum += addPartials(p0, p1, p2, p3, p4, p5, p6, p7, x, i, to);
        }
        return sum;
    }

    @Override
    public void rowMeans(double[] x, int columns, double[] means, int meansFrom, int from, int to) {
        for (int i = from; i < to; i++) {
            means[meansFrom + i] = sum(x, i * columns, columns) / columns;
        }
    }

    /** The sum of a block: to its partial sums come the last elements, fewer than eight, from x[i] on. */
    static double addPartials(
            double p0,
            double p1,
            double p2,
            double p3,
            double p4,
            double p5,
            double p6,
            double p7,
            double[] x,
            int i,
            int to) {
        int rest = to - i;
        double q0 = rest > 0 ? p0 + x[i] : p0;
        double q1 = rest > 1 ? p1 + x[i + 1] : p1;
        double q2 = rest > 2 ? p2 + x[i + 2] : p2;
        double q3 = rest > 3 ? p3 + x[i + 3] : p3;
        double q4 = rest > 4 ? p4 + x[i + 4] : p4;
        double q5 = rest > 5 ? p5 + x[i + 5] : p5;
        double q6 = rest > 6 ? p6 + x[i + 6] : p6;
        return ((q0 + q4) + (q2 + q6)) + ((q1 + q5) + (q3 + p7));
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
