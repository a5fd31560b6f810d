package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SquaresTest {
    private static double root(double... x) {
        Squares squares = new Squares();
        for (double term : x) {
            squares.add(term);
        }
        return squares.root(x.length);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-320, 1e-300, 1e-200, 1e-160, 1e-150, 1e-140, 1, 1e140, 1e150, 1e200, 1e300, 4e307})
    void theRootOfTheMeanHasTheScaleOfTheTerms(double unit) {
        assertThat(root(unit, 2 * unit, -3 * unit, 4 * unit) / unit)
                .isCloseTo(Math.sqrt(7.5), within(unit < 1e-310 ? 1e-3 : 1e-14));
    }

    @Test
    void termsOfAllMagnitudesAreAddedUp() {
        assertThat(root(1e-200, 3e200, 1, 4e200)).isCloseTo(2.5e200, within(1e186));
        assertThat(root(3e-150, 4e-140)).isCloseTo(4e-140 / Math.sqrt(2), within(1e-154));
        assertThat(root(0, 0)).isZero();
        assertThat(root(1, Double.NaN)).isNaN();
        assertThat(root(1, Double.POSITIVE_INFINITY)).isInfinite();
    }

    @Test
    void clearForgetsAllTerms() {
        Squares squares = new Squares();
        squares.add(1e200);
        squares.add(1e-200);
        squares.add(2);

        squares.clear();
        squares.add(3);

        assertThat(squares.root(1)).isEqualTo(3);
    }
}
