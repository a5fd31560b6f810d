package io.github.bp4j.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measures bp4j beside its peers, on the same networks and numbers, one thread each, and writes tables; {@link Options} tells the
 * command line.
 *
 * <pre>mvn -q -P peers test-compile exec:exec -Dargs="steps 4-16-3 --peers encog,pytorch"</pre>
 *
 * <p>Each contestant is a process of its own. First it shows that its answer is bp4j's; then all are warmed up; then they are
 * measured in turn, round by round, as a shared machine is never the same for long. What counts is the median over the rounds, and the
 * median of the ratios within a round; a contestant whose window takes {@value #SLOW_SECONDS} seconds or more is measured in
 * two rounds.
 */
final class Conductor {
    static final int SLOW_SECONDS = 2;

    private final Options options;
    private final List<String> prefix;
    private final Results results = new Results();

    private Conductor(Options options) {
        this.options = options;
        boolean canPin = Files.isExecutable(Path.of("/usr/bin/taskset"));
        prefix = canPin ? List.of("taskset", "-c", options.cpu) : List.of();
    }

    public static void main(String[] args) throws IOException {
        Options options = new Options(args);
        Conductor conductor = new Conductor(options);
        List<Entrant> entrants = Entrants.selected(options);
        Files.createDirectories(Programs.FOLDER);
        Map<String, List<Case>> groups = options.cases.stream()
                .collect(Collectors.groupingBy(Case::group, LinkedHashMap::new, Collectors.toList()));
        Files.createDirectories(options.out.toAbsolutePath().getParent());
        for (List<Case> group : groups.values()) {
            conductor.measure(group, entrants);
            Files.writeString(options.out, conductor.report(entrants, args)); // so that a run cut short is not lost
        }
        System.out.println("\n" + conductor.report(entrants, args));
    }

    private String report(List<Entrant> entrants, String[] args) throws IOException {
        return new Report(options, entrants, results).markdown(String.join(" ", args));
    }

    private void measure(List<Case> group, List<Entrant> entrants) throws IOException {
        List<Worker> workers = new ArrayList<>();
        try {
            for (Entrant entrant : entrants) {
                if (entrant.kinds().contains(group.get(0).kind())) {
                    start(entrant, group.get(0), workers);
                }
            }
            for (Case aCase : group) {
                measure(aCase, workers);
            }
        } finally {
            workers.forEach(Worker::close);
        }
    }

    private void start(Entrant entrant, Case aCase, List<Worker> workers) {
        try {
            Worker worker = new Worker(entrant, entrant.launcher().command(aCase), prefix);
            workers.add(worker);
            results.versions.put(entrant.name(), worker.ask("version"));
        } catch (IOException e) {
            results.reasons.putIfAbsent(entrant.name(), e.getMessage());
        }
    }

    private void measure(Case aCase, List<Worker> workers) throws IOException {
        System.out.print(aCase.name());
        Path file = Programs.FOLDER.resolve("case.bin").toAbsolutePath();
        CaseData.random(aCase).write(file);
        Map<Worker, double[]> rates = new LinkedHashMap<>();
        double expected = Double.NaN;
        for (Worker worker : workers) {
            try {
                String answer = worker.ask("prepare " + aCase.name() + " " + file + " " + aCase.checkedRuns());
                if (answer.startsWith("cannot")) {
                    results.put(aCase, worker.entrant, "–");
                    continue;
                }
                double value = Double.parseDouble(answer);
                if (worker.entrant.name().equals(Entrants.REFERENCE)) {
                    expected = value;
                }
                if (!(Math.abs(value - expected) <= worker.entrant.tolerance() * Math.abs(expected))) {
                    results.put(aCase, worker.entrant, "wrong");
                    results.reasons.put(
                            worker.entrant.name() + ", " + aCase.name(), "answers " + value + ", bp4j " + expected);
                    continue;
                }
                warm(worker);
                rates.put(worker, new double[0]);
                System.out.print(" .");
            } catch (IOException e) {
                fail(aCase, worker, e);
            }
        }
        for (int round = 0; round < options.rounds; round++) {
            List<Worker> order = new ArrayList<>(rates.keySet());
            if (round % 2 == 1) {
                Collections.reverse(order);
            }
            for (Worker worker : order) {
                measure(aCase, worker, rates, round);
            }
        }
        rates.forEach((worker, ofRounds) -> results.put(aCase, worker.entrant, ofRounds));
        System.out.println();
    }

    private void measure(Case aCase, Worker worker, Map<Worker, double[]> rates, int round) {
        double[] soFar = rates.get(worker);
        if (round >= 2 && soFar[0] < 1.0 / SLOW_SECONDS) {
            return;
        }
        try {
            double[] more = Arrays.copyOf(soFar, round + 1);
            more[round] = rate(worker);
            rates.put(worker, more);
        } catch (IOException e) {
            rates.remove(worker);
            fail(aCase, worker, e);
        }
    }

    private void fail(Case aCase, Worker worker, IOException e) {
        results.put(aCase, worker.entrant, "failed");
        results.reasons.put(worker.entrant.name() + ", " + aCase.name(), e.getMessage());
    }

    /** Runs a contestant until two windows in turn bring no gain; a slow one for one window. */
    private void warm(Worker worker) throws IOException {
        double least = worker.entrant.warms() ? options.warmup : 0;
        double spent = 0;
        double best = 0;
        int withoutGain = 0;
        while (spent < least || (withoutGain < 2 && spent < 8 * options.warmup)) {
            double rate = rate(worker);
            if (rate < 1.0 / SLOW_SECONDS) {
                return;
            }
            spent += options.window;
            withoutGain = rate < 1.03 * best ? withoutGain + 1 : 0;
            best = Math.max(best, rate);
        }
    }

    private double rate(Worker worker) throws IOException {
        return Double.parseDouble(worker.ask("measure " + options.window));
    }
}
