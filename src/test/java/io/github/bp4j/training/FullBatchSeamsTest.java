package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bp4j.Activation;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Where full-batch methods meet what layers and trainers may have. */
class FullBatchSeamsTest {
    private static final Dataset DATA =
            Dataset.of(new double[][] {{0, 1}, {1, 0.5}, {2, -1}, {3, 0}, {4, 2}}, new double[] {1, 0, 2, 1, 3});

    private static Network network(UnaryOperator<LayerOptions> options) {
        return Network.builder()
                .inputs(2)
                .layer(3, Activation.TANH, options)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .seed(3)
                .build();
    }

    private static Trainer trainer(Network network, int epochs) {
        return Trainer.of(network).optimizer(FullBatchOptimizer.lbfgs()).epochs(epochs);
    }

    @Test
    void chanceAndBoundsAreRefusedByName() {
        for (FullBatchOptimizer method :
                new FullBatchOptimizer[] {FullBatchOptimizer.lbfgs(), FullBatchOptimizer.levenbergMarquardt()}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> method.start(network(o -> o.dropout(0.5)), DATA.X(), DATA.Y()))
                    .withMessageContaining("layer 1 (2→3, tanh) has dropout(0.5)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> method.start(network(o -> o.maxNorm(2)), DATA.X(), DATA.Y()))
                    .withMessageContaining("has maxNorm(2.0)");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FullBatchOptimizer.levenbergMarquardt()
                        .start(network(LayerOptions::layerNormalization), DATA.X(), DATA.Y()))
                .withMessageContaining("is normalised");
    }

    @Test
    void aSecondFitOnTheSameDataGoesOnWithWhatTheFirstRemembers() {
        Network once = network(o -> o);
        trainer(once, 6).fit(DATA);
        Network twice = network(o -> o);
        Trainer trainer = trainer(twice, 3);
        trainer.fit(DATA);
        trainer.fit(DATA);

        assertThat(twice.parameters()).isEqualTo(once.parameters());
    }

    @Test
    void weightsCount() {
        Network weighted = network(o -> o);
        Network plain = network(o -> o);
        trainer(weighted, 4).fit(DATA.withWeights(1, 0, 5, 1, 0.5));
        trainer(plain, 4).fit(DATA);

        assertThat(weighted.parameters()).isNotEqualTo(plain.parameters());
    }
}
