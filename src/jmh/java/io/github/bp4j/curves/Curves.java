package io.github.bp4j.curves;

import io.github.bp4j.curves.Curve.Line;
import io.github.bp4j.curves.Curve.Measured;
import io.github.bp4j.curves.Curve.Point;
import io.github.bp4j.internal.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * How the time of a training step grows with width, depth, batch and threads, and that of a product with its size: a table
 * and a chart of each, and the memory that training holds.
 *
 * <pre>mvn -q -P benchmarks test-compile exec:exec -Dexec.main=io.github.bp4j.curves.Curves</pre>
 *
 * <p>takes some half an hour and writes to target/curves; {@code -Dargs="folder forks curve …"} sets another
 * folder, the number of JVMs for each point (3) and which curves (all: width, depth, batch, threads, products, memory).
 *
 * <p>You will see: flat beginnings, where calls and not products take the time; then straight lines. GFLOP/s bend down
 * where operands leave a cache.
 */
public final class Curves {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private Curves() {}

    /** With nothing, or folder, forks and names of curves. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "target/curves");
        int forks = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        List<String> names = Arrays.asList(args).subList(Math.min(2, args.length), args.length);
        Files.createDirectories(folder);
        Table table = new Table(forks);
        for (Curve curve : all()) {
            if (names.isEmpty() || names.contains(curve.name())) {
                List<Measured> measured = curve.measure(forks);
                table.add(curve, measured);
                Files.writeString(folder.resolve(curve.name() + ".svg"), Chart.of(curve, measured));
                Files.writeString(folder.resolve("curves.md"), table.toString());
                System.out.println(folder.resolve(curve.name() + ".svg"));
            }
        }
        if (names.isEmpty() || names.contains("memory")) {
            table.addMemory(Memory.measure());
            Files.writeString(folder.resolve("curves.md"), table.toString());
        }
        System.out.println(Files.readString(folder.resolve("curves.md")));
    }

    private static List<Curve> all() {
        return List.of(
                new Curve(
                        "width",
                        "A training step of 64-n-n-10, batch 32, one thread",
                        "neurons n in each of two hidden layers",
                        bothKernels("", 1, doubling(4, 2048), n -> "64-" + n + "-" + n + "-10:32")),
                new Curve(
                        "depth",
                        "A training step of hidden layers of 64, 64 inputs, 10 outputs, batch 32, one thread",
                        "hidden layers",
                        bothKernels("", 1, doubling(1, 16), n -> "64-" + "64-".repeat(n) + "10:32")),
                new Curve(
                        "batch",
                        "A training step of 784-128-10, one thread",
                        "examples in the batch",
                        bothKernels("", 1, doubling(1, 1024), n -> "784-128-10:" + n)),
                new Curve("threads", "A training step on several threads", "threads", threads()),
                new Curve("products", "A product of two n × n matrices", "n", products()));
    }

    private static List<Line> threads() {
        List<Line> lines = new ArrayList<>();
        for (String network : List.of("784-256-128-10:128", "784-1024-1024-10:256")) {
            for (String kernel : List.of("simd", "plain")) {
                List<Point> points = new ArrayList<>();
                for (int threads : doubling(1, PROCESSORS)) {
                    points.add(new Point(threads, network, threads));
                }
                lines.add(new Line(kernel + ", " + network.replace(":", ", batch "), kernel, points));
            }
        }
        return lines;
    }

    private static List<Line> products() {
        List<Line> lines = new ArrayList<>(bothKernels(", 1 thread", 1, doubling(64, 2048), n -> n + "^3"));
        if (PROCESSORS > 1) {
            lines.addAll(bothKernels(", " + PROCESSORS + " threads", PROCESSORS, doubling(64, 2048), n -> n + "^3"));
        }
        return lines;
    }

    private static List<Line> bothKernels(String label, int threads, int[] xs, IntFunction<String> task) {
        List<Point> points = Arrays.stream(xs)
                .mapToObj(x -> new Point(x, task.apply(x), threads))
                .toList();
        return List.of(new Line("simd" + label, "simd", points), new Line("plain" + label, "plain", points));
    }

    /** from, 2 from, 4 from, …, and to at the end. */
    private static int[] doubling(int from, int to) {
        List<Integer> xs = new ArrayList<>();
        for (int x = from; x < to; x *= 2) {
            xs.add(x);
        }
        xs.add(to);
        return xs.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Where the figures are from: processor, Java, kernel. */
    static String machine() throws IOException {
        Path cpuinfo = Path.of("/proc/cpuinfo");
        String processor = System.getProperty("os.arch");
        if (Files.isReadable(cpuinfo)) {
            processor = Files.readAllLines(cpuinfo).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(processor);
        }
        return processor + ", " + PROCESSORS + (PROCESSORS == 1 ? " processor" : " processors") + "; Java "
                + System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + "); "
                + Kernels.kernel().name();
    }
}
