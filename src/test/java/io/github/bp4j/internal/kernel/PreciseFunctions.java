package io.github.bp4j.internal.kernel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The exact values that the canonical functions are measured against: BigDecimal, to 35 and more significant digits,
 * from textbook series that share nothing with the functions under test.
 */
final class PreciseFunctions {
    private static final MathContext MC = new MathContext(50);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal SMALL = new BigDecimal("1e-15");

    /** ln 2 = Σ 1 / (k 2ᵏ). */
    private static final BigDecimal LN2 = ln2();

    /** √π by Machin's formula, π/4 = 4 arctan 1/5 − arctan 1/239. */
    private static final BigDecimal SQRT_PI = BigDecimal.valueOf(16)
            .multiply(arctanOfInverse(5))
            .subtract(BigDecimal.valueOf(4).multiply(arctanOfInverse(239)))
            .sqrt(new MathContext(60));

    private PreciseFunctions() {}

    static BigDecimal of(Function f, double x) {
        BigDecimal exact = new BigDecimal(x);
        return switch (f) {
            case EXP -> exp(exact);
            case EXPM1 -> expm1(exact);
            case LOG -> log(exact);
            case LOG1P -> log1p(exact);
            case TANH -> {
                BigDecimal e = expm1(exact.multiply(TWO));
                yield e.divide(e.add(TWO), MC);
            }
            case SIGMOID -> ONE.divide(ONE.add(exp(exact.negate()), MC), MC);
            case SOFTPLUS -> x > 0 ? exact.add(log1p(exp(exact.negate())), MC) : log1p(exp(exact));
            case ERF -> erf(exact);
            case ERFC -> erfc(exact);
        };
    }

    /** |y − f(x)| in units of the last place that f(x) has. */
    static double ulps(Function f, double x, double y) {
        BigDecimal exact = of(f, x);
        double ulp = Math.ulp(y);
        boolean powerOfTwo = (Double.doubleToRawLongBits(y) & 0x000f_ffff_ffff_ffffL) == 0;
        if (powerOfTwo && ulp > Double.MIN_VALUE && exact.abs().compareTo(new BigDecimal(y).abs()) < 0) {
            ulp /= 2;
        }
        return exact.subtract(new BigDecimal(y))
                .abs()
                .divide(new BigDecimal(ulp), new MathContext(6))
                .doubleValue();
    }

    /** e^x = 2ⁿ (e^(r/256))^256, by Taylor's series. */
    static BigDecimal exp(BigDecimal x) {
        int n = x.divide(LN2, MC).setScale(0, RoundingMode.HALF_EVEN).intValueExact();
        BigDecimal y = ONE.add(
                taylorExpm1(x.subtract(LN2.multiply(BigDecimal.valueOf(n))).divide(BigDecimal.valueOf(256), MC)), MC);
        for (int i = 0; i < 8; i++) {
            y = y.multiply(y, MC);
        }
        BigDecimal scale = new BigDecimal(BigInteger.ONE.shiftLeft(Math.abs(n)));
        return n >= 0 ? y.multiply(scale, MC) : y.divide(scale, MC);
    }

    static BigDecimal expm1(BigDecimal x) {
        return x.abs().compareTo(new BigDecimal("0.01")) < 0 ? taylorExpm1(x) : exp(x).subtract(ONE, MC);
    }

    private static BigDecimal taylorExpm1(BigDecimal x) {
        BigDecimal sum = x.round(MC);
        BigDecimal term = sum;
        for (int k = 2;
                term.signum() != 0 && term.precision() - term.scale() > sum.precision() - sum.scale() - 50;
                k++) {
            term = term.multiply(x, MC).divide(BigDecimal.valueOf(k), MC);
            sum = sum.add(term, MC);
        }
        return sum;
    }

    /** Halley's step from the double that StrictMath gives: the error is cubed. */
    static BigDecimal log(BigDecimal x) {
        BigDecimal y = new BigDecimal(StrictMath.log(x.doubleValue()));
        BigDecimal e = exp(y);
        return y.add(TWO.multiply(x.subtract(e)).divide(x.add(e), MC), MC);
    }

    static BigDecimal log1p(BigDecimal x) {
        if (x.abs().compareTo(SMALL) < 0) {
            BigDecimal half = x.multiply(x, MC).divide(TWO, MC);
            BigDecimal third = x.multiply(x, MC).multiply(x, MC).divide(BigDecimal.valueOf(3), MC);
            return x.subtract(half, MC).add(third, MC);
        }
        BigDecimal u = ONE.add(x);
        BigDecimal y = new BigDecimal(StrictMath.log1p(x.doubleValue()));
        BigDecimal e = exp(y);
        return y.add(TWO.multiply(u.subtract(e)).divide(u.add(e), MC), MC);
    }

    /** 2/√π e^−x² Σ 2ᵏ x^(2k+1) / (1·3·5 … (2k+1)): all terms have one sign. */
    static BigDecimal erf(BigDecimal x) {
        BigDecimal square = x.multiply(x, MC);
        BigDecimal twice = square.multiply(TWO, MC);
        BigDecimal term = x.round(MC);
        BigDecimal sum = term;
        for (int k = 1;
                term.signum() != 0 && term.precision() - term.scale() > sum.precision() - sum.scale() - 50;
                k++) {
            term = term.multiply(twice, MC).divide(BigDecimal.valueOf(2L * k + 1), MC);
            sum = sum.add(term, MC);
        }
        return TWO.multiply(sum).multiply(exp(x.multiply(x).negate())).divide(SQRT_PI, MC);
    }

    /** 1 − erf x where no more than ten digits cancel, else Laplace's continued fraction. */
    static BigDecimal erfc(BigDecimal x) {
        return x.compareTo(BigDecimal.valueOf(4)) < 0 ? ONE.subtract(erf(x), MC) : erfcFraction(x, 120);
    }

    /** e^−x² / (√π (x + (1/2) / (x + (2/2) / (x + (3/2) / (x + …))))), from the given depth upwards. */
    static BigDecimal erfcFraction(BigDecimal x, int depth) {
        BigDecimal fraction = x;
        for (int k = depth; k > 0; k--) {
            fraction = x.add(BigDecimal.valueOf(k).divide(TWO.multiply(fraction), MC), MC);
        }
        return exp(x.multiply(x).negate()).divide(SQRT_PI.multiply(fraction), MC);
    }

    private static BigDecimal ln2() {
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 1; k <= 220; k++) {
            BigDecimal term = new BigDecimal(BigInteger.ONE.shiftLeft(k)).multiply(BigDecimal.valueOf(k));
            sum = sum.add(ONE.divide(term, new MathContext(70)), new MathContext(70));
        }
        return sum;
    }

    private static BigDecimal arctanOfInverse(int n) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k < 60; k++) {
            BigDecimal term = ONE.divide(
                    BigDecimal.valueOf(n).pow(2 * k + 1).multiply(BigDecimal.valueOf(2L * k + 1)), new MathContext(70));
            sum = k % 2 == 0 ? sum.add(term) : sum.subtract(term);
        }
        return sum;
    }
}
