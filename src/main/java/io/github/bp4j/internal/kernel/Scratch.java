package io.github.bp4j.internal.kernel;

/** The working memory of one thread of one {@link Compute}: grown when needed, then kept. */
public final class Scratch {
    final Block block = new Block();
    final PlainSums sums = new PlainSums();

    /** A product that stands for another one. */
    final Product turned = new Product();

    private double[] left = {};
    private double[] right = {};
    private double[] result = {};
    private double[][] rows = {};

    /** Room for a packed part of A. */
    double[] left(int length) {
        return left.length >= length ? left : (left = new double[length]);
    }

    /** Room for a packed part of B. */
    double[] right(int length) {
        return right.length >= length ? right : (right = new double[length]);
    }

    /** Room for a part of C. */
    double[] result(int length) {
        return result.length >= length ? result : (result = new double[length]);
    }

    /**
     * Arrays for rows of B and C, at least that many and that long. Of 8 n + 6 elements each, which with the 16 bytes
     * before them are whole cache lines: made one after the other, all lie in the same way to the lines, and a loop over
     * several of them at the same index, once C2 has aligned it to one, reads no vector across two lines.
     */
    double[][] rows(int number, int length) {
        return rows.length >= number && rows[0].length >= length
                ? rows
                : (rows = new double[number][(length + 1 | 7) - 1]);
    }
}
