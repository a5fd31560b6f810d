package io.github.bp4j.model;

import io.github.bp4j.Activation;
import io.github.bp4j.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Saves a network and loads it again, in the format that the ending of the file name says: {@code .onnx}, see {@link
 * Onnx}. A loaded network has the same parameters, bit for bit, and so makes the same predictions.
 *
 * <p>A save is atomic: at any moment the old file is there, or the new one, whole.
 */
public final class Models {
    private Models() {}

    /**
     * Writes the network to the file, replacing what is there.
     *
     * @throws IllegalArgumentException if the ending is unknown, or the format cannot hold the network: ONNX has no
     *     activations of your own
     * @throws IOException if the disk says no
     */
    public static void save(Network network, Path file) throws IOException {
        save(Model.of(network), file);
    }

    /** Writes the network, its scaler and its class names to the file; otherwise as {@link #save(Network, Path)}. */
    public static void save(Model model, Path file) throws IOException {
        requireOnnx(file);
        Onnx.write(model, file);
    }

    /**
     * The network in the file.
     *
     * @param custom the activations of your own that it has; in .onnx there are none
     * @throws IllegalArgumentException if the ending is unknown
     * @throws ModelFormatException if the file is damaged, or holds something else
     * @throws IOException if the disk says no
     */
    public static Network load(Path file, Activation... custom) throws IOException {
        return loadModel(file, custom).network();
    }

    /** The network in the file with its scaler and its class names; otherwise as {@link #load}. */
    public static Model loadModel(Path file, Activation... custom) throws IOException {
        requireOnnx(file);
        return Onnx.read(file);
    }

    private static void requireOnnx(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (!name.endsWith(".onnx")) {
            throw new IllegalArgumentException(
                    "the ending of a model file says its format; .onnx is supported, got " + file);
        }
    }
}
