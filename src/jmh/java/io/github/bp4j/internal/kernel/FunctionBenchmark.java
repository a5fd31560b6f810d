package io.github.bp4j.internal.kernel;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds per element over arrays of 10,000: the canonical functions with SIMD and one by one, the Vector API's own
 * operation (SVML on x86, where it has the function), and Math or what is made of it.
 *
 * <pre>mvn -P benchmarks test-compile exec:exec -Dargs="FunctionBenchmark"</pre>
 *
 * <p>You will see: simd at or below vectorApi for exp, tanh and log; scalar below strictMath.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(FunctionBenchmark.N)
@Warmup(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class FunctionBenchmark {
    static final int N = 10_000;

    @Param
    Function function;

    private final double[] x = new double[N];
    private final double[] y = new double[N];

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < N; i++) {
            double bell = (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5) * 6;
            x[i] = function == Function.LOG || function == Function.LOG1P ? Math.exp(bell) : bell;
        }
        SimdFunctions.map(function, x, 0, y, 0, N);
        DoubleUnaryOperator reference = javaMath(function);
        for (int i = 0; i < N; i++) {
            double expected = reference.applyAsDouble(x[i]);
            if (Double.doubleToLongBits(y[i]) != Double.doubleToLongBits(function.of(x[i]))
                    || Math.abs(y[i] - expected) > 1e-13 * Math.abs(expected)) {
                throw new AssertionError(function + "(" + x[i] + ") = " + y[i] + ", expected " + expected);
            }
        }
    }

    @Benchmark
    public double[] simd() {
        SimdFunctions.map(function, x, 0, y, 0, N);
        return y;
    }

    @Benchmark
    public double[] scalar() {
        for (int i = 0; i < N; i++) {
            y[i] = function.of(x[i]);
        }
        return y;
    }

    /** For a function that the Vector API does not have: nothing, in no time. */
    @Benchmark
    public double[] vectorApi() {
        switch (function) {
            case EXP -> vectorExp();
            case EXPM1 -> vectorExpm1();
            case LOG -> vectorLog();
            case LOG1P -> vectorLog1p();
            case TANH -> vectorTanh();
            default -> {}
        }
        return y;
    }

    @Benchmark
    public double[] math() {
        switch (function) {
            case EXP -> mathExp();
            case TANH -> mathTanh();
            case LOG -> mathLog();
            default -> mathOther(javaMath(function));
        }
        return y;
    }

    @Benchmark
    public double[] strictMath() {
        switch (function) {
            case EXP -> strictExp();
            case TANH -> strictTanh();
            case LOG -> strictLog();
            default -> {}
        }
        return y;
    }

    private void vectorExp() {
        for (int i = 0; i < N; i += SimdSpecies.DOUBLES.length()) {
            load(i).lanewise(VectorOperators.EXP).intoArray(y, i);
        }
    }

    private void vectorExpm1() {
        for (int i = 0; i < N; i += SimdSpecies.DOUBLES.length()) {
            load(i).lanewise(VectorOperators.EXPM1).intoArray(y, i);
        }
    }

    private void vectorLog() {
        for (int i = 0; i < N; i += SimdSpecies.DOUBLES.length()) {
            load(i).lanewise(VectorOperators.LOG).intoArray(y, i);
        }
    }

    private void vectorLog1p() {
        for (int i = 0; i < N; i += SimdSpecies.DOUBLES.length()) {
            load(i).lanewise(VectorOperators.LOG1P).intoArray(y, i);
        }
    }

    private void vectorTanh() {
        for (int i = 0; i < N; i += SimdSpecies.DOUBLES.length()) {
            load(i).lanewise(VectorOperators.TANH).intoArray(y, i);
        }
    }

    private DoubleVector load(int i) {
        return DoubleVector.fromArray(SimdSpecies.DOUBLES, x, i);
    }

    private void mathExp() {
        for (int i = 0; i < N; i++) {
            y[i] = Math.exp(x[i]);
        }
    }

    private void mathTanh() {
        for (int i = 0; i < N; i++) {
            y[i] = Math.tanh(x[i]);
        }
    }

    private void mathLog() {
        for (int i = 0; i < N; i++) {
            y[i] = Math.log(x[i]);
        }
    }

    private void mathOther(DoubleUnaryOperator f) {
        for (int i = 0; i < N; i++) {
            y[i] = f.applyAsDouble(x[i]);
        }
    }

    private void strictExp() {
        for (int i = 0; i < N; i++) {
            y[i] = StrictMath.exp(x[i]);
        }
    }

    private void strictTanh() {
        for (int i = 0; i < N; i++) {
            y[i] = StrictMath.tanh(x[i]);
        }
    }

    private void strictLog() {
        for (int i = 0; i < N; i++) {
            y[i] = StrictMath.log(x[i]);
        }
    }

    /** The function by java.lang.Math; for the error functions, which it has not, the canonical one. */
    private static DoubleUnaryOperator javaMath(Function f) {
        return switch (f) {
            case EXP -> Math::exp;
            case EXPM1 -> Math::expm1;
            case LOG -> Math::log;
            case LOG1P -> Math::log1p;
            case TANH -> Math::tanh;
            case SIGMOID -> x -> 1 / (1 + Math.exp(-x));
            case SOFTPLUS -> x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
            case ERF, ERFC -> f::of;
        };
    }
}
