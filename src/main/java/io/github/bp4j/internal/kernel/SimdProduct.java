package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import java.util.Arrays;

/**
 * The product out of register tiles: which tiles, in which order, and what is copied beforehand so that they read
 * memory in a row.
 *
 * <p>The columns of C are cut into panels of at most {@link #VECTORS} vectors, the rows into tiles of 4, 2 and 1, and where A is
 * not packed and panels are narrow also of 6.
 *
 * <ul>
 *   <li><em>Direct</em>: a small product, or one of few rows, reads A and B where they lie.
 *   <li><em>Packed</em>: otherwise k runs in blocks of {@link #INNER_BLOCK}. The rows of B in such a block are copied
 *       panel by panel, and a panel stays in a cache near by while all tiles of a block of rows pass over it; A is
 *       copied too where it is read often enough, in strips of {@link #STRIP} rows. C keeps the sums from one block of k to the next, so that
 *       each c_ij still adds its products in order.
 *   <li><em>Narrow</em>: fewer columns than a vector has lanes. B is copied, C written aside where it must be,
 *       and copied back.
 *   <li><em>One column</em>, a matrix times a vector: see {@link SimdColumn}.
 * </ul>
 */
final class SimdProduct {
    private static final int L = DOUBLES.length();

    /** Vectors in a row of a tile: 4 × 4 need 21 registers, 6 × 2 need 15, 4 × 2 need 11. */
    private static final int VECTORS =
            SimdSpecies.bits() == 512 || System.getProperty("os.arch", "").equals("aarch64") ? 4 : 2;

    private static final int PANEL = VECTORS * L;

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

    /** A is packed for so many columns, unless it is small; tiles with 16 registers gain more from it. */
    private static final int PACKED_FROM_COLUMNS = VECTORS == 4 ? 96 : 24;

    private static final int SMALL_A = VECTORS == 4 ? 8192 : 2048;

    private SimdProduct() {}

