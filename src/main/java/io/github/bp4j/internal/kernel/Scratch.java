package io.github.bp4j.internal.kernel;

/** The working memory of one thread of one {@link Compute}: grown when needed, then kept. */
public final class Scratch {
    final Block block = new Block();

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

    /** Arrays of at least a length, for rows of B and C. */
    double[][] rows(int number, int length) {
        return rows.length >= number && rows[0].length >= length ? rows : (rows = new double[number][length]);
    }
}
