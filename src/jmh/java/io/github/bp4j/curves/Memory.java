package io.github.bp4j.curves;

import io.github.bp4j.Layer;
import io.github.bp4j.Matrix;
import io.github.bp4j.benchmarks.Workload;
import io.github.bp4j.jvm.Jvm;
import java.util.ArrayList;
import java.util.List;

/**
 * The heap that a network, its optimizer's state and its caches hold, against what they must: doubles for θ, its
 * gradient, the slots of the rule, and Z, A, dZ, dA of every layer. X and Y do not count.
 *
 * @param parameters the length of θ
 * @param state doubles in the slots of the rule
 * @param caches doubles in Z, A, dZ and dA of the layers
 * @param held bytes that the heap grew by, garbage apart
 */
record Memory(String workload, long parameters, long state, long caches, long held) {
    private static final int STEPS = 3;
    private static final List<String> WORKLOADS =
            List.of("64-64-10:32", "784-128-10:32", "784-1024-1024-10:256", "2048-2048-2048-100:512");

    /** What must be, bytes. */
    long sum() {
        return 8 * (2 * parameters + state + caches);
    }

    /** Each in a JVM of its own, on the plain kernel, with a collector that leaves no garbage. */
    static List<Memory> measure() {
        List<Memory> all = new ArrayList<>();
        for (String workload : WORKLOADS) {
            String[] numbers = Jvm.current()
                    .run(List.of("-XX:+UseSerialGC", "-Dbp4j.kernel=plain"), Memory.class, workload)
                    .strip()
                    .split(" ", 0);
            all.add(new Memory(
                    workload,
                    Long.parseLong(numbers[0]),
                    Long.parseLong(numbers[1]),
                    Long.parseLong(numbers[2]),
                    Long.parseLong(numbers[3])));
        }
        return all;
    }

    /** Prints parameters, state, caches and held for the workload. */
    public static void main(String[] args) {
        run(new Workload(args[0], 1)); // what the JVM itself keeps of a first run is not counted
        long before = used();
        Workload workload = new Workload(args[0], 1);
        run(workload);
        long held = used() - before - bytes(workload.X()) - bytes(workload.Y());
        long parameters = workload.network().parameters().length;
        long caches = 0;
        for (Layer layer : workload.network().layers()) {
            for (Matrix M : List.of(layer.Z(), layer.A(), layer.dZ(), layer.dA())) {
                caches += M.rows() * (long) M.columns();
            }
        }
        long state = parameters * workload.optimizer().rule().slots();
        System.out.println(parameters + " " + state + " " + caches + " " + held);
    }

    private static void run(Workload workload) {
        for (int i = 0; i < STEPS; i++) {
            workload.step();
        }
    }

    /** Collects garbage until that changes nothing any more. */
    private static long used() {
        long used = Long.MAX_VALUE;
        for (long before = 0; used != before; ) {
            before = used;
            System.gc();
            used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }
        return used;
    }

    private static long bytes(Matrix M) {
        return 8L * M.rows() * M.columns();
    }
}
