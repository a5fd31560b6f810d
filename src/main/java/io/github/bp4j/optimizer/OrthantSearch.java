package io.github.bp4j.optimizer;

import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Kernels;

/**
 * Finds an α &gt; 0 for which θ(α), which is θ + α p with 0 where L1 has a parameter leave its orthant, meets Armijo's
 * condition J(θ(α)) ≤ J(θ) + c1 ⟨◇, θ(α) − θ⟩. It is halved or less until then; where J still falls as steeply as c2 of
 * the slope at the start, it becomes larger.
 *
 * <p>Source: Andrew and Gao (2007), Algorithm 1, with an α that may become larger, as a first step has no length of its
 * own; how far is said in {@link LineSearch}.
 */
final class OrthantSearch implements StepSearch {
    private final Kernel kernel = Kernels.kernel();
    private final Objective objective;
    private final Orthant orthant;
    private final double c1;
    private final double c2;
    private final Vectors vectors;
    private final double[] start;
    private final double[] moved; // θ(α) − θ
    private final double[] along; // p, but 0 where θ(α) is held at 0
    private double[] p;
    private double J0;
    private double slope0;
    private int evaluations;
    private double alpha;
    private double J;
    private double slope; //         along θ(α)
    private double promised; //      ⟨◇, θ(α) − θ⟩

    OrthantSearch(Objective objective, Orthant orthant, double c1, double c2, Vectors vectors) {
        this.objective = objective;
        this.orthant = orthant;
        this.c1 = c1;
        this.c2 = c2;
        this.vectors = vectors;
        int n = objective.theta().length;
        start = new double[n];
        moved = new double[n];
        along = new double[n];
    }

    @Override
    public boolean run(double[] p, double J0, double slope0) {
        this.p = p;
        this.J0 = J0;
        this.slope0 = slope0;
        System.arraycopy(objective.theta(), 0, start, 0, start.length);
        evaluations = 0;
        evaluate(1);
        return isUnfelt() || isLowEnough() ? outwards() : inwards();
    }

    @Override
    public boolean isComplete() {
        return evaluations < LineSearch.MOST_EVALUATIONS;
    }

    @Override
    public double[] start() {
        return start;
    }

    @Override
    public double J() {
        return J;
    }

    private boolean outwards() {
        while (slope < c2 * slope0 && evaluations < LineSearch.MOST_EVALUATIONS) {
            double before = alpha;
            double lowest = J;
            boolean unfelt = isUnfelt();
            double change = Math.abs(1 - slope / slope0);
            double factor =
                    unfelt ? 1 / Math.max(LineSearch.LEAST_CHANGE, change) : Math.max(2, Math.min(10, 1 / change));
            evaluate(alpha * factor);
            if (!isUnfelt() && !(isLowEnough() && (unfelt || J < lowest))) {
                evaluate(before);
                break;
            }
        }
        return J < J0 || inwards();
    }

    private boolean inwards() {
        while (evaluations < LineSearch.MOST_EVALUATIONS) {
            double minimum = -slope0 * alpha * alpha / (2 * (J - J0 - slope0 * alpha));
            evaluate(
                    J == Double.POSITIVE_INFINITY || !(minimum > 0.1 * alpha)
                            ? 0.1 * alpha
                            : Math.min(0.5 * alpha, minimum));
            if (isLowEnough()) {
                return true;
            }
        }
        evaluate(0);
        return false;
    }

    private boolean isLowEnough() {
        return J < J0 && J <= J0 + c1 * promised;
    }

    /** As in {@link LineSearch}. */
    private boolean isUnfelt() {
        return alpha * -slope0 <= LineSearch.UNFELT * Math.abs(J0) && slope < c2 * slope0;
    }

    private void evaluate(double alpha) {
        evaluations++;
        this.alpha = alpha;
        J = Double.POSITIVE_INFINITY;
        slope = Double.NaN;
        promised = Double.NaN;
        if (!kernel.staysFinite(alpha, p, start, 0, start.length)) {
            return;
        }
        double[] theta = objective.theta();
        for (int i = 0; i < theta.length; i++) {
            double x = start[i] + alpha * p[i];
            double side = start[i] != 0 ? start[i] : p[i];
            boolean held = orthant.l1(i) > 0 && !(x * Math.signum(side) > 0);
            theta[i] = held ? 0 : x;
            moved[i] = theta[i] - start[i];
            along[i] = held ? 0 : p[i];
        }
        double trial = objective.evaluate();
        double trialSlope = vectors.dot(objective.gradient(), along);
        if (Double.isFinite(trial) && Double.isFinite(trialSlope)) {
            J = trial;
            slope = trialSlope;
            promised = vectors.dot(orthant.slope(), moved);
        }
    }
}
