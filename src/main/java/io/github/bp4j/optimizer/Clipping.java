package io.github.bp4j.optimizer;

import io.github.bp4j.internal.kernel.Kernels;

/**
 * Bounds on the gradient of a step: g ← min(max(g, −c), c) for each element g of dθ, c being {@code value}; then, where
 * ‖dθ‖ &gt; {@code norm}, dθ ← dθ · norm / ‖dθ‖. ‖dθ‖ is the Euclidean norm over all W and b of the layers that are not
 * frozen; ∞ is no bound.
 *
 * <p>Source: Pascanu, Mikolov and Bengio, <em>On the difficulty of training recurrent neural networks</em> (ICML 2013),
 * Algorithm 1. PyTorch's {@code clip_grad_norm_} divides by ‖dθ‖ + 1e-6 instead.
 */
public record Clipping(double value, double norm) {
    /** No bound. */
    public static final Clipping NONE = new Clipping(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** The elements in a block of rule 2. */
    static final int BLOCK = 4096;

    private static final double SMALL_UNIT = 0x1p-600;
    private static final double LARGE_UNIT = 0x1p600;

    /** Below it, squares may have underflowed. */
    private static final double LEAST_SUM = 0x1p-900;

    /**
     * Of both bounds.
     *
     * @throws IllegalArgumentException unless both are above 0
     */
    public Clipping {
        requireAboveZero("value", value);
        requireAboveZero("norm", norm);
    }

    private static void requireAboveZero(String name, double c) {
        if (!(c > 0)) {
            throw new IllegalArgumentException("the gradient's clipping " + name + " must be above 0; got " + c);
        }
    }

    /**
     * min(1, norm / ‖dθ‖), dθ being clipped by value; 1 where dθ is not finite. Where it is so small that a double
     * loses digits of it, minus its square root, by which {@link #apply} multiplies twice.
     *
     * @param squares to work in: as many elements as dθ, or a block
     */
    double scale(Trainable trainable, double[] dTheta, double[] squares) {
        if (norm == Double.POSITIVE_INFINITY) {
            return 1;
        }
        double unit = 1;
        double sum = sumOfSquares(trainable, dTheta, unit, squares);
        if (sum == Double.POSITIVE_INFINITY) { // the squares overflow, the gradient does not
            unit = SMALL_UNIT;
            sum = sumOfSquares(trainable, dTheta, unit, squares);
        } else if (sum < LEAST_SUM) {
            unit = LARGE_UNIT;
            sum = sumOfSquares(trainable, dTheta, unit, squares);
        }
        double length = Math.sqrt(sum); // ‖dθ‖, times the unit
        if (!(length > unit * norm)) {
            return 1;
        }
        double scale = unit * norm / length;
        return scale < Double.MIN_NORMAL ? -Math.sqrt(norm) * Math.sqrt(unit) / Math.sqrt(length) : scale;
    }

    /** Σ (unit · g)², by rule 2 of docs/numerics.md. */
    private double sumOfSquares(Trainable trainable, double[] dTheta, double unit, double[] squares) {
        double sum = 0;
        for (int start = 0; start < trainable.size(); start += BLOCK) {
            int n = Math.min(BLOCK, trainable.size() - start);
            trainable.gather(dTheta, start, n, squares);
            for (int i = 0; i < n; i++) {
                double g = unit * clip(squares[i]);
                squares[i] = g * g;
            }
            sum += Kernels.kernel().sum(squares, 0, n);
        }
        return sum;
    }

    /** g ← scale · min(max(g, −c), c) for the elements [from, to). */
    void apply(double[] dTheta, double scale, int from, int to) {
        if (isOn()) {
            for (int i = from; i < to; i++) {
                double g = clip(dTheta[i]);
                dTheta[i] = scale < 0 ? scale * (scale * g) : scale * g;
            }
        }
    }

    /** Whether there is a bound at all. */
    boolean isOn() {
        return value < Double.POSITIVE_INFINITY || norm < Double.POSITIVE_INFINITY;
    }

    /** 0 g is NaN where g is infinite: no overflow is clipped out of sight. */
    private double clip(double g) {
        return Math.max(-value, Math.min(value, g)) + 0 * g;
    }
}
