package io.github.bp4j.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A contestant's process, pinned to one processor, with one thread for its libraries. */
final class Worker implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 600;

    final Entrant entrant;
    private final Process process;
    private final PrintStream questions;
    private final BufferedReader answers;

    Worker(Entrant entrant, List<String> command, List<String> prefix) throws IOException {
        this.entrant = entrant;
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"));
        for (String library : List.of("OMP", "OPENBLAS", "MKL", "BLIS")) {
            environment.put(library + "_NUM_THREADS", "1");
        }
        environment.put("OPT_OUT_TRACKING", "true"); // DJL
        Path log = Programs.FOLDER.resolve(entrant.name().replaceAll("\\W+", "-") + ".log");
        process = builder.redirectError(log.toFile()).start();
        questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * The answer to a line of the protocol.
     *
     * @throws IOException if the process ends, or takes too long
     */
    String ask(String question) throws IOException {
        questions.println(question);
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::nextAnswer);
        try {
            String line = answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (line != null) {
                return line;
            }
        } catch (TimeoutException e) {
            throw new IOException("no answer to " + question + " within " + TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException(e);
        }
        throw new IOException("ended at " + question);
    }

    /** What follows the sign of an answer; null at the end. What libraries print is passed over. */
    private String nextAnswer() {
        try {
            String line = answers.readLine();
            while (line != null && !line.startsWith(Child.REPLY)) {
                line = answers.readLine();
            }
            return line == null ? null : line.substring(Child.REPLY.length());
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        questions.close();
        process.destroyForcibly();
    }
}
