package io.github.bp4j.internal.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RequireTest {
    @Test
    void aNullIsNamedWithItsPlace() {
        assertThatNullPointerException()
                .isThrownBy(() -> Require.noNulls("rules", (Object[]) null))
                .withMessage("rules");
        assertThatNullPointerException()
                .isThrownBy(() -> Require.noNulls("rules", new Object[] {1, null}))
                .withMessage("rules[1] is null");
        assertThatNullPointerException()
                .isThrownBy(() -> Require.noNulls("names", Arrays.asList("a", "b", null)))
                .withMessage("names[2] is null");
        Map<String, String> value = Collections.singletonMap("a", null);
        assertThatNullPointerException()
                .isThrownBy(() -> Require.noNulls("words", value))
                .withMessage("words[a] is null");
        Map<String, String> key = Collections.singletonMap(null, "a");
        assertThatNullPointerException()
                .isThrownBy(() -> Require.noNulls("words", key))
                .withMessage("words: a key is null");
    }

    @Test
    void whatIsAcceptedIsReturned() {
        List<String> names = List.of("a");
        assertThat(Require.noNulls("names", names)).isSameAs(names);
        assertThat(Require.index("row", 2, 3)).isEqualTo(2);
        assertThat(Require.size(0, "features", 0)).isZero();
        assertThat(Require.finite("x", -0.0)).isEqualTo(-0.0);
        assertThat(Require.shareOrNaN("accuracy", Double.NaN)).isNaN();
        assertThat(Require.notNegativeOrNaN("mse", Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void anIndexIsComparedWithTheSize() {
        assertThatThrownBy(() -> Require.index("row", 3, 3))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("row must be 0 to 2; got 3");
        assertThatThrownBy(() -> Require.index("row", -1, 0))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("row must be an index, of which there is none; got -1");
    }

    @Test
    void aNumberIsRefusedWithItsValue() {
        refuses("n must be at least 1; got 0", () -> Require.atLeast(1, "n", 0));
        refuses("n must be at most 2147483639; got 2147483647", () -> Require.size(0, "n", Integer.MAX_VALUE));
        refuses("x must be finite; got NaN", () -> Require.finite("x", Double.NaN));
        refuses(
                "x[1] must be finite; got Infinity",
                () -> Require.finite("x", new double[] {0, Double.POSITIVE_INFINITY}));
        refuses("x must be finite and above 0; got 0.0", () -> Require.positive("x", 0));
        refuses("x must be in [0, 1], or NaN; got 1.5", () -> Require.shareOrNaN("x", 1.5));
        refuses("x must be at least 0, or NaN; got -1.0", () -> Require.notNegativeOrNaN("x", -1));
    }

    private static void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
