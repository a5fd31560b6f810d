package io.github.bp4j.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training steps and predictions allocate nothing once they are compiled, in a JVM of their own. */
@Tag("slow")
class AllocationTest {
    @ParameterizedTest
    @CsvSource({"plain, 1", "plain, 2", "simd, 1", "simd, 2"})
    void stepsAndPredictionsAllocateNothing(String kernel, String threads) {
        String[] lines = run(kernel, threads);
        assertThat(lines[0]).startsWith(kernel);
        assertThat(lines)
                .containsSubsequence(
                        "small 0",
                        "large 0",
                        "batch-normalised 0",
                        "layer-normalised 0",
                        "regularised 0",
                        "optimizers 0",
                        "full-batch 0",
                        "prediction 0");
    }

    @Test
    void stepsThatAllocateAreSeen() {
        String[] lines = run("plain", "1", "leak");
        assertThat(lines)
                .doesNotContain(
                        "small 0",
                        "large 0",
                        "batch-normalised 0",
                        "layer-normalised 0",
                        "regularised 0",
                        "optimizers 0",
                        "full-batch 0",
                        "prediction 0")
                .hasSize(9);
    }

    private static String[] run(String kernel, String... args) {
        List<String> flags = List.of("--add-modules", "jdk.incubator.vector", "-Dbp4j.kernel=" + kernel, "-Xmx512m");
        return Jvm.current().run(flags, AllocationRun.class, args).split("\\R");
    }
}
