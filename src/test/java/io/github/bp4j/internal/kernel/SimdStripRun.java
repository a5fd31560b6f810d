package io.github.bp4j.internal.kernel;

import io.github.bp4j.SplitMix64;
import java.util.Arrays;
import java.util.function.Consumer;

/** Compares each tile of {@link SimdStrip}, whichever the JDK would choose, with sums written out. */
final class SimdStripRun {
    private SimdStripRun() {}

    public static void main(String[] args) {
        int L = Integer.getInteger("bp4j.simd.bits") / 64;
        System.out.println("strip6 differences " + differences(L, SimdStrip::strip6, 6, 9, 2 * L + 3));
        System.out.println("strip5 differences " + differences(L, SimdStrip::strip5, 5, 9, 2 * L + 3));
        System.out.println("packed5 differences " + differences(L, SimdStrip::packed5, 5, 5, 2 * L));
    }

    /** With vectors of L columns that overlap, a start, and a scale. */
    private static int differences(int L, Consumer<Block> tile, int rows, int aStep, int bStep) {
        SplitMix64 random = new SplitMix64(rows);
        Block block = new Block();
        block.inner = 37;
        block.aStep = aStep;
        block.bStep = bStep;
        block.a0 = 3;
        block.b0 = 2;
        block.c0 = 1;
        block.cRow = 2 * L + 5;
        block.last = L - 1;
        block.scale = 0.25;
        block.a = random(random, block.a0 + block.inner * aStep);
        block.b = random(random, block.b0 + block.inner * bStep);
        block.s = random(random, rows * L);
        block.sRow = L;
        block.c = new double[rows * block.cRow + 2 * L];
        double[] expected = block.c.clone();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < 2 * L; j++) {
                double sum = block.s[i * L + j % L];
                for (int k = 0; k < block.inner; k++) {
                    sum = Math.fma(block.a[block.a0 + k * aStep + i], block.b[block.b0 + k * bStep + j], sum);
                }
                expected[block.c0 + i * block.cRow + (j < L ? j : block.last + j - L)] = sum * block.scale;
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
