package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.fromArray;

/**
 * The product on processors with 32 vector registers, of at least a vector of columns. Panels of B, four vectors wide, stay in the second-level cache
 * while the rows of A pass by, in tiles of five rows, and smaller ones at the edges.
 *
 * <p>A is read where it lies: with so many registers an element of it serves four multiply-adds, and a copy costs more than it saves, unless columns
 * of A lie far apart and many panels need them. The tall tiles read B in panels, copied or such as it lies; the others where it lies, for few rows or
 * where it is small.
 *
 * <p>k runs in blocks; C keeps the sums from one block of k to the next, so that each c_ij still adds its products in order.
 */
final class SimdProduct32 {
    private static final int L = DOUBLES.length();

    /** Rows of a tall tile. */
    private static final int ROWS = 5;

    /** Steps of k in a block: a panel of 128 KiB. */
    private static final int INNER_BLOCK = 512;

    /** A panel of B is copied for so many rows, unless all of B is small: so many elements. */
    private static final int COPY_FROM_ROWS = 32;

    private static final int SMALL_B = 8192;

    /** From so many columns on threads share one copy of B, unless k has so few steps. */
    private static final int SHARE_FROM_COLUMNS = 96;

    private static final int FEW_STEPS = 16;

    /** Columns of A that are so many elements apart are copied, for so many columns of C and more than {@link #FEW_STEPS} of them. */
    private static final int FAR = 512;

    private static final int COPY_A_FROM_COLUMNS = 256;

    /** For fewer where they are whole multiples of 512 bytes apart, and share an eighth of a first-level cache or less. */
    private static final int CROWDED = 64;

    private static final int COPY_CROWDED_A_FROM_COLUMNS = 96;

    /** The most rows in a copy of A. */
    private static final int COPIED_ROWS = 216 * ROWS;

    /** So many strips of a copy are written side by side: so many lines of memory are read in a row. */
    private static final int SIDE_BY_SIDE = 24;

    /** Behind each strip, as vectors reach beyond its end; and so strips do not lie a multiple of 4 KiB apart. */
    private static final int GAP = 8;

    private SimdProduct32() {}

    /** In groups of rows where A is copied, each with panels of B of its own. */
    static void multiply(
            Product p, Block block, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        int rows = rowTo - rowFrom;
        boolean copyA = copyAPays(p, rows, columnTo - columnFrom);
        block.scale = 1;
        int most = copyA ? COPIED_ROWS : rows;
        for (int i = rowFrom; i < rowTo; i += most) {
            multiplyRows(p, block, i, Math.min(i + most, rowTo), columnFrom, columnTo, copyA, scratch);
        }
        SimdProduct.divide(p, rowFrom, rowTo, columnFrom, columnTo);
    }

    private static void multiplyRows(
            Product p,
            Block block,
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            boolean copyA,
            Scratch scratch) {
        int rows = rowTo - rowFrom;
        int columns = columnTo - columnFrom;
        boolean isPanel = p.bColumn == 1 && p.bRow == 4 * L && columns == 4 * L;
        boolean copyPays = p.bColumn != 1 || rows >= COPY_FROM_ROWS;
        boolean tall = columns > 3 * L
                && rows >= ROWS
                && (p.aColumn == 1 || p.aRow == 1)
                && (isPanel || copyPays || p.sharedB != null);
        double[] starts = tall ? SimdTiles.starts(p, rowFrom, rowTo, scratch) : null;
        boolean copyB = p.bColumn != 1 || copyPays && p.inner * columns > SMALL_B;
        int k = 0;
        do {
            int steps = steps(p, k);
            block.inner = steps;
            if (copyA) {
                copyA(p, block, rowFrom, rowTo, k, scratch);
            }
            for (int j = columnFrom, width; j < columnTo; j += width) {
                width = panel(columnTo - j);
                boolean tallPanel = tall && width > 3 * L;
                if (p.sharedB == null) {
                    placeB(p, block, k, j, width, tallPanel ? !isPanel : copyB, scratch);
                } else {
                    int at = k * SimdPacking.padded(columns) + (j - columnFrom) * steps;
                    placeCopy(block, p.sharedB, at, SimdPacking.padded(width));
                }
                block.c0 = p.cOffset + rowFrom * p.cRow + j;
                SimdTiles.begin(block, p, starts, k == 0, rowFrom, 0, width);
                int strip = copyA ? ROWS : rows;
                for (int i = 0; i < rows; i += strip) {
                    block.a0 = copyA
                            ? i / ROWS * (ROWS * steps + GAP)
                            : p.aOffset + (rowFrom + i) * p.aRow + k * p.aColumn;
                    int left = Math.min(strip, rows - i);
                    SimdTiles.down(block, tallPanel ? tall(block, left) : left, (width + L - 1) / L);
                }
            }
            k += steps;
        } while (k < p.inner);
    }

    /** Steps of k in the block that begins at k. */
    private static int steps(Product p, int k) {
        return p.inner - k < 3 * INNER_BLOCK / 2 ? p.inner - k : INNER_BLOCK;
    }

