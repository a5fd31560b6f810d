package io.github.bp4j.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Java installation of this machine, and child JVMs run from it on the class path of the tests. */
public record Jvm(Path home, String version) {
    private static final long MINUTES = 10;

    /** The one that runs this test. */
    public static Jvm current() {
        return new Jvm(Path.of(System.getProperty("java.home")), System.getProperty("java.version"));
    }

    /**
     * All that can be found, each version once and the current one first: beside the current one, and where environment
     * variables JAVA_HOME… point.
     */
    public static List<Jvm> installed() {
        Map<String, Jvm> byVersion = new LinkedHashMap<>();
        byVersion.put(current().version(), current());
        List<Path> candidates = new ArrayList<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("JAVA_HOME")) {
                candidates.add(Path.of(value));
            }
        });
        try (Stream<Path> beside = Files.list(current().home().getParent())) {
            beside.sorted().forEach(candidates::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Path candidate : candidates) {
            String version = versionOf(candidate);
            if (version != null && Runtime.Version.parse(version).feature() >= 17) {
                byVersion.putIfAbsent(version, new Jvm(candidate, version));
            }
        }
        return List.copyOf(byVersion.values());
    }

    /** Runs the class with these flags and arguments, fails unless it exits with 0, and returns what it printed. */
    public String run(List<String> flags, Class<?> main, String... args) {
        return run(flags, System.getProperty("java.class.path"), main.getName(), args);
    }

    /** Likewise, a class on a class path of its own. */
    public String run(List<String> flags, String classPath, String main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve("java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(List.of(args));
        try {
            Path errors = Files.createTempFile("bp4j", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectError(errors.toFile())
                        .start();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                    throw new AssertionError(String.join(" ", command) + "\n" + output + Files.readString(errors));
                }
                return output;
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String versionOf(Path home) {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release) || !Files.isDirectory(home.resolve("bin"))) {
            return null;
        }
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        } catch (IOException e) {
            return null;
        }
        return properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
    }
}
