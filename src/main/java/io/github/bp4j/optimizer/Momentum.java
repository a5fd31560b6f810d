package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * v ← β v + dθ, θ ← θ − α v.
 *
 * <p>α and dθ have the units of gradient descent; v is up to 1 / (1 − β) times as long as dθ. Ng writes v ← β v + (1 − β)
 * dθ instead: his α is ours / (1 − β). This is PyTorch's SGD with momentum, and Keras' with α outside v.
 *
 * <p>Source: Polyak, <em>Some methods of speeding up the convergence of iteration methods</em> (1964).
 *
 * @param beta β, in [0, 1); 0.9 is usual
 */
public record Momentum(double beta) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Momentum {
        Require.belowOne("beta", beta);
    }

    /** β = 0.9. */
    public Momentum() {
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
            theta[i] -= rate * v[i];
        }
    }
}
