package io.github.bp4j.data;

import io.github.bp4j.internal.file.Memory;

/** Refuses what would take more memory than it may. */
final class Limit {
    private Limit() {}

    /**
     * Refuses what is beyond the limit.
     *
     * @param what what the file announces, as in "2×3 values"
     */
    static void require(long bytes, long limit, String name, String what) throws DataFileException {
        if (bytes > limit) {
            throw new DataFileException(Memory.excess(name + " announces " + what + ", which take", bytes, limit));
        }
    }
}
