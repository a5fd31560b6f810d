package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.NdArray;
import io.github.bp4j.data.NpzFile;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.Checkpoint;
import io.github.bp4j.training.Checkpoints;
import io.github.bp4j.training.EarlyStopping;
import io.github.bp4j.training.History;
import io.github.bp4j.training.ReduceOnPlateau;
import io.github.bp4j.training.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint that went through a file is the one that it was. */
class CheckpointFileTest {
    static final Dataset TRAIN = NpzModelTest.data();

    @TempDir
    Path folder;

    private Path path;
    private CheckpointFile file;

    @BeforeEach
    void path() {
        path = folder.resolve("training.npz");
        file = CheckpointFile.of(path);
    }

    static Network network() {
        return Network.builder()
                .inputs(4)
                .layer(
                        6,
                        Activation.TANH,
                        options -> options.batchNormalization().dropout(0.2))
                .layer(5, Activation.RELU, options -> options.batchNormalization())
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .inputNoise(0.1)
                .seed(4)
                .threads(1)
                .build();
    }

    /** With all that a checkpoint has to hold: the rate falls, and the best epoch is not the last. */
    static Trainer trainer(Network network) {
        return Trainer.of(network)
                .optimizer(Optimizer.adam(1))
                .batchSize(9)
                .epochs(12)
                .seed(2)
                .validation(TRAIN.subset(1, 2, 3, 5, 8, 13, 21, 34))
                .earlyStopping(EarlyStopping.patience(5).restoreBest())
                .reduceOnPlateau(new ReduceOnPlateau(0.5, 1, 1e-4, 1, 0));
    }

    @Test
    void aRunResumedFromTheFileEndsAsTheUninterruptedOneWhereverItWasTaken() throws IOException {
        List<Checkpoint> kept = new ArrayList<>();
        Network whole = network();
        History expected =
                trainer(whole).listener(Checkpoints.everyBatches(2, kept::add)).fit(TRAIN);
        assertThat(expected.bestEpoch()).isLessThan(expected.epochs());
        assertThat(kept).hasSizeGreaterThan(12);

        for (Checkpoint checkpoint : kept) {
            file.accept(checkpoint);
            Network network = network();
            Trainer trainer = trainer(network).resume(file.read().orElseThrow());
            History history = trainer.fit(TRAIN);

            assertThat(network.parameters()).as(checkpoint.toString()).containsExactly(whole.parameters());
            assertThat(network.layer(1).runningMean()).isEqualTo(whole.layer(1).runningMean());
            assertThat(network.layer(2).runningVariance())
                    .isEqualTo(whole.layer(2).runningVariance());
            assertThat(history).hasToString(expected.toString());
            assertThat(history.bestEpoch()).isEqualTo(expected.bestEpoch());
            assertThat(history.ending()).isEqualTo(expected.ending());
        }
        assertThat(kept.get(kept.size() - 1).words().get("rateFactor")).isNotEqualTo("1.0");
        assertThat(folder.toFile().list()).containsExactly("training.npz");
    }

    @Test
    void allWordsAndArraysComeBack() throws IOException {
        Trainer trainer = trainer(network())
                .earlyStopping(EarlyStopping.patience(1).restoreBest())
                .listener(Checkpoints.everyEpochs(2, file));
        trainer.fit(TRAIN);
        trainer.fit(TRAIN); // which has patience anew
        Checkpoint last = trainer.checkpoint();
        assertThat(Integer.parseInt(last.words().get("best.patienceFrom"))).isPositive();
        assertThat(file.read().orElseThrow()).hasToString("Checkpoint of epoch 4, batch 5 of 5");

        file.accept(last);
        Checkpoint read = file.read().orElseThrow();
        assertThat(read.words()).isEqualTo(last.words()).containsEntry("ending", "EARLY_STOPPING");
        assertThat(read.arrays()).isEqualTo(last.arrays());
        assertThat(last.arrays().keySet())
                .containsExactly(
                        "parameters",
                        "running1",
                        "running2",
                        "running3",
                        "running4",
                        "slot1",
                        "slot2",
                        "cost",
                        "costAfter",
                        "validationCost",
                        "validationAccuracy",
                        "best.parameters",
                        "best.running1",
                        "best.running2",
                        "best.running3",
                        "best.running4");
    }

