package io.github.bp4j.model;

import java.io.IOException;

/**
 * A model file that is damaged, truncated, of a later version, or made of what is not supported; the message names the
 * file and the entry, the node or the tensor.
 */
public final class ModelFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the message. */
    public ModelFormatException(String message) {
        super(message);
    }

    /** With the message, and what it comes from. */
    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
