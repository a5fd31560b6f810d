package io.github.bp4j.optimizer;

import io.github.bp4j.Network;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Kernels;

/** A run of Levenberg–Marquardt: it remembers μ, and the θ that it has left. */
final class LevenbergMarquardtState implements FullBatchState {
    /** μ, as a share of the largest element of H, of the step that is asked what it promises. */
    private static final double TINY = 0x1p-40;

    /** A step that promises to lower J by at most this share of it is not worth making where the gradient is small. */
    private static final double LITTLE = 0x1p-30;

    /** μ falls no further, as in MATLAB. */
    private static final double SMALLEST_MU = 1e-20;

    private final Kernel kernel = Kernels.kernel();
    private final LevenbergMarquardt rule;
    private final NetworkObjective objective;
    private final Vectors vectors;
    private final GaussNewton gaussNewton;
    private final Cholesky cholesky;
    private final double[] start; // θ before the iteration
    private final double[] delta; // δ
    private final double[] left; //  θ as the last iteration left it
    private double mu;
    private double J;
    private double J0; //            at the start
    private long steps;
    private Ended ended; //          null as long as it goes on

    LevenbergMarquardtState(LevenbergMarquardt rule, NetworkObjective objective) {
        this.rule = rule;
        this.objective = objective;
        Network network = objective.network();
        J = objective.evaluate();
        int p = objective.theta().length;
        vectors = new Vectors(p);
        Compute compute = new Compute(kernel, network.threads());
        gaussNewton = new GaussNewton(network, objective.X(), objective.weights(), compute);
        cholesky = new Cholesky(p, compute);
        start = new double[p];
        delta = new double[p];
        left = objective.theta().clone();
        begin();
    }

    /** With nothing remembered, from J and the gradient as they are. */
    private void begin() {
        mu = rule.mu();
        J0 = J;
        ended = Double.isFinite(J) ? flat() : null;
    }

    @Override
    public double step() {
        objective.hold();
        try {
            if (objective.hasMoved(left)) {
                J = objective.evaluate();
                begin();
            }
            if (ended == null) {
                iterateOrGoBack();
            }
            return J;
        } finally {
            objective.release();
        }
    }

    /** An iteration; where it fails halfway, at a θ that was only tried, θ and J are as they were before. */
    private void iterateOrGoBack() {
        double before = J;
        System.arraycopy(objective.theta(), 0, start, 0, start.length);
        boolean done = false;
        try {
            iterate();
            System.arraycopy(objective.theta(), 0, left, 0, left.length);
            done = true;
        } finally {
            if (!done) {
                objective.goBack(start);
                J = before;
            }
        }
    }

    private void iterate() {
        objective.evaluate(); // the caches may have been used since
        FiniteStart.require("levenbergMarquardt", J, objective.gradient());
        double[] H = gaussNewton.fill();
        double largestMu = rule.largestMu() * Math.max(1, largestOfDiagonal(H));
        while (mu <= largestMu) {
            if (cholesky.factor(H, mu) && tryStep()) {
                objective.backward();
                mu = Math.max(SMALLEST_MU, rule.decrease() * mu);
                steps++;
                ended = flat();
                return;
            }
            mu *= rule.increase();
        }
        System.arraycopy(start, 0, objective.theta(), 0, start.length);
        objective.evaluate();
        ended = Ended.noLower(promised(), delta, J, J0, objective);
        objective.evaluate(); // again, for dZ and dA
    }

    /** The end of the run if the gradient at θ is small, and so is what the next step promises; else null. */
    private Ended flat() {
        double norm = Math.sqrt(vectors.dot(objective.gradient(), objective.gradient()));
        if (norm == 0 && Vectors.largestMagnitude(objective.gradient()) == 0) {
            return Ended.flat(0, rule.gradientTolerance(), 0, J, objective);
        }
        if (!(norm <= rule.gradientTolerance())) {
            return null;
        }
        double promised = promised();
        objective.evaluate(); // again, for dZ and dA
        return Ended.isLittle(promised, LITTLE, J, J0)
                ? Ended.flat(norm, rule.gradientTolerance(), promised, J, objective)
                : null;
    }

    /** ⟨dθ, δ⟩ of a step that μ hardly shortens; fills δ. Of the network's dZ and dA it leaves nothing. */
    private double promised() {
        double[] H = gaussNewton.fill();
        double damping = Math.max(Double.MIN_NORMAL, TINY * largestOfDiagonal(H));
        while (!cholesky.factor(H, damping)) {
            damping *= rule.increase();
            if (!(damping < Double.POSITIVE_INFINITY)) {
                return Double.POSITIVE_INFINITY;
            }
        }
        cholesky.solve(objective.gradient(), delta);
        return vectors.dot(objective.gradient(), delta);
    }

    private double largestOfDiagonal(double[] H) {
        double largest = 0;
        for (int i = 0; i < start.length; i++) {
            largest = Math.max(largest, H[i * start.length + i]);
        }
        return largest;
    }

    /** θ = start + δ; whether J is lower there. */
    private boolean tryStep() {
        cholesky.solve(objective.gradient(), delta);
        if (!kernel.staysFinite(-1, delta, start, 0, start.length)) {
            return false;
        }
        System.arraycopy(start, 0, objective.theta(), 0, start.length);
        kernel.addScaled(-1, delta, objective.theta(), 0, start.length);
        double trial = objective.cost();
        if (!(trial < J)) {
            return false;
        }
        J = trial;
        return true;
    }

    @Override
    public double cost() {
        return J;
    }

    @Override
    public boolean converged() {
        return ended != null && ended.converged();
    }

    @Override
    public boolean ended() {
        return ended != null;
    }

    @Override
    public String reason() {
        return ended == null ? "" : ended.reason();
    }

    @Override
    public long steps() {
        return steps;
    }
}
