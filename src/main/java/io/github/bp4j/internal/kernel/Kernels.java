package io.github.bp4j.internal.kernel;

/** Picks the kernel once per JVM, and tells which and why. */
public final class Kernels {
    private static final Kernel PLAIN = new PlainKernel();

    private Kernels() {}

    /** The kernel of this JVM. */
    public static Kernel kernel() {
        return PLAIN;
    }

    /** One line: which kernel runs, and why. */
    public static String explanation() {
        return "plain";
    }

    /** The threads that a computation may use where nothing else is said: {@code bp4j.threads}, else all processors. */
    public static int threads() {
        return Integer.getInteger("bp4j.threads", Runtime.getRuntime().availableProcessors());
    }
}
