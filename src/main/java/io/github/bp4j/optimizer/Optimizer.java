package io.github.bp4j.optimizer;

import io.github.bp4j.Network;
import java.util.Objects;

/**
 * An update rule, a schedule of learning rates, and bounds on the gradient. Immutable: one optimizer may serve many
 * networks; what a run on one network remembers is its {@link OptimizerState}.
 *
 * <pre>{@code
 * Optimizer.adam(0.001)
 * Optimizer.adamW(Schedule.cosine(0.001, 0, 10_000).warmUp(500), 0.01).clipNorm(1)
 * new Optimizer(new Adam(0.9, 0.95, 1e-6), Schedule.constant(0.001))
 * }</pre>
 *
 * <p>Each factory comes twice, with a rate α that stays and with a schedule; the rule's record has the formula in full,
 * and a constructor for hyper-parameters that the factory leaves at their defaults.
 */
public record Optimizer(UpdateRule rule, Schedule schedule, Clipping clipping) {
    /** Of any rule, schedule and clipping. */
    public Optimizer {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(clipping, "clipping");
    }

    /** Of any rule and schedule; nothing is clipped. */
    public Optimizer(UpdateRule rule, Schedule schedule) {
        this(rule, schedule, Clipping.NONE);
    }

    // ---------------------------------------------------------------- rules

    /**
     * W ← W − α dW, b ← b − α db.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     */
    public static Optimizer gradientDescent(double rate) {
        return gradientDescent(Schedule.constant(rate));
    }

    /** W ← W − α dW, b ← b − α db, with α from a schedule. */
    public static Optimizer gradientDescent(Schedule schedule) {
        return new Optimizer(new GradientDescent(), schedule);
    }

    /**
     * v ← β v + dθ, θ ← θ − α v; β = 0.9 is usual.
     *
     * @throws IllegalArgumentException unless α is finite and above 0, or if β is out of its range
     * @see Momentum
     */
    public static Optimizer momentum(double rate, double beta) {
        return momentum(Schedule.constant(rate), beta);
    }

    /** Momentum with α from a schedule. */
    public static Optimizer momentum(Schedule schedule, double beta) {
        return new Optimizer(new Momentum(beta), schedule);
    }

    /**
     * v ← β v + dθ, θ ← θ − α (dθ + β v); β = 0.9 is usual.
     *
     * @throws IllegalArgumentException unless α is finite and above 0, or if β is out of its range
     * @see Nesterov
     */
    public static Optimizer nesterov(double rate, double beta) {
        return nesterov(Schedule.constant(rate), beta);
    }

    /** Nesterov with α from a schedule. */
    public static Optimizer nesterov(Schedule schedule, double beta) {
        return new Optimizer(new Nesterov(beta), schedule);
    }

    /**
     * s ← s + dθ², θ ← θ − α dθ / (√s + ε); α = 0.01 is usual.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     * @see AdaGrad
     */
    public static Optimizer adaGrad(double rate) {
        return adaGrad(Schedule.constant(rate));
    }

    /** AdaGrad with α from a schedule. */
    public static Optimizer adaGrad(Schedule schedule) {
        return new Optimizer(new AdaGrad(), schedule);
    }

    /**
     * s ← ρ s + (1 − ρ) dθ², δ = √(u + ε) / √(s + ε) · dθ, u ← ρ u + (1 − ρ) δ², θ ← θ − δ: there is no rate to choose.
     *
     * @see AdaDelta
     */
    public static Optimizer adaDelta() {
        return new Optimizer(new AdaDelta(), Schedule.constant(1));
    }

    /**
     * s ← ρ s + (1 − ρ) dθ², θ ← θ − α dθ / (√s + ε), ρ being the decay; α = 0.001 and ρ = 0.9 are usual.
     *
     * @throws IllegalArgumentException unless α is finite and above 0, or if ρ is out of its range
     * @see RMSProp
     */
    public static Optimizer rmsProp(double rate, double decay) {
        return rmsProp(Schedule.constant(rate), decay);
    }

    /** RMSProp with α from a schedule. */
    public static Optimizer rmsProp(Schedule schedule, double decay) {
        return new Optimizer(new RMSProp(decay, 1e-8), schedule);
    }

    /**
     * θ ← θ − α m̂ / (√v̂ + ε), m̂ and v̂ being running means of dθ and dθ²; α = 0.001 is usual.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     * @see Adam
     */
    public static Optimizer adam(double rate) {
        return adam(Schedule.constant(rate));
    }

    /** Adam with α from a schedule. */
    public static Optimizer adam(Schedule schedule) {
        return new Optimizer(new Adam(), schedule);
    }

    /**
     * Adam with all its hyper-parameters.
     *
     * @throws IllegalArgumentException unless α is finite and above 0, or if another is out of its range
     * @see Adam
     */
    public static Optimizer adam(double rate, double beta1, double beta2, double epsilon) {
        return new Optimizer(new Adam(beta1, beta2, epsilon), Schedule.constant(rate));
    }

