package io.github.bp4j.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The process of a contestant: it obeys lines from standard input, and answers each with a line that begins with
 * {@value #REPLY}. The programs in C and Python speak the same.
 *
 * <table>
 * <caption>The protocol</caption>
 * <tr><td>version<td>what runs
 * <tr><td>prepare CASE FILE RUNS<td>the answer after so many runs, or "cannot" and the reason
 * <tr><td>measure SECONDS<td>runs per second of processor time, of the case that was prepared last; of training, steps
 * </table>
 */
final class Child {
    static final String REPLY = "= ";

    private static final long SHORT = 500_000; // ns

    private Contestant.Work work;
    private long runsBetweenLooks = 1;

    private Child() {}

    public static void main(String[] args) throws IOException {
        PrintStream replies = System.out;
        System.setOut(System.err); // for what libraries print
        Contestant contestant = Contestants.of(args[0]);
        Child child = new Child();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            replies.println(REPLY + child.obey(contestant, line.split(" ", -1)));
            replies.flush();
        }
        System.exit(0); // libraries may have left threads behind
    }

    private String obey(Contestant contestant, String[] words) throws IOException {
        return switch (words[0]) {
            case "version" -> contestant.version();
            case "prepare" -> prepare(contestant, Case.parse(words[1]), Path.of(words[2]), Integer.parseInt(words[3]));
            case "measure" -> Double.toString(measure(Double.parseDouble(words[1])));
            default -> throw new IllegalArgumentException("unknown: " + words[0]);
        };
    }

    private String prepare(Contestant contestant, Case aCase, Path file, int runs) throws IOException {
        try {
            work = contestant.prepare(aCase, CaseData.read(aCase, file));
        } catch (UnsupportedOperationException e) {
            return "cannot " + e.getMessage();
        }
        runsBetweenLooks = 1;
        for (int i = 0; i < runs; i++) {
            work.run();
        }
        return Double.toString(work.answer());
    }

    private double measure(double seconds) {
        long start = nanos();
        long end = start + (long) (seconds * 1e9);
        long runs = 0;
        long before = start;
        while (before < end) {
            for (long i = 0; i < runsBetweenLooks; i++) {
                work.run();
            }
            runs += runsBetweenLooks;
            long now = nanos();
            if (now - before < SHORT) {
                runsBetweenLooks *= 2;
            }
            before = now;
        }
        return runs * 1e9 / (before - start);
    }

    /** The processor time of this thread and the time of garbage collections: no neighbour on the same processor counts. */
    private static long nanos() {
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            nanos += 1_000_000 * collector.getCollectionTime();
        }
        return nanos;
    }
}
