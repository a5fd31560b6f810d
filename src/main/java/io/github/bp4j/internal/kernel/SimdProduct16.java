package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;

/**
 * The product on processors with 16 vector registers, of at least a vector of columns.
 *
 * <ul>
 *   <li><em>Thin</em>: few columns, or few rows. A is read where it lies: three rows at a time in tiles three vectors wide where the rows of A lie
 *       one after the other, else, for Aᵀ, {@link SimdWide#STRIP} rows in tiles two vectors wide.
 *   <li><em>Wide</em>: many rows and columns. Strips of A are copied, as each is read for many panels of B, and all of B.
 * </ul>
 *
 * <p>In both, k runs in blocks; C keeps the sums from one block of k to the next, so that each c_ij still adds its products in order.
 */
final class SimdProduct16 {
    private static final int L = DOUBLES.length();

    /**
     * Aᵀ is copied for fewer columns too, unless it spans at most so many elements; or more, where so few columns use what is copied, and the
     * first-level cache holds what one strip touches.
     */
    private static final int NEAR = 1 << 15;

    private static final int NEAR_FOR_FEW = 1 << 18;

    private static final int FEW_COLUMNS = 32;

    /** Steps of k in a block of a thin product: a panel of B of 24 KiB, for the first-level cache. */
    private static final int INNER_BLOCK = 256;

    /** A panel of B is copied for so many rows, unless it spans little memory: so many elements. */
    private static final int COPY_FROM_ROWS = 32;

    private static final int SMALL_B = 4096;

    private SimdProduct16() {}

    static void multiply(
            Product p, Block block, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        double[] starts = SimdTiles.starts(p, rowFrom, rowTo, scratch);
        int columns = columnTo - columnFrom;
        int rows = rowTo - rowFrom;
        if (rows >= SimdWide.STRIP
                && (columns >= SimdWide.FROM_COLUMNS && !isInPlace(p, rows) || isFarApart(p, columns))) {
            SimdWide.multiply(p, block, starts, rowFrom, rowTo, columnFrom, columnTo, scratch);
        } else {
            thin(p, block, starts, rowFrom, rowTo, columnFrom, columnTo, scratch);
        }
    }

    /**
     * Whether A and B are read where they lie for so few rows; not where the rows of B are a multiple of 512 elements apart, the worst case of {@link
     * #linesOfFirstLevel}.
     */
    private static boolean isInPlace(Product p, int rows) {
        return rows < COPY_FROM_ROWS
                && p.aColumn == 1
                && p.bColumn == 1
                && p.sharedB == null
                && linesOfFirstLevel(p.bRow) > 8;
    }

    /** Whether A is read so far apart that a copy of it pays for so many columns. */
    private static boolean isFarApart(Product p, int columns) {
        if (p.aColumn == 1) {
            return false;
        }
        long span = (long) p.inner * p.aColumn;
        boolean fewColumns = columns <= FEW_COLUMNS && p.inner <= 2 * linesOfFirstLevel(p.aColumn);
        return p.aRow != 1 || span > (fewColumns ? NEAR_FOR_FEW : NEAR);
    }

    /** How many lines of 64 bytes, so many elements apart, a cache of 64 sets and 8 ways holds: with a power of two few sets are met. */
    private static int linesOfFirstLevel(int step) {
        return step % 8 == 0 ? 512 / Integer.lowestOneBit(step / 8 | 64) : 512;
    }

    private static void thin(
            Product p,
            Block block,
            double[] starts,
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            Scratch scratch) {
        int rows = rowTo - rowFrom;
        int most = p.aColumn == 1 ? 3 : 2;
        boolean overlap = most == 3 && rows < 6 && columnTo - columnFrom >= 3 * L && p.inner <= INNER_BLOCK;
        int k = 0;
        do {
            int steps = p.inner - k < 3 * INNER_BLOCK / 2 ? p.inner - k : INNER_BLOCK;
            block.inner = steps;
            block.scale = k + steps == p.inner ? SimdProduct.scale(p.divisor) : 1;
            for (int j = columnFrom, width; j < columnTo; j += width) {
                width = overlap ? 3 * L : SimdWide.width(columnTo - j, most);
                j = Math.min(j, columnTo - width);
                placeB(p, block, k, j, width, rows, scratch);
                block.a0 = p.aOffset + rowFrom * p.aRow + k * p.aColumn;
                block.c0 = p.cOffset + rowFrom * p.cRow + j;
                SimdTiles.begin(block, p, starts, k == 0, rowFrom, 0, width);
                int vectors = (width + L - 1) / L;
                if (vectors == 3) {
                    threes(block, rows);
                } else {
                    SimdTiles.down(block, vectors == 2 ? twos(block, rows) : rows, vectors);
                }
            }
            k += steps;
        } while (k < p.inner);
        if (SimdProduct.scale(p.divisor) == 1) {
            SimdProduct.divide(p, rowFrom, rowTo, columnFrom, columnTo);
        }
    }

    /** A panel of B for tiles of so many rows in all: where it lies, if it is whole vectors and read in order or seldom; else a copy. */
    private static void placeB(Product p, Block block, int k, int j, int width, int rows, Scratch scratch) {
        if (p.bColumn == 1 && width % L == 0 && (rows < COPY_FROM_ROWS || block.inner * p.bRow < SMALL_B)) {
            block.b = p.b;
            block.b0 = p.bOffset + k * p.bRow + j;
            block.bStep = p.bRow;
            block.bLast = width - L;
        } else {
            block.bStep = (width + L - 1) / L * L;
            block.b = scratch.right(block.bStep * block.inner);
            block.b0 = 0;
            block.bLast = block.bStep - L;
            SimdPacking.panel(p, k, block.inner, j, width, block.b, 0);
        }
    }

    /** The tall tiles of so many rows, as A lies, of a panel of two vectors; returns how many rows are left. */
    private static int twos(Block block, int rows) {
        if (block.aRow == 1) {
            return SimdWide.strips(block, rows, SimdWide.STRIP);
        }
        for (; block.aStep == 1 && block.inner > SimdWide.FEW_STEPS && rows >= 5; rows -= 5) {
            SimdStrip.rows5(block);
            block.a0 += 5 * block.aRow;
            block.advance(5);
        }
        return rows;
    }

    /** So many rows of a panel of three vectors. */
    private static void threes(Block block, int rows) {
        rows = SimdTile3.rows3(block, rows);
        if (rows == 2) {
            SimdTile3.rows2(block);
        } else if (rows == 1) {
            SimdTile3.rows1(block);
        }
    }
}
