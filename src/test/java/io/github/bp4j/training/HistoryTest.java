package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
    private final History history = new History();

    @Test
    void epochsCountFromOneAndKeepTheirValues() {
        history.add(0.5, 0.25, 0.75);
        history.add(0.4, 0.2, 0.8);

        assertThat(history.epochs()).isEqualTo(2);
        assertThat(history.cost(1)).isEqualTo(0.5);
        assertThat(history.cost(2)).isEqualTo(0.4);
        assertThat(history.validationCost(1)).isEqualTo(0.25);
        assertThat(history.validationCost(2)).isEqualTo(0.2);
        assertThat(history.validationAccuracy(1)).isEqualTo(0.75);
        assertThat(history.validationAccuracy(2)).isEqualTo(0.8);
    }

    @Test
    void manyEpochsAreKept() {
        for (int epoch = 1; epoch <= 1000; epoch++) {
            history.add(epoch, 2 * epoch, 3 * epoch);
        }

        for (int epoch = 1; epoch <= 1000; epoch++) {
            assertThat(history.cost(epoch)).isEqualTo(epoch);
            assertThat(history.validationCost(epoch)).isEqualTo(2 * epoch);
            assertThat(history.validationAccuracy(epoch)).isEqualTo(3 * epoch);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 3})
    void anEpochThatIsNotThereIsRefused(int epoch) {
        history.add(1, 1, 1);
        history.add(1, 1, 1);
        String message = "epoch " + epoch + ": the history has epochs 1 to 2";

        assertThatThrownBy(() -> history.cost(epoch))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> history.validationCost(epoch))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> history.validationAccuracy(epoch))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage(message);
    }

    @Test
    void theBestEpochIsTheFirstOfTheLeastValidationCostOrCost() {
        assertThat(history.bestEpoch()).isZero();
        history.add(3, Double.NaN, Double.NaN);
        history.add(2, Double.NaN, Double.NaN);
        history.add(2, Double.NaN, Double.NaN);
        assertThat(history.bestEpoch()).isEqualTo(2);
        history.add(4, 7, Double.NaN);
        history.add(4, 6, Double.NaN);
        history.add(1, 6, Double.NaN);
        assertThat(history.bestEpoch()).isEqualTo(5);
    }

    @Test
    void toStringIsALineForEachEpochWithWhatThereIs() {
        history.add(0.31214, 0.2101, 0.9534);
        history.add(12345.6, 1e-7, Double.NaN);
        history.add(2, Double.NaN, Double.NaN);

        assertThat(history)
                .hasToString(String.join(
                        "\n",
                        "epoch 1: cost 0.3121, validation cost 0.2101, validation accuracy 95.3 %",
                        "epoch 2: cost 1.235e+04, validation cost 1.000e-07",
                        "epoch 3: cost 2.000"));
    }

    @Test
    void ofNoEpochToStringIsEmpty() {
        assertThat(history).hasToString("");
        assertThat(history.epochs()).isZero();
    }
}
