package io.github.bp4j.data;

import java.util.Locale;

/** How much a file may unpack to. */
final class Memory {
    private Memory() {}

    /** What this JVM will take at most for a file that is not compressed. */
    static long limit() {
        return Runtime.getRuntime().maxMemory();
    }

    /** For one that is compressed, whose size says nothing of what it unpacks to: half as much. */
    static long limitOfCompressed() {
        return limit() / 2;
    }

    /**
     * Refuses what is beyond the limit.
     *
     * @param announced the shape that the file announces
     */
    static void require(long bytes, long limit, String name, String announced) throws DataFileException {
        if (bytes > limit) {
            throw new DataFileException(String.format(
                    Locale.ROOT,
                    "%s announces %s, which take %,d bytes of memory; it gets at most %,d, by its size or by -Xmx",
                    name,
                    announced,
                    bytes,
                    limit));
        }
    }
}
