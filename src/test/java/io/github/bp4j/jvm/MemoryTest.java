package io.github.bp4j.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a program has dropped leaves the memory, in JVMs of their own. */
class MemoryTest {
    @Test
    void aDroppedPredictorLeavesNothingBehindInTheThreadThatPredicted() {
        assertThat(Jvm.current().run(List.of("-Xmx64m"), DroppedPredictorsRun.class, "12"))
                .isEqualToIgnoringNewLines("12 models");
    }

    static Stream<List<String>> kernels() {
        return Stream.of(
                List.of("-Dbp4j.kernel=plain"), List.of("--add-modules", "jdk.incubator.vector", "-Dbp4j.kernel=simd"));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void theLibraryIsUnloadedWithTheClassLoaderThatLoadedIt(List<String> flags) {
        assertThat(Jvm.current().run(flags, UnloadingRun.class, "library")).isEqualToIgnoringNewLines("unloaded");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aProgramIsUnloadedWhileItsWorkersWorkForOthers(List<String> flags) {
        assertThat(Jvm.current().run(flags, UnloadingRun.class, "shared")).isEqualToIgnoringNewLines("unloaded");
    }
}
