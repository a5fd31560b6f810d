package io.github.bp4j;

import io.github.bp4j.internal.kernel.Kernel;
import io.github.bp4j.internal.kernel.Kernels;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What the threads of a {@link Predictor} compute a single example in. There are at most twice as many workspaces as
 * processors; who finds all of them taken makes one for the moment. They belong to the predictor, and go when it goes:
 * a thread keeps nothing.
 */
final class Workspaces {
    static final int MOST = powerOfTwo(2 * Runtime.getRuntime().availableProcessors());

    private final FrozenLayer[] layers;
    private final AtomicReferenceArray<Workspace> all = new AtomicReferenceArray<>(MOST);

    Workspaces(FrozenLayer[] layers) {
        this.layers = layers;
    }

    /**
     * A workspace for the calling thread alone, until {@link Workspace#giveBack}. A thread looks first where it found
     * one last time, as that is in the cache of its processor.
     */
    Workspace take() {
        int first = (int) Thread.currentThread().getId();
        for (int i = 0; i < MOST; i++) {
            int place = first + i & MOST - 1;
            Workspace workspace = all.get(place);
            if (workspace == null) {
                workspace = new Workspace(layers);
                if (all.compareAndSet(place, null, workspace)) {
                    return workspace;
                }
            } else if (workspace.take()) {
                return workspace;
            }
        }
        return new Workspace(layers);
    }

    /** The least that is not below n. */
    private static int powerOfTwo(int n) {
        return Integer.highestOneBit(2 * n - 1);
    }

    /** What one thread needs for one example; made for the thread that takes it. */
    static final class Workspace {
        private static final int FREE = 0;
        private static final int TAKEN = 1;

        /** So many elements of the array are a cache line. */
        private static final int LINE = 16;

        /** The state, in the middle of an array: threads that write to others write to other cache lines. */
        private final AtomicIntegerArray state = new AtomicIntegerArray(2 * LINE);

        private final Kernel kernel = Kernels.kernel();
        private final Pass[] passes;

        private Workspace(FrozenLayer[] layers) {
            state.setPlain(LINE, TAKEN);
            passes = new Pass[layers.length];
            for (int l = 0; l < layers.length; l++) {
                passes[l] = new Pass(layers[l]);
            }
        }

        /** a[L], (n_L, 1), until the workspace is given back. */
        Matrix forward(double[] x) {
            double[] a = x;
            for (Pass pass : passes) {
                a = pass.forward(kernel, a);
            }
            return passes[passes.length - 1].A;
        }

        private boolean take() {
            return state.compareAndSet(LINE, FREE, TAKEN);
        }

        void giveBack() {
            state.setRelease(LINE, FREE);
        }
    }

    /** One example through one layer; z and a are Z and A, with room for what the neurons were filled up with. */
    private static final class Pass {
        private final double[] panels;
        private final double[] start;
        private final int inputs;
        private final Normalization.Frozen normalization;
        private final double[] mean = new double[1];
        private final double[] s = new double[1];
        private final Activation activation;
        private final double[] z;
        private final double[] a;
        private final Matrix Z;
        private final Matrix A;
        private final int extent;

        Pass(FrozenLayer layer) {
            panels = layer.panels;
            start = layer.start;
            inputs = layer.inputs();
            normalization = layer.normalization;
            activation = layer.activation;
            z = new double[start.length];
            a = new double[start.length];
            Z = Matrix.window(z, 0, layer.units(), 1);
            A = Matrix.window(a, 0, layer.units(), 1);
            extent = activation.extent(Z);
        }

        double[] forward(Kernel kernel, double[] x) {
            kernel.affine(panels, start, x, z, start.length, inputs);
            if (normalization != null) {
                normalization.apply(Z, mean, s, 0, normalization.extent(Z));
            }
            activation.g(kernel, Z, A, 0, extent);
            return a;
        }
    }
}
