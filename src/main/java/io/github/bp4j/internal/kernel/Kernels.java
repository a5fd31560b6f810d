package io.github.bp4j.internal.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/**
 * Picks the kernel once per JVM, and tells which and why: SIMD where the module jdk.incubator.vector is in the boot
 * layer ({@code --add-modules jdk.incubator.vector}), the C2 compiler runs and the processor has vectors; else plain.
 * The bits are the same. SIMD that is not forced begins plain, see {@link AdaptiveKernel}.
 *
 * <p>System properties: {@code bp4j.kernel} = plain | simd forces one, {@code bp4j.simd.bits} = 128 | 256 | 512 sets the
 * width of the vectors. The choice is logged by the {@link System.Logger} "io.github.bp4j" at level DEBUG.
 */
public final class Kernels {
    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final String KERNEL_PROPERTY = "bp4j.kernel";
    private static final String BITS_PROPERTY = "bp4j.simd.bits";

    /** Math.fma takes a few nanoseconds in the interpreter where the processor computes it, else microseconds. */
    private static final long SLOW_FMA_NANOS = 2_000;

    private static final Kernel PLAIN = new PlainKernel();

    /** Null where there is none that can do what was asked for. */
    private static final Kernel KERNEL = make();

    static {
        if (KERNEL != null) {
            log();
        }
    }

    /** The choice, made when it is needed: to load SIMD takes as long as many a program's first predictions. */
    private static final class Chosen {
        static final KernelChoice CHOICE;

        /** Null where it does not run. */
        static final Kernel SIMD;

        static {
            KernelChoice choice = KernelChoice.of(
                    System.getProperty(KERNEL_PROPERTY),
                    System.getProperty(BITS_PROPERTY),
                    new KernelChoice.Machine(
                            inBootLayer(VECTOR_MODULE),
                            System.getProperty("java.vm.name", ""),
                            System.getProperty("java.vm.info", ""),
                            stopAtLevel(),
                            Kernels::vectorBits));
            Kernel simd = null;
            if (choice.simd()) {
                try {
                    simd = (Kernel) load("SimdKernel").getDeclaredConstructor().newInstance();
                } catch (ReflectiveOperationException | LinkageError e) {
                    choice = new KernelChoice(false, "plain kernel: the SIMD kernel could not be loaded: " + e, false);
                }
            }
            CHOICE = choice;
            SIMD = simd;
        }

        private Chosen() {}
    }

    /** A class and no lambda: the first lambda of a JVM takes some ten milliseconds. */
    private static final class ChosenSimd implements Supplier<Kernel> {
        @Override
        public Kernel get() {
            return Chosen.SIMD;
        }
    }

    private Kernels() {}

    /**
     * The kernel of this JVM.
     *
     * @throws IllegalStateException if the system properties ask for what cannot be
     */
    public static Kernel kernel() {
        if (KERNEL == null) {
            throw new IllegalStateException(explanation());
        }
        return KERNEL;
    }

    private static Kernel make() {
        boolean forced = System.getProperty(KERNEL_PROPERTY) != null;
        if (forced || System.getProperty(BITS_PROPERTY) != null || !inBootLayer(VECTOR_MODULE)) {
            if (Chosen.CHOICE.impossible()) {
                return null;
            }
            if (Chosen.SIMD == null || forced) {
                return Chosen.SIMD == null ? PLAIN : Chosen.SIMD;
            }
        }
        return new AdaptiveKernel(PLAIN, new ChosenSimd());
    }

    /** One sentence: which kernel runs and why, or why none does. */
    public static String explanation() {
        return Chosen.CHOICE.explanation();
    }

    /**
     * The threads that a computation may use where nothing else is said: {@code bp4j.threads}, else all processors.
     *
     * @throws IllegalStateException if bp4j.threads is not a whole number from 1
     */
    public static int threads() {
        return threads(System.getProperty("bp4j.threads"), Runtime.getRuntime().availableProcessors());
    }

    static int threads(String threads, int processors) {
        if (threads == null) {
            return processors;
        }
        try {
            int number = Integer.parseInt(threads);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalStateException(
                "system property bp4j.threads is \"" + threads + "\"; it must be a whole number from 1");
    }

    private static void log() {
        Logger logger = System.getLogger("io.github.bp4j");
        if (logger.isLoggable(Level.DEBUG)) {
            logger.log(Level.DEBUG, explanation());
        }
        if (fmaNanos() > SLOW_FMA_NANOS) {
            logger.log(
                    Level.WARNING,
                    "Math.fma takes {0} ns here: this JVM does not use the fused multiply-add of the processor"
                            + " (none, or -XX:-UseFMA); results are the same, but thousands of times slower",
                    fmaNanos());
        }
    }

    /** What a Math.fma takes, the least of a few tries. */
    private static long fmaNanos() {
        long least = Long.MAX_VALUE;
        double x = 0.1;
        for (int i = 0; i < 8; i++) {
            long begin = System.nanoTime();
            x = Math.fma(x, 0.9, 0.1);
            x = Math.fma(x, 0.9, 0.1);
            least = Math.min(least, (System.nanoTime() - begin) / 2);
        }
        return x > 0 ? least : 0;
    }

    private static boolean inBootLayer(String module) {
        return ModuleLayer.boot().findModule(module).isPresent();
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(Kernels.class.getPackageName() + "." + name);
    }

    private static int vectorBits() {
        try {
            return (int) load("SimdSpecies").getDeclaredMethod("preferredBits").invoke(null);
        } catch (ReflectiveOperationException | LinkageError e) {
            return 0;
        }
    }

    /**
     * The flag -XX:TieredStopAtLevel. Only java.vm.info tells of -Xint and of level 1, only the diagnostic bean of the
     * others; it may be missing, and then 4, the default, is assumed.
     */
    private static int stopAtLevel() {
        if (!inBootLayer(VECTOR_MODULE) || !inBootLayer("jdk.management")) {
            return 4;
        }
        try {
            Class<?> bean = Class.forName("com.sun.management.HotSpotDiagnosticMXBean");
            Object diagnostics = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getPlatformMXBean", Class.class)
                    .invoke(null, bean);
            Object option = bean.getMethod("getVMOption", String.class).invoke(diagnostics, "TieredStopAtLevel");
            Object value = option.getClass().getMethod("getValue").invoke(option);
            return Integer.parseInt(value.toString());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return 4;
        }
    }
}
