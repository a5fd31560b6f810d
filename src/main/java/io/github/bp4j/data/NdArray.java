package io.github.bp4j.data;

import static io.github.bp4j.data.Checks.count;
import static io.github.bp4j.data.Texts.quoted;

import io.github.bp4j.Matrix;
import io.github.bp4j.ShapeException;
import io.github.bp4j.internal.file.Memory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * An array of numbers or of texts with any number of dimensions, as a NumPy or IDX file holds it. Immutable.
 *
 * <p>Numbers are doubles, whatever they were in the file; the last index runs fastest (C order).
 */
public final class NdArray {
    private final int[] shape;
    private final double[] numbers; // null for texts
    private final String[] texts; // null for numbers
    private final boolean whole; // whether the file's numbers are integers or booleans

    private NdArray(int[] shape, double[] numbers, String[] texts, boolean whole) {
        this.shape = shape;
        this.numbers = numbers;
        this.texts = texts;
        this.whole = whole;
    }

    // ---------------------------------------------------------------- making one

    /**
     * The numbers, in C order, in this shape; without a shape, in one dimension. They are copied.
     *
     * @throws ShapeException unless there are as many as the shape says
     */
    public static NdArray of(double[] numbers, int... shape) {
        Objects.requireNonNull(numbers, "numbers");
        Objects.requireNonNull(shape, "shape");
        int[] sizes = shape.length == 0 ? new int[] {numbers.length} : shape.clone();
        long expected = 1;
        for (int size : sizes) {
            if (size < 0) {
                throw new ShapeException("a size is never negative; got " + Texts.shape(sizes));
            }
            expected = Math.min(Integer.MAX_VALUE, expected * size);
        }
        if (expected != numbers.length) {
            throw new ShapeException("an array of " + Texts.shape(sizes) + " has another number of values than the "
                    + numbers.length + " given");
        }
        return new NdArray(sizes, numbers.clone(), null, false);
    }

    /** The numbers of the matrix, in its shape. */
    public static NdArray of(Matrix matrix) {
        Objects.requireNonNull(matrix, "matrix");
        return new NdArray(new int[] {matrix.rows(), matrix.columns()}, matrix.toArray(), null, false);
    }

    /** With these numbers, which become its own. */
    static NdArray adopt(int[] shape, double[] numbers, boolean whole) {
        return new NdArray(shape, numbers, null, whole);
    }

    /** With these texts, which become its own. */
    static NdArray adopt(int[] shape, String[] texts) {
        return new NdArray(shape, null, texts, false);
    }

    // ---------------------------------------------------------------- what is in it

    /** The size in each dimension: a copy. */
    public int[] shape() {
        return shape.clone();
    }

    /** The number of values, the product of the shape. */
    public int size() {
        return texts == null ? numbers.length : texts.length;
    }

    /** Whether the values are texts, rather than numbers. */
    public boolean isText() {
        return texts != null;
    }

    /** Whether the file held integers or booleans. */
    public boolean isWhole() {
        return whole;
    }

    /**
     * The numbers in C order: a copy.
     *
     * @throws IllegalStateException for texts
     */
    public double[] toArray() {
        return numbers().clone();
    }

    /**
     * The numbers in C order, as ints.
     *
     * @throws IllegalStateException for texts
     * @throws IllegalArgumentException if one is no int
     */
    public int[] toInts() {
        int[] ints = new int[numbers().length];
        for (int k = 0; k < ints.length; k++) {
            ints[k] = (int) numbers[k];
            if (ints[k] != numbers[k]) {
                throw new IllegalArgumentException("value " + k + " is " + numbers[k] + ", not an int");
            }
        }
        return ints;
    }

    /**
     * The texts in C order: a copy.
     *
     * @throws IllegalStateException for numbers
     */
    public String[] toTexts() {
        if (texts == null) {
            throw new IllegalStateException("the array holds numbers, no texts");
        }
        return texts.clone();
    }

