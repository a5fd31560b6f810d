package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.jvm.Jvm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIMD gives the bits of {@link Function#of} and allocates nothing, at every width, each in a JVM of its own. */
@Tag("slow")
class SimdFunctionsTest {
    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void everyWidthGivesTheScalarBitsAndAllocatesNothing(int bits) {
        List<String> lines = run(bits);
        assertThat(lines).first().isEqualTo(bits + " bits");
        for (Function f : Function.values()) {
            assertThat(lines).contains(f + " differences 0");
        }
        assertThat(lines.stream().filter(line -> line.contains(" bytes "))).allMatch(line -> line.endsWith(" bytes 0"));
    }

    @Test
    void faultsAndAllocationsAreSeen() {
        List<String> lines = new ArrayList<>(run(128, "faulty"));
        assertThat(lines.remove(0)).isEqualTo("128 bits");
        assertThat(lines)
                .hasSize(2 * Function.values().length)
                .noneMatch(line -> line.endsWith(" differences 0") || line.endsWith(" bytes 0"));
    }

    private static List<String> run(int bits, String... args) {
        List<String> flags = List.of("--add-modules", "jdk.incubator.vector", "-Dbp4j.simd.bits=" + bits);
        return List.of(Jvm.current().run(flags, SimdFunctionsRun.class, args).split("\\R"));
    }
}
