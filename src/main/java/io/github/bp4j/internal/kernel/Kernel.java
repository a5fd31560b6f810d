package io.github.bp4j.internal.kernel;

/**
 * The inner loops of bp4j over raw arrays, each on the calling thread alone.
 *
 * <p>The Javadoc of an operation <em>is</em> its loop: every implementation gives exactly these bits (all NaNs count as
 * equal), however it blocks, packs or vectorises. Ranges are trusted: the callers have checked the shapes.
 *
 * <p>Aliasing: an element-wise operation may write the array that it reads if input and output start at the same index;
 * everything else must not overlap.
 */
public interface Kernel {
    /** Neurons in a panel of {@link #affine}. */
    int PANEL = 32;

    /** Neurons in the next panel of {@link #affine} when so many are left. */
    static int panelWidth(int left) {
        return Math.min(PANEL, Integer.highestOneBit(left));
    }

    /** What runs, for people: "plain", "simd (512 bits)". */
    String name();

    /**
     * The part of a product in rows [rowFrom, rowTo) and columns [columnFrom, columnTo) of C.
     *
     * <pre>{@code
     * for (int i = rowFrom; i < rowTo; i++)
     *     for (int j = columnFrom; j < columnTo; j++) {
     *         double c = start == null ? 0 : start[startOffset + i];
     *         for (int k = 0; k < inner; k++)
     *             c = Math.fma(a[aOffset + i * aRow + k * aColumn], b[bOffset + k * bRow + j * bColumn], c);
     *         c_ij[cOffset + i * cRow + j] = divisor == 1 ? c : c / divisor;
     *     }
     * }</pre>
     */
    void multiply(Product product, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch);

    /**
     * Whether parts of a product, of so many rows and columns each, are to share one copy of B: if so, the number of rows at whose multiples
     * C is best cut; 0 if not, as they read B where it lies.
     */
    default int grainWithSharedB(Product product, int rows, int columns) {
        return 0;
    }

    /**
     * Copies B for parts of C in the columns [columnFrom, columnTo), at most 1024, in the order in which {@link #multiply} of all these columns
     * reads it; of that copy, what begins in the columns [from, to).
     *
     * @param from columnFrom plus a multiple of 32
     * @param to likewise, or columnTo
     * @param copy inner elements for each column, their number rounded up to a multiple of 8; the product's {@code sharedB} when it is whole
     */
    default void copyB(Product product, int columnFrom, int columnTo, int from, int to, double[] copy) {
        throw new UnsupportedOperationException(name() + " reads no copy of B");
    }

    /**
     * z = W x + b for one x, with Wᵀ in panels of {@value #PANEL} neurons: the first panel holds the columns 0 … 31 of
     * Wᵀ, input by input, then comes the next; what is left is 16 wide, and 8. So W is read once from end to end.
     *
     * <pre>{@code
     * for (int p = 0, width; p < units; p += width) {
     *     width = panelWidth(units - p);
     *     for (int i = 0; i < width; i++) {
     *         double c = b[p + i];
     *         for (int k = 0; k < inputs; k++) c = Math.fma(panels[p * inputs + k * width + i], x[k], c);
     *         z[p + i] = c;
     *     }
     * }
     * }</pre>
     *
     * @param units a multiple of 8
     */
    void affine(double[] panels, double[] b, double[] x, double[] z, int units, int inputs);

    /**
     * An elementary function of every element.
     *
     * <pre>{@code
     * for (int i = 0; i < n; i++) y[yFrom + i] = f.of(x[xFrom + i]);
     * }</pre>
     */
    void map(Function f, double[] x, int xFrom, double[] y, int yFrom, int n);

    /**
     * The leaky rectifier, slope 0 being ReLU: a = z for z &gt; 0 (and for NaN), else slope·z, for slope 0 plain +0.
     *
     * <pre>{@code
     * for (int i = from; i < to; i++) a[i] = z[i] <= 0 ? (slope == 0 ? 0 : slope * z[i]) : z[i];
     * }</pre>
     */
    void rectify(double slope, double[] z, double[] a, int from, int to);

