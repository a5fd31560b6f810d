package io.github.bp4j;

/** Operands whose shapes do not fit; the message names both shapes and the sizes that must be equal. */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** With the message. */
    public ShapeException(String message) {
        super(message);
    }
}
