package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;

/**
 * The product on processors with 32 vector registers, of at least a vector of columns.
 *
 * <ul>
 *   <li><em>Thin</em>: few columns, or few rows. A is read where it lies, in tiles four vectors wide and six rows high, and smaller ones at the
 *       edges. The tall tiles read B in panels, copied or such as it lies; the others where it lies, for few rows or where it is small.
 *   <li><em>{@linkplain SimdWide Wide}</em>: many rows and columns.
 * </ul>
 *
 * <p>In both, k runs in blocks; C keeps the sums from one block of k to the next, so that each c_ij still adds its products in order.
 */
final class SimdProduct32 {
    private static final int L = DOUBLES.length();

    /** Steps of k in a block of a thin product. */
    private static final int INNER_BLOCK = 256;

    /** A panel of B is copied for so many rows, unless all of B is small: so many elements. */
    private static final int COPY_FROM_ROWS = 32;

    private static final int SMALL_B = 8192;

    /** An A of so few elements is read where it lies for any number of columns. */
    private static final int SMALL_A = 8192;

    private SimdProduct32() {}

    static void multiply(
            Product p, Block block, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        int rows = rowTo - rowFrom;
        int columns = columnTo - columnFrom;
        boolean smallA = p.sharedB == null && (long) rows * p.inner <= SMALL_A;
        if (rows >= SimdWide.STRIP && columns >= SimdWide.FROM_COLUMNS && !smallA) {
            double[] starts = SimdWide.starts(p, rowFrom, rowTo, scratch);
            SimdWide.multiply(p, block, starts, rowFrom, rowTo, columnFrom, columnTo, scratch);
        } else {
            thin(p, block, rowFrom, rowTo, columnFrom, columnTo, scratch);
        }
    }

    private static void thin(
            Product p, Block block, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        int rows = rowTo - rowFrom;
        int columns = columnTo - columnFrom;
        boolean isPanel = p.bColumn == 1 && p.bRow == 4 * L && columns == 4 * L;
        boolean copyPays = p.bColumn != 1 || rows >= COPY_FROM_ROWS;
        boolean tall = columns > 3 * L && rows >= 6 && (p.aColumn == 1 || p.aRow == 1) && (isPanel || copyPays);
        double[] starts = tall ? SimdWide.starts(p, rowFrom, rowTo, scratch) : null;
        boolean copyB = p.bColumn != 1 || copyPays && p.inner * columns > SMALL_B;
        int k = 0;
        do {
            int steps = p.inner - k < 3 * INNER_BLOCK / 2 ? p.inner - k : INNER_BLOCK;
            block.inner = steps;
            block.first = k == 0;
            block.scale = k + steps == p.inner ? SimdProduct.scale(p.divisor) : 1;
            for (int j = columnFrom, width; j < columnTo; j += width) {
                width = panel(columnTo - j);
                boolean sixRows = tall && width > 3 * L;
                placeB(p, block, k, j, width, sixRows ? !isPanel : copyB, scratch);
                block.a0 = p.aOffset + rowFrom * p.aRow + k * p.aColumn;
                block.c0 = p.cOffset + rowFrom * p.cRow + j;
                int left = rows;
                if (sixRows) {
                    SimdWide.begin(block, p, starts, k == 0, rowFrom, 0, width);
                    left = sixes(block, rows);
                }
                int s0 = p.startOffset + rowTo - left;
                SimdTiles.tiles(block, left, width, block.a0, block.b0, block.c0, s0);
            }
            k += steps;
        } while (k < p.inner);
        if (SimdProduct.scale(p.divisor) == 1) {
            SimdProduct.divide(p, rowFrom, rowTo, columnFrom, columnTo);
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

    /** A panel of B, where it lies or as a copy. */
    private static void placeB(Product p, Block block, int k, int j, int width, boolean copy, Scratch scratch) {
        if (copy) {
            block.bStep = SimdPacking.padded(width);
            block.b = scratch.right(block.bStep * block.inner);
            block.b0 = 0;
            block.bLast = block.bStep - L;
            SimdPacking.panel(p, k, block.inner, j, width, block.b, 0);
        } else {
            block.b = p.b;
            block.b0 = p.bOffset + k * p.bRow + j;
            block.bStep = p.bRow;
            block.bLast = width - L;
        }
    }

    /** Tiles of six of so many rows of a panel of four vectors; returns how many rows are left, as eight are better cut in two. */
    private static int sixes(Block block, int rows) {
        for (; rows >= 6 && rows != 8 && rows != 9; rows -= 6) {
            if (block.aStep == 1) {
                SimdTile6x4.alongRows(block);
            } else {
                SimdTile6x4.alongColumns(block);
            }
            block.a0 += 6 * block.aRow;
            SimdWide.advance(block, 6);
        }
        return rows;
    }
}
