package io.github.bp4j.model;

import io.github.bp4j.data.NpzFile;
import io.github.bp4j.internal.file.AtomicFile;
import io.github.bp4j.internal.file.Paths;
import io.github.bp4j.training.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
        Objects.requireNonNull(checkpoint, "checkpoint");
        NpzFile archive = archive(checkpoint);
        try {
            AtomicFile.write(file, archive::writeTo);
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint cannot be written to " + e.getMessage(), e);
        }
    }

    /** Writes the checkpoint to a stream, as it would be in a file; the stream stays open. */
    public static void write(Checkpoint checkpoint, OutputStream out) throws IOException {
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(out, "out");
        archive(checkpoint).writeTo(out);
    }

    private static NpzFile archive(Checkpoint checkpoint) {
        Words words = new Words(ENTRY, KIND, VERSION);
        checkpoint.words().forEach(words::put);
        return new NpzFile(checkpoint.arrays(), words.toEntry());
    }

    /**
     * The checkpoint in the file; empty if there is no file.
     *
     * @throws ModelFormatException if the file is damaged, of a later version, holds something else, or would take more
     *     than a quarter of the heap
     * @throws IOException if the disk says no
     */
    public Optional<Checkpoint> read() throws IOException {
        if (Files.notExists(Paths.requireFile(file))) {
            return Optional.empty();
        }
        NpzFile archive = Models.archive(file);
        try {
            return Optional.of(checkpoint(archive));
        } catch (ModelFormatException e) {
            throw new ModelFormatException(file + ", " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The checkpoint that {@link #write(Checkpoint, OutputStream)} has written; the stream is read to its end and stays
     * open.
     *
     * @throws ModelFormatException as for a file, or if the stream has more bytes than an eighth of the heap
     */
    public static Checkpoint read(InputStream in) throws IOException {
        NpzFile archive = Models.archive(Objects.requireNonNull(in, "in"));
        try {
            return checkpoint(archive);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException("the stream: " + e.getMessage(), e);
        }
    }

    private static Checkpoint checkpoint(NpzFile archive) throws ModelFormatException {
        Words words = new Words(archive, ENTRY, KIND, VERSION);
        return Checkpoint.of(words.toMap(), archive.arrays());
    }

    /** The place of the file. */
    @Override
    public String toString() {
        return "CheckpointFile " + file;
    }
}
