package io.github.bp4j.benchmarks;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * How much longer a fresh JVM takes that makes a network and predicts once than one that does nothing, with the same
 * flags; bp4j is in a jar, as programs have it.
 *
 * <pre>mvn -q -P benchmarks test-compile exec:exec -Dexec.main=io.github.bp4j.benchmarks.FirstPrediction</pre>
 *
 * <p>{@code -Dargs=40} sets the number of runs. You will see: some tens of milliseconds, most of them for loading classes
 * and for initial weights made by code that is still interpreted.
 */
public final class FirstPrediction {
    private static final int RUNS = 25;

    private FirstPrediction() {}

    /** What is measured. */
    static final class Program {
        public static void main(String[] args) {
            double[] a = Network.builder()
                    .inputs(784)
                    .layer(128, Activation.RELU)
                    .layer(10, Activation.SOFTMAX)
                    .loss(Loss.CROSS_ENTROPY)
                    .build()
                    .predictor()
                    .predict(new double[784]);
            if (a.length != 10) {
                throw new AssertionError();
            }
        }
    }

    /** What it is compared with. */
    static final class Empty {
        public static void main(String[] args) {}
    }

    /** With the number of runs, or nothing. */
    public static void main(String[] args) throws Exception {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : RUNS;
        Path jar = Files.createTempFile("bp4j", ".jar");
        try {
            pack(Path.of(placeOf(Network.class)), jar);
            System.out.println(
                    "Java " + System.getProperty("java.vm.version") + ", medians of " + runs + " runs in ms");
            for (List<String> flags : List.of(List.<String>of(), List.of("--add-modules", "jdk.incubator.vector"))) {
                double[] empty = new double[runs];
                double[] program = new double[runs];
                double[] difference = new double[runs];
                for (int run = -2; run < runs; run++) { // two to fill the caches of the file system
                    double without = millis(flags, jar, Empty.class);
                    double with = millis(flags, jar, Program.class);
                    if (run >= 0) {
                        empty[run] = without;
                        program[run] = with;
                        difference[run] = with - without;
                    }
                }
                System.out.printf(
                        Locale.ROOT,
                        "%-36s empty %.0f, first prediction %.0f, difference %.0f%n",
                        String.join(" ", flags),
                        median(empty),
                        median(program),
                        median(difference));
            }
        } finally {
            Files.delete(jar);
        }
    }

    /** The life of a JVM. */
    private static double millis(List<String> flags, Path jar, Class<?> main) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", jar + File.pathSeparator + placeOf(main), main.getName()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
        long begin = System.nanoTime();
        int status = builder.start().waitFor();
        double millis = (System.nanoTime() - begin) / 1e6;
        if (status != 0) {
            throw new IOException(command + " ended with status " + status);
        }
        return millis;
    }

    private static String placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private static void pack(Path folder, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(folder.relativize(path).toString().replace(File.separatorChar, '/')));
                Files.copy(path, out);
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
