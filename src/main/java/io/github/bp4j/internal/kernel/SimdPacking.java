package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.fromArray;

/** Copies of parts of A and B in the order in which the register tiles read them. */
final class SimdPacking {
    private static final int L = DOUBLES.length();

    /** How many strips or panels are copied side by side. */
    private static final int SIDE_BY_SIDE = 8;

    private SimdPacking() {}

    /**
     * Rows [i0, i1) and steps [k0, k0 + steps) of A in strips of {@code strip} rows, one after the other: element (i, k) of a strip lies at k
     * * strip + i. A last strip of fewer rows takes the same room.
     */
    static double[] strips(Product p, int i0, int i1, int k0, int steps, int strip, Scratch scratch) {
        double[] packed = scratch.left((i1 - i0 + strip - 1) / strip * strip * steps);
        int whole = p.aRow == 1 && strip >= L ? (i1 - i0) / strip : 0;
        sideBySide(p.a, p.aOffset + i0 + k0 * p.aColumn, p.aColumn, packed, 0, strip, whole, steps);
        int to = whole * strip * steps;
        for (int i = i0 + whole * strip; i < i1; i += strip, to += strip * steps) {
            int rows = Math.min(strip, i1 - i);
            int from = p.aOffset + i * p.aRow + k0 * p.aColumn;
            if (p.aColumn == 1) {
                SimdTranspose.copy(p.a, from, p.aRow, packed, to, strip, steps, rows);
            } else {
                for (int k = 0; k < steps; k++) {
                    for (int r = 0; r < rows; r++) {
                        packed[to + k * strip + r] = p.a[from + k * p.aColumn + r * p.aRow];
                    }
                }
            }
        }
        return packed;
    }

    /** So many columns of B in whole vectors. */
    static int padded(int columns) {
        return (columns + L - 1) / L * L;
    }

    /**
     * Steps [k0, k0 + steps) and columns [j0, j1) of B in panels of {@code width} columns, one after the other: element (k, j) of a panel
     * lies at k * width + j. Returns how many columns that are; what is left is narrower than a panel.
     */
    static int panels(Product p, int k0, int steps, int j0, int j1, int width, double[] packed, int to) {
        int panels = Math.max(0, j1 - j0) / width;
        if (p.bColumn == 1) {
            sideBySide(p.b, p.bOffset + k0 * p.bRow + j0, p.bRow, packed, to, width, panels, steps);
        } else {
            for (int panel = 0; panel < panels; panel++) {
                panel(p, k0, steps, j0 + panel * width, width, width, packed, to + panel * width * steps);
            }
        }
        return panels * width;
    }

    /**
     * Steps [k0, k0 + steps) and columns [j, j + width) of B as one panel of whole vectors, of which the last one overlaps the one before where
     * it must. Returns its length.
     */
    static int panel(Product p, int k0, int steps, int j, int width, double[] packed, int to) {
        int step = (width + L - 1) / L * L;
        if (step == width) {
            panel(p, k0, steps, j, width, step, packed, to);
        } else {
            panel(p, k0, steps, j, step - L, step, packed, to);
            panel(p, k0, steps, j + width - L, L, step, packed, to + step - L);
        }
        return step * steps;
    }

    /** Steps [k0, k0 + steps) and columns [j, j + width) of B, with a step from row to row of the copy. */
    static void panel(Product p, int k0, int steps, int j, int width, int step, double[] packed, int to) {
        int from = p.bOffset + k0 * p.bRow + j * p.bColumn;
        if (p.bColumn == 1 && width % L == 0) {
            for (int k = 0; k < steps; k++) {
                row(p.b, from + k * p.bRow, packed, to + k * step, width, 1, 0);
            }
        } else if (p.bRow == 1) {
            SimdTranspose.copy(p.b, from, p.bColumn, packed, to, step, steps, width);
        } else {
            for (int k = 0; k < steps; k++) {
                for (int v = 0; v < width; v++) {
                    packed[to + k * step + v] = p.b[from + k * p.bRow + v * p.bColumn];
                }
            }
        }
    }

    /**
     * Blocks of {@code width} columns, at least a vector each, to an area of its own: y[to + (block * steps + k) * width + j] = x[from + k *
     * row + block * width + j]. Several at a time, as a line of memory is fetched once then for all blocks that share it.
     */
    private static void sideBySide(
            double[] x, int from, int row, double[] y, int to, int width, int blocks, int steps) {
        for (int block = 0; block < blocks; block += SIDE_BY_SIDE) {
            int end = Math.min(blocks, block + SIDE_BY_SIDE);
            for (int k = 0; k < steps; k++) {
                int yk = to + (block * steps + k) * width;
                row(x, from + k * row + block * width, y, yk, width, end - block, width * steps);
            }
        }
    }

    /**
     * Of one row, so many blocks of {@code width} columns, the copies {@code next} apart. A method of its own, as the JIT compiler
     * takes up what is called often: large loops called seldom would run on for seconds where each vector is an object.
     */
    private static void row(double[] x, int from, double[] y, int to, int width, int blocks, int next) {
        for (int i = 0; i < blocks; i++) {
            for (int j = 0; j < width; j += L) {
                int v = Math.min(j, width - L);
                fromArray(DOUBLES, x, from + i * width + v).intoArray(y, to + i * next + v);
            }
        }
    }
}
