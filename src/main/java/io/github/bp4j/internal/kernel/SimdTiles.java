package io.github.bp4j.internal.kernel;

import static io.github.bp4j.internal.kernel.SimdSpecies.DOUBLES;

/** The register tiles that read A and B where they lie, by height and width. */
final class SimdTiles {
    private static final int L = DOUBLES.length();

    private SimdTiles() {}

    /** One panel of C from top to bottom. */
    static void tiles(Block block, int rows, int width, int a0, int b0, int c0, int s0) {
        int vectors = (width + L - 1) / L;
        int last = width - L;
        int tallest = tallest(vectors);
        for (int i = 0; i < rows; ) {
            int height = height(rows - i, tallest);
            tile(block, vectors, height, a0 + i * block.aRow, b0, c0 + i * block.cRow, s0 + i, last);
            i += height;
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
}
