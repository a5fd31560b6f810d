package io.github.bp4j.optimizer;

import io.github.bp4j.internal.check.Require;

/**
 * s ← s + dθ², r′ = (β + √s) / α, z ← z + dθ − (r′ − r) θ, r ← r′, θ ← −(z − λ₁ sign(z)) / (r + λ₂), and θ ← 0 where |z| ≤
 * λ₁: "follow the regularised leader". Without λ₁ and λ₂ this is the step of {@link AdaGrad}, θ ← θ − dθ / r; with λ₁
 * parameters become 0 to the last bit, and stay so until their gradients tell otherwise.
 *
 * <p>α is in units of θ, β in units of dθ; λ₁ and λ₂ are not in J: they count once against the sum of all gradients, not
 * in every step. Biases are regularised too. z starts so that the first θ is the leader: it does not draw initial
 * parameters to 0, as an implementation does that starts z from 0. r is remembered, so that α may follow a schedule;
 * a step with α = 0 changes nothing. Where θ is no longer what z and r give, because it was set by hand, restored or
 * bounded by max-norm, z starts anew from it.
 *
 * <p>Source: McMahan et al., <em>Ad click prediction: a view from the trenches</em> (KDD 2013), Algorithm 1.
 *
 * @param beta β, above 0
 * @param l1 λ₁, at least 0
 * @param l2 λ₂, at least 0
 */
public record FTRL(double beta, double l1, double l2) implements RehearsedRule {
    /**
     * With hyper-parameters of one's own.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public FTRL {
        Require.positive("beta", beta);
        Require.notNegative("l1", l1);
        Require.notNegative("l2", l2);
    }

    /** The paper's β = 1, without regularisation. */
    public FTRL() {
        this(1, 0, 0);
    }

    @Override
    public int slots() {
        return 3;
    }

    @Override
    public void update(double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        UpdateArguments.require(slots(), theta, dTheta, slots, rate, step, from, to);
        double[] s = slots[0];
        double[] z = slots[1];
        double[] r = slots[2];
        if (rate == 0) {
            return; // r would be infinite
        }
        for (int i = from; i < to; i++) {
            double g = dTheta[i];
            if (step == 1 || r[i] == 0) {
                r[i] = beta / rate;
                z[i] = lead(theta[i], r[i]);
            } else if (leader(z[i], r[i]) != theta[i]) { // θ was set since: z must not bring the old one back
                z[i] = lead(theta[i], r[i]);
            }
            s[i] += g * g;
            double next = (beta + Math.sqrt(s[i])) / rate;
            z[i] += g - (next - r[i]) * theta[i];
            r[i] = next;
            theta[i] = leader(z[i], r[i]);
        }
    }

    /** The θ that z and r give. */
    private double leader(double z, double r) {
        return Math.abs(z) <= l1 ? 0 : -(z - l1 * Math.signum(z)) / (r + l2);
    }

    /** A z that gives θ. */
    private double lead(double theta, double r) {
        return -theta * (r + l2) - l1 * Math.signum(theta);
    }
}
