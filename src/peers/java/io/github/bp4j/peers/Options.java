package io.github.bp4j.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The command line.
 *
 * <pre>
 * [products] [steps] [predictions]   these kinds; all unless one is named
 * WORD …                             of these, the cases whose name contains one of the words, e.g. 4-16-3 or 128,784,32
 * --peers NAME,…                     the peers whose name contains one of these, e.g. encog,pytorch
 * --rounds 5  --window 0.3           how often and for how many seconds each contestant is measured
 * --warmup 2                         seconds before that, at least; as long as it still gets faster, up to eight times as many
 * --cpu N                            the processor that all are pinned to, where there is taskset; unless set, the last that this process may use
 * --java HOME                        the JDK of the contestants; the one that runs this unless set
 * --out FILE                         the Markdown file; target/peers.md unless set
 * </pre>
 */
final class Options {
    final List<Case> cases;
    final List<String> peers;
    final int rounds;
    final double window;
    final double warmup;
    final String cpu;
    final Path java;
    final Path out;

    Options(String[] args) throws IOException {
        List<String> kinds = new ArrayList<>();
        List<String> words = new ArrayList<>();
        String[] values = {"", "5", "0.3", "2", "", System.getProperty("java.home"), "target/peers.md"};
        List<String> names = List.of("--peers", "--rounds", "--window", "--warmup", "--cpu", "--java", "--out");
        for (int i = 0; i < args.length; i++) {
            int option = names.indexOf(args[i]);
            if (option >= 0 && i + 1 < args.length) {
                values[option] = args[++i];
            } else if (args[i].startsWith("-")) {
                throw new IllegalArgumentException(args[i] + " is no option, or lacks its value; there are " + names);
            } else if (List.of("products", "steps", "predictions").contains(args[i])) {
                kinds.add(args[i]);
            } else {
                words.add(args[i]);
            }
        }
        cases = Cases.all().stream()
                .filter(c -> containsOne(c.kind().name().toLowerCase(Locale.ROOT), kinds))
                .filter(c -> containsOne(c.name(), words))
                .toList();
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("no case is named by " + String.join(" ", args) + "; there are "
                    + Cases.all().stream().map(Case::name).toList());
        }
        peers = values[0].isEmpty() ? List.of() : List.of(values[0].split(",", -1));
        rounds = Integer.parseInt(values[1]);
        window = Double.parseDouble(values[2]);
        warmup = Double.parseDouble(values[3]);
        cpu = values[4].isEmpty() ? lastProcessor() : values[4];
        java = Path.of(values[5]);
        out = Path.of(values[6]);
        if (rounds < 1 || window <= 0) {
            throw new IllegalArgumentException("--rounds and --window must be above 0");
        }
    }

    /** The last number of a list like 0-3,8-11. */
    private static String lastProcessor() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.replaceAll(".*\\D", ""))
                .findFirst()
                .orElse("0");
    }

    /** Whether the text contains one of the words; any does where there are none. */
    static boolean containsOne(String text, List<String> words) {
        return words.isEmpty()
                || words.stream()
                        .map(w -> w.toLowerCase(Locale.ROOT))
                        .anyMatch(text.toLowerCase(Locale.ROOT)::contains);
    }
}
