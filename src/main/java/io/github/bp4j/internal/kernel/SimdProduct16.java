package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;

/**
 * The product on processors with 16 vector registers, of at least a vector of columns.
 *
 * <ul>
 *   <li><em>Thin</em>: few columns, or few rows. A is read where it lies: three rows at a time in tiles three vectors wide where the rows of A lie
 *       one after the other, else, for Aᵀ, {@link #STRIP} rows in tiles two vectors wide.
 *   <li><em>Wide</em>: many rows and columns. Strips of A are copied, as each is read for many panels of B, and all of B.
 * </ul>
 *
 * <p>In both, k runs in blocks; C keeps the sums from one block of k to the next, so that each c_ij still adds its products in order.
 */
final class SimdProduct16 {
    private static final int L = DOUBLES.length();

    /** Rows in a strip of packed A, and of the tile that reads it: as many as the JIT compiler keeps in registers. */
    private static final int STRIP = Runtime.version().feature() < 21 ? 6 : 5;

    /** From so many columns on the copy of A pays. */
    private static final int WIDE_FROM_COLUMNS = 96;

    /**
     * Aᵀ is copied for fewer columns too, unless it spans at most so many elements; or more, where so few columns use what is copied, and the
     * first-level cache holds what one strip touches.
     */
    private static final int NEAR = 1 << 15;

    private static final int NEAR_FOR_FEW = 1 << 18;

    private static final int FEW_COLUMNS = 32;

    /** Steps of k in a block of a wide product. */
    private static final int WIDE_INNER_BLOCK = 512;

    /** Rows of A in a block of a wide product: with its steps 192 KiB, for the second-level cache. */
    private static final int ROW_BLOCK = 48 / STRIP * STRIP;

    /**
     * With so few steps of k, and a C of so many elements, the time goes into writing C: then a block is one strip, so that C is
     * written from left to right. In a thin product of so few the tallest tile is ahead, which begins and ends least often.
     */
    private static final int FEW_STEPS = 16;

    private static final int FAR_C = 1 << 18;

    /** Columns of B in a block of a wide product. */
    private static final int COLUMN_BLOCK = 1024;

    /** Steps of k in a block of a thin product: a panel of B of 24 KiB, for the first-level cache. */
    private static final int THIN_INNER_BLOCK = 256;

    /** A panel of B is copied for so many rows, unless it spans little memory: so many elements. */
    private static final int COPY_FROM_ROWS = 32;

    private static final int SMALL_B = 4096;

    private static final double[] ZEROS = new double[L];

    private SimdProduct16() {}

