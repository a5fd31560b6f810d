package io.github.bp4j.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.Function;

/**
 * How much memory the reading of a file may take: a quarter of the heap for what one array, one text or one line
 * becomes, copies that exist at the same time included. What a file announces is compared with this before it is
 * believed.
 */
public final class Memory {
    private static final int SHARE = 4;

    private Memory() {}

    /** The bytes that this JVM grants: a quarter of -Xmx. */
    public static long limit() {
        return Runtime.getRuntime().maxMemory() / SHARE;
    }

    /** "takes 2,000 bytes of memory; at most 1,000 are allowed: a quarter of the heap (-Xmx)". */
    public static String excess(String takes, long bytes, long limit) {
        String reason = limit >= limit()
                ? "a quarter of the heap (-Xmx)"
                : "a quarter of the heap (-Xmx), or less where a file is small or has used up a part";
        return String.format(
                Locale.ROOT, "%s %,d bytes of memory; at most %,d are allowed: %s", takes, bytes, limit, reason);
    }

    /** The bytes that a text takes, with the objects that hold it and a reference to them. */
    public static long of(String text) {
        boolean isWide = false; // a JVM keeps a text in one byte for each character if it can
        for (int i = 0; i < text.length() && !isWide; i++) {
            isWide = text.charAt(i) > 0xff;
        }
        return 48L + (isWide ? 2L : 1L) * text.length();
    }

    /**
     * All bytes of a stream, which stays open. They are copied once on the way, so half of the limit is the most.
     *
     * @param refusal makes the exception of the message that there are more
     */
    public static <E extends IOException> byte[] read(InputStream in, long limit, Function<String, E> refusal)
            throws IOException {
        int most = (int) Math.min(limit / 2, Integer.MAX_VALUE - 8);
        byte[] bytes = in.readNBytes(most);
        if (bytes.length == most && in.read() >= 0) {
            throw refusal.apply(String.format(
                    Locale.ROOT,
                    "has more than %,d bytes, which are copied while they are read; with the copy, at most %,d are"
                            + " allowed: a quarter of the heap (-Xmx)",
                    most,
                    2L * most));
        }
        return bytes;
    }
}
