package io.github.bp4j.model;

import io.github.bp4j.Network;
import io.github.bp4j.internal.file.AtomicFile;
import io.github.bp4j.internal.file.Memory;
import io.github.bp4j.internal.file.Paths;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Networks as ONNX files, the format that PyTorch, Keras, scikit-learn and ONNX Runtime share; docs/onnx.md tells the
 * way from and to each.
 *
 * <p>In ONNX one row is one example: the graph maps (batch, n_0) to (batch, n_L), for any batch. A network that was
 * written in float64 is read again with the same parameters, bit for bit.
 */
public final class Onnx {
    /** As much as one array holds, which is also what Protocol Buffers allow. */
    private static final long MAX_SIZE = Integer.MAX_VALUE - 8;

    private Onnx() {}

    /** Writes the network alone, in float64; see {@link #write(Model, Path, UnaryOperator)}. */
    public static void write(Network network, Path file) throws IOException {
        write(Model.of(network), file);
    }

    /** Writes the model, in float64; see {@link #write(Model, Path, UnaryOperator)}. */
    public static void write(Model model, Path file) throws IOException {
        write(model, file, options -> options);
    }

    /**
     * Writes the network, its scaler as the first nodes of the graph, and as properties its class names and what training
     * on depends on; the file is replaced whole or not at all. A normalised layer is written by the pass of prediction. A
     * loss of your own is not written: {@link #read} gives the usual one for the last activation.
     *
     * @throws IllegalArgumentException for what the file cannot hold: an activation of your own, a parameter that is not
     *     finite, in float32 one that is too large, or too small where it must not be 0; a name that the graph uses itself;
     *     an encoder, or scaled targets; more than 2 GiB
     * @throws IllegalStateException if another thread uses the network
     * @throws IOException if the disk says no
     */
    public static void write(Model model, Path file, UnaryOperator<OnnxOptions> options) throws IOException {
        AtomicFile.write(file, message(model, options)::writeTo);
    }

    /** Writes the network alone to a stream, in float64; see {@link #write(Model, OutputStream, UnaryOperator)}. */
    public static void write(Network network, OutputStream out) throws IOException {
        write(Model.of(network), out, options -> options);
    }

    /**
     * Writes to a stream what would be in a file; the stream stays open, and nothing is written if the model is
     * refused.
     *
     * @throws IllegalArgumentException as {@link #write(Model, Path, UnaryOperator)}
     */
    public static void write(Model model, OutputStream out, UnaryOperator<OnnxOptions> options) throws IOException {
        Objects.requireNonNull(out, "out");
        BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        message(model, options).writeTo(buffered);
        buffered.flush();
    }

    private static WireWriter message(Model model, UnaryOperator<OnnxOptions> options) {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(options, "options");
        if (model.encoder().isPresent() || model.targetScaler().isPresent()) {
            throw new IllegalArgumentException("a graph holds numbers alone, not "
                    + (model.encoder().isPresent() ? "the encoder of a table" : "the scaler of the targets")
                    + "; write Model.of(network), with a scaler of the inputs if there is one");
        }
        OnnxOptions chosen = Objects.requireNonNull(options.apply(OnnxOptions.DEFAULT), "what the options give");
        WireWriter message = new OnnxExport(model, chosen).message();
        if (message.length() > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "the model takes " + message.length() + " bytes; an ONNX file holds at most " + MAX_SIZE);
        }
        return message;
    }

    /**
     * The network in the file, in any file system, with the scaler and the class names where there are any. Read are
     * chains of layers as PyTorch, tf2onnx and skl2onnx write them; what is not such a chain is refused, and the
     * message names the node.
     *
     * @throws ModelFormatException if the file is damaged, would take more than a quarter of the heap, or holds what is
     *     not supported
     * @throws IllegalStateException if a system property of bp4j asks for what cannot be
     * @throws IOException if the disk says no
     */
    public static Model read(Path file) throws IOException {
        Surroundings.require();
        try (InputStream in = Files.newInputStream(Paths.requireFile(file))) {
            return read(in, file.toString(), Files.size(file));
        }
    }

    /**
     * The network in the stream, which is read to its end and stays open; otherwise as from a file.
     *
     * @throws ModelFormatException also if the stream has more bytes than an eighth of the heap
     */
    public static Model read(InputStream in) throws IOException {
        Surroundings.require();
        return read(Objects.requireNonNull(in, "in"), "the stream", 0);
    }

    /** The network in the stream, in which this number of bytes is known to be available. */
    private static Model read(InputStream in, String name, long available) throws IOException {
        long limit = Math.min(MAX_SIZE, Memory.limit());
        if (available > limit) {
            throw new ModelFormatException(Memory.excess(name + " takes", available, limit));
        }
        byte[] data = available > 0
                ? in.readNBytes((int) available)
                : Memory.read(in, limit, what -> new ModelFormatException(name + " " + what));
        try {
            return read(data);
        } catch (ModelFormatException e) {
            throw new ModelFormatException(name + ": " + e.getMessage(), e);
        }
    }

    /** The same from the bytes of a file. */
    static Model read(byte[] data) throws ModelFormatException {
        return new OnnxImport(OnnxFile.read(data)).model();
    }
}