    /**
     * The numbers as a matrix: (rows, columns) of two dimensions, (n, 1) of one.
     *
     * @throws IllegalStateException for texts
     * @throws ShapeException for another number of dimensions, or if there is no value
     */
    public Matrix toMatrix() {
        if (shape.length < 1 || shape.length > 2 || size() == 0) {
            throw new ShapeException(
                    "an array of " + Texts.shape(shape) + " is no matrix; 1 or 2 dimensions without 0 are");
        }
        return Matrix.of(shape[0], shape.length == 1 ? 1 : shape[1], numbers());
    }

    /**
     * Every number divided: pixels of 0 to 255 by 255, say.
     *
     * @throws IllegalStateException for texts
     * @throws IllegalArgumentException if the divisor is 0, NaN or infinite
     */
    public NdArray dividedBy(double divisor) {
        if (divisor == 0 || !Double.isFinite(divisor)) {
            throw new IllegalArgumentException("divisor must be finite and not 0; got " + divisor);
        }
        double[] quotients = new double[numbers().length];
        Arrays.setAll(quotients, k -> numbers[k] / divisor);
        return new NdArray(shape, quotients, null, false);
    }

    /**
     * The data set with these examples, one for each index of the first dimension, and the labels or targets in y.
     * Integers, booleans and texts, one for each example, are labels, and the distinct ones in order are the classes.
     * Other numbers are targets, one or, in two dimensions, several for each example.
     *
     * @throws ShapeException if there are not as many labels or targets as examples
     * @throws IllegalArgumentException if there is no example, or a value is NaN or infinite
     */
    public Dataset toDataset(NdArray y) {
        Objects.requireNonNull(y, "y");
        int examples = shape.length == 0 ? 0 : shape[0];
        if (numbers().length == 0) {
            throw new IllegalArgumentException(
                    "no examples in an array of " + Texts.shape(shape) + "; at least 1 is needed");
        }
        if (y.shape.length == 0 || y.shape[0] != examples || y.size() == 0) {
            throw new ShapeException(count(examples, "example") + ", but labels or targets of " + Texts.shape(y.shape));
        }
        int inputs = numbers.length / examples;
        requireFinite(numbers, inputs, "feature");
        if (!y.isText() && !y.whole) {
            int outputs = y.size() / examples;
            requireFinite(y.numbers, outputs, "target");
            return Dataset.adopt(numbers, inputs, List.of(), null, y.numbers, outputs);
        }
        if (y.size() != examples) {
            throw new ShapeException("labels of " + Texts.shape(y.shape) + "; one for each example is needed");
        }
        List<String> classes = y.isText()
                ? Stream.of(y.texts).sorted().distinct().toList()
                : DoubleStream.of(y.numbers)
                        .sorted()
                        .distinct()
                        .mapToObj(NdArray::label)
                        .toList();
        Map<String, Integer> indices = Checks.indices(classes);
        int[] labels = new int[examples];
        Arrays.setAll(labels, e -> indices.get(y.isText() ? y.texts[e] : label(y.numbers[e])));
        return Dataset.adopt(numbers, inputs, classes, labels, null, classes.size());
    }

    private static String label(double whole) {
        return Long.toString((long) whole);
    }

    private static void requireFinite(double[] values, int width, String what) {
        for (int k = 0; k < values.length; k++) {
            Checks.requireFinite(values[k], k / width, what, k % width);
        }
    }

    // ---------------------------------------------------------------- equality and text

    /** Equal shape and equal bits, or equal texts; every NaN equals every NaN. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NdArray array
                && Arrays.equals(shape, array.shape)
                && Arrays.equals(numbers, array.numbers)
                && Arrays.equals(texts, array.texts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(numbers) + Arrays.hashCode(texts);
    }

    /** "NdArray 60000×28×28 of integers". */
    @Override
    public String toString() {
        return "NdArray " + Texts.shape(shape) + " of " + (isText() ? "texts" : whole ? "integers" : "numbers");
    }

    /** The bytes of memory that the values take. */
    long memory() {
        return texts == null
                ? (long) Double.BYTES * numbers.length
                : Stream.of(texts).mapToLong(Memory::of).sum();
    }

    /** The numbers: live, not to be written. */
    double[] numbers() {
        if (numbers == null) {
            throw new IllegalStateException("the array holds texts"
                    + (texts.length == 0 ? "" : " such as " + quoted(texts[0])) + ", no numbers");
        }
        return numbers;
    }
}
