package io.github.bp4j.curves;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own for one task on one kernel, warm, that waits until it is asked how long the task takes. */
final class TimedJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;
    private final String kernel;
    private final String bits;

    /** Starts it and waits until it is warm; kernel is "plain" or "simd". */
    TimedJvm(String kernel, String task, int threads) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (kernel.equals("simd")) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        command.addAll(List.of(
                "-Dbp4j.kernel=" + kernel,
                "-cp",
                System.getProperty("java.class.path"),
                TimedTask.class.getName(),
                task,
                Integer.toString(threads)));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.US_ASCII);
        orders = process.outputWriter(StandardCharsets.US_ASCII);
        this.kernel = answer();
        bits = answer();
        if (!this.kernel.startsWith(kernel)) {
            close();
            throw new IOException("asked for " + kernel + ", got " + this.kernel);
        }
    }

    /** What the kernel calls itself. */
    String kernel() {
        return kernel;
    }

    /** Bits of the result. */
    String bits() {
        return bits;
    }

    /** Nanoseconds that the task takes now: the mean over some 0.2 s. */
    double sample() throws IOException {
        orders.write('\n');
        orders.flush();
        return Double.parseDouble(answer());
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the JVM that measures has ended: " + process.info());
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        orders.close();
        process.destroy();
    }
}
