package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelsTest {
    private static final String[] VECTORS = {"--add-modules", "jdk.incubator.vector"};

    @Test
    void moduleAndC2GiveSimdAtTheWidthOfTheProcessor() {
        KernelChoice choice = KernelChoice.of(null, null, machine(true, "mixed mode, sharing", 4, 256));

        assertThat(choice.simd()).isTrue();
        assertThat(choice.impossible()).isFalse();
        assertThat(choice.explanation())
                .isEqualTo(
                        "simd kernel, 256 bits: the module jdk.incubator.vector is there; plain until SIMD is compiled");
    }

    @Test
    void narrowerVectorsCanBeAskedFor() {
        KernelChoice choice = KernelChoice.of(null, "128", machine(true, "mixed mode, sharing", 4, 256));

        assertThat(choice.explanation())
                .isEqualTo(
                        "simd kernel, 128 bits: the module jdk.incubator.vector is there; plain until SIMD is compiled");
    }

    @Test
    void withoutTheModulePlainRunsAndTheRemedyIsTold() {
        KernelChoice choice = KernelChoice.of(null, null, machine(false, "mixed mode, sharing", 4, 512));

        assertThat(choice.simd()).isFalse();
        assertThat(choice.impossible()).isFalse();
        assertThat(choice.explanation())
                .isEqualTo("plain kernel: the module jdk.incubator.vector is missing; for SIMD start Java with"
                        + " --add-modules jdk.incubator.vector");
    }

    @Test
    void withoutC2PlainRuns() {
        assertThat(KernelChoice.of(null, null, machine(true, "interpreted mode, sharing", 4, 512))
                        .explanation())
                .isEqualTo("plain kernel: the C2 compiler is off (-Xint), without which SIMD is slower than plain");
        assertThat(KernelChoice.of(null, null, machine(true, "mixed mode, emulated-client, sharing", 1, 512))
                        .explanation())
                .isEqualTo(
                        "plain kernel: the C2 compiler is off (-XX:TieredStopAtLevel=1), without which SIMD is slower"
                                + " than plain");
        assertThat(KernelChoice.of(null, null, machine(true, "mixed mode, sharing", 3, 512))
                        .explanation())
                .isEqualTo(
                        "plain kernel: the C2 compiler is off (-XX:TieredStopAtLevel=3), without which SIMD is slower"
                                + " than plain");
        assertThat(KernelChoice.of(null, null, new KernelChoice.Machine(true, "Eclipse OpenJ9 VM", "", 4, () -> 512))
                        .explanation())
                .isEqualTo(
                        "plain kernel: this JVM is Eclipse OpenJ9 VM, which has no C2 compiler, without which SIMD is"
                                + " slower than plain");
    }

    @Test
    void withoutVectorsPlainRuns() {
        assertThat(KernelChoice.of(null, null, machine(true, "mixed mode, sharing", 4, 64))
                        .explanation())
                .isEqualTo("plain kernel: this JVM knows no vectors of 128 bits or more on this processor");
    }

    @Test
    void plainCanBeForced() {
        KernelChoice choice = KernelChoice.of("plain", "512", machine(true, "mixed mode, sharing", 4, 256));

        assertThat(choice.simd()).isFalse();
        assertThat(choice.explanation()).isEqualTo("plain kernel: system property bp4j.kernel asks for it");
    }

    @Test
    void simdForcedRunsWithoutC2() {
        KernelChoice choice = KernelChoice.of("simd", null, machine(true, "interpreted mode, sharing", 4, 256));

        assertThat(choice.simd()).isTrue();
        assertThat(choice.explanation())
                .isEqualTo(
                        "simd kernel, 256 bits: system property bp4j.kernel asks for it, though the C2 compiler is off"
                                + " (-Xint)");
    }

    @Test
    void simdForcedWhereItCannotRunIsImpossible() {
        KernelChoice noModule = KernelChoice.of("simd", null, machine(false, "mixed mode", 4, 512));
        KernelChoice noVectors = KernelChoice.of("simd", null, machine(true, "mixed mode", 4, 0));

        assertThat(noModule.impossible()).isTrue();
        assertThat(noModule.explanation())
                .isEqualTo("system property bp4j.kernel is simd, but the module jdk.incubator.vector is missing; start"
                        + " Java with --add-modules jdk.incubator.vector");
        assertThat(noVectors.impossible()).isTrue();
        assertThat(noVectors.explanation())
                .isEqualTo(
                        "system property bp4j.kernel is simd, but this JVM knows no vectors of 128 bits or more on this"
                                + " processor; leave the property out");
    }

    @Test
    void vectorsWiderThanTheProcessorsAreImpossible() {
        KernelChoice choice = KernelChoice.of(null, "512", machine(true, "mixed mode", 4, 256));

        assertThat(choice.impossible()).isTrue();
        assertThat(choice.explanation())
                .isEqualTo("system property bp4j.simd.bits is 512, but this JVM's vectors have at most 256 bits on this"
                        + " processor; set it to 256 or less, or leave it out");
    }

    @Test
    void unknownValuesAreImpossible() {
        assertThat(KernelChoice.of("SIMD", null, machine(true, "mixed mode", 4, 256)))
                .isEqualTo(new KernelChoice(
                        false, "system property bp4j.kernel is \"SIMD\"; it must be plain or simd", true));
        assertThat(KernelChoice.of(null, "64", machine(true, "mixed mode", 4, 256)))
                .isEqualTo(new KernelChoice(
                        false, "system property bp4j.simd.bits is \"64\"; it must be 128, 256 or 512", true));
    }

    private static KernelChoice.Machine machine(boolean vectorModule, String info, int stopAtLevel, int vectorBits) {
        return new KernelChoice.Machine(vectorModule, "OpenJDK 64-Bit Server VM", info, stopAtLevel, () -> vectorBits);
    }

    @Test
    void threadsAreTheProcessorsUnlessTheyAreSet() {
        assertThat(Kernels.threads(null, 6)).isEqualTo(6);
        assertThat(Kernels.threads("3", 6)).isEqualTo(3);
        assertThat(Kernels.threads("9", 6)).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "", "two", "1.5"})
    void threadsThatAreNoWholeNumberFromOneAreRefused(String threads) {
        assertThatThrownBy(() -> Kernels.threads(threads, 6))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("system property bp4j.threads is \"" + threads + "\"; it must be a whole number from 1");
    }

    @Test
    void kernelThatRunsIsTheOneExplained() {
        String expected = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? "simd" : "plain";

        assertThat(Kernels.kernel().name()).startsWith(expected);
        assertThat(Kernels.explanation()).startsWith(expected + " kernel");
        assertThat(Kernels.kernel()).isSameAs(Kernels.kernel());
    }

    @Test
    void jvmWithoutFlagsRunsPlain() {
        assertThat(ChildJvm.run(Asking.class).output())
                .isEqualTo("plain|plain kernel: the module jdk.incubator.vector is missing; for SIMD start Java with"
                        + " --add-modules jdk.incubator.vector");
    }

    @Test
    void jvmWithTheModuleRunsSimd() {
        int bits = ChildJvm.vectorBits();

        assertThat(ChildJvm.run(Asking.class, VECTORS).output())
                .isEqualTo("simd (" + bits + " bits)|simd kernel, " + bits
                        + " bits: the module jdk.incubator.vector is there; plain until SIMD is compiled");
    }

    @Test
    void simdIsLoadedOnlyWhenItIsNeeded() {
        String simd = "internal.kernel.Simd";
        String[] log = {VECTORS[0], VECTORS[1], "-Xlog:class+load"};

        assertThat(ChildJvm.run(Making.class, log).output())
                .contains("internal.kernel.AdaptiveKernel")
                .doesNotContain(simd);
        assertThat(ChildJvm.run(Asking.class, log).output()).contains(simd);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xint",
                "-XX:TieredStopAtLevel=0",
                "-XX:TieredStopAtLevel=1",
                "-XX:TieredStopAtLevel=2",
                "-XX:TieredStopAtLevel=3"
            })
    void jvmWithoutC2RunsPlain(String flag) {
        assertThat(ChildJvm.run(Asking.class, VECTORS[0], VECTORS[1], flag).output())
                .isEqualTo("plain|plain kernel: the C2 compiler is off (" + flag
                        + "), without which SIMD is slower than plain");
    }

    @Test
    void impossibleKernelIsRefusedEveryTimeItIsAskedFor() {
        String message =
                "system property bp4j.kernel is simd, but the module jdk.incubator.vector is missing; start Java"
                        + " with --add-modules jdk.incubator.vector";

        assertThat(ChildJvm.run(Asking.class, "-Dbp4j.kernel=simd").output())
                .isEqualTo("java.lang.IllegalStateException: " + message + "|" + message + "\n"
                        + "java.lang.IllegalStateException: " + message + "|" + message);
    }

    @Test
    void choiceIsLoggedOnceAtDebug() {
        String output = ChildJvm.run(Logging.class).output();

        assertThat(output.lines().filter(line -> line.contains("plain kernel: ")))
                .hasSize(1);
        assertThat(output).contains("FINE").doesNotContain("WARNING");
    }

    @Test
    void slowFusedMultiplyAddIsWarnedOfOnce() {
        String output = ChildJvm.run(Asking.class, "-XX:-UseFMA").output();

        assertThat(output.lines().filter(line -> line.contains("WARNING: Math.fma takes ")))
                .hasSize(1);
        assertThat(output)
                .contains(
                        " ns here: this JVM does not use the fused multiply-add of the processor (none, or -XX:-UseFMA);"
                                + " results are the same, but thousands of times slower");
    }

    /** Makes the kernel and asks it nothing. */
    static final class Making {
        public static void main(String[] args) {
            Kernels.kernel();
        }
    }

    /** Prints the kernel and the explanation, twice where there is none. */
    static final class Asking {
        public static void main(String[] args) {
            try {
                System.out.println(Kernels.kernel().name() + "|" + Kernels.explanation());
            } catch (IllegalStateException e) {
                System.out.println(e + "|" + Kernels.explanation());
                try {
                    Kernels.kernel();
                } catch (IllegalStateException again) {
                    System.out.println(again + "|" + Kernels.explanation());
                }
            }
        }
    }

    /** Asks for the kernel with the log turned on. */
    static final class Logging {
        public static void main(String[] args) {
            java.util.logging.Logger logger = java.util.logging.Logger.getLogger("io.github.bp4j");
            logger.setLevel(java.util.logging.Level.ALL);
            java.util.logging.Handler console = new java.util.logging.ConsoleHandler();
            console.setLevel(java.util.logging.Level.ALL);
            logger.addHandler(console);
            Kernels.kernel();
            Kernels.kernel();
        }
    }
}
