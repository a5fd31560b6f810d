package io.github.bp4j.metrics;

import io.github.bp4j.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** src/test/resources/golden/metrics/scores.txt: what scikit-learn makes of predictions; metrics.py tells the format. */
final class ScoreFile {
    private static final Path FILE = Path.of("src", "test", "resources", "golden", "metrics", "scores.txt");

    /** A and Y with scikit-learn's values by name, and its report. */
    record Case(
            String kind, String name, Map<String, Matrix> matrices, Map<String, double[]> values, List<String> lines) {
        Matrix A() {
            return matrices.get("A");
        }

        Matrix Y() {
            return matrices.get("Y");
        }

        String report() {
            return String.join("\n", lines);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private ScoreFile() {}

    static List<Case> cases(String kind) throws IOException {
        List<Case> cases = new ArrayList<>();
        Iterator<String> lines = Files.readAllLines(FILE).iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            String[] words = line.split(" ", -1);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (words[0].equals("case")) {
                cases.add(
                        new Case(words[1], words[2], new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>()));
                continue;
            }
            Case last = cases.get(cases.size() - 1);
            if (line.startsWith("|")) {
                last.lines.add(line.substring(1));
            } else if (words[0].equals("A") || words[0].equals("Y")) {
                last.matrices.put(words[0], matrix(Integer.parseInt(words[1]), lines));
            } else {
                last.values.put(words[0], numbers(words, 1));
            }
        }
        return cases.stream().filter(c -> c.kind.equals(kind)).toList();
    }

    private static Matrix matrix(int rows, Iterator<String> lines) {
        double[][] values = new double[rows][];
        for (int r = 0; r < rows; r++) {
            values[r] = numbers(lines.next().split(" ", -1), 0);
        }
        return Matrix.ofRows(values);
    }

    private static double[] numbers(String[] words, int from) {
        return Stream.of(words)
                .skip(from)
                .mapToDouble(word -> word.equals("nan") ? Double.NaN : Double.parseDouble(word))
                .toArray();
    }
}