    /**
     * Adam whose divisor never shrinks.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     * @see AMSGrad
     */
    public static Optimizer amsGrad(double rate) {
        return amsGrad(Schedule.constant(rate));
    }

    /** AMSGrad with α from a schedule. */
    public static Optimizer amsGrad(Schedule schedule) {
        return new Optimizer(new AMSGrad(), schedule);
    }

    /**
     * Adam with θ ← θ − α λ θ beside it, λ being the weight decay; λ = 0.01 is usual.
     *
     * @throws IllegalArgumentException unless α is finite and above 0, or if λ is out of its range
     * @see AdamW
     */
    public static Optimizer adamW(double rate, double weightDecay) {
        return adamW(Schedule.constant(rate), weightDecay);
    }

    /** AdamW with α from a schedule. */
    public static Optimizer adamW(Schedule schedule, double weightDecay) {
        return new Optimizer(new AdamW(weightDecay), schedule);
    }

    /**
     * Adam that looks ahead; α = 0.002 is usual.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     * @see NAdam
     */
    public static Optimizer nAdam(double rate) {
        return nAdam(Schedule.constant(rate));
    }

    /** NAdam with α from a schedule. */
    public static Optimizer nAdam(Schedule schedule) {
        return new Optimizer(new NAdam(), schedule);
    }

    /**
     * Adam that needs no warm-up.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     * @see RAdam
     */
    public static Optimizer rAdam(double rate) {
        return rAdam(Schedule.constant(rate));
    }

    /** RAdam with α from a schedule. */
    public static Optimizer rAdam(Schedule schedule) {
        return new Optimizer(new RAdam(), schedule);
    }

    /**
     * θ ← θ − α sign(β₁ m + (1 − β₁) dθ), m being a running mean of dθ; α = 0.0001 is usual.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     * @see Lion
     */
    public static Optimizer lion(double rate) {
        return lion(Schedule.constant(rate));
    }

    /** Lion with α from a schedule. */
    public static Optimizer lion(Schedule schedule) {
        return new Optimizer(new Lion(), schedule);
    }

    /**
     * A step of its own for each parameter, which grows while the sign of its gradient stays, and starts from α; for full
     * batches. α = 0.01 is usual.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     * @see RProp
     */
    public static Optimizer rProp(double rate) {
        return new Optimizer(new RProp(), Schedule.constant(rate));
    }

    /**
     * θ ← θ − α m̂ / u, m̂ a running mean of dθ and u the greatest |dθ| of late; α = 0.002 is usual.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     * @see AdaMax
     */
    public static Optimizer adaMax(double rate) {
        return adaMax(Schedule.constant(rate));
    }

    /** AdaMax with α from a schedule. */
    public static Optimizer adaMax(Schedule schedule) {
        return new Optimizer(new AdaMax(), schedule);
    }

    /**
     * θ ← θ − α m̂ / (√ŝ + ε), s a running mean of (dθ − m)²; α = 0.001 is usual.
     *
     * @throws IllegalArgumentException unless α is finite and above 0
     * @see AdaBelief
     */
    public static Optimizer adaBelief(double rate) {
        return adaBelief(Schedule.constant(rate));
    }

    /** AdaBelief with α from a schedule. */
    public static Optimizer adaBelief(Schedule schedule) {
        return new Optimizer(new AdaBelief(), schedule);
    }

    /**
     * AdaGrad's steps, with L1 that makes parameters exactly 0; α = 0.1 is usual.
     *
     * @throws IllegalArgumentException unless α is finite and above 0, or if λ₁ is out of its range
     * @see FTRL
     */
    public static Optimizer ftrl(double rate, double l1) {
        return ftrl(Schedule.constant(rate), l1);
    }

    /** FTRL with α from a schedule. */
    public static Optimizer ftrl(Schedule schedule, double l1) {
        return new Optimizer(new FTRL(1, l1, 0), schedule);
    }

    // ---------------------------------------------------------------- clipping

    /**
     * With every element of the gradient brought into [−value, value] before each update; before its norm is bounded,
     * if that is asked for too.
     *
     * @throws IllegalArgumentException unless the value is above 0
     * @see Clipping
     */
    public Optimizer clipValue(double value) {
        return new Optimizer(rule, schedule, new Clipping(value, clipping.norm()));
    }

    /**
     * With the gradient, all W and b together, shortened before each update to this Euclidean norm where it is longer.
     *
     * @throws IllegalArgumentException unless the norm is above 0
     * @see Clipping
     */
    public Optimizer clipNorm(double norm) {
        return new Optimizer(rule, schedule, new Clipping(clipping.value(), norm));
    }

    /** The state of a run on this network, before its first step. */
    public OptimizerState start(Network network) {
        Objects.requireNonNull(network, "network");
        return new OptimizerState(this, network);
    }
}
