package io.github.bp4j.internal.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs main methods of test classes in JVMs of their own, on the same JDK, with other flags. */
final class ChildJvm {
    /**
     * What a child printed, errors among it, without the warning about incubator modules.
     *
     * @param output the lines, joined by newlines
     * @param exitStatus 0 if main returned
     */
    record Result(String output, int exitStatus) {}

    private ChildJvm() {}

    static Result run(Class<?> main, String... flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(flags));
        command.add("-cp");
        command.add(root(Kernel.class) + System.getProperty("path.separator") + root(main));
        command.add(main.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        try {
            Process process = builder.start();
            String output;
            try (InputStream in = process.getInputStream()) {
                output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            return new Result(
                    output.replaceAll("(?m)^WARNING: Using incubator modules.*\\R", "")
                            .strip(),
                    process.waitFor());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The widest vectors of this machine in bits. */
    static int vectorBits() {
        return Integer.parseInt(
                run(VectorBits.class, "--add-modules", "jdk.incubator.vector").output());
    }

    /** Prints the widest vectors of its JVM. */
    static final class VectorBits {
        public static void main(String[] args) {
            System.out.println(SimdSpecies.preferredBits());
        }
    }

    /** The directory that a class was loaded from. */
    private static Path root(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        String url = type.getResource("/" + file).toString();
        return Path.of(URI.create(url.substring(0, url.length() - file.length())));
    }
}
