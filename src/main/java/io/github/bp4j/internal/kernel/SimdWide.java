package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;

/**
 * The product of many rows and columns with 16 vector registers. A is copied in strips of {@link #STRIP} rows, as each is read for many panels of B, and B in panels of two
 * vectors; a strip and a panel meet in one register tile.
 *
 * <p>k runs in blocks; C keeps the sums from one block of k to the next, so that each c_ij still adds its products in order.
 */
final class SimdWide {
    private static final int L = DOUBLES.length();

    /** Rows in a strip of packed A, and of the tile that reads it: as many as the JIT compiler keeps in registers. */
    static final int STRIP = Runtime.version().feature() < 21 ? 6 : 5;

    /** From so many columns on the copy of A pays. */
    static final int FROM_COLUMNS = 96;

    /** Steps of k in a block; C is read and written once for each. */
    private static final int INNER_BLOCK = 512;

    /** Rows of A in a block, and up to a strip more in the last: with its steps 192 KiB, for the second-level cache. */
    private static final int ROW_BLOCK = 48 / STRIP * STRIP;

    /**
     * With so few steps of k, and a C of so many elements, the time goes into writing C: then a block is one strip, so that C is
     * written from left to right. In a thin product of so few the tallest tile is ahead, which begins and ends least often.
     */
    static final int FEW_STEPS = 16;

    private static final int FAR_C = 1 << 18;

    /** Columns of B in a block. */
    private static final int COLUMN_BLOCK = 1024;

    private SimdWide() {}

    static void multiply(
            Product p,
            Block block,
            double[] starts,
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            Scratch scratch) {
        int inner = p.inner;
        boolean streamC = inner <= FEW_STEPS && (long) (rowTo - rowFrom) * (columnTo - columnFrom) >= FAR_C;
        int rowBlock = streamC ? STRIP : ROW_BLOCK;
        block.aRow = 1;
        block.aStep = STRIP;
        block.bLast = L;
        for (int jc = columnFrom; jc < columnTo; ) {
            int je = columnTo - jc < COLUMN_BLOCK + 4 * L ? columnTo : jc + COLUMN_BLOCK;
            int k = 0;
            do {
                int steps = Math.min(inner - k, INNER_BLOCK);
                block.inner = steps;
                block.scale = k + steps == inner ? SimdProduct.scale(p.divisor) : 1;
                int b0 = panels(p, block, k, steps, jc, je, scratch);
                for (int ic = rowFrom, ie; ic < rowTo; ic = ie) {
                    ie = rowTo - ic <= rowBlock + STRIP ? rowTo : ic + rowBlock;
                    block.a = SimdPacking.strips(p, ic, ie, k, steps, STRIP, scratch);
                    block.b0 = b0;
                    for (int j = jc; j < je; ) {
                        int width = width(je - j, 2);
                        int vectors = (width + L - 1) / L;
                        block.bStep = vectors * L;
                        block.a0 = 0;
                        block.c0 = p.cOffset + ic * p.cRow + j;
                        SimdTiles.begin(block, p, starts, k == 0, ic, ic - rowFrom, width);
                        int rows = vectors == 2 ? strips(block, ie - ic, STRIP * steps) : ie - ic;
                        for (int a0 = block.a0; rows > 0; rows -= STRIP) {
                            block.a0 = a0;
                            SimdTiles.down(block, Math.min(rows, STRIP), vectors);
                            a0 += STRIP * steps;
                        }
                        block.b0 += block.bStep * steps;
                        j += width;
                    }
                    if (k + steps == inner && block.scale == 1) {
                        SimdProduct.divide(p, ic, ie, jc, je);
                    }
                }
                k += steps;
            } while (k < inner);
            jc = je;
        }
    }

    /** Steps [k, k + steps) and columns [jc, je) of B in panels; returns where in {@code block.b} they begin. */
    private static int panels(Product p, Block block, int k, int steps, int jc, int je, Scratch scratch) {
        if (p.sharedB != null) {
            block.b = p.sharedB;
            return k * SimdPacking.padded(je - jc);
        }
        block.b = scratch.right(SimdPacking.padded(je - jc) * steps);
        packB(p, k, steps, jc, je, jc, je, block.b, 0);
        return 0;
    }

    /** {@link Kernel#grainWithSharedB}. */
    static int grainWithSharedB(Product p, int rows, int columns) {
        return rows >= STRIP && columns >= FROM_COLUMNS && p.inner > FEW_STEPS ? STRIP : 0;
    }

    /** {@link Kernel#copyB}; the columns are no more than a block. */
    static void copyB(Product p, int columnFrom, int columnTo, int from, int to, double[] copy) {
        for (int k = 0; k < p.inner; k += INNER_BLOCK) {
            int steps = Math.min(p.inner - k, INNER_BLOCK);
            packB(p, k, steps, columnFrom, columnTo, from, to, copy, k * SimdPacking.padded(columnTo - columnFrom));
        }
    }

    /** Of the panels of steps [k0, k0 + steps) and columns [j0, j1) of B, those that begin in columns [from, to). */
    private static void packB(Product p, int k0, int steps, int j0, int j1, int from, int to, double[] packed, int at) {
        int left = (j1 - j0) % (2 * L);
        int whole = Math.min(to, left > 0 && left < L ? j1 - 2 * L : j1);
        int j = from + SimdPacking.panels(p, k0, steps, from, whole, 2 * L, packed, at + (from - j0) * steps);
        while (j < to && j1 - j >= L) {
            int width = width(j1 - j, 2);
            SimdPacking.panel(p, k0, steps, j, width, packed, at + (j - j0) * steps);
            j += width;
        }
    }

    /** The columns of the next panel where so many are left: at most so many vectors, and leaving no less than a vector. */
    static int width(int columns, int most) {
        int vectors = (columns + L - 1) / L;
        if (vectors <= most) {
            return columns;
        }
        if (most == 3) {
            return vectors == 4 ? 2 * L : 3 * L;
        }
        return vectors == 3 && columns < 3 * L ? L : 2 * L;
    }

    /** Whole strips of a panel two vectors wide, from top to bottom; returns how many rows are left. */
    static int strips(Block block, int rows, int next) {
        for (; rows >= STRIP; rows -= STRIP) {
            if (STRIP == 6) {
                SimdStrip.strip6(block);
            } else if (block.aStep == STRIP && block.bStep == 2 * L) {
                SimdStrip.packed5(block);
            } else {
                SimdStrip.strip5(block);
            }
            block.a0 += next;
            block.advance(STRIP);
        }
        return rows;
    }
}
