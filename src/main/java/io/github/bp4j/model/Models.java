package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Network;
import io.github.bp4j.data.DataFileException;
import io.github.bp4j.data.NpzFile;
import io.github.bp4j.internal.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Saves a network and loads it again, in the format that the ending of the file name says: ONNX for {@code .onnx}, see
 * {@link Onnx}; for {@code .npz}, and any other, bp4j's own, which NumPy opens: {@code np.load("model.npz")["W1"]}.
 * A loaded network has the same parameters, bit for bit, and so makes the same predictions; from .npz it also trains on as the
 * saved one would have. docs/models.md tells what is in the file.
 *
 * <p>A save is atomic: at any moment the old file is there, or the new one, whole. A process that is killed while it
 * writes leaves a file {@code .bp4j-….part} beside it, which may be deleted.
 */
public final class Models {
    /** How many bytes of arrays and text may be made of a file, for each of its own; honest weights hardly shrink when packed. */
    private static final long UNPACKED_PER_BYTE = 32;

    private static final long UNPACKED_OF_SMALL_FILES = 1 << 20;

    private Models() {}

    /**
     * Writes the network to the file, replacing what is there.
     *
     * @throws IllegalArgumentException if a parameter is NaN or infinite, or the format cannot hold the network: ONNX has
     *     no activations of your own
     * @throws IOException if the disk says no
     */
    public static void save(Network network, Path file) throws IOException {
        save(Model.of(network), file);
    }

    /**
     * Writes the network with its scaler, its class names, its encoder to the file; otherwise as {@link #save(Network, Path)}.
     *
     * @throws IllegalArgumentException also if the file is to be ONNX, and the model has an encoder or scaled targets
     */
    public static void save(Model model, Path file) throws IOException {
        if (isOnnx(file)) {
            Onnx.write(model, file);
            return;
        }
        NpzFile archive = NpzModel.write(model);
        AtomicFile.write(file, archive::writeTo);
    }

    /**
     * The network in the file.
     *
     * @param custom the activations of your own that it has, which no file can hold; in .onnx there are none
     * @throws IllegalArgumentException if two of these have the same name
     * @throws ModelFormatException if the file is damaged, of a later version, holds something else, or has an activation
     *     that was not handed over
     * @throws IOException if the disk says no
     */
    public static Network load(Path file, Activation... custom) throws IOException {
        return loadModel(file, custom).network();
    }

    /** The network in the file with its scaler, its class names, its encoder; otherwise as {@link #load}. */
    public static Model loadModel(Path file, Activation... custom) throws IOException {
        if (isOnnx(file)) {
            return Onnx.read(file);
        }
        CustomActivations activations = new CustomActivations(custom);
        NpzFile archive = archive(file);
        try {
            return NpzModel.read(archive, activations);
        } catch (ModelFormatException e) {
            throw new ModelFormatException(file + ", " + e.getMessage(), e);
        }
    }

    /** The archive in the file, which takes memory in proportion to its size. */
    static NpzFile archive(Path file) throws IOException {
        try {
            return NpzFile.read(file, UNPACKED_PER_BYTE * Files.size(file) + UNPACKED_OF_SMALL_FILES);
        } catch (DataFileException e) {
            throw new ModelFormatException(e.getMessage(), e);
        }
    }

    private static boolean isOnnx(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".onnx");
    }
}
