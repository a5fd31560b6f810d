package io.github.bp4j.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public constructor and method, called with arguments that are none: it works, or it refuses and explains. */
@Tag("slow")
class HostileArgumentsTest {
    private static final List<Class<?>> TYPES = PublicApi.types();
    private static final ParameterNames NAMES = ParameterNames.of(Path.of("src/main/java"));

    @TempDir
    static Path folder;

    private static final Logger LOGGER = Logger.getLogger("io.github.bp4j");

    private static Worker worker;
    private static HostileCalls calls;

    @BeforeAll
    static void start() throws Exception {
        LOGGER.setLevel(Level.OFF); // hostile numbers are warned of
        worker = new Worker(10_000);
        Fixtures fixtures = new Fixtures(folder);
        calls = new HostileCalls(fixtures, new Judge(new Domains()), worker);
        calls.addMade(TYPES, NAMES);
    }

    @AfterAll
    static void end() {
        worker.close();
        LOGGER.setLevel(null);
    }

    static List<Class<?>> types() {
        return TYPES;
    }

    @ParameterizedTest
    @MethodSource("types")
    void validArgumentsAreAccepted(Class<?> type) throws Exception {
        List<String> complaints = new ArrayList<>();
        for (Member member : PublicApi.members(type, NAMES)) {
            Optional<String> complaint = calls.complaintAboutValid(member);
            complaint.ifPresent(complaints::add);
        }
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("types")
    void hostileArgumentsAreRefusedOrServed(Class<?> type) throws Exception {
        List<String> complaints = new ArrayList<>();
        for (Member member : PublicApi.members(type, NAMES)) {
            complaints.addAll(calls.complaints(member));
        }
        assertThat(complaints).isEmpty();
    }
}
