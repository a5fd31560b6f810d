package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.Schema;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.model.CheckpointFile;
import io.github.bp4j.model.Models;
import io.github.bp4j.optimizer.LBFGS;
import io.github.bp4j.optimizer.Optimizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrozenTrainingTest {
    private static final Dataset DATA = Plane.data(50, 1);

    private static Network network(String frozen) {
        NetworkBuilder builder =
                Network.builder().inputs(2).loss(Loss.CROSS_ENTROPY).l2(1e-3).seed(11);
        int[] units = {6, 5, 3};
        for (int l = 1; l <= 3; l++) {
            boolean isFrozen = frozen.contains(String.valueOf(l));
            builder.layer(
                    units[l - 1],
                    l == 3 ? Activation.SOFTMAX : Activation.TANH,
                    options -> isFrozen ? options.frozen() : options);
        }
        return builder.build();
    }

    // ---------------------------------------------------------------- fine-tuning

    /** Digits from one to another, those included, divided by 16. */
    private static Dataset digits(int from, int to) {
        Dataset all = Datasets.digits();
        int[] chosen = IntStream.range(0, all.size())
                .filter(e -> all.label(e) >= from && all.label(e) <= to)
                .toArray();
        double[][] examples = new double[chosen.length][];
        int[] labels = new int[chosen.length];
        for (int e = 0; e < chosen.length; e++) {
            examples[e] = Arrays.stream(all.example(chosen[e])).map(x -> x / 16).toArray();
            labels[e] = all.label(chosen[e]);
        }
        List<String> classes =
                IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
        return Dataset.of(
                examples, Arrays.stream(labels).mapToObj(String::valueOf).toArray(String[]::new), classes);
    }

    @Test
    void theHeadOfALoadedNetworkIsTrainedForOtherDigitsAsIfItWereANetworkOfItsOwn(@TempDir Path folder)
            throws IOException {
        Network first = Network.builder()
                .inputs(64)
                .layer(24, Activation.RELU, LayerOptions::batchNormalization)
                .layer(16, Activation.TANH)
                .layer(5, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(2)
                .build();
        Trainer.of(first).optimizer(Optimizer.adam(0.01)).epochs(6).fit(digits(0, 4));
        Models.save(first, folder.resolve("digits.npz"));
        Dataset others = digits(5, 9);

        Network network = Models.load(folder.resolve("digits.npz"));
        network.schema(Schema.NONE); // for other classes
        network.layer(1).freeze();
        Matrix features = network.layer(1).predict(others.X());
        double[] below = Arrays.copyOf(network.parameters(), network.layer(1).parameters());
        Matrix mean = network.layer(1).runningMean().map(x -> x);
        Network head = Network.builder()
                .inputs(24)
                .layer(16, Activation.TANH)
                .layer(5, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build();
        System.arraycopy(network.parameters(), below.length, head.parameters(), 0, head.parameters().length);
        Dataset ofHead = Dataset.of(rows(features), labels(others), others.classes());

        for (Network each : List.of(network, head)) {
            Trainer.of(each)
                    .optimizer(Optimizer.adamW(0.01, 0.01).clipNorm(0.5))
                    .batchSize(17)
                    .epochs(6)
                    .seed(4)
                    .fit(each == network ? others : ofHead);
        }

        double[] theta = network.parameters();
        assertThat(Arrays.copyOf(theta, below.length)).isEqualTo(below);
        assertThat(network.layer(1).runningMean()).isEqualTo(mean);
        assertThat(Arrays.copyOfRange(theta, below.length, theta.length)).isEqualTo(head.parameters());
        assertThat(Evaluation.of(network, others).accuracy()).isGreaterThan(0.9);

        network.layer(1).unfreeze();
        Trainer.of(network).optimizer(Optimizer.adam(0.001)).epochs(1).fit(others);
        assertThat(Arrays.copyOf(network.parameters(), below.length)).isNotEqualTo(below);
        assertThat(network.layer(1).runningMean()).isNotEqualTo(mean);
    }

    private static double[][] rows(Matrix X) {
        double[][] rows = new double[X.columns()][X.rows()];
        for (int e = 0; e < rows.length; e++) {
            for (int i = 0; i < X.rows(); i++) {
                rows[e][i] = X.get(i, e);
            }
        }
        return rows;
    }

    private static String[] labels(Dataset data) {
        return IntStream.range(0, data.size())
                .mapToObj(e -> data.classes().get(data.label(e)))
                .toArray(String[]::new);
    }

    @Test
    void theHistoryOfLBFGSHasTheCostOfTheNetworkThatIsLeft() {
        Network network = network("1");
        double[] before = network.parameters().clone();

        History history = Trainer.of(network).optimizer(new LBFGS()).epochs(300).fit(DATA);

        double J = network.predict(DATA.X(), DATA.Y()).cost();
        assertThat(history.cost(history.epochs())).isCloseTo(J, within(1e-3));
        assertThat(Arrays.copyOf(network.parameters(), 18)).isEqualTo(Arrays.copyOf(before, 18));
    }

    @Test
    void whatIsFrozenChangesBetweenTwoFits() {
        Network network = network("12");
        Trainer trainer = Plane.trainer(network);
        trainer.epochs(2).fit(DATA);
        double[] afterHead = network.parameters().clone();
        network.layer(2).unfreeze();
        network.layer(3).freeze();

        History history = trainer.epochs(2).fit(DATA);

        int first = network.layer(1).parameters();
        int second = first + network.layer(2).parameters();
        double[] theta = network.parameters();
        assertThat(history.epochs()).isEqualTo(4);
        assertThat(Arrays.copyOf(theta, first)).isEqualTo(Arrays.copyOf(afterHead, first));
        assertThat(Arrays.copyOfRange(theta, first, second)).isNotEqualTo(Arrays.copyOfRange(afterHead, first, second));
        assertThat(Arrays.copyOfRange(theta, second, theta.length))
                .isEqualTo(Arrays.copyOfRange(afterHead, second, theta.length));
    }

    @Test
    void lBFGSGoesOnAfterAFreezeWithTheOthersAlone() {
        Network network = network("");
        Trainer trainer = Trainer.of(network).optimizer(new LBFGS()).epochs(3);
        trainer.fit(DATA);
        network.layer(1).freeze();
        Network same = network("1");
        System.arraycopy(network.parameters(), 0, same.parameters(), 0, same.parameters().length);

        trainer.fit(DATA);
        Trainer.of(same).optimizer(new LBFGS()).epochs(3).fit(DATA);

        assertThat(network.parameters()).isEqualTo(same.parameters());
    }

    // ---------------------------------------------------------------- what is refused

    @Test
    void aNetworkWithoutATrainableLayerIsRefusedBeforeAnythingChanges() {
        Network network = network("123");
        double[] before = network.parameters().clone();
        String message = ": every layer of the network is frozen, so there is nothing to train; unfreeze() one of them";

        assertThatThrownBy(() -> Plane.trainer(network).fit(DATA))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("fit" + message);
        assertThatThrownBy(() -> Plane.trainer(network).fitBatch(DATA.X(), DATA.Y()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("fitBatch" + message);
        assertThatThrownBy(() -> Trainer.of(network).optimizer(new LBFGS()).fit(DATA))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("fit" + message);
        assertThat(network.passes()).isZero();
        assertThat(network.parameters()).isEqualTo(before);
    }

    @Test
    void aListenerCannotFreezeInTheMiddleOfAFit() {
        Network network = network("");
        List<String> refusals = new ArrayList<>();
        Plane.trainer(network)
                .epochs(1)
                .listener(new TrainingListener() {
                    @Override
                    public void epochEnded(Progress progress) {
                        for (Runnable change :
                                List.<Runnable>of(network.layer(1)::freeze, network.layer(1)::unfreeze)) {
                            try {
                                change.run();
                            } catch (IllegalStateException e) {
                                refusals.add(e.getMessage());
                            }
                        }
                    }
                })
                .fit(DATA);

        assertThat(refusals)
                .containsExactly(
                        "freeze: the network is in training (fit); call it before or after, not from a listener",
                        "unfreeze: the network is in training (fit); call it before or after, not from a listener");
        network.layer(1).freeze();
        assertThat(network.layer(1).isFrozen()).isTrue();
    }

    @Test
    void batchesOfOneExampleGoWithBatchNormalizationThatIsFrozen() {
        Network network = Network.builder()
                .inputs(2)
                .layer(
                        6,
                        Activation.TANH,
                        options -> options.batchNormalization().frozen())
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build();

        History history = Trainer.of(network)
                .optimizer(Optimizer.adam(0.01))
                .batchSize(1)
                .epochs(1)
                .fit(DATA);

        assertThat(history.epochs()).isEqualTo(1);
        network.layer(1).unfreeze();
        assertThatThrownBy(() -> Trainer.of(network)
                        .optimizer(Optimizer.adam(0.01))
                        .batchSize(1)
                        .fit(DATA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("batchSize is 1; layer 1 (2→6, batchNormalization, tanh) is normalised");
    }

    // ---------------------------------------------------------------- checkpoints

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void aResumedRunEndsWithTheSameBits(String frozen, @TempDir Path folder) throws IOException {
        List<Checkpoint> kept = new ArrayList<>();
        Network network = network(frozen);
        Plane.trainer(network)
                .epochs(3)
                .listener(Checkpoints.everyBatches(5, kept::add))
                .fit(DATA);
        CheckpointFile file = CheckpointFile.of(folder.resolve("run.npz"));
        file.accept(kept.get(2));

        Network again = network(frozen);
        Plane.trainer(again).epochs(3).resume(file.read().orElseThrow()).fit(DATA);

        assertThat(again.parameters()).isEqualTo(network.parameters());
    }

    @Test
    void theStepsOfEachLayerAreInTheCheckpoint() {
        Network network = network("1");
        Trainer trainer = Plane.trainer(network).epochs(1);
        trainer.fit(DATA);
        network.layer(1).unfreeze();
        trainer.fit(DATA);
        Checkpoint checkpoint = trainer.checkpoint();
        Map<String, String> words = new HashMap<>(checkpoint.words());
        Network again = network("");
        Trainer other = Plane.trainer(again).resume(Checkpoint.of(words, checkpoint.arrays()));

        assertThat(words).containsEntry("layerSteps", "8 16 16").containsEntry("steps", "16");
        trainer.fit(DATA);
        other.epochs(1).fit(DATA); // the run that had ended
        other.fit(DATA);
        assertThat(again.parameters()).isEqualTo(network.parameters());

        words.put("layerSteps", "8 17 16");
        assertThatThrownBy(() -> Checkpoint.of(words, checkpoint.arrays()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the word \"layerSteps\" is \"8 17 16\"; it should be integers from 0 to 16, one for each"
                        + " layer, with a blank between two");
        words.put("layerSteps", "8 16");
        assertThatThrownBy(() -> other.resume(Checkpoint.of(words, checkpoint.arrays())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("resume: the checkpoint has other arrays than this network and optimizer");
    }

    @Test
    void withoutFrozenLayersACheckpointHasNoWordForThem() {
        Trainer trainer = Plane.trainer(network("")).epochs(1);
        trainer.fit(DATA);

        assertThat(trainer.checkpoint().words()).doesNotContainKey("layerSteps");
        assertThat(trainer.checkpoint().words().get("layers")).doesNotContain("frozen");
    }

    @Test
    void aCheckpointIsOfNetworksWithTheSameLayersFrozen() {
        Trainer trainer = Plane.trainer(network("1")).epochs(1);
        trainer.fit(DATA);

        assertThatThrownBy(() -> Plane.trainer(network("")).resume(trainer.checkpoint()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer 1 (2→6, tanh, frozen)");
    }
}
