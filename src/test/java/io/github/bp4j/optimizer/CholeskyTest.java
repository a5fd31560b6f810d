package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Matrix;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CholeskyTest {
    private static Cholesky cholesky(int n, int threads) {
        return new Cholesky(n, new Compute(Kernels.kernel(), threads));
    }

    /** B Bᵀ + I, and above its diagonal what nobody may read. */
    private static double[] positiveDefinite(int n) {
        SplitMix64 random = new SplitMix64(n);
        Matrix B = Matrix.zeros(n, n).map(x -> random.nextGaussian());
        double[] A = B.times(B.transpose()).toArray();
        for (int i = 0; i < n; i++) {
            A[i * n + i] += 1;
            Arrays.fill(A, i * n + i + 1, i * n + n, Double.NaN);
        }
        return A;
    }

    /** Sizes about one panel of 64, two, and more. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 63, 64, 65, 127, 128, 129, 300})
    void theSolutionSolvesTheSystem(int n) {
        double[] A = positiveDefinite(n);
        double[] unchanged = A.clone();
        SplitMix64 random = new SplitMix64(1);
        double[] x = new double[n];
        Arrays.setAll(x, i -> random.nextGaussian());
        double mu = 0.25;
        double[] b = new double[n];
        for (int i = 0; i < n; i++) {
            b[i] = mu * x[i];
            for (int j = 0; j < n; j++) {
                b[i] += A[Math.max(i, j) * n + Math.min(i, j)] * x[j];
            }
        }
        double[] solution = new double[n];
        Cholesky cholesky = cholesky(n, 2);

        assertThat(cholesky.factor(A, mu)).isTrue();
        cholesky.solve(b, solution);

        assertThat(A).isEqualTo(unchanged);
        assertThat(solution).containsExactly(x, within(1e-9));
    }

    @Test
    void threadsChangeNoBit() {
        int n = 300;
        double[] A = positiveDefinite(n);
        double[] ofOne = new double[n];
        double[] ofThree = new double[n];
        double[] b = new double[n];
        Arrays.fill(b, 1);
        Cholesky one = cholesky(n, 1);
        Cholesky three = cholesky(n, 3);

        assertThat(one.factor(A, 0)).isTrue();
        assertThat(three.factor(A, 0)).isTrue();
        one.solve(b, ofOne);
        three.solve(b, ofThree);

        assertThat(ofThree).isEqualTo(ofOne);
    }

    @Test
    void whatIsNotPositiveDefiniteIsToldUntilMuMakesItSo() {
        double[] A = {1, 0, 2, 1}; // eigenvalues −1 and 3
        Cholesky cholesky = cholesky(2, 1);

        assertThat(cholesky.factor(A, 0)).isFalse();
        assertThat(cholesky.factor(A, 0.99)).isFalse();
        assertThat(cholesky.factor(A, 1.01)).isTrue();
        assertThat(cholesky.factor(new double[] {Double.NaN, 0, 0, 1}, 1)).isFalse();
        assertThat(cholesky.factor(new double[] {Double.POSITIVE_INFINITY, 0, 0, 1}, 1))
                .isFalse();
        assertThat(cholesky.factor(new double[4], 0)).isFalse();
    }
}
