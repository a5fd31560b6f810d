package io.github.bp4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Network;
import io.github.bp4j.data.Dataset;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {
    private static final Dataset TRAIN = Plane.data(50, 1);

    private static TrainingListener recorder(String name, List<String> events) {
        return new TrainingListener() {
            private void record(String event, Progress progress) {
                events.add(name + " " + event + " " + progress.epoch() + "." + progress.batch());
            }

            @Override
            public void trainingStarted(Progress progress) {
                record("trainingStarted", progress);
            }

            @Override
            public void epochStarted(Progress progress) {
                record("epochStarted", progress);
            }

            @Override
            public void batchStarted(Progress progress) {
                record("batchStarted", progress);
            }

            @Override
            public void batchEnded(Progress progress) {
                record("batchEnded", progress);
            }

            @Override
            public void epochEnded(Progress progress) {
                record("epochEnded", progress);
            }

            @Override
            public void trainingEnded(Progress progress) {
                record("trainingEnded " + progress.history().ending(), progress);
            }
        };
    }

    @Test
    void eachIsToldOfEveryStartAndEndInTurn() {
        List<String> events = new ArrayList<>();

        Plane.trainer(Plane.network())
                .batchSize(25)
                .epochs(2)
                .listener(recorder("a", events))
                .fit(TRAIN);

        assertThat(events)
                .containsExactly(
                        "a trainingStarted 0.0",
                        "a epochStarted 1.0",
                        "a batchStarted 1.1",
                        "a batchEnded 1.1",
                        "a batchStarted 1.2",
                        "a batchEnded 1.2",
                        "a epochEnded 1.2",
                        "a epochStarted 2.0",
                        "a batchStarted 2.1",
                        "a batchEnded 2.1",
                        "a batchStarted 2.2",
                        "a batchEnded 2.2",
                        "a epochEnded 2.2",
                        "a trainingEnded EPOCHS 2.2");
    }

    @Test
    void severalAreToldInTheOrderInWhichTheyWereAdded() {
        List<String> events = new ArrayList<>();

        Plane.trainer(Plane.network())
                .batchSize(50)
                .epochs(1)
                .listener(recorder("a", events))
                .listener(recorder("b", events))
                .fit(TRAIN);

        assertThat(events)
                .containsExactly(
                        "a trainingStarted 0.0",
                        "b trainingStarted 0.0",
                        "a epochStarted 1.0",
                        "b epochStarted 1.0",
                        "a batchStarted 1.1",
                        "b batchStarted 1.1",
                        "a batchEnded 1.1",
                        "b batchEnded 1.1",
                        "a epochEnded 1.1",
                        "b epochEnded 1.1",
                        "a trainingEnded EPOCHS 1.1",
                        "b trainingEnded EPOCHS 1.1");
    }

    @Test
    void aDivergenceEndsWithoutTrainingEnded() {
        List<String> events = new ArrayList<>();
        Network network = Plane.network();
        network.parameters()[0] = Double.NaN;

        assertThatThrownBy(() ->
                        Plane.trainer(network).listener(recorder("a", events)).fit(TRAIN))
                .isInstanceOf(TrainingDivergedException.class);

        assertThat(events).containsExactly("a trainingStarted 0.0", "a epochStarted 1.0", "a batchStarted 1.1");
    }

    @Test
    void theRateIsThatOfTheLastUpdate() {
        List<Double> rates = new ArrayList<>();

        Plane.trainer(Plane.network()) // 0.05 · 0.99ⁿ
                .batchSize(25)
                .epochs(1)
                .listener(new TrainingListener() {
                    @Override
                    public void batchStarted(Progress progress) {
                        rates.add(progress.rate());
                    }

                    @Override
                    public void epochEnded(Progress progress) {
                        rates.add(progress.rate());
                    }
                })
                .fit(TRAIN);

        assertThat(rates).hasSize(3);
        assertThat(rates.get(0)).isNaN();
        assertThat(rates.subList(1, 3)).containsExactly(0.05, 0.05 * 0.99);
    }

    @Test
    void noActionIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> TrainingListener.onEpochEnd(null))
                .withMessage("action");
        assertThatNullPointerException()
                .isThrownBy(() -> TrainingListener.onBatchEnd(null))
                .withMessage("action");
    }

    @Nested
    class InAFile {
        @TempDir
        private Path folder;

        private List<String> lines(History history) {
            List<String> lines = new ArrayList<>(List.of("epoch,cost,validationCost,validationAccuracy"));
            for (int epoch = 1; epoch <= history.epochs(); epoch++) {
                lines.add(epoch + "," + history.cost(epoch) + "," + history.validationCost(epoch) + ","
                        + history.validationAccuracy(epoch));
            }
            return lines;
        }

        @Test
        void eachEpochIsALineAsSoonAsItIsDone() throws Exception {
            Path file = folder.resolve("log.csv");
            Files.writeString(file, "an old one\n".repeat(100));
            List<Integer> sizes = new ArrayList<>();

            History history = Plane.trainer(Plane.network())
                    .epochs(2)
                    .validation(Plane.data(30, 2))
                    .listener(new CsvLog(file))
                    .listener(TrainingListener.onEpochEnd(
                            progress -> sizes.add(history(file).size())))
                    .fit(TRAIN);

            assertThat(Files.readAllLines(file)).isEqualTo(lines(history));
            assertThat(sizes).containsExactly(2, 3);
        }

        private static List<String> history(Path file) {
            try {
                return Files.readAllLines(file);
            } catch (java.io.IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Test
        void withoutValidationItsPlacesAreEmpty() throws Exception {
            Path file = folder.resolve("log.csv");

            History history = Plane.trainer(Plane.network())
                    .epochs(1)
                    .listener(new CsvLog(file))
                    .fit(TRAIN);

            assertThat(Files.readString(file))
                    .isEqualTo("epoch,cost,validationCost,validationAccuracy\n1," + history.cost(1) + ",,\n");
        }

        /** Written by a run that got to epoch 3, which is resumed after epoch 1. */
        @Test
        void aResumedRunLeavesTheFileOfAnUninterruptedOne() throws Exception {
            Path file = folder.resolve("log.csv");
            List<Checkpoint> kept = new ArrayList<>();
            Plane.trainer(Plane.network())
                    .epochs(3)
                    .validation(TRAIN)
                    .listener(new CsvLog(file))
                    .listener(Checkpoints.everyEpochs(1, kept::add))
                    .fit(TRAIN);
            String whole = Files.readString(file);

            History history = Plane.trainer(Plane.network())
                    .epochs(3)
                    .validation(TRAIN)
                    .listener(new CsvLog(file))
                    .resume(kept.get(0))
                    .fit(TRAIN);

            assertThat(file).hasContent(whole);
            assertThat(Files.readAllLines(file)).isEqualTo(lines(history));
        }

        @Test
        void aFileThatCannotBeWrittenIsNamed() {
            Path file = folder.resolve("missing").resolve("log.csv");

            assertThatThrownBy(() -> Plane.trainer(Plane.network())
                            .listener(new CsvLog(file))
                            .fit(TRAIN))
                    .isExactlyInstanceOf(UncheckedIOException.class)
                    .hasMessage("the log of training cannot be written to " + file + ": there is no folder "
                            + folder.resolve("missing"))
                    .hasCauseExactlyInstanceOf(NoSuchFileException.class);
        }
    }
}
