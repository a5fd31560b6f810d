package io.github.bp4j.optimizer;

import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Kernels;

/** A run of L-BFGS: the last pairs (s, y), and J and dθ at θ. */
final class LBFGSState implements FullBatchState {
    private static final double ROUNDING = 0x1p-52;

    private final Kernel kernel = Kernels.kernel();
    private final LBFGS rule;
    private final Objective objective;
    private final Vectors vectors;
    private final LineSearch search;
    private final double[] g; //      dθ at θ
    private final double[] p; //      the direction
    private final double[][] s; //    a ring of pairs, and a place that is free
    private final double[][] y;
    private final double[] sy; //     ⟨s, y⟩ of each
    private final double[] shares; // of the recursion
    private int free; //              the pair before it is the latest
    private int pairs;
    private double J;
    private long steps;
    private boolean converged;

    LBFGSState(LBFGS rule, Objective objective) {
        this.rule = rule;
        this.objective = objective;
        int n = objective.theta().length;
        vectors = new Vectors(n);
        search = new LineSearch(objective, rule.c1(), rule.c2(), vectors);
        J = objective.evaluate();
        g = objective.gradient().clone();
        p = new double[n];
        s = new double[rule.history() + 1][n];
        y = new double[rule.history() + 1][n];
        sy = new double[rule.history() + 1];
        shares = new double[rule.history() + 1];
        converged = isFlat();
    }

    @Override
    public double step() {
        if (converged) {
            return J;
        }
        FiniteStart.require("lbfgs", J, g);
        boolean lower = descend();
        if (!lower && pairs > 0) {
            pairs = 0; // a direction from the gradient alone is the last that is tried
            lower = descend();
        }
        converged = !lower;
        if (lower) {
            double before = J;
            J = search.J();
            remember();
            steps++;
            converged = isFlat() || before - J <= rule.costTolerance() * Math.max(Math.abs(before), Math.abs(J));
        }
        return J;
    }

    /** Moves θ along a new direction; whether J has become lower. */
    private boolean descend() {
        fillDirection();
        double slope = vectors.dot(g, p);
        return slope < 0 && Double.isFinite(slope) && search.run(p, J, slope);
    }

    /** p = −H dθ, by the two-loop recursion over the pairs from the latest to the oldest, and back. */
    private void fillDirection() {
        double scale = pairs == 0 ? 1 / Math.max(1, vectors.sumOfMagnitudes(g)) : 1;
        for (int i = 0; i < p.length; i++) {
            p[i] = -scale * g[i];
        }
        for (int age = 1; age <= pairs; age++) {
            int k = pair(age);
            shares[k] = vectors.dot(s[k], p) / sy[k];
            kernel.addScaled(-shares[k], y[k], p, 0, p.length);
        }
        if (pairs > 0) {
            int latest = pair(1);
            double gamma = sy[latest] / vectors.dot(y[latest], y[latest]);
            for (int i = 0; i < p.length; i++) {
                p[i] *= gamma;
            }
        }
        for (int age = pairs; age >= 1; age--) {
            int k = pair(age);
            double beta = vectors.dot(y[k], p) / sy[k];
            kernel.addScaled(shares[k] - beta, s[k], p, 0, p.length);
        }
    }

    /** Where the pair lies that was remembered as the last but age − 1. */
    private int pair(int age) {
        return Math.floorMod(free - age, s.length);
    }

    /** s and y of the step just made, if J curves upwards along it; and the new gradient. */
    private void remember() {
        double[] theta = objective.theta();
        double[] newG = objective.gradient();
        for (int i = 0; i < theta.length; i++) {
            s[free][i] = theta[i] - search.start()[i];
            y[free][i] = newG[i] - g[i];
        }
        sy[free] = vectors.dot(s[free], y[free]);
        if (sy[free] > ROUNDING * Math.abs(vectors.dot(s[free], g))) {
            free = (free + 1) % s.length;
            pairs = Math.min(pairs + 1, rule.history());
        }
        System.arraycopy(newG, 0, g, 0, g.length);
    }

    /** How many pairs are remembered. */
    int pairs() {
        return pairs;
    }

    private boolean isFlat() {
        return Vectors.largestMagnitude(g) <= rule.gradientTolerance();
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
