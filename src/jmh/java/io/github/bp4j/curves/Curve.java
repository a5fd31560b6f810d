package io.github.bp4j.curves;

import io.github.bp4j.benchmarks.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A curve to measure: time against one quantity, in one or more lines.
 *
 * @param name of the files
 * @param title what is measured
 * @param quantity along the x-axis
 * @param lines at least one
 */
record Curve(String name, String title, String quantity, List<Line> lines) {
    /** Samples of a point in each JVM. */
    static final int ROUNDS = 5;

    /**
     * One line of it.
     *
     * @param label names it
     * @param kernel "plain" or "simd"
     * @param points in increasing x
     */
    record Line(String label, String kernel, List<Point> points) {}

    /** x, and what a {@link TimedTask} is to do for it. */
    record Point(int x, String task, int threads) {
        /** Of the products in one run of the task. */
        double multiplyAdds() {
            return task.endsWith("^3") ? (double) x * x * x : Workload.multiplyAdds(task);
        }
    }

    /**
     * What was measured at a point.
     *
     * @param nanos the median of all samples
     * @param spread the distance between the quartiles, as a part of the median
     */
    record Measured(Line line, Point point, double nanos, double spread) {
        double gigaflops() {
            return 2 * point.multiplyAdds() / nanos;
        }
    }

    /**
     * Measures every point several times in each of several JVMs of its own, as compilation does not end in the same
     * code every time. In between come all other points, while the JVM stays warm: what a busy neighbour does to one, it
     * does to all.
     *
     * @throws AssertionError if the same task gives different bits on two lines
     */
    List<Measured> measure(int forks) throws IOException {
        List<List<Double>> samples = new ArrayList<>();
        Map<String, String> bits = new HashMap<>();
        for (int fork = 0; fork < forks; fork++) {
            List<TimedJvm> jvms = new ArrayList<>();
            try {
                for (Line line : lines) {
                    for (Point point : line.points) {
                        TimedJvm jvm = new TimedJvm(line.kernel, point.task, point.threads);
                        jvms.add(jvm);
                        if (fork == 0) {
                            samples.add(new ArrayList<>());
                        }
                        String others = bits.putIfAbsent(point.task, jvm.bits());
                        if (others != null && !others.equals(jvm.bits())) {
                            throw new AssertionError(
                                    line.label + ", " + point.task + ": " + jvm.bits() + ", elsewhere " + others);
                        }
                    }
                }
                for (int round = 0; round < ROUNDS; round++) {
                    for (int i = 0; i < jvms.size(); i++) {
                        samples.get(i).add(jvms.get(i).sample());
                    }
                }
            } finally {
                for (TimedJvm jvm : jvms) {
                    jvm.close();
                }
            }
        }
        List<Measured> all = new ArrayList<>();
        for (Line line : lines) {
            for (Point point : line.points) {
                double[] sorted = samples.get(all.size()).stream()
                        .mapToDouble(Double::doubleValue)
                        .sorted()
                        .toArray();
                double median = quantile(sorted, 0.5);
                double spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / median;
                all.add(new Measured(line, point, median, spread));
            }
        }
        return all;
    }

    private static double quantile(double[] sorted, double q) {
        double place = q * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
