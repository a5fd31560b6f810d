package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;

/**
 * The product on processors with 32 vector registers, of at least a vector of columns, out of tiles of four rows and four vectors, which need
 * 21 registers, and smaller ones at the edges.
 *
 * <ul>
 *   <li><em>Direct</em>: a small product, or one of few rows, reads A and B where they lie.
 *   <li><em>Packed</em>: otherwise k runs in blocks. The rows of B in such a block are copied panel by panel, and a panel stays in a cache
 *       near by while all tiles of a block of rows pass over it; A is copied too where it is read often enough, in strips. C keeps the
 *       sums from one block of k to the next, so that each c_ij still adds its products in order.
 * </ul>
 */
final class SimdProduct32 {
    private static final int L = DOUBLES.length();

    /** Rows in a strip of packed A: element (i, k) of a strip lies at k * STRIP + i. A tile takes four of them. */
    static final int STRIP = Math.max(4, L);

    /** Steps of k in a block; C is read and written once for each. */
    private static final int INNER_BLOCK = 512;

    /** Rows of A in a block: with {@link #INNER_BLOCK} 192 KiB, for the second-level cache. */
    private static final int ROW_BLOCK = 48;

    /** Columns of B in a block. */
    private static final int COLUMN_BLOCK = 1024;

    /** B is packed for so many rows, unless all of it is small: so many elements. */
    private static final int PACKED_FROM_ROWS = 32;

    private static final int SMALL_B = 8192;

    /** A is packed for so many columns, unless it is small. */
    private static final int PACKED_FROM_COLUMNS = 96;

    private static final int SMALL_A = 8192;

    private SimdProduct32() {}

    static void multiply(
            Product p, Block block, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        int rows = rowTo - rowFrom;
        int columns = columnTo - columnFrom;
        boolean packA = isPackedA(p, rows, columns);
        if (p.bColumn == 1 && !packA && (rows < PACKED_FROM_ROWS || p.inner * columns <= SMALL_B)) {
            direct(p, block, rowFrom, rowTo, columnFrom, columnTo);
        } else {
            packed(p, block, rowFrom, rowTo, columnFrom, columnTo, packA, scratch);
        }
        if (!packA && SimdProduct.scale(p.divisor) == 1) {
            SimdProduct.divide(p, rowFrom, rowTo, columnFrom, columnTo);
        }
    }

    private static boolean isPackedA(Product p, int rows, int columns) {
        return columns >= PACKED_FROM_COLUMNS && (long) rows * p.inner > SMALL_A;
    }

    /** {@link Kernel#grainWithSharedB}. */
    static int grainWithSharedB(Product p, int rows, int columns) {
        return isPackedA(p, rows, columns) ? STRIP : 0;
    }

    private static void direct(Product p, Block block, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        block.b = p.b;
        block.bStep = p.bRow;
        block.inner = p.inner;
        block.first = true;
        block.scale = SimdProduct.scale(p.divisor);
        for (int j = columnFrom; j < columnTo; ) {
            int width = panel(columnTo - j);
            block.bLast = width - L;
            SimdTiles.tiles(
                    block,
                    rowTo - rowFrom,
                    width,
                    p.aOffset + rowFrom * p.aRow,
                    p.bOffset + j,
                    p.cOffset + rowFrom * p.cRow + j,
                    p.startOffset + rowFrom);
            j += width;
        }
    }

