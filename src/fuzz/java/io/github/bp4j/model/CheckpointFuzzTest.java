package io.github.bp4j.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.bp4j.training.Checkpoints;
import io.github.bp4j.training.Trainer;
import io.github.bp4j.training.TrainingDivergedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;

/**
 * A checkpoint with one entry replaced, behind the checksums: it is refused by the reader as a ModelFormatException or by the
 * trainer as an IllegalArgumentException, or the training goes on from it to its end, or until it diverges.
 */
class CheckpointFuzzTest {
    private static SoundFile sound;

    @BeforeAll
    static void takeACheckpoint() throws IOException {
        Path file = Files.createTempFile("fuzz", ".npz");
        CheckpointFileTest.trainer(CheckpointFileTest.network())
                .epochs(2)
                .listener(Checkpoints.everyBatches(3, CheckpointFile.of(file)))
                .fit(CheckpointFileTest.TRAIN);
        sound = new SoundFile(file);
        Files.delete(file);
    }

    @FuzzTest(maxDuration = "10m")
    void anyEntryIsResumedOrRefused(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return;
        }
        Path file = Files.createTempFile("fuzz", ".npz");
        try {
            sound.writeDamaged(bytes, file);
            Trainer trainer = CheckpointFileTest.trainer(CheckpointFileTest.network());
            trainer.resume(CheckpointFile.of(file).read().orElseThrow());
            trainer.fit(CheckpointFileTest.TRAIN);
        } catch (ModelFormatException e) {
            // refused by the reader
        } catch (IllegalArgumentException e) {
            // refused by the trainer
        } catch (TrainingDivergedException e) {
            // numbers that are sound, and too large to go on with
        } finally {
            Files.delete(file);
        }
    }
}
