package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The yardstick itself. */
class PreciseFunctionsTest {
    /** Digits from mpmath 1.3.0 (Python). */
    @ParameterizedTest
    @CsvSource({
        "EXP, 1, 2.71828182845904523536028747135266249776",
        "EXPM1, 1, 1.71828182845904523536028747135266249776",
        "LOG, 10, 2.30258509299404568401799145468436420760",
        "LOG1P, 1, 0.69314718055994530941723212145817656808",
        "ERF, 1, 0.84270079294971486934122063508260925930",
        "ERFC, 1, 0.15729920705028513065877936491739074070",
        "TANH, 1, 0.76159415595576488811945828260479359041",
        "SIGMOID, 1, 0.73105857863000487925115924182183627437",
        "SOFTPLUS, -50, 1.92874984796391778301715681272821153295E-22",
        "ERFC, 10, 2.08848758376254475700078629495778861156E-45",
    })
    void valuesAreThoseOfAnotherLibrary(Function f, double x, BigDecimal value) {
        assertThat(PreciseFunctions.of(f, x).round(new MathContext(36)))
                .isEqualByComparingTo(value.round(new MathContext(36)));
    }

    /** The two ways to erfc meet. */
    @ParameterizedTest
    @ValueSource(strings = {"4", "4.5", "5"})
    void theFractionOfErfcAgreesWithTheSeries(BigDecimal x) {
        BigDecimal fraction = PreciseFunctions.erfcFraction(x, 120);
        BigDecimal series = BigDecimal.ONE.subtract(PreciseFunctions.erf(x));
        assertThat(fraction.divide(series, new MathContext(40))
                        .subtract(BigDecimal.ONE)
                        .abs())
                .isLessThan(new BigDecimal("1e-35"));
    }

    @Test
    void aResultThreeStepsOffIsSeen() {
        double e = Math.E;
        for (int i = 0; i < 3; i++) {
            e = Math.nextUp(e);
        }
        assertThat(PreciseFunctions.ulps(Function.EXP, 1, e)).isCloseTo(3, within(0.5));
    }

    /** Below 1 the doubles lie twice as close as above. */
    @Test
    void theErrorOfAPowerOfTwoIsMeasuredOnItsNearerSide() {
        double x = -Math.scalb(1.0, -53); // e^x ≈ 1 − 2⁻⁵³, the neighbour of 1
        assertThat(PreciseFunctions.ulps(Function.EXP, x, 1)).isCloseTo(1, within(1e-6));
    }
}
