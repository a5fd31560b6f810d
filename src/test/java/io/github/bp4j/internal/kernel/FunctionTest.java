package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The canonical functions against exact values. {@code -Dbp4j.test.samples=100000} takes more samples, and prints the
 * largest error of each range: the figures of docs/numerics.md.
 */
class FunctionTest {
    private static final double LARGEST_ERROR = 2; // ulp

    private static final Integer SAMPLES = Integer.getInteger("bp4j.test.samples");

    /** Ranges that take each path of the functions, where errors are largest, and all the rest. */
    @ParameterizedTest
    @CsvSource({
        "EXP, -0.35, 0.35",
        "EXP, -745, 709.7",
        "EXP, -745, -707",
        "EXPM1, -0.36, 0.36",
        "EXPM1, -1.1, 1.1",
        "EXPM1, -40, 5",
        "EXPM1, 5, 709.7",
        "LOG, 0.7, 1.42",
        "LOG, 0.99, 1.01",
        "LOG, 0.3, 3",
        "LOG, 1e-3, 1e5",
        "LOG1P, -0.3, 0.5",
        "LOG1P, -0.999, 3",
        "LOG1P, -0.01, 0.01",
        "LOG1P, 1e-3, 1e5",
        "TANH, -0.2, 0.2",
        "TANH, -0.6, 0.6",
        "TANH, 0.15, 0.25",
        "TANH, 0.5, 2",
        "TANH, 2, 20",
        "SIGMOID, -1, 1",
        "SIGMOID, -5, 40",
        "SIGMOID, -745, 5",
        "SIGMOID, -745, -707",
        "SOFTPLUS, -1, 1",
        "SOFTPLUS, -5, 40",
        "SOFTPLUS, -745, 5",
        "SOFTPLUS, -745, -707",
        "SOFTPLUS, 5, 1000",
        "ERF, 0, 0.5",
        "ERF, 0.5, 2",
        "ERF, -6, 6",
        "ERFC, -0.5, 0.5",
        "ERFC, 0.5, 1.5",
        "ERFC, -6.2, 6",
        "ERFC, 1.5, 26",
        "ERFC, 25.9, 27.2",
    })
    void errorsWithinARangeAreAtMostTwoUlp(Function f, double low, double high) {
        SplittableRandom random = new SplittableRandom(1);
        double worst = 0;
        double where = Double.NaN;
        for (int i = 0; i < samples(); i++) {
            double x = low + (high - low) * random.nextDouble();
            double error = PreciseFunctions.ulps(f, x, f.of(x));
            if (error > worst) {
                worst = error;
                where = x;
            }
        }
        if (SAMPLES != null) {
            System.out.printf("%-8s from %6s to %6s: at most %.3f ulp, at x = %s%n", f, low, high, worst, where);
        }
        assertThat(worst).as("%s, at x = %s", f, where).isLessThanOrEqualTo(LARGEST_ERROR);
    }