    @Test
    void withoutAFileThereIsNothingToResume() throws IOException {
        assertThat(file.read()).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidByItsName() {
        Trainer trainer = trainer(network());

        assertThatThrownBy(() ->
                        CheckpointFile.of(folder.resolve("none/training.npz")).accept(trainer.checkpoint()))
                .isExactlyInstanceOf(UncheckedIOException.class)
                .hasMessage("the checkpoint cannot be written to " + folder.resolve("none/training.npz")
                        + ": there is no folder " + folder.resolve("none"));
    }

    @Test
    void theCheckpointOfAnotherNetworkOrOptimizerIsRefused() throws IOException {
        file.accept(trainer(network()).checkpoint());
        Checkpoint checkpoint = file.read().orElseThrow();
        Network other = Network.builder()
                .inputs(4)
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build();

        assertThatThrownBy(() -> trainer(other).resume(checkpoint))
                .hasMessage("resume: the checkpoint is of the layers [layer 1 (4→6, batchNormalization, tanh), layer 2"
                        + " (6→5, batchNormalization, relu), layer 3 (5→3, softmax)]; this training has [layer 1 (4→3,"
                        + " softmax)]");
        assertThatThrownBy(
                        () -> trainer(network()).optimizer(Optimizer.nAdam(1)).resume(checkpoint))
                .hasMessage("resume: the checkpoint is of the optimizer Adam; this training has NAdam");
    }

    @Test
    void aModelIsNoCheckpointAndACheckpointNoModel() throws IOException {
        Models.save(network(), path);
        assertThatThrownBy(file::read)
                .isExactlyInstanceOf(ModelFormatException.class)
                .hasMessage(path + ", entry \"checkpoint.txt\" is not there; a bp4j checkpoint file has it");

        file.accept(trainer(network()).checkpoint());
        assertThatThrownBy(() -> Models.load(path))
                .isExactlyInstanceOf(ModelFormatException.class)
                .hasMessage(path + ", entry \"model.txt\" is not there; a bp4j model file has it");
    }

    // ---------------------------------------------------------------- damaged and hostile

    /** One word replaced. */
    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of(
                        "steps",
                        "-1",
                        "the word \"steps\" is \"-1\"; it should be an integer from 0 to 9223372036854775807"),
                Arguments.of(
                        "steps",
                        "1e3",
                        "the word \"steps\" is \"1e3\"; it should be an integer from 0 to 9223372036854775807"),
                Arguments.of(
                        "rateFactor",
                        "NaN",
                        "the word \"rateFactor\" is \"NaN\"; it should be a finite number above 0"),
                Arguments.of(
                        "batches",
                        "2147483648",
                        "the word \"batches\" is \"2147483648\"; it should be an integer from 0 to 2147483647"),
                Arguments.of(
                        "batchesDone", "6", "the word \"batchesDone\" is \"6\"; it should be an integer from 0 to 5"),
                Arguments.of("epoch", "9", "the word \"epoch\" is \"9\"; it should be an integer from 0 to 3"),
                Arguments.of("runFrom", "3", "the word \"runFrom\" is \"3\"; it should be an integer from 0 to 2"),
                Arguments.of("inEpoch", "yes", "the word \"inEpoch\" is \"yes\"; it should be true or false"),
                Arguments.of("weightDone", "much", "the word \"weightDone\" is \"much\"; it should be a number"),
                Arguments.of(
                        "ending",
                        "NEVER",
                        "the word \"ending\" is \"NEVER\"; it should be one of [NONE, EPOCHS, CONVERGED, NO_PROGRESS,"
                                + " TARGET_COST, EARLY_STOPPING, TIME_LIMIT, STOPPED, INTERRUPTED, DIVERGED]"),
                Arguments.of(
                        "best.epoch", "3", "the word \"best.epoch\" is \"3\"; it should be an integer from 0 to 2"),
                Arguments.of("extra", "1", "\"extra\" means nothing in a checkpoint"),
                Arguments.of("passes", null, "a checkpoint has the word \"passes\"; it is not there"));
    }

    @ParameterizedTest
    @MethodSource("words")
    void aWordThatMeansNothingIsRefused(String name, String value, String message) throws IOException {
        Checkpoint checkpoint = afterTwoEpochs();
        Map<String, String> words = new LinkedHashMap<>(checkpoint.words());
        words.put(name, value);
        words.values().removeIf(Objects::isNull);

        requireRefused(words, checkpoint.arrays(), message);
    }

    static Stream<Arguments> arrays() {
        NdArray none = NdArray.of(new double[0]);
        return Stream.of(
                Arguments.of("slot2", none, "the array \"slot2\" has the length 0; it should be 105"),
                Arguments.of(
                        "cost",
                        NdArray.of(new double[9]),
                        "the array \"validationCost\" has the length 2; it should be 9"),
                Arguments.of(
                        "best.parameters", none, "the array \"best.parameters\" has the length 0; it should be 105"),
                Arguments.of("best.running3", none, "the array \"best.running3\" has the length 0; it should be 5"),
                Arguments.of("running5", none, "the array \"best.running\" has the length 4; it should be 5"),
                Arguments.of("slot7", none, "\"slot7\" means nothing in a checkpoint"),
                Arguments.of("parameters", null, "a checkpoint has the array \"parameters\"; it is not there"),
                Arguments.of(
                        "parameters",
                        NdArray.of(new double[105], 105, 1),
                        "the array \"parameters\" is a NdArray 105×1 of numbers; it should hold numbers in one"
                                + " dimension"),
                Arguments.of(
                        "slot1", NdArray.of(new double[] {1, Double.NaN}), "the array \"slot1\" holds NaN at index 1"),
                Arguments.of(
                        "running2",
                        NdArray.of(new double[] {1, 1, 1, 1, 1, -1e-9}),
                        "the array \"running2\" holds a variance below 0"));
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void anArrayThatDoesNotFitIsRefused(String name, NdArray value, String message) throws IOException {
        Checkpoint checkpoint = afterTwoEpochs();
        Map<String, NdArray> arrays = new LinkedHashMap<>(checkpoint.arrays());
        arrays.put(name, value);
        arrays.values().removeIf(Objects::isNull);

        requireRefused(checkpoint.words(), arrays, message);
    }

    private Checkpoint afterTwoEpochs() {
        Trainer trainer = trainer(network()).epochs(2);
        trainer.fit(TRAIN);
        return trainer.checkpoint();
    }

    private void requireRefused(Map<String, String> words, Map<String, NdArray> arrays, String message)
            throws IOException {
        Words text = new Words("checkpoint.txt", "bp4j checkpoint", 1);
        words.forEach(text::put);
        new NpzFile(arrays, text.toEntry()).write(path);

        assertThatThrownBy(file::read)
                .isExactlyInstanceOf(ModelFormatException.class)
                .hasMessage(path + ": " + message);
    }

    /** Hostile: the words say one network, the arrays are of another. */
    @Test
    void arraysThatAreNotOfTheLayersInTheWordsAreRefusedByTheTrainer() {
        Checkpoint checkpoint = afterTwoEpochs();
        Map<String, NdArray> arrays = new LinkedHashMap<>(checkpoint.arrays());
        arrays.keySet().removeIf(name -> name.contains("running"));
        Checkpoint other = Checkpoint.of(checkpoint.words(), arrays);
        Network network = network();
        double[] theta = network.parameters().clone();

        assertThatThrownBy(() -> trainer(network).resume(other))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("resume: the checkpoint has other arrays than this network and optimizer");
        assertThat(network.parameters()).containsExactly(theta);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aLaterVersionIsRefused(int later) throws IOException {
        file.accept(afterTwoEpochs());
        NpzFile archive = NpzFile.read(path);
        String text = new String(archive.others().get("checkpoint.txt"), StandardCharsets.UTF_8);
        byte[] changed =
                text.replace("checkpoint 1", "checkpoint " + (1 + later)).getBytes(StandardCharsets.UTF_8);
        new NpzFile(archive.arrays(), Map.of("checkpoint.txt", changed)).write(path);

        if (later == 0) {
            assertThat(file.read()).isPresent();
            return;
        }
        assertThatThrownBy(file::read)
                .isExactlyInstanceOf(ModelFormatException.class)
                .hasMessage(path + ", entry \"checkpoint.txt\" format = bp4j checkpoint " + (1 + later)
                        + " is of a later release of bp4j; this one reads up to bp4j checkpoint 1");
    }

    @Test
    void aFileThatIsCutOffIsRefused() throws IOException {
        file.accept(afterTwoEpochs());
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length += 5) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThatThrownBy(file::read).isExactlyInstanceOf(ModelFormatException.class);
        }
    }
}
