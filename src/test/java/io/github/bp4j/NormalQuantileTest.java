package io.github.bp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.internal.kernel.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalQuantileTest {
    /** √2 erf⁻¹(2u − 1) for these very doubles u, by mpmath 1.2.1 with 60 digits. */
    @ParameterizedTest
    @CsvSource({
        "1.1102230246251565e-16, -8.209536151601387",
        "9.094947017729282e-13, -7.047700256664409",
        "1e-12, -7.034483825301132",
        "1e-11, -6.706023155495136",
        "1e-06, -4.753424308822899",
        "0.001, -3.0902323061678136",
        "0.02, -2.053748910631823",
        "0.0749, -1.4402382675279637",
        "0.0751, -1.43882539275254",
        "0.2, -0.8416212335729142",
        "0.3, -0.5244005127080408",
        "0.49, -0.025068908258711057",
        "0.5000001, 2.506628273311648e-07",
        "0.6, 0.2533471031357997",
        "0.9, 1.2815515655446006",
        "0.95, 1.6448536269514722",
        "0.999999, 4.753424308817087"
    })
    void theQuantileIsRight(double u, double x) {
        assertThat(NormalQuantile.of(u)).isCloseTo(x, within(2e-15 * Math.abs(x)));
        assertThat(NormalQuantile.of(1 - u)).isEqualTo(-NormalQuantile.of(1 - (1 - u))); // 1 − u may be rounded
    }

    /** Φ(Φ⁻¹(u)) = u, with Φ(x) = ½ erfc(−x/√2): of the error of x, about 1e-16 |x|, Φ makes |x| φ(x) 1e-16. */
    @Test
    void theDistributionTakesItBack() {
        for (double u = 0x1p-53; u < 0.5; u *= 1.01) {
            double x = NormalQuantile.of(u);

            double back = 0.5 * Function.ERFC.of(-x * Math.sqrt(0.5));

            assertThat(back).as("u = %s", u).isCloseTo(u, within(1e-14 * u * Math.max(1, x * x)));
        }
    }

    @Test
    void theMiddleIsZeroAndTheQuantilesGrow() {
        assertThat(NormalQuantile.of(0.5)).isZero();
        double last = Double.NEGATIVE_INFINITY;
        for (int k = 1; k < 20_000; k++) {
            double x = NormalQuantile.of(k / 20_000.0);
            assertThat(x).isGreaterThan(last);
            last = x;
        }
    }
}
