package io.github.bp4j.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The hostile calls find planted faults. */
class HostileCallsTest {
    private static final String HERE = "src/test/java/io/github/bp4j/hostile";

    @TempDir
    static Path folder;

    private static Fixtures fixtures;

    @BeforeAll
    static void start() throws Exception {
        fixtures = new Fixtures(folder);
        fixtures.add(Planted.class, Planted::new);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("acceptsNull", List.of("names = null is accepted", "names = null in front is accepted")),
                arguments("acceptsNaN", List.of("ratio = NaN is accepted", "ratio = Infinity is accepted")),
                arguments(
                        "failsInside",
                        List.of("name = null throws what the library has not worded", "name = unknown is accepted")),
                arguments("indexes", List.of("place = -1 throws java.lang.ArrayIndexOutOfBoundsException")),
                arguments(
                        "namesNothing",
                        List.of(
                                "rules = null throws a message without rules",
                                "rules = empty throws java.lang.NullPointerException")),
                arguments("givesNoValue", List.of("count = -1 throws a message without [-1")),
                arguments(
                        "changesHalf",
                        List.of("values = null is refused, but changes [0].kept[1] = 2.0 to [0].kept[1] = 5.0")),
                arguments("neverEnds", List.of("steps = -1 does not end")));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aPlantedFaultIsFound(String method, List<String> beginnings) throws Exception {
        List<String> complaints = complaints(method);
        for (String beginning : beginnings) {
            assertThat(complaints).anyMatch(complaint -> complaint.contains("): " + beginning));
        }
    }

    @Test
    void whatIsRefusedInWordsIsNoFault() throws Exception {
        assertThat(complaints("refuses")).isEmpty();
    }

    @Test
    void everyPackageThatIsExportedIsCalled() {
        assertThat(PublicApi.types().stream().map(Class::getPackageName).distinct())
                .containsExactly(
                        "io.github.bp4j",
                        "io.github.bp4j.check",
                        "io.github.bp4j.data",
                        "io.github.bp4j.inspection",
                        "io.github.bp4j.metrics",
                        "io.github.bp4j.model",
                        "io.github.bp4j.optimizer",
                        "io.github.bp4j.training");
    }

    private static List<String> complaints(String method) throws Exception {
        Member member = PublicApi.members(Planted.class, ParameterNames.of(Path.of(HERE))).stream()
                .filter(m -> m.name().equals("Planted." + method))
                .findFirst()
                .orElseThrow();
        try (Worker worker = new Worker(300)) {
            return new HostileCalls(fixtures, new Judge(new Domains()), worker).complaints(member);
        }
    }
}
