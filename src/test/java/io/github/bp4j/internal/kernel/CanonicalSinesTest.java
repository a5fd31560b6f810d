package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.SplitMix64;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Taylor's series in BigDecimal: at most 1 ulp from the exact value. */
class CanonicalSinesTest {
    private static final MathContext MC = new MathContext(60);
    private static final BigDecimal HALF_PI = new BigDecimal(
                    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534")
            .divide(BigDecimal.valueOf(2));

    @Test
    void theyAreWithinAnUlpFromTinyToFar() {
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < 20_000; i++) {
            requireAccurate((2 * random.nextDouble() - 1) * StrictMath.pow(2, -30 + i % 55));
        }
    }

    /** Where r is smallest, or the quarter turns. */
    @Test
    void theyAreWithinAnUlpAroundTheMultiplesOfAnEighthTurn() {
        for (int n = 1; n < 20_000; n += 1 + n / 50) {
            double x = n * (Math.PI / 4);
            requireAccurate(x);
            requireAccurate(Math.nextUp(x));
            requireAccurate(-Math.nextDown(x));
        }
        requireAccurate(
                6381956970095103.0 * 0x1p-30); // of all doubles up to 2²⁵ among those nearest to a multiple of π/2
    }

    @ParameterizedTest
    @ValueSource(doubles = {0x1p25, 1e10, -1e22, Double.MAX_VALUE})
    void farOutTheyAreThoseOfStrictMath(double x) {
        assertThat(CanonicalSines.sin(x)).isEqualTo(StrictMath.sin(x));
        assertThat(CanonicalSines.cos(x)).isEqualTo(StrictMath.cos(x));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whereThereIsNoAngleTheyAreNaN(double x) {
        assertThat(CanonicalSines.sin(x)).isNaN();
        assertThat(CanonicalSines.cos(x)).isNaN();
    }

    @Test
    void zerosKeepTheirSigns() {
        assertThat(Double.valueOf(CanonicalSines.sin(-0.0))).isEqualTo(Double.valueOf(-0.0));
        assertThat(Double.valueOf(CanonicalSines.sin(0.0))).isEqualTo(Double.valueOf(0.0));
        assertThat(CanonicalSines.cos(-0.0)).isEqualTo(1);
        assertThat(CanonicalSines.sin(Double.MIN_VALUE)).isEqualTo(Double.MIN_VALUE);
    }

    private static void requireAccurate(double x) {
        BigDecimal exact = new BigDecimal(x);
        BigDecimal n = exact.divide(HALF_PI, 0, RoundingMode.HALF_EVEN);
        BigDecimal r = exact.subtract(n.multiply(HALF_PI));
        int quadrant = n.intValueExact();
        assertThat(ulps(CanonicalSines.sin(x), turned(r, quadrant)))
                .as("sin %s", x)
                .isLessThanOrEqualTo(1);
        assertThat(ulps(CanonicalSines.cos(x), turned(r, quadrant + 1)))
                .as("cos %s", x)
                .isLessThanOrEqualTo(1);
    }

    /** sin(r + quadrant π/2). */
    private static BigDecimal turned(BigDecimal r, int quadrant) {
        BigDecimal value = (quadrant & 1) == 0 ? series(r, r, 1) : series(BigDecimal.ONE, r, 0);
        return (quadrant & 2) == 0 ? value : value.negate();
    }

    /** first (1 − r²/((k+1)(k+2)) (1 − …)): the sine for k = 1, the cosine for k = 0. */
    private static BigDecimal series(BigDecimal first, BigDecimal r, int k) {
        BigDecimal squared = r.multiply(r, MC);
        BigDecimal term = first;
        BigDecimal sum = first;
        for (int j = k; j < k + 44; j += 2) {
            term = term.multiply(squared, MC).divide(BigDecimal.valueOf(-(j + 1L) * (j + 2)), MC);
            sum = sum.add(term, MC);
        }
        return sum;
    }

    private static double ulps(double y, BigDecimal exact) {
        return exact.subtract(new BigDecimal(y))
                .abs()
                .divide(new BigDecimal(Math.ulp(y)), new MathContext(6))
                .doubleValue();
    }
}
