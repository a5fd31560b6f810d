package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * v ← β v + dθ, θ ← θ − α (dθ + β v).
 *
 * <p>Momentum that looks ahead: θ is the point that momentum alone would reach next, and the gradient is taken there. The
 * form is that of PyTorch's SGD with {@code nesterov}.
 *
 * <p>Source: Sutskever, Martens, Dahl and Hinton, <em>On the importance of initialization and momentum in deep learning</em>
 * (ICML 2013), equations 3 and 4, in the variable θ + μ v.
 *
 * @param beta β, in [0, 1); 0.9 is usual
 */
public record Nesterov(double beta) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Nesterov {
        Require.belowOne("beta", beta);
    }

    /** β = 0.9. */
    public Nesterov() {
        this(0.9);
    }

    @Override
    public int slots() {
        return 1;
    }

    @Override
    public void update(double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        UpdateArguments.require(slots(), theta, dTheta, slots, rate, step, from, to);
        double[] v = slots[0];
        for (int i = from; i < to; i++) {
            v[i] = beta * v[i] + dTheta[i];
            theta[i] -= rate * (dTheta[i] + beta * v[i]);
        }
    }
}
