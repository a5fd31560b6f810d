package io.github.bp4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClippingTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    /** A step of gradient descent with rate 1 from θ = 0: −θ is the gradient that it took. */
    private static double[] clip(Optimizer optimizer, double... gradient) {
        Network network = OptimizerTable.network(gradient.length - 1, 1, 1);
        Arrays.fill(network.parameters(), 0);
        network.forward(Matrix.zeros(network.inputs(), 1));
        network.backward(Matrix.zeros(1, 1));
        System.arraycopy(gradient, 0, network.gradient(), 0, gradient.length);
        optimizer.start(network).step();
        double[] taken =
                Arrays.stream(network.parameters()).map(theta -> 0 - theta).toArray();
        assertThat(network.gradient()).containsExactly(taken, within(0.0)); // it is clipped in place
        return taken;
    }

    private static Optimizer descent() {
        return Optimizer.gradientDescent(1);
    }

    @Test
    void byValueEveryElementIsBroughtIntoTheInterval() {
        assertThat(clip(descent().clipValue(2), -3, -2, -1, 0, 1.5, 2, 1e300))
                .containsExactly(-2, -2, -1, 0, 1.5, 2, 2);
    }

    @Test
    void byNormALongerGradientKeepsItsDirection() {
        assertThat(clip(descent().clipNorm(2.5), 3, -4)).containsExactly(1.5, -2);
    }

    @ParameterizedTest
    @CsvSource({
        "1e-200, 1e-190",
        "1e-200, 1e-180",
        "1e-200, 1",
        "1e-200, 1e200",
        "1e-300, 1e300",
        "1, 1e300",
        "1e200, 1e300",
        "1e200, 1e201",
        "1e-160, 1e-159",
        "1e-300, 1e-299"
    })
    void anyNormHoldsForAnyGradient(double norm, double unit) {
        assertThat(clip(descent().clipNorm(norm), 3 * unit, -4 * unit))
                .containsExactly(new double[] {0.6 * norm, -0.8 * norm}, within(1e-14 * norm));
        assertThat(clip(descent().clipNorm(norm), 0.3 * norm, -0.4 * norm)).containsExactly(0.3 * norm, -0.4 * norm);
    }

    @Test
    void byNormAGradientThatIsShorterOrAsLongIsLeftAlone() {
        assertThat(clip(descent().clipNorm(5), 3, -4)).containsExactly(3, -4);
        assertThat(clip(descent().clipNorm(6), 3, -4)).containsExactly(3, -4);
        assertThat(clip(descent().clipNorm(6), 0, 0)).containsExactly(0, 0);
    }

    @Test
    void withBothBoundsTheNormIsThatOfTheElementsClippedByValue() {
        double[] expected = {3, -4};

        assertThat(clip(descent().clipValue(8).clipNorm(5), 6, -9)).containsExactly(expected);
        assertThat(clip(descent().clipNorm(5).clipValue(8), 6, -9)).containsExactly(expected);
    }

    @Test
    void theNormIsThatOfAllLayersTogether() {
        double[] gradient = new double[10_000];
        Arrays.fill(gradient, -3); // ‖dθ‖ = 300

        assertThat(clip(descent().clipNorm(100), gradient)).containsOnly(-1);
    }

    @Test
    void theSquaresAreSummedInBlocksByRule2() {
        double[] gradient = new double[9001];
        Arrays.setAll(gradient, i -> Math.sin(i) * (i % 7 == 0 ? 1e6 : 1));
        double sum = 0;
        for (int block = 0; block < gradient.length; block += 4096) {
            double[] p = new double[8];
            for (int i = block; i < Math.min(block + 4096, gradient.length); i++) {
                p[i % 8] += gradient[i] * gradient[i];
            }
            sum += ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]));
        }

        double scale = new Clipping(INFINITY, 2).scale(all(gradient.length), gradient, new double[4096]);

        assertThat(scale).isEqualTo(2 / Math.sqrt(sum));
    }

    @Test
    void aGradientWhoseSquaresOverflowIsShortenedNotLost() {
        double[] clipped = clip(descent().clipNorm(10), 3e200, -4e200, 0);
        double[] longerThanAnyDouble = clip(descent().clipNorm(10), 1.5e308, 1.5e308, 1.5e308, 1.5e308);

        assertThat(clipped).containsExactly(new double[] {6, -8, 0}, within(1e-14));
        assertThat(longerThanAnyDouble).containsExactly(new double[] {5, 5, 5, 5}, within(1e-14));
    }

    @ParameterizedTest
    @CsvSource({"Infinity, 1", "1, Infinity", "1, 1"})
    void anInfiniteElementBecomesNaNInsteadOfABound(double value, double norm) {
        double[] gradient = {1, INFINITY, -1, Double.NEGATIVE_INFINITY, Double.NaN};
        Clipping clipping = new Clipping(value, norm);

        clipping.apply(gradient, clipping.scale(all(5), gradient, new double[5]), 0, 5);

        assertThat(gradient).containsExactly(1, Double.NaN, -1, Double.NaN, Double.NaN);
    }

    @Test
    void itIsPartOfTheOptimizerWhichItLeavesAsItWas() {
        Optimizer plain = descent();

        Optimizer clipping = plain.clipValue(3).clipNorm(2);

        assertThat(plain.clipping()).isEqualTo(Clipping.NONE);
        assertThat(clipping).isEqualTo(new Optimizer(plain.rule(), plain.schedule(), new Clipping(3, 2)));
        assertThat(clipping.clipping()).hasToString("Clipping[value=3.0, norm=2.0]");
        assertThat(clipping.clipNorm(7).clipping()).isEqualTo(new Clipping(3, 7));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void aBoundThatIsNotAboveZeroIsRefused(double c) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> descent().clipValue(c))
                .withMessage("the gradient's clipping value must be above 0; got " + c);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> descent().clipNorm(c))
                .withMessage("the gradient's clipping norm must be above 0; got " + c);
    }

    @Test
    void infinityIsNoBound() {
        assertThat(clip(descent().clipValue(INFINITY).clipNorm(INFINITY), 1e300, -3))
                .containsExactly(1e300, -3);
    }

    /** So many parameters, none of them frozen. */
    private static Trainable all(int parameters) {
        return new Trainable(OptimizerTable.network(parameters - 1, 1, 1));
    }
}
