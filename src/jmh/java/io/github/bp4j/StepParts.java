package io.github.bp4j;

import io.github.bp4j.benchmarks.Workload;
import io.github.bp4j.internal.kernel.Compute;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the time of a training step goes: each operation of its equations on its own, over and over, on one thread.
 *
 * <pre>mvn -q -P benchmarks test-compile exec:exec -Dexec.main=io.github.bp4j.StepParts -Dargs="4-16-3:16"</pre>
 *
 * <p>You will see: in a small network no operation stands out, and what surrounds the loops costs as much as they do; from a
 * hundred neurons on the products take nearly all of it, and what a fusion of activations with products could save is little.
 */
public final class StepParts {
    private static final int WINDOWS = 15;
    private static final long WINDOW_NANOS = 60_000_000L;

    private StepParts() {}

    /** With a network and a batch, as {@link Workload} writes them. */
    public static void main(String[] args) {
        Workload.requireKernel("simd");
        Workload workload = new Workload(args[0], 1);
        for (int i = 0; i < 5; i++) { // as a program would have it compiled: all parts in turn
            measure(workload::step);
        }
        double step = measure(workload::step);
        System.out.printf(
                "%s, %s: a step takes %.0f ns%n", args[0], Kernels.kernel().name(), step);
        parts(workload).forEach((name, part) -> {
            double nanos = measure(part);
            System.out.printf("%-28s %8.0f ns %6.1f %%%n", name, nanos, 100 * nanos / step);
        });
    }

    private static Map<String, Runnable> parts(Workload workload) {
        Network network = workload.network();
        Matrix Y = workload.Y();
        Algebra algebra = new Algebra(new Compute(Kernels.kernel(), 1));
        Map<String, Runnable> parts = new LinkedHashMap<>();
        Matrix A = workload.X();
        for (Layer layer : network.layers()) {
            Matrix A_prev = A;
            int l = layer.number();
            parts.put("(2) Z[" + l + "]", () -> algebra.multiplyAdd(layer.W(), A_prev, layer.b(), layer.Z()));
            parts.put("(1) A[" + l + "]", () -> algebra.activate(layer.activation(), layer.Z(), layer.A()));
            A = layer.A();
        }
        parts.put("(3) J", () -> network.cost(Y));
        Layer last = network.layer(network.layers().size());
        parts.put("dZ[L] = A[L] − Y", () -> last.backwardFromLoss(network.loss(), Y, null));
        for (int l = last.number(); l >= 1; l--) {
            Layer layer = network.layer(l);
            Matrix A_prev = l == 1 ? workload.X() : network.layer(l - 1).A();
            int m = A_prev.columns();
            parts.put("(BP1) dW[" + l + "]", () -> algebra.multiplyTransposed(m, layer.dZ(), A_prev, layer.dW()));
            parts.put("(BP2) db[" + l + "]", () -> algebra.rowMeans(layer.dZ(), layer.db()));
            if (l > 1) {
                Layer before = network.layer(l - 1);
                Matrix dA = before.dAToFill();
                parts.put("(BP3) dA[" + (l - 1) + "]", () -> algebra.transposedMultiply(layer.W(), layer.dZ(), dA));
                parts.put(
                        "(BP4) dZ[" + (l - 1) + "]",
                        () -> algebra.multiplyByDerivative(
                                dA, before.activation(), before.Z(), before.A(), before.dZ()));
            }
        }
        parts.put("update", workload.optimizer().start(network)::step);
        return parts;
    }

    /** Nanoseconds a call, the median of the later windows. */
    private static double measure(Runnable part) {
        double[] nanos = new double[WINDOWS];
        for (int w = 0; w < WINDOWS; w++) {
            long begin = System.nanoTime();
            long elapsed;
            long calls = 0;
            do {
                for (int i = 0; i < 20; i++) {
                    part.run();
                }
                calls += 20;
                elapsed = System.nanoTime() - begin;
            } while (elapsed < WINDOW_NANOS);
            nanos[w] = (double) elapsed / calls;
        }
        double[] later = Arrays.copyOfRange(nanos, WINDOWS / 3, WINDOWS);
        Arrays.sort(later);
        return later[later.length / 2];
    }
}
