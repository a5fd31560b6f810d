package io.github.bp4j.internal.kernel;

/**
 * The elementary functions of canonical arithmetic: {@link #of} is the definition of every bit, on any JVM and
 * processor, at most 2 ulp from the exact value everywhere. NaN gives NaN. docs/numerics.md tells methods and errors.
 */
public enum Function {
    /** e^x. */
    EXP {
        @Override
        public double of(double x) {
            return CanonicalExponentials.exp(x);
        }
    },
    /** e^x − 1; −0 stays −0. */
    EXPM1 {
        @Override
        public double of(double x) {
            return CanonicalExponentials.expm1(x);
        }
    },
    /** ln x; −∞ at ±0, NaN for x &lt; 0. */
    LOG {
        @Override
        public double of(double x) {
            return CanonicalLogarithms.log(x);
        }
    },
    /** ln(1 + x); −0 stays −0, −∞ at −1, NaN for x &lt; −1. */
    LOG1P {
        @Override
        public double of(double x) {
            return CanonicalLogarithms.log1p(x);
        }
    },
    /** tanh x; odd, −0 stays −0. */
    TANH {
        @Override
        public double of(double x) {
            return CanonicalExponentials.tanh(x);
        }
    },
    /** 1 / (1 + e^−x). */
    SIGMOID {
        @Override
        public double of(double x) {
            return CanonicalExponentials.sigmoid(x);
        }
    },
    /** ln(1 + e^x). */
    SOFTPLUS {
        @Override
        public double of(double x) {
            return CanonicalExponentials.softplus(x);
        }
    },
    /** 2/√π ∫₀ˣ e^−t² dt; odd, −0 stays −0. */
    ERF {
        @Override
        public double of(double x) {
            return CanonicalErrorFunctions.erf(x);
        }
    },
    /** 1 − erf x, with full relative accuracy in its right tail. */
    ERFC {
        @Override
        public double of(double x) {
            return CanonicalErrorFunctions.erfc(x);
        }
    };

    /** f(x), at most 2 ulp from the exact value. */
    public abstract double of(double x);
}