    /** Random exponents reach the subnormal and the huge arguments. */
    @ParameterizedTest
    @EnumSource
    void errorsAtRandomBitPatternsAreAtMostTwoUlp(Function f) {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < samples(); ) {
            double x = Double.longBitsToDouble(random.nextLong());
            if (isOrdinary(f, x)) {
                assertErrorAtMostTwoUlp(f, x);
                i++;
            }
        }
    }

    /** Every argument within 100 steps of those where a function goes another way. */
    @ParameterizedTest
    @CsvSource({
        "EXP, -708",
        "EXP, 708",
        "EXP, 0.34657359027997264",
        "EXP, -0.34657359027997264",
        "EXP, 1.0397207708399179",
        "EXP, -708.3964185322641",
        "EXP, -745.13",
        "EXP, 709.782712893384",
        "EXP, 0",
        "EXPM1, -708",
        "EXPM1, 708",
        "EXPM1, 0.34657359027997264",
        "EXPM1, -0.34657359027997264",
        "EXPM1, 1.0397207708399179",
        "EXPM1, -1.0397207708399179",
        "EXPM1, -37.5",
        "EXPM1, 0",
        "LOG, 0.7071067811865476",
        "LOG, 1.4142135623730951",
        "LOG, 1",
        "LOG, 2",
        "LOG, 2.2250738585072014E-308",
        "LOG, 5E-322",
        "LOG, 1.7976931348623157E308",
        "LOG1P, -0.2928932188134524",
        "LOG1P, 0.41421356237309515",
        "LOG1P, 0",
        "LOG1P, -1",
        "LOG1P, 1",
        "LOG1P, 1.0715086071862673E301",
        "LOG1P, 9007199254740992",
        "TANH, 0.17328679513998632",
        "TANH, 0.5198603854199589",
        "TANH, 19.0615",
        "TANH, 18.3684",
        "TANH, 19.5",
        "TANH, 0",
        "SIGMOID, 0",
        "SIGMOID, -708",
        "SIGMOID, 708",
        "SIGMOID, -36.7368",
        "SIGMOID, -708.3964185322641",
        "SIGMOID, 0.34657359027997264",
        "SIGMOID, -0.34657359027997264",
        "SIGMOID, -745.13",
        "SOFTPLUS, 0",
        "SOFTPLUS, -708",
        "SOFTPLUS, 708",
        "SOFTPLUS, -0.881373587019543",
        "SOFTPLUS, 0.881373587019543",
        "SOFTPLUS, -36.7368",
        "SOFTPLUS, 36.7368",
        "SOFTPLUS, -708.3964185322641",
        "SOFTPLUS, -745.13",
        "ERF, 0.5",
        "ERF, 6",
        "ERF, 5.8635847487551676",
        "ERF, 0",
        "ERFC, 0.5",
        "ERFC, -0.5",
        "ERFC, 26",
        "ERFC, -6",
        "ERFC, 26.543258430632292",
        "ERFC, 27.226",
        "ERFC, -5.8635847487551676",
        "ERFC, 0",
    })
    void errorsAroundASwitchingPointAreAtMostTwoUlp(Function f, double x) {
        double up = x;
        double down = x;
        for (int i = 0; i < 100; i++) {
            for (double at : new double[] {up, down}) {
                if (isOrdinary(f, at)) {
                    assertErrorAtMostTwoUlp(f, at);
                }
            }
            up = Math.nextUp(up);
            down = Math.nextDown(down);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EXP, 0, 1",
        "EXP, -0.0, 1",
        "EXP, Infinity, Infinity",
        "EXP, -Infinity, 0",
        "EXP, 709.782712893385, Infinity",
        "EXP, 1000, Infinity",
        "EXP, -745.13, 4.9E-324",
        "EXP, -745.14, 0",
        "EXP, -1e300, 0",
        "EXP, NaN, NaN",
        "EXPM1, 0, 0",
        "EXPM1, -0.0, -0.0",
        "EXPM1, Infinity, Infinity",
        "EXPM1, -Infinity, -1",
        "EXPM1, 709.782712893385, Infinity",
        "EXPM1, -800, -1",
        "EXPM1, 4.9E-324, 4.9E-324",
        "EXPM1, NaN, NaN",
        "LOG, 0, -Infinity",
        "LOG, -0.0, -Infinity",
        "LOG, 1, 0",
        "LOG, Infinity, Infinity",
        "LOG, -Infinity, NaN",
        "LOG, -4.9E-324, NaN",
        "LOG, -1, NaN",
        "LOG, NaN, NaN",
        "LOG1P, 0, 0",
        "LOG1P, -0.0, -0.0",
        "LOG1P, -1, -Infinity",
        "LOG1P, -1.0000000000000002, NaN",
        "LOG1P, Infinity, Infinity",
        "LOG1P, -Infinity, NaN",
        "LOG1P, -4.9E-324, -4.9E-324",
        "LOG1P, NaN, NaN",
        "TANH, 0, 0",
        "TANH, -0.0, -0.0",
        "TANH, Infinity, 1",
        "TANH, -Infinity, -1",
        "TANH, 20, 1",
        "TANH, -20, -1",
        "TANH, 4.9E-324, 4.9E-324",
        "TANH, -4.9E-324, -4.9E-324",
        "TANH, NaN, NaN",
        "SIGMOID, 0, 0.5",
        "SIGMOID, -0.0, 0.5",
        "SIGMOID, Infinity, 1",
        "SIGMOID, -Infinity, 0",
        "SIGMOID, 40, 1",
        "SIGMOID, 1000, 1",
        "SIGMOID, -1000, 0",
        "SIGMOID, -745.13, 4.9E-324",
        "SIGMOID, NaN, NaN",
        "SOFTPLUS, Infinity, Infinity",
        "SOFTPLUS, -Infinity, 0",
        "SOFTPLUS, 1000, 1000",
        "SOFTPLUS, -1000, 0",
        "SOFTPLUS, -745.13, 4.9E-324",
        "SOFTPLUS, 0, 0.6931471805599453",
        "SOFTPLUS, NaN, NaN",
        "ERF, 0, 0",
        "ERF, -0.0, -0.0",
        "ERF, Infinity, 1",
        "ERF, -Infinity, -1",
        "ERF, 6, 1",
        "ERF, -6, -1",
        "ERF, 4.9E-324, 4.9E-324",
        "ERF, NaN, NaN",
        "ERFC, 0, 1",
        "ERFC, -0.0, 1",
        "ERFC, Infinity, 0",
        "ERFC, -Infinity, 2",
        "ERFC, 27.3, 0",
        "ERFC, -6, 2",
        "ERFC, NaN, NaN",
    })
    void specialValuesAreExact(Function f, double x, double y) {
        assertThat(Double.doubleToLongBits(f.of(x)))
                .as("%s(%s) = %s", f, x, f.of(x))
                .isEqualTo(Double.doubleToLongBits(y));
    }

    @ParameterizedTest
    @EnumSource(names = {"TANH", "ERF"})
    void oddFunctionsChangeTheirSignAlone(Function f) {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 10_000; i++) {
            double x = (random.nextDouble() - 0.5) * 50;
            assertThat(f.of(-x)).isEqualTo(-f.of(x));
        }
    }

    private static int samples() {
        return SAMPLES == null ? 1000 : SAMPLES;
    }

    private static void assertErrorAtMostTwoUlp(Function f, double x) {
        double y = f.of(x);
        assertThat(PreciseFunctions.ulps(f, x, y))
                .as("error of %s(%s) = %s in ulp", f, x, y)
                .isBetween(0.0, LARGEST_ERROR);
    }

    /** Whether the exact value is finite, not 0 and not beyond the doubles: what {@link #specialValuesAreExact} leaves. */
    private static boolean isOrdinary(Function f, double x) {
        return switch (f) {
            case EXP -> x >= -745.13 && x <= 709.782712893384;
            case EXPM1 -> x != 0 && x > -1000 && x <= 709.782712893384;
            case LOG -> x > 0 && x < Double.POSITIVE_INFINITY && x != 1;
            case LOG1P -> x > -1 && x < Double.POSITIVE_INFINITY && x != 0;
            case TANH -> x != 0 && Math.abs(x) < 1000;
            case SIGMOID, SOFTPLUS -> x >= -745.13 && x < 1000;
            case ERF -> x != 0 && Math.abs(x) < 10;
            case ERFC -> x > -10 && x < 27.226;
        };
    }
}
