package io.github.bp4j.optimizer;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.SplitMix64;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** All rules in one table, which drives their tests: a rule that is added to it is tested. */
public final class OptimizerTable {
    private OptimizerTable() {}

    /** θ after the first step from θ = theta, with the gradient g. */
    @FunctionalInterface
    public interface FirstStep {
        double of(double theta, double g, double rate);
    }

    /**
     * A rule: as users get it, with every hyper-parameter moved, what the latter does in its first step, and the first
     * rates with which the former goes down a parabola and Rosenbrock's valley.
     *
     * @param squares whether it remembers squares of the gradient
     */
    public record Row(
            String name,
            Function<Schedule, Optimizer> usual,
            UpdateRule own,
            FirstStep firstStep,
            double parabolaRate,
            double rosenbrockRate,
            boolean squares) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static double mu(int t) {
        return 0.8 * (1 - 0.5 * Math.pow(0.96, t * 0.5));
    }

    /**
     * From slots of zeros a mean that is corrected for its start is g or g², so the first step of Adam's family does not
     * depend on β.
     */
    public static List<Row> rows() {
        FirstStep adam = (theta, g, rate) -> theta - rate * g / (Math.abs(g) + 0.1);
        return List.of(
                new Row(
                        "gradientDescent",
                        Optimizer::gradientDescent,
                        new GradientDescent(),
                        (theta, g, rate) -> theta - rate * g,
                        0.05,
                        0.002,
                        false),
                new Row(
                        "momentum",
                        rate -> Optimizer.momentum(rate, 0.9),
                        new Momentum(0.6),
                        (theta, g, rate) -> theta - rate * g,
                        0.01,
                        0.0005,
                        false),
                new Row(
                        "nesterov",
                        rate -> Optimizer.nesterov(rate, 0.9),
                        new Nesterov(0.6),
                        (theta, g, rate) -> theta - rate * 1.6 * g,
                        0.01,
                        0.0005,
                        false),
                new Row(
                        "adaGrad",
                        Optimizer::adaGrad,
                        new AdaGrad(0.1),
                        (theta, g, rate) -> theta - rate * g / (Math.abs(g) + 0.1),
                        1,
                        1,
                        true),
                new Row(
                        "adaDelta",
                        rate -> new Optimizer(new AdaDelta(), rate),
                        new AdaDelta(0.8, 0.01),
                        (theta, g, rate) -> theta - rate * 0.1 / Math.sqrt(0.2 * g * g + 0.01) * g,
                        1,
                        1,
                        true),
                new Row(
                        "rmsProp",
                        rate -> Optimizer.rmsProp(rate, 0.99),
                        new RMSProp(0.8, 0.1),
                        (theta, g, rate) -> theta - rate * g / (Math.sqrt(0.2) * Math.abs(g) + 0.1),
                        0.01,
                        0.01,
                        true),
                new Row("adam", Optimizer::adam, new Adam(0.8, 0.95, 0.1), adam, 0.1, 0.1, true),
                new Row("amsGrad", Optimizer::amsGrad, new AMSGrad(0.8, 0.6, 0.1), adam, 0.1, 0.1, true),
                new Row(
                        "adamW",
                        rate -> Optimizer.adamW(rate, 1e-6),
                        new AdamW(0.8, 0.95, 0.1, 0.3),
                        (theta, g, rate) -> theta - rate * 0.3 * theta - rate * g / (Math.abs(g) + 0.1),
                        0.1,
                        0.1,
                        true),
                new Row(
                        "nAdam",
                        Optimizer::nAdam,
                        new NAdam(0.8, 0.95, 0.1, 0.5),
                        (theta, g, rate) ->
                                theta - rate * (g + mu(2) * 0.2 * g / (1 - mu(1) * mu(2))) / (Math.abs(g) + 0.1),
                        0.1,
                        0.1,
                        true),
                new Row(
                        "rAdam",
                        Optimizer::rAdam,
                        new RAdam(0.8, 0.95, 0.1),
                        (theta, g, rate) -> theta - rate * g,
                        0.1,
                        0.002,
                        true),
                new Row(
                        "lion",
                        Optimizer::lion,
                        new Lion(0.8, 0.6, 0.3),
                        (theta, g, rate) -> theta - rate * Math.signum(g) - rate * 0.3 * theta,
                        0.05,
                        0.003,
                        false),
                new Row(
                        "rProp",
                        rate -> new Optimizer(new RProp(), rate),
                        new RProp(0.3, 1.7, 0.01, 0.04),
                        (theta, g, rate) -> theta - 0.04 * Math.signum(g),
                        0.1,
                        0.001,
                        false),
                new Row("adaMax", Optimizer::adaMax, new AdaMax(0.8, 0.95, 0.1), adam, 0.1, 0.1, false),
                new Row(
                        "adaBelief",
                        Optimizer::adaBelief,
                        new AdaBelief(0.8, 0.95, 0.1),
                        (theta, g, rate) ->
                                theta - rate * g / (Math.sqrt(0.8 * g * (0.8 * g) + 0.1 / (1 - 0.95)) + 0.1),
                        0.1,
                        0.01,
                        true),
                new Row(
                        "ftrl",
                        rate -> Optimizer.ftrl(rate, 0.1),
                        new FTRL(0.1, 1, 0.5),
                        OptimizerTable::firstStepOfFTRL,
                        1,
                        1,
                        true));
    }

    /** β = 0.1, λ₁ = 1, λ₂ = ½: where z would end between −1 and 1, θ is 0, else z less its sign over (β + |g|)/α + λ₂. */
    private static double firstStepOfFTRL(double theta, double g, double rate) {
        double before = 0.1 / rate;
        double after = (0.1 + Math.abs(g)) / rate;
        double z = -theta * (before + 0.5) - Math.signum(theta) + g - (after - before) * theta;
        return Math.abs(z) <= 1 ? 0 : -(z - Math.signum(z)) / (after + 0.5);
    }

    /** (inputs + 1) · units parameters and their gradient, normally distributed. */
    static Network network(int inputs, int units, int threads) {
        Network network = Network.builder()
                .inputs(inputs)
                .layer(units, Activation.TANH)
                .loss(Loss.SQUARED_ERROR)
                .seed(6)
                .threads(threads)
                .build();
        SplitMix64 random = new SplitMix64(12);
        Arrays.setAll(network.gradient(), i -> random.nextGaussian());
        return network;
    }
}
