package io.github.bp4j.optimizer;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Functions with known minima, that count how often they were evaluated. */
final class Functions implements Objective {
    /** Fills the gradient at θ, and returns J. */
    @FunctionalInterface
    interface Formula {
        double of(double[] theta, double[] gradient);
    }

    private final double[] theta;
    private final double[] gradient;
    private final Formula formula;
    private int evaluations;

    Functions(Formula formula, double... start) {
        this.formula = formula;
        theta = start.clone();
        gradient = new double[start.length];
    }

    /** ½ Σ a_i (x_i − c)². */
    static Functions parabola(double c, double[] a, double... start) {
        return new Functions(
                (x, g) -> {
                    double J = 0;
                    for (int i = 0; i < x.length; i++) {
                        g[i] = a[i] * (x[i] - c);
                        J += 0.5 * a[i] * (x[i] - c) * (x[i] - c);
                    }
                    return J;
                },
                start);
    }

    /** Σ 100 (x_{i+1} − x_i²)² + (1 − x_i)², from (−1.2, 1, −1.2, 1, …). */
    static Functions rosenbrock(int n) {
        double[] start = new double[n];
        for (int i = 0; i < n; i++) {
            start[i] = i % 2 == 0 ? -1.2 : 1;
        }
        return new Functions(
                (x, g) -> {
                    double J = 0;
                    Arrays.fill(g, 0);
                    for (int i = 0; i + 1 < x.length; i++) {
                        double off = x[i + 1] - x[i] * x[i];
                        J += 100 * off * off + (1 - x[i]) * (1 - x[i]);
                        g[i] += -400 * x[i] * off - 2 * (1 - x[i]);
                        g[i + 1] += 200 * off;
                    }
                    return J;
                },
                start);
    }

    /** Of one x: J and J′. */
    static Functions ofOne(DoubleUnaryOperator J, DoubleUnaryOperator derivative, double start) {
        return new Functions(
                (x, g) -> {
                    g[0] = derivative.applyAsDouble(x[0]);
                    return J.applyAsDouble(x[0]);
                },
                start);
    }

    int evaluations() {
        return evaluations;
    }

    @Override
    public double[] theta() {
        return theta;
    }

    @Override
    public double[] gradient() {
        return gradient;
    }

    @Override
    public double evaluate() {
        evaluations++;
        return formula.of(theta, gradient);
    }
}