    /**
     * BP4 of the leaky rectifier: dz = da for z &gt; 0, else slope·da, for slope 0 plain +0.
     *
     * <pre>{@code
     * for (int i = from; i < to; i++) dz[i] = z[i] > 0 ? da[i] : (slope == 0 ? 0 : slope * da[i]);
     * }</pre>
     */
    void rectifyBackward(double slope, double[] z, double[] da, double[] dz, int from, int to);

    /**
     * Softmax of the columns [from, to) of a rows × columns matrix z that begins at index 0.
     *
     * <pre>{@code
     * for (int j = from; j < to; j++) {
     *     double max = z[j];
     *     for (int i = 1; i < rows; i++) max = Math.max(max, z[i * columns + j]);
     *     double sum = 0;
     *     for (int i = 0; i < rows; i++) sum += a[i * columns + j] = Function.EXP.of(z[i * columns + j] - max);
     *     for (int i = 0; i < rows; i++) a[i * columns + j] /= sum;
     * }
     * }</pre>
     */
    void softmax(double[] z, double[] a, int rows, int columns, int from, int to);

    /**
     * The cross-entropy of every column of a rows × columns matrix z that begins at index 0, with a, its softmax, and its targets: Σ y_i
     * ((z_max − z_i) + ln(1 + r)), where r = (the other a) / a_max sums e^(z_i − z_max) over all rows but the first that has the maximum.
     *
     * <pre>{@code
     * for (int j = 0; j < columns; j++) {
     *     double zMax = z[j], aMax = a[j], others = 0, loss = 0;
     *     for (int ij = j + columns; ij < rows * columns; ij += columns) {
     *         boolean greater = z[ij] > zMax;
     *         others += greater ? aMax : a[ij];
     *         zMax = greater ? z[ij] : zMax;
     *         aMax = greater ? a[ij] : aMax;
     *     }
     *     double log = Function.LOG1P.of(others / aMax);
     *     for (int ij = j; ij < rows * columns; ij += columns) {
     *         double y = targets[yFrom + ij];
     *         loss = y == 0 ? loss : Math.fma(y, (zMax - z[ij]) + log, loss);
     *     }
     *     losses[j] = loss;
     * }
     * }</pre>
     *
     * @param scratch 2 × columns elements to work in
     */
    void crossEntropy(
            double[] z, double[] a, double[] y, int yFrom, double[] losses, double[] scratch, int rows, int columns);

    /**
     * The sum of x[from] … x[from + n − 1] by rule 2 of docs/numerics.md.
     *
     * <pre>{@code
     * double sum = 0;
     * for (int block = 0; block < n; block += 4096) {
     *     double[] p = new double[8];
     *     for (int i = block; i < Math.min(block + 4096, n); i++) p[i % 8] += x[from + i];
     *     sum += ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]));
     * }
     * return sum;
     * }</pre>
     */
    double sum(double[] x, int from, int n);

    /**
     * The means of the rows [from, to) of a matrix x that begins at index 0.
     *
     * <pre>{@code
     * for (int i = from; i < to; i++) means[meansFrom + i] = sum(x, i * columns, columns) / columns;
     * }</pre>
     */
    void rowMeans(double[] x, int columns, double[] means, int meansFrom, int from, int to);

    /**
     * y ← y + α x.
     *
     * <pre>{@code
     * for (int i = from; i < to; i++) y[i] = Math.fma(alpha, x[i], y[i]);
     * }</pre>
     */
    void addScaled(double alpha, double[] x, double[] y, int from, int to);

    /**
     * Whether y + α x would be finite everywhere; changes nothing.
     *
     * <pre>{@code
     * for (int i = from; i < to; i++) if (!Double.isFinite(Math.fma(alpha, x[i], y[i]))) return false;
     * return true;
     * }</pre>
     */
    boolean staysFinite(double alpha, double[] x, double[] y, int from, int to);
}
