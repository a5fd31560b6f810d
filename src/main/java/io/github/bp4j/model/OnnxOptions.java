package io.github.bp4j.model;

import io.github.bp4j.internal.file.Utf8;
import java.util.Objects;

/**
 * How a network is written as ONNX; given as {@code options -> options.float32().logits()}. Immutable: each method returns
 * new options. Unless said: float64, the outputs are A[L], the graph's input is called "input" and its output "output".
 */
public final class OnnxOptions {
    static final OnnxOptions DEFAULT = new OnnxOptions(false, false, "input", "output");

    final boolean float32;
    final boolean logits;
    final String input;
    final String output;

    private OnnxOptions(boolean float32, boolean logits, String input, String output) {
        this.float32 = float32;
        this.logits = logits;
        this.input = input;
        this.output = output;
    }

    /** Inputs, weights and outputs in float32: for programs that know nothing else, and half the size. */
    public OnnxOptions float32() {
        return new OnnxOptions(true, logits, input, output);
    }

    /** The outputs are Z[L]: the activation of the last layer is left out. */
    public OnnxOptions logits() {
        return new OnnxOptions(float32, true, input, output);
    }

    /**
     * The names of the graph's input, a tensor (batch, n_0), and of its output, (batch, n_L).
     *
     * @throws IllegalArgumentException if one is blank or has half a surrogate pair, or both are the same
     */
    public OnnxOptions names(String input, String output) {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(output, "output");
        if (input.isBlank() || output.isBlank() || input.equals(output)) {
            throw new IllegalArgumentException(
                    "the input and the output need two names; got \"" + input + "\" and \"" + output + "\"");
        }
        return new OnnxOptions(
                float32,
                logits,
                Utf8.require(input, "the name of the input"),
                Utf8.require(output, "the name of the output"));
    }
}
