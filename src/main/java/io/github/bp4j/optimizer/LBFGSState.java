package io.github.bp4j.optimizer;

import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Kernels;

/** A run of L-BFGS: the last pairs (s, y), and J and dθ at θ. Where J has L1, of OWL-QN. */
final class LBFGSState implements FullBatchState {
    private static final double ROUNDING = 0x1p-52;

    private final Kernel kernel = Kernels.kernel();
    private final LBFGS rule;
    private final Objective objective;
    private final Vectors vectors;
    private final Orthant orthant; //  null where J has no L1
    private final StepSearch search;
    private final double[] left; //    θ as the last iteration left it
    private final double[] g; //       dθ at θ
    private final double[] descent; // the slope to go down: g, or ◇ of the orthant
    private final double[] p; //       the direction
    private final double[][] s; //     a ring of pairs, and a place that is free
    private final double[][] y;
    private final double[] sy; //      ⟨s, y⟩ of each
    private final double[] shares; //  of the recursion
    private int free; //               the pair before it is the latest
    private int pairs;
    private double J;
    private double J0; //              at the start
    private double promised; //        |⟨dθ, p⟩| of the last direction
    private long steps;
    private Ended ended; //            null as long as it goes on

    LBFGSState(LBFGS rule, Objective objective) {
        this.rule = rule;
        this.objective = objective;
        int n = objective.theta().length;
        double[] l1 = objective.l1();
        vectors = new Vectors(n);
        orthant = l1 == null ? null : new Orthant(l1);
        search = l1 == null
                ? new LineSearch(objective, rule.c1(), rule.c2(), vectors)
                : new OrthantSearch(objective, orthant, rule.c1(), rule.c2(), vectors);
        left = new double[n];
        g = new double[n];
        descent = l1 == null ? g : orthant.slope();
        p = new double[n];
        s = new double[rule.history() + 1][n];
        y = new double[rule.history() + 1][n];
        sy = new double[rule.history() + 1];
        shares = new double[rule.history() + 1];
        begin();
    }

    /** From θ as it is, with nothing remembered. */
    private void begin() {
        pairs = 0;
        J = objective.evaluate();
        J0 = J;
        takeGradient();
        objective.accept();
        ended = null;
        if (Double.isFinite(J) && Vectors.largestMagnitude(descent) == 0) {
            ended = Ended.flat(0, rule.gradientTolerance(), 0, J, objective);
        }
    }

    @Override
    public double step() {
        objective.hold();
        try {
            if (objective.hasMoved(left)) {
                begin();
            }
            if (ended == null) {
                FiniteStart.require("lbfgs", J, g);
                iterateOrGoBack();
            }
            return J;
        } finally {
            objective.release();
        }
    }

    /** An iteration; where it fails halfway, at a θ that was only tried, θ is as it was before. */
    private void iterateOrGoBack() {
        boolean done = false;
        try {
            iterate();
            System.arraycopy(objective.theta(), 0, left, 0, left.length);
            done = true;
        } finally {
            if (!done) {
                objective.goBack(left);
            }
        }
    }

    private void iterate() {
        boolean lower = descend();
        if (!lower && pairs > 0) {
            Ended ofPairs = noLower();
            pairs = 0; // a direction from the gradient alone is the last that is tried
            lower = descend();
            ended = ofPairs;
        }
        if (!lower && (ended == null || objective.kink() != null)) {
            ended = noLower(); // pairs from both sides of a corner promise next to nothing
        }
        if (lower) {
            double before = J;
            J = search.J();
            boolean fromGradient = pairs == 0;
            remember();
            steps++;
            ended = test(before, fromGradient);
        }
        objective.accept();
    }

    private Ended noLower() {
        return Ended.noLower(promised, p, J, J0, objective);
    }

    /** Moves θ along a new direction; whether J has become lower. */
    private boolean descend() {
        fillDirection();
        double slope = vectors.dot(descent, p);
        promised = -slope;
        return slope < 0 && Double.isFinite(slope) && search.run(p, J, slope);
    }

    /** Whether the step just made was the last; null if not. */
    private Ended test(double before, boolean fromGradient) {
        double largest = Vectors.largestMagnitude(descent);
        if (largest == 0) {
            return Ended.flat(0, rule.gradientTolerance(), 0, J, objective);
        }
        if (before - J <= rule.costTolerance() * Math.max(Math.abs(before), Math.abs(J))) {
            if (search.isComplete()) {
                return Ended.little(before, J, rule.costTolerance(), objective);
            }
            if (fromGradient) {
                return noLower();
            }
            pairs = 0; // the gradient alone is to show whether J can fall further
            return null;
        }
        if (largest > rule.gradientTolerance() || pairs == 0) {
            return null;
        }
        fillDirection();
        double next = -vectors.dot(descent, p);
        return Ended.isLittle(next, rule.costTolerance(), J, J0)
                ? Ended.flat(largest, rule.gradientTolerance(), next, J, objective)
                : null;
    }

    private void takeGradient() {
        System.arraycopy(objective.gradient(), 0, g, 0, g.length);
        System.arraycopy(objective.theta(), 0, left, 0, left.length);
        if (orthant != null) {
            orthant.fill(left, g);
        }
    }

    /** p = −H dθ, by the two-loop recursion over the pairs from the latest to the oldest, and back. */
    private void fillDirection() {
        double scale = pairs == 0 ? 1 / Math.max(1, vectors.sumOfMagnitudes(descent)) : 1;
        for (int i = 0; i < p.length; i++) {
            p[i] = -scale * descent[i];
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
        if (orthant != null) {
            orthant.align(p);
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
        if (orthant != null) {
            orthant.smooth(y[free], search.start(), theta);
        }
        sy[free] = vectors.dot(s[free], y[free]);
        if (sy[free] > ROUNDING * Math.abs(vectors.dot(s[free], g))) {
            free = (free + 1) % s.length;
            pairs = Math.min(pairs + 1, rule.history());
        }
        takeGradient();
    }

    /** How many pairs are remembered. */
    int pairs() {
        return pairs;
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
