package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;
import static jdk.incubator.vector.DoubleVector.broadcast;

/** The register tiles that read A and B where they lie, by height and width. */
final class SimdTiles {
    private static final int L = DOUBLES.length();

    private static final double[] ZEROS = new double[L];

    private SimdTiles() {}

    /** What the sums of the rows start from, each L times; zeros for all rows where there is no start. */
    static double[] starts(Product p, int rowFrom, int rowTo, Scratch scratch) {
        if (p.start == null) {
            return ZEROS;
        }
        double[] starts = scratch.result((rowTo - rowFrom) * L);
        for (int i = rowFrom, to = 0; i < rowTo; i++, to += L) {
            broadcast(DOUBLES, p.start[p.startOffset + i]).intoArray(starts, to);
        }
        return starts;
    }

    /** Sums of a panel of so many columns begin from the starts of the rows, those of row i of C lying at {@code s * L}, or go on from C. */
    static void begin(Block block, Product p, double[] starts, boolean first, int i, int s, int width) {
        block.last = width - L;
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

    /** The most rows of a tile of so many vectors. */
    static int tallest(int vectors) {
        return vectors == 4 ? 4 : vectors == 2 ? 6 : 8;
    }

    /** The rows of the next tile where so many are left. */
    static int height(int rows, int tallest) {
        return rows >= tallest ? tallest : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
    }

    static void tile(Block block, int vectors, int height, int a0, int b0, int c0, int s0, int last) {
        switch (vectors) {
            case 4 -> SimdTile4.run(block, height, a0, b0, c0, s0, last);
            case 2 -> SimdTile2.run(block, height, a0, b0, c0, s0, last);
            default -> SimdTile1.run(block, height, a0, b0, c0, s0);
        }
    }

    /** So many rows of a panel from the next tile on. */
    static void down(Block block, int rows, int vectors) {
        while (rows > 0) {
            int height = height(rows, tallest(vectors));
            tile(block, vectors, height, block.a0, block.b0, block.c0, block.start0, block.last);
            block.a0 += height * block.aRow;
            block.advance(height);
            rows -= height;
        }
    }
}