    /**
     * The columns of the next panel where so many are left: 4, 2 or 1 vectors, so that the last panel, whose vectors may have to overlap, has more
     * than one; a sum that goes on from C must not see its columns twice.
     */
    private static int panel(int columns) {
        if (columns <= 2 * L) {
            return columns;
        }
        int vectors = (columns + L - 1) / L;
        if (vectors % 4 == 1) {
            return vectors == 5 ? L : 4 * L;
        }
        return vectors >= 4 ? Math.min(columns, 4 * L) : L;
    }

    // ---------------------------------------------------------------- operands

    private static boolean isFar(Product p) {
        return p.aRow == 1 && p.aColumn >= FAR;
    }

    private static boolean copyAPays(Product p, int rows, int columns) {
        int least = p.aColumn % CROWDED == 0 ? COPY_CROWDED_A_FROM_COLUMNS : COPY_A_FROM_COLUMNS;
        return isFar(p) && rows >= ROWS && p.inner > FEW_STEPS && columns >= least;
    }

    /**
     * The rows [rowFrom, rowTo) of the block of k in strips of {@link #ROWS}, step by step: element (i, k) of a strip lies at {@code k * ROWS + i}.
     */
    private static void copyA(Product p, Block block, int rowFrom, int rowTo, int k, Scratch scratch) {
        int rows = rowTo - rowFrom;
        int next = ROWS * block.inner + GAP;
        double[] copy = scratch.left((rows + ROWS - 1) / ROWS * next);
        int from = p.aOffset + rowFrom + k * p.aColumn;
        int strips = Math.max(0, (rows - GAP + ROWS) / ROWS);
        for (int s = 0; s < strips; s += SIDE_BY_SIDE) {
            for (int q = 0; q < block.inner; q++) {
                int side = Math.min(SIDE_BY_SIDE, strips - s);
                copyStep(p.a, from + q * p.aColumn + s * ROWS, side, copy, s * next + q * ROWS, next);
            }
        }
        for (int i = strips * ROWS; i < rows; i++) {
            for (int q = 0; q < block.inner; q++) {
                copy[i / ROWS * next + q * ROWS + i % ROWS] = p.a[from + q * p.aColumn + i];
            }
        }
        block.a = copy;
        block.aRow = 1;
        block.aStep = ROWS;
    }

    /** One step of so many strips, in vectors: what they write beyond it, the next step overwrites. */
    private static void copyStep(double[] a, int from, int strips, double[] copy, int to, int next) {
        for (int s = 0; s < strips; s++, from += ROWS, to += next) {
            for (int i = 0; i < ROWS; i += L) {
                fromArray(DOUBLES, a, from + i).intoArray(copy, to + i);
            }
        }
    }

    /** A panel of B, where it lies or as a copy. */
    private static void placeB(Product p, Block block, int k, int j, int width, boolean copy, Scratch scratch) {
        if (copy) {
            int step = SimdPacking.padded(width);
            placeCopy(block, scratch.right(step * block.inner), 0, step);
            SimdPacking.panel(p, k, block.inner, j, width, block.b, 0);
        } else {
            block.b = p.b;
            block.b0 = p.bOffset + k * p.bRow + j;
            block.bStep = p.bRow;
            block.bLast = width - L;
        }
    }

    private static void placeCopy(Block block, double[] copy, int at, int step) {
        block.b = copy;
        block.b0 = at;
        block.bStep = step;
        block.bLast = step - L;
    }

    /**
     * {@link Kernel#grainWithSharedB}. Rows of B are copied sooner than they come out of another processor's cache, so it is only a B to transpose
     * that is shared; and any where an A whose columns lie far apart is read where it lies, as then the rows of a piece stay in the cache for all panels.
     */
    static int grainWithSharedB(Product p, int rows, int columns) {
        boolean pays = rows >= ROWS && columns >= SHARE_FROM_COLUMNS && p.inner > FEW_STEPS;
        boolean readsFarA = isFar(p) && !copyAPays(p, rows, columns);
        return pays && (p.bColumn != 1 || readsFarA) ? ROWS : 0;
    }

    /** {@link Kernel#copyB}. */
    static void copyB(Product p, int columnFrom, int columnTo, int from, int to, double[] copy) {
        int padded = SimdPacking.padded(columnTo - columnFrom);
        for (int k = 0, steps; k < p.inner; k += steps) {
            steps = steps(p, k);
            for (int j = columnFrom, width; j < to; j += width) {
                width = panel(columnTo - j);
                if (j >= from) {
                    SimdPacking.panel(p, k, steps, j, width, copy, k * padded + (j - columnFrom) * steps);
                }
            }
        }
    }

    // ---------------------------------------------------------------- tiles

    /** Tall tiles of so many rows of a panel of four vectors; returns how many rows are left, as eight are better cut in two. */
    private static int tall(Block block, int rows) {
        for (; rows >= ROWS && rows != 8; rows -= ROWS) {
            if (block.aStep == 1) {
                SimdTile5x4.alongRows(block);
            } else {
                SimdTile5x4.alongColumns(block);
            }
            block.a0 += ROWS * block.aRow;
            block.advance(ROWS);
        }
        return rows;
    }
}
