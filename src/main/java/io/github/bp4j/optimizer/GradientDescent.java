package io.github.bp4j.optimizer;

import io.github.bp4j.internal.kernel.Kernels;

/** θ ← θ − α dθ. */
public record GradientDescent() implements UpdateRule {
    @Override
    public int slots() {
        return 0;
    }

    @Override
    public void update(double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        UpdateArguments.require(0, theta, dTheta, slots, rate, step, from, to);
        Kernels.kernel().addScaled(-rate, dTheta, theta, from, to);
    }

    @Override
    public boolean staysFinite(
            double[] theta, double[] dTheta, double[][] slots, double rate, long step, int from, int to) {
        UpdateArguments.require(0, theta, dTheta, slots, rate, step, from, to);
        return Kernels.kernel().staysFinite(-rate, dTheta, theta, from, to);
    }
}
