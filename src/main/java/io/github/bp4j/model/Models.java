package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Network;
import io.github.bp4j.data.DataFileException;
import io.github.bp4j.data.NpzFile;
import io.github.bp4j.internal.file.AtomicFile;
import io.github.bp4j.internal.file.Memory;
import io.github.bp4j.internal.file.Paths;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;

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
     * @throws IllegalStateException if another thread uses the network
     * @throws IOException if the disk says no
     */
    public static void save(Network network, Path file) throws IOException {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(file, "file");
        save(Model.of(network), file);
    }

    /**
     * Writes the network with its scaler, its class names, its encoder to the file; otherwise as {@link #save(Network, Path)}.
     *
     * @throws IllegalArgumentException also if the file is to be ONNX, and the model has an encoder or scaled targets
     */
    public static void save(Model model, Path file) throws IOException {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(file, "file");
        if (isOnnx(file)) {
            Onnx.write(model, file);
            return;
        }
        NpzFile archive = NpzModel.write(model);
        AtomicFile.write(file, archive::writeTo);
    }

    /**
     * Writes the network to a stream, in the format of {@code .npz}; {@link Onnx#write(Model, OutputStream,
     * UnaryOperator)} writes ONNX. The stream stays open, and nothing is written if the network is refused.
     *
     * @throws IllegalArgumentException as {@link #save(Network, Path)}
     */
    public static void save(Network network, OutputStream out) throws IOException {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(out, "out");
        save(Model.of(network), out);
    }

    /**
     * Writes the network with its scaler, its class names, its encoder; otherwise as {@link #save(Network,
     * OutputStream)}.
     */
    public static void save(Model model, OutputStream out) throws IOException {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(out, "out");
        NpzModel.write(model).writeTo(out);
    }

    /**
     * The network in the file, in any file system.
     *
     * @param custom the activations of your own that it has, which no file can hold; in .onnx there are none
     * @throws IllegalArgumentException if two of these have the same name
     * @throws ModelFormatException if the file is damaged, of a later version, holds something else, would take more
     *     than a quarter of the heap, or has an activation that was not handed over
     * @throws IllegalStateException if a system property of bp4j asks for what cannot be
     * @throws IOException if the disk says no
     */
    public static Network load(Path file, Activation... custom) throws IOException {
        Objects.requireNonNull(file, "file");
        return loadModel(file, custom).network();
    }

    /**
     * The network in the file with its scaler, its class names, its encoder; otherwise as {@link #load(Path,
     * Activation...)}.
     */
    public static Model loadModel(Path file, Activation... custom) throws IOException {
        Objects.requireNonNull(file, "file");
        if (isOnnx(Paths.requireFile(file))) {
            return Onnx.read(file);
        }
        CustomActivations activations = new CustomActivations(custom);
        Surroundings.require();
        NpzFile archive = archive(file);
        try {
            return NpzModel.read(archive, activations);
        } catch (ModelFormatException e) {
            throw new ModelFormatException(file + ", " + e.getMessage(), e);
        }
    }

    /**
     * The network that {@link #save(Network, OutputStream)} has written; {@link Onnx#read(InputStream)} reads ONNX. The
     * stream is read to its end and stays open.
     *
     * @param custom the activations of your own that it has, which no file can hold
     * @throws ModelFormatException also if the stream has more bytes than an eighth of the heap; otherwise as
     *     {@link #load(Path, Activation...)}
     */
    public static Network load(InputStream in, Activation... custom) throws IOException {
        return loadModel(in, custom).network();
    }

    /**
     * The network with its scaler, its class names, its encoder; otherwise as {@link #load(InputStream,
     * Activation...)}.
     */
    public static Model loadModel(InputStream in, Activation... custom) throws IOException {
        Objects.requireNonNull(in, "in");
        CustomActivations activations = new CustomActivations(custom);
        Surroundings.require();
        return NpzModel.read(archive(in), activations);
    }

    /** The archive in the file, which takes memory in proportion to its size. */
    static NpzFile archive(Path file) throws IOException {
        try {
            return Files.isRegularFile(file) ? NpzFile.read(file, most(Files.size(file))) : NpzFile.read(file);
        } catch (DataFileException e) {
            throw new ModelFormatException(e.getMessage(), e);
        }
    }

    /** The archive in the stream, which takes memory in proportion to its size. */
    static NpzFile archive(InputStream in) throws IOException {
        byte[] bytes = Memory.read(in, Memory.limit(), what -> new ModelFormatException("the stream " + what));
        try {
            return NpzFile.read(bytes, most(bytes.length));
        } catch (DataFileException e) {
            throw new ModelFormatException(e.getMessage(), e);
        }
    }

    /** In a network, each number stands in θ and has a gradient; the arrays that it is read from are copied once. */
    private static long most(long size) {
        return Math.min(UNPACKED_PER_BYTE * size + UNPACKED_OF_SMALL_FILES, Memory.limit() / 4 * 3);
    }

    private static boolean isOnnx(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".onnx");
    }
}
