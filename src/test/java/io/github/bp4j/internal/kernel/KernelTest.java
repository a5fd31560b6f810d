package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.jvm.Jvm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void plainKernelGivesTheBitsOfItsJavadoc(int threads) {
        assertThat(new KernelCheck(new PlainKernel(), threads).everything()).isGreaterThan(5000);
    }

    /** In a JVM of its own, so that it runs whether or not this one has the vector module. */
    @ParameterizedTest
    @ValueSource(strings = {"128", "256", "512"})
    void simdKernelGivesTheBitsOfItsJavadocAtEachWidth(String bits) {
        check(bits, "", "-Dbp4j.simd.bits=" + bits);
    }

    /** {@link SimdProduct} goes by the name of the architecture; AArch64 has 32 registers too, and vectors of 128 bits. */
    @ParameterizedTest
    @ValueSource(strings = {"128", "256"})
    void tilesFor32RegistersGiveTheSameBits(String bits) {
        check(bits, ", rows cut at multiples of 5", "-Dbp4j.simd.bits=" + bits, "-Dos.arch=aarch64");
    }

    /** The kernel itself, past the choice that refuses it there: so the code for AVX-512 is tested everywhere, if slowly. */
    @Test
    void simdKernelGivesTheSameBitsAt512BitsOnProcessorsWithout() {
        Jvm.Result result = ChildJvm.run(
                Unchosen.class, "--add-modules", "jdk.incubator.vector", "-Dbp4j.kernel=plain", "-Dbp4j.simd.bits=512");

        assertThat(result.output()).matches("512 bits: 16\\d{3} comparisons");
        assertThat(result.exitStatus()).isZero();
    }

    /** Checks the SIMD kernel at any width. */
    static final class Unchosen {
        public static void main(String[] args) {
            int comparisons = new KernelCheck(new SimdKernel(), 1).everything();
            System.out.println(SimdSpecies.bits() + " bits: " + comparisons + " comparisons");
        }
    }

    private static void check(String bits, String end, String... flags) {
        List<String> all = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector", "-Dbp4j.kernel=simd"));
        all.addAll(List.of(flags));
        Jvm.Result result = ChildJvm.run(KernelCheck.class, all.toArray(String[]::new));
        if (ChildJvm.vectorBits() < Integer.parseInt(bits)) {
            assertThat(result.output())
                    .contains("system property bp4j.simd.bits is " + bits + ", but this JVM's vectors have at most "
                            + ChildJvm.vectorBits() + " bits on this processor");
        } else {
            assertThat(result.output()).startsWith("simd (" + bits + " bits): ").endsWith(end);
            assertThat(result.exitStatus()).isZero();
        }
    }

    @Test
    void checkFindsAProductSummedInAnotherOrder() {
        Kernel backwards = new Wrong() {
            @Override
            public void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
                for (int i = rowFrom; i < rowTo; i++) {
                    for (int j = columnFrom; j < columnTo; j++) {
                        double c = p.start == null ? 0 : p.start[p.startOffset + i];
                        for (int k = p.inner - 1; k >= 0; k--) {
                            c = Math.fma(
                                    p.a[p.aOffset + i * p.aRow + k * p.aColumn],
                                    p.b[p.bOffset + k * p.bRow + j * p.bColumn],
                                    c);
                        }
                        p.c[p.cOffset + i * p.cRow + j] = c / p.divisor;
                    }
                }
            }
        };

        assertThatThrownBy(() -> new KernelCheck(backwards, 1).products())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("wrong, multiply 1×");
    }

    @Test
    void checkFindsASumInAnotherOrder() {
        Kernel straight = new Wrong() {
            @Override
            public double sum(double[] x, int from, int n) {
                double sum = 0;
                for (int i = from; i < from + n; i++) {
                    sum += x[i];
                }
                return sum;
            }
        };

        assertThatThrownBy(() -> new KernelCheck(straight, 1).sums())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("wrong, sum of 9 is");
    }

    @Test
    void checkFindsAWriteOutsideTheRange() {
        Kernel careless = new Wrong() {
            @Override
            public void addScaled(double alpha, double[] x, double[] y, int from, int to) {
                for (int i = from; i < Math.min(y.length, to + 1); i++) {
                    y[i] = Math.fma(alpha, x[i], y[i]);
                }
            }
        };

        assertThatThrownBy(() -> new KernelCheck(careless, 1).elementWise())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("wrong, addScaled");
    }

    @Test
    void checkFindsACrossEntropyOfTheWholeLogSumExp() {
        Kernel whole = new Wrong() {
            @Override
            public void crossEntropy(
                    double[] z,
                    double[] a,
                    double[] y,
                    int yFrom,
                    double[] losses,
                    double[] scratch,
                    int rows,
                    int columns) {
                for (int j = 0; j < columns; j++) {
                    double sum = 0;
                    for (int i = 0; i < rows; i++) {
                        sum += Function.EXP.of(z[i * columns + j]);
                    }
                    losses[j] = 0;
                    for (int i = 0; i < rows; i++) {
                        losses[j] += y[yFrom + i * columns + j] * (Function.LOG.of(sum) - z[i * columns + j]);
                    }
                }
            }
        };

        assertThatThrownBy(() -> new KernelCheck(whole, 1).crossEntropies())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("wrong, crossEntropy 1×");
    }

    @Test
    void negativeZeroSumsFromPlusZero() {
        double[] c = {Double.NaN};
        Product p = new Product().size(1, 1, 1).left(new double[] {-1}, 0, 1, 1).right(new double[] {0}, 0, 1, 1);

        new PlainKernel().multiply(p.into(c, 0, 1), 0, 1, 0, 1, new Scratch());

        assertThat(Arrays.toString(c)).isEqualTo("[0.0]");
    }

    /** Right in everything that a test does not override. */
    private abstract static class Wrong implements Kernel {
        private final Kernel right = new PlainKernel();

        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public void multiply(Product p, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
            right.multiply(p, rowFrom, rowTo, columnFrom, columnTo, scratch);
        }

        @Override
        public void affine(double[] panels, double[] b, double[] x, double[] z, int units, int inputs) {
            right.affine(panels, b, x, z, units, inputs);
        }

        @Override
        public void map(Function f, double[] x, int xFrom, double[] y, int yFrom, int n) {
            right.map(f, x, xFrom, y, yFrom, n);
        }

        @Override
        public void rectify(double slope, double[] z, double[] a, int from, int to) {
            right.rectify(slope, z, a, from, to);
        }

        @Override
        public void rectifyBackward(double slope, double[] z, double[] da, double[] dz, int from, int to) {
            right.rectifyBackward(slope, z, da, dz, from, to);
        }

        @Override
        public void softmax(double[] z, double[] a, int rows, int columns, int from, int to) {
            right.softmax(z, a, rows, columns, from, to);
        }

        @Override
        public void crossEntropy(
                double[] z,
                double[] a,
                double[] y,
                int yFrom,
                double[] losses,
                double[] scratch,
                int rows,
                int columns) {
            right.crossEntropy(z, a, y, yFrom, losses, scratch, rows, columns);
        }

        @Override
        public double sum(double[] x, int from, int n) {
            return right.sum(x, from, n);
        }

        @Override
        public void rowMeans(double[] x, int columns, double[] means, int meansFrom, int from, int to) {
            right.rowMeans(x, columns, means, meansFrom, from, to);
        }

        @Override
        public void addScaled(double alpha, double[] x, double[] y, int from, int to) {
            right.addScaled(alpha, x, y, from, to);
        }

        @Override
        public boolean staysFinite(double alpha, double[] x, double[] y, int from, int to) {
            return right.staysFinite(alpha, x, y, from, to);
        }
    }
}
