package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.jvm.Jvm;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JDK on a processor runs only some of the tiles; here each runs, with vectors of two widths. */
class SimdStripTest {
    @ParameterizedTest
    @ValueSource(ints = {128, 256})
    void everyTileGivesTheBitsOfSumsWrittenOut(int bits) {
        List<String> flags = List.of("--add-modules", "jdk.incubator.vector", "-Dbp4j.simd.bits=" + bits);

        assertThat(Jvm.current().run(flags, SimdStripRun.class).split("\\R"))
                .containsSubsequence(
                        "strip6 differences 0",
                        "strip5 differences 0",
                        "packed5 differences 0",
                        "rows5 differences 0",
                        "alongRows differences 0",
                        "alongColumns differences 0");
    }
}
