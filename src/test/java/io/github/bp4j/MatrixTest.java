package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixTest {
    private static final Matrix A = Matrix.of(2, 3, 1, 2, 3, 4, 5, 6);

    @Nested
    class Making {
        @Test
        void zerosHasTheShapeAndOnlyZeros() {
            Matrix Z = Matrix.zeros(3, 2);

            assertThat(Z.rows()).isEqualTo(3);
            assertThat(Z.columns()).isEqualTo(2);
            assertThat(Z.toArray()).containsExactly(0, 0, 0, 0, 0, 0);
        }

        @Test
        void ofTakesTheValuesRowByRow() {
            assertThat(A.rows()).isEqualTo(2);
            assertThat(A.columns()).isEqualTo(3);
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 3; j++) {
                    assertThat(A.get(i, j)).isEqualTo(3 * i + j + 1);
                }
            }
        }

        @Test
        void ofCopiesItsArray() {
            double[] values = {1, 2};
            Matrix M = Matrix.of(1, 2, values);

            values[0] = 9;

            assertThat(M.get(0, 0)).isEqualTo(1);
        }

        @Test
        void ofRowsTakesEachRowAndCopiesIt() {
            double[] row = {1, 2};
            Matrix M = Matrix.ofRows(row, new double[] {3, 4}, new double[] {5, 6});

            row[0] = 9;

            assertThat(M).isEqualTo(Matrix.of(3, 2, 1, 2, 3, 4, 5, 6));
        }

        @Test
        void columnIsOneColumnAndCopies() {
            double[] values = {7, 8, 9};
            Matrix M = Matrix.column(values);

            values[2] = 0;

            assertThat(M).isEqualTo(Matrix.of(3, 1, 7, 8, 9));
        }

        static Stream<Arguments> impossible() {
            return Stream.of(
                    refused(() -> Matrix.zeros(0, 3), "zeros: a matrix has at least 1 row and 1 column; got 0×3"),
                    refused(() -> Matrix.zeros(3, -1), "zeros: a matrix has at least 1 row and 1 column; got 3×-1"),
                    refused(() -> Matrix.of(0, 0), "of: a matrix has at least 1 row and 1 column; got 0×0"),
                    refused(() -> Matrix.of(2, 3, 1, 2, 3, 4, 5), "of: a 2×3 matrix has 6 values; got 5"),
                    refused(() -> Matrix.of(1, 1, 1, 2), "of: a 1×1 matrix has 1 values; got 2"),
                    refused(() -> Matrix.ofRows(), "ofRows: a matrix has at least 1 row; got none"),
                    refused(
                            () -> Matrix.ofRows(new double[0]),
                            "ofRows: a matrix has at least 1 row and 1 column; got 1×0"),
                    refused(
                            () -> Matrix.ofRows(new double[2], new double[2], new double[3]),
                            "ofRows: row 2 has 3 values; row 0 has 2"),
                    refused(() -> Matrix.column(), "of: a matrix has at least 1 row and 1 column; got 0×1"),
                    refused(
                            () -> Matrix.window(new double[9], 0, 2, 0),
                            "window: a matrix has at least 1 row and 1 column; got 2×0"));
        }

        @ParameterizedTest
        @MethodSource("impossible")
        void impossibleShapesAreRefused(ThrowingCallable make, String message) {
            assertThatThrownBy(make).isExactlyInstanceOf(ShapeException.class).hasMessage(message);
        }

        @Test
        void moreElementsThanAnArrayHoldsAreRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Matrix.zeros(100_000, 100_000))
                    .withMessage("zeros: 100000×100000 has 10,000,000,000 elements; a matrix holds at most"
                            + " 2,147,483,639");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Matrix.of(65_536, 65_536)) // 2³², which is 0 as an int
                    .withMessage("of: 65536×65536 has 4,294,967,296 elements; a matrix holds at most 2,147,483,639");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Matrix.window(new double[4], 0, Integer.MAX_VALUE, Integer.MAX_VALUE))
                    .withMessage("window: 2147483647×2147483647 has 4,611,686,014,132,420,609 elements; a matrix"
                            + " holds at most 2,147,483,639");
        }

        @Test
        void aProductWithMoreElementsThanAnArrayHoldsIsRefused() {
            Matrix column = Matrix.zeros(100_000, 1);
            Matrix row = Matrix.zeros(1, 100_000);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> column.times(row))
                    .withMessage("multiply: 100000×100000 has 10,000,000,000 elements; a matrix holds at most"
                            + " 2,147,483,639");
        }

        @Test
        void nullIsRefused() {
            assertThatNullPointerException().isThrownBy(() -> Matrix.of(1, 1, (double[]) null));
            assertThatNullPointerException().isThrownBy(() -> Matrix.ofRows(new double[1], null));
            assertThatNullPointerException().isThrownBy(() -> A.times(null));
        }
    }

    @Nested
    class Windows {
        @Test
        void aWindowReadsAndWritesItsArray() {
            double[] array = {0, 1, 2, 3, 4, 5, 6, 7};
            Matrix M = Matrix.window(array, 1, 2, 3);

            M.set(1, 0, 40);
            array[6] = 60;

            assertThat(array).containsExactly(0, 1, 2, 3, 40, 5, 60, 7);
            assertThat(M.toArray()).containsExactly(1, 2, 3, 40, 5, 60);
        }

        @Test
        void overlappingWindowsSeeEachOther() {
            double[] array = new double[4];
            Matrix whole = Matrix.window(array, 0, 2, 2);
            Matrix end = Matrix.window(array, 2, 2, 1);

            end.set(1, 0, 7);

            assertThat(whole.get(1, 1)).isEqualTo(7);
        }

        @Test
        void aWindowMayFillTheArrayToItsEnd() {
            assertThat(Matrix.window(new double[] {1, 2, 3}, 2, 1, 1).get(0, 0)).isEqualTo(3);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "-1 | window: 2×2 from index -1 on needs indices -1 to 2; the array has 6 elements",
                    " 3 | window: 2×2 from index 3 on needs indices 3 to 6; the array has 6 elements",
                    "2147483647 | window: 2×2 from index 2147483647 on needs indices 2147483647 to 2147483650;"
                            + " the array has 6 elements",
                })
        void aWindowBeyondTheArrayIsRefused(int offset, String message) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Matrix.window(new double[6], offset, 2, 2))
                    .withMessage(message);
        }

        @Test
        void aWindowLargerThanTheArrayIsRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Matrix.window(new double[3], 0, 2, 2))
                    .withMessage("window: 2×2 from index 0 on needs indices 0 to 3; the array has 3 elements");
        }

        @Test
        void algebraOnWindowsSeesOnlyTheWindowAndLeavesItAsItIs() {
            double[] array = {Double.NaN, 1, 2, 3, 4, Double.NaN, 5, 6, 7, 8, Double.NaN};
            double[] before = array.clone();
            Matrix L = Matrix.window(array, 1, 2, 2);
            Matrix R = Matrix.window(array, 6, 2, 2);

            assertThat(L.times(R)).isEqualTo(Matrix.of(2, 2, 19, 22, 43, 50));
            assertThat(L.plus(R)).isEqualTo(Matrix.of(2, 2, 6, 8, 10, 12));
            assertThat(L.minus(R)).isEqualTo(Matrix.of(2, 2, -4, -4, -4, -4));
            assertThat(L.hadamard(R)).isEqualTo(Matrix.of(2, 2, 5, 12, 21, 32));
            assertThat(R.scale(2)).isEqualTo(Matrix.of(2, 2, 10, 12, 14, 16));
            assertThat(R.transpose()).isEqualTo(Matrix.of(2, 2, 5, 7, 6, 8));
            assertThat(R.map(x -> -x)).isEqualTo(Matrix.of(2, 2, -5, -6, -7, -8));
            assertThat(R.classOfColumn(0)).isEqualTo(1);
            assertThat(R.toString()).isEqualTo("Matrix 2×2\n  5  6\n  7  8");
            assertThat(array).isEqualTo(before);
        }

        @Test
        void resultsOfAlgebraAreNotWindows() {
            double[] array = {1, 2, 3, 4};
            Matrix M = Matrix.window(array, 0, 2, 2);
            List<Matrix> results =
                    List.of(M.plus(M), M.minus(M), M.hadamard(M), M.scale(1), M.transpose(), M.map(x -> x), M.times(M));

            results.forEach(result -> result.set(0, 0, 99));

            assertThat(array).containsExactly(1, 2, 3, 4);
        }

        @Test
        void aWindowEqualsACopyWithTheSameHashCode() {
            Matrix M = Matrix.window(new double[] {9, 1, 2, 3, 4, 9}, 1, 2, 2);
            Matrix copy = Matrix.of(2, 2, 1, 2, 3, 4);

            assertThat(M).isEqualTo(copy).hasSameHashCodeAs(copy);
        }
    }

    @Nested
    class Elements {
        @ParameterizedTest
        @CsvSource({"-1, 0", "2, 0", "0, -1", "0, 3", "1, 3", "2147483647, 2147483647"})
        void anIndexOutsideIsRefusedAndNothingIsWritten(int row, int column) {
            Matrix M = A.map(x -> x);
            String message = "row " + row + ", column " + column + " of a 2×3 matrix; rows are 0 to 1, columns 0 to 2";

            assertThatThrownBy(() -> M.get(row, column))
                    .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> M.set(row, column, 9))
                    .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage(message);
            assertThat(M).isEqualTo(A);
        }

        @Test
        void setOfAWindowWritesAllOfItAndNothingElse() {
            double[] array = new double[8];
            Matrix window = Matrix.window(new double[] {9, 1, 2, 3, 4, 9}, 1, 2, 2);

            Matrix.window(array, 2, 2, 2).set(window);

            assertThat(array).containsExactly(0, 0, 1, 2, 3, 4, 0, 0);
        }

        @Test
        void setOfAnotherShapeIsRefused() {
            Matrix M = Matrix.zeros(3, 2);

            assertThatThrownBy(() -> M.set(Matrix.of(2, 3, 1, 2, 3, 4, 5, 6)))
                    .isExactlyInstanceOf(ShapeException.class)
                    .hasMessage("set: A is 3×2, B is 2×3; the shapes must be equal");
            assertThat(M).isEqualTo(Matrix.zeros(3, 2));
        }

        @Test
        void setColumnWritesThatColumnFromThatIndexOn() {
            Matrix M = Matrix.zeros(3, 2);

            M.setColumn(1, new double[] {9, 1, 2, 3, 9}, 1);

            assertThat(M).isEqualTo(Matrix.of(3, 2, 0, 1, 0, 2, 0, 3));
        }

        @Test
        void setColumnOfAWindowWritesInsideItOnly() {
            double[] array = new double[8];

            Matrix.window(array, 2, 2, 2).setColumn(1, new double[] {5, 6}, 0);

            assertThat(array).containsExactly(0, 0, 0, 5, 0, 6, 0, 0);
        }

        @ParameterizedTest
        @CsvSource({"-1, 4", "2, 4", "0, 2", "2147483647, 4"})
        void setColumnWithTooFewValuesIsRefused(int from, int length) {
            Matrix M = Matrix.zeros(3, 2);

            assertThatThrownBy(() -> M.setColumn(0, new double[length], from))
                    .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("setColumn: 3 values from index " + from + " on are needed; the array has " + length);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 2})
        void setColumnAndClassOfColumnOutsideAreRefused(int column) {
            Matrix M = Matrix.zeros(3, 2);
            String message = "row 0, column " + column + " of a 3×2 matrix; rows are 0 to 2, columns 0 to 1";

            assertThatThrownBy(() -> M.setColumn(column, new double[] {1, 2, 3}, 0))
                    .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> M.classOfColumn(column))
                    .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage(message);
            assertThat(M).isEqualTo(Matrix.zeros(3, 2));
        }

        @Test
        void classOfColumnIsTheLargestAndTheFirstOfEquals() {
            Matrix M = Matrix.of(3, 4, 1, 5, 2, -0.0, 9, 5, 7, 0.0, 3, 4, 7, -1);

            assertThat(M.classOfColumn(0)).isEqualTo(1);
            assertThat(M.classOfColumn(1)).isEqualTo(0);
            assertThat(M.classOfColumn(2)).isEqualTo(1);
            assertThat(M.classOfColumn(3)).isEqualTo(0);
        }

        @Test
        void classOfAOneRowColumnIsOneFromOneHalfOn() {
            Matrix M = Matrix.of(1, 5, 0, Math.nextDown(0.5), 0.5, 1, -3);

            assertThat(new int[] {
                        M.classOfColumn(0),
                        M.classOfColumn(1),
                        M.classOfColumn(2),
                        M.classOfColumn(3),
                        M.classOfColumn(4)
                    })
                    .containsExactly(0, 0, 1, 1, 0);
        }
    }

    @Nested
    class Algebra {
        private final Matrix B = Matrix.of(2, 3, 10, 20, 30, 40, 50, -60);

        @Test
        void elementWiseOperationsAreThoseOfTheElements() {
            assertThat(A.plus(B)).isEqualTo(Matrix.of(2, 3, 11, 22, 33, 44, 55, -54));
            assertThat(A.minus(B)).isEqualTo(Matrix.of(2, 3, -9, -18, -27, -36, -45, 66));
            assertThat(A.hadamard(B)).isEqualTo(Matrix.of(2, 3, 10, 40, 90, 160, 250, -360));
            assertThat(A.scale(-0.5)).isEqualTo(Matrix.of(2, 3, -0.5, -1, -1.5, -2, -2.5, -3));
        }

        @Test
        void mapCallsTheFunctionForEveryElementInRowMajorOrder() {
            List<Double> seen = new ArrayList<>();

            Matrix M = A.map(x -> {
                seen.add(x);
                return x * x;
            });

            assertThat(seen).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
            assertThat(M).isEqualTo(Matrix.of(2, 3, 1, 4, 9, 16, 25, 36));
        }

        @Test
        void transposeExchangesRowsAndColumns() {
            assertThat(A.transpose()).isEqualTo(Matrix.of(3, 2, 1, 4, 2, 5, 3, 6));
            assertThat(A.transpose().transpose()).isEqualTo(A);
            assertThat(Matrix.column(1, 2, 3).transpose()).isEqualTo(Matrix.of(1, 3, 1, 2, 3));
        }

        @Test
        void operandsStayAsTheyAre() {
            Matrix left = A.map(x -> x);
            Matrix right = B.map(x -> x);

            left.plus(right);
            left.minus(right);
            left.hadamard(right);
            left.scale(3);
            left.transpose();
            left.times(right.transpose());

            assertThat(left).isEqualTo(A);
            assertThat(right).isEqualTo(B);
        }

        @Test
        void timesIsTheMatrixProduct() {
            assertThat(A.times(Matrix.of(3, 2, 1, 0, 0, 1, 2, 2))).isEqualTo(Matrix.of(2, 2, 7, 8, 16, 17));
        }

        static Stream<Arguments> unfit() {
            Matrix T = Matrix.zeros(3, 2);
            return Stream.of(
                    refused(() -> A.times(A), "multiply: A is 2×3, B is 2×3; A.columns (3) must equal B.rows (2)"),
                    refused(
                            () -> Matrix.zeros(32, 784).times(Matrix.zeros(100, 128)),
                            "multiply: A is 32×784, B is 100×128; A.columns (784) must equal B.rows (100)"),
                    refused(() -> A.plus(T), "plus: A is 2×3, B is 3×2; the shapes must be equal"),
                    refused(() -> A.minus(T), "minus: A is 2×3, B is 3×2; the shapes must be equal"),
                    refused(() -> A.hadamard(T), "hadamard: A is 2×3, B is 3×2; the shapes must be equal"),
                    refused(() -> A.plus(Matrix.zeros(2, 1)), "plus: A is 2×3, B is 2×1; the shapes must be equal"),
                    refused(() -> A.minus(Matrix.zeros(1, 3)), "minus: A is 2×3, B is 1×3; the shapes must be equal"));
        }

        @ParameterizedTest
        @MethodSource("unfit")
        void unfitShapesAreRefused(ThrowingCallable operation, String message) {
            assertThatThrownBy(operation)
                    .isExactlyInstanceOf(ShapeException.class)
                    .hasMessage(message);
        }

        static Stream<Arguments> awkwardShapes() {
            int[] sizes = {1, 2, 3, 7, 8, 9, 17, 33};
            List<Arguments> shapes = new ArrayList<>();
            for (int n : sizes) {
                for (int k : sizes) {
                    for (int p : sizes) {
                        shapes.add(Arguments.of(n, k, p));
                    }
                }
            }
            shapes.add(Arguments.of(1, 5000, 1));
            shapes.add(Arguments.of(5000, 1, 1));
            shapes.add(Arguments.of(1, 1, 5000));
            shapes.add(Arguments.of(65, 257, 129));
            shapes.add(Arguments.of(2, 4099, 3));
            return shapes.stream();
        }

        @ParameterizedTest(name = "{0}×{1} times {1}×{2}")
        @MethodSource("awkwardShapes")
        void timesHasTheBitsOfTheNaiveLoop(int n, int k, int p) {
            SplitMix64 random = new SplitMix64(31L * n + 37L * k + 41L * p);
            double[] left = gaussians(n * k + 5, random);
            double[] right = gaussians(k * p + 7, random);

            Matrix C = Matrix.window(left, 3, n, k).times(Matrix.window(right, 4, k, p));

            double[] expected = new double[n * p];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < p; j++) {
                    double c = 0;
                    for (int l = 0; l < k; l++) {
                        c = Math.fma(left[3 + i * k + l], right[4 + l * p + j], c);
                    }
                    expected[i * p + j] = c;
                }
            }
            assertThat(C).isEqualTo(Matrix.of(n, p, expected));
        }

        @Test
        void timesKeepsInfinityAndNaNWhereTheLoopHasThem() {
            double inf = Double.POSITIVE_INFINITY;
            Matrix L = Matrix.of(2, 2, inf, 1, 0, 2);
            Matrix R = Matrix.of(2, 3, 1, 0, -1, 1, 1, inf);

            assertThat(L.times(R)).isEqualTo(Matrix.of(2, 3, inf, Double.NaN, Double.NaN, 2, 2, inf));
        }

        private double[] gaussians(int length, SplitMix64 random) {
            double[] values = new double[length];
            for (int i = 0; i < length; i++) {
                values[i] = random.nextGaussian();
            }
            return values;
        }
    }

    @Nested
    class Equality {
        @Test
        void otherValuesOrShapesDiffer() {
            assertThat(A)
                    .isEqualTo(Matrix.of(2, 3, 1, 2, 3, 4, 5, 6))
                    .isNotEqualTo(Matrix.of(2, 3, 1, 2, 3, 4, 5, Math.nextUp(6.0)))
                    .isNotEqualTo(Matrix.of(3, 2, 1, 2, 3, 4, 5, 6))
                    .isNotEqualTo(Matrix.of(1, 6, 1, 2, 3, 4, 5, 6))
                    .isNotEqualTo(null)
                    .isNotEqualTo("Matrix 2×3");
        }

        @Test
        void negativeZeroDiffersFromZero() {
            assertThat(Matrix.column(0.0)).isNotEqualTo(Matrix.column(-0.0));
        }

        @Test
        void allNaNsAreEqualWithTheSameHashCode() {
            double other = Double.longBitsToDouble(0xfff8_0000_0000_1234L);
            Matrix M = Matrix.column(1, other);

            assertThat(M).isEqualTo(Matrix.column(1, Double.NaN)).hasSameHashCodeAs(Matrix.column(1, Double.NaN));
        }

        @Test
        void equalMatricesHaveEqualHashCodesAndOthersMostlyDiffer() {
            assertThat(A).hasSameHashCodeAs(Matrix.of(2, 3, 1, 2, 3, 4, 5, 6));
            assertThat(A.hashCode()).isNotEqualTo(A.transpose().hashCode());
            assertThat(A.hashCode()).isNotEqualTo(Matrix.of(3, 2, A.toArray()).hashCode());
        }
    }

    @Nested
    class Text {
        static Stream<Arguments> numbers() {
            return Stream.of(
                    Arguments.of(0.0, "0"),
                    Arguments.of(-0.0, "-0"),
                    Arguments.of(1.0, "1"),
                    Arguments.of(-2.5, "-2.5"),
                    Arguments.of(100.0, "100"),
                    Arguments.of(Math.PI, "3.14159"),
                    Arguments.of(2.0 / 3, "0.666667"),
                    Arguments.of(0.1, "0.1"),
                    Arguments.of(123456.7, "123457"),
                    Arguments.of(0.000123456789, "0.000123457"),
                    Arguments.of(1e-4, "0.0001"),
                    Arguments.of(9.99e-5, "9.99E-5"),
                    Arguments.of(-1.23456789e-10, "-1.23457E-10"),
                    Arguments.of(1e7, "1.0E7"),
                    Arguments.of(1.23456789e300, "1.23457E300"),
                    Arguments.of(Double.MIN_VALUE, "4.9E-324"),
                    Arguments.of(-Double.MAX_VALUE, "-1.79769E308"),
                    Arguments.of(Double.NaN, "NaN"),
                    Arguments.of(Double.POSITIVE_INFINITY, "Infinity"),
                    Arguments.of(Double.NEGATIVE_INFINITY, "-Infinity"));
        }

        @ParameterizedTest
        @MethodSource("numbers")
        void anElementHasSixDigits(double value, String text) {
            assertThat(Matrix.column(value)).hasToString("Matrix 1×1\n  " + text);
        }

        @Test
        void columnsAreAlignedToTheRight() {
            assertThat(Matrix.of(2, 3, 1, -2.5, 0, 100, Double.NaN, 1e-9))
                    .hasToString("Matrix 2×3\n       1    -2.5       0\n     100     NaN  1.0E-9");
        }

        @Test
        void eightRowsAndColumnsAreShownWhole() {
            String line = "\n  1  1  1  1  1  1  1  1";

            assertThat(Matrix.zeros(8, 8).map(x -> 1)).hasToString("Matrix 8×8" + line.repeat(8));
        }

        @Test
        void ofMoreTheFirstFiveAndTheLastTwoAreShown() {
            Matrix M = Matrix.zeros(9, 10);
            for (int i = 0; i < 9; i++) {
                for (int j = 0; j < 10; j++) {
                    M.set(i, j, 10 * i + j);
                }
            }

            assertThat(M)
                    .hasToString(String.join(
                            "\n",
                            "Matrix 9×10",
                            "   0   1   2   3   4   …   8   9",
                            "  10  11  12  13  14   …  18  19",
                            "  20  21  22  23  24   …  28  29",
                            "  30  31  32  33  34   …  38  39",
                            "  40  41  42  43  44   …  48  49",
                            "   …   …   …   …   …   …   …   …",
                            "  70  71  72  73  74   …  78  79",
                            "  80  81  82  83  84   …  88  89"));
        }

        @Test
        void onlyTheLongDimensionIsAbbreviated() {
            assertThat(Matrix.zeros(1, 1000)).hasToString("Matrix 1×1000\n  0  0  0  0  0  …  0  0");
            assertThat(Matrix.zeros(1000, 1)).hasToString("Matrix 1000×1\n  0\n  0\n  0\n  0\n  0\n  …\n  0\n  0");
        }
    }

    private static Arguments refused(Supplier<Matrix> operation, String message) {
        return Arguments.of((ThrowingCallable) operation::get, message);
    }
}
