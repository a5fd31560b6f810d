package io.github.bp4j.data;

import java.io.IOException;

/**
 * A file of data that is damaged, truncated or not what it should be; the message names the file and, where there is
 * one, the line or the entry.
 */
public final class DataFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the message. */
    public DataFileException(String message) {
        super(message);
    }

    /** With the message, and what it comes from. */
    public DataFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
