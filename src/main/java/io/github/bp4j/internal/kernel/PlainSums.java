package io.github.bp4j.internal.kernel;

/**
 * The plain product of few rows or columns: the definition, without blocks.
 *
 * <pre>{@code
 * c_ij = (s_i + m_i0 x_0j + m_i1 x_1j + …) / divisor
 * }</pre>
 *
 * <p>The next step of a sum waits for the one before, so sums of four or eight rows of M go side by side. M is A and x is B; where C has
 * fewer than four rows, and more columns, they are Bᵀ and Aᵀ, and rows are columns: it is Cᵀ that is computed then.
 *
 * <p>A mutable description, as {@link Product} is.
 */
final class PlainSums {
    private int rows, inner, columns;
    private double[] m, x, start, c;
    private int m0, mRow, mStep;
    private int x0, xStep, xColumn;
    private int s0, sRow, sColumn;
    private int c0, cRow, cColumn;
    private double divisor;

    /** The rows and columns of C, as {@link Kernel#multiply}. */
    void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        int n = rowTo - rowFrom;
        int width = columnTo - columnFrom;
        inner = p.inner;
        divisor = p.divisor;
        start = p.start;
        c = p.c;
        s0 = p.startOffset + rowFrom;
        c0 = p.cOffset + rowFrom * p.cRow + columnFrom;
        int a0 = p.aOffset + rowFrom * p.aRow;
        int b0 = p.bOffset + columnFrom * p.bColumn;
        if (n >= Math.min(width, 4)) {
            left(n, p.a, a0, p.aRow, p.aColumn);
            right(width, p.b, b0, p.bRow, p.bColumn);
            into(1, 0, p.cRow, 1);
        } else {
            left(width, p.b, b0, p.bColumn, p.bRow);
            right(n, p.a, a0, p.aColumn, p.aRow);
            into(0, 1, 1, p.cRow);
        }
        multiply();
    }

    private void left(int rows, double[] m, int m0, int mRow, int mStep) {
        this.rows = rows;
        this.m = m;
        this.m0 = m0;
        this.mRow = mRow;
        this.mStep = mStep;
    }

    private void right(int columns, double[] x, int x0, int xStep, int xColumn) {
        this.columns = columns;
        this.x = x;
        this.x0 = x0;
        this.xStep = xStep;
        this.xColumn = xColumn;
    }

    private void into(int sRow, int sColumn, int cRow, int cColumn) {
        this.sRow = sRow;
        this.sColumn = sColumn;
        this.cRow = cRow;
        this.cColumn = cColumn;
    }

    private void multiply() {
        int i = 0;
        if (mStep == 1 && xStep == 1) {
            for (; i <= rows - 8; i += 8) {
                for (int j = 0; j < columns; j++) {
                    eightSums(i, j);
                }
            }
        }
        for (; i <= rows - 4; i += 4) {
            for (int j = 0; j < columns; j++) {
                fourSums(i, j);
            }
        }
        for (; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                sum(i, j);
            }
        }
    }

    /** Where the elements of the sums follow each other. */
    private void eightSums(int i, int j) {
        double[] m = this.m, x = this.x;
        int mRow = this.mRow, n = inner;
        int m0 = this.m0 + i * mRow, m1 = m0 + mRow, m2 = m1 + mRow, m3 = m2 + mRow;
        int m4 = m3 + mRow, m5 = m4 + mRow, m6 = m5 + mRow, m7 = m6 + mRow;
        int x0 = this.x0 + j * xColumn;
        double sum0 = start(i, j), sum1 = start(i + 1, j), sum2 = start(i + 2, j), sum3 = start(i + 3, j);
        double sum4 = start(i + 4, j), sum5 = start(i + 5, j), sum6 = start(i + 6, j), sum7 = start(i + 7, j);
        for (int k = 0; k < n; k++) {
            double xk = x[x0 + k];
            sum0 = Math.fma(m[m0 + k], xk, sum0);
            sum1 = Math.fma(m[m1 + k], xk, sum1);
            sum2 = Math.fma(m[m2 + k], xk, sum2);
            sum3 = Math.fma(m[m3 + k], xk, sum3);
            sum4 = Math.fma(m[m4 + k], xk, sum4);
            sum5 = Math.fma(m[m5 + k], xk, sum5);
            sum6 = Math.fma(m[m6 + k], xk, sum6);
            sum7 = Math.fma(m[m7 + k], xk, sum7);
        }
        store(i, j, sum0, sum1, sum2, sum3);
        store(i + 4, j, sum4, sum5, sum6, sum7);
    }

    private void fourSums(int i, int j) {
        double[] m = this.m, x = this.x;
        int mRow = this.mRow, mStep = this.mStep, xStep = this.xStep, n = inner;
        double sum0 = start(i, j), sum1 = start(i + 1, j), sum2 = start(i + 2, j), sum3 = start(i + 3, j);
        int mk = m0 + i * mRow;
        int xj = x0 + j * xColumn;
        for (int k = 0; k < n; k++, mk += mStep, xj += xStep) {
            double xk = x[xj];
            sum0 = Math.fma(m[mk], xk, sum0);
            sum1 = Math.fma(m[mk + mRow], xk, sum1);
            sum2 = Math.fma(m[mk + 2 * mRow], xk, sum2);
            sum3 = Math.fma(m[mk + 3 * mRow], xk, sum3);
        }
        store(i, j, sum0, sum1, sum2, sum3);
    }

    private void sum(int i, int j) {
        double sum = start(i, j);
        int mk = m0 + i * mRow;
        int xk = x0 + j * xColumn;
        for (int k = 0; k < inner; k++, mk += mStep, xk += xStep) {
            sum = Math.fma(m[mk], x[xk], sum);
        }
        c[c0 + i * cRow + j * cColumn] = sum / divisor;
    }

    private double start(int i, int j) {
        return start == null ? 0 : start[s0 + i * sRow + j * sColumn];
    }

    private void store(int i, int j, double sum0, double sum1, double sum2, double sum3) {
        int ij = c0 + i * cRow + j * cColumn;
        c[ij] = sum0 / divisor;
        c[ij + cRow] = sum1 / divisor;
        c[ij + 2 * cRow] = sum2 / divisor;
        c[ij + 3 * cRow] = sum3 / divisor;
    }
}