    /**
     * The columns of the next panel where so many are left: 4, 2 or 1 vectors, so that the last panel, whose vectors
     * may have to overlap, has more than one; a sum that goes on from C must not see its columns twice.
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

    private static void packed(
            Product p,
            Block block,
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            boolean packA,
            Scratch scratch) {
        int inner = p.inner;
        for (int jc = columnFrom; jc < columnTo; ) {
            int je = columnTo - jc < COLUMN_BLOCK + 5 * L ? columnTo : jc + COLUMN_BLOCK;
            int k = 0;
            do {
                int steps = packA ? stepsOfPackedA(inner - k) : Math.min(inner - k, INNER_BLOCK);
                block.inner = steps;
                block.first = k == 0 && !packA;
                block.scale = k + steps == inner && !packA ? SimdProduct.scale(p.divisor) : 1;
                boolean shared = packA && p.sharedB != null;
                block.b = shared ? p.sharedB : scratch.right(SimdPacking.padded(je - jc) * steps);
                if (!shared) {
                    packB(p, k, steps, jc, je, jc, je, block.b, 0);
                }
                for (int ic = rowFrom; ic < rowTo; ic += ROW_BLOCK) {
                    int ie = Math.min(ic + ROW_BLOCK, rowTo);
                    if (packA) {
                        block.a = SimdPacking.strips(p, ic, ie, k, steps, STRIP, scratch);
                    }
                    int b0 = shared ? k * SimdPacking.padded(je - jc) : 0;
                    for (int j = jc; j < je; ) {
                        int width = panel(je - j);
                        int vectors = (width + L - 1) / L;
                        block.bStep = vectors * L;
                        block.bLast = block.bStep - L;
                        int c0 = p.cOffset + ic * p.cRow + j;
                        if (packA) {
                            if (k == 0) {
                                begin(p, ic, ie, j, j + width);
                            }
                            packedTiles(block, ie - ic, width, b0, c0);
                            if (k + steps == inner) {
                                SimdProduct.divide(p, ic, ie, j, j + width);
                            }
                        } else {
                            int a0 = p.aOffset + ic * p.aRow + k * p.aColumn;
                            SimdTiles.tiles(block, ie - ic, width, a0, b0, c0, p.startOffset + ic);
                        }
                        b0 += block.bStep * steps;
                        j += width;
                    }
                }
                k += steps;
            } while (k < inner);
            jc = je;
        }
    }

    /** One panel of C from top to bottom, A and B packed; an even number of steps, or one. */
    private static void packedTiles(Block block, int rows, int width, int b0, int c0) {
        int vectors = (width + L - 1) / L;
        int last = width - L;
        block.aRow = 1;
        block.aStep = STRIP;
        for (int i = 0; i < rows; ) {
            int height = SimdTiles.height(rows - i, 4);
            int a0 = i / STRIP * STRIP * block.inner + i % STRIP;
            int c = c0 + i * block.cRow;
            if (height == 4 && vectors == 4 && block.inner > 1) {
                SimdTile4.packed4(block, a0, b0, c, last);
            } else if (height == 4 && vectors == 2 && block.inner > 1) {
                SimdTile2.packed4(block, a0, b0, c, last);
            } else {
                SimdTiles.tile(block, vectors, height, a0, b0, c, 0, last);
            }
            i += height;
        }
    }

    /** An even number of steps, or one. */
    private static int stepsOfPackedA(int left) {
        return left == 1 ? 1 : Math.min(left, INNER_BLOCK) & -2;
    }

    /** {@link Kernel#copyB}; the columns are no more than a block. */
    static void copyB(Product p, int columnFrom, int columnTo, int from, int to, double[] copy) {
        for (int k = 0, steps; k < p.inner; k += steps) {
            steps = stepsOfPackedA(p.inner - k);
            packB(p, k, steps, columnFrom, columnTo, from, to, copy, k * SimdPacking.padded(columnTo - columnFrom));
        }
    }

    /** Of the panels of steps [k0, k0 + steps) and columns [j0, j1) of B, k by k, those that begin in columns [from, to). */
    private static void packB(Product p, int k0, int steps, int j0, int j1, int from, int to, double[] packed, int at) {
        for (int j = j0, width; j < Math.min(j1, to); j += width) {
            width = panel(j1 - j);
            if (j >= from) {
                SimdPacking.panel(p, k0, steps, j, width, packed, at + (j - j0) * steps);
            }
        }
    }

    /** The first step, where the tiles do not do it; there are at least L columns. */
    private static void begin(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        for (int i = rowFrom; i < rowTo; i++) {
            int row = p.cOffset + i * p.cRow;
            double start = p.start == null ? 0 : p.start[p.startOffset + i];
            for (int j = columnFrom; j < columnTo; j += L) {
                broadcast(DOUBLES, start).intoArray(p.c, row + Math.min(j, columnTo - L));
            }
        }
    }
}
