package io.github.bp4j.internal.kernel;

/**
 * Where the operands of the register tiles of one product lie, and what begins and ends a sum: C ← (C or start) + A B,
 * times scale. Element (i, k) of A is {@code a[a0 + i * aRow + k * aStep]}, element (k, j) of B {@code b[b0 + k * bStep
 * + j]}, element (i, j) of C {@code c[c0 + i * cRow + j]}, for the a0, b0, c0 of a tile; the sum runs over k &lt; inner.
 */
final class Block {
    double[] a, b, c;
    int aRow, aStep, bStep, cRow, inner;

    /** Where the last vector of a row of B lies; in C it begins so that the columns end with it. */
    int bLast;

    /** Whether the sum begins here: from {@code start}, or from 0 where that is null; else it goes on from C. */
    boolean first;

    double[] start;

    /** 1 before the end of the sum. */
    double scale;

    // ---------------------------------------------------------------- of the next tile, where it takes a block alone

    int a0, b0, c0;

    /** Where its first row begins in {@code start}. */
    int start0;

    /** Where its last vector lies in a row of C. */
    int last;

    /**
     * What its sums begin from, which is C or copies of the starts: row i at {@code s[s0 + i * sRow]}, its vectors at 0, sMiddle (of three
     * and more), 2 sMiddle (of four) and sLast.
     */
    double[] s;

    int s0, sRow, sMiddle, sLast;

    /** To the rows of C below. */
    void advance(int rows) {
        s0 += rows * sRow;
        c0 += rows * cRow;
        start0 += rows;
    }
}