    static void multiply(
            Product p, Block block, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        double[] starts = starts(p, rowFrom, rowTo, scratch);
        int columns = columnTo - columnFrom;
        int rows = rowTo - rowFrom;
        if (rows >= STRIP && (columns >= WIDE_FROM_COLUMNS && !isInPlace(p, rows) || isFarApart(p, columns))) {
            wide(p, block, starts, rowFrom, rowTo, columnFrom, columnTo, scratch);
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

    /** What the sums of the rows start from, each L times; zeros for all rows where there is no start. */
    private static double[] starts(Product p, int rowFrom, int rowTo, Scratch scratch) {
        if (p.start == null) {
            return ZEROS;
        }
        double[] starts = scratch.result((rowTo - rowFrom) * L);
        for (int i = rowFrom, to = 0; i < rowTo; i++, to += L) {
            broadcast(DOUBLES, p.start[p.startOffset + i]).intoArray(starts, to);
        }
        return starts;
    }

    // ---------------------------------------------------------------- thin

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
        boolean overlap = most == 3 && rows < 6 && columnTo - columnFrom >= 3 * L && p.inner <= THIN_INNER_BLOCK;
        int k = 0;
        do {
            int steps = p.inner - k < 3 * THIN_INNER_BLOCK / 2 ? p.inner - k : THIN_INNER_BLOCK;
            block.inner = steps;
            block.scale = k + steps == p.inner ? SimdProduct.scale(p.divisor) : 1;
            for (int j = columnFrom, width; j < columnTo; j += width) {
                width = overlap ? 3 * L : width(columnTo - j, most);
                j = Math.min(j, columnTo - width);
                placeB(p, block, k, j, width, rows, scratch);
                block.a0 = p.aOffset + rowFrom * p.aRow + k * p.aColumn;
                block.c0 = p.cOffset + rowFrom * p.cRow + j;
                begin(block, p, starts, k == 0, rowFrom, 0, width);
                int vectors = (width + L - 1) / L;
                if (vectors == 3) {
                    threes(block, rows);
                } else {
                    others(block, vectors == 2 ? twos(block, rows) : rows, vectors);
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
        } else {
            block.bStep = (width + L - 1) / L * L;
            block.b = scratch.right(block.bStep * block.inner);
            block.b0 = 0;
            SimdPacking.panel(p, k, block.inner, j, width, block.b, 0);
        }
    }

    /** The columns of the next panel where so many are left: at most so many vectors, and leaving no less than a vector. */
    private static int width(int columns, int most) {
        int vectors = (columns + L - 1) / L;
        if (vectors <= most) {
            return columns;
        }
        if (most == 3) {
            return vectors == 4 ? 2 * L : 3 * L;
        }
        return vectors == 3 && columns < 3 * L ? L : 2 * L;
    }

    // ---------------------------------------------------------------- wide

    private static void wide(
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
        for (int jc = columnFrom; jc < columnTo; ) {
            int je = columnTo - jc < COLUMN_BLOCK + 4 * L ? columnTo : jc + COLUMN_BLOCK;
            int k = 0;
            do {
                int steps = Math.min(inner - k, WIDE_INNER_BLOCK);
                block.inner = steps;
                block.scale = k + steps == inner ? SimdProduct.scale(p.divisor) : 1;
                int b0 = panels(p, block, k, steps, jc, je, scratch);
                for (int ic = rowFrom; ic < rowTo; ic += rowBlock) {
                    int ie = Math.min(ic + rowBlock, rowTo);
                    block.a = SimdPacking.strips(p, ic, ie, k, steps, STRIP, scratch);
                    block.b0 = b0;
                    for (int j = jc; j < je; ) {
                        int width = width(je - j, 2);
                        int vectors = (width + L - 1) / L;
                        block.bStep = vectors * L;
                        block.a0 = 0;
                        block.c0 = p.cOffset + ic * p.cRow + j;
                        begin(block, p, starts, k == 0, ic, ic - rowFrom, width);
                        int rows = vectors == 2 ? strips(block, ie - ic, STRIP * steps) : ie - ic;
                        for (int a0 = block.a0; rows > 0; rows -= STRIP) {
                            block.a0 = a0;
                            others(block, Math.min(rows, STRIP), vectors);
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
        return rows >= STRIP && columns >= WIDE_FROM_COLUMNS && p.inner > FEW_STEPS ? STRIP : 0;
    }

    /** {@link Kernel#copyB}; the columns are no more than a block. */
    static void copyB(Product p, int columnFrom, int columnTo, int from, int to, double[] copy) {
        for (int k = 0; k < p.inner; k += WIDE_INNER_BLOCK) {
            int steps = Math.min(p.inner - k, WIDE_INNER_BLOCK);
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

    // ---------------------------------------------------------------- tiles

    /** Sums begin from the starts of the rows, those of row i lying at {@code s * L}, or go on from C. */
    private static void begin(Block block, Product p, double[] starts, boolean first, int i, int s, int width) {
        block.last = width - L;
        block.bLast = (width + L - 1) / L * L - L;
        block.first = first;
        block.start0 = p.startOffset + i;
        if (first) {
            block.s = starts;
            block.s0 = p.start == null ? 0 : s * L;
            block.sRow = p.start == null ? 0 : L;
            block.sMiddle = 0;
            block.sLast = 0;
        } else {
            block.s = p.c;
            block.s0 = block.c0;
            block.sRow = p.cRow;
            block.sMiddle = L;
            block.sLast = block.last;
        }
    }

    /** Whole strips of a panel two vectors wide, from top to bottom; returns how many rows are left. */
    private static int strips(Block block, int rows, int next) {
        for (; rows >= STRIP; rows -= STRIP) {
            if (STRIP == 6) {
                SimdStrip.strip6(block);
            } else if (block.aStep == STRIP && block.bStep == 2 * L) {
                SimdStrip.packed5(block);
            } else {
                SimdStrip.strip5(block);
            }
            block.a0 += next;
            advance(block, STRIP);
        }
        return rows;
    }

    /** The tall tiles of so many rows, as A lies, of a panel of two vectors; returns how many rows are left. */
    private static int twos(Block block, int rows) {
        if (block.aRow == 1) {
            return strips(block, rows, STRIP);
        }
        for (; block.aStep == 1 && block.inner > FEW_STEPS && rows >= 5; rows -= 5) {
            SimdStrip.rows5(block);
            block.a0 += 5 * block.aRow;
            advance(block, 5);
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

    private static void advance(Block block, int rows) {
        block.s0 += rows * block.sRow;
        block.c0 += rows * block.cRow;
        block.start0 += rows;
    }

    /** So many rows of a panel of one or two vectors. */
    private static void others(Block block, int rows, int vectors) {
        while (rows > 0) {
            int height = SimdTiles.height(rows, vectors == 2 ? 6 : 8);
            SimdTiles.tile(block, vectors, height, block.a0, block.b0, block.c0, block.start0, block.last);
            block.a0 += height * block.aRow;
            advance(block, height);
            rows -= height;
        }
    }
}
