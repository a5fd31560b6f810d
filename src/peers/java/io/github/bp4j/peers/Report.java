package io.github.bp4j.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables, in Markdown. */
final class Report {
    /** From so many rounds on the spread of the ratios is told. */
    private static final int ROUNDS_FOR_SPREAD = 20;

    private final Options options;
    private final List<Entrant> entrants;
    private final Results results;
    private final StringBuilder text = new StringBuilder();

    Report(Options options, List<Entrant> entrants, Results results) {
        this.options = options;
        this.entrants = entrants;
        this.results = results;
    }

    String markdown(String args) throws IOException {
        line("# bp4j and its peers");
        line("");
        line("    mvn -q -P peers test-compile exec:exec" + (args.isEmpty() ? "" : " -Dargs=\"" + args + "\""));
        line("");
        machine();
        line("One thread each, all on processor " + options.cpu + "; processor time, medians of " + options.rounds
                + " rounds of " + options.window
                + " s. In parentheses: the speed of bp4j SIMD divided by this one's, the median"
                + " over the rounds"
                + (options.rounds < ROUNDS_FOR_SPREAD ? "" : ", and from the tenth to the ninetieth percentile")
                + "; above 1, bp4j is faster. What another library computed was first compared with bp4j's: \"wrong\""
                + " stands where they differ, – where there is nothing to measure. float64 unless said.");
        table(Case.Kind.PRODUCTS, "Products, GFLOP/s", true);
        table(Case.Kind.STEPS, "Training steps, examples per second", false);
        table(Case.Kind.PREDICTIONS, "One prediction, µs", false);
        line("");
        line(
                "Products are of a layer (n_l, n_{l-1}, m). A step is forward, cost, backward and the update of gradient descent; ReLU, softmax,"
                        + " cross-entropy. Encog reports the squared error in place of the cost. scikit-learn is timed by fit without"
                        + " shuffling. DL4J and PyTorch predict from an array of their own into one.");
        versions();
        return text.toString();
    }

    private void machine() throws IOException {
        String cpuinfo = Files.readString(Path.of("/proc/cpuinfo"));
        List<String> flags = List.of(field(cpuinfo, "flags").split(" ", -1));
        String vectors = flags.contains("avx512f") ? "AVX-512" : flags.contains("avx2") ? "AVX2" : "no AVX2";
        line(field(cpuinfo, "model name") + " (family " + field(cpuinfo, "cpu family") + ", model "
                + field(cpuinfo, "model\t") + "), " + vectors + ", "
                + cpuinfo.lines().filter(l -> l.startsWith("processor")).count() + " processors; JDK " + jdk() + "; "
                + LocalDate.now(ZoneOffset.UTC) + ".");
        line("");
    }

    private static String field(String cpuinfo, String name) {
        return cpuinfo.lines()
                .filter(l -> l.startsWith(name))
                .map(l -> l.substring(l.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
    }

    /** The version of the contestants' JDK. */
    private String jdk() throws IOException {
        return Files.readString(options.java.resolve("release"))
                .lines()
                .filter(l -> l.startsWith("JAVA_VERSION=") || l.startsWith("IMPLEMENTOR="))
                .map(l -> l.substring(l.indexOf('=') + 1).replace("\"", ""))
                .sorted()
                .reduce((a, b) -> a + ", " + b)
                .orElse(options.java.toString());
    }

    /** A row is a case where there are many, else a contestant. */
    private void table(Case.Kind kind, String heading, boolean rowsAreCases) {
        List<Case> cases = options.cases.stream().filter(c -> c.kind() == kind).toList();
        List<String> names = entrants.stream()
                .map(Entrant::name)
                .filter(name -> cases.stream().anyMatch(c -> results.has(c, name)))
                .toList();
        if (names.isEmpty()) {
            return;
        }
        line("");
        line("## " + heading);
        line("");
        int rows = rowsAreCases ? cases.size() : names.size();
        int columns = rowsAreCases ? names.size() : cases.size();
        List<String> head = new ArrayList<>(List.of(""));
        for (int j = 0; j < columns; j++) {
            head.add(rowsAreCases ? names.get(j) : cases.get(j).title());
        }
        row(head);
        line("|---|" + "---:|".repeat(columns));
        for (int i = 0; i < rows; i++) {
            List<String> cells =
                    new ArrayList<>(List.of(rowsAreCases ? cases.get(i).title() : names.get(i)));
            for (int j = 0; j < columns; j++) {
                cells.add(rowsAreCases ? cell(cases.get(i), names.get(j)) : cell(cases.get(j), names.get(i)));
            }
            row(cells);
        }
    }

    private String cell(Case aCase, String name) {
        double rate = results.rate(aCase, name);
        if (Double.isNaN(rate)) {
            return results.word(aCase, name);
        }
        String figure = switch (aCase.kind()) {
            case PRODUCTS -> threeDigits(rate * aCase.flop() * 1e-9);
            case STEPS -> thousands(rate * aCase.batch());
            case PREDICTIONS -> threeDigits(1e6 / rate);
        };
        double ratio = results.ratio(aCase, name, 0.5);
        if (name.equals(Entrants.REFERENCE) || Double.isNaN(ratio)) {
            return figure;
        }
        String spread = options.rounds < ROUNDS_FOR_SPREAD
                ? ""
                : "; " + twoDigits(results.ratio(aCase, name, 0.1)) + "–" + twoDigits(results.ratio(aCase, name, 0.9));
        return figure + " (" + twoDigits(ratio) + spread + ")";
    }

    private static String thousands(double value) {
        if (value >= 1e6) {
            return threeDigits(value * 1e-6) + "M";
        }
        return value >= 1e3 ? threeDigits(value * 1e-3) + "k" : threeDigits(value);
    }

    private static String threeDigits(double value) {
        int decimals = (int) Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(value))));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String twoDigits(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.0f", ratio);
    }

    private void versions() {
        line("");
        line("## Versions");
        line("");
        row(List.of("contestant", "version"));
        line("|---|---|");
        results.versions.forEach((name, version) -> row(List.of(name, version)));
        if (!results.reasons.isEmpty()) {
            line("");
            line("Absent:");
            line("");
            results.reasons.forEach((name, reason) -> line("- " + name + ": " + reason));
        }
    }

    private void row(List<String> cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
