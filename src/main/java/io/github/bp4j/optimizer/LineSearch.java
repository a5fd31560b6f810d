package io.github.bp4j.optimizer;

import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Kernels;

/**
 * Finds an α &gt; 0 along θ + α p that meets the strong Wolfe conditions: with φ(α) = J(θ + α p),
 *
 * <pre>{@code
 * φ(α) ≤ φ(0) + c1 α φ′(0)      J falls by a fair share of what the slope promises
 * |φ′(α)| ≤ c2 |φ′(0)|          and no longer falls steeply
 * }</pre>
 *
 * <p>Where J, a parameter or the slope is not finite, φ counts as ∞: the search goes back towards 0.
 *
 * <p>Where α |φ′(0)| ≤ 2⁻⁴⁰ |φ(0)| while φ still falls as steeply as c2 |φ′(0)|, J does not feel the step and its
 * changes are rounding errors; the slope alone decides. The next α is where the slope would be 0 if it went on changing
 * as it has, at most 2⁴⁰ times as far. So the units of θ and J do not matter, and a first step may be ever so short.
 *
 * <p>Source: Nocedal and Wright, <em>Numerical optimization</em> (2006), Algorithms 3.5 and 3.6, equation 3.59.
 */
final class LineSearch implements StepSearch {
    /** As PyTorch; a search that needs more finds nothing but rounding errors. */
    static final int MOST_EVALUATIONS = 25;

    /** A step that promises a smaller share of J is not felt. */
    static final double UNFELT = 0x1p-40;

    /** The least change of the slope, as a share of it, that is taken seriously. */
    static final double LEAST_CHANGE = 0x1p-40;

    /** A trial within an interval keeps this share of it to either end. */
    private static final double MARGIN = 0.1;

    private final Kernel kernel = Kernels.kernel();
    private final Objective objective;
    private final double c1;
    private final double c2;
    private final Vectors vectors;
    private final double[] start; // θ at α = 0
    private double[] p;
    private double J0; //           φ(0)
    private double slope0; //       φ′(0)
    private int evaluations;
    private final Point trial = new Point();
    private final Point previous = new Point();
    private final Point low = new Point();
    private final Point high = new Point();

    LineSearch(Objective objective, double c1, double c2, Vectors vectors) {
        this.objective = objective;
        this.c1 = c1;
        this.c2 = c2;
        this.vectors = vectors;
        start = new double[objective.theta().length];
    }

    /** α, φ(α) and φ′(α). */
    private static final class Point {
        double alpha;
        double J;
        double slope;

        void set(double alpha, double J, double slope) {
            this.alpha = alpha;
            this.J = J;
            this.slope = slope;
        }

        void set(Point other) {
            set(other.alpha, other.J, other.slope);
        }
    }

    @Override
    public boolean run(double[] p, double J0, double slope0) {
        this.p = p;
        this.J0 = J0;
        this.slope0 = slope0;
        System.arraycopy(objective.theta(), 0, start, 0, start.length);
        evaluations = 0;
        previous.set(0, J0, slope0);
        for (double alpha = 1; ; alpha = further()) {
            evaluate(alpha);
            if (isUnfelt() && evaluations < MOST_EVALUATIONS) {
                continue;
            }
            if (isTooHigh() || (evaluations > 1 && trial.J >= previous.J)) {
                return zoom(previous, trial);
            }
            if (isFlat() || evaluations == MOST_EVALUATIONS) {
                return true;
            }
            if (trial.slope >= 0) {
                return zoom(trial, previous);
            }
        }
    }

    @Override
    public boolean isComplete() {
        return isFlat();
    }

    @Override
    public double[] start() {
        return start;
    }

    @Override
    public double J() {
        return trial.J;
    }

    /** Narrows an interval that holds a minimum down; its low end is the best point so far, at either side. */
    private boolean zoom(Point from, Point to) {
        low.set(from);
        high.set(to);
        while (evaluations < MOST_EVALUATIONS && low.alpha != high.alpha) {
            evaluate(between());
            if (isTooHigh() || trial.J >= low.J) {
                high.set(trial);
            } else {
                if (isFlat()) {
                    return true;
                }
                if (trial.slope * (high.alpha - low.alpha) >= 0) {
                    high.set(low);
                }
                low.set(trial);
            }
        }
        evaluate(low.alpha);
        return low.alpha > 0;
    }

    /** φ and φ′ at α, which becomes the trial; θ is there if it is finite. */
    private void evaluate(double alpha) {
        evaluations++;
        trial.set(alpha, Double.POSITIVE_INFINITY, Double.NaN);
        if (kernel.staysFinite(alpha, p, start, 0, start.length)) {
            System.arraycopy(start, 0, objective.theta(), 0, start.length);
            kernel.addScaled(alpha, p, objective.theta(), 0, start.length);
            double J = objective.evaluate();
            double slope = vectors.dot(objective.gradient(), p);
            if (Double.isFinite(J) && Double.isFinite(slope)) {
                trial.set(alpha, J, slope);
            }
        }
    }

    private boolean isTooHigh() {
        return trial.J > J0 + c1 * trial.alpha * slope0;
    }

    private boolean isFlat() {
        return Math.abs(trial.slope) <= -c2 * slope0;
    }

    private boolean isUnfelt() {
        return trial.alpha * -slope0 <= UNFELT * Math.abs(J0) && trial.slope < c2 * slope0;
    }

    /** Where J still falls: the minimum of the cubic, but twice as far at least and ten times at most. */
    private double further() {
        if (isUnfelt()) {
            double change = Math.abs(1 - trial.slope / slope0);
            previous.set(trial);
            return trial.alpha / Math.max(LEAST_CHANGE, change);
        }
        double nearest = 2 * trial.alpha;
        double farthest = 10 * trial.alpha;
        double minimum = minimumOfCubic(previous, trial);
        previous.set(trial);
        return minimum > trial.alpha ? Math.max(nearest, Math.min(farthest, minimum)) : farthest;
    }

    /** The minimum of the cubic, but no nearer to an end than the margin. */
    private double between() {
        double width = high.alpha - low.alpha;
        if (high.J == Double.POSITIVE_INFINITY) {
            return low.alpha + MARGIN * width;
        }
        double share = (minimumOfCubic(low, high) - low.alpha) / width;
        return low.alpha + width * (Double.isNaN(share) ? 0.5 : Math.max(MARGIN, Math.min(1 - MARGIN, share)));
    }

    /**
     * Of the cubic through φ and φ′ at a and b, by equation 3.59; NaN where it has none. The slopes are divided by a
     * power of two, which changes no bit, so that their products neither overflow nor underflow.
     */
    private static double minimumOfCubic(Point a, Point b) {
        double mean = 3 * (a.J - b.J) / (a.alpha - b.alpha);
        double largest = Math.max(Math.abs(mean), Math.max(Math.abs(a.slope), Math.abs(b.slope)));
        int exponent = Math.max(Double.MIN_EXPONENT, Math.getExponent(largest));
        double slopeA = Math.scalb(a.slope, -exponent);
        double slopeB = Math.scalb(b.slope, -exponent);
        double d1 = slopeA + slopeB - Math.scalb(mean, -exponent);
        double d2 = Math.copySign(Math.sqrt(d1 * d1 - slopeA * slopeB), b.alpha - a.alpha);
        return b.alpha - (b.alpha - a.alpha) * (slopeB + d2 - d1) / (slopeB - slopeA + 2 * d2);
    }
}
