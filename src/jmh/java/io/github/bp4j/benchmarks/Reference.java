package io.github.bp4j.benchmarks;

import io.github.bp4j.jvm.Jvm;
import java.util.List;

/** The bits of a {@link Workload} by the plain kernel, the definition, in a JVM of its own. */
final class Reference {
    private Reference() {}

    /** {@link Workload#costAfterSteps}. */
    static String costAfterSteps(String workload) {
        return ask("cost", workload);
    }

    /** {@link PredictionBenchmark#bits}. */
    static String prediction(String workload) {
        return ask("prediction", workload);
    }

    private static String ask(String what, String workload) {
        return Jvm.current()
                .run(List.of("-Dbp4j.kernel=plain"), Reference.class, what, workload)
                .strip();
    }

    /** Prints the bits: with "cost" or "prediction", and the workload. */
    public static void main(String[] args) {
        System.out.println(
                args[0].equals("cost")
                        ? Workload.costAfterSteps(args[1], 1)
                        : PredictionBenchmark.bits(new Workload(args[1], 1)));
    }

    /**
     * Fails unless the bits are those of the reference.
     *
     * @throws AssertionError if they differ
     */
    static void requireEqual(String what, String bits, String reference) {
        if (!bits.equals(reference)) {
            throw new AssertionError(what + " is " + bits + "; the plain kernel gives " + reference);
        }
    }
}
