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
import java.util.stream.Stream;

/** A Java installation of this machine, and child JVMs run from it on the class path of the tests. */
public record Jvm(Path home, String version) {
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

    /**
     * What a child printed, errors among it, without the warning that the vector module incubates.
     *
     * @param exitStatus 0 if main returned
     */
    public record Result(String output, int exitStatus) {}

    /** Runs the class with these flags and arguments, fails unless it exits with 0, and returns what it printed. */
    public String run(List<String> flags, Class<?> main, String... args) {
        return run(flags, System.getProperty("java.class.path"), main.getName(), args);
    }

    /** Likewise, a class on a class path of its own. */
    public String run(List<String> flags, String classPath, String main, String... args) {
        Result result = execute(flags, classPath, main, args);
        if (result.exitStatus() != 0) {
            throw new AssertionError(this + " " + flags + " " + main + ":\n" + result.output());
        }
        return result.output();
    }

    /** Runs the class with these flags and arguments. */
    public Result execute(List<String> flags, String classPath, String main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve("java").toString());
        command.addAll(flags);
        command.addAll(List.of("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-cp", classPath, main));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String withoutWarning = output.replaceAll("(?m)^WARNING: Using incubator modules.*\\R", "");
            return new Result(withoutWarning, process.waitFor());
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
