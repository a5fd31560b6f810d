package io.github.bp4j.optimizer;

/**
 * What L-BFGS does otherwise where J has L1, J = F + Σ λ_i |θ_i| with a smooth F: within an orthant, where no θ_i
 * changes its sign, J is smooth. In place of the gradient it takes the slope of the steepest descent,
 *
 * <pre>{@code
 * ◇_i = ∂F/∂θ_i + λ_i sign(θ_i)                     where θ_i ≠ 0
 * ◇_i = ∂F/∂θ_i + λ_i, ∂F/∂θ_i − λ_i or 0           where θ_i = 0: what is below 0, above 0, or else 0
 * }</pre>
 *
 * <p>and of the direction what has the sign of −◇. It is 0 at a minimum, and only there if F is convex.
 *
 * <p>Source: Andrew and Gao, <em>Scalable training of L1-regularized log-linear models</em> (ICML 2007): OWL-QN,
 * equation 4 and Algorithm 1.
 */
final class Orthant {
    private final double[] l1; //    λ of each parameter
    private final double[] slope; // ◇

    Orthant(double[] l1) {
        this.l1 = l1;
        slope = new double[l1.length];
    }

    /** λ of the parameter i. */
    double l1(int i) {
        return l1[i];
    }

    /** ◇, live. */
    double[] slope() {
        return slope;
    }

    /** Fills ◇ from ∂J/∂θ, in which sign(0) = 0. */
    void fill(double[] theta, double[] dTheta) {
        for (int i = 0; i < slope.length; i++) {
            double g = dTheta[i];
            if (theta[i] != 0) {
                slope[i] = g;
            } else {
                slope[i] = g < -l1[i] ? g + l1[i] : g > l1[i] ? g - l1[i] : l1[i] > 0 ? 0 : g;
            }
        }
    }

    /** Takes out of the direction what would go up, or leave 0 without going down. */
    void align(double[] p) {
        for (int i = 0; i < p.length; i++) {
            if (l1[i] > 0 && !(p[i] * slope[i] < 0)) {
                p[i] = 0;
            }
        }
    }

    /** Takes the part of L1 out of y, the change of ∂J/∂θ from one θ to another: that of ∂F/∂θ is left. */
    void smooth(double[] y, double[] from, double[] to) {
        for (int i = 0; i < y.length; i++) {
            y[i] -= l1[i] * (Math.signum(to[i]) - Math.signum(from[i]));
        }
    }
}
