package io.github.bp4j.model;

import io.github.bp4j.data.NpzFile;
import io.github.bp4j.internal.file.AtomicFile;
import io.github.bp4j.training.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The file that keeps the last {@link Checkpoint} of a training, so that a program that was killed goes on where it stood
 * when it is run again, and ends with the bits with which it would have ended:
 *
 * <pre>{@code
 * CheckpointFile file = CheckpointFile.of(Path.of("training.npz"));
 * Trainer trainer = Trainer.of(network).optimizer(Optimizer.adam(1e-3)).epochs(100)
 *         .listener(Checkpoints.everyEpochs(1, file));
 * file.read().ifPresent(trainer::resume);     // nothing at the first run
 * trainer.fit(train);
 * }</pre>
 *
 * <p>The file is an .npz archive of the arrays of {@link Checkpoint#arrays}, with the rest in {@code checkpoint.txt}. It is
 * replaced whole: at any moment the last checkpoint is there, or the one before. A process that is killed while it
 * writes leaves a file {@code .bp4j-….part} beside it, which may be deleted.
 */
public final class CheckpointFile implements Consumer<Checkpoint> {
    private static final String ENTRY = "checkpoint.txt";
    private static final String KIND = "bp4j checkpoint";
    private static final int VERSION = 1;

    private final Path file;

    private CheckpointFile(Path file) {
        this.file = file;
    }

    /** The one at this place, where there need be none yet. */
    public static CheckpointFile of(Path file) {
        return new CheckpointFile(Objects.requireNonNull(file, "file"));
    }

    /**
     * Writes the checkpoint in place of the last one.
     *
     * @throws UncheckedIOException if the disk says no
     */
    @Override
    public void accept(Checkpoint checkpoint) {
        Words words = new Words(ENTRY, KIND, VERSION);
        checkpoint.words().forEach(words::put);
        NpzFile archive = new NpzFile(checkpoint.arrays(), words.toEntry());
        try {
            AtomicFile.write(file, archive::writeTo);
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint cannot be written to " + e.getMessage(), e);
        }
    }

    /**
     * The checkpoint in the file; empty if there is no file.
     *
     * @throws ModelFormatException if the file is damaged, of a later version, or holds something else
     * @throws IOException if the disk says no
     */
    public Optional<Checkpoint> read() throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        NpzFile archive = Models.archive(file);
        try {
            Words words = new Words(archive, ENTRY, KIND, VERSION);
            return Optional.of(Checkpoint.of(words.toMap(), archive.arrays()));
        } catch (ModelFormatException e) {
            throw new ModelFormatException(file + ", " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file + ": " + e.getMessage(), e);
        }
    }

    /** The place of the file. */
    @Override
    public String toString() {
        return "CheckpointFile " + file;
    }
}
