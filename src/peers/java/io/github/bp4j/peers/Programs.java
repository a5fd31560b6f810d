package io.github.bp4j.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The contestants in C, compiled when they are asked for, once. */
final class Programs {
    static final Path FOLDER = Path.of("target", "peers");

    private static final Path SOURCES = Path.of("src", "peers", "c");

    private final Map<List<String>, List<String>> compiled = new HashMap<>();
    private final Map<List<String>, Entrant.Unavailable> failures = new HashMap<>();

    /**
     * The command that runs a program.
     *
     * @throws Entrant.Unavailable if it does not compile here: no gcc, no library
     */
    List<String> compile(String source, String... flags) throws IOException {
        List<String> key = new ArrayList<>(List.of(source));
        key.addAll(List.of(flags));
        if (!compiled.containsKey(key)) {
            Files.createDirectories(FOLDER);
            Path program = FOLDER.resolve("program" + compiled.size()).toAbsolutePath();
            List<String> gcc = new ArrayList<>(List.of("gcc", "-O3", "-march=native", "-ffast-math", "-o"));
            gcc.add(program.toString());
            gcc.add(SOURCES.resolve(source).toString());
            gcc.addAll(List.of(flags));
            gcc.add("-lm");
            run(gcc.toArray(String[]::new));
            compiled.put(key, List.of(program.toString()));
        }
        return compiled.get(key);
    }

    /**
     * Runs a command to its end.
     *
     * @throws Entrant.Unavailable if it fails, with what it said last
     */
    void run(String... command) throws IOException {
        List<String> key = List.of(command);
        if (failures.containsKey(key)) {
            throw failures.get(key);
        }
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            if (process.waitFor() != 0) {
                failures.put(key, new Entrant.Unavailable(reason(said)));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            failures.put(key, new Entrant.Unavailable(e.getMessage()));
        }
        if (failures.containsKey(key)) {
            throw failures.get(key);
        }
    }

    /** The line that tells why: the first that names an error or what was not found. */
    private static String reason(String said) {
        return said.lines()
                .filter(line -> line.contains("rror") || line.contains("cannot find"))
                .findFirst()
                .orElse(said.lines().reduce("", (first, second) -> second));
    }
}
