package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * s ← s + dθ², θ ← θ − α dθ / (√s + ε).
 *
 * <p>α is in units of θ, ε in units of dθ. The first step moves an element by α, the t-th by about α / √t.
 *
 * <p>Source: Duchi, Hazan and Singer, <em>Adaptive subgradient methods for online learning and stochastic optimization</em>
 * (JMLR 2011), with ε outside the root, as in PyTorch; s starts from 0 there too. In Keras ε is within, and s starts from
 * 0.1.
 *
 * @param epsilon ε, above 0
 */
public record AdaGrad(double epsilon) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public AdaGrad {
        Require.positive("epsilon", epsilon);
    }

    /** PyTorch's default: ε = 1e-10. */
    public AdaGrad() {
        this(1e-10);
    }

    @Override
    public int slots() {
        return 1;
    }

    @Override
    public void update(double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        UpdateArguments.require(slots(), theta, dTheta, slots, rate, step, from, to);
        double[] s = slots[0];
        for (int i = from; i < to; i++) {
            double g = dTheta[i];
            s[i] += g * g;
            theta[i] -= rate * g / (Math.sqrt(s[i]) + epsilon);
        }
    }
}
