package io.github.bp4j.curves;

import io.github.bp4j.curves.Curve.Line;
import io.github.bp4j.curves.Curve.Measured;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** The figures of the curves in Markdown. */
final class Table {
    private final StringBuilder text = new StringBuilder();

    Table(int forks) throws IOException {
        text.append(Curves.machine())
                .append(".\n\nTimes are medians of ")
                .append(forks * Curve.ROUNDS)
                .append(" samples in ")
                .append(forks)
                .append("""
                 JVMs, interleaved, ± half the distance between the quartiles. GFLOP/s are twice the multiply-adds
                in the products, over the time of everything.
                """);
    }

    /** A section: one row for each x, a pair of columns for each line. */
    void add(Curve curve, List<Measured> measured) {
        List<String> head = new ArrayList<>(List.of(curve.quantity(), "multiply-adds"));
        for (Line line : curve.lines()) {
            head.add(line.label() + ", µs");
            head.add("GFLOP/s");
        }
        text.append("\n## ").append(curve.title()).append("\n\n");
        row(head);
        row(head.stream().map(column -> "---:").toList());
        TreeSet<Integer> xs = new TreeSet<>();
        measured.forEach(one -> xs.add(one.point().x()));
        for (int x : xs) {
            row(row(x, curve, measured));
        }
    }

    private static List<String> row(int x, Curve curve, List<Measured> measured) {
        List<Measured> here =
                measured.stream().filter(one -> one.point().x() == x).toList();
        TreeSet<Double> work = new TreeSet<>();
        here.forEach(one -> work.add(one.point().multiplyAdds()));
        List<String> cells = new ArrayList<>(List.of(
                Integer.toString(x),
                work.size() == 1 ? String.format(Locale.ROOT, "%,.0f", work.first()) : "by network"));
        for (Line line : curve.lines()) {
            Measured one = here.stream()
                    .filter(other -> other.line().equals(line))
                    .findFirst()
                    .orElseThrow();
            double micros = one.nanos() / 1000;
            String format = micros < 10 ? "%.2f ± %.0f %%" : micros < 100 ? "%.1f ± %.0f %%" : "%,.0f ± %.0f %%";
            cells.add(String.format(Locale.ROOT, format, micros, 50 * one.spread()));
            cells.add(String.format(Locale.ROOT, "%.1f", one.gigaflops()));
        }
        return cells;
    }

    void addMemory(List<Memory> all) {
        text.append("\n## Memory that training holds, after some steps\n\n");
        row(List.of(
                "network, batch",
                "parameters",
                "θ, bytes",
                "gradient",
                "state",
                "Z, A, dZ, dA",
                "sum",
                "held",
                "ratio"));
        row(List.of("---", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:"));
        for (Memory one : all) {
            row(List.of(
                    one.workload(),
                    count(one.parameters()),
                    count(8 * one.parameters()),
                    count(8 * one.parameters()),
                    count(8 * one.state()),
                    count(8 * one.caches()),
                    count(one.sum()),
                    count(one.held()),
                    String.format(Locale.ROOT, "%.2f", (double) one.held() / one.sum())));
        }
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private void row(List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
