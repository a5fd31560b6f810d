package io.github.bp4j.optimizer;

import io.github.bp4j.Network;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Kernels;

/** A run of Levenberg–Marquardt: all that it remembers is μ. */
final class LevenbergMarquardtState implements FullBatchState {
    /** μ falls no further, as in MATLAB. */
    private static final double SMALLEST_MU = 1e-20;

    private final Kernel kernel = Kernels.kernel();
    private final LevenbergMarquardt rule;
    private final Network network;
    private final NetworkObjective objective;
    private final Vectors vectors;
    private final GaussNewton gaussNewton;
    private final Cholesky cholesky;
    private final double[] start; // θ before the iteration
    private final double[] delta; // δ
    private double mu;
    private double J;
    private long steps;
    private boolean converged;

    LevenbergMarquardtState(LevenbergMarquardt rule, NetworkObjective objective) {
        this.rule = rule;
        this.objective = objective;
        network = objective.network();
        mu = rule.mu();
        J = objective.evaluate();
        int p = network.parameters().length;
        vectors = new Vectors(p);
        Compute compute = new Compute(kernel, network.threads());
        gaussNewton = new GaussNewton(network, objective.X(), objective.weights(), compute);
        cholesky = new Cholesky(p, compute);
        start = new double[p];
        delta = new double[p];
        converged = isFlat();
    }

    @Override
    public double step() {
        if (converged) {
            return J;
        }
        objective.evaluate(); // the caches may have been used since
        FiniteStart.require("levenbergMarquardt", J, network.gradient());
        double[] H = gaussNewton.fill();
        System.arraycopy(network.parameters(), 0, start, 0, start.length);
        while (mu <= rule.largestMu()) {
            if (cholesky.factor(H, mu) && tryStep()) {
                network.backward(objective.Y());
                mu = Math.max(SMALLEST_MU, rule.decrease() * mu);
                steps++;
                converged = isFlat();
                return J;
            }
            mu *= rule.increase();
        }
        converged = true;
        System.arraycopy(start, 0, network.parameters(), 0, start.length);
        objective.evaluate();
        return J;
    }

    /** θ = start + δ; whether J is lower there. */
    private boolean tryStep() {
        cholesky.solve(network.gradient(), delta);
        if (!kernel.staysFinite(-1, delta, start, 0, start.length)) {
            return false;
        }
        System.arraycopy(start, 0, network.parameters(), 0, start.length);
        kernel.addScaled(-1, delta, network.parameters(), 0, start.length);
        double trial = objective.cost();
        if (!(trial < J)) {
            return false;
        }
        J = trial;
        return true;
    }

    private boolean isFlat() {
        return Math.sqrt(vectors.dot(network.gradient(), network.gradient())) <= rule.gradientTolerance();
    }

    @Override
    public double cost() {
        return J;
    }

    @Override
    public boolean converged() {
        return converged;
    }

    @Override
    public long steps() {
        return steps;
    }
}
