package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.SplitMix64;
import io.github.bp4j.jvm.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training in a JVM of its own that is killed again and again, as by kill -9. */
@Tag("slow")
class KillAndResumeTest {
    private static final int KILLS = 15;

    /** So many at most, until one of them came while the file was written. */
    private static final int MOST_KILLS = 60;

    /** In batches after each start: so that the kills are spread over the run. */
    private static final int MOST_BATCHES = InterruptedRun.BATCHES / KILLS;

    private static final int MOST_MICROSECONDS = 8000; // then, which is about a batch and the writing after it

    @TempDir
    Path folder;

    @Test
    void aRunThatIsKilledAtManyMomentsEndsWithTheSameBits() throws Exception {
        SplitMix64 random = SplitMix64.stream(1, "kills", 0, 0);
        Path file = folder.resolve("training.npz");
        int batches = 0;
        for (int kill = 0; kill < KILLS || unfinished() == 0 && kill < MOST_KILLS; kill++) {
            int more = kill < KILLS ? random.nextInt(MOST_BATCHES) : 0;
            batches += killedAfter(1 + more, random.nextInt(MOST_MICROSECONDS), file);

            assertThat(CheckpointFile.of(file).read()).as("after kill %d", kill).isPresent();
        }
        assertThat(batches).isGreaterThan(KILLS).isLessThan(InterruptedRun.BATCHES);
        assertThat(unfinished()).as("kills while the file was written").isPositive();

        String output = Jvm.current().run(List.of("-ea"), InterruptedRun.class, file.toString());
        String last =
                output.strip().substring(output.strip().lastIndexOf('\n') + 1).strip();
        assertThat(last).isEqualTo(InterruptedRun.uninterrupted());
        assertThat(output.lines().count()).as("a run that went on").isLessThanOrEqualTo(InterruptedRun.BATCHES);
    }

    /** Starts the run, kills it after so many batches and then some time, and returns the batches it made. */
    private static int killedAfter(int batches, int microseconds, Path file) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InterruptedRun.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        try (BufferedReader output = process.inputReader()) {
            for (int batch = 0; batch < batches; batch++) {
                assertThat(output.readLine()).isEqualTo("batch");
            }
            TimeUnit.MICROSECONDS.sleep(microseconds);
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("exit status of a killed process").isNotZero();
        return batches;
    }

    private long unfinished() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(".part")).count();
        }
    }
}
