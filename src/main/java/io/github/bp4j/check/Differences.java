package io.github.bp4j.check;

import io.github.bp4j.Network;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * J as a function of θ, for one set of examples: its derivatives by differences, and its rounding noise. It writes to
 * the parameters of the network; {@link #close} puts their bits back. Every forward pass is the same one, with the same
 * masks and noise.
 */
final class Differences implements AutoCloseable {
    private static final int NOISE_POINTS = 16;
    private static final double NOISE_STEP = 0x1p-40;

    private final Network network;
    private final Batch batch;
    private final long before; //      the number of the pass before the one that is repeated
    private final double[] theta; //   as it was
    private final double[] steps; //   h of each parameter
    private final double cost; //      J(θ)
    private final Sides sides;

    /** With the parameters as they are, and the last pass repeated; step i belongs to parameter i. */
    Differences(Network network, Batch batch, double[] steps) {
        this.network = network;
        this.batch = batch;
        before = network.passes() - 1;
        this.steps = steps;
        theta = network.parameters().clone();
        cost = costNow();
        sides = new Sides(network, batch.Y());
    }

    /** J(θ). */
    double cost() {
        return cost;
    }

    /**
     * ∂J/∂θ_i = (J(θ − 2h) − 8 J(θ − h) + 8 J(θ + h) − J(θ + 2h)) / 12h, where only θ_i moves and h is its step times
     * this factor; empty if there is a corner of J on the way.
     */
    OptionalDouble derivative(int i, double factor) {
        double h = steps[i] * factor;
        double sum = 0;
        for (int k = -2; k <= 2; k++) {
            if (k != 0) {
                network.parameters()[i] = theta[i] + k * h;
                double J = costNow();
                if (sides.crossed()) {
                    network.parameters()[i] = theta[i];
                    return OptionalDouble.empty();
                }
                sum += (Math.abs(k) == 1 ? 8 : -1) * Integer.signum(k) * J;
            }
        }
        network.parameters()[i] = theta[i];
        return OptionalDouble.of(sum / (12 * h));
    }

    /**
     * The standard deviation of J by rounding, near θ: J at 16 points so close that all but a straight line between
     * them is noise. They lie one step from θ, where the differences are taken, and not at θ, where a perfect fit has no
     * noise. The third differences of noise σ have the standard deviation √20 σ, and their median size is 0.6745 of it;
     * a median, for a corner between two of the points spoils at most three. The result is no less than the ulp of J.
     * Source: Moré and Wild, <em>Estimating computational noise</em> (2011), after Hamming.
     */
    double noise() {
        double[] J = new double[NOISE_POINTS];
        for (int k = 0; k < NOISE_POINTS; k++) {
            for (int i = 0; i < theta.length; i++) {
                network.parameters()[i] = theta[i] + steps[i] + k * NOISE_STEP * Math.max(1, Math.abs(theta[i]));
            }
            J[k] = costNow();
        }
        restore();
        double[] third = new double[NOISE_POINTS - 3];
        for (int k = 0; k < third.length; k++) {
            third[k] = Math.abs(J[k + 3] - J[k] - 3 * (J[k + 2] - J[k + 1]));
        }
        Arrays.sort(third);
        return Math.max(Math.ulp(cost), third[third.length / 2] / (0.6745 * Math.sqrt(20)));
    }

    /** Puts back the bits of θ, and the caches of the network are those of X again. */
    @Override
    public void close() {
        restore();
        forward();
    }

    private void restore() {
        System.arraycopy(theta, 0, network.parameters(), 0, theta.length);
    }

    private double costNow() {
        forward();
        return network.cost(batch.Y());
    }

    private void forward() {
        network.passes(before);
        batch.forward(network);
    }
}
