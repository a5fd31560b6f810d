package io.github.bp4j.internal.kernel;

import java.util.Arrays;
import java.util.Random;

/**
 * Compares a kernel with the loops in the Javadoc of {@link Kernel}, written out here once more: every bit, where all
 * NaNs count as equal. {@link #main} does so for the kernel of its JVM and prints its name.
 */
final class KernelCheck {
    private static final int[] SIDES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 17, 23, 24, 31, 32, 33, 39, 41, 65, 101};

    /** How the operands of a product may lie. */
    private static final int FORMS = 6;

    private final Kernel kernel;
    private final int threads;
    private final Random random = new Random(20_240_601);

    /** A check of a kernel through a {@link Compute} of so many threads. */
    KernelCheck(Kernel kernel, int threads) {
        this.kernel = kernel;
        this.threads = threads;
    }

    public static void main(String[] args) {
        int comparisons = new KernelCheck(Kernels.kernel(), 1).everything()
                + new KernelCheck(Kernels.kernel(), 3).largeProducts();
        int grain = Kernels.kernel()
                .grainWithSharedB(new Product().size(1000, 1000, 1000).right(null, 0, 1, 1000), 1000, 1000);
        System.out.println(
                Kernels.kernel().name() + ": " + comparisons + " comparisons, rows cut at multiples of " + grain);
    }

    int everything() {
        return products()
                + productsOfFewRows()
                + productsOfFewUnits()
                + largeProducts()
                + productsOfFarColumns()
                + productsWithSharedB()
                + affines()
                + elementWise()
                + softmaxes()
                + crossEntropies()
                + sums()
                + rowMeans();
    }

    int products() {
        int comparisons = 0;
        for (int rows : SIDES) {
            for (int columns : SIDES) {
                for (int inner : new int[] {0, 1, 2, 1 + random.nextInt(20), 1 + random.nextInt(70)}) {
                    product(rows, inner, columns);
                    comparisons++;
                }
            }
        }
        return comparisons;
    }

    /** Few rows, however the operands lie. */
    int productsOfFewRows() {
        int comparisons = 0;
        for (int rows = 1; rows <= 7; rows++) {
            for (int columns : new int[] {7, 8, 9, 12, 30}) {
                for (int inner = 3; inner <= 20; inner++) {
                    for (int form = 0; form < FORMS; form++) {
                        product(rows, inner, columns, form);
                        comparisons++;
                    }
                }
            }
        }
        return comparisons;
    }

    /** Few rows and many columns, and each operand has its sums' elements side by side: dW = dZ A_prevᵀ of few units. */
    int productsOfFewUnits() {
        int comparisons = 0;
        for (int rows = 3; rows <= 18; rows++) {
            for (int columns : new int[] {5 * rows, 6 * rows - 1, 6 * rows, 6 * rows + 1, 131}) {
                for (int inner : new int[] {1, 2, 1 + random.nextInt(70), 400}) {
                    product(rows, inner, columns, 1);
                    comparisons++;
                }
            }
        }
        return comparisons;
    }

    /** More than a block in each dimension, and combinations with short sides. */
    int largeProducts() {
        int[][] shapes = {
            {1, 1030, 1},
            {1000, 257, 1},
            {1, 700, 1101},
            {7, 513, 40},
            {40, 513, 7},
            {97, 300, 131},
            {199, 520, 33},
            {33, 260, 1100},
            {100, 515, 1061},
            {1100, 40, 33},
            {205, 31, 450},
            {65, 257, 37},
            {13, 1025, 10},
            {521, 13, 526},
            {3, 1, 2000},
            {2051, 9, 1},
            {2600, 5, 1},
            {130, 1100, 520},
            {300, 20, 1101}
        };
        for (int[] shape : shapes) {
            for (int i = 0; i < 4; i++) {
                product(shape[0], shape[1], shape[2]);
            }
        }
        return 4 * shapes.length;
    }

    /** Columns of A far apart, and C wide. */
    int productsOfFarColumns() {
        int[][] shapes = {
            {511, 19, 256},
            {512, 9, 256},
            {640, 23, 97},
            {603, 770, 259},
            {1079, 18, 256},
            {1085, 17, 290},
            {2168, 17, 261},
            {1024, 40, 100}
        };
        for (int[] shape : shapes) {
            for (int i = 0; i < 4; i++) {
                product(shape[0], shape[1], shape[2], 2 + i % 2);
            }
        }
        return 4 * shapes.length;
    }

    private void product(int rows, int inner, int columns) {
        product(rows, inner, columns, random.nextInt(FORMS));
    }

    private void product(int rows, int inner, int columns, int form) {
        Product p = random(rows, inner, columns, form);
        boolean whole = random.nextBoolean();
        int rowFrom = whole ? 0 : random.nextInt(rows);
        int rowTo = whole ? rows : rowFrom + 1 + random.nextInt(rows - rowFrom);
        int columnFrom = whole ? 0 : random.nextInt(columns);
        int columnTo = whole ? columns : columnFrom + 1 + random.nextInt(columns - columnFrom);
        if (!whole) {
            double outside = 4.25;
            Arrays.fill(p.c, outside);
            for (int i = rowFrom; i < rowTo; i++) {
                Arrays.fill(p.c, p.cOffset + i * p.cRow + columnFrom, p.cOffset + i * p.cRow + columnTo, Double.NaN);
            }
        }
        double[] expected = expected(p, rowFrom, rowTo, columnFrom, columnTo);
        if (whole) {
            new Compute(kernel, threads).multiply(p);
        } else {
            kernel.multiply(p, rowFrom, rowTo, columnFrom, columnTo, new Scratch());
        }
        same(
                expected,
                p.c,
                "multiply " + rows + "×" + inner + "×" + columns + ", form " + form + ", rows [" + rowFrom + ", "
                        + rowTo + "), columns [" + columnFrom + ", " + columnTo + "), divisor " + p.divisor);
    }

    /** A product whose C holds NaN. */
    private Product random(int rows, int inner, int columns, int form) {
        Product p = new Product().size(rows, inner, columns);
        boolean special = random.nextInt(4) == 0;
        int gap = random.nextInt(3);
        boolean aTransposed = form == 2 || form == 3, bTransposed = form == 1 || form == 3;
        // A, row by row or column by column; in form 4 neither
        int aOffset = random.nextInt(5);
        int aRow = form == 4 ? 2 * inner + 1 : aTransposed ? 1 : inner + gap;
        int aColumn = form == 4 ? 2 : aTransposed ? rows + gap : 1;
        p.left(values(aOffset + extent(rows, aRow, inner, aColumn), special), aOffset, aRow, aColumn);
        int bOffset = random.nextInt(5);
        int bRow = form == 4 ? 3 : bTransposed ? 1 : columns + gap;
        int bColumn = form == 4 ? 3 * inner + 1 : bTransposed ? inner + gap : 1;
        p.right(values(bOffset + extent(inner, bRow, columns, bColumn), special), bOffset, bRow, bColumn);
        int cOffset = random.nextInt(5);
        int cRow = columns + random.nextInt(2) * random.nextInt(4);
        double[] c = new double[cOffset + rows * cRow + random.nextInt(9)];
        Arrays.fill(c, Double.NaN);
        p.into(c, cOffset, cRow);
        int startOffset = random.nextInt(3);
        if (random.nextBoolean()) {
            p.startingFrom(values(startOffset + rows, special), startOffset);
        }
        double[] divisors = {1, 1, 2, 32, 3, 37, -4, 0x1p1000, 0x1p-1000};
        return p.dividedBy(divisors[random.nextInt(divisors.length)]);
    }

    /** From the first element of a matrix to its last: nothing follows that a kernel might read unseen. */
    private static int extent(int rows, int row, int columns, int column) {
        return rows == 0 || columns == 0 ? 0 : (rows - 1) * row + (columns - 1) * column + 1;
    }

    /** C with so many of its rows and columns computed. */
    private static double[] expected(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo) {
        double[] expected = p.c.clone();
        for (int i = rowFrom; i < rowTo; i++) {
            for (int j = columnFrom; j < columnTo; j++) {
                double sum = p.start == null ? 0 : p.start[p.startOffset + i];
                for (int k = 0; k < p.inner; k++) {
                    sum = Math.fma(
                            p.a[p.aOffset + i * p.aRow + k * p.aColumn],
                            p.b[p.bOffset + k * p.bRow + j * p.bColumn],
                            sum);
                }
                expected[p.cOffset + i * p.cRow + j] = p.divisor == 1 ? sum : sum / p.divisor;
            }
        }
        return expected;
    }

    /** B in any form, or else transposed; and an A whose columns lie far apart. */
    int productsWithSharedB() {
        int comparisons = 0;
        for (int columns = 96; columns <= 230; columns++) {
            for (int inner : new int[] {17, 401, 513, 770}) {
                comparisons += productWithSharedB(31, inner, columns, random.nextInt(FORMS))
                                || productWithSharedB(31, inner, columns, 1)
                        ? 1
                        : 0;
            }
            comparisons += columns % 8 == 0 && productWithSharedB(515, 19, columns, 2) ? 1 : 0;
        }
        return comparisons;
    }

    /** Parts of C that share a copy of B, itself made in parts; false if it does not pay. */
    private boolean productWithSharedB(int rows, int inner, int columns, int form) {
        Product p = random(rows, inner, columns, form);
        int columnFrom = random.nextInt(2) * random.nextInt(columns - 95);
        int columnTo = columns - random.nextInt(2) * random.nextInt(columns - columnFrom - 95);
        int grain = kernel.grainWithSharedB(p, p.rows, columnTo - columnFrom);
        if (grain == 0) {
            return false;
        }
        double[] expected = expected(p, 0, p.rows, columnFrom, columnTo);
        double[] copy = filled((columnTo - columnFrom + 7) / 8 * 8 * inner);
        for (int to = columnTo, from = to; from > columnFrom; to = from) { // from right to left
            from = columnFrom + (to - 1 - columnFrom) / 32 * 32;
            from = Math.max(columnFrom, from - 32 * random.nextInt(3));
            kernel.copyB(p, columnFrom, columnTo, from, to, copy);
        }
        p.sharedB = copy;
        int cut = grain * (1 + random.nextInt(p.rows / grain));
        kernel.multiply(p, 0, cut, columnFrom, columnTo, new Scratch());
        kernel.multiply(p, cut, p.rows, columnFrom, columnTo, new Scratch());
        same(
                expected,
                p.c,
                "multiply with shared B, " + rows + "×" + inner + ", form " + form + ", columns [" + columnFrom + ", "
                        + columnTo + ") of " + columns + ", rows cut at " + cut);
        return true;
    }

    int elementWise() {
        int comparisons = 0;
        for (int n = 0; n < 70; n++) {
            for (double slope : new double[] {0, 0.01, -0.5, 1}) {
                for (boolean special : new boolean[] {false, true}) {
                    int from = random.nextInt(4);
                    int to = from + n;
                    double[] x = values(to + 3, special);
                    double[] y = values(to + 3, special);
                    double[] actual = filled(to + 3);
                    double[] expected = filled(to + 3);
                    for (int i = from; i < to; i++) {
                        expected[i] = x[i] <= 0 ? (slope == 0 ? 0 : slope * x[i]) : x[i];
                    }
                    kernel.rectify(slope, x, actual, from, to);
                    same(expected, actual, "rectify " + slope + " of " + n);
                    for (int i = from; i < to; i++) {
                        expected[i] = x[i] > 0 ? y[i] : (slope == 0 ? 0 : slope * y[i]);
                    }
                    kernel.rectifyBackward(slope, x, y, actual, from, to);
                    same(expected, actual, "rectifyBackward " + slope + " of " + n);
                    double[] inPlace = x.clone();
                    kernel.rectify(slope, inPlace, inPlace, from, to);
                    kernel.rectify(slope, x, actual, from, to);
                    same(
                            Arrays.copyOfRange(actual, from, to),
                            Arrays.copyOfRange(inPlace, from, to),
                            "rectify in place");

                    boolean finite = true;
                    double[] sum = y.clone();
                    for (int i = from; i < to; i++) {
                        sum[i] = Math.fma(slope, x[i], y[i]);
                        finite &= Double.isFinite(sum[i]);
                    }
                    require(kernel.staysFinite(slope, x, y, from, to) == finite, "staysFinite " + n);
                    kernel.addScaled(slope, x, y, from, to);
                    same(sum, y, "addScaled " + slope + " of " + n);
                    for (int i = from; i < to; i++) {
                        double[] spoiled = new double[to];
                        spoiled[i] = i % 3 == 0 ? Double.NaN : i % 3 == 1 ? Double.NEGATIVE_INFINITY : 0x1p1023;
                        require(!kernel.staysFinite(4, spoiled, spoiled, from, to), "staysFinite at " + i);
                    }
                    for (Function f : Function.values()) {
                        double[] map = filled(to + 5);
                        double[] moved = filled(to + 5);
                        for (int i = 0; i < n; i++) {
                            moved[from + 2 + i] = f.of(x[from + i]);
                        }
                        kernel.map(f, x, from, map, from + 2, n);
                        same(moved, map, f + " of " + n);
                    }
                    comparisons += 5 + Function.values().length;
                }
            }
        }
        return comparisons;
    }

    int softmaxes() {
        int comparisons = 0;
        for (int rows : new int[] {1, 2, 3, 4, 7, 8, 10, 33}) {
            for (int columns = 1; columns < 40; columns++) {
                for (boolean special : new boolean[] {false, true}) {
                    int behind = random.nextInt(9); // elements that are no part of the matrix
                    double[] z = values(rows * columns + behind, special);
                    int from = random.nextInt(columns);
                    int to = from + 1 + random.nextInt(columns - from);
                    double[] expected = filled(rows * columns + behind);
                    for (int j = from; j < to; j++) {
                        double max = z[j];
                        for (int i = 1; i < rows; i++) {
                            max = Math.max(max, z[i * columns + j]);
                        }
                        double sum = 0;
                        for (int i = 0; i < rows; i++) {
                            sum += expected[i * columns + j] = Function.EXP.of(z[i * columns + j] - max);
                        }
                        for (int i = 0; i < rows; i++) {
                            expected[i * columns + j] /= sum;
                        }
                    }
                    double[] actual = filled(rows * columns + behind);
                    kernel.softmax(z, actual, rows, columns, from, to);
                    same(expected, actual, "softmax " + rows + "×" + columns + " [" + from + ", " + to + ")");
                    kernel.softmax(z, z, rows, columns, from, to);
                    for (int j = from; j < to; j++) {
                        for (int i = 0; i < rows; i++) {
                            require(equal(expected[i * columns + j], z[i * columns + j]), "softmax in place");
                        }
                    }
                    comparisons++;
                }
            }
        }
        return comparisons;
    }

    int affines() {
        int comparisons = 0;
        for (int units : new int[] {8, 16, 24, 56, 64, 72, 96, 128, 200}) {
            for (int inputs : new int[] {0, 1, 2, 3, 17, 64}) {
                double[] panels = values(units * inputs, inputs < 4);
                double[] b = values(units, false);
                double[] x = values(inputs, false);
                double[] expected = new double[units];
                for (int p = 0, width; p < units; p += width) {
                    width = Math.min(Kernel.PANEL, Integer.highestOneBit(units - p));
                    for (int i = 0; i < width; i++) {
                        double c = b[p + i];
                        for (int k = 0; k < inputs; k++) {
                            c = Math.fma(panels[p * inputs + k * width + i], x[k], c);
                        }
                        expected[p + i] = c;
                    }
                }
                double[] actual = filled(units);
                kernel.affine(panels, b, x, actual, units, inputs);
                same(expected, actual, "affine " + units + "×" + inputs);
                comparisons++;
            }
        }
        return comparisons;
    }

    int crossEntropies() {
        int comparisons = 0;
        for (int rows : new int[] {1, 2, 3, 10, 33}) {
            for (int columns = 1; columns < 40; columns++) {
                for (boolean special : new boolean[] {false, true}) {
                    double[] z = values(rows * columns, special);
                    int yFrom = random.nextInt(5);
                    double[] y = values(yFrom + rows * columns, false);
                    for (int i = 0; i < y.length; i++) {
                        y[i] = random.nextInt(3) == 0 ? y[i] : 0;
                    }
                    for (int j = 0; j < columns && rows > 2; j++) { // a maximum that stands twice
                        z[columns + j] = random.nextInt(2) == 0 ? z[j] : z[columns + j];
                    }
                    double[] a = new double[z.length];
                    new PlainKernel().softmax(z, a, rows, columns, 0, columns);
                    double[] expected = new double[columns];
                    for (int j = 0; j < columns; j++) {
                        expected[j] = crossEntropy(z, a, y, yFrom, rows, columns, j);
                    }
                    double[] actual = filled(columns);
                    kernel.crossEntropy(z, a, y, yFrom, actual, filled(2 * columns), rows, columns);
                    same(expected, actual, "crossEntropy " + rows + "×" + columns);
                    comparisons++;
                }
            }
        }
        return comparisons;
    }

    private static double crossEntropy(double[] z, double[] a, double[] y, int yFrom, int rows, int columns, int j) {
        int max = j;
        double others = 0;
        for (int i = 1; i < rows; i++) {
            int ij = i * columns + j;
            others += a[z[ij] > z[max] ? max : ij];
            max = z[ij] > z[max] ? ij : max;
        }
        double log = Function.LOG1P.of(others / a[max]);
        double loss = 0;
        for (int i = 0; i < rows; i++) {
            double target = y[yFrom + i * columns + j];
            loss = target == 0 ? loss : Math.fma(target, (z[max] - z[i * columns + j]) + log, loss);
        }
        return loss;
    }

    int rowMeans() {
        int comparisons = 0;
        for (int rows : new int[] {1, 2, 7}) {
            for (int columns : new int[] {1, 3, 8, 15, 16, 32, 100, 4096, 4104}) {
                double[] x = values(rows * columns, columns < 20);
                int from = random.nextInt(rows);
                double[] expected = filled(rows + 2);
                for (int i = from; i < rows; i++) {
                    expected[2 + i] = new PlainKernel().sum(x, i * columns, columns) / columns;
                }
                double[] actual = filled(rows + 2);
                kernel.rowMeans(x, columns, actual, 2, from, rows);
                same(expected, actual, "rowMeans " + rows + "×" + columns);
                comparisons++;
            }
        }
        return comparisons;
    }

    int sums() {
        int comparisons = 0;
        for (int n : new int[] {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 63, 100, 4095, 4096, 4097, 4103, 8191, 8192, 12_345}) {
            for (boolean special : new boolean[] {false, true}) {
                int from = random.nextInt(9);
                double[] x = values(from + n + 3, special && n < 100);
                double sum = 0;
                for (int block = 0; block < n; block += 4096) {
                    double[] p = new double[8];
                    for (int i = block; i < Math.min(block + 4096, n); i++) {
                        p[i % 8] += x[from + i];
                    }
                    sum += ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]));
                }
                double actual = kernel.sum(x, from, n);
                require(equal(sum, actual), "sum of " + n + " is " + actual + ", expected " + sum);
                comparisons++;
            }
        }
        return comparisons;
    }

    /** Numbers of both signs; special ones among them if asked for. */
    private double[] values(int n, boolean special) {
        double[] specials = {
            0.0,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            -0x1p-1040,
            Double.MAX_VALUE,
            -1e-160,
            1e160,
            710,
            -746
        };
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = special && random.nextInt(12) == 0
                    ? specials[random.nextInt(specials.length)]
                    : random.nextGaussian();
        }
        return x;
    }

    private static double[] filled(int n) {
        double[] x = new double[n];
        Arrays.fill(x, Double.NaN);
        return x;
    }

    private static boolean equal(double x, double y) {
        return Double.doubleToLongBits(x) == Double.doubleToLongBits(y); // one NaN, two zeros
    }

    private void same(double[] expected, double[] actual, String what) {
        for (int i = 0; i < expected.length; i++) {
            if (!equal(expected[i], actual[i])) {
                throw new AssertionError(
                        kernel.name() + ", " + what + ": [" + i + "] is " + actual[i] + ", expected " + expected[i]);
            }
        }
    }

    private void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(kernel.name() + ", " + what);
        }
    }
}
