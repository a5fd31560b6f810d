package io.github.bp4j.internal.kernel;

import io.github.bp4j.SplitMix64;
import java.util.Arrays;
import java.util.function.Consumer;

/** Compares each tall tile, whichever the JDK and the processor would choose, with sums written out. */
final class SimdStripRun {
    private static final int L = Integer.getInteger("bp4j.simd.bits") / 64;

    private SimdStripRun() {}

    public static void main(String[] args) {
        System.out.println("strip6 differences " + differences(SimdStrip::strip6, 6, 2, 1, 9, 2 * L + 3, 0.25));
        System.out.println("strip5 differences " + differences(SimdStrip::strip5, 5, 2, 1, 9, 2 * L + 3, 0.25));
        System.out.println("packed5 differences " + differences(SimdStrip::packed5, 5, 2, 1, 5, 2 * L, 0.25));
        System.out.println("rows5 differences " + differences(SimdStrip::rows5, 5, 2, 40, 1, 2 * L + 3, 0.25));
        System.out.println("alongRows differences " + differences(SimdTile5x4::alongRows, 5, 4, 41, 1, 4 * L, 1));
        System.out.println("alongColumns differences " + differences(SimdTile5x4::alongColumns, 5, 4, 1, 9, 4 * L, 1));
    }

    /** With a last vector of columns that overlaps the one before, a start, and a scale where the tile has one. */
    private static int differences(
            Consumer<Block> tile, int rows, int vectors, int aRow, int aStep, int bStep, double scale) {
        SplitMix64 random = new SplitMix64(rows);
        Block block = new Block();
        block.inner = 37;
        block.aRow = aRow;
        block.aStep = aStep;
        block.bStep = bStep;
        block.a0 = 3;
        block.b0 = 2;
        block.c0 = 1;
        block.bLast = (vectors - 1) * L;
        block.last = block.bLast - 1;
        block.cRow = vectors * L + 5;
        block.scale = scale;
        block.a = random(random, block.a0 + (rows - 1) * aRow + block.inner * aStep);
        block.b = random(random, block.b0 + block.inner * bStep);
        block.s = random(random, rows * L);
        block.sRow = L;
        block.c = new double[rows * block.cRow + vectors * L];
        double[] expected = block.c.clone();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < vectors * L; j++) {
                double sum = block.s[i * L + j % L];
                for (int k = 0; k < block.inner; k++) {
                    double a = block.a[block.a0 + i * aRow + k * aStep];
                    sum = Math.fma(a, block.b[block.b0 + k * bStep + j], sum);
                }
                int column = j < block.bLast ? j : j - 1;
                expected[block.c0 + i * block.cRow + column] = sum * block.scale;
            }
        }

        tile.accept(block);

        int differences = 0;
        for (int i = 0; i < expected.length; i++) {
            differences += Double.doubleToRawLongBits(expected[i]) == Double.doubleToRawLongBits(block.c[i]) ? 0 : 1;
        }
        return differences;
    }

    private static double[] random(SplitMix64 random, int length) {
        double[] numbers = new double[length];
        Arrays.setAll(numbers, i -> random.nextGaussian());
        return numbers;
    }
}
