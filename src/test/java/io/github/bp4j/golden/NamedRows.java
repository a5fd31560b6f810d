package io.github.bp4j.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A file of src/test/resources/golden/optimizers: names, each on a line, and under each its rows of numbers. */
public final class NamedRows {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden", "optimizers");

    private NamedRows() {}

    /** The rows under each name, in the order of the file. */
    public static Map<String, List<double[]>> read(String file) {
        Map<String, List<double[]>> golden = new LinkedHashMap<>();
        List<double[]> rows = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(FOLDER.resolve(file))) {
                if (!line.isEmpty() && Character.isLetter(line.charAt(0))) {
                    rows = new ArrayList<>();
                    golden.put(line, rows);
                } else if (!line.isEmpty() && line.charAt(0) != '#') {
                    rows.add(Stream.of(line.split(" ", -1))
                            .mapToDouble(Double::parseDouble)
                            .toArray());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return golden;
    }
}
