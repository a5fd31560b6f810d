package io.github.bp4j.check;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.ShapeException;
import io.github.bp4j.check.GradientReport.Group;
import io.github.bp4j.check.GradientReport.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Compares a gradient, a, with differences of the cost, n, parameter by parameter:
 *
 * <pre>n = (J(θ − 2h) − 8 J(θ − h) + 8 J(θ + h) − J(θ + 2h)) / 12h, whose error is h⁴/30 · ∂⁵J/∂θ⁵</pre>
 *
 * <pre>{@code
 * GradientReport report = GradientCheck.of(network).check(X, Y);
 * System.out.println(report); // right: backpropagation and differences of J agree in all 13 parameters …
 * }</pre>
 *
 * <p>It judges the W and the b of each layer, and the γ and β of a normalised one, by ‖n − a‖ / (‖n‖ + ‖a‖): below 1e-7 right, above 1e-3 wrong (Ng,
 * <em>Improving deep neural networks</em>, week 1); and the worst parameter by |n − a| / max(|n|, |a|): above 1e-2
 * wrong (Stanford's cs231n, <em>Gradient checks</em>). A difference below the rounding noise of J, over h, counts as
 * none; the noise is measured, at a few points close together.
 *
 * <p>Where J has a corner there is nothing to compare: a parameter is set apart when its step takes a Z across a corner
 * of its activation, an a − y of the absolute error across 0, or a weight under L1 across 0; also when it stands at the
 * corner. Steps 16 and 256 times smaller are tried before, since most corners are only near. With more than 5 % of the
 * parameters set apart, or all of a W, b, γ or β, the verdict is inconclusive.
 *
 * <p>Parameters of frozen layers are left out: their gradient is 0 by definition, whatever J does.
 *
 * <p>Every pass of a check repeats the number of the network's last training pass (1 before the first), and with it
 * the masks of dropout and the noise; the network's count stays as it was.
 *
 * <p>The price is four forward passes and more for every parameter: a few layers of a few neurons and a handful of
 * examples show every mistake that a large network shows.
 */
public final class GradientCheck {
    /**
     * How far a step moves Z: at 2^−13 the error of the formula, about h⁴, and that of rounding, about 2^−53 / h, are
     * both near 1e-12 where Z and J are near 1.
     */
    private static final double STEP = 0x1p-13;

    /** Of θ: no step is smaller, so that it survives the rounding of θ + h. */
    private static final double LEAST_STEP = 0x1p-30;

    /** A corner, or a jump of curvature, that is near but not at θ is left behind by the smaller steps. */
    private static final double[] FACTORS = {1, 1.0 / 16, 1.0 / 256};

    /** A relative difference that needs no smaller step: a tenth of what is right. */
    private static final double AGREED = 1e-8;

    /**
     * So many standard deviations of J by rounding, over the step, count as none. The formula turns a noise σ of J
     * into √130/12 σ/h = 0.95 σ/h of n; the estimate of σ may be half of what σ is, and five σ/h are passed once in two
     * million.
     */
    private static final double DEVIATIONS = 10;

    private final Network network;
    private final double step;

    private GradientCheck(Network network, double step) {
        this.network = Objects.requireNonNull(network, "network");
        this.step = step;
    }

    /** A check of this network, with its parameters as they are when it runs. */
    public static GradientCheck of(Network network) {
        return new GradientCheck(network, STEP);
    }

    /**
     * The same check with another h: that by which a step moves the bias, and with it Z; unless said 2^−13. That of a
     * weight is h / max(1, |A_prev|), with the largest of its input over the examples, so that Z moves no further;
     * likewise γ with |Ẑ|.
     *
     * @throws IllegalArgumentException unless h is finite and above 0
     */
    public GradientCheck step(double h) {
        if (!(h > 0 && h < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("step: h must be finite and above 0; got " + h);
        }
        return new GradientCheck(network, h);
    }

    /**
     * Checks the network's own backward pass on these examples, X (n_0, m) and Y (n_L, m). The parameters keep their
     * bits, even when this fails, and so do the running values of batch normalisation; the network is left as after
     * forward and backward of the examples.
     *
     * @throws ShapeException if X or Y is not of the network's shape
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for
     * @throws IllegalStateException if every layer is frozen, or another thread uses the network
     */
    public GradientReport check(Matrix X, Matrix Y) {
        return checkOwn(X, Y, null);
    }

    /**
     * {@link #check(Matrix, Matrix)} of examples with weights, (1, m). Absent examples, of weight 0, are left out while
     * differences are taken.
     *
     * @throws ShapeException if X, Y or the weights are not of the network's shape
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for, or the weights are not what
     *     {@link Network#cost(Matrix, Matrix)} takes
     */
    public GradientReport check(Matrix X, Matrix Y, Matrix weights) {
        return checkOwn(X, Y, Objects.requireNonNull(weights, "weights"));
    }

    private GradientReport checkOwn(Matrix X, Matrix Y, Matrix weights) {
        network.inUse().hold("check");
        try {
            requireTrainable();
            network.requireBatch(X, Y, weights);
            return checkHeld(X, Y, weights);
        } finally {
            network.inUse().release();
        }
    }

    private GradientReport checkHeld(Matrix X, Matrix Y, Matrix weights) {
        PassState before = new PassState(network);
        try {
            Batch batch = Batch.present(X, Y, weights);
            repeatLastPass(batch);
            network.backward(batch.Y());
            GradientReport report = compare(batch, network.gradient());
            repeatLastPass(new Batch(X, Y, weights));
            network.backward(Y);
            return report;
        } finally {
            before.restore();
        }
    }

    private void requireTrainable() {
        if (network.trainableParameters() == 0) {
            throw new IllegalStateException(
                    "check: every layer of the network is frozen, so there is no gradient to check;"
                            + " unfreeze() one of them");
        }
    }

    /** Forward with the number of the last pass, or 1. */
    private void repeatLastPass(Batch batch) {
        network.passes(Math.max(0, network.passes() - 1));
        batch.forward(network);
    }

    /**
     * Checks a gradient that was computed elsewhere, in the order of {@link Network#parameters}. The parameters keep
     * their bits, even when this fails, and so do the running values of batch normalisation; the network is left as
     * after forward of the examples.
     *
     * @throws ShapeException if X or Y is not of the network's shape
     * @throws IllegalArgumentException if Y holds targets that the loss has no meaning for, or the gradient is not as
     *     long as the parameters
     */
    public GradientReport check(Matrix X, Matrix Y, double[] gradient) {
        Objects.requireNonNull(gradient, "gradient");
        if (gradient.length != network.parameters().length) {
            throw new IllegalArgumentException("check: the gradient has " + gradient.length
                    + " values; the network has " + network.parameters().length + " parameters");
        }
        network.inUse().hold("check");
        try {
            requireTrainable();
            network.requireBatch(X, Y, null);
            return checkHeld(X, Y, gradient);
        } finally {
            network.inUse().release();
        }
    }

    private GradientReport checkHeld(Matrix X, Matrix Y, double[] gradient) {
        PassState before = new PassState(network);
        try {
            Batch batch = new Batch(X, Y, null);
            repeatLastPass(batch);
            return compare(batch, gradient);
        } finally {
            before.restore();
        }
    }

    /** Of the examples of the last forward pass. */
    private GradientReport compare(Batch batch, double[] gradient) {
        double[] steps = steps();
        try (Differences J = new Differences(network, batch, steps)) {
            double noise = J.noise();
            List<Group> groups = new ArrayList<>();
            int offset = 0;
            for (Layer layer : network.layers()) {
                if (layer.isFrozen()) {
                    offset += layer.parameters();
                    continue;
                }
                for (Map.Entry<String, Matrix> parameter : parameters(layer).entrySet()) {
                    Matrix M = parameter.getValue();
                    Tally tally = new Tally(layer.number(), parameter.getKey());
                    for (int i = 0; i < M.rows(); i++) {
                        for (int j = 0; j < M.columns(); j++) {
                            int index = offset + i * M.columns() + j;
                            double a = gradient[index];
                            tally.add(i, j, a, compare(J, index, a, noise / steps[index]));
                        }
                    }
                    groups.add(tally.group());
                    offset += M.rows() * M.columns();
                }
            }
            int frozen = network.parameters().length - network.trainableParameters();
            return new GradientReport(J.cost(), groups, frozen);
        }
    }

    /** The matrices of parameters, by name, in the order of θ. */
    private static Map<String, Matrix> parameters(Layer layer) {
        Map<String, Matrix> parameters = new LinkedHashMap<>();
        parameters.put("W", layer.W());
        parameters.put("b", layer.b());
        if (layer.isNormalized()) {
            parameters.put("γ", layer.gamma());
            parameters.put("β", layer.beta());
        }
        return parameters;
    }

    /** n, and |n − a| where it is more than rounding. */
    private record Comparison(double n, double difference) {}

    /**
     * n by the step h, or by a smaller one where h meets a corner or does not agree: a wrong gradient stays wrong at
     * any step, while the error of n goes away. A step at which the difference would be lost in the noise is not tried.
     *
     * @param noise that of n at the step h: σ/h
     * @return null if every step meets a corner
     */
    private static Comparison compare(Differences J, int index, double a, double noise) {
        if (!Double.isFinite(J.cost())) {
            return new Comparison(Double.NaN, Double.NaN);
        }
        Comparison best = null;
        for (double factor : FACTORS) {
            double rounding = DEVIATIONS * noise / factor;
            if (best != null && best.difference <= rounding) {
                break;
            }
            OptionalDouble derivative = J.derivative(index, factor);
            if (derivative.isEmpty()) {
                continue;
            }
            double n = derivative.getAsDouble();
            double difference = Math.abs(n - a);
            if (difference <= rounding) {
                difference = 0;
            }
            if (best == null || difference < best.difference) {
                best = new Comparison(n, difference);
            }
            if (!(difference > AGREED * Math.max(Math.abs(n), Math.abs(a)))) {
                break;
            }
        }
        return best;
    }

    /** The steps: h for b and β, h / max(1, |A_prev|) for W and h / max(1, |Ẑ|) for γ, the largest over the examples. */
    private double[] steps() {
        double[] steps = new double[network.parameters().length];
        Matrix A_prev = network.trainingInput();
        int index = 0;
        for (Layer layer : network.layers()) {
            for (int i = 0; i < layer.units(); i++) {
                for (int j = 0; j < layer.inputs(); j++) {
                    steps[index++] = step / Math.max(1, largest(A_prev, j));
                }
            }
            for (int i = 0; i < layer.units(); i++) {
                steps[index++] = step;
            }
            if (layer.isNormalized()) {
                for (int i = 0; i < layer.units(); i++) {
                    steps[index++] = step / Math.max(1, largest(layer.Zhat(), i));
                }
                for (int i = 0; i < layer.units(); i++) {
                    steps[index++] = step;
                }
            }
            A_prev = layer.A();
        }
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Math.max(steps[i], LEAST_STEP * Math.abs(network.parameters()[i]));
        }
        return steps;
    }

    /** The largest |a| in the row. */
    private static double largest(Matrix A, int row) {
        double largest = 0;
        for (int j = 0; j < A.columns(); j++) {
            largest = Math.max(largest, Math.abs(A.get(row, j)));
        }
        return largest;
    }

    /** The comparisons of one matrix of parameters, gathered. */
    private static final class Tally {
        private final int layer;
        private final String matrix;
        private int parameters;
        private int setApart;
        private double n; //          ‖n‖
        private double a; //          ‖a‖
        private double difference; // ‖n − a‖
        private Parameter worst;

        Tally(int layer, String matrix) {
            this.layer = layer;
            this.matrix = matrix;
        }

        void add(int row, int column, double analytic, Comparison comparison) {
            parameters++;
            if (comparison == null) {
                setApart++;
                return;
            }
            double numerical = comparison.n;
            n = StrictMath.hypot(n, numerical);
            a = StrictMath.hypot(a, analytic);
            difference = StrictMath.hypot(difference, comparison.difference);
            double error = ratio(comparison.difference, Math.max(Math.abs(numerical), Math.abs(analytic)));
            if (worst == null || error > worst.error()) {
                worst = new Parameter(layer, matrix, row, column, analytic, numerical, error);
            }
        }

        Group group() {
            return new Group(layer, matrix, parameters, setApart, ratio(difference, n + a), Optional.ofNullable(worst));
        }

        /** A relative error: 0 where there is no difference, ∞ where something is not finite. */
        private static double ratio(double difference, double size) {
            double ratio = difference / size;
            return difference == 0 ? 0 : Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio;
        }
    }
}
