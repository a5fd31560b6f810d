package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;

/**
 * The product out of register tiles. The columns of C are cut into panels of a few vectors, the rows into tiles of a few rows, so that the tile's
 * part of C stays in registers while k runs. Which tiles, and what is copied beforehand so that they read memory in a row, depends on how many
 * registers there are: {@link SimdProduct16} and {@link SimdProduct32}.
 *
 * <p>Here are the products that have few columns or rows, or a single step of k.
 *
 * <ul>
 *   <li><em>Narrow</em>, fewer columns than a vector has lanes: B is copied, C written aside where it must be, and copied back.
 *   <li><em>One column</em>, a matrix times a vector: {@link SimdColumn}, {@link SimdRows} and {@link SimdRows8}.
 *   <li><em>Few rows</em>, up to three, where B would have to be transposed: {@link SimdRows}.
 *   <li><em>Turned</em>, up to {@link #TURNED_ROWS} rows and many columns, where B would have to be transposed: dW = dZ Aᵀ of few units. Cᵀ = Bᵀ Aᵀ is
 *       computed, as A and C are smaller than B.
 *   <li><em>One step</em>, a column times a row: C is written row by row, in one stream.
 * </ul>
 */
final class SimdProduct {
    private static final int L = DOUBLES.length();

    /** The most rows of a turned product. */
    private static final int TURNED_ROWS = 16;

    /** Its fewest columns for each row. */
    private static final int TURNED_COLUMNS = 6;

    private SimdProduct() {}