    static void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        int rows = rowTo - rowFrom;
        int columns = columnTo - columnFrom;
        if (rows <= 0 || columns <= 0) {
            return;
        }
        if (columns == 1) {
            vector(p, rowFrom, rowTo, columnFrom, scratch);
            return;
        }
        Block block = scratch.block;
        block.a = p.a;
        block.aRow = p.aRow;
        block.aStep = p.aColumn;
        block.c = p.c;
        block.cRow = p.cRow;
        block.start = p.start;
        boolean rowMajor = p.bColumn == 1;
        boolean packA = columns >= PACKED_FROM_COLUMNS && (long) rows * p.inner > SMALL_A;
        if (columns < L) {
            narrow(p, block, rowFrom, rowTo, columnFrom, columnTo, scratch);
        } else if (rowMajor && !packA && (rows < PACKED_FROM_ROWS || p.inner * columns <= SMALL_B)) {
            direct(p, block, rowFrom, rowTo, columnFrom, columnTo);
        } else {
            packed(p, block, rowFrom, rowTo, columnFrom, columnTo, packA, scratch);
        }
        if (!packA && !exact(p.divisor)) {
            divide(p, rowFrom, rowTo, columnFrom, columnTo);
        }
    }

    private static void direct(Product p, Block block, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        block.b = p.b;
        block.bStep = p.bRow;
        block.inner = p.inner;
        block.first = true;
        block.scale = scale(p.divisor);
        for (int j = columnFrom; j < columnTo; ) {
            int width = panel(columnTo - j);
            block.bLast = width - L;
            tiles(
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

    /** One panel of C from top to bottom, A where it lies. */
    private static void tiles(Block block, int rows, int width, int a0, int b0, int c0, int s0) {
        int vectors = (width + L - 1) / L;
        int last = width - L;
        int tallest = vectors == 4 ? 4 : vectors == 2 ? 6 : 8;
        for (int i = 0; i < rows; ) {
            int height = height(rows - i, tallest);
            tile(block, vectors, height, a0 + i * block.aRow, b0, c0 + i * block.cRow, s0 + i, last);
            i += height;
        }
    }

    /** The rows of the next tile where so many are left. */
    private static int height(int rows, int tallest) {
        return rows >= tallest ? tallest : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
    }

    private static void tile(Block block, int vectors, int height, int a0, int b0, int c0, int s0, int last) {
        switch (vectors) {
            case 4 -> SimdTile4.run(block, height, a0, b0, c0, s0, last);
            case 2 -> SimdTile2.run(block, height, a0, b0, c0, s0, last);
            default -> SimdTile1.run(block, height, a0, b0, c0, s0);
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
        if (VECTORS == 4 && vectors % 4 != 1) {
            return vectors >= 4 ? Math.min(columns, 4 * L) : vectors == 3 ? L : columns;
        }
        if (VECTORS == 4) {
            return vectors == 5 ? L : 4 * L;
        }
        return vectors == 3 ? L : 2 * L;
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
                int left = Math.min(inner - k, INNER_BLOCK);
                int steps = packA && left > 1 ? left & -2 : left;
                block.inner = steps;
                block.first = k == 0 && !packA;
                block.scale = k + steps == inner && !packA ? scale(p.divisor) : 1;
                block.b = packB(p, k, steps, jc, je, scratch);
                for (int ic = rowFrom; ic < rowTo; ic += ROW_BLOCK) {
                    int ie = Math.min(ic + ROW_BLOCK, rowTo);
                    if (packA) {
                        block.a = packA(p, ic, ie, k, steps, scratch);
                    }
                    int b0 = 0;
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
                                divide(p, ic, ie, j, j + width);
                            }
                        } else {
                            int a0 = p.aOffset + ic * p.aRow + k * p.aColumn;
                            tiles(block, ie - ic, width, a0, b0, c0, p.startOffset + ic);
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
            int height = height(rows - i, 4);
            int a0 = i / STRIP * STRIP * block.inner + i % STRIP;
            int c = c0 + i * block.cRow;
            if (height == 4 && vectors == 4 && block.inner > 1) {
                SimdTile4.packed4(block, a0, b0, c, last);
            } else if (height == 4 && vectors == 2 && block.inner > 1) {
                SimdTile2.packed4(block, a0, b0, c, last);
            } else {
                tile(block, vectors, height, a0, b0, c, 0, last);
            }
            i += height;
        }
    }

    /** Rows [i0, i1) and steps [k0, k0 + steps) of A, strip by strip, k by k. */
    private static double[] packA(Product p, int i0, int i1, int k0, int steps, Scratch scratch) {
        double[] packed = scratch.left((i1 - i0 + STRIP - 1) / STRIP * STRIP * steps);
        int to = 0;
        for (int i = i0; i < i1; i += STRIP, to += STRIP * steps) {
            int rows = Math.min(STRIP, i1 - i);
            int from = p.aOffset + i * p.aRow + k0 * p.aColumn;
            if (p.aColumn == 1) {
                SimdTranspose.copy(p.a, from, p.aRow, packed, to, STRIP, steps, rows);
            } else if (p.aRow == 1 && rows == L) {
                for (int k = 0; k < steps; k++) {
                    fromArray(DOUBLES, p.a, from + k * p.aColumn).intoArray(packed, to + k * STRIP);
                }
            } else {
                for (int k = 0; k < steps; k++) {
                    for (int r = 0; r < rows; r++) {
                        packed[to + k * STRIP + r] = p.a[from + k * p.aColumn + r * p.aRow];
                    }
                }
            }
        }
        return packed;
    }

    /** Steps [k0, k0 + steps) and columns [j0, j1) of B, panel by panel, k by k. */
    private static double[] packB(Product p, int k0, int steps, int j0, int j1, Scratch scratch) {
        double[] packed = scratch.right((j1 - j0 + 2 * L) * steps);
        int to = 0;
        for (int j = j0; j < j1; ) {
            int width = panel(j1 - j);
            int step = (width + L - 1) / L * L;
            packPanel(p, k0, steps, j, step - L, step, packed, to);
            packPanel(p, k0, steps, j + width - L, L, step, packed, to + step - L);
            to += step * steps;
            j += width;
        }
        return packed;
    }

    /** Steps [k0, k0 + steps) and columns [j, j + width) of B, with a step from row to row of the copy. */
    private static void packPanel(Product p, int k0, int steps, int j, int width, int step, double[] packed, int to) {
        int from = p.bOffset + k0 * p.bRow + j * p.bColumn;
        if (p.bColumn == 1 && width % L == 0) {
            for (int k = 0; k < steps; k++) {
                for (int v = 0; v < width; v += L) {
                    fromArray(DOUBLES, p.b, from + k * p.bRow + v).intoArray(packed, to + k * step + v);
                }
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
     * Whatever scratch holds on the right of B goes into lanes that nobody looks at. A vector of C reaches beyond its row.
     * Where rows of C follow each other without gaps, it is stored there all the
     * same, as the next rows overwrite it; the last rows, and all rows otherwise, are written aside and copied.
     */
    private static void narrow(
            Product p, Block block, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        int columns = columnTo - columnFrom;
        int rows = rowTo - rowFrom;
        double[] packed = scratch.right(p.inner * L);
        packPanel(p, 0, p.inner, columnFrom, columns, L, packed, 0);
        block.b = packed;
        block.bStep = L;
        block.inner = p.inner;
        block.first = true;
        block.scale = scale(p.divisor);
        int inPlace = p.cRow == columns ? Math.max(0, rows - (L - 1) / columns) / 4 * 4 : 0;
        int a0 = p.aOffset + rowFrom * p.aRow;
        int c0 = p.cOffset + rowFrom * p.cRow + columnFrom;
        int s0 = p.startOffset + rowFrom;
        tiles(block, inPlace, L, a0, 0, c0, s0);
        double[] result = scratch.result((rows - inPlace) * L);
        block.c = result;
        block.cRow = L;
        tiles(block, rows - inPlace, L, a0 + inPlace * p.aRow, 0, 0, s0 + inPlace);
        for (int i = inPlace; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                p.c[c0 + i * p.cRow + j] = result[(i - inPlace) * L + j];
            }
        }
    }

    /** Column j of C. */
    private static void vector(Product p, int rowFrom, int rowTo, int j, Scratch scratch) {
        int n = rowTo - rowFrom;
        int x0 = p.bOffset + j * p.bColumn;
        int c0 = p.cOffset + rowFrom * p.cRow + j;
        if (p.aRow == 1 && p.cRow == 1 && n >= L) {
            double[] start = p.start;
            if (start == null) {
                start = scratch.right(n);
                Arrays.fill(start, 0, n, 0);
            }
            int s0 = p.start == null ? 0 : p.startOffset + rowFrom;
            int a0 = p.aOffset + rowFrom;
            SimdColumn.columns(p.a, a0, p.aColumn, n, p.b, x0, p.bRow, p.inner, start, s0, p.c, c0);
            for (int i = c0; p.divisor != 1 && i < c0 + n; i++) {
                p.c[i] /= p.divisor;
            }
        } else if (p.aColumn == 1) {
            double[] x = p.b;
            if (p.bRow != 1) {
                x = scratch.right(p.inner);
                for (int k = 0; k < p.inner; k++) {
                    x[k] = p.b[x0 + k * p.bRow];
                }
                x0 = 0;
            }
            SimdColumn.byRows(p, rowFrom, rowTo, x, x0, c0, scale(p.divisor));
            if (!exact(p.divisor)) {
                divide(p, rowFrom, rowTo, j, j + 1);
            }
        } else {
            PlainProduct.multiply(p, rowFrom, rowTo, j, j + 1, scratch);
        }
    }

    /** What a tile multiplies by at the end: 1/divisor where that is exact, for a power of two, else 1. */
    private static double scale(double divisor) {
        return exact(divisor) ? 1 / divisor : 1;
    }

    private static boolean exact(double divisor) {
        long bits = Double.doubleToRawLongBits(divisor);
        long exponent = bits >>> 52;
        return (bits & 0xF_FFFF_FFFF_FFFFL) == 0 && exponent > 0 && exponent < 2045;
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

    /** The last step, where the tiles do not do it. */
    private static void divide(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        if (p.divisor == 1) {
            return;
        }
        for (int i = rowFrom; i < rowTo; i++) {
            int row = p.cOffset + i * p.cRow;
            int j = columnFrom;
            for (; j <= columnTo - L; j += L) {
                fromArray(DOUBLES, p.c, row + j).div(p.divisor).intoArray(p.c, row + j);
            }
            for (; j < columnTo; j++) {
                p.c[row + j] /= p.divisor;
            }
        }
    }
}
