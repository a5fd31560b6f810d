package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.ShapeException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassBalanceTest {
    @Test
    void countsSharesAndRatioAreThoseOfTheExamples() {
        ClassBalance balance =
                Dataset.of(new double[8][1], new int[] {3, 1, 3, 3, 2, 3, 3, 2}).classBalance();
        assertThat(balance).isEqualTo(new ClassBalance(List.of("1", "2", "3"), List.of(1, 2, 5)));
        assertThat(balance.size()).isEqualTo(8);
        assertThat(balance.share(2)).isEqualTo(0.625);
        assertThat(balance.imbalanceRatio()).isEqualTo(5);
    }

    @Test
    void itReadsAsATable() {
        ClassBalance balance = new ClassBalance(List.of("ham", "spam", "unsure"), List.of(900, 95, 5));
        assertThat(balance).hasToString("""
                ham      900   90.0 %  ██████████████████████████████
                spam      95    9.5 %  ████
                unsure     5    0.5 %  █
                total   1000  largest : smallest = 180.00""");
    }

    @Test
    void aClassWithoutExamplesMakesTheRatioInfinite() {
        ClassBalance balance =
                Dataset.of(new double[2][1], new int[2], List.of("0", "1")).classBalance();
        assertThat(balance.imbalanceRatio()).isInfinite();
        assertThat(balance.share(1)).isZero();
        assertThat(balance.toString()).contains("1      0    0.0 %\n");
    }

    @Test
    void numericTargetsHaveNone() {
        assertThatThrownBy(() -> Dataset.of(new double[1][1], new double[1]).classBalance())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("classBalance: the examples have numeric targets, no classes");
    }

    @Test
    void countsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new ClassBalance(List.of("a"), List.of(1, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("1 class, but 2 counts");
        assertThatThrownBy(() -> new ClassBalance(List.of("a"), List.of(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a count is never negative; got [-1]");
    }
}
