package io.github.bp4j.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.internal.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@link TrainingRun} ends with the same bits on every kernel, vector width, number of threads, compiler and JDK that
 * there is here; what could not run here is printed.
 */
@Tag("slow")
class BitIdentityTest {
    /** Of {@link TrainingRun}; changes with the run and with the definition of canonical arithmetic, with nothing else. */
    private static final String PINNED = "13c78501b5212a0a5a1286dfe05c07d69070220603bdec5132758c484bfbf95c";

    private static final List<String> SIMD = List.of("--add-modules", "jdk.incubator.vector", "-Dbp4j.kernel=simd");
    private static final List<String> NOT_HERE = new ArrayList<>();

    /** One child JVM: its flags, the threads of the networks, and the kernel that must run in it. */
    record Setting(Jvm jvm, List<String> flags, int threads, String kernel) {
        @Override
        public String toString() {
            return "JDK " + jvm.version() + ", " + kernel + ", " + threads + (threads == 1 ? " thread" : " threads")
                    + ": " + String.join(" ", flags);
        }
    }

    static List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (Jvm jvm : Jvm.installed()) {
            settings.add(new Setting(jvm, List.of(), 1, "plain"));
            settings.add(new Setting(jvm, List.of(), 2, "plain"));
            settings.add(new Setting(jvm, List.of("-XX:TieredStopAtLevel=1"), 1, "plain"));
            settings.add(new Setting(jvm, List.of("-Xint"), 1, "plain"));
            List<Integer> widths = widths(jvm);
            for (int bits : widths) {
                settings.add(new Setting(jvm, simd(bits), bits == 128 ? 1 : bits == 256 ? 3 : 2, name(bits)));
            }
            int widest = widths.get(widths.size() - 1);
            settings.add(new Setting(jvm, simd(widest), 1, name(widest)));
            if (widest == 512) {
                settings.add(new Setting(jvm, with(SIMD, "-XX:UseAVX=2"), 2, name(256)));
            } else {
                NOT_HERE.add("vectors of more than " + widest + " bits on JDK " + jvm.version());
            }
        }
        if (Jvm.installed().size() == 1) {
            NOT_HERE.add("another JDK than " + Jvm.current().version());
        }
        return settings;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void everySettingEndsWithThePinnedBits(Setting setting) {
        String[] lines = setting.jvm()
                .run(setting.flags(), TrainingRun.class, String.valueOf(setting.threads()))
                .split("\\R");
        assertThat(lines[0]).as("the kernel that ran").isEqualTo(setting.kernel());
        assertThat(lines[1]).as("SHA-256").isEqualTo(PINNED);
    }

    @AfterAll
    static void tellWhatCouldNotRunHere() {
        NOT_HERE.stream().distinct().forEach(what -> System.out.println("bit identity, not run here: " + what));
    }

    /** The vector widths that the JVM has on this processor. */
    private static List<Integer> widths(Jvm jvm) {
        String widest = jvm.run(SIMD, KernelName.class).strip();
        List<Integer> widths = new ArrayList<>();
        for (int bits : new int[] {128, 256, 512}) {
            widths.add(bits);
            if (name(bits).equals(widest)) {
                return widths;
            }
        }
        throw new AssertionError("the widest kernel: " + widest);
    }

    /** Prints the kernel of its JVM. */
    static final class KernelName {
        public static void main(String[] args) {
            System.out.println(Kernels.kernel().name());
        }
    }

    private static List<String> simd(int bits) {
        return with(SIMD, "-Dbp4j.simd.bits=" + bits);
    }

    private static List<String> with(List<String> flags, String flag) {
        return Stream.concat(flags.stream(), Stream.of(flag)).toList();
    }

    private static String name(int bits) {
        return "simd (" + bits + " bits)";
    }
}