    static void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        if (rowTo <= rowFrom || columnTo <= columnFrom) {
            return;
        }
        if (columnTo - columnFrom == 1) {
            vector(p, rowFrom, rowTo, columnFrom, scratch);
            return;
        }
        if (p.inner == 1 && p.bColumn == 1) {
            outer(p, rowFrom, rowTo, columnFrom, columnTo);
            return;
        }
        if (SimdRows.canMultiplyTransposed(p, rowTo - rowFrom, columnTo - columnFrom)) {
            SimdRows.multiplyTransposed(p, rowFrom, rowTo, columnFrom, columnTo, scale(p.divisor));
            if (scale(p.divisor) == 1) {
                divide(p, rowFrom, rowTo, columnFrom, columnTo);
            }
            return;
        }
        if (canTurn(p, rowTo - rowFrom, columnTo - columnFrom)) {
            turned(p, rowFrom, rowTo, columnFrom, columnTo, scratch);
            return;
        }
        Block block = scratch.block;
        block.a = p.a;
        block.aRow = p.aRow;
        block.aStep = p.aColumn;
        block.c = p.c;
        block.cRow = p.cRow;
        block.start = p.start;
        block.scale = scale(p.divisor);
        if (columnTo - columnFrom < L) {
            narrow(p, block, rowFrom, rowTo, columnFrom, columnTo, scratch);
        } else if (SimdSpecies.HAS_32_REGISTERS) {
            SimdProduct32.multiply(p, block, rowFrom, rowTo, columnFrom, columnTo, scratch);
        } else {
            SimdProduct16.multiply(p, block, rowFrom, rowTo, columnFrom, columnTo, scratch);
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
        SimdPacking.panel(p, 0, p.inner, columnFrom, columns, L, packed, 0);
        block.b = packed;
        block.bStep = L;
        block.inner = p.inner;
        block.first = true;
        int inPlace = p.cRow == columns ? Math.max(0, rows - (L - 1) / columns) / 4 * 4 : 0;
        int c0 = p.cOffset + rowFrom * p.cRow + columnFrom;
        block.a0 = p.aOffset + rowFrom * p.aRow;
        block.b0 = 0;
        block.c0 = c0;
        block.start0 = p.startOffset + rowFrom;
        block.last = 0;
        SimdTiles.down(block, inPlace, 1);
        double[] result = scratch.result((rows - inPlace) * L);
        block.c = result;
        block.c0 = 0;
        block.cRow = L;
        SimdTiles.down(block, rows - inPlace, 1);
        for (int i = inPlace; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                p.c[c0 + i * p.cRow + j] = result[(i - inPlace) * L + j];
            }
        }
        if (scale(p.divisor) == 1) {
            divide(p, rowFrom, rowTo, columnFrom, columnTo);
        }
    }

    /**
     * Column j of C. Each sum is in the order of k, so that lanes can only be rows of A: where they lie side by side, or are transposed on their
     * way. Else it is the plain loop.
     */
    private static void vector(Product p, int rowFrom, int rowTo, int j, Scratch scratch) {
        int n = rowTo - rowFrom;
        int x0 = p.bOffset + j * p.bColumn;
        int c0 = p.cOffset + rowFrom * p.cRow + j;
        if (p.aRow == 1 && p.cRow == 1) {
            if (p.start == null) {
                Arrays.fill(p.c, c0, c0 + n, 0);
            } else {
                System.arraycopy(p.start, p.startOffset + rowFrom, p.c, c0, n);
            }
            SimdColumn.addColumns(p.a, p.aOffset + rowFrom, p.aColumn, n, p.b, x0, p.bRow, p.inner, p.c, c0);
            divide(p, rowFrom, rowTo, j, j + 1);
        } else if (p.aColumn == 1 && p.cRow == 1 && n >= SimdRows.LEAST && (L == 4 || SimdRows8.PAYS && p.inner >= 8)) {
            double[] x = p.b;
            if (p.bRow != 1) {
                x = scratch.right(p.inner);
                for (int k = 0; k < p.inner; k++) {
                    x[k] = p.b[x0 + k * p.bRow];
                }
                x0 = 0;
            }
            int a0 = p.aOffset + rowFrom * p.aRow;
            int s0 = p.startOffset + rowFrom;
            double scale = scale(p.divisor);
            if (L == 4) {
                SimdRows.multiply(p.a, a0, p.aRow, n, x, x0, p.inner, p.start, s0, p.c, c0, scale);
            } else {
                SimdRows8.multiply(p.a, a0, p.aRow, n, x, x0, p.inner, p.start, s0, p.c, c0, scale);
            }
            if (scale == 1) {
                divide(p, rowFrom, rowTo, j, j + 1);
            }
        } else {
            PlainProduct.multiply(p, rowFrom, rowTo, j, j + 1, scratch);
        }
    }

    /** Whether C has few rows and many columns, and the sums' elements lie side by side in A and B. */
    private static boolean canTurn(Product p, int rows, int columns) {
        return L == 4
                && !SimdSpecies.HAS_32_REGISTERS
                && rows >= L
                && rows <= TURNED_ROWS
                && columns >= TURNED_COLUMNS * rows
                && p.aColumn == 1
                && p.bRow == 1
                && p.start == null;
    }

    /** C as the transpose of Bᵀ Aᵀ, which is computed aside. */
    private static void turned(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
        int rows = rowTo - rowFrom;
        int columns = columnTo - columnFrom;
        double[] ct = scratch.result(columns * rows);
        Product turned = scratch.turned
                .size(columns, p.inner, rows)
                .left(p.b, p.bOffset + columnFrom * p.bColumn, p.bColumn, 1)
                .right(p.a, p.aOffset + rowFrom * p.aRow, 1, p.aRow)
                .into(ct, 0, rows)
                .dividedBy(p.divisor);
        multiply(turned, 0, columns, 0, rows, scratch);
        int c0 = p.cOffset + rowFrom * p.cRow + columnFrom;
        SimdTranspose.copy(ct, 0, rows, p.c, c0, p.cRow, rows, columns);
    }

    /** C = (s 1ᵀ + a bᵀ) / divisor, of a column a and a row bᵀ. */
    private static void outer(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        int b0 = p.bOffset + columnFrom;
        for (int i = rowFrom; i < rowTo; i++) {
            double start = p.start == null ? 0 : p.start[p.startOffset + i];
            int c0 = p.cOffset + i * p.cRow + columnFrom;
            outerRow(p.a[p.aOffset + i * p.aRow], p.b, b0, start, p.c, c0, columnTo - columnFrom, scale(p.divisor));
        }
        if (scale(p.divisor) == 1) {
            divide(p, rowFrom, rowTo, columnFrom, columnTo);
        }
    }

    private static void outerRow(double a, double[] b, int b0, double start, double[] c, int c0, int n, double scale) {
        DoubleVector as = broadcast(DOUBLES, a);
        DoubleVector starts = broadcast(DOUBLES, start);
        int j = 0;
        for (; j <= n - L; j += L) {
            as.fma(fromArray(DOUBLES, b, b0 + j), starts).mul(scale).intoArray(c, c0 + j);
        }
        for (; j < n; j++) {
            c[c0 + j] = Math.fma(a, b[b0 + j], start) * scale;
        }
    }

    /** What a tile multiplies by at the end: 1/divisor where that is exact, for a power of two, else 1. */
    static double scale(double divisor) {
        return isPowerOfTwo(divisor) ? 1 / divisor : 1;
    }

    /** The last step, where the tiles do not do it, for rows and columns of C; in one loop where its rows follow each other without gaps. */
    static void divide(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        if (p.divisor == 1) {
            return;
        }
        int columns = columnTo - columnFrom;
        int from = p.cOffset + rowFrom * p.cRow + columnFrom;
        if (p.cRow == columns) {
            divide(p.c, from, (rowTo - rowFrom) * columns, p.divisor);
            return;
        }
        for (int i = rowFrom; i < rowTo; i++, from += p.cRow) {
            divide(p.c, from, columns, p.divisor);
        }
    }

    /** Plain loops: C2 aligns them, so that no vector of 512 bits lies across two lines. */
    private static void divide(double[] c, int from, int n, double divisor) {
        double scale = scale(divisor);
        if (scale == 1) {
            for (int i = from; i < from + n; i++) {
                c[i] /= divisor;
            }
        } else {
            for (int i = from; i < from + n; i++) {
                c[i] *= scale;
            }
        }
    }

    /** Whether divisor is 2ⁿ, and 1/divisor too. */
    private static boolean isPowerOfTwo(double divisor) {
        long bits = Double.doubleToRawLongBits(divisor);
        long exponent = bits >>> 52;
        return (bits & 0xF_FFFF_FFFF_FFFFL) == 0 && exponent > 0 && exponent < 2045;
    }
}
